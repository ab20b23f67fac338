// Formulas and claims with vectors and matrices: right at every point, and no right claim flagged.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkDerivatives, inspect, type Value } from '../../src/core.ts';

interface Case {
  readonly id: string;
  readonly kind: 'value_grad' | 'derivative' | 'check';
  readonly text: string;
  readonly document?: string;
  readonly claim_text?: string;
  readonly variables: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly constants?: Readonly<Record<string, Value>>;
  readonly point: Readonly<Record<string, Value>>;
  readonly symbols?: Readonly<Record<string, string>>;
  readonly expected_value?: number;
  readonly expected_gradient: Readonly<Record<string, Value>>;
  readonly wrt?: readonly string[];
  readonly verdict?: 'correct' | 'wrong';
}

const cases: readonly Case[] = readFileSync('test/fixtures/formulas.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case)
  .filter((entry) => entry.variables.some(({ shape }) => shape.length > 0));

const flat = (value: Value | undefined): number[] =>
  value === undefined ? [] : typeof value === 'number' ? [value] : value.flatMap(flat);

/** The linear form of a symbol as the text spells it: `\hat{y}^{(i)}` is y_hat, `\vec{x}_n (row n)` is x. */
function linear(entry: Case, name: string): string {
  const spelled = entry.symbols?.[name]?.replace(/,.*| \(.*$/g, '').trim();
  if (spelled === undefined) return name;
  const hat = /^\\hat\{(?:\\mathbf\{)?(\w+)\}?\}/.exec(spelled);
  if (hat) return `${hat[1]}_hat`;
  return spelled
    .replace(/\\(?:vec|mathbf|boldsymbol)\{([^}]*)\}/g, '$1')
    .replace(/[\\{}]/g, '')
    .replace(/\^\(.\)|_n$/g, '')
    .replace("x'", 'x_prime');
}

/** The definition that stands for the whole formula, by its name in the text. */
const ENTRIES: Readonly<Record<string, string>> = { 'latex/mfml10-leastsq': 'L' };

test('formulas of vectors and matrices: at least 95 % right, none wrong', () => {
  const wrong: string[] = [];
  const refused: string[] = [];
  const open = cases.filter(({ kind }) => kind === 'value_grad');
  for (const entry of open) {
    const point = Object.fromEntries(
      Object.entries({ ...entry.constants, ...entry.point }).map(([name, value]) => [linear(entry, name), value]),
    );
    const text = entry.document ?? `$${entry.text}$`;
    const languageId = text.startsWith('.. math') ? 'restructuredtext' : 'markdown';
    const at = Math.max(0, text.search(/=/) - 1);
    const outcome = inspect(text, languageId, at, { point, entry: ENTRIES[entry.id], want: [] });
    if (!outcome.value) {
      refused.push(`${entry.id}: ${outcome.problems[0]?.message}`);
      continue;
    }
    const near = (a: number, b: number, scale: number) => Math.abs(a - b) <= 1e-9 * scale + 1e-12;
    const want = entry.expected_value ?? Number.NaN;
    const value = outcome.value.output.value;
    if (typeof value !== 'number' || !near(value, want, Math.abs(want))) wrong.push(`${entry.id}: value ${value}`);
    for (const [name, expected] of Object.entries(entry.expected_gradient)) {
      const [got, all] = [flat(outcome.value.gradient[linear(entry, name)]), flat(expected)];
      const scale = Math.max(...all.map(Math.abs));
      if (got.length !== all.length || !all.every((entry, i) => near(got[i] ?? Number.NaN, entry, scale))) {
        wrong.push(`${entry.id}: ∂/∂${name} = ${JSON.stringify(got)}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(
    refused.length <= 0.05 * open.length,
    `${refused.length} of ${open.length} refused:\n${refused.join('\n')}`,
  );
});

/** The claim as a note has it: the function, then its derivative. */
function noteOf(entry: Case): string {
  if (entry.claim_text === undefined) return entry.document ?? '';
  const by = (entry.wrt ?? []).map((name) => `\\mathbf{${name}}`).join(' ');
  return `$$f = ${entry.text}$$\n\n$$\\frac{\\partial f}{\\partial ${by}} = ${entry.claim_text}$$`;
}

test('matrix claims: every right one agrees, every wrong one differs', () => {
  for (const entry of cases.filter(({ kind, id }) => kind === 'check' && id.startsWith('matrix/'))) {
    const checks = checkDerivatives(noteOf(entry), 'markdown');
    const verdicts = checks.map(({ verdict, reason, difference }) => `${verdict} ${reason ?? difference ?? ''}`.trim());
    assert.ok(checks.length > 0, entry.id);
    const wanted = entry.verdict === 'correct' ? 'agrees' : 'differs';
    assert.ok(
      checks.every(({ verdict }) => verdict === wanted),
      `${entry.id}: ${verdicts.join('; ')}`,
    );
  }
});

test('claims about vectors in notes: no right one is flagged, no wrong one agrees', () => {
  for (const entry of cases.filter(({ kind, id }) => kind === 'check' && !id.startsWith('matrix/'))) {
    for (const { verdict } of checkDerivatives(noteOf(entry), 'markdown')) {
      assert.notEqual(verdict, entry.verdict === 'correct' ? 'differs' : 'agrees', entry.id);
    }
  }
});

/** Textbook identities (Petersen and Pedersen, The Matrix Cookbook, section 2): function, by what, derivative. */
const IDENTITIES: readonly (readonly [f: string, by: string, derivative: string])[] = [
  ['\\mathbf{a}^\\top \\mathbf{X} \\mathbf{b}', '\\mathbf{X}', '\\mathbf{a} \\mathbf{b}^\\top'],
  ['\\mathbf{a}^\\top \\mathbf{X} \\mathbf{a}', '\\mathbf{X}', '\\mathbf{a} \\mathbf{a}^\\top'],
  ['\\mathbf{x}^\\top \\mathbf{A} \\mathbf{x}', '\\mathbf{x}', '(\\mathbf{A} + \\mathbf{A}^\\top) \\mathbf{x}'],
  [
    '\\mathbf{b}^\\top \\mathbf{X}^\\top \\mathbf{X} \\mathbf{c}',
    '\\mathbf{X}',
    '\\mathbf{X}(\\mathbf{b}\\mathbf{c}^\\top + \\mathbf{c}\\mathbf{b}^\\top)',
  ],
  ['\\operatorname{tr}(\\mathbf{X} \\mathbf{A})', '\\mathbf{X}', '\\mathbf{A}^\\top'],
  ['\\operatorname{tr}(\\mathbf{A} \\mathbf{X} \\mathbf{B})', '\\mathbf{X}', '\\mathbf{A}^\\top \\mathbf{B}^\\top'],
  ['\\operatorname{tr}(\\mathbf{A} \\mathbf{X}^\\top)', '\\mathbf{X}', '\\mathbf{A}'],
  ['\\operatorname{tr}(\\mathbf{X}^2)', '\\mathbf{X}', '2 \\mathbf{X}^\\top'],
  ['\\operatorname{tr}(\\mathbf{X}^\\top \\mathbf{X})', '\\mathbf{X}', '2 \\mathbf{X}'],
  [
    '\\operatorname{tr}(\\mathbf{X} \\mathbf{B} \\mathbf{X}^\\top)',
    '\\mathbf{X}',
    '\\mathbf{X} \\mathbf{B}^\\top + \\mathbf{X} \\mathbf{B}',
  ],
  ['\\operatorname{tr}(\\mathbf{X}^3)', '\\mathbf{X}', '3 (\\mathbf{X}^2)^\\top'],
  ['\\det(\\mathbf{X})', '\\mathbf{X}', '\\det(\\mathbf{X}) \\mathbf{X}^{-\\top}'],
  ['\\det(\\mathbf{X}^2)', '\\mathbf{X}', '2 \\det(\\mathbf{X}^2) \\mathbf{X}^{-\\top}'],
  ['\\log |\\det(\\mathbf{X})|', '\\mathbf{X}', '(\\mathbf{X}^{-1})^\\top'],
  [
    '\\operatorname{tr}(\\mathbf{A} \\mathbf{X}^{-1} \\mathbf{B})',
    '\\mathbf{X}',
    '-(\\mathbf{X}^{-1} \\mathbf{B} \\mathbf{A} \\mathbf{X}^{-1})^\\top',
  ],
  ['\\|\\mathbf{x}\\|^2', '\\mathbf{x}', '2 \\mathbf{x}'],
  ['\\|\\mathbf{x}\\|', '\\mathbf{x}', '\\frac{\\mathbf{x}}{\\|\\mathbf{x}\\|}'],
  [
    '\\|\\mathbf{x} - \\mathbf{a}\\|',
    '\\mathbf{x}',
    '\\frac{\\mathbf{x} - \\mathbf{a}}{\\|\\mathbf{x} - \\mathbf{a}\\|}',
  ],
  [
    '\\|\\mathbf{A} \\mathbf{x} - \\mathbf{b}\\|^2',
    '\\mathbf{x}',
    '2 \\mathbf{A}^\\top (\\mathbf{A} \\mathbf{x} - \\mathbf{b})',
  ],
  [
    '\\|\\mathbf{X} \\mathbf{w} - \\mathbf{y}\\|^2 + \\lambda \\|\\mathbf{w}\\|^2',
    '\\mathbf{w}',
    '2 \\mathbf{X}^\\top (\\mathbf{X} \\mathbf{w} - \\mathbf{y}) + 2 \\lambda \\mathbf{w}',
  ],
  [
    '(\\mathbf{x} - \\mathbf{m})^\\top \\mathbf{S}^{-1} (\\mathbf{x} - \\mathbf{m})',
    '\\mathbf{x}',
    '(\\mathbf{S}^{-1} + \\mathbf{S}^{-\\top})(\\mathbf{x} - \\mathbf{m})',
  ],
  ['\\log \\det(\\mathbf{X}^\\top \\mathbf{X})', '\\mathbf{X}', '2 \\mathbf{X}^{-\\top}'],
];

test('textbook identities agree, and with a sign or a transpose changed they do not', () => {
  for (const [f, by, derivative] of IDENTITIES) {
    const note = (claim: string) => `$$f = ${f}$$\n\n$$\\nabla_{${by}} f = ${claim}$$`;
    const [check] = checkDerivatives(note(derivative), 'markdown');
    assert.equal(check?.verdict, 'agrees', `∇ ${f}: ${check?.reason ?? check?.difference}`);
    const [wrong] = checkDerivatives(note(`-(${derivative})`), 'markdown');
    assert.equal(wrong?.verdict, 'differs', `−∇ ${f}: ${wrong?.reason}`);
    assert.equal(wrong?.kind, 'sign', f);
    const [doubled] = checkDerivatives(note(`3 (${derivative})`), 'markdown');
    assert.equal(doubled?.kind, 'factor', f);
  }
});

test('a transposed matrix is a mistake, in numerator layout it is a convention', () => {
  const wrong =
    '$$f = \\operatorname{tr}(\\mathbf{A} \\mathbf{X})$$\n\n$$\\frac{\\partial f}{\\partial \\mathbf{X}} = \\mathbf{A}$$';
  assert.equal(checkDerivatives(wrong, 'markdown')[0]?.kind, 'transposed');
  assert.equal(checkDerivatives(wrong, 'markdown')[0]?.verdict, 'differs');
  const [check] = checkDerivatives(`In numerator layout:\n\n${wrong}`, 'markdown');
  assert.equal(check?.verdict, 'conventionOnly');
});
