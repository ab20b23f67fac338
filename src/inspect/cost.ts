import { forwardSweep } from '../autodiff/forward.ts';
import { prune } from '../graph/builder.ts';
import { isStep, type LineId, type WengertList } from '../graph/list.ts';
import { simplify } from '../simplify/rewrite.ts';
import type { Inspection } from './types.ts';

/** Forward mode is swept exactly up to this much work, and extrapolated from the first inputs beyond. */
const EXACT_SWEEPS = 20_000;

/**
 * Elementary operations: of the function; of the backward pass; of the same derivative written out without reuse
 * (every shared value worked out at each use); of forward mode, one sweep an input.
 */
export function costOf(list: WengertList, inputs: readonly LineId[], gradient: WengertList): Inspection['cost'] {
  const forward = list.lines.filter(isStep).length;
  const combined = prune(gradient, [...list.outputs, ...gradient.outputs]).list;
  const reverse = combined.lines.filter(isStep).length - forward;
  return {
    forward,
    reverse: Math.max(0, reverse),
    withoutReuse: writtenOut(gradient),
    forwardMode: forwardMode(list, inputs, forward),
  };
}

function writtenOut(list: WengertList): number {
  const size: number[] = [];
  for (const line of list.lines) {
    size.push(isStep(line) ? line.operands.reduce((sum, operand) => sum + (size[operand] ?? 0), 1) : 0);
  }
  return list.outputs.reduce((sum, output) => sum + (size[output] ?? 0), 0);
}

function forwardMode(list: WengertList, inputs: readonly LineId[], forward: number): number {
  const sweeps = Math.max(1, Math.min(inputs.length, Math.floor(EXACT_SWEEPS / Math.max(1, list.lines.length))));
  let total = 0;
  for (const input of inputs.slice(0, sweeps)) {
    const { list: swept, tangent } = forwardSweep(list, new Map([[input, 1]]), { rewrite: simplify });
    const outputs = list.outputs.map((output) => tangent.get(output)).filter((line) => line !== undefined);
    total += Math.max(0, prune(swept, [...list.outputs, ...outputs]).list.lines.filter(isStep).length - forward);
  }
  return inputs.length <= sweeps ? total : Math.round((total / sweeps) * inputs.length);
}
