/** `@(x) x.^2` and `@sin`. */
import { cover } from '../../base/span.ts';
import type { Expression, Parameter } from '../../syntax/tree.ts';
import { bracketed, nameOf, unreadable } from '../expression/nodes.ts';
import { type State, SYNTAX } from './state.ts';
import { isSign, type MatlabToken } from './tokens.ts';

export function readHandle(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const sign = core.here();
  core.take();
  const next = core.peek();
  if (isSign(next, '(')) return readLambda(s, start);
  if (next?.kind !== 'name') return s.refuse(start, core.position, SYNTAX);
  core.take();
  let named: Expression = nameOf(next.text, next.span);
  while (isSign(core.peek(), '.') && core.peek(1)?.kind === 'name') {
    core.take();
    const field = core.take();
    if (!field) break;
    const at = cover(named.span, field.span);
    named = { kind: 'attribute', base: named, name: field.text, span: at, outer: at };
  }
  return bracketed(named, cover(sign, named.span));
}

function readLambda(s: State, start: number): Expression {
  const { core } = s;
  const opener = core.position;
  const closer = s.partners[opener] ?? -1;
  if (closer < 0 || closer >= core.end) {
    core.position = core.end;
    return s.refuse(start, core.end, SYNTAX);
  }
  const parameters = parametersOf(s, opener + 1, closer);
  core.position = closer + 1;
  const immediate = s.immediate;
  s.immediate = false;
  const indices = s.indices;
  s.indices = 0;
  const names = parameters?.map(({ name }) => name) ?? [];
  const body = s.scope.within(names, () => core.expression());
  s.indices = indices;
  s.immediate = immediate;
  if (!parameters) return s.refuse(start, core.position, SYNTAX);
  const changed = immediate ? undefined : capturedChange(s, start, closer + 1, core.position, new Set(names));
  if (changed !== undefined) {
    const reason = `The function keeps the value that ${changed} has here, and ${changed} is set again elsewhere. Use another name there.`;
    if (s.target !== undefined) s.scope.unread.set(s.target, reason);
    return s.refuse(start, core.position, reason);
  }
  if (s.target !== undefined) s.scope.unread.delete(s.target);
  const at = s.spanOf(start, core.position);
  return { kind: 'lambda', parameters, body, span: at, outer: at };
}

/** Names separated by commas; undefined where there is anything else. `varargin` takes all arguments that are left. */
export function parametersOf(s: State, from: number, to: number): Parameter[] | undefined {
  if (from >= to) return [];
  const parameters: Parameter[] = [];
  for (const piece of s.split(from, to, ',')) {
    const token = s.tokens[piece.from];
    if (!token || piece.to <= piece.from) return undefined;
    const sign = s.tokens[piece.from + 1];
    const isName = token.kind === 'name' || isSign(token, '~', '!');
    if (!isName) return undefined;
    const parameter: Parameter = { name: token.text, span: token.span };
    if (piece.to === piece.from + 1) {
      parameters.push(token.text === 'varargin' ? { ...parameter, rest: 'list' } : parameter);
    } else if (isSign(sign, '=')) {
      parameters.push({ ...parameter, default: readDefault(s, piece.from + 2, piece.to) });
    } else {
      return undefined;
    }
  }
  return parameters;
}

function readDefault(s: State, from: number, to: number): Expression {
  return s.core.within(from, to, () => {
    const value = s.core.expression();
    return s.core.done ? value : unreadable(s.quote(from, to), SYNTAX, s.spanOf(from, to));
  });
}

/** A name of the body that has another value later. */
function capturedChange(
  s: State,
  lambda: number,
  from: number,
  to: number,
  parameters: ReadonlySet<string>,
): string | undefined {
  const { target } = s;
  const again = (loopFrom: number) => target === undefined || occurs(s.tokens, target, loopFrom, lambda - 2);
  for (let i = from; i < to; i++) {
    const token = s.tokens[i];
    if (token?.kind !== 'name' || isSign(s.tokens[i - 1], '.') || parameters.has(token.text)) continue;
    if (s.scope.changes(token.text, lambda, again)) return token.text;
  }
  return undefined;
}

function occurs(tokens: readonly MatlabToken[], name: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (tokens[i]?.kind === 'name' && tokens[i]?.text === name) return true;
  return false;
}
