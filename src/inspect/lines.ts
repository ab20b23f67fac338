/** The Wengert list as it is shown: values, adjoints, formulas and local gradients of every line, and their groups. */
import type { Adjoints } from '../autodiff/reverse.ts';
import {
  isConstant,
  isInput,
  type LineGroup,
  type LineId,
  type StepLine,
  type WengertLine,
  type WengertList,
} from '../graph/list.ts';
import { sizesOf } from '../primitives/shape.ts';
import { latexName } from '../render/names.ts';
import { printLine } from '../render/print.ts';
import { symbolicShape } from './choose.ts';
import type { Evaluated } from './evaluated.ts';
import { loopTold } from './loopBody.ts';
import type { Naming } from './naming.ts';
import type { Prepared } from './prepare.ts';
import type { Inspection, InspectionLine } from './types.ts';

/** What stands for formulas that there was no time to write. */
const UNWRITTEN = { latex: '\\cdots', text: '…' };

export function describeLines(
  prepared: Prepared,
  sweep: Adjoints,
  namer: Naming,
  evaluated: Evaluated,
  partials: boolean,
  isLate: () => boolean,
): { readonly lines: InspectionLine[]; readonly written: boolean } {
  const { list, names } = prepared;
  const fanOut = new Array<number>(list.lines.length).fill(0);
  for (const line of list.lines) for (const operand of line.operands) fanOut[operand] = (fanOut[operand] ?? 0) + 1;
  const local = new Map<string, LineId>();
  for (const uses of partials ? sweep.contributions.values() : []) {
    for (const use of uses) if (use.partial !== undefined) local.set(`${use.consumer}:${use.operand}`, use.partial);
  }
  let written = true;
  const lines = list.lines.map(describe);
  return { lines, written };

  function describe(line: WengertLine, id: LineId): InspectionLine {
    if (isLate()) written = false;
    const name = names[id] ?? '?';
    return {
      name,
      named: prepared.named.has(id) || undefined,
      operation: line.operation,
      operands: line.operands.map((operand) => names[operand] ?? '?'),
      shape: sizesOf(line.shape),
      shapeText: symbolicShape(line.shape),
      attributes: (line as StepLine).attributes,
      primal: evaluated.primal(id),
      adjoint: evaluated.adjoint(id),
      fanOut: fanOut[id] ?? 0,
      formula:
        isConstant(line) || isInput(line)
          ? {
              latex: isInput(line) ? latexName(name) : printLine(list, id, { nameOf: () => undefined }).latex,
              text: name,
            }
          : written
            ? namer.step(id)
            : UNWRITTEN,
      partials:
        partials && written
          ? line.operands.map((operand, index) => {
              const partial = local.get(`${id}:${index}`);
              if (partial === undefined) return { operand: names[operand] ?? '?', latex: '', text: '' };
              return { operand: names[operand] ?? '?', ...namer.local(partial), value: evaluated.at(partial) };
            })
          : [],
      spans: list.spans.get(id) ?? [],
      group: list.groups?.get(id)?.id,
      ...(line.operation === 'scan' && { loop: loopTold(prepared, id) }),
    };
  }
}

/** Groups that have lines, outer ones first where they have lines of their own. */
export function groupsOf({ groups = new Map() }: WengertList): Inspection['groups'] {
  const known = new Map<string, LineGroup>();
  for (const group of groups.values()) known.set(group.id, group);
  const counts = new Map<string, number>();
  for (const group of groups.values()) {
    const passed = new Set<string>();
    for (let at: LineGroup | undefined = group; at && !passed.has(at.id); at = known.get(at.parent ?? '')) {
      passed.add(at.id);
      counts.set(at.id, (counts.get(at.id) ?? 0) + 1);
    }
  }
  return [...known.values()].map(({ id, parent, kind, label }) => ({
    id,
    ...(parent !== undefined && known.has(parent) && { parent }),
    kind,
    label,
    count: counts.get(id) ?? 0,
  }));
}
