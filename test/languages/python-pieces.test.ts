// Python files are read piece by piece: that gives what reading them whole gives, and after an edit what reading anew gives.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { random } from '../../src/base/random.ts';
import type { CodeDocument } from '../../src/languages/code.ts';
import { readPython } from '../../src/languages/python/read.ts';
import { topLevelStarts } from '../../src/languages/python/topLevel.ts';

const SAMPLES = ['worked_example.py', 'network.py', 'six-steps.py'].map((file) =>
  readFileSync(`test/samples/${file}`, 'utf8'),
);
const FIXTURES = [...readFileSync('test/fixtures/read-python.txt', 'utf8').matchAll(/^@@@ .*\n([\s\S]*?)^==>$/gm)].map(
  (match) => match[1] ?? '',
);

const TRICKY: readonly (readonly [name: string, text: string, starts: readonly number[]])[] = [
  ['statements', 'x = 1\ny = 2\n\nz = 3\n', [0, 6, 13]],
  ['a block and what follows it', 'def f(x):\n    return x\n\ny = 2\n', [0, 24]],
  ['else belongs to its if', 'if a:\n    x = 1\nelif b:\n    x = 2\nelse:\n    x = 3\ny = x\n', [0, 50]],
  ['handlers belong to try', 'try:\n    x = 1\nexcept E:\n    x = 2\nfinally:\n    z = 1\n', [0]],
  ['decorators', '@a\n@b(\n  1)\ndef f(): pass\nx = 1\n', [0, 26]],
  ['brackets over lines', 'x = f(\n1,\n)\ny = [\n@z]\n', [0, 12]],
  ['a text over lines', 'x = """\ndef f():\n\\"""\ny"""\nz = 1\n', [0, 27]],
  ['quotes in a comment', "x = 1 # it's\ny = 2\n", [0, 13]],
  ['quotes in quotes', 'x = "\'"\ny = \'"""\'\nz = 1\n', [0, 8, 18]],
  ['a backslash at the end of a line', 'x = 1 + \\\n2\ny = "a\\\nb"\nz = 1\n', [0, 12, 23]],
  ['comments belong to what is above', 'x = 1\n# about y\ny = 2\n', [0, 16]],
  ['a bracket that is left open ends at the next function', 'x = f(1\ny = 2\ndef g(): pass\n', [0, 14]],
  ['a text that is left open', 'x = 1\ny = """\nz = 2\n', [0, 6]],
  ['braces of a formatted text with the same quotes inside', 'x = f"""{d["""\na\n"""]}"""\ny = 1\n', [0]],
];

for (const [name, text, starts] of TRICKY) {
  test(`pieces of a Python file: ${name}`, () => assert.deepEqual(topLevelStarts(text), starts));
}

test('read piece by piece, a Python file is what it is when it is read whole', () => {
  for (const text of [...SAMPLES, ...FIXTURES, ...TRICKY.slice(0, 11).map(([, text]) => text)]) {
    // A name set from inside concerns the whole file, which is one piece then.
    const whole = readPython(`${text}\n# global`);
    const pieces = readPython(text);
    assert.equal(whole.pieces?.size, 1);
    assert.deepEqual(pieces.statements, whole.statements, text);
    assert.deepEqual(pieces.comments, whole.comments.slice(0, -1), text);
  }
});

const CLASSES = `class Outer(Base):
    """Of $x^2$."""
    n = 2

    class Inner:
        def f(self, x):
            return self.n * x

    @property
    def g(self):
        if self.n > 1:
            def h(y):
                # y twice
                return 2 * y
            return h
        return None

def after(x):
    return Outer().g(x)
`;

const INSERTED = [
  '\n',
  'x',
  ' = ',
  '(',
  ')',
  '"',
  '"""',
  "'",
  '#',
  '    ',
  '\\',
  'def f(x):\n    return x\n',
  '@',
  'else:',
];

test('after edits, a Python file is what it is when it is read anew', () => {
  const next = random(11);
  const told = ({ statements, comments, problems }: CodeDocument) => ({ statements, comments, problems });
  for (const sample of [...SAMPLES, CLASSES, FIXTURES.slice(0, 30).join('\n')]) {
    let text = sample;
    let read = readPython(text);
    for (let round = 0; round < 40; round++) {
      const from = Math.floor(next() * text.length);
      const to = from + (next() < 0.5 ? 0 : Math.floor(next() * 12));
      text = text.slice(0, from) + (INSERTED[Math.floor(next() * INSERTED.length)] ?? '') + text.slice(to);
      // Long texts of broken code are slow to read; the next ones start from the sample.
      if (round % 10 === 9) text = sample;
      read = readPython(text, read.pieces);
      assert.deepEqual(told(read), told(readPython(text)), text);
    }
  }
});
