// Vectors and matrices in the panel: they cross the border, take their room in the graph, and are told in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Inspection } from '../../src/core.ts';
import type { Builder } from '../../src/graph/builder.ts';
import { decodeInspection, encodeInspection } from '../../src/protocol/inspection.ts';
import { placeGraph } from '../../src/webview/graph/place.ts';
import { planOf } from '../../src/webview/stepping.ts';
import { formulaName, lineText, resultText, shortValue, statusText, valueText } from '../../src/webview/words.ts';
import { axes, inspected } from '../inspect/lists.ts';
import { graphWith } from './graphs.ts';

function network(b: Builder) {
  const W = b.input('W', axes('m', 'n'));
  const z = b.apply('matmul', [W, b.input('x', axes('n'))]);
  b.name(z, 'z');
  const e = b.step('tanh', [z]);
  b.name(e, 'e');
  return b.apply('sum', [b.step('mul', [e, e])]);
}

function layer(b: Builder) {
  const z = b.apply('matmul', [b.input('W', axes('m', 'n')), b.input('x', axes('n'))]);
  b.name(z, 'z');
  return b.step('sin', [z]);
}

const number = inspected(network);
const vector = inspected(layer, {}, 'y');

/** As it arrives in the panel. */
function received(inspection: Inspection): Inspection {
  const { numbers, data } = encodeInspection(inspection);
  return decodeInspection({ numbers, data: JSON.parse(JSON.stringify(data)) });
}

test('tensors cross the border whole', () => {
  for (const inspection of [number, vector]) {
    const there = received(inspection);
    const numbers = ({ gradient, lines, derivation }: Inspection) => [
      gradient,
      lines.map(({ primal, adjoint, shape, partials }) => [primal, adjoint, shape, partials.map(({ value }) => value)]),
      derivation.map(({ value, contributions }) => [value, contributions.map((each) => [each.adjoint, each.value])]),
    ];
    assert.deepEqual(numbers(there), numbers(inspection));
  }
});

test('a node or edge shows a few numbers', () => {
  assert.equal(shortValue(-0.5), '−0.5');
  assert.equal(shortValue([1, 2, 3]), '[1, 2, …]');
  assert.equal(
    shortValue([
      [1, 2],
      [3, 4],
    ]),
    '[[1, …], …]',
  );
});

test('the room of a node depends on the shape, not on the numbers', () => {
  const width = (inspection: Inspection) =>
    placeGraph(graphWith(inspection), 'L', 'right', (text, size) => text.length * size * 0.6).width;
  const other = inspected(network, {
    point: {
      W: [
        [1e-3, 2.34567, 3],
        [-4.56789, 5, 6],
      ],
    },
  });
  assert.equal(width(other), width(number));
  assert.ok(width(number) > 0);
});

test('in words: shapes, results, Jacobians beside products with the seed', () => {
  const z = number.lines.find(({ name }) => name === 'z');
  assert.match(lineText(z as never, { value: true, adjoint: false }, 'L'), /^z = W @ x, shape m \(2,\), value \[/);
  assert.match(
    resultText(number),
    /^L = 1\.\d+, ∂L\/∂W = \[\[.*…\]\], ∂L\/∂x = \[.*\] at W = \[\[0\.6, .*…\]\], x = \[1\.4, /,
  );
  assert.equal(formulaName(vector, 'W'), '⟨v, ∂y/∂W⟩');
  assert.equal(formulaName(vector, 'x'), '∂y/∂x');
  const step = vector.derivation.findLast(({ line }) => line === 'x');
  assert.match(valueText('y', step as never), /^∂y\/∂x = \[\[/);
});

test('the lesson of a network is told step by step', () => {
  const plan = planOf(number);
  const told = plan.moments.map((_, i) => statusText(number, plan, i + 1));
  assert.ok(
    told.some((text) => /from z to W: ∂L\/∂W = \[\[/.test(text)),
    told.join('\n'),
  );
  assert.ok(
    told.every((text) => !/\] · \[/.test(text)),
    told.join('\n'),
  );
  const lesson = planOf(vector);
  const of = lesson.moments.map((_, i) => statusText(vector, lesson, i + 1));
  assert.ok(
    of.some((text) => /from z to x: ⟨v, ∂y\/∂x⟩ = Wᵀ @ ⟨v, ∂y\/∂z⟩; ∂y\/∂x = \[\[/.test(text)),
    of.join('\n'),
  );
});
