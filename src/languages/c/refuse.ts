/** What C and C++ code cannot be read as, and what it may set all the same. */
import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../base/span.ts';
import type { Unreadable } from '../../syntax/tree.ts';
import { spanOf, visit } from '../lezer.ts';
import type { Context } from './context.ts';
import { type Token, tokensOf } from './lex.ts';

export const SYNTAX = 'This is not complete C or C++ here. Finish or correct the expression.';

/** A statement that is not read: what it may set, and whether it may leave the block. */
export function unread(node: SyntaxNode, reason: string, context: Context): Unreadable {
  const leaves = mayLeave(node) ? ({ leaves: 'perhaps' } as const) : {};
  const binds = [...new Set([...namesSetIn(tokensOf(context.text, node.from, node.to)), ...declaredIn(node, context)])];
  return { kind: 'unreadable', span: spanOf(node), reason, binds, ...leaves };
}

/** Names that are not known from here on. */
export function unknown(at: Span, reason: string, binds: readonly string[]): Unreadable {
  return { kind: 'unreadable', span: at, reason, binds };
}

const SETS = /^(?:[-+*/%&|^]|<<|>>)?=$/;
const STEP = /^(?:\+\+|--)$/;

/** Names that a stretch of code sets, or hands out by their address or to a stream. */
export function namesSetIn(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  tokens.forEach((token, i) => {
    if (token.kind !== 'sign') return;
    const [before, after] = [tokens[i - 1], tokens[i + 1]];
    if (SETS.test(token.text)) for (const name of targetBefore(tokens, i)) names.add(name);
    if (STEP.test(token.text)) {
      for (const name of targetBefore(tokens, i)) names.add(name);
      for (const name of targetAfter(tokens, i)) names.add(name);
    }
    const isPrefix = !before || (before.kind === 'sign' && !/^[)\]]$/.test(before.text)) || before.text === 'return';
    if (token.text === '&' && isPrefix) for (const name of targetAfter(tokens, i)) names.add(name);
    if (token.text === '>>' && after) for (const name of targetAfter(tokens, i)) names.add(name);
  });
  return names;
}

/** `x` of `x`, `x[i]`, `x.y`, `*x`; all names of `*(p + i)`. */
function targetBefore(tokens: readonly Token[], at: number): string[] {
  let i = at - 1;
  const names: string[] = [];
  for (let steps = 0; i >= 0 && steps < 1000; steps++) {
    const token = tokens[i];
    if (!token) break;
    if (token.text === ']' || token.text === ')') {
      const open = opening(tokens, i);
      if (token.text === ')') {
        for (const inner of tokens.slice(open, i)) if (inner.kind === 'name') names.push(inner.text);
      }
      i = open - 1;
    } else if (token.kind === 'name') {
      const sign = tokens[i - 1]?.text ?? '';
      if (!/^(?:\.|->|::)$/.test(sign)) return [...names, token.text];
      names.push(token.text);
      i -= 2;
    } else {
      break;
    }
  }
  return names;
}

function targetAfter(tokens: readonly Token[], at: number): string[] {
  const names: string[] = [];
  for (let i = at + 1; i < tokens.length && i < at + 40; i++) {
    const token = tokens[i];
    if (!token) break;
    if (token.kind === 'name') {
      names.push(token.text);
      if (!/^(?:\.|->|::)$/.test(tokens[i + 1]?.text ?? '')) break;
    } else if (!/^(?:[*&(]|\.|->|::)$/.test(token.text)) {
      break;
    }
  }
  return names;
}

function opening(tokens: readonly Token[], close: number): number {
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    const text = tokens[i]?.text ?? '';
    if (text === ')' || text === ']' || text === '}') depth++;
    else if ((text === '(' || text === '[' || text === '{') && --depth === 0) return i;
  }
  return 0;
}

function declaredIn(root: SyntaxNode, context: Context): string[] {
  const names: string[] = [];
  visit(root, (node) => {
    const parent = node.parent?.name ?? '';
    const isDeclarator = /Declarator$|^(?:Declaration|FunctionDefinition|FieldDeclaration)$/.test(parent);
    if (/^(?:Field)?Identifier$/.test(node.name) && isDeclarator) names.push(context.text.slice(node.from, node.to));
    return !/^(?:LambdaExpression|ParameterList|ClassSpecifier|StructSpecifier)$/.test(node.name);
  });
  return names;
}

function mayLeave(node: SyntaxNode): boolean {
  let leaves = false;
  visit(node, (inner) => {
    leaves ||= /^(?:Return|Break|Continue|Goto|Throw|Macro|CoReturn|CoYield)(?:Statement)?$/.test(inner.name);
    return !leaves && !/^(?:FunctionDefinition|LambdaExpression)$/.test(inner.name);
  });
  return leaves;
}
