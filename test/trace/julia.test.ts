// Programs in Julia: values and gradients of the same programs in NumPy (test/fixtures/code/julia-values.py made the numbers).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import programs from '../fixtures/julia-values.json';
import { failures, type Program } from './columns.ts';

test('Julia programs have the values and gradients of the same programs in NumPy', () => {
  assert.deepEqual(failures(programs as unknown as readonly Program[], 'julia'), []);
});

const REFUSED: readonly (readonly [source: string, point: Readonly<Record<string, number | number[]>>])[] = [
  ['f(x) = sin(x)', { x: [1, 2, -1] }],
  ['f(x) = x + 1', { x: [1, 2, 3] }],
  ['f(x) = x * x', { x: [1, 2, 3] }],
  ['f(x) = x[sortperm(x)]', { x: [1, 2] }],
  ['f(x) = sum(x[x .> 0])', { x: [1, 2] }],
  ['f(x) = x + im', { x: 2 }],
];

test('Julia that is not read is refused, never guessed', () => {
  for (const [source, point] of REFUSED) {
    const { value } = openDocument(source, 'julia').inspect(0, { entry: 'f', point, want: [] });
    assert.equal(value, undefined, source);
  }
});

const PRESETS: readonly (readonly [language: string, source: string])[] = [
  ['julia', 'g(t, c = 2t) = t + c\nf(x) = g(x) + g(x, 5)\n'],
  ['julia', 'function g(t; c = 2t, d = c)\n    t + d\nend\nf(x) = g(x) + g(x; c = 5)\n'],
  [
    'matlab',
    'function r = f(x)\n  r = g(x) + g(x, 5);\nend\nfunction r = g(t, c)\n  if nargin < 2\n    c = 2*t;\n  end\n  r = t + c;\nend\n',
  ],
  ['javascript', 'function g(t, c = 2 * t) { return t + c; }\nfunction f(x) { return g(x) + g(x, 5); }\n'],
];

test('defaults are made from the parameters before them, not from names around the call', () => {
  for (const [language, source] of PRESETS) {
    const { value, problems } = openDocument(source, language).inspect(0, { entry: 'f', point: { x: 3 }, want: [] });
    assert.equal(value?.output.value, 17, `${source}: ${problems[0]?.message}`);
    assert.deepEqual(value?.gradient, { x: 4 }, source);
  }
});
