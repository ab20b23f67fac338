/** A large graph from afar: shapes without text, in as few elements as there are kinds of them. */
import { svg, type TemplateResult } from 'lit/html.js';
import type { PlacedEdge, PlacedNode } from './place.ts';
import type { Scene } from './scene.ts';

export function farView(scene: Scene, nodes: readonly PlacedNode[], edges: readonly PlacedEdge[]): TemplateResult {
  const { moment, flows, store } = scene;
  const moving = new Set(moment?.edges);
  const focus = store.focus.value === undefined ? undefined : scene.nodeOf(store.focus.value);
  const byKind = new Map<string, string[]>();
  const add = (kind: string, path: string) => {
    const paths = byKind.get(kind);
    if (paths) paths.push(path);
    else byKind.set(kind, [path]);
  };
  for (const edge of edges) {
    if (edge.uses.some((use) => moving.has(use))) add(`edge moving ${moment?.step.phase}`, edge.path);
    else add(flows ? `edge flow-${flows(edge.uses) ?? 'unknown'}` : 'edge', edge.path);
  }
  for (const node of nodes) {
    const current = node.id === scene.current ? ` current ${moment?.step.phase}` : '';
    add(`node ${node.role}${current}${node.id === focus ? ' chosen' : ''}`, boxPath(node));
  }
  const isEdge = (kind: string) => kind.startsWith('edge');
  const kinds = [...byKind].toSorted(([a], [b]) => Number(isEdge(b)) - Number(isEdge(a)) || a.length - b.length);
  return svg`<g class="far">${kinds.map(([kind, paths]) => svg`<g class=${kind}><path class=${isEdge(kind) ? 'line' : 'box'} d=${paths.join('')}></path></g>`)}</g>`;
}

function boxPath({ x, y, boxWidth, boxHeight }: PlacedNode): string {
  const [left, top] = [Math.round(x - boxWidth / 2), Math.round(y - boxHeight / 2)];
  return `M${left},${top}h${Math.round(boxWidth)}v${Math.round(boxHeight)}h${-Math.round(boxWidth)}z`;
}
