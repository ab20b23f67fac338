/** A layer with its loss, ‖tanh(W x + b) − y‖², as the panel gets it. */
import { createBuilder } from '../../src/graph/builder.ts';
import { inspectList } from '../../src/inspect/inspection.ts';
import { prepareList } from '../../src/inspect/prepare.ts';
import type { Inspection } from '../../src/inspect/types.ts';

export function networkInspection(): Inspection | undefined {
  const b = createBuilder();
  const m = { size: 2, symbol: 'm' };
  const n = { size: 3, symbol: 'n', guess: 0 };
  const z = b.step('add', [b.apply('matmul', [b.input('W', [m, n]), b.input('x', [n])]), b.input('b', [m])]);
  b.name(z, 'z');
  const e = b.step('sub', [b.step('tanh', [z]), b.input('y', [m])]);
  b.name(e, 'e');
  const loss = b.apply('sum', [b.step('mul', [e, e])]);
  b.name(loss, 'L');
  const point = {
    W: [
      [0.1, -0.2, 0.3],
      [0.5, 0.4, -0.1],
    ],
  };
  const prepared = prepareList(b.finish([loss]), 'L', () => false, new Map(), { point });
  return 'problem' in prepared ? undefined : inspectList(prepared, {}).value;
}
