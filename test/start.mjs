// `npm start`: opens a real VS Code with the extension on the sample workspace. Installs and builds what is missing.
//
//   npm start                      desktop VS Code where there is one, otherwise in the browser
//   npm start -- --web             in the browser in any case
//   npm start -- path/to/folder    on another folder
//
// Only Node's own modules until the packages are installed.
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { downloadDesktop, findDesktop, hasDisplay } from './host/launch/desktop.mjs';
import { ensureNodeModules, ensureWebBuild } from './host/launch/packages.mjs';
import { must, which } from './host/launch/processes.mjs';
import { root, samples } from './host/launch/project.mjs';
import { startWebHost } from './host/launch/web.mjs';

const firstPort = 3000;
const given = process.argv.slice(2);
const folder = resolve(given.find((argument) => !argument.startsWith('-')) ?? samples);

try {
  await main();
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}

async function main() {
  if (Number.parseInt(process.versions.node, 10) < 20)
    throw new Error(`Node 20 or newer is needed; this is ${process.version}.`);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder.`);
  // Both wait mostly for the network, so one need not wait for the other.
  const browserOnly = given.includes('--web') || !hasDisplay();
  const fetching = browserOnly ? fetchWebBuild() : undefined;
  await Promise.all([fetching, installAndBuild()]);
  const desktop = browserOnly ? undefined : (findDesktop() ?? (await downloadDesktop()));
  if (desktop) openDesktop(desktop);
  else await openInBrowser(await (fetching ?? fetchWebBuild()));
}

async function installAndBuild() {
  await step('Installing packages', ensureNodeModules);
  const command = ['esbuild.js', '--development'];
  await step('Building the extension', () => must(process.execPath, command, { cwd: root, limit: 120 }));
}

function fetchWebBuild() {
  return step('Fetching VS Code for the browser (once, about 110 MB)', ensureWebBuild);
}

function openDesktop(program) {
  const args = [`--extensionDevelopmentPath=${root}`, '--new-window', folder];
  const windows = process.platform === 'win32';
  const quoted = windows ? args.map((text) => `"${text}"`) : args;
  spawn(windows ? `"${program}"` : program, quoted, { stdio: 'inherit', shell: windows, detached: !windows }).unref();
  console.log(`VS Code opens on ${folder}. \`npm start -- --web\` opens it in the browser instead.`);
}

async function openInBrowser(build) {
  const served = await startWebHost({ build, folder, port: firstPort });
  console.log(`\nVS Code is at  ${served.address}\non the folder  ${folder}\nPress Ctrl+C to stop.`);
  const stop = () => served.close().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  if (hasDisplay() && !process.env.CI && which(opener)) {
    spawn(opener, [served.address], { stdio: 'ignore', detached: true })
      .on('error', () => {})
      .unref();
  }
}

async function step(name, action) {
  const start = Date.now();
  const note = setTimeout(() => console.log(`${name} …`), 300);
  try {
    return await action();
  } finally {
    clearTimeout(note);
    if (Date.now() - start > 3000) console.log(`${name}: ${((Date.now() - start) / 1000).toFixed(0)} s`);
  }
}
