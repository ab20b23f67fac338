/** What is known of the type of a C expression: whether it is surely a whole number, surely floating, or neither. */

import type { Whole } from '../../syntax/tree.ts';

export interface Type {
  readonly kind: 'int' | 'float' | 'unknown';
  /** So often must it be indexed to get a number: pointers, arrays, vectors. */
  readonly levels: number;
  /** A sum with it moves a pointer. */
  readonly pointer?: boolean;
  /** A matrix or vector of a linear algebra library, where * is their product, or (arrays) works item by item. */
  readonly algebra?: 'matrix' | 'array';
  /** Values are copied: classes and containers that are no pointers. */
  readonly copied?: boolean;
  /** A whole number of one or two bytes, or a truth value: larger ones are cut. */
  readonly isNarrow?: boolean;
  /** What a macro makes of whole numbers: perhaps a whole one. */
  readonly mayBeWhole?: boolean;
  /** Of a list in braces: those of its items. */
  readonly items?: readonly Type[];
  /** The name that it is written with. */
  readonly struct?: string;
  /** Whole numbers that are not of type `int`. */
  readonly whole?: Whole;
}

export const INT: Type = { kind: 'int', levels: 0 };
export const LONG: Type = { ...INT, whole: 'long' };
export const SIZE: Type = { ...INT, whole: 'unsigned long' };
export const FLOAT: Type = { kind: 'float', levels: 0 };
export const UNKNOWN: Type = { kind: 'unknown', levels: 0 };

const WORDS =
  /\b(?:const|constexpr|constinit|static|inline|extern|register|volatile|mutable|typename|struct|class|enum|thread_local|restrict|__restrict__|__restrict|_Atomic|virtual|explicit|friend)\b/g;
const WHOLE =
  /^(?:(?:unsigned|signed|short|long|int|char|bool|_Bool|size_t|ssize_t|ptrdiff_t|u?int(?:8|16|32|64|max|ptr)?_t|u?int_fast\d+_t|std::size_t|std::ptrdiff_t|std::u?int\d*_t|uint|ulong|index_t|Eigen::Index|arma::uword|uword|integer)\s*)+$/;
const NARROW = /\b(?:char|short|bool|_Bool|u?int(?:8|16)_t|u?int_(?:fast|least)(?:8|16)_t)\b/;
const UNSIGNED = /\bunsigned\b|\bu(?:int|long)\b|\buint\w*_t\b|\bsize_t\b|\bu?word\b/;
/** 64 bits, as on Linux and macOS. */
const WIDE =
  /\blong\b|\bulong\b|(?:int(?:64|max|ptr|_fast64|_least64)|size|ptrdiff|index)_t\b|\bIndex\b|\bu?word\b|\binteger\b/;
const FLOATING = /^(?:double|float|long double|_Float\d+|__float128|double_t|float_t|half|__half)$/;
const CONTAINER = /^(?:std::)?(?:vector|array|valarray|span|deque|initializer_list)<(.*)>$/s;
const ALGEBRA =
  /^(?:Eigen|arma|blaze|mat|ublas)::|(?:^|::)(?:[A-Z]\w*)?(?:Mat|Vec|Matrix|Vector|Tensor|Array)(?:[A-Z\d]\w*)?(?:<|$)|^(?:mat|vec|rowvec|colvec|cube|fmat|fvec|sp_mat)$/;

export type Typedefs = ReadonlyMap<string, Type>;

/** The type that a text of specifiers, stars and references means, name and brackets left out. */
export function typeOf(text: string, typedefs: Typedefs, depth = 0): Type {
  const bare = text.replace(WORDS, ' ').replace(/\s+/g, ' ').trim();
  const stars = /[\s*&]*$/.exec(bare)?.[0] ?? '';
  const base = bare.slice(0, bare.length - stars.length);
  const pointers = stars.replace(/[^*]/g, '').length;
  const plain = baseType(base, typedefs, depth);
  return pointers > 0 ? { ...plain, levels: plain.levels + pointers, pointer: true, copied: false } : plain;
}

function baseType(base: string, typedefs: Typedefs, depth: number): Type {
  if (FLOATING.test(base)) return FLOAT;
  if (WHOLE.test(base)) return NARROW.test(base) ? { ...INT, isNarrow: true } : wholeType(base);
  const known = typedefs.get(base);
  if (known) return known;
  const inner = CONTAINER.exec(base)?.[1];
  if (inner !== undefined && depth < 10) {
    const item = typeOf(firstArgument(inner), typedefs, depth + 1);
    return { kind: item.kind, levels: item.levels + 1, copied: true };
  }
  if (ALGEBRA.test(base)) return { ...UNKNOWN, algebra: /Array/.test(base) ? 'array' : 'matrix', copied: true };
  return { ...UNKNOWN, copied: base !== 'auto', struct: base };
}

function wholeType(base: string): Type {
  const isUnsigned = UNSIGNED.test(base) && !/\bssize_t\b/.test(base);
  if (WIDE.test(base)) return isUnsigned ? SIZE : LONG;
  return isUnsigned ? { ...INT, whole: 'unsigned' } : INT;
}

function firstArgument(list: string): string {
  let depth = 0;
  for (let i = 0; i < list.length; i++) {
    if (list[i] === '<') depth++;
    else if (list[i] === '>') depth--;
    else if (list[i] === ',' && depth === 0) return list.slice(0, i);
  }
  return list;
}

export function isInt(type: Type): boolean {
  return type.kind === 'int' && type.levels === 0;
}

/** A struct or class, or something of which only the name is known. */
export function isStruct(type: Type): boolean {
  return type.copied === true && type.levels === 0 && type.kind === 'unknown' && !type.algebra;
}

export function isScalar(type: Type): boolean {
  return type.kind !== 'unknown' && type.levels === 0;
}

export function isPointer(type: Type): boolean {
  return type.levels > 0 && type.pointer === true;
}

/** An item of it. */
export function itemOf(type: Type): Type {
  if (type.algebra) return FLOAT;
  if (type.levels === 0) return UNKNOWN;
  const { kind, isNarrow, whole } = type;
  const inner: Type = { kind, levels: type.levels - 1, isNarrow, whole };
  return type.pointer ? { ...inner, pointer: inner.levels > 0 } : inner;
}

/** Of a sum, product or choice. */
export function joined(a: Type, b: Type): Type {
  if (a.algebra || b.algebra) return { ...UNKNOWN, algebra: a.algebra ?? b.algebra ?? 'matrix' };
  if (a.levels > 0 || b.levels > 0) return a.levels === b.levels && a.kind === b.kind ? a : UNKNOWN;
  if (a.kind === 'float' || b.kind === 'float') return FLOAT;
  if (a.kind === 'int' && b.kind === 'int') return joinedWhole(a, b);
  return mayBeWhole(a) && mayBeWhole(b) ? { ...UNKNOWN, mayBeWhole: true } : UNKNOWN;
}

/** Whole numbers included. */
export function mayBeWhole(type: Type): boolean {
  return isInt(type) || type.mayBeWhole === true;
}

const WHOLES: readonly Whole[] = ['int', 'unsigned', 'long', 'unsigned long'];

/** The usual arithmetic conversions: the wider type, of two equally wide ones the one without a sign. */
function joinedWhole(a: Type, b: Type): Type {
  const whole = WHOLES[Math.max(WHOLES.indexOf(wholeOf(a)), WHOLES.indexOf(wholeOf(b)))];
  return whole === 'int' ? INT : { ...INT, whole };
}

export function wholeOf({ whole = 'int' }: Type): Whole {
  return whole;
}

export function isUnsigned(type: Type): boolean {
  return isInt(type) && wholeOf(type).startsWith('unsigned');
}

/** Whether the second holds all whole numbers that the first holds. */
export function holdsAll(from: Type, to: Type): boolean {
  const [a, b] = [wholeOf(from), wholeOf(to)];
  return a === b || b === 'long' ? a !== 'unsigned long' || b !== 'long' : a === 'unsigned' && b === 'unsigned long';
}

export function isSame(a: Type, b: Type): boolean {
  return a.kind === b.kind && a.levels === b.levels && a.whole === b.whole;
}
