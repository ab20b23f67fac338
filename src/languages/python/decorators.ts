/** What decorators do to the function or class below them. */
import type { SyntaxNode } from '@lezer/common';
import type { Statement } from '../../syntax/tree.ts';
import { namesSetBy } from '../code.ts';
import { setInside } from '../inside.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import type { Context } from './context.ts';

/** Decorators that leave the function's values as they are. */
const HARMLESS =
  /^(?:staticmethod|classmethod|override|final|overload|dataclass|cache|lru_cache|jit|custom_vjp|custom_jvp|wraps|njit|vectorize|guvectorize|no_grad|inference_mode|function|compile|checkpoint|script|typechecked|jaxtyped|profile|abstractmethod)$/;

/** Decorators that the definition's own list tells enough about: the value is asked for without a call. */
const TOLD = /^(?:property|cached_property|cache_readonly|setter|getter|deleter)$/;

/** The definitions with their decorators, and in doubt a word that their names may stand for something else. */
export function decorated(
  read: readonly Statement[],
  decorators: readonly SyntaxNode[],
  context: Context,
): readonly Statement[] {
  const written = decorators.map((decorator) => textOf(decorator, context).trim().replace(/^@\s*/, ''));
  const into: Statement[] = read.map((statement) =>
    statement.kind === 'function' ? { ...statement, decorators: written } : statement,
  );
  const isFunction = read.some((statement) => statement.kind === 'function');
  const binds = [...new Set(read.flatMap(namesSetBy))];
  for (const [i, decorator] of decorators.entries()) {
    const name = nameOf(decorator, context);
    if (HARMLESS.test(name) && !isBroken(decorator)) continue;
    const reason = `“@${written[i]}” may change what the name stands for.`;
    const told = isFunction && TOLD.test(name) && !isBroken(decorator);
    if (told) into.push(setInside(spanOf(decorator), reason, binds));
    else into.push({ kind: 'unreadable', span: spanOf(decorator), reason, binds });
  }
  return into;
}

/** What decorates, by its last name; of `partial(jax.jit, …)` that of the first argument. */
function nameOf(decorator: SyntaxNode, context: Context): string {
  const words = parts(decorator).filter((part) => part.name === 'VariableName');
  const last = words[words.length - 1];
  const name = last ? textOf(last, context) : '';
  const first = name === 'partial' ? parts(decorator).find((part) => part.name === 'ArgList') : undefined;
  const applied = first && parts(first)[1];
  return applied ? (textOf(applied, context).split('.').pop() ?? name) : name;
}

function textOf(node: SyntaxNode, context: Context): string {
  return context.text.slice(node.from, node.to);
}
