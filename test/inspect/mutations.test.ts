// Gradients of losses and layers as people write them: right ones agree, and nearly every slip in them is found and named.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type DerivativeCheck, openDocument } from '../../src/core.ts';
import { bodyAfter, editTo, mutationsOf, NAMES, type Slip } from '../support/mutations.ts';

const FOLDER = 'test/fixtures/gradients';
const LANGUAGES: Readonly<Record<string, string>> = { py: 'python', jl: 'julia', m: 'matlab', R: 'r' };
/** Of functions that give the value as well, the statements that are about the gradient. */
const ABOUT_GRADIENT = /^\s*(?:d[A-Z]\w*|db\d?|dw\d?|grad\w*)\s*=/;

/** Slips that are none: what all gradients of a function are made of may be a multiple by agreement. */
const NO_SLIP = new Set(['dR = 2 * (2 * R / m)', 'dR = -(2 * R / m)', 'dR = R / m', 'dR = 2 * R']);

interface Tried {
  readonly slip: Slip;
  readonly line: string;
  readonly check: DerivativeCheck | undefined;
}

function checksOf(text: string, language: string): DerivativeCheck[] {
  return [...openDocument(text, language).check()].filter((check) => check !== undefined);
}

/** The i-th check, without those after it. */
function nth(checks: Iterable<DerivativeCheck | undefined>, i: number): DerivativeCheck | undefined {
  let at = 0;
  for (const check of checks) if (check && at++ === i) return check;
  return undefined;
}

const files = readdirSync(FOLDER).map((file) => ({
  file,
  language: LANGUAGES[file.split('.').pop() ?? ''] ?? 'python',
  text: readFileSync(`${FOLDER}/${file}`, 'utf8'),
}));

test('right gradients of losses and layers agree', () => {
  let count = 0;
  for (const { file, language, text } of files) {
    for (const { claim, verdict, reason, difference } of checksOf(text, language)) {
      assert.equal(verdict, 'agrees', `${file}: ${claim}: ${reason ?? difference}`);
      count++;
    }
  }
  assert.ok(count >= 16, `${count} claims`);
});

test('slips in gradients of losses and layers: 90 % are found, 80 % of those named rightly', () => {
  const tried: Tried[] = [];
  for (const { text, language } of files) {
    const document = openDocument(text, language);
    const rights = [...document.check()].filter((check) => check !== undefined);
    for (const [i, right] of rights.entries()) {
      const [from, to] = bodyAfter(text, right.span.from);
      const isJoint = !/_grad|backward|grr/.test(right.claim.split(' = ')[0] ?? '');
      for (const { slip, line, text: changed } of mutationsOf(text, from, to)) {
        if (isJoint && !ABOUT_GRADIENT.test(line)) continue;
        if (NO_SLIP.has(line)) continue;
        // As in the editor: only what the edit has changed is checked again.
        const again = document.edit([editTo(text, changed)]).check();
        const check = nth(again, i);
        tried.push({ slip, line, check });
      }
    }
  }
  const found = tried.filter(({ check }) => check?.verdict === 'differs');
  const named = found.filter(({ slip, check }) => NAMES[slip].includes(check?.kind ?? ''));
  const list = (some: readonly Tried[]) =>
    some
      .map(({ slip, line, check }) => `${slip}: ${line}: ${check?.kind} ${check?.reason ?? check?.difference}`)
      .join('\n');
  const figures = `${found.length} of ${tried.length} found, ${named.length} named rightly`;
  if (process.env.FIGURES) {
    console.log(figures);
    console.log(list(tried.filter((one) => !found.includes(one))));
    console.log('-- named otherwise');
    console.log(list(found.filter((one) => !named.includes(one))));
  }
  assert.ok(tried.length >= 100, figures);
  assert.ok(found.length >= 0.9 * tried.length, `${figures}\n${list(tried.filter((one) => !found.includes(one)))}`);
  assert.ok(named.length >= 0.8 * found.length, `${figures}\n${list(found.filter((one) => !named.includes(one)))}`);
});
