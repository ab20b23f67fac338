/** `Object.assign(Easing, { … })`, `stats.extend(stats.normal, { … })`: properties that are added to an object. */
import type { SyntaxNode } from '@lezer/common';
import type { Expression, Statement } from '../../syntax/tree.ts';
import { betweenCommas, isBroken, parts, spanOf } from '../lezer.ts';
import { setTo } from './assignments.ts';
import { type Context, textOf } from './context.ts';
import { pending } from './functions.ts';

/** Libraries whose `extend` copies into its first argument. */
const HELPERS: ReadonlySet<string> = new Set(['$', '_', 'jQuery', 'util']);

/**
 * One assignment for each property, `stats.normal.pdf = …`. By jQuery's convention `stats.extend({ … })` adds to `stats`
 * itself. Undefined for any other call, for objects that hold more than names and values, and where what is added to is no
 * plain path.
 */
export function readExtension(node: SyntaxNode, statement: SyntaxNode, context: Context): Statement[] | undefined {
  const [callee, list, ...more] = node.name === 'CallExpression' ? parts(node) : [];
  if (callee?.name !== 'MemberExpression' || list?.name !== 'ArgList' || more.length > 0 || isBroken(node)) {
    return undefined;
  }
  const [, base, method] = /^([\w$]+(?:\.[\w$]+)*)\.(assign|extend)$/.exec(textOf(callee, context)) ?? [];
  const given = betweenCommas(parts(list).slice(1, -1));
  const [first, second] = given.map(([argument, another]) => (another ? undefined : argument));
  if (base === undefined || !first) return undefined;
  if (given.length === 1 && method === 'extend' && !HELPERS.has(base) && callee.firstChild) {
    return added(callee.firstChild, first, statement, context);
  }
  const [root] = textOf(first, context).split('.');
  const isCopied = method === 'assign' ? base === 'Object' : HELPERS.has(base) || base === root;
  return given.length === 2 && second && isCopied ? added(first, second, statement, context) : undefined;
}

function added(to: SyntaxNode, object: SyntaxNode, statement: SyntaxNode, context: Context): Statement[] | undefined {
  if (object.name !== 'ObjectExpression' || !/^(?:VariableName|MemberExpression)$/.test(to.name)) return undefined;
  const properties = betweenCommas(parts(object).slice(1, -1)).map(([property]) => property && parts(property));
  if (!properties.every((property) => property?.length === 3 && property[0]?.name === 'PropertyDefinition')) {
    return undefined;
  }
  const into: Statement[] = [];
  const around = context.effects;
  for (const [name, colon, value] of properties as SyntaxNode[][]) {
    if (!name || colon?.name !== ':' || !value) return undefined;
    context.effects = { ...around, before: [], binds: new Set(), root: undefined };
    const base = context.expression(to, context);
    const place: Expression = {
      kind: 'attribute',
      base,
      name: textOf(name, context),
      span: spanOf(name),
      outer: spanOf(name),
    };
    const read = setTo([place], name, value, { from: name.from, to: value.to }, context, {}, statement);
    into.push(...pending(value, context), ...read);
  }
  context.effects = around;
  return into;
}
