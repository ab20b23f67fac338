/** Mermaid, for Markdown files and wikis. The language: https://mermaid.js.org/syntax/flowchart.html */
import { showValue } from '../../base/numbers.ts';
import { briefShape } from '../../base/shapes.ts';
import { type Drawing, type DrawingGroup, type DrawingNode, equationText, groupTitle } from './drawing.ts';

export function mermaidOf({ output, loose, groups, edges }: Drawing): string {
  const node = (each: DrawingNode): string => {
    const text = quoted(nodeText(each, output));
    return each.role === 'input' ? `${each.id}([${text}])` : `${each.id}[${text}]`;
  };
  const block = (group: DrawingGroup): string[] => [
    `subgraph ${group.id} [${quoted([groupTitle(group)])}]`,
    ...[...group.nodes.map(node), ...group.groups.flatMap(block)].map((text) => `  ${text}`),
    'end',
  ];
  const body = [
    ...loose.map(node),
    ...groups.flatMap(block),
    ...edges.map(({ from, to, partial }) => {
      if (!partial) return `${from} --> ${to}`;
      const number = partial.value === undefined ? undefined : showValue(partial.value, 3);
      const text = number === undefined || number === partial.text ? partial.text : `${partial.text} = ${number}`;
      return `${from} -->|${quoted([text])}| ${to}`;
    }),
  ];
  return `flowchart LR\n${body.map((text) => `  ${text}`).join('\n')}\n`;
}

function nodeText(node: DrawingNode, output: string): string[] {
  const { line } = node;
  const shape = line.shape.length > 0 ? ` (${briefShape(line)})` : '';
  return [
    ...(equationText(node) === line.name ? [] : [equationText(node)]),
    `${line.name} = ${showValue(line.primal, 3)}${shape}`,
    `∂${output}/∂${line.name} = ${showValue(line.adjoint, 3)}`,
  ];
}

/** Characters that mean something to Mermaid, to Markdown inside it or to HTML, as its entity codes. */
function quoted(lines: readonly string[]): string {
  const escaped = lines.map((line) => line.replace(/[#"<>&`*_\\[\](){}|;]/g, (char) => `#${char.charCodeAt(0)};`));
  return `"${escaped.join('<br>')}"`;
}
