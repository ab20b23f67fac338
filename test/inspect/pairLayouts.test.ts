// Layouts of hand-written derivatives: Jacobians by several vectors, lists for vectors, products with a Hessian, constants.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives } from '../../src/core.ts';

const found = (text: string): string[] =>
  checkDerivatives(`import numpy as np\n\n${text}`, 'python')
    .filter(({ claim }) => claim.includes('derivative of'))
    .map(({ claim, verdict }) => `${claim.replace(' = derivative of ', ' of ')}: ${verdict}`);

/** The text, and a slip in it that has to be found: `what` replaced by `by`. */
const CASES: readonly (readonly [name: string, text: string, what: string, by: string])[] = [
  [
    'by several vectors of which few entries are used',
    'def bc(ya, yb, p):\n    return np.hstack((ya[0], yb[0], ya[1] - p[0]))\n\ndef bc_jac(ya, yb, p):\n    a = np.zeros((3, 2))\n    a[0, 0] = 1\n    a[2, 1] = 1\n    b = np.zeros((3, 2))\n    b[1, 0] = 1\n    c = np.zeros((3, 1))\n    c[2, 0] = -1\n    return a, b, c\n',
    'c[2, 0] = -1',
    'c[2, 0] = -2',
  ],
  [
    'a list of numbers as a vector',
    'def rhs(t, w, k):\n    x, y = w\n    return [-k * y, k * x * y]\n\ndef rhs_jac(t, w, k):\n    x, y = w\n    return np.array([[0, -k], [k * y, k * x]])\n',
    '[k * y, k * x]',
    '[k * x, k * y]',
  ],
  [
    'by the parameters behind the inputs',
    'class Plane:\n    @staticmethod\n    def evaluate(x, y, a, b, c):\n        return a * x + b * y + c\n\n    @staticmethod\n    def fit_deriv(x, y, *params):\n        return [x, y, np.ones_like(x)]\n',
    '[x, y,',
    '[y, x,',
  ],
  [
    'Hessians of several functions, with weights',
    'class Two:\n    def jac(self, x):\n        return np.array([[4 * x[0] - 1, 4 * x[1]], [12 * x[0]**2 - 3, 8 * x[1]]])\n\n    def hess(self, x, v):\n        return v[0] * 4 * np.eye(2) + v[1] * np.array([[24 * x[0], 0], [0, 8]])\n',
    '24 * x[0]',
    '12 * x[0]',
  ],
  [
    'a product with the Hessian',
    'def grad(x):\n    return np.array([3 * x[0]**2, 2 * x[1]])\n\ndef hess(x, p):\n    return np.array([6 * x[0] * p[0], 2 * p[1]])\n',
    '6 * x[0] * p[0]',
    '3 * x[0] * p[0]',
  ],
  [
    'entries of a vector that another function takes',
    'class S:\n    def fun(self, d):\n        return d[0] * d[1]**2\n\n    def jac(self, d):\n        return np.array([d[1]**2, 2 * d[0] * d[1]])\n\n    def fun_and_jac(self, d):\n        return self.fun(d), self.jac(d)\n',
    '2 * d[0] * d[1]',
    'd[0] * d[1]',
  ],
];

test('right ones agree, slips in them are found', () => {
  for (const [name, text, what, by] of CASES) {
    const right = found(text);
    assert.ok(right.length > 0 && right.every((line) => line.endsWith(': agrees')), `${name}: ${right}`);
    assert.ok(text.includes(what), name);
    assert.match(found(text.replace(what, by)).join(), /: differs/, name);
  }
});

test('the derivative of a constant is 0, and nothing else agrees', () => {
  const text = (slope: string) =>
    `class Flat:\n    def func(self, t):\n        return 3.0\n\n    def deriv(self, t):\n        return ${slope}\n`;
  assert.deepEqual(found(text('0')), ['deriv of func: agrees']);
  assert.doesNotMatch(found(text('1')).join(), /agrees/);
});

test('labels that are 0 or 1 are taken for granted, and no more than that', () => {
  const text = (score: string) =>
    `class Logit:\n    def cdf(self, z):\n        return 1 / (1 + np.exp(-z))\n\n    def loglike(self, params):\n        q = 2 * self.endog - 1\n        return np.sum(np.log(self.cdf(q * np.dot(self.exog, params))))\n\n    def score(self, params):\n        return np.dot(self.endog - self.cdf(np.dot(self.exog, params)), self.exog)${score}\n`;
  assert.deepEqual(found(text('')), ['score of loglike: agrees']);
  assert.doesNotMatch(found(text(' / 2')).join(), /agrees/);
});
