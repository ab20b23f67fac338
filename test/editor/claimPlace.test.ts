import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DerivativeCheck } from '../../src/core.ts';
import { claimAt, claimSpan } from '../../src/editor/claimPlace.ts';

function claim(text: string, symbol: string, claimed: string): DerivativeCheck {
  const from = text.indexOf(claimed);
  return {
    span: { from, to: from + claimed.length },
    claim: `${symbol} = ${claimed}`,
    of: 'f',
    wrt: 'x',
    verdict: 'agrees',
    evidence: [],
  };
}

const rows: readonly (readonly [string, string, string, string])[] = [
  ['see $f_x &= 2x$.', 'f_x', '2x', 'f_x &= 2x'],
  ['$f_x = g h = 2x$', 'f_x', '2x', 'f_x = g h = 2x'],
  ['$1 = f_x$', 'f_x', '1', '1 = f_x'],
  ['f_x = 3 \\\\ y &= 1', 'f_x', '1', '1'],
  ['f_x\n\n= 2x', 'f_x', '2x', '2x'],
];
for (const [text, symbol, claimed, covered] of rows) {
  test(`the claim in ${JSON.stringify(text)} reaches over ${JSON.stringify(covered)}`, () => {
    const { from, to } = claimSpan(text, claim(text, symbol, claimed));
    assert.equal(text.slice(from, to), covered);
  });
}

test('the innermost claim at an offset', () => {
  const text = 'c_a = 1 = c_b';
  const checks = [claim(text, 'c_a', '1'), claim(text, 'c_b', '1')];
  assert.equal(claimAt(text, checks, 1), checks[0]);
  assert.equal(claimAt(text, checks, 12), checks[1]);
  assert.equal(claimAt(text, checks, 100), undefined);
});
