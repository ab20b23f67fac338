// Claims from notes: correct ones are never flagged, wrong ones are found or undecided with a reason, slips are found.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkDerivatives, type DerivativeCheck } from '../../src/core.ts';

interface ClaimCase {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly document?: string;
  readonly verdict: 'correct' | 'wrong';
  readonly variables: readonly { readonly shape: readonly number[] }[];
}

const claims: readonly ClaimCase[] = readFileSync('test/fixtures/formulas.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as ClaimCase)
  .filter((entry) => entry.kind === 'check');
const scalar = claims.filter((entry) => entry.variables.every((variable) => variable.shape.length === 0));

function check(text: string): readonly DerivativeCheck[] {
  return checkDerivatives(text, text.startsWith('.. math') ? 'restructuredtext' : 'markdown');
}

test('no correct claim is flagged, of vectors and matrices neither', () => {
  for (const entry of claims.filter((candidate) => candidate.verdict === 'correct')) {
    const flagged = check(entry.document ?? entry.text).filter((found) => found.verdict === 'differs');
    assert.deepEqual(
      flagged.map((found) => found.claim),
      [],
      entry.id,
    );
  }
});

test('every wrong claim is found, or undecided with its reason', () => {
  for (const entry of claims.filter((candidate) => candidate.verdict === 'wrong')) {
    const found = check(entry.document ?? entry.text);
    assert.ok(found.length > 0, entry.id);
    for (const claim of found)
      assert.ok(claim.verdict === 'differs' || claim.verdict === 'agrees' || claim.reason, entry.id);
    assert.ok(
      found.some((claim) => claim.verdict !== 'agrees'),
      entry.id,
    );
  }
});

/** Slips of the pen, tried in this order on the right side of a claim. */
const SLIPS: readonly ((right: string) => string)[] = [
  (right) => `-\\left(${right}\\right)`,
  (right) => `2 \\left(${right}\\right)`,
  (right) => (/\s[+-]\s[^()]*$/.test(right) ? right.replace(/\s[+-]\s[^()]*$/, '') : right),
  (right) =>
    right
      .replace('\\sin', '\\cos')
      .replace('\\exp', '\\sin')
      .replace(/\\?tanh/, '\\sin'),
  (right) => (right.includes('\\cos') ? right : right.replace('\\sqrt{c}', 'c')),
  (right) => right.replace(/\^2/, '^3'),
  (right) => right.replace(/^(-?)(\d+)/, (_, sign, digits) => `${sign}${Number(digits) + 1}`),
  (right) => `${right} + 1`,
  (right) => `\\frac{${right}}{3}`,
  (right) => `\\left(${right}\\right)^2 + 1`,
];

test('of five slips in each correct claim at least 90 % are found', () => {
  let made = 0;
  const missed: string[] = [];
  for (const entry of scalar.filter((candidate) => candidate.verdict === 'correct')) {
    const document = entry.document ?? entry.text;
    // The sum of scores over a symbolic class index is not read: it stays undecided, with its reason.
    if (entry.id.startsWith('check-latex/hershic')) continue;
    const right = entry.text.slice(entry.text.lastIndexOf('=') + 1).trim();
    const at = document.lastIndexOf(right);
    assert.ok(at >= 0, entry.id);
    const variants = new Set(SLIPS.map((slip) => slip(right)).filter((variant) => variant !== right));
    assert.ok(variants.size >= 5, entry.id);
    for (const variant of [...variants].slice(0, 5)) {
      made++;
      const edited = document.slice(0, at) + variant + document.slice(at + right.length);
      const found = check(edited).some((claim) => claim.verdict === 'differs');
      if (!found)
        missed.push(
          `${entry.id}: ${variant} (${check(edited).find((c) => c.verdict === 'undecided')?.reason ?? 'agrees'})`,
        );
    }
  }
  assert.ok(made >= 45, `${made} slips`);
  assert.ok(missed.length <= 0.1 * made, `${missed.length} of ${made} missed:\n${missed.join('\n')}`);
});

const QUIET: readonly (readonly [why: string, text: string])[] = [
  ['a condition for a minimum', "$f(x) = x^2 - 2x$. At the minimum $f'(x) = 0$."],
  ['an equation to solve', "$f(x) = x^3$. Find $x$ where $f'(x) = 12$."],
  ['a differential equation', '# Decay\n$$y = e^{-2x}$$\n# Growth\n$$\\frac{dy}{dx} = 3y$$'],
  ['the product rule', "$\\frac{d}{dx}(uv) = u'v + uv'$"],
  ['the chain rule', '$\\frac{dy}{dx} = \\frac{dy}{du}\\frac{du}{dx}$'],
  ['implicit differentiation', '$\\frac{d}{dx}(x^2 + y^2) = 2x + 2y \\frac{dy}{dx}$'],
  ['a mean value', "$f(x) = x^2$ and $f'(c) = \\frac{f(b) - f(a)}{b - a}$"],
  ['another function of the same name', "$f(x) = x^2$, then $f(x) = \\sin x$.\n\nFor the first, $f'(x) = 2x$."],
  ['time derivatives', '$E = \\frac{1}{2} m v^2$, $\\dot{E} = m v \\dot{v}$'],
  ['dependence that is not written', '$E = \\frac{1}{2} m v^2$, $\\frac{dE}{dt} = m v a$'],
  ['an unknown symbol', '$f(x) = x^2$, $\\frac{df}{dx} = k$'],
  ['an update', "$f(x) = x^2$, $x \\leftarrow x - \\eta f'(x)$"],
  ['gradients of vectors', '$L = \\|y - Xw\\|^2$, $\\nabla_w L = -2X^\\top(y - Xw)$'],
  ['a suppressed claim', "$f(x) = x^2$\n\n<!-- gradient: ignore on purpose -->\n$f'(x) = 3x$"],
  ['the absolute value for positive x', "$f(x) = |x|$, $f'(x) = 1$"],
  ['the absolute value for negative x', "$$f(x)=|x|$$ $$f'(x) = -1 \\quad (x<0)$$"],
  ['a claim said to be incorrect', "Find $f'(x)$ if $f(x) = x^2$. Incorrect: $f'(x) = x^2$."],
  ['a common mistake', "A common mistake: $f(x)=\\sin(2x)$, $f'(x) = \\cos(2x)$. The chain rule gives $2\\cos 2x$."],
  ['a claim called wrong after it', 'Students often write $\\frac{d}{dx}(x^2 e^x) = 2x e^x$, which is false.'],
  ['a question', "$f(x) = x^2$. Is $f'(x) = 3x$?"],
  ['a supposition', "$f(x)=x^2$. Suppose $f'(x) = 3x^2$ instead."],
  ['an exercise', "$f(x) = x^2$\n\nExercise: find $f$ such that $f'(x) = 3x^2$ and $f(0)=1$."],
  ['the value where x is set', "$f(x) = x^2$. For $x = 3$: $$f'(x) = 6$$"],
  ['the value at a numbered point', '$f(w) = w^2$, $w_0 = 3$, $\\frac{df}{dw} = 6$'],
  ['the value at a tuple', '$$f = (x+y)z$$ At the point $(-2, 5, -4)$ we get $$\\frac{\\partial f}{\\partial z} = 3$$'],
  [
    'values set below',
    '$$q = x+y,\\ f = qz$$ With $x=-2$, $y=5$, $z=-4$: $$\\frac{\\partial f}{\\partial z} = q = 3$$',
  ],
  ['a constant set to a number', "$a = 3$. $f(x) = ax^2$, $f'(x) = 6x$, $f'(x) = 2ax$"],
  [
    'definitions given after the formula',
    '$V = \\frac13 \\pi r^2 h$ with $r = h/2$: $\\frac{dV}{dh} = \\frac{\\pi h^2}{4}$',
  ],
  ['an intermediate variable', "$y = u^2$, $u = \\sin x$; $y' = \\sin 2x$"],
  ['a condition after the claim', '$L = \\max(0, 1 - y w)$, $\\frac{\\partial L}{\\partial w} = -y$ if $yw<1$'],
  ['the common logarithm', 'Here $\\log$ is base 10: $\\frac{d}{dx}\\log x = \\frac{1}{x\\ln 10}$'],
  ['degrees', 'In degrees, $\\frac{d}{dx}\\sin x = \\frac{\\pi}{180}\\cos x$.'],
  ['complex numbers', '$\\frac{d}{dx} (\\cos x + i\\sin x) = i(\\cos x + i\\sin x)$'],
  [
    'a partial differential equation',
    '$u(x,t) = e^{-x^2/(4kt)}$; $\\frac{\\partial u}{\\partial t} = k\\frac{\\partial^2 u}{\\partial x^2}$',
  ],
  ['new coordinates', "$y = 3x^2$, reflected: $y' = -y$, $x' = x$"],
  ['an equation for y', "Let $y = e^{2x}$ and $y' = 3y$."],
  [
    'the normal distribution by its usual name',
    '$C = S N(d_1) - K N(d_2)$, $d_1 = \\ln(S/K)$, $d_2 = d_1 - v$. $\\frac{\\partial C}{\\partial S} = N(d_1)$',
  ],
  [
    'a running index beside a sum',
    '$S_i = \\frac{e^{z_i}}{\\sum_{k=1}^{K} e^{z_k}}$, $\\frac{\\partial S_i}{\\partial z_i} = S_i(1 - S_i)$',
  ],
];

for (const [why, text] of QUIET) {
  test(`silence for ${why}`, () => {
    assert.deepEqual(
      check(text)
        .filter((claim) => claim.verdict === 'differs' && !claim.suppressed)
        .map((claim) => [claim.claim, claim.difference]),
      [],
    );
  });
}

const FOUND: readonly (readonly [text: string, kind: string, words: RegExp])[] = [
  ["$f(x) = \\tanh x$, $f'(x) = 1 - \\tanh x$", 'wrongArgument', /^tanh\(x\) stands where tanh\(x\)\^2 is meant$/],
  ["$f(x) = x^3$, $f'(x) = 2x^2$", 'factor', /2\/3|3\/2/],
  ['$f(x, y) = x^2 y$, $\\frac{\\partial f}{\\partial y} = -x^2$', 'sign', /sign/],
  ["$f(x) = \\sin(3x)$, $f'(x) = \\cos(3x)$", 'factor', /3 is missing/],
  ["$f(x) = \\sin(x^2)$, $f'(x) = \\cos(x^2)$", 'missingChainFactor', /2\*x is missing/],
  ["$f(x) = x \\sin x$, $f'(x) = \\sin x$", 'missingPath', /missing/],
  [
    '$f(x, y) = (1 - x)^2 + 5 (y - x^2)^2$, $\\frac{\\partial f}{\\partial x} = 2(1 - x) - 20 x (y - x^2)$',
    'sign',
    /^the sign of the term -2\*\(1 - x\) is wrong$/, // not: the path through f
  ],
  ['$f(x, y) = x^2 + y^3$, $\\frac{\\partial f}{\\partial x} = 2y$', 'wrongArgument', /y stands where x is meant/],
];

for (const [text, kind, words] of FOUND) {
  test(`named: ${text}`, () => {
    const [found] = check(text).filter((claim) => claim.verdict === 'differs');
    assert.ok(
      found,
      check(text)
        .map((claim) => claim.reason ?? claim.verdict)
        .join(),
    );
    assert.equal(found.kind, kind, found.difference);
    assert.match(found.difference ?? '', words);
    assert.ok(found.evidence.length >= 3);
    assert.ok(text.slice(found.span.from, found.span.to).length > 0);
  });
}

test('the bound of an integral is not a size: x stays an input everywhere', () => {
  const text = "$F(x) = \\int_0^x t^2 dt$\n\n$f(x) = x^2$, $f'(x) = 2x$";
  assert.deepEqual(
    check(text).map((claim) => claim.verdict),
    ['agrees'],
  );
});
