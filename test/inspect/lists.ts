/** Lists built by hand, prepared as the tracer's are. */
import assert from 'node:assert/strict';
import { flatten, nest, type Value } from '../../src/base/value.ts';
import { compileProgram } from '../../src/evaluate/program.ts';
import { type Builder, createBuilder } from '../../src/graph/builder.ts';
import type { Dimension, LineId } from '../../src/graph/list.ts';
import { run } from '../../src/inspect/choose.ts';
import { inspectList } from '../../src/inspect/inspection.ts';
import { type Prepared, prepareList } from '../../src/inspect/prepare.ts';
import type { Inspection, InspectOptions } from '../../src/inspect/types.ts';

export function prepared(make: (builder: Builder) => LineId, options: InspectOptions = {}, name = 'L'): Prepared {
  const builder = createBuilder();
  const output = make(builder);
  builder.name(output, name);
  const result = prepareList(builder.finish([output]), name, () => false, new Map(), options);
  assert.ok(!('problem' in result), 'problem' in result ? result.problem.message : '');
  return result;
}

export function inspected(make: (builder: Builder) => LineId, options: InspectOptions = {}, name = 'L'): Inspection {
  const { value, problems } = inspectList(prepared(make, options, name), options);
  assert.ok(value, problems[0]?.message);
  return value;
}

export function axes(...sizes: readonly (number | string)[]): Dimension[] {
  return sizes.map((size) => (typeof size === 'number' ? { size } : { size: SIZES[size] ?? 1, symbol: size }));
}

const SIZES: Readonly<Record<string, number>> = { m: 2, n: 3 };

/** The entries of the output's derivative by an input, by central differences: output axes first. */
export function differences(list: Prepared, name: string, step = 1e-5): number[] {
  const program = compileProgram(list.list);
  const memory = program.memory();
  const input = list.inputs.find((each) => each.name === name);
  assert.ok(input);
  const entries = flatten(input.value);
  const at = (which: number, by: number): number[] => {
    const moved = entries.map((entry, i) => (i === which ? entry + by : entry));
    const value = nest(
      moved,
      input.shape.map(({ size }) => size),
    );
    run(
      program,
      list.inputs.map((each) => (each === input ? { ...each, value } : each)),
      memory,
    );
    return flatten(program.at(memory, list.output));
  };
  const columns = entries.map((_, i) => {
    const [up, down] = [at(i, step), at(i, -step)];
    return up.map((value, k) => (value - (down[k] as number)) / (2 * step));
  });
  return (columns[0] ?? []).flatMap((_, k) => columns.map((column) => column[k] as number));
}

export function near(actual: Value | undefined, expected: readonly number[], tolerance = 1e-7): void {
  const numbers = flatten(actual ?? Number.NaN);
  assert.equal(numbers.length, expected.length);
  numbers.forEach((value, i) => {
    const other = expected[i] as number;
    assert.ok(Math.abs(value - other) <= tolerance * Math.max(1, Math.abs(other)), `${i}: ${value} and ${other}`);
  });
}
