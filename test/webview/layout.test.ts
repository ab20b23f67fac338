import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Inspection } from '../../src/core.ts';
import { layoutInLayers } from '../../src/layout/layered.ts';
import type { LayoutGraph } from '../../src/layout/layout.ts';
import { neighbour } from '../../src/webview/graph/neighbour.ts';
import { placeGraph } from '../../src/webview/graph/place.ts';
import { workedInspection } from '../fixtures/worked-inspection.ts';
import { graphWith } from './graphs.ts';
import { inspectionOf, longInspection, wideInspection } from './inspections.ts';

const directions = ['right', 'down'] as const;
const graphs: readonly (readonly [string, Inspection])[] = [
  ['the worked example', workedInspection()],
  ['one input', inspectionOf([{ name: 'x', operands: [] }])],
  [
    'x·x',
    inspectionOf([
      { name: 'x', operands: [] },
      { name: 'y', operands: ['x', 'x'] },
    ]),
  ],
  [
    'an unused input',
    inspectionOf([
      { name: 'x', operands: [] },
      { name: 'w', operands: [] },
      { name: 'y', operands: ['x'] },
    ]),
  ],
  ['a chain of 150', longInspection(150)],
  ['a tree over 60 inputs', wideInspection(60)],
];

function sized(inspection: Inspection): LayoutGraph {
  const { nodes, edges } = graphWith(inspection);
  return {
    nodes: nodes.map(({ line }, i) => ({ id: line.name, width: 60 + 10 * (i % 4), height: 80 })),
    edges: edges.map(({ id, from, to }) => ({ id, from, to, labelWidth: 50, labelHeight: 30 })),
  };
}

for (const direction of directions) {
  for (const [name, inspection] of graphs) {
    const graph = sized(inspection);
    const label = `${direction}, ${name}`;
    const placed = layoutInLayers(graph, { direction });
    const boxes = graph.nodes.map((node) => {
      const { x, y } = placed.nodes.get(node.id) ?? { x: Number.NaN, y: Number.NaN };
      return { ...node, x, y };
    });

    test(`${label}: nodes lie within the picture and do not overlap`, () => {
      for (const box of boxes) {
        assert.ok(box.x - box.width / 2 > -0.5 && box.x + box.width / 2 < placed.width + 0.5, box.id);
        assert.ok(box.y - box.height / 2 > -0.5 && box.y + box.height / 2 < placed.height + 0.5, box.id);
      }
      for (const [i, a] of boxes.entries()) {
        for (const b of boxes.slice(i + 1)) {
          const apart =
            Math.abs(a.x - b.x) >= (a.width + b.width) / 2 - 0.5 ||
            Math.abs(a.y - b.y) >= (a.height + b.height) / 2 - 0.5;
          assert.ok(apart, `${a.id} and ${b.id} overlap`);
        }
      }
    });

    test(`${label}: every edge runs from its operand on to its use, its label between them`, () => {
      const along = direction === 'right' ? 'x' : 'y';
      for (const { id, from, to } of graph.edges) {
        const course = placed.edges.get(id);
        const start = placed.nodes.get(from)?.[along] ?? Number.NaN;
        const end = placed.nodes.get(to)?.[along] ?? Number.NaN;
        assert.ok(course && start < course.label[along] && course.label[along] < end, id);
        const way = [start, ...course.via.map((point) => point[along]), end];
        assert.ok(
          way.every((at, i) => i === 0 || at > (way[i - 1] ?? Number.NaN)),
          `${id}: ${way}`,
        );
      }
    });
  }
}

test('5,000 nodes are laid out, long uses included', () => {
  const lines = Array.from({ length: 5000 }, (_, i) => ({
    name: i === 0 ? 'x' : `h${i}`,
    operands: i === 0 ? [] : [i === 1 ? 'x' : `h${i - 1}`, 'x'],
  }));
  const graph: LayoutGraph = {
    nodes: lines.map(({ name }) => ({ id: name, width: 60, height: 80 })),
    edges: lines.flatMap(({ name, operands }) =>
      operands.map((from, i) => ({ id: `${name}#${i}`, from, to: name, labelWidth: 50, labelHeight: 30 })),
    ),
  };
  const placed = layoutInLayers(graph, { direction: 'right' });
  assert.equal(placed.nodes.size, 5000);
  assert.ok([...placed.nodes.values()].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
});

const measure = (text: string, size: number) => text.length * size * 0.6;

test('the worked example reads as in the textbook: x, a, b, c, then d and e one above the other, then f', () => {
  const { nodes } = placeGraph(graphWith(workedInspection()), 'f', 'right', measure);
  const at = Object.fromEntries(nodes.map((node) => [node.id, node]));
  const across = ['x', 'a', 'b', 'c', 'd', 'f'].map((id) => at[id]?.x ?? Number.NaN);
  assert.ok(
    across.every((x, i) => i === 0 || x > (across[i - 1] ?? Number.NaN)),
    String(across),
  );
  assert.equal(at.d?.x, at.e?.x);
  assert.notEqual(at.d?.y, at.e?.y);
  assert.deepStrictEqual(
    nodes.map(({ label }) => label),
    ['x', 'a = x²', 'b = exp(a)', 'c = a + b', 'd = √c', 'e = cos(c)', 'f = d + e'],
  );
});

test('constants stand inside the nodes that use them, and edges go between drawn nodes only', () => {
  const { nodes, edges } = graphWith(workedInspection());
  assert.ok(!nodes.some(({ line }) => line.name === '2'));
  assert.deepStrictEqual(
    edges.map(({ from, to }) => from + to),
    ['xa', 'ab', 'ac', 'bc', 'cd', 'ce', 'df', 'ef'],
  );
});

test('arrow keys follow the edges', () => {
  const picture = placeGraph(graphWith(workedInspection()), 'f', 'right', measure);
  const go = (from: string, key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown') => neighbour(picture, from, key);
  assert.equal(go('x', 'ArrowRight'), 'a');
  assert.equal(go('f', 'ArrowRight'), undefined);
  assert.equal(go('a', 'ArrowRight'), 'b');
  assert.equal(go('b', 'ArrowRight'), 'c');
  assert.equal(go('a', 'ArrowLeft'), 'x');
  const [upper, lower] = ['d', 'e'].toSorted((p, q) => {
    const y = (id: string) => picture.nodes.find((node) => node.id === id)?.y ?? 0;
    return y(p) - y(q);
  }) as [string, string];
  assert.equal(go(upper, 'ArrowDown'), lower);
  assert.equal(go(lower, 'ArrowUp'), upper);
});

/** Pairs of straight edges between neighbouring columns that cross. */
function crossings(graph: LayoutGraph, placed: ReturnType<typeof layoutInLayers>): number {
  const pieces = graph.edges.flatMap(({ id, from, to }) => {
    const way = [placed.nodes.get(from), ...(placed.edges.get(id)?.via ?? []), placed.nodes.get(to)];
    return way.slice(1).flatMap((end, i) => (way[i] && end ? [{ start: way[i], end }] : []));
  });
  return pieces.reduce((sum, a, i) => {
    const crossing = pieces
      .slice(i + 1)
      .filter(({ start, end }) => start.x === a.start.x && (start.y - a.start.y) * (end.y - a.end.y) < 0);
    return sum + crossing.length;
  }, 0);
}

test('what can be drawn without crossings is', () => {
  const ladder = Array.from({ length: 30 }, (_, i) => ({
    name: `n${i}`,
    operands: i < 2 ? [] : [`n${i - 2}`, ...(i % 2 === 1 ? [`n${i - 1}`] : [])],
  }));
  for (const inspection of [workedInspection(), wideInspection(60), inspectionOf(ladder)]) {
    const graph = sized(inspection);
    assert.equal(crossings(graph, layoutInLayers(graph, { direction: 'right' })), 0);
  }
});

test('nodes keep their order across the flow when others are added', () => {
  const shapes = [
    { name: 'x', operands: [] },
    ...['a', 'b', 'c', 'd'].map((name) => ({ name, operands: ['x'] })),
    { name: 'y', operands: ['a', 'b', 'c', 'd'] },
  ];
  const order = (layout: ReturnType<typeof layoutInLayers>) =>
    ['a', 'b', 'c', 'd'].toSorted((p, q) => (layout.nodes.get(p)?.y ?? 0) - (layout.nodes.get(q)?.y ?? 0)).join('');
  const first = layoutInLayers(sized(inspectionOf(shapes)), { direction: 'right' });
  const upsideDown = new Map([...first.nodes].map(([id, { x, y }]) => [id, { x, y: -y }]));
  const more = sized(inspectionOf([...shapes.slice(0, 3), { name: 'n', operands: ['a'] }, ...shapes.slice(3)]));
  assert.equal(order(first), 'abcd');
  assert.equal(order(layoutInLayers(more, { direction: 'right', before: upsideDown })), 'dcba');
});
