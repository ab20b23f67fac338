// Bundles and runs the fuzzer, one process a core: `npm run fuzz -- 100000 7` runs 100,000 inputs of seed 7.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { bundled } from './support/bundle.mjs';

const [count = '1000000', seed = '1'] = process.argv.slice(2);
const outfile = await bundled('test/fuzz/main.ts', '.cache/fuzz/main.mjs');
const workers = availableParallelism();
const share = Math.ceil(Number(count) / workers);
const codes = await Promise.all(
  Array.from({ length: workers }, (_, i) => {
    const range = [i * share, Math.min(Number(count), (i + 1) * share)];
    const child = spawn(process.execPath, [outfile, ...range.map(String), seed], { stdio: 'inherit' });
    return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  }),
);
process.exit(codes.every((code) => code === 0) ? 0 : 1);
