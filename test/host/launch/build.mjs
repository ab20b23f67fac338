import { must } from './processes.mjs';
import { root } from './project.mjs';

/** Builds the extension, unless `--built` says that it was done just before. */
export async function ensureBuilt({ development = true } = {}) {
  if (process.argv.includes('--built')) return;
  await must(process.execPath, ['esbuild.js', ...(development ? ['--development'] : [])], { cwd: root, limit: 300 });
}
