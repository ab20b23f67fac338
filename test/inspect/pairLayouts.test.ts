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

/** Pairs that are called, or laid out, in a way of their own; and what makes each wrong. */
const WAYS: Readonly<Record<string, readonly [right: string, slip: readonly [from: string, to: string]]>> = {
  'with arguments that are None by default': [
    'def f(L=None, A=None, gamma=0, return_gradient=True):\n    if L is None:\n        L = A.dot(A)\n    p, k = L.shape\n    X = (L**2).dot(np.ones((k, k)) - np.eye(k)) + gamma * L**2\n    phi = np.sum(L**2 * X) / 4\n    if return_gradient:\n        G = L * X\n        return phi, G\n    else:\n        return phi\n',
    ['G = L * X', 'G = L * X + L'],
  ],
  'with weights that are None by default': [
    'def loss(w, X, y, sample_weight=None):\n    r = X @ w - y\n    return np.sum(sample_weight * r**2)\n\ndef loss_grad(w, X, y, sample_weight=None):\n    r = X @ w - y\n    return 2 * X.T @ (sample_weight * r)\n',
    ['return 2 *', 'return 3 *'],
  ],
  'without what only some objects have': [
    "class Model:\n    def loglike(self, params):\n        ofs = None\n        if hasattr(self, 'offset'):\n            ofs = self.offset\n        if ofs is not None:\n            params = params + ofs\n        return np.sum(params**3)\n\n    def score(self, params):\n        ofs = None\n        if hasattr(self, 'offset'):\n            ofs = self.offset\n        if ofs is not None:\n            params = params + ofs\n        return 3 * params**2\n",
    ['return 3 *', 'return 2 *'],
  ],
  'a matrix for a fitter, where nothing is mapped first': [
    'class Poly:\n    def evaluate(self, x, *coeffs):\n        if self.domain is not None:\n            x = (x - self.domain[0]) / self.domain[1]\n        return self.horner(x, coeffs)\n\n    @staticmethod\n    def horner(x, coeffs):\n        c = coeffs[-1] * np.ones_like(x)\n        for i in range(2, len(coeffs) + 1):\n            c = coeffs[-i] + c * x\n        return c\n\n    def fit_deriv(self, x, *params):\n        v = np.empty((self.degree + 1,) + x.shape)\n        v[0] = 1\n        v[1] = x\n        for i in range(2, self.degree + 1):\n            v[i] = v[i - 1] * x\n        return np.rollaxis(v, 0, v.ndim)\n',
    ['v[i - 1] * x', 'v[i - 1] + x'],
  ],
  'one derivative of one parameter': [
    'class Const:\n    @staticmethod\n    def evaluate(x, a):\n        if a.size == 1:\n            x = np.empty_like(a, shape=x.shape, dtype=x.dtype)\n            x.fill(a.item())\n        else:\n            x = a * np.ones_like(x)\n        return x\n\n    @staticmethod\n    def fit_deriv(x, a):\n        d = np.ones_like(x)\n        return [d]\n',
    ['d = np.ones_like(x)', 'd = 2 * np.ones_like(x)'],
  ],
  'a row for each measurement that the object keeps': [
    'class Fit:\n    def __init__(self, n):\n        self.m = n\n        self.x = np.linspace(0, 1, n)\n        self.y = np.exp(self.x)\n\n    def fun(self, p):\n        return p[0] + np.exp(p[1] * self.x) - self.y\n\n    def jac(self, p):\n        J = np.empty((self.m, 2))\n        J[:, 0] = 1\n        J[:, 1] = self.x * np.exp(p[1] * self.x)\n        return J\n',
    ['J[:, 1] = self.x *', 'J[:, 1] = self.y *'],
  ],
  'by parameters that all points of a boundary value problem share': [
    'def sl_fun(x, y, p):\n    return np.vstack((y[1], -p[0]**2 * y[0]))\n\ndef sl_fun_jac(x, y, p):\n    n, m = y.shape\n    df_dy = np.zeros((n, n, m))\n    df_dy[range(0, 1), range(1, 2)] = 1\n    df_dy[1, 0] = -p[0]**2\n    df_dp = np.zeros((n, 1, m))\n    df_dp[1, 0] = -2 * p[0] * y[0]\n    return df_dy, df_dp\n',
    ['-2 * p[0]', '-3 * p[0]'],
  ],
  'a list with a name': [
    'def f(t, x):\n    dxdt = [x[1], -x[0]**2]\n    return dxdt\n\ndef jac(t, x):\n    return np.array([[0.0, 1.0], [-2 * x[0], 0.0]])\n',
    ['-2 * x[0]', '-3 * x[0]'],
  ],
  'a power that is defined for whole numbers': [
    'def f(t, n):\n    return n * (-np.log(t))**(n - 1) / t\n\ndef f_deriv(t, n):\n    u = np.log(t)\n    return (n * (-1)**n * u**(n - 2) * (n - 1) - n * (-1)**n * u**(n - 1)) * -1 / t**2 * -1 * -1\n',
    ['u**(n - 2) * (n - 1)', 'u**(n - 2) * n'],
  ],
  'a vector that is unpacked into rows': [
    'class Factor:\n    def f(self, p):\n        d, L = p[0:self.k]**2, np.reshape(p[self.k:], (-1, self.k)).T\n        A = L.T @ (L / d[:, None])\n        A.flat[::A.shape[0] + 1] += 1\n        return np.sum(A**2)\n\n    def f_grad(self, p):\n        d, L = p[0:self.k]**2, np.reshape(p[self.k:], (-1, self.k)).T\n        A = L.T @ (L / d[:, None])\n        A.flat[::A.shape[0] + 1] += 1\n        dL = 4 * (L / d[:, None]) @ A\n        dd = -2 * np.sum((L @ A) * L, axis=1) / d**2\n        return np.concatenate((2 * p[0:self.k] * dd, dL.T.ravel()))\n',
    ['dL = 4 *', 'dL = 2 *'],
  ],
  'rows that a mask takes, checked for their type': [
    'def rows(X, m, n):\n    if np.issubdtype(m.dtype, np.signedinteger):\n        return m\n    if hasattr(X, "toarray"):\n        m = np.arange(m.shape[0])[m]\n    if n != 0:\n        return X[m, :]\n    return np.zeros(shape=(0, X.shape[1]))\n\ndef loss(w, X, y, sample_weight=None):\n    r = y - X @ w\n    m = np.abs(r) > 1\n    v = r[~m]\n    return np.dot(v, v) / 2 + np.sum(np.abs(r[m])) + 0 * np.sum(sample_weight)\n\ndef loss_grad(w, X, y, sample_weight=None):\n    r = y - X @ w\n    m = np.abs(r) > 1\n    k = np.count_nonzero(m)\n    s = np.ones_like(r[m])\n    s[r[m] < 0] = -1.0\n    return -(r[~m] @ rows(X, ~m, X.shape[0] - k)) - s @ rows(X, m, k) + 0 * np.sum(sample_weight)\n',
    ['- s @', '- 2 * s @'],
  ],
  'which entries a mask takes': [
    'def huber(w, X, y):\n    r = X @ w - y\n    m = np.abs(r) > 1\n    n = np.count_nonzero(m)\n    return np.sum(np.abs(r[m])) - n / 2 + np.dot(r[~m], r[~m]) / 2\n\ndef huber_grad(w, X, y):\n    r = X @ w - y\n    m = np.abs(r) > 1\n    return X[m].T @ np.sign(r[m]) + X[~m].T @ r[~m]\n',
    ['X[~m].T @', '2 * X[~m].T @'],
  ],
};

test('pairs that are called or laid out in a way of their own', () => {
  for (const [what, [right, [from, to]]] of Object.entries(WAYS)) {
    assert.match(found(right).join(), /: agrees$/, what);
    assert.ok(right.includes(from), what);
    assert.doesNotMatch(found(right.replace(from, to)).join(), /agrees/, what);
  }
});
