// Functions with hand-written derivatives in programs: right ones agree, slips are found and named, doubts stay silent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives, type DerivativeCheck } from '../../src/core.ts';
import { guessesOf } from '../../src/inspect/pairNames.ts';

const pairs = (text: string, languageId: string): DerivativeCheck[] =>
  checkDerivatives(text, languageId).filter(({ claim }) => claim.includes('derivative of'));
const numpy = (text: string): DerivativeCheck[] => pairs(`import numpy as np\n\n${text}`, 'python');

const AGREES: Readonly<Record<string, string>> = {
  'a function of a number':
    'def f(x):\n    return x * np.sin(x)\n\ndef f_prime(x):\n    return np.sin(x) + x * np.cos(x)\n',
  'by way of the function itself':
    'def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n\ndef sigmoid_derivative(x):\n    s = sigmoid(x)\n    return s * (1 - s)\n',
  'in terms of the value':
    'def logistic(x):\n    return 1 / (1 + np.exp(-x))\n\ndef logistic_prime(y):\n    return y * (1 - y)\n',
  'by one of two parameters': 'def g(x, y):\n    return x * y**2\n\ndef dg_dy(x, y):\n    return 2 * x * y\n',
  'all parameters in an array':
    'def g(x, y):\n    return x * y**2\n\ndef grad_g(x, y):\n    return np.array([y**2, 2 * x * y])\n',
  'a list by parameter, without the variable':
    'class Line:\n    @staticmethod\n    def evaluate(x, a, b):\n        return a * x**2 + b\n\n    @staticmethod\n    def fit_deriv(x, a, b):\n        return [x**2, np.ones_like(x)]\n',
  'a vector':
    'def loss(w, X, y):\n    r = X @ w - y\n    return r @ r / len(y)\n\ndef loss_grad(w, X, y):\n    return 2 * X.T @ (X @ w - y) / len(y)\n',
  'a loop':
    'def chain(x):\n    s = 0.0\n    for i in range(len(x) - 1):\n        s += (x[i + 1] - x[i])**2\n    return s\n\ndef chain_der(x):\n    d = np.zeros_like(x)\n    d[:-1] -= 2 * (x[1:] - x[:-1])\n    d[1:] += 2 * (x[1:] - x[:-1])\n    return d\n',
  'methods with attributes':
    'class Link:\n    def __init__(self, power=2.0):\n        self.power = power\n\n    def __call__(self, p):\n        return p**self.power\n\n    def deriv(self, p):\n        return self.power * p**(self.power - 1)\n\n    def deriv2(self, p):\n        return self.power * (self.power - 1) * p**(self.power - 2)\n',
};

test('right derivatives agree', () => {
  for (const [what, text] of Object.entries(AGREES)) {
    const checks = numpy(text);
    assert.ok(checks.length > 0, `${what}: no pair`);
    for (const { verdict, reason, difference } of checks) {
      assert.equal(verdict, 'agrees', `${what}: ${reason ?? difference}`);
    }
  }
});

const SLIPS: readonly (readonly [what: string, text: string, kind: string, words: RegExp])[] = [
  ['sign', 'def f(x):\n    return np.cos(x)\n\ndef f_prime(x):\n    return np.sin(x)\n', 'sign', /sign is wrong/],
  ['factor', 'def f(x):\n    return x**2 + 1\n\ndef f_prime(x):\n    return x\n', 'factor', /factor 2 is missing/],
  [
    'a term',
    'def f(x):\n    return x * np.sin(x)\n\ndef f_prime(x):\n    return np.sin(x)\n',
    'missingTerm',
    /the term .* is missing/,
  ],
  [
    'chain factor',
    'def f(x):\n    return np.exp(x**2)\n\ndef f_prime(x):\n    return np.exp(x**2)\n',
    'missingChainFactor',
    /the factor .* is missing/,
  ],
  [
    'value for argument',
    'def f(x):\n    return np.tanh(x)\n\ndef f_prime(x):\n    return 1 - np.tanh(x)\n',
    'wrongArgument',
    /tanh\(x\) stands where tanh\(x\)\^2 is meant/,
  ],
  [
    'one of several parameters',
    'def g(x, y):\n    return x * y**2\n\ndef grad_g(x, y):\n    return [y**2, x * y]\n',
    'factor',
    /^by y: /,
  ],
];

test('slips are found and named', () => {
  for (const [what, text, kind, words] of SLIPS) {
    const [check] = numpy(text);
    assert.equal(check?.verdict, 'differs', `${what}: ${check?.reason}`);
    assert.equal(check?.kind, kind, what);
    assert.match(check?.difference ?? '', words, what);
    assert.ok((check?.evidence.length ?? 0) > 0, what);
  }
});

const SILENT: Readonly<Record<string, string>> = {
  'another function’s name': 'def f(x):\n    return helper(x)\n\ndef f_prime(x):\n    return 2 * x\n',
  'not implemented':
    'class L:\n    def __call__(self, p):\n        return NotImplementedError\n\n    def deriv(self, p):\n        return p\n',
  'a clipped argument':
    'def f(p):\n    p = np.clip(p, 0.01, 0.99)\n    return np.log(p)\n\ndef f_prime(p):\n    return 1 / p\n',
  'finite differences':
    'def f(x):\n    return x**3\n\ndef f_prime(x):\n    """Numerical derivative."""\n    h = 1e-3\n    return (f(x + h) - f(x)) / h\n',
  'other arguments': 'def f(x):\n    return x**2\n\ndef f_prime(x, y, z):\n    return y\n',
  'two functions of the name':
    'def f(x):\n    return x\n\ndef f(x):\n    return x**2\n\ndef f_prime(x):\n    return 1.0\n',
};

test('a constant of the text may stand as its number', () => {
  const text =
    'A = 10.0\n\ndef f(x):\n    return A + x**2 - A * np.cos(2 * np.pi * x)\n\ndef grad_f(x):\n    return 2 * x + 20 * np.pi * np.sin(2 * np.pi * x)\n';
  assert.equal(numpy(text)[0]?.verdict, 'agrees');
  assert.equal(numpy(text.replace('A = 10.0', 'A = 5.0'))[0]?.verdict, 'differs');
  assert.equal(numpy(text.replace('20 *', '2 * A *'))[0]?.verdict, 'agrees');
  assert.match(numpy(text.replace('10.0', '1.0').replace('20', '2'))[0]?.reason ?? '', /holds for A = 1 only/);
  const attribute =
    'class F:\n    def __init__(self):\n        self.k = 3.0\n\n    def f(self, x):\n        return self.k * x**2\n\n    def f_prime(self, x):\n        return 6 * x\n';
  assert.match(numpy(attribute)[0]?.reason ?? '', /holds for self\.k = 3 only/);
  // A parameter's default is one value of many.
  const preset = 'def f(x, k=3.0):\n    return k * x**2\n\ndef f_prime(x, k=3.0):\n    return 6 * x\n';
  assert.equal(numpy(preset)[0]?.verdict, 'differs');
});

test('what is in doubt stays silent', () => {
  for (const [what, text] of Object.entries(SILENT)) {
    for (const { verdict } of numpy(text)) assert.notEqual(verdict, 'differs', what);
  }
});

test('a gradient of the negated function is a convention where the text says so', () => {
  const text =
    'def loglike(x):\n    return -x**2\n\ndef loglike_grad(x):\n    """Gradient of the negative log-likelihood."""\n    return 2 * x\n';
  const [check] = numpy(text);
  assert.equal(check?.verdict, 'conventionOnly');
  assert.equal(check?.kind, 'sign');
});

test('a comment suppresses', () => {
  const text = 'def f(x):\n    return x**2\n\n# gradient: ignore\ndef f_prime(x):\n    return x\n';
  assert.equal(numpy(text)[0]?.suppressed, true);
});

test('pairs in other languages', () => {
  const programs: readonly (readonly [languageId: string, right: string, wrong: string])[] = [
    [
      'javascript',
      'function f(x) { return Math.sin(x) * x; }\nfunction fPrime(x) { return Math.cos(x) * x + Math.sin(x); }\n',
      'function f(x) { return Math.sin(x) * x; }\nfunction fPrime(x) { return Math.cos(x) * x - Math.sin(x); }\n',
    ],
    ['julia', 'f(x) = x^3\nf_prime(x) = 3x^2\n', 'f(x) = x^3\nf_prime(x) = 2x^2\n'],
    [
      'c',
      'double f(double x) { return x * x * x; }\ndouble f_prime(double x) { return 3 * x * x; }\n',
      'double f(double x) { return x * x * x; }\ndouble f_prime(double x) { return 3 * x; }\n',
    ],
    ['r', 'f <- function(x) x^3\ndf <- function(x) 3 * x^2\n', 'f <- function(x) x^3\ndf <- function(x) 3 * x\n'],
    [
      'matlab',
      'function y = f(x)\n  y = x^3;\nend\nfunction y = df(x)\n  y = 3 * x^2;\nend\n',
      'function y = f(x)\n  y = x^3;\nend\nfunction y = df(x)\n  y = 3 * x;\nend\n',
    ],
  ];
  for (const [languageId, right, wrong] of programs) {
    assert.equal(pairs(right, languageId)[0]?.verdict, 'agrees', languageId);
    assert.equal(pairs(wrong, languageId)[0]?.verdict, 'differs', languageId);
  }
});

test('names of derivatives', () => {
  const bases = (name: string) => guessesOf(name).map(({ base }) => base);
  assert.ok(bases('f_prime').includes('f'));
  assert.ok(bases('grad_loss').includes('loss'));
  assert.ok(bases('sigmoidDerivative').includes('sigmoid'));
  assert.ok(bases('dsigmoid').includes('sigmoid'));
  assert.deepEqual(guessesOf('df_dx')[0], { base: 'f', wrt: 'x' });
  assert.ok(bases('rosen_hess').includes('rosen_der'));
  assert.deepEqual(bases('constructor'), []);
});

test('a guard at the edge of a domain is no part of the function, a bound at 0 is', () => {
  const claim = (value: string, slope: string) =>
    checkDerivatives(`import numpy as np\ndef f(x):\n    return ${value}\ndef df(x):\n    return ${slope}\n`, 'python');
  const verdict = (value: string, slope: string) => claim(value, slope)[0]?.verdict;
  assert.equal(verdict('np.log(np.clip(x, 1e-15, 1 - 1e-15))', '1 / x'), 'agrees');
  assert.equal(verdict('np.log(np.maximum(x, 1e-8))', '1 / x'), 'agrees');
  for (const [value, slope] of [
    ['np.maximum(0, x)', '1'],
    ['np.maximum(0, x)**2', '2 * x'],
    ['np.where(x > 0, x**2, 0)', '2 * x'],
    ['min(x, 1)', '1'],
    ['np.clip(x, 0, 1)', '1'],
  ] as const)
    assert.equal(verdict(value, slope), 'undecided', value);
  assert.equal(verdict('np.maximum(0, x)**2', '2 * np.maximum(0, x)'), 'agrees');
  assert.equal(verdict('np.maximum(0, x)', '(x > 0) * 1.0'), 'agrees');
  assert.equal(verdict('np.maximum(0, x)', '2'), 'differs');
});
