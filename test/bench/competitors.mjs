// Who takes part: how each is built and started, and what it needs. Each runs in a process of its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

const here = 'test/bench';
const worker = (file) => ({ command: process.execPath, args: [`${here}/worker.mjs`, file] });
const peer = (file) => worker(`${here}/peers/${file}`);

/** `tolerance`: how far its numbers may be from those of the hand-written gradient; `full`: left out of a quick run. */
export function competitors(built, quick) {
  const torch = pythonWithTorch();
  return [
    { name: 'hand JS', ...peer('js.mjs') },
    { name: 'ours', ...worker(built) },
    {
      name: 'ours, interpreted',
      command: process.execPath,
      args: ['--import', `./${here}/without-wasm.mjs`, `${here}/worker.mjs`, built],
    },
    {
      name: 'C -O3',
      command: '.cache/bench/reference',
      when: () => compiled('gcc', 'reference.c', 'reference', ['-lm']),
    },
    {
      name: 'ADOL-C',
      command: '.cache/bench/adolc',
      when: () => existsSync('/usr/include/adolc/adolc.h') && compiled('g++', 'adolc.cpp', 'adolc', ['-ladolc']),
    },
    ...[1, 2].map((threads) => ({
      name: `PyTorch, ${threads} thread${threads > 1 ? 's' : ''}`,
      command: torch,
      args: [`${here}/peers/torch_peer.py`, String(threads)],
      when: () => torch !== undefined,
    })),
    { name: 'adnn', ...peer('adnn.mjs'), full: true },
    { name: 'tfjs', ...worker('.cache/bench/tfjs.mjs'), tolerance: 2e-2, full: true },
    { name: 'mathjs', ...peer('mathjs.mjs'), full: true },
  ].filter(({ when, full }) => !(quick && full) && (!when || when()));
}

function compiled(compiler, source, target, libraries) {
  const args = ['-O3', '-o', `.cache/bench/${target}`, `${here}/peers/${source}`, ...libraries];
  const { status, stderr, error } = spawnSync(compiler, args, { encoding: 'utf8' });
  if (status !== 0 && !error) console.error(stderr);
  return status === 0;
}

function pythonWithTorch() {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', 'import torch, numpy'], { stdio: 'ignore' }).status === 0,
  );
}

/** A competitor's process: one line in, one line out. */
export function started({ name, command, args = [] }) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line) {
      if (child.exitCode !== null) return 'no';
      child.stdin.write(`${line}\n`);
      const { value, done } = await answers.next();
      return done ? 'no' : value;
    },
    stop() {
      child.stdin.end();
      child.kill();
    },
    name,
  };
}
