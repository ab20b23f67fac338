/** Classes and structs: fields with a value, constructors and methods. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import type { Statement } from '../../syntax/tree.ts';
import { nameOf } from '../expression/nodes.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import { converted } from './combine.ts';
import { type Context, newEffects, textOf } from './context.ts';
import { declaratorOf, declaredType, isDeclarator, specifiersOf } from './declarators.ts';
import { readFunction } from './functions.ts';
import { readValue } from './parse.ts';
import { SYNTAX, unread } from './refuse.ts';
import { registerTypes } from './survey.ts';

export function readClass(node: SyntaxNode, context: Context): Statement[] {
  const list = node.getChild('FieldDeclarationList');
  const name = node.getChild('TypeIdentifier') ?? node.getChild('TemplateType');
  if (!list) return [];
  if (!name || isBroken(list)) return [unread(node, name ? SYNTAX : 'A class without a name is not read.', context)];
  const title = textOf(name, context).replace(/<.*$/s, '');
  const members = context.classes.get(title) ?? new Map();
  const inside: Context = {
    ...context,
    members,
    scopes: [],
    inFunction: false,
    effects: newEffects(),
    depth: context.depth + 1,
  };
  const body = inside.depth > 60 ? [] : parts(list).flatMap((member) => readMember(member, inside));
  return [{ kind: 'class', span: spanOf(node), name: title, nameSpan: spanOf(name), body }];
}

function readMember(node: SyntaxNode, context: Context): Statement[] {
  switch (node.name) {
    case 'FunctionDefinition':
      return readFunction(node, context);
    case 'TemplateDeclaration': {
      registerTypes(node, context.text, context.types);
      const inner = node.getChild('FunctionDefinition');
      return inner ? readFunction(inner, context) : [];
    }
    case 'FieldDeclaration':
      return readField(node, context);
    default:
      return [];
  }
}

/** `double rate = 0.1;` */
function readField(node: SyntaxNode, context: Context): Statement[] {
  const all = parts(node);
  const [head, ...more] = all.filter((part) => isDeclarator(part));
  const sign = all.findIndex((part) => part.name === '=');
  const value = sign >= 0 ? all[sign + 1] : all.find((part) => part.name === 'InitializerList');
  const declarator = head && declaratorOf(head, context);
  if (!head || !declarator || declarator.list || more.length > 0 || !value || isBroken(node)) return [];
  const at = sign < 0 && !textOf(value, context).includes(',') ? span(value.from + 1, value.to - 1) : spanOf(value);
  const type = declaredType(specifiersOf(node, head, context), declarator, context);
  const target = nameOf(textOf(declarator.name, context), spanOf(declarator.name));
  return [{ kind: 'assign', span: spanOf(node), target, value: converted(readValue(at, context), type) }];
}
