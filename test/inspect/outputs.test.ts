// Several outputs: which one is inspected, and what is said where there is no such output or no finite derivative.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

const TUPLE = 'def f(x):\n    a = x**2\n    return a, x**3\n';
const SYSTEM = '$$\\begin{cases} a = x^2 \\\\ b = a + x\\end{cases}$$';

const CHOSEN: readonly (readonly [
  language: string,
  source: string,
  entry: string,
  output: string | undefined,
  outputs: readonly string[],
  slope: number,
])[] = [
  ['python', TUPLE, 'f', undefined, ['a', 'f_2'], 4],
  ['python', TUPLE, 'f', 'a', ['a', 'f_2'], 4],
  ['python', TUPLE, 'f', 'f_2', ['a', 'f_2'], 12],
  ['markdown', SYSTEM, 'a', 'b', ['a', 'b'], 5],
  ['markdown', SYSTEM, 'b', 'a', ['a', 'b'], 4],
];

test('one of several outputs is inspected by its name', () => {
  for (const [language, source, entry, output, outputs, slope] of CHOSEN) {
    const options = { entry, output, point: { x: 2 } };
    const { value, problems } = openDocument(source, language).inspect(0, options);
    assert.ok(value, `${output}: ${problems[0]?.message}`);
    assert.deepEqual(value.outputs, outputs);
    assert.equal(value.output.name, output ?? outputs[0]);
    assert.equal(value.gradient.x, slope, `${entry} ${output}`);
  }
});

test('an output that does not exist is refused by name', () => {
  const { value, problems } = openDocument(TUPLE, 'python').inspect(0, { entry: 'f', output: 'q' });
  assert.equal(value, undefined);
  assert.match(problems[0]?.message ?? '', /q is not an output here. Outputs are: a, f_2/);
});

const NOT_FINITE: readonly (readonly [formula: string, point: Readonly<Record<string, number>>, message: RegExp])[] = [
  ['x^y', { x: 0, y: 0 }, /no finite derivative by x, y/],
  ['\\ln x', { x: -2 }, /not a real number/],
];

test('a derivative that does not exist is no number, and that is said', () => {
  for (const [formula, point, message] of NOT_FINITE) {
    const { value } = openDocument(`$f(x, y) = ${formula}$`, 'markdown').inspect(3, { point });
    assert.ok(value, formula);
    for (const slope of Object.values(value.gradient)) assert.ok(!Number.isFinite(slope), formula);
    assert.match(value.problems[0]?.message ?? '', message);
  }
});
