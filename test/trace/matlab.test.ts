// Programs in MATLAB: values as Octave gives them, gradients as its differences do (test/fixtures/code/octave-values.mjs made the numbers).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import programs from '../fixtures/matlab-values.json';
import { failures, type Program } from './columns.ts';

test('MATLAB programs have the values and gradients that Octave gives', () => {
  assert.deepEqual(failures(programs as unknown as readonly Program[], 'matlab'), []);
});

const REFUSED: readonly (readonly [source: string, point: Readonly<Record<string, number | number[]>>])[] = [
  ['function y = f(x)\n  y = sum(x(x > 0));\nend\n', { x: [1, 2, -1] }],
  ['function y = f(x)\n  y = x * x;\nend\n', { x: [1, 2, 3] }],
  ['function y = f(x)\n  y = foo(1) * x;\nend\n', { x: 2 }],
  ['function y = f(x)\n  [s, i] = sort(x);\n  y = s;\nend\n', { x: [1, 2] }],
  ['function y = f(x)\n  y = [1, x];\nend\n', { x: [1, 2] }],
  // Of a row its entries, of a column the whole of it at once.
  ['function y = f(x)\n  y = 0;\n  for v = x\n    y = y + v(1);\n  end\nend\n', { x: [1, 2] }],
];

test('MATLAB that is not read is refused, never guessed', () => {
  for (const [source, point] of REFUSED) {
    const { value } = openDocument(source, 'matlab').inspect(0, { entry: 'f', point, want: [] });
    assert.equal(value, undefined, source);
  }
});
