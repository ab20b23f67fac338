/** The GNU Scientific Library: entries of vectors, macros of its headers, special functions that answer in a struct. */
import { isFunctionName, resolve } from '../../../primitives/lookup.ts';
import type { Expression } from '../../../syntax/tree.ts';
import { lineThing, NONE, type Thing } from '../things.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, lineAt, refuse, row, wholeNumber } from './given.ts';

const entry = (run: LibraryFunction, ...names: readonly string[]): LibraryEntry => ({ language: 'c', names, run });

/** `gsl_vector_get(v, i)` is v[i], `gsl_matrix_get(m, i, j)` is m[i][j]. */
function gslGet(axes: number): LibraryFunction {
  return (call) => {
    const [base] = call.args;
    const indices = call.at.kind === 'call' ? call.at.args.slice(1) : [];
    if (!base || indices.length !== axes) return refuse(call, `${call.path} takes an array and ${axes} numbers.`);
    return call.machine.entry(base, indices, call.at, call.env);
  };
}

/**
 * In which interval of a table x lies: of all that there may be the first is followed, and that x lies there is granted.
 * `gsl_interp_accel_find(cache, table, size, x)`, `gsl_interp_bsearch(table, x, first, last)`.
 */
function firstInterval(table: number, at: number): LibraryFunction {
  return (call) => {
    const { machine } = call;
    const knots = call.args[table];
    const x = lineAt(call, call.args[at]);
    if (!knots || x === undefined || call.at.kind !== 'call') return refuse(call, `${call.path} takes a table and x.`);
    const { span } = call.at;
    const [low, high] = [0, 1].map((value) => {
      const place: Expression = { kind: 'number', value, text: String(value), span, outer: span };
      const knot = machine.entry(knots, [place], call.at, call.env);
      return knot && lineAt(call, knot);
    });
    const condition = row(call, 'and', [row(call, 'ge', [x, low]), row(call, 'lt', [x, high])]);
    if (condition === undefined) return undefined;
    const claim = [
      'this lies in the first interval of its table',
      'this lies in another interval of its table',
    ] as const;
    machine.granted({ condition, holds: true, span, claim });
    return machine.constant(0);
  };
}

/** 1 from 0 on, -1 below. */
const sign: LibraryFunction = (call) => {
  const { builder } = call.machine.kit;
  const x = lineAt(call, call.args[0]);
  const isUp = row(call, 'ge', [x, builder.constant(0)]);
  return isUp === undefined
    ? undefined
    : done(builder.step('select', [isUp, builder.constant(1), builder.constant(-1)]));
};

/** `n & (size - 1)` of a whole number, negative ones in two's complement. */
function lowBits(size: number): LibraryFunction {
  return (call) => {
    const [value] = call.args;
    const line = lineAt(call, value);
    if (line === undefined) return undefined;
    const known = call.machine.valueOf(line);
    if (typeof known === 'number') return call.machine.constant(known - size * Math.floor(known / size));
    return done(row(call, 'mod', [line, call.machine.kit.builder.constant(size)]));
  };
}

/** `n & 7`: the reader has seen that 7 is one below a power of 2. */
const mask: LibraryFunction = (call) => {
  const bits = call.machine.staticNumber(call.args[1], call.at.span, 'The bits');
  return bits === undefined ? undefined : lowBits(bits + 1)(call);
};

const isEven: LibraryFunction = (call) => {
  const bit = lowBits(2)(call);
  const line = bit === 'pass' ? undefined : lineAt(call, bit);
  return done(row(call, 'sub', [call.machine.kit.builder.constant(1), line]));
};

/** The first of some error codes that is not 0. */
const firstError: LibraryFunction = (call) => {
  const { builder } = call.machine.kit;
  const lines = call.args.map((arg) => lineAt(call, arg));
  let chosen = lines.pop();
  for (const line of lines.reverse()) {
    if (line === undefined || chosen === undefined) return undefined;
    const isError = builder.step('ne', [line, builder.constant(0)]);
    chosen = builder.step('select', [isError, line, chosen]);
  }
  return done(chosen);
};

/** `gsl_sf_erf_e(x, &result)` sets `result.val` to `gsl_sf_erf(x)`. */
export function answersInStruct(path: string): LibraryFunction | undefined {
  const plain = /^(gsl_sf_\w+)_e$/.exec(path)?.[1];
  const isKnown = plain !== undefined && (isFunctionName('c', plain) || plain === DOUBLE_FACTORIAL);
  return isKnown ? (call) => answered(call, plain) : undefined;
}

function answered(call: LibraryCall, plain: string): Thing | undefined {
  const given = call.args.slice(0, -1);
  const result = call.args[call.args.length - 1];
  const content = result && call.machine.contentOf(result);
  const isStruct = content?.kind === 'dictionary' || content?.kind === 'object';
  const takes = plain === DOUBLE_FACTORIAL ? given.length === 1 : resolve('c', plain, given.length);
  if (result?.kind !== 'ref' || !isStruct || !takes)
    return refuse(call, `${call.path} is read with numbers and the address of a gsl_sf_result.`);
  const value = call.machine.callBuiltin(plain, { args: given, keywords: new Map() }, call.at, call.env);
  const line = value && call.machine.lineOf(value, call.at.span);
  if (line === undefined) return undefined;
  // What the library says of its error is a number that nobody here knows.
  const bound = lineThing(call.machine.kit.input(`${call.path}.err_${result.id}`, call.at.span, 0));
  const entries = new Map(content.entries).set('val', lineThing(line)).set('err', bound);
  call.machine.store.change(result.id, { ...content, entries });
  return call.machine.constant(0);
}

const DOUBLE_FACTORIAL = 'gsl_sf_doublefact';
/** Above that it is no double any more. */
const LARGEST_DOUBLE_FACTORIAL = 297;

/** n!! = n (n − 2) (n − 4) ⋯ of a number that is known. */
const doubleFactorial: LibraryFunction = (call) => {
  const [given] = call.args;
  const n = given && wholeNumber(call, given, 'The argument');
  if (n === undefined) return undefined;
  if (n < 0 || n > LARGEST_DOUBLE_FACTORIAL)
    return refuse(call, `${call.path} is read from 0 to ${LARGEST_DOUBLE_FACTORIAL}.`);
  let product = 1;
  for (let factor = n; factor > 1; factor -= 2) product *= factor;
  return call.machine.constant(product);
};

export const cGsl: readonly LibraryEntry[] = [
  entry(gslGet(1), 'gsl_vector_get'),
  entry(gslGet(2), 'gsl_matrix_get'),
  entry(firstInterval(1, 3), 'gsl_interp_accel_find'),
  entry(firstInterval(0, 1), 'gsl_interp_bsearch'),
  entry(() => NONE, 'DISCARD_POINTER'),
  entry(doubleFactorial, DOUBLE_FACTORIAL),
  entry(sign, 'GSL_SIGN'),
  entry(lowBits(2), 'GSL_IS_ODD'),
  entry(isEven, 'GSL_IS_EVEN'),
  entry(lowBits(8), 'GSL_MODE_PREC'),
  entry(mask, '&bits'),
  entry(firstError, ...[2, 3, 4, 5].map((count) => `GSL_ERROR_SELECT_${count}`)),
];
