import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fix, openDocument } from '../../src/core.ts';

/** The first fix of the first wrong claim, and the text after it. */
function mended(text: string, languageId: string): { title: string; text: string } | undefined {
  const document = openDocument(text, languageId);
  for (const check of document.check()) {
    if (check?.verdict !== 'differs') continue;
    const [fix] = [...document.fixes(check)].filter((each): each is Fix => each !== undefined);
    if (!fix) return undefined;
    const edited = document.edit(fix.edits);
    const verdicts = [...edited.check()].flatMap((each) => (each ? [each.verdict] : []));
    assert.ok(!verdicts.includes('differs'), `still wrong: ${edited.text}`);
    return { title: fix.title, text: edited.text };
  }
  return undefined;
}

const NOTES: readonly (readonly [definition: string, wrong: string, right: string])[] = [
  ['e = \\cos(c)', '\\frac{\\partial e}{\\partial c} = \\sin(c)', '\\frac{\\partial e}{\\partial c} = -\\sin(c)'],
  [
    'd = \\sqrt{c}',
    '\\frac{\\partial d}{\\partial c} = \\frac{1}{\\sqrt{c}}',
    '\\frac{\\partial d}{\\partial c} = \\frac{1}{2\\sqrt{c}}',
  ],
  ['g(x) = \\exp(x^2)', "g'(x) = \\exp(x^2)", "g'(x) = 2 x \\exp(x^2)"],
  ['h(x) = x^3 + x\\sin(x)', "h'(x) = 3x^2 + x\\cos(x)", "h'(x) = 3x^2 + x\\cos(x) + \\sin(x)"],
  ['t(x) = \\tanh(x)', "t'(x) = 1 - \\tanh(x)", "t'(x) = 1 - \\tanh^2(x)"],
  ['q = \\ln(1+x^2)', '\\frac{dq}{dx} = \\frac{1}{1+x^2}', '\\frac{dq}{dx} = \\frac{2 x}{1+x^2}'],
  ['L = \\|A x - b\\|^2', '\\nabla_x L = 2 A (A x - b)', '\\nabla_x L = 2 A^\\top (A x - b)'],
  ['f = \\sin(x) \\cos(y)', '\\partial f/\\partial x = \\cos(x)\\sin(y)', '\\partial f/\\partial x = \\cos(x)\\cos(y)'],
  ['g(x) = e^{x^2}', "g'(x) = x e^{x}", "g'(x) = 2 x e^{x^{2}}"],
  ['h(x) = x^3', "h'(x) = 2x^3", "h'(x) = 3 x^{2}"],
];

test('a wrong claim in a note is mended where it is wrong', () => {
  for (const [definition, wrong, right] of NOTES) {
    const fix = mended(`$$${definition}$$\n\n$$${wrong}$$\n`, 'markdown');
    assert.equal(fix?.text, `$$${definition}$$\n\n$$${right}$$\n`);
  }
});

/** A docstring with these lines, and the function that it belongs to. */
const docstring = (opening: string, [first, second]: readonly [string, string]) =>
  `def f(x):\n    ${opening}Of x.\n\n    $${first}$\n\n    .. math::\n       ${second}\n    """\n    return x\n`;
const doubled = (formula: string) => formula.replaceAll('\\', '\\\\');

test('in a string with doubled backslashes a fix is what it is in a raw string, once the string is read', () => {
  let count = 0;
  // \\\\| alone may be a new row.
  const formulas = NOTES.filter(([definition]) => !definition.includes('\\|'));
  for (const [definition, wrong] of [...formulas, ['s(x) = \\sin(x)', "s'(x) = -\\cos(x)"] as const]) {
    const raw = mended(docstring('r"""', [definition, wrong]), 'python');
    const escaped = mended(docstring('"""', [doubled(definition), doubled(wrong)]), 'python');
    assert.equal(escaped?.text.replaceAll('\\\\', '\\'), raw?.text.replace('r"""', '"""'), definition);
    if (raw) count++;
  }
  assert.ok(count >= 9, String(count));
});

test('where commands stand behind one backslash, none is written that a string reads as an escape', () => {
  const line = mended('def f(x):\n    """$c(x) = \\cos(x)$, $c\'(x) = \\sin(x)$"""\n', 'python');
  assert.match(line?.text ?? '', /= -\\sin\(x\)/);
  const root = mended('def f(x):\n    """$q(x) = \\sqrt{x}$, $q\'(x) = \\sqrt{x}$"""\n', 'python');
  assert.doesNotMatch(root?.text ?? '', /\\[abfnrtv]/);
});

test('in plain text the author’s signs are kept', () => {
  const text = 'f = x^2*exp(3x)\n\n∂f/∂x = 2x*exp(3x) + x^2*exp(3x)\n';
  assert.equal(mended(text, 'plaintext')?.text, text.replace('+ x^2', '+ 3*x^2'));
});

test('in comments of a program too', () => {
  const text = '# $e = \\cos(c)$\n# $\\frac{\\partial e}{\\partial c} = \\sin(c)$\n';
  const fix = mended(text, 'python');
  assert.equal(fix?.text, text.replace('= \\sin', '= -\\sin'));
  assert.equal(fix?.title, 'Insert “-”: -\\sin(c)');
});

test('what agrees has no fix', () => {
  const document = openDocument('$$e = \\cos(c)$$\n\n$$\\frac{\\partial e}{\\partial c} = -\\sin(c)$$\n', 'markdown');
  const check = [...document.check()].find((each) => each !== undefined);
  assert.equal(check?.verdict, 'agrees');
  assert.deepEqual(check && [...document.fixes(check)], []);
});

const PROGRAMS: readonly (readonly [languageId: string, text: string, wrong: string, right: string])[] = [
  ['python', 'def f(x):\n    return np.cos(x)\n\ndef f_prime(x):\n    return §\n', 'np.sin(x)', '-np.sin(x)'],
  [
    'python',
    'def f(x):\n    return np.exp(x**2)\n\ndef f_prime(x):\n    return §\n',
    'np.exp(x**2)',
    '2*x*np.exp(x**2)',
  ],
  [
    'python',
    'def f(x):\n    return x * np.sin(x)\n\ndef f_prime(t):\n    return §\n',
    'np.sin(t)',
    'np.sin(t) + t * np.cos(t)',
  ],
  [
    'python',
    'from math import sin, cos, exp\n\ndef f(x):\n    return exp(sin(x))\n\ndef f_prime(x):\n    return §\n',
    'exp(sin(x))',
    'cos(x)*exp(sin(x))',
  ],
  [
    'python',
    'def tanh(x):\n    return np.sinh(x) / np.cosh(x)\n\ndef tanh_prime(x):\n    return §\n',
    '1 - tanh(x)',
    '1 - tanh(x)**2',
  ],
  [
    'python',
    'import torch\n\ndef f(x):\n    return torch.exp(-x**2)\n\ndef f_prime(x):\n    return §\n',
    '-x * torch.exp(-x**2)',
    '-2 * x * torch.exp(-x**2)',
  ],
  [
    'python',
    'def loss(w, X, y):\n    r = X @ w - y\n    return r @ r / len(y)\n\ndef loss_grad(w, X, y):\n    r = X @ w - y\n    return §\n',
    '2 * X.T @ r',
    '2 * X.T @ r / len(y)',
  ],
  [
    'python',
    'class Link:\n    def __init__(self, power=2.0):\n        self.power = power\n\n    def __call__(self, p):\n        return p**self.power\n\n    def deriv(self, p):\n        return §\n',
    'self.power * p**self.power',
    'self.power * p**(self.power - 1)',
  ],
  [
    'javascript',
    'function f(x) { return Math.exp(x * x); }\nfunction fPrime(x) { return §; }\n',
    'Math.exp(x * x)',
    '2 * x * Math.exp(x * x)',
  ],
  ['julia', 'f(x) = x^3\nf_prime(x) = §\n', '2x^2', '3x^2'],
  ['c', 'double f(double x) { return x * x * x; }\ndouble f_prime(double x) { return §; }\n', '3 * x', '3 * x * x'],
  ['r', 'f <- function(x) exp(x^2)\ndf <- function(x) §\n', 'exp(x^2)', '2*x*exp(x^2)'],
  [
    'matlab',
    'function y = f(x)\n  y = exp(x^2);\nend\nfunction y = df(x)\n  y = §;\nend\n',
    'exp(x^2)',
    '2*x*exp(x^2)',
  ],
];

test('a wrong derivative in a program is mended in its own words', () => {
  for (const [languageId, program, wrong, right] of PROGRAMS) {
    const text = languageId === 'python' && !program.includes('import') ? `import numpy as np\n\n${program}` : program;
    assert.equal(mended(text.replace('§', wrong), languageId)?.text, text.replace('§', right), languageId);
  }
});

test('a change of a statement is one, too', () => {
  const text =
    'import numpy as np\n\ndef chain(x):\n    return np.sum((x[1:] - x[:-1])**2)\n\ndef chain_der(x):\n    d = np.zeros_like(x)\n    d[:-1] -= 2 * (x[1:] - x[:-1])\n    d[1:] -= 2 * (x[1:] - x[:-1])\n    return d\n';
  assert.equal(mended(text, 'python')?.text, text.replace('d[1:] -=', 'd[1:] +='));
});

test('entries of a result that is written into', () => {
  const text =
    'f(x) = (1.0 - x[1])^2 + (x[2] - x[1]^2)^2\nfunction g!(G, x)\n    G[1] = -2.0 * (1.0 - x[1]) - 4.0 * (x[2] - x[1]^2)\n    G[2] = 2.0 * (x[2] - x[1]^2)\nend\n';
  assert.equal(mended(text, 'julia')?.text, text.replace('4.0 * ', '4.0 * x[1] * '));
});

test('entries that are written into get what is missing', () => {
  const c =
    'double f(unsigned n, const double *x, double *grad, void *data) {\n  if (grad) {\n    grad[0] = §;\n    grad[1] = x[0] * exp(x[1]);\n  }\n  return x[0] * x[0] + x[0] * exp(x[1]);\n}\n';
  assert.match(mended(c.replace('§', '2 * x[0]'), 'c')?.text ?? '', /grad\[0\] = 2 \* x\[0\] \+ exp\(x\[1\]\)/);
});

test('backward passes are mended in the author’s own words', () => {
  const layer =
    'import numpy as np\nclass Tanh:\n    def forward(self, x):\n        self.y = np.tanh(x)\n        return self.y\n    def backward(self, g):\n        return §\n';
  for (const wrong of ['g * (1 - self.y)', 'g * (1 + self.y**2)', '(1 - self.y**2)', '2 * g * (1 - self.y**2)']) {
    const fixed = mended(layer.replace('§', wrong), 'python');
    assert.ok(fixed, wrong);
  }
  const square =
    'import torch\nclass Square(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        ctx.save_for_backward(x)\n        return x ** 2\n    @staticmethod\n    def backward(ctx, grad_output):\n        x, = ctx.saved_tensors\n        return §\n';
  assert.equal(mended(square.replace('§', '2 * x'), 'python')?.text, square.replace('§', '2 * grad_output * x'));
});

test('what fits a guessed length alone is no fix', () => {
  const text =
    'def loss(w, X, y):\n    r = X @ w - y\n    return np.mean(r**2)\n\ndef loss_grad(w, X, y):\n    r = X @ w - y\n    return 2 * X.T @ r\n';
  assert.doesNotMatch(mended(`import numpy as np\n\n${text}`, 'python')?.text ?? '', /\b3\b/);
});

test('where no side can be replaced as a whole, the search comes to its end', () => {
  const text = 'f <- function(x, y) {\n  value <- x^2 * y\n  attr(value, "gradient") <- cbind(2*x*y, x)\n  value\n}\n';
  const document = openDocument(text, 'r');
  const check = [...document.check()].find((each) => each?.verdict === 'differs');
  assert.ok(check);
  let tries = 0;
  for (const fix of document.fixes(check)) {
    assert.equal(fix, undefined);
    if (++tries > 1000) break;
  }
  assert.ok(tries <= 1000, 'it goes on for ever');
});
