// Steps in runs of equal operations: the numbers of the same steps one by one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../../src/base/random.ts';
import { circularTwins } from '../../src/evaluate/dispatch.ts';
import { interpreter } from '../../src/evaluate/interpret.ts';
import { createNodes } from '../../src/evaluate/nodes.ts';
import { OP, SOURCE } from '../../src/evaluate/operations.ts';
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
  const code = someCode(9, 900);
  const twins = circularTwins(code.op, code.a);
  const runs = inRuns(code, twins);
  assert.ok(runs);
  assert.ok(twins.size > 0, 'no sine and cosine of the same number');
  assert.equal(new Set(runs.places).size, code.count);
  const values = new Float64Array(code.count).fill(Number.NaN);
  const plain = new Float64Array(code.outputs.length);
  const given = Float64Array.of(0.5, -1.5, 0, 2, 1, 0.1);
  for (let id = 0; id < code.count; id++) {
    const at = code.a[id] as number;
    if (code.op[id] === SOURCE.INPUT) values[runs.places[id] as number] = given[at] as number;
    else if (code.op[id] === SOURCE.CONSTANT) values[runs.places[id] as number] = code.constants[at] as number;
  }
  interpreter(code)(given, plain);
  dispatchRuns(runs, values);
  const sorted = Float64Array.from(code.outputs, (id) => values[runs.places[id] as number] as number);
  assert.deepEqual(sorted, plain);
});

test('a chain is left as it is', () => {
  const nodes = createNodes(1e6);
  let last = nodes.input(0);
  for (let i = 0; i < 400; i++) last = nodes.step(i % 2 ? OP.SQUARE : OP.NEG, last);
  assert.equal(inRuns(nodes.finish([last]), new Map()), undefined);
});
