import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DerivativeCheck, openDocument } from '../../src/core.ts';

type Cell = readonly [languageId: string, text: string];

/** The checks of the last cell, those above it as its prelude. */
function checksOf(...cells: readonly Cell[]): DerivativeCheck[] {
  const parts = cells.map(([languageId, text]) => ({ languageId, text }));
  const { text, languageId } = parts.pop() ?? { text: '', languageId: '' };
  return [...openDocument(text, languageId).check({ prelude: parts })].filter((check) => check !== undefined);
}

const said = (checks: readonly DerivativeCheck[]) =>
  checks.map(({ verdict, kind, related }) => [verdict, kind ?? '', related?.[0]?.doc ?? 'own'].join(' ')).join('; ');

test('a derivative in a later cell is held against the formula of an earlier one, which it points to', () => {
  const f: Cell = ['markdown', '$$f(x) = x^2$$'];
  const other: Cell = ['raw', 'Text in between.'];
  assert.equal(said(checksOf(f, other, ['markdown', "$$f'(x) = 2x$$"])), 'agrees  0');
  assert.equal(said(checksOf(f, other, ['markdown', "$$f'(x) = 3x$$"])), 'differs factor 0');
});

for (const [language, f, right, wrong] of [
  ['python', 'def h(x):\n    return x**2 + x\n', 'def h_prime(x):\n    return 2*x + 1\n', '2*x - 1'],
  ['julia', 'h(x) = x^2 + x\n', 'dh(x) = 2x + 1\n', '2x - 1'],
  ['r', 'h <- function(x) x^2 + x\n', 'dh <- function(x) 2*x + 1\n', '2*x - 1'],
  ['javascript', 'function h(x) { return x**2 + x; }\n', 'function hPrime(x) { return 2*x + 1; }\n', '2*x - 1'],
] as const) {
  test(`${language}: a function and its derivative may stand in two cells`, () => {
    const sign = right.replace(/2\*?x \+ 1/, wrong);
    assert.equal(said(checksOf([language, f], [language, right])), 'agrees  0');
    assert.equal(said(checksOf(['markdown', 'Now $h$.'], [language, f], [language, sign])), 'differs sign 1');
  });
}

test('the quick fix changes the own cell', () => {
  const prelude = [{ languageId: 'python', text: 'def h(x):\n    return x**2 + x\n' }];
  const document = openDocument('def h_prime(x):\n    return 2*x - 1\n', 'python');
  const check = [...document.check({ prelude })].find((each) => each?.verdict === 'differs');
  assert.ok(check);
  const fix = [...document.fixes(check, { prelude })].find((each) => each !== undefined);
  assert.equal(document.edit(fix?.edits ?? []).text, 'def h_prime(x):\n    return 2*x + 1\n');
});

test('which function is meant: the one of the own cell; of several earlier ones none', () => {
  const cube: Cell = ['python', 'def f(x):\n    return x**3\n'];
  const square: Cell = ['python', 'def f(x):\n    return x**2\n'];
  const slope = 'def f_prime(x):\n    return 2*x\n';
  assert.equal(said(checksOf(cube, ['python', square[1] + slope])), 'agrees  own');
  assert.equal(said(checksOf(cube, square, ['python', slope])), '');
  assert.equal(said(checksOf(['r', 'f <- function(x) x^3'], ['python', slope])), '');
});

test('an optimizer that is handed both tells that they belong together', () => {
  const h: Cell = ['python', 'def h(x):\n    return x**2 + x\n'];
  const call = 'from scipy.optimize import minimize\nminimize(h, 1.0, jac=d)\n';
  assert.equal(said(checksOf(h, ['python', `def d(x):\n    return 2*x - 1\n\n${call}`])), 'differs sign 0');
  // Where it stands is told in the cell that it stands in.
  assert.equal(said(checksOf(h, ['python', 'def d(x):\n    return 2*x - 1\n'], ['python', call])), '');
});

test('what an earlier cell says counts: conventions, and formulas that are given again', () => {
  const f: Cell = ['markdown', '$$f(x) = x^2$$'];
  const triple: Cell = ['markdown', "$$f'(x) = 3x$$"];
  assert.equal(said(checksOf(f, ['markdown', 'We drop constant factors.'], triple)), 'undecided  0');
  const again: Cell = ['markdown', 'From now on, f(x) = the cube of x, see above.'];
  assert.equal(said(checksOf(f, again, ['markdown', "$$f'(x) = 3x^2$$"])), 'undecided  0');
});
