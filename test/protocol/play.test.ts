/** Requests of play, taking along and practice as they come through the border: only what has the shape is read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPanelMessage } from '../../src/protocol/messages.ts';

const x = Float64Array.of(1, Number.NaN);
const extent = { entry: 1, from: -1, to: 2 };

const accepted: readonly object[] = [
  { type: 'move', id: 1, x },
  { type: 'move', id: 1, x, plot: { kind: 'curve', ...extent, of: 0 } },
  { type: 'move', id: 1, x, plot: { kind: 'contours', across: extent, up: extent, of: 2 } },
  { type: 'move', id: 1, x, plot: { kind: 'norms' }, descent: { rate: -0.5, steps: 3 } },
  { type: 'settle', of: 'f', x },
  { type: 'code', target: 'julia' },
  { type: 'take', taken: { what: 'derivation', form: 'numbered' }, to: 'cursor' },
  { type: 'take', taken: { what: 'code', target: 'c' }, to: 'clipboard' },
  { type: 'newWindow' },
  { type: 'answer', input: 'x', text: '2x' },
];
for (const message of accepted) {
  test(`the host reads ${JSON.stringify(message)}`, () => assert.deepEqual(readPanelMessage(message), message));
}

test('numbers may come as a plain list', () => {
  assert.deepEqual(readPanelMessage({ type: 'settle', of: 'f', x: [1, 2] }), {
    type: 'settle',
    of: 'f',
    x: Float64Array.of(1, 2),
  });
});

test('a plot or descent without its shape is left out, a descent is not endless', () => {
  for (const plot of [
    { kind: 'curve', entry: 0, from: 2, to: 1 },
    { kind: 'curve', entry: -1, from: 0, to: 1 },
    { kind: 'pie' },
    7,
  ]) {
    assert.deepEqual(readPanelMessage({ type: 'move', id: 1, x, plot }), { type: 'move', id: 1, x });
  }
  const far = readPanelMessage({ type: 'move', id: 1, x, descent: { rate: 1, steps: 1e9 } });
  assert.ok(far?.type === 'move' && (far.descent?.steps ?? 0) <= 1000);
  assert.deepEqual(readPanelMessage({ type: 'move', id: 1, x, descent: { rate: Number.NaN, steps: 1 } }), {
    type: 'move',
    id: 1,
    x,
  });
});

const refused: readonly unknown[] = [
  { type: 'move' },
  { type: 'move', x },
  { type: 'move', id: 1, x: 'all' },
  { type: 'settle', of: 'f', x: [1, '2'] },
  { type: 'code', target: 'toString' },
  { type: 'take', taken: { what: 'derivation', form: 'pdf' }, to: 'cursor' },
  { type: 'take', taken: { what: 'code', target: 'c' }, to: 'nowhere' },
  { type: 'answer', input: 'x' },
  { type: 'answer', input: 'x', text: 'x'.repeat(6000) },
];
for (const message of refused) {
  test(`the host does not read ${JSON.stringify(message).slice(0, 80)}`, () => {
    assert.equal(readPanelMessage(message), undefined);
  });
}
