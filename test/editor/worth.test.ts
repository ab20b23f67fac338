import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from '../../src/core.ts';
import { isWorthHover } from '../../src/editor/worth.ts';

const CASES: readonly (readonly [code: string, worth: boolean])[] = [
  ['level = level + 1', false],
  ['width = 2 * columns - gap', false],
  ['half = (low + high) / 2', false],
  ['size = max(width - indent, 11)', false],
  ['area = width * height', true],
  ['mean = total / count', true],
  ['y = x**2 + 1', true],
  ['import math\ny = math.exp(-x)', true],
];

for (const [code, worth] of CASES) {
  test(`in a program, ${code.replace('\n', '; ')} ${worth ? 'has' : 'has no'} hover`, () => {
    const { value } = inspect(code, 'python', code.length - 1);
    assert.ok(value);
    assert.equal(isWorthHover(value, true), worth);
    assert.equal(isWorthHover(value, false), true);
  });
}
