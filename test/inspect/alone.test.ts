/** Parts of programs whose surroundings are not followed: what is set there is an input, never an earlier value of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from '../../src/core.ts';

/** With what is between bars under the pointer; undefined: nothing is said. */
function at(text: string, languageId = 'python') {
  const [before = '', under = '', after = ''] = text.split('|');
  const { value, problems } = inspect(before + under + after, languageId, before.length + Math.floor(under.length / 2));
  return {
    reading: value?.reading,
    gradient: value?.gradient,
    told: (value?.problems ?? problems).map(({ message }) => message),
  };
}

test('a function that is not followed is refused at its name, whatever its result looks like', () => {
  for (const line of ['a, b = unknown(x, s)', 'a = unknown(x, s)', 'a = x\n    a[k] = unknown(s)']) {
    const { reading, told } = at(`def |f|(x, s):\n    ${line}\n    return a * x\n`);
    assert.equal(reading, undefined, line);
    assert.match(told.join(), /unknown is not a function that is known here/, line);
  }
});

test('its parts are read by themselves, and the hover says what is taken as it is', () => {
  const { gradient, told } = at('def f(x, s):\n    a, b = unknown(x, s)\n    return |a * x|\n');
  assert.deepEqual(gradient, { a: 0.8, x: 1.2 });
  assert.deepEqual(told, ['a is taken as found here: the lines that set it were not followed.']);
});

const CHANGED: readonly (readonly [name: string, text: string, inputs: readonly string[], languageId?: string])[] = [
  ['an entry', 'ans = np.ones(3)\nans[0] = 5\ny = |ans * x|\n', ['ans', 'x']],
  ['a mask', 'def f(x, s):\n    ans = np.ones(3)\n    ans[x > 0] = bad(s)\n    return |ans * x|\n', ['ans', 'x']],
  [
    'a branch',
    'def f(x, s):\n    y = x\n    if s > 0:\n        y = x * x\n    z = bad(y)\n    return |y * 2|\n',
    ['y'],
  ],
  ['a second value', 'def f(x):\n    y = x\n    y = x * x\n    z = bad(y)\n    return |y * 2| + z\n', ['y', 'z']],
  ['a method', 'ans = np.ones(3)\nans.fill(0)\ny = |ans * x|\n', ['ans', 'x']],
  ['a function', 'ans = np.ones((2, 2))\nnp.fill_diagonal(ans, 0)\ny = |ans * x|\n', ['ans', 'x']],
  ['an unknown function', 'ans = np.ones(3)\nscale(ans, 2)\ny = |ans * x|\n', ['ans', 'x']],
  ['a list that grows', 'ans = [1, 2]\nans.append(t)\ny = |sum(ans) * x|\n', ['ans', 'x']],
  ['by a second name', 'ans = np.ones(3)\nb = ans[:]\nb[0] = 7\ny = |ans * x|\n', ['ans', 'x']],
  ['under a second name', 'ans = np.ones(3)\nb = ans\nans += 1\ny = |b * x|\n', ['b', 'x']],
  ['in Julia', 'a = [1.0, 2.0]\npush!(a, 3.0)\ny = |sum(a) * x|\n', ['a', 'x'], 'julia'],
  ['in JavaScript', 'const a = [1, 2];\na[i] = x;\nconst y = |a[0] * x|;\n', ['a[0]', 'x'], 'javascript'],
  ['in MATLAB', 'a = [1, 2];\na(k) = x;\ny = |a * x|;\n', ['a', 'x'], 'matlab'],
];

for (const [name, text, inputs, languageId] of CHANGED) {
  test(`what has changed since is not its first value: ${name}`, () => {
    assert.deepEqual(Object.keys(at(text, languageId).gradient ?? {}).sort(), inputs);
  });
}

test('what does not change it leaves its value', () => {
  for (const line of ['print(w)', 'plt.plot(w, w)', 'w.backward()', 'v = w\nv = v + 1', 'k = 2\nm = k\nm += 1']) {
    const { reading } = at(`k = 5\nw = 2 * k\n${line}\ny = |w * x|\n`);
    assert.match(reading ?? '', /2\*k/, line);
  }
});

test('the inverse of something that takes an argument is no inverse of a matrix', () => {
  const { reading } = at('class A:\n    def |f|(self, x):\n        return self.link.inverse(x) * x\n');
  assert.equal(reading, undefined);
  const { reading: matrix } = at('def |f|(A, x):\n    return A.inverse() @ x\n');
  assert.match(matrix ?? '', /inv\(A\)/);
});

test('who asks for a function is told why it is refused, also where a hover is silent', () => {
  const text = 'def f(path, n):\n    data = load(path)\n    for i in data:\n        n = n + i\n    return n\n';
  assert.deepEqual(inspect(text, 'python', 5).problems, []);
  const [told] = inspect(text, 'python', 5, { explain: true }).problems;
  assert.match(told?.message ?? '', /^load is not a function that is known here/);
  assert.equal(text.slice(told?.span?.from, told?.span?.to), 'load');
  assert.deepEqual(inspect('name = "text"\n', 'python', 8, { explain: true }).problems, []);
});
