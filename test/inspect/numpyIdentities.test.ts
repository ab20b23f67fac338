// Textbook matrix derivatives written in NumPy: the closed form, and the numbers against differences of the value.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument, type Value } from '../../src/core.ts';

const A = [
  [1.2, 0.4, -0.3],
  [-0.3, 0.9, 0.5],
  [0.6, -0.2, 1.4],
];
const B = [
  [0.5, -0.7, 0.2],
  [1.1, 0.3, -0.4],
  [0.1, 0.8, 0.9],
];
const X = [
  [2.1, 0.3, -0.4],
  [0.2, 1.7, 0.6],
  [-0.5, 0.1, 2.4],
];
const a = [0.3, -0.9, 0.7];
const b = [1.1, 0.4, -0.6];
const x = [0.8, -0.2, 0.5];
const POINT: Readonly<Record<string, Value>> = { A, B, X, a, b, x, w: x, y: b, lam: 0.1 };

/** The function's result, by what, and the derivative as it prints. */
const IDENTITIES: readonly (readonly [expression: string, by: string, formula: string])[] = [
  ['a @ x', 'x', 'a'],
  ['x @ x', 'x', '2*x'],
  ['x @ A @ x', 'x', '(A + Aᵀ) @ x'],
  ['a @ X @ b', 'X', 'outer(a, b)'],
  ['a @ X.T @ b', 'X', 'outer(b, a)'],
  ['np.trace(X)', 'X', 'eye(3)'],
  ['np.trace(A @ X)', 'X', 'Aᵀ'],
  ['np.trace(X @ A)', 'X', 'Aᵀ'],
  ['np.trace(A @ X @ B)', 'X', 'Aᵀ @ Bᵀ'],
  ['np.trace(X.T @ X)', 'X', '2*X'],
  ['np.trace(X.T @ A @ X)', 'X', '(A + Aᵀ) @ X'],
  ['np.trace(X @ X)', 'X', '2*Xᵀ'],
  ['np.sum(X * A)', 'X', 'A'],
  ['np.sum(X**2)', 'X', '2*X'],
  ['np.linalg.norm(x)', 'x', 'x/f'],
  ['np.linalg.norm(X)**2', 'X', '2*X'],
  ['np.linalg.det(X)', 'X', 'f*inv(X)ᵀ'],
  ['np.linalg.slogdet(X)[1]', 'X', 'inv(X)ᵀ'],
  ['np.log(np.abs(np.linalg.det(X)))', 'X', 'inv(X)ᵀ'],
  ['a @ np.linalg.inv(X) @ b', 'X', '-outer(inv(X)ᵀ @ a, inv(X) @ b)'],
  ['np.sum((X @ w - y)**2)', 'w', '2*Xᵀ @ (X @ w - y)'],
  ['np.mean((X @ w - y)**2)', 'w', '(2/3)*Xᵀ @ (X @ w - y)'],
  ['np.sum((X @ w - y)**2) + lam * w @ w', 'w', '2*Xᵀ @ (X @ w - y) + 2*lam*w'],
  ['np.sum(np.exp(A @ x))', 'x', 'Aᵀ @ exp(A @ x)'],
  ['np.log(np.sum(np.exp(x)))', 'x', 'exp(x)/sum(exp(x))'],
];

const flat = (value: Value): number[] => (typeof value === 'number' ? [value] : value.flatMap(flat));

/** The value with entry `index` (row-major) moved by `step`. */
function moved(value: Value, index: number, step: number): Value {
  let left = index;
  const visit = (part: Value): Value => {
    if (typeof part !== 'number') return part.map(visit);
    return left-- === 0 ? part + step : part;
  };
  return visit(value);
}

const STEP = 1e-3;

test('derivatives by vectors and matrices print in matrix form and have the right numbers', () => {
  const wrong: string[] = [];
  for (const [expression, by, formula] of IDENTITIES) {
    const names = [...new Set(expression.match(/\b(?:A|B|X|a|b|x|w|y|lam)\b/g))];
    const document = openDocument(
      `import numpy as np\n\ndef f(${names.join(', ')}):\n    return ${expression}\n`,
      'python',
    );
    const point = Object.fromEntries(names.map((name) => [name, POINT[name] as Value]));
    const { value, problems } = document.inspect(0, { entry: 'f', point, want: ['formulas'] });
    assert.ok(value, `${expression}: ${problems[0]?.message}`);
    if (value.formulas[by]?.text !== formula) wrong.push(`${expression}: ${value.formulas[by]?.text}, not ${formula}`);
    const at = (moves: Value): number =>
      document.inspect(0, { entry: 'f', point: { ...point, [by]: moves }, want: [] }).value?.output.value as number;
    for (const [index, computed] of flat(value.gradient[by] as Value).entries()) {
      const own = point[by] as Value;
      const difference = (k: number) =>
        (at(moved(own, index, k * STEP)) - at(moved(own, index, -k * STEP))) / (2 * k * STEP);
      const reference = (4 * difference(1) - difference(2)) / 3;
      assert.ok(
        Math.abs(computed - reference) <= 1e-8 * Math.max(1, Math.abs(reference)),
        `${expression}: entry ${index}`,
      );
    }
  }
  assert.deepEqual(wrong, []);
});
