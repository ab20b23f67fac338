import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportMarkdown } from '../../src/editor/checkReport.ts';
import { endings, excludedBy, languageOf } from '../../src/editor/fileKinds.ts';
import { lineStarts, positionIn } from '../../src/editor/offsets.ts';
import { wrongSign } from './wrongSign.ts';

const check = wrongSign;

test('a report links each difference to its line and sorts the undecided by reason', () => {
  const undecided = { ...check, verdict: 'undecided' as const, reason: 'k is not defined here.' };
  const notes = {
    label: 'notes_1.md',
    link: '/notes_1.md',
    checks: [
      { check, line: 7 },
      { check: { ...check, verdict: 'agrees' as const }, line: 9 },
      { check: undecided, line: 11 },
      { check: undecided, line: 12 },
    ],
  };
  const report = reportMarkdown({
    files: [notes],
    read: 3,
    skipped: [{ label: 'big.tex', reason: 'It is too long.' }],
  });
  assert.equal(
    report,
    `# Derivative checks

4 derivatives checked: 1 agrees, 1 differs, 2 could not be checked.

3 files read, 1 of them state derivatives.

## Differs

- [notes\\_1.md:7](/notes_1.md#L7) ∂e/∂c differs from the computed derivative: the sign is wrong
  - Computed: ∂e/∂c = -sin(c)
  - At c = 2: yours 0.90930, computed -0.90930.

## Could not be checked

- k is not defined here. (2): [notes\\_1.md:11](/notes_1.md#L11), [notes\\_1.md:12](/notes_1.md#L12)

## Agrees

- notes\\_1.md: 1 ([line 9](/notes_1.md#L9))

## Not read

- big.tex: It is too long.
`,
  );
});

test('a report of a notebook names cells, a cancelled one says so', () => {
  const file = { label: 'a.ipynb', link: '/a.ipynb', checks: [{ check, line: 1, cell: 3 }] };
  const report = reportMarkdown({ files: [file], read: 1, skipped: [], cancelled: true });
  assert.match(report, /\[a.ipynb, cell 3, line 1\]\(\/a.ipynb\)/);
  assert.match(report, /Cancelled: /);
});

test('languages of files by their names, and by what the user has associated', () => {
  assert.equal(languageOf('/a/b.py', {}), 'python');
  assert.equal(languageOf('/a/b.m', { '*.m': 'objective-c' }), undefined);
  assert.equal(languageOf('/a/b.note', { '*.note': 'markdown' }), 'markdown');
  assert.equal(languageOf('/a/b.txt', {}), undefined);
  assert.equal(languageOf('/a/Makefile', {}), undefined);
  assert.ok(endings({ '*.note': 'markdown', '*.x': 'xml' }).includes('note'));
  assert.ok(!endings({ '*.x': 'xml' }).includes('x'));
});

test('excluded files by the globs of the settings', () => {
  const isExcluded = excludedBy(
    { '**/.git': true, '**/*.min.js': true, 'out/**': false },
    { '**/node_modules': true, '{a,b}/c?': true },
  );
  for (const path of ['.git/x.md', 'a/.git', 'lib/x.min.js', 'a/node_modules/y/z.js', 'a/cd/e.py', 'b/c1']) {
    assert.ok(isExcluded(path), path);
  }
  for (const path of ['out/x.py', 'x.js', 'node_modules_2/x.js', 'c/cd', 'gitx/.gitignore'])
    assert.ok(!isExcluded(path), path);
});

test('offsets of a text as lines and characters', () => {
  const text = 'ab\r\ncd\n\nx';
  const starts = lineStarts(text);
  const at = (offset: number) => Object.values(positionIn(starts, offset)).join(':');
  assert.deepEqual([0, 1, 4, 6, 7, 8, 9].map(at), ['0:0', '0:1', '1:0', '1:2', '2:0', '3:0', '3:1']);
});
