/**
 * Statements in order. A condition on inputs runs both sides on copies of the store; where they meet again their
 * differences are joined by `select`, so that the side not taken contributes an exact zero.
 */
import type { Span } from '../../base/span.ts';
import type { LineId } from '../../graph/list.ts';
import { handedNames } from '../../languages/code.ts';
import { walk } from '../../syntax/names.ts';
import type { Assign, Call, Expression, If, Statement } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Guard } from '../kit.ts';
import { type Assigning, type Flow, NEXT, type Side } from './flow.ts';
import { createJoining } from './joining.ts';
import { lazily, unsureIterator } from './lazies.ts';
import { createLoops } from './loops.ts';
import { hasReferences, type Machine } from './machine.ts';
import { countOfMask } from './masked.ts';
import { lose } from './pointers.ts';
import { type Content, NONE, type Thing, unknown } from './things.ts';
import { isTruthStep } from './truths.ts';

export function createStatements(machine: Machine, assigning: Assigning) {
  const { kit, store } = machine;
  const { builder, fail } = kit;
  /** The branches on inputs that the statement at hand stands in. */
  const within: { readonly condition: LineId; readonly holds: boolean }[] = [];
  const { joinThings, select, numeric } = createJoining(machine);
  const { loop, loopWhile } = createLoops(machine, assigning, { block, inside, sideOn, joined, tooMuch });
  return { block, joinThings, choice, select, granted };

  /** Runs what stands in a branch. */
  function inside<T>(condition: LineId, holds: boolean, work: () => T): T {
    const depth = within.length;
    within.push({ condition, holds });
    if (within.length > (kit.options.mostChoices ?? Number.POSITIVE_INFINITY)) kit.giveUp();
    const result = work();
    within.length = depth;
    return result;
  }

  /** What is taken for granted where it stands: in a branch it counts only where that one is taken. */
  function guard(condition: LineId, holds: boolean, span: Span, reason?: string): void {
    granted({ condition, holds, span, ...(reason !== undefined && { reason }) });
  }

  /** Answers whether that is said of all branches. */
  function granted({ condition, holds, ...rest }: Guard): boolean {
    const roll = machine.passes.rolls.at(-1);
    if (roll) roll.failed = true;
    if (roll) return false;
    let all = condition;
    let wanted = holds;
    for (const around of within.toReversed()) {
      const met = wanted ? all : builder.step('not', [all]);
      all = builder.step('or', [around.holds ? builder.step('not', [around.condition]) : around.condition, met]);
      wanted = true;
    }
    kit.guard({ ...rest, condition: all, holds: wanted });
    return within.length === 0;
  }

  /** Runs statements from `from` on; undefined: refused. */
  function block(statements: readonly Statement[], env: Env, from = 0): Flow | undefined {
    for (let i = from; i < statements.length; i++) {
      const statement = statements[i] as Statement;
      if (!kit.options.meter.spend()) return tooMuch(statement.span);
      const iterator = env.language === 'python' ? unsureIterator(statements, i) : undefined;
      if (iterator !== undefined) return fail('lazy', lazily(iterator), statement.span);
      const flow = step(statement, env);
      if (flow === undefined) return undefined;
      if (flow.kind === 'fork') return continued(flow, (side) => sideOn(side, () => block(statements, env, i + 1)));
      if (flow.kind !== 'next') return flow;
    }
    return NEXT;
  }

  function tooMuch(span: Span): undefined {
    return fail('budget', 'This is too much to work out at once. Inspect a smaller part.', span);
  }

  /** Goes on from the open sides of a fork, and joins what comes out the same way. */
  function continued(
    fork: Extract<Flow, { kind: 'fork' }>,
    onward: (side: Side) => Side | undefined,
  ): Flow | undefined {
    const sides: Side[] = [];
    for (const side of [fork.yes, fork.no]) {
      if (side.flow.kind === 'next') {
        const next = inside(fork.condition, side === fork.yes, () => onward(side));
        if (!next) return undefined;
        sides.push(next);
      } else if (side.flow.kind === 'fork') {
        store.become(side.store);
        const { flow } = side;
        const inner = inside(fork.condition, side === fork.yes, () => continued(flow, onward));
        if (!inner) return undefined;
        sides.push({ flow: inner, store: store.copy() });
      } else {
        sides.push(side);
      }
    }
    return joined(fork.condition, sides[0] as Side, sides[1] as Side);
  }

  function sideOn(side: Side, work: () => Flow | undefined): Side | undefined {
    store.become(side.store);
    const flow = work();
    return flow && { flow, store: store.copy() };
  }

  /** One flow where both sides leave the same way; the store then holds both. */
  function joined(condition: LineId, yes: Side, no: Side): Flow {
    for (const [raised, other, side] of [
      [yes, no, false],
      [no, yes, true],
    ] as const) {
      if (raised.flow.kind !== 'raise') continue;
      guard(condition, side, raised.flow.span);
      store.become(other.store);
      return other.flow;
    }
    if (yes.flow.kind === 'fork' || no.flow.kind === 'fork' || yes.flow.kind !== no.flow.kind) {
      return { kind: 'fork', condition, yes, no };
    }
    store.merge(
      yes.store,
      no.store,
      (a, b) => joinThings(condition, a, b),
      (a, b) => select(condition, a, b),
    );
    if (yes.flow.kind === 'return' && no.flow.kind === 'return') {
      const { span } = yes.flow;
      return { kind: 'return', value: choice(condition, yes.flow.value, no.flow.value, span), span };
    }
    return yes.flow;
  }

  /** One of two values. A side that gives none (`undefined`, `None`) is taken not to happen where the other is a number. */
  function choice(condition: LineId, a: Thing, b: Thing, span: Span): Thing {
    const [none, other] = a.kind === 'none' ? [a, b] : [b, a];
    if (none.kind !== 'none' || numeric(other) === undefined) return joinThings(condition, a, b);
    guard(condition, other === a, span, 'it gives no value');
    return other;
  }

  function step(statement: Statement, env: Env): Flow | undefined {
    switch (statement.kind) {
      case 'formula':
        return effect(statement.expression, env) ? NEXT : undefined;
      case 'assign': {
        if (statement.operator) return assigning.update(statement, env) ? NEXT : undefined;
        if (statement.value.kind === 'opaque' && statement.value.what === 'nothing') return declared(statement, env);
        const { target } = statement;
        const count =
          target.kind === 'sequence' && target.items.every((item) => item.kind !== 'spread') ? target.items.length : 0;
        if (!machine.asksShape(statement.value, count, env)) return undefined;
        const isSeveral = env.language === 'matlab' && target.kind === 'sequence';
        const mask = maskOf(statement, env);
        const start = mask === undefined ? undefined : store.copy();
        const before = kit.problemCount();
        const value = machine.evaluate(statement.value, isSeveral ? { ...env, several: statement.value } : env);
        if (value === undefined && mask !== undefined && start) {
          // What is set there cannot be read: it is taken that the mask takes nothing, and that is said.
          const any = kit.isWishing() ? undefined : countOfMask(machine, mask, statement.span);
          if (any === undefined) return undefined;
          const reason = kit.problemAt(before)?.message ?? '';
          kit.forgetProblems(before);
          store.become(start);
          guard(any === mask ? any : builder.step('ne', [any, builder.constant(0)]), false, statement.span, reason);
          return NEXT;
        }
        if (value === undefined) return undefined;
        return assigning.assign(statement.target, value, env, statement.span) ? NEXT : undefined;
      }
      case 'return': {
        const value = statement.value ? machine.evaluate(statement.value, env) : NONE;
        return value && { kind: 'return', value, span: statement.span };
      }
      case 'if':
        return branch(statement, env);
      case 'for':
        return loop(statement, env);
      case 'while':
        return loopWhile(statement, env);
      case 'function': {
        const { name, parameters, body, nonlocal, receiver } = statement;
        if (env.frame !== undefined) {
          const { language, place, frame } = env;
          const presets = machine.presets(parameters, env);
          if (!presets) return undefined;
          const { round } = machine;
          const made = { name, parameters, body, language, place, frame, presets, nonlocal, round };
          store.set(frame, name, { kind: 'function', ...made, ...(receiver && { receiverName: receiver }) });
        }
        return NEXT;
      }
      case 'class':
        if (env.frame !== undefined) store.set(env.frame, statement.name, unknown('a class inside a function'));
        return NEXT;
      case 'import':
        if (env.frame !== undefined) {
          store.set(env.frame, statement.local, kit.imported(statement, env));
        }
        return NEXT;
      case 'export':
        return NEXT;
      case 'unreadable':
        return unread(statement, env);
    }
  }

  /** The mask of `x[mask] = …` in Python, where inputs decide which entries it takes. */
  function maskOf({ target }: Assign, env: Env): LineId | undefined {
    const [index] = target.kind === 'index' ? target.indices : [];
    if (env.language !== 'python' || target.kind !== 'index' || target.indices.length !== 1) return undefined;
    if (index?.kind !== 'name') return undefined;
    const thing = store.find(env.frame, index.name);
    const line = thing && numeric(thing);
    if (line === undefined || machine.valueOf(line) !== undefined) return undefined;
    return isTruthStep(builder, line) ? line : undefined;
  }

  /** `double y;`, `var y;`: a name without a value, or in JavaScript with the one that it has. */
  function declared({ target, value, annotation }: Assign, env: Env): Flow {
    if (target.kind !== 'name' || env.frame === undefined) return NEXT;
    const isScript = env.language === 'javascript';
    if (isScript && store.namesOf(env.frame).has(target.name)) return NEXT;
    const isVector = /^(?:std::)?vector\b/.test(annotation ?? '');
    const reason = value.kind === 'opaque' ? value.reason?.replace(/\.$/, '') : undefined;
    const empty = isVector ? store.make({ kind: 'list', items: [] }) : unknown(reason ?? 'it has no value yet');
    store.set(env.frame, target.name, isScript ? NONE : empty);
    return NEXT;
  }

  function unread(statement: Extract<Statement, { kind: 'unreadable' }>, env: Env): Flow | undefined {
    if (statement.inside) return NEXT;
    if (statement.leaves === 'raise') return { kind: 'raise', span: statement.span };
    if (statement.leaves === 'break' || statement.leaves === 'continue') return { kind: statement.leaves };
    if (statement.leaves === 'perhaps') return fail('notFollowed', sentence(statement.reason), statement.span);
    for (const name of statement.binds) {
      const holder = store.holder(env.frame, name) ?? env.frame;
      // What is set may be an entry of it, and it may have other names.
      const thing = store.find(env.frame, name);
      if (thing?.kind === 'ref' && env.language === 'c') store.change(thing.id, lostBy(statement.reason));
      if (thing?.kind === 'ref' && env.language === 'javascript')
        return fail('notFollowed', sentence(statement.reason), statement.span);
      if (holder !== undefined) store.set(holder, name, unknown(statement.reason.replace(/\.$/, '')));
    }
    return NEXT;
  }

  /** An expression for its effect: one that cannot be traced and touches nothing of ours is passed over. */
  function effect(expression: Expression, env: Env): boolean {
    if (expression.kind === 'string' || expression.kind === 'opaque' || expression.kind === 'number') return true;
    const before = kit.problemCount();
    if (machine.evaluate(expression, env) !== undefined) return true;
    if (kit.isWishing() || expression.kind !== 'call') return false;
    const handed = [...expression.args, ...expression.keywords.map(({ value }) => value), expression.callee];
    const touches = handed.some((arg) => {
      const root = rootOf(arg);
      const thing = root === undefined ? undefined : store.find(env.frame, root);
      return thing?.kind === 'ref' || thing?.kind === 'function';
    });
    if (touches || mayChange(expression, env) || mayLeave(expression, env)) return false;
    const addresses = handed.flatMap((arg) => [...walk(arg)].filter((node) => handedNames(node).length > 0));
    const pointers = addresses.map((node) => machine.evaluate(node, env));
    if (!pointers.every((thing) => thing !== undefined && lose(machine, thing))) return false;
    kit.forgetProblems(before);
    return true;
  }

  /** C: a macro of the name may hold a `return`. */
  function mayLeave(expression: Call, env: Env): boolean {
    const { callee } = expression;
    const isMacro = callee.kind === 'name' && /^[A-Z][A-Z\d_]*$/.test(callee.name);
    return env.language === 'c' && isMacro && !/UNUSED|ASSERT|LOG|PRINT|CHECK/.test(callee.name);
  }

  /** Whether names are set in it, or functions called or handed on that may set them. */
  function mayChange(expression: Expression, env: Env): boolean {
    return [...walk(expression)].some((node) => {
      if (node.kind === 'assignment' || node.kind === 'lambda') return true;
      return node.kind === 'name' && store.find(env.frame, node.name)?.kind === 'function';
    });
  }

  function branch(statement: If, env: Env): Flow | undefined {
    const condition = machine.evaluate(statement.condition, env);
    if (condition === undefined) return undefined;
    const truth = machine.truth(condition, statement.condition.span, env.language);
    if (truth === undefined) return undefined;
    if (typeof truth === 'boolean') return block(truth ? statement.then : statement.otherwise, env);
    // Both sides work on copies.
    if (!kit.options.meter.spend(Math.ceil(store.size / 8))) return tooMuch(statement.span);
    const start = store.copy();
    const before = kit.problemCount();
    const yes = inside(truth, true, () => block(statement.then, env));
    const yesStore = store.copy();
    const yesProblems = kit.problemCount();
    if (kit.isWishing()) return undefined;
    store.become(start);
    const no = inside(truth, false, () => block(statement.otherwise, env));
    const noStore = store.copy();
    if (kit.isWishing() || (!yes && !no)) return undefined;
    if (!yes || !no) {
      // A side that cannot be traced is taken not to happen, and that is said.
      const [flow, side, held] = yes ? [yes, yesStore, true] : [no as Flow, noStore, false];
      const reason = kit.problemAt(yes ? yesProblems : before)?.message ?? '';
      kit.forgetProblems(before);
      guard(truth, held, statement.condition.span, reason);
      store.become(side);
      return flow;
    }
    return joined(truth, { flow: yes, store: yesStore }, { flow: no, store: noStore });
  }
}

function lostBy(reason: string): Content {
  return { kind: 'lost', reason: reason.replace(/\.$/, '') };
}

function sentence(reason: string): string {
  return `${reason.replace(/\.$/, '')}: the rest is not followed. Inspect a smaller part.`;
}

/** The name that a path, an index or what is spread starts with. */
function rootOf(expression: Expression): string | undefined {
  let node = expression;
  while (node.kind === 'attribute' || node.kind === 'index' || node.kind === 'spread') {
    node = node.kind === 'spread' ? node.value : node.base;
  }
  return node.kind === 'name' ? node.name : undefined;
}

/** Whether a name bound to a tensor must be one place for all its names. */
export function isShared(env: Env): boolean {
  return hasReferences(env.language);
}
