import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fit as fitInto, pan, reveal, zoom } from '../../src/webview/graph/viewport.ts';
import { readable } from '../../src/webview/notation.ts';

const readings: readonly (readonly [string, string])[] = [
  ['x^2', 'x²'],
  ['x^-1', 'x⁻¹'],
  ['x^n', 'x^n'],
  ['x^2.5', 'x^2.5'],
  ['x^2^3', 'x^2^3'], // x^(2^3), not (x²)³
  ['sqrt(c)', '√c'],
  ['sqrt(x^2 + exp(x^2)) + cos(x)', '√(x² + exp(x²)) + cos(x)'],
  ['1/(2*sqrt(c))', '1/(2√c)'],
  ['1/2*x', '1/2 · x'], // not 1/(2x)
  ['2^3*x', '2³ · x'],
  ['h2*x', 'h2 · x'],
  ['a*b - c', 'a · b − c'],
  ['-sin(c)', '−sin(c)'],
  ['1e-5*x', '1e-5 · x'],
  ['∂f/∂d * ∂d/∂c', '∂f/∂d · ∂d/∂c'],
];
for (const [text, shown] of readings) {
  test(`${text} is shown as ${shown}`, () => assert.equal(readable(text), shown));
}

test('a small picture is fitted into the middle, a large one starts where it is asked to', () => {
  const screen = { width: 400, height: 300 };
  assert.deepStrictEqual(fitInto({ width: 200, height: 100 }, screen), { scale: 1.25, x: 75, y: 87.5 });
  const large = fitInto({ width: 10_000, height: 100 }, screen, 0.5, { x: 10_000, y: 50 });
  assert.equal(Math.round(large.x + 10_000 * large.scale), screen.width - 16);
  const empty = fitInto({ width: 0, height: 0 }, { width: 0, height: 0 });
  assert.ok(Object.values(empty).every(Number.isFinite));
});

test('zooming keeps the point under the pointer, and stops at its limits', () => {
  const view = { scale: 1, x: 10, y: 20 };
  const around = { x: 110, y: 120 };
  const near = zoom(view, 2, around);
  assert.deepStrictEqual(near, { scale: 2, x: -90, y: -80 });
  assert.deepStrictEqual(zoom(near, 0.5, around), view);
  assert.equal(zoom(view, 1e9, around).scale, 4);
});

test('revealing a point moves only what is needed', () => {
  const screen = { width: 400, height: 300 };
  const view = { scale: 1, x: 0, y: 0 };
  assert.equal(reveal(view, { x: 200, y: 150 }, screen), view);
  assert.deepStrictEqual(reveal(view, { x: 1000, y: 150 }, screen), pan(view, 340 - 1000, 0));
});
