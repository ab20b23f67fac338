import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Span } from '../../src/base/span.ts';
import { scanComments } from '../../src/languages/comments/scan.ts';
import { type FoundMath, innerText } from '../../src/languages/found.ts';
import { scanMarkdown } from '../../src/languages/markdown/scan.ts';
import { scanPlain } from '../../src/languages/plain/lines.ts';
import { scanRestructuredText } from '../../src/languages/restructuredtext/scan.ts';
import { macroDefinitions } from '../../src/languages/tex/macros.ts';
import { scanTex } from '../../src/languages/tex/scan.ts';

const whole = (text: string): Span[] => (text === '' ? [] : [{ from: 0, to: text.length }]);
/** A comment for each line, as line comments come. */
const byLine = (text: string): Span[] =>
  [...text.matchAll(/[^\n]+/g)].map((line) => ({ from: line.index, to: line.index + line[0].length }));

const scanners: Readonly<Record<string, (text: string) => FoundMath[]>> = {
  markdown: scanMarkdown,
  tex: scanTex,
  restructuredtext: scanRestructuredText,
  plain: scanPlain,
  'comments, one': (text) => scanComments(text, whole(text)),
  'comments, lines': (text) => scanComments(text, byLine(text), { doubleBackticks: true }),
};

/** What scanners have to tell apart, in any order. */
const PIECES = [
  ...[
    '$',
    '$$',
    '\\(',
    '\\)',
    '\\[',
    '\\]',
    '\\\\(',
    '\\\\]',
    '\\',
    '\\$',
    '{',
    '}',
    '`',
    '``',
    '```',
    '~~~',
    '`$',
    '$`',
  ],
  ...[
    '\\begin{align}',
    '\\end{align}',
    '\\begin{equation*}',
    '\\end{equation*}',
    '\\begin{verbatim}',
    '\\end{verbatim}',
  ],
  ...[
    '\\text{',
    '\\mbox{',
    '\\verb|',
    '%',
    '\\section{',
    '\\newcommand{\\x}',
    '\\def\\y#1',
    '\\begin{document}',
    '\\iffalse',
    '\\fi',
  ],
  ...['.. math::', '..', '::', ':math:`', ':label: a', '>>> ', '.. code::', '.. [1] ', '|x|', '====', '----'],
  ...[
    '> ',
    '- ',
    '1. ',
    '# ',
    '| ',
    '    ',
    '\t',
    '  ',
    '<!--',
    '-->',
    '<b ',
    '<pre>',
    '</pre>',
    '{%',
    '%}',
    '{{',
    '}}',
    '](',
  ],
  ...[
    '\\f$',
    '\\f[',
    '\\f]',
    '\\eqn{',
    '# ',
    '// ',
    '/*',
    '*/',
    '"""',
    "r'''",
    ' * ',
    '{math}`',
    ':::',
    'import x from "y"',
  ],
  ...[
    'x',
    'x^2',
    '5',
    ' = ',
    ' + ',
    'word',
    'f(x)',
    'é',
    '\ud800',
    '\udc00',
    '\u0000',
    '\ufeff',
    '½',
    ' ',
    '(',
    ')',
    ',',
    '.',
  ],
  ...['\n', '\n', '\n\n', '\r\n', '\r'],
];
const jumble = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(''));
const anything = fc.string({ unit: 'binary', maxLength: 80 });
const text = fc.oneof({ weight: 4, arbitrary: jumble }, anything);

function check(source: string, found: readonly FoundMath[]): void {
  let end = 0;
  let section = 0;
  for (const math of found) {
    const { span, inner, masked = [] } = math;
    assert.ok(end <= span.from, 'in order and apart');
    assert.ok(
      span.from <= inner.from && inner.from <= inner.to && inner.to <= span.to && span.to <= source.length,
      'in range',
    );
    assert.ok(span.from < span.to, 'not empty');
    assert.ok(section <= math.section, 'sections only grow');
    let hole = inner.from;
    for (const { from, to } of masked) {
      assert.ok(hole <= from && from <= to && to <= inner.to, 'holes in order within the inner text');
      assert.ok(!/[\r\n]/.test(source.slice(from, to)), 'holes within lines');
      hole = to;
    }
    assert.equal(innerText(source, math).length, inner.to - inner.from, 'masking keeps offsets');
    end = span.to;
    section = math.section;
  }
}

describe('scanners on any text', () => {
  for (const [name, scan] of Object.entries(scanners)) {
    it(`give spans in range, in order and apart: ${name}`, () => {
      fc.assert(
        fc.property(text, (source) => check(source, scan(source))),
        { numRuns: 1500, seed: 20240105 },
      );
    });
  }

  it('give definitions of macros in range, in order and apart', () => {
    fc.assert(
      fc.property(text, (source) => {
        let end = 0;
        for (const { from, to } of macroDefinitions(source)) {
          assert.ok(end <= from && from < to && to <= source.length);
          assert.equal(source[from], '\\');
          end = to;
        }
      }),
      { numRuns: 1500, seed: 20240106 },
    );
  });

  it('find in Markdown what they find without the paragraphs before it', () => {
    fc.assert(
      fc.property(jumble, (source) => {
        const tail = '\n\n# Next\n\n$q_1$ and $$q_2$$\n';
        // Only text that leaves nothing open hides nothing behind it.
        fc.pre(!/```|~~~|<!--|<pre>|\{%|^(?:---|\+\+\+)/m.test(source) && !source.includes(':::'));
        const found = scanMarkdown(source + tail).slice(-2);
        assert.deepEqual(
          found.map((math) => innerText(source + tail, math)),
          ['q_1', 'q_2'],
        );
      }),
      { numRuns: 1500, seed: 20240107 },
    );
  });
});
