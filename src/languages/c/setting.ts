/** What an expression sets besides having a value: `x = …`, `++x`, `x++`. */
import { cover, type Span, span } from '../../base/span.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression } from '../../syntax/tree.ts';
import { targetNames } from '../code.ts';
import { numberLiteral } from '../expression/nodes.ts';
import { converted, handedOn, updated } from './combine.ts';
import { lookUp } from './context.ts';
import { type Cursor, fail, type Typed } from './cursor.ts';
import type { Token } from './lex.ts';
import { INT, isPointer } from './types.ts';

/** `rereads`: the new value is worked out from the target itself. */
export function setInside(
  cursor: Cursor,
  target: Typed,
  value: Typed,
  at: Span,
  worth: 'new' | 'old',
  rereads: boolean,
): Typed | undefined {
  const names = targetNames(target.node);
  if (!/^(?:name|attribute|index)$/.test(target.node.kind) || names.length === 0) return fail(cursor, TARGETS);
  if (cursor.conditional > 0)
    return fail(cursor, 'Something is set only under a condition here. Write it as a statement.');
  if (rereads && isPointer(target.type)) return fail(cursor, 'A pointer is moved here. Use an index: p[i].');
  if (rereads && [...walk(target.node)].some(({ kind }) => kind === 'assignment')) return fail(cursor, TARGETS);
  for (const name of names) {
    for (const alias of lookUp(name.split('.', 1)[0] ?? name, cursor.context)?.aliases ?? [])
      cursor.context.effects.binds.add(alias);
  }
  const node: Expression = {
    kind: 'assignment',
    target: target.node,
    value: target.node.kind === 'name' ? converted(value, target.type) : handedOn(value, target.type),
    worth,
    span: at,
    outer: at,
  };
  return { node, type: target.type };
}

const TARGETS = 'Only names, items and members are set.';

/** `++x` and `x++`. */
export function readStep(cursor: Cursor, operand: Typed, sign: Token, worth: 'new' | 'old'): Typed | undefined {
  const one: Typed = { node: numberLiteral('1', span(sign.from, sign.to), 1), type: INT };
  const value = updated(cursor, { ...sign, text: sign.text === '++' ? '+=' : '-=' }, operand, one);
  return value && setInside(cursor, operand, value, cover(operand.node.outer, sign), worth, true);
}
