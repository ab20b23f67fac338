// Derivatives that are another function's on purpose stay silent; a slip in the same place is still found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives, openDocument } from '../../src/core.ts';

const verdictOf = (text: string, languageId: string) =>
  checkDerivatives(text, languageId).find(({ claim }) => claim.includes('derivative of'))?.verdict;

const NUMPY = 'import numpy as np\n';
const LOOP = (loss: string, dw: string, more = '') =>
  `${NUMPY}def train(w, X, y, lr, mu):\n    v = np.zeros_like(w)\n    for k in range(100):\n        r = X @ w - y\n        loss = ${loss}\n        dw = ${dw}\n        w = w - lr * dw\n${more}    return w\n`;
const LASSO = (parameters: string) =>
  `${NUMPY}def objective(w, A, b, lam):\n    return 0.5 * np.sum((A @ w - b)**2) + lam * np.sum(np.abs(w))\ndef gradient(${parameters}):\n    return A.T @ (A @ w - b)\n`;

/** By what is meant: language, the program, and what in it makes it a slip. */
const MEANT: Readonly<Record<string, readonly [language: string, text: string, slip?: readonly [string, string]]>> = {
  'a step with a surrogate': [
    'python',
    `${NUMPY}def fire(v):\n    return np.heaviside(v - 1, 0)\ndef fire_derivative(v):\n    return 1 / (1 + np.abs(v - 1))**2\n`,
    ['np.heaviside(v - 1, 0)', 'np.tanh(v)'],
  ],
  'a rounded value with the way back of the identity': [
    'python',
    'import torch\nclass F(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        return torch.floor(x)\n    @staticmethod\n    def backward(ctx, g):\n        return g\n',
    ['torch.floor(x)', 'torch.sin(x)'],
  ],
  'a unit vector': [
    'python',
    `${NUMPY}def f(x):\n    return x[0]**2 + 3 * x[1]**2\ndef grad_f(x):\n    g = np.array([2 * x[0], 6 * x[1]])\n    return g / np.linalg.norm(g)\n`,
    ['np.linalg.norm(g)', 'np.linalg.norm(x)'],
  ],
  'what is called a factor of the gradient': [
    'python',
    `${NUMPY}def kernel(x, y):\n    return np.exp(-0.5 * (x - y)**2)\ndef kernel_gradient(x, y):\n    slope = y - x\n    prefactor = slope\n    return prefactor\n`,
    ['return prefactor', 'return slope'],
  ],
  'what a comment above calls a direction': [
    'javascript',
    'function energy(x) { return x ** 4 / 4; }\n/** Descent direction. */\nfunction energyGrad(x) { return -(x ** 3); }\n',
    ['Descent direction', 'Derivative'],
  ],
  'what a comment behind says of a factor': [
    'javascript',
    'const mse = (p, y) => (p - y) ** 2;\nconst mseGrad = (p, y) => p - y; // factor of 2 dropped\n',
    ['factor of 2 dropped', 'of the error'],
  ],
  'what a comment above says of a factor': [
    'javascript',
    '// the factor 2 is absorbed into the learning rate\nconst mseGrad = (p, y) => p - y;\nconst mse = (p, y) => (p - y) ** 2;\n',
    ['the factor 2 is absorbed into the learning rate', 'of the error'],
  ],
  'a unit vector of numbers': [
    'javascript',
    'const energy = (x, y) => x * x + y * y;\nconst energyGrad = (x, y) => {\n  const n = Math.hypot(x, y);\n  return [x / n, y / n];\n};\n',
    ['Math.hypot(x, y)', 'Math.hypot(x, 1)'],
  ],
  'a gradient for each sample': [
    'python',
    `${NUMPY}class MSE:\n    """The loss is averaged over the batch, the gradient is per sample."""\n    def loss(self, y, p):\n        return np.mean((y - p)**2)\n    def gradient(self, y, p):\n        return 2 * (p - y)\n`,
    ['per sample', 'what it should be'],
  ],
  'a sum that the caller divides': [
    'python',
    `${NUMPY}def loss(w, X, y):\n    return np.mean((X @ w - y)**2)\ndef loss_grad(w, X, y):\n    # to be divided by len(y) by the caller\n    return 2 * X.T @ (X @ w - y)\n`,
    ['2 * X.T', '2 * w * X.T'],
  ],
  'the part without a penalty': [
    'python',
    `def cost(x, w):\n    return x * w**2 + 0.1 * w**2\ndef cost_gradient(x, w):\n    """Gradient of the unregularized cost."""\n    return 2 * x * w\n`,
    ['Gradient of the unregularized cost', 'Gradient of the cost'],
  ],
  'a transposed Jacobian': [
    'python',
    `${NUMPY}def f(x):\n    return np.array([x[0]**2 * x[1], 5 * x[0] + np.sin(x[1])])\ndef jac_f(x):\n    """Transposed: one column for each function."""\n    return np.array([[2 * x[0] * x[1], 5], [x[0]**2, np.cos(x[1])]])\n`,
    ['[x[0]**2, np.cos(x[1])]', '[x[0]**3, np.cos(x[1])]'],
  ],
  'a Jacobian in columns, as the solver is told': [
    'python',
    'sol = odeint(lambda y, t: [y[1], -2 * y[0]], y0, t, Dfun=lambda y, t: [[0, -2], [1, 0]], col_deriv=True)\n',
    [', col_deriv=True', ''],
  ],
  'a difference from a value': [
    'julia',
    'T(h) = 288.15 - 0.0065h\ndT(h) = T(h) - 288.15\n',
    ['T(h) - 288.15\n', '288.15h - 0.0065\n'],
  ],
  'a difference that goes with a difference': [
    'cpp',
    'double T(double c) { return 1.8 * c + 32; }\ndouble dT(double dc) { return 1.8 * dc; }\n',
    ['dT(double dc) { return 1.8 * dc; }', 'dT(double c) { return 1.8 * c; }'],
  ],
  'degrees of freedom under a name': [
    'python',
    'f = lambda n: 2.0 * n\ndf = lambda n: n - 1  # degrees of freedom\n',
    ['n - 1  # degrees of freedom', '3.0 * n'],
  ],
  'the gradient of a road': [
    'javascript',
    'const fuelCost = (d) => 0.12 * d;\n// gradient of the terrain\nconst fuelCostGradient = (d) => d * 0.01 + 4;\n',
    ['the terrain', 'the cost'],
  ],
  'a flow across the gradient': [
    'python',
    'def potential(x, y):\n    return x * y**2\ndef potential_grad(x, y):\n    # rotated by 90 degrees\n    return 2 * x * y, -y**2\n',
    ['rotated by 90 degrees', 'by x and y'],
  ],
  'another order of the results': [
    'python',
    'def surface(x, y):\n    return x**2 * y\ndef surface_grad(x, y):\n    """In the order: row, column."""\n    return x**2, 2 * x * y\n',
    ['In the order: row, column', 'Of rows and columns'],
  ],
  'another unit': [
    'javascript',
    'const distance = (t) => 5 * t * t;\nconst distanceDerivative = (t) => 10 * t / 1000; // in km/s\n',
    ['in km/s', 'of the distance'],
  ],
  'a convention of signs': [
    'python',
    'def temperature(z):\n    return 288.15 - 6.5 * z\ndef temperature_gradient(z):\n    return 6.5  # positive by convention\n',
    ['positive by convention', 'the slope'],
  ],
  'a logarithmic derivative': [
    'python',
    'def f(x):\n    return x**3\ndef f_derivative(x):\n    """Logarithmic derivative."""\n    return 3 / x\n',
    ['Logarithmic', 'The'],
  ],
  'a difference quotient of data': [
    'python',
    'def density(r1, r2, dx):\n    return (r1 + r2) / 2\ndef density_gradient(r1, r2, dx):\n    return (r2 - r1) / dx\n',
    ['(r2 - r1) / dx', '(r2 - r1 * dx) / dx'],
  ],
  'degrees of freedom': ['r', 'f <- function(n) 2 * n\ndf <- function(n) n - 1\n', ['n - 1', '1.5']],
  'a tangent': [
    'python',
    'f = lambda x, a: x**2\nfprime = lambda x, a: f(a, a) + 2 * a * (x - a)  # the tangent line at a\n',
    ['tangent line', 'slope'],
  ],
  'half of a Hessian': [
    'python',
    `${NUMPY}def f(x):\n    return x[0]**2 * x[1]\ndef f_hess(x):\n    """Lower triangle."""\n    return np.array([[2 * x[1], 0], [2 * x[0], 0]])\n`,
    ['Lower triangle', 'Second derivatives'],
  ],
  'an equation of motion': [
    'python',
    'def v(t):\n    return 3 * t\ndef dv(v):\n    return -0.1 * v\n',
    ['dv(v):\n    return -0.1 * v', 'dv(t):\n    return -0.1 * t'],
  ],
  'a system of equations': [
    'javascript',
    'const f = (x, v) => -x - 0.1 * v;\nconst df = (x, v) => [v, f(x, v)];\n',
    ['[v, f(x, v)]', '[v, 2 * f(x, v)]'],
  ],
  'normalized time': [
    'javascript',
    'const ease = (t, d) => (t / d) * (t / d);\n// velocity in normalised time\nconst easeDeriv = (t, d) => 2 * (t / d);\n',
    ['in normalised time', 'of it'],
  ],
  'a change for a day': [
    'python',
    'def price(T, r):\n    return 100 * (1 + r)**T\ndef price_deriv(T, r):\n    """For r, per 1% of change."""\n    return T * (1 + r)**(T - 1)\n',
    ['per 1% of change', 'that is'],
  ],
  'momentum in the step': ['python', LOOP('np.mean(r**2)', 'mu * v + 2 * X.T @ r / len(y)', '        v = dw\n')],
  'a loop that prints another number': ['python', LOOP('np.mean(np.abs(r))', '2 * X.T @ r / len(y)')],
  'the smooth part of an objective': [
    'python',
    LASSO('w, A, b'),
    ['w, A, b):\n    return A.T', 'w, A, b, lam):\n    return A.T'],
  ],
};

for (const [what, [language, text, slip]] of Object.entries(MEANT)) {
  test(`meant: ${what}`, () => {
    assert.equal(verdictOf(text, language), 'undecided');
    if (!slip) return;
    assert.ok(text.includes(slip[0]));
    assert.equal(verdictOf(text.replace(slip[0], slip[1]), language), 'differs');
  });
}

test('the value beside its derivatives is none of them', () => {
  const text = (slope: string) =>
    `def cost(w, x, y):\n    e = w*x - y\n    return 0.5*e**2\n\ndef cost_grad(w, x, y):\n    e = w*x - y\n    return 0.5*e**2, ${slope}\n`;
  assert.equal(verdictOf(text('e * x'), 'python'), 'agrees');
  assert.equal(verdictOf(text('e * x**2'), 'python'), 'differs');
  // The first of two derivatives may be equal to the value.
  const grown = `import math\ndef f(x, y):\n    return y * math.exp(x)\ndef f_grad(x, y):\n    return y * math.exp(x), math.exp(x)\n`;
  assert.equal(verdictOf(grown, 'python'), 'agrees');
});

test('keys of an object say by which parameter a derivative is', () => {
  const text = (keys: string) =>
    `const potential = (x, y) => x * y * y;\nconst potentialGradient = (x, y) => ({ ${keys} });\n`;
  assert.equal(verdictOf(text('y: 2 * x * y, x: y * y'), 'javascript'), 'agrees');
  assert.equal(verdictOf(text('y: x * y, x: y * y'), 'javascript'), 'differs');
  assert.equal(verdictOf(text('u: 2 * x * y, v: -y * y'), 'javascript'), undefined);
});

test('keys and names of two derivatives are no value and its derivative', () => {
  const text = (result: string) =>
    `def cost(params, x, y):\n    return (params['w']*x + params['b'] - y)**2\n\ndef cost_grad(params, x, y):\n    e = params['w']*x + params['b'] - y\n    return ${result}\n`;
  assert.notEqual(verdictOf(text("{'w': 2*e*x, 'b': 2*e}"), 'python'), 'differs');
  const second =
    'def logistic_loss(y, p):\n    return (y - p)**2\n\ndef logistic_loss_grad(y, p):\n    grad = 2*(p - y)\n    hess = 2\n    return grad, hess\n';
  assert.notEqual(verdictOf(second, 'python'), 'differs');
  const partial = (dy: string) =>
    `def z(x, y):\n    return x**2 + x*y\n\ndef z_grad(x, y):\n    dz_dy = ${dy}\n    dz_dx = 2*x + y\n    return dz_dy, dz_dx\n`;
  assert.equal(verdictOf(partial('x'), 'python'), 'agrees');
  assert.equal(verdictOf(partial('2*x'), 'python'), 'differs');
});

test('what a comment says of a negative gradient is a convention', () => {
  const text =
    'const gain = (w) => Math.log(w) - w;\n// Negative gradient for the optimizer\nconst gainGrad = (w) => 1 - 1 / w;\n';
  assert.equal(verdictOf(text, 'javascript'), 'conventionOnly');
  assert.equal(verdictOf(text.replace('Negative gradient', 'Slope'), 'javascript'), 'differs');
});

test('a product with the Hessian from too few numbers is no number, whatever was there before', () => {
  const { value: evaluator } = openDocument('f(x, y) = log(x) y + x y^2', 'plaintext').compile(0, { entry: 'f' });
  assert.ok(evaluator);
  const out = new Float64Array(2);
  evaluator.hessianVector(Float64Array.of(2, 3), Float64Array.of(1, 1), out);
  assert.ok(out.every(Number.isFinite));
  evaluator.hessianVector(Float64Array.of(2), Float64Array.of(1, 1), out);
  assert.ok(out.every(Number.isNaN));
});

test('what a constructor makes from other things that the object keeps is no number of its own', () => {
  const text = (slope: string) =>
    `class Density:\n    def __init__(self, a, alpha, beta):\n        self.a = a\n        self.alpha = alpha\n        self.beta = beta\n        self.a2 = self.a**2\n        self.rest = beta - self.alpha\n\n    def density(self, m):\n        return (self.a / m)**self.alpha / (1 + m / self.a)**self.rest * self.a2\n\n    def density_deriv(self, m):\n        return ${slope}\n`;
  assert.equal(
    verdictOf(text('-self.density(m) * (self.a * self.alpha + self.beta * m) / m / (self.a + m)'), 'python'),
    'agrees',
  );
  assert.notEqual(
    verdictOf(text('-self.density(m) * (self.a * self.beta + self.alpha * m) / m / (self.a + m)'), 'python'),
    'agrees',
  );
});
