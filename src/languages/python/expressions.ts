/** Python expressions: Lezer's syntax nodes → the one tree. */
import type { SyntaxNode } from '@lezer/common';
import { type Span, span } from '../../base/span.ts';
import type { Comprehension, Dictionary, Expression, Operator, Slice } from '../../syntax/tree.ts';
import { HEIGHT_LIMIT } from '../expression/limits.ts';
import { bracketed, nameOf, numberLiteral, operation, sequence } from '../expression/nodes.ts';
import { namesSetWithin } from '../inside.ts';
import { betweenCommas, isBroken, parts, spanOf, spanOfAll } from '../lezer.ts';
import { EXPRESSION_DEPTH, eachLevel } from '../nested.ts';
import { readComprehension } from './comprehensions.ts';
import { readCondition } from './conditions.ts';
import type { Context } from './context.ts';
import { readCall, readLambda } from './functions.ts';
import { readExpressionList, readItems, readNamed } from './lists.ts';
import { pythonNumber } from './literals.ts';
import { refuse, SYNTAX, UNPACKED } from './refuse.ts';
import { readString } from './strings.ts';

export const readExpression = eachLevel(convert, refuse, SYNTAX);

function convert(node: SyntaxNode, context: Context): Expression {
  const at = spanOf(node);
  const text = context.text.slice(node.from, node.to);
  switch (node.name) {
    case 'VariableName':
      return readName(node, text, context);
    case 'Number': {
      const literal = pythonNumber(text);
      return 'value' in literal ? numberLiteral(text, at, literal.value) : refuse(node, literal.reason, context);
    }
    case 'Boolean':
      return { kind: 'boolean', value: text === 'True', span: at, outer: at };
    case 'None':
      return { kind: 'none', span: at, outer: at };
    case 'Ellipsis':
      return { kind: 'opaque', what: 'ellipsis', text: '...', span: at, outer: at };
    case 'String':
    case 'FormatString':
    case 'ContinuedString':
      return readString(node, context);
    case 'ParenthesizedExpression':
      return readBracketed(node, context);
    case 'TupleExpression': {
      const inside = parts(node).slice(1, -1);
      return bracketed(sequence('tuple', readItems(inside, context), spanOfAll(inside, at)), at);
    }
    case 'ArrayExpression':
      return sequence('list', readItems(parts(node).slice(1, -1), context), at);
    case 'SetExpression':
      return sequence('set', readItems(parts(node).slice(1, -1), context), at);
    case 'DictionaryExpression':
      return readDictionary(node, context);
    case 'ComprehensionExpression':
    case 'ArrayComprehensionExpression':
    case 'SetComprehensionExpression': {
      const form = FORMS[node.name] ?? 'list';
      return readComprehension(parts(node).slice(1, -1), form, at, context);
    }
    case 'NamedExpression':
      return readNamed(parts(node), at, context);
    case 'BinaryExpression':
      return readBinary(node, context);
    case 'UnaryExpression':
      return readUnary(node, context);
    case 'ConditionalExpression':
      return readConditional(node, context);
    case 'MemberExpression':
      return readMember(node, context);
    case 'CallExpression':
      return readCall(node, context);
    case 'LambdaExpression':
      return readLambda(node, context);
    default:
      return refuse(node, REASONS[node.name] ?? `“${shorten(text)}” is not read as a formula.`, context);
  }
}

const FORMS: Readonly<Record<string, Comprehension['form']>> = {
  ComprehensionExpression: 'generator',
  SetComprehensionExpression: 'set',
};
const REASONS: Readonly<Record<string, string>> = {
  DictionaryComprehensionExpression: 'Dictionaries made by a loop are not read. Write the entries out.',
  AwaitExpression: '`await` waits for something outside of the text. Give the value a name and set it as an input.',
  YieldExpression: '`yield` hands over to the caller. Use a plain function that returns its value.',
};

function shorten(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length < text.length || line.length > 40 ? `${line.slice(0, 40)} …` : line;
}

/** Lezer takes every character beyond ASCII into names; Python does not (`x²`). Python folds `ﬁ` to `fi`. */
function readName(node: SyntaxNode, text: string, context: Context): Expression {
  if (/^[A-Za-z_]\w*$/.test(text)) return nameOf(text, spanOf(node));
  if (/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(text)) return nameOf(text.normalize('NFKC'), spanOf(node));
  return refuse(node, `“${text}” is not a Python name. Write powers with ** and letters only in names.`, context);
}

function readBracketed(node: SyntaxNode, context: Context): Expression {
  const inside = parts(node).slice(1, -1);
  const only = inside[0];
  if (!only || inside.length !== 1) return refuse(node, inside.length > 1 ? UNPACKED : SYNTAX, context);
  return bracketed(readExpression(only, context), spanOf(node));
}

/** `{'loss': l, **more}`. */
function readDictionary(node: SyntaxNode, context: Context): Expression {
  const entries: Dictionary['entries'][number][] = [];
  for (const group of betweenCommas(parts(node).slice(1, -1))) {
    const [key, colon, value, ...more] = group;
    const at = spanOfAll(group, spanOf(node));
    if (key?.name === '**' && colon && !value) {
      const empty = span(at.to, at.to);
      const spread: Expression = {
        kind: 'spread',
        value: readExpression(colon, context),
        named: true,
        span: at,
        outer: at,
      };
      entries.push({ key: spread, value: { kind: 'none', span: empty, outer: empty } });
      continue;
    }
    if (!key || colon?.name !== ':' || !value || more.length > 0) return refuse(node, SYNTAX, context);
    entries.push({ key: readExpression(key, context), value: readExpression(value, context) });
  }
  return { kind: 'dictionary', entries, span: spanOf(node), outer: spanOf(node) };
}

const ARITHMETIC: Readonly<Record<string, Operator>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
  '//': 'floorDivide',
  '@': 'matrixMultiply',
  '**': 'power',
};

/** What Python's bit operators mean, and what to write instead. */
const BITS: Readonly<Record<string, string>> = {
  '^': '^ is bitwise XOR in Python; write ** for a power.',
  '<<': '<< shifts bits; write a product with a power of 2.',
  '>>': '>> shifts bits; write // with a power of 2.',
};

/** Sums and products of many terms nest to the left: that side is followed by a loop. */
function readBinary(node: SyntaxNode, context: Context): Expression {
  const chain: { readonly node: SyntaxNode; readonly sign: SyntaxNode; readonly right: SyntaxNode }[] = [];
  let left = node;
  while (left.name === 'BinaryExpression') {
    const [first, sign, right, ...more] = parts(left);
    if (sign && isCondition(sign)) break;
    if (!first || !sign || !right || more.length > 0 || isBroken(left) || chain.length > TERM_LIMIT) {
      const reason = more.length > 0 || chain.length > TERM_LIMIT ? TOO_LONG : SYNTAX;
      return refuse(node, reason, context);
    }
    chain.push({ node: left, sign, right });
    left = first;
  }
  if (chain.length === 0) return readCondition(node, context);
  let result = readExpression(left, context);
  for (const { node: whole, sign, right } of chain.reverse()) {
    result = combine(whole, sign, result, readExpression(right, context), context);
  }
  return result;
}

const TERM_LIMIT = HEIGHT_LIMIT - EXPRESSION_DEPTH;
/** The parser flattens what is nested too deep, which shows as a sum with more than three parts. */
const TOO_LONG = 'The expression has too many terms. Split it into parts with names.';

function isCondition(sign: SyntaxNode): boolean {
  return !/^(?:ArithOp|BitOp|@)$/.test(sign.name);
}

function combine(
  node: SyntaxNode,
  sign: SyntaxNode,
  left: Expression,
  right: Expression,
  context: Context,
): Expression {
  const text = context.text.slice(sign.from, sign.to);
  const operator = ARITHMETIC[text];
  if (operator) return operation(operator, [left, right], spanOf(sign));
  // NumPy's masks: of truth values & and | are what `and` and `or` are, entry by entry; both sides are worked out.
  if ((text === '&' || text === '|') && namesSetWithin(right).length === 0) {
    return { ...operation(text === '&' ? 'and' : 'or', [left, right], spanOf(sign)), elementwise: true };
  }
  return refuse(node, BITS[text] ?? SYNTAX, context);
}

function readUnary(node: SyntaxNode, context: Context): Expression {
  const [sign, operand, ...more] = parts(node);
  if (!sign || !operand || more.length > 0) return refuse(node, SYNTAX, context);
  const text = context.text.slice(sign.from, sign.to);
  if (text === 'not') return readCondition(node, context);
  if (text === '-' || text === '+') {
    return operation(text === '-' ? 'negate' : 'plus', [readExpression(operand, context)], spanOf(sign));
  }
  if (text === '~') return { ...operation('not', [readExpression(operand, context)], spanOf(sign)), elementwise: true };
  return refuse(node, BITS[text] ?? SYNTAX, context);
}

/** `a if c else b`; a chain of them is one case each. */
function readConditional(node: SyntaxNode, context: Context): Expression {
  const cases: { value: Expression; condition?: Expression }[] = [];
  let rest: SyntaxNode | undefined = node;
  while (rest?.name === 'ConditionalExpression' && cases.length < EXPRESSION_DEPTH) {
    const [value, , condition, , otherwise]: SyntaxNode[] = parts(rest);
    if (!value || !condition || !otherwise || isBroken(rest)) return refuse(node, SYNTAX, context);
    cases.push({ value: readExpression(value, context), condition: readExpression(condition, context) });
    rest = otherwise;
  }
  if (rest) cases.push({ value: readExpression(rest, context) });
  return { kind: 'piecewise', cases, span: spanOf(node), outer: spanOf(node) };
}

function readMember(node: SyntaxNode, context: Context): Expression {
  const [base, sign, ...rest] = parts(node);
  const at = spanOf(node);
  if (!base || !sign) return refuse(node, SYNTAX, context);
  if (sign.name === '.') {
    const name = rest[0];
    if (!name) return refuse(node, SYNTAX, context);
    const attribute = context.text.slice(name.from, name.to);
    return { kind: 'attribute', base: readExpression(base, context), name: attribute, span: at, outer: at };
  }
  const indices = betweenCommas(rest.slice(0, -1)).map((group) => readSubscript(group, at, context));
  if (indices.length === 0) return refuse(node, SYNTAX, context);
  return { kind: 'index', base: readExpression(base, context), indices, position: 'bracket', span: at, outer: at };
}

/** `i`, `a:b`, `::2`. */
function readSubscript(nodes: readonly SyntaxNode[], at: Span, context: Context): Expression {
  if (!nodes.some((node) => node.name === ':')) return readExpressionList(nodes, at, context);
  const bounds: (Expression | undefined)[] = [undefined];
  for (const node of nodes) {
    if (node.name === ':') bounds.push(undefined);
    else bounds[bounds.length - 1] = readExpression(node, context);
  }
  const [start, stop, step] = bounds;
  const whole = spanOfAll(nodes, at);
  const slice: Slice = { kind: 'slice', span: whole, outer: whole };
  return { ...slice, ...(start && { start }), ...(stop && { stop }), ...(step && { step }) };
}
