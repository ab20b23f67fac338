// Textbook derivatives by vectors and matrices (Petersen and Pedersen, The Matrix Cookbook, section 2), in NumPy and in
// LaTeX: the same closed form, in matrix notation, and its numbers against differences of the value.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MathDocument, openDocument, type Value } from '../../src/core.ts';

const POINT: Readonly<Record<string, Value>> = {
  A: [
    [1.2, 0.4, -0.3],
    [-0.3, 0.9, 0.5],
    [0.6, -0.2, 1.4],
  ],
  B: [
    [0.5, -0.7, 0.2],
    [1.1, 0.3, -0.4],
    [0.1, 0.8, 0.9],
  ],
  C: [
    [1.4, -0.2, 0.3],
    [0.5, 1.1, -0.6],
    [0.2, 0.4, 0.8],
  ],
  W: [
    [0.9, 0.2, 0.1],
    [-0.3, 1.3, 0.4],
    [0.5, -0.1, 0.7],
  ],
  X: [
    [2.1, 0.3, -0.4],
    [0.2, 1.7, 0.6],
    [-0.5, 0.1, 2.4],
  ],
  a: [0.3, -0.9, 0.7],
  b: [1.1, 0.4, -0.6],
  c: [-0.2, 0.5, 0.9],
  s: [0.4, 1.1, -0.7],
  w: [0.8, -0.2, 0.5],
  x: [0.8, -0.2, 0.5],
  y: [1.1, 0.4, -0.6],
  lam: 0.1,
  lambda: 0.1,
};

/** The function in NumPy and in LaTeX (letters for matrices and vectors are set in bold), by what, and the derivative. */
const IDENTITIES: readonly (readonly [numpy: string, latex: string, by: string, formula: string])[] = [
  ['a @ x', 'a^\\top x', 'x', 'a'],
  ['x @ x', 'x^\\top x', 'x', '2*x'],
  ['a @ X @ b', 'a^\\top X b', 'X', 'outer(a, b)'],
  ['a @ X.T @ b', 'a^\\top X^\\top b', 'X', 'outer(b, a)'],
  ['a @ X @ a', 'a^\\top X a', 'X', 'outer(a, a)'],
  ['x @ A @ x', 'x^\\top A x', 'x', '(A + Aᵀ) @ x'],
  ['x @ A @ x', 'x^\\top A x', 'A', 'outer(x, x)'],
  ['b @ X.T @ X @ c', 'b^\\top X^\\top X c', 'X', 'outer(X @ c, b) + outer(b @ Xᵀ, c)'],
  ['a @ X.T @ C @ X @ b', 'a^\\top X^\\top C X b', 'X', 'outer(C @ X @ b, a) + outer(e, b)'],
  ['(A @ x + a) @ C @ (B @ x + b)', '(A x + a)^\\top C (B x + b)', 'x', 'Aᵀ @ C @ (B @ x + b) + Bᵀ @ e'],
  ['(X @ b + c) @ C @ (X @ b + c)', '(X b + c)^\\top C (X b + c)', 'X', 'outer((C + Cᵀ) @ (X @ b + c), b)'],
  ['(x - A @ s) @ W @ (x - A @ s)', '(x - A s)^\\top W (x - A s)', 's', '-Aᵀ @ (W + Wᵀ) @ (x - A @ s)'],
  ['(x - A @ s) @ W @ (x - A @ s)', '(x - A s)^\\top W (x - A s)', 'x', '(W + Wᵀ) @ (x - A @ s)'],
  ['(x - A @ s) @ W @ (x - A @ s)', '(x - A s)^\\top W (x - A s)', 'A', '-outer((W + Wᵀ) @ (x - A @ s), s)'],
  ['np.trace(X)', '\\operatorname{tr}(X)', 'X', 'eye(3)'],
  ['np.trace(X @ A)', '\\operatorname{tr}(X A)', 'X', 'Aᵀ'],
  ['np.trace(A @ X @ B)', '\\operatorname{tr}(A X B)', 'X', 'Aᵀ @ Bᵀ'],
  ['np.trace(A @ X.T @ B)', '\\operatorname{tr}(A X^\\top B)', 'X', 'B @ A'],
  ['np.trace(X.T @ A)', '\\operatorname{tr}(X^\\top A)', 'X', 'A'],
  ['np.trace(A @ X.T)', '\\operatorname{tr}(A X^\\top)', 'X', 'A'],
  ['np.trace(A) * np.trace(X)', '\\operatorname{tr}(A) \\operatorname{tr}(X)', 'X', 'trace(A)*eye(3)'],
  ['np.trace(np.kron(A, X))', '\\operatorname{tr}(A \\otimes X)', 'X', 'trace(A)*eye(3)'],
  ['np.trace(X @ X)', '\\operatorname{tr}(X^2)', 'X', '2*Xᵀ'],
  ['np.trace(X @ X @ B)', '\\operatorname{tr}(X^2 B)', 'X', 'Bᵀ @ Xᵀ + Xᵀ @ Bᵀ'],
  ['np.trace(X.T @ B @ X)', '\\operatorname{tr}(X^\\top B X)', 'X', '(B + Bᵀ) @ X'],
  ['np.trace(B @ X @ X.T)', '\\operatorname{tr}(B X X^\\top)', 'X', '(B + Bᵀ) @ X'],
  ['np.trace(X @ X.T @ B)', '\\operatorname{tr}(X X^\\top B)', 'X', '(B + Bᵀ) @ X'],
  ['np.trace(X @ B @ X.T)', '\\operatorname{tr}(X B X^\\top)', 'X', 'X @ (Bᵀ + B)'],
  ['np.trace(B @ X.T @ X)', '\\operatorname{tr}(B X^\\top X)', 'X', 'X @ (B + Bᵀ)'],
  ['np.trace(A @ X @ B @ X)', '\\operatorname{tr}(A X B X)', 'X', 'Aᵀ @ Xᵀ @ Bᵀ + Bᵀ @ Xᵀ @ Aᵀ'],
  ['np.trace(X.T @ X)', '\\operatorname{tr}(X^\\top X)', 'X', '2*X'],
  ['np.trace(X.T @ B @ X @ C)', '\\operatorname{tr}(X^\\top B X C)', 'X', 'B @ X @ C + Bᵀ @ X @ Cᵀ'],
  ['np.trace(A @ X @ B @ X.T @ C)', '\\operatorname{tr}(A X B X^\\top C)', 'X', 'Aᵀ @ Cᵀ @ X @ Bᵀ + C @ A @ X @ B'],
  [
    'np.trace((A @ X @ B + C) @ (A @ X @ B + C).T)',
    '\\operatorname{tr}((A X B + C)(A X B + C)^\\top)',
    'X',
    '2*Aᵀ @ c @ Bᵀ',
  ],
  ['np.trace(X @ X @ X)', '\\operatorname{tr}(X^3)', 'X', '3*Xᵀ @ Xᵀ'],
  ['np.trace(np.linalg.matrix_power(X, 4))', '\\operatorname{tr}(X^4)', 'X', '4*Xᵀ @ Xᵀ @ Xᵀ'],
  ['np.trace(A @ X @ X @ X)', '\\operatorname{tr}(A X^3)', 'X', 'Aᵀ @ Xᵀ @ Xᵀ + Xᵀ @ Aᵀ @ Xᵀ + Xᵀ @ Xᵀ @ Aᵀ'],
  [
    'np.trace(B.T @ X.T @ C @ X @ X.T @ C @ X @ B)',
    '\\operatorname{tr}(B^\\top X^\\top C X X^\\top C X B)',
    'X',
    '(B @ c @ Cᵀ @ X @ Xᵀ @ Cᵀ + Xᵀ @ Cᵀ @ X @ B @ c @ Cᵀ)ᵀ + Cᵀ @ X @ B @ c @ Cᵀ @ X + Cᵀ @ X @ Xᵀ @ Cᵀ @ X @ B @ Bᵀ',
  ],
  ['np.trace(A @ np.linalg.inv(X) @ B)', '\\operatorname{tr}(A X^{-1} B)', 'X', '-inv(X)ᵀ @ Aᵀ @ Bᵀ @ inv(X)ᵀ'],
  ['np.trace(np.linalg.inv(X + A))', '\\operatorname{tr}((X + A)^{-1})', 'X', '-inv(X + A)ᵀ @ inv(X + A)ᵀ'],
  [
    'np.trace(np.linalg.inv(X.T @ C @ X) @ A)',
    '\\operatorname{tr}((X^\\top C X)^{-1} A)',
    'X',
    '-(C @ X @ d @ A @ d + Cᵀ @ X @ dᵀ @ Aᵀ @ dᵀ)',
  ],
  ['np.trace(np.linalg.inv(X))', '\\operatorname{tr}(X^{-1})', 'X', '-inv(X)ᵀ @ inv(X)ᵀ'],
  ['a @ np.linalg.inv(X) @ b', 'a^\\top X^{-1} b', 'X', '-outer(inv(X)ᵀ @ a, inv(X) @ b)'],
  ['np.linalg.det(X)', '\\det(X)', 'X', 'f*inv(X)ᵀ'],
  ['np.linalg.det(A @ X @ B)', '\\det(A X B)', 'X', 'f*Aᵀ @ inv(A @ X @ B)ᵀ @ Bᵀ'],
  ['np.linalg.det(X @ X)', '\\det(X^2)', 'X', '2*f*inv(X)ᵀ'],
  ['np.linalg.det(X.T @ X)', '\\det(X^\\top X)', 'X', '2*f*X @ inv(Xᵀ @ X)'],
  ['np.linalg.det(X.T @ A @ X)', '\\det(X^\\top A X)', 'X', 'f*(A @ X @ inv(c) + Aᵀ @ X @ inv(c)ᵀ)'],
  ['np.linalg.det(np.linalg.inv(X))', '\\det(X^{-1})', 'X', '-f*inv(X)ᵀ'],
  ['np.log(np.abs(np.linalg.det(X)))', '\\log |\\det(X)|', 'X', 'inv(X)ᵀ'],
  ['np.linalg.slogdet(X.T @ X)[1]', '\\log |\\det(X^\\top X)|', 'X', '2*X @ inv(Xᵀ @ X)'],
  ['np.log(np.linalg.det(X.T @ X))', '\\log \\det(X^\\top X)', 'X', '2*X @ inv(Xᵀ @ X)'],
  ['np.log(np.linalg.det(A @ X))', '\\log \\det(A X)', 'X', 'Aᵀ @ inv(A @ X)ᵀ'],
  ['np.linalg.norm(x)', '\\|x\\|', 'x', 'x/f'],
  ['np.linalg.norm(x)**2', '\\|x\\|^2', 'x', '2*x'],
  ['np.linalg.norm(x - a)', '\\|x - a\\|', 'x', '(x - a)/f'],
  ['np.linalg.norm(x - a)**2', '\\|x - a\\|^2', 'x', '2*(x - a)'],
  ['np.linalg.norm(A @ x - b)**2', '\\|A x - b\\|^2', 'x', '2*Aᵀ @ (A @ x - b)'],
  ['np.linalg.norm(A @ x - b)', '\\|A x - b\\|', 'x', '(Aᵀ @ (A @ x - b))/f'],
  ["np.linalg.norm(X, 'fro')**2", '\\|X\\|_F^2', 'X', '2*X'],
  ['np.linalg.norm(X)', '\\|X\\|_F', 'X', 'X/f'],
  ['np.linalg.norm(A - X @ B)**2', '\\|A - X B\\|_F^2', 'X', '-2*(A - X @ B) @ Bᵀ'],
  [
    'np.linalg.norm(X @ w - y)**2 + lam * (w @ w)',
    '\\|X w - y\\|^2 + \\lambda \\|w\\|^2',
    'w',
    '2*Xᵀ @ (X @ w - y) + 2*lam*w',
  ],
  [
    '(x @ A @ x) / (x @ x)',
    '\\frac{x^\\top A x}{x^\\top x}',
    'x',
    '((A + Aᵀ) @ x)/(x @ x) - (2*(x @ A) @ x/(x @ x)^2)*x',
  ],
  ['np.exp(-x @ x)', '\\exp(-x^\\top x)', 'x', '-2*f*x'],
];

/** In NumPy only, or printed in other words than in LaTeX. */
const NUMPY: readonly (readonly [numpy: string, by: string, formula: string])[] = [
  ['np.sum(X * A)', 'X', 'A'],
  ['np.sum(X**2)', 'X', '2*X'],
  ['np.mean((X @ w - y)**2)', 'w', '(2/3)*Xᵀ @ (X @ w - y)'],
  ['np.sum((X @ w - y)**2) + lam * w @ w', 'w', '2*Xᵀ @ (X @ w - y) + 2*lam*w'],
  ['np.sum(np.exp(A @ x))', 'x', 'Aᵀ @ exp(A @ x)'],
  ['np.log(np.sum(np.exp(x)))', 'x', 'exp(x)/sum(exp(x))'],
  ['a @ np.linalg.solve(X, b)', 'X', '-outer(solve(Xᵀ, a), solve(X, b))'],
];

const flat = (value: Value): number[] => (typeof value === 'number' ? [value] : value.flatMap(flat));
const bold = (latex: string) => latex.replaceAll(/(?<![\\\w])([A-Zabcswxy])(?!\w)/g, '\\mathbf{$1}');
const STEP = 1e-3;

/** The formula by `by`, after its numbers were compared; undefined: all agree. */
function wrongIn(
  document: MathDocument,
  at: number,
  names: readonly string[],
  by: string,
  formula: string,
): string | undefined {
  const options = {
    ...(at === 0 && { entry: 'f' }),
    point: Object.fromEntries(names.map((name) => [name, POINT[name] as Value])),
  };
  const { value, problems } = document.inspect(at, { ...options, want: ['formulas'] });
  const { value: evaluator } = document.compile(at, options);
  if (!value || !evaluator) return `refused: ${problems[0]?.message}`;
  if (value.formulas[by]?.text !== formula) return `${value.formulas[by]?.text}, not ${formula}`;
  const x = Float64Array.from(evaluator.slots.flatMap(({ name }) => flat(POINT[name] as Value)));
  const first = evaluator.slots.find(({ name }) => name === by)?.offset ?? Number.NaN;
  for (const [index, computed] of flat(value.gradient[by] as Value).entries()) {
    const own = x[first + index] as number;
    const at = (step: number): number => {
      x[first + index] = own + step;
      return evaluator.value(x);
    };
    const difference = (k: number) => (at(k * STEP) - at(-k * STEP)) / (2 * k * STEP);
    const reference = (4 * difference(1) - difference(2)) / 3;
    x[first + index] = own;
    if (!(Math.abs(computed - reference) <= 1e-8 * Math.max(1, Math.abs(reference))))
      return `entry ${index} is ${computed}, by differences ${reference}`;
  }
  return undefined;
}

const namesIn = (numpy: string) => [
  ...new Set(numpy.match(/(?<![.\w'])(?:[ABCWXabcswxy]|lam)\b(?!\()/g)?.filter((name) => Object.hasOwn(POINT, name))),
];

const program = (names: readonly string[], numpy: string) =>
  openDocument(`import numpy as np\n\ndef f(${names.join(', ')}):\n    return ${numpy}\n`, 'python');

test('derivatives by vectors and matrices in NumPy: matrix form and right numbers', () => {
  const all = [...IDENTITIES.map(([numpy, , by, formula]) => [numpy, by, formula] as const), ...NUMPY];
  const wrong = all.flatMap(([numpy, by, formula]) => {
    const names = namesIn(numpy);
    const found = wrongIn(program(names, numpy), 0, names, by, formula);
    return found === undefined ? [] : [`${numpy} by ${by}: ${found}`];
  });
  assert.deepEqual(wrong, []);
});

test('the same in LaTeX', () => {
  const wrong = IDENTITIES.flatMap(([numpy, latex, by, formula]) => {
    const names = namesIn(numpy).map((name) => (name === 'lam' ? 'lambda' : name));
    const document = openDocument(`$$f = ${bold(latex)}$$`, 'markdown');
    const found = wrongIn(document, 3, names, by, formula.replace('lam*', 'lambda*'));
    return found === undefined ? [] : [`${latex} by ${by}: ${found}`];
  });
  assert.deepEqual(wrong, []);
});
