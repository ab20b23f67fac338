/** Names that a piece of Python sets, found in the syntax nodes alone: for statements that are not read. */
import type { SyntaxNode } from '@lezer/common';
import { parts, visit } from '../lezer.ts';

export function namesBoundIn(roots: readonly SyntaxNode[], text: string): string[] {
  const names = new Set<string>();
  for (const root of roots) {
    visit(root, (node) => {
      for (const name of namesBoundBy(node, text)) names.add(name);
      return !/^(?:FunctionDefinition|ClassDefinition|LambdaExpression)$/.test(node.name);
    });
  }
  return [...names];
}

function namesBoundBy(node: SyntaxNode, text: string): string[] {
  const all = parts(node);
  const targets = (nodes: readonly SyntaxNode[]) => nodes.flatMap((target) => targetsOf(target, text));
  switch (node.name) {
    case 'FunctionDefinition':
    case 'ClassDefinition':
    case 'TypeDefinition':
      return targets(all.filter((part) => part.name === 'VariableName').slice(0, 1));
    case 'AssignStatement': {
      const last = all.map((part) => part.name).lastIndexOf('AssignOp');
      return targets(last < 0 ? all.slice(0, 1) : all.slice(0, last));
    }
    case 'UpdateStatement':
      return targets(all.slice(0, 1));
    // `:=`, which among arguments has no node of its own.
    case 'AssignOp': {
      const target = text.slice(node.from, node.to) === ':=' ? node.prevSibling : null;
      return target ? targetsOf(target, text) : [];
    }
    case 'ForStatement': {
      const end = all.findIndex((part) => part.name === 'in');
      return targets(end < 0 ? all.slice(0, 2) : all.slice(0, end));
    }
    case 'WithStatement':
    case 'TryStatement':
      return targets(all.filter((_, i) => all[i - 1]?.name === 'as'));
    case 'ScopeStatement':
    case 'DeleteStatement':
    case 'CapturePattern':
    case 'AsPattern':
    case 'StarPattern':
    case 'MappingPattern':
      return targets(all);
    case 'ImportStatement':
      return importedNames(node, text).map((imported) => imported.local);
    default:
      return [];
  }
}

/** `x` of `x`, `x[i]`, `(x)`; `self.w` of `self.w[0]`. */
function targetsOf(target: SyntaxNode, text: string): string[] {
  if (target.name === 'VariableName') return [text.slice(target.from, target.to)];
  if (target.name === 'MemberExpression') {
    const path = text.slice(target.from, target.to).replace(/\s/g, '');
    const [attribute = ''] = path.split('[', 1);
    return /^[\w.\p{ID_Continue}]+$/u.test(attribute) ? [attribute] : [];
  }
  if (/^(?:Tuple|Array|Parenthesized)Expression$/.test(target.name)) {
    return parts(target).flatMap((item) => targetsOf(item, text));
  }
  return [];
}

export interface Imported {
  readonly module: string;
  readonly member?: string;
  readonly local: string;
}

/** `import a.b` sets `a`; `import a.b as c` sets `c` to a.b; `from a import b as c`; `from a import *` has local `*`. */
export function importedNames(statement: SyntaxNode, text: string): Imported[] {
  const words = parts(statement).map((part) => text.slice(part.from, part.to));
  const [keyword, ...rest] = words;
  const start = keyword === 'from' ? rest.indexOf('import') : -1;
  if (keyword === 'from' && start < 0) return [];
  const from = rest.slice(0, Math.max(0, start)).join('');
  const imports: Imported[] = [];
  for (const group of groupsOf(rest.slice(start + 1))) {
    const alias = group.indexOf('as');
    const path = (alias < 0 ? group : group.slice(0, alias)).join('');
    const name = alias < 0 ? undefined : group[alias + 1];
    if (!path || (alias >= 0 && !name)) continue;
    if (keyword === 'from') imports.push({ module: from, member: path, local: name ?? path });
    else if (name) imports.push({ module: path, local: name });
    else imports.push({ module: path.split('.', 1)[0] ?? path, local: path.split('.', 1)[0] ?? path });
  }
  return imports;
}

function groupsOf(words: readonly string[]): string[][] {
  const groups: string[][] = [[]];
  for (const word of words) {
    if (word === ',') groups.push([]);
    else if (word !== '(' && word !== ')') groups[groups.length - 1]?.push(word);
  }
  return groups.filter((group) => group.length > 0);
}
