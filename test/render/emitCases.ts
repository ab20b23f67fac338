/** Every row of scalars and compositions of them as code of a target, with what the engine says; and how to compare. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isConstant, isInput } from '../../src/graph/list.ts';
import type { Target } from '../../src/primitives/row.ts';
import { scalars } from '../../src/primitives/table.ts';
import { emitGradient } from '../../src/render/emit.ts';
import { grow, isSmooth, rowSamples, type Sample, trees, valuesOf, withGradient } from './samples.ts';

const NAMES = ['x', 'lambda', 'self.N'];
const POINT = [0.7, 1.3, -0.4];

/** Compositions of everything, with steps named by words that mean something in one of the languages. */
function composed(): Sample[] {
  const found: Sample[] = [];
  const steps = ['exp', 'np', 'Math', 'd_x', 'θ', 'gradient', 'double', 'x_0', 'in', 'sqrt', 'e', 'pi'];
  for (const tree of fc.sample(trees(3), { numRuns: 400, seed: 20 })) {
    if (found.length >= 80) break;
    const grown = grow(tree, NAMES, POINT, steps);
    if (grown.list.lines.length > 12 && isSmooth(grown, POINT))
      found.push({ ...grown, label: `composition ${found.length}` });
  }
  return found;
}

const SAMPLES: readonly Sample[] = [...rowSamples().filter(({ points }) => points.length > 0), ...composed()];

/** The sample's own names; letters for steps without one, as an inspection gives them. */
function namesOf({ list, output }: Sample): string[] {
  let next = 0;
  return list.lines.map((line, id) => {
    if (isConstant(line)) return line.text;
    if (isInput(line)) return line.name;
    return id === output ? 'f' : (list.names.get(id) ?? `v_${++next}`);
  });
}

function emitted(each: Sample, target: Target, functionName?: string, derive = true) {
  const whole = withGradient(each);
  const sweep = derive ? whole : { ...whole, list: each.list, gradient: each.inputs.map(() => undefined) };
  const request = {
    outputName: 'f',
    functionName,
    inputs: each.inputs.map((input) => input.line),
    names: namesOf(each),
    gradient: sweep.gradient,
    adjoint: sweep.adjoint,
  };
  return { ...emitGradient(sweep.list, request, target), sweep };
}

export interface Case {
  readonly each: Sample;
  readonly name: string;
  readonly code: string;
  /** By point: value, then the gradient. */
  readonly expected: readonly (readonly number[])[];
}

/** All samples as code; those that the table cannot spell in the target must be refused by name. */
export function casesFor(target: Target, tooFew: number): Case[] {
  const cases: Case[] = [];
  const covered = new Set<string>();
  for (const [i, each] of SAMPLES.entries()) {
    let result = emitted(each, target, `f${i}`);
    if (result.value === undefined) {
      const names = result.sweep.list.lines
        .map((line) => line.operation)
        .filter((name) => scalars[name] && !scalars[name]?.emit[target]);
      assert.ok(
        names.some((name) => result.problems[0]?.message.startsWith(`${name} cannot be written in `)),
        `${each.label}: ${result.problems[0]?.message}`,
      );
      // The function by itself may still have a spelling.
      result = emitted(each, target, `f${i}`, false);
      if (result.value === undefined) continue;
    }
    const { value: code, sweep } = result;
    for (const line of each.list.lines) covered.add(line.operation);
    const expected = each.points.map((point) => {
      const values = valuesOf(sweep.list, each.inputs, point);
      return [each.output, ...sweep.gradient].map((line) => (line === undefined ? 0 : (values[line] as number)));
    });
    cases.push({ each, name: `f${i}`, code, expected });
  }
  const missing = Object.keys(scalars).filter((row) => scalars[row]?.emit[target] && !covered.has(row));
  assert.deepEqual(missing, [], 'rows without a sample');
  assert.ok(cases.length >= tooFew, `only ${cases.length} functions`);
  return cases;
}

export function compare(
  cases: readonly Case[],
  results: readonly (readonly (readonly number[])[])[],
  tolerance = 1e-12,
): void {
  let count = 0;
  for (const [i, { each, code, expected }] of cases.entries()) {
    for (const [j, numbers] of expected.entries()) {
      for (const [k, wanted] of numbers.entries()) {
        if (!Number.isFinite(wanted)) continue;
        const got = results[i]?.[j]?.[k] as number;
        // In a formula terms may cancel; a row alone is held to its own size.
        const size = Math.max(Math.abs(wanted), each.list.lines.length > each.inputs.length + 1 ? 1 : 0);
        const close = Math.abs(got - wanted) <= tolerance * size + 1e-15;
        assert.ok(close, `${each.label} at ${each.points[j]}, number ${k}: ${got}, expected ${wanted}\n${code}`);
        count++;
      }
    }
  }
  assert.ok(count > 1000, `${count} numbers compared`);
}
