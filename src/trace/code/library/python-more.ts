/** More of Python itself: tests of types, text, numbers, operator. */
import { isConstant } from '../../../graph/list.ts';
import { listOf } from '../operators.ts';
import { NONE, type Thing, text, tuple, unknown } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import { done, lineAt, named, refuse, row, shapeAt, wants } from './given.ts';
import { asWhole } from './numpy-types.ts';
import { itemsAt } from './python-lists.ts';

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
    type.kind === 'builtin' ? (type.path.split('.').pop() ?? '') : type.kind === 'class' ? type.id : undefined,
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
  if (says('int', 'integer', 'bool', 'Integral')) {
    if (thing.kind === 'line' && thing.whole && says('int', 'integer', 'Integral')) return truth(call, true);
    return isConstant(call.machine.kit.builder.at(line)) ? open() : truth(call, false);
  }
  return truth(call, false);
};

const LIST_LIKE = ['shape', '__len__', '__iter__', '__getitem__', 'ndim', 'T', 'size'];

/** Arrays are read as dense ones. */
const SPARSE = ['toarray', 'todense', 'tocsr', 'tocsc', 'nnz'];

/** `np.issubdtype(x.dtype, np.integer)` of arrays, which hold real numbers here. */
const isSubtype: LibraryFunction = (call) => {
  const [own, type] = call.args;
  const last = type?.kind === 'builtin' ? (type.path.split('.').pop() ?? '') : '';
  if (own?.kind !== 'builtin' || own.path !== 'numpy.float64')
    return refuse(call, 'Of which type this is is not known.');
  if (REAL_TYPES.includes(last)) return truth(call, true);
  return OTHER_TYPES.includes(last) ? truth(call, false) : refuse(call, `Whether ${last} is meant is not known.`);
};

const REAL_TYPES = ['number', 'inexact', 'floating', 'float64', 'float', 'generic'];
const OTHER_TYPES = ['integer', 'signedinteger', 'unsignedinteger', 'complexfloating', 'int', 'complex'];

const hasattr: LibraryFunction = (call) => {
  const [thing, name] = call.args;
  if (!thing || name?.kind !== 'text') return refuse(call, 'Which attribute is meant is not known.');
  const content = call.machine.contentOf(thing);
  if (content?.kind === 'object') {
    const { className, entries } = content;
    const { kit } = call.machine;
    const known =
      entries.has(name.value) || kit.methodOf(className, name.value, thing) || kit.presetOf(className, name.value);
    if (known) return truth(call, true);
    if (kit.options.bare) return truth(call, false);
    // Set by who makes the object, or not: both ways are followed.
    return done(kit.input(`${content.path === '' ? '' : `${content.path}.`}has_${name.value}`, call.at.span, 1));
  }
  if (thing.kind === 'line' || content?.kind === 'array') {
    const line = lineAt(call, thing);
    const isArray = line !== undefined && shapeAt(call, line).length > 0;
    if (LIST_LIKE.includes(name.value)) return truth(call, isArray);
    if (SPARSE.includes(name.value)) return truth(call, false);
  }
  return refuse(call, `Whether there is ${name.value} is not known.`);
};

/** An attribute that nobody sets in sight may be there or not: it is an input, which without it has the default. */
const getattr: LibraryFunction = (call) => {
  const [thing, name, otherwise] = call.args;
  if (!thing || name?.kind !== 'text') return refuse(call, 'Which attribute is meant is not known.');
  const { machine, at, env } = call;
  const content = machine.contentOf(thing);
  if (content?.kind !== 'object') return refuse(call, `What ${name.value} is here is not known.`);
  const { className, entries } = content;
  const { kit } = machine;
  const known =
    entries.has(name.value) || kit.methodOf(className, name.value, thing) || kit.presetOf(className, name.value);
  const base = at.kind === 'call' ? at.args[0] : undefined;
  if (base && (known || otherwise === undefined)) {
    return machine.evaluate({ kind: 'attribute', base, name: name.value, span: at.span, outer: at.outer }, env);
  }
  const value = otherwise?.kind === 'line' ? machine.valueOf(otherwise.line) : undefined;
  if (typeof value !== 'number') return refuse(call, `Whether there is ${name.value} is not known.`);
  return done(kit.input(content.path === '' ? name.value : `${content.path}.${name.value}`, at.span, value));
};

const callable: LibraryFunction = (call) => {
  const kind = call.args[0]?.kind;
  return truth(call, kind === 'function' || kind === 'builtin' || kind === 'class');
};

const asText: LibraryFunction = (call) => {
  const [thing] = call.args;
  return thing?.kind === 'text' ? thing : unknown('text made from values');
};

/** Methods of a text that is known; what is made from values is not. */
const ofText: LibraryFunction = (call) => {
  const [thing, ...rest] = call.args;
  if (thing?.kind !== 'text' || rest.length > 0 || call.keywords.size > 0) return unknown('text made from values');
  const { value } = thing;
  if (call.path === 'strip') return text(value.trim());
  return call.path === 'lower' ? text(value.toLowerCase()) : call.path === 'upper' ? text(value.toUpperCase()) : thing;
};

const startsOrEnds: LibraryFunction = (call) => {
  const [thing, part, ...rest] = call.args;
  const parts = part && (listOf(call.machine, part) ?? [part]);
  if (thing?.kind !== 'text' || !parts?.every((each) => each.kind === 'text') || rest.length > 0) {
    return refuse(call, `.${call.path} is read for texts that are known.`);
  }
  const holds = ({ value }: { value: string }) =>
    call.path === 'startswith' ? thing.value.startsWith(value) : thing.value.endsWith(value);
  return truth(call, parts.some(holds));
};

const asInt: LibraryFunction = (call) => {
  const [thing] = call.args;
  if (thing?.kind !== 'text') return asWhole(call);
  return /^\s*[+-]?\d+\s*$/.test(thing.value)
    ? call.machine.constant(Number(thing.value))
    : refuse(call, 'This text is no number.');
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
  'np.signedinteger',
  'np.unsignedinteger',
  'np.inexact',
  'np.complexfloating',
  'np.generic',
  'jnp.ndarray',
  'jax.Array',
  'torch.Tensor',
];

export const pythonMore: readonly LibraryEntry[] = [
  pythonEntry(quantor(false), ['any']),
  pythonEntry(quantor(true), ['all']),
  pythonEntry(isinstance, ['isinstance']),
  pythonEntry(() => NONE, ['object.__init__']),
  pythonEntry(hasattr, ['hasattr']),
  pythonEntry(isSubtype, ['np.issubdtype']),
  pythonEntry(getattr, ['getattr']),
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
  pythonEntry(asText, ['str', 'repr', 'format']),
  pythonEntry(ofText, [], ['format', 'join', 'strip', 'lower', 'upper']),
  pythonEntry(startsOrEnds, [], ['startswith', 'endswith']),
  pythonEntry(asInt, ['int']),
  pythonEntry((call) => (call.args[0] ? boolOf(call, call.args[0]) : truth(call, false)), ['bool']),
  pythonEntry(divmod, ['divmod']),
  pythonEntry(dist, ['math.dist']),
  pythonEntry(sumProduct, ['math.sumprod']),
  pythonEntry(isClose, ['math.isclose']),
  ...Object.entries(OPERATORS).map(([name, own]) => pythonEntry(operator(own), [`operator.${name}`])),
  pythonEntry((call) => done(row(call, 'neg', [lineAt(call, call.args[0])])), ['operator.neg']),
];

function boolOf(call: LibraryCall, thing: Thing): Thing | undefined {
  const is = call.machine.truth(thing, call.at.span);
  return is === undefined ? undefined : typeof is === 'boolean' ? truth(call, is) : done(is);
}
