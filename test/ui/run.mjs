// A real browser: the panel alone (test/ui/panel/) beside a real workbench (test/ui/workbench/), each in a process of its
// own. `node test/ui/run.mjs [path filter] [--built]`.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ensureBuilt } from '../host/launch/build.mjs';
import { ensureBrowser, ensureWebBuild } from '../host/launch/packages.mjs';
import { removeTemporaries, root, temporaryFolder } from '../host/launch/project.mjs';
import { globSync } from '../support/files.mjs';
import { runTestFilesTogether } from '../support/node-test.mjs';

const limit = 1100; // seconds
const filter = process.argv.slice(2).find((argument) => !argument.startsWith('--'));

/** The library finds the project by its own address, so it stays where it is. */
const launchLibrary = {
  name: 'launch-library',
  setup(bundle) {
    bundle.onResolve({ filter: /\/launch\/[\w-]+\.mjs$/ }, ({ path, resolveDir }) => ({
      path: pathToFileURL(join(resolveDir, path)).href,
      external: true,
    }));
  },
};

process.chdir(root);
const files = globSync('test/ui', /\.test\.ts$/).filter((file) => !filter || file.includes(filter));
let code = 1;
try {
  await ensureBuilt();
  await ensureWebBuild();
  await ensureBrowser();
  const folder = temporaryFolder('ui');
  const parts = ['panel', 'workbench'].map((part) => ({
    files: files.filter((file) => file.startsWith(`test/ui/${part}/`)),
    bundle: join(folder, `${part}.mjs`),
  }));
  const wanted = parts.filter(({ files }) => files.length > 0);
  if (wanted.length === 0) throw new Error(`No test file of test/ui/ has ${filter} in its path.`);
  await Promise.all(wanted.map(bundled));
  code = await runTestFilesTogether(
    wanted.map(({ bundle }) => bundle),
    { limit },
  );
} catch (error) {
  console.error(error);
} finally {
  removeTemporaries();
}
process.exit(code);

function bundled({ files, bundle }) {
  return build({
    stdin: {
      contents: files
        .sort()
        .map((file) => `import './${file}';`)
        .join('\n'),
      resolveDir: root,
      loader: 'ts',
    },
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    packages: 'external',
    plugins: [launchLibrary],
  });
}
