/** Calls, indices, elements, groups and blocks as values. */
import { cover, type Span } from '../../base/span.ts';
import type { Expression } from '../../syntax/tree.ts';
import { bracketed, callOf, nameOf, nothingAt, unreadable } from '../expression/nodes.ts';
import { readStatements, simpleValue } from './blocks.ts';
import { type State, SYNTAX } from './state.ts';
import { isSign } from './tokens.ts';

/** Takes the bracket at the position; undefined, and the rest of the line taken, where it is not closed. */
export function takeBracket(s: State): { readonly open: number; readonly close: number } | undefined {
  const { core } = s;
  const open = core.position;
  const close = s.partners[open] ?? -1;
  const closed = close > open && close < core.end;
  core.position = closed ? close + 1 : Math.max(open + 1, s.lineEnd(open + 1, core.end));
  return closed ? { open, close } : undefined;
}

/** The window as one expression. */
export function readWhole(s: State, from: number, to: number): Expression {
  if (from >= to) return nothingAt(s.spanOf(from, to).from);
  return s.core.within(from, to, () => {
    const around = s.settable;
    s.settable = -1;
    const expression = s.core.expression();
    s.skipNewlines();
    s.settable = around;
    return s.core.done ? expression : s.refuse(from, to, SYNTAX);
  });
}

export function readGroup(s: State): Expression {
  const start = s.core.position;
  const bracket = takeBracket(s);
  if (!bracket || bracket.close === bracket.open + 1) return s.refuse(start, s.core.position, SYNTAX);
  return bracketed(readWhole(s, bracket.open + 1, bracket.close), s.spanOf(bracket.open, bracket.close + 1));
}

/** `{ x }` is x; a block of several statements is a value only where its statement can be written out. */
export function readBlockValue(s: State): Expression {
  const start = s.core.position;
  const bracket = takeBracket(s);
  if (!bracket) return s.refuse(start, s.core.position, SYNTAX);
  const statements = s.core.within(bracket.open + 1, bracket.close, () => readStatements(s));
  const at = s.spanOf(bracket.open, bracket.close + 1);
  const value = simpleValue(statements, at);
  if (value) return bracketed(value, at);
  const block = unreadable(s.text.slice(at.from, at.to), 'A block of several statements is not read as a value.', at);
  s.deferred.set(block, { statements, from: bracket.open, to: bracket.close + 1 });
  return block;
}

interface Arguments {
  readonly args: readonly Expression[];
  readonly keywords: readonly { readonly name: string; readonly value: Expression; readonly span: Span }[];
}

/** Their arguments are not evaluated as they stand, or depend on the call. */
const LANGUAGE: ReadonlySet<string> = new Set(
  'switch quote bquote substitute expression with within subset transform local eval evalq missing nargs sys.call match.call match.arg deriv D on.exit Recall environment'.split(
    ' ',
  ),
);
const SWITCH = '“switch” is not read. Write if and else.';
const CODE = '“…” works on the code itself; that is not read.';
/** They give their only argument back. */
const SAME: ReadonlySet<string> = new Set(['invisible', 'suppressWarnings', 'suppressMessages', 'identity', 'I']);

export function readCall(s: State, base: Expression): Expression {
  const start = s.core.position;
  const bracket = takeBracket(s);
  const at = cover(base.outer, s.spanOf(start, s.core.position));
  if (!bracket) return refuseAt(s, start, at, SYNTAX);
  const name = base.kind === 'name' ? base.name : '';
  if (LANGUAGE.has(name)) return refuseAt(s, start, at, name === 'switch' ? SWITCH : CODE.replace('…', name));
  const list = readArguments(s, bracket.open, bracket.close);
  if (!list) return refuseAt(s, start, at, SYNTAX);
  const [only] = list.args;
  if (SAME.has(name) && only && list.args.length === 1 && list.keywords.length === 0) return bracketed(only, at);
  if (name === 'return' || base.kind === 'number' || base.kind === 'boolean') s.noteEffects(start - 1, s.core.position);
  return { ...callOf(base, list.args, at), keywords: list.keywords };
}

function refuseAt(s: State, from: number, at: Span, reason: string): Expression {
  s.noteEffects(from, s.core.position);
  return unreadable(s.text.slice(at.from, at.to), reason, at);
}

/** Undefined where an argument is missing or cannot be told from its name. */
function readArguments(s: State, open: number, close: number): Arguments | undefined {
  const args: Expression[] = [];
  const keywords: { name: string; value: Expression; span: Span }[] = [];
  if (close === open + 1) return { args, keywords };
  for (const { from, to } of s.split(open + 1, close)) {
    const [first, sign] = [s.tokens[from], s.tokens[from + 1]];
    if (to <= from || !first) return undefined;
    if (to > from + 1 && isSign(sign, '=')) {
      const named = first.kind === 'name' || first.kind === 'string' || first.kind === 'keyword';
      if (!named || to === from + 2) return undefined;
      keywords.push({ name: first.text, value: readWhole(s, from + 2, to), span: s.spanOf(from, to) });
    } else if (to === from + 1 && first.kind === 'name' && first.text === '...') {
      args.push({ kind: 'spread', value: nameOf('...', first.span), span: first.span, outer: first.span });
    } else {
      args.push(readWhole(s, from, to));
    }
  }
  return { args, keywords };
}

/** `x[i, ]`: an empty place is everything. `x[[i]]` is an item, which for numbers is the same. */
export function readBracketIndex(s: State, base: Expression): Expression {
  const start = s.core.position;
  const bracket = takeBracket(s);
  const at = cover(base.outer, s.spanOf(start, s.core.position));
  if (!bracket) return refuseAt(s, start, at, SYNTAX);
  const pieces = s.split(bracket.open + 1, bracket.close);
  if (pieces.some(({ from, to }) => to > from + 1 && isSign(s.tokens[from + 1], '='))) {
    return refuseAt(s, start, at, 'Options of an index are not read. Write the indices alone.');
  }
  const indices = pieces.map(({ from, to }): Expression => {
    if (to > from) return readWhole(s, from, to);
    const place = s.spanOf(from, to);
    return { kind: 'slice', span: place, outer: place };
  });
  if (indices.length === 1 && bracket.close === bracket.open + 1) return bracketed(base, at);
  return { kind: 'index', base, indices, position: 'bracket', span: at, outer: at };
}

/** `x$name`, `x@name`. */
export function readElement(s: State, base: Expression): Expression {
  const start = s.core.position;
  s.core.take();
  s.skipNewlines();
  const name = s.core.peek();
  if (name?.kind === 'name' || name?.kind === 'string') {
    s.core.take();
    const at = cover(base.outer, name.span);
    return { kind: 'attribute', base, name: name.text, span: at, outer: at };
  }
  if (isSign(name, '(')) takeBracket(s);
  return refuseAt(s, start, cover(base.outer, s.spanOf(start, s.core.position)), SYNTAX);
}

/** Packages that every session has: their names mean the same without them. */
const ATTACHED: ReadonlySet<string> = new Set(['base', 'stats', 'utils', 'methods', 'graphics', 'grDevices']);

/** `stats::dnorm`, `MASS::ginv`. */
export function readNamespace(s: State, base: Expression): Expression {
  const start = s.core.position;
  s.core.take();
  const name = s.core.peek();
  if (base.kind !== 'name' || (name?.kind !== 'name' && name?.kind !== 'string')) {
    return refuseAt(s, start, cover(base.outer, s.spanOf(start, s.core.position)), SYNTAX);
  }
  s.core.take();
  const at = cover(base.outer, name.span);
  if (ATTACHED.has(base.name)) return bracketed(nameOf(name.text, name.span), at);
  return { kind: 'attribute', base, name: name.text, span: at, outer: at };
}

/** `x |> f(y)` is `f(x, y)`; `_` as a named argument is the place for it. */
export function readPipe(s: State, left: Expression, power: number): Expression {
  const start = s.core.position;
  s.core.take();
  const right = s.core.expression(power + 1);
  const at = cover(left.outer, right.outer);
  if (right.kind !== 'call' || right.span !== right.outer) return refuseAt(s, start, at, SYNTAX);
  const places = right.keywords.filter(({ value }) => value.kind === 'opaque' && value.text === '_');
  if (places.length === 0) return { ...right, args: [left, ...right.args], span: at, outer: at };
  const keywords = right.keywords.map((keyword) =>
    places.includes(keyword) ? { ...keyword, value: left, span: cover(keyword.span, left.outer) } : keyword,
  );
  return { ...right, keywords, span: at, outer: at };
}
