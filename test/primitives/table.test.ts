// The one test of the table: every row at all its probes against 40-digit references, against differences of its own
// kernel and against complex arithmetic; its spellings and its code.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { all, create, type FactoryFunctionMap } from 'mathjs';
import { reverseSweep } from '../../src/autodiff/reverse.ts';
import { createBuilder } from '../../src/graph/builder.ts';
import { lookup, resolve } from '../../src/primitives/lookup.ts';
import type { Partial1, ScalarRow } from '../../src/primitives/row.ts';
import { scalars } from '../../src/primitives/table.ts';
import { simplify } from '../../src/simplify/rewrite.ts';
import type { Language } from '../../src/syntax/tree.ts';
import { applied, evaluateList, evaluateTerm, indices, rowValue } from './terms.ts';

interface Reference {
  readonly x: readonly number[];
  readonly value: string;
  readonly partials: readonly string[];
  readonly second: readonly (readonly string[])[];
}
interface Fixture {
  readonly rows: Readonly<Record<string, readonly Reference[]>>;
  readonly dense: Readonly<Record<string, readonly { readonly x: readonly number[]; readonly value: string }[]>>;
  readonly wide: Readonly<Record<string, readonly { readonly x: readonly number[]; readonly value: string }[]>>;
  readonly python: Readonly<Record<string, readonly { readonly x: readonly number[]; readonly value: string }[]>>;
}
const fixture: Fixture = JSON.parse(readFileSync('test/fixtures/special-values.json', 'utf8'));
const rows: readonly (readonly [string, ScalarRow])[] = Object.entries(scalars);

function close(actual: number, expected: number, relative: number, absolute: number, what: string): void {
  if (Number.isNaN(expected) && Number.isNaN(actual)) return;
  const error = Math.abs(actual - expected);
  assert.ok(
    actual === expected || error <= relative * Math.abs(expected) + absolute,
    `${what}: ${actual}, expected ${expected}`,
  );
}

const isTerm = (partial: Partial1 | undefined) =>
  partial !== undefined && partial.kind !== 'missing' && partial.kind !== 'zero';
const partialAt = (partial: Partial1 | undefined, x: readonly number[], out: number): number =>
  partial === undefined || partial.kind === 'missing' || partial.kind === 'zero' ? 0 : evaluateTerm(partial, x, out);
const smoothAt = ({ kink, domain }: ScalarRow, x: readonly number[]) =>
  !kink?.at(...x) && (domain === undefined || domain.holds(...x));
/** ∂/∂exponent exists for positive bases only. */
const undefinedByNature = (name: string, index: number, x: readonly number[]) =>
  (name === 'pow' || name === 'root') && index === 1 && !((x[0] ?? 0) > 0);

for (const [name, row] of rows) {
  test(`row ${name}: values, partials and second derivatives at every probe`, () => {
    assert.equal(row.partials.length, row.arity);
    for (const x of row.probe) {
      const reference = fixture.rows[name]?.find((entry) => entry.x.every((value, i) => value === x[i]));
      assert.ok(reference, `no reference at ${x}: run test/fixtures/table-points.mjs`);
      const out = row.value(...x);
      const inside = row.domain === undefined || row.domain.holds(...x);
      if (inside) close(out, Number(reference.value), 1e-14, 0, `${name}(${x})`);
      else
        assert.ok(
          !Number.isFinite(out) ||
            row.partials.some((partial) => !Number.isFinite(partialAt(partial, x, out))) ||
            reference.value === 'nan',
          `${name}(${x}) = ${out} is outside the domain`,
        );
      if (!smoothAt(row, x)) continue;
      row.partials.forEach((partial, i) => {
        if (partial.kind === 'missing' || undefinedByNature(name, i, x)) return;
        const slope = partialAt(partial, x, out);
        close(slope, Number(reference.partials[i]), 1e-11, 1e-13, `∂${name}/∂x${i} at ${x}`);
        close(
          slope,
          difference((...y) => row.value(...y), x, i),
          1e-7,
          1e-8,
          `∂${name}/∂x${i} at ${x} by differences`,
        );
        if (isTerm(partial)) secondDerivatives(name, row, i, x, reference);
      });
    }
  });
}

const { PI, LN2 } = Math;
const [INF, NAN] = [Number.POSITIVE_INFINITY, Number.NaN];
/** Corners of domains, ties, and places where a careless formula cancels or overflows. */
const EDGES: readonly (readonly [row: string, x: readonly number[], value: number])[] = [
  ['sqrt', [0], 0],
  ['pow', [0, 0], 1],
  ['pow', [-2, 0.5], NAN],
  ['root', [-8, 3], -2],
  ['root', [-8, 2], NAN],
  ['root', [1e6, 6], 10],
  ['hypot', [1e300, 1e300], 1.414213562373095e300],
  ['log', [0], -INF],
  ['logBase', [8, 2], 3],
  ['logBase', [1000, 10], 3],
  ['log1p', [1e-20], 1e-20],
  ['expm1', [1e-20], 1e-20],
  ['logaddexp', [1000, 1000], 1000 + LN2],
  ['logaddexp', [-INF, 3], 3],
  ['asin', [1], PI / 2],
  ['acos', [-1], PI],
  ['acot', [0], PI / 2],
  ['asec', [1], 0],
  ['asec', [-1], PI],
  ['asec', [1 + 1e-12], 1.414276423180071e-6],
  ['acsc', [-1], -PI / 2],
  ['acosh', [1], 0],
  ['atanh', [1], INF],
  ['acoth', [1], INF],
  ['acoth', [-1e17], -1e-17],
  ['asech', [1], 0],
  ['asech', [0], INF],
  ['tanh', [1000], 1],
  ['sinc', [0], 1],
  ['sincPi', [1], 0],
  ['sincPi', [1000], 0],
  ['mod', [-1, 3], 2],
  ['mod', [1, -3], -2],
  ['remainder', [-1, 3], -1],
  ['floorDivide', [1, 0.1], 9],
  ['round', [2.5], 2],
  ['round', [-2.5], -2],
  ['round', [3.5], 4],
  ['roundHalfUp', [2.5], 3],
  ['roundHalfUp', [-2.5], -2],
  ['roundHalfUp', [0.49999999999999994], 0],
  ['roundHalfAway', [-2.5], -3],
  ['roundHalfAway', [0.49999999999999994], 0],
  ['sign', [0], 0],
  ['max', [NAN, 1], NAN],
  ['select', [0, NAN, 2], 2],
  ['sigmoid', [-1000], 0],
  ['sigmoid', [1000], 1],
  ['sigmoid', [-40], 4.248354255291589e-18],
  ['softplus', [1000], 1000],
  ['softplus', [-40], 4.248354255291589e-18],
  ['logsigmoid', [-1000], -1000],
  ['logit', [0], -INF],
  ['logit', [0.5], 0],
  ['erf', [INF], 1],
  ['erfc', [30], 0],
  ['erfc', [-INF], 2],
  ['normalCdf', [-40], 0],
  ['normalCdf', [INF], 1],
  ['gamma', [0], NAN],
  ['gamma', [172], INF],
  ['lgamma', [-3], INF],
  ['digamma', [-3], NAN],
  ['factorial', [20], 2432902008176640000],
  ['binomial', [60, 30], 118264581564861420],
  ['binomial', [3, 5], 0],
  ['erfcx', [1e10], 5.641895835477563e-11],
  ['erfinv', [1], INF],
  ['erfcinv', [2], -INF],
  ['erfcinv', [2.5], NAN],
  ['logNormalCdf', [-1e10], -5e19],
  ['gammaP', [2, 0], 0],
  ['gammaQ', [2, INF], 0],
  ['gammaP', [-1, 2], NAN],
  ['betaI', [2, 3, 1], 1],
  ['logBeta', [1e-200, 1e-200], 461.2101657793691],
  ['exprel', [1, 0], 1],
  ['exprel', [1, 1e-20], 1],
  ['besselJ', [0, 0], 1],
  ['besselJ', [0.5, -1], NAN],
  ['besselI', [0, 700], 1.5295933476718737e302],
  ['besselIe', [0, 1e6], 0.0003989423302692458],
  ['besselK', [0, 0], INF],
  ['besselY', [1, 0], -INF],
  ['sinPi', [1000], 0],
  ['cosPi', [0.5], 0],
];
test('values at corners of the domain, at ties, and where careless formulas fail', () => {
  for (const [name, x, value] of EDGES) close(rowValue(name, x), value, 1e-15, 0, `${name}(${x})`);
});

const POWERS: readonly (readonly [x: number, exponent: number, slope: number])[] = [
  [0, 0, 0],
  [0, 1, 1],
  [0, 2, 0],
  [0, 3, 0],
  [0, 1.5, 0],
  [0, 0.5, INF],
  [-2, 3, 12],
  [-2, 1, 1],
  [-1.5, -2, 0.5925925925925926],
];
test('x to a constant power has its slope at 0 and below', () => {
  for (const [x, exponent, slope] of POWERS) {
    const builder = createBuilder();
    const input = builder.input('x');
    const power = builder.step('pow', [input, builder.constant(exponent)]);
    const sweep = reverseSweep(builder.finish([power]), power, { rewrite: simplify });
    const values = evaluateList(sweep.list, { x });
    close(values[sweep.adjoint.get(input) ?? -1] ?? NAN, slope, 1e-15, 0, `x^${exponent} at ${x}`);
  }
});

/** Rows whose derivative by a parameter is a row without one. */
const ONCE = ['gammaP', 'gammaQ', 'betaI', 'gammaPInverse', 'gammaQInverse', 'betaIInverse'].concat(
  ['besselK', 'besselKe', 'tukeyLambdaCdf'],
  ['Pdf', 'Cdf', 'Sf', 'Quantile', 'UpperQuantile'].map((kind) => `noncentral${kind}`),
);

/** The partial as lines of its own, differentiated by the table again. */
function secondDerivatives(
  name: string,
  row: ScalarRow,
  index: number,
  x: readonly number[],
  reference: Reference,
): void {
  const partial = row.partials[index];
  if (partial === undefined || partial.kind === 'missing' || partial.kind === 'zero') return;
  const builder = createBuilder();
  const inputs = x.map((_, i) => builder.input(`x${i}`));
  const out = builder.step(name, inputs);
  const slope = builder.term(partial, inputs, out);
  const list = builder.finish([slope]);
  const point = Object.fromEntries(x.map((value, i) => [`x${i}`, value]));
  inputs.forEach((input, other) => {
    const expected = reference.second[index]?.[other] ?? 'nan';
    if (expected === 'nan' || undefinedByNature(name, other, x)) return;
    const sweep = reverseSweep(list, slope, { wrt: [input] });
    if (ONCE.includes(name) && sweep.problems[0]?.code === 'noDerivative') return;
    assert.deepEqual(sweep.problems, [], name);
    const values = evaluateList(sweep.list, point);
    const adjoint = sweep.adjoint.get(input);
    const second = adjoint === undefined ? 0 : (values[adjoint] ?? Number.NaN);
    // 0·∞ at a corner of the domain is told apart by simplification, not here.
    if (Number.isNaN(second) && x.includes(0)) return;
    close(second, Number(expected), 1e-9, 1e-9, `∂²${name}/∂x${index}∂x${other} at ${x}`);
  });
}

/** Central differences extrapolated to step 0 (Ridders, 1982). */
function difference(f: (...x: number[]) => number, x: readonly number[], index: number): number {
  const at = (h: number) => {
    const forward = x.map((value, i) => (i === index ? value + h : value));
    const backward = x.map((value, i) => (i === index ? value - h : value));
    return (f(...forward) - f(...backward)) / ((forward[index] ?? 0) - (backward[index] ?? 0));
  };
  let best = Number.NaN;
  let bestError = Number.POSITIVE_INFINITY;
  const size = Math.abs(x[index] ?? 0) || 1;
  for (const start of [0.1 * size, 0.1 * Math.min(1, size), 1e-3 * size, 1e-5 * size]) {
    let h = start;
    let previous = [at(h)];
    for (let level = 1; level < 8; level++) {
      h /= 1.6;
      const current = [at(h)];
      let factor = 1;
      for (let k = 0; k < previous.length; k++) {
        factor *= 1.6 ** 2;
        const [finer, coarser] = [current[k] ?? Number.NaN, previous[k] ?? Number.NaN];
        const next = (finer * factor - coarser) / (factor - 1);
        current.push(next);
        const error = Math.max(Math.abs(next - finer), Math.abs(next - coarser));
        if (error < bestError) {
          bestError = error;
          best = next;
        }
      }
      previous = current;
    }
  }
  return best;
}

test('special functions are right wherever their methods change', () => {
  for (const [name, points] of Object.entries(fixture.dense)) {
    for (const { x, value } of points) close(rowValue(name, x), Number(value), 1e-14, 0, `${name}(${x})`);
  }
  for (const [name, points] of Object.entries(fixture.wide)) {
    for (const { x, value } of points) close(rowValue(name, x), Number(value), 1e-12, 1e-15, `${name}(${x})`);
  }
});

const math = create(all as FactoryFunctionMap, {});
/** mathjs functions that take complex numbers: f(x + ih) has ∂f/∂x · h as its imaginary part. */
const COMPLEX: Readonly<Record<string, string>> = {
  sqrt: 'sqrt',
  exp: 'exp',
  expm1: 'expm1',
  log: 'log',
  log2: 'log2',
  log10: 'log10',
  log1p: 'log1p',
  sin: 'sin',
  cos: 'cos',
  tan: 'tan',
  cot: 'cot',
  sec: 'sec',
  csc: 'csc',
  asin: 'asin',
  acos: 'acos',
  atan: 'atan',
  acot: 'acot',
  asec: 'asec',
  acsc: 'acsc',
  sinh: 'sinh',
  cosh: 'cosh',
  tanh: 'tanh',
  coth: 'coth',
  sech: 'sech',
  csch: 'csch',
  asinh: 'asinh',
  acosh: 'acosh',
  atanh: 'atanh',
  acoth: 'acoth',
  asech: 'asech',
  acsch: 'acsch',
  gamma: 'gamma',
  neg: 'unaryMinus',
};
test('rows agree with complex steps', () => {
  const h = 1e-7;
  for (const [name, theirs] of Object.entries(COMPLEX)) {
    const row = scalars[name] as ScalarRow;
    for (const x of row.probe) {
      if (!smoothAt(row, x) || Math.abs(x[0] ?? 0) > 50 || Math.abs(x[0] ?? 0) < 1e-3) continue;
      const f = (math as unknown as Record<string, (z: unknown) => unknown>)[theirs];
      const answer = f?.(math.complex(x[0] ?? 0, h)) as { re: number; im: number };
      const slope = partialAt(row.partials[0], x, row.value(...x));
      close(answer.im / h, slope, 1e-6, 1e-8, `∂${name} at ${x}`);
    }
  }
});

test('terms apply rows that exist, with the right number of operands', () => {
  for (const [name, row] of rows) {
    for (const partial of row.partials) {
      if (partial.kind === 'missing' || partial.kind === 'zero') continue;
      for (const use of applied(partial))
        assert.equal(scalars[use.name]?.arity, use.operands, `${name} uses ${use.name}`);
      for (const index of indices(partial)) assert.ok(index < row.arity, `${name} refers to operand ${index}`);
    }
  }
});

/** Points on the non-smooth set, and the slopes that the stated convention gives there. */
const KINKS: readonly (readonly [row: string, at: readonly number[], slopes: readonly number[]])[] = [
  ['abs', [0], [0]],
  ['sign', [0], [0]],
  ['floor', [2], [0]],
  ['ceil', [-1], [0]],
  ['round', [2.5], [0]],
  ['roundHalfUp', [0.5], [0]],
  ['roundHalfAway', [-1.5], [0]],
  ['trunc', [3], [0]],
  ['mod', [6, 2], [1, -3]],
  ['remainder', [6, 2], [1, -3]],
  ['floorDivide', [6, 2], [0, 0]],
  ['max', [1.5, 1.5], [1, 0]],
  ['min', [1.5, 1.5], [1, 0]],
  ['clip', [1, 1, 2], [1, 0, 0]],
  ['clip', [2, 1, 2], [1, 0, 0]],
  ['lt', [1, 1], [0, 0]],
  ['le', [1, 1], [0, 0]],
  ['gt', [1, 1], [0, 0]],
  ['ge', [1, 1], [0, 0]],
  ['eq', [1, 1], [0, 0]],
  ['ne', [1, 1], [0, 0]],
  ['heaviside', [0], [0]],
  ['heavisideAt', [0, 0.25], [0, 1]],
  ['relu', [0], [0]],
  ['relu6', [0], [0]],
  ['relu6', [6], [0]],
  ['leakyRelu', [0, 0.25], [0.25, 0]],
  ['elu', [0, 0.5], [0.5, 0]],
  ['selu', [0], [1.7580993408473766]],
  ['hardtanh', [1], [0]],
  ['hardtanh', [-1], [0]],
  ['hardsigmoid', [3], [0]],
  ['acot', [0], [-1]],
  ['atan2', [0, -2], [-0.5, 0]],
  ['besselIe', [0, 0], [0, 0]],
];
test('kinks are where they are said to be, with the slope that is said', () => {
  for (const [name, at, slopes] of KINKS) {
    const row = scalars[name] as ScalarRow;
    assert.ok(row.kink?.at(...at), `${name} at ${at}`);
    const beside = [(at[0] ?? 0) + 1e-3, ...at.slice(1)];
    assert.ok(!row.kink?.at(...beside), `${name} at ${beside} is smooth`);
    const out = row.value(...at);
    row.partials.forEach((partial, i) => {
      close(partialAt(partial, at, out), slopes[i] ?? Number.NaN, 1e-15, 0, `∂${name}/∂x${i} at the kink ${at}`);
    });
  }
  const withKink = rows.filter(([, row]) => row.kink).map(([name]) => name);
  assert.deepEqual([...new Set(KINKS.map(([name]) => name))].sort(), withKink.sort());
});

test('a zero slope, a missing one and a kink are three things', () => {
  for (const [name, row] of rows) {
    const zeros = row.partials.filter((partial) => partial.kind === 'zero').length;
    if (zeros === row.arity) assert.ok(row.kink || row.logical, `${name} is constant between jumps: where are they?`);
    for (const partial of row.partials) if (partial.kind === 'missing') assert.ok(partial.reason.length > 10, name);
    if (row.kink)
      assert.ok(row.kink.text.length > 0 && /derivative|slope|operand counts/.test(row.kink.convention), name);
  }
});

const LANGUAGES: readonly Language[] = ['latex', 'plain', 'python', 'javascript', 'julia', 'c', 'matlab', 'r'];
test('every spelling leads back to its row, and to no other', () => {
  for (const [name, row] of rows) {
    for (const language of LANGUAGES) {
      for (const spelling of row.read[language] ?? []) {
        assert.equal(lookup(language, spelling, row.arity), name, `${language} ${spelling}/${row.arity}`);
      }
    }
  }
});

test('what is printed as a call can be read again', () => {
  for (const [name, { show, arity }] of rows) {
    if (show.form !== 'call') continue;
    assert.equal(lookup('plain', show.text, arity), name, show.text);
    const word = show.latex.replace(/^\\operatorname\{(.*)\}$/, '$1');
    assert.equal(lookup('latex', word, arity), name, show.latex);
  }
});

test('code mentions every operand', () => {
  for (const [name, { emit, arity }] of rows) {
    for (const [target, code] of Object.entries(emit)) {
      if (!code.includes('$')) {
        assert.match(code, /^[A-Za-z][\w.]*$/, `${name} in ${target}`);
        continue;
      }
      for (let i = 1; i <= arity; i++) assert.ok(code.includes(`$${i}`), `${name} in ${target}: $${i}`);
      assert.ok(!code.includes(`$${arity + 1}`), `${name} in ${target}`);
    }
  }
});

test('JavaScript code computes what the kernel computes', () => {
  for (const [name, row] of rows) {
    const code = row.emit.javascript;
    if (code === undefined) continue;
    const parameters = row.probe[0]?.map((_, i) => `x${i}`) ?? [];
    const body = code.includes('$')
      ? parameters.reduce((text, parameter, i) => text.replaceAll(`$${i + 1}`, `(${parameter})`), code)
      : `${code}(${parameters})`;
    const f = new Function(...parameters, `return Number(${body});`) as (...x: readonly number[]) => number;
    for (const x of row.probe) {
      if (row.domain && !row.domain.holds(...x)) continue;
      if (name === 'floorDivide') continue;
      close(f(...x), row.value(...x), 1e-12, 1e-15, `${name}(${x}) as ${body}`);
    }
  }
});

test('Python spellings mean what the modules themselves answer', () => {
  assert.ok(Object.keys(fixture.python).length > 150);
  for (const [key, answers] of Object.entries(fixture.python)) {
    const [spelling = '', arity] = key.split('/');
    const meaning = resolve('python', spelling, Number(arity));
    assert.ok(meaning, key);
    for (const { x, value } of answers) {
      const row = scalars[meaning.row] as ScalarRow;
      if (value === 'nan' || (row.domain && !row.domain.holds(...x))) continue;
      close(row.value(...x), Number(value), 1e-11, 1e-15, `${spelling}(${x})`);
    }
  }
});
