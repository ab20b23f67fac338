/** Destructuring: `[a, b] = …` and `{ a, b: c } = …` as assignments. */
import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../base/span.ts';
import type { Attribute, Expression, Name } from '../../syntax/tree.ts';
import { nameOf, sequence } from '../expression/nodes.ts';
import { betweenCommas, isBroken, parts, spanOf } from '../lezer.ts';
import { definitionsIn } from './bound.ts';
import { type Context, textOf } from './context.ts';

export interface Binding {
  /** Every name that the pattern sets. */
  readonly names: readonly string[];
  readonly assignments: readonly { readonly target: Expression; readonly value: Expression }[];
  /** Why it cannot be read. */
  readonly reason?: string;
}

/**
 * `value` is what is taken apart; none where it is not known. The properties of an object are read one by one, which
 * needs a value that can be repeated: a name or a path.
 */
export function readPattern(pattern: SyntaxNode, value: Expression | undefined, context: Context): Binding {
  const names = definitionsIn(pattern, context.text);
  const refused = (reason: string): Binding => ({ names, assignments: [], reason });
  if (!value || isBroken(pattern)) return refused('The value that is taken apart is not known.');
  if (pattern.name === 'ArrayPattern') {
    const items: Expression[] = [];
    for (const [item, ...more] of betweenCommas(parts(pattern).slice(1, -1))) {
      if (item?.name !== 'VariableDefinition' || more.length > 0) return refused(SIMPLE);
      items.push(nameOf(textOf(item, context), spanOf(item)));
    }
    return { names, assignments: [{ target: sequence('tuple', items, spanOf(pattern)), value }] };
  }
  if (!isPath(value)) return refused('Give the object a name before it is taken apart.');
  const assignments: { target: Name; value: Attribute }[] = [];
  for (const [property] of betweenCommas(parts(pattern).slice(1, -1))) {
    const member = property && memberOf(property, context);
    if (!property || !member) return refused(SIMPLE);
    const at = spanOf(property);
    const base = placedAt(value, at);
    const taken: Attribute = { kind: 'attribute', base, name: member.property, span: at, outer: at };
    assignments.push({ target: member.target, value: taken });
  }
  return { names, assignments };
}

const SIMPLE = 'Only plain names are taken apart. Write the other assignments out.';

function isPath(value: Expression): boolean {
  return value.kind === 'name' || (value.kind === 'attribute' && isPath(value.base));
}

/** A path as if it were written at another place: `o.a` of `{ a } = o` stands at the `a`. */
function placedAt(value: Expression, at: Span): Expression {
  const moved = { ...value, span: at, outer: at };
  return moved.kind === 'attribute' ? { ...moved, base: placedAt(moved.base, at) } : moved;
}

/** `a`, `a: b`; undefined for defaults, nested patterns and the rest. */
export function memberOf(property: SyntaxNode, context: Context): { property: string; target: Name } | undefined {
  const [key, colon, target, ...more] = parts(property);
  if (!key || more.length > 0) return undefined;
  if (!colon && key.name === 'VariableDefinition') {
    const name = textOf(key, context);
    return { property: name, target: nameOf(name, spanOf(key)) };
  }
  if (key.name !== 'PropertyName' || colon?.name !== ':' || target?.name !== 'VariableDefinition') return undefined;
  return { property: textOf(key, context), target: nameOf(textOf(target, context), spanOf(target)) };
}
