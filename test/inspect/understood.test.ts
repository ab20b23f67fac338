// Ways of writing functions of classes that are read: each right pair agrees, and with a slip in it is found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives } from '../../src/core.ts';

const verdictsOf = (text: string) =>
  checkDerivatives(`import numpy as np\n\n${text}`, 'python').map(({ claim, verdict }) => `${claim}: ${verdict}`);

const POWER = (places: string) =>
  `class Power:\n    def __init__(self, power=2.0):\n        self.power = power\n\n    def __call__(self, mu):\n        return np.power(np.fabs(mu), self.power)\n\n    def deriv(self, mu):\n        der = self.power * np.fabs(mu) ** (self.power - 1)\n        ii = ${places}\n        der[ii] *= -1\n        return der\n`;

const READ: Readonly<Record<string, readonly [text: string, right: string, slip: string]>> = {
  'entries set where np.flatnonzero says': [POWER('np.flatnonzero(mu < 0)'), 'mu < 0', 'mu > 0'],
  'entries set where np.where says': [POWER('np.where(mu < 0)[0]'), 'self.power * np', '2 * self.power * np'],
  'entries taken and set at the same places': [
    'def f(x):\n    v = np.zeros_like(x)\n    (i,) = np.nonzero(x > 0)\n    v[i] = x[i]**2\n    return v\n\ndef f_deriv(x):\n    v = np.zeros_like(x)\n    i = np.flatnonzero(x > 0)\n    v[i] = 2 * x[i]\n    return v\n',
    '2 * x[i]',
    '3 * x[i]',
  ],
  'an order that is asked whether it is an int': [
    'class T:\n    def evaluate(self, t, a):\n        return np.exp(a * t) / 1.\n\n    def _derivs(self, t, a, order=(1, 2)):\n        if not isinstance(order, (int, np.integer)):\n            raise ValueError("order")\n        if order == 1:\n            return a * np.exp(a * t)\n        return a**2 * np.exp(a * t)\n\n    def deriv(self, t, a):\n        return self._derivs(t, a, 1)\n\n    def deriv2(self, t, a):\n        return self._derivs(t, a, 2)\n',
    'return a**2 *',
    'return a *',
  ],
};

for (const [what, [text, right, slip]] of Object.entries(READ)) {
  test(`read: ${what}`, () => {
    const verdicts = verdictsOf(text);
    assert.ok(verdicts.length > 0 && verdicts.every((verdict) => verdict.endsWith(': agrees')), verdicts.join('\n'));
    assert.ok(text.includes(right));
    assert.match(verdictsOf(text.replace(right, slip)).join('\n'), /: differs$/m);
  });
}

test('a covariance that the object keeps is symmetric, another matrix may be', () => {
  const text = (matrix: string, factor: number) =>
    `class P:\n    def func(self, params):\n        return params.dot(self.smoother.${matrix}.dot(params))\n\n    def deriv(self, params):\n        return ${factor} * np.dot(self.smoother.${matrix}, params)\n`;
  assert.match(verdictsOf(text('cov_der', 2)).join('\n'), /agrees$/);
  assert.doesNotMatch(verdictsOf(text('cov_der', 3)).join('\n'), /agrees/);
  assert.doesNotMatch(verdictsOf(text('form', 2)).join('\n'), /agrees|differs/);
  assert.doesNotMatch(verdictsOf(text('covariates', 2)).join('\n'), /agrees|differs/);
});
