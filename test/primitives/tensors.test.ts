// Every tensor row at all its probes against NumPy's answers, its reverse rule and the reverse
// rule of that against differences.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sweepInto } from '../../src/autodiff/reverse.ts';
import { random } from '../../src/base/random.ts';
import { createBuilder } from '../../src/graph/builder.ts';
import { isInput, type LineId } from '../../src/graph/list.ts';
import { countOf, plainShape, sizesOf } from '../../src/primitives/shape.ts';
import { scalars } from '../../src/primitives/table.ts';
import type { Attributes } from '../../src/primitives/tensorRow.ts';
import { tensors } from '../../src/primitives/tensorTable.ts';
import { simplify } from '../../src/simplify/rewrite.ts';
import { close, pairing, prepare } from './lists.ts';

interface Entries {
  readonly sizes: readonly number[];
  readonly data: readonly number[];
}
interface Reference {
  readonly row: string;
  readonly attributes: Attributes;
  readonly operands: readonly Entries[];
  readonly value: Entries;
}
const references: readonly Reference[] = JSON.parse(readFileSync('test/fixtures/tensor-values.json', 'utf8'));
const titleOf = ({ row, attributes, operands }: Reference) =>
  `${row}(${operands.map(({ sizes }) => `[${sizes}]`).join(', ')}) ${JSON.stringify(attributes)}`;

function allClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < expected.length; i++)
    close(actual[i] as number, expected[i] as number, tolerance, `${what} [${i}]`);
}

/** The row applied to inputs x0, x1, … */
function applied({ row, attributes, operands }: Reference) {
  const builder = createBuilder();
  const inputs = operands.map(({ sizes }, i) => builder.input(`x${i}`, plainShape(sizes)));
  const result = builder.apply(row, inputs, attributes);
  const point = new Map<string, readonly number[]>(operands.map(({ data }, i) => [`x${i}`, data]));
  return { builder, inputs, result, point };
}

/** Of some rows the operand stays symmetric: its entries move in pairs. */
function isSymmetric({ row, operands }: Reference, index: number): boolean {
  const probe = tensors[row]?.probe.find(({ shapes }) => `${shapes}` === `${operands.map(({ sizes }) => sizes)}`);
  return index === 0 && (probe?.fill === 'symmetric' || probe?.fill === 'positiveDefinite');
}

/** ∂f/∂x by central differences of order 6. */
function differences(
  f: (x: readonly number[]) => number,
  x: readonly number[],
  symmetric: boolean,
  h = 1e-3,
): readonly number[] {
  const n = Math.round(Math.sqrt(x.length));
  return x.map((_, i) => {
    const partner = symmetric ? (i % n) * n + Math.floor(i / n) : i;
    const at = (by: number) => f(x.map((entry, k) => entry + (k === i ? by / 2 : 0) + (k === partner ? by / 2 : 0)));
    const [a, b, c] = [1, 2, 3].map((k) => at(k * h) - at(-k * h)) as [number, number, number];
    return (45 * a - 9 * b + c) / (60 * h);
  });
}

test('values are those of NumPy, and every probe has one', () => {
  const probes = Object.entries(tensors).flatMap(([row, { probe }]) => probe.map(() => row));
  assert.deepEqual(
    references.map(({ row }) => row),
    probes,
  );
  assert.ok(references.length > 120, String(references.length));
  for (const reference of references) {
    const { builder, result, point } = applied(reference);
    assert.deepEqual(sizesOf(builder.shape(result)), reference.value.sizes, titleOf(reference));
    const run = prepare(builder, [result]);
    allClose(run(point, result), reference.value.data, 1e-12, titleOf(reference));
  }
});

for (const rewrite of [undefined, simplify]) {
  const as = rewrite ? ', simplified' : '';
  for (const row of Object.keys(tensors)) {
    test(`row ${row}: its reverse rule, and the reverse rule of that${as}`, () => {
      for (const reference of references.filter((each) => each.row === row)) checkDerivatives(reference, rewrite);
    });
  }
}

function checkDerivatives(reference: Reference, rewrite: typeof simplify | undefined): void {
  const title = titleOf(reference);
  const { operands } = reference;
  const { builder: plain, inputs, result, point } = applied(reference);
  const builder = rewrite ? plain.rewriting(rewrite) : plain;
  const next = random(operands.length + reference.value.data.length);
  const numbers = (count: number) => Array.from({ length: count }, () => 0.2 + next());
  const cotangent = builder.input('c', builder.shape(result));
  point.set('c', numbers(countOf(builder.shape(result))));
  const inner = pairing(builder, result, cotangent);
  const row = tensors[reference.row];
  const adjoints = inputs.map((input, index) => {
    const step = { operands: inputs, result, attributes: reference.attributes };
    const cotangentOf = row?.vjp(builder, step, cotangent, index);
    // Nothing flows back to what only says an order.
    const value =
      typeof cotangentOf === 'object' && cotangentOf.kind === 'zero'
        ? builder.step('mul', [builder.constant(0), input])
        : cotangentOf;
    assert.ok(typeof value === 'number', title);
    assert.deepEqual(sizesOf(builder.shape(value)), sizesOf(builder.shape(input)), `${title}: shape of the cotangent`);
    return value;
  });
  // ⟨x̄, v⟩ summed over the operands: its gradient is made of second derivatives.
  const directions = inputs.map((input, i) => {
    point.set(`v${i}`, numbers(countOf(builder.shape(input))));
    return builder.input(`v${i}`, builder.shape(input));
  });
  const along = adjoints
    .map((adjoint, i) => pairing(builder, adjoint, directions[i] as LineId))
    .reduce((sum, each) => builder.step('add', [sum, each]), builder.constant(0));
  const second = sweepInto(builder, along, { wrt: [...inputs, cotangent] });
  assert.deepEqual(second.problems, [], title);
  const run = prepare(builder, [inner, along]);
  const moved = (name: string, line: LineId) => (x: readonly number[]) =>
    run(new Map(point).set(name, x), line)[0] as number;

  inputs.forEach((_, index) => {
    const name = `x${index}`;
    const x = point.get(name) ?? [];
    const symmetric = isSymmetric(reference, index);
    allClose(
      run(point, adjoints[index] as LineId),
      differences(moved(name, inner), x, symmetric),
      1e-9,
      `${title}: ∂/∂${name}`,
    );
  });
  for (const [id, line] of [...inputs, cotangent].map((id) => [id, builder.at(id)] as const)) {
    const name = isInput(line) ? line.name : '';
    const x = point.get(name) ?? [];
    const symmetric = name !== 'c' && isSymmetric(reference, Number(name.slice(1)));
    const adjoint = second.adjoint.get(id);
    const found = adjoint === undefined ? x.map(() => 0) : run(point, adjoint);
    allClose(found, differences(moved(name, along), x, symmetric), 1e-8, `${title}: second derivative by ${name}`);
  }
}

test('no row has the name of a scalar row, and probes cover every kind of operand count', () => {
  for (const [name, row] of Object.entries(tensors)) {
    assert.ok(!Object.hasOwn(scalars, name), name);
    assert.ok(row.probe.length > 0, name);
    for (const { shapes } of row.probe) if (row.arity !== undefined) assert.equal(shapes.length, row.arity, name);
    assert.match(row.show.text, /^\S+$/, name);
  }
});
