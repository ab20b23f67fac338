// Vectors and matrices from text to inspection: shapes from use and from the point, entries, evaluator.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten, type Value } from '../../src/base/value.ts';
import { type InspectOptions, openDocument } from '../../src/core.ts';
import { near } from './lists.ts';

const ENTRIES = 'import numpy as np\ndef f(x):\n    return x[0]**2 + x[1]*np.sin(x[2])\n';
const ROSENBROCK =
  'def rosen(x):\n    s = 0\n    for i in range(len(x)-1):\n        s += 100*(x[i+1]-x[i]**2)**2 + (1-x[i])**2\n    return s\n';
const NOTE = 'Let $x \\in \\mathbb{R}^n$, $A \\in \\mathbb{R}^{n\\times n}$. $$f(x) = x^\\top A x$$';

function python(text: string, options: InspectOptions = {}) {
  const entry = /def (\w+)/.exec(text)?.[1];
  return openDocument(text, 'python').inspect(0, { entry, ...options });
}

test('entries of a vector go by their own names, and the gradient is a vector', () => {
  const { value } = python(ENTRIES, { point: { x: [2, 3, 0.5] } });
  assert.ok(value);
  assert.deepEqual(value.gradient.x, [4, Math.sin(0.5), 3 * Math.cos(0.5)]);
  assert.deepEqual(
    value.lines.map(({ name }) => name),
    ['x', 'x[0]', '2', 'a', 'x[1]', 'x[2]', 'b', 'c', 'f'],
  );
  const told = value.derivation.filter(({ phase }) => phase !== 'local').map(({ text }) => text);
  assert.ok(told.includes('a = x[0]^2') && !told.includes('x[0] = x[0]'));
  assert.ok(told.includes('∂f/∂x[2] = ∂f/∂b · ∂b/∂x[2] = ∂f/∂b · cos(x[2])'), told.join('\n'));
  assert.equal(told.at(-1), '∂f/∂x = ∂f/∂x[0]*unit(0) + ∂f/∂x[1]*unit(1) + ∂f/∂x[2]*unit(2)');
});

test('where nobody says how long a vector is, that is a guess; the point says it', () => {
  const guessed = python(ROSENBROCK).value?.inputs[0];
  assert.equal(guessed?.shapeOrigin, 'guess');
  const { value } = python(ROSENBROCK, { point: { x: [1, 1, 1, 1, 1] }, order: 2 });
  assert.deepEqual(value?.inputs[0], { ...value?.inputs[0], shape: [5], shapeOrigin: 'user', origin: 'user' });
  assert.deepEqual(
    flatten(value?.gradient.x ?? 1).map((entry) => entry + 0),
    [0, 0, 0, 0, 0],
  );
  const rows = value?.hessian as number[][];
  // ∂²/∂x₀² = 1200 x₀² − 400 x₁ + 2, ∂²/∂x₀∂x₁ = −400 x₀ at all ones; inner ones have 200 more
  assert.deepEqual(rows[0], [802, -400, 0, 0, 0]);
  assert.deepEqual(rows[1]?.slice(0, 3), [-400, 1002, -400]);
});

test('declared shapes in a note: symbols, and the gradient (A + Aᵀ) x', () => {
  const A = [
    [1, 2],
    [3, 4],
  ];
  const { value } = openDocument(NOTE, 'markdown').inspect(NOTE.indexOf('f(x)'), { point: { x: [1, 2], A } });
  assert.deepEqual(value?.gradient.x, [12, 21]);
  assert.equal(value?.formulas.x?.text, '(A + Aᵀ) @ x');
  assert.deepEqual(value?.gradient.A, [
    [1, 2],
    [2, 4],
  ]);
});

test('a matrix operation outside its domain says what it needs', () => {
  const text = 'import numpy as np\ndef f(A, b):\n    return b @ np.linalg.solve(A, b)\n';
  const singular = [
    [1, 2],
    [2, 4],
  ];
  const { value } = python(text, { point: { A: singular, b: [1, 1] } });
  assert.match(
    value?.problems[0]?.message ?? '',
    /^solve of \(2, 2\) and \(2,\) has no value: it needs a matrix that is not singular/,
  );
  assert.ok(flatten(value?.gradient.b ?? 0).every(Number.isNaN));
});

test('the evaluator of text agrees with its inspection', () => {
  const point: Record<string, Value> = { x: [0.3, -1.2, 0.9, 2] };
  const { value } = python(ROSENBROCK, { point });
  const { value: evaluator } = openDocument(ROSENBROCK, 'python').compile(0, { entry: 'rosen', point });
  assert.ok(value && evaluator);
  assert.deepEqual(evaluator.slots, [{ name: 'x', offset: 0, shape: [4] }]);
  const out = new Float64Array(4);
  assert.equal(evaluator.gradient(Float64Array.from(flatten(point.x ?? [])), out), value.output.value);
  near(value.gradient.x, [...out], 0);
});
