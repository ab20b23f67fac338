/** What the grammar misreads is written differently before it parses, at the same length. */
import type { SyntaxNode, Tree } from '@lezer/common';
import type { Span } from '../../base/span.ts';
import { blank, parts, visit } from '../lezer.ts';

/** Macros that change how fast code runs, not what it gives: their arguments are read as if they stood alone. */
const TRANSPARENT =
  /(?:\b(?:Base|Threads|LoopVectorization)\.)?@(?:inbounds|simd|views|fastmath|inline|noinline|propagate_inbounds|turbo|avx|tturbo|threads|muladd|time|btime)(?![\p{L}\p{N}_!])/gu;

/** Texts at the start of a line are documentation, where $ is mathematics and no value that is put in. */
const DOCSTRING = /^(?:@doc\s+)?(?:raw|doc|md|L)?(?:"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"$)/gm;

/** `function f(x::T) where T<:Real`, whose bound the grammar takes for the start of the body. */
const BOUND =
  /(?<=^[ \t]*function\b[^\n]*\)[ \t]*where[ \t]+[\p{L}_][\p{L}\p{N}_]*)[ \t]*<:[ \t]*[\p{L}_][\p{L}\p{N}_.]*(?=[ \t]*(?:#[^\n]*)?$)/gmu;

export function withoutMacros(text: string): string {
  return text
    .replace(DOCSTRING, (doc) => doc.replace(/[$\\]/g, ' '))
    .replace(TRANSPARENT, blank)
    .replace(BOUND, blank);
}

/**
 * `@. a * f(b)` makes everything up to its end elementwise. The grammar may end it before a bracket, so that it is
 * blanked and its range kept, where what stands before does not bind the start of it (`2 * @. a + b`).
 */
export function takeDots(source: string): { readonly source: string; readonly ranges: Span[] } {
  const ranges: Span[] = [];
  const taken = source.replace(
    /@(?<=(?:^|[(,=[;>\n]|\breturn)[ \t]*@)(?:\.|__dot__)(?=[\s(])/g,
    (macro, at: number) => {
      const from = at + macro.length;
      const bracket = source[from] === '(';
      ranges.push({
        from,
        to: bracket
          ? closing(source, from + 1) + 1
          : endOfExpression(source, from, /[(,[]\s*$/.test(source.slice(Math.max(0, at - 40), at))),
      });
      return ' '.repeat(macro.length);
    },
  );
  return { source: taken, ranges };
}

/** Macros look this far. */
const REACH = 20_000;

/** Where the bracket that is open at `from` closes. */
function closing(source: string, from: number): number {
  let depth = 0;
  const limit = Math.min(source.length, from + REACH);
  for (let i = from; i < limit; i++) {
    const character = source[i] ?? '';
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && depth-- === 0) return i;
  }
  return limit;
}

/** The end of the line, or where a bracket around closes or a comma in it stands; a line may end in an operator. */
function endOfExpression(source: string, from: number, isInBrackets: boolean): number {
  let depth = 0;
  const limit = Math.min(source.length, from + REACH);
  for (let i = from; i < limit; i++) {
    const character = source[i] ?? '';
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && depth-- === 0) return i;
    else if (depth > 0) continue;
    else if (character === ';' || character === '#' || (character === ',' && isInBrackets)) return i;
    else if (character === '\n' && !/[-+*/^=(,\\&|<>?:]\s*$/.test(source.slice(Math.max(from, i - 30), i))) return i;
  }
  return limit;
}

/**
 * `for i in 1:length(x)` and `if isempty(x)`: the grammar may take `(x)` for the first statement of the block. After `for`
 * square brackets leave no choice (the reader looks at the text itself); elsewhere round ones do around the head, in place
 * of the white space before and after it.
 */
export function withOneHead(tree: Tree, source: string): string | undefined {
  const replaced = new Map<number, string>();
  visit(tree.topNode, (node) => {
    const head = headOf(node);
    const next = head?.nextSibling;
    if (!head || !next || next.from !== head.to || source[next.from] !== '(') return true;
    const close = closing(source, next.from + 1);
    if (node.name === 'ForStatement' && !/[;=]|\bfor\b/.test(source.slice(next.from, close))) {
      replaced.set(next.from, '[').set(close, ']');
      return true;
    }
    const first = node.name === 'ForStatement' ? parts(head)[2] : head;
    const [before, after] = [(first?.from ?? 0) - 1, next.to];
    if (next.name === 'OpenTuple' || !isBlank(source[before]) || !/[\s;]/.test(source[after] ?? '')) return true;
    // A line that starts at the margin would then touch the bracket.
    if (!isBlank(source[after + 1]) && source[after] !== ' ') return true;
    replaced.set(before, '(').set(after, ')');
    return true;
  });
  if (replaced.size === 0) return undefined;
  const places = [...replaced.keys()].sort((a, b) => a - b);
  let mended = '';
  let from = 0;
  for (const at of places) {
    mended += source.slice(from, at) + replaced.get(at);
    from = at + 1;
  }
  return mended + source.slice(from);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

function headOf(node: SyntaxNode): SyntaxNode | undefined {
  if (/^(?:If|While)Statement$|^ElseIfClause$/.test(node.name)) return node.getChild('Condition') ?? undefined;
  return node.name === 'ForStatement' ? node.getChildren('ForBinding').pop() : undefined;
}
