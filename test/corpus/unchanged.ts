/** Whether a changed derivative computes the numbers of the one before, tried far beyond the points of the check. */
import { random } from '../../src/base/random.ts';
import { compileProgram } from '../../src/evaluate/program.ts';
import type { Compared } from '../../src/inspect/pairSides.ts';
import { countOf } from '../../src/primitives/shape.ts';

const POINTS = 200;
/** Points that a verdict needs. */
const ENOUGH = 20;

/** `none`: the same numbers at every point; `layout`: in other places. */
export function changeOf(before: readonly Compared[], after: readonly Compared[]): 'none' | 'layout' | 'numbers' {
  if (before.length !== after.length) return 'numbers';
  const changes = before.map((one, i) => changeIn(one, after[i] as Compared));
  return changes.find((change) => change === 'numbers') ?? changes.find((change) => change === 'layout') ?? 'none';
}

function changeIn(before: Compared, after: Compared): 'none' | 'layout' | 'numbers' {
  const [one, other] = [runner(before), runner(after)];
  const next = random(8191);
  let [told, isMoved] = [0, false];
  for (let k = 0; k < POINTS; k++) {
    // Of all sizes and signs: what is the same by chance is so in one range.
    const sizes = new Map([...one.inputs]);
    for (const [name, size] of other.inputs) sizes.set(name, Math.max(size, sizes.get(name) ?? 0));
    const point = new Map(
      [...sizes].map(([name, size]) => [name, Array.from({ length: size }, () => wide(next(), next(), k))] as const),
    );
    const [a, b] = [one.at(point), other.at(point)];
    if (!a.some(Number.isFinite) && !b.some(Number.isFinite)) continue;
    told++;
    if (areNear(a, b)) continue;
    if (!areMoved(a, b)) return 'numbers';
    isMoved = true;
  }
  if (told < ENOUGH) return 'numbers';
  return isMoved ? 'layout' : 'none';
}

/** The same numbers elsewhere, or one number for all of them. */
function areMoved(a: readonly number[], b: readonly number[]): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length === 1) return long.every((value) => areNear([value], short));
  const [one = [], other = []] = [a, b].map((values) => [...values].sort((x, y) => x - y));
  return areNear(one, other);
}

function wide(sign: number, size: number, k: number): number {
  const spread = k % 4;
  return (k % 2 === 0 || sign < 0.5 ? 1 : -1) * 10 ** (spread * (2 * size - 1));
}

interface Runner {
  readonly inputs: ReadonlyMap<string, number>;
  at(point: ReadonlyMap<string, readonly number[]>): readonly number[];
}

function runner({ comparison: { list, claimed } }: Compared): Runner {
  const program = compileProgram(list);
  const values = program.memory();
  const offset = program.offsets[claimed] ?? 0;
  const count = countOf(list.lines[claimed]?.shape ?? []);
  return {
    inputs: new Map(program.inputs.map((name, i) => [name, program.inputSizes[i] ?? 1])),
    at: (point) => {
      program.run(
        program.inputs.flatMap((name, i) => (point.get(name) ?? []).slice(0, program.inputSizes[i] ?? 1)),
        values,
      );
      return [...values.subarray(offset, offset + count)];
    },
  };
}

function areNear(a: readonly number[], b: readonly number[]): boolean {
  return (
    a.length === b.length &&
    a.every((value, i) => {
      const other = b[i] as number;
      return Object.is(value, other) || Math.abs(value - other) <= 1e-9 * Math.max(Math.abs(value), Math.abs(other));
    })
  );
}
