/**
 * The functions of src/primitives/elementary.ts as WebAssembly, on one number and on pairs: the same operations on the
 * same numbers, so the same results to the last bit.
 */
import {
  CIRCULAR_FROM,
  CIRCULAR_TO,
  COS,
  EXP,
  EXP_PLAIN,
  EXP_RANGE,
  HALF_PI,
  LEAST_NORMAL,
  LIFT,
  LN2,
  LOG,
  LOG_FROM,
  ROUND,
  SIN,
  SIN_FROM,
  TANH_FAR,
  TANH_FROM,
  TWO_BY_PI,
} from '../../primitives/elementary.ts';
import { CODE, F64, type FunctionBody, I32, I64, V128, writer } from './bytes.ts';
import { callOwn, type Imports, imported, type Own } from './imports.ts';
import { SIMD, simd } from './simd.ts';

/** Puts a number (a pair), its bits or a truth on the stack. */
type X = () => void;

/** Numbers that kernels read, from place `from` in memory on. */
interface Constants {
  readonly from: number;
  readonly numbers: number[];
}

function constantAt({ from, numbers }: Constants, value: number): number {
  const known = numbers.findIndex((each) => Object.is(each, value));
  return from + (known >= 0 ? known : numbers.push(value) - 1);
}

interface Surroundings {
  readonly imports: Imports;
  readonly constants: Constants;
}

/** What kernels are written with, for one number or for pairs. */
function kit({ imports, constants }: Surroundings, isPair: boolean, isBranched = false) {
  const out = writer();
  const type = isPair ? V128 : F64;
  const locals: number[] = [];
  const op =
    (single: number, pair: number) =>
    (...operands: readonly X[]): X =>
    () => {
      for (const operand of operands) operand();
      if (isPair) simd(out, pair);
      else out.byte(single);
    };
  const shift = (single: number, pair: number) => (bits: X, by: number) => () => {
    bits();
    out.byte(isPair ? CODE.I32_CONST : CODE.I64_CONST).signed(by);
    if (isPair) simd(out, pair);
    else out.byte(single);
  };
  const number =
    (value: number): X =>
    () => {
      // From memory: engines put a number in the code together from parts, each time. Into branches they move only those.
      if (isBranched) {
        out.byte(CODE.F64_CONST).f64(value);
        return;
      }
      const place = 8 * constantAt(constants, value);
      out.byte(CODE.I32_CONST, 0);
      if (isPair) simd(out, SIMD.LOAD_SPLAT).byte(3).unsigned(place);
      else out.byte(CODE.F64_LOAD, 3).unsigned(place);
    };
  const bits = (x: X): X => (isPair ? x : op(CODE.I64_REINTERPRET, 0)(x));
  const get =
    (local: number): X =>
    () =>
      out.byte(CODE.GET).unsigned(local);
  const keep = (kind: number) => (x: X) => {
    x();
    const local = locals.push(kind);
    out.byte(CODE.SET).unsigned(local);
    return get(local);
  };
  const self = {
    out,
    type,
    locals,
    x: get(0),
    number,
    bits,
    pattern: (value: number) => bits(number(value)),
    float: (x: X): X => (isPair ? x : op(CODE.F64_REINTERPRET, 0)(x)),
    /** Works out what is needed more than once. */
    keep: keep(type),
    keepBits: keep(isPair ? V128 : I64),
    keepTruth: keep(isPair ? V128 : I32),
    add: op(CODE.F64_ADD, SIMD.ADD),
    sub: op(CODE.F64_SUB, SIMD.SUB),
    mul: op(CODE.F64_MUL, SIMD.MUL),
    div: op(CODE.F64_DIV, SIMD.DIV),
    neg: op(CODE.F64_NEG, SIMD.NEG),
    abs: op(CODE.F64_ABS, SIMD.ABS),
    floor: op(CODE.F64_FLOOR, SIMD.FLOOR),
    // The second operand is no NaN and no zero: on pairs the shorter instructions do.
    min: op(CODE.F64_MIN, SIMD.PMIN),
    max: op(CODE.F64_MAX, SIMD.PMAX),
    less: op(CODE.F64_LT, SIMD.LT),
    greater: op(CODE.F64_GT, SIMD.GT),
    atMost: op(CODE.F64_LE, SIMD.LE),
    atLeast: op(CODE.F64_GE, SIMD.GE),
    equal: op(CODE.F64_EQ, SIMD.EQ),
    both: op(CODE.I32_AND, SIMD.AND),
    either: op(CODE.I32_OR, SIMD.OR),
    addBits: op(CODE.I64_ADD, SIMD.I64_ADD),
    subBits: op(CODE.I64_SUB, SIMD.I64_SUB),
    andBits: op(CODE.I64_AND, SIMD.AND),
    xorBits: op(CODE.I64_XOR, SIMD.XOR),
    equalBits: op(CODE.I64_EQ, SIMD.I64_EQ),
    left: shift(CODE.I64_SHL, SIMD.I64_SHL),
    right: shift(CODE.I64_SHR_U, SIMD.I64_SHR_U),
    /** Where the truth holds the first, else the second. */
    choose: (first: X, second: X, truth: X): X => op(CODE.SELECT, SIMD.SELECT)(first, second, truth),
    polynomial(c: readonly number[], z: X, w: X): X {
      const { add, mul } = self;
      const pair = (i: number) => add(number(c[i] ?? 0), mul(z, number(c[i + 1] ?? 0)));
      return add(add(pair(0), mul(w, pair(2))), mul(mul(w, w), pair(4)));
    },
    finish: (results = [type]): FunctionBody => ({
      type: { parameters: [type], results },
      locals: locals.map((kind) => [1, kind] as const),
      code: out,
    }),
    imports,
    isPair,
  };
  return self;
}

type Kit = ReturnType<typeof kit>;

/** The nearest whole number to x · factor as it lies in the last bits, and as a number. */
function rounded(k: Kit, x: X, factor: number): readonly [bits: X, whole: X] {
  const raised = k.keep(k.add(k.mul(x, k.number(factor)), k.number(ROUND)));
  return [k.bits(raised), k.keep(k.sub(raised, k.number(ROUND)))];
}

/** 2 to the power of a whole number. */
function power(k: Kit, whole: X): X {
  return k.float(k.left(k.bits(k.add(whole, k.number(ROUND + 1023))), 52));
}

/** Of y = k·ln 2 + r + rest: r, and what follows r in exp(y − k·ln 2) − 1. */
function remainder(k: Kit, y: X, whole: X): readonly [r: X, tail: X] {
  const { add, sub, mul, keep, number } = k;
  const high = keep(sub(y, mul(whole, number(LN2[0]))));
  const low = keep(mul(whole, number(LN2[1])));
  const r = keep(sub(high, low));
  const rest = keep(sub(sub(high, r), low));
  const z = keep(mul(r, r));
  const w = keep(mul(z, z));
  const pair = (i: number) => add(number(EXP[i] as number), mul(number(EXP[i + 1] as number), r));
  const first = add(pair(0), mul(z, pair(2)));
  const second = add(pair(4), mul(z, pair(6)));
  const third = add(pair(8), mul(z, number(EXP[10])));
  return [r, add(rest, mul(z, add(add(first, mul(w, second)), mul(mul(w, w), third))))];
}

function exp(around: Surroundings, isPair: boolean): FunctionBody {
  const k = kit(around, isPair);
  const { add, sub, mul, keep, number, out } = k;
  const value = (y: X) => {
    const [, whole] = rounded(k, y, Math.LOG2E);
    const [r, tail] = remainder(k, y, whole);
    const sum = keep(add(number(1), r));
    return [add(sum, add(sub(r, sub(sum, number(1))), tail)), whole] as const;
  };
  k.less(k.abs(k.x), number(EXP_PLAIN))();
  if (isPair) simd(out, SIMD.I64_ALL_TRUE);
  out.byte(CODE.IF, 0x40);
  {
    const [e, whole] = value(k.x);
    mul(e, power(k, whole))();
    out.byte(CODE.RETURN, CODE.END);
  }
  const [e, whole] = value(keep(k.min(k.max(k.x, number(EXP_RANGE[0])), number(EXP_RANGE[1]))));
  const known = keep(e);
  const half = keep(k.floor(mul(number(0.5), whole)));
  mul(mul(known, power(k, half)), power(k, sub(whole, half)))();
  return k.finish();
}

function log(around: Surroundings, isPair: boolean): FunctionBody {
  const k = kit(around, isPair);
  const { x, add, sub, mul, keep, number } = k;
  const isSmall = k.keepTruth(k.less(x, number(LEAST_NORMAL)));
  const y = keep(k.choose(mul(x, number(2 ** LIFT)), x, isSmall));
  // The exponent and 1,024 more, so that it is no negative number.
  const exponent = k.keepBits(k.right(k.subBits(k.bits(y), k.pattern(LOWERED)), 52));
  const m = k.float(k.addBits(k.subBits(k.bits(y), k.left(exponent, 52)), k.pattern(2)));
  const f = keep(sub(m, number(1)));
  const all = keep(sub(k.float(k.addBits(k.pattern(ROUND), exponent)), number(ROUND + 1024)));
  const whole = keep(k.choose(sub(all, number(LIFT)), all, isSmall));
  const s = keep(k.div(f, add(number(2), f)));
  const z = keep(mul(s, s));
  const w = keep(mul(z, z));
  const odd = add(number(LOG[1]), mul(w, add(number(LOG[3]), mul(w, number(LOG[5])))));
  const four = add(number(LOG[4]), mul(w, number(LOG[6])));
  const even = add(number(LOG[0]), mul(w, add(number(LOG[2]), mul(w, four))));
  const rest = mul(z, add(even, mul(z, odd)));
  const h = keep(mul(mul(number(0.5), f), f));
  const small = sub(sub(h, add(mul(s, add(h, rest)), mul(whole, number(LN2[1])))), f);
  const value = keep(sub(mul(whole, number(LN2[0])), small));
  const isPlain = k.both(k.greater(x, number(0)), k.less(x, number(Number.POSITIVE_INFINITY)));
  const beyond = k.choose(x, number(Number.NaN), k.greater(x, number(0)));
  const other = k.choose(number(Number.NEGATIVE_INFINITY), beyond, k.equal(x, number(0)));
  k.choose(value, other, isPlain)();
  return k.finish();
}

/** The bits of √½ as `LOG_FROM` has them, less 1,024 in the exponent. */
const LOWERED = numberOfBits((BigInt(LOG_FROM) << 32n) - (1024n << 52n));

function numberOfBits(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, bits);
  return view.getFloat64(0);
}

/** Sine, cosine or both: the reduced angle is the same. */
function circular(around: Surroundings, isPair: boolean, which: readonly ('sin' | 'cos')[]): FunctionBody {
  const k = kit(around, isPair, !isPair);
  const { x, add, sub, mul, keep, number, out, imports } = k;
  const size = keep(k.abs(x));
  const [bits, whole] = rounded(k, x, TWO_BY_PI);
  const high = keep(sub(x, mul(whole, number(HALF_PI[0]))));
  const low = keep(mul(whole, number(HALF_PI[1])));
  const r = keep(sub(high, low));
  const rest = keep(sub(sub(sub(high, r), low), mul(whole, number(HALF_PI[2]))));
  const isNear = k.either(k.equal(whole, number(0)), k.atLeast(k.abs(r), number(CIRCULAR_FROM)));
  k.both(k.atMost(size, number(CIRCULAR_TO)), isNear)();
  if (isPair) simd(out, SIMD.I64_ALL_TRUE);
  const kinds = which.map(() => k.type);
  out.byte(CODE.IF, 0x40);
  {
    const z = keep(mul(r, r));
    const w = keep(mul(z, z));
    const h = keep(mul(number(0.5), z));
    const main = keep(sub(number(1), h));
    const cosine = add(main, add(sub(sub(number(1), main), h), sub(mul(w, k.polynomial(COS, z, w)), mul(r, rest))));
    const cubic = mul(mul(z, r), k.polynomial(SIN, z, w));
    const sine = keep(add(r, add(cubic, sub(rest, mul(mul(number(0.5), z), rest)))));
    const even = keep(cosine);
    const isOdd = k.keepTruth(k.equalBits(k.andBits(bits, k.pattern(ONE)), k.pattern(ONE)));
    for (const each of which) {
      const turned = each === 'sin' ? bits : k.addBits(bits, k.pattern(ONE));
      const value = each === 'sin' ? k.choose(even, sine, isOdd) : k.choose(sine, even, isOdd);
      const sign = k.left(k.andBits(turned, k.pattern(TWO)), 62);
      const signed = k.float(k.xorBits(k.bits(value), sign));
      if (each === 'sin') k.choose(x, signed, k.less(size, number(SIN_FROM)))();
      else signed();
    }
    out.byte(CODE.RETURN, CODE.END);
  }
  for (const each of which) {
    if (!isPair) {
      x();
      out.byte(CODE.CALL).unsigned(imported(imports, Math[each], 1));
      continue;
    }
    for (const lane of [0, 1]) {
      x();
      simd(out, SIMD.EXTRACT).byte(lane);
      callOwn(imports, out, each);
      if (lane === 0) simd(out, SIMD.SPLAT);
      else simd(out, SIMD.REPLACE).byte(1);
    }
  }
  return k.finish(kinds);
}

/** The numbers whose bits are those of 1 and 2. */
const ONE = Number.MIN_VALUE;
const TWO = 2 * Number.MIN_VALUE;

function tanh(around: Surroundings, isPair: boolean): FunctionBody {
  const k = kit(around, isPair);
  const { x, add, sub, mul, keep, number } = k;
  const y = keep(k.max(mul(number(-2), k.abs(x)), number(TANH_FROM)));
  const [, whole] = rounded(k, y, Math.LOG2E);
  const [r, tail] = remainder(k, y, whole);
  const p = keep(add(r, tail));
  const scale = keep(power(k, whole));
  const scaled = keep(mul(scale, p));
  const e = keep(add(scaled, sub(scale, number(1))));
  const isFar = k.keepTruth(k.less(y, number(TANH_FAR)));
  const above = k.choose(mul(number(2), add(scaled, scale)), e, isFar);
  const quotient = keep(k.div(above, add(e, number(2))));
  const value = k.choose(sub(number(1), quotient), k.neg(quotient), isFar);
  // With the sign of x, whatever its own: it is that of a distance.
  const sign = k.andBits(k.bits(x), k.pattern(-0));
  k.float(k.xorBits(k.bits(k.abs(value)), sign))();
  return k.finish();
}

const BODIES: { readonly [O in Own]: (around: Surroundings) => FunctionBody } = {
  exp: (around) => exp(around, false),
  log: (around) => log(around, false),
  sin: (around) => circular(around, false, ['sin']),
  cos: (around) => circular(around, false, ['cos']),
  sincos: (around) => circular(around, false, ['sin', 'cos']),
  tanh: (around) => tanh(around, false),
  expPair: (around) => exp(around, true),
  logPair: (around) => log(around, true),
  sinPair: (around) => circular(around, true, ['sin']),
  cosPair: (around) => circular(around, true, ['cos']),
  sincosPair: (around) => circular(around, true, ['sin', 'cos']),
  tanhPair: (around) => tanh(around, true),
};

/** Functions of a module, and numbers that have to be in its memory. */
export interface Assembled {
  readonly functions: readonly FunctionBody[];
  readonly data: { readonly from: number; readonly numbers: readonly number[] };
}

/**
 * `functions` and, after them, the kernels and functions that their code calls; calls get their numbers. Kernels use memory
 * from place `free` on.
 */
export function withOwn(imports: Imports, functions: readonly FunctionBody[], free: number): Assembled {
  const constants: Constants = { from: free, numbers: [] };
  const around = { imports, constants };
  const all = [...functions];
  const places = new Map<Own | FunctionBody, number>();
  // Kernels may call others, which makes the list longer.
  for (let i = 0; i < imports.calls.length; i++) {
    const { own } = imports.calls[i] as (typeof imports.calls)[number];
    if (!places.has(own)) places.set(own, all.push(typeof own === 'string' ? BODIES[own](around) : own) - 1);
  }
  for (const { own, out, at } of imports.calls) {
    out.patch(at, imports.kernels.length + (places.get(own) as number));
  }
  return { functions: all, data: constants };
}
