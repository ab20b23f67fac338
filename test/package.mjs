// Packages the extension, holds the package to its promises, installs it in a real VS Code and runs the host suite there.
// `npm run package` makes only the package; this is a part of `npm test`. `--built` packs the build that lies in dist/.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './host/launch/build.mjs';
import { npm } from './host/launch/processes.mjs';
import { removeTemporaries, root, temporaryFolder } from './host/launch/project.mjs';
import { report } from './host/launch/report.mjs';
import { runSuite } from './host/launch/suite.mjs';

const mostBytes = 3 * 1024 * 1024;
const allowed =
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE(\.txt)?|\.vsixmanifest|dist\/[\w.-]+\.(js|css)|media\/.+)$/i;
const expected = ['package.json', 'dist/extension.js', 'dist/web.js', 'dist/panel.js'];

let code = 1;
try {
  await ensureBuilt({ development: false });
  const vsix = join(temporaryFolder('package'), 'gradient-inspector.vsix');
  await npm(['run', 'vsce', '--', '--out', vsix], { cwd: root, limit: 300 });
  const result = await runSuite('node', { vsix, without: ['bad-input.test.ts'] }); // the same code has had it in both hosts
  result.tests.push(
    check('is at most 3 MiB', sizeProblem(vsix)),
    check('holds only what a user needs', contentProblem(result)),
  );
  result.passed = result.tests.filter(({ state }) => state === 'passed').length;
  result.failed = result.tests.filter(({ state }) => state === 'failed').length;
  code = report('package', result);
} catch (error) {
  console.error(error);
} finally {
  removeTemporaries();
}
process.exit(code);

function check(title, problem) {
  return { title, state: problem ? 'failed' : 'passed', error: problem };
}

function sizeProblem(vsix) {
  const { size } = statSync(vsix);
  console.log(`The package has ${(size / 1024).toFixed(0)} KiB.`);
  return size > mostBytes ? `it has ${size} bytes` : undefined;
}

function contentProblem({ installed }) {
  const odd = installed.filter((path) => !allowed.test(path) || path.endsWith('.map'));
  const missing = expected.filter((path) => !installed.includes(path));
  if (odd.length + missing.length === 0) return undefined;
  return `not wanted: ${odd.join(', ') || 'none'}; missing: ${missing.join(', ') || 'none'}`;
}
