// Formulas whose number would be another than the one that is meant are refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

const read = (formula: string, point = { x: 0.5 }) =>
  openDocument(`$$F = ${formula}$$\n`, 'markdown').inspect(0, { entry: 'F', point, want: [] });

const REFUSED: readonly (readonly [formula: string, reason: RegExp])[] = [
  // Three terms of it are another number.
  ['\\sum_{k=0}^{\\infty} x^k', /no end/],
  ['\\prod_{k=1}^\\infty (1 + x^k)', /product has no end/],
  ['\\sum_{n=-\\infty}^{3} x^n', /no end/],
  // i is no real number.
  ['e^{i x}', /imaginary unit/],
  ['\\mathrm{i} x', /imaginary unit/],
  ['\\exp(\\imath x)', /imaginary unit/],
  // TeX raises the sign alone, and the number stands beside it.
  ['x^-2', /braces/],
  ['e^-x', /braces/],
  ['x^-\\frac{1}{2}', /braces/],
];

test('sums without end, the imaginary unit and exponents without braces are refused', () => {
  for (const [formula, reason] of REFUSED) {
    const { value, problems } = read(formula);
    assert.equal(value, undefined, formula);
    assert.match(problems[0]?.message ?? '', reason, formula);
  }
});

test('what looks alike is read', () => {
  const close = (formula: string, expected: number) => {
    const value = read(formula).value?.output.value;
    assert.ok(typeof value === 'number' && Math.abs(value - expected) < 1e-12, `${formula} is ${value}`);
  };
  close('\\sum_{i=1}^2 e^{i x}', Math.exp(0.5) + Math.exp(1));
  close('e^{-x} + x^{-2}', Math.exp(-0.5) + 4);
  // An interest rate.
  close('(1 + i)^{-1} + x', 1);
  assert.deepEqual(Object.keys(read('x^- + x').value?.gradient ?? {}).length, 2);
});

test('Γ is a function in plain text, γ a number; Φ is a function that has to be defined', () => {
  const plain = (formula: string) =>
    openDocument(`F = ${formula}\n`, 'plaintext').inspect(0, { entry: 'F', point: { x: 4 }, want: [] }).value;
  assert.ok(Math.abs((plain('Γ(x) + Γ(x - 1)')?.output.value as number) - 8) < 1e-12);
  assert.deepEqual(Object.keys(plain('γ(x + 1)')?.gradient ?? {}), ['gamma', 'x']);
  assert.equal(plain('Φ(x)'), undefined);
  assert.equal(plain('e^(i x)'), undefined);
});
