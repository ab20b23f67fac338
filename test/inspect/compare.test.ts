import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../../src/core.ts';

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
  assert.ok(Math.abs(value.counterexample.values[0] - (w * x + b - y) ** 2) < 1e-12);
  assert.ok(Math.abs(value.counterexample.values[1] - (w * x - b - y) ** 2) < 1e-12);
});

test('sides with different inputs are not compared', () => {
  const code = { text: 'def loss(w, c):\n    return (w*x + c - y)**2\n', languageId: 'python', entry: 'loss' };
  assert.match(compare(equation, code).problems[0]?.message ?? '', /b, c/);
});
