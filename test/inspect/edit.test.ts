// A document after edits is what it would be if it were opened with the new text.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { random } from '../../src/base/random.ts';
import { type MathDocument, openDocument } from '../../src/core.ts';

const SAMPLES = [
  ['markdown', 'test/samples/lecture-note.md'],
  ['markdown', 'test/samples/mistakes.md'],
  ['latex', 'test/samples/worked-example.tex'],
  ['restructuredtext', 'test/samples/worked-example.rst'],
  ['plaintext', 'test/samples/worked-example.txt'],
  ['python', 'test/samples/worked_example.py'],
  ['python', 'test/samples/network.py'],
  ['javascript', 'test/samples/worked-example.js'],
  ['julia', 'test/samples/functions.jl'],
  ['matlab', 'test/samples/functions.m'],
  ['r', 'test/samples/functions.R'],
  ['c', 'test/samples/functions.c'],
] as const;
const INSERTED = [
  '$',
  '$$',
  '\n',
  '\n\n',
  'x',
  ' = ',
  '(',
  ')',
  '\\',
  '2',
  'f(x) = x^3',
  '# ',
  '"',
  '    ',
  'k(x + 1)',
];

type Change = Parameters<MathDocument['edit']>[0][number];

function someChanges(text: string, next: () => number): Change[] {
  const count = next() < 0.7 ? 1 : 3;
  const places = Array.from({ length: count }, () => Math.floor(next() * text.length)).sort((a, b) => a - b);
  return places.map((from, i) => {
    const length = next() < 0.5 ? 0 : Math.floor(next() * 12);
    const to = Math.min(from + length, places[i + 1] ?? text.length);
    return { span: { from, to }, text: next() < 0.8 ? (INSERTED[Math.floor(next() * INSERTED.length)] ?? '') : '' };
  });
}

function told(document: MathDocument, offsets: readonly number[]) {
  return {
    math: document.findMath(),
    checks: [...document.check()].filter((check) => check !== undefined),
    inspections: offsets.map((at) => document.inspect(at, { want: ['formulas'] })),
  };
}

for (const [language, file] of SAMPLES) {
  test(`${file}: edited is as opened anew`, () => {
    const next = random(file.length * 31 + 7);
    let document = openDocument(readFileSync(file, 'utf8'), language);
    document.findMath();
    for (let round = 0; round < 8; round++) {
      document = document.edit(someChanges(document.text, next));
      // Several edits may come before anybody asks.
      if (next() < 0.3) continue;
      const offsets = [next(), next()].map((part) => Math.floor(part * document.text.length));
      assert.deepEqual(told(document, offsets), told(openDocument(document.text, language), offsets), document.text);
    }
  });
}

test('a keystroke far above keeps what was read, and moves it', () => {
  const text = `# Note\n\n${'Text. '.repeat(40)}\n\n$$f(x) = x + a(x + 1)$$\n\nand $g(u) = \\sin u v$.\n`;
  let document = openDocument(text, 'markdown');
  for (const typed of ['a', '\n\n$y = x^2$\n\n', 'b']) {
    document.inspect(text.indexOf('g(u)'));
    document = document.edit([{ span: { from: 10, to: 10 }, text: typed }]);
    const at = document.text.indexOf('f(x)');
    const anew = openDocument(document.text, 'markdown');
    assert.deepEqual(document.inspect(at), anew.inspect(at));
    assert.ok((document.inspect(at).value?.readings.length ?? 0) > 0);
  }
});

test('what stands at its place is told anew where something around it has changed', () => {
  const text = [
    'For $$f(x) = \\sum_{i=1}^{n} w_i x^i$$ and $x, w \\in \\mathbb{R}^n$',
    '',
    '# Part',
    '',
    'it is $$f_i = w_i^2 + \\log x$$ at $u = f(2)$.',
    '',
  ].join('\n');
  const replaced: readonly (readonly [string, string])[] = [
    ['$$f(x)', '\\[f(x)'],
    ['x^i$$', 'x^i\\]'],
    ['# Part', 'apart.'],
    ['For', '#'],
    ['\\log x', '\\log w'],
    ['(2)$', '(2)$, $v=1'],
  ];
  let document = openDocument(text, 'markdown');
  document.findMath();
  for (const [from, to] of replaced) {
    const at = document.text.indexOf(from);
    document = document.edit([{ span: { from: at, to: at + from.length }, text: to }]);
    const offsets = ['f(x)', 'w_i^2', 'u = f'].map((part) => document.text.indexOf(part));
    assert.deepEqual(told(document, offsets), told(openDocument(document.text, 'markdown'), offsets), document.text);
  }
});

const SHARED = `import numpy as np
a = np.array([1.0, 2.0])
b = a[:]
c = 3
class Model:
    n = 2
    def f(self, x, w=c):
        return self.n * x**2 + w
def g(x):
    y = x**2
    if x > 0:
        y = 2 * y
    return y + a[0]
b[0] = 5
z = a[0] + b[1]
(u, v) = (a[0], c)
def h(x):
    return g(x) + u * Model().f(x)
def h_prime(x):
    return 2 * x + 4 * u * x
`;
const LINES = [
  'b = a\n',
  'a = 3\n',
  'b = 4\n',
  'a[1] = 7\n',
  'np.fill_diagonal(b, 0)\n',
  'class Other:\n    n = 1\n',
  'import math as a\n',
  '# c\n',
  'def g(x):\n    return x\n',
  'print(b)\n',
  'update(b)\n',
];

test('statements of a program that have moved, or follow other ones than before, say what they say when they are opened', () => {
  const next = random(5);
  for (let round = 0; round < 10; round++) {
    let document = openDocument(SHARED, 'python');
    document.findMath();
    for (let k = 0; k < 4; k++) {
      const starts = [0, ...[...document.text.matchAll(/\n(?=\S)/g)].map(({ index }) => index + 1)];
      const from = starts[Math.floor(next() * starts.length)] ?? 0;
      const line = document.text.slice(from).search(/\n(?=\S)|$/) + 1;
      const to = next() < 0.3 ? Math.min(from + line, document.text.length) : from;
      document = document.edit([{ span: { from, to }, text: LINES[Math.floor(next() * LINES.length)] ?? '' }]);
      const offsets = [...document.text.matchAll(/[=\]n] |return /g)].map(({ index, 0: word }) => index + word.length);
      assert.deepEqual(told(document, offsets), told(openDocument(document.text, 'python'), offsets), document.text);
    }
  }
});
