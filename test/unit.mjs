// Bundles every test/**/*.test.ts (host, ui and bench suites aside) into one file and runs it with Node's own runner.
// `node test/unit.mjs latex` runs only the files whose path contains "latex", `--without latex,fuzz` those with neither.
import { build } from 'esbuild';
import esbuildOptions from '../esbuild.js';
import { globSync, mkdirSync, rmSync } from './support/files.mjs';
import { runTestFile } from './support/node-test.mjs';

const without = process.argv[2] === '--without';
const filter = process.argv[without ? 3 : 2];
const files = globSync('test', /\.test\.ts$/)
  .filter((file) => !/^test\/(host|ui|bench)\//.test(file))
  .filter((file) => !filter || filter.split(',').some((part) => file.includes(part)) !== without)
  .sort();
const outdir = `.cache/unit${filter ? `-${without ? 'not-' : ''}${filter.replace(/\W/g, '_')}` : ''}`;
rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });
await build({
  stdin: { contents: files.map((file) => `import './${file}';`).join('\n'), resolveDir: '.', loader: 'ts' },
  outfile: `${outdir}/unit.mjs`,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
  plugins: [esbuildOptions.mathjaxPlugin],
  external: ['esbuild', 'typescript', 'playwright-core', 'vscode'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
process.exit(await runTestFile(`${outdir}/unit.mjs`, { limit: 900 }));
