// Builds everything the extension ships: one file that serves both extension hosts, and the panel's own bundle.
const esbuild = require('esbuild');

const watch = process.argv.includes('--watch');
const development = watch || process.argv.includes('--development');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: !development,
  sourcemap: development ? 'linked' : false,
  target: 'es2022',
  logLevel: 'info',
  metafile: true,
};

/** @type {import('esbuild').BuildOptions[]} */
const builds = [
  {
    ...common,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    format: 'cjs',
    platform: 'browser', // one file for desktop, remote and web hosts
    external: ['vscode'],
  },
  {
    ...common,
    entryPoints: { panel: 'src/webview/panel.ts' },
    outdir: 'dist',
    format: 'iife',
    platform: 'browser',
  },
];

async function main() {
  for (const options of builds) {
    if (watch) await (await esbuild.context(options)).watch();
    else await esbuild.build(options);
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
