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
  collapse:
    'M2 7.3h12v1.4H2zM7.3 1h1.4v2.6l1.3-1.3.9.9L8 6.1 5.1 3.2l.9-.9 1.3 1.3zM8 9.9l2.9 2.9-.9.9-1.3-1.3V15H7.3v-2.6L6 13.7l-.9-.9z',
  expand:
    'M2 7.3h12v1.4H2zM8 .9l2.9 2.9-.9.9-1.3-1.3V6H7.3V3.4L6 4.7l-.9-.9zM7.3 10h1.4v2.6l1.3-1.3.9.9L8 15.1l-2.9-2.9.9-.9 1.3 1.3z',
  flow: 'M2 3h12v1H2zM2 6.5h12v2H2zM2 11h12v3H2z',
  export: 'M7.3 1.5h1.4v6.4l2.3-2.3 1 1-4 4-4-4 1-1 2.3 2.3zM2 12.7h12V14H2z',
  pin: 'M5.5 1.5h5v1.2l-.8.8v3.6l2.3 2.2v1.5H8.7V14L8 15l-.7-1v-3.2H4V9.3l2.3-2.2V3.5l-.8-.8z',
  window: 'M2 3h12v10H2zM3.3 6v5.7h9.4V6zM8.6 8.2h2.6v2.6h-1v-.9L8.6 11.4l-.7-.7 1.6-1.6h-.9z',
  grid: 'M2 2h12v12H2zM3.2 3.2v4.2h4.2V3.2zM8.6 3.2v4.2h4.2V3.2zM3.2 8.6v4.2h4.2V8.6zM8.6 8.6v4.2h4.2V8.6z',
  copy: 'M5 2h8v9h-1.2V3.2H5zM3 4.5h7.5V14H3zM4.2 5.7v7.1h5.1V5.7z',
  insert: 'M2 3h12v1.3H2zM2 11.7h12V13H2zM7.3 5.5h1.4v2h2v1.3h-2v2H7.3v-2h-2V7.5h2z',
  down: 'M3 5.5h10L8 11z',
  right: 'M5.5 3v10L11 8z',
} as const;

export function icon(name: keyof typeof SHAPES): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d=${SHAPES[name]}></path></svg>`;
}
