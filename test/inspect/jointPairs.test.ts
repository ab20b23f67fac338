// Where functions and their derivatives live beside names: handed to one optimizer, written into parameters, given in one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives, type DerivativeCheck, openDocument } from '../../src/core.ts';

const pairs = (text: string, languageId: string): DerivativeCheck[] =>
  checkDerivatives(text, languageId).filter(({ claim }) => claim.includes('derivative of'));

/** A right program, what makes it wrong, and the kind of that. */
interface Form {
  readonly language: string;
  readonly right: string;
  readonly slip: readonly [from: string, to: string];
  readonly kind: string;
}

const NUMPY = 'import numpy as np\n';
const FORMS: Readonly<Record<string, Form>> = {
  'jac= of an optimizer': {
    language: 'python',
    right: `from scipy.optimize import minimize\ndef cost(x):\n    return x[0]**2 + 3*x[0]*x[1]\ndef slope(x):\n    return [2*x[0] + 3*x[1], 3*x[0]]\nminimize(cost, [1, 1], jac=slope)\n`,
    slip: ['3*x[0]]', '-3*x[0]]'],
    kind: 'sign',
  },
  'optim in R': {
    language: 'r',
    right:
      'fr <- function(x) (x[1] - 1)^2 + x[2]^2\nslope <- function(x) c(2 * (x[1] - 1), 2 * x[2])\noptim(c(1, 1), fr, slope)\n',
    slip: ['2 * (x[1] - 1)', '(x[1] - 1)'],
    kind: 'factor',
  },
  'NLopt in C': {
    language: 'c',
    right:
      'double f(unsigned n, const double *x, double *grad, void *data) {\n  if (grad) {\n    grad[0] = 2 * x[0] * x[1];\n    grad[1] = x[0] * x[0];\n  }\n  return x[0] * x[0] * x[1];\n}\n',
    slip: ['2 * x[0] * x[1]', '2 * x[0]'],
    kind: 'missingChainFactor',
  },
  'NLopt in C++': {
    language: 'cpp',
    right:
      'double f(const std::vector<double> &x, std::vector<double> &grad, void *data) {\n  if (!grad.empty()) {\n    grad[0] = cos(x[0]);\n    grad[1] = 1;\n  }\n  return sin(x[0]) + x[1];\n}\n',
    slip: ['cos(x[0])', '-cos(x[0])'],
    kind: 'sign',
  },
  GSL: {
    language: 'c',
    right:
      'double my_f(const gsl_vector *v, void *params) {\n  double x = gsl_vector_get(v, 0), y = gsl_vector_get(v, 1);\n  return x * x * y + y;\n}\nvoid my_df(const gsl_vector *v, void *params, gsl_vector *df) {\n  double x = gsl_vector_get(v, 0), y = gsl_vector_get(v, 1);\n  gsl_vector_set(df, 0, 2 * x * y);\n  gsl_vector_set(df, 1, x * x + 1);\n}\n',
    slip: ['x * x + 1', 'x * x'],
    kind: 'missingTerm',
  },
  'in place in Julia': {
    language: 'julia',
    right: 'f(x) = (1 - x[1])^2 + x[2]^2\nfunction g!(G, x)\n    G[1] = -2 * (1 - x[1])\n    G[2] = 2 * x[2]\nend\n',
    slip: ['-2 * (1', '2 * (1'],
    kind: 'sign',
  },
  'a loop that adds up': {
    language: 'c',
    right:
      'double energy(const double *x, int n) {\n  double s = 0;\n  for (int i = 0; i < n; i++) s += x[i] * x[i] * x[i];\n  return s;\n}\nvoid energy_grad(const double *x, int n, double *g) {\n  for (int i = 0; i < n; i++) g[i] += 3 * x[i] * x[i];\n}\n',
    slip: ['3 * x[i] * x[i]', '2 * x[i] * x[i]'],
    kind: 'factor',
  },
  'value and gradient returned': {
    language: 'python',
    right: `${NUMPY}def loss_and_grad(w, X, y):\n    r = X @ w - y\n    loss = np.mean(r**2)\n    grad = 2 * X.T @ r / len(y)\n    return loss, grad\n`,
    slip: [' / len(y)', ''],
    kind: 'missingAverage',
  },
  'a dictionary': {
    language: 'python',
    right: `${NUMPY}def step(w, b, x):\n    z = w * x + b\n    loss = z**2\n    return {'loss': loss, 'dw': 2*z*x, 'db': 2*z}\n`,
    slip: ['2*z*x', '2*z*w'],
    kind: 'wrongArgument',
  },
  'several results in MATLAB': {
    language: 'matlab',
    right:
      "function [J, grad] = costFunction(theta, X, y)\nm = length(y);\nh = X * theta;\nJ = sum((h - y).^2) / (2 * m);\nif nargout > 1\n  grad = X' * (h - y) / m;\nend\nend\n",
    slip: ["X' * (h - y) / m", "X' * (h - y) / (2 * m)"],
    kind: 'factor',
  },
  'a flag': {
    language: 'python',
    right: `${NUMPY}def act(x, deriv=False):\n    if deriv == True:\n        return 1 - np.tanh(x)**2\n    return np.tanh(x)\n`,
    slip: ['np.tanh(x)**2', 'np.tanh(x)'],
    kind: 'wrongArgument',
  },
  'a flag in JavaScript': {
    language: 'javascript',
    right:
      'var squash = {\n  GAUSS: function (x, derivate) {\n    var d = Math.exp(-x * x);\n    return derivate ? -2 * x * d : d;\n  },\n};\n',
    slip: ['-2 * x * d', '2 * x * d'],
    kind: 'sign',
  },
};

const LOOP = (dw: string, db: string) =>
  `${NUMPY}def train(X, y, w, b, rate):\n    n = len(y)\n    for step in range(100):\n        r = X @ w + b - y\n        loss = np.mean(r**2)\n        dw = ${dw}\n        db = ${db}\n        w = w - rate * dw\n        b = b - rate * db\n    return w, b\n`;

test('gradients in a loop that trains are those of its loss', () => {
  const verdict = (dw: string, db: string) => pairs(LOOP(dw, db), 'python')[0]?.verdict;
  assert.equal(verdict('2/n * X.T @ r', '2/n * np.sum(r)'), 'agrees');
  assert.equal(verdict('2/n * X.T @ r', '2 * np.sum(r)'), 'differs');
  // One factor on all of them: of half the loss.
  assert.equal(verdict('X.T @ r / n', 'np.sum(r) / n'), 'conventionOnly');
  const alone = `${NUMPY}def train(x, y, w, rate):\n    for step in range(9):\n        loss = (w * x - y)**2\n        dw = (w * x - y) * x\n        w = w - rate * dw\n    return w\n`;
  assert.equal(pairs(alone, 'python')[0]?.verdict, 'undecided');
  const noLoss = alone.replace('        loss = (w * x - y)**2\n', '');
  assert.equal(pairs(noLoss, 'python').length, 0);
});

test('a loss and its gradients in one function', () => {
  const right =
    "import numpy as np\ndef propagate(w, b, X, Y):\n    m = X.shape[1]\n    A = 1 / (1 + np.exp(-(w.T @ X + b)))\n    cost = -1/m * np.sum(Y*np.log(A) + (1-Y)*np.log(1-A))\n    dw = 1/m * X @ (A-Y).T\n    db = 1/m * np.sum(A-Y)\n    return {'dw': dw, 'db': db}, cost\n";
  assert.equal(pairs(right, 'python')[0]?.verdict, 'agrees');
  const [wrong] = pairs(right.replace('db = 1/m', 'db = 1'), 'python');
  assert.equal(wrong?.verdict, 'differs');
  assert.equal(wrong?.kind, 'missingAverage');
});

test('GSL functions that write into vectors and give a status', () => {
  const program = (entry: string) =>
    `int lin_f(const gsl_vector *x, void *params, gsl_vector *f) {\n  double a = gsl_vector_get(x, 0), b = gsl_vector_get(x, 1);\n  gsl_vector_set(f, 0, a * b);\n  gsl_vector_set(f, 1, a * a);\n  return GSL_SUCCESS;\n}\nint lin_df(const gsl_vector *x, void *params, gsl_matrix *J) {\n  double a = gsl_vector_get(x, 0), b = gsl_vector_get(x, 1);\n  gsl_matrix_set(J, 0, 0, b);\n  gsl_matrix_set(J, 0, 1, a);\n  gsl_matrix_set(J, 1, 0, ${entry});\n  gsl_matrix_set(J, 1, 1, 0);\n  return GSL_SUCCESS;\n}\n`;
  assert.equal(pairs(program('2 * a'), 'c')[0]?.verdict, 'agrees');
  assert.equal(pairs(program('a'), 'c')[0]?.verdict, 'differs');
});

test('right derivatives agree in every form', () => {
  for (const [what, { language, right }] of Object.entries(FORMS)) {
    const checks = pairs(right, language);
    assert.equal(checks.length, 1, what);
    assert.equal(checks[0]?.verdict, 'agrees', `${what}: ${checks[0]?.reason ?? checks[0]?.difference}`);
  }
});

test('slips are found and named in every form', () => {
  for (const [what, { language, right, slip, kind }] of Object.entries(FORMS)) {
    assert.ok(right.includes(slip[0]), what);
    const [check] = pairs(right.replace(slip[0], slip[1]), language);
    assert.equal(check?.verdict, 'differs', `${what}: ${check?.reason}`);
    assert.equal(check?.kind, kind, `${what}: ${check?.difference}`);
  }
});

const SILENT: Readonly<Record<string, readonly [language: string, text: string]>> = {
  'other pairs of results': ['python', 'def step(x):\n    y = x**2\n    g = 3*x\n    return y, g\n'],
  'a function that nothing depends on': ['python', 'def f(x):\n    return 4.0\ndef grad_f(x):\n    return x\n'],
  'the derivative by another parameter': [
    'python',
    'def f(y, p):\n    return (y - p)**2\ndef f_grad(y, p):\n    return 2*(p - y)\n',
  ],
  'names that the call does not mean': [
    'python',
    'def run(solve_ivp, f):\n    for jac in [None, f]:\n        solve_ivp(f, (0, 1), [1], jac=jac)\ndef jac(t, y):\n    return 3*y\n',
  ],
  'words that say otherwise': [
    'python',
    'def f(x):\n    return x**2\ndef f_grad(x):\n    """This is actually half of it."""\n    return x\n',
  ],
  'a d that is no derivative': [
    'javascript',
    'function raw(x) { return x * x; }\nfunction draw(x) { return x + 1; }\n',
  ],
  'a density in R': ['r', 'foo <- function(x) x^2\npfoo <- function(x) x\ndfoo <- function(x) 3 * x\n'],
};

test('a pair that is in doubt stays silent', () => {
  for (const [what, [language, text]] of Object.entries(SILENT)) {
    for (const { verdict } of pairs(text, language)) assert.notEqual(verdict, 'differs', what);
  }
});

const optim = (second: string, isWanted: (name: string) => string) => `function fg!(F, G, x)
    t = x[2] - x[1]^2
    if ${isWanted('G')}
        G[1] = -2.0 * (1.0 - x[1]) - 400.0 * t * x[1]
        G[2] = ${second} * t
    end
    if ${isWanted('F')}
        return (1.0 - x[1])^2 + 100.0 * t^2
    end
end`;

test('fg!(F, G, x) gives what it is asked for', () => {
  for (const isWanted of [(name: string) => `${name} !== nothing`, (name: string) => `!isnothing(${name})`]) {
    assert.deepEqual(verdictsOf(optim('200.0', isWanted), 'julia'), ['agrees']);
    assert.deepEqual(verdictsOf(optim('100.0', isWanted), 'julia'), ['differs']);
  }
});

const ceres = (second: string, asked: string, cost: string) => `class Rosenbrock : public ceres::FirstOrderFunction {
 public:
  bool Evaluate(const double* parameters, double* cost, double* gradient) const override {
    const double x = parameters[0];
    const double y = parameters[1];
    ${cost} = (1.0 - x) * (1.0 - x) + 100.0 * (y - x * x) * (y - x * x);
    if (${asked}) {
      gradient[0] = -2.0 * (1.0 - x) - 200.0 * (y - x * x) * 2.0 * x;
      gradient[1] = ${second} * (y - x * x);
    }
    return true;
  }
  int NumParameters() const override { return 2; }
};`;

test('Ceres: Evaluate writes the cost, and the gradient where it is asked for', () => {
  for (const [asked, cost] of [
    ['gradient != nullptr', 'cost[0]'],
    ['gradient', '*cost'],
  ] as const) {
    assert.deepEqual(verdictsOf(ceres('200.0', asked, cost), 'cpp'), ['agrees']);
    assert.deepEqual(verdictsOf(ceres('100.0', asked, cost), 'cpp'), ['differs']);
  }
});

function verdictsOf(text: string, languageId: string): string[] {
  return [...openDocument(text, languageId).check()].flatMap((check) => check?.verdict ?? []);
}

test('a softmax that subtracts its largest entry has a derivative but where two are the largest', () => {
  const softmax = (gradient: string) =>
    `import numpy as np\ndef softmax(x):\n    e = np.exp(x - np.max(x))\n    return e / e.sum()\ndef softmax_grad(s):\n    return ${gradient}`;
  assert.deepEqual(verdictsOf(softmax('np.diag(s) - np.outer(s, s)'), 'python'), ['agrees']);
  assert.deepEqual(verdictsOf(softmax('np.diag(s) + np.outer(s, s)'), 'python'), ['differs']);
  const text = 'import numpy as np\ndef f(x):\n    return np.max(x) - x[0]**2\n';
  const problems = (x: number[]) =>
    openDocument(text, 'python').inspect(text.indexOf('f('), { point: { x } }).value?.problems;
  assert.deepEqual(problems([1, 2, 3]), []);
  assert.match(problems([1, 3, 3])?.[0]?.message ?? '', /max is not differentiable/);
});

test('a slip where a flag asks for the derivative is mended there, not in the value', () => {
  const text = (slope: string) =>
    `function wave(x, derivate) {\n  var c = Math.cos(x);\n  if (derivate) return ${slope};\n  return c * c + Math.sin(x);\n}\n`;
  const right = text('c - 2 * c * Math.sin(x)');
  const wrong = text('c - c * Math.sin(x)');
  assert.equal(pairs(right, 'javascript')[0]?.verdict, 'agrees');
  const document = openDocument(wrong, 'javascript');
  const check = [...document.check()].find((each) => each?.verdict === 'differs');
  assert.ok(check);
  const fix = [...document.fixes(check)].find((each) => each !== undefined);
  assert.ok(fix);
  assert.match(document.edit(fix.edits).text, /return c - 2 \* c \* Math\.sin\(x\);\n {2}return c \* c/);
});
