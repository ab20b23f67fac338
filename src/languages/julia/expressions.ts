/** Julia expressions: Lezer's syntax nodes → the one tree. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import type { Expression } from '../../syntax/tree.ts';
import { bracketed, callOf, nameOf, numberLiteral, operation, sequence } from '../expression/nodes.ts';
import { isBroken, parts, spanOf } from '../lezer.ts';
import { EXPRESSION_DEPTH, eachLevel } from '../nested.ts';
import { readArray, readComprehension, readNamedTuple } from './arrays.ts';
import { readArrow, readCall } from './calls.ts';
import { type Context, textOf } from './context.ts';
import { juliaNumber, juliaString } from './literals.ts';
import { readBinary, readJuxtaposed, readUnary } from './operators.ts';
import { COMPLEX, refuse, SYNTAX } from './refuse.ts';

export const readExpression = eachLevel(convert, refuse, SYNTAX);

function convert(node: SyntaxNode, context: Context): Expression {
  const at = spanOf(node);
  const text = textOf(node, context);
  switch (node.name) {
    case 'Identifier':
      if (text === 'im' && !context.visible.has(text)) return refuse(node, COMPLEX, context);
      return text === 'nothing' ? { kind: 'none', span: at, outer: at } : nameOf(text, at);
    case 'IntegerLiteral':
    case 'FloatLiteral': {
      const literal = juliaNumber(text);
      return 'value' in literal ? numberLiteral(text, at, literal.value) : refuse(node, literal.reason, context);
    }
    case 'BoolLiteral':
      return { kind: 'boolean', value: text === 'true', span: at, outer: at };
    case 'end':
      return { kind: 'end', span: at, outer: at };
    case 'begin':
      return numberLiteral(text, at, 1);
    case 'StringLiteral':
      return readString(node, context);
    case 'Symbol':
      return { kind: 'string', value: text.slice(1), span: at, outer: at };
    case 'CharLiteral':
      return { kind: 'string', value: text.slice(1, -1), span: at, outer: at };
    case 'Operator':
      return text === ':' ? { kind: 'slice', span: at, outer: at } : nameOf(text, at);
    case 'ParenExpression':
      return readBracketed(node, context);
    case 'TupleExpression':
      return readTuple(node, context);
    case 'OpenTuple':
      return sequence('tuple', readItems(parts(node), context), at);
    case 'VectorExpression':
    case 'MatrixExpression':
      return readArray(node, context);
    case 'ComprehensionExpression':
    case 'Generator':
      return readComprehension(node, context);
    case 'BinaryExpression':
      return readBinary(node, context);
    case 'UnaryExpression':
      return readUnary(node, context);
    case 'JuxtapositionExpression':
      return readJuxtaposed(node, context);
    case 'AdjointExpression': {
      const [operand] = parts(node);
      const sign = span(node.to - 1, node.to);
      return operand ? operation('transpose', [readExpression(operand, context)], sign) : refuse(node, SYNTAX, context);
    }
    case 'TernaryExpression':
      return readTernary(node, context);
    case 'FieldExpression':
      return readField(node, context);
    case 'IndexExpression':
      return readIndex(node, context);
    case 'CallExpression':
      return readCall(node, context);
    case 'ArrowFunctionExpression':
      return readArrow(node, context);
    case 'MacrocallExpression':
      return readMacro(node, context);
    case 'IfStatement':
      return readIfValue(node, context);
    case 'BeginStatement': {
      const [, only, close] = parts(node);
      if (only && close?.name === 'end') return bracketed(readExpression(only, context), at);
      return refuse(node, 'A block inside an expression is not read. Set a name before.', context);
    }
    case 'SplatExpression': {
      const [operand] = parts(node);
      if (!operand) return refuse(node, SYNTAX, context);
      return { kind: 'spread', value: readExpression(operand, context), span: at, outer: at };
    }
    default:
      return refuse(node, REASONS[node.name] ?? `“${shorten(text)}” is not read as a formula.`, context);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  Assignment: 'An assignment inside an expression is not read. Write it as a statement of its own.',
  FunctionDefinition: 'A function inside an expression is not read. Define it by itself.',
  LetStatement: '`let` inside an expression is not read. Set names before.',
  ParametrizedExpression: 'A type has no value.',
  QuoteExpression: 'Quoted code has no value.',
  QuoteStatement: 'Quoted code has no value.',
  InterpExpression: 'Code that is put in by $ is not known.',
  NsStringLiteral: 'A text with a prefix is a macro that is not read.',
  BraceExpression: 'Braces make types, not arrays. Write [ … ].',
};

function shorten(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length < text.length || line.length > 40 ? `${line.slice(0, 40)} …` : line;
}

function readString(node: SyntaxNode, context: Context): Expression {
  if (parts(node).some((part) => part.name === '$'))
    return refuse(node, 'A text with values inside has no derivative.', context);
  const literal = juliaString(textOf(node, context));
  if ('reason' in literal) return refuse(node, literal.reason, context);
  return { kind: 'string', value: literal.value, span: spanOf(node), outer: spanOf(node) };
}

export function readItems(nodes: readonly SyntaxNode[], context: Context): Expression[] {
  return nodes.filter((node) => node.name !== ',').map((node) => readExpression(node, context));
}

function readBracketed(node: SyntaxNode, context: Context): Expression {
  const [, inner, close] = parts(node);
  if (!inner || close?.name !== ')') {
    return refuse(node, inner ? 'Several expressions in brackets are not read. Write statements.' : SYNTAX, context);
  }
  return bracketed(readExpression(inner, context), spanOf(node));
}

function readTuple(node: SyntaxNode, context: Context): Expression {
  const inside = parts(node).slice(1, -1);
  const at = spanOf(node);
  if (inside.some((part) => /^(?:KwArg|KeywordArguments)$/.test(part.name)))
    return readNamedTuple(node, inside, context);
  return sequence('tuple', readItems(inside, context), at);
}

/** `c ? a : b`; a chain of them is one case each. */
function readTernary(node: SyntaxNode, context: Context): Expression {
  const cases: { value: Expression; condition?: Expression }[] = [];
  let rest: SyntaxNode | undefined = node;
  while (rest?.name === 'TernaryExpression' && cases.length < EXPRESSION_DEPTH) {
    const [condition, value, otherwise]: SyntaxNode[] = parts(rest).filter((part) => !/^[?:]$/.test(part.name));
    if (!value || !condition || !otherwise || isBroken(rest)) return refuse(node, SYNTAX, context);
    const read = readExpression(condition, context);
    cases.push({ value: readExpression(value, context), condition: read });
    rest = otherwise;
  }
  if (rest) cases.push({ value: readExpression(rest, context) });
  return { kind: 'piecewise', cases, span: spanOf(node), outer: spanOf(node) };
}

/** `if c a else b end` as a value: one expression a branch, and an `else`. */
function readIfValue(node: SyntaxNode, context: Context): Expression {
  const cases: { value: Expression; condition?: Expression }[] = [];
  const clauses = [parts(node).filter((part) => !/^(?:if|end|ElseIfClause|ElseClause)$/.test(part.name))];
  for (const part of parts(node)) {
    if (/^Else(?:If)?Clause$/.test(part.name))
      clauses.push(parts(part).filter(({ name }) => !/^else(?:if)?$/.test(name)));
  }
  const last = clauses[clauses.length - 1]?.[0];
  for (const [first, second, more] of clauses) {
    const condition = first?.name === 'Condition' ? first.firstChild : undefined;
    const value = condition ? second : first;
    const extra = condition ? more : second;
    if (!value || extra || value.name === 'Assignment' || (condition && last === first)) {
      return refuse(node, 'Only branches of one expression each, with an else, have a value here.', context);
    }
    const read = condition ? { condition: readExpression(condition, context) } : {};
    cases.push({ value: readExpression(value, context), ...read });
  }
  return { kind: 'piecewise', cases, span: spanOf(node), outer: spanOf(node) };
}

function readField(node: SyntaxNode, context: Context): Expression {
  const [base, , field] = parts(node);
  const name = field?.firstChild;
  if (!base || name?.name !== 'Identifier') return refuse(node, 'Only fields by name are read.', context);
  const at = spanOf(node);
  return { kind: 'attribute', base: readExpression(base, context), name: textOf(name, context), span: at, outer: at };
}

function readIndex(node: SyntaxNode, context: Context): Expression {
  const [base, array] = parts(node);
  if (!base || array?.name !== 'VectorExpression' || isBroken(array)) {
    return refuse(
      node,
      array?.name === 'VectorExpression' ? SYNTAX : 'Typed arrays are not read. Write [ … ].',
      context,
    );
  }
  const indices = readItems(parts(array).slice(1, -1), context);
  // A call whose brackets were mended.
  if (context.text[array.from] === '(') return callOf(readExpression(base, context), indices, spanOf(node));
  if (indices.length === 0) return refuse(node, '“x[]” takes the only item of a box; it is not read.', context);
  const at = spanOf(node);
  return { kind: 'index', base: readExpression(base, context), indices, position: 'bracket', span: at, outer: at };
}

/** `@view` gives the items as they are, `@evalpoly(x, a, b, c)` is a + b x + c x². */
function readMacro(node: SyntaxNode, context: Context): Expression {
  const [head, list] = parts(node);
  const name = head ? textOf(head, context) : '';
  const args = list ? parts(list).filter((part) => !/^[(),]$/.test(part.name)) : [];
  const isPolynomial = /^@(?:evalpoly|horner)$/.test(name) && !/\bmacro\s+(?:evalpoly|horner)\b/.test(context.text);
  if (list && isPolynomial && args.length > 1 && !isBroken(list)) {
    const [x, ...coefficients] = args.map((part) => readExpression(part, context));
    const callee = nameOf('evalpoly', spanOf(head as SyntaxNode));
    return callOf(callee, [x as Expression, sequence('tuple', coefficients, spanOf(list))], spanOf(node));
  }
  const [only] = args;
  if (!only || args.length > 1 || isBroken(list as SyntaxNode)) return refuse(node, macroReason(name), context);
  if (name === '@view' && only.name === 'IndexExpression')
    return bracketed(readExpression(only, context), spanOf(node));
  return refuse(node, macroReason(name), context);
}

export function macroReason(name: string): string {
  return `${name} is a macro that may change the code behind it; it is not read.`;
}
