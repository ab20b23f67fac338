/** Builders for the nodes that every reader makes; `outer` starts equal to `span`. */
import { cover, type Span, span } from '../../base/span.ts';
import type {
  Call,
  Expression,
  Name,
  NumberLiteral,
  Opaque,
  Operation,
  Operator,
  Sequence,
} from '../../syntax/tree.ts';

export function numberLiteral(text: string, at: Span, value = Number(text)): NumberLiteral {
  return { kind: 'number', value, text, span: at, outer: at };
}

export function nameOf(name: string, at: Span, style?: Name['style']): Name {
  const node: Name = { kind: 'name', name, base: name, accents: [], span: at, outer: at };
  return style ? { ...node, style } : node;
}

/** `sign` is empty for juxtaposition; the operation's span runs over the outer spans of its operands and its sign. */
export function operation(
  operator: Operator,
  operands: readonly Expression[],
  sign: Span,
  extra: Pick<Operation, 'juxtaposed' | 'elementwise' | 'within'> = {},
): Operation {
  const at = operands.reduce((sum, operand) => cover(sum, operand.outer), signOrFirst(operands, sign));
  return { kind: 'operation', operator, operands, sign, ...extra, span: at, outer: at };
}

function signOrFirst(operands: readonly Expression[], sign: Span): Span {
  const first = operands[0];
  return sign.from === sign.to && first ? first.outer : sign;
}

/** `a b`: the sign is the empty place before the right factor. */
export function juxtaposed(left: Expression, right: Expression): Operation {
  const gap = span(right.outer.from, right.outer.from);
  return operation('multiply', [left, right], gap, { juxtaposed: true });
}

/** `at` is the whole call, brackets of the arguments included. */
export function callOf(callee: Expression, args: readonly Expression[], at: Span): Call {
  return { kind: 'call', callee, args, keywords: [], span: at, outer: at };
}

export function sequence(form: Sequence['form'], items: readonly Expression[], at: Span): Sequence {
  return { kind: 'sequence', form, items, span: at, outer: at };
}

export function unreadable(text: string, reason: string, at: Span): Opaque {
  return { kind: 'opaque', what: 'unreadable', text, reason, span: at, outer: at };
}

/** The empty place before a sign at the start of a continuation row, or where an operand is left out. */
export function nothingAt(offset: number): Opaque {
  const at = span(offset, offset);
  return { kind: 'opaque', what: 'nothing', text: '', span: at, outer: at };
}

/** The same node standing in brackets that reach from `at.from` to `at.to`. */
export function bracketed<E extends Expression>(node: E, at: Span): E {
  return node.outer.from === at.from && node.outer.to === at.to ? node : { ...node, outer: at };
}
