/** How a line is written in a target: the template of its row, for tensors with axes, shapes and indices put in. */
import { isStep, type LineId, type WengertList } from '../graph/list.ts';
import { scalarRow } from '../primitives/table.ts';
import { tensorRow } from '../primitives/tensors.ts';
import type { CodeTarget } from './dialects.ts';
import type { Spelled } from './spelled.ts';
import { spellJulia } from './spellJulia.ts';
import { spellMatlab } from './spellMatlab.ts';
import { spellPython } from './spellPython.ts';

/** The template; undefined where the target has nothing for it. */
export function spellingOf(list: WengertList, id: LineId, target: CodeTarget): string | undefined {
  const line = list.lines[id];
  if (line === undefined) return undefined;
  const { operation, shape } = line;
  if (operation === 'named') return '$1';
  const row = tensorRow(operation);
  const operands = line.operands.map((operand) => list.lines[operand]?.shape ?? []);
  if (row === undefined && shape.length === 0) return scalarRow(operation)?.emit[target];
  const attributes = (isStep(line) && 'attributes' in line && line.attributes) || {};
  const own = row?.emit?.[target];
  if (own !== undefined && Object.keys(attributes).length === 0) return own;
  const spelled: Spelled = { operation, attributes, operands, shape };
  const entry = row === undefined ? scalarRow(operation)?.emit[target] : undefined;
  switch (target) {
    case 'python':
    case 'torch':
    case 'jax':
      return row === undefined ? entry : spellPython(spelled, target);
    case 'julia':
      return spellJulia(spelled, entry);
    case 'matlab':
      return spellMatlab(spelled, entry);
    default:
      return undefined;
  }
}
