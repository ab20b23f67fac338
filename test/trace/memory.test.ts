// Python programs that change arrays and lists under several names, in branches, in loops over them, in defaults:
// values and gradients by running them in Python 3.11 with NumPy, gradients by differences.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

const POINT = { a: 0.7, b: -0.4, v: [0.5, -1.2, 2] };

/** The body of f(a, b, v), its value, its derivatives with respect to a and v; or a word of the refusal. */
const PROGRAMS: readonly (readonly [body: string, value: number | RegExp, a?: number, v?: readonly number[]])[] = [
  ['k = 2\n    g = lambda x, s=k*a: x*s\n    k = 5\n    a = 9\n    return g(b)', -0.56, -0.8],
  ['fs = [lambda x, i=i: x*i for i in range(3)]\n    return fs[1](a) + fs[2](a)', 2.1, 3],
  ['fs = [lambda x: x*i for i in range(3)]\n    return fs[0](a) + fs[1](a)', 2.8, 4],
  ['def g(x, w=v):\n        w[0] = x\n        return w.sum()\n    return g(a) + v[0]', 2.2, 2, [0, 1, 1]],
  ['for x in v:\n        v[2] = x*a\n    return v[2]', -0.588, -1.68, [0, 0.49, 0]],
  ['for i, x in enumerate(v):\n        v[2] += x\n    return v[2]', 2.6, 0, [2, 2, 2]],
  ['q = [a, b, 1]\n    for x in q:\n        q[2] += x\n    return q[2]', 2.6, 2],
  ['q = [a, b, 1]\n    for x in q[:]:\n        q[2] += x\n    return q[2]', 2.3, 1],
  ['for x in v[1:]:\n        v[2] = x*a\n    return v[2]', /changes what it runs over/],
  ['q = [v, v*2]\n    w = q[1]\n    w[0] = a\n    return q[1][0]', 0.7, 1, [0, 0, 0]],
  ['q = [v*a, v*2]\n    q[0] += 1\n    w = q[0]\n    w *= 2\n    return q[0].sum()', 7.82, 2.6, [1.4, 1.4, 1.4]],
  ['q = [v]\n    q[0] += a\n    return v.sum()', 3.4, 3, [1, 1, 1]],
  ['(a > 5 and (b := 3))\n    return a*b', -0.28, -0.4],
  ['t = 1\n    x = a > 0 or (t := 3)\n    return t*a', 0.7, 1],
  ['w = v if a > 0 else v*2\n    return w.sum()*a', 0.91, 1.3, [0.7, 0.7, 0.7]],
  ['w = v if a > 0 else v*2\n    w[0] = a\n    return w.sum()', 1.5, 1, [0, 1, 1]],
  ['w = v if a > 0 else v*2\n    w[0] = a\n    return v.sum()', /another name of something that was changed/],
  ['w = v if a > 0 else v*2\n    v[0] = a\n    return w.sum()', /another name of something that was changed/],
  ['if a > 0:\n        v = v*2\n    else:\n        v = v*3\n    v[0] = a\n    return v.sum()', 2.3, 1, [0, 2, 2]],
  ['q = [a, b]\n    p = q if b < 0 else [1, 2]\n    p.append(a)\n    return sum(q)', /another name of something/],
  ['y = a\n    if b < 0:\n        y = v\n    return np.sum(y)', /different kinds of value/],
  ['def g(w):\n        u = w\n        u[0] = a\n        return w.sum()\n    return g(v*2)', 2.3, 1, [0, 2, 2]],
];

const HEAD = 'import numpy as np\n';

for (const [body, value, a, v] of PROGRAMS) {
  test(`Python: ${body.replaceAll('\n    ', '; ')}`, () => {
    const source = `${HEAD}def f(a, b, v):\n    ${body}\n`;
    const { value: inspection, problems } = openDocument(source, 'python').inspect(0, {
      entry: 'f',
      point: POINT,
      everywhere: true,
    });
    if (value instanceof RegExp) {
      assert.equal(inspection, undefined);
      assert.match(problems.map(({ message }) => message).join(), value);
      return;
    }
    assert.ok(inspection, JSON.stringify(problems));
    assert.ok(Math.abs((inspection.output.value as number) - value) < 1e-9, `${inspection.output.value}`);
    const gradient = inspection.gradient;
    if (a !== undefined) assert.ok(Math.abs(((gradient.a as number | undefined) ?? 0) - a) < 1e-6, `${gradient.a}`);
    for (const [i, expected] of (v ?? []).entries()) {
      const found = (gradient.v as readonly number[] | undefined)?.[i] ?? 0;
      assert.ok(Math.abs(found - expected) < 1e-6, `${gradient.v}`);
    }
  });
}

test('Python: a default that a function changes is refused, later calls would see it', () => {
  const source = 'def g(x, q=[]):\n    q.append(x)\n    return sum(q)\ndef f(a):\n    return g(a) + g(a)\n';
  const { value, problems } = openDocument(source, 'python').inspect(0, { entry: 'f', point: { a: 1 } });
  assert.equal(value, undefined);
  assert.match(problems[0]?.message ?? '', /changes the default/);
});
