// Long programs: thousands of names that rest on each other are followed, and their derivative is right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

const LENGTH = 3000;

const CHAINS: readonly (readonly [title: string, language: string, source: string, entry: string])[] = [
  [
    'names in a row, in plain text',
    'plaintext',
    `y_0 = x/2\n${Array.from({ length: LENGTH }, (_, i) => `y_${i + 1} = sin(y_${i}) + x`).join('\n')}`,
    `y_${LENGTH}`,
  ],
  [
    'names in a row, in Python',
    'python',
    `from math import sin\ny_0 = x/2\n${Array.from({ length: LENGTH }, (_, i) => `y_${i + 1} = sin(y_${i}) + x`).join('\n')}`,
    `y_${LENGTH}`,
  ],
  [
    'one name set again and again',
    'python',
    `from math import sin\ny = x/2\n${'y = sin(y) + x\n'.repeat(LENGTH)}`,
    'y',
  ],
  [
    'a local name set again and again',
    'python',
    `from math import sin\ndef f(x):\n    y = x/2\n${'    y = sin(y) + x\n'.repeat(LENGTH)}    return y\nw = f(x)\n`,
    'w',
  ],
];

test('thousands of names that rest on each other are followed', () => {
  let y = 0.5;
  let slope = 0.5;
  for (let i = 0; i < LENGTH; i++) {
    slope = Math.cos(y) * slope + 1;
    y = Math.sin(y) + 1;
  }
  for (const [title, language, source, entry] of CHAINS) {
    const { value, problems } = openDocument(source, language).inspect(0, { entry, point: { x: 1 }, want: [] });
    assert.ok(value, `${title}: ${problems[0]?.message}`);
    assert.ok(Math.abs((value.output.value as number) - y) < 1e-9, `${title}: ${value.output.value}`);
    assert.ok(Math.abs((value.gradient.x as number) - slope) < 1e-9, `${title}: ${value.gradient.x}`);
  }
});
