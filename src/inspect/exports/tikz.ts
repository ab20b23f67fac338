/** TikZ: formulas in math type, places from the same layout as the panel's. Needs amsmath, amssymb and tikz (groups also its library fit). */
import { showNumber } from '../../base/numbers.ts';
import { briefShape } from '../../base/shapes.ts';
import type { Value } from '../../base/value.ts';
import { layoutInLayers } from '../../layout/layered.ts';
import { latexName } from '../../render/names.ts';
import type { Drawing, DrawingEdge, DrawingGroup, DrawingNode } from './drawing.ts';

const PX_PER_CM = 38;
const CHARACTER = 8; // px, about, in TeX's ten-point type

export function tikzOf({ output, nodes, edges, groups }: Drawing): string {
  const key = (index: number) => `e${index}`;
  const layout = layoutInLayers(
    {
      nodes: nodes.map(({ id, line, role }) => ({
        id,
        width: 24 + CHARACTER * (role === 'input' ? line.name.length : line.name.length + line.formula.text.length + 2),
        height: 88,
      })),
      edges: edges.map(({ from, to, partial }, index) => ({
        id: key(index),
        from,
        to,
        labelWidth: 12 + CHARACTER * Math.min(16, partial?.text.length ?? 0),
        labelHeight: 30,
      })),
    },
    { direction: 'right' },
  );
  const at = (point: { readonly x: number; readonly y: number } | undefined) =>
    `(${cm(point?.x ?? 0)},${cm(-(point?.y ?? 0))})`;
  const rows = [
    ...nodes.map((node) => {
      const above = `label={[adjoint]above:${adjointText(node, output)}}`;
      const below = `label={[value]below:${valueText(node)}}`;
      return `\\node[${node.role === 'step' ? 'operation' : node.role}, ${below}, ${above}] (${node.id}) at ${at(layout.nodes.get(node.id))} {$${equationLatex(node)}$};`;
    }),
    ...edges.map((edge, index) => {
      const bends = (layout.edges.get(key(index))?.via ?? []).map((point) => `${at(point)} -- `).join('');
      return `\\draw[use] (${edge.from}) -- ${bends}${partialNode(edge)}(${edge.to});`;
    }),
    ...groups.flatMap(frame),
  ];
  return [
    `% \\usepackage{amsmath,amssymb,tikz}${groups.length > 0 ? ' \\usetikzlibrary{fit}' : ''}`,
    '\\begin{tikzpicture}[',
    '  input/.style={draw, rounded corners=8pt, inner sep=4pt},',
    // Not `step`: TikZ has a key of that name.
    '  operation/.style={draw, rounded corners=2pt, inner sep=4pt},',
    '  output/.style={operation, thick},',
    '  value/.style={font=\\scriptsize, text=blue!70!black},',
    '  adjoint/.style={font=\\scriptsize, text=orange!70!black},',
    '  partial/.style={font=\\scriptsize, auto, inner sep=1.5pt},',
    '  use/.style={->, rounded corners=4pt},',
    ...(groups.length > 0 ? ['  group/.style={draw=gray, dashed, rounded corners=4pt, inner sep=14pt},'] : []),
    ']',
    ...rows.map((row) => `  ${row}`),
    '\\end{tikzpicture}',
    '',
  ].join('\n');
}

function frame(group: DrawingGroup): string[] {
  const inner = membersOf(group);
  const fit = inner.map(({ id }) => `(${id})`).join(' ');
  const label = `label={[font=\\scriptsize]above left:$${latexLabel(group.label)}$}`;
  return [...(inner.length > 0 ? [`\\node[group, fit=${fit}, ${label}] {};`] : []), ...group.groups.flatMap(frame)];
}

function membersOf({ nodes, groups }: DrawingGroup): DrawingNode[] {
  return [...nodes, ...groups.flatMap(membersOf)];
}

/** A layer is called after its result; other labels are words. */
function latexLabel(label: string): string {
  return /^[A-Za-z]\w*$/.test(label) ? latexName(label) : `\\text{${label.replace(/[\\{}$&#^_%~]/g, ' ')}}`;
}

function equationLatex({ line, role }: DrawingNode): string {
  const name = latexName(line.name);
  return role === 'input' || line.formula.text === line.name ? name : `${name} = ${line.formula.latex}`;
}

function valueText({ line }: DrawingNode): string {
  return `$${numbers(line.primal, line)}$`;
}

function adjointText({ line }: DrawingNode, output: string): string {
  const derivative = `\\partial ${latexName(output)}/\\partial ${latexName(line.name)}`;
  return typeof line.adjoint === 'number' ? `$${derivative} = ${latexNumber(line.adjoint)}$` : `$${derivative}$`;
}

function partialNode({ partial }: DrawingEdge): string {
  return partial ? `node[partial] {$${partial.latex}$} ` : '';
}

/** A number, or the shape of what is more than one. */
function numbers(value: Value, line: DrawingNode['line']): string {
  if (typeof value === 'number') return latexNumber(value);
  return `\\in \\mathbb{R}^{${briefShape(line).replaceAll('×', ' \\times ')}}`;
}

function latexNumber(value: number): string {
  const [mantissa = '', exponent] = showNumber(value).split('e');
  if (Number.isNaN(value)) return '\\text{NaN}';
  if (exponent === undefined) return mantissa.replace('∞', '\\infty');
  return `${mantissa} \\cdot 10^{${exponent}}`;
}

function cm(px: number): string {
  return String(Math.round((px / PX_PER_CM) * 100) / 100);
}
