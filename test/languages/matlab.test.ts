// The reader of MATLAB and Octave.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readMatlab } from '../../src/languages/matlab/read.ts';
import { walk } from '../../src/syntax/names.ts';
import { tableOf } from '../support/matrixValues.ts';
import { anyText, longTexts, snapshots } from '../support/readerTests.ts';

const FIXTURE = 'test/fixtures/code/matlab.txt';
const PIECES =
  "x y f( ( ) [ ] { } = == ~= + - ++ -- * .* / ./ \\ ^ .^ ' .' \" : ; , . ... @ @(x) & && | || < > ~ ! # % %{ %} \n \t 1 2. .5 1e 1i 0x1 if else elseif end for while switch case otherwise function return break continue try catch do until global classdef methods properties endfunction end; (end) {:} [1 -2] x(1) hold\\son += $ é \ud800 \u0000"
    .split(' ')
    .map((piece) => piece.replaceAll('\\s', ' '));

snapshots(FIXTURE, readMatlab);

describe('MATLAB on any text', () => anyText(FIXTURE, readMatlab, PIECES));

describe('long MATLAB texts', () => {
  const lines = 'function y = f(x)\n  % doc\n  y = sum(x.^2) + 3*x(1:end-1);\n  if y > 3, y = 2; end\nend\n';
  longTexts(
    readMatlab,
    {
      'a file of many lines': lines.repeat(8_000),
      'one line': `x = [${"1 -2 a(3)' ".repeat(36_000)}];`,
      'one sum': `x = ${'a + '.repeat(100_000)}1;`,
      'quotes with backslashes': '"\\'.repeat(100_000),
      'open brackets': 'f('.repeat(100_000),
      'open blocks': 'if x\n'.repeat(50_000),
      'anonymous functions': 'f = @(x) a*x; a = 3;\n'.repeat(20_000),
    },
    5,
  );
});

describe('what MATLAB writes by dots', () => {
  const dotted = (text: string) => {
    const [statement] = readMatlab(text).statements;
    return (
      statement?.kind === 'formula' && statement.expression.kind === 'operation' && statement.expression.elementwise
    );
  };
  for (const text of ['x .* y', 'x ./ y', 'x .^ y', "x.'", 'x & y', 'x | y', 'x .\\ y']) {
    it(`${text} is elementwise`, () => assert.equal(dotted(text), true));
  }
  for (const text of ['x * y', 'x / y', 'x ^ y', "x'", 'x && y', 'x + y']) {
    it(`${text} is not`, () => assert.ok(!dotted(text)));
  }
});

it('expressions are worth what Octave computes', () => {
  const names = { a: [[1.5]], b: [[2.25]], c: [[3]], v: [[4, 5.5, 6]], pi: [[Math.PI]] };
  const number = (text: string) => Number(text.replace('Inf', 'Infinity'));
  const rows = readFileSync('test/fixtures/code/octave-values.tsv', 'utf8').trimEnd().split('\n');
  assert.ok(rows.length >= 400);
  for (const row of rows) {
    const [text = '', shape = '', values = ''] = row.replaceAll('\\n', '\n').split('\t');
    const program = `a = 1; b = 1; c = 1; v = 1; s.f = 1;\nz = ${text};\nfunction y = f(x)\n  y = x;\nend\n`;
    const set = readMatlab(program).statements.find(
      (statement) => statement.kind === 'assign' && statement.target.kind === 'name' && statement.target.name === 'z',
    );
    assert.ok(set?.kind === 'assign', text);
    const table = tableOf(set.value, { ...names, f: [[0.75]] });
    assert.equal(`${table.length} ${table[0]?.length ?? 0}`, shape, text);
    table.flat().forEach((x, i) => {
      const real = number(values.split(' ')[i] ?? '');
      assert.ok(
        Object.is(x, real) || Math.abs(x - real) <= 1e-8 * Math.max(1, Math.abs(real)),
        `${text}: ${x}, not ${real}`,
      );
    });
  }
});

it('a tree is never higher than the rooms behind can walk', () => {
  const { statements, problems } = readMatlab(
    `y = ${'a + '.repeat(5000)}1;\nz = ${'('.repeat(500)}1${')'.repeat(500)};`,
  );
  for (const statement of statements) {
    if (statement.kind === 'assign') assert.ok([...walk(statement.value)].length < 3000);
  }
  assert.deepEqual([...new Set(problems.map(({ severity }) => severity))], ['warning']);
});

it('what an anonymous function is called with is no index where the function is not read', () => {
  const isIndexed = (text: string) =>
    readMatlab(text).statements.some(
      (statement) => statement.kind === 'assign' && [...walk(statement.value)].some(({ kind }) => kind === 'index'),
    );
  const isCalled = (text: string) =>
    readMatlab(text).statements.some(
      (statement) => statement.kind === 'assign' && [...walk(statement.value)].some(({ kind }) => kind === 'call'),
    );
  const changed = 'a = 3;\nf = @(x) a * x;\na = 4;\ny = f(2) * 3;\n';
  assert.ok(!isIndexed(changed) && !isCalled(changed));
  assert.ok(isCalled('a = 3;\nf = @(x) a * x;\nb = 4;\ny = f(2) * 3;\n'));
  assert.ok(isCalled('a = 3;\nf = @(x) a * x;\nf = @(x) x;\na = 4;\ny = f(2) * 3;\n'));
});
