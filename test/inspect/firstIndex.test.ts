// Entries are called as the text counts them: from 0 or from 1.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives, inspect } from '../../src/core.ts';

const FUNCTIONS: readonly (readonly [language: string, text: string, reading: string, gradient: string])[] = [
  ['python', 'def f(x):\n    return x[0]**2 + 3*x[1]*x[2]\n', 'x[0]^2 + 3*x[1]*x[2]', '[2*x[0], 3*x[2], 3*x[1]]'],
  ['julia', 'f(x) = x[1]^2 + 3x[2]*x[3]\n', 'x[1]^2 + 3*x[2]*x[3]', '[2*x[1], 3*x[3], 3*x[2]]'],
  [
    'matlab',
    'function f = g(x)\n  f = x(1)^2 + 3*x(2)*x(3);\nend\n',
    'x[1]^2 + 3*x[2]*x[3]',
    '[2*x[1], 3*x[3], 3*x[2]]',
  ],
  ['r', 'f <- function(x) {\n  x[1]^2 + 3*x[2]*x[3]\n}\n', 'x[1]^2 + 3*x[2]*x[3]', '[2*x[1], 3*x[3], 3*x[2]]'],
  [
    'c',
    'double f(const double *x) {\n  return x[0]*x[0] + 3*x[1]*x[2];\n}\n',
    'x[0]*x[0] + 3*x[1]*x[2]',
    '[2*x[0], 3*x[2], 3*x[1]]',
  ],
];

for (const [language, text, reading, gradient] of FUNCTIONS) {
  test(`entries are counted as ${language} does`, () => {
    const { value, problems } = inspect(text, language, text.indexOf('3'));
    assert.ok(value, problems[0]?.message);
    assert.equal(value.reading.replace(/^.* = /, ''), reading);
    assert.equal(value.formulas.x?.text, gradient);
  });
}

test('a mistake is named by the entry as the text counts', () => {
  const julia = 'f(x) = x[1]^2 + exp(x[2])\nfunction g!(G, x)\n  G[1] = 2x[1]\n  G[2] = x[2]*exp(x[2])\nend\n';
  assert.equal(checkDerivatives(julia, 'julia')[0]?.difference, 'entry 2: there is a factor x[2] too many');
  const c =
    'double f(unsigned n, const double *x, double *grad, void *data) {\n  if (grad) { grad[0] = 2*x[0]; grad[1] = -2*x[1]; }\n  return x[0]*x[0] + x[1]*x[1];\n}\n';
  assert.equal(checkDerivatives(c, 'c')[0]?.difference, 'entry 2: the sign is wrong');
});

test('a mean in a note that is not divided by its n says so', () => {
  const note = 'Let $L = \\frac{1}{n}\\sum_{i=1}^n (w x_i - y_i)^2$. Then ';
  const [check] = checkDerivatives(
    `${note}$\\frac{\\partial L}{\\partial w} = 2\\sum_{i=1}^n (w x_i - y_i) x_i$.`,
    'markdown',
  );
  assert.equal(check?.kind, 'missingAverage');
  assert.equal(check?.difference, 'it is not divided by n (3 here)');
});
