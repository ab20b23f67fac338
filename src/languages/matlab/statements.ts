/** MATLAB's simple statements: assignments, expressions, commands. */
import type { Span } from '../../base/span.ts';
import { isFunctionName } from '../../primitives/lookup.ts';
import type { Expression, Operator, Statement } from '../../syntax/tree.ts';
import { operation, sequence } from '../expression/nodes.ts';
import { boundedHeight } from '../expression/program.ts';
import { isAssign, isIncrement } from './bound.ts';
import { readWhole } from './brackets.ts';
import { type State, SYNTAX } from './state.ts';
import { isSign } from './tokens.ts';

const COMMAND = 'A command has no value.';
const RAISES: ReadonlySet<string> = new Set(['error', 'rethrow', 'print_usage', 'throw']);
/** What may set any name. */
const WILD: ReadonlySet<string> = new Set('eval evalc evalin assignin load run source clear clearvars'.split(' '));
const WILD_LIMIT = 20;

/** The statement of tokens `from` to `to`, which holds no keyword. */
export function readSimple(s: State, from: number, to: number): Statement[] {
  if (from >= to) return [];
  if (s.isBroken(from, to)) return [s.unread(from, to, SYNTAX)];
  const first = s.tokens[from];
  const known = first?.kind !== 'name' || s.scope.isKnown(first.text) || s.functions.has(first.text);
  const after = s.tokens[from + 1];
  if (!known && RAISES.has(first.text) && (!after || !isAssign(after))) {
    return [s.unread(from, to, 'An error is raised here.', 'raise')];
  }
  const statements = s.tokens[from + 1]?.kind === 'command' && to === from + 2 ? [] : readPlain(s, from, to);
  if (statements.length === 0) statements.push(s.unread(from, to, COMMAND));
  const wild = wildWord(s, from, to);
  if (wild !== undefined) statements.push(anythingSet(s, s.spanOf(from, to), wild));
  return statements;
}

function wildWord(s: State, from: number, to: number): string | undefined {
  for (let i = from; i < to; i++) {
    const token = s.tokens[i];
    if (token?.kind !== 'name' || !WILD.has(token.text) || isSign(s.tokens[i - 1], '.')) continue;
    const isValue = token.text === 'load' && s.find(from, i, isAssign) >= 0;
    if (!isValue && !s.scope.isKnown(token.text) && !s.functions.has(token.text)) return token.text;
  }
  return undefined;
}

function anythingSet(s: State, at: Span, word: string): Statement {
  const reason = `“${word}” may change any variable.`;
  if (++s.scope.wild > WILD_LIMIT) return { kind: 'unreadable', span: at, reason, binds: [], leaves: 'perhaps' };
  return { kind: 'unreadable', span: at, reason, binds: s.scope.inDoubt() };
}

function readPlain(s: State, from: number, to: number): Statement[] {
  const sign = s.find(from, to, isAssign);
  if (sign > from) return readAssign(s, from, sign, to);
  const increment = to - from > 2 && isIncrement(s.tokens, to - 2) ? to - 2 : -1;
  if (increment > 0) return readIncrement(s, from, increment, to);
  const expression = readValue(s, from, to);
  if (s.effects.size > 0) return [s.unread(from, to, INSIDE)];
  if (expression.kind === 'opaque') return [s.unread(from, to, expression.reason ?? SYNTAX)];
  return [{ kind: 'formula', span: expression.outer, expression }];
}

export const INSIDE = 'A name is set inside an expression.';

export function readValue(s: State, from: number, to: number): Expression {
  return boundedHeight(readWhole(s, from, to), to - from);
}

const UPDATES: Readonly<Record<string, Operator>> = {
  '+=': 'add',
  '-=': 'subtract',
  '*=': 'multiply',
  '/=': 'divide',
  '^=': 'power',
};
const ELEMENTWISE: Readonly<Record<string, Operator>> = {
  '.*=': 'multiply',
  './=': 'divide',
  '.^=': 'power',
  '|=': 'or',
  '&=': 'and',
};

function readAssign(s: State, from: number, sign: number, to: number): Statement[] {
  const at = s.spanOf(from, to);
  const text = s.tokens[sign]?.text ?? '';
  if (sign + 1 >= to) return [s.unread(from, to, SYNTAX)];
  if (text !== '=') return readUpdate(s, from, sign, to, text);
  const next = s.find(sign + 1, to, isAssign);
  if (next > 0) return readChain(s, from, sign, to);
  const list = isSign(s.tokens[from], '[') && s.partners[from] === sign - 1;
  const lone = s.tokens[from]?.kind === 'name' && sign === from + 1 ? s.tokens[from]?.text : undefined;
  s.target = lone;
  const value = readValue(s, sign + 1, to);
  s.target = undefined;
  const targets = list ? readTargets(s, from + 1, sign - 1) : [readTarget(s, from, sign)];
  const [first] = targets;
  if (s.effects.size > 0 || !first || !targets.every((target) => isTarget(target, list))) {
    return [s.unread(from, to, s.effects.size > 0 ? INSIDE : TARGETS)];
  }
  know(s, from, sign);
  if (targets.length === 1) {
    const deletes = first.kind === 'index' && value.kind === 'matrix' && value.rows.length === 0;
    if (deletes) return [s.unread(from, to, 'Items are removed here, which moves the others.')];
    return [{ kind: 'assign', span: at, target: first, value }];
  }
  return readSeveral(s, from, sign, to, targets, value);
}

const TARGETS = 'Only names, items and fields are set.';
const SEVERAL = 'What the second value of a built-in function is, is not known here. Take one value.';

/** `[a, b] = f(x)`; `deal` gives its arguments one by one. */
function readSeveral(
  s: State,
  from: number,
  sign: number,
  to: number,
  targets: readonly Expression[],
  value: Expression,
): Statement[] {
  const span = s.spanOf(from, to);
  const target = sequence('tuple', targets, s.spanOf(from, sign));
  const callee = value.kind === 'call' && value.callee.kind === 'name' ? value.callee.name : undefined;
  const own = callee !== undefined && s.functions.has(callee);
  if (callee === 'deal' && !own && value.kind === 'call') {
    if (value.args.length === targets.length) {
      return [{ kind: 'assign', span, target, value: sequence('tuple', value.args, value.span) }];
    }
    const [only] = value.args;
    if (value.args.length !== 1 || !only || targets.some((one) => one.kind === 'opaque')) {
      return [s.unread(from, to, SYNTAX)];
    }
    if (only.kind !== 'number') return [s.unread(from, to, 'Write one assignment each.')];
    return targets.map((one) => ({ kind: 'assign', span, target: one, value: only }));
  }
  const opaque = callee === undefined && value.kind !== 'call';
  const builtIn = callee !== undefined && !own && (BUILT_IN.has(callee) || isFunctionName('matlab', callee));
  if (opaque || builtIn) return [s.unread(from, to, SEVERAL)];
  return [{ kind: 'assign', span, target, value }];
}

/** Functions of arrays whose second output is no part of the first. */
const BUILT_IN: ReadonlySet<string> = new Set(
  'max min sort unique find cummax cummin eig svd qr lu chol schur meshgrid ndgrid gradient ind2sub mode ismember cellfun arrayfun fminsearch fminunc fmincon fzero fsolve ode45 ode23 polyfit histc regexp strtok fileparts deal inv det expm'.split(
    ' ',
  ),
);

/** `a = b = 3` sets b, then a. */
function readChain(s: State, from: number, first: number, to: number): Statement[] {
  const signs: number[] = [];
  for (let at = first; at > 0; at = s.find(at + 1, to, isAssign)) signs.push(at);
  const starts = [from, ...signs.map((at) => at + 1)];
  const names = signs.map((at, i) => (at - (starts[i] ?? 0) === 1 ? s.tokens[starts[i] ?? 0] : undefined));
  const plain = names.every((name) => name?.kind === 'name') && signs.every((at) => s.tokens[at]?.text === '=');
  if (!plain) return [s.unread(from, to, 'Write one assignment each.')];
  let value = readValue(s, (signs[signs.length - 1] ?? from) + 1, to);
  const statements: Statement[] = [];
  for (let i = signs.length - 1; i >= 0; i--) {
    know(s, starts[i] ?? from, signs[i] ?? from);
    const target = readTarget(s, starts[i] ?? from, signs[i] ?? from);
    statements.push({ kind: 'assign', span: s.spanOf(starts[i] ?? from, to), target, value });
    value = target;
  }
  return statements;
}

function readUpdate(s: State, from: number, sign: number, to: number, text: string): Statement[] {
  const span = s.spanOf(from, to);
  const value = readValue(s, sign + 1, to);
  know(s, from, sign);
  const target = readTarget(s, from, sign);
  const operator = UPDATES[text];
  const dotted = ELEMENTWISE[text];
  if (!isTarget(target, false) || s.effects.size > 0 || (!operator && !dotted)) return [s.unread(from, to, TARGETS)];
  if (operator) return [{ kind: 'assign', span, target, operator, value }];
  const at = s.spanOf(sign, sign + 1);
  const whole = operation(dotted ?? 'multiply', [target, value], at, { elementwise: true });
  return [{ kind: 'assign', span, target, value: whole }];
}

function readIncrement(s: State, from: number, sign: number, to: number): Statement[] {
  know(s, from, sign);
  const target = readTarget(s, from, sign);
  if (!isTarget(target, false)) return [s.unread(from, to, TARGETS)];
  const at = s.spanOf(sign, to);
  const operator = s.tokens[sign]?.text === '+' ? 'add' : 'subtract';
  const value: Expression = { kind: 'number', value: 1, text: '1', span: at, outer: at };
  return [{ kind: 'assign', span: s.spanOf(from, to), target, operator, value }];
}

/** What is set between the tokens is a variable from here on. */
export function know(s: State, from: number, sign: number): void {
  for (const name of s.boundIn(from, sign + 1)) s.scope.know(name.split('.', 1)[0] ?? name);
}

/** What is being set is a variable, even where its name is set for the first time. */
export function readTarget(s: State, from: number, to: number): Expression {
  const root = s.tokens[from];
  const first = root?.kind === 'name' && !s.scope.isKnown(root.text) ? root.text : undefined;
  return first === undefined ? readWhole(s, from, to) : s.scope.within([first], () => readWhole(s, from, to));
}

function readTargets(s: State, from: number, to: number): Expression[] {
  return s.split(from, to, ',').map((piece) => {
    const token = s.tokens[piece.from];
    if (piece.to === piece.from + 1 && token && isSign(token, '~', '!')) {
      return { kind: 'opaque', what: 'nothing', text: '~', span: token.span, outer: token.span };
    }
    return readTarget(s, piece.from, piece.to);
  });
}

/** Names, items and fields of names; among several targets also the places that are left out. */
export function isTarget(target: Expression, listed: boolean): boolean {
  switch (target.kind) {
    case 'name':
      return true;
    case 'opaque':
      return listed && target.what === 'nothing' && target.text !== '';
    case 'attribute':
      return isTarget(target.base, false);
    case 'index':
      return isTarget(target.base, false) && target.indices.every((index) => index.kind !== 'opaque');
    default:
      return false;
  }
}
