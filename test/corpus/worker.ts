// Checks the file of each line on its input; a line of JSON with all checks of it goes out.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openDocument } from '../../src/core.ts';
import { languageOf } from '../../src/editor/fileKinds.ts';
import { type Mutating, mutated } from './mutated.ts';
import { othersOf } from './others.ts';

interface Task {
  readonly path: string;
  readonly mutate?: Mutating;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { path, mutate } = JSON.parse(line) as Task;
  const languageId = languageOf(path, {}) ?? 'plaintext';
  const text = readFileSync(path, 'utf8');
  const start = performance.now();
  const options = { others: othersOf(path, languageId) };
  const document = openDocument(text, languageId);
  const checks = [...document.check(options)]
    .filter((check) => check !== undefined)
    .map((check) => ({ line: text.slice(0, check.span.from).split('\n').length, ...check }));
  const milliseconds = Math.round(performance.now() - start);
  const mutations = mutate && [...mutated(document, languageId, checks, options, mutate)];
  console.log(JSON.stringify({ path, checks, milliseconds, mutations }));
}
