// Functions that stand beside another as its derivative would and claim nothing are no pairs; what is a claim stays one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives } from '../../src/core.ts';
import { guessesOf } from '../../src/inspect/pairNames.ts';

const verdicts = (text: string): string[] =>
  checkDerivatives(`import numpy as np\n\n${text}`, 'python').map(({ claim, verdict }) => `${claim}: ${verdict}`);

const NONE: Readonly<Record<string, string>> = {
  'tests, which return nothing':
    'def test_ncg(self):\n    check(1.0)\n\ndef test_ncg_hess(self):\n    check(2.0)\n\ndef test_deriv(self):\n    check(3.0)\n\ndef test_deriv2(self):\n    check(4.0)\n',
  'what is kept and not returned':
    'class A:\n    def _update(self, x):\n        self.f = x**2\n\n    def _update_grad(self, x):\n        self.g = 2 * x\n',
  'what was computed elsewhere':
    'class A:\n    def fun(self, x):\n        self._update_fun()\n        return self.f\n\n    def grad(self, x):\n        self._update_grad()\n        return self.g\n',
  'a flag':
    'class A:\n    def fun(self, x):\n        return x**2, 2 * x\n\n    @property\n    def grad(self):\n        return True\n',
  'functions given back':
    'def wrap(f, k):\n    def inner(x):\n        return k * f(x)\n    return inner\n\ndef wrap_grad(g, k):\n    def inner(x):\n        return k * g(x)\n    return inner\n',
  'numerical differentiation':
    'from tools import approx_fprime\n\nclass A:\n    def loglike(self, params):\n        return params @ params\n\n    def score(self, params):\n        return approx_fprime(params, self.loglike)\n',
  'a spline of lower degree':
    'class Spline:\n    def __call__(self, x):\n        return self.c * x**2\n\n    def derivative(self, nu=1):\n        return Spline(nu * self.c)\n',
  'functions given back in branches':
    'def wrap(f, k):\n    if k is None:\n        def inner(x):\n            return f(x)\n    else:\n        def inner(x):\n            return k * f(x)\n    return inner\n\ndef wrap_grad(g, k):\n    if k is None:\n        def inner(x):\n            return g(x)\n    else:\n        def inner(x):\n            return k * g(x)\n    return inner\n',
  'polynomials made from polynomials':
    'from scipy.interpolate import pchip\n\ndef p_deriv(x, y):\n    return pchip(x, y).derivative()\n\ndef p_deriv2(x, y):\n    return pchip(x, y).derivative(2)\n',
  'a list of functions handed in':
    'def join(parts):\n    nothing = np.empty(0)\n\n    def fun(x):\n        return nothing, [c.fun(x) for c in parts]\n\n    def jac(x):\n        return nothing, [c.jac(x) for c in parts]\n\n    return fun(1), jac(1)\n',
  'letters of a list':
    'def elements(p, e, w, i):\n    f = e * np.cos(w)\n    g = e * np.sin(w)\n    h = np.tan(i / 2)\n    k = p * h\n    return p, f, g, h, k\n',
  'differences of the function':
    'def f(t):\n    return np.exp(-t)\n\ndef df(t):\n    return f(t) - f(t - 1)\n\ndef g(t):\n    return np.sin(t)\n\ndef dg(t, h=1e-6):\n    return (g(t + h) - g(t)) / h\n',
  'what is not a number':
    'def make():\n    def func(x):\n        return np.nan\n\n    def grad(x):\n        return np.array([1.0])\n\n    return func(1), grad(1)\n',
  'parts that the constructor is given':
    'class Loss:\n    def __init__(self, inner, k):\n        self.inner = inner\n        self.k = k\n\n    def loss(self, y):\n        return self.inner.loss(y).sum()\n\n    def gradient(self, y):\n        g = self.pointwise(y)\n        return self.k * g\n\n    def pointwise(self, y):\n        return self.inner.gradient(y)\n',
  'parts that a helper of the constructor is given':
    'class Model:\n    def __init__(self, y, family):\n        self.y = y\n        self._check(family)\n\n    def _check(self, family):\n        self.family = family\n\n    def loglike(self, mu):\n        return self.family.loglike(self.y, mu)\n\n    def score(self, mu):\n        return (self.y - mu) / self.family.variance_of(mu)\n',
  'methods that other classes will have':
    'class Link:\n    def deriv(self, p):\n        raise NotImplementedError\n\n    def inverse(self, z):\n        raise NotImplementedError\n\n    def inverse_deriv(self, z):\n        return 1 / self.deriv(self.inverse(z))\n\n    def inverse_deriv2(self, z):\n        p = self.inverse(z)\n        return -self.deriv2(p) / self.deriv(p)**3\n',
  'methods of classes that come behind':
    'class Penalized:\n    def loglike(self, b):\n        return super().loglike(b) - b**2\n\n    def score(self, b):\n        return super().score(b) - 2 * b\n',
  'a list that a loop runs over':
    'def join(parts):\n    def jac(x):\n        return [c.jac(x) for c in parts]\n\n    def hess(x, v):\n        H = []\n        for c in parts:\n            H.append(c.hess(x, v))\n        return H\n\n    return jac(1), hess(1, 2)\n',
  'stubs of a test':
    'import scipy.sparse as sps\n\ndef fun(x):\n    return np.empty(0)\n\ndef jac(x):\n    return sps.csr_matrix((0, 3))\n',
  'methods that are given nothing':
    'class A:\n    def energy(self):\n        return np.log(self.v)\n\n    def energy_gradient(self):\n        return self.dv / self.v\n',
  'numerical differentiation in branches':
    'class A:\n    def loglike(self, p):\n        return p @ p\n\n    def score(self, p, by_steps=False):\n        if by_steps:\n            score = self._score_complex_step(p)\n        else:\n            score = self._score_finite_difference(p)\n        return score\n',
  'a docstring that says how':
    'def f(t):\n    return np.exp(-t)\n\ndef df(t):\n    """It is the numerical difference between two values."""\n    return (f(t) - g(t)) / 0.01\n\ndef g(t):\n    return np.exp(-1.01 * t)\n',
  'degrees of freedom':
    'def rank_test(x, n):\n    value = n * np.sum(np.log(1 + x**2))\n    df = 2 * x\n    return value, np.exp(-value), df\n',
  'a function taken twice': 'd = lambda x: x - 1\ndd = lambda x: d(d(x))\n',
  'costs that nobody makes smaller':
    'def shipping_cost(w):\n    return 5 + 2 * w\n\ndef shipping_gradient(w):\n    return w / 100\n',
  'functions handed in':
    'def make(cfun):\n    def fun(x):\n        return cfun.fun(x) - 1\n\n    def jac(x):\n        return cfun.jac(x)\n\n    return fun(1), jac(1)\n',
};

test('what claims nothing is no pair', () => {
  for (const [what, text] of Object.entries(NONE)) assert.deepEqual(verdicts(text), [], what);
});

test('a wrong claim beside them is found', () => {
  const CLAIMS = [
    // Nothing is returned, but a parameter is written into.
    'def fun(x):\n    return x[0]**2 + x[1]**2\n\ndef grad(x, out):\n    out[0] = 2 * x[0]\n    out[1] = x[1]\n',
    // Kept in the object and returned.
    'class A:\n    def fun(self, x):\n        self.f = x**3\n        return self.f\n\n    def grad(self, x):\n        self.g = 2 * x**2\n        return self.g\n',
    // With the Hessian behind it.
    'def both(x):\n    f = x[0]**2 + x[1]**3\n    g = np.array([2 * x[0], 2 * x[1]])\n    H = np.diag([2, 6 * x[1]])\n    return f, g, H\n',
    // A difference of two values of another function.
    'def g(x):\n    return x\n\ndef f(x):\n    return x**2\n\ndef f_prime(x):\n    return g(x**2) - g(x)\n',
    // Beside parts that it is given the method itself can be followed.
    'class A:\n    def __init__(self, inner):\n        self.inner = inner\n\n    def fun(self, x):\n        return x**3\n\n    def grad(self, x):\n        return 2 * x**2\n',
    // With its own value, and more results behind.
    'def both(x):\n    fval = np.sum(x**3)\n    df = 2 * x**2\n    return fval, df, fval + 1\n',
    // A numerical derivative that is only looked at.
    'from tools import approx_fprime\n\ndef f(x):\n    return x**2\n\ndef f_prime(x):\n    if x is None:\n        return approx_fprime(x, f)\n    return 3 * x\n',
  ];
  for (const text of CLAIMS) assert.match(verdicts(text).join(), /: (?:differs|undecided)$/, text);
});

test('a docstring claims nothing of what is written nowhere', () => {
  const code = (formulas: string) =>
    `def score(y, X, b):\n    r"""\n    .. math:: ${formulas}\n    """\n    return X.T @ (y - np.exp(X @ b))\n`;
  for (const formula of [
    String.raw`\frac{\partial \ln L}{\partial \beta} = \sum_i (y_i - \lambda_i) x_i`,
    String.raw`\frac{\partial \ln L_i}{\partial \beta_j} = (y_i - \lambda_i) x_i`,
    "A'(y) = v(y)^{-1/3}",
    String.raw`\lambda = [1, \dots, 1]'`,
    String.raw`E(y_t y_{t+j}') = \Gamma(j)'`,
  ])
    assert.deepEqual(verdicts(code(formula)), [], formula);
  for (const [formula, verdict] of [
    [String.raw`L = \beta^2 \qquad \frac{\partial \ln L}{\partial \beta} = \frac{3}{\beta}`, 'differs'],
    [String.raw`\frac{d}{dx} x^2 = 3 x`, 'differs'],
    [String.raw`A(y) = y^3 \qquad A'(y) = 3 y^2`, 'agrees'],
  ] as const)
    assert.match(verdicts(code(formula)).join(), new RegExp(`: ${verdict}$`), formula);
  // Who writes a note may yet write what L is.
  const note = String.raw`$$\frac{\partial L}{\partial w} = x (p - y)$$`;
  assert.deepEqual(
    checkDerivatives(note, 'markdown').map(({ verdict }) => verdict),
    ['undecided'],
  );
});

test('words that end like a derivative are none', () => {
  const bases = (name: string) =>
    guessesOf(name)
      .filter(({ isWeak }) => !isWeak)
      .map(({ base }) => base);
  for (const name of ['pdf', 'logpdf', 'header2', 'order', 'encoder', 'df_resid'])
    assert.deepEqual(bases(name), [], name);
  assert.ok(!bases('load_df').includes('load'));
  assert.deepEqual(bases('f_der'), ['f', 'f_f', 'f_fun', 'f_func']);
  assert.ok(bases('fder').includes('f'));
  assert.ok(bases('fprime2').includes('fprime'));
  assert.ok(bases('sigmoid_df').includes('sigmoid'));
});

const told = (text: string): string[] =>
  checkDerivatives(`import numpy as np\nfrom scipy.optimize import minimize\n\n${text}`, 'python').map(
    ({ claim, verdict, difference }) => [claim, verdict, difference].filter(Boolean).join(': '),
  );

test('books that a function keeps change nothing', () => {
  const kept = (slope: string) => `class Check:
    def func(self, x):
        self.calls += 1
        if self.calls > 100:
            raise RuntimeError('too many')
        f = np.sum(x**2)
        self.trace.append(np.copy(x))
        return f

    def grad(self, x):
        self.trace.append(x)
        return ${slope} * x
`;
  assert.deepEqual(told(kept('2')), ['grad = derivative of func: agrees']);
  assert.match(told(kept('3')).join(), /^grad = derivative of func: differs: .*factor 3\/2/);
  // A list that the function reads is no book.
  const read = `def f(x, seen):
    seen.append(x)
    return seen[-1]**2

def f_prime(x, seen):
    seen.append(x)
    return 3 * seen[-1]
`;
  assert.match(told(read).join(), /undecided|differs/);
});

test('what only hands its arguments on is the function that it calls', () => {
  const text = (slope: string) => `def f(x, k):
    return k * x**3

def slope(x, k):
    return ${slope}

def func(*args):
    return f(*args)

def deriv(*args):
    return slope(*args)

minimize(func, 1.0, jac=deriv, args=(2.0,))
`;
  assert.deepEqual(told(text('3 * k * x**2')), ['slope = derivative of f: agrees']);
  assert.match(told(text('3 * x**2')).join(), /^slope = derivative of f: differs/);
});

test('a function that every library has is no stranger in a docstring', () => {
  const text = (slope: string) => `def wave(x):\n    r"""Evaluates :math:\`\\sin'(x) = ${slope}\`."""\n    return x\n`;
  assert.match(told(text('\\cos(x)')).join(), /agrees/);
});
