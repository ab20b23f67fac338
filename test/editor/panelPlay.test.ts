/** The host's side of play: every number at a moved point, descent, samples for plots. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import { createPlay, type Play } from '../../src/editor/panelPlay.ts';
import { decodeInspection, encodeInspection } from '../../src/protocol/inspection.ts';
import type { PlotData, PlotRequest } from '../../src/protocol/play.ts';

function playOf(text: string) {
  const math = openDocument(text, 'markdown');
  const { value: inspection } = math.inspect(3);
  assert.ok(inspection);
  const wire = encodeInspection(inspection);
  const { value: play } = createPlay(math, 3, {}, inspection, wire.numbers.length);
  assert.ok(play);
  return { math, play, wire };
}

function plot(play: Play, x: readonly number[], request: PlotRequest): PlotData {
  const { plot: answer } = play.move({ type: 'move', id: 1, x: Float64Array.from(x), plot: request });
  assert.ok(answer?.data, answer?.problem);
  return answer.data;
}

test('a moved point has the numbers that an inspection there has, in the places of the last', () => {
  const { math, play, wire } = playOf('$f(x, y) = x^2 \\sin(y)$');
  const moved = play.move({ type: 'move', id: 1, x: Float64Array.of(3, 0.5) });
  const shown = decodeInspection({ ...wire, numbers: moved.numbers });
  const there = math.inspect(3, { point: { x: 3, y: 0.5 } }).value;
  assert.ok(there);
  assert.deepEqual(shown.gradient, there.gradient);
  assert.deepEqual(shown.derivation, there.derivation);
  assert.deepEqual(
    shown.inputs.map(({ value }) => value),
    [3, 0.5],
  );
  assert.deepEqual(shown.cost, there.cost);
  assert.deepEqual(Object.keys(play.changed(Float64Array.of(3, 0.5))), ['x', 'y']);
});

test('descent goes downhill by the given rate and says why it ends', () => {
  const { play } = playOf('$f(x) = x^2$');
  const { descent, x } = play.move({ type: 'move', id: 1, x: Float64Array.of(1), descent: { rate: 0.25, steps: 3 } });
  assert.deepEqual([...(descent?.path ?? [])], [1, 0.5, 0.25, 0.125]);
  assert.deepEqual([...(descent?.values ?? [])], [1, 0.25, 0.0625, 0.015625]);
  assert.deepEqual([...x], [0.125]);
  const level = play.move({ type: 'move', id: 1, x: Float64Array.of(0), descent: { rate: 1, steps: 3 } });
  assert.match(level.descent?.ended ?? '', /stationary/);
});

test('a curve has gaps where there is no value, and its slope is not bridged at a kink', () => {
  const { play } = playOf('$f(x) = |x|$');
  const kinked = plot(play, [1], { kind: 'curve', entry: 0, from: -1.003, to: 1, of: 0 });
  assert.ok(kinked.kind === 'curve');
  const breaks = [...kinked.slope].flatMap((slope, i) => (Number.isNaN(slope) ? [i] : []));
  assert.equal(breaks.length, 1);
  assert.ok(Math.abs(kinked.x[breaks[0] ?? 0] ?? 1) < 1e-9);
  assert.ok([...kinked.value].every(Number.isFinite));

  const { play: logarithm } = playOf('$f(x) = \\log(x)$');
  const cut = plot(logarithm, [1], { kind: 'curve', entry: 0, from: -1, to: 2, of: 0 });
  assert.ok(cut.kind === 'curve');
  assert.ok([...cut.x].every((x, i) => x > 0 === Number.isFinite(cut.value[i])));

  const { play: pole } = playOf('$f(x) = 1/x$');
  const poled = plot(pole, [1], { kind: 'curve', entry: 0, from: -1, to: 1.01, of: 0 });
  assert.ok(poled.kind === 'curve');
  assert.ok([...poled.value].some(Number.isNaN));

  const { play: smooth } = playOf('$f(x) = \\exp(x)$');
  const whole = plot(smooth, [1], { kind: 'curve', entry: 0, from: -5, to: 5, of: 0 });
  assert.ok(whole.kind === 'curve' && whole.x.length === 401);
});

test('a grid has the values of the function, row by row from the lower left', () => {
  const { play } = playOf('$f(x, y) = x + 10 y$');
  const extent = { from: 0, to: 1 };
  const data = plot(play, [0, 0], {
    kind: 'contours',
    across: { entry: 0, ...extent },
    up: { entry: 1, ...extent },
    of: 0,
  });
  assert.ok(data.kind === 'contours');
  const { columns, values } = data;
  assert.deepEqual([values[0], values[columns - 1], values.at(-columns), values.at(-1)], [0, 1, 10, 11]);
});

test('norms tell the size of the gradient by each parameter and each layer', () => {
  const { play } = playOf('$$h = \\tanh(u x), L = (h - y)^2$$');
  const data = plot(play, [1, 1, 1], { kind: 'norms' });
  assert.ok(data.kind === 'norms');
  assert.equal(data.names.length, data.values.length);
  assert.ok(data.values.every((value) => value > 0));
});
