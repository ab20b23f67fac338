import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cellsIn } from '../../src/editor/notebookFile.ts';

const file = (cells: unknown, metadata: unknown = {}) => JSON.stringify({ cells, metadata, nbformat: 4 });
const code = (source: unknown, metadata: unknown = {}) => ({ cell_type: 'code', source, metadata });

test('all cells in their order, their lines joined, in the language of the kernel', () => {
  const cells = [
    { cell_type: 'markdown', source: ['# One\n', '$$x^2$$'] },
    { cell_type: 'raw', source: 'plain' },
    code(['f(x) = x^2\r\n', 'g(x) = 2x']),
  ];
  assert.deepEqual(cellsIn(file(cells, { kernelspec: { language: 'julia' } })), [
    { languageId: 'markdown', text: '# One\n$$x^2$$' },
    { languageId: 'raw', text: 'plain' },
    { languageId: 'julia', text: 'f(x) = x^2\ng(x) = 2x' },
  ]);
});

for (const [name, id] of [
  ['python', 'python'],
  ['ipython3', 'python'],
  ['R', 'r'],
  ['c++17', 'cpp'],
  ['octave', 'octave'],
  ['julia', 'julia'],
  ['haskell', 'raw'],
  ['constructor', 'raw'],
]) {
  test(`a kernel of ${name} has cells in ${id}`, () =>
    assert.equal(cellsIn(file([code('')], { language_info: { name } }))?.[0]?.languageId, id));
}

test('a cell may have a language of its own', () => {
  const cells = [code('', { vscode: { languageId: 'r' } }), code('')];
  assert.deepEqual(
    cellsIn(file(cells))?.map(({ languageId }) => languageId),
    ['r', 'python'],
  );
});

test('what is no notebook has no cells, and nothing is too broken', () => {
  for (const text of ['', '[]', 'null', '{"cells": 3}', '{"worksheets": []}', '{'])
    assert.equal(cellsIn(text), undefined);
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), (cells, metadata) => {
      assert.equal(cellsIn(file(cells, metadata))?.length, cells.length);
    }),
  );
});
