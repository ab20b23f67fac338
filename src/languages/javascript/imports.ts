/** `import`, `require`, and names taken out of `Math`. */
import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../base/span.ts';
import type { Statement } from '../../syntax/tree.ts';
import { betweenCommas, isBroken, parts, spanOf } from '../lezer.ts';
import { type Context, textOf } from './context.ts';
import { javascriptString } from './literals.ts';
import { memberOf } from './patterns.ts';
import { unread } from './refuse.ts';

/** `import d, { a as b } from 'm'`, `import * as m from 'm'`; types are left out. */
export function readImport(node: SyntaxNode, context: Context): Statement[] {
  const all = parts(node);
  const source = all.find((part) => part.name === 'String');
  const module = source && moduleOf(source, context);
  if (module === undefined) return [unread(node, 'The module is not named.', context)];
  if (all[1]?.name === 'type') return [];
  const span = spanOf(node);
  const into: Statement[] = [];
  for (const part of all) {
    if (part.name === 'VariableDefinition') {
      const local = textOf(part, context);
      if (part.prevSibling?.name === 'as') into.push({ kind: 'import', span, module, local });
      else into.push({ kind: 'import', span, module, member: 'default', local });
    } else if (part.name === 'ImportGroup') {
      for (const group of betweenCommas(parts(part).slice(1, -1))) {
        const [first, last] = [group[0], group[group.length - 1]];
        if (!first || !last || first.name === 'type') continue;
        into.push({ kind: 'import', span, module, member: textOf(first, context), local: textOf(last, context) });
      }
    }
  }
  return into;
}

export function moduleOf(source: SyntaxNode, context: Context): string | undefined {
  const literal = javascriptString(textOf(source, context));
  return 'value' in literal ? literal.value : undefined;
}

/** `const m = require('m')`, `const { a, b: c } = require('m')`, `const { sin, cos } = Math`; else undefined. */
export function readRequire(
  target: SyntaxNode,
  value: SyntaxNode,
  span: Span,
  context: Context,
): Statement[] | undefined {
  const module = value.name === 'VariableName' && textOf(value, context) === 'Math' ? 'Math' : required(value, context);
  if (module === undefined) return undefined;
  if (target.name === 'VariableDefinition') return [{ kind: 'import', span, module, local: textOf(target, context) }];
  if (target.name !== 'ObjectPattern' || isBroken(target)) return undefined;
  const into: Statement[] = [];
  for (const [property] of betweenCommas(parts(target).slice(1, -1))) {
    const member = property && memberOf(property, context);
    if (!member) return undefined;
    into.push({ kind: 'import', span, module, member: member.property, local: member.target.name });
  }
  return into;
}

function required(value: SyntaxNode, context: Context): string | undefined {
  const [callee, list] = value.name === 'CallExpression' ? parts(value) : [];
  if (!callee || !list || textOf(callee, context) !== 'require') return undefined;
  const [, source, ...more] = parts(list);
  return source?.name === 'String' && more.length === 1 ? moduleOf(source, context) : undefined;
}
