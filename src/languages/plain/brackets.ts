/** Brackets, bars and roots. */
import type { Expression } from '../../syntax/tree.ts';
import { bracketed, callOf, nameOf, sequence } from '../expression/nodes.ts';
import { POWER } from '../expression/pratt.ts';
import type { State } from './state.ts';

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** `(…)`: one expression, a tuple, or nothing; `[…]` and `{…}` with several items are a list and a set. */
export function readGroup(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const open = core.take()?.text ?? '(';
  const closing = CLOSING[open] ?? ')';
  const bars = core.openBars;
  core.openBars = 0;
  const items: Expression[] = [];
  let listed = false;
  while (!core.done && !s.is(core.peek(), closing)) {
    items.push(core.expression());
    if (!s.is(core.peek(), ',', ';')) break;
    core.take();
    listed = true;
  }
  core.openBars = bars;
  if (!s.is(core.peek(), closing)) return unclosed(s, start, closing);
  core.take();
  const at = core.since(start);
  const [only] = items;
  if (!only) return { kind: 'opaque', what: 'nothing', text: '', span: at, outer: at };
  if (items.length === 1 && !listed) return bracketed(only, at);
  return sequence(open === '[' ? 'list' : open === '{' ? 'set' : 'tuple', items, at);
}

function unclosed(s: State, start: number, closing: string): Expression {
  const { core } = s;
  const next = core.peek();
  const stuck = next && s.quote(core.position, core.position + 1);
  while (!core.done) core.take();
  const at = core.since(start);
  const message = stuck
    ? `“${stuck}” cannot stand in the bracket “${s.textOf(at)}”. Put an operator before it, or close the bracket.`
    : `The bracket that opens “${s.textOf(at)}” is never closed. Add “${closing}”.`;
  return s.refuse(stuck ? 'unexpected' : 'unclosedBracket', message, next?.span ?? at);
}

/** The items of the bracket at the position, as arguments. */
export function readArguments(s: State): readonly Expression[] {
  const inside = readGroup(s);
  if (inside.kind === 'sequence' && inside.form === 'tuple' && inside.outer === inside.span) return inside.items;
  if (inside.kind === 'opaque' && inside.what === 'nothing') return [];
  return [inside];
}

/** `|x|`, `||x||`, `‖x‖`. */
export function readBars(s: State): Expression {
  const { core } = s;
  if (s.is(core.peek(), '||')) return readNorm(s);
  return core.bars(
    (next) => s.is(next, '|'),
    (inner, at) => callOf(nameOf('abs', { from: at.from, to: at.from + 1 }), [inner], at),
  );
}

function readNorm(s: State): Expression {
  const { core } = s;
  const at = core.here();
  return core.bars(
    (next) => s.is(next, '||'),
    (inner, whole) => callOf(nameOf('norm', at), [inner], whole),
  );
}

/** `√x`, `√(x + 1)`, `∛x`: the next factor without its powers. */
export function readRoot(s: State, name: string): Expression {
  const { core } = s;
  const sign = core.here();
  const start = core.position;
  core.take();
  const argument = s.is(core.peek(), '(') ? readGroup(s) : core.expression(POWER.power + 1);
  return callOf(nameOf(name, sign), [argument], core.since(start));
}
