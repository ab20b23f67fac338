/** Assignments inside expressions: `(t *= 2)`, `--t`, `i++`. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression, Operator } from '../../syntax/tree.ts';
import { bracketed, numberLiteral, operation } from '../expression/nodes.ts';
import { namesSetWithin } from '../inside.ts';
import { parts, spanOf } from '../lezer.ts';
import { type Context, keyOf, textOf } from './context.ts';
import { movableAssignments } from './movable.ts';
import { refuse } from './refuse.ts';

/** Carried out before the statement where that makes no difference, else where it stands. */
export function readInnerAssignment(node: SyntaxNode, context: Context): Expression {
  const { effects } = context;
  effects.movable ??= effects.root ? movableAssignments(effects.root, context.text) : new Set();
  const [first, second, third] = parts(node);
  const [target, sign] = node.name === 'UnaryExpression' ? [second, first] : [first, second];
  const update = sign && readUpdate(sign, context);
  const steps = node.name !== 'AssignmentExpression';
  if (!target || !sign || !update || (!third && !steps)) return refuse(node, INNER, context);
  const place = context.expression(target, context);
  if (!isTarget(place) || (place.kind === 'name' && context.unsure.has(place.name))) {
    return refuse(node, INNER, context);
  }
  const given = steps ? one(sign) : third && context.expression(third, context);
  if (!given) return refuse(node, INNER, context);
  if (place.kind === 'name' && effects.movable.has(keyOf(node))) {
    effects.before.push({ kind: 'assign', span: spanOf(node), target: place, value: given, ...update });
    return bracketed(place, spanOf(node));
  }
  const value = update.operator ? operation(update.operator, [place, given], spanOf(sign)) : given;
  if (!context.setsNames || !isSettled(place, given)) return refuse(node, INNER, context);
  const worth = node.name === 'PostfixExpression' ? 'old' : 'new';
  return { kind: 'assignment', target: place, value, worth, span: spanOf(node), outer: spanOf(node) };
}

const INNER = 'An assignment inside an expression is not read here. Write it as a statement of its own.';

/** A name, or a place that is the same before and after the value is worked out, and that may be worked out twice. */
function isSettled(place: Expression, value: Expression): boolean {
  if (place.kind === 'name') return true;
  const set = new Set(namesSetWithin(value));
  return [...walk(place)].every(
    (node) => node.kind !== 'assignment' && node.kind !== 'call' && !(node.kind === 'name' && set.has(node.name)),
  );
}

/** A name, an item or an attribute, all of which is read. */
export function isTarget(target: Expression): boolean {
  if (target.kind === 'name') return true;
  if (target.kind !== 'attribute' && target.kind !== 'index') return false;
  return [...walk(target)].every((node) => node.kind !== 'opaque');
}

const UPDATES: Readonly<Record<string, Operator>> = {
  '+=': 'add',
  '-=': 'subtract',
  '*=': 'multiply',
  '/=': 'divide',
  '%=': 'remainder',
  '**=': 'power',
  '++': 'add',
  '--': 'subtract',
};

/** What an assignment sign does: nothing but setting (`=`), an operator, or (undefined) something that is not read. */
export function readUpdate(sign: SyntaxNode, context: Context): { readonly operator?: Operator } | undefined {
  const text = textOf(sign, context);
  if (text === '=') return {};
  const operator = UPDATES[text];
  return operator && { operator };
}

/** What `++` adds. */
export function one(sign: SyntaxNode): Expression {
  return numberLiteral('1', span(sign.from, sign.to), 1);
}
