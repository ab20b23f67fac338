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

const TAKEN = `
var lib = (function (Math) {
  var toString = Object.prototype.toString, slice = Array.prototype.slice, concat = Array.prototype.concat;
  var push = Array.prototype.push;
  function isFunction(arg) { return toString.call(arg) === '[object Function]'; }
  function isList(arg) { return toString.call(arg) === '[object Array]'; }
  function lib() { return 1; }
  lib.utils = { isArray: Array.isArray, isFunction: isFunction };
  lib.asked = function (x) { return isFunction(x) ? 1 : isFunction(isList) && isList([x]) && !isList(x) ? x * x : 2; };
  lib.pushed = function (x) { var l = []; push.apply(l, [x, 2 * x]); return l[1]; };
  lib.joined = function (x) { var l = concat.apply([], [[x, x * x], [3]]); return l[1] * l[2]; };
  lib.cut = function (x) { return slice.call([1, x, x * x], 1)[1]; };
  lib.open = function (x) { var r = new Array(2); if (!r[0]) r[0] = x; if (r[1] === undefined) r[1] = 3; return r[0] * r[1]; };
  return lib;
}(Math));
(function (lib, Math) {
  var isArray = lib.utils.isArray;
  lib.later = function (x) { return isArray(x) || x instanceof lib ? 1 : x * 3; };
}(lib, Math));
function times(a, b) { return a * b; }
function called(x) { return times.call(null, x, 3) + times.apply(null, [x, x]) + Math.max.apply(null, [x, 2 * x, 1]); }
function made(x) { return [].concat.apply([], [[x], [x * x]])[1]; }
function kinds(x) { return [x] instanceof Array && !(x instanceof Array) ? x * x : 0; }
function own(x) { var o = { v: x, get: function (t) { return this.v * t; } }; return o.get.call({ v: 5 }, x); }
lib.pair = function (x) { return { low: x, high: x * x }; };
`;

test('functions taken from a prototype and called with call and apply do what the method does', () => {
  for (const path of ['asked', 'pushed', 'joined', 'cut', 'open', 'later']) agrees(TAKEN, `lib.${path}`, { x: 1.3 });
  for (const path of ['called', 'made', 'kinds']) agrees(TAKEN, path, { x: 1.3 });
  // Another this than that of the call is not followed.
  assert.equal(inspect(TAKEN, 'javascript', 0, { entry: 'own', point: { x: 1.3 }, want: [] }).value, undefined);
});

test('of several values that a function on an object gives one is chosen by its name', () => {
  const { value } = inspect(TAKEN, 'javascript', 0, { entry: 'lib.pair', point: { x: 1.3 }, want: [], output: 'high' });
  assert.equal(value?.output.value, 1.3 * 1.3);
  assert.deepEqual(value?.outputs, ['low', 'high']);
});
