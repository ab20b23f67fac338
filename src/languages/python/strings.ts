/** Strings next to each other, plain and formatted, as one text. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import type { Expression } from '../../syntax/tree.ts';
import { bracketed, callOf, nameOf, operation } from '../expression/nodes.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import type { Context } from './context.ts';
import { formattedText, pythonString } from './literals.ts';
import { refuse } from './refuse.ts';

const FORMATTED = 'A formatted text has no derivative.';
/** Sums nest to the left. */
const PIECES = 100;

/** `f"w{i}"` is `"w" + str(i)`. */
export function readString(node: SyntaxNode, context: Context): Expression {
  const pieces: Expression[] = [];
  for (const part of node.name === 'ContinuedString' ? parts(node) : [node]) {
    if (part.name === 'FormatString') {
      const read = readFormatted(part, context);
      if (!read) return refuse(node, FORMATTED, context);
      pieces.push(...read);
      continue;
    }
    const literal = part.name === 'String' ? pythonString(textOf(part, context)) : { reason: FORMATTED };
    if ('reason' in literal) return refuse(node, literal.reason, context);
    pieces.push({ kind: 'string', value: literal.value, span: spanOf(part), outer: spanOf(part) });
  }
  if (pieces.length > PIECES) return refuse(node, FORMATTED, context);
  const at = spanOf(node);
  const joined: Expression[] = [];
  for (const piece of pieces) {
    const last = joined[joined.length - 1];
    if (piece.kind !== 'string' || last?.kind !== 'string') joined.push(piece);
    else joined[joined.length - 1] = { ...last, value: last.value + piece.value, span: at, outer: at };
  }
  const [first, ...rest] = joined;
  if (!first) return { kind: 'string', value: '', span: at, outer: at };
  if (rest.length === 0 && first.kind === 'string') return { ...first, span: at, outer: at };
  const sum = rest.reduce(
    (left, right) => operation('add', [left, right], span(right.span.from, right.span.from)),
    first,
  );
  return bracketed(sum, at);
}

/** Texts and values in turn; undefined where a value is formatted in a way that `str` does not. */
function readFormatted(node: SyntaxNode, context: Context): Expression[] | undefined {
  const marks = /^([a-zA-Z]{1,2})("""|'''|"|')/.exec(textOf(node, context));
  const [opening = '', prefix = '', quote = ''] = marks ?? [];
  if (!quote || !textOf(node, context).endsWith(quote) || isBroken(node)) return undefined;
  const pieces: Expression[] = [];
  let from = node.from + opening.length;
  const textTo = (to: number) => {
    const value = formattedText(context.text.slice(from, to), prefix);
    if (to > from) pieces.push({ kind: 'string', value, span: span(from, to), outer: span(from, to) });
  };
  for (const part of parts(node)) {
    const [open, value, close, ...more] = part.name === 'FormatReplacement' ? parts(part) : [];
    if (open?.name !== '{' || !value || close?.name !== '}' || more.length > 0) return undefined;
    textTo(part.from);
    pieces.push(callOf(nameOf('str', span(part.from, part.from)), [context.expression(value, context)], spanOf(part)));
    from = part.to;
  }
  textTo(node.to - quote.length);
  return pieces;
}

function textOf(node: SyntaxNode, context: Context): string {
  return context.text.slice(node.from, node.to);
}
