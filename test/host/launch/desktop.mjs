// A desktop VS Code: found on the PATH, or downloaded where that is possible and there is a display to show it on.
import { join } from 'node:path';
import { which } from './processes.mjs';
import { cache } from './project.mjs';

const updates = 'https://update.code.visualstudio.com/api/releases/stable';

export function hasDisplay() {
  if (process.platform === 'darwin' || process.platform === 'win32') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** The command line of an installed VS Code (or a fork), or undefined. */
export function findDesktop() {
  return ['code', 'code-insiders', 'codium'].map(which).find(Boolean);
}

/**
 * The program of a downloaded VS Code, or undefined where none can be had: no display, or no way to the downloads.
 * GRADIENT_INSPECTOR_DESKTOP=1 insists, =0 declines.
 */
export async function downloadDesktop() {
  const wish = process.env.GRADIENT_INSPECTOR_DESKTOP;
  if (wish === '0' || (wish !== '1' && !(hasDisplay() && (await canDownload())))) return undefined;
  const { downloadAndUnzipVSCode, SilentReporter } = await import('@vscode/test-electron');
  return downloadAndUnzipVSCode({
    version: 'stable',
    cachePath: join(cache, 'desktop'),
    reporter: new SilentReporter(),
  });
}

async function canDownload() {
  try {
    return (await fetch(updates, { method: 'HEAD', signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}
