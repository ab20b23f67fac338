// Runs the extension test suite inside a real VS Code and gives back what each test said.
import { join, relative, sep } from 'node:path';
import { globSync } from '../../support/files.mjs';
import { openBrowser, screenshot } from './browser.mjs';
import { startNodeHost } from './node.mjs';
import { ensureWebBuild } from './packages.mjs';
import { copyOf, root } from './project.mjs';
import { bundleSuite } from './suite-bundle.mjs';
import { startWebHost } from './web.mjs';

export const limit = 800; // seconds for one run; a quiet machine takes a tenth

/**
 * `host` is 'web' (A) or 'node' (B). `extension` is the folder to load in development; with `vsix` (B only) the installed
 * package is tested instead. `without` names files of the suite to leave out. Returns `{ passed, failed, tests, problems, log, installed }`; a run that hangs or ends early has a problem.
 */
export async function runSuite(host, { extension = root, vsix, without = [] } = {}) {
  const tests = await bundleSuite({ without });
  const folder = copyOf();
  const served =
    host === 'web'
      ? await startWebHost({ build: await ensureWebBuild(), folder, extension, tests })
      : await startNodeHost({
          folder,
          developmentPath: vsix ? [] : [extension],
          vsix,
          testsPath: join(tests, 'index.js'),
        });
  try {
    const ours = host === 'web' ? '/extension/dist/' : `${served.installed ?? extension}/dist/`;
    const result = await runInBrowser(served.address, `suite-${host}`, { ours });
    return vsix ? { ...result, installed: filesOf(served.installed) } : result;
  } finally {
    await served.close();
  }
}

/** Paths of all files of the installed extension, relative to its folder. */
function filesOf(folder) {
  return globSync(folder, /./).map((path) => relative(folder, path).split(sep).join('/'));
}

/**
 * Opens a workbench whose configuration names a suite, and waits for its end. `ours` is part of the path of the extension's
 * code: an exception from there that reaches the log is a problem, whatever the tests say. `within` so many seconds.
 */
export async function runInBrowser(address, name, { ours, onLine = () => {}, within = limit } = {}) {
  const collected = collector();
  const opened = await openBrowser({
    address,
    onLog: (type, text) => {
      collected.add(type, text);
      onLine(text);
    },
  });
  let timer;
  try {
    const timeout = new Promise((resolve) => {
      timer = setTimeout(() => resolve('timeout'), within * 1000);
    });
    const code = await Promise.race([opened.exit, timeout]);
    const result = collected.result();
    if (code === 'timeout') {
      const picture = await screenshot(opened.page, `${name}-timeout`);
      result.problems.push(`${lateness(result, within)} Picture: ${picture}`);
    } else if (code === undefined) result.problems.push('The browser page closed before the run ended.');
    else if (code !== 0 && result.failed === 0) result.problems.push(`The run ended with exit code ${code}.`);
    if (ours) result.problems.push(...exceptionsIn([...result.log, ...opened.problems], ours));
    return { ...result, code };
  } finally {
    clearTimeout(timer);
    await opened.close();
  }
}

/** Gathers the runner's lines (`@@test {json}`, see test/host/suite/runner.ts) from what an extension host logs. */
export function collector() {
  const tests = [];
  const log = [];
  let begun;
  return {
    add(type, text) {
      const found = /@@test (\{.*\})/s.exec(text);
      if (!found) return log.push(`[${type}] ${text}`);
      const test = JSON.parse(found[1]);
      if (test.state === 'begun') begun = test.title;
      else {
        begun = undefined;
        tests.push(test);
      }
    },
    result() {
      const failed = tests.filter((test) => test.state === 'failed').length;
      const passed = tests.filter((test) => test.state === 'passed').length;
      return { passed, failed, tests, problems: [], log, begun };
    },
  };
}

/** One text for each different place in the extension's code that an exception in the log came from. */
function exceptionsIn(log, ours) {
  const found = new Map();
  for (const text of log) {
    const place = text.split('\n').find((line) => /^\s+at /.test(line) && line.includes(ours));
    if (place && !found.has(place)) found.set(place, `An exception in the log:\n${text}`);
  }
  return [...found.values()];
}

/** What to say of a run that had to be stopped. */
export function lateness({ begun }, after) {
  return `The run did not end within ${after} s; ${begun ? `it was in "${begun}"` : 'it was between two tests'}.`;
}
