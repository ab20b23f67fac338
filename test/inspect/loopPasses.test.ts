// Single passes of loops that are kept whole: values against the loop run by hand, adjoints against differences of what
// comes after the pass.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LoopPass, openDocument, type Value } from '../../src/core.ts';

const COUNT = 100;
const U = Array.from({ length: COUNT }, (_, i) => Math.sin(3 * i) / 2);

interface Case {
  readonly source: string;
  readonly point: Readonly<Record<string, Value>>;
  /** What passes hand on, by the author's names. */
  readonly start: Readonly<Record<string, number>>;
  readonly step: (state: Readonly<Record<string, number>>, pass: number) => Record<string, number>;
  /** Of all states, the first as it was before the loop. */
  readonly result: (states: readonly Readonly<Record<string, number>>[]) => number;
  readonly names?: (index: string) => string;
}

const CASES: Readonly<Record<string, Case>> = {
  'one variable': {
    source:
      'import numpy as np\ndef f(x):\n    y = x\n    for i in range(100):\n        y = np.sin(y) * x + y / 2\n    return y\n',
    point: { x: 0.9 },
    start: { y: 0.9 },
    step: ({ y = 0 }) => ({ y: Math.sin(y) * 0.9 + y / 2 }),
    result: (states) => states.at(-1)?.y ?? 0,
  },
  'two variables, entries, an array that is set': {
    source:
      'import numpy as np\ndef f(u, a, v):\n    s = 0.0\n    h = np.zeros(100)\n    for i in range(100):\n        s = np.tanh(a * s + u[i])\n        v = v * 0.97 + s\n        h[i] = s * v\n    return np.sum(h) + v\n',
    point: { u: U, a: 0.7, v: 0.2 },
    start: { s: 0, v: 0.2 },
    step: ({ s = 0, v = 0 }, pass) => {
      const now = Math.tanh(0.7 * s + (U[pass] as number));
      return { s: now, v: v * 0.97 + now };
    },
    result: (states) => states.slice(1).reduce((sum, { s = 0, v = 0 }) => sum + s * v, 0) + (states.at(-1)?.v ?? 0),
  },
  backwards: {
    source:
      'import numpy as np\ndef f(u, s):\n    for i in range(99, -1, -1):\n        s = np.cos(s) * u[i] + 0.5 * s\n    return s\n',
    point: { u: U, s: 0.3 },
    start: { s: 0.3 },
    step: ({ s = 0 }, pass) => ({ s: Math.cos(s) * (U[COUNT - 1 - pass] as number) + 0.5 * s }),
    result: (states) => states.at(-1)?.s ?? 0,
  },
};

function passesOf({ source, point }: Pick<Case, 'source' | 'point'>) {
  const document = openDocument(source, 'python');
  const { value } = document.inspect(0, { entry: 'f', point });
  const { value: passes, problems } = document.passes(0, { entry: 'f', point });
  assert.ok(value && passes, problems[0]?.message);
  const loop = value.lines.find((line) => line.loop);
  assert.ok(loop?.loop, 'the loop is kept whole');
  return { loop, inspection: value, pass: (number: number) => passes.pass(loop.name, number) };
}

const near = (a: number, b: number, what: string, tolerance = 1e-8) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${what}: ${a}, not ${b}`);
const lineOf = ({ lines }: LoopPass, name: string) => lines.find((line) => line.name === name);

for (const [title, given] of Object.entries(CASES)) {
  test(`a pass has the loop's values and adjoints: ${title}`, () => {
    const { start, step, result } = given;
    const { pass, inspection } = passesOf(given);
    const states: Record<string, number>[] = [{ ...start }];
    for (let p = 0; p < COUNT; p++) states.push(step(states[p] ?? {}, p));
    near(inspection.output.value as number, result(states), 'the value', 1e-12);
    for (const number of [1, 2, 57, COUNT]) {
      const { value } = pass(number);
      assert.ok(value);
      assert.deepEqual([value.number, value.count], [number, COUNT]);
      for (const name of Object.keys(start)) {
        const line = value.lines.find((each) => each.operation === 'carried' && each.name.startsWith(`${name}[k`));
        assert.ok(line, `${name} is handed on`);
        near(line.primal as number, states[number - 1]?.[name] ?? Number.NaN, `${name} before pass ${number}`, 1e-12);
        const moved = (by: number): number => {
          const run = states.slice(0, number);
          run[number - 1] = { ...run[number - 1], [name]: (states[number - 1]?.[name] ?? 0) + by };
          for (let p = number - 1; p < COUNT; p++) run.push(step(run[p] ?? {}, p));
          return result(run);
        };
        // What came before the pass stays: only a state of its own may be moved.
        const h = 1e-4;
        const rough = (moved(h) - moved(-h)) / (2 * h);
        const own =
          number > 1 && title.startsWith('two')
            ? Number.NaN
            : (4 * rough - (moved(2 * h) - moved(-2 * h)) / (4 * h)) / 3;
        if (!Number.isNaN(own)) near(line.adjoint as number, own, `adjoint of ${name} before pass ${number}`);
      }
      // Each adjoint is the sum over its uses in the pass, where they do not leave it.
      for (const line of value.lines) {
        const uses = value.lines.flatMap(({ operands, partials, adjoint }) =>
          operands.flatMap((operand, i) =>
            operand === line.name ? [(partials[i]?.value as number) * (adjoint as number)] : [],
          ),
        );
        if (uses.length === 0 || value.leaves.includes(line.name)) continue;
        near(
          line.adjoint as number,
          uses.reduce((sum, part) => sum + part, 0),
          `adjoint of ${line.name}`,
          1e-12,
        );
      }
    }
  });
}

test('passes of one loop follow on one another: what one leaves the next is handed, with the same adjoint', () => {
  const { loop, pass } = passesOf(CASES['one variable'] as Case);
  assert.deepEqual(loop.loop?.handed, [{ from: 'y[k]', to: 'y[k+1]' }]);
  assert.deepEqual(
    loop.loop?.steps.map(({ text }) => text),
    ['b = sin(y[k])', 'c = b*x', 'd = y[k]/2', 'y[k+1] = c + d'],
  );
  assert.equal(loop.loop?.range.text, 'k = 0…99');
  for (const number of [1, 40, 98]) {
    const [now, next] = [pass(number).value, pass(number + 1).value];
    assert.ok(now && next);
    assert.equal(lineOf(now, 'y[k+1]')?.primal, lineOf(next, 'y[k]')?.primal);
    assert.equal(lineOf(now, 'y[k+1]')?.adjoint, lineOf(next, 'y[k]')?.adjoint);
  }
});

test('of a vector output the adjoint in a pass is a column of numbers; variables that change places are told', () => {
  const source =
    'import numpy as np\ndef f(x, y):\n    for i in range(100):\n        x, y = y, 0.5 * x + 0.25 * y\n    return np.array([x, y])\n';
  const { loop, pass } = passesOf({ source, point: { x: 1, y: 2 } });
  assert.deepEqual(
    loop.loop?.handed.map(({ text }) => text),
    ['x[k+1] = q2[k]', undefined],
  );
  const last = pass(100).value;
  assert.ok(last);
  const [x, y] = last.lines.filter(({ operation }) => operation === 'carried');
  assert.deepEqual(x?.adjoint, [0, 0.5]);
  assert.deepEqual(y?.adjoint, [1, 0.25]);
});

test('what is no loop has no passes', () => {
  const { source, point } = CASES['one variable'] as Case;
  const { value: passes } = openDocument(source, 'python').passes(0, { entry: 'f', point });
  assert.equal(passes?.pass('x', 1).problems[0]?.code, 'noLoop');
});

test('a step that is handed on keeps its adjoint, whatever it is made of; arrays are told from variables of one name', () => {
  const sources = [
    'import math\ndef f(x, s):\n    y = s\n    for i in range(100):\n        y *= 1 + 0.05 * math.sin(y * x)\n    return y\n',
    'import numpy as np\ndef f(x, s):\n    s = np.sin(s * np.arange(100.0))\n    y = x\n    for i in range(100):\n        y = y * s[i] + x / (2 + y)\n    return y\n',
  ];
  for (const source of sources) {
    const { loop, pass } = passesOf({ source, point: { x: 0.8, s: 0.6 } });
    for (const number of [1, 60, 99]) {
      const [now, next] = [pass(number).value, pass(number + 1).value];
      assert.ok(now && next);
      assert.equal(new Set(now.lines.map(({ name }) => name)).size, now.lines.length);
      for (const { from, to } of loop.loop?.handed ?? []) {
        const [left, taken] = [lineOf(now, to), lineOf(next, from)];
        assert.ok(left && taken && taken.adjoint !== 0);
        near(left.primal as number, taken.primal as number, 'value', 1e-12);
        near(left.adjoint as number, taken.adjoint as number, 'adjoint', 1e-12);
      }
    }
  }
});
