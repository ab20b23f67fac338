import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Inspection } from '../../src/core.ts';
import { type Block, outlineOf, type Part } from '../../src/webview/graph/blocks.ts';
import { overlap } from '../../src/webview/graph/box.ts';
import { flowsOf } from '../../src/webview/graph/flow.ts';
import { graphOf } from '../../src/webview/graph/model.ts';
import { placeGraph } from '../../src/webview/graph/place.ts';
import { createPlacer } from '../../src/webview/graph/placer.ts';
import { areaOf, sightOf } from '../../src/webview/graph/sight.ts';
import { workedInspection } from '../fixtures/worked-inspection.ts';
import { graphWith } from './graphs.ts';
import { inspectionOf, layeredInspection, longInspection, wideInspection } from './inspections.ts';

const measure = (text: string, size: number) => text.length * size * 0.6;
const names = (inspection: Inspection, open?: readonly string[]) =>
  graphWith(inspection, open).nodes.map(({ id }) => id);
const blocksIn = (parts: readonly Part[]): Block[] =>
  parts.flatMap((part) => ('block' in part ? [part.block, ...blocksIn(part.block.parts)] : []));

test('layers are boxes until they are opened; edges into a box are one each, and it shows its result', () => {
  const network = layeredInspection(3);
  const closed = graphWith(network, []);
  assert.equal(closed.nodes.length, 1 + 6 + 3 + 1);
  const box = closed.nodes.find(({ block }) => block?.label === 'f_2');
  assert.deepEqual([box?.role, box?.line.name, box?.block?.steps, box?.uses], ['block', 'f_2', 3, 1]);
  assert.deepEqual(
    closed.edges.filter(({ to }) => to === box?.id).map(({ from, uses }) => [from, ...uses]),
    [
      ['W_2', 'm_2#0'],
      ['block layer layer f_1', 'm_2#1'],
      ['b_2', 'z_2#1'],
    ],
  );
  assert.equal(closed.nodeOf('z_2'), box?.id);
  const opened = graphWith(network, ['f_2']);
  assert.deepEqual(
    opened.frames.map(({ block, nodes }) => [block.label, ...nodes]),
    [['f_2', 'm_2', 'z_2', 'f_2']],
  );
  assert.equal(opened.nodeOf('z_2'), 'z_2');
  assert.equal(opened.nodes.length, closed.nodes.length + 2);
});

test('of many inputs, those of one block are drawn inside of it', () => {
  const network = layeredInspection(12);
  const closed = graphWith(network, []);
  assert.deepEqual(
    closed.nodes.map(({ id }) => id).filter((id) => !id.startsWith('block')),
    ['L'],
  );
  const box = closed.nodes.find(({ block }) => block?.label === 'f_2')?.block;
  assert.deepEqual([box?.steps, box?.inputs], [3, 2]);
  const opened = names(network, ['f_2']);
  assert.ok(opened.includes('W_2') && opened.includes('b_2') && !opened.includes('W_3'));
});

test('long lists without groups are cut into runs of runs, a dozen parts at most on every level', () => {
  for (const count of [61, 500, 5000]) {
    const outline = outlineOf(longInspection(count));
    const levels = [outline.parts, ...blocksIn(outline.parts).map(({ parts }) => parts)];
    assert.ok(Math.max(...levels.map(({ length }) => length)) <= 16, String(count));
    assert.equal(names(longInspection(count)).length, count, 'all open: every line once');
    assert.ok(names(longInspection(count), []).length <= 12);
  }
  assert.deepEqual(blocksIn(outlineOf(longInspection(60)).parts), [], 'what is short stands as it is');
  const [first] = blocksIn(outlineOf(longInspection(500)).parts);
  assert.match(first?.label ?? '', /^h1 … h\d+$/);
});

test('runs end where few values go on', () => {
  const blocks = Array.from({ length: 16 }, (_, i) => [
    { name: `p${i}`, operands: [i === 0 ? 'x' : `s${i - 1}`] },
    { name: `q${i}`, operands: [`p${i}`] },
    { name: `r${i}`, operands: [`p${i}`, `q${i}`] },
    { name: `s${i}`, operands: [`q${i}`, `r${i}`] },
  ]).flat();
  const outline = outlineOf(inspectionOf([{ name: 'x', operands: [] }, ...blocks]));
  const ends = blocksIn(outline.parts).map(({ label }) => label.split(' … ')[1] ?? '');
  assert.ok(ends.length > 3 && ends.every((name) => /^[ps]/.test(name)), ends.join());
});

test('blocks that would close a circle stay open', () => {
  const bare = inspectionOf([
    { name: 'x', operands: [] },
    { name: 'a', operands: ['x'] },
    { name: 'b', operands: ['a'] },
    { name: 'c', operands: ['b'] },
    { name: 'd', operands: ['c'] },
  ]);
  const group = { a: 'one', c: 'one', b: 'two', d: 'two' } as Readonly<Record<string, string>>;
  const tangled: Inspection = {
    ...bare,
    groups: ['one', 'two'].map((id) => ({ id, kind: 'call', label: id, count: 2 })),
    lines: bare.lines.map((line) => ({ ...line, group: group[line.name] })),
  };
  const { nodes, edges } = graphWith(tangled, []);
  const order = new Map(nodes.map(({ id }, index) => [id, index]));
  assert.ok(edges.every(({ from, to }) => (order.get(from) ?? 0) < (order.get(to) ?? 0)));
  assert.ok(nodes.length > 2);
});

test('groups that are each other’s parents, or nobody’s, lose no line', () => {
  const network = layeredInspection(2);
  for (const parent of ['layer f_1', 'layer f_2', 'nobody']) {
    const odd = { ...network, groups: network.groups.map((group) => ({ ...group, parent })) };
    assert.equal(names(odd).length, network.lines.length);
    assert.equal(names(odd, []).length > 0, true);
  }
});

test('opening a block leaves the rest in its order, and an update of values leaves everything', () => {
  const network = layeredInspection(3);
  const outline = outlineOf(network);
  const placer = createPlacer(measure);
  const place = (open: readonly string[], inspection = network) =>
    placer.place(
      graphOf(outlineOf(inspection), 'L', ({ label }) => open.includes(label)),
      outline,
      'L',
      'right',
    );
  const inputs = (picture: ReturnType<typeof place>) =>
    picture.nodes
      .filter(({ role }) => role === 'input')
      .toSorted((a, b) => a.y - b.y)
      .map(({ id }) => id);
  const closed = place([]);
  const opened = place(['f_2']);
  const column = ['W_3', 'b_3'];
  assert.deepEqual(
    inputs(opened).filter((id) => column.includes(id)),
    inputs(closed).filter((id) => column.includes(id)),
  );
  const other = { ...network, lines: network.lines.map((line) => ({ ...line, primal: Number(line.primal) * 7 })) };
  const again = place(['f_2'], other);
  assert.deepEqual(
    again.nodes.map(({ id, x, y }) => [id, x, y]),
    opened.nodes.map(({ id, x, y }) => [id, x, y]),
  );
});

test('an open block has a frame around its nodes', () => {
  const picture = placeGraph(graphWith(layeredInspection(3), ['f_2']), 'L', 'right', measure);
  const [frame] = picture.frames;
  assert.ok(frame);
  const inside = picture.nodes.filter(({ room }) => overlap(room, frame.room)).map(({ id }) => id);
  for (const id of ['m_2', 'z_2', 'f_2']) assert.ok(inside.includes(id));
  assert.equal(frame.isAlone, inside.length === 3);
});

test('downwards the numbers beside a box stand in its frame too', () => {
  const { frames, nodes } = placeGraph(graphWith(layeredInspection(3), ['f_2']), 'L', 'down', measure);
  const [frame] = frames;
  assert.ok(frame);
  for (const { room } of nodes.filter(({ id }) => frame.nodes.includes(id))) assert.ok(room.right < frame.room.right);
});

test('of a large graph only what is in sight is drawn; small ones are drawn whole', () => {
  const screen = { width: 800, height: 500 };
  const large = placeGraph(graphWith(longInspection(500)), 'h499', 'right', measure);
  const near = { scale: 1, x: -2100, y: 0 };
  const { nodes, edges, isFar } = sightOf(large, areaOf(near, screen), near.scale);
  assert.ok(!isFar && nodes.length > 3 && nodes.length < 60 && edges.length < 80, `${nodes.length} ${edges.length}`);
  assert.deepEqual(areaOf({ ...near, x: -2150 }, screen), areaOf(near, screen), 'a small move draws nothing anew');
  assert.equal(sightOf(large, areaOf({ scale: 0.05, x: 0, y: 0 }, screen), 0.05).isFar, true);
  const small = placeGraph(graphWith(workedInspection()), 'f', 'right', measure);
  assert.equal(sightOf(small, areaOf({ scale: 4, x: -5000, y: 0 }, screen), 4).nodes.length, 7);
});

test('the flow of the gradient has a level a decade below the largest', () => {
  const flow = flowsOf(workedInspection());
  // x ← a carries 5.98, a ← b 2.19 and a ← c 0.80, d ← f 1
  assert.deepEqual([flow(['a#0']), flow(['b#0']), flow(['c#0']), flow(['f#0'])], [5, 5, 5, 5]);
  const odd = workedInspection();
  const scaled = {
    ...odd,
    derivation: odd.derivation.map((step) => ({
      ...step,
      contributions: step.contributions.map((each) => ({
        ...each,
        value: { d: 0, e: 1e-2, c: 1e-9, b: Number.NaN }[each.via] ?? each.value,
      })),
    })),
  };
  const flows = flowsOf(scaled);
  assert.deepEqual(
    [flows(['a#0']), flows(['d#0']), flows(['e#0']), flows(['c#0']), flows(['b#0']), flows(['c#0', 'e#0'])],
    [5, 0, 3, 1, 'bad', 3],
  );
  assert.equal(flowsOf({ ...odd, derivation: [] })(['a#0']), undefined);
});

test('a tree over 40 inputs is outlined without losing any', () => {
  assert.equal(names(wideInspection(40)).length, wideInspection(40).lines.length);
});
