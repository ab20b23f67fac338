import { html, type TemplateResult } from 'lit/html.js';

/** 16 × 16, in the colour of the text around them. */
const SHAPES = {
  first: 'M3 3h1.5v10H3zM13 3v10L5.5 8z',
  back: 'M11.5 3v10L4 8z',
  play: 'M4.5 2.5v11L13 8z',
  pause: 'M4 3h2.8v10H4zM9.2 3H12v10H9.2z',
  forward: 'M4.5 3v10L12 8z',
  last: 'M11.5 3H13v10h-1.5zM3 3v10l7.5-5z',
  plus: 'M7.3 3h1.4v4.3H13v1.4H8.7V13H7.3V8.7H3V7.3h4.3z',
  minus: 'M3 7.3h10v1.4H3z',
  fit: 'M2 2h4.5v1.3H3.3v3.2H2zM9.5 2H14v4.5h-1.3V3.3H9.5zM2 9.5h1.3v3.2h3.2V14H2zM12.7 9.5H14V14H9.5v-1.3h3.2z',
  pin: 'M5.5 1.5h5v1.2l-.8.8v3.6l2.3 2.2v1.5H8.7V14L8 15l-.7-1v-3.2H4V9.3l2.3-2.2V3.5l-.8-.8z',
} as const;

export function icon(name: keyof typeof SHAPES): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d=${SHAPES[name]}></path></svg>`;
}
