// What a slip is called: by the place that lacks something, in arrays by the entry. Underflow is no agreement.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives } from '../../src/core.ts';

const WAVE =
  'import numpy as np\ndef f(x):\n    return np.cos(14.5 * x - 0.3) + (x + 0.2) * x\ndef df(x):\n    return ';
const ARRAY = `def f(x):
    return np.cos(14.5 * x[0] - 0.3) + (x[1] + 0.2) * x[1] + (x[0] + 0.2) * x[0]
def df(x):
    g = np.zeros(2)
    g[0] = -14.5 * np.sin(14.5 * x[0] - 0.3) + 2 * x[0] + 0.2
    g[1] = `;

const POISSON = `def f(w, X, y):
    eta = X @ w
    return np.sum(np.exp(eta) - y * eta)
def f_grad(w, X, y):
`;

const NAMED: readonly (readonly [text: string, kind: string, words: RegExp])[] = [
  [`${WAVE}-14.5 + 2 * x + 0.2\n`, 'missingChainFactor', /^the factor sin\(.*\) is missing beside -14\.5$/],
  [`${WAVE}-14.5 * np.sin(14.5 * x - 0.3) + 2 + 0.2\n`, 'missingChainFactor', /^the factor x is missing beside 2$/],
  [`${WAVE}-np.sin(14.5 * x - 0.3) + 2 * x + 0.2\n`, 'factor', /^the factor 14\.5 is missing beside/],
  [`${WAVE}-14.5 * np.sin(14.5 * x - 0.3) + 4 * x + 0.2\n`, 'factor', /^4 stands where 2 is meant$/],
  [`${WAVE}-14.5 * np.sin(14.5 * x - 0.3) + 2 * x\n`, 'missingTerm', /^the term 0\.2 is missing/],
  [`${WAVE}-14.5 * np.sin(14.5 * x) + 2 * x + 0.2\n`, 'missingTerm', /^the term -0\.3 is missing beside 14\.5\*x$/],
  [`${ARRAY}2 + 0.2\n    return g\n`, 'missingChainFactor', /^entry 2: the factor x\[1\] is missing beside 2$/],
  [`${ARRAY}x[1] + 0.2\n    return g\n`, 'factor', /^entry 2: .*factor 2 is missing beside x\[1\]$/],
  [
    'def f(x, t):\n    return x / t**2\ndef df_dt(x, t):\n    return -2 * x / t**2\n',
    'factor',
    /^there is a factor t too many$/,
  ],
  // Inside a product of matrices.
  [
    `${POISSON}    mu = np.exp(X @ w)\n    return X.T @ (mu)\n`,
    'missingTerm',
    /^the term -y is missing beside exp\(eta\)$/,
  ],
  [`${POISSON}    mu = np.exp(X.T @ w)\n    return X.T @ (mu - y)\n`, 'transposed', /^X must not be transposed$/],
  [`${POISSON}    mu = np.log(X @ w)\n    return X.T @ (mu - y)\n`, 'wrongArgument', /^log stands where exp is meant$/],
  [
    'def f(w, X, y):\n    r = X @ w - y\n    return np.sum(r**2)\ndef f_grad(w, X, y):\n    r = -y\n    return 2 * X.T @ r\n',
    'missingTerm',
    /^the term X @ w is missing beside -y$/,
  ],
  [
    `def layer_forward(x, w):
    return x.dot(w), (x, w)
def layer_backward(dout, cache):
    x, w = cache
    return w.T.dot(dout), x.T.dot(dout)
`,
    'transposed',
    /stand in the wrong order$/,
  ],
  // One thing for another.
  [
    'def f(x):\n    return x * np.sin(x)\ndef df(x):\n    return x + x * np.cos(x)\n',
    'wrongArgument',
    /^x stands where sin\(x\) is meant$/,
  ],
  // An entry of a matrix; a term that is small beside all others.
  [
    'def f(z):\n    x, y = z\n    return np.array([x**3 - 1, y**3 - 1])\ndef f_jac(z):\n    x, y = z\n    return np.array([[3, 0], [0, 3*y**2]])\n',
    'missingChainFactor',
    /^entry \(1, 1\): the factor x\^2 is missing/,
  ],
  [
    'def f(x):\n    return 1e-5 * x[0]**2 + x[1]**2\ndef df(x):\n    return np.array([-2e-5 * x[0], 2 * x[1]])\n',
    'sign',
    /^entry 1: the sign is wrong$/,
  ],
];

for (const [text, kind, words] of NAMED) {
  test(`named ${kind}: ${text.trim().split('\n').slice(-2).join(' ').trim()}`, () => {
    const [check] = checkDerivatives(text, 'python');
    assert.equal(check?.verdict, 'differs', check?.reason);
    assert.match(check?.difference ?? '', words);
    assert.equal(check?.kind, kind, check?.difference);
  });
}

test('what is 0 by underflow wherever it is tried agrees with nothing', () => {
  const peak = (slip: string) =>
    `def f(b):\n    return np.exp(-(400 - b)**2)\ndef df(b):\n    return ${slip}2 * (400 - b) * np.exp(-(400 - b)**2)\n`;
  for (const slip of ['', '-3 * ']) {
    const [check] = checkDerivatives(peak(slip), 'python');
    assert.equal(check?.verdict, 'undecided', check?.difference);
    assert.match(check?.reason ?? '', /^Both are 0 up to rounding wherever they were tried/);
  }
  // A derivative that is 0 is another matter.
  const flat = 'def f(x):\n    return np.exp(2) + 3\ndef df(x):\n    return 0 * x\n';
  assert.notEqual(checkDerivatives(flat, 'python')[0]?.verdict, 'differs');
});

test('what only zeros among parameters would make right is wrong', () => {
  const text = (p: string) => `def f(v, ${p}):
    return ${p}[2] * (v[0] - ${p}[0])**2 + ${p}[3] * (v[1] - ${p}[1])**2 + ${p}[4]
def df(v, ${p}):
    return np.array([2 * ${p}[2] * (v[0] + ${p}[0]), 2 * ${p}[3] * (v[1] - ${p}[1])])
`;
  const [check] = checkDerivatives(text('c'), 'python');
  assert.equal(check?.verdict, 'differs', check?.reason);
  assert.match(check?.difference ?? '', /^entry 1: the sign of c\[0\] is wrong$/);
  // p may be labels; wrong it is all the same, or nobody can tell.
  assert.equal(checkDerivatives(text('p'), 'python')[0]?.verdict, 'undecided');
});

test('an entry that is never right is not right beside entries a million times as large', () => {
  const text = (slip: string) =>
    `def f(y):\n    return [-0.04 * y[0] + 1e4 * y[1], 0.04 * y[0] - 3e7 * y[1]**2]
def f_jac(y):\n    return [[${slip}0.04, 1e4], [0.04, -6e7 * y[1]]]\n`;
  assert.equal(checkDerivatives(text('-'), 'python')[0]?.verdict, 'agrees');
  assert.notEqual(checkDerivatives(text(''), 'python')[0]?.verdict, 'agrees');
});

test('counters that an object keeps explain nothing', () => {
  const text = (slip: string) => `class Problem:
    def __init__(self):
        self.nfev = 0
        self.njev = 0
    def fun(self, x):
        self.nfev += 1
        return 2 * (x[0]**2 + x[1]**2 - 1) - x[0] * x[1]
    def jac(self, x):
        self.njev += 1
        return np.array([4*x[0]**${slip} - x[1], 4*x[1] - x[0]])
`;
  const [right, wrong] = ['1', '3'].map((slip) => checkDerivatives(text(slip), 'python')[0]);
  assert.equal(right?.verdict, 'agrees', right?.reason);
  assert.equal(wrong?.verdict, 'differs', wrong?.reason);
});

test('one entry that is 1 is no direction', () => {
  const text = (slip: string) => `def f(x):\n    return -x[1]\ndef df(x):\n    return np.array([0, ${slip}1.0])\n`;
  assert.equal(checkDerivatives(text('-'), 'python')[0]?.verdict, 'agrees');
  assert.equal(checkDerivatives(text(''), 'python')[0]?.kind, 'sign');
});
