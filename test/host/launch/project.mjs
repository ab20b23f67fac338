// Where things lie, and folders that vanish with the process that made them. Node built-ins only: runs before any install.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url)).replace(/[\\/]$/, '');
/** Ignored by git. Holds downloaded builds, bundles, screenshots and temporary folders. */
export const cache = join(root, '.cache');
export const samples = join(root, 'test', 'samples');

const temporaries = join(cache, 'tmp');

/** A new empty folder inside the cache, named after this process so that a later run can clear what a killed one left. */
export function temporaryFolder(name) {
  clearAbandoned();
  mkdirSync(temporaries, { recursive: true });
  return mkdtempSync(join(temporaries, `${process.pid}-${name}-`));
}

/** A private copy of a folder (by default the sample workspace), so that a test may write into it. */
export function copyOf(folder = samples) {
  const copy = join(temporaryFolder('workspace'), 'samples');
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** Browsers and servers let go of their files a moment after they end, hence the retries. */
export function remove(path) {
  rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

/** Removes the folders of processes that are gone; call it last. */
export function removeTemporaries() {
  if (!existsSync(temporaries)) return;
  for (const entry of readdirSync(temporaries)) {
    if (Number.parseInt(entry, 10) === process.pid) remove(join(temporaries, entry));
  }
}

let cleared = false;
function clearAbandoned() {
  if (cleared || !existsSync(temporaries)) return;
  cleared = true;
  for (const entry of readdirSync(temporaries)) {
    if (!isAlive(Number.parseInt(entry, 10))) remove(join(temporaries, entry));
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
