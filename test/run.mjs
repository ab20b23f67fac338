// `npm test`: installs what is missing, then runs every part, three at a time, and closes with one line over all of them.
import { ensureBrowser, ensureNodeModules, ensureServerBuild, ensureWebBuild } from './host/launch/packages.mjs';
import { npmScript } from './host/launch/processes.mjs';
import { root } from './host/launch/project.mjs';
import { closingLine } from './support/node-test.mjs';

/**
 * In order of start: what takes longest first, and what needs nothing while the others wait. `script` is one of
 * package.json's; one that prints no closing line counts as one test (`single`). `limit` is in seconds.
 */
const parts = [
  { name: 'build', script: 'build', single: true, limit: 300 },
  { name: 'user interface', script: 'test:ui', args: ['--built'], needs: ['build', 'fetch'], limit: 1200 },
  { name: 'unit tests', script: 'test:unit', args: ['--without', 'test/fuzz/,test/inspect/'], limit: 900 },
  { name: 'inspections and checks', script: 'test:unit', args: ['test/inspect/'], limit: 900 },
  { name: 'hostile input', script: 'test:unit', args: ['test/fuzz/'], limit: 900 },
  { name: 'Node host', script: 'test:host', args: ['node', '--built'], needs: ['build', 'fetch'], limit: 1000 },
  { name: 'web worker host', script: 'test:host', args: ['web', '--built'], needs: ['build', 'fetch'], limit: 1000 },
  { name: 'package', script: 'test:package', args: ['--built'], needs: ['build', 'fetch'], limit: 1000 },
  { name: 'test-electron', script: 'test:electron', args: ['--built'], needs: ['build', 'fetch'], limit: 1000 },
  { name: 'types', script: 'typecheck', single: true, limit: 300 },
  { name: 'lint', script: 'lint', single: true, limit: 300 },
];
const lanes = 3;
const mostLinesWhenGood = 8;

const total = { passed: 0, failed: 0 };
const started = Date.now();
const finished = new Map();

const fetching = fetchAll();
if (await prepare('packages of this project', ensureNodeModules)) await runParts();
await fetching;
console.log(`\n${seconds(started)} s in all\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

/** What a real VS Code needs; beside the first parts, because it mostly waits for the network. */
async function fetchAll() {
  const steps = [
    prepare('VS Code for the browser', ensureWebBuild),
    prepare('VS Code with a Node host', ensureServerBuild),
    prepare('Chromium', ensureBrowser),
  ];
  finished.set('fetch', (await Promise.all(steps)).every(Boolean));
}

/** Silent when it works; a failure is counted and says why. */
async function prepare(name, action) {
  const start = Date.now();
  try {
    await action();
    if (Date.now() - start > 3000) console.log(`── ${name} installed, ${seconds(start)} s`);
    return true;
  } catch (error) {
    total.failed += 1;
    console.log(`\n── ${name}: cannot be installed\n${error.message}\n`);
    return false;
  }
}

async function runParts() {
  const waiting = [...parts];
  const running = new Set();
  while (waiting.length + running.size > 0) {
    const next = waiting.findIndex(({ needs = [] }) => needs.every((name) => finished.has(name)));
    if (next >= 0 && running.size < lanes) {
      const [part] = waiting.splice(next, 1);
      const work = runPart(part).then(() => running.delete(work));
      running.add(work);
    } else {
      await Promise.race([...running, new Promise((resolve) => setTimeout(resolve, 100))]);
    }
  }
}

async function runPart({ name, script, args = [], needs = [], single = false, limit }) {
  const lacking = needs.filter((need) => finished.get(need) === false);
  if (lacking.length > 0) {
    total.failed += 1;
    console.log(`\n── ${name}: 0 passed, 1 failed; not run, because ${lacking.join(' and ')} failed`);
    return;
  }
  const start = Date.now();
  const { code, output, timedOut } = await npmScript(script, args, { cwd: root, limit });
  const good = code === 0 && !timedOut;
  const counts = single ? { passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 } : countsOf(output, good);
  total.passed += counts.passed;
  total.failed += counts.failed;
  finished.set(name, good && counts.failed === 0);
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  console.log(`\n── ${name}: ${counts.passed} passed, ${counts.failed} failed${skipped}, ${seconds(start)} s`);
  const lines = output
    .replace(counts.line ?? '', '')
    .trim()
    .split('\n');
  const shown = counts.failed > 0 ? lines : lines.slice(-mostLinesWhenGood);
  if (shown.join('')) console.log(shown.join('\n'));
  if (timedOut) console.log(`${name} did not end within ${limit} s.`);
}

/** A part that fails without saying what, or that ran no test, has one failure more. */
function countsOf(output, good) {
  const counts = closingLine(output) ?? { passed: 0, failed: 0, skipped: 0 };
  const silent = counts.failed === 0 && (!good || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(0);
}
