import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, findMath, inspect } from '../../src/core.ts';
import { comparisonMessage, comparisonReport } from '../../src/editor/comparisonText.ts';
import { anchored, besideLink, linksIn } from '../../src/editor/sameAs.ts';

const notes = `# The loss {#sec-loss}

$$L(w, b) = (w x + b - y)^2 \\label{eq-loss}$$

## Two steps

$$\\begin{align} a &= x^2 \\label{eq-a} \\\\ c &= a + 1 \\label{eq-c} \\end{align}$$

$$v(x) = x^3$$ {#eq-cube}
`;

test('comments name a file, an anchor or both', () => {
  const targets = (text: string) => linksIn(text).map(({ path, anchor }) => `${path}|${anchor}`);
  assert.deepEqual(targets('# gradient: same as ../a/notes.md#eq-loss.'), ['../a/notes.md|eq-loss']);
  assert.deepEqual(targets('/* gradient: same as #L */ <!-- gradient: same as code.py -->'), [
    '|L',
    'code.py|undefined',
  ]);
  assert.deepEqual(targets('gradient: same as\n'), []);
});

test('anchors are labels of rows, attributes, headings and names', () => {
  const regions = findMath(notes, 'markdown');
  const meant = (anchor: string) => {
    const place = anchored(notes, regions, anchor);
    return place && inspect(notes, 'markdown', place.at).value?.output.name;
  };
  assert.deepEqual(['eq-loss', 'eq-a', 'eq-c', 'eq-cube', 'sec-loss', 'two-steps', 'v', 'nothing'].map(meant), [
    'L',
    'a',
    'c',
    'v',
    'L',
    'a',
    'v',
    undefined,
  ]);
  assert.equal(anchored(notes, regions, undefined)?.name, 'L');
});

test('a comment belongs to its line, to what follows, or to the function around it', () => {
  const about = (text: string) => {
    const [link] = linksIn(text);
    return link && besideLink(text, findMath(text, 'python'), link)?.name;
  };
  assert.equal(about('# gradient: same as n.md#L\ndef loss(w):\n    return w**2\n'), 'loss');
  assert.equal(about('def loss(w):  # gradient: same as n.md#L\n    return w**2\n\ndef g(w):\n    return w\n'), 'loss');
  assert.equal(about('def loss(w):\n    """gradient: same as n.md#L"""\n\n    return w**2\n'), 'loss');
  assert.equal(about('# gradient: same as n.md#L\n'), undefined);
});

test('what a comparison says', () => {
  const code = (body: string) => ({
    text: `def loss(w, b):\n    return ${body}\n`,
    languageId: 'python',
    entry: 'loss',
  });
  const equation = { text: notes, languageId: 'markdown', at: notes.indexOf('L(w') };
  const sides = [
    { name: 'loss', label: 'model.py', line: 1, link: '/model.py' },
    { name: 'L', label: 'notes.md', line: 3, link: '/notes.md' },
  ] as const;
  const right = { sides, outcome: compare(code('(w*x + b - y)**2'), equation) };
  assert.equal(comparisonMessage(right), 'loss and L (notes.md, line 3) agree: value and gradient at 12 points.');
  const wrong = { sides, outcome: compare(code('(w*x - b - y)**2'), equation) };
  assert.match(
    comparisonMessage(wrong),
    /^loss and L \(notes.md, line 3\) differ\.\nAt .*b = .*\nvalue: .* here, .* there\ngradient by /,
  );
  const other = { sides, outcome: compare(code('(w*x + c)**2'), equation) };
  const report = comparisonReport([right, wrong, other]);
  assert.match(report, /\[notes.md:3\]\(\/notes.md#L3\)\) agree: value and gradient at 12 points/);
  assert.match(report, /\| \| model.py \| notes.md \|\n\|---\|---\|---\|\n\| value \| /);
  assert.match(report, /cannot be compared: Only one of the two depends on/);
});
