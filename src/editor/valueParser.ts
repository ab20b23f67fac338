/** Evaluates what a user typed for a value: `pi/4`, `2 sqrt(3)`, `[1, 2; 3, 4]`. Nothing but these tables can be called. */
import { shapeOf } from '../base/value.ts';
import type { Value } from '../core.ts';

type Evaluated = { readonly value: Value } | { readonly problem: string };

const constants: Readonly<Record<string, number>> = {
  pi: Math.PI,
  π: Math.PI,
  e: Math.E,
  tau: 2 * Math.PI,
  τ: 2 * Math.PI,
};

const functions: Readonly<Record<string, (x: number) => number>> = {
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  exp: Math.exp,
  log: Math.log,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  abs: Math.abs,
};

const longest = 20_000;
/** Brackets and signs within each other. */
const deepest = 500;

export function evaluateValue(text: string): Evaluated {
  if (text === '') return { problem: 'a value is missing; type a number, for example 1 or pi/4.' };
  if (text.length > longest) return { problem: `it is too long (more than ${longest} characters).` };
  try {
    const value = numberOrList(text.replace(/−/g, '-').replace(/\*\*/g, '^'));
    if (!isRectangular(value))
      return { problem: 'rows of different length; a matrix is [[1, 2], [3, 4]] or [1, 2; 3, 4].' };
    return { value };
  } catch (error) {
    if (error instanceof Unusable) return { problem: error.message };
    throw error;
  }
}

class Unusable extends Error {}

const TOKEN = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_]*)|(.))/suy;

/** As ever: powers first and from the right (-2^2 is -4), then products, then sums; `2 pi` is a product. */
function numberOrList(text: string): Value {
  const tokens: { readonly kind: 'number' | 'name' | 'sign'; readonly is: string; readonly from: number }[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [whole, number, name, sign] = match;
    const is = number ?? name ?? sign ?? '';
    const from = match.index + whole.length - is.length;
    if (is.trim() !== '') tokens.push({ kind: number ? 'number' : name ? 'name' : 'sign', is, from });
  }
  let next = 0;
  let depth = 0;
  const value = sum();
  if (next < tokens.length) throw unread();
  return value;

  function sum(): Value {
    let left = product();
    for (;;) {
      const from = next;
      if (take('+')) left = combined(from, left, product(), (a, b) => a + b);
      else if (take('-')) left = combined(from, left, product(), (a, b) => a - b);
      else return left;
    }
  }

  function product(): Value {
    const start = next;
    let left = signed();
    /** Behind a quotient of more than two numbers: `1/pi 2` is no clear product. */
    let isUnclear = false;
    for (;;) {
      const from = next;
      const token = tokens[next];
      if (take('*')) {
        left = combined(from, left, signed(), (a, b) => a * b);
        isUnclear = false;
      } else if (take('/')) {
        left = combined(from, left, signed(), (a, b) => a / b);
        isUnclear = next - start > 3;
      } else if (token && (token.kind === 'name' || token.is === '(')) {
        if (isUnclear) throw new Unusable(`"${text}" can be read in two ways; write * or brackets.`);
        left = combined(from, left, power(), (a, b) => a * b);
      } else return left;
    }
  }

  function signed(): Value {
    if (take('-')) return deeper(() => negate(signed()));
    return take('+') ? deeper(signed) : power();
  }

  function power(): Value {
    const base = primary();
    const from = next;
    return take('^') ? combined(from, base, deeper(signed), (a, b) => a ** b) : base;
  }

  function primary(): Value {
    const token = tokens[next++];
    if (token?.kind === 'number') return checked(Number(token.is), next - 1);
    if (token?.kind === 'name') return named(token.is);
    if (token?.is === '(') return deeper(() => closed(sum(), ')'));
    if (token?.is === '[') return deeper(list);
    next--;
    throw unread();
  }

  function named(name: string): Value {
    const from = next - 1;
    if (!take('(')) {
      const value = Object.hasOwn(constants, name) ? constants[name] : undefined;
      if (value !== undefined) return value;
      throw new Unusable(`"${name}" is not a number; the names known here are pi, e and tau.`);
    }
    const apply = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!apply) throw unusable(name);
    const x = deeper(() => closed(sum(), ')'));
    if (typeof x !== 'number') throw unusable(name);
    return checked(apply(x), from);
  }

  /** `[1, 2]`, `[1, 2; 3, 4]`, behind its bracket. */
  function list(): Value {
    const rows: Value[][] = [[]];
    if (take(']')) return [];
    for (;;) {
      rows.at(-1)?.push(sum());
      if (take(';')) rows.push([]);
      else if (!take(',')) break;
    }
    const [only] = rows;
    return closed(rows.length === 1 && only ? only : rows, ']');
  }

  function closed(value: Value, bracket: string): Value {
    if (!take(bracket)) throw unread();
    return value;
  }

  function take(sign: string): boolean {
    const isNext = tokens[next]?.kind === 'sign' && tokens[next]?.is === sign;
    if (isNext) next++;
    return isNext;
  }

  function deeper(read: () => Value): Value {
    if (++depth > deepest) throw new Unusable('it is nested too deeply.');
    const value = read();
    depth--;
    return value;
  }

  function combined(at: number, a: Value, b: Value, operate: (a: number, b: number) => number): number {
    if (typeof a !== 'number' || typeof b !== 'number') throw unusable(tokens[at]?.is ?? text);
    return checked(operate(a, b), at);
  }

  function checked(value: number, at: number): number {
    if (Number.isFinite(value)) return value;
    throw new Unusable(`"${text}" has no finite value at "${text.slice(tokens[at]?.from ?? 0)}".`);
  }

  function unread(): Unusable {
    return new Unusable(`"${text}" could not be read; type a number, for example 1 or pi/4.`);
  }

  function unusable(part: string): Unusable {
    return new Unusable(
      `"${part}" is not something a value can be made of; use numbers, + - * / ^, pi, e and functions such as sqrt.`,
    );
  }
}

function negate(value: Value): Value {
  return typeof value === 'number' ? -value : value.map(negate);
}

/** Rows of one length, on every level. */
function isRectangular(value: Value): boolean {
  const sizes = shapeOf(value);
  const fits = (part: Value, axis: number): boolean =>
    typeof part === 'number'
      ? axis === sizes.length
      : part.length > 0 && part.length === sizes[axis] && part.every((entry) => fits(entry, axis + 1));
  return fits(value, 0);
}
