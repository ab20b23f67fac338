import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives, inspect, openDocument } from '../../src/core.ts';
import { readJavaScript } from '../../src/languages/javascript/read.ts';
import { readPython } from '../../src/languages/python/read.ts';

const prose = Array.from(
  { length: 20_000 },
  (_, i) => `The quick brown fox jumps over line ${i}, and then it's done (mostly).`,
).join('\n');
const readers = [
  ['Python', readPython],
  ['JavaScript', (text: string) => readJavaScript(text, 'javascript')],
] as const;

for (const [language, read] of readers) {
  test(`20,000 lines of prose opened as ${language}: reading stops, and a problem says where`, () => {
    const { problems } = read(prose);
    assert.equal(problems[0]?.code, 'notCode');
    assert.match(problems[0]?.message ?? '', /^From line \d+ on/);
    assert.ok((problems[0]?.span?.from ?? 0) < prose.length / 4);
  });

  test(`code above prose is read in ${language}`, () => {
    const { statements } = read(`a = 1\nb = a * a\n\n${prose}`);
    assert.deepEqual(
      statements.slice(0, 2).map((statement) => statement.kind),
      ['assign', 'assign'],
    );
  });
}

test('what one formula teaches changes how another is read, in notes and in plain text', () => {
  // k and W are functions because the document defines them so; alone, k(x + 1) would be a product.
  const note = '$k(x) = x^2$ and $u = k(x + 1)$';
  assert.equal(inspect(note, 'markdown', note.indexOf('u =')).value?.reading, 'u = (x + 1)^2');
  const plain = 'k(x) = x^2\nu = k(x + 1)\n';
  assert.equal(inspect(plain, 'plaintext', plain.indexOf('u =')).value?.reading, 'u = (x + 1)^2');
  assert.deepEqual(
    checkDerivatives('$e = \\cos(c)$\n\n$\\frac{\\partial e}{\\partial c} = -\\sin(c)$', 'markdown').map(
      (check) => check.verdict,
    ),
    ['agrees'],
  );
});

const functions: Readonly<Record<string, (k: number) => string>> = {
  python: (k) => `def f${k}(x):\n    return x**2 + ${k}\n\n`,
  javascript: (k) => `function f${k}(x) {\n  return x ** 2 + ${k};\n}\n\n`,
  c: (k) => `double f${k}(double x) {\n  return x * x + ${k};\n}\n\n`,
  julia: (k) => `function f${k}(x)\n  return x^2 + ${k}\nend\n\n`,
  matlab: (k) => `function y = f${k}(x)\n  y = x^2 + ${k};\nend\n\n`,
  r: (k) => `f${k} <- function(x) {\n  x^2 + ${k}\n}\n\n`,
  markdown: (k) => `$$f_{${k}}(x) = x^2 + ${k}$$\n\n`,
};

for (const [languageId, written] of Object.entries(functions)) {
  test(`others get their turn while a long file is read: ${languageId}`, () => {
    const document = openDocument(Array.from({ length: 400 }, (_, k) => written(k)).join(''), languageId);
    assert.ok([...document.reading()].length >= 8);
    assert.equal(document.findMath().filter(({ kind }) => kind === 'function').length >= 400, true);
  });
}

const methods = Array.from({ length: 400 }, (_, k) => `def f${k}(x):\n    return x**2 + ${k}\n`).join('\n');
const inOnePiece: Readonly<Record<string, string>> = {
  'a class': `class Model:\n${methods.replace(/^(?=.)/gm, '    ')}`,
  'functions of which one sets a name of all': `${methods}\ndef tick():\n    global count\n    count = 1\n`,
  'a function': `def f(x):\n${'    x = x**2 + 1\n'.repeat(1000)}    return x\n`,
  'a branch': `if True:\n${methods.replace(/^(?=.)/gm, '    ')}`,
};

for (const [what, text] of Object.entries(inOnePiece)) {
  test(`others get their turn while Python is read that is one piece: ${what}`, () => {
    const document = openDocument(text, 'python');
    assert.ok([...document.reading()].length >= 60);
    const edited = document.edit([{ span: { from: 0, to: 0 }, text: 'y = 2\n' }]);
    // What has only moved is copied with pauses, too.
    assert.ok([...edited.reading()].length >= 6);
    assert.deepEqual(edited.findMath(), openDocument(`y = 2\n${text}`, 'python').findMath());
  });
}

test('others get their turn while a long program is looked through for derivatives, also where there are none', () => {
  const text = Array.from({ length: 1000 }, (_, k) => `y${k} = x${k}**2\nfor i in range(3):\n    y${k}[i] += 1\n`).join(
    '',
  );
  const document = openDocument(text, 'python');
  document.findMath();
  assert.ok([...document.check()].length >= 60);
});
