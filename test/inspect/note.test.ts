// The lecture note, from every form in which people write it: the same steps, values, gradient, and checks that agree.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkDerivatives, type Inspection, inspect } from '../../src/core.ts';

const note = readFileSync('test/samples/lecture-note.md', 'utf8');

const FORMS: readonly {
  readonly name: string;
  readonly languageId: string;
  readonly text: string;
  readonly at: string;
}[] = [
  { name: 'the display of the note', languageId: 'markdown', text: note, at: 'f(x) = \\sqrt{x^2' },
  {
    name: 'LaTeX without the system',
    languageId: 'latex',
    text: '\\[ f(x) = \\sqrt{x^2 + \\exp(x^2)} + \\cos(x^2 + \\exp(x^2)) \\]',
    at: 'f(x)',
  },
  {
    name: 'reStructuredText',
    languageId: 'restructuredtext',
    text: '.. math::\n\n   f(x) = \\sqrt{x^2 + \\exp(x^2)} + \\cos(x^2 + \\exp(x^2))\n',
    at: 'f(x)',
  },
  { name: 'plain text', languageId: 'plaintext', text: 'f = sqrt(x^2 + exp(x^2)) + cos(x^2 + exp(x^2))\n', at: 'f =' },
  { name: 'Unicode text', languageId: 'plaintext', text: 'f(x) = √(x² + exp(x²)) + cos(x² + exp(x²))\n', at: 'f(' },
  {
    name: 'Python',
    languageId: 'python',
    text: 'import numpy as np\n\ny = np.sqrt(x**2 + np.exp(x**2)) + np.cos(x**2 + np.exp(x**2))\n',
    at: 'y =',
  },
  {
    name: 'a Python function',
    languageId: 'python',
    text: 'from math import sqrt, exp, cos\n\ndef f(x):\n    return sqrt(x**2 + exp(x**2)) + cos(x**2 + exp(x**2))\n',
    at: 'return',
  },
  {
    name: 'JavaScript',
    languageId: 'javascript',
    text: 'const y = Math.sqrt(x ** 2 + Math.exp(x ** 2)) + Math.cos(x ** 2 + Math.exp(x ** 2));\n',
    at: 'y =',
  },
  {
    name: 'six Python assignments',
    languageId: 'python',
    text: 'import numpy as np\na = x**2\nb = np.exp(a)\nc = a + b\nd = np.sqrt(c)\ne = np.cos(c)\nf = d + e\n',
    at: 'f =',
  },
  {
    name: 'six TypeScript assignments',
    languageId: 'typescript',
    text: 'const a = x ** 2;\nconst b = Math.exp(a);\nconst c = a + b;\nconst d = Math.sqrt(c);\nconst e = Math.cos(c);\nconst f: number = d + e;\n',
    at: 'f: number',
  },
  {
    name: 'six plain lines',
    languageId: 'plaintext',
    text: 'a = x^2\nb = exp(a)\nc = a + b\nd = sqrt(c)\ne = cos(c)\nf = d + e\n',
    at: 'f =',
  },
];

const STEPS = [
  ['a', 'pow', ['x', '2']],
  ['b', 'exp', ['a']],
  ['c', 'add', ['a', 'b']],
  ['d', 'sqrt', ['c']],
  ['e', 'cos', ['c']],
  ['f', 'add', ['d', 'e']],
];

function inspected(form: (typeof FORMS)[number]): Inspection {
  const { value, problems } = inspect(form.text, form.languageId, form.text.indexOf(form.at));
  assert.ok(value, problems[0]?.message);
  return value;
}

for (const form of FORMS) {
  test(`the worked example from ${form.name}: six steps a … f with their values and gradient`, () => {
    const inspection = inspected(form);
    const output = inspection.output.name;
    const steps = inspection.lines.filter((line) => line.operation !== 'input' && line.operation !== 'constant');
    assert.deepEqual(
      steps.map((line) => [line.name === output ? 'f' : line.name, line.operation, line.operands]),
      STEPS,
    );
    assert.ok(Math.abs((inspection.output.value as number) - 1.0900122119747424) < 1e-14);
    assert.ok(Math.abs((inspection.gradient.x as number) - 5.983082595908695) < 1e-13);
    assert.equal(steps.find((line) => line.name === 'c')?.fanOut, 2);
  });
}

test('the local gradients are those of the note', () => {
  const inspection = inspected(FORMS[0] as (typeof FORMS)[number]);
  const local = inspection.derivation.filter((step) => step.phase === 'local').map((step) => step.text);
  assert.deepEqual(local, [
    '∂a/∂x = 2*x',
    '∂b/∂a = exp(a)',
    '∂c/∂a = 1',
    '∂c/∂b = 1',
    '∂d/∂c = 1/(2*sqrt(c))',
    '∂e/∂c = -sin(c)',
    '∂f/∂d = 1',
    '∂f/∂e = 1',
  ]);
});

test('the backward pass has the five steps of the note, two sums over paths, and reuses ∂f/∂c', () => {
  const inspection = inspected(FORMS[0] as (typeof FORMS)[number]);
  const backward = inspection.derivation.filter((step) => step.phase === 'backward');
  assert.deepEqual(
    backward.map((step) => [step.stage, step.line]),
    [
      [1, 'f'],
      [2, 'd'],
      [2, 'e'],
      [3, 'c'],
      [4, 'b'],
      [4, 'a'],
      [5, 'x'],
    ],
  );
  const at = (line: string) => backward.find((step) => step.line === line);
  assert.deepEqual(
    at('c')?.contributions.map((part) => part.via),
    ['d', 'e'],
  );
  assert.deepEqual(
    at('a')?.contributions.map((part) => part.via),
    ['b', 'c'],
  );
  assert.deepEqual(at('a')?.reuses, ['c']);
  assert.equal(at('c')?.text, '∂f/∂c = ∂f/∂d · ∂d/∂c + ∂f/∂e · ∂e/∂c = ∂f/∂d · (1/(2*sqrt(c))) + ∂f/∂e · (-sin(c))');
  for (const step of backward) {
    const sum = step.contributions.reduce((total, part) => total + (part.value as number), 0);
    if (step.contributions.length > 0) assert.ok(Math.abs(sum - (step.value as number)) < 1e-12, step.line);
  }
});

test('the formula is the note’s, over the names of its decomposition', () => {
  const inspection = inspected(FORMS[0] as (typeof FORMS)[number]);
  assert.equal(inspection.formulas.x?.text, '2*x*(1 + exp(a))*(1/(2*sqrt(c)) - sin(c))');
  assert.deepEqual(
    inspection.where.map((entry) => entry.text),
    ['a = x^2', 'c = a + exp(a)'],
  );
});

test('the gradient costs about as much as the function', () => {
  const { cost } = inspected(FORMS[0] as (typeof FORMS)[number]);
  assert.equal(cost.forward, 6);
  assert.ok(cost.reverse > 0 && (cost.forward + cost.reverse) / cost.forward <= 4, JSON.stringify(cost));
  assert.ok(cost.withoutReuse > cost.forward + cost.reverse);
});

test('pointing at a part tells that step', () => {
  const second = note.indexOf('x^2', note.indexOf('\\exp(x^2)') + 1);
  for (let i = 0; i < 3; i++) assert.equal(inspect(note, 'markdown', second + i).value?.focus, 'a');
  assert.equal(inspect(note, 'markdown', note.indexOf('\\cos(x^2') + 2).value?.focus, 'e');
});

test('every derivative line of the note agrees', () => {
  const checks = checkDerivatives(note, 'markdown');
  assert.deepEqual(
    checks
      .filter((check) => check.verdict !== 'agrees')
      .map((check) => [check.claim, check.verdict, check.difference ?? check.reason]),
    NOT_EVALUATED,
  );
  assert.ok(checks.length >= 17, `${checks.length} checks`);
});

/** (5.34) of the note speaks of layers in general: nothing to hold it against. */
const NOT_EVALUATED = [
  [
    '\\frac{\\partial L}{\\partial \\theta_i} = \\frac{\\partial L}{\\partial f_K} \\frac{\\partial f_K}{\\partial f_{K-1}} \\cdots \\frac{\\partial f_{i+1}}{\\partial \\theta_i}',
    'undecided',
    'L does not depend on theta_i as far as the document says. Define it in terms of theta_i.',
  ],
];

const MUTATIONS: readonly (readonly [from: string, to: string, kind?: string])[] = [
  ['\\frac{\\partial a}{\\partial x} &= 2x', '\\frac{\\partial a}{\\partial x} &= -2x', 'sign'],
  ['\\frac{\\partial a}{\\partial x} &= 2x', '\\frac{\\partial a}{\\partial x} &= x', 'factor'],
  ['\\frac{\\partial a}{\\partial x} &= 2x', '\\frac{\\partial a}{\\partial x} &= 2', 'missingChainFactor'],
  ['\\frac{\\partial a}{\\partial x} &= 2x', '\\frac{\\partial a}{\\partial x} &= 2x^2'],
  ['\\frac{\\partial b}{\\partial a} &= \\exp(a)', '\\frac{\\partial b}{\\partial a} &= \\exp(b)', 'wrongArgument'],
  ['\\frac{\\partial b}{\\partial a} &= \\exp(a)', '\\frac{\\partial b}{\\partial a} &= -\\exp(a)', 'sign'],
  ['\\frac{\\partial b}{\\partial a} &= \\exp(a)', '\\frac{\\partial b}{\\partial a} &= a \\exp(a)', 'factor'],
  ['\\frac{\\partial b}{\\partial a} &= \\exp(a)', '\\frac{\\partial b}{\\partial a} &= a'],
  ['&= 1 = \\frac{\\partial c}{\\partial b}', '&= 2 = \\frac{\\partial c}{\\partial b}', 'factor'],
  ['&= 1 = \\frac{\\partial c}{\\partial b}', '&= -1 = \\frac{\\partial c}{\\partial b}', 'sign'],
  ['\\frac{1}{2\\sqrt{c}} \\\\', '\\frac{1}{\\sqrt{c}} \\\\', 'factor'],
  ['\\frac{1}{2\\sqrt{c}} \\\\', '-\\frac{1}{2\\sqrt{c}} \\\\', 'sign'],
  ['\\frac{1}{2\\sqrt{c}} \\\\', '\\frac{1}{2\\sqrt{b}} \\\\', 'wrongArgument'],
  ['\\frac{1}{2\\sqrt{c}} \\\\', '\\frac{\\sqrt{c}}{2} \\\\'],
  ['-\\sin(c) \\\\', '\\sin(c) \\\\', 'sign'],
  ['-\\sin(c) \\\\', '-\\cos(c) \\\\'],
  ['-\\sin(c) \\\\', '-\\sin(a) \\\\', 'wrongArgument'],
  ['-\\sin(c) \\\\', '-2\\sin(c) \\\\', 'factor'],
  ['&= 1 = \\frac{\\partial f}{\\partial e}', '&= 0.5 = \\frac{\\partial f}{\\partial e}', 'factor'],
  ['= 1 \\cdot 1 = 1\n- $\\frac{\\partial f}{\\partial e}', '= 1 \\cdot 2 = 2\n- $\\frac{\\partial f}{\\partial e}'],
  ['(1) \\cdot (\\frac{1}{2\\sqrt{c}}) + (1) \\cdot (-\\sin(c))', '(1) \\cdot (\\frac{1}{2\\sqrt{c}})', 'missingPath'],
  ['(1) \\cdot (\\frac{1}{2\\sqrt{c}}) + (1) \\cdot (-\\sin(c))', '(1) \\cdot (-\\sin(c))', 'missingPath'],
  [
    '(1) \\cdot (\\frac{1}{2\\sqrt{c}}) + (1) \\cdot (-\\sin(c))',
    '(1) \\cdot (\\frac{1}{2\\sqrt{c}}) + (1) \\cdot (\\sin(c))',
    'sign',
  ],
  ['= \\frac{\\partial f}{\\partial c} \\cdot 1$', '= \\frac{\\partial f}{\\partial c} \\cdot 2$', 'factor'],
  ['(\\exp(a)) + (\\frac{\\partial f}{\\partial c}) \\cdot 1$', '(\\exp(a))$', 'missingPath'],
  [
    '(\\exp(a)) + (\\frac{\\partial f}{\\partial c}) \\cdot 1$',
    '(\\exp(a)) - (\\frac{\\partial f}{\\partial c}) \\cdot 1$',
  ],
  ['(\\frac{\\partial f}{\\partial a}) \\cdot (2x)', '(\\frac{\\partial f}{\\partial a}) \\cdot (x)', 'factor'],
  ['(\\frac{\\partial f}{\\partial a}) \\cdot (2x)', '(\\frac{\\partial f}{\\partial b}) \\cdot (2x)'],
  ['(\\frac{\\partial f}{\\partial a}) \\cdot (2x)', '-(\\frac{\\partial f}{\\partial a}) \\cdot (2x)', 'sign'],
];

for (const [from, to, kind] of MUTATIONS) {
  test(`a slip is found: ${from.trim()} → ${to.trim()}`, () => {
    const edited = from.includes('\n- $')
      ? note.replace(/= 1 \\cdot 1 = 1\$\n/, '= 1 \\cdot 2 = 2$\n')
      : note.replace(from, to);
    assert.notEqual(edited, note);
    const wrong = checkDerivatives(edited, 'markdown').filter((check) => check.verdict === 'differs');
    assert.ok(wrong.length >= 1, 'not found');
    if (kind !== undefined) assert.equal(wrong[0]?.kind, kind, wrong[0]?.difference);
  });
}
