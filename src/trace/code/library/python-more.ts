/** More of Python itself: tests of types, text, methods of lists and dictionaries, itertools, operator. */
import { isConstant } from '../../../graph/list.ts';
import { listOf } from '../operators.ts';
import { NONE, type Thing, text, tuple, unknown } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import { done, flag, lineAt, named, refuse, row, shapeAt, wants, wholeNumber } from './given.ts';
import { asWhole } from './numpy-misc.ts';

const MOST_LISTED = 10_000;
const MOST_REPEATS = 12;

function itemsAt(call: LibraryCall, index: number): readonly Thing[] | undefined {
  const thing = call.args[index];
  if (thing === undefined) return refuse(call, `${call.path} needs a list here.`);
  return call.machine.items(thing, call.at.span);
}

function list(call: LibraryCall, items: readonly Thing[]): Thing | undefined {
  if (items.length > MOST_LISTED) return refuse(call, 'The list gets too long to follow.');
  return call.machine.store.make({ kind: 'list', items });
}

const truth = (call: LibraryCall, value: boolean): Thing => call.machine.constant(value ? 1 : 0, String(value));

/** Some or all of a list; a line where it depends on inputs. */
function quantor(isAll: boolean): LibraryFunction {
  return (call) => {
    const items = itemsAt(call, 0);
    if (!items) return undefined;
    let open: Thing | undefined;
    for (const item of items) {
      const is = call.machine.truth(item, call.at.span);
      if (is === undefined) return undefined;
      if (typeof is !== 'boolean') {
        const next = done(is);
        open = open && next ? call.machine.operate(isAll ? 'and' : 'or', open, next, call.at, call.env) : next;
        if (open === undefined) return undefined;
      } else if (is !== isAll) {
        return truth(call, is);
      }
    }
    return open ?? truth(call, isAll);
  };
}

/** What a type as an argument is called: `float`, `ndarray`, `list`. */
function typeNames(call: LibraryCall, thing: Thing | undefined): string[] | undefined {
  const types = thing && (listOf(call.machine, thing) ?? [thing]);
  const names = types?.map((type) =>
    type.kind === 'builtin' ? (type.path.split('.').pop() ?? '') : type.kind === 'class' ? type.name : undefined,
  );
  return names?.every((name) => name !== undefined) ? names : undefined;
}

const NUMBERS = ['float', 'float64', 'float32', 'floating', 'number', 'Number', 'Real', 'inexact'];
const ARRAYS = ['ndarray', 'Tensor', 'Array', 'ArrayLike'];

/** Numbers are floats here; whether a number is an int is not told apart where it matters. */
const isinstance: LibraryFunction = (call) => {
  const [thing, type] = call.args;
  const names = typeNames(call, type);
  const says = (...kinds: string[]) => names?.some((name) => kinds.includes(name)) === true;
  const open = () => refuse(call, 'Whether this is of that type is not known.');
  if (!thing || !names) return open();
  const content = call.machine.contentOf(thing);
  if (thing.kind === 'text') return truth(call, says('str'));
  if (thing.kind === 'none') return truth(call, false);
  if (thing.kind === 'tuple') return truth(call, says('tuple', 'Sequence', 'Iterable'));
  if (content?.kind === 'list') return truth(call, says('list', 'Sequence', 'Iterable'));
  if (content?.kind === 'dictionary') return truth(call, says('dict', 'Mapping', 'Iterable'));
  if (content?.kind === 'object') {
    if (content.className !== undefined && says(content.className)) return truth(call, true);
    return open();
  }
  if (thing.kind === 'function') return truth(call, says('Callable', 'FunctionType'));
  const line = lineAt(call, thing);
  if (line === undefined) return undefined;
  if (shapeAt(call, line).length > 0)
    return says(...ARRAYS) ? truth(call, true) : says('list', 'tuple') ? open() : truth(call, false);
  if (says(...NUMBERS)) return truth(call, true);
  if (says(...ARRAYS)) return says('ndarray') && names.length === 1 ? truth(call, false) : open();
  if (says('int', 'integer', 'bool', 'Integral'))
    return isConstant(call.machine.kit.builder.at(line)) ? open() : truth(call, false);
  return truth(call, false);
};

const LIST_LIKE = ['shape', '__len__', '__iter__', '__getitem__', 'ndim', 'T', 'size'];

const hasattr: LibraryFunction = (call) => {
  const [thing, name] = call.args;
  if (!thing || name?.kind !== 'text') return refuse(call, 'Which attribute is meant is not known.');
  const content = call.machine.contentOf(thing);
  if (content?.kind === 'object') {
    const { className, entries } = content;
    const { kit } = call.machine;
    const known =
      entries.has(name.value) || kit.methodOf(className, name.value, thing) || kit.presetOf(className, name.value);
    return known ? truth(call, true) : refuse(call, `Whether there is ${name.value} is not known.`);
  }
  if (thing.kind === 'line' || content?.kind === 'array') {
    const line = lineAt(call, thing);
    const isArray = line !== undefined && shapeAt(call, line).length > 0;
    if (LIST_LIKE.includes(name.value)) return truth(call, isArray);
  }
  return refuse(call, `Whether there is ${name.value} is not known.`);
};

const callable: LibraryFunction = (call) => {
  const kind = call.args[0]?.kind;
  return truth(call, kind === 'function' || kind === 'builtin' || kind === 'class');
};

const asText: LibraryFunction = (call) => {
  const [thing] = call.args;
  return thing?.kind === 'text' ? thing : unknown('text made from values');
};

const asInt: LibraryFunction = (call) => {
  const [thing] = call.args;
  if (thing?.kind !== 'text') return asWhole(call);
  return /^\s*[+-]?\d+\s*$/.test(thing.value)
    ? call.machine.constant(Number(thing.value))
    : refuse(call, 'This text is no number.');
};

/** Known numbers only, smallest first. */
const sorted: LibraryFunction = (call) => {
  const items = call.keywords.has('key') ? undefined : itemsAt(call, 0);
  const isDown = flag(call, call.keywords.get('reverse'));
  const values = items?.map((item) => (item.kind === 'line' ? call.machine.valueOf(item.line) : undefined));
  if (!items || !values?.every((value) => typeof value === 'number') || isDown === undefined) {
    return refuse(call, 'sorted is not read: the order depends on the values; that is not followed.');
  }
  const order = items.map((item, i) => ({ item, value: values[i] as number }));
  order.sort((a, b) => (isDown ? b.value - a.value : a.value - b.value));
  return list(
    call,
    order.map(({ item }) => item),
  );
};

const divmod: LibraryFunction = (call) => {
  const [a, b] = call.args;
  if (!a || !b) return refuse(call, 'divmod needs two numbers.');
  const quotient = call.machine.operate('floorDivide', a, b, call.at, call.env);
  const rest = quotient && call.machine.operate('modulo', a, b, call.at, call.env);
  return quotient && rest && tuple([quotient, rest]);
};

/** √Σ (p − q)² */
const dist: LibraryFunction = (call) => {
  const [p, q] = [lineAt(call, call.args[0]), lineAt(call, call.args[1])];
  const away = row(call, 'sub', [p, q]);
  return away === undefined || !wants(call, away, 1) ? undefined : done(row(call, 'norm', [away]));
};

const sumProduct: LibraryFunction = (call) => {
  const lines = [lineAt(call, call.args[0]), lineAt(call, call.args[1])];
  return done(row(call, 'matmul', lines));
};

const isClose: LibraryFunction = (call) => {
  const got = named(call, 'a b rel_tol abs_tol');
  const [a, b] = [got && lineAt(call, got.a), got && lineAt(call, got.b)];
  if (a === undefined || b === undefined) return undefined;
  const constant = (value: number) => call.machine.kit.builder.constant(value);
  const relative = got?.rel_tol ? lineAt(call, got.rel_tol) : constant(1e-9);
  const absolute = got?.abs_tol ? lineAt(call, got.abs_tol) : constant(0);
  const larger = row(call, 'max', [row(call, 'abs', [a]), row(call, 'abs', [b])]);
  const room = row(call, 'max', [row(call, 'mul', [relative, larger]), absolute]);
  return done(row(call, 'le', [row(call, 'abs', [row(call, 'sub', [a, b])]), room]));
};

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
  const all = got?.iterable && call.machine.items(got.iterable, call.at.span);
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

const OPERATORS: Readonly<Record<string, string>> = {
  add: 'add',
  sub: 'subtract',
  mul: 'multiply',
  truediv: 'divide',
  floordiv: 'floorDivide',
  mod: 'modulo',
  pow: 'power',
  matmul: 'matrixMultiply',
};

function operator(name: string): LibraryFunction {
  return (call) => {
    const [a, b] = call.args;
    return a && b
      ? call.machine.operate(name, a, b, call.at, call.env)
      : refuse(call, `${call.path} needs two arguments.`);
  };
}

const isType: LibraryFunction = (call) => refuse(call, `${call.path} of this is not read.`);

const TYPES = [
  'np.ndarray',
  'np.number',
  'np.floating',
  'np.integer',
  'np.generic',
  'jnp.ndarray',
  'jax.Array',
  'torch.Tensor',
];

export const pythonMore: readonly LibraryEntry[] = [
  pythonEntry(quantor(false), ['any']),
  pythonEntry(quantor(true), ['all']),
  pythonEntry(isinstance, ['isinstance']),
  pythonEntry(hasattr, ['hasattr']),
  pythonEntry(callable, ['callable']),
  pythonEntry(isType, [
    'type',
    'complex',
    'object',
    'set',
    'frozenset',
    'bytes',
    'issubclass',
    'id',
    'vars',
    'iter',
    'next',
    ...TYPES,
  ]),
  pythonEntry(asText, ['str', 'repr', 'format'], ['format', 'join', 'strip', 'lower', 'upper']),
  pythonEntry(asInt, ['int']),
  pythonEntry((call) => (call.args[0] ? boolOf(call, call.args[0]) : truth(call, false)), ['bool']),
  pythonEntry(sorted, ['sorted']),
  pythonEntry(divmod, ['divmod']),
  pythonEntry(dist, ['math.dist']),
  pythonEntry(sumProduct, ['math.sumprod']),
  pythonEntry(isClose, ['math.isclose']),
  pythonEntry(dict, ['dict']),
  pythonEntry(keys, [], ['keys']),
  pythonEntry(values, [], ['values']),
  pythonEntry(items, [], ['items']),
  pythonEntry(update, [], ['update']),
  pythonEntry(pop, [], ['pop']),
  pythonEntry(insert, [], ['insert']),
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
  pythonEntry(product, ['itertools.product']),
  pythonEntry(choices('after'), ['itertools.combinations']),
  pythonEntry(choices('same'), ['itertools.combinations_with_replacement']),
  pythonEntry(choices('any'), ['itertools.permutations']),
  pythonEntry(accumulate, ['itertools.accumulate']),
  pythonEntry(chain, ['itertools.chain']),
  pythonEntry(pairwise, ['itertools.pairwise']),
  pythonEntry(filter, ['filter']),
  ...Object.entries(OPERATORS).map(([name, own]) => pythonEntry(operator(own), [`operator.${name}`])),
  pythonEntry((call) => done(row(call, 'neg', [lineAt(call, call.args[0])])), ['operator.neg']),
];

function boolOf(call: LibraryCall, thing: Thing): Thing | undefined {
  const is = call.machine.truth(thing, call.at.span);
  return is === undefined ? undefined : typeof is === 'boolean' ? truth(call, is) : done(is);
}
