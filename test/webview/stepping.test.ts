import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DerivationStep } from '../../src/core.ts';
import { countSteps, planOf } from '../../src/webview/stepping.ts';
import { statusText, stepTitle } from '../../src/webview/words.ts';
import { workedInspection } from '../fixtures/worked-inspection.ts';
import { inspectionOf, longInspection } from './inspections.ts';

const worked = workedInspection();
const plan = planOf(worked);

test('the worked example has six forward steps, eight local gradients and the five backward steps of the note', () => {
  assert.equal(countSteps(plan, 'forward'), 6);
  assert.equal(countSteps(plan, 'local'), 8);
  assert.deepStrictEqual(plan.steps.filter(({ phase }) => phase === 'backward').map(stepTitle), [
    'Start: the seed',
    'From f to d and e',
    'From d and e to c: contributions add',
    'From c to b and a',
    'From a to x',
  ]);
});

test('at the two sums over paths the contributions arrive one by one, each along its own edge', () => {
  const backward = plan.moments.filter(({ step }) => step.phase === 'backward');
  assert.deepStrictEqual(
    backward.map(({ step, line, contribution, edges }) => [step.number, line, contribution, ...edges]),
    [
      [1, 'f', undefined],
      [2, 'd', 0, 'f#0'],
      [2, 'e', 0, 'f#1'],
      [3, 'c', 0, 'd#0'],
      [3, 'c', 1, 'e#0'],
      [4, 'b', 0, 'c#1'],
      [4, 'a', 0, 'b#0'],
      [4, 'a', 1, 'c#0'],
      [5, 'x', 0, 'a#0'],
    ],
  );
});

test('every number appears at its moment and stays', () => {
  assert.equal(plan.last, 6 + 8 + 9 + 1);
  assert.equal(plan.valueFrom('x'), 0);
  assert.deepStrictEqual(['a', 'b', 'c', 'd', 'e', 'f'].map(plan.valueFrom), [1, 2, 3, 4, 5, 6]);
  assert.deepStrictEqual(
    ['a#0', 'b#0', 'c#0', 'c#1', 'd#0', 'e#0', 'f#0', 'f#1'].map(plan.partialFrom),
    [7, 8, 9, 10, 11, 12, 13, 14],
  );
  assert.deepStrictEqual(plan.arrivals('f'), [15]);
  assert.deepStrictEqual(plan.arrivals('c'), [18, 19]);
  assert.deepStrictEqual(plan.arrivals('a'), [21, 22]);
});

const said: readonly (readonly [stop: number, text: string])[] = [
  [0, 'Start: x = 1. Nothing is computed yet.'],
  [1, 'Forward pass, step 1 of 6: a = x² = 1'],
  [3, 'Forward pass, step 3 of 6: c = a + b = 3.7183'],
  [7, 'Local gradients, step 1 of 8: ∂a/∂x = 2x = 2'],
  [9, 'Local gradients, step 3 of 8: ∂c/∂a = 1'],
  [11, 'Local gradients, step 5 of 8: ∂d/∂c = 1/(2√c) = 0.25930'],
  [15, 'Backward pass, step 1 of 5: start with the seed ∂f/∂f = 1'],
  [16, 'Backward pass, step 2 of 5: from f to d: ∂f/∂d = 1 · 1 = 1'],
  [
    18,
    'Backward pass, step 3 of 5: c feeds d and e: contributions add; through d (1 of 2) comes 1 · 0.25930 = 0.25930',
  ],
  [
    19,
    'Backward pass, step 3 of 5: c feeds d and e: contributions add; through e (2 of 2) comes 1 · 0.54525 = 0.54525; together ∂f/∂c = 0.80455',
  ],
  [
    22,
    'Backward pass, step 4 of 5: a feeds b and c: contributions add; through c (2 of 2) comes 0.80455 · 1 = 0.80455, ∂f/∂c of step 3 used again; together ∂f/∂a = 2.9915',
  ],
  [23, 'Backward pass, step 5 of 5: from a to x: ∂f/∂x = 2.9915 · 2 = 5.9831'],
  [24, 'Complete: f = 1.0900, ∂f/∂x = 5.9831 at x = 1'],
];
for (const [stop, text] of said) {
  test(`at stop ${stop} the status says it in words`, () => assert.equal(statusText(worked, plan, stop), text));
}

test('an operand used twice by one line has two edges; told at once, they move at once', () => {
  const { moments } = planOf(
    inspectionOf([
      { name: 'x', operands: [] },
      { name: 'y', operands: ['x', 'x'] },
    ]),
  );
  assert.deepStrictEqual(
    moments.map(({ step, line, edges }) => [step.phase, line, ...edges]),
    [
      ['forward', 'y', 'y#0', 'y#1'],
      ['local', 'y', 'y#0', 'y#1'], // one entry for both
      ['backward', 'y'],
      ['backward', 'x', 'y#0'],
      ['backward', 'x', 'y#1'],
    ],
  );
});

test('an operand used twice by one line has a local gradient for each use where they are told apart', () => {
  const square = inspectionOf([
    { name: 'x', operands: [] },
    { name: 'y', operands: ['x', 'x'] },
  ]);
  const [forward, local, ...backward] = square.derivation as [DerivationStep, DerivationStep];
  const apart = { ...local, operand: 'x' };
  const { moments } = planOf({ ...square, derivation: [forward, apart, apart, ...backward] });
  assert.deepStrictEqual(
    moments.filter(({ step }) => step.phase === 'local').map(({ edges }) => edges),
    [['y#0'], ['y#1']],
  );
});

test('without a derivation everything is shown at once', () => {
  const bare = { ...worked, derivation: [] };
  const empty = planOf(bare);
  assert.equal(empty.last, 0);
  assert.deepStrictEqual([empty.valueFrom('f'), empty.partialFrom('f#0'), empty.arrivals('x')], [0, 0, [0]]);
  assert.equal(statusText(bare, empty, 0), 'f = 1.0900, ∂f/∂x = 5.9831 at x = 1');
});

test('a derivation that names unknown lines is shown without edges, not refused', () => {
  const odd: DerivationStep = {
    phase: 'backward',
    stage: 1,
    line: 'q',
    latex: 'q',
    text: 'q',
    value: Number.NaN,
    contributions: [{ via: 'r', adjoint: 1, value: Number.NaN }],
    reuses: ['r'],
  };
  const broken = { ...worked, derivation: [odd] };
  assert.deepStrictEqual(planOf(broken).moments[0]?.edges, []);
  assert.equal(
    statusText(broken, planOf(broken), 1),
    'Backward pass, step 1 of 1: from r to q: ∂f/∂q = NaN, ∂f/∂r used again',
  );
});

test('a list of 5,000 lines is planned', () => {
  const long = planOf(longInspection(5000));
  assert.equal(countSteps(long, 'forward'), 4999);
  assert.equal(long.moments.length + 1, long.last);
});
