/**
 * `x[mask]`: the entries that a mask on inputs takes. How many there are is not known, so that they are no array; but they
 * can be computed with entry by entry, and set where the same mask takes them: `y[mask] = np.sqrt(x[mask])`.
 */
import type { Span } from '../../base/span.ts';
import type { LineId } from '../../graph/list.ts';
import type { Machine } from './machine.ts';
import type { MaskedThing, Thing } from './things.ts';

export const MASKED =
  'How many entries a mask takes depends on the values of inputs; only steps entry by entry are read. Use where(…) instead.';

export function isMasked(thing: Thing): thing is MaskedThing {
  return thing.kind === 'masked';
}

/** A step entry by entry on entries of one mask and numbers. */
export function onMasked(
  machine: Machine,
  things: readonly Thing[],
  at: Span,
  step: (lines: readonly LineId[]) => LineId | undefined,
): Thing | undefined {
  const mask = things.find(isMasked)?.mask;
  const lines: LineId[] = [];
  for (const thing of things) {
    const line = isMasked(thing) ? thing.line : machine.lineOf(thing, at);
    if (line === undefined) return undefined;
    const isOther = isMasked(thing) ? thing.mask !== mask : machine.kit.builder.shape(line).length > 0;
    if (isOther) return machine.kit.fail('index', MASKED, at);
    lines.push(line);
  }
  const result = step(lines);
  return result === undefined || mask === undefined ? undefined : { kind: 'masked', line: result, mask };
}
