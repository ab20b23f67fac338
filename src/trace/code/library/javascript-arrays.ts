/** Methods of JavaScript's arrays. */
import { lineThing, NONE, type Thing, text, unknown } from '../things.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, refuse, row, wholeNumber } from './given.ts';
import { callback, entry, isHole, list, mapped, truth } from './javascript-make.ts';
import { sorted } from './javascript-sort.ts';

function itemsOf(call: LibraryCall): readonly Thing[] | undefined {
  const [of] = call.args;
  return of && call.machine.items(of, call.at.span);
}

/** Puts other entries into the array itself, under all its names. */
function change(call: LibraryCall, items: readonly Thing[]): boolean {
  const [of] = call.args;
  const content = of && call.machine.contentOf(of);
  const isOwn = content?.kind === 'list' || (content?.kind === 'array' && !content.base);
  if (of?.kind !== 'ref' || !isOwn || items.length > 10_000) {
    refuse(call, `.${call.path} is followed for arrays that the function made or was given.`);
    return false;
  }
  call.machine.store.change(of.id, { kind: 'list', items });
  return true;
}

/** Methods that call a function for every entry. */
function withFunction(
  use: (call: LibraryCall, items: readonly Thing[], fn: Thing, whole: Thing) => Thing | undefined,
): LibraryFunction {
  return (call) => {
    const [whole, fn] = call.args;
    const items = itemsOf(call);
    if (!items || !whole) return undefined;
    if (!fn) return refuse(call, `.${call.path} needs a function.`);
    if (items.some(isHole)) return refuse(call, 'This array has entries that were not set. Fill it first.');
    return use(call, items, fn, whole);
  };
}

const forEach = withFunction((call, items, fn, whole) => mapped(call, items, fn, whole) && NONE);

const map = withFunction((call, items, fn, whole) => {
  const results = mapped(call, items, fn, whole);
  return results && list(call, results);
});

const flatMap = withFunction((call, items, fn, whole) => {
  const results = mapped(call, items, fn, whole);
  return results && flattened(call, results, 1);
});

/** For which entries the function holds; refused where that depends on inputs. */
function chosen(call: LibraryCall, items: readonly Thing[], fn: Thing, whole: Thing): boolean[] | undefined {
  const flags: boolean[] = [];
  for (const [i, item] of items.entries()) {
    const answer = callback(call, fn, [item, call.machine.constant(i), whole]);
    const holds = answer && call.machine.truth(answer, call.at.span, 'javascript');
    if (holds === undefined) return undefined;
    if (typeof holds !== 'boolean')
      return refuse(call, `Which entries .${call.path} takes depends on the values of inputs; that is not followed.`);
    flags.push(holds);
  }
  return flags;
}

const filter = withFunction((call, items, fn, whole) => {
  const flags = chosen(call, items, fn, whole);
  return (
    flags &&
    list(
      call,
      items.filter((_, i) => flags[i]),
    )
  );
});

const find = withFunction((call, items, fn, whole) => {
  const flags = chosen(call, items, fn, whole);
  return flags && (items[flags.indexOf(true)] ?? NONE);
});

const findIndex = withFunction((call, items, fn, whole) => {
  const flags = chosen(call, items, fn, whole);
  return flags && call.machine.constant(flags.indexOf(true));
});

/** Whether the function holds for all or for one; a line where that depends on inputs. */
function quantor(isAll: boolean): LibraryFunction {
  return withFunction((call, items, fn, whole) => {
    let open: Thing | undefined;
    for (const [i, item] of items.entries()) {
      const answer = callback(call, fn, [item, call.machine.constant(i), whole]);
      const holds = answer && call.machine.truth(answer, call.at.span, 'javascript');
      if (holds === undefined) return undefined;
      if (typeof holds === 'boolean') {
        if (holds !== isAll) return truth(call, holds);
        continue;
      }
      const next = done(holds);
      open = open && next ? call.machine.operate(isAll ? 'and' : 'or', open, next, call.at, call.env) : next;
      if (open === undefined) return undefined;
    }
    return open ?? truth(call, isAll);
  });
}

function reduce(fromRight: boolean): LibraryFunction {
  return withFunction((call, items, fn, whole) => {
    const start = call.args[2];
    if (fn.kind === 'builtin') return refuse(call, `${fn.path} would be given more than two numbers here.`);
    const order = items.map((item, i) => ({ item, i }));
    if (fromRight) order.reverse();
    let total = start ?? order[0]?.item;
    if (total === undefined) return refuse(call, `.${call.path} of an empty array needs a first value.`);
    for (const { item, i } of start ? order : order.slice(1)) {
      total = callback(call, fn, [total, item, call.machine.constant(i), whole]);
      if (total === undefined) return undefined;
    }
    return total;
  });
}

/** Bounds as `slice` and `fill` take them: from the end where negative. */
function bounds(call: LibraryCall, first: number, size: number): readonly [number, number] | undefined {
  const found: number[] = [];
  for (const [thing, otherwise] of [
    [call.args[first], 0],
    [call.args[first + 1], size],
  ] as const) {
    const given = thing && thing.kind !== 'none' ? wholeNumber(call, thing, 'The range') : otherwise;
    if (given === undefined) return undefined;
    found.push(Math.min(Math.max(given < 0 ? size + given : given, 0), size));
  }
  return [found[0] ?? 0, found[1] ?? size];
}

const slice: LibraryFunction = (call) => {
  const items = itemsOf(call);
  const range = items && bounds(call, 1, items.length);
  return items && range && list(call, items.slice(...range));
};

const fill: LibraryFunction = (call) => {
  const [whole, value = NONE] = call.args;
  const items = itemsOf(call);
  const range = items && bounds(call, 2, items.length);
  if (!items || !range) return undefined;
  const [start, end] = range;
  return change(
    call,
    items.map((item, i) => (start <= i && i < end ? value : item)),
  )
    ? whole
    : undefined;
};

/** Arrays in the list are taken apart, as deep as asked. */
function flattened(call: LibraryCall, items: readonly Thing[], depth: number): Thing | undefined {
  const flat: Thing[] = [];
  for (const item of items) {
    if (depth < 1 || !isArray(call, item)) {
      flat.push(item);
      continue;
    }
    const inner = call.machine.items(item, call.at.span);
    const deeper = inner && (depth > 1 ? flattened(call, inner, depth - 1) : list(call, inner));
    const found = deeper && call.machine.items(deeper, call.at.span);
    if (!found) return undefined;
    flat.push(...found);
  }
  return list(call, flat);
}

export function isArray(call: LibraryCall, thing: Thing): boolean {
  const kind = call.machine.contentOf(thing)?.kind;
  if (thing.kind === 'tuple' || thing.kind === 'range' || kind === 'list' || kind === 'array') return true;
  return thing.kind === 'line' && call.machine.kit.builder.shape(thing.line).length > 0;
}

const flat: LibraryFunction = (call) => {
  const items = itemsOf(call);
  const depth = call.args[1] ? call.machine.staticNumber(call.args[1], call.at.span, 'How deep') : 1;
  return items && depth !== undefined ? flattened(call, items, Math.min(depth, 6)) : undefined;
};

const concat: LibraryFunction = (call) => {
  const items = itemsOf(call);
  const more = items && flattened(call, call.args.slice(1), 1);
  const found = more && call.machine.items(more, call.at.span);
  return items && found && list(call, [...items, ...found]);
};

/** Adding at the end or the start answers the new length. */
function adding(atEnd: boolean): LibraryFunction {
  return (call) => {
    const items = itemsOf(call);
    const more = call.args.slice(1);
    if (!items) return undefined;
    const next = atEnd ? [...items, ...more] : [...more, ...items];
    return change(call, next) ? call.machine.constant(next.length) : undefined;
  };
}

/** Taking away from the end or the start answers what was there. */
function taking(atEnd: boolean): LibraryFunction {
  return (call) => {
    const items = itemsOf(call);
    if (!items) return undefined;
    const taken = atEnd ? items[items.length - 1] : items[0];
    return change(call, atEnd ? items.slice(0, -1) : items.slice(1)) ? (taken ?? NONE) : undefined;
  };
}

const reverse: LibraryFunction = (call) => {
  const items = itemsOf(call);
  return items && change(call, [...items].reverse()) ? call.args[0] : undefined;
};

const toReversed: LibraryFunction = (call) => {
  const items = itemsOf(call);
  return items && list(call, [...items].reverse());
};

const sort: LibraryFunction = (call) => {
  const items = itemsOf(call);
  const result = items && sorted(call, items, call.args[1]);
  return result && change(call, result) ? call.args[0] : undefined;
};

const toSorted: LibraryFunction = (call) => {
  const items = itemsOf(call);
  const result = items && sorted(call, items, call.args[1]);
  return result && list(call, result);
};

const at: LibraryFunction = (call) => {
  const items = itemsOf(call);
  const index = call.args[1] && wholeNumber(call, call.args[1], 'Which entry is meant');
  if (!items || index === undefined) return undefined;
  return items[index < 0 ? items.length + index : index] ?? NONE;
};

/** Where a known value stands among known values. */
function position(answer: (call: LibraryCall, index: number) => Thing): LibraryFunction {
  return (call) => {
    const items = itemsOf(call);
    const sought = call.args[1] && known(call, call.args[1]);
    const values = items?.map((item) => known(call, item));
    if (!values) return undefined;
    if ((sought === undefined || values.includes(undefined)) && items && call.machine.atPoint.isOpen())
      return positionAtPoint(call, items, answer);
    if (sought === undefined || values.includes(undefined))
      return refuse(call, `What .${call.path} finds depends on the values of inputs; that is not followed.`);
    return answer(call, values.indexOf(sought));
  };
}

/** Where a number stands among others, by their values at the point. */
function positionAtPoint(
  call: LibraryCall,
  items: readonly Thing[],
  answer: (call: LibraryCall, index: number) => Thing,
): Thing | undefined {
  const UNKNOWN = `What .${call.path} finds depends on the values of inputs; that is not followed.`;
  const [, sought] = call.args;
  const order = call.path === 'lastIndexOf' ? [...items.keys()].reverse() : [...items.keys()];
  for (const i of order) {
    const item = items[i];
    if (sought?.kind !== 'line' || item?.kind !== 'line') return refuse(call, UNKNOWN);
    const same = row(call, 'eq', [item.line, sought.line]);
    const holds = same === undefined ? undefined : call.machine.truth(lineThing(same), call.at.span, 'javascript');
    if (holds === undefined) return undefined;
    if (typeof holds !== 'boolean') return refuse(call, UNKNOWN);
    if (holds) return answer(call, i);
  }
  return answer(call, -1);
}

function known(call: LibraryCall, thing: Thing): string | number | undefined {
  if (thing.kind === 'text') return `text ${thing.value}`;
  const value = thing.kind === 'line' ? call.machine.valueOf(thing.line) : undefined;
  return typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
}

const keys: LibraryFunction = (call) => {
  const items = itemsOf(call);
  return (
    items &&
    list(
      call,
      items.map((_, i) => call.machine.constant(i)),
    )
  );
};

const entries: LibraryFunction = (call) => {
  const pairs = itemsOf(call)?.map((item, i) => list(call, [call.machine.constant(i), item]));
  return pairs?.every((pair) => pair !== undefined) ? list(call, pairs) : undefined;
};

const values: LibraryFunction = (call) => {
  const items = itemsOf(call);
  return items && list(call, items);
};

const CUTS = 'it takes entries out of the array; that is not followed';

const refusing =
  (reason: string): LibraryFunction =>
  (call) =>
    refuse(call, `.${call.path} is not read: ${reason}.`);

const asText: LibraryFunction = (call) => {
  const [of] = call.args;
  if (of?.kind === 'text') return of;
  return unknown('text made from values');
};

const join: LibraryFunction = (call) => {
  const items = itemsOf(call);
  const [, between = text(',')] = call.args;
  const words = items?.flatMap((item) => (item.kind === 'text' ? item.value : []));
  if (!items || !words) return undefined;
  if (words.length < items.length || between.kind !== 'text') return unknown('text made from values');
  return text(words.join(between.value));
};

export const javascriptArrays: readonly LibraryEntry[] = [
  entry(forEach, [], ['forEach']),
  entry(map, [], ['map']),
  entry(flatMap, [], ['flatMap']),
  entry(filter, [], ['filter']),
  entry(find, [], ['find']),
  entry(findIndex, [], ['findIndex']),
  entry(quantor(true), [], ['every']),
  entry(quantor(false), [], ['some']),
  entry(reduce(false), [], ['reduce']),
  entry(reduce(true), [], ['reduceRight']),
  entry(slice, [], ['slice', 'subarray']),
  entry(fill, [], ['fill']),
  entry(flat, [], ['flat']),
  entry(concat, [], ['concat']),
  entry(adding(true), [], ['push']),
  entry(adding(false), [], ['unshift']),
  entry(taking(true), [], ['pop']),
  entry(taking(false), [], ['shift']),
  entry(reverse, [], ['reverse']),
  entry(toReversed, [], ['toReversed']),
  entry(at, [], ['at']),
  entry(
    position((call, index) => call.machine.constant(index)),
    [],
    ['indexOf'],
  ),
  entry(
    position((call, index) => truth(call, index >= 0)),
    [],
    ['includes'],
  ),
  entry(keys, [], ['keys']),
  entry(values, [], ['values']),
  entry(entries, [], ['entries']),
  entry(join, [], ['join']),
  entry(asText, [], ['toFixed', 'toString', 'toPrecision', 'toLocaleString', 'toExponential']),
  entry(sort, [], ['sort']),
  entry(toSorted, [], ['toSorted']),
  entry(refusing(CUTS), [], ['splice', 'toSpliced', 'copyWithin']),
];
