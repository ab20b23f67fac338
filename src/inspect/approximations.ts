/** Claims that are nearly right: what they approximate, and how well. */
import { isConstant, isInput, type LineId, type WengertList } from '../graph/list.ts';
import type { SidesCompared } from './claims.ts';
import type { Difference } from './differences.ts';
import type { Sample } from './sampling.ts';

/** Relative to the derivative at its largest: what is closer at every point is an approximation. */
const CLOSE = 2e-2;
/** In GELU(x) ≈ x/2·(1 + tanh(√(2/π)·(x + 0.044715x³))): Hendrycks and Gimpel, arXiv:1606.08415. */
const GELU_CUBIC = 0.044715;

/** Undefined: it is not close, or nothing varies. */
export function approximation({ samples, list, computed, claimed }: SidesCompared): Difference | undefined {
  if (!list.lines.some(isInput) || samples.length === 0 || !samples.every(isClose)) return undefined;
  const largest = Math.max(...samples.map((one) => Math.abs(one.computed)));
  const error = Math.max(...samples.map((one) => Math.abs(one.claimed - one.computed))) / largest;
  const size = `relative error ${error.toExponential(0)}`;
  const what = geluBetween(list, computed, claimed);
  return {
    kind: 'approximation',
    words: what
      ? `${what} (${size})`
      : `it is close to the computed derivative, but not equal (${size} at the points tried)`,
  };
}

function isClose({ claimed, computed, scale }: Sample): boolean {
  return Math.abs(claimed - computed) <= CLOSE * Math.max(Math.abs(computed), 1e-2 * scale);
}

/** The tanh approximation on one side, the exact function on the other. */
function geluBetween(list: WengertList, computed: LineId, claimed: LineId): string | undefined {
  const [own, other] = [usesOf(list, computed), usesOf(list, claimed)];
  if (other.isTanh && own.isExact && !own.isTanh) {
    return 'it is the derivative of the tanh approximation of GELU, not of GELU with erf';
  }
  if (own.isTanh && other.isExact && !other.isTanh) {
    return 'it is the derivative of GELU with erf, not of its tanh approximation';
  }
  return undefined;
}

const EXACT = new Set(['erf', 'erfc', 'normalCdf', 'gelu']);

function usesOf(list: WengertList, top: LineId): { readonly isTanh: boolean; readonly isExact: boolean } {
  const seen = new Set<LineId>();
  const open = [top];
  let [isTanh, isExact] = [false, false];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const line = list.lines[id];
    if (!line || seen.has(id)) continue;
    seen.add(id);
    const isCubic = isConstant(line) && typeof line.value === 'number' && isMultiple(line.value);
    isTanh ||= isCubic || line.operation === 'geluTanh';
    isExact ||= EXACT.has(line.operation);
    open.push(...line.operands);
  }
  return { isTanh, isExact };
}

/** 0.044715 and what is made of it: thrice that in the derivative, times √(2/π). */
function isMultiple(value: number): boolean {
  return [1, 3, Math.sqrt(2 / Math.PI), 3 * Math.sqrt(2 / Math.PI)].some(
    (factor) => Math.abs(value / (factor * GELU_CUBIC) - 1) < 1e-3,
  );
}
