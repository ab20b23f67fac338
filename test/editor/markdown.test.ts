import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute, code, commandLink, escapeMarkdown, readable, shorten } from '../../src/editor/markdown.ts';

const escaped: readonly (readonly [string, string])[] = [
  ['5.9831', '5.9831'],
  ['-0.5', '\\-0.5'],
  ['# one', '\\# one'],
  ['12. x', '12\\. x'],
  ['x*y_1', 'x\\*y\\_1'],
  ['<img src=x onerror=y>', '&lt;img src=x onerror=y&gt;'],
  ['[a](command:x)', '\\[a\\](command:x)'],
  ['a\n\n# b', 'a # b'],
  ['&lt;', '&amp;lt;'],
];
for (const [text, markdown] of escaped) {
  test(`escapes ${JSON.stringify(text)}`, () => assert.equal(escapeMarkdown(text), markdown));
}

test('a code span holds any backticks', () => {
  assert.equal(code('x^2'), '`x^2`');
  assert.equal(code('a`b'), '``a`b``');
  assert.equal(code('`'), '`` ` ``');
  assert.equal(code('a\nb'), '`a b`');
});

test('an attribute cannot end early', () => assert.equal(attribute('"><script>'), '&quot;&gt;&lt;script&gt;'));

test('a command link survives brackets and quotes in its arguments', () => {
  const link = commandLink(
    'Open',
    'gradientInspector.setPoint',
    [{ uri: "file:///a (1)/it's.md", offset: 3 }],
    'say "so"',
  );
  const target = /\(command:gradientInspector\.setPoint\?(\S+) "say \\"so\\""\)$/.exec(link)?.[1] ?? '';
  assert.doesNotMatch(target, /[()']/);
  assert.deepEqual(JSON.parse(decodeURIComponent(target)), [{ uri: "file:///a (1)/it's.md", offset: 3 }]);
});

const read: readonly (readonly [string, string])[] = [
  ['x^2', 'x²'],
  ['x^12 + y', 'x¹² + y'],
  ['x^2.5', 'x^2.5'],
  ['x^2^3', 'x^2^3'],
  ['x^n', 'x^n'],
  ['x^-1', 'x^-1'],
  ['2^3y', '2^3y'],
  ['sqrt(c)', '√c'],
  ['sqrt(a + b)', '√(a + b)'],
  ['asqrt(c)', 'asqrt(c)'],
  ['∂f/∂b*exp(a)', '∂f/∂b·exp(a)'],
  ['x**2', 'x**2'],
];
for (const [text, shown] of read) {
  test(`reads ${text} out as ${shown}`, () => assert.equal(readable(text), shown));
}

test('shortens to the length asked for', () => {
  assert.equal(shorten('abcdef', 6), 'abcdef');
  assert.equal(shorten('abcdefg', 6), 'abcde…');
});
