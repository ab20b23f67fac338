// Special functions in programs: values and gradients as R, SciPy, Octave and C answer (special-programs.py made them).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import fixture from '../fixtures/special-programs.json';

const near = (a: number, b: number, relative: number, absolute: number) =>
  Math.abs(a - b) <= relative * Math.abs(b) + absolute;

function wrongWith({ language, source, value, gradient }: (typeof fixture.cases)[number]): string | undefined {
  const { value: found, problems } = openDocument(source, language).inspect(0, {
    entry: 'f',
    point: fixture.point,
    want: [],
  });
  if (!found) return problems.map(({ message }) => message).join(' ');
  if (!near(Number(found.output.value), value, 1e-11, 1e-14)) return `value ${found.output.value}, not ${value}`;
  for (const [name, expected] of Object.entries(gradient)) {
    const slope = Number(found.gradient[name] ?? 0);
    if (!near(slope, expected, 1e-7, 1e-8)) return `∂/∂${name} ${slope}, not ${expected}`;
  }
  return undefined;
}

test('special functions of R, SciPy, MATLAB and C have the values and gradients of the languages themselves', () => {
  const wrong = fixture.cases.flatMap((entry) => {
    const why = wrongWith(entry);
    return why === undefined ? [] : [`${entry.source}  ${why}`];
  });
  assert.deepEqual(wrong, []);
});

const REFUSED: readonly (readonly [language: string, source: string, message: RegExp])[] = [
  ['python', 'from scipy.special import jv\ndef f(x):\n    return jv(x, 2.0)', /Bessel function by its order/],
  ['python', 'import scipy.special as sc\ndef f(x):\n    return sc.zeta(x, 2.0)', /zeta function by its exponent/],
  ['python', 'import scipy.special as sc\ndef f(x):\n    return sc.hyp2f1(1, 2, 3, x)', /hyp2f1 is not read/],
  ['python', 'import scipy.special as sc\ndef f(x):\n    return sc.yn(1.5, x)', /order must be a whole number/],
  ['python', 'def f(x):\n    return k0(x)', /k0 is not a function that is known/],
  ['c', 'double f(double x) { return jn(1.5, x); }', /order must be a whole number/],
];

test('what has no rule is refused by name', () => {
  for (const [language, source, message] of REFUSED) {
    const { value, problems } = openDocument(source, language).inspect(0, { entry: 'f', want: [], point: { x: 1.5 } });
    assert.equal(value, undefined, source);
    assert.match(problems.map((one) => one.message).join(' '), message, source);
  }
});
