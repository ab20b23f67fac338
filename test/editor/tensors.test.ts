// What hover, copied text and inline gradients say of vectors and matrices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { derivationText } from '../../src/editor/derivationText.ts';
import { gradientLatex, gradientText } from '../../src/editor/formulas.ts';
import { inspectionHover } from '../../src/editor/hoverText.ts';
import type { Builder } from '../../src/graph/builder.ts';
import type { LineId } from '../../src/graph/list.ts';
import type { InspectOptions } from '../../src/inspect/types.ts';
import { axes, inspected } from '../inspect/lists.ts';

function hover(make: (b: Builder) => LineId, focus?: string, options: InspectOptions = {}): string {
  const inspection = { ...inspected(make, options, 'y'), focus };
  const colors = { value: 'blue', adjoint: 'red' };
  return inspectionHover({ inspection, target: { uri: 'file:///a', offset: 0 }, text: '', colors })
    .replace(/<\/?span[^>]*>/g, '')
    .replace(/\\([*_[\]+#-])/g, '$1');
}

const layer = (b: Builder) => {
  const W = b.input('W', axes('m', 'n'));
  const z = b.apply('matmul', [W, b.input('x', [{ size: 3, guess: 0 }])]);
  b.name(z, 'z');
  return b.step('sin', [z]);
};
const squared = (b: Builder) => {
  const x = b.input('x', [{ size: 3, symbol: 'n', guess: 0 }]);
  const e = b.step('mul', [b.input('c'), x]);
  b.name(e, 'e');
  return b.apply('sum', [b.step('mul', [e, e])]);
};

test('values are cut, and the shapes of inputs stand on a line of their own with where they are from', () => {
  const text = hover(squared);
  assert.match(text, /at x = \[1\.2, 0\.8, 1\.5\], c = 0\.6 \(default\): y = 1\.5588/);
  assert.match(text, /∂y\/∂x = \[0\.864, 0\.576, 1\.0800\]/);
  assert.match(text, /^shapes: x n \(3,\) from use, guessed {2}$/m);
  const matrix = hover(layer, undefined, {
    point: {
      W: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    },
  });
  assert.match(matrix, /W = \[\[1, 2, 3\], \[4, 5, 6\]\] \(set by you\)/);
  assert.match(matrix, /^shapes: W m×n \(2, 3\) as set by you; x \(3,\) from use {2}$/m);
  assert.match(matrix, /∂y\/∂W = \[\[\[0\.63129, 0\.42086, 0\.78912\], \[0, 0, 0\]\], …\]/);
});

test('numbers alone have no line of shapes', () => {
  assert.doesNotMatch(
    hover((b) => b.step('sin', [b.input('x')])),
    /shapes/,
  );
});

test('a step under the pointer shows its shape and its adjoint', () => {
  const [first] = hover(squared, 'e').split('\n');
  assert.match(
    first ?? '',
    /^`e = c·x` = \[0\.72, 0\.48, 0\.90000\] n \(3,\) · `∂y\/∂e = .*` = \[1\.44, 0\.96, 1\.8000\] \(two paths\) · used 2\u00a0×$/,
  );
});

test('of a vector: Jacobians, and products with a cotangent where there is no closed form', () => {
  const inspection = inspected(layer, {}, 'y');
  assert.deepEqual(gradientText(inspection), ['⟨v, ∂y/∂W⟩ = outer(cos(z) ⊙ v, x)', '∂y/∂x = diag(cos(z)) @ W']);
  const latex = gradientLatex(inspection) ?? '';
  assert.match(latex, /\\left\\langle v, \\frac\{\\partial y\}\{\\partial W\} \\right\\rangle &= /);
  assert.match(latex, /\\\\ \\frac\{\\partial y\}\{\\partial x\} &= \\operatorname\{diag\}/);
  const lines = derivationText(inspection);
  assert.ok(
    lines.some((line) => /⟨v, ∂y\/∂x⟩ = Wᵀ @ ⟨v, ∂y\/∂z⟩; ∂y\/∂x = \[\[/.test(line)),
    lines.join('\n'),
  );
  const [first] = hover(layer, 'z').split('\n');
  assert.match(first ?? '', /^`z = W @ x` = \[.*\] m \(2,\) · `∂y\/∂z` = \[\[/);
});
