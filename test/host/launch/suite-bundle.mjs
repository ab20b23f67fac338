// Bundles test/host/suite into one file that both extension hosts can load.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root, temporaryFolder } from './project.mjs';

/** Returns the folder that holds the suite's `index.js`; `without` names files to leave out. */
export async function bundleSuite({ without = [] } = {}) {
  const outdir = temporaryFolder('suite');
  const folder = join(root, 'test', 'host', 'suite');
  const tests = readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts') && !without.includes(name))
    .sort();
  await build({
    stdin: {
      // The runner comes first: the tests need its `describe` and `it` when they load.
      contents: ["export { run } from './runner.ts';", ...tests.map((name) => `import './${name}';`)].join('\n'),
      resolveDir: folder,
      loader: 'ts',
    },
    outfile: join(outdir, 'index.js'),
    bundle: true,
    format: 'cjs',
    platform: 'browser',
    target: 'es2022',
    sourcemap: 'inline',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return outdir;
}
