import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten } from '../../src/base/value.ts';
import { compare, comparing, openDocument } from '../../src/core.ts';

const equation = { text: '$$L(w, b) = (w x + b - y)^2$$', languageId: 'markdown', at: 3 };

test('an equation and the code for it agree', () => {
  const code = { text: 'def loss(w, b):\n    e = w*x + b - y\n    return e**2\n', languageId: 'python', entry: 'loss' };
  assert.deepEqual(compare(equation, code).value, { verdict: 'agrees', points: 12 });
});

test('a slip in the code is shown by a counterexample', () => {
  const code = { text: 'def loss(w, b):\n    e = w*x - b - y\n    return e**2\n', languageId: 'python', entry: 'loss' };
  const { value } = compare(equation, code);
  assert.equal(value?.verdict, 'differs');
  assert.ok(value.counterexample);
  const [x, w, b, y] = ['x', 'w', 'b', 'y'].map((name) => value.counterexample?.point[name] as number) as [
    number,
    number,
    number,
    number,
  ];
  assert.ok(Math.abs((value.counterexample.values[0] as number) - (w * x + b - y) ** 2) < 1e-12);
  assert.ok(Math.abs((value.counterexample.values[1] as number) - (w * x - b - y) ** 2) < 1e-12);
});

test('sides with different inputs are not compared', () => {
  const code = { text: 'def loss(w, c):\n    return (w*x + c - y)**2\n', languageId: 'python', entry: 'loss' };
  assert.match(compare(equation, code).problems[0]?.message ?? '', /b, c/);
});

const quadratic = {
  text: 'Let $x \\in \\mathbb{R}^n$, $A \\in \\mathbb{R}^{n\\times n}$. $$f(x) = x^\\top A x$$',
  languageId: 'markdown',
  at: 70,
};

test('vectors and matrices: an equation and code that only guesses shapes', () => {
  const right = 'def f(x, A):\n    return x[0]*(A @ x)[0] + x[1]*(A @ x)[1] + x[2]*(A @ x)[2]\n';
  const code = (text: string) => ({ text, languageId: 'python', entry: 'f' });
  assert.equal(compare(quadratic, code(right)).value?.verdict, 'agrees');
  const wrong = compare(quadratic, code(right.replace('(A @ x)[2]', '(A.T @ x)[2]'))).value;
  assert.equal(wrong?.verdict, 'differs');
  assert.deepEqual(wrong?.counterexample?.wrong.toSorted(), ['A', 'x']);
  assert.equal(flatten(wrong?.counterexample?.point.A ?? 0).length, 9);
});

test('outputs that are vectors are compared whole', () => {
  const equation = {
    text: '$$y = W x$$ with $W \\in \\mathbb{R}^{2\\times 3}$, $x \\in \\mathbb{R}^3$',
    languageId: 'markdown',
    at: 3,
  };
  const code = (text: string) => ({ text, languageId: 'python', entry: 'y' });
  assert.equal(compare(equation, code('def y(W, x):\n    return W @ x\n')).value?.verdict, 'agrees');
  const { value } = compare(equation, code('def y(W, x):\n    return W @ x + x[0]\n'));
  assert.equal(value?.verdict, 'differs');
  assert.ok(value?.counterexample);
  const [left = [], right = []] = value.counterexample.values.map((side) => flatten(side));
  const [added = 0] = flatten(value.counterexample.point.x ?? 0);
  left.forEach((entry, i) => {
    assert.ok(Math.abs(entry + added - (right[i] as number)) < 1e-12);
  });
  assert.match(
    compare(equation, code('def y(W, x):\n    return x @ x + W[0, 0]\n')).problems[0]?.message ?? '',
    /gives \(2,\), the other one number/,
  );
});

test('others get their turn while two texts are read and compared', () => {
  const filler = Array.from({ length: 400 }, (_, k) => `def f${k}(x):\n    return x**2 + ${k}\n`).join('\n');
  const text = `${filler}\ndef loss(w, b):\n    e = w*x + b - y\n    return e**2\n`;
  const code = { text, languageId: 'python', at: text.indexOf('loss') };
  const steps = [...comparing(equation, code)].length;
  assert.ok(steps >= 40, `${steps} pauses`);
  const document = openDocument(text, 'python');
  document.findMath();
  // What is read already is not read again.
  const fewer = [...comparing(equation, { ...code, document })].length;
  assert.ok(fewer < 30, `${fewer} pauses`);
  assert.equal(compare(equation, { ...code, document }).value?.verdict, 'agrees');
});

test('all points of a comparison have one budget', () => {
  const text = 'Let $x \\in \\mathbb{R}^{90}$, $A \\in \\mathbb{R}^{90\\times 90}$. $$f(x) = x^\\top A x$$';
  const form = { text, languageId: 'markdown', at: text.indexOf('f(x)') };
  assert.equal(compare(form, form).value?.points, 12);
  const { value, problems } = compare(form, form, { budget: { steps: 1000 } });
  assert.equal(value, undefined);
  assert.equal(problems[0]?.code, 'budget');
});
