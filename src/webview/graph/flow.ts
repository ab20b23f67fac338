/** How much of the gradient takes which edge on its way back: |adjoint · local gradient|, as the derivation has it. */
import { flatten, type Value } from '../../base/value.ts';
import type { Inspection } from '../../protocol/messages.ts';
import { edgeId } from '../stepping.ts';

/** 1 to 5, a decade each below the largest; 0: nothing flows; 'bad': NaN or infinite. */
export type Flow = 0 | 1 | 2 | 3 | 4 | 5 | 'bad';

export type FlowOf = (uses: readonly string[]) => Flow | undefined;

const LEVELS = 5;

/** Of an edge by the uses it stands for; undefined where the derivation does not tell. */
export function flowsOf(inspection: Inspection): FlowOf {
  const sizes = new Map<string, number>();
  const operands = new Map(inspection.lines.map((line) => [line.name, line.operands]));
  for (const { phase, line, contributions } of inspection.derivation) {
    if (phase !== 'backward') continue;
    const told = new Map<string, number>();
    for (const { via, value } of contributions) {
      const slots = (operands.get(via) ?? []).flatMap((operand, i) => (operand === line ? [edgeId(via, i)] : []));
      const alike = contributions.filter((other) => other.via === via).length;
      const index = told.get(via) ?? 0;
      told.set(via, index + 1);
      const size = sizeOf(value);
      for (const use of alike === slots.length ? slots.slice(index, index + 1) : slots) sizes.set(use, size);
    }
  }
  const finite = [...sizes.values()].filter(Number.isFinite);
  const largest = finite.reduce((most, size) => Math.max(most, size), 0);
  return (uses) => {
    const known = uses.flatMap((use) => sizes.get(use) ?? []);
    if (known.length === 0) return undefined;
    const size = known.every(Number.isFinite) ? Math.max(...known) : Number.NaN;
    return levelOf(size, largest);
  };
}

function levelOf(size: number, largest: number): Flow {
  if (!Number.isFinite(size)) return 'bad';
  if (size === 0) return 0;
  const decades = Math.floor(Math.log10(largest / size) + 1e-9);
  return Math.max(1, LEVELS - decades) as Flow;
}

/** Of a tensor the entry of largest size; NaN where one is not finite. */
function sizeOf(value: Value): number {
  const entries = flatten(value);
  return entries.every(Number.isFinite)
    ? entries.reduce((most, each) => Math.max(most, Math.abs(each)), 0)
    : Number.NaN;
}
