// How lines print: a table of trees with their LaTeX and their text, and the names and limits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reverseSweep } from '../../src/autodiff/reverse.ts';
import { type Builder, createBuilder } from '../../src/graph/builder.ts';
import type { LineId, WengertList } from '../../src/graph/list.ts';
import { latexName } from '../../src/render/names.ts';
import { printLine } from '../../src/render/print.ts';
import { simplify } from '../../src/simplify/rewrite.ts';
import { typeset } from '../../src/typeset/typeset.ts';

/** A number, an input by name, a constant as written, or a row on others. */
type Tree = number | string | { readonly number: number; readonly text: string } | readonly [string, ...Tree[]];

function grow(b: Builder, tree: Tree): LineId {
  if (typeof tree === 'number') return b.constant(tree);
  if (typeof tree === 'string') return b.input(tree);
  if ('text' in tree) return b.constant(tree.number, tree.text);
  const [row, ...operands] = tree;
  return b.step(
    row,
    operands.map((operand) => grow(b, operand)),
  );
}

function listOf(tree: Tree): WengertList {
  const builder = createBuilder();
  return builder.finish([grow(builder, tree)]);
}

function printed(tree: Tree) {
  const list = listOf(tree);
  return printLine(list, list.outputs[0] ?? 0, { nameOf: () => undefined });
}

const pi = { number: Math.PI, text: 'pi' };
const e = { number: Math.E, text: 'e' };
const square = (tree: Tree): Tree => ['pow', tree, 2];

const PRINTS: readonly (readonly [Tree, string, string])[] = [
  // Sums and signs
  [['add', 'x', 'y'], 'x + y', 'x + y'],
  [['add', 'x', ['neg', 'y']], 'x - y', 'x - y'],
  [['add', ['neg', 'x'], 'y'], 'y - x', 'y - x'],
  [['sub', ['neg', 'x'], 'y'], '-x - y', '-x - y'],
  [['sub', 'x', ['neg', 'y']], 'x + y', 'x + y'],
  [['add', 'x', -2], 'x - 2', 'x - 2'],
  [['sub', 'x', -2], 'x + 2', 'x + 2'],
  [['sub', 'x', ['sub', 'y', 'z']], 'x - (y - z)', 'x - (y - z)'],
  [['sub', 'x', ['add', 'y', 'z']], 'x - (y + z)', 'x - (y + z)'],
  [['add', 'x', ['sub', 'y', 'z']], 'x + y - z', 'x + y - z'],
  [['neg', ['add', 'x', 'y']], '-(x + y)', '-(x + y)'],
  [['neg', ['neg', 'x']], 'x', 'x'],
  [['add', ['neg', ['sin', 'c']], ['div', 1, ['sqrt', 'c']]], '\\frac{1}{\\sqrt{c}} - \\sin(c)', '1/sqrt(c) - sin(c)'],
  [-3, '-3', '-3'],
  // Products: numbers, symbols, powers, functions, quotients, sums
  [['mul', 'x', 2], '2 x', '2*x'],
  [['mul', 1, 'x'], 'x', 'x'],
  [['mul', -1, 'x'], '-x', '-x'],
  [['mul', 'x', -0.5], '-0.5 x', '-0.5*x'],
  [['mul', 2, 3], '2 \\cdot 3', '2*3'],
  [['mul', ['mul', 'x', ['exp', 'a']], ['mul', ['add', 1, 'y'], 2]], '2 x \\exp(a) (1 + y)', '2*x*exp(a)*(1 + y)'],
  [['mul', ['neg', 'x'], ['neg', 'y']], 'x y', 'x*y'],
  [['mul', ['add', 'x', 1], ['sub', 'x', 1]], '(x + 1) (x - 1)', '(x + 1)*(x - 1)'],
  [['mul', ['sin', 'x'], square('y')], 'y^{2} \\sin(x)', 'y^2*sin(x)'],
  [['mul', 'theta', 'x'], '\\theta x', 'theta*x'],
  [['mul', pi, ['mul', 'r', 2]], '2 \\pi r', '2*pi*r'],
  [['mul', ['div', 1, 2], 'x'], '\\frac{1}{2} x', '(1/2)*x'],
  [['mul', 2, ['div', 1, 3]], '2 \\cdot \\frac{1}{3}', '2*(1/3)'],
  [['mul', 'x', ['div', 'a', 'b']], 'x \\frac{a}{b}', 'x*(a/b)'],
  [['mul', 'f', ['add', 'x', 1]], 'f \\cdot (x + 1)', 'f*(x + 1)'],
  [['mul', 'x', ['add', 'x', 1]], 'x (x + 1)', 'x*(x + 1)'],
  [['mul', 'x_prime', ['add', 'x', 1]], "x' \\cdot (x + 1)", 'x_prime*(x + 1)'],
  [['mul', 'd', 'x'], 'd \\cdot x', 'd*x'],
  [['mul', 'loss', 'x'], '\\mathit{loss} \\, x', 'loss*x'],
  [['mul', 'x', ['gt', 'y', 0]], 'x \\cdot (y > 0)', 'x*(y > 0)'],
  // Quotients
  [['div', 'x', 'y'], '\\frac{x}{y}', 'x/y'],
  [['div', ['neg', 'x'], 'y'], '-\\frac{x}{y}', '-x/y'],
  [['div', 'x', -2], '-\\frac{x}{2}', '-x/2'],
  [['div', ['add', 'x', 1], ['mul', 2, 'y']], '\\frac{x + 1}{2 y}', '(x + 1)/(2*y)'],
  [['div', ['div', 'x', 'y'], 'z'], '\\frac{\\frac{x}{y}}{z}', '(x/y)/z'],
  [['div', ['mul', 'd', 'x'], ['mul', 'd', 'y']], '\\frac{d \\cdot x}{d \\cdot y}', 'd*x/(d*y)'],
  // Powers and roots
  [square('x'), 'x^{2}', 'x^2'],
  [['neg', square('x')], '-x^{2}', '-x^2'],
  [square(['neg', 'x']), '(-x)^{2}', '(-x)^2'],
  [square(-3), '(-3)^{2}', '(-3)^2'],
  [['pow', 'x', -1], 'x^{-1}', 'x^(-1)'],
  [['pow', 'x', ['div', 3, 2]], 'x^{3/2}', 'x^(3/2)'],
  [['pow', ['pow', 'x', 2], 3], '(x^{2})^{3}', '(x^2)^3'],
  [['pow', 2, ['pow', 'x', 2]], '2^{x^{2}}', '2^(x^2)'],
  [['pow', ['add', 'x', 1], 'n'], '(x + 1)^{n}', '(x + 1)^n'],
  [['pow', ['div', 'x', 2], 2], '\\left(\\frac{x}{2}\\right)^{2}', '(x/2)^2'],
  [square(['sin', 'x']), '\\sin^{2}(x)', 'sin(x)^2'],
  [['pow', ['sin', 'x'], -1], '(\\sin(x))^{-1}', 'sin(x)^(-1)'],
  [square(['exp', 'x']), '(\\exp(x))^{2}', 'exp(x)^2'],
  [square('x_star'), '(x^{*})^{2}', 'x_star^2'],
  [['pow', 'w', 'T'], 'w^{{T}}', 'w^T'],
  [['pow', 'x', 0.5], '\\sqrt{x}', 'sqrt(x)'],
  [['sqrt', ['add', 'x', 1]], '\\sqrt{x + 1}', 'sqrt(x + 1)'],
  [['cbrt', 'x'], '\\sqrt[3]{x}', 'cbrt(x)'],
  [['root', 'x', 'n'], '\\sqrt[n]{x}', 'root(x, n)'],
  // exp is exp, whatever e is
  [['exp', 'x'], '\\exp(x)', 'exp(x)'],
  [['pow', e, 'x'], '\\exp(x)', 'exp(x)'],
  [['mul', e, 'e'], 'e \\exp(1)', 'e*exp(1)'],
  // Functions
  [['log', 'x'], '\\log(x)', 'log(x)'],
  [['log2', 'x'], '\\log_{2}(x)', 'log2(x)'],
  [['logBase', 'x', 'b'], '\\log_{b}(x)', 'log(x, b)'],
  [['exp', ['div', 'x', 2]], '\\exp\\left(\\frac{x}{2}\\right)', 'exp(x/2)'],
  [['abs', 'x'], '\\left|x\\right|', 'abs(x)'],
  [['floor', 'x'], '\\lfloor x \\rfloor', 'floor(x)'],
  [['ceil', ['div', 'x', 2]], '\\left\\lceil \\frac{x}{2} \\right\\rceil', 'ceil(x/2)'],
  [['factorial', 'n'], 'n!', 'n!'],
  [['factorial', ['factorial', 'n']], '(n!)!', '(n!)!'],
  [['binomial', 'n', 'k'], '\\binom{n}{k}', 'binomial(n, k)'],
  [['sigmoid', 'x'], '\\operatorname{sigmoid}(x)', 'sigmoid(x)'],
  [['atan2', 'y', 'x'], '\\operatorname{atan2}(y, x)', 'atan2(y, x)'],
  [['max', ['max', 'x', 'y'], 'z'], '\\max(x, y, z)', 'max(x, y, z)'],
  [['add', ['mod', 'x', 2], 1], '(x \\bmod 2) + 1', '(x mod 2) + 1'],
  // Choices and conditions
  [
    ['select', ['gt', 'x', 0], 'x', ['mul', 0.01, 'x']],
    '\\begin{cases} x & \\text{if } x > 0 \\\\ 0.01 x & \\text{otherwise} \\end{cases}',
    'x if x > 0 else 0.01*x',
  ],
  [
    ['select', ['lt', 'x', 0], 0, ['select', ['le', 'x', 1], 'x', 1]],
    '\\begin{cases} 0 & \\text{if } x < 0 \\\\ x & \\text{if } x \\le 1 \\\\ 1 & \\text{otherwise} \\end{cases}',
    '0 if x < 0 else x if x <= 1 else 1',
  ],
  [
    [
      'add',
      1,
      ['select', ['and', ['ge', 'x', 0], ['not', ['eq', 'x', 1]]], 'x', { number: Number.NaN, text: 'undefined' }],
    ],
    '1 + \\left(\\begin{cases} x & \\text{if } x \\ge 0 \\land \\lnot (x = 1) \\end{cases}\\right)',
    '1 + (x if x >= 0 and not (x == 1) else NaN)',
  ],
  // Numbers
  [{ number: 0.1, text: '0.10' }, '0.10', '0.10'],
  [{ number: 1e-7, text: '1e-7' }, '10^{-7}', '1e-7'],
  [1.5e-7, '1.5 \\cdot 10^{-7}', '1.5e-7'],
  [['mul', 1.5e-7, 'x'], '1.5 \\cdot 10^{-7} x', '1.5e-7*x'],
  [['pow', 1e21, 'x'], '(10^{21})^{x}', '1e21^x'],
  [0.1 + 0.2, '0.30000000000000004', '0.30000000000000004'],
  [Number.POSITIVE_INFINITY, '\\infty', '∞'],
  [Number.NEGATIVE_INFINITY, '-\\infty', '-∞'],
  [Number.NaN, '\\text{undefined}', 'NaN'],
  [{ number: 2 * Math.PI, text: 'tau' }, '2 \\pi', '2*pi'],
  [{ number: 3, text: 'n' }, '3', '3'],
  [['mul', pi, 'pi'], '3.141592653589793 \\pi', '3.141592653589793*pi'],
];

test('trees print as a textbook has them', () => {
  for (const [tree, latex, text] of PRINTS) {
    const { cut, ...both } = printed(tree);
    assert.deepEqual({ tree, ...both }, { tree, latex, text });
    assert.equal(cut, false);
  }
});

const NAMES: readonly (readonly [string, string])[] = [
  ['x', 'x'],
  ['theta', '\\theta'],
  ['theta_10', '\\theta_{10}'],
  ['x1', 'x_{1}'],
  ['alpha2', '\\alpha_{2}'],
  ['x_12', 'x_{12}'],
  ['x_ij', 'x_{ij}'],
  ['x_1_2', '\\mathit{x\\_1\\_2}'],
  ['x_10_2', 'x_{10,2}'],
  ['x_max', 'x_{\\text{max}}'],
  ['f_Km1', 'f_{K-1}'],
  ['x_sup_i', 'x^{(i)}'],
  ['y_hat', '\\hat{y}'],
  ['y_hat_1', '\\hat{y}_{1}'],
  ['x_prime', "x'"],
  ['x_star', 'x^{*}'],
  ['x_dot', 'x_{\\text{dot}}'],
  ['x_bold', 'x_{\\text{bold}}'],
  ['loss', '\\mathit{loss}'],
  ['loss_1', '\\mathit{loss}_{1}'],
  ['loss_fn', '\\mathit{loss\\_fn}'],
  ['loss2', '\\mathit{loss2}'],
  ['n_train_loss', '\\mathit{n\\_train\\_loss}'],
  ['x[0]', 'x_{0}'],
  ['x[0,1]', 'x_{0,1}'],
  ['weights[2]', '\\text{weights[2]}'],
  ['self.N', '\\text{self.N}'],
  ['θ', 'θ'],
  ['损失', '\\text{损失}'],
  ['_x', '\\text{\\_x}'],
  ['$rate', '\\text{\\$rate}'],
  ['', '\\text{?}'],
  ['x}\\href{a}{b}', '\\text{x\\}?href\\{a\\}\\{b\\}}'],
  ['a\\\\b', '\\text{a??b}'],
  ['x^y~z', '\\text{x?y?z}'],
  ['a%b\nc', '\\text{a\\%b?c}'],
  ['__', '\\text{\\_\\_}'],
];

test('names print as symbols, escaped whatever they are', () => {
  for (const [name, latex] of NAMES) assert.deepEqual([name, latexName(name)], [name, latex]);
});

test('every printed formula and name can be typeset', async () => {
  const all = [...PRINTS.map(([, latex]) => latex), ...NAMES.map(([, latex]) => `\\frac{${latex} x}{{${latex}}^{2}}`)];
  for (const latex of all) assert.ok(await typeset(latex, { color: '#000000' }), latex);
});

test('a name can only ever be letters: no command comes out of it', () => {
  const alphabet = [
    '\\',
    '{',
    '}',
    '$',
    '%',
    '#',
    '&',
    '_',
    '^',
    '~',
    '\n',
    '[',
    ']',
    '(',
    'x',
    'href',
    '1',
    ' ',
    '"',
    '\ud800',
    '\u202e',
  ];
  let seed = 1;
  for (let i = 0; i < 3000; i++) {
    let name = '';
    for (let k = 0; k < 6; k++) {
      seed = (seed * 48271) % 2147483647;
      name += alphabet[seed % alphabet.length];
    }
    const latex = latexName(name);
    const bare = latex.replace(/\\[_$%&#{}]/g, '').replace(/\\(?:text|mathit|hat|bar|tilde|check|breve)(?=\{)/g, '');
    assert.doesNotMatch(bare, /[\\$%#&~]/, JSON.stringify([name, latex]));
    let depth = 0;
    for (const sign of bare) {
      if (sign === '{') depth++;
      if (sign === '}') depth--;
      assert.ok(depth >= 0, latex);
    }
    assert.equal(depth, 0, latex);
  }
});

test('lines with names are referred to by them, the line itself is written out', () => {
  const b = createBuilder();
  const a = b.step('pow', [b.input('x'), b.constant(2)]);
  const c = b.step('add', [a, b.step('exp', [a])]);
  b.name(a, 'a');
  b.name(c, 'c');
  const list = b.finish([c]);
  const nameOf = (id: LineId) => list.names.get(id);
  assert.equal(printLine(list, c, { nameOf }).text, 'a + exp(a)');
  assert.equal(printLine(list, a, { nameOf }).text, 'x^2');
  const symbolOf = (id: LineId) =>
    id === a ? { latex: '\\frac{\\partial f}{\\partial a}', text: '∂f/∂a' } : undefined;
  assert.equal(
    printLine(list, c, { nameOf, symbolOf }).latex,
    '\\frac{\\partial f}{\\partial a} + \\exp\\left(\\frac{\\partial f}{\\partial a}\\right)',
  );
});

test('the worked example: its derivative as the note has it', () => {
  const b = createBuilder();
  const x = b.input('x');
  const a = b.step('pow', [x, b.constant(2)]);
  const c = b.step('add', [a, b.step('exp', [a])]);
  const f = b.step('add', [b.step('sqrt', [c]), b.step('cos', [c])]);
  b.name(a, 'a');
  b.name(c, 'c');
  const sweep = reverseSweep(b.finish([f]), f, { rewrite: simplify });
  const line = sweep.adjoint.get(x) as LineId;
  const { latex, text } = printLine(sweep.list, line, { nameOf: (id) => sweep.list.names.get(id) });
  assert.equal(latex, '2 x (1 + \\exp(a)) \\left(\\frac{1}{2 \\sqrt{c}} - \\sin(c)\\right)');
  assert.equal(text, '2*x*(1 + exp(a))*(1/(2*sqrt(c)) - sin(c))');
});

function chain(make: (b: Builder, before: LineId) => LineId, length: number): WengertList {
  const b = createBuilder();
  let line = b.input('x');
  for (let i = 0; i < length; i++) line = make(b, line);
  return b.finish([line]);
}

test('what is too long or too deep is cut with an ellipsis, never an exception', () => {
  const deep = chain((b, x) => b.step('sin', [x]), 5000);
  const doubled = chain((b, x) => b.step('mul', [x, b.step('cos', [x])]), 5000);
  for (const list of [deep, doubled]) {
    const { latex, text, cut } = printLine(list, list.outputs[0] ?? 0, { nameOf: () => undefined });
    assert.equal(cut, true);
    assert.match(latex, /\\cdots/);
    assert.match(text, /…/);
    assert.ok(latex.length < 50_000, `${latex.length}`);
  }
  const long = chain((b, x) => b.step('add', [x, b.input(`y_${b.lines.length}`)]), 380);
  assert.equal(printLine(long, long.outputs[0] ?? 0, { nameOf: () => undefined }).cut, false);
  assert.equal(printLine(long, long.outputs[0] ?? 0, { nameOf: () => undefined, limit: 100 }).cut, true);
});

test('lines that are not there, and operations that no row knows, print as something', () => {
  const b = createBuilder();
  const list = b.finish([b.step('frobnicate', [b.input('x')])]);
  assert.equal(printLine(list, 1, { nameOf: () => undefined }).latex, '\\operatorname{frobnicate}(x)');
  assert.equal(printLine(list, 99, { nameOf: () => undefined }).text, '…');
});
