import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

function at(code: string, x: number) {
  return openDocument(code, 'python').inspect(0, { entry: 'f', point: { x } });
}

test('bisection and golden section are refused: the way taken is no gradient of the result', () => {
  const bisection = `def f(x):
    lo, hi = 0.0, x
    for i in range(60):
        mid = (lo + hi) / 2
        if mid * mid > x:
            hi = mid
        else:
            lo = mid
    return lo
`;
  const golden = `def f(x):
    a, b = 0.0, 4.0
    g = 0.6180339887498949
    for i in range(30):
        c = b - g * (b - a)
        d = a + g * (b - a)
        if (c - x) ** 2 < (d - x) ** 2:
            b = d
        else:
            a = c
    return (a + b) / 2
`;
  for (const [code, x] of [
    [bisection, 2],
    [golden, 1.3],
  ] as const) {
    const { value, problems } = at(code, x);
    assert.equal(value, undefined);
    assert.match(problems[0]?.message ?? '', /as in a search/);
  }
});

test('many branches and corners are no search', () => {
  const corners = `def f(x):
    s = 0.0
    for i in range(20):
        s += abs(x - i) if i % 2 == 0 else max(0, x - i)
    return s
`;
  assert.deepEqual(at(corners, 4.5).value?.gradient, { x: -2 });
  assert.ok(at(corners, 4).value, 'on a corner');
  const folds = `def f(x):
    y = x
    for i in range(30):
        y = y / 2 if y > 1 else 1.5 * y
    return y
`;
  const value = (x: number) => at(folds, x).value?.output.value as number;
  const slope = (value(1.37 + 1e-6) - value(1.37 - 1e-6)) / 2e-6;
  assert.ok(Math.abs((at(folds, 1.37).value?.gradient.x as number) - slope) < 1e-6);
});
