// `npm run bench`: the product, hand-written code and peers on the same work, in interleaved rounds. Every competitor's
// numbers are checked before it is timed; what is reported are ratios. See test/bench/README.md.
//   -- --quick          ends within a minute
//   -- --only=W3        workloads whose id or name contains this (also: growth, text, product)
//   -- --json=FILE      where the numbers go (default .cache/bench/results.json)
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { buildInParts } from '../esbuild.js';
import { competitors, started } from './bench/competitors.mjs';
import { measureGrowth } from './bench/growth.mjs';
import { measureProduct } from './bench/product.mjs';
import { printed, summary } from './bench/report.mjs';
import { measureText } from './bench/text.mjs';
import { flat, wanted, workloads } from './bench/workloads.mjs';

const option = (name) => process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3);
const quick = process.argv.includes('--quick');
const only = option('only');
const target = option('json') ?? '.cache/bench/results.json';
const rounds = quick ? 5 : 11;
const milliseconds = quick ? 10 : 50;
const warmUp = quick ? 100 : 400;
/** Peers that take longer for one gradient are timed once. */
const patience = 300e6;
const takesPart = (...names) => !only || names.some((name) => name.toLowerCase().includes(only.toLowerCase()));

mkdirSync('.cache/bench', { recursive: true });
installPeers();
const bundled = '.cache/bench/ours.mjs';
const banner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";
const common = { bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning' };
await build({ ...common, entryPoints: ['test/bench/peers/ours.ts'], outfile: bundled });
await build({ ...common, entryPoints: ['test/bench/peers/growth.ts'], outfile: '.cache/bench/growth.mjs' });
// Its modules are not for Node as they stand.
await build({
  ...common,
  entryPoints: ['test/bench/peers/tfjs.mjs'],
  outfile: '.cache/bench/tfjs.mjs',
  mainFields: ['module', 'main'],
  ignoreAnnotations: true,
  banner: { js: banner },
});
await build({ ...common, entryPoints: ['src/core.ts'], outfile: '.cache/bench/core.mjs', minify: true });
await buildInParts({
  entryPoints: { core: 'src/core.ts' },
  outdir: '.cache/bench/parts',
  bundle: true,
  minify: true,
  platform: 'browser',
  target: 'es2022',
});

const results = { quick, rounds, date: new Date().toISOString(), node: process.version, workloads: [] };
const taking = workloads.filter((each) => (!quick || each.quick) && takesPart(each.id, each.name));
if (taking.length > 0) await measureWorkloads(taking);
if (takesPart('growth')) results.growth = measureGrowth({ quick });
if (takesPart('W6', 'text')) results.text = await measureText({ quick, rounds: quick ? 3 : 5 });
if (takesPart('product')) results.product = await measureProduct({ quick });
writeFileSync(target, `${JSON.stringify(results, undefined, 1)}\n`);
console.log(printed(results));
console.log(`\nAll numbers: ${target}`);

function installPeers() {
  const lock = 'test/bench/package-lock.json';
  const mark = 'test/bench/node_modules/.package-lock.json';
  if (existsSync(mark) && statSync(mark).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log('Installing what to compare with …');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: 'test/bench', stdio: ['ignore', 'ignore', 'inherit'] });
}

async function measureWorkloads(list) {
  const running = competitors(bundled, quick).map((each) => ({ ...each, process: started(each) }));
  for (const workload of list) {
    const taking = await opened(workload, running);
    const times = new Map(taking.map(({ name }) => [name, []]));
    const own = [];
    // Until compilers have had their turn, which counts as time of the processor too.
    const slow = new Map();
    for (const { name, process } of taking) {
      const time = Number(await process.ask(`run gradient ${warmUp}`));
      if (time > patience && name !== 'ours') slow.set(name, time);
      if (name === 'ours') await process.ask(`run value ${warmUp / 2}`);
    }
    for (let round = 0; round < rounds; round++) {
      // Another order every round: who follows whom must not matter.
      for (let i = 0; i < taking.length; i++) {
        const { name, process } = taking[(i + round) % taking.length];
        times.get(name).push(slow.get(name) ?? Number(await process.ask(`run gradient ${milliseconds}`)));
        if (name === 'ours') own.push(Number(await process.ask(`run value ${milliseconds}`)));
      }
    }
    const result = { id: workload.id, name: workload.name, params: workload.params, ...summary(times, own) };
    results.workloads.push(result);
    console.error(`${workload.id} ${workload.name}: measured ${[...times.keys()].join(', ')}`);
  }
  for (const each of running) each.process.stop();
  for (const kind of ['inputs', 'numbers']) rmSync(`.cache/bench/${kind}-${process.pid}.bin`, { force: true });
}

/** Those that can do the work and whose value and gradient are those of the first. */
async function opened(workload, running) {
  // Another run may be at work beside this one.
  const inputs = `.cache/bench/inputs-${process.pid}.bin`;
  writeFileSync(inputs, flat(workload));
  const [p0 = 0, p1 = 0, p2 = 0] = workload.params;
  const taking = [];
  let expected;
  for (const each of running) {
    const file = `.cache/bench/numbers-${process.pid}.bin`;
    const size = `${flat(workload).length} ${wanted(workload)}`;
    const answer = await each.process.ask(`open ${workload.id} ${p0} ${p1} ${p2} ${size} ${inputs} ${file}`);
    if (answer !== 'ok') continue;
    const bytes = readFileSync(file);
    const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    expected ??= numbers;
    const error = difference(numbers, expected);
    if (error <= (each.tolerance ?? 1e-9)) taking.push(each);
    else console.error(`${each.name} is left out of ${workload.id} ${workload.name}: its numbers differ by ${error}`);
  }
  return taking;
}

/** The largest error, relative to the largest entry. */
function difference(numbers, expected) {
  if (numbers.length !== expected.length) return Number.NaN;
  const relative = (a, b, scale) => Math.abs(a - b) / (scale || 1);
  let scale = 0;
  for (let i = 1; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]));
  let error = relative(numbers[0], expected[0], Math.abs(expected[0]));
  for (let i = 1; i < expected.length; i++) error = Math.max(error, relative(numbers[i], expected[i], scale));
  return error;
}
