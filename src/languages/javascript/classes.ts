/** Functions and classes as definitions. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import type { FunctionDefinition, Statement } from '../../syntax/tree.ts';
import { nameOf } from '../expression/nodes.ts';
import { setInside, withInside } from '../inside.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import { type Context, keyOf, newEffects, pathFor, textOf } from './context.ts';
import {
  doubtful,
  isGenerator,
  nameSpanOf,
  nonlocalNames,
  ownDoubts,
  pending,
  readParameters,
  returnedValue,
  unknown,
  usesThis,
} from './functions.ts';
import { SYNTAX, unread } from './refuse.ts';

/**
 * A function of any form (declaration, expression, arrow, method) under the name given. If its head is broken, the
 * body is read all the same, but the name is not known.
 */
export function readDefinition(node: SyntaxNode, name: SyntaxNode | string, context: Context): Statement[] {
  context.defined.add(keyOf(node));
  const list = node.getChild('ParamList');
  const body = parts(node).pop();
  if (!list || !body) return [unread(node, SYNTAX, context)];
  // Only a signature: an overload or an abstract method.
  if (body.name !== 'Block' && node.name !== 'ArrowFunction') return [];
  const doubts = context.untrusted(node);
  const known = { unsure: doubts.unsure, shared: doubts.shared, inFunction: true, setsNames: true };
  const inside: Context = { ...context, effects: newEffects(), ...known };
  const { parameters, before, broken } = readParameters(list, inside);
  const text = typeof name === 'string' ? name : textOf(name, context);
  const own = ownDoubts(node, text, context);
  const start = [...pending(list, inside), ...before, ...own, ...doubtful(list, parameters, doubts)];
  const isStatic = node.getChild('static') !== null;
  const receiver = text !== '' && !isStatic && node.name !== 'ArrowFunction' && usesThis(node);
  const decorators = ['static', 'get', 'set'].filter((word) => node.getChild(word) !== null);
  const definition: FunctionDefinition = {
    kind: 'function',
    span: spanOf(node),
    name: text,
    nameSpan: typeof name === 'string' ? nameSpanOf(node, context) : spanOf(name),
    parameters,
    body: [...start, ...readBody(node, body, inside)],
    ...(decorators.length > 0 && { decorators }),
    ...(receiver && { receiver: 'this' }),
    ...nonlocalNames(doubts),
  };
  const lost = broken || (isGenerator(node) && text !== '');
  const reason = broken ? SYNTAX : 'A generator or a promise gives its values later.';
  return lost ? [definition, unknown(spanOf(list), reason, [text])] : [definition];
}

function readBody(node: SyntaxNode, body: SyntaxNode, inside: Context): Statement[] {
  if (body.name === 'Block') return inside.block(parts(body), inside);
  const expression = returnedValue(node) ?? body;
  inside.effects = newEffects(expression);
  const value = inside.expression(expression, inside);
  const returned = withInside([{ kind: 'return', span: spanOf(expression), value }]);
  return [...pending(expression, inside), ...returned];
}

export function readClass(node: SyntaxNode, context: Context, named?: string): Statement[] {
  const own = node.getChild('VariableDefinition');
  const body = node.getChild('ClassBody');
  if (!body || (!own && named === undefined)) return [unread(node, SYNTAX, context)];
  const inside: Context = {
    ...context,
    effects: newEffects(),
    unsure: new Set(),
    shared: new Set(),
    inFunction: false,
  };
  const statements: Statement[] = [];
  const heritage = parts(node).find((_, i, all) => all[i - 1]?.name === 'extends');
  const bases = heritage ? { bases: [context.expression(heritage, inside)] } : {};
  for (const member of parts(body)) statements.push(...readMember(member, inside));
  const name = named ?? (own ? textOf(own, context) : '');
  const nameSpan = own && named === undefined ? spanOf(own) : span(node.from, node.from);
  return [{ kind: 'class', span: spanOf(node), name, nameSpan, ...bases, body: statements }];
}

function readMember(member: SyntaxNode, context: Context): Statement[] {
  const key = parts(member).find((part) => /^(?:Private)?PropertyDefinition$/.test(part.name));
  if (!/^(?:MethodDeclaration|PropertyDeclaration)$/.test(member.name)) return [];
  if (!key || isBroken(member)) return [unread(member, SYNTAX, context)];
  if (member.name === 'MethodDeclaration') {
    const read = readDefinition(member, key, context);
    const accessor = member.getChild('get') ?? member.getChild('set');
    const binds = [textOf(key, context)];
    if (member.getChild('Decorator')) {
      return [...read, unknown(spanOf(key), 'What the name stands for is not followed.', binds)];
    }
    return accessor ? [...read, setInside(spanOf(key), 'The value is asked for without a call.', binds)] : read;
  }
  const all = parts(member);
  const value = all[all.findIndex((part) => part.name === 'Equals') + 1];
  if (!member.getChild('Equals') || !value) return [];
  context.effects = newEffects(value, pathFor(value, textOf(key, context)));
  const read = context.expression(value, context);
  const own = nameOf(textOf(key, context), spanOf(key));
  const before = pending(value, context);
  context.effects = newEffects();
  if (pathFor(value, own.name) !== undefined && read.kind === 'name') return before;
  return [...before, ...withInside([{ kind: 'assign', span: spanOf(member), target: own, value: read }])];
}
