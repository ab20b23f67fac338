// An input that is measured rather than counted stays an input, or the program is refused: its gradient is never left out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

const inspected = (source: string, languageId: string, point = {}) =>
  openDocument(source, languageId).inspect(0, { entry: 'f', point, want: [], everywhere: true });

test('what a comparison looks at does not become a constant', () => {
  const python = 'def f(x, y, v):\n    n = 2\n    if y > 1.5:\n        n = 3\n    return x - y + v[n - 1]\n';
  const c =
    'double f(double x, double y, const double *v) {\n  int n = 3;\n  if (y > 2.0) n = 2;\n  return x - y + v[n - 1];\n}\n';
  for (const [source, language] of [
    [python, 'python'],
    [c, 'c'],
  ] as const) {
    for (const point of [{}, { x: 0.8, y: 1.37, v: [0.6, 1.2, 0.5] }]) {
      const { value, problems } = inspected(source, language, point);
      assert.equal(value, undefined, language);
      assert.equal(problems[0]?.code, 'static', language);
    }
  }
});

test('a given number that is cut to a whole one does not become a constant', () => {
  const source = 'def f(x, y, v):\n    return v[int(y)] + y * x\n';
  const measured = inspected(source, 'python', { x: 0.8, y: 1.37, v: [0.6, 1.2, 0.5] });
  assert.equal(measured.problems[0]?.code, 'static');
  // A whole number may count.
  const counted = inspected(source, 'python', { x: 0.8, y: 2, v: [0.6, 1.2, 0.5] });
  assert.equal(counted.value?.output.value, 2.1);
  const half = 'def f(x, n, v):\n    return sum(v[i] for i in range(int(n / 2))) * x\n';
  assert.equal(inspected(half, 'python', { x: 2, n: 4, v: [1, 2, 3] }).value?.output.value, 6);
});
