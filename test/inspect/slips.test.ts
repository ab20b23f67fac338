// Slips that leave little to compare: no values, a pair that is hard to see, points where all is well. They are found all the
// same, and what only looks like them stays silent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives, type DerivativeCheck } from '../../src/core.ts';

const NUMPY = 'import numpy as np\n';
const checkOf = (text: string): DerivativeCheck | undefined => checkDerivatives(NUMPY + text, 'python')[0];

const MODEL = (first: string) =>
  `class Power:\n    @staticmethod\n    def evaluate(x, amplitude, x_0):\n        return amplitude * (x / x_0)**2\n    @staticmethod\n    def fit_deriv(x, amplitude, x_0):\n        d_amplitude = ${first}\n        d_x_0 = -2 * amplitude * d_amplitude / x_0\n        return [d_amplitude, d_x_0]\n`;

const LOGIT = `class Logit:\n    def __init__(self, endog, exog):\n        self.endog = endog\n        self.exog = exog\n    def cdf(self, X):\n        return 1 / (1 + np.exp(-X))\n    def loglike(self, params):\n        q = 2 * self.endog - 1\n        return np.sum(np.log(self.cdf(q * np.dot(self.exog, params))))\n    def score(self, params):\n        y = self.endog\n        X = self.exog\n        L = self.cdf(np.dot(X, params))\n        return np.dot(y - L, X)\n`;
const PENALTY = `class Penalty:\n    def func(self, params):\n        return np.dot(params, np.dot(self.cov, params)) * self.alpha\n    def deriv(self, params):\n        return 2 * self.alpha * np.dot(self.cov, params)\n`;
const PIECES = `def f(x, a, b):\n    inside = np.where(x < a + 0.1, x**2 + b * x, x**3 + b * x)\n    return np.where(x < a, x * b, inside)\ndef f_prime(x, a, b):\n    inside = np.where(x < a + 0.1, 2 * x + b, 3 * x**2 + b)\n    return np.where(x < a, b, inside)\n`;

/** By what they are: the right text, the slip in it, and its kind. */
const SLIPS: Readonly<Record<string, readonly [right: string, slip: readonly [string, string], kind: string]>> = {
  'no value anywhere': [
    'def f(x):\n    return np.exp(-x * x)\ndef f_prime(x):\n    return -2 * x * np.exp(-x * x)\n',
    ['x * np.exp', 'x * np.log'],
    'wrongArgument',
  ],
  'no value in one of several results': [
    `class Bell:\n    @staticmethod\n    def evaluate(x, a, s):\n        return a * np.exp(-x**2 / s**2)\n    @staticmethod\n    def fit_deriv(x, a, s):\n        d_a = np.exp(-x**2 / s**2)\n        d_s = 2 * a * x**2 / s**3 * np.exp(-x**2 / s**2)\n        return [d_a, d_s]\n`,
    ['s**3 * np.exp', 's**3 * np.log'],
    'wrongArgument',
  ],
  'the sign of a result': [
    'def fun(x):\n    f = np.sin(x[0]) + x[1]**2\n    df = np.array([np.cos(x[0]), 2 * x[1]])\n    return f, df\n',
    ['f, df', 'f, -df'],
    'sign',
  ],
  'a factor of a result': [
    'def fun(w, b):\n    loss = np.sum((w - b)**2) / 2\n    grad = w - b\n    return loss, grad\n',
    ['loss, grad', 'loss, 2 * grad'],
    'factor',
  ],
  'both results scaled': [
    'def fun(w, b):\n    loss = np.sum((w - b)**2)\n    grad = 2 * (w - b)\n    return loss / 2, grad / 2\n',
    ['grad / 2', 'grad'],
    'factor',
  ],
  'the first of parameters that the others are made of': [
    MODEL('(x / x_0)**2'),
    ['d_amplitude = (', 'd_amplitude = 3 * ('],
    'factor',
  ],
  'right outside of two kinks': [
    'def f(x):\n    return np.abs(x - 1)\ndef f_prime(x):\n    return np.sign(x - 1)\n',
    ['return np.sign(x - 1)', 'return np.sign(x + 1)'],
    'sign',
  ],
  'said to be numerical, and far off': [
    'def f(x):\n    return np.sin(x)\ndef f_prime(x):\n    """By numerical differentiation."""\n    return np.cos(x)\n',
    ['return np.cos', 'return -np.cos'],
    'sign',
  ],
  'a sign beside labels that an object keeps': [LOGIT, ['y - L', 'y + L'], 'sign'],
  'labels left out': [LOGIT, ['y - L', '-L'], 'missingTerm'],
  'a matrix that only the slip makes square': [LOGIT, ['y - L, X', 'X, y - L'], 'transposed'],
  'a sign where a matrix is symmetric': [PENALTY, ['return 2 *', 'return -2 *'], 'sign'],
  'a factor where a matrix is symmetric': [PENALTY, ['return 2 *', 'return 3 *'], 'factor'],
  'a term in one of the pieces that both tell apart': [
    'def f(x, a):\n    return np.where(x < 0, a * (np.exp(x) - 1), x * np.sin(x))\ndef f_prime(x, a):\n    return np.where(x < 0, a * np.exp(x), np.sin(x) + x * np.cos(x))\n',
    ['a * np.exp(x),', 'a,'],
    'missingChainFactor',
  ],
  'a square of data': [
    'def f(a, x):\n    return np.dot(a, x**2)\ndef f_prime(a, x):\n    return x**2\n',
    ['return x**2', 'return x'],
    'missingChainFactor',
  ],
  'a sign in a narrow piece': [PIECES, ['2 * x + b', '2 * x - b'], 'sign'],
  'the derivative of a constant': [
    'def f(x):\n    return 3.0 + 0 * x\ndef f_prime(x):\n    return -np.zeros_like(x)\n',
    ['3.0 + 0 * x', 'x * x'],
    'missingTerm',
  ],
};

for (const [what, [right, [from, to], kind]] of Object.entries(SLIPS)) {
  test(`slips: ${what}`, () => {
    assert.equal(checkOf(right)?.verdict, 'agrees');
    assert.ok(right.includes(from));
    const wrong = checkOf(right.replace(from, to));
    assert.deepEqual([wrong?.verdict, wrong?.kind], ['differs', kind], wrong?.reason ?? wrong?.difference);
  });
}

/** No slips, or none that can be told. */
const SILENT: Readonly<Record<string, readonly [text: string, verdict: string]>> = {
  'stated for a part of the domain that no point lies in': [
    'def f(x):\n    return np.arctan(x - 100)\ndef f_prime(x):\n    return np.sqrt((x - 100) / (x - 100)) * np.sqrt(x - 100)**0 / (1 + (x - 100)**2)\n',
    'undecided',
  ],
  'a difference quotient': [
    'def f(x):\n    return np.sin(x)\ndef f_prime(x):\n    """By numerical differentiation."""\n    return (np.sin(x + 1e-3) - np.sin(x)) / 1e-3\n',
    'undecided',
  ],
  'right where x is positive': ['def f(x):\n    return np.sqrt(x**4)\ndef f_prime(x):\n    return 2 * x\n', 'agrees'],
  'right in one of the pieces, and no others told': [
    'def f(x, a):\n    return np.where(x < 0, a * (np.exp(x) - 1), x * np.sin(x))\ndef f_prime(x, a):\n    return np.sin(x) + x * np.cos(x)\n',
    'undecided',
  ],
  'right on one side of a kink': [
    'def f(x):\n    return np.abs(x)\ndef f_prime(x):\n    return np.ones_like(x)\n',
    'undecided',
  ],
  'a multiple of a loss in all its parts': [
    'def fun(w, b, X, y):\n    r = X @ w + b - y\n    loss = np.sum(r**2) / 2\n    dw = 2 * X.T @ r\n    db = 2 * np.sum(r)\n    return loss, dw, db\n',
    'conventionOnly',
  ],
};

for (const [what, [text, verdict]] of Object.entries(SILENT)) {
  test(`no slips: ${what}`, () => {
    const check = checkOf(text);
    assert.equal(check?.verdict, verdict, check?.reason ?? check?.difference);
  });
}
