/** Derivatives: `df/dx`, `d/dx (…)`, `d²f/dx²`, `∂f/∂x`, `∂²f/∂x∂y`, `∇f`, `f'(x)`. */
import type { Span } from '../../base/span.ts';
import type { Derivative, Expression, Name } from '../../syntax/tree.ts';
import { nameOf } from '../expression/nodes.ts';
import { POWER } from '../expression/pratt.ts';
import type { PlainToken } from './lex.ts';
import type { State } from './state.ts';

const ORDERS = 4;

export function primed(of: Expression, order: number, at: Span): Derivative {
  return derivative('prime', of, [], order, true, at);
}

function derivative(
  notation: Derivative['notation'],
  of: Expression,
  wrt: readonly Expression[],
  order: number,
  total: boolean,
  at: Span,
): Derivative {
  return { kind: 'derivative', notation, of, wrt, order, total, span: at, outer: at };
}

/** `df/dx`, `d/dx (…)`, `d²f/dx²`, `d^2/dx^2 …`; undefined, taking nothing, for other quotients of names. */
export function readQuotient(s: State): Expression | undefined {
  const { core } = s;
  const start = core.position;
  const [top] = [core.peek()];
  if (top?.kind !== 'name' || top.text[0] !== 'd' || s.isVariable(top.text) || s.isFunction(top.text)) return undefined;
  const found = matchQuotient(s, top);
  if (!found) {
    core.position = start;
    return undefined;
  }
  const { of, by, order } = found;
  const wrt = Array.from({ length: order }, () => by);
  if (of) return derivative('fraction', of, wrt, order, true, core.since(start));
  return derivative('operator', operandOf(s), wrt, order, true, core.since(start));
}

function matchQuotient(s: State, top: PlainToken): { of?: Name; by: Name; order: number } | undefined {
  const { core } = s;
  core.take();
  let of = top.text.slice(1);
  let place = tail(top);
  let order = 1;
  if (of === '') {
    order = takeOrder(s) ?? 1;
    const next = core.peek();
    if (order > 1 && next?.kind === 'name' && !next.spaced) {
      core.take();
      of = next.text;
      place = next.span;
    }
  }
  if ((of !== '' && !isPlausible(s, of)) || !s.is(core.peek(), '/')) return undefined;
  core.take();
  const bottom = core.take();
  if (bottom?.kind !== 'name' || bottom.text[0] !== 'd' || s.isVariable(bottom.text)) return undefined;
  const wrt = bottom.text.slice(1);
  if (!isPlausible(s, wrt)) return undefined;
  if (order > 1 && takeOrder(s) !== order) return undefined;
  const by = nameOf(wrt, tail(bottom));
  return of === '' ? { by, order } : { of: nameOf(of, place), by, order };
}

/** `²` or `^2`. */
function takeOrder(s: State): number | undefined {
  const { core } = s;
  const next = core.peek();
  const power = s.touches('^') ? core.peek(1) : undefined;
  const written = next?.kind === 'superscript' ? next.text : power?.kind === 'number' ? power.text : '';
  if (!/^[1-4]$/.test(written)) return undefined;
  core.position += power ? 2 : 1;
  return Number(written);
}

/** `dt` and `dtheta` are differentials, `dog` and `density` are names; what the document knows always is one. */
function isPlausible(s: State, name: string): boolean {
  if (s.isFunction(name) || s.isVariable(name)) return true;
  return SYMBOL.test(name);
}

const SYMBOL =
  /^(?:\p{L}|alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|chi|psi|omega)(?:_?\d+|_\w{1,4})?$/u;

/** What the operator applies to: a bracket, or the product up to the next sum sign. */
function operandOf(s: State): Expression {
  return s.core.expression(s.is(s.core.peek(), '(') ? POWER.power : POWER.product);
}

function tail({ span }: PlainToken): Span {
  return { from: Math.min(span.to, span.from + 1), to: span.to };
}

/** `∂f/∂x`, `∂/∂x (…)`, `∂²f/∂x²`, `∂²f/∂x∂y`. */
export function readPartial(s: State): Expression {
  const { core } = s;
  const start = core.position;
  core.take();
  const order = takeOrder(s) ?? 1;
  const of = s.is(core.peek(), '/') ? undefined : core.expression(POWER.power);
  const wrt = s.is(core.peek(), '/') ? takePartials(s) : [];
  if (wrt.length !== order) {
    const at = core.since(start);
    const message = `“${s.textOf(at)}” is not a whole derivative. Write ∂f/∂x, with as many ∂ below as above.`;
    return s.refuse('derivative', message, at);
  }
  if (of) return derivative('fraction', of, wrt, order, false, core.since(start));
  return derivative('operator', operandOf(s), wrt, order, false, core.since(start));
}

/** `/∂x∂y`, `/(∂x ∂y)`, `/∂x²`. */
function takePartials(s: State): Name[] {
  const { core } = s;
  const wrt: Name[] = [];
  core.take();
  const bracket = s.is(core.peek(), '(');
  if (bracket) core.take();
  while (s.is(core.peek(), '∂') && core.peek(1)?.kind === 'name' && wrt.length < ORDERS) {
    core.take();
    const token = core.take();
    if (!token) break;
    const name = nameOf(token.text, token.span);
    const times = takeOrder(s) ?? 1;
    for (let i = 0; i < times; i++) wrt.push(name);
  }
  if (bracket && s.is(core.peek(), ')')) core.take();
  return wrt;
}

/** `∇f`, `∇_x f` is spelled `∇x f` by nobody: all inputs. */
export function readNabla(s: State): Expression {
  const { core } = s;
  const start = core.position;
  core.take();
  const order = takeOrder(s) ?? 1;
  const of = core.expression(POWER.power + 1);
  return derivative('nabla', of, [], order, true, core.since(start));
}
