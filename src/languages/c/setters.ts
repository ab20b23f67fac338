/** Expressions as statements: assignments, steps, calls. */
import { type Span, span } from '../../base/span.ts';
import { isFunctionName } from '../../primitives/lookup.ts';
import type { Call, Expression, Statement } from '../../syntax/tree.ts';
import { targetNames } from '../code.ts';
import { readBlockMacro } from './blocks.ts';
import { handedOn } from './combine.ts';
import { type Context, lookUp } from './context.ts';
import { copiesValue } from './declarations.ts';
import { expanded } from './expand.ts';
import { type Token, tokensOf } from './lex.ts';
import { readTokens } from './parse.ts';
import { unknown } from './refuse.ts';
import { isStruct, UNKNOWN } from './types.ts';

/** `a = 1, b = 2` is two statements. */
export function readExpressionText(at: Span, context: Context): Statement[] {
  const pieces = betweenCommas(tokensOf(context.text, at.from, at.to));
  return pieces.flatMap((tokens) => {
    const [first, last] = [tokens[0], tokens[tokens.length - 1]];
    if (!first || !last) return [];
    // `(void) x;` only tells the compiler something.
    if (tokens[1]?.text === 'void' && first.text === '(') return [];
    const place = span(first.from, last.to);
    const block = context.inFunction ? readBlockMacro(tokens, pieces.length > 1 ? place : at, context) : undefined;
    if (block) return block;
    // `#define RETURN(f) return counted(f);`
    const [word, ...value] = context.expansions.has(first.text) ? expanded(tokens, context.expansions) : [];
    if (word?.text === 'return' && word.kind === 'name') {
      const read = readTokens(value, place, context);
      return [{ kind: 'return', span: at, value: context.returns ? handedOn(read, context.returns, true) : read.node }];
    }
    const read = statementOf(readTokens(tokens, place, context).node, pieces.length > 1 ? place : at, context);
    const isLost = read.length === 1 && read[0]?.kind === 'formula' && read[0].expression.kind === 'opaque';
    return isLost ? [...read, ...setByUnread(tokens, place, context)] : read;
  });
}

function betweenCommas(tokens: readonly Token[]): Token[][] {
  const pieces: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'sign' && '([{'.includes(token.text)) depth++;
    if (token.kind === 'sign' && ')]}'.includes(token.text)) depth--;
    if (token.text === ',' && depth === 0) pieces.push([]);
    else pieces[pieces.length - 1]?.push(token);
  }
  return pieces;
}

function statementOf(node: Expression, at: Span, context: Context): Statement[] {
  if (node.kind === 'call') return [{ kind: 'formula', span: at, expression: node }, ...setByCall(node, at, context)];
  if (node.kind !== 'assignment') return [{ kind: 'formula', span: at, expression: node }];
  const { target, value } = node;
  // `a = b = 1`: the inner one first, whose target then gives the value.
  if (value.kind === 'assignment' && value.worth === 'new') {
    return [...statementOf(value, at, context), { kind: 'assign', span: at, target, value: value.target }];
  }
  if (value.kind === 'operation' && value.operands.length === 2 && value.operands[0] === target && value.operands[1]) {
    const { operator, operands, within } = value;
    return [
      { kind: 'assign', span: at, target, operator, value: operands[1] as Expression, ...(within && { within }) },
    ];
  }
  const [name] = target.kind === 'name' ? targetNames(target) : [];
  const type =
    name === undefined
      ? undefined
      : context.scopes.find((scope) => scope.variables.has(name))?.variables.get(name)?.type;
  const copy =
    name !== undefined && type ? copiesValue(name, { node: value, type: UNKNOWN }, type, context) : undefined;
  if (copy && name !== undefined && type && isStruct(type))
    return [{ kind: 'assign', span: at, target, value: handedOn({ node: value, type }, type) }];
  if (copy && name !== undefined) return [unknown(at, copy, [name])];
  return [{ kind: 'assign', span: at, target, value }];
}

/** What a call that is not read may set: what its arguments point to, in C++ any of them. */
function setByUnread(tokens: readonly Token[], at: Span, context: Context): Statement[] {
  const names = tokens.flatMap(({ kind, text }, i) => {
    const isOwn = kind === 'name' && tokens[i + 1]?.text !== '(' && !/^(?:\.|->|::)$/.test(tokens[i - 1]?.text ?? '');
    const variable = isOwn ? lookUp(text, context) : undefined;
    return variable && (context.cpp || variable.type.kind === 'unknown' || variable.type.levels > 0) ? [text] : [];
  });
  const isCall = tokens.some(({ text }, i) => text === '(' && tokens[i - 1]?.kind === 'name');
  const isHarmless = tokens[1]?.text === '(' && HARMLESS.test(tokens[0]?.text ?? '');
  return isCall && !isHarmless && names.length > 0
    ? [unknown(at, 'A call that is not read may set its arguments.', [...new Set(names)])]
    : [];
}

const HARMLESS =
  /^(?:std::)?(?:f|s|sn|v)?(?:printf|puts|fputs|fflush|assert|free|exit|abort|Log|LOG|CHECK\w*|DCHECK\w*|static_assert|CERES_\w+|REQUIRE|EXPECT_\w+|ASSERT_\w+)$/;

/** Methods of vectors that take their argument as it is. */
const GROWS = /^(?:push_back|emplace_back|pop_back|reserve)$/;

/** What a function that is not known here may set: in C++ any argument, in C what a macro takes. */
function setByCall(call: Call, at: Span, context: Context): Statement[] {
  const name = call.callee.kind === 'name' ? call.callee.name : undefined;
  if (call.callee.kind === 'attribute' && GROWS.test(call.callee.name)) return [];
  const isMacro = name !== undefined && /^[A-Z][A-Z\d_]+$/.test(name) && !context.functions.has(name);
  const isKnown =
    name !== undefined && (context.functions.has(name) || isFunctionName('c', name) || HARMLESS.test(name));
  if (isKnown || (!isMacro && !context.cpp)) return [];
  const names = call.args.flatMap((arg) =>
    arg.kind === 'name' || arg.kind === 'attribute' || arg.kind === 'index' ? targetNames(arg) : [],
  );
  return names.length > 0
    ? [unknown(at, 'A function that is not known here may set its arguments.', [...new Set(names)])]
    : [];
}
