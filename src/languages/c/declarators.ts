/** Declarators: the name in `*x[3]`, and how it changes the type before it. */
import type { SyntaxNode } from '@lezer/common';
import { parts } from '../lezer.ts';
import { type Context, textOf } from './context.ts';
import { type Type, typeOf } from './types.ts';

export interface Declarator {
  readonly name: SyntaxNode;
  readonly stars: number;
  readonly reference: boolean;
  /** The sizes of an array, outermost first; empty where none is written. */
  readonly sizes: readonly string[];
  /** The parameters, where it declares a function or a pointer to one. */
  readonly list?: SyntaxNode;
}

const DECLARATOR =
  /Declarator$|^(?:Field)?Identifier$|^(?:Scoped(?:Field)?Identifier|OperatorName|DestructorName|Template(?:Function|Method))$/;

export function isDeclarator(node: SyntaxNode): boolean {
  return DECLARATOR.test(node.name);
}

export function declaratorOf(node: SyntaxNode, context: Context, depth = 0): Declarator | undefined {
  const inner = parts(node).find(isDeclarator);
  if (depth > 20) return undefined;
  switch (node.name) {
    case 'PointerDeclarator': {
      const read = inner && declaratorOf(inner, context, depth + 1);
      return read && { ...read, stars: read.stars + 1 };
    }
    case 'ReferenceDeclarator': {
      const read = inner && declaratorOf(inner, context, depth + 1);
      return read && { ...read, reference: true };
    }
    case 'ArrayDeclarator': {
      const read = inner && declaratorOf(inner, context, depth + 1);
      const text = inner ? context.text.slice(inner.to, node.to) : '';
      return read && { ...read, sizes: [...read.sizes, text.replace(/^\s*\[|\]\s*$/g, '').trim()] };
    }
    case 'ParenthesizedDeclarator':
      return inner && declaratorOf(inner, context, depth + 1);
    case 'FunctionDeclarator': {
      const read = inner && declaratorOf(inner, context, depth + 1);
      const list = node.getChild('ParameterList');
      return read && list ? { ...read, list } : undefined;
    }
    case 'InitDeclarator':
      return inner && declaratorOf(inner, context, depth + 1);
    case 'StructuredBindingDeclarator':
    case 'VariadicDeclarator':
      return undefined;
    default:
      return isDeclarator(node) ? { name: node, stars: 0, reference: false, sizes: [] } : undefined;
  }
}

/** The type of what is declared behind some specifiers. */
export function declaredType(specifiers: string, declarator: Declarator, context: Context): Type {
  const base = typeOf(`${squeezed(specifiers)}${'*'.repeat(declarator.stars)}`, context.types);
  if (declarator.sizes.length === 0) return base;
  return { ...base, levels: base.levels + declarator.sizes.length, pointer: true, copied: false };
}

/** As it is written, the name left out: `const double*`, `double[3]`. */
export function annotationOf(specifiers: string, declarator: Declarator): string {
  const arrays = declarator.sizes.map((size) => `[${size}]`).join('');
  return `${squeezed(specifiers)}${'*'.repeat(declarator.stars)}${declarator.reference ? '&' : ''}${arrays}`;
}

/** Attributes and storage are no part of a type. */
export function squeezed(specifiers: string): string {
  return specifiers
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ')
    .replace(/\[\[[\s\S]*?\]\]/g, ' ')
    .replace(/\b(?:static|inline|extern|register|virtual|thread_local|constexpr|constinit)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ?([<>,*&]|::) ?/g, '$1')
    .trim();
}

/** The text of a declaration before its first declarator. */
export function specifiersOf(node: SyntaxNode, first: SyntaxNode | undefined, context: Context): string {
  return first ? context.text.slice(node.from, first.from) : textOf(node, context).replace(/;\s*$/, '');
}
