/** Names that a piece of JavaScript sets, found in the syntax nodes alone. */
import type { SyntaxNode } from '@lezer/common';
import { parts, visit } from '../lezer.ts';

const FUNCTION =
  /^(?:Function(?:Declaration|Expression)|ArrowFunction|MethodDeclaration|Class(?:Declaration|Expression))$/;

/** Everything that is set or declared, except inside functions and classes. */
export function namesBoundIn(roots: readonly SyntaxNode[], text: string): string[] {
  const names = new Set<string>();
  for (const root of roots) {
    visit(root, (node) => {
      for (const name of assignedNames(node, text)) names.add(name);
      if (node.name === 'VariableDefinition') names.add(text.slice(node.from, node.to));
      for (const name of memberNames(node, text)) names.add(name);
      for (const name of brokenTargets(node, text)) names.add(name);
      if (!FUNCTION.test(node.name)) return true;
      const own = /Declaration$/.test(node.name) ? node.getChild('VariableDefinition') : null;
      if (own) names.add(text.slice(own.from, own.to));
      return false;
    });
  }
  return [...names];
}

/** Names that this very node sets anew: `x = …`, `x += …`, `++x`, `[a, b] = …`, `for (x of …)`. */
export function assignedNames(node: SyntaxNode, text: string): string[] {
  switch (node.name) {
    case 'AssignmentExpression': {
      const target = node.firstChild;
      if (!target) return [];
      return target.name === 'VariableName' ? [text.slice(target.from, target.to)] : definitionsIn(target, text);
    }
    case 'PostfixExpression':
    case 'UnaryExpression': {
      const [first, second] = parts(node);
      const sign = node.name === 'PostfixExpression' ? second : first;
      const target = node.name === 'PostfixExpression' ? first : second;
      if (!sign || !target || !/^(?:\+\+|--)$/.test(text.slice(sign.from, sign.to))) return [];
      return target.name === 'VariableName' ? [text.slice(target.from, target.to)] : [];
    }
    case 'ForInSpec':
    case 'ForOfSpec': {
      const [, target] = parts(node);
      if (!target || /^(?:let|const|var)$/.test(target.name)) return [];
      return target.name === 'VariableName' ? [text.slice(target.from, target.to)] : definitionsIn(target, text);
    }
    default:
      return [];
  }
}

/** The names of a pattern. */
export function definitionsIn(pattern: SyntaxNode, text: string): string[] {
  if (!/^(?:ArrayPattern|ObjectPattern|VariableDefinition)$/.test(pattern.name)) return [];
  const names: string[] = [];
  visit(pattern, (node) => {
    if (node.name === 'VariableDefinition') names.push(text.slice(node.from, node.to));
    return true;
  });
  return names;
}

/** `this.w` where this very node is `this.w[0] = …`, `this.w += …` or `this.w++`. */
export function memberNames(node: SyntaxNode, text: string): string[] {
  if (!/^(?:Assignment|Postfix|Unary)Expression$/.test(node.name)) return [];
  const all = parts(node);
  const steps = all.some((part) => /^(?:\+\+|--)$/.test(text.slice(part.from, part.to)));
  if (node.name !== 'AssignmentExpression' && !steps) return [];
  const target = node.name === 'AssignmentExpression' ? all[0] : all.find((part) => part.name === 'MemberExpression');
  return target?.name === 'MemberExpression' ? memberPath(target, text) : [];
}

/** `[x[i], y] = …`: the grammar knows no items as targets, and leaves a lone sign of assignment. */
function brokenTargets(node: SyntaxNode, text: string): string[] {
  const targets = node.type.isError && node.getChild('Equals') ? node.prevSibling : null;
  const names: string[] = [];
  if (targets) {
    visit(targets, (inner) => {
      if (inner.name === 'MemberExpression') names.push(...memberPath(inner, text));
      if (inner.name === 'VariableName') names.push(text.slice(inner.from, inner.to));
      return true;
    });
  }
  return names;
}

/** `this.w` of `this.w[0]`, `x` of `x[0]`. */
function memberPath(member: SyntaxNode, text: string): string[] {
  const [path = ''] = text.slice(member.from, member.to).replace(/\s/g, '').split('[', 1);
  return /^[\w$.\p{ID_Continue}]+$/u.test(path) ? [path] : [];
}
