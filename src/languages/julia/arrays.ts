/** Vectors, matrices, comprehensions, named tuples. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import type { Comprehension, Expression } from '../../syntax/tree.ts';
import { callOf, nameOf, sequence } from '../expression/nodes.ts';
import { isSpace } from '../finding/characters.ts';
import { isBroken, parts, spanOf, visit } from '../lezer.ts';
import { type Context, textOf } from './context.ts';
import { refuse, SYNTAX } from './refuse.ts';

/** `[a, b]` is a vector, `[a b; c d]` a matrix, `[a; b]` joins a and b to one vector. */
export function readArray(node: SyntaxNode, context: Context): Expression {
  if (hasHiddenColumn(node, context)) {
    return refuse(
      node,
      'Between spaces “-y” starts a new column in Julia, but it is easily misread. Put commas or brackets.',
      context,
    );
  }
  const at = spanOf(node);
  const inside = parts(node).slice(1, -1);
  if (node.name === 'VectorExpression') {
    const items = inside.filter((part) => part.name !== ',');
    return sequence(
      'list',
      items.map((item) => context.expression(item, context)),
      at,
    );
  }
  const rows = inside.filter((part) => part.name === 'MatrixRow').map((row) => parts(row));
  if (rows.length === 0 || rows.some((row) => row.length !== rows[0]?.length || row.length === 0)) {
    return refuse(node, SYNTAX, context);
  }
  if (/;;/.test(textOf(node, context))) return refuse(node, 'Arrays of more than two axes are not read.', context);
  const read = rows.map((row) => row.map((item) => context.expression(item, context)));
  // Numbers and vectors among a, b join to one vector.
  if (rows.every((row) => row.length === 1)) return callOf(nameOf('vcat', span(at.from, at.from)), read.flat(), at);
  return { kind: 'matrix', rows: read, span: at, outer: at };
}

/** `[a -b]` has two columns, which the grammar takes for a difference. */
function hasHiddenColumn(array: SyntaxNode, context: Context): boolean {
  if (array.name === 'VectorExpression' && parts(array).length > 3) return false;
  let hidden = false;
  visit(array, (node) => {
    if (node !== array && /^(?:Paren|Tuple|Vector|Matrix|Comprehension)Expression$|^Arguments$/.test(node.name))
      return false;
    const sign = node.name === 'BinaryExpression' ? parts(node)[1] : undefined;
    if (sign && /^[-+±−]$/.test(textOf(sign, context))) {
      const before = isSpace(context.text.charCodeAt(sign.from - 1));
      hidden ||= before && !isSpace(context.text.charCodeAt(sign.to)) && context.text[sign.to] !== '\n';
    }
    return !hidden;
  });
  return hidden;
}

/** Calls that take all values of several loops together, in any order. */
const REDUCES = /^(?:sum|prod|maximum|minimum|all|any|extrema|mean)$/;

export function readComprehension(node: SyntaxNode, context: Context): Expression {
  const generator = node.name === 'Generator' ? node : node.getChild('Generator');
  const loops = generator?.getChild('GenFor');
  const item = generator?.firstChild;
  if (!generator || !loops || !item || isBroken(generator) || isBroken(loops)) return refuse(node, SYNTAX, context);
  const at = spanOf(node);
  const all = parts(loops);
  const bindings = all.filter((part) => part.name === 'ForBinding');
  const words = all.filter((part) => part.name === 'for');
  const filters = generator.getChildren('GenFilter');
  if (bindings.length > words.length && filters.length === 0 && !isReduced(node, context)) {
    return refuse(node, 'Loops with a comma make a matrix. Write nested loops, or one index.', context);
  }
  const clauses: Comprehension['clauses'][number][] = [];
  for (const binding of bindings) {
    const read = readBinding(binding, context);
    if (!read) return refuse(node, SYNTAX, context);
    clauses.push({ ...read, conditions: [] });
  }
  const last = clauses.pop();
  if (!last) return refuse(node, SYNTAX, context);
  const conditions: Expression[] = [];
  for (const filter of filters) {
    const condition = parts(filter)[1];
    if (!condition || isBroken(filter)) return refuse(node, SYNTAX, context);
    conditions.push(context.expression(condition, context));
  }
  const form = node.name === 'Generator' ? 'generator' : 'list';
  const value = context.expression(item, context);
  return {
    kind: 'comprehension',
    form,
    item: value,
    clauses: [...clauses, { ...last, conditions }],
    span: at,
    outer: at,
  };
}

function isReduced(node: SyntaxNode, context: Context): boolean {
  const callee = node.parent?.name === 'Arguments' ? node.parent.parent?.firstChild : undefined;
  return callee !== null && callee !== undefined && REDUCES.test(textOf(callee, context));
}

/** `i in 1:n`, `(a, b) in zip(x, y)`: what is set, and what it runs over. */
export function readBinding(
  binding: SyntaxNode,
  context: Context,
): { readonly target: Expression; readonly iterable: Expression } | undefined {
  const [target, , iterable, ...more] = parts(binding);
  if (!target || !iterable || more.length > 0 || isBroken(binding)) return undefined;
  if (!/^(?:Identifier|TupleExpression)$/.test(target.name)) return undefined;
  return { target: context.expression(target, context), iterable: context.expression(iterable, context) };
}

/** `(a = 1, b = 2)`, `(; a, b)`. */
export function readNamedTuple(node: SyntaxNode, inside: readonly SyntaxNode[], context: Context): Expression {
  const entries: { key: Expression; value: Expression }[] = [];
  const flat = inside.flatMap((part) => (part.name === 'KeywordArguments' ? parts(part) : [part]));
  for (const part of flat.filter(({ name }) => !/^[,;]$/.test(name))) {
    const [key, , value] = part.name === 'KwArg' ? parts(part) : [part, part, part];
    if (key?.name !== 'Identifier' || !value || isBroken(part)) {
      return refuse(node, 'Only named tuples of plain names and values are read.', context);
    }
    const at = spanOf(key);
    const text = textOf(key, context);
    const read = part.name === 'KwArg' ? context.expression(value, context) : nameOf(text, at);
    entries.push({ key: { kind: 'string', value: text, span: at, outer: at }, value: read });
  }
  return { kind: 'dictionary', entries, span: spanOf(node), outer: spanOf(node) };
}
