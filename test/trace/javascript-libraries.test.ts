// How libraries of JavaScript are written: objects that functions are added to, in functions called where they stand.
// Values against running the text in Node, gradients against differences of that.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { inspect, openDocument } from '../../src/core.ts';

/** The function at `path` as Node runs it, and by what each number moves it (differences of sixth order). */
function reference(source: string, path: string, args: readonly number[]) {
  const f = vm.runInNewContext(`${source}; ${path}`) as (...args: readonly number[]) => number;
  const h = 1e-3;
  const slopes = args.map((_, i) => {
    const at = (k: number) => f(...args.map((x, j) => (j === i ? x + k * h : x)));
    return [45, -9, 1].reduce((sum, c, k) => sum + c * (at(k + 1) - at(-k - 1)), 0) / (60 * h);
  });
  return { value: f(...args), slopes };
}

function agrees(source: string, path: string, point: Readonly<Record<string, number>>): void {
  const { value: found, problems } = inspect(source, 'javascript', 0, { entry: path, point, want: [] });
  assert.ok(found, `${path}: ${problems[0]?.message}`);
  const { value, slopes } = reference(source, path, Object.values(point));
  assert.ok(Math.abs((found.output.value as number) - value) < 1e-12 * (1 + Math.abs(value)), path);
  Object.keys(point).forEach((name, i) => {
    const [own, slope] = [found.gradient[name] as number, slopes[i] as number];
    assert.ok(Math.abs(own - slope) < 1e-8 * (1 + Math.abs(slope)), `${path} by ${name}: ${own}, not ${slope}`);
  });
}

const EXTENDED = `
var stats = {};
stats.normal = {};
stats.extend = function (a, b) { for (var i in b) a[i] = b[i]; };
stats.extend(stats.normal, {
  pdf: function pdf(x, m, s) { var z = (x - m) / s; return Math.exp(-0.5 * z * z) / s; },
  shifted: (x, m) => stats.normal.pdf(x + 1, m, 2)
});
Object.assign(stats, { cube: function (x) { return x * x * x; } });
`;

test('properties that extend or Object.assign adds are functions of that path', () => {
  agrees(EXTENDED, 'stats.normal.pdf', { x: 0.3, m: 0.7, s: 1.4 });
  agrees(EXTENDED, 'stats.normal.shifted', { x: 0.3, m: 0.7 });
  agrees(EXTENDED, 'stats.cube', { x: 0.3 });
});

const IN_PARTS = `
var all = (function () {
var stats = (function (Math, undefined) {
  function stats() {}
  stats.square = function square(x) { var y = x * x; return y; };
  return stats;
})(Math);
(function (stats, Math) {
  function inner(x) { return Math.sin(x) + 2; }
  stats.lift = function lift(x) { var y = Math.log(x); y += inner(x); return y; };
}(stats, Math));
(function (stats, Math) {
  function inner(x) { return 3 * x; }
  stats.both = function both(x) { var z = stats.lift(x); return z * inner(x) + stats.square(x); };
}(stats, Math));
return stats;
})();
`;

test('what a function called where it stands adds to an object is called from elsewhere', () => {
  agrees(IN_PARTS.replace('var all', 'var stats'), 'stats.both', { x: 1.3 });
});

test('an object of the same name that is another one is not taken for it', () => {
  const other = `
var stats = {};
(function (stats) { stats.lift = function (x) { var y = x; return y * 2; }; })({});
stats.use = function (x) { var y = stats.lift(x); return y; };`;
  const twice = `
var stats = {};
(function (stats) { stats.lift = function (x) { var y = x; return y * 2; }; })(stats);
(function (stats) { stats.lift = function (x) { var y = x; return y * 3; }; })(stats);
(function (stats) { stats.use = function (x) { var y = stats.lift(x); return y; }; })(stats);`;
  for (const source of [other, twice]) {
    assert.equal(openDocument(source, 'javascript').inspect(0, { entry: 'stats.use' }).value, undefined, source);
  }
});

test('a result that is sometimes undefined is a number where it is one, and refused where it is not', () => {
  const source = `
function mean(a, b) { return b > 2 ? b * a / (b - 2) : undefined; }
function mode(a, b) { if (b <= 2) return undefined; return a * b; }`;
  agrees(source, 'mean', { a: 1.5, b: 3.2 });
  agrees(source, 'mode', { a: 1.5, b: 3.2 });
  for (const entry of ['mean', 'mode']) {
    const { value, problems } = inspect(source, 'javascript', 0, { entry, point: { a: 1.5, b: 1.2 } });
    assert.equal(value, undefined);
    assert.match(problems[0]?.message ?? '', /gives no value/);
  }
});
