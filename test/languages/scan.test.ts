import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type FoundMath, innerText } from '../../src/languages/found.ts';
import { scanMarkdown } from '../../src/languages/markdown/scan.ts';
import { scanRestructuredText } from '../../src/languages/restructuredtext/scan.ts';
import { scanTex } from '../../src/languages/tex/scan.ts';
import { scanCases } from '../support/scancases.ts';

/** As the fixtures write it: `$ x` in the running text, `$$ x` displayed, line breaks as ⏎. */
function written(text: string, found: FoundMath): string {
  const inner = innerText(text, found).trim().replace(/\r?\n/g, '⏎');
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

const scanners = {
  markdown: scanMarkdown,
  restructuredtext: scanRestructuredText,
  tex: scanTex,
};
for (const [language, scan] of Object.entries(scanners)) {
  describe(`what is found: ${language}`, () => {
    for (const { name, source, expected } of scanCases(`test/fixtures/scan-${language}.txt`)) {
      it(`${language}: ${name}`, () => {
        assert.deepEqual(
          scan(source).map((found) => written(source, found)),
          expected,
        );
      });
    }
  });
}
