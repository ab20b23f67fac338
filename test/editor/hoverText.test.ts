import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DerivativeCheck, Inspection } from '../../src/core.ts';
import { HOVER_COMMANDS } from '../../src/editor/commandIds.ts';
import { claimHover, inspectionHover, refusalHover } from '../../src/editor/hoverText.ts';
import { workedExample } from './workedExample.ts';

const colors = { value: 'var(--vscode-charts-blue)', adjoint: '#a04c00' };
const target = { uri: 'file:///notes/note.md', offset: 120 };

/** As a reader sees it: no colours, no addresses, no escapes. */
function seen(markdown: string): string {
  return markdown
    .replace(/<\/?span[^>]*>/g, '')
    .replace(/\[([^\]]*)\]\(command:[^)]*\)/g, '$1')
    .replace(/\\([*_[\]+#-])/g, '$1')
    .replace(/&lt;/g, '<');
}

function hover(changes: Partial<Inspection> = {}, text = ''): string {
  return inspectionHover({ inspection: { ...workedExample, ...changes }, target, text, colors });
}

test('a formula: reading, gradient, where and numbers, cost, links', () => {
  assert.equal(
    seen(hover()),
    [
      '**f(x)** read as `sqrt(x^2 + exp(x^2)) + cos(x^2 + exp(x^2))`',
      '',
      '`∂f/∂x = 2*x*(1 + exp(a))*(1/(2*sqrt(c)) - sin(c))`  ',
      'where `a = x²`, `c = a + exp(a)` · at x = 1 (default): f = 1.0900, ∂f/∂x = 5.9831  ',
      '6 steps · a and c are used twice: each gradient is computed once · gradient ≈ 2.1 × the function’s work',
      '',
      'Open graph · Set point · Insert derivation · Copy as …',
    ].join('\n'),
  );
});

test('a part of it: name, value, adjoint with its contributions, uses; then the whole', () => {
  const [first, , second] = seen(hover({ focus: 'a' })).split('\n');
  assert.equal(
    first,
    '`a = x²` = 1 · `∂f/∂a = ∂f/∂b · exp(a) + ∂f/∂c · 1` = 2.1870 + 0.80455 = 2.9915 (two paths) · used 2\u00a0×',
  );
  assert.match(second ?? '', /^\*\*f\(x\)\*\* read as/);
});

test('contributions of both signs', () => {
  assert.match(seen(hover({ focus: 'c' })), /= 0\.25930 \+ 0\.54525 = 0\.80455 \(two paths\) · used 2\u00a0×/);
  const lines = workedExample.derivation.map((step) =>
    step.line === 'c'
      ? { ...step, contributions: step.contributions.map((each) => ({ ...each, value: -each.value })) }
      : step,
  );
  assert.match(seen(hover({ focus: 'c', derivation: lines })), /= -0\.25930 − 0\.54525 =/);
});

test('an input under the pointer has no formula of its own', () => {
  assert.match(seen(hover({ focus: 'x' })), /^`x` = 1 · `∂f\/∂x = ∂f\/∂a · \(2·x\)` = 5\.9831\n/);
});

test('the output and constants under the pointer add nothing', () => {
  assert.equal(hover({ focus: 'f' }), hover());
  assert.equal(hover({ focus: '2' }), hover());
});

test('a picture stands on a line of its own, with the linear formulas as alternative text', () => {
  const picture = { src: 'data:image/svg+xml;base64,AAAA', width: 100.2, height: 30 };
  const markdown = inspectionHover({ inspection: workedExample, target, picture, text: '', colors });
  assert.ok(
    markdown
      .split('\n\n')
      .includes(
        '<img src="data:image/svg+xml;base64,AAAA" width="101" height="30" alt="∂f/∂x = 2*x*(1 + exp(a))*(1/(2*sqrt(c)) - sin(c))">',
      ),
  );
});

test('every link runs a command that hovers may run', () => {
  const readings = [{ key: 'call:f@0', chosen: 'a call', alternatives: ['a product'], span: { from: 0, to: 4 } }];
  const used = [...hover({ readings }, 'f(x)').matchAll(/\(command:([\w.]+)\?/g)].map((match) => match[1] ?? '');
  assert.ok(used.length >= 5);
  assert.deepEqual(
    used.filter((command) => !HOVER_COMMANDS.includes(command)),
    [],
  );
});

test('an ambiguous reading can be switched', () => {
  const readings = [{ key: 'call:f@0', chosen: 'a call', alternatives: ['a product'], span: { from: 0, to: 6 } }];
  assert.match(seen(hover({ readings }, 'f(x+1) = 2')), /`f\(x\+1\)` read as a call, not a product/);
});

test('the origin of each value is named', () => {
  const inputs = [
    { name: 'x', shape: [], value: 1, origin: 'user' as const },
    { name: 'y', shape: [], value: 2, origin: 'document' as const },
    { name: 'z', shape: [], value: 3, origin: 'default' as const },
    { name: 'w', shape: [], value: 4, origin: 'default' as const },
  ];
  assert.match(
    seen(hover({ inputs })),
    /at x = 1 \(set by you\), y = 2 \(from the document\), z = 3, w = 4 \(default\): f =/,
  );
});

test('many inputs are cut, and the rest is counted', () => {
  const names = Array.from({ length: 9 }, (_, i) => `x_${i}`);
  const inputs = names.map((name) => ({ name, shape: [], value: 1, origin: 'default' as const }));
  const formulas = Object.fromEntries(names.map((name) => [name, { text: '1', latex: '1' }]));
  const gradient = Object.fromEntries(names.map((name) => [name, 1]));
  const text = seen(hover({ inputs, formulas, gradient }));
  assert.match(text, /\*\*f\(x_0, x_1, x_2, …\)\*\*/);
  assert.match(text, /and 6 more in the graph’s panel/);
  assert.match(text, /∂f\/∂x_3 = 1, …/);
});

test('problems are said, escaped, at most three', () => {
  const problems = ['a <b>', 'two', 'three', 'four'].map((message) => ({
    code: 'c',
    message,
    severity: 'warning' as const,
  }));
  const markdown = hover({ problems });
  assert.match(markdown, /⚠ a &lt;b&gt; {2}\n⚠ two {2}\n⚠ three {2}\n⚠ and 1 more in the panel/);
});

test('text from the document cannot become markup', () => {
  const markdown = hover({
    reading: '`x` <img src=y> [z](command:evil)',
    output: { ...workedExample.output, name: '**f**<b>' },
  });
  assert.match(
    markdown,
    /^\*\*\\\*\\\*f\\\*\\\*&lt;b&gt;\(x\)\*\* read as `` `x` <img src=y> \[z\]\(command:evil\) ``/,
  );
});

test('a long formula is shortened, not dropped', () => {
  const text = 'x + '.repeat(1000);
  const line = seen(hover({ formulas: { x: { text, latex: 'x' } } }))
    .split('\n')
    .find((each) => each.startsWith('`∂f/∂x'));
  assert.ok(line && line.length < 260 && line.endsWith('…`  '));
});

test('a refusal gives its first error only', () => {
  assert.equal(refusalHover([]), undefined);
  assert.equal(
    refusalHover([
      { code: 'a', message: 'a note', severity: 'info' },
      { code: 'b', message: 'random() cannot be read', severity: 'error' },
    ]),
    '⚠ No gradient here: random() cannot be read',
  );
});

const check: DerivativeCheck = {
  span: { from: 0, to: 5 },
  claim: '∂d/∂c = 1/sqrt(c)',
  of: 'd',
  wrt: 'c',
  verdict: 'differs',
  kind: 'factor',
  difference: 'factor 2',
  computed: { value: 0.25, formula: '1/(2*sqrt(c))' },
  claimed: { value: 0.5 },
  evidence: [{ point: { c: 4 }, claimed: 0.5, computed: 0.25 }],
};

test('a claim: verdict, our formula, yours and computed at a point', () => {
  assert.equal(
    seen(claimHover(check, target)),
    [
      '**✗ ∂d/∂c differs from the computed derivative: factor 2**  ',
      'Computed: ∂d/∂c = 1/(2·√c)  ',
      'At c = 4: yours 0.5, computed 0.25.',
      '',
      'Open graph',
    ].join('\n'),
  );
});

test('a claim under a squiggle has only the link: the squiggle says the rest', () => {
  assert.equal(seen(claimHover(check, target, true)), 'Open graph');
});

test('a claim that could not be checked says why', () => {
  const { computed: _, ...rest } = check;
  const undecided = { ...rest, verdict: 'undecided' as const, reason: 'd is not defined above', evidence: [] };
  assert.match(
    seen(claimHover(undecided, target)),
    /^\*\*\? ∂d\/∂c could not be checked\*\* {2}\nd is not defined above\n/,
  );
});
