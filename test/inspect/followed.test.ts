// Programs whose loops and branches depend on the values of inputs are followed at the point: values by running them,
// gradients by differences of the running program; and refused where the way taken says nothing of the derivative.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type InspectOptions, openDocument, type Value } from '../../src/core.ts';

type Point = Readonly<Record<string, Value>>;

const inspected = (source: string, point: Point, options: InspectOptions = {}, language = 'javascript') =>
  openDocument(source, language).inspect(0, { entry: 'f', point, want: [], ...options });

/** Beside each program the same as a function that runs. */
const PROGRAMS: readonly (readonly [what: string, source: string, run: (x: number, y: number) => number])[] = [
  [
    'a continued fraction that ends once it is exact enough',
    `function f(x, y) { let h = 1, c = 1; for (let m = 1; m < 200; m++) { const d = 1 / (m + x * c); c = y / (m + d);
     const del = 1 + c * d / (m * m); h *= del; if (Math.abs(del - 1) < 1e-9) break; } return h; }`,
    (x, y) => {
      let [h, c] = [1, 1];
      for (let m = 1; m < 200; m++) {
        const d = 1 / (m + x * c);
        c = y / (m + d);
        const del = 1 + (c * d) / (m * m);
        h *= del;
        if (Math.abs(del - 1) < 1e-9) break;
      }
      return h;
    },
  ],
  [
    'a loop that runs as often as a value says',
    'function f(x, y) { let p = y; const n = Math.floor(x * 3); for (let i = 0; i < n; i++) p = p * x + 1; return p; }',
    (x, y) => {
      let p = y;
      for (let i = 0; i < Math.floor(x * 3); i++) p = p * x + 1;
      return p;
    },
  ],
  [
    'Newton’s steps until they are small',
    'function f(x, y) { let t = y; while (Math.abs(t * t - x) > 1e-8) t = (t + x / t) / 2; return t * y; }',
    (x, y) => Math.sqrt(x) * y,
  ],
  [
    'an order by something else, and an index by it',
    `function f(x, y) { const order = [x, y, 0.9].map((v, i) => [v, i]).sort((a, b) => b[0] * b[0] - a[0] * a[0]);
     return [x * y, x + y, x - y][order[0][1]] * order[1][0]; }`,
    (x, y) => {
      const order = [x, y, 0.9].map((v, i) => [v, i] as const).sort((a, b) => b[0] * b[0] - a[0] * a[0]);
      const [[, first] = [0, 0], [second] = [0]] = order;
      return ([x * y, x + y, x - y][first] ?? 0) * second;
    },
  ],
  [
    'a recursion that ends by a value',
    'function f(x, y) { return x > 6 ? Math.log(x) * y : x * f(x + 1, y); }',
    function run(x, y): number {
      return x > 6 ? Math.log(x) * y : x * run(x + 1, y);
    },
  ],
];

for (const [what, source, run] of PROGRAMS) {
  test(`followed at a point: ${what}`, () => {
    for (const [x, y] of [
      [1.37, 0.82],
      [2.21, 1.46],
    ] as const) {
      const { value, problems } = inspected(source, { x, y });
      assert.ok(value, problems[0]?.message);
      assert.ok(Math.abs((value.output.value as number) - run(x, y)) < 1e-7, `${value.output.value} ${run(x, y)}`);
      const h = 1e-3;
      const by = (dx: number, dy: number) =>
        (8 * (run(x + dx, y + dy) - run(x - dx, y - dy)) - run(x + 2 * dx, y + 2 * dy) + run(x - 2 * dx, y - 2 * dy)) /
        (12 * h);
      for (const [name, wanted] of [
        ['x', by(h, 0)],
        ['y', by(0, h)],
      ] as const) {
        assert.ok(
          Math.abs(((value.gradient[name] as number | undefined) ?? 0) - wanted) < 1e-5,
          `∂/∂${name} ${wanted}`,
        );
      }
      assert.ok(value.problems.some(({ code }) => code === 'atPoint'));
    }
  });
}

test('whoever asks for it gets no program that is followed at its point only', () => {
  const [, [, source]] = PROGRAMS as readonly [unknown, readonly [string, string]];
  const { value, problems } = inspected(source, { x: 1.37, y: 0.82 }, { everywhere: true });
  assert.equal(value, undefined);
  assert.equal(problems[0]?.code, 'static');
});

test('halving an interval says nothing of the derivative, and is refused', () => {
  const source = `function f(x) { let lo = 0, hi = 9; while (hi - lo > 1e-9) { const m = (lo + hi) / 2;
    if (m * m > x) hi = m; else lo = m; } return lo; }`;
  const { value, problems } = inspected(source, { x: 1.37 });
  assert.equal(value, undefined);
  assert.match(problems[0]?.message ?? '', /way taken at this point/);
});

test('inputs that only decide are named', () => {
  const source =
    'function f(x, flag) { let s = x; const n = flag > 1 ? 2 : 3; for (let k = 0; k < Math.floor(n * x); k++) s *= x; return s; }';
  const { value, problems } = inspected(source, { x: 1.4, flag: 0.5 });
  assert.ok(value, problems[0]?.message);
  assert.match(value.problems.find(({ code }) => code === 'atPoint')?.message ?? '', /, with flag = 0.5:/);
});

test('where a comparison is at its edge nothing is decided', () => {
  const source = 'function f(x) { let n = 0; while (n < x) n++; return n * x; }';
  assert.equal(inspected(source, { x: 2 }).value, undefined);
  assert.deepEqual(inspected(source, { x: 2.4 }).value?.gradient.x, 3);
});

test('at a point where the program goes another way nothing is told', () => {
  const source = 'function f(x) { let p = 1; for (let t = x; t > 1; t /= 2) p *= t; return p; }';
  const { value: replay } = openDocument(source, 'javascript').replay(0, { entry: 'f', point: { x: 3 } });
  assert.ok(replay);
  assert.equal(replay.refusal(Float64Array.of(3.5)), undefined);
  assert.match(replay.refusal(Float64Array.of(5))?.message ?? '', /another way/);
});

test('without a point one is chosen where the program can be followed', () => {
  const source =
    'def f(x):\n    n = 0\n    s = 0.0\n    while n < x * 3:\n        n += 1\n        s += x / n\n    return s\n';
  const { value, problems } = openDocument(source, 'python').inspect(0, { entry: 'f', want: [] });
  assert.ok(value, problems[0]?.message);
  const x = value.inputs[0]?.value as number;
  let sum = 0;
  for (let n = 1; n - 1 < x * 3; n++) sum += 1 / n;
  assert.ok(Math.abs((value.gradient.x as number) - sum) < 1e-12);
});
