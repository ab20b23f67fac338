// Equations that say what a thing is by its derivative are no claims; those of what the note defines are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives } from '../../src/core.ts';

const verdicts = (text: string): string[] =>
  checkDerivatives(text, 'markdown').map(({ claim, verdict }) => `${claim}: ${verdict}`);

test('differential equations', () => {
  const raw = String.raw;
  for (const text of [raw`$\dot{x} = A x + B u$`, raw`$y'(t) = f(t, y)$`, raw`$\nabla^2 P = 10 \cosh(P)^2$`])
    assert.deepEqual(verdicts(text), [], text);
});

test('a claim about what is defined, or known, stays one', () => {
  assert.deepEqual(verdicts("$y(t) = e^{2t}$ and $y'(t) = 2 y(t)$"), ["y'(t) = 2 y(t): agrees"]);
  assert.deepEqual(verdicts("$y(t) = e^{2t}$ and $y'(t) = 3 y(t)$"), ["y'(t) = 3 y(t): differs"]);
  assert.deepEqual(verdicts("$g'(x) = 3 x$"), ["g'(x) = 3 x: undecided"]);
});
