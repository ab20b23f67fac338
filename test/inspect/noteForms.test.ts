// Claims as notes write them, form by form: right ones agree, wrong ones are found and named, open ones stay silent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives } from '../../src/core.ts';

const tex = String.raw;
const PRODUCT = tex`Let $u = x^2$ and $v = \sin x$. `;
const QUOTIENT = tex`Let $u = x^2$ and $v = x + 1$. `;
const FUNCTIONS = tex`Let $f(x) = \sin x$, $g(x) = x^2$. `;
const CURVE = tex`Let $x(t) = a\cos t$, $y(t) = b \sin t$. `;

const POLAR = tex`Let $x = r\cos\theta$, $y = r\sin\theta$. `;
const SURFACE = tex`Let $f(x, y) = x^2y + y^3$. `;

/** Every claim of the text agrees. */
const RIGHT: readonly string[] = [
  // Products and quotients
  tex`${PRODUCT}$(uv)' = u'v + uv' = 2x \sin x + x^2 \cos x$`,
  tex`${PRODUCT}$y = x^2 \sin x$, $\frac{dy}{dx} = u'v + uv'$`,
  tex`${PRODUCT}$u' = 2x$, $v' = \cos x$`,
  tex`${QUOTIENT}$\left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^2} = \frac{x^2+2x}{(x+1)^2}$`,
  tex`${FUNCTIONS}$(fg)'(x) = f'(x)g(x) + f(x)g'(x)$`,
  tex`${FUNCTIONS}$\left(\frac{f}{g}\right)'(x) = \frac{f'(x)g(x) - f(x)g'(x)}{g(x)^2}$`,
  tex`${FUNCTIONS}$(f \circ g)'(x) = f'(g(x))\,g'(x) = 2x\cos(x^2)$`,
  tex`${FUNCTIONS}$(g^2)' = 2 g g'$, $(1/g)' = -g'/g^2$`,
  tex`$f(x) = x^2 e^{-x}$. $(\ln f)' = \frac{2}{x} - 1$`,
  tex`$y = x^3$. $y'(2) = 12$`,
  // Curves
  tex`${CURVE}$\frac{dy}{dx} = \frac{y'(t)}{x'(t)} = -\frac{b}{a}\cot t$`,
  tex`$x = t^2$, $y = t^3$: $\frac{dy}{dx} = \frac{dy/dt}{dx/dt} = \frac{3t}{2}$, $\frac{d^2y}{dx^2} = \frac{3}{4t}$`,
  tex`$p = 10 - q$, $C = q^2$. $\frac{dC}{dp} = -2q$`,
  // Differentials
  tex`$f(x, y) = \sin(xy)$. $df = y\cos(xy)\,dx + x\cos(xy)\,dy$`,
  tex`$f(x, y) = x^2y$. $\mathrm{d}f = \frac{\partial f}{\partial x}\mathrm{d}x + x^2\,\mathrm{d}y$`,
  tex`$R = \frac{V}{I}$, $dR = \frac{1}{I}dV - \frac{V}{I^2}dI$`,
  tex`$u = \ln x$, $du = \frac{dx}{x}$`,
  tex`$u = 1 - x$, $du = -dx$`,
  tex`$u = 3x$, $dx = \frac{1}{3}du$`,
  tex`$x = \tan\theta$, $dx = \sec^2\theta\,d\theta$`,
  // Logarithmic derivatives
  tex`$f(x) = x^2 e^{-x}$. $\frac{f'(x)}{f(x)} = \frac{2}{x} - 1$, $\frac{1}{f}\frac{df}{dx} = \frac{2}{x} - 1$`,
  tex`$y = x^x$. $\frac{y'}{y} = \ln x + 1$`,
  // By time
  tex`$x(t) = A\cos(\omega t)$, $\dot x = -A\omega\sin(\omega t)$, $\ddot x = -\omega^2 x$`,
  tex`$a(t) = t^{2/3}$, $\frac{\dot a}{a} = \frac{2}{3t}$`,
  // At a point
  tex`$f(x, y) = x^2y$. $\left.\frac{\partial f}{\partial x}\right|_{(1, 2)} = 4$, $\frac{\partial f}{\partial x}\Big|_{(a, b)} = 2ab$`,
  // Matrices and vectors of partial derivatives
  tex`${POLAR}$\frac{\partial(x, y)}{\partial(r, \theta)} = \begin{pmatrix} \cos\theta & -r\sin\theta \\ \sin\theta & r\cos\theta \end{pmatrix}$`,
  tex`${SURFACE}$\nabla^2 f = \begin{pmatrix} 2y & 2x \\ 2x & 6y \end{pmatrix}$`,
  tex`${SURFACE}$\nabla f = \langle 2xy, x^2 + 3y^2\rangle$`,
];

const WRONG: readonly (readonly [text: string, words: RegExp])[] = [
  [tex`${PRODUCT}$(uv)' = u'v - uv'$`, /sign/],
  [tex`${FUNCTIONS}$(f \circ g)'(x) = \cos(x^2)$`, /2\*x is missing/],
  [tex`${FUNCTIONS}$(f/g)'(x) = \frac{f'(x)g(x) - f(x)g'(x)}{g(x)}$`, /./],
  [tex`${CURVE}$\frac{dy}{dx} = \frac{b}{a}\cot t$`, /the sign is wrong/],
  [tex`$y = x^3$. $y'(2) = 11$`, /./],
  [tex`$V = \pi r^2 h$. $dV = \pi r h\,dr + \pi r^2\,dh$`, /a factor 2 is missing/],
  [tex`$u = \sin x$, $du = -\cos x\,dx$`, /the sign is wrong/],
  [tex`$f(x) = x^x$. $\frac{f'(x)}{f(x)} = \ln x$`, /1 is missing/],
  [tex`$x(t) = A\cos(\omega t)$, $\dot{x} = -A\sin(\omega t)$`, /omega|ω/],
  [tex`$f(x, y) = x^2y$. $\left.\frac{\partial f}{\partial x}\right|_{(1, 2)} = 2$`, /./],
  [
    tex`${POLAR}$\frac{\partial(x, y)}{\partial(r, \theta)} = \begin{pmatrix} \cos\theta & r\sin\theta \\ \sin\theta & r\cos\theta \end{pmatrix}$`,
    /sign/,
  ],
  [tex`${SURFACE}$\nabla^2 f = \begin{pmatrix} 2y & 2x \\ 2x & 3y \end{pmatrix}$`, /factor 2 is missing/],
  [tex`${SURFACE}$\nabla f = \langle 2xy, x^2 + 3y\rangle$`, /./],
];

const SILENT: readonly string[] = [
  tex`$u = \sin x$. $(u^2)' = 2u$`,
  tex`$u = \sin x$. $(u^2)' = 2u u'$`,
  tex`$u = Ax$, $v = Bx$, $f(x) = u'v$, $\nabla f = A^\top v + B^\top u$`,
  tex`Let $u = x/t$. In the moving frame $u' = \frac{u - v}{1 - uv/c^2}$.`,
  tex`$f(x) = e^x$, $(f^{-1})' = 1/x$, $(f^{-1})'(x) = 1/x$`,
  tex`$a = wx$, $c = w^2$. $\frac{dc}{da} = 2w$`,
  tex`$S = S_0 e^{(\mu - \frac12\sigma^2)t + \sigma W}$. By Itô, $dS = \mu S\,dt + \sigma S\,dW$.`,
  tex`$A = \pi r^2$. $dA = r\,dr\,d\theta$`,
  tex`$u = x^2$, $v = \sin x$. Next: $u = x$, $dv = e^x\,dx$, $v = e^x$.`,
  tex`$d = 5$, $f = 3x$, $df = 15x$`,
  tex`$W = F d$, $dW = F\,dx$`,
  tex`$y = x e^x$. Solve $\frac{y'}{y} = \frac{2}{x}$.`,
  tex`$x(t) = A\cos(\omega t)$. The damped oscillator has $\ddot x = -\omega^2 x - \gamma\dot x$.`,
  tex`$x(t) = t^2$. The pendulum: $\dot x = v$, $\dot v = -g x$.`,
  tex`${POLAR}$\frac{\partial(x, y)}{\partial(r, \theta)} = r$`,
  tex`${POLAR}$\frac{\partial(x, y)}{\partial(r, \theta)} = \begin{pmatrix} \cos\theta & \sin\theta \\ -r\sin\theta & r\cos\theta \end{pmatrix}$`,
  tex`${SURFACE}$\nabla^2 f = 8y$`,
  tex`$x = u + v$, $y = u - v$. $\frac{dy}{dx} = 1$`,
];

const verdicts = (text: string) => checkDerivatives(text, 'markdown');

for (const text of RIGHT) {
  test(`right: ${text}`, () => {
    const checks = verdicts(text);
    assert.ok(checks.length > 0);
    for (const { verdict, claim, difference, reason } of checks)
      assert.equal(verdict, 'agrees', `${claim}: ${difference ?? reason}`);
  });
}

for (const [text, words] of WRONG) {
  test(`wrong: ${text}`, () => {
    const wrong = verdicts(text).filter(({ verdict }) => verdict !== 'agrees');
    assert.deepEqual(
      wrong.map(({ verdict }) => verdict),
      ['differs'],
      wrong[0]?.reason,
    );
    assert.match(wrong[0]?.difference ?? '', words);
  });
}

for (const text of SILENT) {
  test(`silent: ${text}`, () => {
    assert.deepEqual(
      verdicts(text).filter(({ verdict }) => verdict === 'differs'),
      [],
    );
  });
}
