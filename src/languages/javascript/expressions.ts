/** JavaScript and TypeScript expressions: Lezer's syntax nodes → the one tree. */
import type { SyntaxNode } from '@lezer/common';
import type { Expression, Operator, RelationSign } from '../../syntax/tree.ts';
import { HEIGHT_LIMIT } from '../expression/limits.ts';
import { bracketed, callOf, nameOf, numberLiteral, operation, sequence } from '../expression/nodes.ts';
import { betweenCommas, isBroken, parts, spanOf } from '../lezer.ts';
import { EXPRESSION_DEPTH, eachLevel } from '../nested.ts';
import { type Context, textOf } from './context.ts';
import { readCall, readFunctionValue, readItem, readNew } from './functions.ts';
import { readInnerAssignment } from './inner.ts';
import { javascriptNumber, javascriptString } from './literals.ts';
import { readObject } from './objects.ts';
import { defaultCases, isRepeatable } from './patterns.ts';
import { refuse, SYNTAX } from './refuse.ts';
import { readTemplate } from './texts.ts';

export const readExpression = eachLevel(convert, refuse, SYNTAX);

function convert(node: SyntaxNode, context: Context): Expression {
  const at = spanOf(node);
  const text = textOf(node, context);
  switch (node.name) {
    case 'VariableName':
      if (text === 'undefined') return { kind: 'none', span: at, outer: at };
      return readName(node, text, context);
    case 'this':
      return nameOf('this', at);
    case 'null':
      return { kind: 'none', span: at, outer: at };
    case 'Number': {
      const literal = javascriptNumber(text);
      return 'value' in literal ? numberLiteral(text, at, literal.value) : refuse(node, literal.reason, context);
    }
    case 'BooleanLiteral':
      return { kind: 'boolean', value: text === 'true', span: at, outer: at };
    case 'String': {
      const literal = javascriptString(text);
      if ('reason' in literal) return refuse(node, literal.reason, context);
      return { kind: 'string', value: literal.value, span: at, outer: at };
    }
    case 'ParenthesizedExpression': {
      const [, inner, close, ...more] = parts(node);
      if (!inner || close?.name !== ')' || more.length > 0) return refuse(node, SYNTAX, context);
      return bracketed(readExpression(inner, context), at);
    }
    case 'ArrayExpression':
      return readArray(node, context);
    case 'ObjectExpression':
      return readObject(node, context);
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
    case 'ArrowFunction':
    case 'FunctionExpression':
      return readFunctionValue(node, context);
    case 'AssignmentExpression':
      return readInnerAssignment(node, context);
    case 'SequenceExpression':
      return readSequence(node, context);
    case 'NewExpression':
      return readNew(node, context);
    case 'PostfixExpression': {
      // TypeScript's `x!` only tells the compiler something.
      const [operand, sign] = parts(node);
      if (operand && sign?.name === 'LogicOp') return bracketed(readExpression(operand, context), at);
      return readInnerAssignment(node, context);
    }
    case 'PrefixCast': {
      const operand = node.lastChild;
      return operand ? bracketed(readExpression(operand, context), at) : refuse(node, SYNTAX, context);
    }
    case 'TemplateString':
      return readTemplate(node, context);
    default:
      return refuse(node, REASONS[node.name] ?? `“${shorten(text)}” is not read as a formula.`, context);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  TaggedTemplateExpression: 'A tagged text is a call that is not read.',
  AwaitExpression: '`await` waits for something outside of the text. Give the value a name and set it as an input.',
  YieldExpression: '`yield` hands over to the caller. Use a plain function that returns its value.',
  RegExp: 'A pattern has no derivative.',
  ClassExpression: 'A class inside an expression is not read. Declare it by itself.',
  JSXElement: 'JSX is not read.',
};

function shorten(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length < text.length || line.length > 40 ? `${line.slice(0, 40)} …` : line;
}

/** Lezer takes every character beyond ASCII into names; JavaScript does not (`x²`). */
function readName(node: SyntaxNode, text: string, context: Context): Expression {
  if (text === 'arguments' && !isInFunction(node)) return refuse(node, ARGUMENTS, context);
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(text)) return nameOf(text, spanOf(node));
  return refuse(node, `“${text}” is not a JavaScript name. Write powers with ** and letters only in names.`, context);
}

function isInFunction(node: SyntaxNode): boolean {
  let around = node.parent;
  while (around && !/^(?:FunctionExpression|FunctionDeclaration|MethodDeclaration)$/.test(around.name))
    around = around.parent;
  return around !== null;
}

const ARGUMENTS = '“arguments” collects whatever was handed over. Name each parameter.';

function readArray(node: SyntaxNode, context: Context): Expression {
  const groups = betweenCommas(parts(node).slice(1, -1));
  if (groups.some((group) => group.length === 0)) {
    return refuse(node, 'The list has an empty place. Write a value there.', context);
  }
  return sequence(
    'list',
    groups.map((group) => readItem(group, context)),
    spanOf(node),
  );
}

const ARITHMETIC: Readonly<Record<string, Operator>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'remainder',
  '&&': 'and',
  '||': 'or',
};
const COMPARISONS: Readonly<Record<string, RelationSign>> = {
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
  '==': '=',
  '===': '=',
  '!=': '!=',
  '!==': '!=',
};

/** They are functions of the library under their signs. */
const AS_FUNCTIONS: ReadonlySet<string> = new Set(['&', '|', '^', '<<', '>>', '>>>', 'instanceof']);

/** What other operators mean, and what to write instead. */
const OTHERS: Readonly<Record<string, string>> = {
  in: '“in” asks an object for a name; only numbers are compared.',
};

const TERM_LIMIT = HEIGHT_LIMIT - EXPRESSION_DEPTH;
/** The parser flattens what is nested too deep, which shows as a sum with more than three parts. */
const TOO_LONG = 'The expression has too many terms. Split it into parts with names.';

/** Sums and products of many terms nest to the left: that side is followed by a loop. */
function readBinary(node: SyntaxNode, context: Context): Expression {
  const chain: { readonly node: SyntaxNode; readonly sign: SyntaxNode; readonly right: SyntaxNode }[] = [];
  let left = node;
  while (left.name === 'BinaryExpression') {
    const [first, sign, right, ...more] = parts(left);
    if (!first || !sign || !right || more.length > 0 || isBroken(left) || chain.length > TERM_LIMIT) {
      return refuse(node, more.length > 0 || chain.length > TERM_LIMIT ? TOO_LONG : SYNTAX, context);
    }
    if (textOf(sign, context) === '**') break;
    if (/^(?:as|satisfies)$/.test(sign.name)) break;
    chain.push({ node: left, sign, right });
    left = first;
  }
  if (chain.length === 0) return isPower(node, context) ? readPower(node, context) : readCast(node, context);
  let result = readExpression(left, context);
  for (const { node: whole, sign, right } of chain.reverse()) {
    result = combine(whole, sign, result, readExpression(right, context), context);
  }
  return result;
}

function combine(
  node: SyntaxNode,
  sign: SyntaxNode,
  left: Expression,
  right: Expression,
  context: Context,
): Expression {
  const text = textOf(sign, context);
  const operator = ARITHMETIC[text];
  if (operator) return operation(operator, [left, right], spanOf(sign));
  if (text === '??') return readDefault(node, left, right, context);
  if (AS_FUNCTIONS.has(text)) return callOf(nameOf(text, spanOf(sign)), [left, right], spanOf(node));
  const comparison = COMPARISONS[text];
  if (!comparison) return refuse(node, OTHERS[text] ?? SYNTAX, context);
  if (left.kind === 'relation' || right.kind === 'relation') {
    return refuse(node, 'A comparison is compared again, as true or false. Join comparisons with &&.', context);
  }
  const at = spanOf(node);
  const relation = { terms: [left, right], signs: [comparison], signSpans: [spanOf(sign)] };
  return { kind: 'relation', ...relation, span: at, outer: at };
}

/** `a ?? b` is b where a is none; a is looked at twice. */
function readDefault(node: SyntaxNode, left: Expression, right: Expression, context: Context): Expression {
  if (!isRepeatable(left)) {
    return refuse(node, '?? chooses by what is missing. Give the value before it a name.', context);
  }
  const at = spanOf(node);
  return { kind: 'piecewise', cases: defaultCases(left, right), span: at, outer: at };
}

/** TypeScript's `x as T`. */
function readCast(node: SyntaxNode, context: Context): Expression {
  const operand = node.firstChild;
  return operand ? bracketed(readExpression(operand, context), spanOf(node)) : refuse(node, SYNTAX, context);
}

function isPower(node: SyntaxNode, context: Context): boolean {
  const sign = node.name === 'BinaryExpression' ? parts(node)[1] : undefined;
  return sign !== undefined && textOf(sign, context) === '**';
}

/** a ** b ** c is a ** (b ** c), which the grammar nests the other way; -a ** b is an error of the language. */
function readPower(node: SyntaxNode, context: Context): Expression {
  const operands: SyntaxNode[] = [];
  const signs: SyntaxNode[] = [];
  let left: SyntaxNode = node;
  while (isPower(left, context)) {
    const [first, sign, right, ...more] = parts(left);
    if (!first || !sign || !right || more.length > 0 || isBroken(left)) return refuse(node, SYNTAX, context);
    if (operands.length > EXPRESSION_DEPTH) return refuse(node, TOO_LONG, context);
    operands.unshift(right);
    signs.unshift(sign);
    left = first;
  }
  operands.unshift(left);
  if (
    operands
      .slice(0, -1)
      .some((operand) => /^(?:Unary|Await)Expression$/.test(operand.name) && !isStep(operand, context))
  ) {
    return refuse(node, 'JavaScript does not allow -x ** 2. Write -(x ** 2) or (-x) ** 2.', context);
  }
  const read = operands.map((operand) => readExpression(operand, context));
  let result = read[read.length - 1];
  for (let i = read.length - 2; i >= 0; i--) {
    const [base, sign] = [read[i], signs[i]];
    if (base && sign && result) result = operation('power', [base, result], spanOf(sign));
  }
  return result ?? refuse(node, SYNTAX, context);
}

/** `++x`. */
function isStep(node: SyntaxNode, context: Context): boolean {
  const sign = node.firstChild;
  return sign !== null && /^(?:\+\+|--)$/.test(textOf(sign, context));
}

function readUnary(node: SyntaxNode, context: Context): Expression {
  const [sign, operand, ...more] = parts(node);
  if (!sign || !operand || more.length > 0) return refuse(node, SYNTAX, context);
  const text = textOf(sign, context);
  if (text === '++' || text === '--') return readInnerAssignment(node, context);
  const operator = ({ '-': 'negate', '+': 'plus', '!': 'not' } as const)[text];
  if (operator) return operation(operator, [readExpression(operand, context)], spanOf(sign));
  if (text === 'void' && operand.name === 'Number') return { kind: 'none', span: spanOf(node), outer: spanOf(node) };
  if (text === 'typeof') return callOf(nameOf(text, spanOf(sign)), [readExpression(operand, context)], spanOf(node));
  if (text === '~') return readFlipped(sign, operand, node, context);
  return refuse(node, OTHERS[text] ?? `“${text}” gives no number.`, context);
}

/** `~x`, and `~~x`, which like `x | 0` cuts x towards 0. */
function readFlipped(sign: SyntaxNode, operand: SyntaxNode, node: SyntaxNode, context: Context): Expression {
  const [inner, value] = operand.name === 'UnaryExpression' ? parts(operand) : [];
  const at = spanOf(sign);
  if (!inner || !value || textOf(inner, context) !== '~')
    return callOf(nameOf('~', at), [readExpression(operand, context)], spanOf(node));
  const zero: Expression = { kind: 'number', value: 0, text: '0', span: at, outer: at };
  return callOf(nameOf('|', at), [readExpression(value, context), zero], spanOf(node));
}

/** `c ? a : b`; a chain of them is one case each. */
function readConditional(node: SyntaxNode, context: Context): Expression {
  const cases: { value: Expression; condition?: Expression }[] = [];
  let rest: SyntaxNode | undefined = node;
  while (rest?.name === 'ConditionalExpression' && cases.length < EXPRESSION_DEPTH) {
    const [condition, , value, , otherwise]: SyntaxNode[] = parts(rest);
    if (!value || !condition || !otherwise || isBroken(rest)) return refuse(node, SYNTAX, context);
    const read = readExpression(condition, context);
    cases.push({ value: readExpression(value, context), condition: read });
    rest = otherwise;
  }
  if (rest) cases.push({ value: readExpression(rest, context) });
  return { kind: 'piecewise', cases, span: spanOf(node), outer: spanOf(node) };
}

function readMember(node: SyntaxNode, context: Context): Expression {
  const [base, sign, key, ...more] = parts(node);
  const at = spanOf(node);
  if (!base || !sign || !key) return refuse(node, SYNTAX, context);
  if (sign.name === '?.')
    return refuse(node, '?. may give nothing; only numbers are read. Write a plain dot.', context);
  if (base.name === 'super') return refuse(node, '“super” is not followed.', context);
  if (sign.name === '.') {
    return { kind: 'attribute', base: readExpression(base, context), name: textOf(key, context), span: at, outer: at };
  }
  if (more[0]?.name !== ']' || key.name === 'SequenceExpression') return refuse(node, SYNTAX, context);
  const read = readExpression(base, context);
  return {
    kind: 'index',
    base: read,
    indices: [readExpression(key, context)],
    position: 'bracket',
    span: at,
    outer: at,
  };
}

/** `a, b`: the value is the last one; those before it count only for what they set. */
function readSequence(node: SyntaxNode, context: Context): Expression {
  const items = betweenCommas(parts(node)).map(([item]) => item);
  const last = items.pop();
  for (const item of items) {
    const sets = item && /^(?:AssignmentExpression|UnaryExpression)$/.test(item.name);
    const read = sets ? readExpression(item, context) : undefined;
    if (read?.kind !== 'name') return refuse(node, COMMA, context);
  }
  return last ? readExpression(last, context) : refuse(node, SYNTAX, context);
}

const COMMA = 'The comma operator gives only its last value. Write the others as statements of their own.';
