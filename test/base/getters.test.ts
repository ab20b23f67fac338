import assert from 'node:assert/strict';
import test from 'node:test';
import { getters } from '../../src/base/getters.ts';

test('a getter is read when it is asked for, and each object has its own', () => {
  const withSum = getters('sum');
  let asked = 0;
  const made = [1, 2].map((a) =>
    withSum(
      { a },
      {
        sum: () => {
          asked++;
          return a + 1;
        },
      },
    ),
  );
  assert.equal(asked, 0);
  assert.deepEqual(
    made.map(({ sum }) => sum),
    [2, 3],
  );
  assert.equal(asked, 2);
});

test('getters are copied as values, and nothing else that the object is given', () => {
  const told = getters('b', 'c')({ a: 1 }, { b: () => 2, c: () => [3] });
  assert.deepEqual({ ...told }, { a: 1, b: 2, c: [3] });
  assert.equal(JSON.stringify(told), '{"a":1,"b":2,"c":[3]}');
});
