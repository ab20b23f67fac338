// Backward passes beside their forward passes: right ones agree whatever way they are written, slips are found and named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives, type DerivativeCheck } from '../../src/core.ts';

const pairs = (text: string, languageId = 'python'): DerivativeCheck[] =>
  checkDerivatives(text, languageId).filter(({ claim }) => claim.includes('derivative of'));

interface Form {
  readonly language?: string;
  readonly right: string;
  /** What makes it wrong, and the kind of that. */
  readonly slips: readonly (readonly [from: string, to: string, kind: string])[];
}

const FORMS: Readonly<Record<string, Form>> = {
  'functions with a cache': {
    right:
      'import numpy as np\ndef affine_forward(x, w, b):\n    out = x.dot(w) + b\n    cache = (x, w, b)\n    return out, cache\n\ndef affine_backward(dout, cache):\n    x, w, b = cache\n    dx = dout.dot(w.T)\n    dw = x.T.dot(dout)\n    db = np.sum(dout, axis=0)\n    return dx, dw, db\n',
    slips: [
      ['dx = dout', 'dx = -dout', 'sign'],
      ['np.sum(dout', '2 * np.sum(dout', 'factor'],
    ],
  },
  'a layer that keeps its input': {
    right:
      'import numpy as np\nclass Affine:\n    def __init__(self, W, b):\n        self.W = W\n        self.b = b\n        self.x = None\n    def forward(self, x):\n        self.x = x\n        return np.dot(x, self.W) + self.b\n    def backward(self, dout):\n        dx = np.dot(dout, self.W.T)\n        self.dW = np.dot(self.x.T, dout)\n        self.db = np.sum(dout, axis=0)\n        return dx\n',
    slips: [
      ['self.dW = np.dot', 'self.dW = 0.5 * np.dot', 'factor'],
      ['self.db = np.sum', 'self.db = -np.sum', 'sign'],
    ],
  },
  'a layer that keeps its output': {
    right:
      'import numpy as np\nclass Tanh:\n    def forward(self, x):\n        self.y = np.tanh(x)\n        return self.y\n    def backward(self, g):\n        return g * (1 - self.y**2)\n',
    slips: [
      ['self.y**2', 'self.y', 'wrongArgument'],
      ['g * (', '(', 'missingChainFactor'],
    ],
  },
  'a layer that returns nothing': {
    right:
      'import numpy as np\nclass Dense:\n    def forward(self, inputs):\n        self.inputs = inputs\n        self.output = np.dot(inputs, self.weights) + self.biases\n    def backward(self, dvalues):\n        self.dweights = np.dot(self.inputs.T, dvalues)\n        self.dbiases = np.sum(dvalues, axis=0, keepdims=True)\n        self.dinputs = np.dot(dvalues, self.weights.T)\n',
    slips: [['self.dweights = ', 'self.dweights = 2 * ', 'factor']],
  },
  'autograd.Function': {
    right:
      'import torch\nclass Cube(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x, k):\n        ctx.save_for_backward(x)\n        ctx.k = k\n        return k * x**3\n    @staticmethod\n    def backward(ctx, grad_output):\n        x, = ctx.saved_tensors\n        return grad_output * 3 * ctx.k * x**2, None\n',
    slips: [
      ['grad_output * 3', '3', 'missingChainFactor'],
      ['* 3 *', '* 2 *', 'factor'],
    ],
  },
  'autograd.Function with what is asked for': {
    right:
      'import torch\nclass Linear(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, input, weight):\n        ctx.save_for_backward(input, weight)\n        return input.mm(weight.t())\n    @staticmethod\n    def backward(ctx, grad_output):\n        input, weight = ctx.saved_tensors\n        grad_input = grad_weight = None\n        if ctx.needs_input_grad[0]:\n            grad_input = grad_output.mm(weight)\n        if ctx.needs_input_grad[1]:\n            grad_weight = grad_output.t().mm(input)\n        return grad_input, grad_weight\n',
    slips: [['grad_output.mm(weight)', '-grad_output.mm(weight)', 'sign']],
  },
  custom_vjp: {
    right:
      'import jax\nimport jax.numpy as jnp\n@jax.custom_vjp\ndef f(x, y):\n    return jnp.sin(x) * y\ndef f_fwd(x, y):\n    return f(x, y), (jnp.cos(x), jnp.sin(x), y)\ndef f_bwd(res, g):\n    cos_x, sin_x, y = res\n    return (cos_x * g * y, sin_x * g)\nf.defvjp(f_fwd, f_bwd)\n',
    slips: [['sin_x * g)', '-sin_x * g)', 'sign']],
  },
  rrule: {
    language: 'julia',
    right:
      "using ChainRulesCore\nfunction affine(W, x, b)\n    return W * x .+ b\nend\nfunction ChainRulesCore.rrule(::typeof(affine), W, x, b)\n    y = affine(W, x, b)\n    function affine_pullback(ȳ)\n        return NoTangent(), ȳ * x', W' * ȳ, ȳ\n    end\n    return y, affine_pullback\nend\n",
    slips: [['ȳ\n    end', '-ȳ\n    end', 'sign']],
  },
  'rrule with a function without a name': {
    language: 'julia',
    right: 'rrule(::typeof(sq), x) = (x^2, Δ -> (NoTangent(), 2 * Δ * x))\n',
    slips: [['2 * Δ', 'Δ', 'factor']],
  },
  frule: {
    language: 'julia',
    right:
      'f(x, y) = x * sin(y)\nfunction ChainRulesCore.frule((_, Δx, Δy), ::typeof(f), x, y)\n    return x * sin(y), sin(y) * Δx + x * cos(y) * Δy\nend\n',
    slips: [['+ x * cos', '- x * cos', 'sign']],
  },
  'an attribute in R': {
    language: 'r',
    right: 'f <- function(x, a) {\n  res <- sum((x - a)^2)\n  attr(res, "gradient") <- 2 * (x - a)\n  res\n}\n',
    slips: [
      ['2 * (x - a)', '(x - a)', 'factor'],
      ['2 * (x - a)', '2 * (x + a)', 'sign'],
    ],
  },
  'a structure in R': {
    language: 'r',
    right: 'g <- function(x) structure(sum(x^3), gradient = 3 * x^2)\n',
    slips: [['3 * x^2', '3 * x^3', 'factor']],
  },
  'a class in JavaScript': {
    language: 'javascript',
    right:
      'class Tanh {\n  forward(x) { this.y = Math.tanh(x); return this.y; }\n  backward(dy) { return dy * (1 - this.y * this.y); }\n}\n',
    slips: [['dy * (', '-dy * (', 'sign']],
  },
};

test('right backward passes agree', () => {
  for (const [what, { right, language }] of Object.entries(FORMS)) {
    const checks = pairs(right, language);
    assert.equal(checks.length, 1, what);
    assert.equal(checks[0]?.verdict, 'agrees', `${what}: ${checks[0]?.reason ?? checks[0]?.difference}`);
  }
});

test('slips in backward passes are found and named', () => {
  for (const [what, { right, language, slips }] of Object.entries(FORMS)) {
    for (const [from, to, kind] of slips) {
      assert.ok(right.includes(from), `${what}: ${from}`);
      const [check] = pairs(right.replace(from, to), language);
      assert.equal(check?.verdict, 'differs', `${what}: ${to}: ${check?.reason}`);
      assert.equal(check?.kind, kind, `${what}: ${to}: ${check?.difference}`);
    }
  }
});

test('a check names the gradient that comes in as the author does', () => {
  const [check] = pairs(FORMS['autograd.Function']?.right.replace('grad_output * 3', '3') ?? '');
  assert.match(check?.difference ?? '', /the factor grad_output is missing/);
});

test('what is no mistake in a backward pass stays silent', () => {
  const silent: Readonly<Record<string, string>> = {
    'the end of a way forward':
      'import numpy as np\nclass SoftmaxWithLoss:\n    def forward(self, x, t):\n        self.t = t\n        self.y = np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)\n        return -np.sum(self.t * np.log(self.y)) / self.t.shape[0]\n    def backward(self, dout=1):\n        return (self.y - self.t) / self.t.shape[0]\n',
    'predictions in the place of a gradient':
      'import numpy as np\nclass Log:\n    def forward(self, x):\n        return np.log(x)\n    def backward(self, x_hat):\n        return 1 / x_hat\n',
    'a gradient that is reversed':
      'import torch\nclass Flip(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        return x.clone()\n    @staticmethod\n    def backward(ctx, grad_output):\n        return -grad_output\n',
    'a way back that skips a step on purpose':
      'import torch\nclass Partial(torch.autograd.Function):\n    """In backward we skip this division."""\n    @staticmethod\n    def forward(ctx, n, bias):\n        ctx.n = n\n        return torch.div(bias, n)\n    @staticmethod\n    def backward(ctx, grad_output):\n        return (None, grad_output)\n',
    'sums that become means':
      'import numpy as np\ndef linear_forward(A, W, b):\n    Z = np.dot(W, A) + b\n    return Z, (A, W, b)\ndef linear_backward(dZ, cache):\n    A, W, b = cache\n    m = A.shape[1]\n    dW = 1/m * np.dot(dZ, A.T)\n    db = 1/m * np.sum(dZ, axis=1, keepdims=True)\n    dA = np.dot(W.T, dZ)\n    return dA, dW, db\n',
  };
  for (const [what, text] of Object.entries(silent)) {
    const checks = pairs(text);
    assert.equal(checks.length, 1, what);
    assert.notEqual(checks[0]?.verdict, 'differs', `${what}: ${checks[0]?.difference}`);
  }
});

test('labels that sum to 1, symmetric matrices: conditions that programs leave unsaid', () => {
  const softmax =
    'import numpy as np\ndef loss(W, X, Y):\n    Z = X @ W\n    P = np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)\n    return -np.sum(Y * np.log(P)) / X.shape[0]\ndef loss_grad(W, X, Y):\n    Z = X @ W\n    P = np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)\n    return X.T @ (P - Y) / X.shape[0]\n';
  const [usual] = pairs(softmax);
  assert.equal(usual?.verdict, 'agrees', usual?.difference);
  assert.match(usual?.reason ?? '', /rows of Y sum to 1/);
  assert.equal(pairs(softmax.replace('(P - Y)', '(P + Y)'))[0]?.verdict, 'differs');
  const quadratic = 'def f(x, A):\n    return x @ A @ x\ndef f_grad(x, A):\n    return 2 * A @ x\n';
  assert.match(pairs(quadratic)[0]?.reason ?? '', /symmetric/);
  const squares =
    'def f(x, A, b):\n    r = A @ x - b\n    return r @ r\ndef f_grad(x, A, b):\n    return 2 * A @ (A @ x - b)\n';
  assert.equal(pairs(squares)[0]?.kind, 'transposed');
});

test('the tanh approximation of GELU is told from GELU itself', () => {
  const exact = 'def gelu(x):\n    return 0.5 * x * (1 + erf(x / np.sqrt(2)))\n';
  const near = 'def gelu(x):\n    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))\n';
  const ofExact = 'def gelu_grad(x):\n    return norm.cdf(x) + x * norm.pdf(x)\n';
  const ofNear =
    'def gelu_grad(x):\n    c = np.sqrt(2 / np.pi)\n    t = np.tanh(c * (x + 0.044715 * x**3))\n    return 0.5 * (1 + t) + 0.5 * x * (1 - t**2) * c * (1 + 3 * 0.044715 * x**2)\n';
  const check = (text: string) =>
    pairs(`import numpy as np\nfrom scipy.special import erf\nfrom scipy.stats import norm\n${text}`)[0];
  assert.equal(check(exact + ofExact)?.verdict, 'agrees');
  assert.equal(check(near + ofNear)?.verdict, 'agrees');
  for (const text of [exact + ofNear, near + ofExact]) {
    assert.equal(check(text)?.verdict, 'differs');
    assert.equal(check(text)?.kind, 'approximation');
    assert.match(check(text)?.difference ?? '', /tanh approximation.*relative error \de-4/);
  }
});

test('a parameter that is left to its default is no number', () => {
  const text =
    'class Penalty:\n    def deriv(self, p, alpha=None):\n        if alpha is None:\n            alpha = self.alpha\n        return 2 * alpha * p\n    def deriv2(self, p, alpha=None):\n        if alpha is None:\n            alpha = self.alpha\n        return 2 * alpha\n';
  assert.equal(pairs(text)[0]?.verdict, 'agrees');
});
