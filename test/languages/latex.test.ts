import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { DEFAULT_BUDGET, meter } from '../../src/base/budget.ts';
import { readLatex, readNested } from '../../src/languages/latex/read.ts';
import { printTree } from '../../src/syntax/print.ts';
import type { ReadContext } from '../../src/syntax/reading.ts';

interface Known {
  readonly functions?: readonly string[];
  readonly variables?: readonly string[];
  readonly macros?: ReadContext['macros'];
  readonly readings?: Readonly<Record<string, string>>;
}

function context(known: Known = {}): ReadContext {
  return {
    functions: new Set(known.functions),
    variables: new Set(known.variables),
    macros: known.macros ?? new Map(),
    readings: known.readings ?? {},
    meter: meter(DEFAULT_BUDGET),
  };
}

describe('LaTeX as lecture notes write it', () => {
  const rows = readFileSync('test/fixtures/latex-readings.jsonl', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; latex: string; reading: string[] });

  for (const { id, latex, reading } of rows) {
    it(id, () => {
      const { expression } = readNested(latex, { from: 0, to: latex.length }, context());
      const tree = expression ? printTree(expression) : '';
      assert.ok(reading.includes(tree), `${latex}\n  is read as ${tree}\n  and not as ${reading.join(' or ')}`);
    });
  }

  it('all 125 of them are there', () => assert.equal(rows.length, 125));
});

/**
 * The fixture: a formula at the start of a line (with what the document knows of it in a line `@ {…}` before it), below
 * it two spaces and each statement's tree, `? key = chosen` for ambiguities, `! severity code` for problems.
 */
const TREES = 'test/fixtures/latex-trees.txt';

function describeRead(latex: string, known: Known): string[] {
  const { statements, readings, problems } = readLatex(latex, { from: 0, to: latex.length }, context(known));
  return [
    ...statements.map((statement) => printTree([statement])),
    ...readings.map(({ key, chosen }) => `? ${key} = ${chosen}`),
    ...problems.map(({ severity, code }) => `! ${severity} ${code}`),
  ];
}

describe('LaTeX trees', () => {
  const lines = readFileSync(TREES, 'utf8').split('\n');
  const written: string[] = [];
  const seen = new Set<string>();
  let known: Known = {};
  let at = 0;
  while (at < lines.length) {
    const line = lines[at++] ?? '';
    written.push(line);
    if (line.startsWith('@ ')) known = JSON.parse(line.slice(2)) as Known;
    if (line === '' || line.startsWith('#') || line.startsWith('@ ')) continue;
    const expected: string[] = [];
    for (; lines[at]?.startsWith('  '); at++) expected.push(lines[at]?.slice(2) ?? '');
    const given = known;
    known = {};
    const actual = describeRead(line, given);
    written.push(...actual.map((tree) => `  ${tree}`));
    const title = `${line}${Object.keys(given).length > 0 ? ` with ${JSON.stringify(given)}` : ''}`;
    assert.ok(!seen.has(title), `twice in ${TREES}: ${title}`);
    seen.add(title);
    it(title, () => assert.deepEqual(actual, expected));
  }
  if (process.env.UPDATE) writeFileSync(TREES, written.join('\n'));
});

describe('what the user switches', () => {
  const rows: readonly [latex: string, key: string, to: string, tree: string][] = [
    ['f(x)', 'call:f@0', 'product', '(* f x)'],
    ['a(x+1)', 'call:a@0', 'application', '(a (+ x 1))'],
    ['e^x', 'e@0', 'power of e', '(^ e x)'],
    ['\\log x', 'log@0', 'base 10', '(log x 10)'],
    ['\\log x', 'log@0', 'base 2', '(log x 2)'],
    ['\\sin x y', 'argument:sin@5', 'first factor', '(* (sin x) y)'],
    ['\\sin x/2', 'stroke:sin@5', 'in the argument', '(sin (/ x 2))'],
    ['1/2x', 'slash@1', '(a/b)c', '(* (/ 1 2) x)'],
    ['a / b c', 'slash@2', 'a/(bc)', '(/ a (* b c))'],
    ['A^T', 'transpose@2', 'power', '(^ A T)'],
    ['a^b^c', 'tower@0', 'a^(b^c)', '(^ a (^ b c))'],
    ['a^b^c', 'tower@0', '(a^b)^c', '(^ (^ a b) c)'],
    ['x_{ij}', 'indices@3', 'product', '(sub x (* i j))'],
    ['x_{max}', 'indices@3', 'indices', '(sub x m a x)'],
    ["f'", 'prime:f@0', 'another name', 'f_prime'],
    ["x'", 'prime:x@0', 'derivative', '(prime x)'],
    ['|A|', 'bars@0', 'determinant', '(det A)'],
    ['cos(x+1)', 'word:cos@0', 'product', '(* c o s (+ x 1))'],
    ['delta x', 'word:delta@0', 'product', '(* d e l t a x)'],
    ['x1', 'word:x1@0', 'product', '(* x 1)'],
    ['\\sqrt(x)', 'root@0', 'of one sign', '(unreadable)'],
    ['\\Delta x', 'Delta@0', 'product', '(* Delta x)'],
    ['x^{(i+1)}', 'label@2', 'power', '(^ x (+ i 1))'],
    ['\\frac{d}{dx} f(x) g(x)', 'operand@13', 'first factor', '(* (D (f x) x) (g x))'],
    ['E[x]', 'E@0', 'product', '(* E x)'],
    ['1e-3', 'scientific@0', 'product with e', '(+ (* 1 e) (neg 3))'],
    ['x^10', 'script@2', 'one digit', '(* (^ x 1) 0)'],
    ['e^(-x)', 'script@2', 'one sign', '(unreadable)'],
    ['x[n]', 'entry:x@1', 'product', '(* x n)'],
    ['D_x f', 'D@0', 'product', '(* (sub D x) f)'],
    ['\\max_i x + 3', 'body@0', 'sum', '(max (+ x 3) i)'],
  ];
  for (const [latex, key, to, tree] of rows) {
    it(`${latex}: ${key} → ${to}`, () => {
      const inner = { from: 0, to: latex.length };
      const usual = readLatex(latex, inner, context());
      const reading = usual.readings.find((candidate) => candidate.key === key);
      assert.ok(reading?.alternatives.includes(to), `offered: ${JSON.stringify(usual.readings)}`);
      const switched = readLatex(latex, inner, context({ readings: { [key]: to } }));
      const found = switched.readings.find((candidate) => candidate.key === key);
      assert.equal(found?.chosen, to);
      const printed = printTree(switched.statements);
      if (tree === '(unreadable)') assert.notEqual(printed, printTree(usual.statements));
      else assert.equal(printed, tree);
    });
  }

  it('an unknown choice changes nothing', () => {
    const read = readLatex('f(x)', { from: 0, to: 4 }, context({ readings: { 'call:f@0': 'nonsense' } }));
    assert.equal(printTree(read.statements), '(f x)');
  });
});

describe('problems of broken LaTeX', () => {
  const rows: readonly [latex: string, says: RegExp][] = [
    ['\\frac{a}', /denominator of “\\frac\{a\}” is missing\. Write it as \\frac\{…\}\{…\}/],
    ['x +', /missing after “\+”: write the number, name or term there/],
    ['\\foo{x}', /command \\foo is not known\. Define it with \\newcommand/],
    ['(x + 1', /“\(” before “x \+ 1” is never closed\. Add its partner/],
    ['x + 1)', /“\)” closes nothing and is left out/],
    ['\\begin{cases} x', /\\begin\{cases\} has no \\end\{cases\}\. Add it/],
    ['a \\pm b', /“\\pm” stands for two formulas at once/],
    ['30^\\circ', /angle in degrees. Write it in radians/],
    ['2 3', /no sign between two numbers/],
    ['\\def\\a{\\a x} \\a', /macro \\a calls itself\. Change its definition/],
    ['x^', /superscript after “x\^” is missing/],
    ['\\begin{foo} x \\end{foo}', /environment “foo” is not known as math/],
    [`${'{'.repeat(300)}x${'}'.repeat(300)}`, /more than 200 levels deep/],
    ['x + '.repeat(1500).concat('x'), /more than 1000 terms or levels/],
  ];
  for (const [latex, says] of rows) {
    it(latex.slice(0, 30), () => {
      const { problems } = readLatex(latex, { from: 0, to: latex.length }, context());
      assert.ok(
        problems.some(({ message }) => says.test(message)),
        JSON.stringify(problems),
      );
    });
  }

  it('one bad macro spoils nothing else', () => {
    const macros = new Map([
      ['\\bad', { parameters: 2, body: '#1' }],
      ['\\good', { parameters: 1, body: '\\sqrt{#1}' }],
    ]);
    const latex = 'y = \\good{x}, \\quad z = \\bad';
    const { statements, problems } = readLatex(latex, { from: 0, to: latex.length }, context({ macros }));
    assert.deepEqual(
      statements.map((statement) => printTree([statement])),
      ['(= y (sqrt x))', '(= z (unreadable "\\\\bad"))'],
    );
    assert.equal(problems.length, 1);
  });

  it('stops when the budget is used up', () => {
    const latex = 'x + '.repeat(200).concat('x');
    const spent = { ...context(), meter: meter({ lines: 0, steps: 50 }) };
    const { problems } = readLatex(latex, { from: 0, to: latex.length }, spent);
    assert.ok(problems.some(({ code }) => code === 'tooMuch'));
  });
});

it('a command that the end of a selection cuts off is read up to there', () => {
  const text = 'x^2 + \\sqrt* y';
  for (let to = 0; to <= text.length; to++) {
    const { statements } = readLatex(text, { from: 0, to }, context());
    assert.ok(statements.every((statement) => statement.span.to <= to));
  }
});
