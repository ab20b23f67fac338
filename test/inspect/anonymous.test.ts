import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

const verdicts = (text: string, languageId: string) =>
  [...openDocument(text, languageId).check()].flatMap((check) => check?.verdict ?? []);

/** By language: x² and 3x², its derivative and a wrong one, as functions without a name of their own. */
const UNDER_A_NAME: Record<string, readonly (readonly [right: string, wrong: string])[]> = {
  javascript: [
    [
      'const f = (x) => x ** 3;\nconst fPrime = (x) => 3 * x ** 2;',
      'const f = (x) => x ** 3;\nconst fPrime = (x) => 2 * x ** 2;',
    ],
    ['const f = x => x ** 3, df = x => 3 * x * x;', 'const f = x => x ** 3, df = x => 3 * x;'],
    [
      'export const cube = function (x) { return x ** 3; };\nexport const cubeDerivative = function (x) { return 3 * x ** 2; };',
      'export const cube = function (x) { return x ** 3; };\nexport const cubeDerivative = function (x) { return x ** 2; };',
    ],
    [
      'const cube = (x) => { const y = x * x; return x * y; };\nconst gradCube = (x) => { const y = x * x; return 3 * y; };',
      'const cube = (x) => { const y = x * x; return x * y; };\nconst gradCube = (x) => { const y = x * x; return y; };',
    ],
  ],
  typescript: [
    [
      'export const s = (x: number): number => 1 / (1 + Math.exp(-x));\nexport const sPrime = (x: number) => s(x) * (1 - s(x));',
      'export const s = (x: number): number => 1 / (1 + Math.exp(-x));\nexport const sPrime = (x: number) => s(x) * (1 + s(x));',
    ],
  ],
  python: [['f = lambda x: x**3\nfprime = lambda x: 3*x**2', 'f = lambda x: x**3\nfprime = lambda x: 3*x']],
  julia: [['f = x -> x^3\ndf = x -> 3x^2', 'f = x -> x^3\ndf = x -> 3x']],
  matlab: [['f = @(x) x.^3;\ndf = @(x) 3*x.^2;', 'f = @(x) x.^3;\ndf = @(x) 3*x;']],
  r: [['f <- \\(x) x^3\ndf <- \\(x) 3 * x^2', 'f <- \\(x) x^3\ndf <- \\(x) 3 * x']],
  cpp: [
    [
      'auto f = [](double x) { return x * x * x; };\nauto df = [](double x) { return 3 * x * x; };',
      'auto f = [](double x) { return x * x * x; };\nauto df = [](double x) { return 3 * x; };',
    ],
  ],
};

for (const [language, cases] of Object.entries(UNDER_A_NAME)) {
  test(`functions without a name of their own are claims by the name that they get: ${language}`, () => {
    for (const [right, wrong] of cases) {
      assert.deepEqual(verdicts(right, language), ['agrees'], right);
      assert.deepEqual(verdicts(wrong, language), ['differs'], wrong);
    }
  });
}

test('functions in objects belong together', () => {
  const activations = (slope: string) => `const activations = {
  square: { f: (x) => x * x, df: (x) => 2 * x },
  sigmoid: { fn: (x) => 1 / (1 + Math.exp(-x)), derivative: (y) => y * (1 - y) },
  tanh: { activate: (x) => Math.tanh(x), derivative: (x) => ${slope} },
};
export default { activations, norm: { value: (x, y) => x * x + y * y, gradient: (x, y) => [2 * x, 2 * y] } };`;
  assert.deepEqual(verdicts(activations('1 - Math.tanh(x) ** 2'), 'javascript'), Array(4).fill('agrees'));
  assert.deepEqual(verdicts(activations('1 - Math.tanh(x)'), 'javascript'), ['agrees', 'agrees', 'differs', 'agrees']);
});

test('what is wrong in an object is underlined at its key', () => {
  for (const written of [
    'df: (x) => 3 * x',
    'df(x) { return 3 * x; }',
    'df: function (x) { const y = 3 * x; return y; }',
  ]) {
    const text = `const a = { f: (x) => x * x, ${written} };`;
    const [check] = [...openDocument(text, 'javascript').check()].filter((each) => each !== undefined);
    assert.equal(text.slice(check?.span.from, check?.span.to), 'df', written);
  }
});

test('a function of an object is followed where it is called, and is another once the object is another', () => {
  const gradient = (text: string) => openDocument(text, 'javascript').inspect(text.indexOf('z =')).value?.gradient;
  assert.deepEqual(gradient('const a = { f: (x) => x * x };\nconst z = a.f(w);'), { w: 2 });
  assert.deepEqual(gradient('let a = { f: (x) => x * x };\na = { f: (x) => 5 * x };\nconst z = a.f(w);'), { w: 5 });
  assert.deepEqual(gradient('let a = { f: (x) => x * x };\na.f = (x) => 7 * x;\nconst z = a.f(w);'), { w: 7 });
  for (const change of [
    "a['f'] = (x) => 9 * x",
    'a = b',
    'a = {}',
    'a[k] = (x) => 9 * x',
    'if (q) { a.f = (x) => 9 * x; }',
  ])
    assert.equal(gradient(`let a = { f: (x) => x * x };\n${change};\nconst z = a.f(w);`), undefined, change);
});

test('names of derivatives in scripts', () => {
  const named = (name: string, base = 'f') =>
    verdicts(`const ${base} = (x) => x ** 3;\nconst ${name} = (x) => 3 * x ** 2;`, 'javascript').length === 1;
  const are =
    'fDerivative fDeriv fGradient fGrad gradF fPrime dF df f_prime derivativeF fDer fJac dfdx df_dx d_f derivOfF'.split(
      ' ',
    );
  assert.deepEqual(
    are.filter((name) => !named(name)),
    [],
  );
  const areNot = 'fD fd f1 fx fp f_dx fSum fDiff g order'.split(' ');
  assert.deepEqual(
    areNot.filter((name) => named(name)),
    [],
  );
  // What says little is believed where the text speaks of a derivative.
  const said = (name: string) =>
    verdicts(`const f = (x) => x ** 3;\n// the derivative of f\nconst ${name} = (x) => 3 * x ** 2;`, 'javascript');
  assert.deepEqual(['fp', 'f_dx'].flatMap(said), ['agrees', 'agrees']);
  assert.deepEqual(verdicts('const p = (x) => x;\nconst pdf = (x) => 3 * x;', 'javascript'), []);
});

test('functions written out in a call of a solver are claims', () => {
  const newton = (slope: string) =>
    `from scipy.optimize import newton\ndef solve(a):\n    g = 3\n    return newton(lambda x: a*x**3 - g, 1.0, fprime=lambda x: ${slope})`;
  assert.deepEqual(verdicts(newton('3*a*x**2'), 'python'), ['agrees']);
  assert.deepEqual(verdicts(newton('3*x**2'), 'python'), ['differs']);
  const optim = (second: string) =>
    `optim(c(1, 1), function(x) (x[1] - 1)^2 + x[2]^2, function(x) c(2 * (x[1] - 1), ${second}))`;
  assert.deepEqual(verdicts(optim('2 * x[2]'), 'r'), ['agrees']);
  assert.deepEqual(verdicts(optim('x[2]'), 'r'), ['differs']);
  const named = 'def f(x): return x[0]**2 + x[1]**2\nr = minimize(f, [1, 1], jac=lambda x: [2*x[0], x[1]])';
  const [check] = [...openDocument(named, 'python').check()].filter((each) => each !== undefined);
  assert.equal(check?.verdict, 'differs');
  assert.equal(named.slice(check?.span.from, check?.span.to), 'lambda x: [2*x[0], x[1]]');
});

/** Linear regression as courses write it: the cost over examples, and its derivatives by weight and bias. */
const course = (results: string) => `import numpy as np
def compute_cost(x, y, w, b):
    m = x.shape[0]
    cost = 0
    for i in range(m):
        cost = cost + (w * x[i] + b - y[i])**2
    return cost / (2 * m)

def compute_gradient(x, y, w, b):
    m = x.shape[0]
    dj_dw = 0
    dj_db = 0
    for i in range(m):
        error = w * x[i] + b - y[i]
        dj_dw += error * x[i]
        dj_db += error
    return ${results}
`;

test('several results are by the parameters that their names say', () => {
  assert.deepEqual(verdicts(course('dj_dw / m, dj_db / m'), 'python'), ['agrees']);
  assert.deepEqual(verdicts(course('dj_db / m, dj_dw / m'), 'python'), ['agrees']);
  assert.deepEqual(verdicts(course('dj_dw / m, dj_db'), 'python'), ['differs']);
  // Which the second is, nobody says.
  assert.deepEqual(verdicts(course('dj_dw / m, error'), 'python'), []);
});

test('what a function of the file changes out of sight is an input, and that is said', () => {
  for (const [language, text] of [
    ['javascript', 'const s = { c: 2 };\nfunction g() { s.c = 9; }\ng();\nconst z = s.c * w;'],
    ['javascript', 'const s = [2];\nfunction g() { s[0] = 9; }\ng();\nconst z = s[0] * w;'],
    ['python', 's = [2]\ndef g():\n    s[0] = 9\ng()\nz = s[0]*w'],
    ['python', 'class S: pass\ns = S()\ns.c = 2\ndef g():\n    s.c = 9\ng()\nz = s.c*w'],
  ] as const) {
    const { value } = openDocument(text, language).inspect(text.lastIndexOf('z ='));
    assert.equal(Object.keys(value?.gradient ?? {}).length, 2, text);
    assert.match(value?.problems[0]?.message ?? '', /is taken as an input: .*it is changed in g/, text);
  }
  const shared = 'const s = { c: 2, d: 3 };\nconst b = s;\nb.c = 9;\nconst z = s.c * w;';
  const of = (text: string) =>
    Object.keys(openDocument(text, 'javascript').inspect(text.indexOf('z =')).value?.gradient ?? {});
  assert.deepEqual(of(shared), ['s.c', 'w']);
  assert.deepEqual(of(shared.replace('s.c', 's.d')), ['w']);
  // R's functions change copies.
  const copied = 's <- c(2)\ng <- function() { s[1] <- 9; s }\nz <- s[1]*w';
  assert.deepEqual(openDocument(copied, 'r').inspect(copied.lastIndexOf('z <')).value?.gradient, { w: 2 });
});

test('what a function or class of the file calls its parameters says what it is handed', () => {
  const newton = 'def newton(f, df, x0):\n    return x0 - f(x0) / df(x0)\n';
  const handed = (call: string) => verdicts(`${newton}${call}`, 'python');
  assert.deepEqual(handed('newton(lambda x: x**2 - 2, lambda x: 2*x, 1)'), ['agrees']);
  assert.deepEqual(handed('newton(lambda x: x**2 - 2, lambda x: x, 1)'), ['differs']);
  assert.deepEqual(handed('newton(df=lambda t: t, f=lambda t: t*t, x0=1)'), ['differs']);
  assert.deepEqual(handed('def g(x): return x**3\ndef slope(x): return 3*x\nnewton(g, slope, 1)'), ['differs']);
  assert.deepEqual(handed('newton(1, 2, 3)'), []);
  const layer = (slope: string) =>
    `class Activation { constructor(func, dfunc) { this.func = func; this.dfunc = dfunc; } }
const sigmoid = new Activation((x) => 1 / (1 + Math.exp(-x)), (y) => ${slope});`;
  assert.deepEqual(verdicts(layer('y * (1 - y)'), 'javascript'), ['agrees']);
  assert.deepEqual(verdicts(layer('y * (1 + y)'), 'javascript'), ['differs']);
  for (const [language, text] of [
    ['matlab', 'r = newton(@(x) x.^2 - 2, @(x) x, 1);\nfunction x = newton(f, df, x0)\n x = x0 - f(x0)/df(x0);\nend'],
    ['julia', 'newton(f, df, x0) = x0 - f(x0)/df(x0)\nr = newton(x -> x^2 - 2, x -> x, 1.0)'],
    [
      'r',
      'newton <- function(f, fprime, x0) x0 - f(x0)/fprime(x0)\nr <- newton(function(x) x^2 - 2, function(x) x, 1)',
    ],
  ] as const)
    assert.deepEqual(verdicts(text, language), ['differs'], language);
});
