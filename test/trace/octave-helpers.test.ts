// What Octave's own functions ask of their arguments, and functions of degrees: values and slopes in closed form.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect, type Value } from '../../src/core.ts';

type Point = Readonly<Record<string, Value>>;

function found(source: string, point: Point) {
  const { value, problems } = inspect(source, 'octave', 0, { entry: 'f', point, want: [] });
  assert.ok(value, `${source}: ${problems[0]?.message}`);
  return { value: value.output.value, gradient: value.gradient };
}

function near(own: unknown, expected: number, of: string): void {
  assert.ok(Math.abs((own as number) - expected) < 1e-12 * (1 + Math.abs(expected)), `${of}: ${own}, not ${expected}`);
}

const TURN = Math.PI / 180;

test('functions of degrees', () => {
  const cases: readonly [string, number, number, number][] = [
    ['sind', 31, Math.sin(31 * TURN), Math.cos(31 * TURN) * TURN],
    ['cosd', 31, Math.cos(31 * TURN), -Math.sin(31 * TURN) * TURN],
    ['tand', 31, Math.tan(31 * TURN), TURN / Math.cos(31 * TURN) ** 2],
    ['asind', 0.3, Math.asin(0.3) / TURN, 1 / TURN / Math.sqrt(1 - 0.09)],
    ['acosd', 0.3, Math.acos(0.3) / TURN, -1 / TURN / Math.sqrt(1 - 0.09)],
    ['atand', 0.3, Math.atan(0.3) / TURN, 1 / TURN / 1.09],
  ];
  for (const [name, x, value, slope] of cases) {
    const own = found(`function y = f(x)\n  y = ${name}(x);\nend`, { x });
    near(own.value, value, name);
    near(own.gradient.x, slope, name);
  }
});

test('questions about classes and sizes are answered for numbers that are real and doubles', () => {
  const source = `
function y = f(x, z)
  if (iscomplex (x) || isinteger (x) || ! isa (x, "float") || ! size_equal (x, z) || issquare ([x, z, x]))
    error ("no");
  endif
  y = x^2 * z;
end`;
  const own = found(source, { x: 1.3, z: 0.7 });
  near(own.value, 1.3 ** 2 * 0.7, 'value');
  near(own.gradient.x, 2 * 1.3 * 0.7, 'by x');
  near(own.gradient.z, 1.3 ** 2, 'by z');
});

test('finite numbers, and those that are not', () => {
  const source = 'function y = f(x)\n  k = ! isfinite (x) | isinf (x);\n  y = merge (k, 0, x^3);\nend';
  const own = found(source, { x: 1.3 });
  near(own.value, 1.3 ** 3, 'value');
  near(own.gradient.x, 3 * 1.3 ** 2, 'by x');
  near(found(source, { x: Number.POSITIVE_INFINITY }).value, 0, 'infinite');
});

test('common_size makes numbers as long as the arrays beside them', () => {
  const source = `
function y = f(x, a)
  [err, x, a] = common_size (x, a);
  if (err > 0) error ("sizes"); end
  y = sum (x .* a(2) + a);
end`;
  const own = found(source, { x: [1, 2, 4], a: 0.5 });
  near(own.value, 7 * 0.5 + 1.5, 'value');
  near(own.gradient.a, 7 + 3, 'by a');
  assert.deepEqual(own.gradient.x, [0.5, 0.5, 0.5]);
  near(found(source.replace('a(2)', 'a'), { x: 2, a: 0.5 }).gradient.a, 3, 'two numbers');
});

test('a function is found by its name where a local one is called the same', () => {
  const source = 'function f(x) { let f = 0; for (const v of x) f += v * v; return f; }';
  const { value } = inspect(source, 'javascript', 0, { entry: 'f', point: { x: [1.5, 2] }, want: [] });
  assert.deepEqual(value?.gradient.x, [3, 4]);
});

test('a function is found by its name where what it is handed to is called the same', () => {
  const source = 'var f = (function g(e) { function f(t) { return t ** e; } f.of = g; return f; })(3);';
  const { value } = inspect(source, 'javascript', 0, { entry: 'f', point: { t: 2, e: 3 }, want: [] });
  assert.equal(value?.gradient.t, 12);
});
