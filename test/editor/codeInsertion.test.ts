/** A gradient function as it is written after its formula. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeAtCursor, codeInsertion, targetOf } from '../../src/editor/insertion.ts';

function inserted(text: string, languageId: string, code: string, target: Parameters<typeof codeInsertion>[4]): string {
  const { offset, text: added } = codeInsertion(text, languageId, { from: 0, to: 3 }, code, target);
  return text.slice(0, offset) + added + text.slice(offset);
}

test('a program gets it as it is, after the function and before what follows', () => {
  assert.equal(inserted('f\nx\ny', 'python', 'def g():\n    pass\n', 'python'), 'f\nx\n\n\ndef g():\n    pass\n\ny');
});

test('notes get it set apart', () => {
  assert.equal(inserted('$f$', 'markdown', 'a\n', 'torch'), '$f$\n\n```python\na\n```');
  assert.equal(inserted('$f$', 'latex', 'a\n', 'c'), '$f$\n\n\\begin{verbatim}\na\n\\end{verbatim}');
  assert.equal(inserted('$f$', 'restructuredtext', 'a\n', 'julia'), '$f$\n\n.. code-block:: julia\n\n   a');
  const rows = '\\begin{align*}\na\n\\end{align*}\n';
  assert.equal(inserted('$f$', 'markdown', rows, 'latex'), '$f$\n\n$$\n\\begin{aligned}\na\n\\end{aligned}\n$$');
  assert.equal(inserted('$f$', 'latex', rows, 'latex'), '$f$\n\n\\begin{align*}\na\n\\end{align*}');
});

test('at the cursor a program gets it as it is, and a note set apart', () => {
  assert.equal(codeAtCursor('python', 'a\n', 'python'), 'a');
  assert.equal(codeAtCursor('markdown', 'a\nb\n', 'jax'), '```python\na\nb\n```');
});

test('line breaks are those of the file', () => {
  assert.equal(inserted('f=x\r\n', 'python', 'a\nb\n', 'python'), 'f=x\r\n\r\n\r\na\r\nb\r\n');
});

test('the language is that of the file, with the library that it imports', () => {
  assert.equal(targetOf('import numpy as np', 'python'), 'python');
  assert.equal(targetOf('import os\nimport torch.nn as nn', 'python'), 'torch');
  assert.equal(targetOf('from jax import numpy as jnp', 'python'), 'jax');
  assert.equal(targetOf('', 'cpp'), 'c');
  assert.equal(targetOf('', 'markdown'), undefined);
  assert.equal(targetOf('', 'r'), undefined);
});
