// How time and memory grow with the number of operations: y ← sin(y)·x + y/2 without a loop, in a process of its own (with
// --expose-gc). Writes one line of JSON for each size.
import { reverseSweep } from '../../../src/autodiff/reverse.ts';
import { interpreter } from '../../../src/evaluate/interpret.ts';
import { createNodes } from '../../../src/evaluate/nodes.ts';
import { OP } from '../../../src/evaluate/operations.ts';
import { compileProgram } from '../../../src/evaluate/program.ts';
import { createBuilder } from '../../../src/graph/builder.ts';
import { simplify } from '../../../src/simplify/rewrite.ts';

const PASS = 4;
/** A list is made of objects: its lines take more than the steps of an interpreter. */
const LONGEST_LIST = 1e5;
const STEPS_TIMED = 4e6;

const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});

for (const text of process.argv.slice(2)) {
  const operations = Number(text);
  const answer = { operations, ...evaluated(operations), ...(operations <= LONGEST_LIST ? swept(operations) : {}) };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** Straight-line code, interpreted: nanoseconds to make and to run a step, bytes a step keeps. */
function evaluated(operations: number) {
  const before = bytes();
  const [recording, run] = timed(() => {
    const nodes = createNodes(operations + 100);
    const x = nodes.input(0);
    const half = nodes.constant(0.5);
    let y = x;
    for (let i = 0; i < operations; i += PASS) {
      const product = nodes.step(OP.MUL, nodes.step(OP.SIN, y), x);
      y = nodes.step(OP.ADD, product, nodes.step(OP.MUL, y, half));
    }
    return interpreter(nodes.finish([y]));
  });
  const given = Float64Array.of(0.8);
  const results = new Float64Array(1);
  const evaluating = repeated(operations, () => run(given, results));
  if (!Number.isFinite(results[0])) throw new Error('the value is no number');
  // Short lists are lost among what the engine itself keeps.
  const kept = operations >= 1e5 ? { bytes: (bytes() - before) / operations } : {};
  return { recording: recording / operations, evaluating: evaluating / operations, ...kept };
}

/** A list and its sweep backwards: nanoseconds an operation takes, and what a line of the result takes to evaluate. */
function swept(operations: number) {
  const [sweeping, list] = timed(() => {
    const builder = createBuilder({ rewrite: simplify });
    const x = builder.input('x');
    const two = builder.constant(2);
    let y = x;
    for (let i = 0; i < operations; i += PASS) {
      const product = builder.step('mul', [builder.step('sin', [y]), x]);
      y = builder.step('add', [product, builder.step('div', [y, two])]);
    }
    return reverseSweep(builder.finish([y]), y, { rewrite: simplify }).list;
  });
  const program = compileProgram(list);
  const memory = program.memory();
  const gradient = repeated(list.lines.length, () => program.run([0.8], memory));
  return { sweeping: sweeping / operations, gradient: gradient / list.lines.length };
}

function bytes(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The shortest of some runs, after the compiler has had its turn. */
function repeated(steps: number, action: () => unknown): number {
  const times = Math.max(1, Math.round(STEPS_TIMED / steps));
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const [time] = timed(() => {
      for (let i = 0; i < times; i++) action();
    });
    if (round > 0) best = Math.min(best, time / times);
  }
  return best;
}

/** Of processor time. */
function timed<T>(action: () => T): readonly [nanoseconds: number, result: T] {
  const start = process.cpuUsage();
  const result = action();
  const { user, system } = process.cpuUsage(start);
  return [(user + system) * 1e3, result];
}
