// Loops that are kept whole: as formulas, as code, at second order, and evaluated again and again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { emit, openDocument } from '../../src/core.ts';

const RECURRENCE = `import math
def f(x, w):
    y = x
    s = 0
    for k in range(100):
        y = math.sin(y)*x + y/2 + w/(k+1)
        s += y*k
    for k in range(70):
        s += math.sin(x*k)
    return y + s
`;

function plain(x: number, w: number): number {
  let [y, s] = [x, 0];
  for (let k = 0; k < 100; k++) {
    y = Math.sin(y) * x + y / 2 + w / (k + 1);
    s += y * k;
  }
  for (let k = 0; k < 70; k++) s += Math.sin(x * k);
  return y + s;
}

const close = (a: number, b: number, tolerance: number) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

const point = { x: 0.9, w: 0.1 };
const inspected = (options = {}) => {
  const { value } = openDocument(RECURRENCE, 'python').inspect(0, { entry: 'f', point, ...options });
  assert.ok(value);
  return value;
};

/** ∂f/∂x and ∂f/∂w by differences of order 6. */
function slopes(f: (x: number, w: number) => number, h = 1e-4): readonly [number, number] {
  const by = (at: (h: number) => number) => {
    const [a, b, c] = [1, 2, 3].map((k) => at(k * h) - at(-k * h)) as [number, number, number];
    return (45 * a - 9 * b + c) / (60 * h);
  };
  return [by((step) => f(point.x + step, point.w)), by((step) => f(point.x, point.w + step))];
}

test('a recurrence is shown as one', () => {
  const source =
    'import math\ndef f(x):\n    y = x\n    for k in range(1000):\n        y = math.sin(y)*x + y/2\n    return y\n';
  const { value } = openDocument(source, 'python').inspect(0, { entry: 'f', point: { x: 0.9 } });
  const step = value?.derivation.find(({ phase, text }) => phase === 'forward' && text.includes('loop'));
  assert.ok(step?.text.endsWith('loop(y[k+1] = sin(y[k])*x + y[k]/2, k = 0…999, y[0] = x)'), step?.text);
  assert.ok(
    step?.latex.endsWith(
      '\\operatorname{loop}\\left(y_{k+1} = \\sin(y_{k}) x + \\frac{y_{k}}{2},\\; k = 0, \\ldots, 999,\\; y_{0} = x\\right)',
    ),
    step?.latex,
  );
  assert.ok(!/\}_\{[^{}]*\}_\{/.test(value?.formulas.x?.latex ?? ''), 'no index on an index');
  assert.deepEqual(
    value?.groups.map(({ label }) => label),
    ['k: 1,000 passes'],
  );
});

test('second derivatives go through a recurrence', () => {
  const { gradient, hessian } = inspected({ order: 2, want: [] });
  const [byX, byW] = slopes(plain);
  close(gradient.x as number, byX, 1e-8);
  close(gradient.w as number, byW, 1e-8);
  const slope = (of: 0 | 1) => slopes((x, w) => slopesAt(x, w)[of], 1e-3);
  const rows = hessian as number[][];
  for (const of of [0, 1] as const) {
    slope(of).forEach((expected, k) => {
      close(rows[of]?.[k] as number, expected, 1e-5);
    });
  }
});

function slopesAt(x: number, w: number): readonly [number, number] {
  const h = 1e-4;
  const by = (at: (h: number) => number) => {
    const [a, b, c] = [1, 2, 3].map((k) => at(k * h) - at(-k * h)) as [number, number, number];
    return (45 * a - 9 * b + c) / (60 * h);
  };
  return [by((step) => plain(x + step, w)), by((step) => plain(x, w + step))];
}

test('the code of a loop that is kept whole gives its value and gradient', () => {
  const inspection = inspected();
  const { value: code, problems } = emit(inspection, 'javascript');
  assert.ok(code, problems[0]?.message);
  const name = /function (\w+)/.exec(code)?.[1];
  const f = vm.runInNewContext(`${code}; ${name}`) as (
    x: number,
    w: number,
  ) => { value: number; gradient: { x: number; w: number } };
  const { value, gradient } = f(point.x, point.w);
  close(value, plain(point.x, point.w), 1e-12);
  const [byX, byW] = slopes(plain);
  close(gradient.x, byX, 1e-8);
  close(gradient.w, byW, 1e-8);
  for (const target of ['python', 'c', 'julia', 'matlab', 'latex'] as const) {
    const { value: other, problems: why } = emit(inspection, target);
    assert.ok(other && !/NaN|undefined/.test(other), `${target}: ${why[0]?.message}`);
  }
});

test('evaluated again and again the numbers stay, whichever way they are worked out', () => {
  const { value: evaluator } = openDocument(RECURRENCE, 'python').compile(0, { entry: 'f', point });
  assert.ok(evaluator);
  const out = new Float64Array(2);
  const x = new Float64Array([point.x, point.w]);
  const first = evaluator.gradient(x, out);
  const slope = [...out];
  close(first, plain(point.x, point.w), 1e-12);
  for (let i = 0; i < 1500; i++) assert.equal(evaluator.gradient(x, out), first);
  assert.deepEqual([...out], slope);
});
