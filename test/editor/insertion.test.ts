import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DerivativeCheck, Inspection, MathRegion } from '../../src/core.ts';
import { alignAtRelation, derivationText } from '../../src/editor/derivationText.ts';
import { derivationInsertion, ignoreInsertion } from '../../src/editor/insertion.ts';
import { workedExample } from './workedExample.ts';

const short: Inspection = {
  ...workedExample,
  reading: 'f = x^2',
  derivation: workedExample.derivation.filter(({ text }) => text === 'a = x^2' || text === '∂f/∂f = 1'),
};

function inserted(text: string, languageId: string, math: string, quoted = false): string {
  const from = text.indexOf(math);
  const insertion = derivationInsertion(text, languageId, { from, to: from + math.length }, short, quoted);
  return text.slice(0, insertion.offset) + insertion.text + text.slice(insertion.offset);
}

const aligned = [
  '&\\text{Forward pass} \\\\',
  'a &= x^{2} \\\\',
  '&\\text{Backward pass} \\\\',
  '\\frac{\\partial f}{\\partial f} &= 1',
];

test('the derivation in words, stages numbered, values at the end of each line', () => {
  assert.deepEqual(derivationText(workedExample).slice(0, 6), [
    'f = sqrt(x^2 + exp(x^2)) + cos(x^2 + exp(x^2)), at x = 1',
    '',
    'Forward pass:',
    '  a = x^2 = 1',
    '  b = exp(a) = 2.7183',
    '',
  ]);
  assert.ok(derivationText(workedExample).includes('  1. ∂f/∂f = 1'));
  assert.ok(
    derivationText(workedExample).includes(
      '  4. ∂f/∂a = ∂f/∂b · ∂b/∂a + ∂f/∂c · ∂c/∂a = ∂f/∂b · exp(a) + ∂f/∂c · 1 = 2.9915',
    ),
  );
});

test('LaTeX is aligned at its first relation outside braces', () => {
  assert.equal(alignAtRelation('x_{i=1} = 2 = 3'), 'x_{i=1} &= 2 = 3');
  assert.equal(alignAtRelation('\\{ a = b'), '\\{ a &= b');
  assert.equal(alignAtRelation('x'), '&x');
});

test('in LaTeX an align* follows the line', () => {
  assert.equal(
    inserted('  $x^2$ here\nnext', 'latex', '$x^2$'),
    `${['  $x^2$ here', '\\begin{align*}', ...aligned, '\\end{align*}']
      .map((line, i) => (i ? `  ${line}` : line))
      .join('\n')}\nnext`,
  );
});

test('in Markdown a display of its own, set off from the text behind it', () => {
  const display = ['$$', '\\begin{aligned}', ...aligned, '\\end{aligned}', '$$'];
  assert.equal(inserted('$x^2$\nnext', 'markdown', '$x^2$'), ['$x^2$', '', ...display, '', 'next'].join('\n'));
  assert.equal(inserted('$x^2$\n\nnext', 'markdown', '$x^2$'), ['$x^2$', '', ...display, '', 'next'].join('\n'));
  assert.equal(inserted('$x^2$', 'markdown', '$x^2$'), ['$x^2$', '', ...display].join('\n'));
});

test('in reStructuredText a directive', () => {
  assert.match(
    inserted(':math:`x^2`\n', 'restructuredtext', ':math:`x^2`'),
    /\n\n\.\. math::\n\n {3}\\begin\{aligned\}\n/,
  );
});

test('in code comments with the indentation of the line, line breaks as the file has them', () => {
  assert.equal(
    inserted('def f(x):\r\n    y = x**2\r\n', 'python', 'y = x**2'),
    [
      'def f(x):',
      '    y = x**2',
      '    # f = x^2, at x = 1',
      '    #',
      '    # Forward pass:',
      '    #   a = x^2 = 1',
      '    #',
      '    # Backward pass:',
      '    #   1. ∂f/∂f = 1',
      '',
    ].join('\r\n'),
  );
});

test('in comments and docstrings with the mark of the line, not as code', () => {
  assert.match(
    inserted('  # see $x^2$\ny = 1', 'python', '$x^2$', true),
    /^ {2}# see \$x\^2\$\n {2}# f = x\^2, at x = 1\n/,
  );
  assert.match(inserted('/**\n * $x^2$\n */', 'javascript', '$x^2$', true), /\n \* {3}a = x\^2 = 1\n/);
  assert.match(inserted('    $x^2$\n    """', 'python', '$x^2$', true), /\n {4}f = x\^2, at x = 1\n/);
});

const check = (from: number, to: number): DerivativeCheck => ({
  span: { from, to },
  claim: '',
  of: 'f',
  wrt: 'x',
  verdict: 'differs',
  evidence: [],
});

const ignored: readonly (readonly [string, string, string, string | undefined])[] = [
  ['latex', '$f = x$ and\nmore', '$f = x$', '$f = x$ and % gradient: ignore\nmore'],
  ['markdown', '$f = x$ and\nmore', '$f = x$', '$f = x$ and <!-- gradient: ignore -->\nmore'],
  ['mdx', '$f = x$', '$f = x$', '$f = x$ {/* gradient: ignore */}'],
  ['markdown', '$$\nf = x \\\\\ng = y\n$$', 'f = x', '$$\nf = x \\\\ % gradient: ignore\ng = y\n$$'],
  ['python', 'f = x', 'f = x', 'f = x # gradient: ignore'],
  ['typescript', 'f = x', 'f = x', 'f = x // gradient: ignore'],
  ['plaintext', 'f = x', 'f = x', 'f = x  # gradient: ignore'],
  ['restructuredtext', ':math:`f = x`', 'f = x', undefined],
  ['restructuredtext', '.. math::\n\n   f = x', 'f = x', '.. math::\n\n   f = x % gradient: ignore'],
];
for (const [languageId, text, claim, expected] of ignored) {
  test(`a comment that ignores ${JSON.stringify(claim)} in ${JSON.stringify(text)} (${languageId})`, () => {
    const from = text.indexOf(claim);
    const display = text.startsWith('$$');
    const region: MathRegion = {
      span: { from: 0, to: text.length },
      inner: display ? { from: 2, to: text.length - 2 } : { from, to: from + claim.length },
      kind: 'claim',
      notation: 'latex',
    };
    const insertion = ignoreInsertion(text, languageId, check(from, from + claim.length), [region]);
    const result = insertion && text.slice(0, insertion.offset) + insertion.text + text.slice(insertion.offset);
    assert.equal(result, expected);
  });
}
