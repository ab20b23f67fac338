// What may be another name of something that was changed since is refused, never taken for its old value.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

/** A body of f(x, v) in Python. */
const CHANGED: Readonly<Record<string, string>> = {
  'a view in one of two branches': 'w = v * 2\nu = v * 1.0\nif x > 0:\n    u = w[::-1]\nw *= 3\nreturn u.sum()',
  'a view of one of two arrays':
    'w = v * 2\nz = v * 3\nif x > 0:\n    p = w\nelse:\n    p = z\nu = p[1:]\nw[1] = 5\nreturn u.sum()',
  'a view in one branch, its array set anew in the other':
    'w = v * 2\nu = v * 1.0\nif x > 0:\n    w = w + 1\nelse:\n    u = w[::-1]\nw *= 3\nreturn u.sum()',
  'one of two that are one of two':
    'w = v * 2\nu = v * 1.0\nz = v * 4\nif x > 0:\n    u = w\nif x > 1:\n    z = u\nw[0] = 3\nreturn z.sum()',
  'an entry of a list': 'w = v * 2\nL = [w, v * 3]\nif x > 0:\n    L[1] = w\nw[0] = 3\nreturn L[1].sum()',
  'a row': 'M = np.array([[x, 1.0], [x, x]])\na, b = M\nM[0, 0] = 3\nreturn a.sum()',
};

test('what may be another name of something changed is not followed', () => {
  for (const [what, body] of Object.entries(CHANGED)) {
    const source = `import numpy as np\n\ndef f(x, v):\n    ${body.replaceAll('\n', '\n    ')}\n`;
    const point = { x: 0.8, v: [0.6, 1.2, 0.4] };
    const { value, problems } = openDocument(source, 'python').inspect(0, {
      entry: 'f',
      point,
      want: [],
      everywhere: true,
    });
    assert.equal(value, undefined, what);
    assert.ok(['notFollowed', 'alias'].includes(problems[0]?.code ?? ''), `${what}: ${problems[0]?.message}`);
    // Without the change it is followed.
    const lines = source.split('\n').filter((line) => !/^ {4}(?:w \*=|w\[|M\[)/.test(line));
    const kept = openDocument(lines.join('\n'), 'python').inspect(0, { entry: 'f', point, want: [], everywhere: true });
    assert.ok(kept.value, `${what}: ${kept.problems[0]?.message}`);
  }
});

/** The top level of a Python file that changes `c` after it was set. */
const CHANGED_ABOVE: readonly string[] = [
  'c = [1.0]\nc.append(2.0)',
  'c = [1.0]\nfor i in range(3):\n    c.append(2.0)',
  'c = [1.0]\nwhile len(c) < 3:\n    c += [2.0]\n    c.extend([3.0])',
  'c = [1.0]\nif True:\n    c.append(2.0)',
  'c = [1.0]\nfor i in range(2):\n    if i > 0:\n        c.append(2.0)',
  'c = [1.0]\nfor i in range(2):\n    d = c\n    d.append(2.0)',
];

test('a loop runs over what its name meant where it started', () => {
  const source =
    'def f(v):\n    w = v * 2.0\n    a = 0.0\n    for p in reversed(w):\n        a = a * 0.4 + p\n        w = w[[2, 0, 1]] * 1.0\n    return a\n';
  const { value } = openDocument(source, 'python').inspect(0, {
    entry: 'f',
    point: { v: [0.61, 1.19, 0.47] },
    want: [],
  });
  assert.ok(Math.abs((value?.output.value as number) - 2.3224) < 1e-12);
});

test('a list that a loop or a branch changes is not what it was set to', () => {
  for (const above of CHANGED_ABOVE) {
    const source = `${above}\ndef f(x):\n    return sum(c) * x\n`;
    const { value } = openDocument(source, 'python').inspect(0, { entry: 'f', want: [] });
    assert.ok(
      value?.inputs.some(({ name }) => name === 'c'),
      above,
    );
  }
  const network =
    'from torch import nn\nlayers = []\nfor _ in range(3):\n    layers.append(nn.Linear(2, 2))\nnet = nn.Sequential(*layers)\ndef f(x):\n    return net(x).sum()\n';
  const { value, problems } = openDocument(network, 'python').inspect(0, { entry: 'f', want: [] });
  assert.equal(value, undefined);
  assert.match(problems[0]?.message ?? '', /Write the layers in the call/);
});

test('what a loop of the file fills is an input, and that is said', () => {
  const code = `table = []
for i in range(10):
    table.append(2.0**i)

def f(x):
    return table[3] * x
`;
  const { value } = openDocument(code, 'python').inspect(0, { entry: 'f' });
  assert.deepEqual(
    value?.inputs.map(({ name }) => name),
    ['x', 'table[3]'],
  );
  assert.match(value?.problems[0]?.message ?? '', /table is taken as an input: how the file sets it is not followed/);
});
