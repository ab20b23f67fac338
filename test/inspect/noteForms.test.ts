// Claims as notes write them, form by form: right ones agree, wrong ones are found and named, open ones stay silent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives } from '../../src/core.ts';

const tex = String.raw;
const PRODUCT = tex`Let $u = x^2$ and $v = \sin x$. `;
const QUOTIENT = tex`Let $u = x^2$ and $v = x + 1$. `;
const FUNCTIONS = tex`Let $f(x) = \sin x$, $g(x) = x^2$. `;
const CURVE = tex`Let $x(t) = a\cos t$, $y(t) = b \sin t$. `;

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
];

const WRONG: readonly (readonly [text: string, words: RegExp])[] = [
  [tex`${PRODUCT}$(uv)' = u'v - uv'$`, /sign/],
  [tex`${FUNCTIONS}$(f \circ g)'(x) = \cos(x^2)$`, /2\*x is missing/],
  [tex`${FUNCTIONS}$(f/g)'(x) = \frac{f'(x)g(x) - f(x)g'(x)}{g(x)}$`, /./],
  [tex`${CURVE}$\frac{dy}{dx} = \frac{b}{a}\cot t$`, /the sign is wrong/],
  [tex`$y = x^3$. $y'(2) = 11$`, /./],
];

const SILENT: readonly string[] = [
  tex`$u = \sin x$. $(u^2)' = 2u$`,
  tex`$u = \sin x$. $(u^2)' = 2u u'$`,
  tex`$u = Ax$, $v = Bx$, $f(x) = u'v$, $\nabla f = A^\top v + B^\top u$`,
  tex`Let $u = x/t$. In the moving frame $u' = \frac{u - v}{1 - uv/c^2}$.`,
  tex`$f(x) = e^x$, $(f^{-1})' = 1/x$, $(f^{-1})'(x) = 1/x$`,
  tex`$a = wx$, $c = w^2$. $\frac{dc}{da} = 2w$`,
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
