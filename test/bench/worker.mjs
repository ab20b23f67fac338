// One competitor in a process of its own. Lines in: `open <workload> <p0> <p1> <p2> <size> <wanted> <inputs> <results>`
// (files of doubles: all inputs; the value and its gradient), answered by `ok` or `no`; and `run <gradient|value> <ms>`,
// answered by nanoseconds an evaluation, or `no`.
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { open } = await import(pathToFileURL(process.argv[2]).href);
let current;
let x;
let base = 0;
let sink = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...rest] = line.split(' ');
  let answer = 'no';
  try {
    answer = (await (command === 'open' ? opened(rest) : measured(rest))) ?? 'no';
  } catch (error) {
    process.stderr.write(`${error.stack}\n`);
  }
  process.stdout.write(`${answer}\n`);
}

async function opened([id, p0, p1, p2, , wanted, inputs, results]) {
  const bytes = readFileSync(inputs);
  x = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  base = x[0];
  const out = new Float64Array(Number(wanted));
  current = await open({ id, params: [p0, p1, p2].map(Number) }, x, out);
  if (!current) return undefined;
  // Inputs lie where a competitor wants them.
  x = current.x ?? x;
  const value = await current.gradient();
  current.finish?.();
  const answer = new Float64Array(1 + out.length);
  answer[0] = value;
  answer.set(out, 1);
  writeFileSync(results, answer);
  return 'ok';
}

function measured([which, ms]) {
  const run = current?.[which];
  if (!run) return undefined;
  const start = nanoseconds();
  const limit = Number(ms) * 1e6;
  let batch = 1;
  let times = 0;
  let spent = 0;
  while (spent < limit) {
    for (let i = 0; i < batch; i++) {
      x[0] = base + (i & 1) * 1e-9;
      sink += run();
    }
    times += batch;
    spent = nanoseconds() - start;
    if (batch < 1 << 20 && spent * batch < 5e5 * times) batch *= 2;
  }
  x[0] = base;
  if (Number.isNaN(sink)) sink = 0;
  return (spent / times).toPrecision(6);
}

/** Of processor time: on a busy machine the clock on the wall says little. */
function nanoseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1e3;
}
