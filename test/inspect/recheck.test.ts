import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

/** After every edit the checks are those of the text opened anew. */
function holdsAfter(text: string, languageId: string, edits: readonly (readonly [old: string, fresh: string])[]): void {
  let document = openDocument(text, languageId);
  const checksOf = (opened: typeof document) => [...opened.check()].filter((check) => check !== undefined);
  assert.ok(checksOf(document).length > 0);
  for (const [old, fresh] of edits) {
    const from = document.text.indexOf(old);
    assert.ok(from >= 0, old);
    document = document.edit([{ span: { from, to: from + old.length }, text: fresh }]);
    assert.deepEqual(checksOf(document), checksOf(openDocument(document.text, languageId)), `${old} → ${fresh}`);
  }
}

const notes = `# One

$$f(x) = x^2 + \\exp(x^2)$$

$$f'(x) = 2x + 2x \\exp(x^2)$$

$$L = x^\\top A x$$

$$\\nabla_x L = 2 A x$$

# Two

$$g(x) = f(x)^2, \\quad h(x) = a g(x)$$

$$h'(x) = 2 a f(x) f'(x)$$

$$\\frac{\\partial q}{\\partial t} = k$$
`;

test('notes: definitions, claims, words of the text, macros and sections are seen to change', () => {
  holdsAfter(notes, 'markdown', [
    ['2x + 2x', '2x + 3x'],
    ['2x + 3x', '2x + 2x'],
    ['x^2 + \\exp', 'x^3 + \\exp'],
    ['# Two', 'The matrix is symmetric.\n\n# Two'],
    ['# Two', '## Two'],
    ['The matrix is symmetric.', 'It is linear.'],
    ['$$f(x)', '\\newcommand{\\foo}{x} $$f(x)'],
    ['x^3 +', '\\foo^2 +'],
    ['{\\foo}{x}', '{\\foo}{2x}'],
    ['$$\\frac{\\partial q}', '$$q = k t$$\n\n$$\\frac{\\partial q}'],
    ['f(x)^2,', 'f(x)^3,'],
    ['# One', '$$a = 2$$\n\n# One'],
  ]);
});

const program = `import numpy as np

SCALE = 2.0

def helper(x):
    return x**2

def f(x):
    return SCALE * helper(x)

def f_prime(x):
    return 2 * SCALE * x

class Link:
    def __init__(self, power=2.0):
        self.power = power

    def __call__(self, p):
        return p**self.power

    def deriv(self, p):
        return self.power * p**(self.power - 1)
`;

test('programs: functions, what they call, constants, imports and comments are seen to change', () => {
  holdsAfter(program, 'python', [
    ['2 * SCALE * x', '3 * SCALE * x'],
    ['x**2', 'x**3'],
    ['SCALE = 2.0', 'SCALE = 5.0'],
    ['def f_prime', '# gradient: ignore\ndef f_prime'],
    ['# gradient: ignore\n', '# Something else.\n'],
    ['self.power - 1)', 'self.power)'],
    ['power=2.0', 'power=3.0'],
    ['def helper(x):', 'def helper(x):  # not differentiable'],
    ['import numpy as np\n', ''],
    ['helper(x)\n\n', 'helper(2 * x)\n\n'],
  ]);
});

/** Long enough that no check reads across it. */
const far = `def other(q):\n${'    q = q + 1\n'.repeat(40)}    return q\n\n`;
const farInC = `double other(double q) { ${'q = q + 1; '.repeat(40)}return q; }\n`;

test('programs: what is far above is seen to change: constructors, objects, macros, helpers of constants', () => {
  const object = `class Square:
    def __init__(self, c=2):
        self.k = c

    def __call__(self, p):
        return self.k * p**2

${far}square = Square()

def f(p):
    return square(p)

def f_prime(p):
    return 4 * p
`;
  holdsAfter(object, 'python', [
    ['self.k = c', 'self.k = c + 1'],
    ['c=2', 'c=1'],
    ['p**2', 'p**3'],
    ['Square()', 'Square(2)'],
  ]);
  const constant = `def helper(a):\n    return a + 1.0\n\n${far}K = helper(1.0)\n\n${far}def f(x):\n    return K * x**2\n\ndef f_prime(x):\n    return 4 * x\n`;
  holdsAfter(constant, 'python', [
    ['a + 1.0', 'a + 2.0'],
    ['K = helper(1.0)', 'K = (helper(0.0)\n     * 1.0)'],
    ['* 1.0', '* 2.0'],
  ]);
  const macro = `#define SCALE (1.0 + 1.0)\n${farInC}double f(double x) { return SCALE * x * x; }\ndouble f_prime(double x) { return 4.0 * x; }\n`;
  holdsAfter(macro, 'c', [['+ 1.0', '+ 2.0']]);
  const twice = `def helper(x):\n    return x**2\n\ndef helper(x):\n    return x**3\n\n${far}def f(x):\n    return helper(x)\n\ndef f_prime(x):\n    return 3 * x**2\n`;
  holdsAfter(twice, 'python', [
    ['    return x**2\n\ndef helper(x):\n    return x**3', '    return x**3\n\ndef helper(x):\n    return x**2'],
  ]);
  const julia = `const K = 1.0 + 1.0\n\nf(x) = K * x^2\ndf(x) = 4x\n`;
  holdsAfter(julia, 'julia', [
    ['K = 1.0 + 1.0\n', `K = 1.0 + 1.0\n# ${'-'.repeat(300)}\nconst K = 3.0\n# ${'-'.repeat(300)}\n`],
    ['const K = 3.0', '#=\nconst K = 3.0\n=#'],
  ]);
});

test('notes: whether other derivatives are written as rows is seen to change', () => {
  const text = `$$f(x) = a^\\top x, \\quad a, x \\in \\mathbb{R}^4$$

$$\\frac{\\partial f}{\\partial x} = a^\\top$$

${'Text. '.repeat(80)}

$$h(W) = u^\\top W v, \\quad u \\in \\mathbb{R}^3, v \\in \\mathbb{R}^2, W \\in \\mathbb{R}^{3 \\times 2}$$

$$\\frac{\\partial h}{\\partial W} = v u^\\top$$
`;
  holdsAfter(text, 'markdown', [
    ['= a^\\top$$', '= a$$'],
    ['= a$$', '= a^\\top$$'],
  ]);
});
