/** `export`: what other files see of this one. */
import type { SyntaxNode } from '@lezer/common';
import type { Export, Statement } from '../../syntax/tree.ts';
import { namesSetBy } from '../code.ts';
import { betweenCommas, isBroken, parts, spanOf } from '../lezer.ts';
import { type Context, textOf } from './context.ts';
import { moduleOf } from './imports.ts';

/** `export const f = …`, `export default function f …`: the declarations as they were read. */
export function exportedFrom(node: SyntaxNode, read: readonly Statement[]): Export[] {
  const span = spanOf(node);
  const names = read.flatMap((statement) =>
    statement.kind === 'unreadable' || statement.kind === 'export' ? [] : namesSetBy(statement),
  );
  if (node.getChild('default'))
    return names.slice(-1).map((local) => ({ kind: 'export', span, name: 'default', local }));
  return [...new Set(names)].map((local) => ({ kind: 'export', span, name: local, local }));
}

/** `export { a as b }`, `export { a } from 'm'`, `export * from 'm'`, `export * as m from 'm'`. */
export function readExports(node: SyntaxNode, context: Context): Export[] {
  const all = parts(node);
  const source = node.getChild('String');
  const module = source ? moduleOf(source, context) : undefined;
  if (isBroken(node) || (source && module === undefined)) return [];
  const span = spanOf(node);
  const into: Export[] = [];
  for (const [i, part] of all.entries()) {
    if (part.name === 'Star' && module !== undefined) {
      const name = all[i + 1]?.name === 'as' ? all[i + 2] : undefined;
      into.push({ kind: 'export', span, name: name ? textOf(name, context) : '*', module });
    } else if (part.name === 'ExportGroup') {
      for (const group of betweenCommas(parts(part).slice(1, -1))) {
        const [first, last] = [group[0], group[group.length - 1]];
        if (!first || !last || first.name === 'type') continue;
        const [local, name] = [textOf(first, context), textOf(last, context)];
        into.push({ kind: 'export', span, name, local, ...(module !== undefined && { module }) });
      }
    }
  }
  return into;
}
