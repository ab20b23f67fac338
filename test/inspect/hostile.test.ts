import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import { createBuilder } from '../../src/graph/builder.ts';

const PROGRAMS: readonly (readonly [string, (name: string) => string])[] = [
  ['markdown', (n) => `$f(x) = \\operatorname{${n}}(x) + \\mathrm{${n}}^2$ $\\frac{\\partial f}{\\partial x} = 2$`],
  ['plaintext', (n) => `${n}(x) = x^2 + ${n}\nf = ${n}(x) * ${n}\n`],
  [
    'python',
    (n) =>
      `import numpy as np\ndef ${n}(x):\n    a = {'${n}': x}\n    return np.${n}(x) + x.${n} + a['${n}']\ndef f(x): return ${n}(x)\n`,
  ],
  [
    'javascript',
    (n) =>
      `class A { ${n}(x) { return Math.${n}(x); } static ${n} = 3 }\nfunction f(x) { const o = { ${n}: x }; return o.${n} + x.${n}(x) + A.${n}; }\n`,
  ],
  ['julia', (n) => `${n}(x) = x^2\nf(x; ${n}=2) = ${n}(x) + x.${n} + M.${n}(x)\n`],
  ['c', (n) => `double ${n}(double x) { return x * x; }\ndouble f(double x) { return ${n}(x) + x.${n}; }\n`],
  ['matlab', (n) => `function y = f(x)\n  y = ${n}(x) + x.${n};\nend\n`],
  ['r', (n) => `f <- function(x, ${n} = 2) { ${n}(x) + x$${n} + stats::${n}(x) }\n`],
];
const NAMES = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'];

test('names that every object of JavaScript has mean nothing of their own, in any language', () => {
  for (const name of NAMES) {
    assert.deepEqual(openDocument('$x^2$', name).findMath(), []);
    for (const [languageId, text] of PROGRAMS) {
      const document = openDocument(text(name), languageId);
      for (const { span } of document.findMath()) document.inspect(span.from);
      document.inspect(0, { entry: 'f', output: name, wrt: [name], point: { [name]: 3 } });
      for (const _ of document.check());
    }
  }
});

test('constant tensors of NaN, ∞, −∞ and −0 are not one line', () => {
  const builder = createBuilder();
  const entries = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];
  const ids = entries.map((entry) => builder.tensor([entry, 1], [{ size: 2 }], 'c'));
  assert.equal(new Set(ids).size, entries.length);
  assert.equal(new Set(entries.map((entry) => builder.constant(entry))).size, entries.length);
});

/** Lets the clock run out after so many questions. */
function stopAfter(questions: number) {
  let asked = 0;
  return () => asked++ >= questions;
}

const LOOP = `import math\ndef f(x, c):\n    for i in range(60):\n        if x > c:\n            x = x - 1\n        x = math.sin(x) * c\n    return x\n`;

test('whenever the clock runs out, a program is answered in full, in part and says so, or refused', () => {
  const outcomes = new Set<string>();
  const whole = openDocument(LOOP, 'python').inspect(0, { entry: 'f' }).value;
  for (let questions = 0; questions < 60; questions += 4) {
    const { value, problems } = openDocument(LOOP, 'python').inspect(0, {
      entry: 'f',
      budget: { stop: stopAfter(questions) },
    });
    if (!value) {
      outcomes.add('refused');
      assert.ok(problems.some(({ code, severity }) => code === 'budget' && severity === 'error'));
      continue;
    }
    const isShort = value.problems.some(({ code }) => code === 'long');
    outcomes.add(isShort ? 'in part' : 'in full');
    assert.deepEqual(value.gradient, whole?.gradient);
    if (isShort) {
      assert.ok(value.derivation.length === 0 || Object.keys(value.formulas).length === 0);
      for (const [name, formula] of Object.entries(value.formulas)) assert.deepEqual(formula, whole?.formulas[name]);
    } else {
      assert.deepEqual(value.formulas, whole?.formulas);
      assert.equal(value.derivation.length, whole?.derivation.length);
    }
  }
  assert.deepEqual([...outcomes].sort(), ['in full', 'in part', 'refused']);
});

test('a loop of 9,000 passes is answered in full where it is kept whole', () => {
  const text = 'function f(x) { let s = 0; for (let i = 0; i < 9000; i++) s += Math.sin(x) * i; return s; }';
  const { value } = openDocument(text, 'javascript').inspect(0, { entry: 'f' });
  const sum = (9000 * 8999) / 2;
  assert.ok(Math.abs((value?.gradient.x as number) / (Math.cos(1) * sum) - 1) < 1e-12);
  assert.ok(value && value.lines.length < 20 && value.derivation.length > 0);
  assert.ok(!value.problems.some(({ code }) => code === 'long'));
});

test('one that is followed pass by pass is answered with its values, and what is too long to be written is named', () => {
  const text =
    'function f(x) { let s = 0; let i = 0; while (i < 4000) { s = Math.abs(s) + Math.sin(x) * i; i++; } return s; }';
  const { value } = openDocument(text, 'javascript').inspect(0, { entry: 'f' });
  const sum = (4000 * 3999) / 2;
  assert.ok(Math.abs((value?.gradient.x as number) / (Math.cos(1) * sum) - 1) < 1e-12);
  assert.deepEqual(value?.derivation, []);
  assert.ok(value?.problems.some(({ message }) => message.includes('the local gradients and the derivation')));
});
