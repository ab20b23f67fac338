/** Lists to print and emit: each row of the table where it is smooth, and random compositions of all rows. */
import fc from 'fast-check';
import { reverseSweep } from '../../src/autodiff/reverse.ts';
import { compileProgram } from '../../src/evaluate/program.ts';
import { type Builder, createBuilder } from '../../src/graph/builder.ts';
import { isInput, isStep, type LineId, type WengertList } from '../../src/graph/list.ts';
import { scalars } from '../../src/primitives/table.ts';
import { simplify } from '../../src/simplify/rewrite.ts';

export interface Sample {
  readonly label: string;
  readonly list: WengertList;
  readonly output: LineId;
  /** Lines and names of the inputs, in order. */
  readonly inputs: readonly { readonly line: LineId; readonly name: string }[];
  readonly points: readonly (readonly number[])[];
}

export function sample(
  label: string,
  names: readonly string[],
  points: readonly (readonly number[])[],
  make: (builder: Builder, inputs: readonly LineId[]) => LineId,
): Sample {
  const builder = createBuilder();
  const lines = names.map((name) => builder.input(name));
  const output = make(builder, lines);
  const inputs = names.map((name, i) => ({ name, line: lines[i] as LineId }));
  return { label, list: builder.finish([output]), output, inputs, points };
}

/** Values of all lines. */
export function valuesOf(list: WengertList, inputs: Sample['inputs'], point: readonly number[]): Float64Array {
  const program = compileProgram(list);
  const values = program.memory();
  program.run(
    program.inputs.map((name) => point[inputs.findIndex((input) => input.name === name)] ?? Number.NaN),
    values,
  );
  return values;
}

/** The list with its reverse sweep, and by input the line of the derivative. */
export function withGradient({ list, output, inputs }: Sample) {
  const sweep = reverseSweep(list, output, { rewrite: simplify });
  return { ...sweep, gradient: inputs.map((input) => sweep.adjoint.get(input.line)) };
}

/** Inside every domain, off every kink, and no value so large that the next sine of it means nothing. */
export function isSmooth({ list, inputs }: Sample, point: readonly number[], largest = 100): boolean {
  const values = valuesOf(list, inputs, point);
  return list.lines.every((line, id) => {
    if (!isStep(line)) return true;
    const row = scalars[line.operation];
    const x = line.operands.map((operand) => values[operand] as number);
    return Math.abs(values[id] as number) < largest && !row?.kink?.at(...x) && (row?.domain?.holds(...x) ?? true);
  });
}

const SHAKE = [0, 0.013, -0.0071];

/** Row by row at its smooth probes, alone and within a formula. */
export function rowSamples(): Sample[] {
  return Object.entries(scalars).flatMap(([row, { arity, probe }]) => {
    const names = ['x', 'y', 'z'].slice(0, arity);
    const alone = sample(row, names, probe, (b, inputs) => b.step(row, inputs));
    const within = sample(`${row} in a formula`, names, probe, (b, [x = 0, ...rest]) => {
      const inner = b.step(row, [x, ...rest]);
      b.name(inner, 'u');
      return b.step('add', [b.step('mul', [inner, b.step('cos', [inner])]), b.step('mul', [x, b.constant(0.5)])]);
    });
    return [alone, within].map((each) => {
      const largest = each === alone ? 1e6 : 100;
      const points = probe
        .flatMap((x) => SHAKE.map((by) => x.map((value, i) => (Number.isInteger(value) && i > 0 ? value : value + by))))
        .filter(
          (x) => isSmooth(each, x, largest) && x.every((value) => Math.abs(value) < 1e3 && Math.abs(value) > 1e-6),
        );
      return { ...each, points };
    });
  });
}

/** A formula as a tree: a row on others, an input, a number. */
export type Tree =
  | { readonly row: string; readonly probe: number; readonly of: readonly Tree[] }
  | { readonly input: number }
  | { readonly number: number };

const ROWS = Object.keys(scalars);
const COMMON = ['add', 'sub', 'mul', 'div', 'neg', 'pow', 'sqrt', 'exp', 'sin', 'select', 'lt'];
const NUMBERS = [2, 3, -1, 0.5, 1, 10, 0.1, -2.5, 1.5e-7, 1e21, 4, 0];

/** Trees over every row of the table, the common ones more often. */
export function trees(inputs: number): fc.Arbitrary<Tree> {
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => {
    const leaf = fc.oneof(fc.record({ input: fc.nat(inputs - 1) }), fc.record({ number: fc.constantFrom(...NUMBERS) }));
    const row = fc.oneof(fc.constantFrom(...COMMON), fc.constantFrom(...ROWS)).chain((name) =>
      fc.record({
        row: fc.constant(name),
        probe: fc.nat(7),
        of: fc.array(tie('tree'), { minLength: scalars[name]?.arity ?? 1, maxLength: scalars[name]?.arity ?? 1 }),
      }),
    );
    return { tree: fc.oneof({ maxDepth: 6, depthSize: 'medium' }, leaf, row, row, row) };
  });
  return tree;
}

/**
 * The tree as a list that is smooth at `point`: where a row is not defined on its operands, they are drawn close to
 * one of its probes.
 */
export function grow(
  tree: Tree,
  names: readonly string[],
  point: readonly number[],
  steps?: readonly string[],
): Sample {
  const result = sample('random', names, [point], (b, inputs) => {
    const known: number[] = [];
    const numberAt = (id: LineId): number => {
      for (let at = known.length; at < b.lines.length; at++) {
        const line = b.at(at);
        if (isInput(line)) known.push(point[names.indexOf(line.name)] ?? Number.NaN);
        else if (line.operation === 'constant') known.push((line as { value: number }).value);
        else
          known.push(
            scalars[line.operation]?.value(...line.operands.map((operand) => known[operand] as number)) ?? Number.NaN,
          );
      }
      return known[id] as number;
    };
    const build = (node: Tree): LineId => {
      if ('input' in node) return inputs[node.input] ?? 0;
      if ('number' in node) return b.constant(node.number);
      const row = scalars[node.row];
      if (!row) throw new Error(node.row);
      let operands = node.of.map(build);
      const smooth = () => {
        const x = operands.map(numberAt);
        const value = row.value(...x);
        return (
          Number.isFinite(value) && Math.abs(value) < 100 && !row.kink?.at(...x) && (row.domain?.holds(...x) ?? true)
        );
      };
      if (!smooth()) {
        const probe = row.probe[node.probe % row.probe.length] ?? [];
        operands = operands.map((operand, i) => {
          const small = b.step('mul', [b.constant(0.01), b.step('tanh', [operand])]);
          return b.step('add', [b.constant(probe[i] ?? 1), small]);
        });
      }
      return b.step(node.row, operands);
    };
    return build(tree);
  });
  if (!steps) return result;
  const names2 = new Map(result.list.names);
  let next = 0;
  result.list.lines.forEach((line, id) => {
    if (isStep(line) && id % 3 === 1 && next < steps.length) names2.set(id, steps[next++] as string);
  });
  return { ...result, list: { ...result.list, names: names2 } };
}
