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
