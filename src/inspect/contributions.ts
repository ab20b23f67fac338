/** What each use of a tensor adds to its adjoint, as a line over the adjoint of the step that uses it. */
import { type Adjoints, type Contribution, sweepInto } from '../autodiff/reverse.ts';
import type { Builder } from '../graph/builder.ts';
import type { LineId, WengertList } from '../graph/list.ts';
import type { Printed } from '../render/print.ts';
import type { StandIns } from './naming.ts';

export interface ContributionLines {
  /** By use; absent for uses between numbers, which are written adjoint · local gradient. */
  readonly line: (use: Contribution) => LineId | undefined;
}

/** More uses than this are not written out. */
const MOST_USES = 600;

/**
 * Runs the reverse rule of each step that has tensors once more, with a symbol for its adjoint. The lines of the sweep
 * itself would not do: they are simplified across steps, and an adjoint may be equal to something else.
 */
export function contributionLines(
  builder: Builder,
  list: WengertList,
  sweep: Pick<Adjoints, 'contributions'>,
  output: LineId,
  adjointName: (line: LineId) => Printed,
  standIns: StandIns,
): ContributionLines {
  const lines = new Map<string, LineId>();
  const everywhere = new Set(list.lines.keys());
  const key = ({ consumer, operand }: Contribution) => `${consumer}:${operand}`;
  let left = MOST_USES;
  for (const [operand, uses] of sweep.contributions) {
    for (const use of uses) {
      const shapes = [operand, use.consumer, use.value].map((line) => builder.shape(line));
      if (shapes.every((shape) => shape.length === 0) || left-- <= 0) continue;
      const symbol = symbolFor(use.consumer);
      const own = sweepInto(builder, use.consumer, { wrt: [operand], stopAt: everywhere, seed: symbol });
      const same = own.contributions.get(operand)?.find((each) => key(each) === key(use));
      if (same) lines.set(key(use), same.value);
    }
  }
  return { line: (use) => lines.get(key(use)) };

  /** The adjoint of a number that is the output is 1. */
  function symbolFor(consumer: LineId): LineId {
    const shape = builder.shape(consumer);
    if (consumer === output && shape.length === 0) return builder.constant(1);
    const symbol = builder.input(`adjoint ${consumer}`, shape);
    standIns.set(symbol, { kind: 'symbol', printed: adjointName(consumer) });
    return symbol;
  }
}
