import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Span } from '../../src/base/span.ts';
import { scanComments } from '../../src/languages/comments/scan.ts';
import { type FoundMath, innerText } from '../../src/languages/found.ts';
import { scanMarkdown } from '../../src/languages/markdown/scan.ts';
import { scanPlain } from '../../src/languages/plain/lines.ts';
import { scanRestructuredText } from '../../src/languages/restructuredtext/scan.ts';
import { scanTex } from '../../src/languages/tex/scan.ts';
import { scanCases } from '../support/scancases.ts';

/** As the fixtures write it: `$ x` in the running text, `$$ x` displayed, line breaks as ⏎, blanks as one space. */
function written(text: string, found: FoundMath): string {
  const inner = innerText(text, found)
    .trim()
    .replace(/\r?\n/g, '⏎')
    .replace(/[ \t]+/g, ' ');
  return `${found.display ? '$$' : '$'} ${inner}`;
}

describe('math in Markdown', () => {
  const lines = readFileSync('test/fixtures/markdown-math-spans.jsonl', 'utf8').trim().split('\n');
  for (const line of lines) {
    const { name, markdown, math } = JSON.parse(line) as { name: string; markdown: string; math: string[] };
    it(`finds the inner texts: ${name}`, () => {
      assert.deepEqual(
        scanMarkdown(markdown).map((found) => innerText(markdown, found).trim()),
        math,
      );
    });
  }
});

/** Comments of small samples, by language; the readers of those languages do it properly. */
const COMMENTS: Readonly<Record<string, RegExp>> = {
  python: /[rR]?(?:'''.*?'''|""".*?""")|#[^\n]*|'[^'\n]*'/gs,
  js: /\/\*.*?\*\/|\/\/[^\n]*/gs,
  c: /\/\*.*?\*\/|\/\/[^\n]*/gs,
  julia: /""".*?"""|#[^\n]*/gs,
  r: /#[^\n]*/gs,
  matlab: /%\{.*?%\}|%[^\n]*/gs,
  lua: /--\[\[.*?\]\]|--[^\n]*/gs,
  html: /<!--.*?-->/gs,
};

function commentsOf(source: string, language: string): Span[] {
  const pattern = COMMENTS[language];
  assert.ok(pattern, `no comments known for ${language}`);
  return [...source.matchAll(pattern)].map((match) => ({ from: match.index, to: match.index + match[0].length }));
}

const scanners: Readonly<Record<string, (source: string, name: string) => FoundMath[]>> = {
  comments(source, name) {
    const language = name.split(':')[0] ?? '';
    return scanComments(source, commentsOf(source, language), { doubleBackticks: language === 'julia' });
  },
  markdown: scanMarkdown,
  plain: scanPlain,
  restructuredtext: scanRestructuredText,
  tex: scanTex,
};
for (const [language, scan] of Object.entries(scanners)) {
  describe(`what is found: ${language}`, () => {
    for (const { name, source, expected } of scanCases(`test/fixtures/scan-${language}.txt`)) {
      it(`${language}: ${name}`, () => {
        assert.deepEqual(
          scan(source, name).map((found) => written(source, found)),
          expected,
        );
      });
    }
  });
}
