import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_BUDGET, meter } from '../../src/base/budget.ts';
import { encloses, type Span } from '../../src/base/span.ts';
import { collectMacros } from '../../src/languages/latex/macros.ts';
import { readLatex } from '../../src/languages/latex/read.ts';
import { childrenOf } from '../../src/syntax/names.ts';
import { printTree } from '../../src/syntax/print.ts';
import type { ReadContext, ReadMath } from '../../src/syntax/reading.ts';
import type { Expression } from '../../src/syntax/tree.ts';

const SEED = 20_240_817;

function context(): ReadContext {
  return {
    functions: new Set(['f']),
    variables: new Set(['x', 'd']),
    macros: new Map([
      ['\\z', { parameters: 2, optional: 'a', body: '#2^#1' }],
      ['\\loop', { parameters: 0, body: '\\loop' }],
    ]),
    readings: {},
    meter: meter(DEFAULT_BUDGET),
  };
}

/** Read inside other text, so that offsets that are off by the start show. */
function readInside(latex: string): { text: string; inner: Span; read: ReadMath } {
  const text = `before ${latex} after`;
  const inner = { from: 7, to: 7 + latex.length };
  return { text, inner, read: readLatex(text, inner, context()) };
}

/** Every node lies in its parent without the parent's brackets, and its span in its outer span. */
function assertNested(root: Expression, whole: Span): void {
  const stack: { node: Expression; parent: Span }[] = [{ node: root, parent: whole }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, parent } = next;
    assert.ok(node.span.from <= node.span.to, `${node.kind} ends before it starts`);
    assert.ok(encloses(node.outer, node.span), `${node.kind} sticks out of its brackets`);
    assert.ok(encloses(parent, node.outer), `${node.kind} sticks out of its parent`);
    for (const child of childrenOf(node)) stack.push({ node: child, parent: node.span });
  }
}

function assertSound(latex: string): void {
  const { inner, read } = readInside(latex);
  for (const statement of read.statements) {
    assert.equal(statement.kind, 'formula');
    if (statement.kind === 'formula') assertNested(statement.expression, inner);
  }
  for (const { span } of read.problems) assert.ok(span && encloses(inner, span) && span.from <= span.to);
  for (const { span } of read.readings) assert.ok(encloses(inner, span));
  const keys = read.readings.map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length, 'each ambiguity has a key of its own');
  for (const { message } of read.problems) assert.match(message, /\.$/);
  assert.equal(typeof printTree(read.statements), 'string');
}

const TOKENS = [
  ...'{}()[]|^_\'&,.;:=<>+-*/!%$~xydefTp12 \\#"',
  '\\|',
  '\\\\',
  ...`\\frac \\sqrt \\sum \\int \\lim \\max \\arg \\sin \\log \\exp \\left \\right \\middle \\left( \\right) \\left. \\right| \\bigl| \\Big|
  \\begin{cases} \\end{cases} \\begin{align} \\end{align} \\begin{pmatrix} \\end{pmatrix} \\begin{array}{cc} \\end{array} \\begin \\end
  \\text{otherwise} \\text{name} \\text \\mathbf \\mathrm \\mathrm{d} \\operatorname{f} \\hat \\dot \\vec \\partial \\nabla \\alpha \\Delta
  \\infty \\dots \\cdot \\times \\circ \\mid \\in \\to \\implies \\quad \\{ \\} \\langle \\rangle \\lvert \\rvert \\lfloor \\rceil \\binom \\over
  \\choose \\underbrace \\overset \\underset \\substack \\mathbb{E} E[ \\mathbb{1} \\top ^T ^{(i)} ^{-1} _{ij} |_{x=0} \\dv \\pdv \\pm \\not
  \\forall \\color{red} \\tag{1} \\rm \\% ^\\circ otherwise if sqrt( cos( delta \\z \\loop \\def\\y{x} \\y #1 d/d dx é 中 ² √ ∂ ℝ`.split(
    /\s+/,
  ),
  '\\newcommand{\\x}[1]{\\x{#1}}',
  '\\text{if }',
  '\ud800',
  '\u0000',
];

const FORMULAS = readFileSync('test/fixtures/latex-trees.txt', 'utf8')
  .split('\n')
  .filter((line) => /^[^#@\s]/.test(line));

describe('LaTeX reading never fails', () => {
  it('on arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), assertSound), { seed: SEED, numRuns: 500 });
  });

  it('on soups of tokens', () => {
    const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 30 }).map((tokens) => tokens.join(''));
    fc.assert(fc.property(soup, assertSound), { seed: SEED, numRuns: 1000 });
  });

  it('on formulas cut off anywhere', () => {
    const cut = fc.tuple(fc.constantFrom(...FORMULAS), fc.nat(120)).map(([formula, at]) => formula.slice(0, at));
    fc.assert(fc.property(cut, assertSound), { seed: SEED, numRuns: 800 });
  });

  it('on formulas with something put in or taken out', () => {
    const changed = fc
      .tuple(fc.constantFrom(...FORMULAS), fc.nat(80), fc.nat(6), fc.constantFrom(...TOKENS))
      .map(([formula, at, gone, token]) => formula.slice(0, at) + token + formula.slice(at + gone));
    fc.assert(fc.property(changed, assertSound), { seed: SEED, numRuns: 1000 });
  });

  it('on broken macro definitions', () => {
    const heads = [
      '\\newcommand',
      '\\def',
      '\\let',
      '\\DeclareMathOperator',
      '\\DeclarePairedDelimiter',
      '\\NewDocumentCommand',
    ];
    const soup = fc.tuple(fc.constantFrom(...heads), fc.array(fc.constantFrom(...TOKENS), { maxLength: 8 }));
    const property = fc.property(soup, ([head, tokens]) => {
      const text = head + tokens.join('');
      collectMacros(text, [{ from: 0, to: text.length }]);
      assertSound(`${text} \\x{y}`);
    });
    fc.assert(property, { seed: SEED, numRuns: 500 });
  });
});

describe('LaTeX reading ends', () => {
  const rows: readonly [name: string, unit: string][] = [
    ['open braces', '{'],
    ['open brackets', '('],
    ['fences', '\\left('],
    ['bars', '|'],
    ['superscripts', '^'],
    ['fractions', '\\frac'],
    ['roots', '\\sqrt'],
    ['styles', '\\mathbf{'],
    ['integrals', '\\int '],
    ['functions', '\\sin '],
    ['terms', 'x+'],
    ['letters', 'x'],
    ['rows', 'x=y\\\\'],
    ['list items', 'x,'],
    ['calls', 'f(x)'],
    ['definitions', '\\def\\a{\\a}\\a'],
  ];
  for (const [name, unit] of rows) {
    it(`on 100,000 characters of ${name}, within its budget`, () => {
      const latex = unit.repeat(Math.ceil(100_000 / unit.length));
      const counted = meter({ lines: 0, steps: 400_000 });
      const read = readLatex(latex, { from: 0, to: latex.length }, { ...context(), meter: counted });
      assert.ok(!counted.exhausted);
      assert.ok(read.statements.length <= 100_000);
    });
  }
});

describe('LaTeX spans', () => {
  const rows: readonly [latex: string, spans: readonly string[]][] = [
    // Each node, parents first: what its span holds, and after a stroke what its outer span holds where it is wider.
    ['x^2', ['x^2', 'x', '2']],
    ['x^{2}', ['x^{2}', 'x', '2/{2}']],
    ['(a+b)c', ['(a+b)c', 'a+b/(a+b)', 'a', 'b', 'c']],
    ['\\left( a \\right)^2', ['\\left( a \\right)^2', 'a/\\left( a \\right)', '2']],
    ['\\frac{a}{b+1}', ['\\frac{a}{b+1}', 'a/{a}', 'b+1/{b+1}', 'b', '1']],
    ['\\sqrt{x} y', ['\\sqrt{x} y', '\\sqrt{x}', '\\sqrt', 'x/{x}', 'y']],
    ['\\sin^2 x', ['\\sin^2 x', '\\sin^2 x', '\\sin', 'x', '2']],
    ['f(x, y)', ['f(x, y)', 'f', 'x', 'y']],
    ['f(x)', ['f(x)', 'f', 'x/(x)']],
    ['\\mathbf{w}^\\top x', ['\\mathbf{w}^\\top x', '\\mathbf{w}^\\top', '\\mathbf{w}', 'x']],
    ['\\hat{y}_i', ['\\hat{y}_i', '\\hat{y}', 'i']],
    ['|x-y|', ['|x-y|', '', 'x-y/|x-y|', 'x', 'y']],
    ['\\frac{\\partial f}{\\partial x_1}', ['\\frac{\\partial f}{\\partial x_1}', 'f', 'x_1', 'x', '1']],
    ["f'(x)", ["f'(x)", "f'(x)", 'f', 'x/(x)']],
    ['\\sum_{i=1}^n x_i', ['\\sum_{i=1}^n x_i', 'i', '1', 'n', 'x_i', 'x', 'i']],
    ['e^{-x}', ['e^{-x}', 'e', '-x/{-x}', 'x']],
    ['a &= b \\\\ &= c', ['a &= b \\\\ &= c', 'a', 'b', 'c']],
    ['x² + αy', ['x² + αy', 'x²', 'x', '²', 'αy', 'α', 'y']],
    ['{\\color{red} x} + 1', ['{\\color{red} x} + 1', 'x/{\\color{red} x}', '1']],
  ];
  for (const [latex, spans] of rows) {
    it(latex, () => {
      const { text, read } = readInside(latex);
      const [statement] = read.statements;
      const found: string[] = [];
      const visit = (node: Expression): void => {
        const slice = ({ from, to }: Span) => text.slice(from, to);
        const [inside, outside] = [slice(node.span), slice(node.outer)];
        found.push(inside === outside ? inside : `${inside}/${outside}`);
        for (const child of childrenOf(node)) visit(child);
      };
      if (statement?.kind === 'formula') visit(statement.expression);
      assert.deepEqual(found, spans);
    });
  }

  it('quote marks inside a display are white space', () => {
    const text = '$$\n> x +\n> y\n$$';
    const masked = [
      { from: 3, to: 5 },
      { from: 9, to: 11 },
    ];
    const read = readLatex(text, { from: 2, to: 13 }, context(), masked);
    assert.equal(printTree(read.statements), '(+ x y)');
  });
});
