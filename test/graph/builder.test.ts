import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../../src/base/random.ts';
import { createBuilder } from '../../src/graph/builder.ts';

test('equal steps are one line and different ones are not, however many there are', () => {
  const next = random(7);
  const pick = (count: number) => Math.floor(next() * count);
  const builder = createBuilder();
  for (let i = 0; i < 40; i++) builder.input(`x${i}`);
  const known = new Map<string, number>();
  for (let i = 0; i < 20_000; i++) {
    const operation = ['add', 'mul', 'sub', 'sin'][pick(4)] as string;
    const operands = Array.from({ length: operation === 'sin' ? 1 : 2 }, () =>
      pick(Math.min(120, builder.lines.length)),
    );
    const id = builder.step(operation, operands);
    const key = `${operation} ${operands}`;
    assert.equal(id, known.get(key) ?? builder.lines.length - 1, key);
    if (!known.has(key)) assert.equal(id, known.size + 40, key);
    known.set(key, id);
  }
  assert.ok(known.size > 10_000);
});

test('a builder that goes on from a list knows its lines', () => {
  const first = createBuilder();
  const x = first.input('x');
  const ids = Array.from({ length: 200 }, (_, k) => first.step('mul', [first.constant(k + 2), x]));
  const next = createBuilder({ start: first.finish([x]) });
  ids.forEach((id, k) => {
    assert.equal(next.step('mul', [next.constant(k + 2), x]), id);
  });
  assert.equal(next.lines.length, first.lines.length);
});

test('operations with attributes are shared by them, and names never are', () => {
  const builder = createBuilder();
  const A = builder.input('A', [{ size: 2 }, { size: 3 }]);
  const sums = [{ axes: [0] }, { axes: [1] }, { axes: [0] }].map((attributes) => builder.apply('sum', [A], attributes));
  assert.equal(sums[0], sums[2]);
  assert.notEqual(sums[0], sums[1]);
  assert.notEqual(builder.apply('transpose', [A]), builder.apply('transpose', [A], { axes: [0, 1] }));
  assert.notEqual(builder.named(A, 'B'), builder.named(A, 'B'));
  assert.notEqual(builder.constant(0), builder.constant(-0));
});

test('a line has each of its places once, in order, and finished lists keep what they have', () => {
  const builder = createBuilder();
  const x = builder.input('x', [], { from: 0, to: 1 });
  const places = Array.from({ length: 100 }, (_, k) => ({ from: 3 * k, to: 3 * k + 1 }));
  for (const place of places) builder.mark(x, place);
  const early = builder.finish([x]);
  for (const place of [...places, { from: 3, to: 1000 }, { from: 3, to: 4, doc: 1 }]) builder.mark(x, { ...place });
  assert.deepEqual(early.spans.get(x), places);
  assert.deepEqual(builder.finish([x]).spans.get(x), [...places, { from: 3, to: 1000 }, { from: 3, to: 4, doc: 1 }]);
  const later = createBuilder({ start: early });
  later.mark(x, { from: 1, to: 2 });
  assert.deepEqual(early.spans.get(x), places);
  assert.equal(later.spans.get(x)?.length, places.length + 1);
});
