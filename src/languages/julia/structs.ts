/** Structs: the fields are the parameters of the constructor. */
import type { SyntaxNode } from '@lezer/common';
import type { ClassDefinition, Parameter, Statement } from '../../syntax/tree.ts';
import { nameOf } from '../expression/nodes.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import { type Context, textOf } from './context.ts';
import { readParameters } from './functions.ts';
import { SYNTAX, unknown, unread } from './refuse.ts';

/** `keywords`: made by `@kwdef`, where fields may have a value from the start. */
export function readStruct(node: SyntaxNode, keywords: boolean, context: Context): Statement[] {
  const head = node.getChild('TypeHead');
  const name = head && firstIdentifier(head);
  if (!head || !name || isBroken(node)) return [unread(node, SYNTAX, context)];
  const all = parts(node);
  const inside = all.slice(all.indexOf(all.find((part) => part.name === 'TypeHead') ?? head) + 1, -1);
  const fields = inside.filter((part) => part.name !== 'StringLiteral');
  const isPlain = (part: SyntaxNode) =>
    part.name === 'Identifier' ||
    (part.name === 'BinaryExpression' && part.firstChild?.name === 'Identifier') ||
    (keywords && part.name === 'Assignment' && /^(?:Identifier|BinaryExpression)$/.test(part.firstChild?.name ?? ''));
  const title = textOf(name, context);
  const shell: Omit<ClassDefinition, 'body'> = {
    kind: 'class',
    span: spanOf(node),
    name: title,
    nameSpan: spanOf(name),
  };
  const { parameters, broken } = readParameters(fields.filter(isPlain), context);
  if (broken || !fields.every(isPlain)) {
    const reason = 'The struct makes its values in a way of its own; only plain fields are read.';
    return [unknown(spanOf(node), reason, [title])];
  }
  return [{ ...shell, body: [constructorOf(node, name, parameters)] }];
}

function constructorOf(node: SyntaxNode, name: SyntaxNode, parameters: readonly Parameter[]): Statement {
  const body = parameters.map((parameter): Statement => {
    const at = parameter.span;
    const place = { kind: 'attribute', base: nameOf('this', at), name: parameter.name, span: at, outer: at } as const;
    return { kind: 'assign', span: at, target: place, value: nameOf(parameter.name, at) };
  });
  return {
    kind: 'function',
    span: spanOf(node),
    name: '__init__',
    nameSpan: spanOf(name),
    parameters,
    body,
    receiver: 'this',
  };
}

function firstIdentifier(head: SyntaxNode): SyntaxNode | undefined {
  let node: SyntaxNode | null = head;
  while (node && node.name !== 'Identifier') node = node.firstChild;
  return node ?? undefined;
}
