/** A replay at a point says what an inspection at that point says, number for number. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten, nest, type Value } from '../../src/base/value.ts';
import { type Inspection, type InspectOptions, openDocument } from '../../src/core.ts';
import { encodeInspection } from '../../src/protocol/inspection.ts';

const WORKED = '$f(x) = \\sqrt{x^2 + \\exp(x^2)} + \\cos(x^2 + \\exp(x^2))$';
const NETWORK = '$$f_0 = x, f_i = \\tanh(A_{i-1} f_{i-1} + b_{i-1}), i = 1, \\dots, 3, L = \\|y - f_3\\|^2$$';
const LOOP = 'def f(x, n=3):\n    y = x\n    for i in range(4):\n        y = y * x + i\n    return y\n';
const ARRAYS =
  'import numpy as np\n\ndef loss(w, x, y):\n    z = np.dot(x, w)\n    return np.mean((np.tanh(z) - y) ** 2)\n';
const VECTOR = 'import numpy as np\n\ndef g(x):\n    return np.log(x) * np.sum(x)\n';

const CASES: readonly [name: string, text: string, language: string, options?: InspectOptions][] = [
  ['the worked example', WORKED, 'markdown'],
  ['a network', NETWORK, 'markdown'],
  ['a loop', LOOP, 'python', { entry: 'f' }],
  ['arrays', ARRAYS, 'python', { entry: 'loss' }],
  ['a vector output', VECTOR, 'python', { entry: 'g' }],
  ['a branch', 'def h(x):\n    return abs(x) + (x ** 2 if x > 0 else 3 * x)\n', 'python', { entry: 'h' }],
];

const numbersOf = (inspection: Inspection): Float64Array => encodeInspection(inspection).numbers;

/** Both numbers, or both missing; the compiled sweep may fuse what a single run does not. */
function assertSame(actual: Float64Array, expected: Float64Array): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    const close = Object.is(actual[i], value) || Math.abs((actual[i] ?? 0) - value) <= 1e-12 * Math.abs(value);
    assert.ok(close, `number ${i}: ${actual[i]} instead of ${value}`);
  });
}

for (const [name, text, language, options = {}] of CASES) {
  test(`${name} is replayed as it is inspected`, () => {
    const document = openDocument(text, language);
    const { value: replay, problems } = document.replay(5, options);
    assert.ok(replay, JSON.stringify(problems));
    const places = numbersOf(replay.places);
    for (const scale of [0.5, 1.25, -0.75]) {
      const point: Record<string, Value> = {};
      const x = new Float64Array(replay.slots.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0));
      x.forEach((_, i) => {
        x[i] = scale * (1 + i / 7);
      });
      for (const { name: input, offset, shape } of replay.slots) point[input] = nest(x, shape, offset);
      const inspected = document.inspect(5, { ...options, point });
      assert.ok(inspected.value, JSON.stringify(inspected.problems));
      const memory = replay.run(x);
      assertSame(
        places.map((place) => memory[place] as number),
        numbersOf(inspected.value),
      );
    }
  });
}

test('where a function is not defined there is no derivative, in a replay as in an inspection', () => {
  const { value: replay } = openDocument('$f(x) = \\log(x)$', 'markdown').replay(3);
  assert.ok(replay);
  const memory = replay.run(Float64Array.of(-2));
  assert.ok(Number.isNaN(memory[flatten(replay.places.gradient.x ?? 0)[0] ?? 0]));
});

test('where the program would raise an error there is a refusal and no gradient', () => {
  const text = 'def f(x):\n    if x < 0:\n        raise ValueError("negative")\n    return x ** 0.5\n';
  const document = openDocument(text, 'python');
  const { value: replay } = document.replay(0, { entry: 'f' });
  assert.ok(replay);
  assert.equal(replay.refusal(Float64Array.of(4)), undefined);
  assert.match(replay.refusal(Float64Array.of(-4))?.message ?? '', /raises an error/);
  const { value: evaluator } = document.compile(0, { entry: 'f' });
  assert.ok(Number.isNaN(evaluator?.gradient(Float64Array.of(-4), new Float64Array(1))));
});
