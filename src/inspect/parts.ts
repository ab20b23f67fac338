/** Terms and factors that a line is made of, and what one line has more of than another. */
import { isStep, type LineId, type WengertList } from '../graph/list.ts';
import { countOf } from '../primitives/shape.ts';
import { scanOf } from '../primitives/tensors/loopBody.ts';

/** Numbers that are worked out where the list is run once: of loops that are kept whole those of every pass. */
export function numbersIn(list: WengertList): number {
  return list.lines.reduce((sum, line) => {
    const { body, count } =
      isStep(line) && line.operation === 'scan' ? scanOf(line.attributes ?? {}) : { body: undefined, count: 0 };
    return sum + countOf(line.shape) + count * (body?.steps.length ?? 0);
  }, 0);
}

export interface Term {
  readonly id: LineId;
  readonly sign: 1 | -1;
}

const DEEPEST = 50;

/** What a line is a sum of, with its signs. */
export function terms(list: WengertList, id: LineId, sign: 1 | -1 = 1, depth = 0): Term[] {
  const line = list.lines[id];
  const [a = 0, b = 0] = line?.operands ?? [];
  if (depth < DEEPEST && line?.operation === 'add')
    return [...terms(list, a, sign, depth + 1), ...terms(list, b, sign, depth + 1)];
  if (depth < DEEPEST && line?.operation === 'sub')
    return [...terms(list, a, sign, depth + 1), ...terms(list, b, sign === 1 ? -1 : 1, depth + 1)];
  if (depth < DEEPEST && line?.operation === 'neg') return terms(list, a, sign === 1 ? -1 : 1, depth + 1);
  if (depth < DEEPEST && line?.operation === 'named') return terms(list, a, sign, depth + 1);
  return [{ id, sign }];
}

/** What a line is a product of. */
function factors(list: WengertList, id: LineId, depth = 0): LineId[] {
  const line = list.lines[id];
  const [a = 0, b = 0] = line?.operands ?? [];
  if (depth < DEEPEST && line?.operation === 'mul')
    return [...factors(list, a, depth + 1), ...factors(list, b, depth + 1)];
  return depth < DEEPEST && line?.operation === 'named' ? factors(list, a, depth + 1) : [id];
}

/** The one term that `whole` has and `part` has not. */
export function termMore(list: WengertList, whole: LineId, part: LineId): Term | undefined {
  return onlyMore(terms(list, whole), terms(list, part), (a, b) => a.id === b.id && a.sign === b.sign);
}

/** The one factor that `whole` has and `part` has not. */
export function factorMore(list: WengertList, whole: LineId, part: LineId): LineId | undefined {
  return onlyMore(factors(list, whole), factors(list, part), (a, b) => a === b);
}

function onlyMore<T>(whole: readonly T[], part: readonly T[], isSame: (a: T, b: T) => boolean): T | undefined {
  if (whole.length !== part.length + 1) return undefined;
  const left = [...whole];
  for (const one of part) {
    const at = left.findIndex((other) => isSame(one, other));
    if (at < 0) return undefined;
    left.splice(at, 1);
  }
  return left[0];
}
