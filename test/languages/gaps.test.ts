// Lines too long to be parsed: what depends on them is refused and says so, all else in the file works.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

const DATA = Array.from({ length: 8000 }, (_, i) => i % 10).join(', ');

/** f needs the long line, g does not. */
const PROGRAMS: readonly (readonly [language: string, what: string, source: string])[] = [
  ['python', 'a table', `T = [${DATA}]\ndef f(x):\n    return x * T[3]\ndef g(x):\n    return x * x\n`],
  [
    'python',
    'lines of a table',
    `def f(x):\n    T = [\n${DATA},\n${DATA}\n    ]\n    return x * len(T)\ndef g(x):\n    return x * x\n`,
  ],
  ['python', 'a local', `def f(x):\n    T = 2.0; S = [${DATA}]\n    return x * T\ndef g(x):\n    return x * x\n`],
  [
    'python',
    'a call',
    `def f(x):\n    T = [1]\n    T.extend([${DATA}])\n    return x * len(T)\ndef g(x):\n    return x * x\n`,
  ],
  [
    'python',
    'a return',
    `def f(x):\n    if x > 0:\n        return [${DATA}][2]\n    return x * 2\ndef g(x):\n    return x * x\n`,
  ],
  [
    'python',
    'a header',
    `def g(x):\n    return x * x\ndef f(x):\n    if x in [${DATA}]:\n        x = 3\n    return x * 2\n`,
  ],
  ['python', 'signs', `def f(x):\n    y = ${'-'.repeat(1001)}x\n    return y * 2\ndef g(x):\n    return x * x\n`],
  [
    'javascript',
    'a table',
    `const T = [${DATA}];\nfunction f(x) { return x * T[3]; }\nfunction g(x) { return x * x; }`,
  ],
  [
    'javascript',
    'lines of a table',
    `function f(x) {\n  const T = [\n${DATA},\n${DATA}\n  ];\n  return x * T.length;\n}\nfunction g(x) { return x * x; }`,
  ],
  [
    'javascript',
    'an open brace',
    `function g(x) { return x * x; }\nconst T = [${DATA}]; function f(x) {\n  y = 3 * x; return y; }`,
  ],
  [
    'javascript',
    'a machine’s line',
    `${'function q(x){return x+1};'.repeat(1000)}var b=3\nexport function f(x) { return x * b; }\nfunction g(x) { return x * x; }`,
  ],
  [
    'c',
    'a table',
    `static const double T[] = {${DATA}};\ndouble f(double x) { return x * T[3]; }\ndouble g(double x) { return x * x; }`,
  ],
  [
    'c',
    'lines of a table',
    `static const double T[] = {\n${DATA},\n${DATA}\n};\ndouble f(double x) { return x * T[3]; }\ndouble g(double x) { return x * x; }`,
  ],
  ['c', 'a macro', `#define Q (${DATA})\ndouble f(double x) { return x * Q; }\ndouble g(double x) { return x * x; }`],
  ['julia', 'a table', `const T = [${DATA}]\nf(x) = x * T[3]\ng(x) = x * x\n`],
  ['julia', 'a call', `function f(x)\n  T = [1]\n  append!(T, [${DATA}])\n  return x * length(T)\nend\ng(x) = x * x\n`],
  ['julia', 'a block', `g(x) = x * x\nfor i in [${DATA}]\n  global y = i\nend\nf(x) = x * y\n`],
];

for (const [language, what, source] of PROGRAMS) {
  test(`${language}: ${what} in a line too long to be parsed`, () => {
    const inspect = (entry: string) =>
      openDocument(source, language).inspect(0, { entry, point: { x: 0.5 }, want: [] });
    const { value, problems } = inspect('f');
    const said = [...problems, ...(value?.problems ?? [])].map(({ message }) => message).join('\n');
    assert.match(said, /too many to be read|More than a thousand signs|f is not defined/);
    if (value) assert.match(said, /is taken as an input/);
    assert.equal(inspect('g').value?.output.value, 0.25);
    assert.deepEqual(inspect('g').value?.problems, []);
  });
}

test('long lines in comments and docstrings change nothing', () => {
  const python = `def f(x):\n    """Text\n    ${DATA}\n    """\n    # ${DATA}\n    return x * 2\n`;
  const c = `/* ${DATA}\n${DATA} */\ndouble f(double x) { return x * 2; }`;
  for (const [language, source] of [
    ['python', `\n\n${python}`],
    ['python', python],
    ['c', c],
  ] as const) {
    const { value } = openDocument(source, language).inspect(0, { entry: 'f', point: { x: 0.5 }, want: [] });
    assert.deepEqual([value?.output.value, value?.problems], [1, []], language);
  }
});
