/** Functions that Python itself has. */
import { shapeText } from '../../../primitives/shape.ts';
import { listOf } from '../operators.ts';
import { lineThing, type Thing, tuple } from '../things.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { given, isPart, knows, lineAt, refuse, step, wholeNumber } from './given.ts';

const entry = (run: LibraryFunction, names: readonly string[], methods: readonly string[] = []): LibraryEntry => ({
  language: 'python',
  names,
  methods,
  run,
});

function itemsOf(call: LibraryCall, index: number): readonly Thing[] | undefined {
  const thing = call.args[index];
  return thing === undefined
    ? refuse(call, `${call.path} needs a list here.`)
    : call.machine.items(thing, call.at.span);
}

/** Folds a row over entries. */
function folded(call: LibraryCall, operation: string, items: readonly Thing[], start?: Thing): Thing | undefined {
  let total: Thing | undefined = start ?? items[0];
  for (const item of start ? items : items.slice(1)) {
    const left = lineAt(call, total);
    const right = left === undefined ? undefined : lineAt(call, item);
    if (left === undefined || right === undefined) return undefined;
    total = step(call, operation, [left, right]);
    if (total === undefined) return undefined;
  }
  return total;
}

/** `float('inf')`, `float('1e-3')`. */
function numberIn(call: LibraryCall, written: string): Thing | undefined {
  const plain = written.trim().toLowerCase();
  const match = /^([+-]?)(inf|infinity|nan)$/.exec(plain);
  if (match) {
    const size = match[2] === 'nan' ? Number.NaN : Number.POSITIVE_INFINITY;
    return call.machine.constant(match[1] === '-' ? -size : size);
  }
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/.test(plain)) return call.machine.constant(Number(plain));
  return refuse(call, 'This text is no number.');
}

export const pythonBuiltins: readonly LibraryEntry[] = [
  entry(
    (call) => {
      const [thing] = call.args;
      if (thing?.kind === 'text') return call.machine.constant(thing.value.length);
      const list = thing && listOf(call.machine, thing);
      if (list) return call.machine.constant(list.length);
      if (thing?.kind === 'range') return call.machine.constant(thing.count);
      const line = lineAt(call, thing);
      if (line === undefined || !call.machine.needsRank(line, 1, call.at.span)) return undefined;
      if (isPart(call)) return undefined;
      const [axis] = call.machine.kit.builder.shape(line);
      return axis && call.machine.constant(axis.size, axis.symbol);
    },
    ['len'],
  ),
  entry(
    (call) => {
      const numbers: number[] = [];
      for (const arg of call.args) {
        const value = wholeNumber(call, arg, 'How often the loop runs');
        if (value === undefined) return undefined;
        numbers.push(value);
      }
      const [a = 0, b, step = 1] = numbers;
      const [start, stop] = b === undefined ? [0, a] : [a, b];
      if (step === 0) return refuse(call, 'range needs a step other than 0.');
      return { kind: 'range', start, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
    },
    ['range'],
  ),
  entry(
    (call) => {
      if (!knows(call, 'start')) return undefined;
      const items = itemsOf(call, 0);
      if (!items) return undefined;
      const start = given(call, 'start', 1);
      return items.length === 0 ? (start ?? call.machine.constant(0)) : folded(call, 'add', items, start);
    },
    ['sum'],
  ),
  ...(['max', 'min'] as const).map((operation) =>
    entry(
      (call) => {
        if (call.args.length !== 1 || call.keywords.size > 0) return 'pass';
        const items = itemsOf(call, 0);
        if (!items) return undefined;
        return items.length === 0
          ? refuse(call, `${operation} of an empty list is not defined.`)
          : folded(call, operation, items);
      },
      [operation],
    ),
  ),
  entry(
    (call) => {
      const items = knows(call) ? itemsOf(call, 0) : undefined;
      return items && (items.length === 0 ? call.machine.constant(1) : folded(call, 'mul', items));
    },
    ['math.prod'],
  ),
  entry(
    (call) => {
      const items = itemsOf(call, 0);
      return items && (items.length === 0 ? call.machine.constant(0) : folded(call, 'add', items));
    },
    ['math.fsum'],
  ),
  entry(
    (call) => {
      const items = itemsOf(call, 0);
      if (!items) return undefined;
      const start = given(call, 'start', 1);
      const first = start ? wholeNumber(call, start, 'The first number') : 0;
      if (first === undefined) return undefined;
      const pairs = items.map((item, i) => tuple([call.machine.constant(first + i), item]));
      return call.machine.store.make({ kind: 'list', items: pairs });
    },
    ['enumerate'],
  ),
  entry(
    (call) => {
      const lists: (readonly Thing[])[] = [];
      for (let i = 0; i < call.args.length; i++) {
        const items = itemsOf(call, i);
        if (!items) return undefined;
        lists.push(items);
      }
      const count = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length));
      const rows = Array.from({ length: count }, (_, i) => tuple(lists.map((list) => list[i] as Thing)));
      return call.machine.store.make({ kind: 'list', items: rows });
    },
    ['zip'],
  ),
  entry(
    (call) => {
      if (call.args.length === 0) return call.machine.store.make({ kind: 'list', items: [] });
      const items = itemsOf(call, 0);
      return items && call.machine.store.make({ kind: 'list', items });
    },
    ['list'],
  ),
  entry(
    (call) => {
      if (call.args.length === 0) return tuple([]);
      const items = itemsOf(call, 0);
      return items && tuple(items);
    },
    ['tuple'],
  ),
  entry(
    (call) => {
      const items = itemsOf(call, 0);
      return items && call.machine.store.make({ kind: 'list', items: [...items].reverse() });
    },
    ['reversed'],
  ),
  entry(
    (call) => {
      const [fn] = call.args;
      const lists: (readonly Thing[])[] = [];
      for (let i = 1; i < call.args.length; i++) {
        const items = itemsOf(call, i);
        if (!items) return undefined;
        lists.push(items);
      }
      if (!fn || lists.length === 0) return refuse(call, 'map needs a function and a list.');
      const results: Thing[] = [];
      const count = Math.min(...lists.map((list) => list.length));
      for (let i = 0; i < count; i++) {
        const args = lists.map((list) => list[i] as Thing);
        const result = call.machine.callThing(fn, { args, keywords: new Map() }, call.at, call.env);
        if (result === undefined) return undefined;
        results.push(result);
      }
      return call.machine.store.make({ kind: 'list', items: results });
    },
    ['map'],
  ),
  entry(
    (call) => {
      const [fn, , start] = call.args;
      const items = itemsOf(call, 1);
      if (!fn || !items) return undefined;
      let total = start ?? items[0];
      for (const item of start ? items : items.slice(1)) {
        if (total === undefined) return undefined;
        total = call.machine.callThing(fn, { args: [total, item], keywords: new Map() }, call.at, call.env);
      }
      return total;
    },
    ['functools.reduce', 'reduce'],
  ),
  entry(
    (call) => {
      const [thing] = call.args;
      if (thing?.kind === 'text') return numberIn(call, thing.value);
      const line = lineAt(call, thing);
      if (line === undefined) return undefined;
      const shape = call.machine.kit.builder.shape(line);
      if (shape.length === 0) return lineThing(line);
      if (shape.every(({ size }) => size === 1)) return step(call, 'reshape', [line], { shape: [] });
      return refuse(call, `float of an array of shape ${shapeText(shape)} is not a number.`);
    },
    ['float'],
    ['item'],
  ),
  entry(
    (call) => {
      const [list, item] = call.args;
      const content = list && call.machine.contentOf(list);
      if (list?.kind !== 'ref' || content?.kind !== 'list' || !item) return refuse(call, 'append is read for lists.');
      call.machine.store.change(list.id, { kind: 'list', items: [...content.items, item] });
      return { kind: 'none' };
    },
    [],
    ['append'],
  ),
  entry(
    (call) => {
      const [list, more] = call.args;
      const content = list && call.machine.contentOf(list);
      const items = more && call.machine.items(more, call.at.span);
      if (list?.kind !== 'ref' || content?.kind !== 'list' || !items) return refuse(call, 'extend is read for lists.');
      call.machine.store.change(list.id, { kind: 'list', items: [...content.items, ...items] });
      return { kind: 'none' };
    },
    [],
    ['extend'],
  ),
  entry(
    (call) => {
      const [map, key, otherwise] = call.args;
      const content = map && call.machine.contentOf(map);
      if (content?.kind !== 'dictionary' || key?.kind !== 'text') return refuse(call, 'get is read for dictionaries.');
      return content.entries.get(key.value) ?? otherwise ?? { kind: 'none' };
    },
    [],
    ['get'],
  ),
  entry(() => ({ kind: 'none' }), ['print', 'warnings.warn']),
];
