/** Attributes of things: shapes of arrays, entries of objects, inputs by their path. */

import type { LineId } from '../../../graph/list.ts';
import { isInput } from '../../../graph/list.ts';
import { sizesOf } from '../../../primitives/shape.ts';
import type { Expression } from '../../../syntax/tree.ts';
import type { Env } from '../../env.ts';
import { partOfComplex, refuseComplex } from '../complex.ts';
import { keptFormula } from '../kept.ts';
import type { Machine } from '../machine.ts';
import { countOfMask, isMasked, MASKED } from '../masked.ts';
import { MODULE } from '../modules.ts';
import { type Content, lineThing, NONE, type RefThing, type Thing, text, tuple } from '../things.ts';
import { hasMethod, libraryFunction } from './library.ts';
import { harmlessMethod } from './torch-modules.ts';

type SuperThing = Extract<Thing, { kind: 'super' }>;
type ObjectContent = Extract<Content, { kind: 'object' }>;

/** What every object of JavaScript has. */
const OF_OBJECTS = new Set(['constructor', 'hasOwnProperty', 'toString', 'valueOf', '__proto__', 'isPrototypeOf']);

/** Attributes that arrays have: of an input with another shape they ask for one. */
const OF_ARRAYS: Readonly<Record<string, number>> = { shape: 1, T: 2, size: 1, ndim: 1, length: 1 };

export function attributeOf(machine: Machine, base: Thing, name: string, at: Expression, env: Env): Thing | undefined {
  const { kit } = machine;
  const { builder, fail } = kit;
  const content = machine.contentOf(base);
  if (base.kind === 'super') return inherited(machine, base, name, at);
  if (base.kind === 'ref' && content?.kind === 'object') {
    const known = content.entries.get(name);
    if (known) return known;
    const method = kit.methodOf(content.className, name, base);
    if (method) return method.isProperty ? machine.callFunction(method, { args: [], keywords: new Map() }, at) : method;
    // PyTorch's ctx: all gradients are asked for.
    if (name === 'needs_input_grad') return tuple(Array.from({ length: 16 }, () => machine.constant(1)));
    const own = distributionMethod(machine, content.className, name, env);
    if (own) return own;
    const preset = kit.presetOf(content.className, name);
    if (preset) {
      const thing = machine.evaluate(preset, { ...env, frame: undefined });
      if (thing?.kind !== 'line' || machine.valueOf(thing.line) === undefined || builder.shape(thing.line).length > 0)
        return thing;
      return lineThing(kit.input(`${content.path}.${name}`, at.span, machine.valueOf(thing.line) as number));
    }
    const isNetwork = content.className?.startsWith(MODULE) || kit.methodOf(content.className, 'forward', base);
    const same = isNetwork ? harmlessMethod(name, base) : undefined;
    const layer = same ?? (isNetwork ? constructed(machine, base, name, at) : undefined);
    if (layer) return layer;
    if (kit.isWishing()) return undefined;
    const kept = kit.options.kept ? keptFormula(machine, base, name, at, env) : undefined;
    if (kept || kit.isWishing()) return kept;
    return lineThing(kit.input(content.path === '' ? name : `${content.path}.${name}`, at.span));
  }
  if (content?.kind === 'dictionary' && content.entries.has(name)) return content.entries.get(name);
  if (base.kind === 'text' && name === 'length' && env.language === 'javascript')
    return machine.constant(base.value.length);
  if (content?.kind === 'list' || base.kind === 'tuple') {
    const items = base.kind === 'tuple' ? base.items : content?.kind === 'list' ? content.items : [];
    if (name === 'length') return machine.constant(items.length);
    if (base.kind === 'tuple' && base.names) {
      const index = base.names.indexOf(name);
      if (index >= 0) return base.items[index];
    }
  }
  if (base.kind === 'builtin' && base.module) return kit.memberOf(base.module, name, at, env);
  if (base.kind === 'builtin') return { kind: 'builtin', path: `${base.path}.${name}`, free: base.free };
  if (base.kind === 'class') {
    const method = kit.methodOf(base.id, name, base);
    const preset = kit.presetOf(base.id, name);
    // `Base.f(self, x)`
    const isUnbound = env.language === 'python' && method?.receiver && !method.isClassMethod;
    if (method && isUnbound) return { ...method, receiver: undefined };
    if (method || preset) return method ?? machine.evaluate(preset as Expression, { ...env, frame: undefined });
  }
  if (base.kind === 'line' || content?.kind === 'array') {
    const line = machine.lineOf(base, at.span);
    if (line === undefined) return undefined;
    if (hasMethod(env.language, name) && !Object.hasOwn(OF_ARRAYS, name))
      return { kind: 'builtin', path: name, receiver: base };
    const found = ofArray(machine, line, name, at, env);
    return (name === 'T' || name === 'flat') && found?.kind === 'line' ? machine.view(base, found.line) : found;
  }
  if (content?.kind === 'dictionary' && env.language === 'javascript' && !OF_OBJECTS.has(name)) return NONE;
  if (base.kind === 'complex') {
    const part = partOfComplex(machine, base, name, at.span);
    return (
      part ??
      (['shape', 'ndim', 'size'].includes(name)
        ? ofArray(machine, base.re, name, at, env)
        : refuseComplex(machine, at.span))
    );
  }
  if (isMasked(base) && name === 'size') {
    const count = countOfMask(machine, base.mask, at.span);
    return count === undefined ? undefined : lineThing(count);
  }
  if (hasMethod(env.language, name)) return { kind: 'builtin', path: name, receiver: base };
  return fail('attribute', `What ${name} is here is not known.`, at.span);
}

/** `super().name` */
function inherited(machine: Machine, { of, after }: SuperThing, name: string, at: Expression): Thing | undefined {
  const content = machine.contentOf(of);
  const id = content?.kind === 'object' ? content.className : of.kind === 'class' ? of.id : undefined;
  const method = machine.kit.inheritedOf(id, after, name, of);
  if (method === 'nothing' && name === '__init__') return { kind: 'builtin', path: 'object.__init__' };
  if (!method || method === 'nothing') {
    const message = `super().${name} is not found in classes that are known here. Define its class in the document.`;
    return machine.kit.fail('unknownFunction', message, at.span);
  }
  return method.isProperty ? machine.callFunction(method, { args: [], keywords: new Map() }, at) : method;
}

/** In the text of SciPy's own distributions: `gamma.pdf` of an object of `gamma_gen`, which inherits it from rv_continuous. */
function distributionMethod(
  machine: Machine,
  className: string | undefined,
  name: string,
  env: Env,
): Thing | undefined {
  const family = className?.match(/^(\w+)_gen$/)?.[1];
  if (family === undefined || env.language !== 'python') return undefined;
  const isSciPy = [...machine.kit.options.scope.imports.values()].some((path) =>
    /_distn_infrastructure\.rv_/.test(path),
  );
  const path = `scipy.stats.${family}.${name}`;
  return isSciPy && libraryFunction('python', path) ? { kind: 'builtin', path } : undefined;
}

/** Under this name an object keeps what its constructor, run for its layers, has made. */
const MADE = '(made)';

/**
 * What the constructor of the object's class keeps under this name: layers and parameters as they are, a number as an
 * input with that value. The constructor is run once; what it must be given are inputs.
 */
function constructed(machine: Machine, base: RefThing, name: string, at: Expression): Thing | undefined {
  const { kit } = machine;
  const content = machine.contentOf(base);
  if (content?.kind !== 'object') return undefined;
  const made = content.entries.get(MADE) ?? construct(machine, base, content, at);
  const found = made && machine.contentOf(made);
  const thing = found?.kind === 'object' && name !== MADE ? found.entries.get(name) : undefined;
  if (thing === undefined) return undefined;
  if (isLayer(machine, thing, `${content.path}.${name}`)) return thing;
  const value = thing.kind === 'line' ? machine.valueOf(thing.line) : undefined;
  return typeof value === 'number' ? lineThing(kit.input(`${content.path}.${name}`, at.span, value)) : undefined;
}

/** Runs the constructor on an object beside the given one. */
function construct(machine: Machine, base: RefThing, content: ObjectContent, at: Expression): Thing | undefined {
  const { kit, store } = machine;
  const trial = store.make({ ...content, entries: new Map(content.entries).set(MADE, NONE) });
  const make = kit.methodOf(content.className, '__init__', trial);
  store.change(base.id, { ...content, entries: new Map(content.entries).set(MADE, make ? trial : NONE) });
  if (!make) return undefined;
  const before = kit.problemCount();
  const given = make.parameters
    .slice(1)
    .filter((parameter) => !parameter.default && !parameter.rest)
    .map((parameter) => kit.parameter(parameter.name, parameter.span, undefined, parameter.annotation))
    .flatMap((line) => (line === undefined ? [] : [lineThing(line)]));
  machine.callFunction(make, { args: given, keywords: new Map() }, at);
  // What it set before something that is not read counts.
  if (!kit.isWishing()) kit.forgetProblems(before);
  return trial;
}

/** A layer, a list of layers, or a parameter of this name. */
function isLayer(machine: Machine, thing: Thing, path: string): boolean {
  const content = machine.contentOf(thing);
  if (content?.kind === 'object') return content.className?.startsWith(MODULE) === true;
  if (content?.kind === 'list') return content.items.some((item, i) => isLayer(machine, item, `${path}.${i}`));
  if (content?.kind === 'dictionary')
    return [...content.entries].some(([key, entry]) => isLayer(machine, entry, `${path}.${key}`));
  const line = thing.kind === 'line' ? thing.line : content?.kind === 'array' ? content.line : undefined;
  const entry = line === undefined ? undefined : machine.kit.builder.at(line);
  return entry !== undefined && isInput(entry) && entry.name === path;
}

function ofArray(machine: Machine, line: LineId, name: string, at: Expression, env: Env): Thing | undefined {
  const { kit } = machine;
  const { builder, fail } = kit;
  const entry = builder.at(line);
  const rank = Object.hasOwn(OF_ARRAYS, name) ? OF_ARRAYS[name] : undefined;
  if (name === 'dtype' && env.language === 'python') return { kind: 'builtin', path: 'numpy.float64' };
  if (name === 'device' && env.language === 'python') return text('cpu');
  if (rank === undefined || !['python', 'javascript'].includes(env.language)) {
    if (isInput(entry) && entry.shape.length === 0) return lineThing(kit.input(`${entry.name}.${name}`, at.span));
    if (name === 'real' || name === 'data') return lineThing(line);
    if (name === 'flat' && env.language === 'python') {
      const count = sizesOf(entry.shape).reduce((product, size) => product * size, 1);
      const flat = machine.apply('reshape', [line], at.span, { shape: [count] });
      return flat === undefined ? undefined : lineThing(flat);
    }
    return fail('attribute', `${name} of an array is not read.`, at.span);
  }
  // A capital letter stands for a matrix where nothing says otherwise.
  const isCapital = isInput(entry) && /^[A-Z]/.test(entry.name.split('.').pop() ?? '');
  if (name === 'shape' && isCapital && !machine.wantsRank(line, 2, at.span)) return undefined;
  if (env.language === 'javascript' && name === 'length' && builder.shape(line).length === 0) {
    // A number has none; what is taken out of an input that nobody has given may be an array.
    const isOpen = isInput(entry) && !kit.isGiven(entry.name);
    if (!isOpen && (entry.operation !== 'index' || machine.wantsRank(line, 1, at.span)))
      return builder.shape(line).length === 0 && !kit.isWishing() ? NONE : undefined;
    if (!isOpen) return undefined;
  }
  if (isInput(entry) && name !== 'T' && !machine.needsRank(line, rank, at.span)) return undefined;
  const shape = builder.shape(line);
  if (machine.uncounted > 0 && shape.length > 0 && name !== 'ndim') return fail('index', MASKED, at.span);
  const size = (i: number) => machine.constant(shape[i]?.size ?? 1, shape[i]?.symbol);
  switch (name) {
    case 'shape':
      return tuple(shape.map((_, i) => size(i)));
    case 'T': {
      const turned = shape.length < 2 ? line : machine.apply('transpose', [line], at.span);
      return turned === undefined ? undefined : lineThing(turned);
    }
    case 'ndim':
      return machine.constant(shape.length);
    case 'length':
      return size(0);
    default:
      return shape.length === 1 ? size(0) : machine.constant(shape.reduce((product, { size: n }) => product * n, 1));
  }
}
