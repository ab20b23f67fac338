/** Lists, dictionaries and itertools of Python. */
import { NONE, type Thing, text, tuple } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import { named, refuse, wholeNumber } from './given.ts';

const MOST_LISTED = 10_000;
const MOST_REPEATS = 12;

/** The entries of an argument; undefined: refused. */
export function itemsAt(call: LibraryCall, index: number): readonly Thing[] | undefined {
  const thing = call.args[index];
  if (thing === undefined) return refuse(call, `${call.path} needs a list here.`);
  return call.machine.items(thing, call.at.span);
}

export function list(call: LibraryCall, items: readonly Thing[]): Thing | undefined {
  if (items.length > MOST_LISTED) return refuse(call, 'The list gets too long to follow.');
  return call.machine.store.make({ kind: 'list', items });
}

// Lists and dictionaries

const dict: LibraryFunction = (call) => {
  const entries = new Map<string, Thing>();
  const [from] = call.args;
  const content = from && call.machine.contentOf(from);
  if (content?.kind === 'dictionary') for (const [key, value] of content.entries) entries.set(key, value);
  else if (from) {
    for (const pair of call.machine.items(from, call.at.span) ?? []) {
      const [key, value] = call.machine.items(pair, call.at.span) ?? [];
      if (key?.kind !== 'text' || !value) return refuse(call, 'The names of these entries are not known.');
      entries.set(key.value, value);
    }
  }
  for (const [key, value] of call.keywords) entries.set(key, value);
  return call.machine.store.make({ kind: 'dictionary', entries });
};

function entriesOf(call: LibraryCall): ReadonlyMap<string, Thing> | undefined {
  const content = call.args[0] && call.machine.contentOf(call.args[0]);
  if (content?.kind === 'dictionary') return content.entries;
  return refuse(call, `${call.path} is read for dictionaries.`);
}

const keys: LibraryFunction = (call) => {
  const entries = entriesOf(call);
  return entries && list(call, [...entries.keys()].map(text));
};

const values: LibraryFunction = (call) => {
  const entries = entriesOf(call);
  return entries && list(call, [...entries.values()]);
};

const items: LibraryFunction = (call) => {
  const entries = entriesOf(call);
  return (
    entries &&
    list(
      call,
      [...entries].map(([key, value]) => tuple([text(key), value])),
    )
  );
};

const update: LibraryFunction = (call) => {
  const [thing, more] = call.args;
  const entries = entriesOf(call);
  const other = more && call.machine.contentOf(more);
  if (!entries || thing?.kind !== 'ref') return undefined;
  if (more && other?.kind !== 'dictionary') return refuse(call, 'update is read with a dictionary.');
  const added = other?.kind === 'dictionary' ? other.entries : [];
  call.machine.store.change(thing.id, {
    kind: 'dictionary',
    entries: new Map([...entries, ...added, ...call.keywords]),
  });
  return NONE;
};

/** The place that an argument means in a list; undefined: refused. */
function placeIn(call: LibraryCall, thing: Thing | undefined, size: number, otherwise: number): number | undefined {
  if (!thing) return otherwise;
  const index = wholeNumber(call, thing, 'Which entry is meant');
  return index === undefined ? undefined : index < 0 ? index + size : index;
}

const pop: LibraryFunction = (call) => {
  const [thing, which, otherwise] = call.args;
  const content = thing && call.machine.contentOf(thing);
  if (thing?.kind === 'ref' && content?.kind === 'dictionary' && which?.kind === 'text') {
    const found = content.entries.get(which.value) ?? otherwise;
    const entries = new Map(content.entries);
    entries.delete(which.value);
    call.machine.store.change(thing.id, { kind: 'dictionary', entries });
    return found ?? refuse(call, `There is no '${which.value}'.`);
  }
  if (thing?.kind !== 'ref' || content?.kind !== 'list') return refuse(call, 'pop is read for lists and dictionaries.');
  const place = placeIn(call, which, content.items.length, content.items.length - 1);
  const found = place === undefined ? undefined : content.items[place];
  if (place === undefined) return undefined;
  if (!found) return refuse(call, 'There is no such entry to take out.');
  call.machine.store.change(thing.id, { kind: 'list', items: content.items.filter((_, i) => i !== place) });
  return found;
};

/** Changes a list: `change` answers the new items. */
function changing(
  change: (items: readonly Thing[], call: LibraryCall) => readonly Thing[] | undefined,
): LibraryFunction {
  return (call) => {
    const [thing] = call.args;
    const content = thing && call.machine.contentOf(thing);
    if (thing?.kind !== 'ref' || content?.kind !== 'list') return refuse(call, `${call.path} is read for lists.`);
    const changed = change(content.items, call);
    if (!changed) return undefined;
    call.machine.store.change(thing.id, { kind: 'list', items: changed });
    return NONE;
  };
}

const insert = changing((before, call) => {
  const place = placeIn(call, call.args[1], before.length, 0);
  const item = call.args[2];
  if (place === undefined || !item) return undefined;
  const at = Math.max(0, Math.min(before.length, place));
  return [...before.slice(0, at), item, ...before.slice(at)];
});

// itertools

/** All ways to take one of each list, the last one fastest. */
const product: LibraryFunction = (call) => {
  const repeat = call.keywords.get('repeat');
  const times = repeat ? wholeNumber(call, repeat, 'How often the lists are repeated') : 1;
  if (times === undefined) return undefined;
  if (times < 0 || times > MOST_REPEATS) return refuse(call, `${call.path} with repeat=${times} is not read.`);
  const lists: (readonly Thing[])[] = [];
  for (let i = 0; i < call.args.length; i++) {
    const found = itemsAt(call, i);
    if (!found) return undefined;
    lists.push(found);
  }
  const all = Array.from({ length: times }, () => lists).flat();
  let rows: Thing[][] = [[]];
  for (const next of all) {
    if (rows.length * next.length > MOST_LISTED) return refuse(call, 'The list gets too long to follow.');
    rows = rows.flatMap((start) => next.map((item) => [...start, item]));
  }
  return list(call, rows.map(tuple));
};

/** Choices of `size` places in order; `next` says from where the following place starts. */
function choices(next: 'after' | 'same' | 'any'): LibraryFunction {
  return (call) => {
    const all = itemsAt(call, 0);
    const given = call.args[1] ?? call.keywords.get('r');
    const size = all && given ? wholeNumber(call, given, 'How many are chosen') : all?.length;
    if (!all || size === undefined) return undefined;
    let chosen: number[][] = [[]];
    for (let k = 0; k < size && chosen.length > 0; k++) {
      chosen = chosen.flatMap((start) => {
        const last = start[start.length - 1] ?? 0;
        const from = next === 'any' || start.length === 0 ? 0 : next === 'after' ? last + 1 : last;
        const rest = all.map((_, i) => i).slice(from);
        return (next === 'any' ? rest.filter((i) => !start.includes(i)) : rest).map((i) => [...start, i]);
      });
      if (chosen.length > MOST_LISTED) return refuse(call, 'The list gets too long to follow.');
    }
    return list(
      call,
      chosen.map((places) => tuple(places.map((i) => all[i] as Thing))),
    );
  };
}

const accumulate: LibraryFunction = (call) => {
  const got = named(call, 'iterable func initial');
  if (!got?.iterable) return got && refuse(call, `${call.path} needs a list.`);
  const all = call.machine.items(got.iterable, call.at.span);
  if (!all) return undefined;
  const results: Thing[] = got?.initial ? [got.initial] : [];
  for (const item of all) {
    const before = results[results.length - 1];
    const next: Thing | undefined =
      before === undefined
        ? item
        : got?.func
          ? call.machine.callThing(got.func, { args: [before, item], keywords: new Map() }, call.at, call.env)
          : call.machine.operate('add', before, item, call.at, call.env);
    if (next === undefined) return undefined;
    results.push(next);
  }
  return list(call, results);
};

const chain: LibraryFunction = (call) => {
  const all: Thing[] = [];
  for (let i = 0; i < call.args.length; i++) {
    const found = itemsAt(call, i);
    if (!found) return undefined;
    all.push(...found);
  }
  return list(call, all);
};

const pairwise: LibraryFunction = (call) => {
  const all = itemsAt(call, 0);
  return (
    all &&
    list(
      call,
      all.slice(1).map((item, i) => tuple([all[i] as Thing, item])),
    )
  );
};

const filter: LibraryFunction = (call) => {
  const [fn] = call.args;
  const all = itemsAt(call, 1);
  if (!all || !fn) return undefined;
  const kept: Thing[] = [];
  for (const item of all) {
    const answer =
      fn.kind === 'none' ? item : call.machine.callThing(fn, { args: [item], keywords: new Map() }, call.at, call.env);
    const is = answer && call.machine.truth(answer, call.at.span);
    if (is === undefined) return undefined;
    if (typeof is !== 'boolean') return refuse(call, 'Which entries are taken depends on the values of inputs.');
    if (is) kept.push(item);
  }
  return list(call, kept);
};

export const pythonLists: readonly LibraryEntry[] = [
  pythonEntry(dict, ['dict']),
  pythonEntry(keys, [], ['keys']),
  pythonEntry(values, [], ['values']),
  pythonEntry(items, [], ['items']),
  pythonEntry(update, [], ['update']),
  pythonEntry(pop, [], ['pop']),
  pythonEntry(insert, [], ['insert']),
  pythonEntry(product, ['itertools.product']),
  pythonEntry(choices('after'), ['itertools.combinations']),
  pythonEntry(choices('same'), ['itertools.combinations_with_replacement']),
  pythonEntry(choices('any'), ['itertools.permutations']),
  pythonEntry(accumulate, ['itertools.accumulate']),
  pythonEntry(chain, ['itertools.chain']),
  pythonEntry(pairwise, ['itertools.pairwise']),
  pythonEntry(filter, ['filter']),
  pythonEntry(
    changing((before) => [...before].reverse()),
    [],
    ['reverse'],
  ),
  pythonEntry(
    changing(() => []),
    [],
    ['clear'],
  ),
];
