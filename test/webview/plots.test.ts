/** What plots are laid out by: ticks, extents, gaps, lines of equal value, ranges of sliders. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extentOf, linePath, scale, ticks, tickText } from '../../src/webview/plots/axes.ts';
import { placeLabels } from '../../src/webview/plots/labels.ts';
import { levelPath, levelsOf, placesOn } from '../../src/webview/plots/level.ts';
import { rangeAbout, rangeWith, stepOf, withEnd } from '../../src/webview/sliders.ts';

test('ticks are round numbers inside the range', () => {
  assert.deepEqual(ticks(-1, 3, 4), [-1, 0, 1, 2, 3]);
  assert.deepEqual(ticks(0.13, 0.47, 3), [0.2, 0.4]);
  assert.deepEqual(ticks(1, 1, 5), []);
  assert.equal(tickText(-2_000_000), '−2e6');
});

test('a pole does not flatten the rest of a curve, and the point is always seen', () => {
  const values = Array.from({ length: 101 }, (_, i) => 1 / (i - 50.001));
  const [from, to] = extentOf(values);
  assert.ok(from > -10 && to < 10, `${from} ${to}`);
  assert.ok(extentOf(values, 40)[1] > 40);
  const [low, high] = extentOf([2, 2, 2]);
  assert.ok(low < 2 && high > 2);
});

test('a line has gaps where there is no value', () => {
  const unit = scale(0, 1, 0, 100);
  assert.equal(linePath([0, 0.5, 0.6, 1], [0, Number.NaN, 0.5, 1], unit, unit), 'M0.00,0.00M60.00,50.00L100.00,100.00');
});

test('a line of equal value is where the function has that value', () => {
  const values = Float64Array.from({ length: 9 }, (_, i) => i % 3); // the column
  const path = levelPath(
    { columns: 3, rows: 3, values },
    0.5,
    (x) => x,
    (y) => y,
  );
  assert.equal(path, 'M0.5,0.0L0.5,1.0M0.5,1.0L0.5,2.0');
  values[0] = Number.NaN;
  assert.equal(
    levelPath(
      { columns: 3, rows: 3, values },
      0.5,
      (x) => x,
      (y) => y,
    ),
    'M0.5,1.0L0.5,2.0',
  );
  assert.deepEqual(levelsOf(Float64Array.of(1, 1, Number.NaN), 3), [1]);
});

test('a slider has its range about the value, and takes ends that leave something between', () => {
  assert.deepEqual(rangeAbout(1), { from: 0, to: 2 });
  assert.deepEqual(rangeAbout(-30), { from: -60, to: 0 });
  assert.equal(stepOf({ from: 0, to: 2 }), 0.01);
  assert.deepEqual(rangeWith({ from: 0, to: 2 }, 5), { from: 0, to: 10 });
  assert.deepEqual(withEnd({ from: 0, to: 2 }, 'to', '−1'), { from: 0, to: 2 });
  assert.deepEqual(withEnd({ from: 0, to: 2 }, 'from', '−1'), { from: -1, to: 2 });
});

test('levels are as round as their distance lets them be, and stay apart', () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => 20 + (i / 1000) ** 2);
  const levels = levelsOf(values, 10);
  assert.equal(levels.length, 10);
  assert.ok(levels.every((level, i) => i === 0 || level > (levels[i - 1] ?? 0)));
  assert.ok(
    levels.every((level) => String(level).length <= 7),
    levels.join(),
  );
});

test('a contour is named inside the frame, clear of the other lines and labels, or not at all', () => {
  const frame = { left: 0, right: 200, top: 0, bottom: 100 };
  const upright = (x: number) => ({ text: '1.5', places: Array.from({ length: 50 }, (_, i) => [x, 2 * i] as const) });
  const [wide, ...rest] = placeLabels([upright(100)], frame);
  assert.deepEqual([wide?.x, rest.length], [100, 0]);
  assert.deepEqual(placeLabels([upright(100), upright(106)], frame), []); // too close for either
  assert.deepEqual(placeLabels([upright(3)], frame), []); // would reach over the frame
  assert.equal(placeLabels([upright(60), upright(140)], frame).length, 2);
  assert.deepEqual(placesOn('M0.5,0.0L0.5,1.0M-2,4L0,4'), [
    [0.5, 0.5],
    [-1, 4],
  ]);
});
