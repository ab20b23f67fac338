#!/usr/bin/env node
// Stands in for VS Code's desktop program where that cannot be had: takes the arguments that @vscode/test-electron gives
// it, opens host B in a headless browser, prints what the extension host logs, and exits with the suite's code.
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startNodeHost } from './launch/node.mjs';
import { removeTemporaries, temporaryFolder } from './launch/project.mjs';
import { runInBrowser } from './launch/suite.mjs';

const given = process.argv.slice(2);
const values = (name) =>
  given.filter((text) => text.startsWith(`--${name}=`)).map((text) => resolve(text.slice(name.length + 3)));
const developmentPath = values('extensionDevelopmentPath');
const testsPath = values('extensionTestsPath').map(suiteFile)[0];
const folder =
  given.filter((text) => !text.startsWith('-')).map((text) => resolve(text))[0] ?? temporaryFolder('empty');

let host;
let ending = false;
async function finish(code) {
  if (ending) return;
  ending = true;
  await host?.close();
  removeTemporaries();
  process.exit(code);
}
process.on('SIGINT', () => finish(130));
process.on('SIGTERM', () => finish(143));

try {
  if (!testsPath) throw new Error('--extensionTestsPath is missing: there is no window to show without a suite.');
  host = await startNodeHost({ folder, developmentPath, testsPath });
  const result = await runInBrowser(host.address, 'standin', {
    onLine: (text) => process.stdout.write(`${text}\n`),
  });
  for (const problem of result.problems) console.error(problem);
  await finish(result.code === 0 && result.problems.length === 0 ? 0 : 1);
} catch (error) {
  console.error(error);
  await finish(1);
}

/** As VS Code finds it: a file with or without `.js`, or a folder with an `index.js`. */
function suiteFile(path) {
  if (existsSync(path) && statSync(path).isDirectory()) return join(path, 'index.js');
  return existsSync(path) ? path : `${path}.js`;
}
