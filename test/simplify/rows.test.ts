// Every identity holds: sampled inside and at the corners of its domain.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../../src/base/random.ts';
import { createBuilder } from '../../src/graph/builder.ts';
import { parsePattern } from '../../src/simplify/pattern.ts';
import { simplify } from '../../src/simplify/rewrite.ts';
import { type Identity, identities } from '../../src/simplify/rows.ts';
import { build, evaluate, lettersOf, written } from './patterns.ts';

const POINTS = 60;
const NUMBERS = [1, 2, 3, 4, 6, -1, -2, -4, 0.5, 0.25, -1.5, 12];
const INTEGERS = [1, 2, 3, 4, 5, -1, -2];
const CORNERS = [0, 1, -1, 2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** Values for the letters of a row that meet its condition; undefined if these do not. */
function sample(row: Identity, letters: readonly string[], next: () => number, free: () => number) {
  const pick = (from: readonly number[]) => from[Math.floor(next() * from.length)] ?? 1;
  const values = new Map(
    letters.map((letter) => {
      if (letter === 'k' || letter === 'm') return [letter, pick(NUMBERS)] as const;
      if (letter === 'i' || letter === 'j') return [letter, pick(INTEGERS)] as const;
      return [letter, letter === 'c' ? pick([0, 1]) : free()] as const;
    }),
  );
  return row.where && !row.where((letter) => values.get(letter) ?? Number.NaN) ? undefined : values;
}

for (const [index, row] of identities.entries()) {
  test(`identity ${row.from} = ${row.to}`, () => {
    const [from, to] = [parsePattern(row.from), parsePattern(row.to)];
    const letters = lettersOf(from);
    assert.deepEqual(
      lettersOf(to).filter((letter) => !letters.includes(letter)),
      [],
    );
    const next = random(index + 1);
    let done = 0;
    for (let tries = 0; done < POINTS && tries < 20_000; tries++) {
      const values = sample(row, letters, next, () => (next() < 0.5 ? -1 : 1) * (0.3 + 2.7 * next()));
      if (!values) continue;
      const [left, right] = [evaluate(from, values), evaluate(to, values)];
      if (!Number.isFinite(left) && !Number.isFinite(right)) continue;
      done++;
      if (!Number.isFinite(left) && row.extends) continue;
      const at = JSON.stringify([...values]);
      assert.ok(Math.abs(left - right) <= 1e-12 * Math.max(1, Math.abs(left)), `${left} ≠ ${right} at ${at}`);
    }
    assert.equal(done, POINTS);
  });
}

test('an identity gives a value where there was none only if it says so, and never takes one away', () => {
  for (const row of identities) {
    const [from, to] = [parsePattern(row.from), parsePattern(row.to)];
    const letters = lettersOf(from);
    const next = random(row.from.length);
    let extended = false;
    for (let tries = 0; tries < 3000; tries++) {
      const values = sample(row, letters, next, () => CORNERS[Math.floor(next() * CORNERS.length)] ?? 0);
      if (!values) continue;
      const [left, right] = [evaluate(from, values), evaluate(to, values)];
      const infinite = [...values.values()].some((value) => !Number.isFinite(value));
      const at = `${row.from} at ${JSON.stringify([...values].map(([letter, value]) => `${letter}=${value}`))}`;
      if (Number.isFinite(left)) {
        if (!infinite)
          assert.ok(Math.abs(left - right) <= 1e-12 * Math.max(1, Math.abs(left)), `${at}: ${left}, ${right}`);
      } else if (Number.isFinite(right) && !infinite) {
        extended = true;
        assert.ok(row.extends, at);
      } else if (Number.isFinite(right)) {
        extended = true;
      }
    }
    if (row.extends) assert.ok(extended, `${row.from} extends nothing`);
  }
});

test('every identity is applied', () => {
  for (const row of identities) {
    const letters = lettersOf(parsePattern(row.from));
    const next = random(row.to.length);
    let values: ReturnType<typeof sample>;
    while (values === undefined) values = sample(row, letters, next, () => 1);
    const numbers = values;
    const text = row.from
      .replace(/\bprod\(/g, 'mul(')
      .replace(/\btimes\(/g, 'mul(')
      .replace(/\b[kmij]\b/g, (letter) => String(numbers.get(letter)));
    const plain = createBuilder();
    const unchanged = written(plain.finish([]), build(plain, text));
    const builder = createBuilder();
    const id = build(builder.rewriting(simplify), text);
    assert.notEqual(written(builder.finish([]), id), unchanged, text);
  }
});
