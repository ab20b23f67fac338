// What the readers of code and of plain math make of the cases in test/fixtures/read-*.txt; `UPDATE=1` rewrites them.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { meter } from '../../src/base/budget.ts';
import { readJavaScript } from '../../src/languages/javascript/read.ts';
import { readPlain } from '../../src/languages/plain/read.ts';
import { readPython } from '../../src/languages/python/read.ts';
import type { ReadContext } from '../../src/syntax/reading.ts';
import { outline } from '../support/outline.ts';

const noContext = (): ReadContext => ({
  functions: new Set(),
  variables: new Set(),
  macros: new Map(),
  readings: {},
  meter: meter({ lines: 0, steps: 100_000 }),
});

const readers: Readonly<Record<string, (text: string) => string>> = {
  python: (text) => {
    const { statements, comments } = readPython(text);
    return [outline(statements), ...comments.map(({ from, to }) => `# ${text.slice(from, to)}`)].join('\n');
  },
  javascript: (text) => {
    const { statements, comments } = readJavaScript(text, 'typescript');
    return [outline(statements), ...comments.map(({ from, to }) => `# ${text.slice(from, to)}`)].join('\n');
  },
  plain: (text) => {
    const { statements, readings, problems } = readPlain(text, { from: 0, to: text.length }, noContext());
    const said = readings.map(({ key, chosen, alternatives }) => `@ ${key}: ${chosen}, not ${alternatives.join(', ')}`);
    return [outline(statements), ...said, ...problems.map(({ message }) => `! ${message}`)].join('\n');
  },
};

for (const [language, read] of Object.entries(readers)) {
  const path = `test/fixtures/read-${language}.txt`;
  const cases = readFileSync(path, 'utf8')
    .split(/^@@@ /m)
    .slice(1)
    .map((text) => {
      const [head = '', expected = ''] = text.split(/^==>\n/m);
      const feed = head.indexOf('\n');
      return { name: head.slice(0, feed), source: head.slice(feed + 1), expected: expected.trimEnd() };
    });
  if (process.env.UPDATE) {
    const rewritten = cases.map(({ name, source }) => `@@@ ${name}\n${source}==>\n${read(source).trim()}\n`);
    writeFileSync(path, rewritten.join(''));
    continue;
  }
  describe(`reading ${language}`, () => {
    for (const { name, source, expected } of cases) it(name, () => assert.equal(read(source).trim(), expected));
  });
}
