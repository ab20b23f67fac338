// Python's super(): values as CPython gives them at x = 0.5; the functions are multiples of x.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

const BASE = `class A:
    def __init__(self, k=1):
        super().__init__()
        self.k = k
    @property
    def p(self):
        return 3
    @staticmethod
    def twice(x):
        return 2*x
    def g(self, x):
        return self.k*x
`;

const CASES: readonly (readonly [what: string, source: string, slope: number])[] = [
  [
    'constructors and methods',
    'class B(A):\n    def __init__(self, k):\n        super().__init__(k*2)\n        self.m = 3\n    def g(self, x):\n        return super().g(x) + self.m*x\ndef f(x):\n    return B(5).g(x)\n',
    13,
  ],
  [
    'with its arguments, and by the name of the class',
    'class B(A):\n    def __init__(self, k):\n        super(B, self).__init__(k*2)\n    def g(self, x):\n        return A.g(self, x) + x\nclass C(B):\n    def g(self, x):\n        return super().g(x)*2\ndef f(x):\n    return C(5).g(x)\n',
    22,
  ],
  [
    'properties and static methods',
    'class B(A):\n    @property\n    def p(self):\n        return super().p + 1\n    def g(self, x):\n        return super().twice(x) + self.p*x\ndef f(x):\n    return B().g(x)\n',
    6,
  ],
  [
    'the order of several bases',
    'class P(A):\n    def g(self, x):\n        return 2*super().g(x)\nclass Q(A):\n    def g(self, x):\n        return 3*super().g(x) + x\nclass B(P, Q):\n    pass\ndef f(x):\n    return B(5).g(x)\n',
    32,
  ],
  [
    'a base of a base before the second base',
    'class P(A):\n    pass\nclass Q:\n    def g(self, x):\n        return 100*x\nclass B(P, Q):\n    pass\ndef f(x):\n    return B(7).g(x)\n',
    7,
  ],
];

test('super() goes on behind the class that the method stands in', () => {
  for (const [what, source, slope] of CASES) {
    const document = openDocument(`${BASE}${source}`, 'python');
    const { value, problems } = document.inspect(0, { entry: 'f', point: { x: 0.5 }, want: [] });
    assert.ok(value, `${what}: ${problems[0]?.message}`);
    assert.equal(value.output.value, slope / 2, what);
    assert.equal(value.gradient.x, slope, what);
  }
});

test('a class that is not known is named', () => {
  const source =
    'from lib import A\nclass B(A):\n    def g(self, x):\n        return super().g(x)*2\ndef f(x):\n    return B().g(x)\n';
  const { value, problems } = openDocument(source, 'python').inspect(0, { entry: 'f', point: { x: 0.5 }, want: [] });
  assert.equal(value, undefined);
  assert.match(problems[0]?.message ?? '', /super\(\)\.g is not found/);
});
