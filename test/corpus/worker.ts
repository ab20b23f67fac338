// Checks the file of each line on its input; a line of JSON with all checks of it goes out.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openDocument } from '../../src/core.ts';
import { languageOf } from '../../src/editor/fileKinds.ts';
import { othersOf } from './others.ts';

for await (const path of createInterface({ input: process.stdin })) {
  const languageId = languageOf(path, {}) ?? 'plaintext';
  const text = readFileSync(path, 'utf8');
  const start = performance.now();
  const checks = [...openDocument(text, languageId).check({ others: othersOf(path, languageId) })]
    .filter((check) => check !== undefined)
    .map((check) => ({ line: text.slice(0, check.span.from).split('\n').length, ...check }));
  console.log(JSON.stringify({ path, checks, milliseconds: Math.round(performance.now() - start) }));
}
