/** What all pictures of a graph show: lines as nodes, uses as edges; constants stay inside the formulas that use them. */
import type { Inspection, InspectionLine } from '../types.ts';

export interface DrawingNode {
  /** 'n0', 'n1', …: a name in every language. */
  readonly id: string;
  readonly line: InspectionLine;
  readonly role: 'input' | 'step' | 'output';
  readonly group?: string;
}

export interface DrawingEdge {
  readonly from: string;
  readonly to: string;
  readonly partial?: InspectionLine['partials'][number];
}

export interface DrawingGroup {
  /** 'g0', 'g1', … */
  readonly id: string;
  readonly label: string;
  readonly count: number;
  readonly nodes: readonly DrawingNode[];
  readonly groups: readonly DrawingGroup[];
}

export interface Drawing {
  readonly output: string;
  readonly nodes: readonly DrawingNode[];
  readonly edges: readonly DrawingEdge[];
  /** Outermost groups; a node without a group is in `loose`. */
  readonly groups: readonly DrawingGroup[];
  readonly loose: readonly DrawingNode[];
}

export function drawingOf({ lines, groups, output }: Inspection): Drawing {
  const ids = new Map<string, string>();
  const nodes: DrawingNode[] = [];
  for (const line of lines) {
    if (line.operation === 'constant' && line.name !== output.name) continue;
    const id = `n${nodes.length}`;
    ids.set(line.name, id);
    const role = line.operation === 'input' ? 'input' : line.name === output.name ? 'output' : 'step';
    nodes.push({ id, line, role, ...(line.group === undefined ? {} : { group: line.group }) });
  }
  const edges = nodes.flatMap(({ id, line }) =>
    line.operands.flatMap((operand, index): DrawingEdge[] => {
      const from = ids.get(operand);
      if (from === undefined) return [];
      const same = line.partials[index];
      const partial = same?.operand === operand ? same : undefined;
      return [{ from, to: id, ...(partial && partial.text !== '' ? { partial } : {}) }];
    }),
  );

  const known = new Set(groups.map(({ id }) => id));
  const members = new Map<string, DrawingNode[]>();
  const loose: DrawingNode[] = [];
  for (const node of nodes) {
    if (node.group === undefined || !known.has(node.group)) loose.push(node);
    else members.set(node.group, [...(members.get(node.group) ?? []), node]);
  }
  const numbers = new Map(groups.map(({ id }, index) => [id, `g${index}`]));
  const nested = (parent: string | undefined, depth: number): DrawingGroup[] =>
    groups.flatMap((group) => {
      const within = group.parent !== undefined && known.has(group.parent) ? group.parent : undefined;
      if (within !== parent || depth > groups.length) return [];
      const { id, label, count } = group;
      return [{ id: numbers.get(id) ?? '', label, count, nodes: members.get(id) ?? [], groups: nested(id, depth + 1) }];
    });
  return { output: output.name, nodes, edges, groups: nested(undefined, 0), loose };
}

export function groupTitle({ label, count }: DrawingGroup): string {
  return `${label} (${count} step${count === 1 ? '' : 's'})`;
}

/** `a = x^2`, `x`. */
export function equationText({ line, role }: DrawingNode): string {
  return role === 'input' || line.formula.text === line.name ? line.name : `${line.name} = ${line.formula.text}`;
}
