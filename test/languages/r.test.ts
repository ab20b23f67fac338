// The reader of R.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readR } from '../../src/languages/r/read.ts';
import { walk } from '../../src/syntax/names.ts';
import { outline } from '../support/outline.ts';
import { anyText, longTexts, snapshots } from '../support/readerTests.ts';

const FIXTURE = 'test/fixtures/code/r.txt';
const PIECES =
  'x y f( ( ) [ [[ ] ]] { } = == != <- <<- -> ->> := + - * / ^ %% %*% %in% %x% : :: $ @ ~ ? ! & && | || |> < > , ; # \n \t 1 2. .5 1e 1i 1L 0x1 if else for( while( repeat function(x) function( \\(x) break next in return(x) stop() TRUE T NULL NA Inf ... ..1 _ " \' ` r"( switch( local({ x[1] é \ud800 \u0000'.split(
    ' ',
  );

snapshots(FIXTURE, readR);

describe('R on any text', () => anyText(FIXTURE, readR, PIECES));

describe('long R texts', () => {
  const lines = 'f <- function(x) {\n  # doc\n  y <- sum(x^2) + 3 * x[1]\n  if (y > 3) y <- 2\n  y\n}\n';
  longTexts(
    readR,
    {
      'a file of many lines': lines.repeat(7_000),
      'one line': `x <- c(${'1, -2, a[3], '.repeat(30_000)}3)`,
      'one sum': `x <- ${'a + '.repeat(100_000)}1`,
      'open brackets': 'f('.repeat(100_000),
      'open braces': '{\n'.repeat(50_000),
      'nested braces': `${'{\n'.repeat(20_000)}${'}\n'.repeat(20_000)}`,
      'functions in a row': 'function(x) '.repeat(20_000),
      'functions on lines': 'f <- function(x, n = x) a * x\n'.repeat(8_000),
    },
    5,
  );
});

it('expressions nest as R itself nests them', () => {
  const rows = readFileSync('test/fixtures/code/r-parsed.tsv', 'utf8').trimEnd().split('\n');
  assert.ok(rows.length >= 400);
  for (const row of rows) {
    const [text = '', tree] = row.replaceAll('\\n', '\n').split('\t');
    assert.equal(outline(readR(text).statements), tree, text);
  }
});

it('a tree of R is never higher than the rooms behind can walk', () => {
  const { statements, problems } = readR(`y <- ${'a + '.repeat(5000)}1\nz <- ${'('.repeat(500)}1${')'.repeat(500)}`);
  for (const statement of statements) {
    if (statement.kind === 'assign') assert.ok([...walk(statement.value)].length < 3000);
  }
  assert.deepEqual([...new Set(problems.map(({ severity }) => severity))], ['warning']);
});
