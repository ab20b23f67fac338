/** Loops: kept whole where they can be (`rolling.ts`), else pass by pass. */
import type { Span } from '../../base/span.ts';
import { isInput, type LineId } from '../../graph/list.ts';
import type { For, Statement, While } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import { type Assigning, type Flow, NEXT, type Side } from './flow.ts';
import { liveItems } from './live.ts';
import type { Machine } from './machine.ts';
import { createRolling } from './rolling.ts';

interface Parts {
  block(statements: readonly Statement[], env: Env): Flow | undefined;
  /** Runs what stands in a branch. */
  inside<T>(condition: LineId, holds: boolean, work: () => T): T;
  sideOn(side: Side, work: () => Flow | undefined): Side | undefined;
  /** One flow where both sides leave the same way; the store then holds both. */
  joined(condition: LineId, yes: Side, no: Side): Flow;
  tooMuch(span: Span): undefined;
}

export function createLoops(machine: Machine, assigning: Assigning, parts: Parts) {
  const { kit, store } = machine;
  const { builder, fail } = kit;
  const rolling = createRolling(machine, {
    passes: machine.passes,
    block: parts.block,
    assign: (target, value, env) => assigning.assign(target, value, env, target.span),
    settle: (flow) => (flow.kind === 'fork' ? afterRound(flow) : flow),
  });
  return { loop, loopWhile };

  function loop(statement: For, env: Env): Flow | undefined {
    const several = rolling.several(statement, env);
    if (several !== 'unroll') return several;
    const iterable = machine.evaluate(statement.iterable, env);
    if (iterable === undefined) return undefined;
    const whole = rolling.loop(statement, iterable, env);
    if (whole !== 'unroll') return whole;
    const items = machine.layout.rounds(iterable, statement.iterable.span, env.language);
    if (items === undefined) return undefined;
    const itemsNow = liveItems(machine, statement.iterable, iterable, items, env);
    const label = statement.target.kind === 'name' ? statement.target.name : 'pass';
    return rounds(
      (round) => {
        const now = round === 0 ? items : itemsNow();
        if (now === undefined) return undefined;
        const item = now[round];
        if (item === undefined) return false;
        if (!assigning.assign(statement.target, item, env, statement.target.span)) return undefined;
        return true;
      },
      { body: statement.body, span: statement.span, label },
      env,
    );
  }

  function loopWhile(statement: While, env: Env): Flow | undefined {
    return rounds(
      (round) => {
        if (round > 0 && statement.update && parts.block(statement.update, env) === undefined) return undefined;
        const condition = machine.evaluate(statement.condition, env);
        if (condition === undefined) return undefined;
        const truth = machine.truth(condition, statement.condition.span, env.language);
        if (typeof truth === 'boolean' || truth === undefined || asksConstants(truth))
          return typeof truth === 'boolean' ? truth : undefined;
        return fail(
          'loopCount',
          'How often this loop runs depends on the values of inputs; such a loop is not followed.',
          statement.condition.span,
        );
      },
      { body: statement.body, span: statement.span, label: 'pass' },
      env,
    );
  }

  /** Names that are written as constants, `N`, `MAX_ITER`, are known while tracing. True: tracing is done anew. */
  function asksConstants(condition: LineId): boolean {
    const seen = new Set<LineId>();
    const stack = [condition];
    let asked = false;
    for (let id = stack.pop(); id !== undefined && seen.size < 100; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const line = builder.at(id);
      if (!isInput(line)) stack.push(...line.operands);
      else if (line.shape.length === 0 && /^(?:[a-z]\w*_)?[A-Z][A-Z\d_]*$/.test(line.name))
        asked = kit.wish({ kind: 'static', input: line.name }) || asked;
    }
    return asked;
  }

  interface Body {
    readonly body: readonly Statement[];
    readonly span: Span;
    readonly label: string;
  }

  /** Rounds while `begin` says so; each is a group of its own. */
  function rounds(begin: (round: number) => boolean | undefined, loop: Body, env: Env): Flow | undefined {
    const outer = builder.group;
    const around = machine.round;
    const run = (round: number): Flow | undefined => {
      for (let i = round; ; i++) {
        if (!kit.options.meter.spend(5) || builder.full) return parts.tooMuch(loop.span);
        const goes = begin(i);
        if (goes === undefined) return undefined;
        if (!goes) return NEXT;
        builder.group = {
          id: `loop ${loop.span.from} ${i} ${outer?.id ?? ''}`,
          parent: outer?.id,
          kind: 'loop',
          label: `${loop.label} ${i + 1}`,
        };
        const own = env.frame === undefined ? undefined : { frame: env.frame, around, isOver: false };
        machine.round = own;
        const flow = parts.block(loop.body, env);
        if (own) own.isOver = true;
        machine.round = around;
        builder.group = outer;
        if (flow === undefined) return undefined;
        if (flow.kind === 'break') return NEXT;
        if (flow.kind === 'return' || flow.kind === 'raise') return flow;
        if (flow.kind !== 'fork') continue;
        // Some sides have left the loop, others go on.
        const settled = afterRound(flow);
        if (settled.kind !== 'fork') {
          if (settled.kind === 'next') continue;
          return settled;
        }
        return continuedLoop(settled, i + 1);
      }
    };
    const continuedLoop = (fork: Extract<Flow, { kind: 'fork' }>, next: number): Flow | undefined => {
      const sides: Side[] = [];
      for (const side of [fork.yes, fork.no]) {
        if (side.flow.kind === 'fork') {
          store.become(side.store);
          const { flow: own } = side;
          const flow = parts.inside(fork.condition, side === fork.yes, () => continuedLoop(own, next));
          if (!flow) return undefined;
          sides.push({ flow, store: store.copy() });
        } else if (side.flow.kind === 'next' || side.flow.kind === 'continue') {
          const after = parts.inside(fork.condition, side === fork.yes, () => parts.sideOn(side, () => run(next)));
          if (!after) return undefined;
          sides.push(after);
        } else if (side.flow.kind === 'break') {
          sides.push({ flow: NEXT, store: side.store });
        } else {
          sides.push(side);
        }
      }
      return parts.joined(fork.condition, sides[0] as Side, sides[1] as Side);
    };
    const result = run(0);
    builder.group = outer;
    return result;
  }

  /** Of a round that ends in different ways: going on and `continue` are the same. */
  function afterRound(fork: Extract<Flow, { kind: 'fork' }>): Flow {
    const sides = [fork.yes, fork.no].map((side): Side => {
      if (side.flow.kind === 'continue') return { flow: NEXT, store: side.store };
      if (side.flow.kind !== 'fork') return side;
      store.become(side.store);
      const flow = afterRound(side.flow);
      return { flow, store: flow.kind === 'fork' ? side.store : store.copy() };
    });
    return parts.joined(fork.condition, sides[0] as Side, sides[1] as Side);
  }
}
