import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import type { Inspection } from '../../src/inspect/types.ts';

const { raw } = String;

function verdicts(text: string): string[] {
  return [...openDocument(text, 'markdown').check()].flatMap((check) => check?.verdict ?? []);
}

function inspected(text: string, from: string, point?: Record<string, unknown>): Inspection {
  const at = text.indexOf(from);
  const { value, problems } = openDocument(text, 'markdown').inspect(at, { point } as never);
  assert.ok(value, problems.map(({ message }) => message).join(' '));
  return value;
}

const near = (actual: unknown, expected: readonly number[]) => {
  const entries = [actual].flat(3) as number[];
  assert.equal(entries.length, expected.length);
  for (const [i, entry] of entries.entries())
    assert.ok(Math.abs(entry - (expected[i] ?? Number.NaN)) < 1e-12, `${i}: ${entry}`);
};

const logistic = (z: number) => 1 / (1 + Math.exp(-z));

const REGRESSION = raw`Let $X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$ and $\sigma(z) = \frac{1}{1 + e^{-z}}$. With $p = \sigma(Xw)$,
$$L(w) = -\frac{1}{n} \sum_{i=1}^n \left[ y_i \log p_i + (1 - y_i) \log(1 - p_i) \right] + \frac{\lambda}{2} \|w\|^2$$
`;

test('a function of numbers is taken of each entry of a vector, and p_i is an entry of p', () => {
  const X = [
    [1, 2],
    [0.5, -1],
    [-1, 0.25],
  ];
  const [w, y, lambda] = [[0.3, -0.2], [1, 0, 1], 0.5];
  const { gradient } = inspected(REGRESSION, 'L(w)', { X, w, y_1: 1, y_2: 0, y_3: 1, lambda });
  const residuals = X.map((row, i) => logistic(row.reduce((sum, x, k) => sum + x * (w[k] ?? 0), 0)) - (y[i] ?? 0));
  const expected = w.map(
    (own, k) => residuals.reduce((sum, r, i) => sum + (r * (X[i]?.[k] ?? 0)) / 3, 0) + lambda * own,
  );
  near(gradient.w, expected);
});

test('the gradient of a regression in matrices is held against the loss in entries', () => {
  const claim = (side: string) => verdicts(raw`${REGRESSION} $$\nabla_w L = ${side}$$`);
  assert.deepEqual(claim(raw`\frac{1}{n} X^\top (p - y) + \lambda w`), ['agrees']);
  assert.deepEqual(claim(raw`X^\top (p - y) + \lambda w`), ['differs']);
  assert.deepEqual(claim(raw`\frac{1}{n} X^\top (y - p) + \lambda w`), ['differs']);
});

test('a power in a function of numbers is one of each entry of a matrix, no product of matrices', () => {
  const { output, problems } = inspected(
    raw`$q(z) = z^2 + z$, $S = q(A)$ with $A \in \mathbb{R}^{2 \times 2}$`,
    'S =',
    {
      A: [
        [1, 2],
        [3, 4],
      ],
    },
  );
  assert.deepEqual(output.value, [
    [2, 6],
    [12, 20],
  ]);
  assert.equal(problems[0]?.message, 'q is given for a number; here it is taken of each entry.');
});

test('of each entry |z| is its size, no determinant; what is transposed is a matrix', () => {
  const of = (body: string) =>
    inspected(raw`$f(z) = ${body}$, $B = f(A)$ with $A \in \mathbb{R}^{2 \times 2}$`, 'B =', {
      A: [
        [1, -2],
        [3, 4],
      ],
    }).output.value;
  assert.deepEqual(of('|z|'), [
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual(of('z z^T'), [
    [5, -5],
    [-5, 25],
  ]);
});

test('what else has entries is no part of a function of numbers', () => {
  const text = raw`$A \in \mathbb{R}^{3 \times 3}$, $f(z) = \frac{A z}{1 + z}$, $u \in \mathbb{R}^3$ and $v = f(u)$`;
  assert.equal(openDocument(text, 'markdown').inspect(text.indexOf('v =')).value, undefined);
});

test('u = Vx + c is a vector where u_k is an entry, also behind a function', () => {
  for (const side of [raw`\sigma(V x + c)`, raw`\frac{1}{1 + e^{-(V x + c)}}`]) {
    const text = raw`$\sigma(z) = 1/(1+e^{-z})$, $u = ${side}$, $J = \sum_k (u_k - r_k)^2$.
$$\frac{\partial J}{\partial c} = 2 (u - r) \odot u \odot (1 - u)$$
$$\frac{\partial J}{\partial V} = 2 \left((u - r) \odot u \odot (1 - u)\right) x^\top$$
$$\frac{\partial J}{\partial V} = 2 \left((u - r) \odot u\right) x^\top$$`;
    assert.deepEqual(verdicts(text), ['agrees', 'agrees', 'differs'], side);
  }
});

test('W_1 and w_2 are names of their own, not entries', () => {
  const text = raw`$h = \max(0, W_1 x + b_1)$ and $J = w_2^\top h + b_2$`;
  const { gradient, output } = inspected(text, 'J =', {
    W_1: [
      [1, -1],
      [0.5, 2],
    ],
    x: [1, 3],
    b_1: [0.5, -0.5],
    w_2: [2, -3],
    b_2: 0.25,
  });
  near(output.value, [-3 * 6 + 0.25]); // the first unit is off: 1 − 3 + 0.5 < 0
  near(gradient.w_2, [0, 6]);
  near(gradient.b_1, [0, -3]);
  near(gradient.W_1, [0, 0, -3, -9]);
  near(gradient.x, [-1.5, -6]);
});

test('a loss by an entry of a vector on the way', () => {
  const softmax = raw`With $z = Wx + b$, $p = \mathrm{softmax}(z)$ and $L = -\log p_c$: $\frac{\partial L}{\partial z_i} = `;
  assert.deepEqual(verdicts(raw`${softmax} p_i - \delta_{ic}$`), ['agrees']);
  assert.deepEqual(verdicts(raw`${softmax} 2 p_i - \delta_{ic}$`), ['undecided']); // δ is a guess
  assert.deepEqual(verdicts(raw`${softmax} 2 p_i$`), ['differs']);
  assert.deepEqual(verdicts(raw`${softmax} p_i$`), ['undecided']); // right if i is not c
  const attention = raw`Let $q \in \mathbb{R}^d$, $K \in \mathbb{R}^{n \times d}$, $v \in \mathbb{R}^n$, $s = K q / \sqrt{d}$, $a = \operatorname{softmax}(s)$
and $o = a^\top v$: $\frac{\partial o}{\partial s_i} = a_i `;
  assert.deepEqual(verdicts(raw`${attention}(v_i - o)$`), ['agrees']);
  assert.deepEqual(verdicts(raw`${attention}(v_i - 1)$`), ['differs']);
});

test('sets have no value, and no hover', () => {
  for (const text of [
    raw`$w \in \mathbb{R}^d$`,
    raw`$X \in \mathbb{R}^{n \times d}$`,
    raw`$f: \mathbb{R}^n \to \mathbb{R}$`,
  ]) {
    const found = openDocument(text, 'markdown').inspect(text.indexOf('mathbb'));
    assert.deepEqual([found.value, found.problems], [undefined, []], text);
  }
});

test('A = Aᵀ says something of A, not what it is', () => {
  const text = raw`With $A = A^\top$, $A \in \mathbb{R}^{2 \times 2}$ and $g = x^\top A y$`;
  const { gradient } = inspected(text, 'g =', {
    A: [
      [1, 2],
      [0, 3],
    ],
    x: [1, 0],
    y: [0, 1],
  });
  assert.deepEqual(gradient.y, [1, 2]);
});

test('what a section below calls by a letter is not what a formula above means', () => {
  const text = raw`## Rates
$k = A e^{-E/(RT)}$
## Quotients
$R(x) = \frac{x^\top B x}{x^\top x}$`;
  assert.deepEqual(Object.keys(inspected(text, 'k =').gradient), ['A', 'E', 'R', 'T']);
  const root = raw`$g = a - \frac{f(a)}{3}$ with $f(x) = x^3 - 2$`;
  assert.equal(inspected(root, 'g =', { a: 2 }).output.value, 0);
});

test('what a note says of the shape of a name holds for parameters of functions, too', () => {
  const shapes = (text: string) =>
    inspected(text, text.includes('f(') ? 'f(' : 'h(').inputs.map(({ name, shape }) => `${name} ${shape.join('×')}`);
  const norm = raw`$$f(A, x) = \|A x\|^2$$`;
  assert.deepEqual(shapes(raw`Let $A \in \mathbb{R}^{4\times 4}$. ${norm}`), ['A 4×4', 'x 4']);
  assert.deepEqual(shapes(raw`${norm} with $A \in \mathbb{R}^{4\times 4}$`), ['A 4×4', 'x 4']);
  assert.deepEqual(shapes(raw`$f(\mathbf{x}) = 2\mathbf{x}$`), ['x 3']);
  assert.deepEqual(shapes(raw`Let $x \in \mathbb{R}^3$. $h(x) = x_1 x_2 x_3$`), ['x 3']);
  assert.deepEqual(shapes(raw`$h(x, y) = x y$ with $x \in \mathbb{R}$`), ['x ', 'y ']);
});
