import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DerivativeCheck } from '../../src/core.ts';
import { claimSummary, countsText, diagnosticMessage } from '../../src/editor/checkText.ts';
import { wrongSign } from './wrongSign.ts';

const check: DerivativeCheck = { ...wrongSign, difference: 'sign' };

test('a squiggle names the difference, the formula and the evidence', () => {
  assert.equal(
    diagnosticMessage(check),
    '∂e/∂c differs from the computed derivative: sign.\nComputed: ∂e/∂c = -sin(c)\nAt c = 2: yours 0.90930, computed -0.90930.',
  );
});

test('without words of its own the kind is spelled out, with the components', () => {
  const { difference: _, ...rest } = check;
  assert.match(diagnosticMessage({ ...rest, wrong: ['x_1', 'x_3'] }), /: the sign is wrong \(in x_1, x_3\)\.\n/);
});

test('a difference without a name is only stated', () => {
  const other = { ...check, kind: 'other' as const, difference: 'it differs from the computed derivative' };
  assert.match(diagnosticMessage(other), /^∂e\/∂c differs from the computed derivative\.\n/);
});

test('a claim without evidence or formula says what is known', () => {
  const { computed: _, ...rest } = check;
  assert.equal(diagnosticMessage({ ...rest, evidence: [] }), '∂e/∂c differs from the computed derivative: sign.');
});

const titles: readonly (readonly [DerivativeCheck['verdict'], string])[] = [
  ['agrees', '✓ ∂e/∂c agrees with the computed derivative'],
  ['differs', '✗ ∂e/∂c differs from the computed derivative: sign'],
  ['conventionOnly', 'ⓘ ∂e/∂c differs only by a convention'],
  ['undecided', '? ∂e/∂c could not be checked'],
];
for (const [verdict, title] of titles) {
  test(`the verdict ${verdict} in words`, () => assert.equal(claimSummary({ ...check, verdict }).title, title));
}

test('a suppressed difference says that it is not reported', () => {
  assert.match(claimSummary({ ...check, suppressed: true }).lines.join('\n'), /Not reported: a comment/);
});

test('of vectors the evidence tells what is wrong entry by entry', () => {
  const vector = {
    ...check,
    wrong: ['[2]', '[3]'],
    evidence: [{ point: { x: [1, 2, 3] }, claimed: [2, 2, 3], computed: [2, 4, 6] }],
  };
  assert.match(
    diagnosticMessage(vector),
    /\nAt x = \[1, 2, 3\]: \[2\] yours 2, computed 4; \[3\] yours 3, computed 6\.$/,
  );
  const matrix = {
    ...check,
    wrong: ['[1, 2]'],
    evidence: [
      {
        point: {},
        claimed: [
          [1, 2],
          [3, 4],
        ],
        computed: [
          [1, 5],
          [3, 4],
        ],
      },
    ],
  };
  assert.match(diagnosticMessage(matrix), /\n\[1, 2\] yours 2, computed 5\.$/);
});

test('a hover shows up to three points', () => {
  const [evidence] = check.evidence;
  const many = { ...check, evidence: [evidence, evidence, evidence, evidence].flatMap((each) => each ?? []) };
  assert.equal(claimSummary(many).lines.filter((line) => line.startsWith('At c')).length, 3);
});

test('the counts make a sentence', () => {
  const of = (...verdicts: DerivativeCheck['verdict'][]) => verdicts.map((verdict) => ({ ...check, verdict }));
  assert.equal(countsText(of('agrees')), '1 derivative checked: 1 agrees.');
  assert.equal(
    countsText(of('agrees', 'agrees', 'differs', 'undecided', 'conventionOnly')),
    '5 derivatives checked: 2 agree, 1 differs, 1 differs only by a convention, 1 could not be checked.',
  );
});
