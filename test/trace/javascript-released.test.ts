// What functions of released packages do in JavaScript, by running the same function: values, and gradients by differences.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

type Point = Readonly<Record<string, number | readonly number[]>>;

const inspected = (source: string, point: Point, entry = 'f') =>
  openDocument(source, 'javascript').inspect(0, { entry, point, want: [] });

/** Each defines `f(x, y)`. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'all arguments': `function sum() { let s = 0; for (let i = 0; i < arguments.length; i++) s += arguments[i] * (i + 1); return s; }
    function f(x, y) { return sum(x, y, x * y); }`,
  'a default as old compilers write it': `function g(a) { var k = arguments.length > 1 && arguments[1] !== undefined ? arguments[1] : 3; return a * k; }
    function f(x, y) { return g(x) + g(x, y * y); }`,
  'arguments handed on': `function last() { return Array.prototype.slice.call(arguments)[arguments.length - 1]; }
    function f(x, y) { return last(1, x * y) * last.apply(null, [x, y]); }`,
  'arguments seen from an arrow': 'function f(x, y) { const g = () => arguments[1] * x; return g(7, 8) + y; }',
  'a function that calls itself by a name of its own': `const lib = { fall: function down(n, v) { return n < 1 ? v : v * down(n - 1, v + 1); } };
    function f(x, y) { return lib.fall(3, x) * y; }`,
  'a function made by a function': `const f = (function () { const c = 1.7; function g(x, y) { return g2(x) * y + c; }
    function g2(v) { return v * v; } return g; })();`,
  'bits of a name': 'function f(x, y) { let n = 5; n >>= 1; n |= 4; return x * n + y; }',
  'objects by the values of inputs': `function f(x, y) { const rank = {}; [x, y, 0.5].sort((a, b) => a - b).forEach((v, i) => { rank[v] = i + 1; });
    return rank[x] * x + rank[y] * y; }`,
  'an index that calls something': `function f(x, y) { const bins = [0, 0, 0, 0]; for (const v of [x, y]) bins[Math.floor(v)] += v * v;
    return bins[0] * 2 + bins[1] * 3; }`,
  'whole parts as text': 'function f(x, y) { const k = parseInt(x * 4, 10); return [1, 2, 3, 4, 5, 6, 7, 8][k] * y; }',
  'a number has no length': 'function f(x, y) { const w = [x, y]; return w[0].length === undefined ? w[1] * x : 7; }',
  'what is not handed over is not a number':
    'function g(v, p) { if (isNaN(p)) p = 2; return v ** p; } function f(x, y) { return g(x) * g(y, 3); }',
  'one array or two':
    'function g(p, q) { return p === q ? p[0] : p[0] * q[1]; } function f(x, y) { const p = [x, y]; return g(p, p) + g(p, [1, y]); }',
  'entries beyond the end':
    'function f(x, y) { const a = []; a[2] = x; a[0] = y; return a[2] * a[0] + (a[1] === undefined ? 1 : 2); }',
};

for (const [what, source] of Object.entries(PROGRAMS)) {
  test(`JavaScript: ${what}`, async () => {
    const module = (await import(`data:text/javascript,${encodeURIComponent(`${source}\nexport { f };`)}`)) as {
      f(x: number, y: number): number;
    };
    const [x, y, h] = [1.37, 0.82, 1e-4];
    const { value, problems } = inspected(source, { x, y });
    assert.ok(value, problems[0]?.message);
    assert.ok(Math.abs((value.output.value as number) - module.f(x, y)) < 1e-12, `${value.output.value}`);
    const wanted = {
      x: (module.f(x + h, y) - module.f(x - h, y)) / (2 * h),
      y: (module.f(x, y + h) - module.f(x, y - h)) / (2 * h),
    };
    for (const [name, number] of Object.entries(wanted)) {
      const own = (value.gradient[name] as number | undefined) ?? 0;
      assert.ok(Math.abs(own - number) < 1e-6, `∂/∂${name}: ${own}, not ${number}`);
    }
  });
}

test('JavaScript: what may be another name of a parameter, or rounds digits away, is refused', () => {
  const aliased = inspected('function f(x) { x = x * 2; return arguments[0]; }', { x: 1.5 });
  assert.match(aliased.problems[0]?.message ?? '', /another name of a parameter/);
  const rounded = inspected('function f(x) { return Math.round(Math.sin(x) * 1e10) / 1e10; }', { x: 1.5 });
  assert.equal(rounded.value, undefined);
  assert.match(rounded.problems[0]?.message ?? '', /rounds to steps of 1e-10/);
  // Steps that are seen are meant.
  assert.ok(inspected('function f(x) { return Math.round(x * 4) / 4 + x; }', { x: 1.6 }).value);
  const variadic = inspected('function f() { return arguments[0] * 2; }', {});
  assert.match(variadic.problems[0]?.message ?? '', /whatever was handed over/);
});

test('JavaScript: keys that are equal by chance, and keys as texts, are refused', () => {
  const source = 'function f(x, y) { const k = {}; k[x] = 1; k[y] = 2; return k[x] * x; }';
  assert.equal(inspected(source, { x: 1.5, y: 1.5 }).value, undefined);
  const listed = 'function f(x, y) { const k = {}; k[x] = 1; k[y] = 2; return Number(Object.keys(k)[0]) * x; }';
  assert.equal(inspected(listed, { x: 1.5, y: 2.5 }).value, undefined);
});
