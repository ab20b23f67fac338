/** What the libraries of Julia, MATLAB and R share: arrays along columns and rows, joined, repeated, taken apart. */
import { nest } from '../../../base/value.ts';
import type { LineId } from '../../../graph/list.ts';
import type { Attributes } from '../../../primitives/tensorRow.ts';
import type { Language } from '../../../syntax/tree.ts';
import type { Form } from '../forms.ts';
import { lineThing, type Thing, tuple } from '../things.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, number, refuse, row, sizesAt, wants } from './given.ts';

const MOST_ENTRIES = 100_000;

/** `{ 'sum prod': run }` as entries of a language. */
export function entriesFor(
  language: Language,
  functions: Readonly<Record<string, LibraryFunction>>,
): readonly LibraryEntry[] {
  return Object.entries(functions).map(([names, run]) => ({ language, names: names.split(' '), run }));
}

/** The line of an argument; ranges of MATLAB are rows. Undefined: refused. */
export function lineIn(call: LibraryCall, thing: Thing | undefined): LineId | undefined {
  if (thing === undefined) return refuse(call, `${call.path} needs another argument here.`);
  return call.machine.layout.lineIn(thing, call.at.span, call.env.language);
}

/** The same, asked to have so many axes where its shape is open. */
export function arrayIn(call: LibraryCall, thing: Thing | undefined, rank: number): LineId | undefined {
  const line = lineIn(call, thing);
  return line !== undefined && wants(call, line, rank) ? line : undefined;
}

export function formIn(call: LibraryCall, thing: Thing | undefined, rank: number): Form | undefined {
  const line = arrayIn(call, thing, rank);
  return line === undefined ? undefined : call.machine.layout.formOf(line, call.at.span);
}

/** All entries in one vector, column by column. */
export function flatIn(call: LibraryCall, thing: Thing | undefined): LineId | undefined {
  const line = arrayIn(call, thing, 1);
  return line === undefined ? undefined : call.machine.layout.flat(line, call.at.span);
}

/** A row of the table entry by entry, shapes combined as the language does. */
export function each(call: LibraryCall, operation: string, lines: readonly (LineId | undefined)[]): LineId | undefined {
  if (lines.some((line) => line === undefined)) return undefined;
  return call.machine.layout.elementwise(operation, lines as LineId[], call.at.span, call.env.language);
}

export function asRow(call: LibraryCall, vector: LineId | undefined): LineId | undefined {
  return call.machine.layout.row(vector, call.at.span);
}

export function asColumn(call: LibraryCall, vector: LineId | undefined): LineId | undefined {
  return call.machine.layout.column(vector, call.at.span);
}

export function normal(call: LibraryCall, line: LineId | undefined): LineId | undefined {
  return call.machine.layout.normal(line, call.at.span, call.env.language);
}

export function shaped(call: LibraryCall, vector: LineId | undefined, sizes: readonly number[]): LineId | undefined {
  return vector === undefined ? undefined : call.machine.layout.shaped(vector, sizes, call.at.span, call.env.language);
}

/** As a true matrix: a vector is a column. */
export function matrixIn(call: LibraryCall, thing: Thing | undefined): LineId | undefined {
  const line = arrayIn(call, thing, 2);
  if (line === undefined) return undefined;
  const { length } = sizesAt(call, line);
  if (length === 2) return line;
  return length === 1 ? asColumn(call, line) : refuse(call, `${call.path} needs a matrix.`);
}

/** The sizes of an array as its language tells them: MATLAB's vectors have two. */
export function sizesTold(call: LibraryCall, line: LineId): number[] {
  const sizes = sizesAt(call, line);
  if (call.env.language !== 'matlab' || sizes.length > 1) return sizes;
  return sizes.length === 0 ? [1, 1] : [sizes[0] ?? 1, 1];
}

export function constantOf(call: LibraryCall, value: number): Thing {
  return call.machine.constant(value);
}

export function truthOf(call: LibraryCall, value: boolean): Thing {
  return call.machine.constant(value ? 1 : 0, String(value));
}

/** A whole number that must be known. */
export function wholeIn(call: LibraryCall, thing: Thing | undefined, what: string): number | undefined {
  if (thing === undefined) return refuse(call, `${call.path} needs another argument here.`);
  const value = call.machine.staticNumber(thing, call.at.span, what);
  if (value === undefined || Number.isInteger(value)) return value;
  return refuse(call, `${what} must be a whole number.`);
}

/** Known numbers in an array of these sizes. */
export function filled(call: LibraryCall, sizes: readonly number[], value: number, text?: string): Thing | undefined {
  const count = sizes.reduce((product, size) => product * size, 1);
  if (sizes.some((size) => size < 0 || !Number.isInteger(size)) || count > MOST_ENTRIES) {
    return refuse(call, `${call.path} would make ${count} entries; that is too much to follow.`);
  }
  if (count === 0) return tuple([]);
  const { language } = call.env;
  const isOne = count === 1 && (language === 'matlab' || language === 'r');
  if (isOne) return constantOf(call, value);
  const isLine = sizes.length === 2 && sizes.includes(1);
  if (!isLine) return call.machine.tensor(nest(new Float64Array(count).fill(value), sizes), sizes, text);
  const vector = call.machine.tensor(nest(new Float64Array(count).fill(value), [count]), [count], text);
  return done(shaped(call, vector.kind === 'line' ? vector.line : undefined, sizes));
}

export function knownVector(call: LibraryCall, values: readonly number[]): Thing | undefined {
  if (values.length === 0) return tuple([]);
  if (values.length > MOST_ENTRIES) return refuse(call, 'This is too long to follow.');
  const isOne = values.length === 1 && call.env.language !== 'julia';
  return isOne ? constantOf(call, values[0] as number) : call.machine.tensor(values, [values.length]);
}

export function knownMatrix(call: LibraryCall, values: readonly (readonly number[])[], text?: string): Thing {
  return call.machine.tensor(values, [values.length, values[0]?.length ?? 0], text);
}

export function identity(call: LibraryCall, rows: number, columns: number): Thing | undefined {
  if (rows < 1 || columns < 1 || rows * columns > MOST_ENTRIES) {
    return refuse(call, 'An identity of this size is not followed.');
  }
  if (rows === 1 && columns === 1) return constantOf(call, 1);
  if (rows === 1 || columns === 1) return refuse(call, 'An identity of one row or column is not read.');
  const values = Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => (i === j ? 1 : 0)));
  return knownMatrix(call, values, rows === columns ? 'I' : undefined);
}

/** A reduction of all entries; of a number it is the number itself. */
export function reduceAll(call: LibraryCall, operation: string, line: LineId | undefined): LineId | undefined {
  const form = line === undefined ? undefined : call.machine.layout.formOf(line, call.at.span);
  if (!form) return undefined;
  if (form.kind === 'number' && operation !== 'norm') return form.line;
  return row(call, operation, [form.line]);
}

/** A reduction along an axis, which stays with size 1. */
export function reduceAlong(
  call: LibraryCall,
  operation: string,
  line: LineId | undefined,
  axis: number,
): LineId | undefined {
  if (line === undefined) return undefined;
  const sizes = sizesAt(call, line);
  if (axis >= sizes.length) return line;
  const attributes: Attributes = { axes: [axis] };
  const reduced = row(call, operation, [line], attributes);
  if (sizes.length === 1) return reduced;
  if (sizes.length > 2) return row(call, operation, [line], { axes: [axis], keep: 1 });
  return normal(call, axis === 0 ? asRow(call, reduced) : asColumn(call, reduced));
}

/** Σ (x − mean)²/(n − ddof) of all entries. */
export function varianceAll(call: LibraryCall, line: LineId | undefined, ddof: number): LineId | undefined {
  const form = line === undefined ? undefined : call.machine.layout.formOf(line, call.at.span);
  if (!form) return undefined;
  const count = sizesAt(call, form.line).reduce((product, size) => product * size, 1);
  if (form.kind === 'number' || count <= ddof) return refuse(call, `${call.path} of one number is not read.`);
  const mean = row(call, 'mean', [form.line]);
  const squares = row(call, 'pow', [row(call, 'sub', [form.line, mean]), number(call, 2)]);
  return row(call, 'div', [row(call, 'sum', [squares]), number(call, count - ddof)]);
}

/** (Σ |x|^p)^(1/p) of all entries. */
export function vectorNorm(call: LibraryCall, line: LineId | undefined, p: number): LineId | undefined {
  const form = line === undefined ? undefined : call.machine.layout.formOf(line, call.at.span);
  if (!form) return undefined;
  const size = row(call, 'abs', [form.line]);
  if (form.kind === 'number') return size;
  if (p === 2) return row(call, 'norm', [form.line]);
  if (p === 1) return row(call, 'sum', [size]);
  if (p === Number.POSITIVE_INFINITY) return row(call, 'amax', [size]);
  if (p === Number.NEGATIVE_INFINITY) return row(call, 'amin', [size]);
  if (p === 0) return refuse(call, 'The number of entries that are not 0 has no derivative.');
  const total = row(call, 'sum', [row(call, 'pow', [size, number(call, p)])]);
  return row(call, 'pow', [total, number(call, 1 / p)]);
}

/** Largest sum of absolute values of a column (1) or a row (∞) of a matrix. */
export function matrixNorm(call: LibraryCall, line: LineId, p: number): LineId | undefined {
  if (p !== 1 && p !== Number.POSITIVE_INFINITY) {
    return refuse(call, 'The spectral norm of a matrix is not read. Use the Frobenius norm.');
  }
  const sums = row(call, 'sum', [row(call, 'abs', [line])], { axes: [p === 1 ? 0 : 1] });
  return row(call, 'amax', [sums]);
}

/** Blocks below one another, and beside one another. */
export function joinedRows(call: LibraryCall, lines: readonly LineId[]): LineId | undefined {
  return call.machine.layout.joined(
    lines.map((line) => [line]),
    call.at.span,
    call.env.language,
  );
}

export function joinedColumns(call: LibraryCall, lines: readonly LineId[]): LineId | undefined {
  return call.machine.layout.joined([lines], call.at.span, call.env.language);
}

/** Entries of all arguments in one vector. */
export function chained(call: LibraryCall, things: readonly Thing[]): LineId | undefined {
  const numbers: Thing[] = [];
  const parts: LineId[] = [];
  let onlyNumbers = true;
  for (const thing of things) {
    if (thing.kind === 'none' || (thing.kind === 'tuple' && thing.items.length === 0)) continue;
    const line = lineIn(call, thing);
    if (line === undefined) return undefined;
    const isNumber = sizesAt(call, line).length === 0;
    onlyNumbers &&= isNumber;
    numbers.push(lineThing(line));
    const flat = call.machine.layout.flat(line, call.at.span);
    if (flat === undefined) return undefined;
    parts.push(flat);
  }
  if (parts.length === 0) return refuse(call, 'This is empty; there is nothing to compute with.');
  if (onlyNumbers) return call.machine.lineOf(tuple(numbers), call.at.span);
  return parts.length === 1 ? parts[0] : row(call, 'concat', parts, { axis: 0 });
}

export function callOne(call: LibraryCall, fn: Thing | undefined, args: readonly Thing[]): Thing | undefined {
  if (!fn) return refuse(call, `${call.path} needs a function.`);
  const at = call.at.kind === 'call' ? { ...call.at, elementwise: false } : call.at;
  return call.machine.callThing(fn, { args, keywords: new Map() }, at, call.env);
}

/** What a function gives for each of these, in order. */
export function mapped(
  call: LibraryCall,
  fn: Thing | undefined,
  lists: readonly (readonly Thing[])[],
): Thing[] | undefined {
  const count = lists[0]?.length ?? 0;
  if (lists.some((list) => list.length !== count)) return refuse(call, 'What is mapped over differs in length.');
  const results: Thing[] = [];
  for (let i = 0; i < count; i++) {
    const result = callOne(
      call,
      fn,
      lists.map((list) => list[i] as Thing),
    );
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}

export function entriesIn(call: LibraryCall, thing: Thing | undefined): readonly Thing[] | undefined {
  if (thing === undefined) return refuse(call, `${call.path} needs another argument here.`);
  if (thing.kind === 'none') return [];
  return call.machine.layout.entries(thing, call.at.span, call.env.language);
}

/** Combines things one after the other, from the left. */
export function folded(call: LibraryCall, fn: Thing | undefined, things: readonly Thing[]): Thing | undefined {
  const [first, ...rest] = things;
  let result = first;
  if (!result) return refuse(call, `${call.path} of nothing is not read.`);
  for (const next of rest) {
    result = callOne(call, fn, [result, next]);
    if (result === undefined) return undefined;
  }
  return result;
}

/** Later entries minus earlier ones. */
export function differences(call: LibraryCall, vector: LineId | undefined): LineId | undefined {
  if (vector === undefined) return undefined;
  const [count = 1] = sizesAt(call, vector);
  if (count < 2) return refuse(call, `${call.path} needs two entries or more.`);
  const later = row(call, 'index', [vector], { items: [[1, count - 1, 1]] });
  const earlier = row(call, 'index', [vector], { items: [[0, count - 1, 1]] });
  return row(call, 'sub', [later, earlier]);
}

/** c₁ xⁿ⁻¹ + … + cₙ, coefficients in this order. */
export function horner(call: LibraryCall, coefficients: readonly LineId[], x: LineId | undefined): LineId | undefined {
  const [first, ...rest] = coefficients;
  if (x === undefined || first === undefined) return undefined;
  let result: LineId | undefined = first;
  for (const next of rest) result = each(call, 'add', [each(call, 'mul', [result, x]), next]);
  return result;
}

/** The entries on the diagonal of a matrix, or the matrix that has these. */
export function diagonal(call: LibraryCall, thing: Thing | undefined): LineId | undefined {
  const form = formIn(call, thing, 1);
  if (!form) return undefined;
  if (form.kind === 'matrix') return row(call, 'diagonal', [form.line]);
  if (form.kind === 'number' || form.kind === 'tensor') return refuse(call, `${call.path} needs a vector or matrix.`);
  return row(call, 'diag', [form.line]);
}

/** A matrix in, `operation` out; a number is a matrix of one entry. */
export function ofMatrix(
  operation: string,
  ofNumber: (call: LibraryCall, line: LineId) => LineId | undefined,
): LibraryFunction {
  return (call) => {
    if (call.args.length !== 1 || call.keywords.size > 0) return refuse(call, `${call.path} takes one matrix.`);
    const form = formIn(call, call.args[0], 2);
    if (form?.kind === 'number') return done(ofNumber(call, form.line));
    if (form?.kind === 'matrix') return done(row(call, operation, [form.line]));
    return form && refuse(call, `${call.path} needs a square matrix.`);
  };
}

export const itself = (_call: LibraryCall, line: LineId): LineId => line;
export const inverse = (call: LibraryCall, line: LineId) => row(call, 'div', [number(call, 1), line]);

/** Known and not read, with the reason. */
export function refusing(reason: string): LibraryFunction {
  return (call) => refuse(call, `${call.path} is not read: ${reason}.`);
}

export const ORDER = 'its result depends on the order of the values; that is not followed';
export const PLACES = 'where an entry stands does not change with small changes of the values';
export const ALGORITHM = 'it runs an algorithm whose steps are not in the text';
export const RANDOM = 'random numbers have no derivative and no value that is known here; give them a name';
