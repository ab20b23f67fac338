import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_BUDGET, meter } from '../../src/base/budget.ts';
import { collectMacros } from '../../src/languages/latex/macros.ts';
import { readLatex } from '../../src/languages/latex/read.ts';
import { macroDefinitions } from '../../src/languages/tex/macros.ts';
import { walk } from '../../src/syntax/names.ts';
import { printTree } from '../../src/syntax/print.ts';
import type { Macro } from '../../src/syntax/reading.ts';

function read(latex: string, macros: ReadonlyMap<string, Macro> = new Map()) {
  const context = {
    functions: new Set<string>(),
    variables: new Set<string>(),
    macros,
    readings: {},
    meter: meter(DEFAULT_BUDGET),
  };
  return readLatex(latex, { from: 0, to: latex.length }, context);
}

describe('macro definitions', () => {
  const rows: readonly [definition: string, name: string, macro: Macro | undefined][] = [
    ['\\newcommand{\\R}{\\mathbb{R}}', '\\R', { parameters: 0, body: '\\mathbb{R}' }],
    ['\\newcommand\\R{x}', '\\R', { parameters: 0, body: 'x' }],
    ['\\newcommand*{\\v}[1]{\\mathbf{#1}}', '\\v', { parameters: 1, body: '\\mathbf{#1}' }],
    [
      '\\renewcommand{\\d}[2][x]{\\frac{d #2}{d #1}}',
      '\\d',
      { parameters: 2, optional: 'x', body: '\\frac{d #2}{d #1}' },
    ],
    ['\\def\\half{\\frac12}', '\\half', { parameters: 0, body: '\\frac12' }],
    ['\\def\\pair#1#2{(#1, #2)}', '\\pair', { parameters: 2, body: '(#1, #2)' }],
    ['\\gdef\\x{y}', '\\x', { parameters: 0, body: 'y' }],
    ['\\DeclareMathOperator{\\sm}{softmax}', '\\sm', { parameters: 0, body: '\\operatorname{softmax}' }],
    ['\\DeclareMathOperator*{\\am}{arg\\,min}', '\\am', { parameters: 0, body: '\\operatorname{arg\\,min}' }],
    [
      '\\DeclarePairedDelimiter{\\nrm}{\\lVert}{\\rVert}',
      '\\nrm',
      { parameters: 1, body: '\\left\\lVert #1 \\right\\rVert' },
    ],
    ['\\NewDocumentCommand{\\f}{m m}{#1 #2}', '\\f', { parameters: 2, body: '#1 #2' }],
    ['\\let\\eps\\varepsilon', '\\eps', { parameters: 0, body: '\\varepsilon' }],
    ['\\newcommand{\\x}', '\\x', undefined],
    ['\\def\\pair(#1){#1}', '\\pair', undefined],
    ['\\newcommand{\\x}[1]{', '\\x', undefined],
  ];
  for (const [definition, name, macro] of rows) {
    it(definition, () => {
      const macros = collectMacros(definition, [{ from: 0, to: definition.length }]);
      assert.deepEqual(macros.get(name), macro);
    });
  }

  it('a later definition wins, a provided one gives way', () => {
    const text = '\\newcommand{\\x}{a} \\renewcommand{\\x}{b} \\providecommand{\\x}{c}';
    assert.equal(collectMacros(text, macroDefinitions(text)).get('\\x')?.body, 'b');
  });

  it('found by the scanner, anywhere in a document', () => {
    const text =
      'Text.\n\\newcommand{\\loss}[1]{L_{#1}}\n% \\newcommand{\\no}{x}\nMore $\\def\\w{\\mathbf{w}}\\loss{\\w}$.';
    const macros = collectMacros(text, macroDefinitions(text));
    assert.equal(printTree(read('\\loss{\\w}', macros).statements), '(sub L w)');
  });
});

describe('macro calls', () => {
  const rows: readonly [latex: string, tree: string][] = [
    ['\\newcommand{\\v}[1]{\\mathbf{#1}} \\v{x} + \\v y', '(+ x y)'],
    ['\\newcommand{\\half}{\\frac12} \\half x', '(* (/ 1 2) x)'],
    ['\\newcommand{\\d}[2][x]{\\frac{d #2}{d #1}} \\d{f} = \\d[t]{g}', '(= (D f x) (D g t))'],
    ['\\def\\sq#1{#1^2} \\sq{\\sq{x}}', '(unreadable "\\\\def\\\\sq#1{#1^2} \\\\sq{\\\\sq{x}}")'],
    ['\\def\\sq#1{{(#1)}^2} \\sq{\\sq{x}}', '(^ (^ x 2) 2)'],
    ['\\def\\sq#1{#1^2} \\sq12', '(* (^ 1 2) 2)'],
    ['\\DeclareMathOperator{\\sm}{softmax} \\sm(x)', '(softmax x)'],
    ['\\DeclareMathOperator*{\\argmin}{arg\\,min} \\argmin_x f(x)', '(argmin (f x) x)'],
    ['\\DeclarePairedDelimiter{\\nrm}{\\lVert}{\\rVert} \\nrm{x}^2 + \\nrm*{y}', '(+ (^ (norm x) 2) (norm y))'],
    ['\\newcommand{\\fn}[1]{\\text{#1}} \\fn{relu}(x)', '(relu x)'],
    ['\\let\\p\\partial \\frac{\\p f}{\\p x}', '(D f x)'],
    ['\\newcommand{\\bra}{\\left(} \\newcommand{\\ket}{\\right)} 2\\bra x \\ket', '(* 2 x)'],
    ['\\renewcommand{\\phi}{\\varphi} \\phi', 'varphi'],
  ];
  for (const [latex, tree] of rows) {
    it(latex, () => {
      const printed = printTree(read(latex).statements);
      if (tree.startsWith('(unreadable')) assert.match(printed, /^\(unreadable/);
      else assert.equal(printed, tree);
    });
  }

  it('their tokens point at the call, their arguments at themselves', () => {
    const latex = 'y = \\half{x} + 1';
    const macros = new Map([['\\half', { parameters: 1, body: '\\frac{#1}{2}' }]]);
    const { statements } = read(latex, macros);
    const [statement] = statements;
    assert.equal(statement?.kind, 'formula');
    const nodes = statement?.kind === 'formula' ? [...walk(statement.expression)] : [];
    const slices = nodes.map((node) => `${node.kind} ${latex.slice(node.span.from, node.span.to)}`);
    assert.ok(slices.includes('name x'));
    assert.ok(slices.includes('number \\half{x}'), 'the 2 of the body stands for the call');
    assert.ok(slices.includes('operation \\half{x}'));
  });

  const loops: readonly string[] = [
    '\\def\\a{\\a}\\a',
    '\\def\\a{\\b}\\def\\b{\\a}\\a + 1',
    '\\newcommand{\\x}[1]{\\x{#1}}\\x{y}',
    '\\def\\a{\\b\\b}\\def\\b{\\c\\c}\\def\\c{\\d\\d}\\def\\d{\\e\\e}\\def\\e{\\f\\f}\\def\\f{\\g\\g}\\def\\g{\\h\\h}\\def\\h{\\i\\i}\\def\\i{\\j\\j}\\def\\j{\\k\\k}\\def\\k{\\l\\l}\\def\\l{\\m\\m}\\def\\m{\\n\\n}\\def\\n{\\o\\o}\\def\\o{xx}\\a\\a\\a\\a',
  ];
  for (const latex of loops) {
    it(`a problem rather than a hang: ${latex.slice(0, 40)}`, () => {
      const { problems } = read(latex);
      assert.ok(problems.some(({ code }) => code === 'badMacro'));
    });
  }
});
