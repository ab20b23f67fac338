/** What every reader of a programming language is held to: snapshots, any text at all, and long files. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Span } from '../../src/base/span.ts';
import type { CodeDocument } from '../../src/languages/code.ts';
import { childrenOf, expressionsOf, walk } from '../../src/syntax/names.ts';
import type { Expression, Statement } from '../../src/syntax/tree.ts';
import { outline } from './outline.ts';

type Read = (text: string) => CodeDocument;

interface Case {
  readonly name: string;
  readonly source: string;
  readonly expected: string;
}

function casesIn(path: string): Case[] {
  return readFileSync(path, 'utf8')
    .split(/^@@@ /m)
    .slice(1)
    .map((text) => {
      const [head = '', expected = ''] = text.split(/^==>$/m);
      const feed = head.indexOf('\n');
      return { name: head.slice(0, feed), source: head.slice(feed + 1), expected: expected.trim() };
    });
}

/** The outlines of the programs in a fixture; `UPDATE=1` writes them anew. */
export function snapshots(path: string, read: Read): void {
  const show = (source: string) => {
    const { statements, comments } = read(source);
    const shown = comments.map(({ from, to }) => `# ${source.slice(from, to).replaceAll('\n', '⏎')}`);
    return [outline(statements), ...shown].join('\n').trim();
  };
  const cases = casesIn(path);
  if (process.env.UPDATE) {
    writeFileSync(path, cases.map(({ name, source }) => `@@@ ${name}\n${source}==>\n${show(source)}\n`).join(''));
    return;
  }
  describe(`programs of ${path}`, () => {
    for (const { name, source, expected } of cases) it(name, () => assert.equal(show(source), expected));
  });
}

/** Soups of pieces, and the programs of the fixture cut off or with a piece put in: read without fail, spans in order. */
export function anyText(path: string, read: Read, pieces: readonly string[]): void {
  const check = (text: string) => checkDocument(read(text), text.length);
  const soup = fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 60 })
    .map((parts) => parts.join(''));
  it('reads soups of tokens', () => {
    fc.assert(fc.property(soup, check), { numRuns: 400, seed: 1 });
  });
  it('reads programs cut off, or with a piece put in or taken out', () => {
    const texts = casesIn(path).map(({ source }) => source);
    const place = fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(), fc.constantFrom('', ...pieces));
    fc.assert(
      fc.property(place, ([text, at, cut, piece]) => {
        const start = at % (text.length + 1);
        check(text.slice(0, start) + piece + text.slice(start + (cut % 8)));
        check(text.slice(0, start));
        check(text.slice(start));
      }),
      { numRuns: 400, seed: 2 },
    );
  });
  for (const piece of pieces) {
    it(`ends on ${JSON.stringify(piece)} over and over`, () => {
      for (const text of [piece.repeat(3000), `${piece} `.repeat(2000), `${piece}\n`.repeat(2000)]) check(text);
    });
  }
}

/** Twice the text takes about twice the work: told by the clock, generously. */
export function longTexts(read: Read, texts: Readonly<Record<string, string>>, limit: number): void {
  for (const [name, text] of Object.entries(texts)) {
    it(`reads ${name} (${Math.round(text.length / 1000)} KB) in time`, () => {
      const start = process.cpuUsage().user;
      read(text);
      const spent = (process.cpuUsage().user - start) / 1e6;
      assert.ok(spent < limit, `${spent.toFixed(1)} s`);
    });
  }
}

function inside(inner: Span, outer: Span): boolean {
  return outer.from <= inner.from && inner.from <= inner.to && inner.to <= outer.to;
}

function checkDocument({ statements, comments }: CodeDocument, size: number): void {
  checkStatements(statements, size);
  let last = 0;
  for (const { from, to } of comments) {
    assert.ok(last <= from && from < to && to <= size, 'comments are in order');
    last = to;
  }
}

/** Everything is inside the text, and what stands inside something else lies inside it. */
function checkStatements(statements: readonly Statement[], size: number): void {
  for (const statement of statements) {
    assert.ok(inside(statement.span, { from: 0, to: size }), `${statement.kind} inside the text`);
    if (statement.kind === 'if') checkStatements([...statement.then, ...statement.otherwise], size);
    else if ('body' in statement) checkStatements(statement.body, size);
    const defaults = statement.kind === 'function' ? statement.parameters.map((parameter) => parameter.default) : [];
    for (const expression of [...expressionsOf(statement), ...defaults]) {
      if (expression) checkExpression(expression, size);
    }
  }
}

function checkExpression(root: Expression, size: number): void {
  assert.ok(inside(root.outer, { from: 0, to: size }), 'an expression is inside the text');
  for (const node of walk(root)) {
    assert.ok(inside(node.span, node.outer), `${node.kind}: span inside outer`);
    for (const child of childrenOf(node))
      assert.ok(inside(child.outer, node.outer), `${child.kind} inside ${node.kind}`);
    if (node.kind === 'lambda' && node.statements) checkStatements(node.statements, size);
  }
}
