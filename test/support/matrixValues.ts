/** MATLAB's expressions on small matrices, straight from the tree: to hold trees against values of the real language. */
import type { Expression, Operation } from '../../src/syntax/tree.ts';

export type Table = readonly (readonly number[])[];
export type Names = Readonly<Record<string, Table>>;

const one = (value: number): Table => [[value]];
const wide = (table: Table) => table[0]?.length ?? 0;

function scalar(table: Table): number {
  const [value] = table[0] ?? [];
  if (value === undefined || table.length !== 1 || wide(table) !== 1) throw new Error('a single number is needed');
  return value;
}

function broadcast(a: Table, b: Table, f: (x: number, y: number) => number): Table {
  const [rows, columns] = [Math.max(a.length, b.length), Math.max(wide(a), wide(b))];
  const at = (table: Table, i: number, j: number) => table[table.length === 1 ? 0 : i]?.[wide(table) === 1 ? 0 : j];
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => {
      const [x, y] = [at(a, i, j), at(b, i, j)];
      if (x === undefined || y === undefined) throw new Error('shapes differ');
      return f(x, y);
    }),
  );
}

function product(a: Table, b: Table): Table {
  if (wide(a) * a.length === 1 || wide(b) * b.length === 1) return broadcast(a, b, (x, y) => x * y);
  if (wide(a) !== b.length) throw new Error('shapes differ');
  return a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, x, k) => sum + x * (b[k]?.[j] ?? 0), 0)));
}

const COMPARE: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  '=': (x, y) => x === y,
  '!=': (x, y) => x !== y,
  '<': (x, y) => x < y,
  '>=': (x, y) => x >= y,
};

/** `f(x, k)` is x + 10 k, k = 7 where it is left out; `last` is what `end` stands for. */
export function tableOf(node: Expression, names: Names, last = 0): Table {
  const value = (inner: Expression) => tableOf(inner, names, last);
  switch (node.kind) {
    case 'number':
      return one(node.value);
    case 'end':
      return one(last);
    case 'name':
      return names[node.name] ?? unknown(node.name);
    case 'attribute':
      return names[node.name] ?? unknown(node.name);
    case 'index': {
      const items = value(node.base).flat();
      const [index] = node.indices;
      return one(items[scalar(tableOf(index ?? node, names, items.length)) - 1] ?? Number.NaN);
    }
    case 'call': {
      const [x = one(0), k = one(7)] = node.args.map(value);
      if (node.callee.kind === 'name' && node.callee.name === 'leftDivide') return broadcast(k, x, (a, b) => a / b);
      return broadcast(x, k, (a, b) => a + 10 * b);
    }
    case 'matrix':
      return node.rows.flatMap((row) => {
        const parts = row.map(value);
        return (parts[0] ?? []).map((_, i) => parts.flatMap((part) => part[i] ?? []));
      });
    case 'slice': {
      const [start, stop] = [node.start, node.stop].map((bound) => scalar(value(bound ?? node)));
      const step = node.step ? scalar(value(node.step)) : 1;
      const count = Math.floor(((stop ?? 0) - (start ?? 0)) / step + 1e-10) + 1;
      return [Array.from({ length: Math.max(0, count) }, (_, i) => (start ?? 0) + i * step)];
    }
    case 'relation': {
      const [a = one(0), b = one(0)] = node.terms.map(value);
      return broadcast(a, b, (x, y) => Number(COMPARE[node.signs[0] ?? '']?.(x, y)));
    }
    case 'operation':
      return operated(node, node.operands.map(value));
    default:
      return unknown(node.kind);
  }
}

function unknown(what: string): never {
  throw new Error(`${what} has no value`);
}

function operated({ operator, elementwise }: Operation, [a = one(0), b = one(0)]: readonly Table[]): Table {
  const truth = (table: Table) => one(Number(table.flat().every((x) => x !== 0)));
  switch (operator) {
    case 'negate':
      return a.map((row) => row.map((x) => -x));
    case 'plus':
      return a;
    case 'not':
      return a.map((row) => row.map((x) => Number(x === 0)));
    case 'transpose':
      return (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? 0));
    case 'add':
      return broadcast(a, b, (x, y) => x + y);
    case 'subtract':
      return broadcast(a, b, (x, y) => x - y);
    case 'multiply':
      return elementwise ? broadcast(a, b, (x, y) => x * y) : product(a, b);
    case 'divide':
      return broadcast(a, elementwise ? b : one(scalar(b)), (x, y) => x / y);
    case 'power':
      return elementwise ? broadcast(a, b, (x, y) => x ** y) : one(scalar(a) ** scalar(b));
    case 'and':
    case 'or': {
      const [p, q] = elementwise ? [a, b] : [truth(a), truth(b)];
      return broadcast(p, q, (x, y) => Number(operator === 'and' ? x !== 0 && y !== 0 : x !== 0 || y !== 0));
    }
    default:
      return unknown(operator);
  }
}
