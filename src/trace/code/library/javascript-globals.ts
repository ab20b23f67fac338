/** JavaScript's functions of numbers, objects and types. */
import { isConstant } from '../../../graph/list.ts';
import { hasKeysOfValues, KEYS_OF_VALUES } from '../keys.ts';
import { type Content, MISSING, NONE, type Thing, TYPE_OF_NOTHING, text, unknown } from '../things.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, lineAt, number, refuse, row, shapeAt } from './given.ts';
import { isArray } from './javascript-arrays.ts';
import { entry, list, truth } from './javascript-make.ts';

/** A number as it is; texts that spell a number are that number. */
const toNumber: LibraryFunction = (call) => {
  const [thing] = call.args;
  if (thing === undefined) return call.machine.constant(0);
  if (thing.kind === 'text') {
    const value = call.path.endsWith('parseFloat') ? Number.parseFloat(thing.value) : Number(thing.value);
    return call.machine.constant(value);
  }
  const line = lineAt(call, thing);
  if (line === undefined) return undefined;
  return shapeAt(call, line).length === 0 ? done(line) : refuse(call, `${call.path} of an array is not followed.`);
};

/** What is asked about is no number: an array, text, nothing. */
function isOther(call: LibraryCall, thing: Thing): boolean {
  return thing.kind === 'text' || thing.kind === 'none' || isArray(call, thing) || isObject(call, thing);
}

function isObject(call: LibraryCall, thing: Thing): boolean {
  return thing.kind === 'function' || thing.kind === 'class' || contentOf(call, thing) !== undefined;
}

function contentOf(call: LibraryCall, thing: Thing): Content | undefined {
  return call.machine.contentOf(thing);
}

/** Tests of a number by its value; other things answer `otherwise`, where that is known. */
function test(of: (call: LibraryCall, line: number) => Thing | undefined, otherwise?: boolean): LibraryFunction {
  return (call) => {
    const [thing] = call.args;
    if (!thing) return refuse(call, `${call.path} needs a number.`);
    const list = isArray(call, thing) && call.path === 'isNaN' ? call.machine.items(thing, call.at.span) : undefined;
    if (thing === MISSING && call.path === 'isNaN') return truth(call, true);
    // The text of several numbers is none.
    if (list && list.length !== 1) return truth(call, list.length > 0);
    if (isOther(call, thing))
      return otherwise === undefined ? refuse(call, `${call.path} is read for numbers.`) : truth(call, otherwise);
    const line = lineAt(call, thing);
    if (line === undefined) return undefined;
    const value = call.machine.valueOf(line);
    if (typeof value === 'number') {
      const last = call.path.split('.').pop() ?? '';
      return truth(call, last === 'isNaN' ? Number.isNaN(value) : Number.isFinite(value));
    }
    return of(call, line);
  };
}

const notANumber = (call: LibraryCall, line: number) =>
  done(row(call, 'not', [row(call, 'le', [line, number(call, Number.POSITIVE_INFINITY, 'Infinity')])]));

/** It reads the text of the number, which is cut at the point where it has no exponent. */
const parsedInt: LibraryFunction = (call) => {
  const [first, radix] = call.args;
  if (first === undefined || isOther(call, first)) return refuse(call, `${call.path} is read for numbers.`);
  const base = radix && radix.kind !== 'none' ? call.machine.staticNumber(radix, call.at.span, 'The base') : 10;
  const line = lineAt(call, first);
  if (line === undefined || base === undefined) return undefined;
  if (base !== 10) return refuse(call, `${call.path} is read for base 10.`);
  const value = call.machine.valueOf(line);
  if (typeof value === 'number') return call.machine.constant(Number.parseInt(String(value), 10));
  const size = row(call, 'abs', [line]);
  const isPlain = row(call, 'and', [
    row(call, 'ge', [size, number(call, 1e-6)]),
    row(call, 'lt', [size, number(call, 1e21)]),
  ]);
  return done(row(call, 'select', [isPlain, row(call, 'trunc', [line]), number(call, Number.NaN, 'NaN')]));
};

const finite = (call: LibraryCall, line: number) =>
  done(row(call, 'lt', [row(call, 'abs', [line]), number(call, Number.POSITIVE_INFINITY, 'Infinity')]));

/** Of an input whether it is whole depends on its value: numbers of a point rarely are. */
const isInteger: LibraryFunction = (call) => {
  const [thing] = call.args;
  if (!thing) return refuse(call, `${call.path} needs a number.`);
  if (isOther(call, thing)) return truth(call, false);
  const line = lineAt(call, thing);
  if (line === undefined) return undefined;
  const value = call.machine.valueOf(line);
  if (typeof value === 'number') return truth(call, Number.isInteger(value));
  return done(row(call, 'eq', [row(call, 'floor', [line]), line]));
};

const boolean: LibraryFunction = (call) => {
  const [thing] = call.args;
  const is = thing ? call.machine.truth(thing, call.at.span, 'javascript') : false;
  return is === undefined ? undefined : typeof is === 'boolean' ? truth(call, is) : done(is);
};

const typeOf: LibraryFunction = (call) => {
  const [thing] = call.args;
  if (!thing) return undefined;
  switch (thing.kind) {
    case 'text':
      return text('string');
    case 'function':
    case 'builtin':
    case 'class':
      return text('function');
    case 'none':
      return TYPE_OF_NOTHING;
    case 'unknown':
      return unknown(thing.reason);
    default:
      break;
  }
  if (isObject(call, thing) || isArray(call, thing)) return text('object');
  const line = lineAt(call, thing);
  if (line === undefined) return undefined;
  const own = call.machine.kit.builder.at(line);
  const isTruth = isConstant(own)
    ? /^(?:true|false)$/.test(own.text)
    : ['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'and', 'or', 'not'].includes(own.operation);
  return text(isTruth ? 'boolean' : 'number');
};

/** An input that is asked about is taken for an array. */
const arrayTest: LibraryFunction = (call) => {
  const [thing] = call.args;
  if (!thing) return truth(call, false);
  if (thing.kind === 'unknown') return refuse(call, 'Whether this is an array is not known.');
  if (thing.kind === 'line' && !call.machine.wantsRank(thing.line, 1, call.at.span)) return undefined;
  return truth(call, isArray(call, thing));
};

/** A number or text is of no class; an array is an Array and an Object, and of no class of the document. */
const instanceOf: LibraryFunction = (call) => {
  const [thing, of] = call.args;
  const name = of?.kind === 'builtin' ? of.path : undefined;
  const isOwn = of?.kind === 'function' || of?.kind === 'class';
  if (!thing) return undefined;
  const isNumber = thing.kind === 'line' && call.machine.kit.builder.shape(thing.line).length === 0;
  if (isNumber || thing.kind === 'text' || thing.kind === 'none') return truth(call, false);
  const content = contentOf(call, thing);
  const isList = content?.kind === 'array' || content?.kind === 'list';
  if (isList && (isOwn || name === 'Array' || name === 'Object')) return truth(call, !isOwn);
  if (content?.kind === 'object' && of?.kind === 'class' && content.className === of.name) return truth(call, true);
  return refuse(call, 'Whether this is of that class is not known.');
};

/** What an object or array has, by `pick`. */
function parts(pick: (call: LibraryCall, key: string, value: Thing) => Thing | undefined): LibraryFunction {
  return (call) => {
    const [thing] = call.args;
    const content = thing && contentOf(call, thing);
    if (!thing || !(content?.kind === 'dictionary' || isArray(call, thing)))
      return refuse(call, `${call.path} is read for objects whose names stand in the text.`);
    if (content?.kind === 'dictionary' && hasKeysOfValues(content.entries)) return refuse(call, KEYS_OF_VALUES);
    const items = content?.kind === 'dictionary' ? undefined : call.machine.items(thing, call.at.span);
    const pairs =
      content?.kind === 'dictionary'
        ? inOrder([...content.entries])
        : items?.map((item, i): [string, Thing] => [String(i), item]);
    if (!pairs) return undefined;
    const found = pairs.map(([key, value]) => pick(call, key, value));
    return found.every((one) => one !== undefined) ? list(call, found) : undefined;
  };
}

/** Names that are whole numbers come first, by size. */
function inOrder(pairs: readonly [string, Thing][]): [string, Thing][] {
  const isIndex = ([key]: readonly [string, Thing]) => /^(?:0|[1-9]\d{0,8})$/.test(key);
  const numbers = pairs.filter(isIndex).sort(([a], [b]) => Number(a) - Number(b));
  return [...numbers, ...pairs.filter((pair) => !isIndex(pair))];
}

const assign: LibraryFunction = (call) => {
  const [target, ...sources] = call.args;
  const content = target && contentOf(call, target);
  if (target?.kind !== 'ref' || content?.kind !== 'dictionary')
    return refuse(call, 'Object.assign is read for objects that are written out.');
  const entries = new Map(content.entries);
  for (const source of sources) {
    const own = contentOf(call, source);
    if (own?.kind !== 'dictionary') return refuse(call, 'Object.assign is read for objects that are written out.');
    for (const [key, value] of own.entries) entries.set(key, value);
  }
  call.machine.store.change(target.id, { kind: 'dictionary', entries });
  return target;
};

const fromEntries: LibraryFunction = (call) => {
  const pairs = call.args[0] && call.machine.items(call.args[0], call.at.span);
  if (!pairs) return undefined;
  const entries = new Map<string, Thing>();
  for (const pair of pairs) {
    const [key, value] = call.machine.items(pair, call.at.span) ?? [];
    if (key?.kind !== 'text' || !value) return refuse(call, 'Object.fromEntries needs names that are known.');
    entries.set(key.value, value);
  }
  return call.machine.store.make({ kind: 'dictionary', entries });
};

const RANDOM = 'random numbers have no derivative and no value that is known here; give them a name of their own';
const TIME = 'the time is not known here; give it a name of its own';
const CONSOLE = ['log', 'info', 'warn', 'error', 'debug', 'assert', 'table', 'time', 'timeEnd', 'trace'];

export const javascriptGlobals: readonly LibraryEntry[] = [
  entry(toNumber, ['Number', 'parseFloat', 'Number.parseFloat']),
  entry(parsedInt, ['parseInt', 'Number.parseInt']),
  entry(test(notANumber), ['isNaN']),
  entry(test(notANumber, false), ['Number.isNaN']),
  entry(test(finite), ['isFinite']),
  entry(test(finite, false), ['Number.isFinite']),
  entry(isInteger, ['Number.isInteger', 'Number.isSafeInteger']),
  entry(boolean, ['Boolean']),
  entry(typeOf, ['typeof']),
  entry(arrayTest, ['Array.isArray']),
  entry(instanceOf, ['instanceof']),
  entry(
    parts((_, key) => text(key)),
    ['Object.keys'],
  ),
  entry(
    parts((_call, _key, value) => value),
    ['Object.values'],
  ),
  entry(
    parts((call, key, value) => list(call, [text(key), value])),
    ['Object.entries'],
  ),
  entry(assign, ['Object.assign']),
  entry(fromEntries, ['Object.fromEntries']),
  entry((call) => call.args[0], ['Object.freeze', 'Object.seal']),
  entry(
    () => unknown(RANDOM),
    ['Math'].map((name) => `${name}.random`),
  ),
  entry(
    () => unknown(TIME),
    ['Date', 'performance'].map((name) => `${name}.now`),
  ),
  entry(
    () => NONE,
    CONSOLE.map((name) => `console.${name}`),
  ),
];
