// Loops kept whole as generated code: the numbers of the plain program, to the last bit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reverseSweep } from '../../src/autodiff/reverse.ts';
import { random } from '../../src/base/random.ts';
import { compileProgram } from '../../src/evaluate/program.ts';
import { noImports } from '../../src/evaluate/wasm/imports.ts';
import { generatedLoops } from '../../src/evaluate/wasm/loops.ts';
import { scanLoop } from '../../src/evaluate/wasm/scanLoop.ts';
import { createBuilder } from '../../src/graph/builder.ts';
import { isInput, type LineId, type WengertList } from '../../src/graph/list.ts';
import { countOf, plainShape } from '../../src/primitives/shape.ts';
import { scalars } from '../../src/primitives/table.ts';
import { scanOf } from '../../src/primitives/tensors/loopBody.ts';
import { simplify } from '../../src/simplify/rewrite.ts';

const ROWS = Object.entries(scalars).filter(([, { arity }]) => (arity ?? 0) > 0);
const PLAIN = ['add', 'mul', 'sub', 'sin', 'cos', 'tanh', 'exp', 'div', 'select', 'gt', 'sqrt', 'pow', 'max'];

function someBody(next: () => number, inputs: number, carried: number): string {
  const steps: string[] = [];
  const pick = () => Math.floor(next() * (inputs + steps.length));
  const length = 2 + Math.floor(next() * 10);
  while (steps.length < length) {
    if (next() < 0.15) {
      steps.push(`#${[0.5, 2, -1, 3][Math.floor(next() * 4)]}`);
      continue;
    }
    const [name] = ROWS[Math.floor(next() * ROWS.length)] as (typeof ROWS)[number];
    const operation = next() < 0.25 ? name : (PLAIN[Math.floor(next() * PLAIN.length)] as string);
    const operands = Array.from({ length: scalars[operation]?.arity ?? 1 }, pick);
    steps.push([operation, ...operands].join(' '));
  }
  const handed = Array.from({ length: carried }, pick);
  const emits = Array.from({ length: Math.floor(next() * 3) }, pick);
  return [steps.join(';'), handed.join(' '), emits.join(' ')].join('|');
}

function compare(list: WengertList, asked: ReadonlySet<LineId>, points: readonly Float64Array[], what: string): number {
  const program = compileProgram(list);
  const loops = generatedLoops(list, program, asked);
  assert.ok(loops, what);
  let compared = 0;
  for (const point of points) {
    const values = program.memory();
    program.run(point, values);
    let given = 0;
    for (const [id, line] of list.lines.entries()) {
      if (!isInput(line)) continue;
      loops.memory.set(point.subarray(given, given + countOf(line.shape)), program.offsets[id]);
      given += countOf(line.shape);
    }
    const stays = loops.run();
    if (!stays) continue;
    compared++;
    for (const id of asked) {
      const from = program.offsets[id] ?? 0;
      for (let i = from; i < from + countOf(list.lines[id]?.shape ?? []); i++) {
        assert.ok(loops.memory[i] === values[i], `${what}: line ${id} is ${loops.memory[i]}, not ${values[i]}`);
        assert.ok(Number.isFinite(values[i]), `${what}: line ${id} is told to be finite`);
      }
    }
  }
  return compared;
}

test('random loops with their gradients', () => {
  const next = random(77);
  let compared = 0;
  for (let round = 0; round < 250; round++) {
    const builder = createBuilder();
    const count = [1, 2, 7, 150][round % 4] as number;
    const [carried, sliced, plain] = [3, 3, 3].map((most) => Math.floor(next() * most)) as [number, number, number];
    if (carried + sliced + plain === 0) continue;
    const sizes = [...Array(carried).fill([]), ...Array(sliced).fill([count]), ...Array(plain).fill([])] as number[][];
    const inputs = sizes.map((own, i) => builder.input(`x${i}`, plainShape(own)));
    const back = next() < 0.5 ? 1 : 0;
    const attributes = { body: someBody(next, inputs.length, carried), count, carried, sliced, back };
    const shape = builder.shapeFor('scan', inputs, attributes);
    if ('misfit' in shape || countOf(shape) === 0) continue;
    assert.ok(scanLoop(noImports(), scanOf(attributes), inputs, 10), attributes.body);
    const scan = builder.apply('scan', inputs, attributes);
    const output = builder.apply('sum', [builder.step('mul', [scan, builder.constant(0.3)])]);
    const swept = reverseSweep(builder.finish([output]), output, { rewrite: simplify });
    const list = swept.problems.length > 0 ? builder.finish([output]) : swept.list;
    const adjoints = swept.problems.length > 0 ? [] : inputs.flatMap((line) => swept.adjoint.get(line) ?? []);
    const asked = new Set([output, ...adjoints.filter((id) => id < list.lines.length)]);
    if (round % 3 === 0) asked.add(scan);
    const size = sizes.reduce((sum, own) => sum + (own[0] ?? 1), 0);
    const points: Float64Array[] = [0.4, 1, 3].map((scale) =>
      Float64Array.from({ length: size }, () => scale * (next() - 0.2)),
    );
    const special = (points[0] as Float64Array).slice();
    special[Math.floor(next() * size)] = [Number.NaN, Number.POSITIVE_INFINITY, 0, 1e200][round % 4] as number;
    points.push(special, points[0] as Float64Array);
    compared += compare(list, asked, points, `round ${round}: ${attributes.body}`);
  }
  assert.ok(compared > 250, String(compared));
});

test('steps that the loop backwards finds kept are those of the loop forwards', () => {
  const bodies = [
    // Sine and cosine of what is handed on, both, one, and one of them twice removed.
    'sin 0;cos 0;mul 2 3;mul 4 1;#0.4;mul 0 6;add 5 7|8|',
    'cos 0;mul 2 1;#0.3;mul 0 4;add 3 5|6|0',
    'cos 0;sin 2;sin 0;add 3 4;mul 5 1;tanh 6|7|7',
    'exp 0;tanh 2;sin 3;cos 3;div 4 1;mul 5 0;add 6 7;tanh 8|9|3 4',
    'sin 1;cos 1;mul 2 0;tanh 4;sin 5;cos 5;mul 6 7;mul 8 3|9|',
  ];
  const next = random(4);
  for (const body of bodies) {
    for (const count of [1, 2, 5, 70]) {
      const builder = createBuilder();
      const inputs = [builder.input('y', []), builder.input('x', [])];
      const scan = builder.apply('scan', inputs, { body, count, carried: 1, sliced: 0 });
      const output = builder.apply('sum', [scan]);
      const { list, adjoint } = reverseSweep(builder.finish([output]), output, { rewrite: simplify });
      const asked = new Set([output, ...inputs.flatMap((line) => adjoint.get(line) ?? [])]);
      const points = [1, 2, 3].map(() => Float64Array.of(next(), 0.5 + next()));
      assert.equal(compare(list, asked, points, `${body} × ${count}`), 3);
    }
  }
});
