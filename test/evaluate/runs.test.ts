// Steps in runs of equal operations: the numbers of the same steps one by one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../../src/base/random.ts';
import { type Calls, dispatch, WIDTH } from '../../src/evaluate/dispatch.ts';
import { interpreter } from '../../src/evaluate/interpret.ts';
import { createNodes } from '../../src/evaluate/nodes.ts';
import { type Kernel, OP } from '../../src/evaluate/operations.ts';
import { dispatchRuns, inRuns } from '../../src/evaluate/runs.ts';
import { scalars } from '../../src/primitives/table.ts';

const NAMES = [
  'add',
  'sub',
  'mul',
  'div',
  'neg',
  'sin',
  'cos',
  'exp',
  'max',
  'select',
  'gt',
  'tanh',
  'erf',
  'hypot',
  'abs',
];

function someCode(seed: number, count: number) {
  const next = random(seed);
  const nodes = createNodes(1e6);
  const ids = Array.from({ length: 6 }, (_, i) => nodes.input(i));
  const pick = () => ids[Math.floor(next() * ids.length)] as number;
  for (let i = 0; i < count; i++) {
    const name = NAMES[Math.floor(next() * NAMES.length)] as string;
    const row = scalars[name];
    if (row) ids.push(nodes.apply(name, row.value, Array.from({ length: row.arity }, pick)));
  }
  return nodes.finish(ids.slice(6));
}

test('an interpreter says the same before and after its steps are sorted', () => {
  for (const seed of [1, 2, 3]) {
    const code = someCode(seed, 2000);
    const run = interpreter(code);
    const given = Float64Array.of(0.3, -0.7, 1.2, 0.05, -2, 0.9);
    const [before, after] = [new Float64Array(code.outputs.length), new Float64Array(code.outputs.length)];
    run(given, before);
    for (let i = 0; i < 8; i++) run(given, after);
    for (const [i, value] of before.entries()) {
      assert.ok(Object.is(value, after[i]), `${i}: ${value}, then ${after[i]}`);
    }
  }
});

test('steps that are sorted are the same ones, in runs, each behind what it needs', () => {
  const next = random(9);
  const table: number[] = [];
  const calls: Calls & { kernels: Kernel[]; operands: number[][] } = { kernels: [], operands: [] };
  for (let to = 4; to < 600; to++) {
    const any = () => Math.floor(next() * to);
    const op = [OP.ADD, OP.SUB, OP.MUL, OP.DIV, OP.NEG, OP.SELECT, OP.CALL, OP.SQUARE][
      Math.floor(next() * 8)
    ] as number;
    const [a, b, c] = [any(), any(), any()];
    if (op === OP.CALL) {
      calls.operands.push([a, b, c]);
      table.push(op, to, a, b, calls.kernels.push((x = 0, y = 0, z = 0) => Math.sin(x + 2 * y - z)) - 1);
    } else table.push(op, to, a, b, c);
  }
  const rows = Int32Array.from(table);
  const runs = inRuns(rows, 600, calls);
  assert.ok(runs);
  assert.ok(runs.runs.length / 3 < rows.length / WIDTH / 2);
  const [plain, sorted] = [new Float64Array(600), new Float64Array(600)];
  for (const values of [plain, sorted]) values.set([0.5, -1.5, 0, 2]);
  dispatch(rows, plain, calls);
  dispatchRuns(runs, sorted, calls);
  assert.deepEqual(sorted, plain);
});
