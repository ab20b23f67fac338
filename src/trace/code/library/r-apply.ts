/** R: functions over functions: sapply, Map, Reduce, Filter, do.call. */
import type { LineId } from '../../../graph/list.ts';
import { NONE, type Thing } from '../things.ts';
import { callOne, chained, entriesFor, entriesIn, folded, lineIn, mapped } from './columns.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, named, refuse, row, sizesAt } from './given.ts';

const APPLY = 'X FUN';

/** What `sapply`, `lapply` and the like give for each entry; further arguments are handed on. */
function applied(call: LibraryCall): Thing[] | undefined {
  const keywords = new Map(call.keywords);
  for (const name of ['FUN.VALUE', 'USE.NAMES', 'simplify']) keywords.delete(name);
  const x = keywords.get('X') ?? call.args[0];
  const fn = keywords.get('FUN') ?? call.args[keywords.has('X') ? 0 : 1];
  for (const name of APPLY.split(' ')) keywords.delete(name);
  const start = 2 - [...call.keywords.keys()].filter((name) => name === 'X' || name === 'FUN').length;
  const more = call.args.slice(start + (call.path === 'vapply' && !call.keywords.has('FUN.VALUE') ? 1 : 0));
  const items = entriesIn(call, x);
  if (!items || !fn) return items && refuse(call, `${call.path} needs a function.`);
  const results: Thing[] = [];
  for (const item of items) {
    const at = call.at.kind === 'call' ? call.at : call.at;
    const result = call.machine.callThing(namedFunction(fn), { args: [item, ...more], keywords }, at, call.env);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}

/** `sapply(x, "sin")`. */
function namedFunction(fn: Thing): Thing {
  return fn.kind === 'text' ? { kind: 'builtin', path: fn.value } : fn;
}

/** Numbers make a vector, vectors of one length the columns of a matrix. */
function simplified(call: LibraryCall, results: readonly Thing[]): Thing | undefined {
  if (results.length === 0) return call.machine.store.make({ kind: 'list', items: [], loose: true });
  const lines: LineId[] = [];
  for (const result of results) {
    const line = lineIn(call, result);
    if (line === undefined) return undefined;
    lines.push(line);
  }
  const sizes = lines.map((line) => sizesAt(call, line));
  if (sizes.every((own) => own.length === 0)) return done(chained(call, results));
  if (sizes.some((own) => own.length !== 1 || own[0] !== sizes[0]?.[0])) {
    return refuse(call, `${call.path} gives things of different lengths here.`);
  }
  return done(row(call, 'stack', lines, { axis: 1 }));
}

const sapply: LibraryFunction = (call) => {
  const results = applied(call);
  return results && simplified(call, results);
};

const lapply: LibraryFunction = (call) => {
  const results = applied(call);
  return results && call.machine.store.make({ kind: 'list', items: results, loose: true });
};

function mapping(isSimple: boolean): LibraryFunction {
  return (call) => {
    const keywords = [...call.keywords.keys()].filter((name) => !['f', 'FUN', 'SIMPLIFY'].includes(name));
    if (keywords.length > 0) return refuse(call, `${call.path} with keywords is not read.`);
    const said = call.keywords.get('f') ?? call.keywords.get('FUN');
    const [fn, ...things] = said ? [said, ...call.args] : call.args;
    const lists = things.map((thing) => entriesIn(call, thing));
    if (lists.some((list) => !list)) return undefined;
    const results = mapped(call, fn && namedFunction(fn), lists as (readonly Thing[])[]);
    if (!results) return undefined;
    return isSimple
      ? simplified(call, results)
      : call.machine.store.make({ kind: 'list', items: results, loose: true });
  };
}

/** Signs as functions: `Reduce("+", x)`. */
const SIGNS: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '^': 'power',
  '%*%': 'matrixMultiply',
};

const reduce: LibraryFunction = (call) => {
  const got = named(call, 'f x init -right -accumulate');
  const items = got && entriesIn(call, got.x);
  if (!got?.f || !items) return undefined;
  const all = got.init ? [got.init, ...items] : items;
  const text = got.f.kind === 'text' ? got.f.value : got.f.kind === 'builtin' ? got.f.path : '';
  const sign = SIGNS[text];
  if (!sign) return folded(call, namedFunction(got.f), all);
  let result = all[0];
  for (const next of all.slice(1)) result = result && call.machine.operate(sign, result, next, call.at, call.env);
  return result ?? (all.length === 0 ? refuse(call, 'Reduce of nothing is not read.') : undefined);
};

const filter: LibraryFunction = (call) => {
  const got = named(call, 'f x');
  const items = got && entriesIn(call, got.x);
  if (!items) return undefined;
  const kept: Thing[] = [];
  for (const item of items) {
    const truth = callOne(call, got?.f, [item]);
    const holds = truth && call.machine.truth(truth, call.at.span);
    if (holds === undefined) return undefined;
    if (typeof holds !== 'boolean') return refuse(call, 'Which entries are taken depends on the values of inputs.');
    if (holds) kept.push(item);
  }
  return kept.length === 0 ? NONE : done(chained(call, kept));
};

const doCall: LibraryFunction = (call) => {
  const got = named(call, 'what args ~quote');
  const content = got?.args && call.machine.contentOf(got.args);
  if (!got?.what || !content) return got && refuse(call, 'do.call is read with a list.');
  const args = content.kind === 'list' ? content.items : [];
  const keywords = content.kind === 'dictionary' ? content.entries : new Map<string, Thing>();
  return call.machine.callThing(namedFunction(got.what), { args, keywords }, call.at, call.env);
};

export const rApply: readonly LibraryEntry[] = entriesFor('r', {
  'sapply vapply': sapply,
  lapply,
  mapply: mapping(true),
  Map: mapping(false),
  Reduce: reduce,
  Filter: filter,
  'do.call': doCall,
  'match.fun': (call) => (call.args[0] ? namedFunction(call.args[0]) : refuse(call, 'match.fun needs a function.')),
});
