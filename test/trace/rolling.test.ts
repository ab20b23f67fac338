// Loops that are kept whole: against plain numbers with differences of order 6, and against the same loops followed pass
// by pass, random ones too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import type { Value } from '../../src/base/value.ts';
import { openDocument } from '../../src/core.ts';
import { randomLoop } from '../support/loopPrograms.ts';

type Point = Readonly<Record<string, Value>>;

const wave = (count: number, by = 1.7) => Array.from({ length: count }, (_, i) => Math.sin(by * i + 0.3));

function inspected(source: string, language: string, point: Point, unrolled?: number) {
  const { value, problems } = openDocument(source, language).inspect(0, {
    entry: 'f',
    point,
    want: [],
    ...(unrolled !== undefined && { budget: { unrolled } }),
  });
  assert.ok(value, `${source}: ${problems[0]?.message}`);
  return value;
}

const numbersOf = (value: Value): number[] => (typeof value === 'number' ? [value] : value.flatMap(numbersOf));

function close(actual: number, expected: number, tolerance: number, what: string): void {
  const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  assert.ok(error <= tolerance, `${what}: ${actual} is not ${expected}`);
}

/** ∂f by differences of order 6. */
function slope(f: (by: number) => number, h = 2e-4): number {
  const [a, b, c] = [1, 2, 3].map((k) => f(k * h) - f(-k * h)) as [number, number, number];
  return (45 * a - 9 * b + c) / (60 * h);
}

/** The same function in plain JavaScript, of the point's values in order. */
type Plain = (...values: readonly (number & number[])[]) => number;

const CASES: readonly (readonly [
  title: string,
  language: string,
  source: string,
  point: Point,
  plain: Plain,
  steps: number,
])[] = [
  [
    'the midpoint rule in Python',
    'python',
    `import math
def f(a, b):
    s = 0.0
    n = 400
    h = (b - a) / n
    for i in range(n):
        t = a + (i + 0.5) * h
        s += math.sin(t) * math.exp(-t) * h
    return s
`,
    { a: 0.3, b: 1.7 },
    (a, b) => {
      const h = (b - a) / 400;
      const places = Array.from({ length: 400 }, (_, i) => a + (i + 0.5) * h);
      return places.reduce((sum, t) => sum + Math.sin(t) * Math.exp(-t) * h, 0);
    },
    20,
  ],
  [
    'neighbours in Python',
    'python',
    `def f(x):
    s = 0
    for i in range(len(x) - 1):
        s += 100 * (x[i+1] - x[i]**2)**2 + (1 - x[i])**2
    return s
`,
    { x: wave(120) },
    (x) => x.slice(1).reduce((s, next, i) => s + 100 * (next - (x[i] ?? 0) ** 2) ** 2 + (1 - (x[i] ?? 0)) ** 2, 0),
    20,
  ],
  [
    'a recurrence in Python',
    'python',
    `import math
def f(x):
    y = x
    for k in range(1000):
        y = math.sin(y)*x + y/2
    return y
`,
    { x: 0.9 },
    (x) => {
      let y: number = x;
      for (let k = 0; k < 1000; k++) y = Math.sin(y) * x + y / 2;
      return y;
    },
    5,
  ],
  [
    'rows and targets in Python',
    'python',
    `import numpy as np
def f(w, X, y):
    loss = 0.0
    for i, (row, target) in enumerate(zip(X, y)):
        loss += (w @ row - target)**2 / (i + 1)
    return loss / len(y)
`,
    { w: [0.1, 0.5], X: Array.from({ length: 80 }, (_, i) => wave(2, i)), y: wave(80, 3) },
    (w, X, y) => {
      const rows = X as unknown as number[][];
      const terms = rows.map(
        (row, i) => ((w[0] ?? 0) * (row[0] ?? 0) + (w[1] ?? 0) * (row[1] ?? 0) - (y[i] ?? 0)) ** 2 / (i + 1),
      );
      return terms.reduce((a, b) => a + b) / y.length;
    },
    20,
  ],
  [
    'an array set entry by entry in Python',
    'python',
    `import numpy as np
def f(x):
    out = np.zeros(len(x))
    for i in range(len(x)):
        out[i] = x[i]**2 + np.sin(x[i])
    return np.sum(out * x)
`,
    { x: wave(90) },
    (x) => x.reduce((s, each) => s + (each ** 2 + Math.sin(each)) * each, 0),
    20,
  ],
  [
    'Euler steps in an array in Python',
    'python',
    `import numpy as np
def f(k, y0):
    y = np.zeros(101)
    y[0] = y0
    for i in range(100):
        y[i+1] = y[i] + 0.01 * (k * y[i] * (1 - y[i]))
    return y[100]
`,
    { k: 1.3, y0: 0.2 },
    (k, y0) => {
      let y: number = y0;
      for (let i = 0; i < 100; i++) y += 0.01 * (k * y * (1 - y));
      return y;
    },
    20,
  ],
  [
    'sums and products in JavaScript',
    'javascript',
    `function f(x) {
  let s = 0; let p = 1;
  for (let i = 0; i < 200; i++) { s += Math.sin(x * i) / (i + 1); p *= 1 + x / (i + 1) / 100; }
  return s * p;
}`,
    { x: 0.4 },
    (x) => {
      const terms = Array.from({ length: 200 }, (_, i) => i);
      const s = terms.reduce((sum, i) => sum + Math.sin(x * i) / (i + 1), 0);
      return s * terms.reduce((p, i) => p * (1 + x / (i + 1) / 100), 1);
    },
    20,
  ],
  [
    'the entry before in C',
    'c',
    `double f(const double *x, int n) {
  double s = 0; double prev = x[0];
  for (int i = 1; i < n; i++) { double d = x[i] - prev; s += d * d * d; prev = x[i]; }
  return s;
}`,
    { x: wave(100), n: 100 },
    (x) => x.slice(1).reduce((s, each, i) => s + (each - (x[i] ?? 0)) ** 3, 0),
    20,
  ],
  [
    'even and odd places in Julia',
    'julia',
    `function f(x)
  s = 0.0
  for i in 2:length(x)
    if i % 2 == 0
      s += x[i] * x[i-1]
    else
      s -= x[i]
    end
  end
  s
end`,
    { x: wave(100) },
    (x) => x.reduce((s, each, i) => (i === 0 ? s : i % 2 === 1 ? s + each * (x[i - 1] ?? 0) : s - each), 0),
    20,
  ],
  [
    'a Fourier sum in MATLAB',
    'matlab',
    `function s = f(x)
  s = 0;
  for i = 1:200
    s = s + sin(x*i)/i;
  end
end`,
    { x: 0.4 },
    (x) => Array.from({ length: 200 }, (_, i) => Math.sin(x * (i + 1)) / (i + 1)).reduce((a, b) => a + b),
    20,
  ],
  [
    'a recurrence and its sum in R',
    'r',
    `f <- function(x) {
  s <- 0
  y <- x
  for (i in 1:150) {
    y <- y - 0.01 * y^2
    s <- s + y
  }
  s
}`,
    { x: 0.4 },
    (x) => {
      let [y, s] = [x as number, 0];
      for (let i = 0; i < 150; i++) {
        y -= 0.01 * y ** 2;
        s += y;
      }
      return s;
    },
    5,
  ],
];

test('loops of many passes are few steps, with the values and gradients of plain numbers', () => {
  for (const [title, language, source, point, plain, steps] of CASES) {
    const { output, gradient, lines } = inspected(source, language, point);
    const inputs = Object.keys(point).filter((name) => name !== 'n');
    const values = inputs.map((name) => point[name] as Value);
    const f = (all: readonly Value[]) => plain(...(all as unknown as (number & number[])[]));
    close(output.value as number, f(values), 1e-12, title);
    for (const [i, name] of inputs.entries()) {
      const computed = numbersOf(gradient[name] as Value);
      for (let k = 0; k < Math.min(computed.length, 7); k++) {
        const moved = (by: number) => f(values.map((value, at) => (at === i ? shifted(value, k, by) : value)));
        close(computed[k] as number, slope(moved), 1e-8, `${title}: ∂f/∂${name}[${k}]`);
      }
    }
    const operations = lines.filter(({ operation }) => operation !== 'input' && operation !== 'constant');
    assert.ok(operations.length <= steps, `${title}: ${operations.length} steps`);
  }
});

/** Entry `k`, row by row, moved by so much. */
function shifted(value: Value, k: number, by: number): Value {
  let left = k;
  const move = (part: Value): Value => {
    if (typeof part !== 'number') return part.map(move);
    return left-- === 0 ? part + by : part;
  };
  return move(value);
}

test('random loops are the same kept whole and pass by pass', () => {
  const size = 9;
  const point = { u: 0.7, w: -0.4, x: wave(size) };
  let whole = 0;
  let handedOn = 0;
  for (let seed = 1; seed <= 45; seed++) {
    const programs = randomLoop(seed, size);
    for (const language of ['python', 'javascript'] as const) {
      const source = programs[language];
      const rolled = inspected(source, language, point, 4);
      const plain = inspected(source, language, point, Number.POSITIVE_INFINITY);
      close(rolled.output.value as number, plain.output.value as number, 1e-12, `${seed} ${source}`);
      for (const [name, value] of Object.entries(point)) {
        const zeros = numbersOf(value).map(() => 0);
        const [a, b] = [rolled, plain].map(({ gradient }) => numbersOf(gradient[name] ?? zeros));
        b?.forEach((entry, k) => {
          close(a?.[k] as number, entry, 1e-11, `${seed}: ∂f/∂${name}[${k}] ${source}`);
        });
      }
      if (language === 'javascript') {
        const f = vm.runInNewContext(`${source}; f`) as (u: number, w: number, x: number[]) => number;
        close(rolled.output.value as number, f(point.u, point.w, [...point.x]), 1e-12, `${seed}: in JavaScript`);
      }
      if (rolled.groups.some(({ label }) => label.endsWith('passes'))) whole++;
      if (rolled.lines.some(({ operation }) => operation === 'scan')) handedOn++;
    }
  }
  assert.ok(whole > 60 && handedOn > 25, `${whole} of 90 loops were kept whole, ${handedOn} of them recurrences`);
});

test('a loop with corners is kept whole, and says in which pass it stands at one', () => {
  const source =
    'def f(x):\n    y = x\n    for i in range(70):\n        y = abs(y - 3) if y > 2 else y + 0.5\n    return y\n';
  const plain = (x: number) => {
    let y = x;
    for (let i = 0; i < 70; i++) y = y > 2 ? Math.abs(y - 3) : y + 0.5;
    return y;
  };
  const { output, gradient, groups, problems } = inspected(source, 'python', { x: 0.4 });
  assert.deepEqual(
    groups.map(({ label }) => label),
    ['i: 70 passes'],
  );
  assert.deepEqual(problems, []);
  close(output.value as number, plain(0.4), 1e-12, 'its value');
  close(
    gradient.x as number,
    slope((by) => plain(0.4 + by)),
    1e-8,
    'its gradient',
  );
  const [first] = inspected(source, 'python', { x: 0.5 }).problems;
  assert.equal(first?.code, 'kink');
  assert.match(first?.message ?? '', /as in pass 4 of the loop; by convention/);
});

test('short loops, and what only pass after pass can follow, are followed pass by pass', () => {
  const count = (source: string, point: Point) =>
    inspected(source, 'python', point).groups.filter(({ kind, label }) => kind === 'loop' && !label.endsWith('passes'))
      .length;
  assert.equal(
    count('def f(x):\n    s = 0\n    for i in range(64):\n        s += x * i\n    return s\n', { x: 1 }),
    64,
  );
  const stops =
    'def f(x):\n    y = x\n    for i in range(70):\n        if y > 3:\n            break\n        y = y + x\n    return y\n';
  assert.ok(count(stops, { x: 0.4 }) > 0);
  const keeps =
    'def f(x):\n    s = 0\n    for i in range(70):\n        g = lambda t: t * x[i]\n        s += g(i)\n    return s + g(2)\n';
  assert.ok(count(keeps, { x: wave(70) }) > 60);
});

test('a loop of a hundred thousand passes has value and gradient', () => {
  const source = `import math
def f(x):
    y = x
    for k in range(100000):
        y = math.sin(y)*x + y/2
    return y
`;
  const { output, gradient } = inspected(source, 'python', { x: 0.9 });
  // The fixed point of y = x sin y + y/2 and its slope.
  let y = 1;
  for (let k = 0; k < 200; k++) y = Math.sin(y) * 0.9 + y / 2;
  close(output.value as number, y, 1e-12, 'y');
  close(gradient.x as number, Math.sin(y) / (0.5 - 0.9 * Math.cos(y)), 1e-10, '∂y/∂x');
});
