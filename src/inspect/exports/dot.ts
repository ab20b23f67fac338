/** Graphviz. The language: https://graphviz.org/doc/info/lang.html */
import { showValue } from '../../base/numbers.ts';
import { briefShape } from '../../base/shapes.ts';
import { type Drawing, type DrawingGroup, type DrawingNode, equationText, groupTitle } from './drawing.ts';

export function dotOf({ output, loose, groups, edges }: Drawing): string {
  const node = (each: DrawingNode) => {
    const shape = each.role === 'input' ? ', shape=ellipse' : each.role === 'output' ? ', penwidth=2' : '';
    return `${each.id} [label=${quoted(nodeText(each, output))}${shape}];`;
  };
  const cluster = (group: DrawingGroup): string[] => [
    `subgraph cluster_${group.id} {`,
    `  label=${quoted(groupTitle(group))};`,
    ...[...group.nodes.map(node), ...group.groups.flatMap(cluster)].map((text) => `  ${text}`),
    '}',
  ];
  const body = [
    'rankdir=LR;',
    'graph [fontname="Helvetica", fontsize=10, color=gray60, style=rounded];',
    'node [shape=box, style=rounded, fontname="Helvetica", fontsize=11];',
    'edge [fontname="Helvetica", fontsize=9, color=gray40];',
    ...loose.map(node),
    ...groups.flatMap(cluster),
    ...edges.map(({ from, to, partial }) => {
      const label = partial ? ` [label=${quoted(partialText(partial))}]` : '';
      return `${from} -> ${to}${label};`;
    }),
  ];
  return `digraph ${quoted(output)} {\n${body.map((text) => `  ${text}`).join('\n')}\n}\n`;
}

function nodeText(node: DrawingNode, output: string): string {
  const { line } = node;
  const shape = line.shape.length > 0 ? ` (${briefShape(line)})` : '';
  return [
    ...(equationText(node) === line.name ? [] : [equationText(node)]),
    `${line.name} = ${showValue(line.primal, 3)}${shape}`,
    `∂${output}/∂${line.name} = ${showValue(line.adjoint, 3)}`,
  ].join('\n');
}

function partialText({ text, value }: { readonly text: string; readonly value?: Parameters<typeof showValue>[0] }) {
  const number = value === undefined ? undefined : showValue(value, 3);
  return number === undefined || number === text ? text : `${text} = ${number}`;
}

/** Backslashes are escapes of labels as well as of strings. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
