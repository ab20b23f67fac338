/** Arrays made in JavaScript, and what the methods of arrays share. */
import { resolve } from '../../../primitives/lookup.ts';
import { HOLE, NONE, type Thing } from '../things.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { refuse, wholeNumber } from './given.ts';

const MOST_ENTRIES = 10_000;

export const entry = (
  run: LibraryFunction,
  names: readonly string[],
  methods: readonly string[] = [],
): LibraryEntry => ({ language: 'javascript', names, methods, run });

export function list(call: LibraryCall, items: readonly Thing[]): Thing | undefined {
  if (items.length > MOST_ENTRIES) return refuse(call, 'The array gets too long to follow.');
  return call.machine.store.make({ kind: 'list', items });
}

export function truth(call: LibraryCall, value: boolean): Thing {
  return call.machine.constant(value ? 1 : 0, String(value));
}

export function isHole(thing: Thing): boolean {
  return thing === HOLE;
}

/** Rows that take any number of arguments: a callback of several arguments would get the index too. */
const VARIADIC = /^(?:Math\.)?(?:max|min|hypot)$/;

/** Calls a function with what a method hands it; what is built in takes only the first. */
export function callback(call: LibraryCall, fn: Thing, args: readonly Thing[]): Thing | undefined {
  const { machine, at, env } = call;
  if (args.some(isHole)) return refuse(call, 'This array has entries that were not set. Fill it first.');
  if (fn.kind !== 'builtin') return machine.callThing(fn, { args, keywords: new Map() }, at, env);
  const isUnary = resolve(env.language, fn.path, 1) !== undefined && resolve(env.language, fn.path, 2) === undefined;
  if (VARIADIC.test(fn.path) || !(isUnary || /^(?:Number|parseFloat|Boolean)$/.test(fn.path)))
    return refuse(call, `${fn.path} would be given more than the entry here. Write an arrow function.`);
  return machine.callThing(fn, { args: args.slice(0, 1), keywords: new Map() }, at, env);
}

/** Every entry handed to a function with its index; undefined: refused. */
export function mapped(call: LibraryCall, items: readonly Thing[], fn: Thing, whole: Thing): Thing[] | undefined {
  const results: Thing[] = [];
  for (const [i, item] of items.entries()) {
    const result = callback(call, fn, [item, call.machine.constant(i), whole]);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}

function sizeOf(call: LibraryCall, thing: Thing): number | undefined {
  const size = wholeNumber(call, thing, 'How long the array is');
  if (size === undefined) return undefined;
  if (size >= 0 && size <= MOST_ENTRIES) return size;
  return refuse(call, 'An array of this length is not followed.');
}

/** A number of its own kind: neither array nor text. */
function isNumber(call: LibraryCall, thing: Thing): boolean {
  return thing.kind === 'line' && call.machine.kit.builder.shape(thing.line).length === 0;
}

/** `Array(n)` has n entries that are not set; `Array(a, b)` those two. */
const array: LibraryFunction = (call) => {
  const [first] = call.args;
  if (!first || call.args.length > 1 || !isNumber(call, first)) return list(call, call.args);
  const size = sizeOf(call, first);
  return size === undefined ? undefined : list(call, new Array<Thing>(size).fill(HOLE));
};

/** `Array.from(list, f)`, `Array.from({ length: n }, f)`. */
const from: LibraryFunction = (call) => {
  const [source, fn] = call.args;
  if (!source) return refuse(call, `${call.path} needs an array.`);
  const content = call.machine.contentOf(source);
  const length = content?.kind === 'dictionary' ? content.entries.get('length') : undefined;
  if (content?.kind === 'dictionary' && (!length || content.entries.size !== 1))
    return refuse(call, `${call.path} is read for arrays and { length: n }.`);
  const size = length && sizeOf(call, length);
  if (length && size === undefined) return undefined;
  const items = size === undefined ? call.machine.items(source, call.at.span) : new Array<Thing>(size).fill(NONE);
  const plain = items?.map((item) => (isHole(item) ? NONE : item));
  if (!plain || !fn) return plain && list(call, plain);
  const results: Thing[] = [];
  for (const [i, item] of plain.entries()) {
    const result = callback(call, fn, [item, call.machine.constant(i)]);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return list(call, results);
};

const typed: LibraryFunction = (call) => {
  const [first] = call.args;
  if (!first) return list(call, []);
  if (!isNumber(call, first)) return from({ ...call, args: [first] });
  const size = sizeOf(call, first);
  return size === undefined ? undefined : list(call, new Array<Thing>(size).fill(call.machine.constant(0)));
};

const rounds: LibraryFunction = (call) =>
  refuse(call, `${call.path} rounds what is written into it; that is not followed. Use Float64Array.`);

const ROUNDING = ['Float32', 'Int8', 'Int16', 'Int32', 'Uint8', 'Uint8Clamped', 'Uint16', 'Uint32'];

export const javascriptMakers: readonly LibraryEntry[] = [
  entry(array, ['Array']),
  entry((call) => list(call, call.args), ['Array.of', 'Float64Array.of']),
  entry(from, ['Array.from', 'Float64Array.from']),
  entry(typed, ['Float64Array']),
  entry(
    rounds,
    ROUNDING.flatMap((kind) => [`${kind}Array`, `${kind}Array.from`, `${kind}Array.of`]),
  ),
];
