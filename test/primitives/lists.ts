// What the tests of tensor rows share: lists run at points, sums of products, numbers compared.
import assert from 'node:assert/strict';
import { compileProgram } from '../../src/evaluate/program.ts';
import type { Builder } from '../../src/graph/builder.ts';
import type { LineId } from '../../src/graph/list.ts';
import { countOf } from '../../src/primitives/shape.ts';

export function close(actual: number, expected: number, tolerance: number, what: string): void {
  const fits = Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
  assert.ok(fits || actual === expected, `${what}: ${actual}, expected ${expected}`);
}

/** A list that is built once and run at many points: inputs by name. */
export function prepare(builder: Builder, outputs: readonly LineId[]) {
  const list = builder.finish(outputs);
  const program = compileProgram(list);
  const values = program.memory();
  return (point: ReadonlyMap<string, readonly number[]>, line: LineId): readonly number[] => {
    program.run(
      program.inputs.flatMap((name) => point.get(name) ?? []),
      values,
    );
    const from = program.offsets[line] ?? 0;
    return [...values.subarray(from, from + countOf(list.lines[line]?.shape ?? []))];
  };
}

/** Σ a ⊙ b */
export function pairing(builder: Builder, a: LineId, b: LineId): LineId {
  const entries = builder.step('mul', [a, b]);
  return builder.shape(entries).length === 0 ? entries : builder.apply('sum', [entries]);
}
