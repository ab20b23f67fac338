/**
 * `and`, `or`, `not` and comparisons. The grammar nests `not a and b` as not (a and b), so that layer is laid flat and
 * nested anew: or < and < not < comparison chain.
 */
import type { SyntaxNode } from '@lezer/common';
import { cover, type Span, span } from '../../base/span.ts';
import type { Expression, Operator, RelationSign } from '../../syntax/tree.ts';
import { operation } from '../expression/nodes.ts';
import { namesSetWithin } from '../inside.ts';
import { isBroken, parts } from '../lezer.ts';
import type { Context } from './context.ts';
import { refuse, SYNTAX, WALRUS } from './refuse.ts';

interface Sign {
  readonly sign: string;
  readonly span: Span;
}
type Item = { readonly operand: Expression } | Sign;

/** Signs and operands of one condition; people write less than 20. */
const LIMIT = 300;

export function readCondition(node: SyntaxNode, context: Context): Expression {
  const items = flatten(node, context);
  if (!items) return refuse(node, SYNTAX, context);
  if (items.length > LIMIT) return refuse(node, 'The condition has too many parts. Give parts of it names.', context);
  const cursor: Cursor = { items, at: 0 };
  const result = readOr(cursor);
  if (typeof result === 'string') return refuse(node, result, context);
  return cursor.at === items.length ? result : refuse(node, SYNTAX, context);
}

/** Operands and signs in the order of the text; undefined where something is missing. */
function flatten(root: SyntaxNode, context: Context): Item[] | undefined {
  const items: Item[] = [];
  const stack: (SyntaxNode | Sign)[] = [root];
  for (let next = stack.pop(); next && items.length <= LIMIT; next = stack.pop()) {
    if ('sign' in next) {
      items.push(next);
      continue;
    }
    const found = split(next, context.text);
    if (!found) {
      items.push({ operand: context.expression(next, context) });
      continue;
    }
    if (isBroken(next) || !found.right) return undefined;
    stack.push(found.right, found.sign);
    if (found.left) stack.push(found.left);
  }
  return items;
}

function split(node: SyntaxNode, text: string): { left?: SyntaxNode; sign: Sign; right?: SyntaxNode } | undefined {
  if (node.name !== 'BinaryExpression' && node.name !== 'UnaryExpression') return undefined;
  const all = parts(node);
  const left = node.name === 'BinaryExpression' ? all.shift() : undefined;
  const right = all.pop();
  const [first, last] = [all[0], all[all.length - 1]];
  if (!first || !last || !/^(?:CompareOp|and|or|not|in|is)$/.test(first.name)) return undefined;
  const sign = all.map((part) => text.slice(part.from, part.to)).join(' ');
  return { left, sign: { sign, span: span(first.from, last.to) }, right };
}

interface Cursor {
  readonly items: readonly Item[];
  at: number;
}

/** The expression, or in words why there is none. */
type Result = Expression | string;

function readOr(cursor: Cursor): Result {
  return readLogical(cursor, 'or', () => readLogical(cursor, 'and', () => readNot(cursor)));
}

function readLogical(cursor: Cursor, operator: Operator, readOperand: () => Result): Result {
  let left = readOperand();
  for (let sign = peekSign(cursor); sign?.sign === operator; sign = peekSign(cursor)) {
    cursor.at++;
    const right = readOperand();
    if (typeof left === 'string') return left;
    if (typeof right === 'string') return right;
    left = operation(operator, [left, right], sign.span);
  }
  return left;
}

function readNot(cursor: Cursor): Result {
  const sign = peekSign(cursor);
  if (sign?.sign !== 'not') return readComparison(cursor);
  cursor.at++;
  const operand = readNot(cursor);
  return typeof operand === 'string' ? operand : operation('not', [operand], sign.span);
}

const COMPARISONS: Readonly<Record<string, RelationSign>> = {
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
  '==': '=',
  '!=': '!=',
  in: 'in',
};

function readComparison(cursor: Cursor): Result {
  const first = takeOperand(cursor);
  if (!first) return SYNTAX;
  const terms = [first];
  const signs: Sign[] = [];
  for (let sign = peekSign(cursor); sign && !/^(?:and|or|not)$/.test(sign.sign); sign = peekSign(cursor)) {
    cursor.at++;
    const term = takeOperand(cursor);
    if (!term) return SYNTAX;
    terms.push(term);
    signs.push(sign);
  }
  return signs.length === 0 ? first : chain(terms, signs);
}

function chain(terms: readonly Expression[], written: readonly Sign[]): Result {
  const at = cover(terms[0]?.outer ?? span(0, 0), terms[terms.length - 1]?.outer ?? span(0, 0));
  const signs: RelationSign[] = [];
  // From the third term on a chain may have ended before.
  if (namesSetWithin(...terms.slice(2)).length > 0) return WALRUS;
  for (const [i, { sign }] of written.entries()) {
    const known = COMPARISONS[sign] ?? (comparesSingle(sign, terms[i], terms[i + 1]) ? IDENTITY[sign] : undefined);
    if (known) signs.push(known);
    else if (sign === 'not in' && written.length === 1) signs.push('in');
    else return refusal(sign);
  }
  const relation: Expression = {
    kind: 'relation',
    terms,
    signs,
    signSpans: written.map((sign) => sign.span),
    span: at,
    outer: at,
  };
  const only = written[0];
  return only?.sign === 'not in' ? { ...operation('not', [relation], only.span), span: at, outer: at } : relation;
}

/** `None` and every class are single objects, so that identity and equality are the same for them. */
const IDENTITY: Readonly<Record<string, RelationSign>> = { is: '=', 'is not': '!=' };

function comparesSingle(sign: string, left: Expression | undefined, right: Expression | undefined): boolean {
  const isType = left?.kind === 'call' && left.callee.kind === 'name' && left.callee.name === 'type';
  return sign in IDENTITY && (right?.kind === 'none' || isType);
}

function refusal(sign: string): string {
  if (sign in IDENTITY) return `“${sign}” compares objects, not numbers. Write == or !=.`;
  if (sign === 'not in') return '“not in” within a chain is not read. Split the chain with “and”.';
  return `“${sign}” is not a comparison in Python 3. Write != for “not equal”.`;
}

function peekSign({ items, at }: Cursor): Sign | undefined {
  const item = items[at];
  return item && 'sign' in item ? item : undefined;
}

function takeOperand(cursor: Cursor): Expression | undefined {
  const item = cursor.items[cursor.at];
  if (!item || !('operand' in item)) return undefined;
  cursor.at++;
  return item.operand;
}
