/** Answers for a derivative: any equivalent form is right, a mistake is named, what cannot be read is not judged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import { checkAnswer } from '../../src/editor/practise.ts';

const WORKED = '$$f(x) = \\sqrt{x^2 + \\exp(x^2)} + \\cos(x^2 + \\exp(x^2))$$\n\nAnd $f(x) = 3x$ is another.\n';
const CODE = 'import numpy as np\n\ndef loss(x, y):\n    return np.exp(x * y) + x ** 2\n';
const ARRAYS = '$A \\in \\mathbb{R}^{2\\times 2}$, $g(x) = x^\\top A x$\n';

function verdict(text: string, languageId: string, at: string, input: string, answer: string) {
  const math = openDocument(text, languageId);
  const { value } = math.inspect(text.indexOf(at) + 1);
  assert.ok(value);
  return checkAnswer({ text, languageId }, value, {}, input, answer);
}

const RIGHT: readonly (readonly [string, string, string, string, string])[] = [
  [WORKED, 'markdown', 'f(x) = \\sqrt', 'x', '2x(1 + exp(x^2)) (1/(2 sqrt(x^2 + exp(x^2))) - sin(x^2 + exp(x^2)))'],
  [WORKED, 'markdown', 'f(x) = \\sqrt', 'x', '2x (1 + b) (1/(2d) - sin(c))'],
  [
    WORKED,
    'markdown',
    'f(x) = \\sqrt',
    'x',
    '\\frac{\\partial f}{\\partial x} = 2x (1+e^{x^2}) \\left(\\frac{1}{2\\sqrt{x^2+e^{x^2}}} - \\sin(x^2+e^{x^2})\\right)',
  ],
  [CODE, 'python', 'np.exp(x', 'x', 'y * np.exp(x * y) + 2 * x'],
  [CODE, 'python', 'np.exp(x', 'y', 'x*exp(x*y)'],
  [ARRAYS, 'markdown', 'g(x)', 'x', '(A + A^\\top) x'],
];
for (const [text, language, at, input, answer] of RIGHT) {
  test(`right: ${answer} (${language})`, () => {
    const found = verdict(text, language, at, input, answer);
    assert.equal(found.kind, 'right', JSON.stringify(found));
  });
}

test('a mistake is named, with a point where it shows', () => {
  const found = verdict(CODE, 'python', 'np.exp(x', 'x', '-(y*exp(x*y) + 2x)');
  assert.equal(found.kind, 'wrong');
  assert.match(found.message, /the sign is wrong/);
  assert.match(found.evidence?.point ?? '', /x = .*y = /);
  const factor = verdict(WORKED, 'markdown', 'f(x) = \\sqrt', 'x', 'x (1 + b) (1/(2d) - sin(c))');
  assert.match(factor.message, /factor 2 is missing/);
});

test('what cannot be read is not judged', () => {
  for (const answer of ['', 'what?', 'foo(x) + (', '2x + nonsense_name']) {
    const found = verdict(CODE, 'python', 'np.exp(x', 'x', answer);
    assert.equal(found.kind, 'unread', JSON.stringify([answer, found]));
  }
});
