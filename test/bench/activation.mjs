// From the opening of a document to its first hover, in a real VS Code, beside an extension that does next to nothing:
// both in one extension host, which is started anew each round; who comes first alternates.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../host/launch/build.mjs';
import { startNodeHost } from '../host/launch/node.mjs';
import { ensureWebBuild } from '../host/launch/packages.mjs';
import { copyOf, removeTemporaries, root, temporaryFolder } from '../host/launch/project.mjs';
import { runInBrowser } from '../host/launch/suite.mjs';
import { startWebHost } from '../host/launch/web.mjs';
import { ratio } from './report.mjs';

const suite = readFileSync(fileURLToPath(new URL('activation-suite.cjs', import.meta.url)), 'utf8');

/** Per host: the times of both in milliseconds, and the ratio. Hosts that cannot be had are left out. */
export async function measureActivation({ rounds }) {
  await ensureBuilt({ development: false });
  const results = [];
  for (const [host, start] of [
    ['Node', nodeHost],
    ['web', webHost],
  ]) {
    const tests = temporaryFolder('activation');
    mkdirSync(join(tests, 'bare'));
    writeBare(join(tests, 'bare'));
    let served;
    try {
      served = await start(tests);
      const [ours, bare] = [[], []];
      for (let round = 0; round < rounds; round++) {
        writeFileSync(join(tests, 'index.js'), suite.replace("'FIRST'", round % 2 ? "'bare'" : "'ours'"));
        const times = await timesIn(served.address);
        ours.push(times.ours);
        bare.push(times.bare);
      }
      results.push({ host, ours, bare, ratio: ratio(ours, bare) });
    } catch (error) {
      console.error(`No activation in the ${host} host: ${error.message}`);
    } finally {
      await served?.close();
    }
  }
  removeTemporaries();
  return results;
}

function nodeHost(tests) {
  const developmentPath = [root, join(tests, 'bare')];
  return startNodeHost({ folder: copyOf(), developmentPath, testsPath: join(tests, 'index.js') });
}

async function webHost(tests) {
  return startWebHost({ build: await ensureWebBuild(), folder: copyOf(), tests, beside: ['bare'] });
}

async function timesIn(address) {
  let times;
  const { problems, log } = await runInBrowser(address, 'activation', {
    within: 120,
    onLine(text) {
      const found = /@@times (\{.*\})/.exec(text);
      if (found) times = JSON.parse(found[1]);
    },
  });
  if (!times) throw new Error([...problems, ...log].slice(-5).join('\n'));
  return times;
}

function writeBare(folder) {
  const manifest = {
    name: 'bare',
    publisher: 'bench',
    version: '1.0.0',
    engines: { vscode: '^1.100.0' },
    main: './extension.js',
    browser: './extension.js',
    activationEvents: ['onLanguage:ini'],
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    join(folder, 'extension.js'),
    `const vscode = require('vscode');
exports.activate = (context) => {
  const provideHover = () => new vscode.Hover('constant');
  context.subscriptions.push(vscode.languages.registerHoverProvider('ini', { provideHover }));
};
`,
  );
}
