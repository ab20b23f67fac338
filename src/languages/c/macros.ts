/** `#define PI 3.14` and `#define SQR(x) ((x) * (x))` as a name and a function, where the text stands for one value. */
import { type Span, span } from '../../base/span.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';
import { nameOf } from '../expression/nodes.ts';
import { type Context, newEffects } from './context.ts';
import { matching } from './cursor.ts';
import { type Token, tokensOf } from './lex.ts';
import { readTokens } from './parse.ts';
import type { Define } from './preprocessor.ts';
import { unknown } from './refuse.ts';
import { type Type, UNKNOWN } from './types.ts';

export function readDefine(
  define: Define,
  context: Context,
): { readonly statements: Statement[]; readonly type: Type } {
  const at = span(define.from, define.to);
  const tokens = tokensOf(context.text, define.body.from, define.body.to);
  const lost = {
    statements: [unknown(at, 'The macro is not one value in brackets; it is not read.', [define.name])],
    type: UNKNOWN,
  };
  if (tokens.length === 0) return { statements: [], type: UNKNOWN };
  const parameters = define.parameters ?? [];
  if (!isWhole(tokens) || parameters.some(({ name }) => name === '...' || !isGuarded(name, tokens))) return lost;
  const inside: Context = {
    ...context,
    effects: newEffects(),
    scopes: [{ variables: new Map(parameters.map(({ name }) => [name, { type: UNKNOWN }])), hidden: new Set() }],
  };
  const { node, type } = readTokens(tokens, define.body, inside);
  const isSure = [...walk(node)].every(
    (inner) => inner.kind !== 'opaque' && inner.kind !== 'assignment' && !mayBeWhole(inner, parameters),
  );
  if (!isSure || inside.effects.binds.size > 0) return lost;
  const nameSpan: Span = span(define.nameSpan.from, define.nameSpan.to);
  if (!define.parameters)
    return { statements: [{ kind: 'assign', span: at, target: nameOf(define.name, nameSpan), value: node }], type };
  const listed = parameters.map(({ name, from, to }) => ({ name, span: span(from, to) }));
  const body: Statement[] = [{ kind: 'return', span: node.outer, value: node }];
  return { statements: [{ kind: 'function', span: at, name: define.name, nameSpan, parameters: listed, body }], type };
}

/** In what it is put into, the text must stay together: one number, name or call, or brackets around it all. */
function isWhole(tokens: readonly Token[]): boolean {
  const [first, second] = tokens;
  if (!first) return false;
  const rest = first.text === '-' || first.text === '+' ? tokens.slice(1) : tokens;
  if (rest.length === 1) return rest[0]?.kind === 'number' || (rest === tokens && rest[0]?.kind !== 'sign');
  if (first.text === '(') return matching(tokens, 0) === tokens.length - 1;
  return first.kind === 'name' && second?.text === '(' && matching(tokens, 1) === tokens.length - 1;
}

/** Each place of a parameter has brackets or commas around it. */
function isGuarded(name: string, tokens: readonly Token[]): boolean {
  return tokens.every((token, i) => {
    if (token.kind !== 'name' || token.text !== name) return true;
    return /^[(,[]$/.test(tokens[i - 1]?.text ?? '') && /^[),\]]$/.test(tokens[i + 1]?.text ?? '');
  });
}

/** A division of arguments by a whole number, which depends on their types. */
function mayBeWhole(node: Expression, parameters: Define['parameters'] & object): boolean {
  if (node.kind !== 'operation' || node.operator !== 'divide') return false;
  const names = new Set(parameters.map(({ name }) => name));
  const isFloat = (operand: Expression): boolean =>
    [...walk(operand)].some(
      (inner) =>
        (inner.kind === 'number' && /[.eE]/.test(inner.text) && !/^0[xX]/.test(inner.text)) || inner.kind === 'call',
    );
  const isOpen = (operand: Expression): boolean =>
    [...walk(operand)].some((inner) => inner.kind === 'name' && names.has(inner.name));
  return node.operands.some(isOpen) && !node.operands.some(isFloat);
}
