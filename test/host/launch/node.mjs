// Host B: VS Code's server with its extension host in Node, in a process of its own, and a workbench page in front of it.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureServerBuild } from './packages.mjs';
import { end, must } from './processes.mjs';
import { temporaryFolder } from './project.mjs';
import { quietSettings } from './workbench-settings.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Serves a workbench on `folder`. `developmentPath` lists extensions to load in development; `vsix` a package to install
 * first; `testsPath` is the file of a suite. Returns `{ address, installed, log, close }`.
 */
export async function startNodeHost({ folder, developmentPath = [], vsix, testsPath, settings = {}, env = {} }) {
  const build = await ensureServerBuild();
  const data = temporaryFolder('server');
  const extensions = join(data, 'extensions');
  mkdirSync(extensions, { recursive: true });
  const environment = {
    ...process.env,
    ...env,
    EXTENSIONS_GALLERY: '{}',
    NODE_OPTIONS: `--require ${JSON.stringify(here('node-stubs.cjs'))}`,
  };
  if (vsix) {
    const script = join(build, 'out', 'server-main.js');
    const args = ['--install-extension', vsix, '--extensions-dir', extensions, '--server-data-dir', data];
    await must(process.execPath, [script, ...args, '--accept-server-license-terms'], { env: environment, limit: 180 });
  }
  const installed = vsix && join(extensions, readdirSync(extensions).find((name) => !name.includes('.json')) ?? '');
  // A suite runs only beside an extension in development, so the installed folder is named as one.
  const development = installed ? [installed] : developmentPath;
  const server = spawn(process.execPath, [here('node-server.mjs')], {
    env: { ...environment, CODE_SERVER_PARENT_PID: String(process.pid) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
  });
  let log = '';
  for (const stream of [server.stdout, server.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      log += text;
    });
  const port = await new Promise((resolve, reject) => {
    server.once('message', (message) => resolve(message.port));
    server.once('exit', (code) => reject(new Error(`VS Code's server ended with exit code ${code}.\n${log}`)));
    server.send({
      build,
      folder,
      developmentPath: development,
      testsPath,
      data,
      extensions,
      settings: { ...quietSettings, ...settings },
    });
  });
  return { address: `http://localhost:${port}/`, installed, log: () => log, close: () => end(server) };
}
