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
    'of many points at once, a column each',
    'def rhs(x, y, p):\n    return np.vstack((y[1] * y[0], -p[0]**2 * y[0] + x))\n\ndef rhs_jac(x, y, p):\n    n, m = y.shape\n    J = np.empty((2, 2, m))\n    J[0, 0] = y[1]\n    J[0, 1] = y[0]\n    J[1, 0] = -p[0]**2\n    J[1, 1] = 0\n    return J\n',
    'J[0, 1] = y[0]',
    'J[0, 1] = y[1]',
  ],
  [
    'of one point, the same for all',
    'def rhs(x, y):\n    return np.vstack((y[1], -y[0]))\n\ndef rhs_jac(x, y):\n    J = np.empty((2, 2, x.shape[0]))\n    J[0, 0] = 0\n    J[0, 1] = 1\n    J[1, 0] = -1\n    J[1, 1] = 0\n    return J\n',
    'J[1, 0] = -1',
    'J[1, 0] = 1',
  ],
  [
    'arguments that are left, by number',
    'def f(x, *a):\n    return a[0] * x**2 + a[1] * np.exp(a[3] * x) + a[2]\n\ndef f_prime(x, *a):\n    return 2 * a[0] * x + a[1] * a[3] * np.exp(a[3] * x)\n',
    'a[1] * a[3]',
    'a[1] * a[2]',
  ],
  [
    'a loop over as many terms as the object says',
    'class Chain:\n    def energy(self, x):\n        total = 0\n        for k in range(self.n):\n            total += (x - k)**2\n        return total\n\n    def energy_grad(self, x):\n        total = 0\n        for k in range(self.n):\n            total += 2 * (x - k)\n        return total\n',
    'total += 2 * (x - k)',
    'total += 2 * (x + k)',
  ],
  [
    'parts of one vector, one behind the other',
    'class Mixed:\n    def loglike(self, params):\n        a, b, c = params[:self.n], params[self.n:self.n + self.m], params[self.n + self.m:]\n        return np.sum(a**2) + np.sum(np.exp(b)) + np.sum(c**3)\n\n    def score(self, params):\n        a, b, c = params[:self.n], params[self.n:self.n + self.m], params[self.n + self.m:]\n        return np.concatenate((2 * a, np.exp(b), 3 * c**2))\n',
    '3 * c**2',
    '2 * c**2',
  ],
  [
    'what a function around both is given, and parameters that are not used',
    'def zeros(k, start):\n    def f(x, y):\n        return y - k * x**2 - x\n\n    def f_prime(x, _y):\n        return -2 * k * x - 1\n\n    return newton(f, start, f_prime)\n',
    '-2 * k',
    '-k',
  ],
  [
    'what the class behind computes',
    'class Base:\n    def func(self, x):\n        return self.w * x**2\n\n    def deriv(self, x):\n        return 2 * self.w * x\n\nclass Shifted(Base):\n    def func(self, x):\n        return super().func(x) + getattr(self, "c", 0) * x\n\n    def deriv(self, x):\n        return super(Shifted, self).deriv(x) + getattr(self, "c", 0)\n',
    'return 2 * self.w * x',
    'return self.w * x',
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

test('what an object keeps may be such that it holds; a known mistake beside it is named', () => {
  const text = (score: string) =>
    `class Wishart:\n    def loglike(self, params):\n        p = params.reshape((self.cov.shape[0], self.dim))\n        c = np.dot(p.T, np.dot(self.cov, p))\n        return np.linalg.slogdet(c)[1] / 2\n\n    def score(self, params):\n        p = params.reshape((self.cov.shape[0], self.dim))\n        c = np.dot(p.T, np.dot(self.cov, p))\n        return ${score}\n`;
  const of = (score: string) => checkDerivatives(`import numpy as np\n\n${text(score)}`, 'python')[0];
  const right = of('np.linalg.solve(c, np.dot(self.cov, p).T).T.ravel()');
  assert.deepEqual([right?.verdict, right?.reason], ['agrees', 'It holds if self.cov is symmetric.']);
  assert.match(of('np.linalg.solve(c, np.dot(self.cov, p).T).T.ravel() + p.ravel()**3')?.reason ?? '', /keeps/);
});

test('one of many classes of which labels say one each: right whatever their number', () => {
  const text = (score: string) =>
    `class MNLogit:\n    def cdf(self, X):\n        e = np.column_stack((np.ones(len(X)), np.exp(X)))\n        return e / e.sum(1)[:, None]\n\n    def loglike(self, params):\n        params = params.reshape(self.K, -1, order='F')\n        return np.sum(self.wendog * np.log(self.cdf(np.dot(self.exog, params))))\n\n    def score(self, params):\n        params = params.reshape(self.K, -1, order='F')\n        first = self.wendog[:, 1:] - self.cdf(np.dot(self.exog, params))[:, 1:]\n        return np.dot(first.T, self.exog).flatten()${score}\n`;
  assert.deepEqual(found(text('')), ['score of loglike: agrees']);
  assert.doesNotMatch(found(text(' * 2')).join(), /agrees/);
});

test('a model that maps its input first is not held against the matrix of its fitter', () => {
  const text =
    'class Poly:\n    def evaluate(self, x, *coeffs):\n        z = (x - self.domain[0]) / self.domain[1]\n        return coeffs[0] + coeffs[1] * z\n\n    def fit_deriv(self, x, *params):\n        v = np.empty((2,) + x.shape)\n        v[0] = 1\n        v[1] = x\n        return np.rollaxis(v, 0, v.ndim)\n';
  assert.deepEqual(found(text), ['fit_deriv of evaluate: undecided']);
});
