import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forwardSweep } from '../../src/autodiff/forward.ts';
import { reverseSweep } from '../../src/autodiff/reverse.ts';
import { random } from '../../src/base/random.ts';
import { compileProgram } from '../../src/evaluate/program.ts';
import { type Builder, createBuilder } from '../../src/graph/builder.ts';
import type { LineId, WengertList } from '../../src/graph/list.ts';

function evaluate(list: WengertList, lines: readonly (LineId | undefined)[], point: readonly number[]): number[] {
  const program = compileProgram(list);
  const values = program.memory();
  program.run(point, values);
  return lines.map((line) => (line === undefined ? 0 : (values[line] ?? Number.NaN)));
}

function build(make: (builder: Builder) => LineId): WengertList {
  const builder = createBuilder();
  return builder.finish([make(builder)]);
}

const worked = build((b) => {
  const x = b.input('x');
  const a = b.step('pow', [x, b.constant(2)]);
  const c = b.step('add', [a, b.step('exp', [a])]);
  return b.step('add', [b.step('sqrt', [c]), b.step('cos', [c])]);
});

test('the worked example: value and derivative at 1', () => {
  const sweep = reverseSweep(worked, worked.outputs[0] as LineId);
  const [value, derivative] = evaluate(sweep.list, [worked.outputs[0], sweep.adjoint.get(0)], [1]);
  // √(1 + e) + cos(1 + e), 2 (1 + e) (1/(2 √(1 + e)) − sin(1 + e))
  assert.ok(Math.abs((value as number) - (Math.sqrt(1 + Math.E) + Math.cos(1 + Math.E))) < 1e-15);
  const expected = 2 * (1 + Math.E) * (1 / (2 * Math.sqrt(1 + Math.E)) - Math.sin(1 + Math.E));
  assert.ok(Math.abs((derivative as number) - expected) < 1e-14);
});

test('a value that is used twice collects two contributions, in the order of its consumers', () => {
  const sweep = reverseSweep(worked, worked.outputs[0] as LineId);
  const c = worked.lines.findIndex((line) => line.operation === 'add');
  const uses = sweep.contributions.get(c) ?? [];
  assert.deepEqual(
    uses.map((use) => worked.lines[use.consumer]?.operation),
    ['sqrt', 'cos'],
  );
});

/** A random list of smooth steps over three inputs. */
function randomList(seed: number): WengertList {
  const next = random(seed);
  const builder = createBuilder();
  const lines = ['x', 'y', 'z'].map((name) => builder.input(name));
  const pick = () => lines[Math.floor(next() * lines.length)] as LineId;
  for (let i = 0; i < 25; i++) {
    const kind = Math.floor(next() * 6);
    if (kind === 0) lines.push(builder.step('add', [pick(), pick()]));
    else if (kind === 1) lines.push(builder.step('mul', [pick(), pick()]));
    else if (kind === 2) lines.push(builder.step('sin', [pick()]));
    else if (kind === 3) lines.push(builder.step('tanh', [pick()]));
    else if (kind === 4) lines.push(builder.step('sub', [pick(), pick()]));
    else
      lines.push(
        builder.step('div', [
          pick(),
          builder.step('add', [builder.constant(2), builder.step('pow', [pick(), builder.constant(2)])]),
        ]),
      );
  }
  return builder.finish([lines[lines.length - 1] as LineId]);
}

test('200 random lists: the reverse sweep agrees with central differences and with the forward sweep', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const list = randomList(seed);
    const output = list.outputs[0] as LineId;
    const point = [0.3, -0.7, 1.1];
    const sweep = reverseSweep(list, output);
    const reverse = evaluate(
      sweep.list,
      [0, 1, 2].map((id) => sweep.adjoint.get(id)),
      point,
    );
    for (let i = 0; i < 3; i++) {
      const tangents = forwardSweep(list, new Map([[i, 1]]));
      const [forward] = evaluate(tangents.list, [tangents.tangent.get(output)], point);
      const scale = Math.max(1, ...reverse.map(Math.abs));
      assert.ok(
        Math.abs((forward as number) - (reverse[i] as number)) <= 1e-12 * scale,
        `forward, seed ${seed}, input ${i}`,
      );
      const h = 1e-5;
      const at = (by: number) =>
        evaluate(
          list,
          [output],
          point.map((value, k) => (k === i ? value + by : value)),
        )[0] as number;
      const numeric = (at(-2 * h) - 8 * at(-h) + 8 * at(h) - at(2 * h)) / (12 * h);
      assert.ok(
        Math.abs(numeric - (reverse[i] as number)) <= 1e-6 * Math.max(scale, Math.abs(at(0))),
        `differences, seed ${seed}, input ${i}`,
      );
    }
  }
});

test('the side of a piecewise step that is not taken adds an exact zero, even where it is not a number', () => {
  const list = build((b) => {
    const x = b.input('x');
    return b.step('select', [b.step('gt', [x, b.constant(0)]), b.step('sqrt', [x]), b.step('mul', [x, x])]);
  });
  const sweep = reverseSweep(list, list.outputs[0] as LineId);
  assert.deepEqual(evaluate(sweep.list, [sweep.adjoint.get(0)], [-3]), [-6]);
  assert.deepEqual(evaluate(sweep.list, [sweep.adjoint.get(0)], [4]), [0.25]);
});

test('a step without a rule is refused by name', () => {
  const list = build((b) => b.step('nonsense', [b.input('x')]));
  const [problem] = reverseSweep(list, list.outputs[0] as LineId).problems;
  assert.match(problem?.message ?? '', /nonsense has no derivative/);
});
