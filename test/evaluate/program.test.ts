// The executor: lists of numbers as ever, tensors in one memory, broadcasting against a plain reference.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../../src/base/random.ts';
import { flatten, nest } from '../../src/base/value.ts';
import { compileProgram } from '../../src/evaluate/program.ts';
import { createBuilder } from '../../src/graph/builder.ts';
import type { LineId, WengertList } from '../../src/graph/list.ts';
import { countOf, plainShape, sizesOf } from '../../src/primitives/shape.ts';
import { scalars } from '../../src/primitives/table.ts';
import { tensorRow } from '../../src/primitives/tensors.ts';

function evaluate(list: WengertList, line: LineId, given: readonly number[]) {
  const program = compileProgram(list);
  const values = program.memory();
  program.run(given, values);
  return program.at(values, line);
}

test('a list of numbers: a place a line, inputs in order, values by id', () => {
  const builder = createBuilder();
  const [x, y] = [builder.input('x'), builder.input('y')];
  const line = builder.step('hypot', [builder.step('mul', [x, builder.constant(3)]), y]);
  const picked = builder.step('clip', [line, x, builder.constant(2)]);
  const program = compileProgram(builder.finish([picked]));
  assert.deepEqual([...program.offsets], [0, 1, 2, 3, 4, 5, 6]);
  assert.equal(program.size, 7);
  assert.deepEqual(
    [program.inputs, program.inputSizes],
    [
      ['x', 'y'],
      [1, 1],
    ],
  );
  const values = program.memory();
  program.run([1, 4], values);
  assert.deepEqual([values[line], values[picked], program.at(values, line)], [5, 2, 5]);
  program.run([1], values);
  assert.ok(Number.isNaN(values[line]));
});

test('tensors lie row by row one after the other, inputs are given in that order', () => {
  const builder = createBuilder();
  const A = builder.input('A', plainShape([2, 3]));
  const x = builder.input('x', plainShape([3]));
  const c = builder.tensor([10, 20], plainShape([2]), 'c');
  const product = builder.apply('matmul', [A, x]);
  const total = builder.step('add', [product, c]);
  const program = compileProgram(builder.finish([total]));
  assert.deepEqual(program.inputSizes, [6, 3]);
  assert.deepEqual([...program.offsets], [0, 6, 9, 11, 13]);
  const [first, second] = [program.memory(), program.memory()];
  program.run([1, 2, 3, 4, 5, 6, 1, 0, -1], first);
  program.run([1, 2, 3, 4, 5, 6, 0, 1, 0], second);
  assert.deepEqual(program.at(first, total), [8, 18]);
  assert.deepEqual(program.at(second, total), [12, 25]);
  assert.deepEqual(program.at(first, A), [
    [1, 2, 3],
    [4, 5, 6],
  ]);
});

const SHAPES = [[], [1], [3], [2, 3], [2, 1], [1, 3], [1, 1], [4, 2, 3], [4, 1, 1], [4, 1, 3], [1, 2, 1], [0, 2, 3]];

test('every pair of shapes that fits is broadcast, for steps with one, two and three operands', () => {
  const next = random(5);
  let fitting = 0;
  for (const [name, arity] of [
    ['mul', 2],
    ['atan2', 2],
    ['neg', 1],
    ['tanh', 1],
    ['select', 3],
    ['sub', 2],
  ] as const) {
    for (const a of SHAPES) {
      for (const b of arity === 1 ? [[]] : SHAPES) {
        const shapes = [a, b, [3]].slice(0, arity).map(plainShape);
        const builder = createBuilder();
        const operands = shapes.map((shape, i) => builder.input(`x${i}`, shape));
        if ('misfit' in builder.shapeFor(name, operands)) continue;
        fitting++;
        const line = builder.step(name, operands);
        const given = shapes.map((shape) => Array.from({ length: countOf(shape) }, () => Math.round(next() * 4) - 2));
        const sizes = sizesOf(builder.shape(line));
        const expected = Array.from({ length: countOf(builder.shape(line)) }, (_, at) =>
          scalars[name]?.value(...shapes.map((shape, i) => given[i]?.[placeIn(sizesOf(shape), sizes, at)] as number)),
        );
        assert.deepEqual(flatten(evaluate(builder.finish([line]), line, given.flat())), expected, `${name} ${a} ${b}`);
      }
    }
  }
  assert.ok(fitting > 250, String(fitting));
});

/** By the index of every axis, counted from the last. */
function placeIn(own: readonly number[], sizes: readonly number[], at: number): number {
  const index = sizes.map((size, axis) => Math.floor(at / sizes.slice(axis + 1).reduce((p, q) => p * q, 1)) % size);
  return own.reduce((place, size, axis) => {
    const where = index[axis + sizes.length - own.length] as number;
    return place * size + (size === 1 ? 0 : where);
  }, 0);
}

test('what does not fit, and what is unknown, is not a number', () => {
  const builder = createBuilder();
  const A = builder.input('A', plainShape([2, 3]));
  const lines = [
    builder.apply('matmul', [A, A]),
    builder.step('add', [A, builder.input('x', plainShape([2]))]),
    builder.step('nonsense', [A]),
    builder.step('nonsense', [builder.input('s')]),
    builder.step('mul', [A]),
  ];
  const list = builder.finish(lines);
  for (const line of lines) {
    const entries = flatten(evaluate(list, line, [1, 2, 3, 4, 5, 6, 1, 2, 1]));
    assert.ok(entries.length > 0 && entries.every(Number.isNaN), String(line));
  }
});

test('numbers and tensors mix in one list, and a run leaves nothing of the run before', () => {
  const builder = createBuilder();
  const x = builder.input('x', plainShape([2, 2]));
  const s = builder.input('s');
  const scaled = builder.step('mul', [builder.step('exp', [s]), x]);
  const total = builder.apply('sum', [scaled]);
  const rows = builder.apply('sum', [scaled], { axes: [1] });
  const out = builder.step('add', [builder.step('div', [rows, total]), s]);
  const list = builder.finish([out]);
  const program = compileProgram(list);
  const values = program.memory();
  for (const point of [
    [1, 2, 3, 4, 0],
    [1, 1, 1, 1, 2],
    [1, 2, 3, 4, 0],
  ]) {
    program.run(point, values);
    const sum = (point[0] as number) + (point[1] as number) + (point[2] as number) + (point[3] as number);
    const entries = flatten(program.at(values, out));
    const expected = [0, 2].map((i) => ((point[i] as number) + (point[i + 1] as number)) / sum + (point[4] as number));
    for (const [i, entry] of entries.entries()) assert.ok(Math.abs(entry - (expected[i] as number)) < 1e-14);
  }
});

test('running again and again takes no more memory', () => {
  const builder = createBuilder();
  const x = builder.input('x', plainShape([50, 1]));
  const y = builder.input('y', plainShape([40]));
  let line = builder.step('sub', [x, y]);
  for (let i = 0; i < 20; i++) line = builder.step(i % 2 ? 'neg' : 'mul', i % 2 ? [line] : [line, y]);
  const program = compileProgram(builder.finish([line]));
  const values = program.memory();
  const given = new Float64Array(90).fill(0.5);
  for (let i = 0; i < 200; i++) program.run(given, values);
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 200; i++) program.run(given, values);
  const grown = process.memoryUsage().heapUsed - before;
  assert.ok(grown < 2_000_000, `${grown} bytes`);
});

test('nested values come back by the shape of the line', () => {
  const builder = createBuilder();
  const x = builder.input('x', plainShape([2, 1, 3]));
  const line = builder.step('neg', [x]);
  const given = [1, 2, 3, 4, 5, 6];
  assert.deepEqual(
    evaluate(builder.finish([line]), line, given),
    nest(
      given.map((value) => -value),
      [2, 1, 3],
    ),
  );
});

test('sums of products add up as the row does, whichever loop is inside', () => {
  const next = random(5);
  for (const [spec, left, right] of [
    ['kij,nkj->nki', [3, 2, 4], [40, 3, 4]],
    ['nki,nkj->kij', [40, 3, 2], [40, 3, 4]],
    ['ni,ijk->nk', [40, 3], [3, 4, 2]],
    ['ab,b->a', [30, 5], [5]],
    ['kij,nkj->nki', [2, 9, 10], [3, 2, 10]],
    ['kij,nij->nk', [9, 3, 5], [2, 3, 5]],
    ['bij,bjk->bik', [2, 3, 7], [2, 7, 9]],
    ['ij,ij->i', [9, 6], [9, 6]],
    ['ij,ij->', [9, 6], [9, 6]],
    ['ji,jk->ik', [5, 9], [5, 3]],
    ['i,j->ji', [9], [3]],
    ['ii,ij->j', [6, 6], [6, 10]],
  ] as const) {
    const builder = createBuilder();
    const ids = [left, right].map((sizes, i) => builder.input(`x${i}`, plainShape([...sizes])));
    const product = builder.apply('einsum', ids, { spec });
    const list = builder.finish([product]);
    const program = compileProgram(list);
    const operands = [left, right].map((sizes) => ({
      data: Float64Array.from({ length: sizes.reduce((p: number, q) => p * q, 1) }, () => next() - 0.3),
      sizes: [...sizes],
    }));
    const values = program.memory();
    program.run(
      operands.flatMap(({ data }) => [...data]),
      values,
    );
    const sizes = sizesOf(list.lines[product]?.shape ?? []);
    const out = { data: new Float64Array(values.length - (program.offsets[product] as number)), sizes };
    tensorRow('einsum')?.value(operands, { spec }, out);
    assert.deepEqual(values.subarray(program.offsets[product]), out.data, spec);
  }
});
