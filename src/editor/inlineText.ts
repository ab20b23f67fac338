/** What stands after a definition when inline gradients are on. */

import { showValue } from '../base/numbers.ts';
import type { Inspection } from '../core.ts';
import { derivativeName, showPoint } from './formulas.ts';

const most = 3;

/** `∂f/∂x = 5.9831 at x = 1`; undefined where there is no gradient to show. */
export function inlineText({ output, inputs, gradient }: Inspection): string | undefined {
  const entries = Object.entries(gradient);
  if (entries.length === 0) return undefined;
  const shown = entries
    .slice(0, most)
    .map(([name, value]) => `${derivativeName(output.name, name)} = ${showValue(value, 3)}`);
  if (entries.length > most) shown.push('…');
  const point = Object.fromEntries(inputs.slice(0, most).map(({ name, value }) => [name, value]));
  return `${shown.join(', ')} at ${showPoint(point)}${inputs.length > most ? ', …' : ''}`;
}
