import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { macroDefinitions } from '../../src/languages/tex/macros.ts';

const rows: readonly { readonly name: string; readonly text: string; readonly found: readonly string[] }[] = [
  { name: 'a command', text: 'a \\newcommand{\\R}{\\mathbb{R}} b', found: ['\\newcommand{\\R}{\\mathbb{R}}'] },
  { name: 'a command without braces', text: '\\newcommand\\R{x}y', found: ['\\newcommand\\R{x}'] },
  { name: 'a starred command', text: '\\newcommand*{\\R}{x}', found: ['\\newcommand*{\\R}{x}'] },
  {
    name: 'parameters and a default',
    text: '\\renewcommand{\\d}[2][x]{\\frac{d #2}{d #1}} \\providecommand{\\e}[1]{#1}',
    found: ['\\renewcommand{\\d}[2][x]{\\frac{d #2}{d #1}}', '\\providecommand{\\e}[1]{#1}'],
  },
  {
    name: 'a definition over lines',
    text: '\\newcommand{\\x}\n  [1]\n{%\n  #1\n}',
    found: ['\\newcommand{\\x}\n  [1]\n{%\n  #1\n}'],
  },
  { name: 'the primitive', text: '\\def\\x{y}\\gdef\\z#1#2{#1}', found: ['\\def\\x{y}', '\\gdef\\z#1#2{#1}'] },
  { name: 'delimited parameters', text: '\\def\\pair(#1,#2){#1}', found: ['\\def\\pair(#1,#2){#1}'] },
  {
    name: 'operators',
    text: '\\DeclareMathOperator{\\sg}{sg}\\DeclareMathOperator*{\\am}{arg\\,min}',
    found: ['\\DeclareMathOperator{\\sg}{sg}', '\\DeclareMathOperator*{\\am}{arg\\,min}'],
  },
  {
    name: 'delimiters',
    text: '\\DeclarePairedDelimiter\\abs{\\lvert}{\\rvert}',
    found: ['\\DeclarePairedDelimiter\\abs{\\lvert}{\\rvert}'],
  },
  {
    name: 'document commands',
    text: '\\NewDocumentCommand{\\x}{m m}{#1 #2}',
    found: ['\\NewDocumentCommand{\\x}{m m}{#1 #2}'],
  },
  { name: 'aliases', text: '\\let\\a\\alpha \\let\\b=\\beta c', found: ['\\let\\a\\alpha', '\\let\\b=\\beta'] },
  { name: 'inside math of Markdown', text: '100% of $\\newcommand{\\x}{y}\\x$', found: ['\\newcommand{\\x}{y}'] },
  {
    name: 'a definition in another',
    text: '\\newcommand{\\a}{\\def\\b{c}}',
    found: ['\\newcommand{\\a}{\\def\\b{c}}'],
  },
  {
    name: 'escaped braces in the body',
    text: '\\newcommand{\\s}{\\{ \\} \\} x}',
    found: ['\\newcommand{\\s}{\\{ \\} \\} x}'],
  },
  { name: 'commented out', text: '% \\newcommand{\\a}{b}\n\\newcommand{\\c}{d}', found: ['\\newcommand{\\c}{d}'] },
  { name: 'a comment in the body', text: '%\n\\newcommand{\\a}{b % }\n}', found: ['\\newcommand{\\a}{b % }\n}'] },
  { name: 'stray braces around', text: '} { \\newcommand{\\a}{b} {', found: ['\\newcommand{\\a}{b}'] },
  { name: 'unclosed', text: '\\newcommand{\\a}{b \\newcommand{\\c}{d}', found: ['\\newcommand{\\c}{d}'] },
  { name: 'without a body', text: '\\newcommand{\\a} \\def\\b \\let\\c', found: [] },
  { name: 'longer names', text: '\\definecolor{a}{b}{c} \\letter\\a\\b \\newcommands{\\a}{b} \\default', found: [] },
  { name: 'carriage returns', text: '\\newcommand{\\a}\r\n{b}\r\n', found: ['\\newcommand{\\a}\r\n{b}'] },
];

describe('definitions of macros', () => {
  for (const { name, text, found } of rows) {
    it(`are found: ${name}`, () => {
      assert.deepEqual(
        macroDefinitions(text).map(({ from, to }) => text.slice(from, to)),
        found,
      );
    });
  }
});
