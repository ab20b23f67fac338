// Jacobians in closed form are lines: their values must be the Jacobians, in both layouts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten, nest, type Value } from '../../src/base/value.ts';
import { compileProgram } from '../../src/evaluate/program.ts';
import { type Builder, createBuilder } from '../../src/graph/builder.ts';
import type { LineId } from '../../src/graph/list.ts';
import { run } from '../../src/inspect/choose.ts';
import { closedForm } from '../../src/inspect/closedForm.ts';
import type { StandIns } from '../../src/inspect/naming.ts';
import { sweepPrepared } from '../../src/inspect/sweep.ts';
import { sizesOf } from '../../src/primitives/shape.ts';
import { simplify } from '../../src/simplify/rewrite.ts';
import { axes, differences, near, prepared } from './lists.ts';

const CASES: readonly (readonly [string, (b: Builder) => LineId])[] = [
  [
    'softmax',
    (b) => {
      const e = b.step('exp', [b.input('x', axes(3))]);
      return b.step('div', [e, b.apply('sum', [e])]);
    },
  ],
  [
    'a layer with a number inside',
    (b) => {
      const x = b.step('mul', [b.input('c'), b.input('x', axes(3))]);
      const z = b.apply('matmul', [
        b.tensor(
          [
            [1, 2, -1],
            [0.5, 1, 3],
          ],
          axes(2, 3),
          'W',
        ),
        x,
      ]);
      return b.step('tanh', [b.step('add', [z, b.input('b', axes(2))])]);
    },
  ],
  [
    'two layers, a path around, both signs',
    (b) => {
      const x = b.input('x', axes(2));
      const A = b.tensor(
        [
          [0.2, 1],
          [-0.4, 0.7],
        ],
        axes(2, 2),
        'A',
      );
      const h = b.step('sigmoid', [b.apply('matmul', [A, x])]);
      const back = b.apply('matmul', [b.step('sin', [h]), A]);
      return b.step('sub', [b.step('mul', [x, h]), b.step('div', [back, b.constant(3)])]);
    },
  ],
  [
    'normed',
    (b) => {
      const x = b.input('x', axes(3));
      const centred = b.step('sub', [x, b.step('div', [b.apply('sum', [x]), b.constant(3)])]);
      const norm = b.step('sqrt', [b.apply('matmul', [centred, centred])]);
      return b.step('div', [centred, norm]);
    },
  ],
  ['a number for every entry', (b) => b.apply('broadcast', [b.apply('sum', [b.input('x', axes(2))])], { shape: [3] })],
];

for (const [title, make] of CASES) {
  test(`closed forms have the values of the Jacobian: ${title}`, () => {
    const list = prepared(make, {}, 'y');
    const sweep = sweepPrepared(list);
    for (const { name, line, shape } of list.inputs) {
      for (const turned of [false, true]) {
        const builder = createBuilder({ start: sweep.list, rewrite: simplify });
        const seed = builder.input(sweep.seed ?? '', list.list.lines[list.output]?.shape);
        const standIns: StandIns = new Map();
        const form = closedForm(builder, sweep.adjoint.get(line) ?? -1, seed, standIns, turned);
        assert.ok(form !== undefined, `${name} has no closed form`);
        const jacobian = differences(list, name);
        const rows =
          jacobian.length / Math.max(1, flatten(list.inputs.find((each) => each.name === name)?.value ?? 0).length);
        const columns = jacobian.length / rows;
        const expected =
          turned && shape.length > 0
            ? jacobian.map((_, i) => jacobian[(i % rows) * columns + Math.floor(i / rows)] as number)
            : jacobian;
        near(numbersOf(builder, form, standIns, list.inputs), expected, 1e-8);
      }
    }
  });
}

/** Stand-ins are inputs: diagonals are filled in from a first run. */
function numbersOf(
  builder: Builder,
  form: LineId,
  standIns: StandIns,
  inputs: readonly { readonly name: string; readonly value: Value }[],
): Value {
  const program = compileProgram(builder.finish([form]));
  const memory = program.memory();
  const filled = (): { name: string; value: Value }[] =>
    [...standIns].map(([line, standIn]) => {
      const sizes = sizesOf(builder.shape(line));
      const count = sizes[0] ?? 1;
      const diagonal = standIn.kind === 'diagonal' ? flatten(program.at(memory, standIn.of)) : [];
      const ones = sizes.length === 1;
      const entries = Array.from({ length: sizes.reduce((all, size) => all * size, 1) }, (_, i) =>
        ones
          ? 1
          : Math.floor(i / count) === i % count
            ? standIn.kind === 'diagonal'
              ? (diagonal[i % count] as number)
              : 1
            : 0,
      );
      return { name: builder.names.get(line) ?? '', value: nest(entries, sizes) };
    });
  for (let pass = 0; pass < 2; pass++) run(program, [...inputs, ...filled()], memory);
  return program.at(memory, form);
}
