// How libraries of Julia are written: methods by number of arguments, bounds of types, polynomials, named constants.
// Values and slopes in closed form.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect, type Value } from '../../src/core.ts';

function found(source: string, entry: string, point: Readonly<Record<string, Value>>) {
  const { value, problems } = inspect(source, 'julia', 0, { entry, point, want: [] });
  assert.ok(value, `${entry}: ${problems[0]?.message}`);
  return { value: value.output.value, gradient: value.gradient };
}

function near(own: unknown, expected: number): void {
  assert.ok(Math.abs((own as number) - expected) < 1e-12 * (1 + Math.abs(expected)), `${own}, not ${expected}`);
}

test('of several methods the one that takes so many arguments is called', () => {
  const source = `
zed(m, s, x) = (x - m) / s
dens(z::Real) = exp(-z^2 / 2) * invsqrt2π
dens(m::Real, s::Real, x::Real) = dens(zed(m, s, x)) / s
all(x) = dens(x) + dens(0.5, 2.0, x)
`;
  const pdf = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const own = found(source, 'dens', { m: 0.3, s: 1.4, x: 0.8 });
  const z = 0.5 / 1.4;
  near(own.value, pdf(z) / 1.4);
  near(own.gradient.x, (-z * pdf(z)) / 1.4 / 1.4);
  near(own.gradient.s, (pdf(z) * (z * z - 1)) / 1.4 / 1.4);
  const both = found(source, 'all', { x: 0.8 });
  near(both.value, pdf(0.8) + pdf(0.15) / 2);
  near(both.gradient.x, -0.8 * pdf(0.8) - (0.15 * pdf(0.15)) / 4);
});

test('methods that only types tell apart are refused, and so is a number of arguments that two of them take', () => {
  for (const source of [
    'g(x::Int) = 2x\ng(x::Float64) = 3x\nf(x) = g(x)',
    'g(x) = 2x\ng(x, y = 2) = 3x * y\nf(x) = g(x)',
    'g(x) = 2x\ng(x, y...) = 3x\nf(x) = g(x)',
  ]) {
    const { value } = inspect(source, 'julia', 0, { entry: 'f', point: { x: 1.3 }, want: [] });
    assert.equal(value, undefined, source);
  }
});

test('a bound of a type behind where is no part of the body', () => {
  const source = `
function total(x::AbstractArray{T}) where T<:Real
    s = zero(T)
    for i in 1:length(x)
        @inbounds s += x[i]^2
    end
    s
end
function scaled(x::T) where T <: AbstractFloat # one number
    return 3x
end`;
  const own = found(source, 'total', { x: [1.5, 2, 3] });
  near(own.value, 15.25);
  assert.deepEqual(own.gradient.x, [3, 4, 6]);
  near(found(source, 'scaled', { x: 1.5 }).gradient.x, 3);
});

test('polynomials by @evalpoly and @horner, constants by their names', () => {
  const source = `
f(x) = @evalpoly(x, 1.5, 0.25, 2.0, 0.5)
g(x) = x * @horner(x - 1, 2.0, 3.0) / @horner(x, 1.0, 0.5)
h(x) = x * sqrt2 + log2π * x^2 + halfπ`;
  const own = found(source, 'f', { x: 1.3 });
  near(own.value, 1.5 + 0.25 * 1.3 + 2 * 1.3 ** 2 + 0.5 * 1.3 ** 3);
  near(own.gradient.x, 0.25 + 4 * 1.3 + 1.5 * 1.3 ** 2);
  const ratio = found(source, 'g', { x: 1.3 });
  const [top, bottom] = [1.3 * (2 + 0.9), 1 + 0.65];
  near(ratio.value, top / bottom);
  near(ratio.gradient.x, ((2 + 0.9 + 3 * 1.3) * bottom - top * 0.5) / bottom ** 2);
  const named = found(source, 'h', { x: 1.3 });
  near(named.value, 1.3 * Math.SQRT2 + Math.log(2 * Math.PI) * 1.69 + Math.PI / 2);
  near(named.gradient.x, Math.SQRT2 + 2.6 * Math.log(2 * Math.PI));
});

test('a method that a file adds to a function of Base is not taken for all of it', () => {
  const code = (imported: string, name: string) =>
    `${imported}\nstruct P\n  v\nend\n${name}(p::P) = p.v * 100\nf(x) = 2 * exp(x)\n`;
  const { value } = inspect(code('import Base: sin, exp', 'exp'), 'julia', 0, { entry: 'f', point: { x: 1 } });
  assert.equal(value, undefined);
  near(found(code('', 'Base.exp'), 'f', { x: 1 }).gradient.x, 2 * Math.E);
});
