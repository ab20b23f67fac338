/**
 * Complex numbers of Python, as two real lines: what a program makes of `1j` on its way to a real part, an imaginary part
 * or a size. They are values: two names of one array of them are refused where one is changed.
 */
import type { Span } from '../../base/span.ts';
import type { LineId } from '../../graph/list.ts';
import { spellings } from '../../primitives/lookup.ts';
import type { Arguments, Machine } from './machine.ts';
import { itemsIn } from './masked.ts';
import { lineThing, type Thing } from './things.ts';

export type ComplexThing = Extract<Thing, { kind: 'complex' }>;

const COMPLEX = 'This is a complex number; only steps towards its real part, imaginary part or size are read.';

interface Parts {
  readonly re: LineId;
  readonly im: LineId;
}

export const isComplex = (thing: Thing): thing is ComplexThing => thing.kind === 'complex';

/** `2j`, `0.5J`; undefined for any other text. */
export function imaginary(machine: Machine, text: string): ComplexThing | undefined {
  const digits = /^([\d_]*\.?[\d_]*(?:[eE][+-]?\d+)?)[jJ]$/.exec(text)?.[1]?.replaceAll('_', '');
  if (digits === undefined || !/\d/.test(digits)) return undefined;
  const { builder } = machine.kit;
  return { kind: 'complex', re: builder.constant(0), im: builder.constant(Number(digits)) };
}

export function refuseComplex(machine: Machine, at: Span, what = COMPLEX): undefined {
  return machine.kit.fail('complex', what, at);
}

/** Arithmetic on parts that leaves out what is 0; lines that were refused hand that on. */
function arithmetic(machine: Machine, at: Span) {
  const { builder } = machine.kit;
  type Line = LineId | undefined;
  const isZero = (line: Line) => line !== undefined && machine.valueOf(line) === 0;
  const step = (operation: string, ...lines: readonly Line[]): Line =>
    lines.some((line) => line === undefined) ? undefined : machine.apply(operation, lines as LineId[], at);
  const add = (a: Line, b: Line) => (isZero(a) ? b : isZero(b) ? a : step('add', a, b));
  const neg = (a: Line) => (isZero(a) ? a : step('neg', a));
  const sub = (a: Line, b: Line) => (isZero(b) ? a : isZero(a) ? neg(b) : step('sub', a, b));
  const mul = (a: Line, b: Line) => (isZero(a) || isZero(b) ? builder.constant(0) : step('mul', a, b));
  const div = (a: Line, b: Line) => (isZero(a) ? a : step('div', a, b));
  return { step, add, sub, mul, div, neg, isZero };
}

function partsOf(machine: Machine, thing: Thing, at: Span): Parts | undefined {
  if (isComplex(thing)) return thing.mask === undefined ? thing : refuseComplex(machine, at);
  const re = machine.lineOf(thing, at);
  return re === undefined ? undefined : { re, im: machine.kit.builder.constant(0) };
}

function made(re: LineId | undefined, im: LineId | undefined): ComplexThing | undefined {
  return re === undefined || im === undefined ? undefined : { kind: 'complex', re, im };
}

const MOST_POWER = 12;

/** `a + b` and the like, one of them complex. */
export function operateComplex(machine: Machine, operator: string, a: Thing, b: Thing, at: Span): Thing | undefined {
  const [p, q] = [partsOf(machine, a, at), partsOf(machine, b, at)];
  if (!p || !q) return undefined;
  const { add, sub, mul, div, isZero } = arithmetic(machine, at);
  const product = (x: Parts, y: Parts) =>
    made(sub(mul(x.re, y.re), mul(x.im, y.im)), add(mul(x.re, y.im), mul(x.im, y.re)));
  switch (operator) {
    case 'add':
      return made(add(p.re, q.re), add(p.im, q.im));
    case 'subtract':
      return made(sub(p.re, q.re), sub(p.im, q.im));
    case 'multiply':
      return product(p, q);
    case 'divide': {
      if (isZero(q.im)) return made(div(p.re, q.re), div(p.im, q.re));
      const size = add(mul(q.re, q.re), mul(q.im, q.im));
      const re = add(mul(p.re, q.re), mul(p.im, q.im));
      const im = sub(mul(p.im, q.re), mul(p.re, q.im));
      return made(div(re, size), div(im, size));
    }
    case 'power': {
      const power = isZero(q.im) ? machine.valueOf(q.re) : undefined;
      if (typeof power !== 'number' || !Number.isInteger(power) || power < 1 || power > MOST_POWER)
        return refuseComplex(machine, at, 'Powers of complex numbers are read for small whole exponents.');
      let result: ComplexThing | undefined = made(p.re, p.im);
      for (let i = 1; i < power && result; i++) result = product(result, p);
      return result;
    }
    default:
      return refuseComplex(machine, at);
  }
}

/** `-z`, `+z` */
export function unaryComplex(machine: Machine, operator: string, z: ComplexThing, at: Span): Thing | undefined {
  if (operator === 'plus') return z;
  const { neg } = arithmetic(machine, at);
  return operator === 'negate' && z.mask === undefined ? made(neg(z.re), neg(z.im)) : refuseComplex(machine, at);
}

/** `z.real`, `z.imag`; undefined for other attributes. */
export function partOfComplex(machine: Machine, z: ComplexThing, name: string, at: Span): Thing | undefined {
  if (name !== 'real' && name !== 'imag') return undefined;
  const whole = name === 'real' ? z.re : shaped(machine, z.im, z.re, at);
  if (whole === undefined) return undefined;
  return z.mask === undefined ? lineThing(whole) : { kind: 'masked', line: whole, mask: z.mask };
}

/** The imaginary part in the shape of the number: a 0 stands for as many as there are. */
export function shaped(machine: Machine, im: LineId, re: LineId, at: Span): LineId | undefined {
  const { builder } = machine.kit;
  const sizes = builder.shape(re).map(({ size }) => size);
  if (builder.shape(im).length === sizes.length) return im;
  return machine.apply('broadcast', [im], at, { shape: sizes });
}

type ComplexFunction = (machine: Machine, z: Parts, at: Span) => Thing | undefined;

const done = (line: LineId | undefined): Thing | undefined => (line === undefined ? undefined : lineThing(line));

const size: ComplexFunction = (machine, { re, im }, at) => done(machine.apply('hypot', [re, im], at));
const conjugate: ComplexFunction = (machine, { re, im }, at) => made(re, arithmetic(machine, at).neg(im));

/** exp(re) (cos im + i sin im) */
const exponential: ComplexFunction = (machine, { re, im }, at) => {
  const { step, mul } = arithmetic(machine, at);
  const grown = step('exp', re);
  return made(mul(grown, step('cos', im)), mul(grown, step('sin', im)));
};

const faddeeva: ComplexFunction = (machine, { re, im }, at) =>
  made(machine.apply('faddeevaReal', [re, im], at), machine.apply('faddeevaImaginary', [re, im], at));

const FUNCTIONS: Readonly<Record<string, ComplexFunction>> = {
  'np.real': (machine, { re, im }, at) => partOfComplex(machine, { kind: 'complex', re, im }, 'real', at),
  'np.imag': (machine, { re, im }, at) => partOfComplex(machine, { kind: 'complex', re, im }, 'imag', at),
  'np.abs': size,
  'np.absolute': size,
  abs: size,
  'np.conj': conjugate,
  'np.conjugate': conjugate,
  'np.exp': exponential,
  'np.angle': (machine, { re, im }, at) => done(machine.apply('atan2', [im, re], at)),
  'np.asarray': (_machine, { re, im }) => made(re, im),
  'special.wofz': faddeeva,
};

/** Functions that make complex numbers of real ones too. */
const MAKING: ReadonlySet<string> = new Set(['special.wofz']);
/** Functions that fill an array, with `dtype=complex`. */
const FILLING = /^np\.(?:zeros|ones|full|empty|zeros_like|ones_like|full_like|empty_like)$/;

const dtypeOf = ({ keywords }: Arguments) => keywords.get('dtype');
function isComplexType(thing: Thing | undefined): boolean {
  return thing?.kind === 'builtin' && /(?:^|\.)complex(?:128|64|_)?$/.test(thing.path);
}

/** A call with complex numbers, or one that makes them; `other`: it has nothing to do with them. */
export function callComplex(
  machine: Machine,
  path: string,
  given: Arguments,
  at: Span,
  real: (given: Arguments) => Thing | undefined,
): Thing | undefined | 'other' {
  const { args, keywords } = given;
  const all = [...args, ...keywords.values()];
  const isOne = all.some(isComplex);
  const inList = all.some((thing) => itemsIn(machine, thing)?.some(isComplex));
  const isFilled = isComplexType(dtypeOf(given));
  const names = spellings('python', path);
  if (!isOne && !inList && !isFilled && !names.some((name) => MAKING.has(name))) return 'other';
  if (isFilled && !isOne && !inList && names.some((name) => FILLING.test(name))) {
    const rest = new Map(keywords);
    rest.delete('dtype');
    const filled = real({ args, keywords: rest });
    const line = filled && machine.lineOf(filled, at);
    if (line === undefined) return undefined;
    return made(line, shaped(machine, machine.kit.builder.constant(0), line, at));
  }
  const name = names.find((known) => Object.hasOwn(FUNCTIONS, known));
  const [z] = args;
  if (name !== undefined && args.length === 1 && keywords.size === 0 && z) {
    const masked = isComplex(z) ? z.mask : undefined;
    if (masked !== undefined) return refuseComplex(machine, at);
    const parts = partsOf(machine, z, at);
    return parts && FUNCTIONS[name]?.(machine, parts, at);
  }
  if (inList && names.includes('special.logsumexp')) return logOfDifference(machine, given, at);
  return refuseComplex(machine, at, `${path} of a complex number is not read.`);
}

/** `logsumexp([a, b + iπ], axis=0)` = log(exp a − exp b): m + log(1 − exp(−|a − b|)), with iπ where b is the larger one. */
function logOfDifference(machine: Machine, { args, keywords }: Arguments, at: Span): Thing | undefined {
  const list = args[0] && itemsIn(machine, args[0]);
  const axis = keywords.get('axis') ?? args[1];
  const isFirst = axis?.kind === 'line' && machine.valueOf(axis.line) === 0;
  const [a, b] = list ?? [];
  const known = b && isComplex(b) && b.mask === undefined ? machine.valueOf(b.im) : undefined;
  if (list?.length !== 2 || !isFirst || !a || isComplex(a) || !b || !isComplex(b) || known !== Math.PI)
    return refuseComplex(machine, at, 'logsumexp of complex numbers is read for [a, b + iπ].');
  const first = machine.lineOf(a, at);
  const { step } = arithmetic(machine, at);
  const gap = step('abs', step('sub', first, b.re));
  const rest = step('log', step('neg', step('expm1', step('neg', gap))));
  const { builder } = machine.kit;
  const turned = step('select', step('ge', first, b.re), builder.constant(0), builder.constant(Math.PI));
  return made(step('add', step('max', first, b.re), rest), turned);
}
