/** Colours as the browser computes them, written so that every program reads them. */

export interface Literal {
  /** `#rrggbb`, or `none`. */
  readonly colour: string;
  /** 0 to 1. */
  readonly opacity: number;
}

/** `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.5)`, `color(srgb 0.1 0.2 0.3 / 0.5)`, `none`; undefined for anything else. */
export function literalColour(computed: string): Literal | undefined {
  const text = computed.trim();
  if (text === 'none') return { colour: 'none', opacity: 1 };
  const numbers = [...text.matchAll(/-?[\d.]+(?:e-?\d+)?%?/g)].map(([number]) => number);
  const share = (number: string | undefined, whole: number) =>
    number?.endsWith('%') ? Number.parseFloat(number) / 100 : Number(number) / whole;
  const opacity = numbers[3] === undefined ? 1 : share(numbers[3], 1);
  const whole = text.startsWith('rgb') ? 255 : text.startsWith('color(srgb ') ? 1 : undefined;
  if (whole === undefined || numbers.length < 3) return undefined;
  const bytes = numbers.slice(0, 3).map((number) => Math.round(255 * Math.min(1, Math.max(0, share(number, whole)))));
  if (bytes.some(Number.isNaN) || Number.isNaN(opacity)) return undefined;
  return { colour: `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`, opacity };
}
