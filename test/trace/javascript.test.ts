// JavaScript functions: values against running them in Node, gradients against differences of that.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { type Inspection, openDocument, type Value } from '../../src/core.ts';
import { randomFunction } from '../support/arrayPrograms.ts';

type Point = Readonly<Record<string, Value>>;

function inspected(source: string, point?: Point, language = 'javascript', everywhere = false): Inspection | string {
  const { value, problems } = openDocument(source, language).inspect(0, { entry: 'f', point, want: [], everywhere });
  return value ?? problems[0]?.message ?? 'nothing';
}

function flat(value: unknown): number[] {
  return Array.isArray(value) ? value.flatMap(flat) : [Number(value)];
}

function near(a: number, b: number, tolerance: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
}

/** Whether value and gradient are those of the language itself; undefined where a branch is near. */
function agrees(source: string, found: Inspection, point: { t: number; x: number[] }): boolean | undefined {
  const f = vm.runInNewContext(`${source}; f`) as (t: number, x: number[]) => number;
  const at = (cells: readonly number[]) => f(cells[0] as number, cells.slice(1));
  const cells = [point.t, ...point.x];
  const value = at(cells);
  if (!Number.isFinite(value) || Math.abs(value) > 1e6) return undefined;
  if (!near(found.output.value as number, value, 1e-9)) return false;
  const gradient = [...flat(found.gradient.t ?? 0), ...flat(found.gradient.x ?? [0, 0, 0])];
  for (const [i, computed] of gradient.entries()) {
    const slope = (h: number) => {
      const [up, down] = [cells.map((c, k) => (k === i ? c + h : c)), cells.map((c, k) => (k === i ? c - h : c))];
      return (at(up) - at(down)) / (2 * h);
    };
    const [wide, narrow] = [slope(2e-4), slope(1e-4)];
    const expected = (4 * narrow - wide) / 3;
    // A branch or a corner between the points.
    if (!near(wide, narrow, 1e-4)) return undefined;
    if (!near(computed, expected, 1e-5)) return false;
  }
  return true;
}

test('random functions of arrays have the values and gradients that Node gives', () => {
  let right = 0;
  const refused = new Map<string, number>();
  for (let seed = 1; seed <= 360; seed++) {
    const source = randomFunction(seed);
    const point = { t: 0.7 + (seed % 7) * 0.11, x: [0.83, -0.42 + (seed % 5) * 0.3, 1.37] };
    const found = inspected(source, point);
    if (typeof found === 'string') {
      refused.set(found, (refused.get(found) ?? 0) + 1);
      continue;
    }
    const verdict = agrees(source, found, point);
    assert.notEqual(
      verdict,
      false,
      `seed ${seed}: ${found.output.value}, ${JSON.stringify(found.gradient)}\n${source}`,
    );
    if (verdict) right++;
  }
  assert.ok(right >= 300, `${right} are right; refused: ${JSON.stringify([...refused])}`);
});

const FUNCTIONS: readonly (readonly [source: string, point: Point, value: Value, gradient: Point])[] = [
  ['function f(x) { let s = 0; x.forEach((v) => { s += v * v; }); return s; }', { x: [1, 2] }, 5, { x: [2, 4] }],
  ['const f = (x) => x.map((v) => v * 2);', { x: [1, 2] }, 2, { x: [2, 0] }],
  ['function f(...xs) { return xs.reduce((a, b) => a * b, 1); }', { xs: [2, 3] }, 6, { xs: [3, 2] }],
  ['function f({ a, b }) { return a * b; }', { a: 2, b: 3 }, 6, { a: 3, b: 2 }],
  ['function f(x, { k = 3 } = {}) { return x * k; }', { x: 2, k: 5 }, 10, { x: 5, k: 2 }],
  [
    'function f(w, x) { return w["w" + 0] * x + w.w1; }',
    { x: 2, 'w.w0': 3, 'w.w1': 1 },
    7,
    { x: 3, 'w.w0': 2, 'w.w1': 1 },
  ],
  [
    'class A { constructor(a) { this.a = a; } get d() { return this.a * 2; } set d(v) { this.a = v; } static k(x) { return x * 3; } }\nfunction f(x) { const o = new A(x); o.d = x * x; return o.d + A.k(x); }',
    { x: 2 },
    14,
    { x: 11 },
  ],
  ['function f(x) { return h(x) + 1; function h(y) { return y * y; } }', { x: 3 }, 10, { x: 6 }],
  ['function g(x, k = x * 2) { return k; }\nfunction f(x) { return g(x); }', { x: 3 }, 6, { x: 2 }],
  ['function f(x) { const l = []; if (l) return x * 2; return x; }', { x: 3 }, 6, { x: 2 }],
  ['function f(x) { if (!Array.isArray(x)) throw new TypeError("x"); return x[0] * 2; }', { x: [3] }, 6, { x: [2] }],
  ['function f(x) { if (Number.isNaN(x) || !Number.isFinite(x)) return NaN; return x * x; }', { x: 3 }, 9, { x: 6 }],
  [
    'function f(x, y) { if (typeof x !== "number") return 0; return x * (y ?? 2); }',
    { x: 3, y: 4 },
    12,
    { x: 4, y: 3 },
  ],
  ['function f(x) { const a = { p: x, q: 2 }; const b = { ...a, q: 3 }; return b.p * b.q; }', { x: 2 }, 6, { x: 3 }],
  ['function f(x) { return [...Array(4).keys()].map((i) => i * x).reduce((a, b) => a + b); }', { x: 2 }, 12, { x: 6 }],
  [
    'function mk(i) { return (y) => y * i; }\nfunction f(x) { const fs = []; for (let i = 0; i < 3; i++) fs.push(mk(i)); return fs[2](x); }',
    { x: 3 },
    6,
    { x: 2 },
  ],
  [
    'function sum(x) { let sum = x[0]; for (let i = 1; i < x.length; i++) sum += x[i]; return sum; }\nfunction f(x) { return sum(x) / x.length; }',
    { x: [1, 3] },
    2,
    { x: [0.5, 0.5] },
  ],
  [
    'function f(a, b) { if (a.length !== b.length) throw new Error("no"); return a[0] * b[0]; }',
    { a: [2], b: [3] },
    6,
    { a: [3], b: [2] },
  ],
  [
    'function f(x) { const s = x.slice().sort((a, b) => a - b); return s[0] + 2 * s[1] + 4 * s[2]; }',
    { x: [1.2, 0.8, 1.5] },
    9.2,
    { x: [2, 1, 4] },
  ],
  ['function f(x) { return [...x].sort(function (a, b) { return b - a; })[0]; }', { x: [1, 3] }, 3, { x: [0, 1] }],
  ['function f(x) { return [3, 1, 10].sort((a, b) => a - b)[2] * x; }', { x: 2 }, 20, { x: 10 }],
  ['function f(x) { return x * (x | 0) + ~~x; }', { x: 2.5 }, 7, { x: 2 }],
  ['function f(x) { return x[x.length >>> 1] * (1 << 3) + (5 & 6) + ~4; }', { x: [1, 2, 3] }, 15, { x: [0, 8, 0] }],
];

test('what the language has of its own is followed', () => {
  for (const [source, point, value, gradient] of FUNCTIONS) {
    const found = inspected(source, point);
    assert.ok(typeof found !== 'string', `${source}: ${found}`);
    assert.deepEqual(found.output.value, value, source);
    for (const [name, expected] of Object.entries(gradient)) assert.deepEqual(found.gradient[name], expected, source);
  }
});

test('arrays of one length are taken where a check of a function that is called says so', () => {
  const check = 'function g(a, b) { if (a.length !== b.length) throw new Error("no"); return a[0] * b[1]; }';
  const found = inspected(`${check}\nfunction f(a, b) { return g(a, b); }`);
  assert.ok(typeof found !== 'string', String(found));
});

const REFUSED: readonly (readonly [why: string, source: string])[] = [
  ['text beside a number', "function f(x) { return 3 == '3' ? x : x * x; }"],
  [
    'a function of an earlier round',
    'function f(x) { const h = []; for (let i = 0; i < 3; i++) h.push((y) => y * i); return h[0](x); }',
  ],
  ['arrays are not added', 'function f(x) { return [x, 2] + 1; }'],
  ['arrays are not multiplied', 'function f(x) { const v = [x]; return v * 2; }'],
  ['an array handed to a function of numbers', 'function f(x) { return Math.sin([x, 1]); }'],
  ['an order of texts', 'function f(x) { return x.sort()[0]; }'],
  ['an order by something else', 'function f(x) { return x.sort((a, b) => a * a - b * b)[0]; }'],
  ['not a power', 'function f(x) { return x ^ 2; }'],
  ['random numbers', 'function f(x) { return x * Math.random(); }'],
  ['an unknown function may set names', 'function f(x) { let s = 0; other.each((v) => { s += v; }); return s + x; }'],
  ['a filter by values', 'function f(x) { return x.filter((v) => v > 0)[0] * x[0]; }'],
  ['arrays that round', 'function f(x) { const v = new Float32Array(3); v[0] = x; return v[0]; }'],
  ['a text of numbers', 'function f(x) { return x + "1"; }'],
];

test('what is not followed is refused', () => {
  for (const [why, source] of REFUSED)
    assert.equal(typeof inspected(source, undefined, 'javascript', true), 'string', why);
});

test('arrays of open length fit what is asked of them', () => {
  const found = inspected('function f(a, b) { if (a.length !== b.length) throw new Error("no"); return a[0] * b[0]; }');
  assert.ok(typeof found !== 'string', String(found));
  assert.equal(flat(found.inputs[0]?.value).length, flat(found.inputs[1]?.value).length);
});
