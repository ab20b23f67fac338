/** What C and C++ have beyond the rows of the table: whole numbers, vectors, algorithms over all of a vector. */
import { isConstant } from '../../../graph/list.ts';
import { COPY } from '../../../languages/code.ts';
import { NONE, type Thing, unknown } from '../things.ts';
import { cGsl } from './c-gsl.ts';
import { cMath } from './c-math.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, lineAt, refuse, row, wholeNumber } from './given.ts';
import { copysign } from './numpy-misc.ts';
import { cSpecial } from './special.ts';

const MOST_ENTRIES = 10_000;

const entry = (run: LibraryFunction, names: readonly string[], methods: readonly string[] = []): LibraryEntry => ({
  language: 'c',
  names,
  methods,
  run,
});

function list(call: LibraryCall, items: readonly Thing[]): Thing | undefined {
  if (items.length > MOST_ENTRIES) return refuse(call, 'The vector gets too long to follow.');
  return call.machine.store.make({ kind: 'list', items });
}

/** A struct that is assigned or handed on by value. Which of its fields are pointers and which arrays is not known here. */
const copy: LibraryFunction = (call) => {
  const [of] = call.args;
  return of && copied(call, of, 0);
};

function copied(call: LibraryCall, of: Thing, depth: number): Thing {
  const content = call.machine.contentOf(of);
  if (of.kind !== 'ref' || !content) return of;
  if ((content.kind !== 'dictionary' && content.kind !== 'object') || depth > 8)
    return unknown('an array in a struct that was copied; whether it was copied too depends on types');
  const entries = new Map([...content.entries].map(([name, thing]) => [name, copied(call, thing, depth + 1)]));
  return call.machine.store.make({ ...content, entries });
}

/** A division of whole numbers, cut towards 0. */
const intDivide: LibraryFunction = (call) => {
  const [p, q] = call.args.map((arg) => lineAt(call, arg));
  if (p === undefined || q === undefined) return undefined;
  const [a, b] = [p, q].map((line) => call.machine.valueOf(line));
  if (b === 0) return refuse(call, 'A whole number is divided by 0 here.');
  if (typeof a === 'number' && typeof b === 'number') return call.machine.constant(Math.trunc(a / b) + 0);
  return done(row(call, 'trunc', [row(call, 'div', [p, q])]));
};

/** `std::vector<double>(n, value)`, or of a list. */
const vector: LibraryFunction = (call) => {
  const [first, value] = call.args;
  if (!first) return list(call, []);
  const isNumber = first.kind === 'line' && call.machine.kit.builder.shape(first.line).length === 0;
  if (!isNumber) {
    const items = call.args.length === 1 ? call.machine.items(first, call.at.span) : undefined;
    return items ? list(call, items) : refuse(call, 'A vector made in this way is not followed.');
  }
  const size = wholeNumber(call, first, 'How long the vector is');
  if (size === undefined) return undefined;
  if (size < 0 || size > MOST_ENTRIES || call.args.length > 2)
    return refuse(call, 'A vector made in this way is not followed.');
  const filled = value ?? call.machine.constant(0);
  if (filled.kind !== 'line') return refuse(call, 'A vector of vectors is not followed. Set its rows one by one.');
  return list(call, new Array<Thing>(size).fill(filled));
};

function itemsOf(call: LibraryCall): readonly Thing[] | undefined {
  const [of] = call.args;
  return of && call.machine.items(of, call.at.span);
}

function change(call: LibraryCall, items: readonly Thing[]): Thing | undefined {
  const [of] = call.args;
  const content = of && call.machine.contentOf(of);
  const isOwn = content?.kind === 'list' || (content?.kind === 'array' && !content.base);
  if (of?.kind !== 'ref' || !isOwn || items.length > MOST_ENTRIES)
    return refuse(call, `.${call.path} is followed for vectors that the function made or was given.`);
  call.machine.store.change(of.id, { kind: 'list', items });
  return NONE;
}

const size: LibraryFunction = (call) => {
  const items = itemsOf(call);
  return items && call.machine.constant(items.length);
};

const pushBack: LibraryFunction = (call) => {
  const items = itemsOf(call);
  const [, item] = call.args;
  const content = item && call.machine.contentOf(item);
  const isStruct = content?.kind === 'dictionary' || content?.kind === 'object';
  return items && item && change(call, [...items, isStruct ? copied(call, item, 0) : item]);
};

const popBack: LibraryFunction = (call) => {
  const items = itemsOf(call);
  return items && change(call, items.slice(0, -1));
};

function end(isLast: boolean): LibraryFunction {
  return (call) => {
    const items = itemsOf(call);
    return items && (items[isLast ? items.length - 1 : 0] ?? refuse(call, 'The vector is empty here.'));
  };
}

const at: LibraryFunction = (call) => {
  const items = itemsOf(call);
  const index = call.args[1] && wholeNumber(call, call.args[1], 'Which entry is meant');
  if (!items || index === undefined) return undefined;
  return items[index] ?? refuse(call, `There is no entry ${index}: the vector has ${items.length}.`);
};

/** `v.begin()` and `v.end()` of one vector stand for all of it. */
const START = 'std::begin';
const END = 'std::end';
const bound =
  (path: string): LibraryFunction =>
  (call) =>
    call.args[0] && { kind: 'builtin', path, receiver: call.args[0] };

/** The entries between two bounds of the same vector; `from`: where they stand among the arguments. */
function between(call: LibraryCall, from: number): readonly Thing[] | undefined {
  const [first, last] = call.args.slice(from, from + 2);
  const isWhole = first?.kind === 'builtin' && first.path === START && last?.kind === 'builtin' && last.path === END;
  const [a, b] = [isWhole ? first.receiver : undefined, isWhole ? last.receiver : undefined];
  const isOne = a && b && (a === b || (a.kind === 'ref' && b.kind === 'ref' && a.id === b.id));
  if (!isOne) return refuse(call, `${call.path} is read over all of a vector, from begin() to end().`);
  return call.machine.items(a, call.at.span);
}

/** A sum that starts with a whole number stays one in C++. */
function isWholeStart(call: LibraryCall, start: Thing): boolean {
  const line = start.kind === 'line' ? call.machine.kit.builder.at(start.line) : undefined;
  return line !== undefined && isConstant(line) && !/[.eE]/.test(line.text);
}

const accumulate: LibraryFunction = (call) => {
  const items = between(call, 0);
  const [, , start, fn] = call.args;
  if (!items || !start) return undefined;
  if (isWholeStart(call, start))
    return refuse(call, 'A sum that starts with a whole number is cut off. Start with 0.0.');
  let total: Thing | undefined = start;
  for (const item of items) {
    total = fn ? calls(call, fn, [total, item]) : call.machine.operate('add', total, item, call.at, call.env);
    if (total === undefined) return undefined;
  }
  return total;
};

function calls(call: LibraryCall, fn: Thing, args: readonly Thing[]): Thing | undefined {
  return call.machine.callThing(fn, { args, keywords: new Map() }, call.at, call.env);
}

const innerProduct: LibraryFunction = (call) => {
  const items = between(call, 0);
  const [, , other, start] = call.args;
  const isStart = other?.kind === 'builtin' && other.path === START && other.receiver;
  const others = isStart ? call.machine.items(isStart, call.at.span) : undefined;
  if (!items || !start || !others || others.length < items.length || call.args.length > 4)
    return refuse(call, `${call.path} is read over all of two vectors.`);
  if (isWholeStart(call, start))
    return refuse(call, 'A sum that starts with a whole number is cut off. Start with 0.0.');
  let total: Thing | undefined = start;
  for (const [i, item] of items.entries()) {
    const product = call.machine.operate('multiply', item, others[i] as Thing, call.at, call.env);
    total = product && total && call.machine.operate('add', total, product, call.at, call.env);
    if (total === undefined) return undefined;
  }
  return total;
};

export const c: readonly LibraryEntry[] = [
  ...cSpecial,
  ...cGsl,
  ...cMath,
  entry(intDivide, ['intDivide']),
  entry(copy, [COPY]),
  entry(vector, ['std::vector', 'vector', 'std::valarray']),
  entry(size, [], ['size', 'length']),
  entry(pushBack, [], ['push_back', 'emplace_back']),
  entry(popBack, [], ['pop_back']),
  entry(end(true), [], ['back']),
  entry(end(false), [], ['front']),
  entry(at, [], ['at']),
  entry(() => NONE, ['printf', 'fprintf', 'assert', 'fflush', 'puts'], ['reserve']),
  entry(bound(START), [START], ['begin', 'cbegin']),
  entry(bound(END), [END], ['end', 'cend']),
  entry(accumulate, ['std::accumulate']),
  entry(innerProduct, ['std::inner_product']),
  entry(copysign, ['copysign', 'copysignf', 'std::copysign']),
];
