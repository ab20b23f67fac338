/**
 * Syntax → Wengert list. The tracer runs expressions once with lines as values: names follow their definitions, user
 * functions are inlined, sums over known bounds unroll. What it cannot read it refuses by name, at its span.
 */
import { once } from '../base/once.ts';
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import type { LineId, Shape } from '../graph/list.ts';
import { constant as knownConstant } from '../primitives/lookup.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression, Index } from '../syntax/tree.ts';
import { createCalls } from './calls.ts';
import { createChoices } from './choices.ts';
import { type Code, createCode } from './code/code.ts';
import { createOutside, isLibrary } from './code/outside.ts';
import { lineThing } from './code/things.ts';
import { createWhole, type Results } from './code/whole.ts';
import { createDerivatives } from './derivatives.ts';
import type { Env } from './env.ts';
import { createFamilies } from './families.ts';
import { createProject } from './files.ts';
import { createFollowing, isProgram } from './following.ts';
import { createInputs } from './inputs.ts';
import type { Guard, InputFound, Kit, TraceOptions } from './kit.ts';
import { createLabels } from './labels.ts';
import { createOperations } from './operations.ts';
import { type Definition, type Place, resolve, sameFunction } from './scope.ts';
import { createStatics, GUESSED_SIZE, isNote, RUNNING } from './statics.ts';
import { createTensors } from './tensors.ts';

export interface Tracer {
  trace(expression: Expression, env: Env): LineId | undefined;
  /** The same where a value of this shape is wanted: a bare I is the identity of that size. */
  expecting(expression: Expression, env: Env, shape: Shape): LineId | undefined;
  /** Whether the expression of a note that was traced last is a vector written as a row. */
  readonly wasRow: boolean;
  /** A definition by itself, its parameters as inputs. Of several outputs the one called `output`, or the first. */
  define(definition: Definition, output?: string): LineId | undefined;
  /**
   * A function of a program applied to lines, in the order of its parameters (undefined: the default); `at` is where to
   * complain.
   */
  results(definition: Definition, args: readonly (LineId | undefined)[], at: Expression): Results | undefined;
  /** The outputs of what was defined last, where there are several. */
  readonly outputs: readonly string[] | undefined;
  /** What the program takes for granted. */
  readonly guards: readonly Guard[];
  /** How something was read that may be read otherwise. */
  readonly notes: readonly Problem[];
  /** Inputs must be assumed to have other shapes: trace anew. */
  readonly wishing: boolean;
  readonly inputs: ReadonlyMap<string, InputFound>;
  readonly problems: readonly Problem[];
  /** How many derivative symbols were met that may be local or total, in evaluation order. */
  readonly derivatives: number;
  /** Names met that no definition, parameter or constant explains. */
  readonly free: ReadonlySet<string>;
  /** Sizes that are not given and were guessed. */
  readonly guesses: ReadonlySet<string>;
}

const MAX_DEPTH = 250;

export function createTracer(options: TraceOptions): Tracer {
  const { scope, builder, meter } = options;
  const problems: Problem[] = [];
  const free = new Set<string>();
  const guards: Guard[] = [];
  const notes: Problem[] = [];
  let wishing = false;
  /** Whether the expression of a note that was traced last is a vector written as a row. */
  let row = false;
  let root: number | undefined;
  let outputs: readonly string[] | undefined;
  const active = new Set<Definition>();
  let depth = 0;
  /** Calls of exp that are being traced. */
  let exponentials = 0;
  const guesses = new Set<string>();
  const project = createProject(scope, isLibrary);
  const labels = createLabels(scope);
  /** Bases met with running indices put in, and with an index that stays a letter. */
  const unrolled = new Set<string>();
  const open = new Set<string>();
  const inputs = createInputs(options, labels, (name) => guesses.add(name));
  const { isGiven } = inputs;
  const statics = createStatics(scope, options.sizes, (name) => guesses.add(name));
  const { nameOf, staticValue } = statics;
  const kit: Kit = {
    options,
    builder,
    statics,
    fail,
    trace,
    byName,
    applied,
    definitionOf,
    follow: (definition, at, env) => following.follow(definition, at, env),
    isActive: (definition) => active.has(definition),
    importedPath,
    scopeAt: (place) => place.file ?? scope,
    inputName: labels.inputName,
    claimPath: labels.claimPath,
    report(problem) {
      problems.push(problem);
      return undefined;
    },
    note(problem) {
      if (!notes.some(({ message }) => message === problem.message)) notes.push(problem);
    },
    guess: (name) => guesses.add(name),
    wasRow: () => row,
    wasInput: (name) => inputs.found.has(name),
    again() {
      wishing = true;
      return true;
    },
    valueOf: (line) => code.machine.valueOf(line),
    hasShape: isShaped,
    input: inputs.input,
    sizedInput: inputs.sizedInput,
    parameter: inputs.parameter,
    isOpen: inputs.isOpen,
    isGiven,
    isDefined: (name, env) => definitionOf(name, env) !== undefined,
    wish(wish) {
      const granted = options.assumptions?.grant(wish) ?? false;
      wishing ||= granted;
      return granted;
    },
    isWishing: () => wishing,
    guard: (guard) => guards.push(guard),
    problemCount: () => problems.length,
    problemAt: (index) => problems[index],
    forgetProblems(from) {
      problems.length = from;
    },
    rootFrame: () => root,
    setRootFrame(frame) {
      root = frame;
    },
    outside: (name, expression, env) => around.outside(name, expression, env),
    path: (path, expression, env, called) => around.path(path, expression, env, called),
    indexed: (expression, env) => around.indexed(expression, env),
    imported: (statement, env) => around.imported(statement, env),
    wholeOf: (module, at, env) => around.wholeOf(module, at, env),
    memberOf: (module, name, at, env) => around.memberOf(module, name, at, env),
    methodOf: (className, name, receiver) => around.methodOf(className, name, receiver),
    methodFor: (fn, count) => around.methodFor(fn, count),
    presetOf: (className, name) => around.presetOf(className, name),
  };
  // Notes do without.
  const making = once(() => createCode(kit, nested));
  const code: Code = {
    get machine() {
      return making().machine;
    },
    whole: (fn) => making().whole(fn),
  };
  const around = createOutside({
    kit,
    scope,
    isBound: (name, definition) =>
      isSetAround(definition) ||
      (options.bound?.has(name) === true && !(definition && (definition.function || buildsOn(definition)))),
    followThing: (definition, at, env) => following.followThing(definition, at, env),
    entryOf,
    isFree: (name) => free.add(name),
    evaluate: (expression, env) => code.machine.evaluate(expression, env),
    hasShape: isShaped,
    project,
  });
  const following = createFollowing(kit, {
    machine: () => code.machine,
    inputs,
    active,
    depth: () => depth,
    turn(to) {
      row = to;
    },
    functionThing: around.functionThing,
    resetBy,
  });
  const programs = createWhole(code, (definition) => around.functionThing(definition, undefined));
  const tensors = createTensors(kit);
  const families = createFamilies(kit, scope, (thing) => {
    row = thing.row === true;
  });
  const operation = createOperations(kit, tensors, families);
  const { piecewise, relation, big } = createChoices(kit, tensors);
  const { derivative, derivativeCall, settings, met } = createDerivatives(kit);
  const call = createCalls(kit, derivativeCall, tensors, families, () => row);

  function fail(code: string, message: string, span: Span): undefined {
    const file = span.doc === undefined ? undefined : scope.files?.nameOf(span.doc);
    problems.push({ code, message: file === undefined ? message : `In ${file}: ${message}`, severity: 'error', span });
    return undefined;
  }

  /** Work on an expression, counted, and only so deep. */
  function nested<T>(expression: Expression, work: () => T | undefined): T | undefined {
    if (wishing) return undefined;
    if (!meter.spend() || builder.full) {
      if (problems[problems.length - 1]?.code === 'budget') return undefined;
      return fail('budget', 'This is too much to work out at once. Inspect a smaller part.', expression.span);
    }
    if (depth >= MAX_DEPTH) {
      return fail(
        'tooDeep',
        'This is nested too deeply to follow. Give parts of it names of their own.',
        expression.span,
      );
    }
    depth++;
    const result = work();
    depth--;
    return result;
  }

  function trace(expression: Expression, env: Env): LineId | undefined {
    if (!isNote(env.language)) return code.machine.line(expression, env);
    row = false;
    const line = nested(expression, () => dispatch(expression, env));
    if (line !== undefined) builder.mark(line, expression.span);
    return line;
  }

  function dispatch(expression: Expression, env: Env): LineId | undefined {
    switch (expression.kind) {
      case 'number':
        return builder.constant(expression.value, expression.text);
      case 'boolean':
        return builder.constant(expression.value ? 1 : 0, String(expression.value));
      case 'name':
      case 'attribute':
      case 'index':
        return symbol(expression, env);
      case 'operation':
        return oriented(operation(expression, env));
      case 'call': {
        const isExponential = linearName(expression.callee) === 'exp';
        if (isExponential) exponentials++;
        const line = call(expression, env);
        if (isExponential) exponentials--;
        return line;
      }
      case 'piecewise':
        return piecewise(expression, env);
      case 'big':
        return big(expression, env);
      case 'derivative':
        return derivative(expression, env);
      case 'relation':
        return relation(expression, env);
      case 'at': {
        const inner = settings(expression.settings, env);
        return inner && trace(expression.body, inner);
      }
      case 'sequence': {
        const only = expression.items[0];
        if (expression.items.length === 1 && only && expression.form !== 'set') return trace(only, env);
        return fail('notANumber', `A ${expression.form} is not a number. Inspect one of its entries.`, expression.span);
      }
      case 'matrix':
        return oriented(tensors.matrix(expression, env));
      case 'lambda':
        return fail('notANumber', 'A function is not a number. Inspect its body, or a call of it.', expression.span);
      case 'string':
      case 'none':
      case 'end':
      case 'spread':
      case 'dictionary':
      case 'comprehension':
      case 'assignment':
        return fail('notANumber', 'This is not a number.', expression.span);
      case 'slice':
        return fail('tensor', 'Slices are not read here yet. Inspect one entry.', expression.span);
      case 'opaque':
        return fail(
          expression.what === 'unreadable' ? 'unreadable' : 'incomplete',
          expression.reason ??
            (expression.what === 'ellipsis'
              ? 'An ellipsis stands for terms that are not written. Write them out, or use a sum with bounds.'
              : expression.what === 'nothing'
                ? 'Something is missing here. Complete the formula.'
                : `“${expression.text}” is words, not math.`),
          expression.span,
        );
    }
  }

  /** The line, its orientation kept for whoever asked. */
  function oriented(result: { readonly line: LineId; readonly row: boolean } | undefined): LineId | undefined {
    row = result?.row === true;
    return result?.line;
  }

  function isShaped(name: string): boolean {
    return options.assumptions?.shapeOf(name) !== undefined || Array.isArray(options.given?.[name]);
  }

  // Names

  function definitionOf(name: string | undefined, env: Env): Definition | undefined {
    if (name === undefined) return undefined;
    const preferred = env.place.file ? undefined : options.prefer?.get(name);
    return preferred ?? resolve(scope, name, env.place);
  }

  /** By a definition of its own, not as a member of a family. */
  function isDefined(name: string, env: Env): boolean {
    const definition = definitionOf(name, env);
    return definition !== undefined && !definition.family;
  }

  function symbol(expression: Expression, env: Env): LineId | undefined {
    const name = nameOf(expression, env);
    if (name === undefined && expression.kind === 'index') {
      const entry = tensors.entry(expression, env);
      if (entry !== 'symbol') return entry;
    }
    if (name === undefined) {
      return fail('index', 'Which entry is meant is not known. Use a whole number as index.', expression.span);
    }
    if (expression.kind === 'index' && expression.position === 'bracket') {
      const entry = entryOf(expression, env);
      if (entry) return trace(entry.item, { ...env, place: entry.place });
    }
    const isOwn = env.bindings.has(name) || options.bound?.has(name) === true || isDefined(name, env);
    if (expression.kind === 'index' && !isOwn) {
      const entry = tensors.entry(expression, env);
      if (entry !== 'symbol') return entry;
      const member = families.member(expression, env);
      if (member !== 'symbol') return member;
    }
    if (expression.kind === 'index' && isMixed(expression, name, env)) {
      return fail(
        'index',
        `Whether ${name} is one of the entries that the sum runs over is not known. Write a number as its index.`,
        expression.span,
      );
    }
    return byName(name, expression, env);
  }

  /** `z_i` beside the z_1, z_2, z_3 of an unrolled sum: it may be one of them. */
  function isMixed(expression: Index, name: string, env: Env): boolean {
    const base = linearName(expression.base);
    const free = expression.indices.some((index) => index.kind === 'name' && RUNNING.test(index.name));
    const entry = name !== linearName(expression);
    if (base === undefined || !(free || entry) || env.bindings.has(name)) return false;
    if (definitionOf(name, env)) return false;
    if (entry) unrolled.add(base);
    else open.add(base);
    return unrolled.has(base) && open.has(base);
  }

  function byName(name: string, expression: Expression, env: Env): LineId | undefined {
    if (!isNote(env.language)) {
      const thing = around.outside(name, expression, env);
      return thing && code.machine.lineOf(thing, expression.span);
    }
    const bound = env.bindings.get(name);
    if (bound !== undefined && !resetBy(name, env)) return bound;
    const known = env.statics.get(name) ?? options.sizes?.get(name);
    if (known !== undefined) return builder.constant(known, String(known));
    const definition = definitionOf(name, env);
    if (options.bound?.has(name) && !(definition && buildsOn(definition))) return inputs.input(name, expression.span);
    if (scope.sizes.has(name)) {
      const size = definition && staticValue(definition.bodies[0], env);
      if (size === undefined) guesses.add(name);
      return builder.constant(size ?? GUESSED_SIZE, name);
    }
    if (definition && !definition.notFollowed && !active.has(definition))
      return following.follow(definition, expression, env);
    const path = importedPath(name, expression, env.place);
    const value = definition ? undefined : knownConstant(env.language, path);
    if (value) return builder.constant(value.value, value.text);
    const asked = families.declare(name, expression, env);
    if (asked) return undefined;
    if (expression.kind === 'attribute' && path !== name && env.language !== 'latex') {
      return fail('unknownName', `${name} is not a known constant.`, expression.span);
    }
    if (!definition && !isGiven(name) && isImaginary(expression, exponentials > 0)) {
      return fail('complex', COMPLEX, expression.span);
    }
    if (!definition) free.add(name);
    return inputs.input(name, expression.span);
  }

  /** Code: a parameter that the function has set anew before this place. */
  function resetBy(name: string, env: Env): boolean {
    if (isNote(env.language)) return false;
    const definition = resolve(scope, name, env.place);
    return definition !== undefined && !active.has(definition) && sameFunction(scope, definition.place, env.place);
  }

  /** Where the target stands alone: a name that is set beside it, which is not followed. */
  function isSetAround(definition: Definition | undefined): boolean {
    const { alone } = options;
    if (!alone || !definition || definition.parameters || definition.function) return false;
    return sameFunction(scope, definition.place, alone);
  }

  /** Code: `t = 3 * t`; the t that the user sets is the one before. */
  function buildsOn(definition: Definition): boolean {
    if (isNote(definition.language) || definition.parameters) return false;
    return definition.bodies.some((body) => [...walk(body)].some((node) => linearName(node) === definition.name));
  }

  function applied(
    definition: Definition,
    bindings: ReadonlyMap<string, LineId>,
    at: Expression,
    from?: number,
  ): LineId | undefined {
    if (isProgram(definition)) {
      const fn = around.functionThing(definition, {
        ...moduleEnv(definition),
        place: { ...definition.place, call: from },
      });
      const args = fn.parameters.flatMap(({ name }) => {
        const line = bindings.get(name);
        return line === undefined ? [] : [lineThing(line)];
      });
      const thing = code.machine.callFunction(fn, { args, keywords: new Map() }, at);
      return thing && code.machine.lineOf(thing, at.span);
    }
    if (active.has(definition)) {
      return fail('circular', `${definition.name} calls itself; recursion is not followed.`, at.span);
    }
    active.add(definition);
    const place = isNote(definition.language) ? definition.bodyPlace : { ...definition.bodyPlace, call: from };
    const inner: Env = { place, bindings, statics: new Map(), language: definition.language };
    const before = problems.length;
    let line: LineId | undefined;
    for (const candidate of definition.bodies) {
      problems.length = before;
      line = trace(candidate, inner);
      if (line !== undefined) break;
    }
    active.delete(definition);
    return line;
  }

  /** `x[1]` where `x = [a, b]` is written out in the text. */
  function entryOf(expression: Index, env: Env): { item: Expression; place: Place } | undefined {
    const base = linearName(expression.base);
    const definition = base === undefined || env.bindings.has(base) ? undefined : resolve(scope, base, env.place);
    const list = definition?.bodies[0];
    const name = nameOf(expression, env);
    const own = name === undefined ? undefined : resolve(scope, name, env.place);
    if (definition && own && own.place.order > definition.place.order) return undefined;
    if (!isNote(env.language) && base !== undefined && kit.scopeAt(env.place).handed.has(base)) return undefined;
    const index = expression.indices.length === 1 ? staticValue(expression.indices[0], env) : undefined;
    if (!definition || list?.kind !== 'sequence' || index === undefined) return undefined;
    if (list.items.some((entry) => entry.kind === 'spread')) return undefined;
    const item = list.items[index < 0 ? list.items.length + index : index];
    return item && { item, place: definition.bodyPlace };
  }

  function importedPath(name: string, expression: Expression, place: Place): string {
    if (expression.kind === 'index') return name;
    const [first = '', ...rest] = name.split('.');
    const meaning = project.nameAt(first, place);
    const module = meaning?.kind === 'library' ? meaning.path : kit.scopeAt(place).imports.get(first);
    return module === undefined ? name : [module, ...rest].join('.');
  }

  function moduleEnv(definition: Definition): Env {
    return { place: definition.bodyPlace, bindings: new Map(), statics: new Map(), language: definition.language };
  }

  return {
    trace,
    expecting: (expression, env, shape) => families.identity(expression, shape, env) ?? trace(expression, env),
    get wasRow() {
      return row;
    },
    define(definition, output) {
      outputs = undefined;
      const thing = isProgram(definition)
        ? programs.whole(definition)
        : following.body(definition, moduleEnv(definition), definition.bodies[0] as Expression);
      if (thing === undefined) return undefined;
      const chosen = programs.outputOf(thing, definition, output);
      outputs = chosen.outputs;
      if (chosen.line !== undefined && isProgram(definition)) builder.mark(chosen.line, definition.span);
      return chosen.line;
    },
    results: programs.applied,
    get outputs() {
      return outputs;
    },
    guards,
    notes,
    get wishing() {
      return wishing;
    },
    inputs: inputs.found,
    problems,
    free,
    guesses,
    get derivatives() {
      return met();
    },
  };
}

const COMPLEX = 'This is the imaginary unit; only real numbers are read. Write real and imaginary part apart.';

/** ISO 80000-2, 2-17.1: an upright i or j; a plain i where nothing else is called so, in an exponent of e. */
function isImaginary(expression: Expression, isExponent: boolean): boolean {
  if (expression.kind !== 'name') return false;
  const { name, style } = expression;
  if (name === 'imath') return true;
  return (name === 'i' || name === 'j') && (style === 'text' || (isExponent && name === 'i'));
}
