// Whole numbers of Julia and R beyond the limits of their types.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

function inspect(language: 'julia' | 'r', body: string) {
  const source = language === 'julia' ? `function f(x)\n  ${body}\nend` : `f <- function(x) { ${body} }`;
  return openDocument(source, language).inspect(0, { entry: 'f', point: { x: 0.5 }, want: [] });
}

const REFUSED: readonly (readonly [language: 'julia' | 'r', body: string, says: RegExp])[] = [
  ['julia', '10^19 * x', /from 2\^63 on Julia wraps around/],
  ['julia', 'n = 10; x / n^20', /from 2\^63 on Julia wraps around/],
  ['julia', '(2^62 + 2^62) * x', /from 2\^63 on Julia wraps around/],
  ['julia', 'sum(2^i for i in 0:64) * x', /from 2\^63 on Julia wraps around/],
  ['julia', '(0xff + 0x01) * x', /hold few bits/],
  ['julia', 'Int32(100000) * Int32(100000) * x', /Int32/],
  ['julia', 'x^25 / factorial(25)', /throws an error/],
  ['r', 'x * (100000L * 100000L)', /NA in R/],
  ['r', 'n <- 2147483647L; x * (n + 1L)', /NA in R/],
];

test('whole numbers that are too large for their type are refused', () => {
  for (const [language, body, says] of REFUSED) {
    const { value, problems } = inspect(language, body);
    assert.equal(value, undefined, body);
    assert.match(problems[0]?.message ?? '', says, body);
  }
});

/** As the language gives it at x = 0.5. */
const VALUES: readonly (readonly [language: 'julia' | 'r', body: string, value: number])[] = [
  ['julia', '2.0^64 * x', 2 ** 63],
  ['julia', '1e10 * 1e10 * x', 5e19],
  ['julia', '10^18 * x', 5e17],
  ['julia', '(-2)^63 * x', -(2 ** 62)],
  ['julia', 'sum(2.0^i for i in 0:64) * x', 2 ** 64],
  ['julia', '0xff * 2 * x', 255],
  ['julia', 'x * factorial(5)', 60],
  ['julia', 'sum(1:3-1) * x', 1.5],
  ['julia', '1/2x^2', 2],
  ['r', 'x * (65536L * 65536)', 2 ** 31],
  ['r', 'x * (100000L^2L)', 5e9],
  ['r', 'x * sum(1:100000)', 2500025000],
];

test('those that fit, and floating ones, are as they are', () => {
  for (const [language, body, value] of VALUES) assert.equal(inspect(language, body).value?.output.value, value, body);
});
