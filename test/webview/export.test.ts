import assert from 'node:assert/strict';
import { test } from 'node:test';
import { literalColour } from '../../src/webview/export/colour.ts';

const colours: readonly (readonly [computed: string, colour: string, opacity: number])[] = [
  ['rgb(160, 76, 0)', '#a04c00', 1],
  ['rgba(0, 0, 0, 0)', '#000000', 0],
  ['rgb(10 20 30 / 50%)', '#0a141e', 0.5],
  ['color(srgb 0.5 0.25 1)', '#8040ff', 1],
  ['color(srgb 1.02 -0.01 0.5 / 0.16)', '#ff0080', 0.16],
  ['color(srgb 1e-7 0 0)', '#000000', 1],
  ['none', 'none', 1],
];
for (const [computed, colour, opacity] of colours) {
  test(`${computed} is ${colour}`, () => assert.deepEqual(literalColour(computed), { colour, opacity }));
}

test('what is no plain colour has none', () => {
  for (const computed of ['', 'url(#a)', 'context-fill', 'color(display-p3 1 0 0)', 'lab(50 1 2)', 'rgb(1, 2)']) {
    assert.equal(literalColour(computed), undefined, computed);
  }
});
