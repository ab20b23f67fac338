import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

/** The verdict on each claim: a for agrees, d for differs, u for undecided. */
function verdicts(...displays: string[]): string {
  const text = displays.map((display) => `$$${display}$$\n`).join('\n');
  return [...openDocument(text, 'markdown').check()].map((check) => check?.verdict[0] ?? '').join('');
}

const { raw } = String;

test('∇ without a subscript goes by what f is a function of', () => {
  assert.equal(verdicts('f(x) = x^2 - 4x', raw`\nabla f(x) = 2x - 4`), 'a');
  assert.equal(verdicts('f(x) = x^2 - 4x', raw`\nabla f = 4 - 2x`), 'd');
  const square = raw`f(w) = \|Xw - y\|^2`;
  assert.equal(verdicts(square, raw`\nabla f(w) = 2X^\top(Xw - y)`, raw`\nabla^2 f(w) = 2X^\top X`), 'aa');
  assert.equal(verdicts(square, raw`\nabla f(w) = X^\top(Xw - y)`), 'd');
  assert.equal(verdicts(raw`f(x) = x^\top A x`, raw`\nabla f(x) = (A + A^\top)x`), 'a');
  assert.equal(verdicts(raw`f(x) = x^\top A x`, raw`\nabla f(x) = 2Ax`), 'u', 'A may be symmetric');
});

test('∇ of several numbers is the vector of their partial derivatives', () => {
  const f = 'f(x, y) = x^2 y';
  assert.equal(
    verdicts(f, raw`\nabla f(x, y) = (2xy, x^2)`, raw`\nabla f = \begin{bmatrix} 2xy \\ x^2 \end{bmatrix}`),
    'aa',
  );
  assert.equal(verdicts(f, raw`\nabla f(x, y) = (x^2, 2xy)`), 'd');
});

test('∇ in physics is of a place: what is said of vectors that are not written is not judged', () => {
  const potential = raw`V(r) = -\frac{k}{r}`;
  assert.equal(verdicts(potential, raw`\nabla V(r) = \frac{k}{r^2}\hat{r}`), 'u');
  assert.equal(verdicts(raw`\phi(x, y, z) = x^2 + y^2 + z^2`, raw`\nabla^2\phi = 6`), 'u', 'a Laplacian');
  assert.equal(verdicts(raw`\phi(x, y) = x^2 + y^2`, raw`\nabla\phi = 2x\hat i + 2y\hat j`), 'u');
});

test('by x, of a function of its entries alone, and by any entry of a vector or matrix', () => {
  assert.equal(verdicts(raw`f(x) = \sum_{i=1}^n x_i^3`, raw`\nabla f(x) = 3x \odot x`), 'a');
  assert.equal(verdicts(raw`f = \|\mathbf{w}\|^2`, raw`\frac{\partial f}{\partial w_i} = 2w_i`), 'a');
  assert.equal(verdicts(raw`f = \|\mathbf{w}\|^2`, raw`\frac{\partial f}{\partial w_i} = w_i`), 'd');
  const layer = raw`L = \frac12\|Wx - y\|^2`;
  assert.equal(verdicts(layer, raw`\frac{\partial L}{\partial W_{ij}} = (Wx - y)_i x_j`), 'a');
  assert.equal(verdicts(layer, raw`\frac{\partial L}{\partial W_{ij}} = 2(Wx - y)_i x_j`), 'd');
  assert.equal(verdicts(layer, raw`\frac{\partial L}{\partial W_{ij}} = (Wx - y)_j x_i`), 'u', 'right where i = j');
});

test('velocities are variables of their own, but move with time', () => {
  const pendulum = raw`L = \frac12 m l^2\dot\theta^2 + mgl\cos\theta`;
  assert.equal(
    verdicts(
      pendulum,
      raw`\frac{\partial L}{\partial\dot\theta} = ml^2\dot\theta`,
      raw`\frac{\partial L}{\partial\theta} = -mgl\sin\theta`,
      raw`\frac{\partial L}{\partial\dot\theta} = 2ml^2\dot\theta`,
    ),
    'aad',
  );
  assert.equal(
    verdicts(raw`L = \dot q^2 - t q^2`, raw`\frac{dL}{dt} = -q^2`, raw`\frac{\partial L}{\partial t} = -q^2`),
    'ua',
  );
  assert.equal(verdicts(raw`x(t) = A\cos(\omega t)`, raw`\dot x = -A\omega\sin(\omega t)`, raw`\ddot x = x`), 'au');
});
