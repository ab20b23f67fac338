// What is printed and emitted is read back by the project's own readers and has the engine's values and gradients.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isConstant, isInput, isStep, type LineId } from '../../src/graph/list.ts';
import { languageOf, readProgram } from '../../src/inspect/source.ts';
import type { Target } from '../../src/primitives/row.ts';
import { emitGradient } from '../../src/render/emit.ts';
import { printLine } from '../../src/render/print.ts';
import {
  type Evaluate,
  evaluateFunction,
  evaluateLatex,
  evaluateSteps,
  evaluateText,
  inspectFunction,
  linear,
} from './readBack.ts';
import { grow, isSmooth, rowSamples, type Sample, sample, trees, valuesOf, withGradient } from './samples.ts';

const POINT = [0.7, 1.3, -0.4];
/** Names that are easy to misread: differentials, functions, transposes, labels, words, entries, attributes. */
const NAMES: readonly (readonly string[])[] = [
  ['x', 'y', 'z'],
  ['theta_1', 'd', 'T'],
  ['x1', 'self.N', 'loss_fn'],
  ['x[0]', 'e', 'f'],
  ['w', 'delta', 'i'],
  ['x_prime', 'y_hat', 'sigma'],
  ['A_K', 'pi2', 'x_star'],
  ['lambda', 'k', 'x_max'],
  ['u_sup_i', 'f_Km1', 'phi'],
  ['alpha1', 'x_12', 'x_1_2'],
  ['g', 'D', 'x_ij'],
  ['norm', 'exp_1', 'mean'],
];
/** Names of steps: `e` and `pi` are no constants then. */
const STEPS = ['a', 'b', 'e', 'pi', 'c_1', 'u'];

function close(got: number | string, wanted: number): boolean {
  return typeof got === 'number' && Math.abs(got - wanted) <= 1e-12 * Math.max(1, Math.abs(wanted));
}

/** The output and every derivative written out, and every named step in terms of the others. */
function* printsOf(sample: Sample, point: readonly number[]) {
  const { list, gradient } = withGradient(sample);
  const values = valuesOf(list, sample.inputs, point);
  const known = new Map(sample.inputs.map(({ name }, i) => [name, point[i] ?? Number.NaN]));
  for (const line of [sample.output, ...gradient]) {
    if (line !== undefined)
      yield { ...printLine(list, line, { nameOf: () => undefined }), wanted: values[line], known };
  }
  const named = new Map(known);
  for (const [id, name] of list.names) named.set(name, values[id] as number);
  const nameOf = (id: LineId) => list.names.get(id);
  for (const line of [...list.names.keys(), ...gradient]) {
    const entry = line === undefined ? undefined : list.lines[line];
    if (line === undefined || !entry || isInput(entry)) continue;
    yield { ...printLine(list, line, { nameOf }), wanted: values[line], known: named };
  }
}

function holds(sample: Sample, point: readonly number[], notation: 'latex' | 'text', evaluate: Evaluate): number {
  let count = 0;
  for (const { cut, wanted = Number.NaN, known, ...printed } of printsOf(sample, point)) {
    if (cut || !Number.isFinite(wanted)) continue;
    const got = evaluate(printed[notation], known);
    assert.ok(
      close(got, wanted),
      `${sample.label}: ${printed[notation]} at ${[...known].join(' ')} is ${got}, not ${wanted}`,
    );
    count++;
  }
  return count;
}

function readsBack(notation: 'latex' | 'text', evaluate: Evaluate, alphabet: readonly (readonly string[])[]): void {
  let count = 0;
  for (const sample of rowSamples())
    for (const point of sample.points.slice(0, 2)) count += holds(sample, point, notation, evaluate);
  for (const [i, tree] of fc.sample(trees(3), { numRuns: 250, seed: 5 }).entries()) {
    const names = alphabet[i % alphabet.length] ?? [];
    const sample = grow(
      tree,
      names,
      POINT,
      STEPS.filter((step) => !names.includes(step)),
    );
    if (isSmooth(sample, POINT)) count += holds(sample, POINT, notation, evaluate);
  }
  assert.ok(count > 1500, `${count} formulas`);
}

test('LaTeX is read back to the same values and gradients, whatever the names', () => {
  readsBack('latex', evaluateLatex(true), NAMES);
});

test('LaTeX with everyday names is read back without knowing anything about the document', () => {
  const everyday = NAMES.filter((names) => !names.includes('e'));
  let count = 0;
  for (const tree of fc.sample(trees(3), { numRuns: 250, seed: 6 })) {
    const sample = grow(tree, everyday[count % everyday.length] ?? [], POINT);
    if (isSmooth(sample, POINT)) count += holds(sample, POINT, 'latex', evaluateLatex(false));
  }
  assert.ok(count > 400, `${count} formulas`);
});

test('text is read back to the same values and gradients, whatever the names', () => {
  readsBack('text', evaluateText, NAMES);
});

/** In which language each target is read. */
const LANGUAGES = {
  python: 'python',
  torch: 'python',
  jax: 'python',
  javascript: 'javascript',
  typescript: 'typescript',
  c: 'c',
  julia: 'julia',
  matlab: 'matlab',
} as const satisfies Partial<Record<Target, string>>;

/** Rows and compositions, with the names that an inspection gives. */
const EMITTABLE = (() => {
  const compositions = fc
    .sample(trees(3), { numRuns: 120, seed: 7 })
    .map((tree) => grow(tree, ['x', 'lambda', 'self.N'], POINT, STEPS))
    .filter((sample) => isSmooth(sample, POINT));
  // ∂f/∂y is a condition that f itself uses.
  const condition = sample('condition', ['x', 'y'], [[0.7, 1.3]], (b, [x = 0, y = 0]) =>
    b.step('mul', [y, b.step('gt', [x, b.constant(0.1)])]),
  );
  return [...rowSamples(), ...compositions, condition].map((each) => {
    const { list, gradient, adjoint } = withGradient(each);
    let next = 0;
    const names = each.list.lines.map((line, id) => {
      if (isConstant(line)) return line.text;
      const own = each.list.names.get(id);
      return isStep(line) ? (id === each.output ? 'f' : (own ?? `v_${++next}`)) : (own ?? '');
    });
    const request = { outputName: 'f', inputs: each.inputs.map(({ line }) => line), names, gradient, adjoint };
    const cases = each.points.slice(0, 2).map((point) => {
      const values = valuesOf(list, each.inputs, point);
      const wanted = [each.output, ...gradient].map((line) => (line === undefined ? 0 : (values[line] as number)));
      return { point, wanted };
    });
    return { each, list, request, cases };
  });
})();

for (const [target, languageId] of Object.entries(LANGUAGES) as [keyof typeof LANGUAGES, string][]) {
  test(`emitted ${target} is read back to the same value and gradient`, () => {
    const language = languageOf(languageId) ?? 'plain';
    let count = 0;
    for (const { each, list, request, cases } of EMITTABLE) {
      const code = emitGradient(list, request, target).value;
      const read = code === undefined ? undefined : readProgram(code, languageId);
      if (!read) continue;
      for (const { point, wanted } of cases) {
        let got = evaluateFunction(read, language, point);
        if (typeof got === 'string') {
          // It calls a function of its own, which is followed as a program.
          const given = Object.fromEntries(each.inputs.map(({ name }, i) => [name, point[i] ?? Number.NaN]));
          got = inspectFunction(code ?? '', languageId, 'f_gradient', given);
        }
        assert.ok(typeof got !== 'string', `${each.label}: ${got}\n${code}`);
        assert.equal(got.length, wanted.length, `${each.label}: ${got}\n${code}`);
        for (const [i, number] of wanted.entries()) {
          if (!Number.isFinite(number)) continue;
          assert.ok(
            close(got[i] ?? Number.NaN, number),
            `${each.label} at ${point}: ${got[i]}, not ${number}\n${code}`,
          );
          count++;
        }
      }
    }
    assert.ok(count > 1000, `${count} numbers`);
  });
}

test('emitted LaTeX is read back row by row to the same gradient', () => {
  let count = 0;
  for (const { each, list, request, cases } of EMITTABLE) {
    const latex = emitGradient(list, request, 'latex').value ?? '';
    for (const { point, wanted } of cases) {
      const got = evaluateSteps(latex, new Map(each.inputs.map(({ name }, i) => [name, point[i] ?? Number.NaN])));
      assert.ok(typeof got !== 'string', `${each.label}: ${got}\n${latex}`);
      for (const [i, { name }] of each.inputs.entries()) {
        const number = wanted[i + 1] ?? Number.NaN;
        if (!Number.isFinite(number)) continue;
        const derivative = got.get(linear(name)) ?? Number.NaN;
        assert.ok(
          close(derivative, number),
          `${each.label} at ${point}: ∂f/∂${name} is ${derivative}, not ${number}\n${latex}`,
        );
        count++;
      }
    }
  }
  assert.ok(count > 500, `${count} numbers`);
});
