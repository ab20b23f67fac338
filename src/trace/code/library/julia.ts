/** Julia: reductions with and without a function, functions over functions, iteration, numbers. */
import type { LineId } from '../../../graph/list.ts';
import { callEach } from '../each.ts';
import { NONE, type Thing, text, tuple, unknown } from '../things.ts';
import {
  arrayIn,
  callOne,
  constantOf,
  each,
  entriesFor,
  entriesIn,
  flatIn,
  folded,
  formIn,
  horner,
  lineIn,
  mapped,
  ORDER,
  PLACES,
  reduceAll,
  reduceAlong,
  refusing,
  shaped,
  truthOf,
  varianceAll,
  wholeIn,
} from './columns.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { done, flag, number, refuse, row, sizesAt, wants } from './given.ts';
import { juliaArrays } from './julia-arrays.ts';
import { juliaOrder } from './order-columns.ts';
import { juliaSpecial } from './special.ts';

const product = (sizes: readonly number[]) => sizes.reduce((all, own) => all * own, 1);

function isFunction(thing: Thing | undefined): boolean {
  return thing?.kind === 'function' || (thing?.kind === 'builtin' && thing.path !== ':');
}

/** `f` on every entry, as an array of the same shape; of lists and ranges a vector. */
function overEntries(call: LibraryCall, fn: Thing, things: readonly Thing[]): Thing | undefined {
  const [first] = things;
  const content = first && call.machine.contentOf(first);
  const isArray = first?.kind === 'line' || content?.kind === 'array';
  const dotted = call.at.kind === 'call' ? { ...call.at, elementwise: true } : call.at;
  if (isArray && things.length === 1 && fn.kind === 'builtin') {
    const line = arrayIn(call, first, 1);
    if (line === undefined) return undefined;
    return call.machine.callThing(fn, { args: things, keywords: new Map() }, dotted, call.env, true);
  }
  const lists = things.map((thing) => entriesIn(call, thing));
  if (lists.some((list) => !list)) return undefined;
  const results = mapped(call, fn, lists as (readonly Thing[])[]);
  if (!results) return undefined;
  const sizes = isArray ? sizesAt(call, lineIn(call, first) ?? 0) : [];
  if (sizes.length < 2) return call.machine.store.make({ kind: 'list', items: results, loose: true });
  return done(shaped(call, call.machine.lineOf(tuple(results), call.at.span), sizes));
}

/** What is reduced: of `sum(f, x)` the values of f. */
function reducedIn(call: LibraryCall): Thing | undefined {
  const [first, second] = call.args;
  if (!isFunction(first) || call.args.length < 2) return first ?? refuse(call, `${call.path} needs an array.`);
  return first && second && overEntries(call, first, [second]);
}

/** Arrays in a list: they are added, not made to a matrix. */
function arraysIn(call: LibraryCall, thing: Thing): readonly Thing[] | undefined {
  const content = call.machine.contentOf(thing);
  const items = content?.kind === 'list' ? content.items : thing.kind === 'tuple' ? thing.items : undefined;
  const isArray = (item: Thing) => {
    const own = call.machine.contentOf(item);
    return (
      own?.kind === 'array' || own?.kind === 'list' || (item.kind === 'line' && sizesAt(call, item.line).length > 0)
    );
  };
  return items?.some(isArray) ? items : undefined;
}

function reduction(operation: string, sign?: string): LibraryFunction {
  return (call) => {
    const other = [...call.keywords.keys()].find((name) => name !== 'dims' && name !== 'init');
    if (other !== undefined) return refuse(call, `${call.path} with ${other}= is not read yet.`);
    const thing = reducedIn(call);
    if (!thing) return undefined;
    const init = call.keywords.get('init');
    const content = call.machine.contentOf(thing);
    const isEmpty =
      (content?.kind === 'list' && content.items.length === 0) || (thing.kind === 'range' && thing.count === 0);
    if (isEmpty && (operation === 'sum' || operation === 'prod'))
      return init ?? constantOf(call, operation === 'sum' ? 0 : 1);
    const arrays = arraysIn(call, thing);
    const dims = call.keywords.get('dims');
    if (arrays) {
      if (!sign || dims) return refuse(call, `${call.path} of a list of arrays is not read.`);
      let total: Thing | undefined = init ?? arrays[0];
      for (const next of init ? arrays : arrays.slice(1))
        total = total && call.machine.operate(sign, total, next, call.at, call.env);
      return total;
    }
    const line = arrayIn(call, thing, 1);
    if (line === undefined) return undefined;
    if (!dims || (dims.kind === 'builtin' && dims.path === ':')) {
      const result = reduceAll(call, operation, line);
      if (!init || !sign) return init ? refuse(call, `${call.path} with init= is not read here.`) : done(result);
      return result === undefined
        ? undefined
        : call.machine.operate(sign, init, { kind: 'line', line: result }, call.at, call.env);
    }
    if (init) return refuse(call, `${call.path} with dims= and init= is not read.`);
    const axis = wholeIn(call, dims, 'The dimension');
    if (axis === undefined || !wants(call, line, axis)) return undefined;
    const wide = arrayIn(call, thing, axis);
    const form = wide === undefined ? undefined : call.machine.layout.formOf(wide, call.at.span);
    if (wide === undefined || !form) return undefined;
    if (form.kind === 'vector' && axis === 1)
      return done(call.machine.layout.flat(reduceAll(call, operation, wide) ?? wide, call.at.span));
    return done(reduceAlong(call, operation, wide, axis - 1));
  };
}

const extrema: LibraryFunction = (call) => {
  const thing = reducedIn(call);
  const line = thing && arrayIn(call, thing, 1);
  if (line === undefined) return undefined;
  const ends = ['amin', 'amax'].map((operation) => done(reduceAll(call, operation, line)));
  return ends.some((end) => end === undefined) ? undefined : tuple(ends as Thing[]);
};

function spread(isRoot: boolean): LibraryFunction {
  return (call) => {
    const other = [...call.keywords.keys()].find((name) => name !== 'corrected');
    if (other !== undefined || call.args.length !== 1)
      return refuse(call, `${call.path} is read for one array and corrected=.`);
    const corrected = flag(call, call.keywords.get('corrected'), true);
    const line = arrayIn(call, call.args[0], 1);
    if (line === undefined || corrected === undefined) return undefined;
    const result = varianceAll(call, line, corrected ? 1 : 0);
    return done(isRoot ? row(call, 'sqrt', [result]) : result);
  };
}

function cumulative(operation: 'cumsum' | 'cumprod'): LibraryFunction {
  return (call) => {
    const dims = call.keywords.get('dims');
    const axis = dims ? wholeIn(call, dims, 'The dimension') : 1;
    const form = axis === undefined ? undefined : formIn(call, call.args[0], axis);
    if (!form || axis === undefined) return undefined;
    if (form.kind === 'matrix' && dims) return done(row(call, operation, [form.line], { axis: axis - 1 }));
    if (form.kind !== 'vector') return refuse(call, `${call.path} is read for vectors, and for matrices with dims=.`);
    return done(row(call, operation, [form.line], { axis: 0 }));
  };
}

function along(operation: 'softmax' | 'logSoftmax'): LibraryFunction {
  return (call) => {
    const dims = call.keywords.get('dims');
    const axis = dims ? wholeIn(call, dims, 'The dimension') : 1;
    const form = formIn(call, call.args[0], 1);
    if (!form || axis === undefined) return undefined;
    if (form.kind !== 'vector' && form.kind !== 'matrix') return refuse(call, `${call.path} needs a vector or matrix.`);
    return done(row(call, operation, [form.line], { axis: axis - 1 }));
  };
}

// Functions over functions

const map: LibraryFunction = (call) => {
  const [fn, ...things] = call.args;
  if (!fn || things.length === 0) return refuse(call, 'map needs a function and something to run over.');
  return overEntries(call, fn, things);
};

const broadcast: LibraryFunction = (call) => {
  const [fn, ...args] = call.args;
  if (!fn) return refuse(call, 'broadcast needs a function.');
  const dotted = call.at.kind === 'call' ? { ...call.at, elementwise: true } : call.at;
  if (fn.kind === 'builtin') return call.machine.callThing(fn, { args, keywords: new Map() }, dotted, call.env, true);
  return callEach(call.machine, fn, { args, keywords: new Map() }, call.at, call.env);
};

/** From the left; with `init` first. */
function folding(isMapped: boolean, isRight = false): LibraryFunction {
  return (call) => {
    const init = call.keywords.get('init');
    const [first, second, ...rest] = call.args;
    const [op, things] = isMapped ? [second, rest] : [first, second ? [second, ...rest] : []];
    if (!first || !op || things.length === 0 || [...call.keywords.keys()].some((name) => name !== 'init')) {
      return refuse(call, `${call.path} is not read for these arguments.`);
    }
    const source = isMapped ? overEntries(call, first, things) : things[0];
    const items = source && entriesIn(call, source);
    if (!items) return undefined;
    const isJoin = op.kind === 'builtin' && (op.path === 'vcat' || op.path === 'hcat') && !init;
    if (isJoin) return callOne(call, op, items);
    const whole = op.kind === 'builtin' && !init && items.length > 1 ? WHOLE[op.path] : undefined;
    const line = whole && source && !arraysIn(call, source) ? lineIn(call, source) : undefined;
    if (whole && line !== undefined) return done(reduceAll(call, whole, line));
    const all = init ? (isRight ? [...items, init] : [init, ...items]) : items;
    if (!isRight) return folded(call, op, all);
    let result = all[all.length - 1];
    for (const next of [...all].reverse().slice(1)) result = result && callOne(call, op, [next, result]);
    return result;
  };
}

/** Reductions that have a row of their own. */
const WHOLE: Readonly<Record<string, string>> = { '+': 'sum', '*': 'prod', max: 'amax', min: 'amin' };

/** Signs as functions: `reduce(+, x)`, `+(a, b)`. */
function sign(operator: string): LibraryFunction {
  return (call) => {
    const [first, ...rest] = call.args;
    let result = first;
    const isDotted = call.at.kind === 'call' && call.at.elementwise === true;
    if (rest.length === 0)
      return operator === 'subtract' && first ? done(each(call, 'neg', [lineIn(call, first)])) : first;
    for (const next of rest)
      result = result && call.machine.operate(operator, result, next, call.at, call.env, isDotted);
    return result;
  };
}

// Iteration

const countOf = (call: LibraryCall, thing: Thing | undefined): number | undefined => {
  const content = thing && call.machine.contentOf(thing);
  if (content?.kind === 'list') return content.items.length;
  if (content?.kind === 'dictionary') return content.entries.size;
  if (thing?.kind === 'tuple') return thing.items.length;
  if (thing?.kind === 'range') return thing.count;
  const line = arrayIn(call, thing, 1);
  return line === undefined ? undefined : product(sizesAt(call, line));
};

const indices: LibraryFunction = (call) => {
  const count = countOf(call, call.args[0]);
  return count === undefined ? undefined : { kind: 'range', start: 1, step: 1, count };
};

const enumerate: LibraryFunction = (call) => {
  const items = entriesIn(call, call.args[0]);
  return items && tuple(items.map((item, i) => tuple([constantOf(call, i + 1), item])));
};

const zip: LibraryFunction = (call) => {
  const lists = call.args.map((arg) => entriesIn(call, arg));
  if (lists.some((list) => !list)) return undefined;
  const count = Math.min(...lists.map((list) => list?.length ?? 0));
  return tuple(Array.from({ length: count }, (_, i) => tuple(lists.map((list) => list?.[i] as Thing))));
};

function end(isFirst: boolean): LibraryFunction {
  return (call) => {
    if (call.args.length !== 1) return refuse(call, `${call.path} is read for one argument.`);
    const items = entriesIn(call, call.args[0]);
    if (!items) return undefined;
    return items[isFirst ? 0 : items.length - 1] ?? refuse(call, `${call.path} of nothing is not read.`);
  };
}

function quantor(isAll: boolean): LibraryFunction {
  return (call) => {
    const thing = reducedIn(call);
    const all = thing && flatIn(call, thing);
    const count = reduceAll(call, 'sum', each(call, isAll ? 'eq' : 'ne', [all, number(call, 0)]));
    const result = row(call, isAll ? 'eq' : 'ne', [count, number(call, 0)]);
    const known = result === undefined ? undefined : call.machine.valueOf(result);
    return typeof known === 'number' ? truthOf(call, known !== 0) : done(result);
  };
}

// Numbers

const same: LibraryFunction = (call) =>
  call.args[call.args.length - 1] ?? refuse(call, `${call.path} needs an argument.`);

/** `zero(x)`: of arrays an array. */
function like(value: number): LibraryFunction {
  return (call) => {
    const [thing] = call.args;
    if (thing?.kind === 'builtin' || thing?.kind === 'unknown') return constantOf(call, value);
    const line = lineIn(call, thing);
    if (line === undefined) return undefined;
    if (sizesAt(call, line).length === 0) return constantOf(call, value);
    return value === 0
      ? done(each(call, 'mul', [line, number(call, 0)]))
      : refuse(call, 'one of an array is not read.');
  };
}

const whole: LibraryFunction = (call) => {
  const line = lineIn(call, call.args[0]);
  const value = line === undefined ? undefined : call.machine.valueOf(line);
  if (line === undefined) return undefined;
  if (call.path === 'Int32' && typeof value === 'number' && Math.abs(value) >= 2 ** 15)
    return refuse(call, 'An Int32 wraps around from 2^31 on. Use Int.');
  return typeof value === 'number' && Number.isInteger(value)
    ? done(line)
    : refuse(call, `${call.path} of a number that is not known to be whole is not read.`);
};

/** Of whole numbers only, and up to 20: what is larger is no Int. */
const factorial: LibraryFunction = (call) => {
  const line = lineIn(call, call.args[0]);
  const value = line === undefined ? undefined : call.machine.valueOf(line);
  if (typeof value === 'number' && value > 20)
    return refuse(call, 'From 21 on factorial throws an error in Julia. Use gamma(n + 1.0).');
  return done(each(call, 'factorial', [line]));
};

/** `floor(Int, x)`. */
const rounding: LibraryFunction = (call) => {
  const [type, x] = call.args;
  if (call.args.length !== 2 || type?.kind !== 'builtin' || !x) return 'pass';
  return call.machine.callBuiltin(call.path, { args: [x], keywords: call.keywords }, call.at, call.env);
};

const evalpoly: LibraryFunction = (call) => {
  const x = lineIn(call, call.args[0]);
  const coefficients = entriesIn(call, call.args[1]);
  const lines = coefficients?.map((item) => lineIn(call, item));
  if (!lines || lines.some((line) => line === undefined)) return undefined;
  return done(horner(call, (lines as LineId[]).reverse(), x));
};

const muladd: LibraryFunction = (call) => {
  const [a, b, c] = call.args;
  if (!a || !b || !c) return refuse(call, `${call.path} takes three arguments.`);
  const raw = call.machine.operate('multiply', a, b, call.at, call.env);
  return raw && call.machine.operate('add', raw, c, call.at, call.env);
};

const sincos: LibraryFunction = (call) => {
  const x = lineIn(call, call.args[0]);
  const parts = [row(call, 'sin', [x]), row(call, 'cos', [x])].map(done);
  return parts.some((part) => part === undefined) ? undefined : tuple(parts as Thing[]);
};

const get: LibraryFunction = (call) => {
  const [thing, key, otherwise] = call.args;
  const content = thing && call.machine.contentOf(thing);
  if (content?.kind !== 'dictionary' || key?.kind !== 'text') return refuse(call, 'Which entry is meant is not known.');
  return content.entries.get(key.value) ?? otherwise ?? refuse(call, `There is no '${key.value}'.`);
};

const haskey: LibraryFunction = (call) => {
  const [thing, key] = call.args;
  const content = thing && call.machine.contentOf(thing);
  if (content?.kind !== 'dictionary' || key?.kind !== 'text')
    return refuse(call, 'Whether this entry exists is not known.');
  return truthOf(call, content.entries.has(key.value));
};

/** `Ref(x)` among the arguments of a dotted call: handed on whole. */
const boxed: LibraryFunction = (call) => {
  const [value] = call.args;
  if (!value) return refuse(call, 'Ref needs a value.');
  return call.machine.store.make({
    kind: 'object',
    path: '',
    className: WHOLE_ARGUMENT,
    entries: new Map([['value', value]]),
  });
};
const WHOLE_ARGUMENT = '(whole)';

const notANumber: LibraryFunction = (call) => {
  const line = lineIn(call, call.args[0]);
  return done(each(call, 'ne', [line, line]));
};

export const julia: readonly LibraryEntry[] = [
  ...juliaArrays,
  ...juliaSpecial,
  ...juliaOrder,
  ...entriesFor('julia', {
    sum: reduction('sum', 'add'),
    prod: reduction('prod'),
    maximum: reduction('amax'),
    minimum: reduction('amin'),
    mean: reduction('mean'),
    extrema,
    var: spread(false),
    std: spread(true),
    cumsum: cumulative('cumsum'),
    cumprod: cumulative('cumprod'),
    logsumexp: (call) =>
      call.keywords.size > 0
        ? refuse(call, 'logsumexp is read without dims=.')
        : done(reduceAll(call, 'logsumexp', arrayIn(call, call.args[0], 1))),
    softmax: along('softmax'),
    logsoftmax: along('logSoftmax'),
    map,
    broadcast,
    'mapreduce mapfoldl': folding(true),
    'reduce foldl': folding(false),
    foldr: folding(false, true),
    '+': sign('add'),
    '-': sign('subtract'),
    '*': sign('multiply'),
    '/': sign('divide'),
    '^': sign('power'),
    length: (call) => {
      const count = countOf(call, call.args[0]);
      return count === undefined ? undefined : constantOf(call, count);
    },
    ndims: (call) => {
      const line = arrayIn(call, call.args[0], 1);
      return line === undefined ? undefined : constantOf(call, sizesAt(call, line).length);
    },
    isempty: (call) => {
      const count = countOf(call, call.args[0]);
      return count === undefined ? undefined : truthOf(call, count === 0);
    },
    'eachindex keys': indices,
    firstindex: (call) => constantOf(call, 1),
    lastindex: (call) => {
      const count = countOf(call, call.args[0]);
      return count === undefined ? undefined : constantOf(call, count);
    },
    enumerate,
    zip,
    'first only': end(true),
    last: end(false),
    any: quantor(false),
    all: quantor(true),
    'Float64 Float32 float convert identity real conj oftype promote_type BigFloat': same,
    'Int Int64 Int32': whole,
    'floor ceil round trunc': rounding,
    eltype: () => ({ kind: 'builtin', path: 'Float64' }),
    typeof: () => unknown('the type of a value'),
    zero: like(0),
    'one oneunit': like(1),
    // Cut towards zero.
    'div .div': (call) =>
      done(
        each(call, 'trunc', [
          each(
            call,
            'div',
            call.args.map((arg) => lineIn(call, arg)),
          ),
        ]),
      ),
    evalpoly,
    factorial,
    'muladd fma': muladd,
    sincos,
    get,
    haskey,
    Ref: boxed,
    isnothing: (call) =>
      call.args[0] ? truthOf(call, call.args[0].kind === 'none') : refuse(call, 'isnothing needs an argument.'),
    isnan: notANumber,
    Symbol: (call) =>
      call.args[0]?.kind === 'text' ? text(call.args[0].value) : refuse(call, 'This name is not known.'),
    'view getindex setindex! selectdim mapslices cat circshift hvcat stack foreach filter': refusing(
      'it is not followed. Write the index or loop out',
    ),
    'sort! sortperm unique accumulate partialsort': refusing(ORDER),
    'argmax argmin findmax findmin findfirst findall count searchsorted': refusing(PLACES),
    '@assert': () => NONE,
  }),
];
