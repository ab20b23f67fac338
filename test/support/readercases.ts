/** Tests that every reader of a programming language is held to: its fixture as outlines, and any text at all. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Span } from '../../src/base/span.ts';
import type { CodeDocument } from '../../src/languages/code.ts';
import { childrenOf, walk } from '../../src/syntax/names.ts';
import type { Expression, Statement } from '../../src/syntax/tree.ts';
import { outline } from './outline.ts';

type Read = (text: string) => CodeDocument;

interface Case {
  readonly name: string;
  readonly source: string;
  readonly expected: string;
}

/** The fixture is `test/fixtures/code/<language>.txt`; the first of the readers gives its outlines, all take any text. */
export function testReader(language: string, readers: Readonly<Record<string, Read>>): void {
  const path = `test/fixtures/code/${language}.txt`;
  const cases = casesOf(readFileSync(path, 'utf8'));
  const [first] = Object.values(readers);
  assert.ok(first);
  if (process.env.UPDATE) {
    const rewritten = cases.map(({ name, source }) => `@@@ ${name}\n${source}==>\n${shown(first, source)}\n`);
    writeFileSync(path, rewritten.join(''));
    return;
  }
  describe(`reading ${language}`, () => {
    it('has at least 60 cases', () => assert.ok(cases.length >= 60, `${cases.length}`));
    for (const { name, source, expected } of cases) it(name, () => assert.equal(shown(first, source), expected));
  });
  for (const [name, read] of Object.entries(readers))
    testAnyText(
      name,
      read,
      cases.map(({ source }) => source),
    );
}

function casesOf(text: string): Case[] {
  const pieces = text.split(/^@@@ /m).slice(1);
  return pieces.map((piece) => {
    const [head = '', expected = ''] = piece.split(/^==>\n/m);
    const feed = head.indexOf('\n');
    return { name: head.slice(0, feed), source: head.slice(feed + 1), expected: expected.trimEnd() };
  });
}

function shown(read: Read, text: string): string {
  const { statements, comments } = read(text);
  return [outline(statements), ...comments.map(({ from, to }) => `# ${text.slice(from, to)}`)].join('\n').trim();
}

const PIECES =
  'x y f( ( ) [ ] { } = == => -> + - * ^ / // % ! ? : ; , . .. | || & && < > ~ @ @. # #= =# $ \\ \' " """ ` \n \n\n \t 1 2. .5 1e- 0x1 1.0f 2x ² √ ∂ ∇ θ′ end begin if else elseif for while do function return let struct module quote const int double void class template < #define #if #endif :: std:: -> ++ -- += /* */ sin é \ud800 \u0000'.split(
    ' ',
  );
const soup = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 3 })), { maxLength: 60 })
  .map((pieces) => pieces.join(' '));

function testAnyText(name: string, read: Read, texts: readonly string[]): void {
  const check = (text: string) => {
    const { statements, comments } = read(text);
    checkSpans(statements, { from: 0, to: text.length });
    comments.reduce((end, { from, to }) => {
      assert.ok(end <= from && from <= to && to <= text.length, 'comments in order');
      return to;
    }, 0);
  };
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  describe(`${name} on any text`, () => {
    it('reads soups of tokens', () => fc.assert(fc.property(soup, check), { numRuns: 300, seed: 1 }));
    it('reads programs cut off', () => {
      const cut = fc
        .tuple(fc.constantFrom(...texts), place)
        .map(([text, at]) => text.slice(0, Math.floor(text.length * at)));
      fc.assert(fc.property(cut, check), { numRuns: 300, seed: 2 });
    });
    it('reads programs with pieces put in and taken out', () => {
      const changed = fc
        .tuple(fc.constantFrom(...texts), place, fc.constantFrom('', ...PIECES), fc.nat(4))
        .map(([text, at, piece, out]) => {
          const from = Math.floor(text.length * at);
          return text.slice(0, from) + piece + text.slice(from + out);
        });
      fc.assert(fc.property(changed, check), { numRuns: 500, seed: 3 });
    });
    it('reads what nests deep', () => {
      for (const [open, close] of [
        ['(', ')'],
        ['[', ']'],
        ['f(', ')'],
        ['-', ''],
        ['x + ', ''],
        ['x ? y : ', ''],
        ['{', '}'],
        ['if (x) ', ''],
        ['x = ', ''],
      ] as const) {
        for (const depth of [50, 400, 1000]) read(`y = ${open.repeat(depth)}x${close.repeat(depth)};\nz = 1;\n`);
      }
    });
  });
}

/** Everything is inside the text, and what stands inside something else lies inside it. */
function checkSpans(statements: readonly Statement[], whole: Span): void {
  const check = (...roots: readonly (Expression | undefined)[]) => {
    for (const root of roots) {
      if (!root) continue;
      assert.ok(isInside(root.outer, whole), 'an expression is inside the text');
      for (const node of walk(root)) {
        assert.ok(isInside(node.span, node.outer), `${node.kind}: span inside outer`);
        for (const child of childrenOf(node)) assert.ok(isInside(child.outer, whole), `${child.kind} inside the text`);
      }
    }
  };
  for (const statement of statements) {
    assert.ok(isInside(statement.span, whole), `${statement.kind} inside the text`);
    switch (statement.kind) {
      case 'formula':
        check(statement.expression);
        break;
      case 'assign':
        check(statement.target, statement.value);
        break;
      case 'function':
        check(...statement.parameters.map((parameter) => parameter.default));
        checkSpans(statement.body, whole);
        break;
      case 'class':
        checkSpans(statement.body, whole);
        break;
      case 'return':
        check(statement.value);
        break;
      case 'if':
        check(statement.condition);
        checkSpans([...statement.then, ...statement.otherwise], whole);
        break;
      case 'for':
        check(statement.target, statement.iterable);
        checkSpans(statement.body, whole);
        break;
      case 'while':
        check(statement.condition);
        checkSpans([...statement.body, ...(statement.update ?? [])], whole);
        break;
    }
  }
}

function isInside(inner: Span, outer: Span): boolean {
  return outer.from <= inner.from && inner.from <= inner.to && inner.to <= outer.to;
}
