/** Julia, MATLAB and R: sort, median, quantile. */
import type { Thing } from '../things.ts';
import { asRow, entriesFor, flatIn, formIn, wholeIn } from './columns.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, flag, knownNumber, named, refuse } from './given.ts';
import { medianOf, quantileOf, sortedAlong } from './order.ts';

/** The median of all entries. */
const medianOfAll: LibraryFunction = (given) => {
  const keywords = new Map(given.keywords);
  keywords.delete('na.rm');
  const call = { ...given, keywords };
  const got = named(call, 'x');
  const line = got && flatIn(call, got.x);
  return line === undefined ? undefined : done(medianOf(call, { line, keep: false }));
};

/** Of all entries, between two of them by the straight line (R's and Julia's type 7). */
function quantile(names: string): LibraryFunction {
  return (call) => {
    const got = named(call, names);
    const line = got && flatIn(call, got.x);
    if (line === undefined) return undefined;
    if (!got?.p) return refuse(call, `${call.path} is read for one probability.`);
    const p = knownNumber(call, got.p, 'Which quantile is meant');
    return p === undefined ? undefined : done(quantileOf(call, { line, keep: false }, p));
  };
}

/** The entries of a vector in order; `falling` is the keyword for the other way round. */
function sort(falling: string): LibraryFunction {
  return (call) => {
    const got = named(call, `x ${falling}`);
    const form = got && formIn(call, got.x, 1);
    const falls = got && flag(call, got[falling]);
    if (!form || falls === undefined) return undefined;
    if (form.kind === 'number') return done(form.line);
    if (form.kind === 'matrix' || form.kind === 'tensor') return refuse(call, `${call.path} is read for vectors.`);
    return done(sortedAlong(call, form.line, 0, falls));
  };
}

/** The dimension that is meant, counted from 0: of a matrix the first, of a vector its own. */
function dimension(call: LibraryCall, given: Thing | undefined): number | undefined {
  return given ? wholeIn(call, given, 'The dimension') : 1;
}

const matlabMedian: LibraryFunction = (call) => {
  const form = formIn(call, call.args[0], 1);
  const axis = dimension(call, call.args[1]);
  if (!form || axis === undefined || call.args.length > 2)
    return form && refuse(call, `${call.path} is read for an array and a dimension.`);
  if (form.kind === 'number') return done(form.line);
  if (form.kind === 'vector' || form.kind === 'row') {
    const own = form.kind === 'row' ? 2 : 1;
    if (call.args[1] && axis !== own) return refuse(call, `${call.path} of a vector is read along the vector.`);
    return done(medianOf(call, { line: form.line, keep: false }));
  }
  return form.kind === 'matrix' && axis <= 2
    ? done(medianOf(call, { line: form.line, axes: [axis - 1], keep: true }))
    : refuse(call, `${call.path} is read for vectors and matrices.`);
};

const matlabSort: LibraryFunction = (call) => {
  const texts = call.args.flatMap((arg) => (arg.kind === 'text' ? [arg.value.toLowerCase()] : []));
  const form = formIn(call, call.args[0], 1);
  const given = call.args.slice(1).find(({ kind }) => kind !== 'text');
  const axis = dimension(call, given);
  if (!form || axis === undefined) return undefined;
  if (texts.some((text) => text !== 'ascend' && text !== 'descend'))
    return refuse(call, `${call.path} is read for 'ascend' and 'descend'.`);
  const falls = texts.includes('descend');
  if (form.kind === 'number') return done(form.line);
  if (form.kind === 'matrix' && axis <= 2) return done(sortedAlong(call, form.line, axis - 1, falls));
  if (form.kind === 'matrix' || form.kind === 'tensor' || given)
    return refuse(call, `${call.path} is read for vectors, and for matrices along one dimension.`);
  const line = sortedAlong(call, form.line, 0, falls);
  return done(form.kind === 'row' ? asRow(call, line) : line);
};

export const juliaOrder: readonly LibraryEntry[] = entriesFor('julia', {
  median: medianOfAll,
  quantile: quantile('x p'),
  sort: sort('rev'),
});

export const rOrder: readonly LibraryEntry[] = entriesFor('r', {
  median: medianOfAll,
  quantile: quantile('x p|probs ~names'),
  sort: sort('decreasing'),
});

export const matlabOrder: readonly LibraryEntry[] = entriesFor('matlab', { median: matlabMedian, sort: matlabSort });
