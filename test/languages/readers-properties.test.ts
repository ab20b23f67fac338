// The readers of code and plain math on any text: they end, keep their spans in order, and mean what the language does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { meter } from '../../src/base/budget.ts';
import type { Span } from '../../src/base/span.ts';
import { readJavaScript } from '../../src/languages/javascript/read.ts';
import { readPlain } from '../../src/languages/plain/read.ts';
import { readPython } from '../../src/languages/python/read.ts';
import { childrenOf, walk } from '../../src/syntax/names.ts';
import type { Expression, Statement } from '../../src/syntax/tree.ts';
import { interpret, UNKNOWN } from '../support/interpret.ts';
import { LOOP, RESULTS, randomProgram } from '../support/programs.ts';

interface Read {
  readonly statements: readonly Statement[];
  readonly problems: readonly { readonly code: string }[];
}

const readers: Readonly<Record<string, (text: string) => Read>> = {
  python: readPython,
  javascript: (text) => readJavaScript(text, 'javascript'),
  tsx: (text) => readJavaScript(text, 'tsx'),
  plain: (text) =>
    readPlain(
      text,
      { from: 0, to: text.length },
      {
        functions: new Set(),
        variables: new Set(),
        macros: new Map(),
        readings: {},
        meter: meter({ lines: 0, steps: 100_000 }),
      },
    ),
};

const PIECES =
  'x y f( ( ) [ ] { } = == => + - * ** / // % ^ ! ? : ; , . .. | || & && < > ~ @ # $ \\ \' " """ ` ${ \n \nss \t 1 2. .5 1e- 0x1 1j 1n ² √ ∂ ∇ θ′ ½ if else elif for while def return lambda class import from try except with yield await not and or in is let const var function async new switch case default do of null undefined None typeof this get static := *a ** ... ?? ++ -- => {} , /* */ // sin log d/dx é \ud800 \u0000'
    .split(' ')
    .map((piece) => piece.replaceAll('\\s', ' '));
const soup = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 3 })), { maxLength: 60 })
  .map((pieces) => pieces.join(''));

/** Real programs and formulas: the sources of the fixtures. */
function sources(language: string): string[] {
  const text = readFileSync(`test/fixtures/read-${language}.txt`, 'utf8');
  return [...text.matchAll(/^@@@ .*\n([\s\S]*?)^==>$/gm)].map((match) => match[1] ?? '');
}

/** Everything is inside the text, and what stands inside something else lies inside it. */
function checkSpans(statements: readonly Statement[], size: number): void {
  const inside = (inner: Span, outer: Span) =>
    outer.from <= inner.from && inner.from <= inner.to && inner.to <= outer.to;
  const whole = { from: 0, to: size };
  const check = (root: Expression | undefined) => {
    if (!root) return;
    assert.ok(inside(root.outer, whole), 'an expression is inside the text');
    for (const node of walk(root)) {
      assert.ok(inside(node.span, node.outer), `${node.kind}: span inside outer`);
      if (node.kind === 'lambda' && node.statements) checkSpans(node.statements, size);
      for (const child of childrenOf(node)) {
        assert.ok(inside(child.outer, node.outer), `${child.kind} inside ${node.kind}`);
      }
    }
  };
  for (const statement of statements) {
    assert.ok(inside(statement.span, whole), `${statement.kind} inside the text`);
    switch (statement.kind) {
      case 'formula':
        check(statement.expression);
        break;
      case 'assign':
        check(statement.target);
        check(statement.value);
        break;
      case 'function':
        for (const parameter of statement.parameters) check(parameter.default);
        checkSpans(statement.body, size);
        break;
      case 'class':
        for (const base of statement.bases ?? []) check(base);
        checkSpans(statement.body, size);
        break;
      case 'return':
        check(statement.value);
        break;
      case 'if':
        check(statement.condition);
        checkSpans([...statement.then, ...statement.otherwise], size);
        break;
      case 'for':
        check(statement.target);
        check(statement.iterable);
        checkSpans(statement.body, size);
        break;
      case 'while':
        check(statement.condition);
        checkSpans([...statement.body, ...(statement.update ?? [])], size);
        break;
    }
  }
}

/** What a text may be made of over and over. */
const UNITS = [
  '(',
  '[',
  '{',
  '-',
  'x=',
  'f(',
  'x**',
  'not ',
  'a if b else ',
  'a?b:',
  '=>',
  '++',
  '"',
  '/*',
  'f"{',
  '|',
  '√',
  '∂',
  '1.',
  '*a,',
  '{**',
  '[x for x in ',
  '(n:=',
  '`${',
  '[...',
  '(t*=',
  'switch(x){case 1:',
  'do{',
  '(x)=>{',
  'let{a:',
  'a??',
];
/** One grammar reads JavaScript and TSX: only what is new. */
const JSX_UNITS = ['<a>', '<a b={', '<T,>(', '(x:'];

for (const [language, read] of Object.entries(readers)) {
  describe(`${language} on any text`, () => {
    const check = (text: string) => {
      const { statements, problems } = read(text);
      checkSpans(statements, text.length);
      // A parser that fails on shallow input would show as a file that nests too deep.
      assert.ok(!problems.some(({ code }) => code === 'tooDeep'), 'nothing here is deep');
    };
    it('reads soups of tokens', () => {
      fc.assert(fc.property(soup, check), { numRuns: 300, seed: 1 });
    });
    it('reads programs cut off or with a piece put in', () => {
      const texts = sources(language === 'tsx' ? 'javascript' : language);
      fc.assert(
        fc.property(
          fc.constantFrom(...texts),
          fc.nat(),
          fc.nat(),
          fc.constantFrom('', ...PIECES),
          (text, at, cut, piece) => {
            const start = at % (text.length + 1);
            check(text.slice(0, start) + piece + text.slice(start + (cut % 8)));
            check(text.slice(0, start));
          },
        ),
        { numRuns: 300, seed: 2 },
      );
    });
    for (const unit of language === 'tsx' ? JSX_UNITS : UNITS) {
      it(`ends on ${JSON.stringify(unit)} over and over`, () => {
        const text = unit.repeat(1500);
        checkSpans(read(text).statements, text.length);
      });
    }
  });
}

it('JavaScript programs compute what JavaScript computes, wherever the tree knows', () => {
  let agreed = 0;
  for (let seed = 1; seed <= 350; seed++) {
    const program = randomProgram(seed);
    const real = runForReal(program);
    if (!real) continue;
    const known = knownValues(program);
    for (const name of RESULTS) {
      const value = known.get(name);
      if (value === UNKNOWN || (value === undefined && !known.has(name))) continue;
      assert.ok(same(value, real[name]), `seed ${seed}: ${name} is ${String(value)}, not ${real[name]}\n${program}`);
      agreed++;
    }
  }
  assert.ok(agreed > 600, `${agreed} values are known`);
});

function runForReal(program: string): Readonly<Record<string, unknown>> | undefined {
  const guarded = program.replaceAll(LOOP, 'if (rounds++ > 200) throw 0;');
  try {
    return new Function(`let rounds = 0; ${guarded}; return { ${RESULTS.join(', ')} };`)();
  } catch {
    return undefined;
  }
}

function knownValues(program: string): ReadonlyMap<string, unknown> {
  try {
    return interpret(readJavaScript(program, 'javascript').statements);
  } catch {
    return new Map();
  }
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return Object.is(a, b);
  return Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-9 * Math.abs(b);
}
