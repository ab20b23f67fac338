// Bundles and runs the fuzzer: `npm run fuzz -- 100000 7` runs 100,000 inputs of seed 7.
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';

const outfile = '.cache/fuzz/main.mjs';
await build({
  entryPoints: ['test/fuzz/main.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});
const run = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(run.status ?? 1);
