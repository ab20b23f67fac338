/** Evaluates what a user typed for a value. Imported on first use only, because mathjs is big. */
import { create, type MathNode, parseDependencies } from 'mathjs/number';
import { shapeOf } from '../base/value.ts';
import type { Value } from '../core.ts';

type Evaluated = { readonly value: Value } | { readonly problem: string };

const { parse } = create(parseDependencies ?? {});

const constants: Readonly<Record<string, number>> = {
  pi: Math.PI,
  π: Math.PI,
  e: Math.E,
  tau: 2 * Math.PI,
  τ: 2 * Math.PI,
};

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  pow: (a, b) => a ** b,
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

export function evaluateValue(text: string): Evaluated {
  if (text === '') return { problem: 'a value is missing; type a number, for example 1 or pi/4.' };
  if (text.length > longest) return { problem: `it is too long (more than ${longest} characters).` };
  let tree: MathNode;
  try {
    tree = parse(text.replace(/−/g, '-').replace(/\*\*/g, '^'));
  } catch {
    return { problem: `"${text}" could not be read; type a number, for example 1 or pi/4.` };
  }
  try {
    const value = evaluate(tree);
    if (!isRectangular(value))
      return { problem: 'rows of different length; a matrix is [[1, 2], [3, 4]] or [1, 2; 3, 4].' };
    return { value };
  } catch (error) {
    if (error instanceof Unusable) return { problem: error.message };
    if (error instanceof RangeError) return { problem: 'it is nested too deeply.' };
    throw error;
  }
}

class Unusable extends Error {}

/** Our own walk, not mathjs's `evaluate`: nothing but this table can be called. */
function evaluate(node: MathNode): Value {
  switch (node.type) {
    case 'ConstantNode':
      if ('value' in node && typeof node.value === 'number') return checked(node.value, node);
      break;
    case 'ParenthesisNode':
      if ('content' in node) return evaluate(node.content as MathNode);
      break;
    case 'SymbolNode': {
      const name = 'name' in node ? String(node.name) : '';
      const value = Object.hasOwn(constants, name) ? constants[name] : undefined;
      if (value === undefined)
        throw new Unusable(`"${node.toString()}" is not a number; the names known here are pi, e and tau.`);
      return value;
    }
    case 'OperatorNode': {
      const { fn, args } = node as MathNode & { fn: string; args: MathNode[] };
      const [a, b] = args.map(evaluate);
      if (args.length === 1 && a !== undefined) {
        if (fn === 'unaryMinus') return negate(a);
        if (fn === 'unaryPlus') return a;
      }
      const operator = Object.hasOwn(operators, fn) ? operators[fn] : undefined;
      if (operator && typeof a === 'number' && typeof b === 'number') return checked(operator(a, b), node);
      break;
    }
    case 'FunctionNode': {
      const { fn, args } = node as MathNode & { fn: { name?: string }; args: MathNode[] };
      const name = fn.name ?? '';
      const apply = Object.hasOwn(functions, name) ? functions[name] : undefined;
      const [x] = args.map(evaluate);
      if (apply && args.length === 1 && typeof x === 'number') return checked(apply(x), node);
      break;
    }
    case 'ArrayNode':
      if ('items' in node) return (node.items as MathNode[]).map(evaluate);
      break;
  }
  throw new Unusable(
    `"${node.toString()}" is not something a value can be made of; use numbers, + - * / ^, pi, e and functions such as sqrt.`,
  );
}

function negate(value: Value): Value {
  return typeof value === 'number' ? -value : value.map(negate);
}

function checked(value: number, node: MathNode): number {
  if (!Number.isFinite(value)) throw new Unusable(`"${node.toString()}" has no finite value.`);
  return value;
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
