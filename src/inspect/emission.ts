import { reverseSweep } from '../autodiff/reverse.ts';
import { DEFAULT_BUDGET } from '../base/budget.ts';
import { type Outcome, refuse } from '../base/outcome.ts';
import type { LineId, WengertLine, WengertList } from '../graph/list.ts';
import type { Target } from '../primitives/row.ts';
import { plainShape } from '../primitives/shape.ts';
import { emitGradient } from '../render/emit.ts';
import { simplify } from '../simplify/rewrite.ts';
import { byEntries } from './byEntries.ts';
import type { Inspection } from './types.ts';

/** The gradient of an inspection as code. Refused, with the reason, where the target has no word for a step. */
export function emitInspection(inspection: Inspection, target: Target): Outcome<string> {
  const list = listOf(inspection);
  const [output] = list?.outputs ?? [];
  if (!list || output === undefined)
    return refuse('nothingToEmit', 'There are no steps to write as code. Inspect an expression first.');
  if (inspection.output.shape.length > 0) {
    return refuse(
      'noSpelling',
      `${inspection.output.name} is no number: there is no single gradient to write as code. Inspect a number made of it.`,
    );
  }
  const names = inspection.lines.map((line) => line.name);
  const written = emitList(inspection, list, names, target);
  const isUnspoken = !written.value && written.problems.some(({ code }) => code === 'noSpelling');
  const rolled = isUnspoken && list.lines.some(({ operation, shape }) => operation === 'scan' || shape.length > 0);
  const plain = rolled ? byEntries(list) : undefined;
  if (!plain) return written;
  const again = emitList(
    inspection,
    plain,
    plain.lines.map((_, id) => plain.names.get(id) ?? 'v'),
    target,
  );
  return again.value ? again : written;
}

function emitList(
  inspection: Inspection,
  list: WengertList,
  names: readonly string[],
  target: Target,
): Outcome<string> {
  const output = list.outputs[0] ?? 0;
  const wanted = Object.keys(inspection.gradient);
  const inputs = list.lines.flatMap((line, id) =>
    line.operation === 'input' && wanted.includes(names[id] ?? '') ? [id] : [],
  );
  const sweep = reverseSweep(list, output, { rewrite: simplify, limit: DEFAULT_BUDGET.lines });
  if (sweep.problems.length > 0) return { problems: sweep.problems };
  return emitGradient(
    { ...sweep.list, outputs: [output] },
    {
      outputName: inspection.output.name,
      inputs,
      adjoint: sweep.adjoint,
      names,
      gradient: inputs.map((input) => sweep.adjoint.get(input)),
    },
    target,
  );
}

/** The Wengert list that an inspection shows. */
function listOf(inspection: Inspection): WengertList | undefined {
  const ids = new Map<string, LineId>();
  const names = new Map<LineId, string>();
  const lines: WengertLine[] = [];
  for (const [id, line] of inspection.lines.entries()) {
    const operands = line.operands.map((operand) => ids.get(operand));
    if (operands.includes(undefined)) return undefined;
    const { operation, attributes } = line;
    const shape = plainShape(line.shape);
    if (operation === 'input') lines.push({ operation, name: line.name, operands: [], shape });
    else if (operation === 'constant')
      lines.push({ operation, value: line.primal, text: line.name, operands: [], shape });
    else lines.push({ operation, operands: operands as LineId[], shape, ...(attributes && { attributes }) });
    ids.set(line.name, id);
    if (line.named) names.set(id, line.name);
  }
  const output = ids.get(inspection.output.name);
  return output === undefined ? undefined : { lines, outputs: [output], names, spans: new Map() };
}
