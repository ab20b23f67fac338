// Runs test/host/suite inside a real VS Code. `node test/host/run.mjs [web|node] [--built] [--only=checks,hover]`; without a
// host, in both.
import { readdirSync } from 'node:fs';
import { ensureBuilt } from './launch/build.mjs';
import { removeTemporaries, root } from './launch/project.mjs';
import { report } from './launch/report.mjs';
import { runSuite } from './launch/suite.mjs';

const hosts = ['web', 'node'].filter((host) => process.argv.includes(host));
const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const without = readdirSync(`${root}/test/host/suite`).filter((name) => only && !only.includes(name.split('.')[0]));
let code = 0;
try {
  await ensureBuilt();
  const results = [];
  for (const host of hosts.length > 0 ? hosts : ['web', 'node']) {
    const result = await runSuite(host, { without });
    results.push({ ...result, tests: result.tests.map((test) => ({ ...test, title: `${host} › ${test.title}` })) });
  }
  code = report('host', {
    passed: sum(results, 'passed'),
    failed: sum(results, 'failed'),
    tests: results.flatMap(({ tests }) => tests),
    problems: results.flatMap(({ problems, tests }) => (tests.length > 0 ? problems : [...problems, 'No test ran.'])),
    log: results.flatMap(({ log }) => log),
  });
} catch (error) {
  console.error(error);
  code = 1;
} finally {
  removeTemporaries();
}
process.exit(code);

function sum(rows, key) {
  return rows.reduce((total, row) => total + row[key], 0);
}
