// Einstein sums of vectors, matrices and numbers: whatever the axes, the simplified line is the same tensor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBuilder } from '../../src/graph/builder.ts';
import { isMisfit, plainShape, sizesOf } from '../../src/primitives/shape.ts';
import { simplify } from '../../src/simplify/rewrite.ts';
import { isClose, randomPoint, tensorValues } from './tensors.ts';

const AXES = ['', 'i', 'j', 'ij', 'ji', 'jk', 'kj', 'ik', 'ii'];
const RESULTS = ['', 'i', 'j', 'k', 'ij', 'ji', 'ik', 'ki', 'jk'];
const SIZES: Readonly<Record<string, number>> = { i: 2, j: 3, k: 4 };

test('sums of one operand and of two', () => {
  const specs = AXES.flatMap((p) =>
    RESULTS.flatMap((out) => [`${p}->${out}`, ...AXES.map((q) => `${p},${q}->${out}`)]),
  );
  let written = 0;
  let compared = 0;
  for (const spec of specs) {
    const builder = createBuilder();
    const letters = (spec.split('->')[0] ?? '').split(',');
    const operands = letters.map((own, i) =>
      builder.input(`x_${i}`, plainShape([...own].map((letter) => SIZES[letter] as number))),
    );
    if (isMisfit(builder.shapeFor('einsum', operands, { spec }))) continue;
    const plain = builder.apply('einsum', operands, { spec });
    const short = builder.rewriting(simplify).apply('einsum', operands, { spec });
    const list = builder.finish([plain, short]);
    const values = tensorValues(list, randomPoint(list, 3));
    assert.deepEqual(sizesOf(builder.shape(short)), sizesOf(builder.shape(plain)), spec);
    assert.ok(isClose(values[plain]?.data ?? [], values[short]?.data ?? [], 1e-12), spec);
    compared++;
    if (plain !== short) written++;
  }
  assert.ok(compared > 150 && written > 60, `${written} of ${compared}`);
});
