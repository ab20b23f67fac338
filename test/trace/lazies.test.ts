import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

const at1 = (body: string) =>
  openDocument(`def f(x):\n    xs = [x, 2*x]\n${body.replace(/^/gm, '    ')}\n`, 'python').inspect(0, {
    entry: 'f',
    point: { x: 1 },
  });

/** What CPython computes at x = 1 stands behind each. */
test('an iterator whose names or lists are set before it is used, or that is used twice, is refused', () => {
  for (const body of [
    'k = 1.0\ng = (v * k for v in xs)\nk = 3.0\nreturn sum(g)', // 9
    'g = (v for v in xs)\nxs.append(5 * x)\nreturn sum(g)', // 8
    'g = map(abs, xs)\nxs[0] = 7 * x\nreturn sum(g)', // 9
    'g = zip(xs, xs)\nxs += [x]\nreturn sum(a * b for a, b in g)', // 6
    'g = (v * v for v in xs)\nreturn sum(g) + sum(g)', // 5
    'g = (v for v in xs)\nreturn sum(v for i in range(3) for v in g)', // 3
    'g = (v * x for v in xs)\ns = 0\nfor v in g:\n    s += v\n    x = x + 1\nreturn s', // 5
  ]) {
    const { value, problems } = at1(body);
    assert.equal(value, undefined, body);
    assert.match(problems[0]?.message ?? '', /g is worked out where it is used, and only once/);
  }
});

test('so is one of a branch, of another function, or of the file', () => {
  for (const code of [
    'def f(x):\n    xs = [x, 2*x]\n    if x > 0:\n        g = (v for v in xs)\n    else:\n        g = (2*v for v in xs)\n    xs.append(x)\n    return sum(g)\n', // 4
    'def h(xs):\n    return (2*v for v in xs)\ndef f(x):\n    xs = [x, 2*x]\n    g = h(xs)\n    xs.append(x)\n    return sum(g)\n', // 8
    'k = 2.0\ng = (v * k for v in [1.0, 2.0])\nk = 5.0\ndef f(x):\n    return x * sum(g)\n', // 15
  ]) {
    const { value, problems } = openDocument(code, 'python').inspect(0, { entry: 'f', point: { x: 1 } });
    assert.equal(value, undefined, code);
    assert.match(problems[0]?.message ?? '', /is worked out where it is used, and only once/);
  }
});

test('an iterator that one use takes as it was made is followed', () => {
  for (const [body, expected] of [
    ['g = (v * v for v in xs)\nreturn sum(g)', 5],
    ['g = zip(xs, xs)\ns = 0\nfor a, b in g:\n    s += a * b\nreturn s', 5],
    ['g = map(lambda v: v * x, xs)\nn = 2\nreturn sum(g) / n', 1.5],
    ['a, b = map(float, xs)\nreturn a * b', 2],
    ['return sum(v for i in range(3) for v in xs)', 9],
  ] as const)
    assert.equal(at1(body).value?.output.value, expected, body);
});
