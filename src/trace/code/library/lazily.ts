/** SciPy's and scikit-learn's own helpers, known by the path that they are imported from. */
import type { LineId } from '../../../graph/list.ts';
import { isEntrywise } from '../masked.ts';
import { lineThing, NONE, type Thing } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pathEntry } from './entry.ts';
import { arrayAt, countAt, done, flattened, lineAt, named, number, refuse, row, shapeAt, sizesAt } from './given.ts';

/** The arrays that functions are called with, and the shape that they have together. */
interface Operands {
  readonly lines: readonly LineId[];
  readonly sizes: readonly number[];
}

function operandsOf(call: LibraryCall, arrays: Thing | undefined, conditions: readonly LineId[]): Operands | undefined {
  const list = arrays && call.machine.items(arrays, call.at.span);
  const lines: LineId[] = [];
  for (const item of list ?? []) {
    const line = lineAt(call, item);
    if (line === undefined) return undefined;
    lines.push(line);
  }
  const all = [...conditions, ...lines];
  if (lines.length === 0) return undefined;
  // Only the shape of the sum is wanted.
  const joint = all.slice(1).reduce((sum: LineId | undefined, line) => row(call, 'add', [sum, line]), all[0]);
  return joint === undefined ? undefined : { lines, sizes: sizesAt(call, joint) };
}

/**
 * What a function gives for the arrays. SciPy hands over only the entries where the condition holds, so that the function
 * must work entry by entry for the whole arrays to give the same.
 */
function valuesOf(call: LibraryCall, fn: Thing | undefined, { lines }: Operands): LineId | undefined {
  if (fn === undefined) return refuse(call, `${call.path} needs a function here.`);
  const given = { args: lines.map(lineThing), keywords: new Map<string, Thing>() };
  const result = call.machine.callThing(fn, given, call.at, call.env);
  const line = result && lineAt(call, result);
  if (line === undefined || isEntrywise(call.machine, line, lines)) return line;
  return refuse(call, `${call.path} is read for functions that work entry by entry.`);
}

function spread(call: LibraryCall, line: LineId | undefined, { sizes }: Operands): LineId | undefined {
  if (line === undefined || sizesAt(call, line).join() === sizes.join()) return line;
  return row(call, 'broadcast', [line], { shape: [...sizes] });
}

/** f where the condition holds, f2 or a number elsewhere. */
const lazyWhere: LibraryFunction = (call) => {
  const got = named(call, 'cond arrays f fillvalue f2');
  const condition = got && lineAt(call, got.cond);
  const operands = condition === undefined ? undefined : operandsOf(call, got?.arrays, [condition]);
  if (condition === undefined || !operands) return undefined;
  if ((got?.f2 === undefined) === (got?.fillvalue === undefined)) {
    return refuse(call, `${call.path} takes either fillvalue or f2.`);
  }
  const yes = valuesOf(call, got?.f, operands);
  const no = yes === undefined ? undefined : got?.f2 ? valuesOf(call, got.f2, operands) : lineAt(call, got?.fillvalue);
  return done(spread(call, row(call, 'select', [condition, yes, no]), operands));
};

/** Each function where its condition holds; a later one replaces what an earlier one has given. */
const lazySelect: LibraryFunction = (call) => {
  const got = named(call, 'condlist choicelist arrays default');
  const list = got?.condlist && call.machine.items(got.condlist, call.at.span);
  const choices = list && got?.choicelist && call.machine.items(got.choicelist, call.at.span);
  if (!got || !list || !choices) return undefined;
  const conditions: LineId[] = [];
  for (const item of list) {
    const line = lineAt(call, item);
    if (line === undefined) return undefined;
    conditions.push(line);
  }
  const operands = operandsOf(call, got.arrays, conditions);
  let line = operands && (got.default ? lineAt(call, got.default) : number(call, 0));
  if (!operands || line === undefined) return undefined;
  for (let i = 0; i < Math.min(conditions.length, choices.length); i++) {
    line = row(call, 'select', [conditions[i], valuesOf(call, choices[i], operands), line]);
    if (line === undefined) return undefined;
  }
  return done(spread(call, line, operands));
};

/** An array as it is, which these functions check to be one of finite numbers. */
function checked(call: LibraryCall, thing: Thing | undefined, line: LineId): Thing {
  const content = thing && call.machine.contentOf(thing);
  return thing?.kind === 'ref' && content?.kind === 'array' && content.line === line ? thing : lineThing(line);
}

/** In relative imports the package is not known by name: the reading is said. */
function say(call: LibraryCall, what: string): void {
  const name = call.path.split('.').pop();
  const message = `${name} is taken for scikit-learn's: ${what}.`;
  call.machine.kit.note({ code: 'assumption', severity: 'info', message, span: call.at.span });
}

const validated: LibraryFunction = (call) => {
  const got = named(call, 'a ~check_finite ~sparse_ok ~objects_ok ~mask_ok ~as_inexact');
  const line = got && arrayAt(call, got.a, 1);
  return line === undefined ? undefined : checked(call, got?.a, line);
};

const CHECKS =
  'array ~accept_sparse ~accept_large_sparse ~dtype ~order ~copy ~force_all_finite ensure_2d ~allow_nd ~ensure_min_samples ~ensure_min_features ~estimator ~input_name';

const checkArray: LibraryFunction = (call) => {
  const got = named(call, CHECKS);
  if (!got) return undefined;
  const isTable = got.ensure_2d === undefined || call.machine.truth(got.ensure_2d, call.at.span) !== false;
  const line = arrayAt(call, got.array, isTable ? 2 : 1);
  if (line === undefined) return undefined;
  if (isTable && shapeAt(call, line).length < 2)
    return refuse(call, `${call.path} raises an error: no matrix is given.`);
  say(call, 'an array of finite numbers as it is');
  return checked(call, got.array, line);
};

const checkLengths: LibraryFunction = (call) => {
  const arrays = call.args.filter(({ kind }) => kind !== 'none');
  let first: LineId | undefined;
  for (const thing of arrays) {
    const line = arrayAt(call, thing, 1);
    if (line === undefined) return undefined;
    first ??= line;
    const [[p], [q]] = [shapeAt(call, first), shapeAt(call, line)];
    if (!p || !q || p.size === q.size) continue;
    const isOpen = p.guess !== undefined || q.guess !== undefined;
    if (isOpen && call.machine.kit.wish({ kind: 'equal', axes: [p, q] })) return undefined;
    return refuse(call, `${call.path} raises an error: lengths ${p.size} and ${q.size} differ.`);
  }
  say(call, 'an error where lengths differ');
  return NONE;
};

const column: LibraryFunction = (call) => {
  const got = named(call, 'y ~dtype ~warn');
  const line = got && arrayAt(call, got.y, 1);
  if (line === undefined) return undefined;
  const [, columns = 1, ...more] = sizesAt(call, line);
  if (columns !== 1 || more.length > 0) return refuse(call, `${call.path} raises an error: this is no column.`);
  say(call, 'a vector, or the only column of a matrix');
  return shapeAt(call, line).length === 1 ? checked(call, got?.y, line) : done(flattened(call, line));
};

const samples: LibraryFunction = (call) => {
  const got = named(call, 'x|X');
  const line = got && arrayAt(call, got.x, 1);
  if (line === undefined) return undefined;
  say(call, 'the number of rows');
  const [axis] = shapeAt(call, line);
  return axis ? call.machine.constant(axis.size, axis.symbol) : refuse(call, `${call.path} needs an array.`);
};

const softmax: LibraryFunction = (call) => {
  const got = named(call, 'X ~copy');
  const line = got && arrayAt(call, got.X, 2);
  if (line === undefined) return undefined;
  if (shapeAt(call, line).length !== 2) return refuse(call, `${call.path} is read for matrices.`);
  say(call, 'row by row');
  return done(row(call, 'softmax', [line], { axis: 1 }));
};

const scalar: LibraryFunction = (call) => {
  const [x] = call.args;
  const line = x && lineAt(call, x);
  if (line === undefined) return undefined;
  if (countAt(call, line) !== 1) return refuse(call, `${call.path} is read for numbers.`);
  say(call, 'a number in its range, as it is');
  return x;
};

/** χ², F and t distributions as incomplete gamma and beta functions. */
const chiSquare: LibraryFunction = (call) => {
  const [v, x] = [0, 1].map((i) => row(call, 'div', [lineAt(call, call.args[i]), number(call, 2)]));
  return v === undefined || x === undefined ? undefined : special(call, 'gammainc', [v, x]);
};

const fRatio: LibraryFunction = (call) => {
  const [n, d, x] = [0, 1, 2].map((i) => lineAt(call, call.args[i]));
  const scaled = row(call, 'mul', [n, x]);
  const place = row(call, 'div', [scaled, row(call, 'add', [d, scaled])]);
  const halves = [n, d].map((own) => row(call, 'div', [own, number(call, 2)]));
  const [a, b] = halves;
  return a === undefined || b === undefined || place === undefined
    ? undefined
    : special(call, 'betainc', [a, b, place]);
};

function special(call: LibraryCall, name: string, lines: readonly LineId[]): Thing | undefined {
  const given = { ...NO_KEYWORDS, args: lines.map(lineThing) };
  return call.machine.callBuiltin(`scipy.special.${name}`, given, call.at, call.env);
}

const NO_KEYWORDS = { keywords: new Map<string, Thing>() };

/** exp of the mean of logarithms. */
const geometricMean: LibraryFunction = (call) => {
  const got = named(call, 'a axis ~dtype -weights -nan_policy -keepdims');
  const line = got && arrayAt(call, got.a, 1);
  const logs = row(call, 'log', [line]);
  if (logs === undefined) return undefined;
  const axis = got?.axis ?? call.machine.constant(0);
  const keywords = new Map([['axis', axis]]);
  const mean = call.machine.callBuiltin('numpy.mean', { args: [lineThing(logs)], keywords }, call.at, call.env);
  return mean && done(row(call, 'exp', [lineAt(call, mean)]));
};

/** What these programs compute with here is an array; that is said. */
const sparse: LibraryFunction = (call) => {
  const [x] = call.args;
  const line = x && lineAt(call, x);
  if (line === undefined) return undefined;
  const message = 'Arrays are taken to be dense here, not sparse matrices.';
  call.machine.kit.note({ code: 'assumption', severity: 'info', message, span: call.at.span });
  return call.machine.constant(0, 'false');
};

const LEARN = (name: string, ...modules: readonly string[]) =>
  modules.flatMap((module) =>
    ['sklearn', '.', '..'].map((root) => `${root}${root === 'sklearn' ? '.' : ''}${module}.${name}`),
  );

export const helpers: readonly LibraryEntry[] = [
  pathEntry(lazyWhere, ['scipy._lib._util._lazywhere']),
  pathEntry(lazySelect, ['scipy._lib._util._lazyselect']),
  pathEntry(chiSquare, ['scipy.special.chdtr']),
  pathEntry(fRatio, ['scipy.special.fdtr']),
  pathEntry(geometricMean, ['scipy.stats.gmean']),
  pathEntry(validated, ['scipy._lib._util._asarray_validated']),
  pathEntry(checkArray, LEARN('check_array', 'utils', 'utils.validation')),
  pathEntry(checkLengths, LEARN('check_consistent_length', 'utils', 'utils.validation')),
  pathEntry(column, LEARN('column_or_1d', 'utils', 'utils.validation')),
  pathEntry(
    sparse,
    ['issparse', 'isspmatrix', 'isspmatrix_csr', 'isspmatrix_csc'].map((name) => `scipy.sparse.${name}`),
  ),
  pathEntry(samples, LEARN('_num_samples', 'utils.validation')),
  pathEntry(scalar, LEARN('check_scalar', 'utils', 'utils.validation')),
  pathEntry(softmax, LEARN('softmax', 'utils.extmath')),
];
