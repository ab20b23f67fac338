// np.select: the first condition that holds, entry by entry; values and gradients by NumPy and differences.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

const CASES: readonly (readonly [formula: string, value: number, a: number, v: readonly number[]])[] = [
  ['np.select([v < a*2, v > 2.5], [v*a, v*a**2]).sum()', 2.17, 5.2, [0.7, 0, 0.49]],
  ['np.select([v > 1, v > 2], [a*v, a], 3).sum()', 6.5, 5, [0, 0.7, 0.7]],
  ['np.select([v > 2, v > 1], [a, a*v], default=v**2).sum()', 3.1, 3, [2, 0.7, 0]],
];

for (const [formula, value, a, v] of CASES) {
  test(`Python: ${formula}`, () => {
    const source = `import numpy as np\ndef f(a, v):\n    return ${formula}\n`;
    const { value: found, problems } = openDocument(source, 'python').inspect(0, {
      entry: 'f',
      point: { a: 0.7, v: [1, 2, 3] },
    });
    assert.ok(found, JSON.stringify(problems));
    const all = [found.output.value, found.gradient.a, ...(found.gradient.v as readonly number[])] as number[];
    for (const [i, expected] of [value, a, ...v].entries()) {
      assert.ok(Math.abs((all[i] as number) - expected) < 1e-9, `${all} is not ${[value, a, ...v]}`);
    }
  });
}
