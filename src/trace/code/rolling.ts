/**
 * Loops of many passes, kept whole. The body is followed once with lines that stand for each pass's own values; sums and
 * products over passes, and arrays set entry by entry, then are steps on arrays that hold all passes (`lifting.ts`); what
 * each pass makes of the pass before is one `scan` step (`recurrence.ts`). Anything else is followed pass by pass.
 *
 * Sums are then added up in the order of the array's own `sum`, which may differ from the text's in the last digits.
 */
import { isConstant, type LineId } from '../../graph/list.ts';
import { sameShape, sizesOf } from '../../primitives/shape.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression, For, Statement } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Flow } from './flow.ts';
import { createLifting } from './lifting.ts';
import { countsFromOne, type Machine } from './machine.ts';
import { outcomes } from './outcomes.ts';
import type { Change, Passes, Roll } from './rolls.ts';
import { type Content, lineThing, type Store, type Thing, unknown } from './things.ts';

/** Loops of more passes than this are kept whole where they can be; shorter ones are followed pass by pass. */
export const MOST_UNROLLED = 64;
const MOST_PASSES = 4_000_000;
const MOST_NESTED = 4;
/** So many passes can be followed one by one. */
const MOST_FOLLOWED = 10_000;

export interface Rolling {
  /** 'unroll': the loop is to be followed pass by pass; undefined: refused, or tracing is done anew. */
  loop(statement: For, iterable: Thing, env: Env): Flow | undefined | 'unroll';
  /** The same over `zip(x, y)` and `enumerate(x)`, whose entries need not be written out first. */
  several(statement: For, env: Env): Flow | undefined | 'unroll';
}

interface Parts {
  readonly passes: Passes;
  readonly block: (statements: readonly Statement[], env: Env) => Flow | undefined;
  readonly assign: (target: Expression, value: Thing, env: Env) => boolean;
  /** Going on and `continue` are the same at the end of a pass. */
  readonly settle: (flow: Flow) => Flow;
}

/** What a loop runs over. Where it has several parts they count from 0 themselves. */
interface Feed {
  readonly count: number;
  readonly start: number;
  readonly step: number;
  item(roll: Roll): Thing | undefined;
}

/** Functions that hand on entries one by one, and those that may stand in them. */
const LAZY: ReadonlySet<string> = new Set(['zip', 'enumerate', 'range', 'len', 'length', 'eachindex']);
/** Nothing is changed by working it out twice. */
const PLAIN: ReadonlySet<string> = new Set([
  'name',
  'number',
  'attribute',
  'index',
  'slice',
  'operation',
  'none',
  'end',
]);

/** What a pass hands to the next one: a name or the content of an array. */
interface Carried {
  readonly key: string;
  readonly before: LineId;
  readonly place: LineId;
  readonly name?: { readonly frame: number; readonly name: string };
  readonly array?: { readonly id: number; readonly content: Extract<Content, { kind: 'array' }> };
  readonly isBoxed: boolean;
}

export function createRolling(machine: Machine, { passes, block, assign, settle }: Parts): Rolling {
  const { kit, store } = machine;
  const { builder } = kit;
  return { loop, several };

  function loop(statement: For, iterable: Thing, env: Env): Flow | undefined | 'unroll' {
    return over(statement, feedOf(iterable, env), env);
  }

  function several(statement: For, env: Env): Flow | undefined | 'unroll' {
    const { iterable } = statement;
    const isLazy = iterable.kind === 'call' && isLazyCall(iterable, env);
    const isPlainCall = [...walk(iterable)].every((node) => PLAIN.has(node.kind) || isLazyCall(node, env));
    if (!isLazy || !isPlainCall || kit.isWishing()) return 'unroll';
    const before = kit.problemCount();
    const feed = severalFeed(iterable, env);
    if (kit.isWishing()) return undefined;
    kit.forgetProblems(before);
    return over(statement, feed, env);
  }

  function isLazyCall(node: Expression, env: Env): boolean {
    if (node.kind !== 'call' || node.callee.kind !== 'name' || node.keywords.length > 0) return false;
    const { name } = node.callee;
    const isKnown = (env.language === 'python' || env.language === 'julia') && LAZY.has(name);
    return isKnown && store.find(env.frame, name) === undefined && !kit.isDefined(name, env);
  }

  function severalFeed(expression: Expression, env: Env): Feed | undefined {
    if (!isLazyCall(expression, env) || expression.kind !== 'call' || expression.callee.kind !== 'name') {
      const thing = machine.evaluate(expression, env);
      return thing && feedOf(thing, env);
    }
    const { name } = expression.callee;
    if (name !== 'zip' && name !== 'enumerate') {
      const thing = machine.evaluate(expression, env);
      return thing && feedOf(thing, env);
    }
    if (name === 'enumerate' && expression.args.length !== 1) return undefined;
    const feeds: Feed[] = [];
    for (const arg of expression.args) {
      const feed = severalFeed(arg, env);
      if (!feed || (feeds[0] && feeds[0].count !== feed.count)) return undefined;
      feeds.push(feed);
    }
    const [first] = feeds;
    if (!first) return undefined;
    const { count } = first;
    if (name === 'enumerate') feeds.unshift(rangeFeed(count, countsFromOne(env.language) ? 1 : 0, 1));
    return {
      count,
      start: 0,
      step: 1,
      item(roll) {
        const items: Thing[] = [];
        for (const feed of feeds) {
          const item = feed.item(roll);
          if (!item) return undefined;
          items.push(item);
        }
        return { kind: 'tuple', items };
      },
    };
  }

  function rangeFeed(count: number, start: number, step: number): Feed {
    return {
      count,
      start,
      step,
      item(roll) {
        if (roll.start === start && roll.step === step) return lineThing(roll.index);
        const by = step === 1 ? roll.index : builder.step('mul', [builder.constant(step), roll.index]);
        return lineThing(builder.step('add', [by, builder.constant(start)]));
      },
    };
  }

  function over(statement: For, feed: Feed | undefined, env: Env): Flow | undefined | 'unroll' {
    const most = kit.options.unrolled ?? MOST_UNROLLED;
    if (!feed || env.frame === undefined || feed.count <= most || feed.count > MOST_PASSES) return 'unroll';
    if (passes.rolls.length >= MOST_NESTED) return 'unroll';
    const start = store.copy();
    const before = kit.problemCount();
    const { group } = builder;
    const { round } = machine;
    const label = statement.target.kind === 'name' ? statement.target.name : 'pass';
    builder.group = {
      id: `loop ${statement.span.from} all ${group?.id ?? ''}`,
      parent: group?.id,
      kind: 'loop',
      label: `${label}: ${feed.count.toLocaleString('en')} passes`,
    };
    const isDone = attempt(statement, feed, start, env);
    builder.group = group;
    machine.round = round;
    if (kit.isWishing()) return undefined;
    if (isDone) return { kind: 'next' };
    store.become(start);
    kit.forgetProblems(before);
    return 'unroll';
  }

  /** What a loop runs over: a range, or an array entry by entry. */
  function feedOf(iterable: Thing, env: Env): Feed | undefined {
    if (iterable.kind === 'range') {
      return rangeFeed(iterable.count, iterable.start, iterable.step);
    }
    const content = machine.contentOf(iterable);
    const line = iterable.kind === 'line' ? iterable.line : content?.kind === 'array' ? content.line : undefined;
    if (line === undefined) return undefined;
    const sizes = sizesOf(builder.shape(line));
    const isRow = env.language === 'matlab' && sizes.length === 2 && sizes[0] === 1;
    const axis = isRow ? 1 : 0;
    if (!isRow && (env.language === 'matlab' || sizes.length < 1)) return undefined;
    if (sizes.length > 1 && env.language !== 'python' && !isRow) return undefined;
    const count = sizes[axis] ?? 0;
    return {
      count,
      start: 0,
      step: 1,
      item(roll) {
        const now = machine.contentOf(iterable);
        if (content && now !== content) return undefined;
        let source = line;
        if (isRow) {
          const flat = machine.layout.vectorOf(line, { from: 0, to: 0 }, env.language);
          if (flat === undefined) return undefined;
          source = flat;
        }
        const places = Array.from({ length: count }, (_, k) => k);
        const slice = passes.sliceOf(roll, { source, axis: 0, places });
        if (slice === undefined) return undefined;
        return builder.shape(slice).length > 0 ? machine.view(iterable, slice) : lineThing(slice);
      },
    };
  }

  function attempt(statement: For, feed: Feed, start: Store, env: Env): boolean {
    const { count } = feed;
    const from = builder.lines.length;
    const index = builder.place([]);
    const roll: Roll = {
      count,
      start: feed.start,
      step: feed.step,
      index,
      from,
      slices: new Map(),
      writes: new Map(),
      carried: new Set(),
      flags: [],
      values: new Map(),
      known: new Map(),
      plain: isPlain(statement.body),
      failed: false,
    };
    passes.rolls.push(roll);
    const result = follow();
    passes.rolls.pop();
    return result;

    function follow(): boolean {
      if (!pass(statement, feed, roll, env)) return false;
      let state = changedBy(roll, start);
      for (let round = 0; state && round < 3; round++) {
        store.become(start);
        placeAll(state);
        const placed = store.copy();
        if (!pass(statement, feed, roll, env)) return false;
        const again = changedBy(roll, start, placed, state);
        if (!again) return false;
        if (again.carried.length === state.carried.length && again.others.length === state.others.length) {
          return finish(roll, start, placed, again);
        }
        state = again;
      }
      return false;
    }
  }

  /** One pass of the body. */
  function pass(statement: For, feed: Feed, roll: Roll, env: Env): boolean {
    const item = feed.item(roll);
    if (!item || !assign(statement.target, item, env)) return false;
    const own = { frame: env.frame as number, around: machine.round, isOver: false };
    const around = machine.round;
    machine.round = own;
    const flow = block(statement.body, env);
    machine.round = around;
    own.isOver = true;
    if (flow === undefined || roll.failed || kit.isWishing()) return false;
    const settled = flow.kind === 'fork' ? settle(flow) : flow;
    return settled.kind === 'next' || settled.kind === 'continue';
  }

  /**
   * What the pass has changed of what was there before it, a place for each; those of `known` keep theirs. Undefined:
   * something is changed that a line cannot stand for.
   */
  function changedBy(roll: Roll, start: Store, placed: Store = start, known?: Changed): Changed | undefined {
    const { names, contents } = store.changesSince(placed);
    const carried = new Map(known?.carried.map((own) => [own.key, own]));
    const others = new Map(known?.others.map((own) => [`${own.frame} ${own.name}`, own]));
    const boxes = new Set<number>();
    for (const { frame, name, after } of names) {
      const key = `${frame} ${name}`;
      if (after.kind === 'ref') {
        // Two names of one array would share what is written into it.
        if (placed.content(after.id) || boxes.has(after.id)) return undefined;
        boxes.add(after.id);
      }
      const own = start.namesOf(frame).get(name);
      if (carried.has(key) || others.has(key) || own === undefined) continue;
      const line = arrayLine(own, start);
      if (line === undefined) {
        others.set(key, { frame, name });
        continue;
      }
      const now = arrayLine(after, store);
      if (now === undefined || !sameShape(builder.shape(now), builder.shape(line))) return undefined;
      carried.set(key, {
        key,
        before: line,
        place: placeFor(roll, line),
        name: { frame, name },
        isBoxed: own.kind === 'ref',
      });
    }
    for (const { id, after } of contents) {
      const key = `content ${id}`;
      const own = start.content(id);
      if (carried.has(key) || own === undefined) continue;
      if (own.kind !== 'array' || after.kind !== 'array' || own.base) return undefined;
      if (!sameShape(builder.shape(own.line), builder.shape(after.line))) return undefined;
      const place = placeFor(roll, own.line);
      carried.set(key, { key, before: own.line, place, array: { id, content: own }, isBoxed: false });
    }
    return { carried: [...carried.values()], others: [...others.values()] };
  }

  function placeFor(roll: Roll, line: LineId): LineId {
    const place = builder.place(builder.shape(line));
    roll.carried.add(place);
    return place;
  }

  function arrayLine(thing: Thing | undefined, from: Store): LineId | undefined {
    if (thing?.kind === 'line') return thing.line;
    const content = thing?.kind === 'ref' ? from.content(thing.id) : undefined;
    return content?.kind === 'array' && !content.base ? content.line : undefined;
  }

  /** The store at the start of any pass. Names that no line stands for are unknown until the pass sets them. */
  function placeAll({ carried, others }: Changed): void {
    for (const { frame, name } of others) store.set(frame, name, unknown('an earlier pass of the loop sets it'));
    for (const { place, array, name, isBoxed } of carried) {
      if (array) store.change(array.id, { ...array.content, line: place, version: array.content.version + 1 });
      if (name) {
        const thing = isBoxed ? store.make({ kind: 'array', line: place, version: 0 }) : lineThing(place);
        store.set(name.frame, name.name, thing);
      }
    }
  }

  /** Puts what the loop leaves behind into the store. False: that cannot be said without going pass by pass. */
  function finish(roll: Roll, start: Store, placed: Store, { carried }: Changed): boolean {
    const lifting = createLifting(machine, passes, roll);
    const changes: Change[] = [];
    for (const own of carried) {
      const content = own.array && store.content(own.array.id);
      const thing = own.name && store.namesOf(own.name.frame).get(own.name.name);
      const after = own.array ? (content?.kind === 'array' ? content.line : undefined) : arrayLine(thing, store);
      if (after === undefined || !sameShape(builder.shape(after), builder.shape(own.place))) return false;
      changes.push({ place: own.place, before: own.before, after });
    }
    const finals = outcomes(machine, passes, roll, lifting, changes);
    if (!finals) return false;
    const keys = new Set(carried.map(({ key }) => key));
    const names = store.changesSince(placed).names.filter(({ frame, name }) => !keys.has(`${frame} ${name}`));
    const ended = store.copy();
    store.become(start);
    const left = names.map(({ frame, name, after }) => ({ frame, name, thing: lastOf(after, ended, finals.last) }));
    // It may be used after the loop: passes that are few enough are then followed one by one.
    if (roll.count <= MOST_FOLLOWED && left.some(({ thing }) => thing.kind === 'unknown')) return false;
    for (const { frame, name, thing } of left) store.set(frame, name, thing);
    for (const [i, own] of carried.entries()) {
      const line = finals.lines[i] as LineId;
      if (own.array) {
        const { content, id } = own.array;
        store.change(id, { ...content, line, version: content.version + 1 });
      } else if (own.name) {
        const { frame, name } = own.name;
        store.set(frame, name, own.isBoxed ? store.make({ kind: 'array', line, version: 0 }) : lineThing(line));
        const isOwn = frame === kit.rootFrame() && line !== own.before;
        if (isOwn && !isConstant(builder.at(line))) builder.name(line, name);
      }
      for (const span of builder.spans.get(changes[i]?.after as LineId) ?? []) {
        if (line !== own.before) builder.mark(line, span);
      }
    }
    return true;
  }

  /** What a name is after the last pass that the loop sets anew in each. */
  function lastOf(thing: Thing, ended: Store, last: (line: LineId) => LineId | undefined): Thing {
    const lost = unknown('the last pass of a loop that is kept whole sets it; have the loop carry it on');
    if (thing.kind === 'tuple') return { ...thing, items: thing.items.map((item) => lastOf(item, ended, last)) };
    if (thing.kind === 'none' || thing.kind === 'text' || thing.kind === 'builtin') return thing;
    const content = thing.kind === 'ref' ? ended.content(thing.id) : undefined;
    const line = thing.kind === 'line' ? thing.line : content?.kind === 'array' ? content.line : undefined;
    const final = line === undefined ? undefined : last(line);
    if (final === undefined) return lost;
    if (content?.kind !== 'array') return lineThing(final);
    // What is a view of an array stays one.
    return store.make({ kind: 'array', line: final, version: 0, ...(content.base && { base: content.base }) });
  }
}

interface Changed {
  readonly carried: readonly Carried[];
  /** Names that are set in the loop and of which no line stood before. */
  readonly others: readonly { readonly frame: number; readonly name: string }[];
}

/** Whether nothing in the body is chosen by a condition. */
function isPlain(body: readonly Statement[]): boolean {
  return body.every((statement) => {
    if (statement.kind === 'for') return isPlain(statement.body);
    if (statement.kind === 'assign') return isStraight(statement.value);
    return statement.kind === 'formula' && isStraight(statement.expression);
  });
}

function isStraight(expression: Expression): boolean {
  return [...walk(expression)].every(({ kind }) => kind !== 'piecewise' && kind !== 'relation' && kind !== 'lambda');
}
