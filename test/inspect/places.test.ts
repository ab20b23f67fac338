// Derivatives at a place, by letters below, with variables held fixed, and gradients with one wrong component.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import type { DerivativeCheck } from '../../src/inspect/types.ts';

function checksOf(text: string): DerivativeCheck[] {
  return [...openDocument(text, 'markdown').check()].filter((check) => check !== undefined);
}

const verdicts = (text: string) =>
  checksOf(text)
    .map(({ verdict }) => verdict[0])
    .join('');

test('a gradient with one wrong component differs, and says which', () => {
  const [check] = checksOf('$f(x,y) = x^2 y$, $\\nabla f(x,y) = (2xy, 2x^2)$');
  assert.equal(check?.verdict, 'differs');
  assert.deepEqual(check?.wrong, ['[2]']);
  assert.equal(verdicts('$f(x,y,z) = x^2 y z$, $\\nabla f(x,y,z) = (2xyz, x^2z, x^2)$'), 'd');
});

test('a derivative that is right for some values only is no mistake for sure', () => {
  assert.equal(verdicts("$f(x) = |x| + x^2$, $f'(x) = 1 + 2x$"), 'u');
});

test('derivatives at a place', () => {
  assert.equal(verdicts(String.raw`$f = x^3$, $\left.\frac{df}{dx}\right|_{x=2} = 12$`), 'a');
  assert.equal(verdicts(String.raw`$f = x^3$, $\left(\frac{df}{dx}\right)_{x=2} = 6$`), 'd');
  assert.equal(verdicts("$f(x) = x^2 e^x$; $f'(1) = 3e$ and $f'(1) = 2e$"), 'ad');
  const f = '$f(x,y) = x^2 y$';
  assert.equal(verdicts(String.raw`${f}, $\frac{\partial f}{\partial y}(3, 1) = 9$, $\nabla f(1,2) = (4, 1)$`), 'aa');
  assert.equal(verdicts(String.raw`${f}, $\frac{\partial f}{\partial y}(3, 1) = 6$, $\nabla f(1,2) = (4, 2)$`), 'dd');
});

test('equations to solve are no claims', () => {
  const f = '$f(x,y) = x^2 y + x$';
  for (const text of [
    String.raw`${f}. Stationary points: $\nabla f(x,y) = (0, 0)$.`,
    String.raw`${f}. We solve $\nabla f(x,y) = \mathbf{0}$.`,
    String.raw`${f} and $\nabla f(x,y) = (2, 1)$ at the point $(1, \frac12)$.`,
    "Solve the equation $f'(2) = 12$ where $f(x) = x^2 + a x$.",
  ]) {
    assert.equal(verdicts(text), 'u', text);
  }
  assert.equal(verdicts(`${f}. Partial derivatives vanish: $f_x(x, y) = 0$.`), '');
  const lagrange = String.raw`Let $f(x, y) = x^2 + xy$ and $g(x,y) = x + y - 1$. Then $f_x = \lambda g_x$. Partial derivatives.`;
  assert.equal(verdicts(lagrange), '');
});

test('letters below a function of them are partial derivatives, where the text speaks of those', () => {
  const f = String.raw`Let $f(x,y) = x^2 y + \sin(xy)$. The partial derivatives are`;
  const right = String.raw`${f} $f_x(x,y) = 2xy + y\cos(xy)$, $f_{xy} = 2x + \cos(xy) - xy\sin(xy)$, $f_x(1,0) = 0$.`;
  assert.equal(verdicts(right), 'aaa');
  assert.equal(verdicts(String.raw`${f} $f_x(x,y) = 2xy + \cos(xy)$ and $f_x(1, 2) = 3$.`), 'dd');
  assert.equal(verdicts('The joint density $f(x,y) = x + y$ has the marginal $f_x = x + 1$.'), '');
  assert.equal(verdicts('Let $F(x,y) = x^2 y$ be the force, with components $F_x = 3x$.'), '');
  assert.equal(verdicts('Let $f_i = x_i^2$ and $f_x = 3$.'), '');
});

test('what is held fixed must be what the function is given in terms of', () => {
  const gas = String.raw`$$P = \frac{RT}{V - b} - \frac{a}{V^2}$$`;
  const slope = String.raw`\left(\frac{\partial P}{\partial V}\right)`;
  assert.equal(verdicts(String.raw`${gas} $${slope}_T = -\frac{RT}{(V-b)^2} + \frac{2a}{V^3}$`), 'a');
  assert.equal(verdicts(String.raw`${gas} $${slope}_T = -\frac{RT}{(V-b)^2} + \frac{2a}{V^2}$`), 'd');
  assert.equal(verdicts(String.raw`${gas} $\left.\frac{\partial P}{\partial T}\right|_V = \frac{R}{V-b}$`), 'a');
  const [other] = checksOf(String.raw`${gas} $${slope}_S = -\frac{RT}{(V-b)^2} + \frac{2a}{V^3}$`);
  assert.equal(other?.verdict, 'undecided');
  assert.match(other?.reason ?? '', /S is held fixed here, but P is not given in terms of it/);
});

test('concentrations in brackets, and bars in the argument of what may be a function', () => {
  const rate = String.raw`$v = \frac{V_{\max} [S]}{K_m + [S]}$; $\frac{\partial v}{\partial [S]} = `;
  assert.equal(verdicts(String.raw`${rate}\frac{V_{\max} K_m}{(K_m + [S])^2}$`), 'a');
  assert.equal(verdicts(String.raw`${rate}\frac{V_{\max}}{(K_m + [S])^2}$`), 'd');
  const huber = String.raw`$$h_\delta(r) = \begin{cases} \frac12 r^2 & |r| \le \delta \\ \delta(|r| - \frac12\delta) & \text{otherwise}\end{cases}$$`;
  const slope = (outer: string) =>
    String.raw`$$h'_\delta(r) = \begin{cases} r & |r| \le \delta\\ ${outer} \operatorname{sign}(r) & \text{otherwise}\end{cases}$$`;
  assert.equal(verdicts(huber + slope(String.raw`\delta`)), 'a');
  assert.equal(verdicts(huber + slope(String.raw`\frac12\delta`)), 'd');
});

test('I beside matrices is the identity, and powers of ∇ by one variable count', () => {
  const ridge = String.raw`$J(w) = \|Xw - y\|_2^2 + \lambda \|w\|_2^2$, $\nabla^2 J(w) = `;
  assert.equal(verdicts(String.raw`${ridge}2X^\top X + 2\lambda I$`), 'a');
  assert.equal(verdicts(String.raw`${ridge}2X^\top X + \lambda I$`), 'd');
  assert.equal(verdicts(String.raw`$f = x^3 y$, $\nabla_x^2 f = 6xy$, $\nabla_x^2 f = 3x^2y$`), 'ad');
  const text = String.raw`$X \in \mathbb{R}^{2\times 1}$, $K = \sigma^2 I + X X^\top$`;
  const { value } = openDocument(text, 'markdown').inspect(text.indexOf('K ='), { point: { sigma: 2, X: [[1], [3]] } });
  assert.deepEqual(value?.output.value, [
    [5, 3],
    [3, 13],
  ]);
  assert.deepEqual(
    value?.inputs.map(({ name }) => name),
    ['sigma', 'X'],
  );
});

test('letters that are read by habit: Φ and φ of the normal distribution, ψ beside ln Γ, T of a vector', () => {
  const price = String.raw`$d_1 = \frac{\ln(S/K) + (r + \sigma^2/2)T}{\sigma\sqrt{T}}$, $d_2 = d_1 - \sigma\sqrt{T}$, $C = S\Phi(d_1) - Ke^{-rT}\Phi(d_2)$.`;
  const greeks = String.raw`$\frac{\partial C}{\partial S} = \Phi(d_1)$, $\frac{\partial^2 C}{\partial S^2} = \frac{\phi(d_1)}{S\sigma\sqrt{T}}$`;
  assert.equal(verdicts(`${price} ${greeks}`), 'aa');
  const wrong = String.raw`$\frac{\partial C}{\partial S} = \Phi(d_2)$`;
  assert.equal(verdicts(`${price} ${wrong}`), 'u', 'Φ may be any function');
  assert.equal(verdicts(`Black and Scholes: ${price} ${wrong}`), 'd');
  const gamma = String.raw`$\ell = (k-1) \ln x - n\ln\Gamma(k)$, $\frac{\partial \ell}{\partial k} = `;
  assert.equal(verdicts(String.raw`${gamma}\ln x - n\psi(k)$`), 'a');
  assert.equal(verdicts(String.raw`${gamma}\ln x + n\psi(k)$`), 'd');
  assert.equal(verdicts(String.raw`$\frac{\partial a^T X b}{\partial X} = a b^T$`), 'a');
});
