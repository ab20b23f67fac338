import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asInput, chosenValues, readPoint, readValue, settableNames, writePoint } from '../../src/editor/pointInput.ts';
import { workedExample } from './workedExample.ts';

const values: readonly (readonly [string, unknown])[] = [
  ['1', 1],
  [' -2.5e-3 ', -0.0025],
  ['pi/4', Math.PI / 4],
  ['2^10', 1024],
  ['2**3**2', 512],
  ['-2^2', -4],
  ['2 pi', 2 * Math.PI],
  ['−1', -1],
  ['sqrt(2)', Math.SQRT2],
  ['e^2', Math.E ** 2],
  ['[1, 2, 3]', [1, 2, 3]],
  [
    '[[1, 0], [0, -1]]',
    [
      [1, 0],
      [0, -1],
    ],
  ],
  ['[1/2, -pi]', [0.5, -Math.PI]],
  [
    '[1, 2; 3, 4]',
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ['[1; 2]', [[1], [2]]],
  ['1/2 pi', Math.PI / 2],
  ['2 (3 + 1) pi', 8 * Math.PI],
  ['2^-1', 0.5],
  ['6 - 2 - 1', 3],
  ['8/2/2', 2],
  ['.5e1', 5],
  ['-[1, 2]', [-1, -2]],
  ['2 sqrt(4) / 4', 1],
];
for (const [text, value] of values) {
  test(`the value ${JSON.stringify(text)}`, async () => assert.deepEqual(await readValue(text), { value }));
}

const refused = [
  '',
  'x',
  'x = 3',
  '1,5',
  '1/0',
  '1e400',
  'sqrt(-1)',
  '"a"',
  'true',
  'toString()',
  'constructor',
  'import("x")',
  '[[1, 2], 3]',
  '[1, [2]]',
  '[1, 2; 3]',
  '[[[1, 2]], [[3]]]',
  `${'('.repeat(9000)}1${')'.repeat(9000)}`,
  '[]',
  '(((',
  '3!',
  '2 3',
  'pi(2)',
  'sqrt',
  'sqrt([1, 2])',
  '[1, 2] + 1',
  '[1, 2',
  '1 +',
  'f(x) = 2',
  '9'.repeat(3000),
  `${'('.repeat(900)}1${')'.repeat(900)}+x`,
];
for (const text of refused) {
  test(`no value: ${JSON.stringify(text.slice(0, 30))} (${text.length} characters)`, async () => {
    const read = await readValue(text);
    assert.ok('problem' in read && read.problem.length > 10);
  });
}

const points: readonly (readonly [string, readonly string[], unknown])[] = [
  ['pi', ['x'], { x: Math.PI }],
  ['x = 2', ['x'], { x: 2 }],
  ['x = 1, y = [1, 2]', ['x', 'y'], { x: 1, y: [1, 2] }],
  ['y=2;x=1', ['x', 'y'], { x: 1, y: 2 }],
  ['self.N = 3\nx_1 = 4', ['self.N', 'x_1'], { 'self.N': 3, x_1: 4 }],
  ['', ['x'], {}],
  [' , ', ['x'], {}],
];
for (const [text, names, expected] of points) {
  test(`the point ${JSON.stringify(text)}`, async () =>
    assert.deepEqual(await readPoint(text, names), { values: expected }));
}

const badPoints: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['1', ['x', 'y'], /Write a name before "1", for example x = 1/],
  ['z = 1', ['x', 'y'], /no input "z" here\. The inputs are x, y/],
  ['x = ', ['x'], /x: a value is missing/],
  ['x = y', ['x', 'y'], /"y" is not a number/],
];
for (const [text, names, problem] of badPoints) {
  test(`no point: ${JSON.stringify(text)}`, async () =>
    assert.match((await readPoint(text, names)).problem ?? '', problem));
}

test('what can be set: inputs, guessed sizes and what was set before', () => {
  const problems = [{ code: 'guess', severity: 'info' as const, message: 'n is not given; 3 is taken as a guess.' }];
  assert.deepEqual(settableNames({ ...workedExample, problems }), ['x', 'n']);
  assert.deepEqual(settableNames(workedExample, { n: 4 }), ['x', 'n']);
});

test('the point is offered as it can be typed again', async () => {
  assert.equal(writePoint(workedExample), '1');
  const text = writePoint(workedExample, { n: 4, x: 2 });
  assert.deepEqual(await readPoint(text, ['x', 'n']), { values: { n: 4, x: 1 } });
});

test('values left as they were offered are not taken as set', () => {
  assert.deepEqual(chosenValues(workedExample, undefined, { x: 1 }), {});
  assert.deepEqual(chosenValues(workedExample, { x: 1 }, { x: 1 }), { x: 1 });
  assert.deepEqual(chosenValues(workedExample, undefined, { x: 2, n: 4 }), { x: 2, n: 4 });
});

test('matrices by rows, in both notations, beside other inputs', async () => {
  const A = [
    [1, 2],
    [3, 4],
  ];
  assert.deepEqual(await readPoint('A = [1, 2; 3, 4], x = [5; 6]', ['A', 'x']), { values: { A, x: [[5], [6]] } });
  assert.deepEqual(await readPoint('A = [[1,2],[3,4]]; x = 2', ['A', 'x']), { values: { A, x: 2 } });
});

test('a column or row given for a vector is its entries', () => {
  assert.deepEqual(asInput([[1], [2]], [2]), [1, 2]);
  assert.deepEqual(asInput([[1, 2, 3]], [2]), [1, 2, 3]);
  assert.deepEqual(asInput([[1], [2]], [2, 1]), [[1], [2]]);
  assert.deepEqual(asInput([1, 2], [2]), [1, 2]);
  assert.equal(asInput(3, [2]), 3);
  const inputs = [{ name: 'x', shape: [2], value: [1, 2], origin: 'default' as const }];
  assert.deepEqual(chosenValues({ ...workedExample, inputs }, undefined, { x: [[3], [4]] }), { x: [3, 4] });
});
