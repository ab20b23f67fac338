/**
 * JavaScript's operators on bits, under their signs as names. Whole numbers that are known are computed as the language
 * does, in 32 bits; `x | 0` and `~~x` cut any number towards 0.
 */
import type { LineId } from '../../../graph/list.ts';
import type { Thing } from '../things.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, lineAt, number, refuse, row } from './given.ts';
import { entry } from './javascript-make.ts';

const RESULTS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '>>>': (a, b) => a >>> b,
};

const LIMIT = 2 ** 31;

/** Towards 0 where the number has room in 32 bits; beyond that the language wraps around, and there is no value here. */
function cut(call: LibraryCall, line: LineId): Thing | undefined {
  const isShort = row(call, 'lt', [row(call, 'abs', [line]), number(call, LIMIT)]);
  return done(row(call, 'select', [isShort, row(call, 'trunc', [line]), number(call, Number.NaN, 'NaN')]));
}

/** What the language takes for the bits of a number that is not known. */
function whole(call: LibraryCall, thing: Thing | undefined, line: LineId): Thing | undefined {
  const isKnown = call.machine.valueOf(line) !== undefined || call.machine.kit.builder.shape(line).length > 0;
  return isKnown ? thing : cut(call, line);
}

const onBits: LibraryFunction = (call) => {
  const [first, second] = call.args;
  const lines = call.args.map((arg) => lineAt(call, arg));
  const [a, b] = lines;
  const result = RESULTS[call.path];
  if (a === undefined || b === undefined || !first || !second || !result) return undefined;
  const [p, q] = [call.machine.valueOf(a), call.machine.valueOf(b)];
  const cuts = q === 0 && (call.path === '|' || call.path === '>>');
  if (cuts && typeof p !== 'number' && call.machine.kit.builder.shape(a).length === 0) return cut(call, a);
  if (call.path === '^' && (typeof p !== 'number' || typeof q !== 'number'))
    return refuse(call, '^ is bitwise XOR in JavaScript; write ** for a power.');
  const what = `What ${call.path} works on the bits of`;
  const [x, y] = [whole(call, first, a), whole(call, second, b)].map((arg) =>
    call.machine.staticNumber(arg, call.at.span, what),
  );
  return x === undefined || y === undefined ? undefined : call.machine.constant(result(x, y));
};

/** `~x` is −x − 1 of a whole number. */
const flipped: LibraryFunction = (call) => {
  const [first] = call.args;
  const line = lineAt(call, first);
  if (line === undefined) return undefined;
  const value = call.machine.staticNumber(whole(call, first, line), call.at.span, 'What ~ flips the bits of');
  return value === undefined ? undefined : call.machine.constant(~value);
};

export const javascriptBits: readonly LibraryEntry[] = [entry(onBits, Object.keys(RESULTS)), entry(flipped, ['~'])];
