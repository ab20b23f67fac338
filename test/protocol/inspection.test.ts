import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Value } from '../../src/base/value.ts';
import type { Inspection } from '../../src/core.ts';
import { decodeInspection, encodeInspection } from '../../src/protocol/inspection.ts';
import { packer, unpack } from '../../src/protocol/values.ts';
import { workedInspection } from '../fixtures/worked-inspection.ts';

/** What VS Code does with a message: JSON, with the typed arrays carried beside it. */
function cross<T>(message: T): T {
  const arrays: Float64Array[] = [];
  const text = JSON.stringify(message, (_key, value) =>
    value instanceof Float64Array ? { array: arrays.push(value.slice()) - 1 } : value,
  );
  return JSON.parse(text, (_key, value) =>
    value !== null && typeof value === 'object' && 'array' in value ? arrays[value.array] : value,
  );
}

const values: readonly (readonly [string, Value])[] = [
  ['a number', 1.25],
  ['NaN', Number.NaN],
  ['infinities', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  ['minus zero', -0],
  [
    'a matrix',
    [
      [1, 2, 3],
      [4, Number.NaN, 6],
    ],
  ],
  ['no entries', []],
  ['rows without entries', [[], []]],
  ['rows of unequal length with a square count', [[1, 2, 3], [4], [5, 6]]],
  ['numbers beside lists', [1, [2, 3]]],
];
for (const [name, value] of values) {
  test(`a value crosses unchanged: ${name}`, () => {
    const pack = packer();
    pack.put([7, 8]); // so that places do not start at 0
    const sent = cross({ place: pack.put(value), numbers: pack.numbers() });
    assert.deepStrictEqual(unpack(sent.place, sent.numbers), value);
  });
}

test('a place outside the numbers reads as NaN, never as undefined', () => {
  assert.deepStrictEqual(unpack(3, new Float64Array(2)), Number.NaN);
  assert.deepStrictEqual(unpack({ at: 1, shape: [2] }, new Float64Array([5, 6])), [6, Number.NaN]);
});

const inspections: readonly (readonly [string, Inspection])[] = [
  ['the worked example', workedInspection()],
  ['the worked example at a point without a value', workedInspection(Number.NaN)],
  ['the worked example where it overflows', workedInspection(40)],
  [
    'tensors, tangents, a Hessian and an endless cost',
    {
      ...workedInspection(),
      hessian: [
        [Number.NaN, 1],
        [1, 2],
      ],
      gradient: { x: [Number.POSITIVE_INFINITY, 0] },
      lines: workedInspection().lines.map((line) => ({ ...line, tangent: [Number.NaN, -0] })),
      cost: { forward: 6, reverse: 7, withoutReuse: Number.POSITIVE_INFINITY, forwardMode: 13 },
    },
  ],
];
for (const [name, inspection] of inspections) {
  test(`an inspection crosses unchanged: ${name}`, () => {
    assert.deepStrictEqual(decodeInspection(cross(encodeInspection(inspection))), inspection);
  });
}

test('without typed arrays NaN would be lost, so no computed number stays in the data', () => {
  const seen: number[] = [];
  const marker = 0.123456789;
  const inspection = workedInspection();
  const { data } = encodeInspection({
    ...inspection,
    output: { ...inspection.output, value: marker },
    gradient: { x: marker },
    lines: inspection.lines.map((line) => ({ ...line, primal: marker, adjoint: marker })),
  });
  JSON.stringify(data, (_key, value) => {
    if (typeof value === 'number' && !Number.isInteger(value)) seen.push(value);
    return value;
  });
  assert.deepStrictEqual(seen, []);
});
