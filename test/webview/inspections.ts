/** Inspections for the panel's tests, beyond the worked example. */
import type { DerivationStep, Inspection, InspectionLine } from '../../src/core.ts';
import { workedInspection } from '../fixtures/worked-inspection.ts';

interface Shape {
  readonly name: string;
  readonly operands: readonly string[];
}

/** An inspection of a given graph, with made-up numbers; the last line is the output, lines without operands are inputs. */
export function inspectionOf(shapes: readonly Shape[]): Inspection {
  const output = shapes.at(-1)?.name ?? '';
  const users = new Map<string, string[]>(shapes.map(({ name }) => [name, []]));
  for (const { name, operands } of shapes) for (const operand of operands) users.get(operand)?.unshift(name);
  const lines = shapes.map(({ name, operands }, index): InspectionLine => {
    return {
      name,
      operation: operands.length === 0 ? 'input' : 'add',
      operands,
      shape: [],
      primal: index + 0.5,
      adjoint: -index,
      fanOut: users.get(name)?.length ?? 0,
      formula: { latex: name, text: operands.join(' + ') || name },
      partials: operands.map((operand) => ({ operand, latex: '1', text: '1', value: 1 })),
      spans: [{ from: index, to: index + 1 }],
    };
  });
  const entry = (
    phase: DerivationStep['phase'],
    line: InspectionLine,
    via: readonly string[] = [],
    stage = 1,
  ): DerivationStep => ({
    phase,
    stage,
    line: line.name,
    latex: line.name,
    text: line.name,
    value: line.primal,
    contributions: via.map((name) => ({ via: name, adjoint: 1, partial: 1, value: 1 })),
    reuses: [],
  });
  return {
    ...workedInspection(),
    reading: 'made up',
    output: { name: output, shape: [], value: 1 },
    outputs: [output],
    inputs: lines
      .filter(({ operation }) => operation === 'input')
      .map(({ name, primal }) => ({ name, shape: [], value: primal, origin: 'default' as const })),
    lines,
    gradient: {},
    formulas: {},
    where: [],
    derivation: [
      ...lines.filter(({ operands }) => operands.length > 0).map((line) => entry('forward', line)),
      ...lines.filter(({ operands }) => operands.length > 0).map((line) => entry('local', line)),
      ...lines.toReversed().map((line, i) => entry('backward', line, users.get(line.name), i + 1)),
    ],
  };
}

/** x₀ → h1 → h2 → …, every fourth step uses an earlier one as well. */
export function longInspection(count: number): Inspection {
  return inspectionOf(
    Array.from({ length: count }, (_, i) => ({
      name: i === 0 ? 'x' : `h${i}`,
      operands: i === 0 ? [] : [i === 1 ? 'x' : `h${i - 1}`, ...(i % 4 === 0 ? [`h${i - 3}`] : [])],
    })),
  );
}

/** Binary tree of sums over `leaves` inputs: wide where `longInspection` is long. */
export function wideInspection(leaves: number): Inspection {
  let level = Array.from({ length: leaves }, (_, i) => ({ name: `x${i}`, operands: [] as string[] }));
  const all = [...level];
  while (level.length > 1) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => ({
      name: `s${all.length + i}`,
      operands: level.slice(2 * i, 2 * i + 2).map(({ name }) => name),
    }));
    all.push(...level);
  }
  return inspectionOf(all);
}

/** Layers of `z = W h + b`, `h = tanh(z)` over numbers: three lines each in a group of their own. */
export function layeredInspection(layers: number): Inspection {
  const shapes: Shape[] = [{ name: 'x', operands: [] }];
  const groups: Inspection['groups'][number][] = [];
  const home = new Map<string, string>();
  for (let i = 1; i <= layers; i++) {
    const id = `layer f_${i}`;
    groups.push({ id, kind: 'layer', label: `f_${i}`, count: 3 });
    shapes.push({ name: `W_${i}`, operands: [] }, { name: `b_${i}`, operands: [] });
    shapes.push({ name: `m_${i}`, operands: [`W_${i}`, i === 1 ? 'x' : `f_${i - 1}`] });
    shapes.push({ name: `z_${i}`, operands: [`m_${i}`, `b_${i}`] }, { name: `f_${i}`, operands: [`z_${i}`] });
    for (const name of [`m_${i}`, `z_${i}`, `f_${i}`]) home.set(name, id);
  }
  const bare = inspectionOf([...shapes, { name: 'L', operands: [`f_${layers}`] }]);
  const lines = bare.lines.map((line) => ({ ...line, group: home.get(line.name) }));
  return { ...bare, lines, groups };
}
