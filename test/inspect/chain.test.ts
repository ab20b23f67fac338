// The gradient of a deep network over shared factors: every printed formula, read back over the values of its names, is
// the engine's gradient; lines and print grow with the depth, not with its square.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reverseSweep } from '../../src/autodiff/reverse.ts';
import { flatten, type Value } from '../../src/base/value.ts';
import { type Inspection, type InspectOptions, inspect } from '../../src/core.ts';
import { type Builder, prune } from '../../src/graph/builder.ts';
import type { LineId } from '../../src/graph/list.ts';
import { latexName } from '../../src/render/names.ts';
import { simplify } from '../../src/simplify/rewrite.ts';
import { evaluateTensor } from '../render/readBackTensor.ts';
import { axes, inspected, prepared } from './lists.ts';

const NOTE =
  '$$f_0 = x, \\quad f_i = \\tanh(A_{i-1} f_{i-1} + b_{i-1}), \\quad i = 1, \\ldots, K$$\n\n$$L = \\|y - f_K\\|^2$$';
const PROGRAM = `import numpy as np

def L(x, y, W1, b1, W2, b2, W3, b3):
    f = np.tanh(W1 @ x + b1)
    f = np.tanh(W2 @ f + b2)
    f = np.tanh(W3 @ f + b3)
    return np.sum((y - f)**2)
`;

function inspection(text: string, languageId: string, options: InspectOptions = {}): Inspection {
  const { value, problems } = inspect(text, languageId, 0, { entry: 'L', ...options });
  assert.ok(value, problems[0]?.message);
  return value;
}

const network = (K: number, options: InspectOptions = {}) => inspection(NOTE, 'markdown', { point: { K }, ...options });

const latexFraction = (name: string) => `\\frac{\\partial L}{\\partial ${latexName(name)}}`;

/** Adjoints are no names that the readers know: each gets a letter. */
function assertReadBack(formula: string, language: 'latex' | 'plain', expected: Value, { lines }: Inspection): void {
  const given: Record<string, Value> = {};
  // Powers entry by entry are not read, products are.
  let text = formula
    .replaceAll(/(\w+)\^∘2/g, '$1 ⊙ $1')
    .replaceAll(/([a-z](?:_\{\d+\})?)\^\{\\circ 2\}/g, '$1 \\odot $1');
  for (const [i, { name, primal, adjoint, operation }] of lines.entries()) {
    if (operation === 'constant') continue;
    given[name] = primal;
    given[name.replace(/^([A-Za-z])(\d+)$/, '$1_$2')] = primal; // W1 is set as W with an index
    given[`D_${i}`] = adjoint;
    text =
      language === 'latex'
        ? text.replaceAll(latexFraction(name), `D_{${i}}`)
        : text.replaceAll(new RegExp(`∂L/∂${name.replace(/\W/g, '\\$&')}(?!\\w)`, 'g'), `D_${i}`);
  }
  const [got, wanted] = [evaluateTensor(text, language, given), flatten(expected)];
  assert.ok(typeof got !== 'string', `${text}: ${got}`);
  assert.equal(got.length, wanted.length, formula);
  for (const [i, number] of wanted.entries()) {
    const off = Math.abs(number - (got[i] as number));
    assert.ok(off <= 1e-12 * (1 + Math.abs(number)), `${formula}: ${got[i]}, not ${number}`);
  }
}

/** Formulas, adjoints and definitions: what each side of an equation says is the same. */
function assertTrue(inspection: Inspection): void {
  for (const [name, { latex, text }] of Object.entries(inspection.formulas)) {
    assertReadBack(text, 'plain', inspection.gradient[name] as Value, inspection);
    assertReadBack(latex, 'latex', inspection.gradient[name] as Value, inspection);
  }
  for (const { name, latex, text, usedFor } of inspection.where) {
    const line = inspection.lines.find((each) => each.name === name.replace('∂L/∂', ''));
    assert.ok(line, name);
    const value = usedFor ? line.adjoint : line.primal;
    assertReadBack(text.slice(text.indexOf(' = ') + 3), 'plain', value, inspection);
    assertReadBack(latex.slice(latex.indexOf(' = ') + 3), 'latex', value, inspection);
  }
}

test('a network of three layers: products of factors that are told once', () => {
  const { formulas, where } = network(3);
  assert.equal(formulas.A_1?.text, 'outer((1 - f_2^∘2) ⊙ ∂L/∂f_2, f_1)');
  assert.equal(formulas.b_1?.text, '(1 - f_2^∘2) ⊙ ∂L/∂f_2');
  assert.equal(formulas.A_1?.chain?.text, '∂L/∂A_1 = ∂L/∂f_3 · ∂f_3/∂f_2 · ∂f_2/∂A_1');
  assert.equal(formulas.x?.chain?.text, '∂L/∂x = ∂L/∂f_3 · ∂f_3/∂f_2 · ∂f_2/∂f_1 · ∂f_1/∂x');
  assert.equal(formulas.y?.chain, undefined);
  assert.deepEqual(
    where.map(({ text, usedFor }) => [text, ...(usedFor ?? [])]),
    [
      ['∂L/∂f_3 = -2*(y - f_3)', '∂L/∂f_2', '∂L/∂b_2', '∂L/∂A_2'],
      ['∂L/∂f_2 = A_2ᵀ @ ((1 - f_3^∘2) ⊙ ∂L/∂f_3)', '∂L/∂f_1', '∂L/∂b_1', '∂L/∂A_1'],
      ['∂L/∂f_1 = A_1ᵀ @ ((1 - f_2^∘2) ⊙ ∂L/∂f_2)', '∂L/∂b_0', '∂L/∂x', '∂L/∂A_0'],
      ['f_1 = tanh(A_0 @ x + b_0)'],
      ['f_2 = tanh(A_1 @ f_1 + b_1)'],
      ['f_3 = tanh(A_2 @ f_2 + b_2)'],
    ],
  );
});

test('in denominator layout the factors stand the other way round; in numerator layout matrices are turned', () => {
  const chain = network(3, { layout: 'denominator' }).formulas.A_1?.chain?.text;
  assert.equal(chain, '∂L/∂A_1 = ∂f_2/∂A_1 · ∂f_3/∂f_2 · ∂L/∂f_3');
  const { formulas, where } = network(3, { layout: 'numerator' });
  assert.equal(formulas.A_1?.text, 'outer(f_1, (1 - f_2^∘2) ⊙ (∂L/∂f_2)ᵀ)');
  assert.equal(formulas.A_1?.shapeText, 'k×m');
  assert.equal(where[0]?.text, '∂L/∂f_3 = (-2*(y - f_3))ᵀ');
});

test('a long chain keeps its two ends', () => {
  assert.equal(network(50).formulas.A_0?.chain?.text, '∂L/∂A_0 = ∂L/∂f_50 · ∂f_50/∂f_49 ⋯ ∂f_2/∂f_1 · ∂f_1/∂A_0');
});

/** h = tanh(W x), s = h + V h: two ways from h, both below s. */
const residual = (b: Builder): LineId => {
  const layer = (id: string, run: () => LineId) => {
    b.group = { id, kind: 'layer', label: id };
    const line = run();
    b.group = undefined;
    b.name(line, id);
    return line;
  };
  const h = layer('h', () => b.step('tanh', [b.apply('matmul', [b.input('W', axes(2, 2)), b.input('x', axes(2))])]));
  const s = layer('s', () => b.step('add', [h, b.step('sin', [b.apply('matmul', [b.input('V', axes(2, 2)), h])])]));
  return b.apply('matmul', [s, b.step('add', [s, h])]);
};

test('where paths meet, their parts are added, and there is no single chain', () => {
  const found = inspected(residual);
  assert.equal(found.formulas.V?.chain?.text, '∂L/∂V = ∂L/∂s · ∂s/∂V');
  assert.equal(found.formulas.W?.chain, undefined);
  assertTrue(found);
});

test('printed formulas are the gradient: notes and a program', () => {
  assertTrue(network(3));
  const logistic = NOTE.replace('\\tanh', '\\sigma_i');
  assertTrue(inspection(logistic, 'markdown'));
  const program = inspection(PROGRAM, 'python');
  assert.equal(program.formulas.b1?.chain?.text, '∂L/∂b1 = ∂L/∂f_3 · ∂f_3/∂f_2 · ∂f_2/∂f · ∂f/∂b1');
  assertTrue(program);
});

test('matrices that are not square stand around 0, so that no layer saturates; where they must be positive, they are', () => {
  const { inputs, lines } = network(3);
  const entries = inputs.filter(({ name }) => name.startsWith('A_')).flatMap(({ value }) => flatten(value));
  assert.equal(new Set(entries).size, entries.length);
  assert.ok(entries.every((entry) => Math.abs(entry) <= 1) && entries.some((entry) => entry < 0));
  const activations = lines.filter(({ name }) => name.startsWith('f_')).flatMap(({ primal }) => flatten(primal));
  assert.ok(activations.every((entry) => Math.abs(entry) < 0.999));
  const logarithm = inspected((b) => b.apply('sum', [b.step('log', [b.input('X', axes(2, 3))])]));
  assert.deepEqual(logarithm.problems, []);
});

test('lines of the gradient and letters of its print grow with the depth', () => {
  for (const depth of [1, 3, 10, 50]) {
    const { formulas, where } = network(depth);
    const printed = [...Object.values(formulas), ...where].reduce((sum, { text }) => sum + text.length, 0);
    assert.ok(printed <= 320 * depth, `depth ${depth}: ${printed} letters`);
    const { list, output } = prepared((b) => layers(b, depth));
    const sweep = reverseSweep(list, output, { rewrite: simplify });
    const gradient = list.lines.flatMap((line, id) => (line.operation === 'input' ? [sweep.adjoint.get(id) ?? 0] : []));
    const all = prune(sweep.list, [output, ...gradient]).list.lines.length;
    assert.ok(all <= 4 * list.lines.length, `depth ${depth}: ${all} lines, the function ${list.lines.length}`);
  }
});

/** ‖y − f_K‖² with f_i = tanh(A_i f_{i−1} + b_i). */
function layers(b: Builder, depth: number): LineId {
  let f = b.input('x', axes(2));
  for (let i = 1; i <= depth; i++) {
    const z = b.apply('matmul', [b.input(`A_${i}`, axes(2, 2)), f]);
    f = b.step('tanh', [b.step('add', [z, b.input(`b_${i}`, axes(2))])]);
    b.name(f, `f_${i}`);
  }
  const off = b.step('sub', [b.input('y', axes(2)), f]);
  return b.apply('matmul', [off, off]);
}
