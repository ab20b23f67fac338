import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import type { DerivativeCheck, Inspection } from '../../src/inspect/types.ts';

const note = (...displays: string[]) => displays.map((display) => `$$${display}$$\n`).join('\n');

function inspected(formula: string, point?: Record<string, number>): Inspection {
  const { value, problems } = openDocument(note(formula), 'markdown').inspect(0, { point });
  assert.ok(value, problems.map(({ message }) => message).join(' '));
  return value;
}

function verdicts(...displays: string[]): DerivativeCheck['verdict'][] {
  const checks = openDocument(note(...displays), 'markdown').check();
  return [...checks].flatMap((check) => (check ? [check.verdict] : []));
}

const SOFTMAX = String.raw`\frac{e^{z_i}}{\sum_{j=1}^{n} e^{z_j}}`;

test('an index that stays a letter beside a sum is one of its entries: softmax', () => {
  const { gradient, problems } = inspected(`p_i = ${SOFTMAX}`, { z_1: 0.1, z_2: 0.2, z_3: 0.3 });
  const powers = [0.1, 0.2, 0.3].map(Math.exp);
  const [p = 0, q = 0, r = 0] = powers.map((power) => power / powers.reduce((sum, each) => sum + each, 0));
  for (const [name, expected] of Object.entries({ z_1: p * (1 - p), z_2: -p * q, z_3: -p * r }))
    assert.ok(Math.abs((gradient[name] as number) - expected) < 1e-15, name);
  assert.match(problems.map(({ message }) => message).join(), /i is not given; 1 is taken as a guess/);
  const second = inspected(`p_i = ${SOFTMAX}`, { i: 2, z_1: 0.1, z_2: 0.2, z_3: 0.3 });
  assert.ok(Math.abs((second.gradient.z_2 as number) - q * (1 - q)) < 1e-15);
  assert.doesNotMatch(second.problems.map(({ message }) => message).join(), /i is not given/);
});

test('the class y of an example is one of the entries, b may be a label', () => {
  const { gradient, inputs } = inspected(String.raw`L = -z_y + \log\sum_{j=1}^{n} e^{z_j}`);
  assert.deepEqual(inputs.map(({ name }) => name).sort(), ['z_1', 'z_2', 'z_3']);
  const total = Object.values(gradient).reduce((sum: number, each) => sum + (each as number), 0);
  assert.ok(Math.abs(total) < 1e-12, 'moved together, logits change nothing');
  const { value, problems } = openDocument(note(String.raw`y = w_b + \sum_{i=1}^{n} w_i x_i`), 'markdown').inspect(0);
  assert.equal(value, undefined);
  assert.match(problems[0]?.message ?? '', /Whether w_b is one of the entries/);
});

test('the last entry is the last one', () => {
  const { gradient } = inspected(String.raw`f = \frac{x_n}{\sum_{i=1}^{n} x_i}`, { x_1: 1, x_2: 2, x_3: 5 });
  assert.equal(gradient.x_3, 3 / 64);
  assert.equal(gradient.x_1, -5 / 64);
});

test('sums without bounds run as far as their entries do elsewhere, or as they are given', () => {
  const known = inspected(String.raw`f = \sum_{i=1}^{5} x_i^2 - \prod_i x_i`);
  assert.equal(known.inputs.length, 5);
  const given = inspected(String.raw`f = \sum_i x_i^2`, { x_1: 1, x_2: 2, x_3: 3, x_4: 4 });
  assert.deepEqual(given.gradient, { x_1: 2, x_2: 4, x_3: 6, x_4: 8 });
  const guessed = inspected(String.raw`f = \sum x_i y_i`);
  assert.equal(guessed.inputs.length, 6);
  assert.match(guessed.problems[0]?.message ?? '', /How far i runs is not given; 1 to 3 is taken as a guess/);
  for (const unclear of [
    String.raw`f = \sum_i (x_{i+1} - x_i)^2`,
    String.raw`f = \sum_n \frac{1}{n^2}`,
    String.raw`f = \sum_{i \in S} x_i`,
    String.raw`f = \sum_{i \ne j} w_{ij}`,
  ])
    assert.equal(openDocument(note(unclear), 'markdown').inspect(0).value, undefined, unclear);
});

test('conditions below a sum leave terms out', () => {
  const pairs = inspected(String.raw`U = \sum_{i<j} q_i q_j`, { q_1: 1, q_2: 2, q_3: 3 });
  assert.equal(pairs.output.value, 11);
  assert.deepEqual(pairs.gradient, { q_1: 5, q_2: 4, q_3: 3 });
  const hinge = inspected(String.raw`L = \sum_{j \ne y} \max(0, s_j - s_y + 1)`, { s_1: 1, s_2: 2, s_3: -3 });
  assert.equal(hinge.output.value, 2);
  assert.deepEqual(hinge.gradient, { s_1: -1, s_2: 1, s_3: 0 });
  const filtered = inspected(String.raw`f = x_i \prod_{\substack{j=1\\ j \ne i}}^{3} (x_i - x_j)`, {
    x_1: 2,
    x_2: 3,
    x_3: 5,
  });
  assert.equal(filtered.output.value, 6);
});

test('textbook claims about any entry', () => {
  const loss = String.raw`L = -\log\frac{e^{z_y}}{\sum_{j=1}^{n} e^{z_j}}`;
  assert.deepEqual(
    verdicts(
      loss,
      String.raw`\frac{\partial L}{\partial z_y} = \frac{e^{z_y}}{\sum_{j=1}^{n} e^{z_j}} - 1`,
      String.raw`\frac{\partial L}{\partial z_y} = \frac{e^{z_y}}{\sum_{j=1}^{n} e^{z_j}}`,
      // True where k is not y, which nothing says.
      String.raw`\frac{\partial L}{\partial z_k} = \frac{e^{z_k}}{\sum_{j=1}^{n} e^{z_j}}`,
    ),
    ['agrees', 'differs', 'undecided'],
  );
  assert.deepEqual(
    verdicts(
      `p_i = ${SOFTMAX}`,
      String.raw`\frac{\partial p_i}{\partial z_j} = p_i(\delta_{ij} - p_j)`,
      String.raw`\frac{\partial p_i}{\partial z_j} = p_i(\mathbb{1}[i = j] - p_j)`,
      String.raw`\frac{\partial p_i}{\partial z_i} = p_i(1 - p_i)`,
      String.raw`\frac{\partial p_i}{\partial z_i} = p_i(1 + p_i)`,
      String.raw`\frac{\partial p_i}{\partial z_j} = -p_i p_j`,
    ),
    ['agrees', 'agrees', 'agrees', 'differs', 'undecided'],
  );
  assert.deepEqual(
    verdicts(
      String.raw`y_i = \sum_{j=1}^{m} w_{ij} x_j + b_i, \quad E = \frac12\sum_{i=1}^n (y_i - t_i)^2`,
      String.raw`\frac{\partial E}{\partial w_{ij}} = (y_i - t_i) x_j`,
      String.raw`\frac{\partial E}{\partial w_{ij}} = (t_i - y_i) x_j`,
      String.raw`\frac{\partial E}{\partial b_i} = y_i - t_i`,
    ),
    ['agrees', 'differs', 'agrees'],
  );
  assert.deepEqual(
    verdicts(
      String.raw`f = \prod_{i=1}^n x_i`,
      String.raw`\frac{\partial f}{\partial x_i} = \prod_{j \ne i} x_j`,
      String.raw`\frac{\partial f}{\partial x_k} = \frac{x_k}{f}`,
    ),
    ['agrees', 'differs'],
  );
});

test('what a claim says of an unknown function is inspected by itself, under a name of its own', () => {
  const slope = inspected(String.raw`\frac{dy}{dx} = -2xy`, { x: 3, y: 5 });
  assert.equal(slope.output.name, 'dy_dx');
  assert.deepEqual(slope.gradient, { x: -10, y: -6 });
  assert.match(slope.problems.map(({ message }) => message).join(), /y is not defined here/);
  assert.equal(inspected(String.raw`\ddot\theta = -\frac{g}{L}\sin\theta`).output.name, 'theta_ddot');
  assert.equal(inspected("f''(x) = 6x").output.name, 'f_prime_prime');
  assert.equal(inspected(String.raw`\frac{d^2 y}{dt^2} = -\omega^2 y`).output.name, 'd2y_dt2');
  const known = openDocument(note('f(x) = x^3', "f'(x) = 3x^2"), 'markdown').inspect(16);
  assert.equal(known.value?.output.name, 'f');
});

test('parts of an exponent know that i may be the imaginary unit', () => {
  const text = note(String.raw`W = e^{-2\pi i q}`);
  for (let at = 0; at < text.length; at++) assert.equal(openDocument(text, 'markdown').inspect(at).value, undefined);
});

test('a likelihood of μ and σ²: by σ² too', () => {
  const likelihood = String.raw`\ell(\mu, \sigma^2) = -\frac{N}{2}\ln(\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^{N} (x_i - \mu)^2 + \ln\sigma`;
  assert.deepEqual(
    verdicts(
      likelihood,
      String.raw`\frac{\partial \ell}{\partial \mu} = \frac{1}{\sigma^2}\sum_{i=1}^{N} (x_i - \mu)`,
      // σ beside σ² counts as well: ln σ = ln(σ²)/2.
      String.raw`\frac{\partial \ell}{\partial \sigma^2} = \frac{1 - N}{2\sigma^2} + \frac{1}{2\sigma^4}\sum_{i=1}^{N} (x_i - \mu)^2`,
      String.raw`\frac{\partial \ell}{\partial \sigma^2} = -\frac{N}{2\sigma^2} + \frac{1}{2\sigma^4}\sum_{i=1}^{N} (x_i - \mu)^2`,
    ),
    ['agrees', 'agrees', 'differs'],
  );
  assert.equal(inspected(likelihood).output.name, 'ell');
  // A slip for the second derivative, as likely as not.
  assert.deepEqual(verdicts('y = x^3', String.raw`\frac{d y}{d x^2} = 6x`), []);
});

test('the probability of class y is a member of the family that the text defines', () => {
  const softmax = String.raw`L = -\log p_y, \qquad p_k = \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}}`;
  assert.deepEqual(
    verdicts(
      softmax,
      String.raw`\frac{\partial L}{\partial z_j} = p_j - \delta_{yj}`,
      String.raw`\frac{\partial L}{\partial z_j} = \delta_{yj} - p_j`,
      String.raw`\frac{\partial L}{\partial z_j} = p_j`,
    ),
    ['agrees', 'undecided', 'undecided'],
  );
});
