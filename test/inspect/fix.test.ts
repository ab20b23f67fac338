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

test('in plain text the author’s signs are kept', () => {
  const text = 'f = x^2*exp(3x)\n\n∂f/∂x = 2x*exp(3x) + x^2*exp(3x)\n';
  assert.equal(mended(text, 'plaintext')?.text, text.replace('+ x^2', '+ 3*x^2'));
});

test('in comments of a program too', () => {
  const text = '# $e = \\cos(c)$\n# $\\frac{\\partial e}{\\partial c} = \\sin(c)$\n';
  const fix = mended(text, 'python');
  assert.equal(fix?.text, text.replace('= \\sin', '= -\\sin'));
  assert.equal(fix?.title, 'Insert -');
});

test('what agrees has no fix', () => {
  const document = openDocument('$$e = \\cos(c)$$\n\n$$\\frac{\\partial e}{\\partial c} = -\\sin(c)$$\n', 'markdown');
  const [check] = [...document.check()];
  assert.equal(check?.verdict, 'agrees');
  assert.deepEqual(check && [...document.fixes(check)], []);
});
