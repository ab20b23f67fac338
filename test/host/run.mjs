// Runs test/host/suite inside a real VS Code. `node test/host/run.mjs [web|node] [--built]`; without a host, in both.
import { ensureBuilt } from './launch/build.mjs';
import { removeTemporaries } from './launch/project.mjs';
import { report } from './launch/report.mjs';
import { runSuite } from './launch/suite.mjs';

const hosts = ['web', 'node'].filter((host) => process.argv.includes(host));
let code = 0;
try {
  await ensureBuilt();
  const results = [];
  for (const host of hosts.length > 0 ? hosts : ['web', 'node']) {
    const result = await runSuite(host);
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
