// What the reader of C and C++ makes of the cases in test/fixtures/code/c.txt; `UPDATE=1` rewrites them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readC } from '../../src/languages/c/read.ts';
import { outline } from '../support/outline.ts';
import { testReader } from '../support/readercases.ts';

testReader('c', { cpp: (text) => readC(text, 'cpp'), c: (text) => readC(text, 'c') });

test('a file of comments, and lines of nothing but openers, are read at once', () => {
  const comments = '/* one */\n// two\n'.repeat(2000);
  assert.match(outline(readC(`${comments}double f(double x) { return x; }`, 'c').statements), /function f/);
  readC('#define A /* '.repeat(2000), 'c');
  readC('#if '.repeat(2000), 'c');
  readC('#if A\n'.repeat(2000), 'c');
  readC('f(a < b, '.repeat(300), 'cpp');
});

test('C hands numbers over by value, C++ perhaps by reference', () => {
  const text = 'double f(double x) {\n  foo(x);\n  return x;\n}';
  assert.ok(!outline(readC(text, 'c').statements).includes('sets: x'));
  assert.ok(outline(readC(text, 'cpp').statements).includes('sets: x'));
});
