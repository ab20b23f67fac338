/** Lists of indices, one an axis, that an array is indexed with: diagonals and triangles. */
import { python } from '../../../primitives/make.ts';
import { type Thing, tuple } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import { arrayAt, named, refuse, sizesAt, wholeNumber } from './given.ts';
import { ALL, NUMPY } from './numpy-make.ts';

const MOST_PLACES = 10_000;

export const numpyPlaces: readonly LibraryEntry[] = [
  pythonEntry(diagonal, python(NUMPY, 'diag_indices')),
  pythonEntry(diagonalOf, python(NUMPY, 'diag_indices_from')),
  ...(['tril', 'triu'] as const).flatMap((side) => [
    pythonEntry(triangle(side), python(NUMPY, `${side}_indices`)),
    pythonEntry(triangleOf(side), python(ALL, `${side}_indices_from`)),
  ]),
];

function diagonal(call: LibraryCall): Thing | undefined {
  const got = named(call, 'n ndim');
  if (!got?.n) return got && refuse(call, `${call.path} needs a size.`);
  const n = wholeNumber(call, got.n, 'The size');
  const rank = got.ndim ? wholeNumber(call, got.ndim, 'How many axes') : 2;
  if (n === undefined || rank === undefined) return undefined;
  return lists(
    call,
    Array.from({ length: n }, (_, i) => Array.from({ length: rank }, () => i)),
  );
}

function diagonalOf(call: LibraryCall): Thing | undefined {
  const got = named(call, 'arr');
  const line = got && arrayAt(call, got.arr, 2);
  const [n = 0, ...more] = line === undefined ? [] : sizesAt(call, line);
  if (line === undefined) return undefined;
  if (more.some((size) => size !== n)) return refuse(call, 'All axes must be equally long here.');
  return lists(
    call,
    Array.from({ length: n }, (_, i) => [i, ...more.map(() => i)]),
  );
}

function triangle(side: 'tril' | 'triu'): LibraryFunction {
  return (call) => {
    const got = named(call, 'n k m');
    if (!got?.n) return got && refuse(call, `${call.path} needs a size.`);
    const n = wholeNumber(call, got.n, 'The size');
    const m = got.m ? wholeNumber(call, got.m, 'The size') : n;
    const k = got.k ? wholeNumber(call, got.k, 'Which diagonal is meant') : 0;
    return n === undefined || m === undefined || k === undefined ? undefined : lists(call, places(side, n, m, k));
  };
}

function triangleOf(side: 'tril' | 'triu'): LibraryFunction {
  return (call) => {
    const got = named(call, 'arr k');
    const line = got && arrayAt(call, got.arr, 2);
    const k = got?.k ? wholeNumber(call, got.k, 'Which diagonal is meant') : 0;
    if (line === undefined || k === undefined) return undefined;
    const [n = 0, m = 0, ...more] = sizesAt(call, line);
    return more.length > 0 ? refuse(call, 'A matrix is needed here.') : lists(call, places(side, n, m, k));
  };
}

/** Row by row, as NumPy has them. */
function places(side: 'tril' | 'triu', n: number, m: number, k: number): number[][] {
  const all = Array.from({ length: Math.min(n * m, MOST_PLACES + 1) }, (_, at) => [Math.floor(at / m), at % m]);
  return all.filter(([i = 0, j = 0]) => (side === 'tril' ? j - i <= k : j - i >= k));
}

function lists(call: LibraryCall, all: readonly (readonly number[])[]): Thing | undefined {
  const [first] = all;
  if (!first) return refuse(call, `${call.path} gives no places here; that is not followed.`);
  if (all.length > MOST_PLACES) return refuse(call, `${call.path} gives too many places to follow.`);
  return tuple(
    first.map((_, axis) =>
      call.machine.tensor(
        all.map((place) => place[axis] as number),
        [all.length],
      ),
    ),
  );
}
