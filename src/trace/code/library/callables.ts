/** Functions made from functions: vectorize, vmap, partial, jit. What they make is called by a method of no spelling. */
import type { LineId } from '../../../graph/list.ts';
import { broadcastShapes, isMisfit, sizesOf } from '../../../primitives/shape.ts';
import { listOf } from '../operators.ts';
import { lineThing, type Thing, tuple } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import { done, lineAt, named, refuse, reshaped, row, shapeAt, wants } from './given.ts';

const EACH = 'each entry';
const MAPPED = 'each part';
const PARTIAL = 'the rest';
const MOST_CALLS = 1000;

const made = (path: string, receiver: Thing): Thing => ({ kind: 'builtin', path, receiver });

function callOne(call: LibraryCall, fn: Thing, args: readonly Thing[]): Thing | undefined {
  return call.machine.callThing(fn, { args, keywords: new Map() }, call.at, call.env);
}

const vectorize: LibraryFunction = (call) => {
  const got = named(call, 'pyfunc ~otypes ~doc -excluded ~cache -signature');
  return got?.pyfunc ? made(EACH, got.pyfunc) : got && refuse(call, `${call.path} needs a function.`);
};

/** One call per entry of what the arguments broadcast to. */
const callEach: LibraryFunction = (call) => {
  const [fn, ...args] = call.args;
  if (!fn || call.keywords.size > 0) return refuse(call, 'A vectorized function is read without keywords.');
  const lines: LineId[] = [];
  for (const arg of args) {
    const line = lineAt(call, arg);
    if (line === undefined) return undefined;
    lines.push(line);
  }
  const joint = broadcastShapes(lines.map((line) => shapeAt(call, line)));
  if (isMisfit(joint)) return refuse(call, `${joint.misfit}.`);
  const shape = sizesOf(joint);
  if (shape.length === 0) return callOne(call, fn, lines.map(lineThing));
  const count = shape.reduce((product, size) => product * size, 1);
  if (count > MOST_CALLS) return refuse(call, `${count} calls are too many to follow.`);
  const flat = lines.map((line) => reshaped(call, row(call, 'broadcast', [line], { shape }), [count]));
  const results: Thing[] = [];
  for (let i = 0; i < count; i++) {
    const entries = flat.map((line) => done(row(call, 'index', [line], { items: [[i]] })));
    if (entries.some((entry) => entry === undefined)) return undefined;
    const result = callOne(call, fn, entries as Thing[]);
    if (result === undefined) return undefined;
    results.push(result);
  }
  const known = results.map((result) => (result.kind === 'line' ? call.machine.valueOf(result.line) : undefined));
  if (Number.isInteger(known[0]) && !known.every((value) => Number.isInteger(value))) {
    return refuse(call, 'By its first result a vectorized function may give whole numbers only. Use where(…) instead.');
  }
  return done(reshaped(call, lineAt(call, tuple(results)), shape));
};

const vmap: LibraryFunction = (call) => {
  const got = named(call, 'fun|func in_axes|in_dims out_axes|out_dims');
  if (!got?.fun) return got && refuse(call, `${call.path} needs a function.`);
  return made(MAPPED, tuple([got.fun, got.in_axes ?? { kind: 'none' }, got.out_axes ?? { kind: 'none' }]));
};

/** One call per entry along the first axis; an axis None hands the argument on whole. */
const callMapped: LibraryFunction = (call) => {
  const [held, ...args] = call.args;
  const [fn, axes, outs] = held?.kind === 'tuple' ? held.items : [];
  if (!fn || call.keywords.size > 0) return refuse(call, 'A mapped function is read without keywords.');
  const isFirst = (thing: Thing) => thing.kind === 'line' && call.machine.valueOf(thing.line) === 0;
  if (outs && outs.kind !== 'none' && !isFirst(outs)) return refuse(call, 'vmap is read along first axes.');
  const list = axes && axes.kind !== 'none' ? (listOf(call.machine, axes) ?? args.map(() => axes)) : undefined;
  if (list?.some((axis) => axis.kind !== 'none' && !isFirst(axis)))
    return refuse(call, 'vmap is read along first axes.');
  const parts: (readonly Thing[] | undefined)[] = [];
  for (const [i, arg] of args.entries()) {
    const isWhole = list?.[i]?.kind === 'none';
    const items = isWhole ? undefined : call.machine.items(arg, call.at.span);
    if (!isWhole && !items) return undefined;
    parts.push(items);
  }
  const count = parts.find((items) => items !== undefined)?.length;
  if (count === undefined || parts.some((items) => items && items.length !== count) || count > MOST_CALLS) {
    return refuse(call, 'What is mapped over differs in length.');
  }
  const results: Thing[] = [];
  for (let k = 0; k < count; k++) {
    const result = callOne(
      call,
      fn,
      args.map((arg, i) => parts[i]?.[k] ?? arg),
    );
    if (result === undefined) return undefined;
    results.push(result);
  }
  const width = results[0]?.kind === 'tuple' ? results[0].items.length : undefined;
  if (width === undefined) return done(lineAt(call, tuple(results)));
  const columns = Array.from({ length: width }, (_, i) =>
    done(
      lineAt(call, tuple(results.map((result) => (result.kind === 'tuple' ? (result.items[i] ?? result) : result)))),
    ),
  );
  return columns.some((column) => column === undefined) ? undefined : tuple(columns as Thing[]);
};

const partial: LibraryFunction = (call) => {
  const [fn, ...args] = call.args;
  if (!fn) return refuse(call, 'partial needs a function.');
  const keywords = call.machine.store.make({ kind: 'dictionary', entries: new Map(call.keywords) });
  return made(PARTIAL, tuple([fn, tuple(args), keywords]));
};

const callPartial: LibraryFunction = (call) => {
  const [held, ...rest] = call.args;
  const [fn, first, options] = held?.kind === 'tuple' ? held.items : [];
  const content = options && call.machine.contentOf(options);
  if (!fn || first?.kind !== 'tuple' || content?.kind !== 'dictionary') return undefined;
  const keywords = new Map([...content.entries, ...call.keywords]);
  return call.machine.callThing(fn, { args: [...first.items, ...rest], keywords }, call.at, call.env);
};

/** Compiled or cached, a function has the values that it had. */
const itself: LibraryFunction = (call) => call.args[0] ?? refuse(call, `${call.path} needs a function.`);

const map: LibraryFunction = (call) => {
  const [fn, ...lists] = call.args;
  if (!fn || !lists[0]) return refuse(call, `${call.path} needs a function and an array.`);
  const first = lineAt(call, lists[0]);
  if (first === undefined || !wants(call, first, 1)) return undefined;
  return callMapped({ ...call, args: [tuple([fn, { kind: 'none' }, { kind: 'none' }]), ...lists] });
};

export const callables: readonly LibraryEntry[] = [
  pythonEntry(vectorize, ['np.vectorize', 'jnp.vectorize']),
  pythonEntry(vmap, ['jax.vmap', 'torch.vmap', 'torch.func.vmap']),
  pythonEntry(map, ['lax.map']),
  pythonEntry(partial, ['functools.partial']),
  pythonEntry(itself, ['jax.jit', 'jax.checkpoint', 'jax.remat', 'torch.compile']),
  pythonEntry(callEach, [], [EACH]),
  pythonEntry(callMapped, [], [MAPPED]),
  pythonEntry(callPartial, [], [PARTIAL]),
];
