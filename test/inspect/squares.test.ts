import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emit, openDocument } from '../../src/core.ts';
import type { DerivativeCheck, Inspection } from '../../src/inspect/types.ts';

function checksOf(text: string): DerivativeCheck[] {
  return [...openDocument(text, 'markdown').check()].filter((check) => check !== undefined);
}

const verdicts = (text: string) => checksOf(text).map(({ verdict }) => verdict);

function inspected(text: string, at: number, point?: Record<string, number>): Inspection {
  const { value, problems } = openDocument(text, 'markdown').inspect(at, { point });
  assert.ok(value, problems.map(({ message }) => message).join(' '));
  return value;
}

test('s² = … says what s² is, and s as its root', () => {
  const text = '$r^2 = x^2 + y^2$ and $f = r^3 + r^2$';
  const square = inspected(text, 3, { x: 3, y: 4 });
  assert.equal(square.output.name, 'r^2');
  assert.deepEqual(square.gradient, { x: 6, y: 8 });
  const f = inspected(text, text.indexOf('f ='), { x: 3, y: 4 });
  // f = r³ + r², ∂f/∂x = (3r² + 2r) x/r.
  assert.equal(f.output.value, 150);
  assert.deepEqual(f.gradient, { x: 51, y: 68 });
  assert.match(emit(f, 'latex').value ?? '', /r &= \\sqrt\{r\^\{2\}\}/);
  assert.match(emit(f, 'python').value ?? '', /r = np\.sqrt\(r_2\)/);
});

test('an equation for a square is none of the other side, and a number is no formula', () => {
  for (const text of ['$x^2 = 2x - 1$ and $f = x^3$', '$x^2 = 2$ and $f = x^3$'])
    assert.deepEqual(inspected(text, text.indexOf('f ='), { x: 2 }).gradient, { x: 12 }, text);
});

test('claims about squares and their roots', () => {
  const polar = String.raw`$r^2 = x^2 + y^2$. Then $\frac{\partial r}{\partial x} = `;
  assert.deepEqual(verdicts(String.raw`${polar}\frac{x}{r}$ and $\frac{\partial r^2}{\partial x} = 2x$`), [
    'agrees',
    'agrees',
  ]);
  assert.deepEqual(verdicts(String.raw`${polar}\frac{x}{2r}$`), ['differs']);
  const chi = String.raw`$$\chi^2 = \sum_{i=1}^N \frac{(y_i - a - b x_i)^2}{\sigma_i^2}$$ $$\frac{\partial \chi^2}{\partial b} = -2\sum_{i=1}^N \frac{`;
  assert.deepEqual(verdicts(String.raw`${chi}x_i (y_i - a - bx_i)}{\sigma_i^2}$$`), ['agrees']);
  assert.deepEqual(verdicts(String.raw`${chi}y_i - a - bx_i}{\sigma_i^2}$$`), ['differs']);
});

const NORMALIZED = String.raw`$\mu = \frac1m\sum_{i=1}^m x_i$, $\sigma^2 = \frac1m\sum_{i=1}^m (x_i-\mu)^2$, $\hat{x}_i = \frac{x_i-\mu}{\sqrt{\sigma^2+\epsilon}}$;`;

test('a batch that is normalized: variances are steps on the way', () => {
  const right = String.raw`${NORMALIZED} $\frac{\partial \sigma^2}{\partial x_j} = \frac{2}{m}(x_j - \mu)$ and
$\frac{\partial \hat x_i}{\partial \sigma^2} = -\frac12 (x_i - \mu)(\sigma^2 + \epsilon)^{-3/2}$`;
  assert.deepEqual(verdicts(right), ['agrees', 'agrees']);
  assert.deepEqual(verdicts(right.replace('-3/2', '-1/2')), ['agrees', 'differs']);
});

test('where σ² is said as the solution of an equation, what holds for any σ² is no mistake', () => {
  const text = String.raw`$\ell = -\frac{n}{2}\ln(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i-\mu)^2$. At the maximum
$\sigma^2 = \frac1n \sum_{i=1}^n (x_i-\mu)^2$; $\frac{\partial\ell}{\partial\mu} = \frac{1}{\sigma^2}\sum_{i=1}^n(x_i-\mu)$`;
  const [check] = checksOf(text);
  assert.equal(check?.verdict, 'undecided');
  assert.match(check?.reason ?? '', /holds where sigma is held fixed/);
});

test('a letter that divides a sum without bounds may be the number of its terms', () => {
  const mean = String.raw`$\mu = \frac1m\sum_i x_i$, $v = \frac1m\sum_i (x_i-\mu)^2$; $\frac{\partial v}{\partial x_j} = `;
  assert.deepEqual(verdicts(String.raw`${mean}\frac{2}{m}(x_j - \mu)$`), ['agrees']);
  const [wrong] = checksOf(String.raw`${mean}\frac{1}{m}(x_j - \mu)$`);
  assert.equal(wrong?.verdict, 'differs');
  assert.equal(wrong?.kind, 'factor');
  // As any number it is right, too.
  assert.deepEqual(verdicts(String.raw`$a = \frac1m \sum_i F_i$; $\frac{\partial a}{\partial F_j} = \frac1m$`), [
    'agrees',
  ]);
});

test('a root that is taken is said, and of a matrix it is refused', () => {
  const text = '$r^2 = x^2 + y^2$ and $f = r^3$';
  assert.match(
    inspected(text, text.indexOf('f ='))
      .problems.map(({ message }) => message)
      .join(),
    /r is taken as the positive root/,
  );
  const matrix = String.raw`$A \in \mathbb{R}^{n\times n}$, $B^2 = A^\top A$ and $f = \operatorname{tr}(B)$`;
  const { value, problems } = openDocument(matrix, 'markdown').inspect(matrix.indexOf('f ='));
  assert.equal(value, undefined);
  assert.match(problems.map(({ message }) => message).join(), /which root of it B is, is not known/);
});
