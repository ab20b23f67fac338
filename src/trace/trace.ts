/**
 * Syntax → Wengert list. The tracer runs expressions once with lines as values: names follow their definitions, user
 * functions are inlined, sums over known bounds unroll. What it cannot read it refuses by name, at its span.
 */
import { once } from '../base/once.ts';
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import type { LineId, Shape } from '../graph/list.ts';
import { linearName } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import { createCalls } from './calls.ts';
import { createChoices } from './choices.ts';
import { type Code, createCode } from './code/code.ts';
import { createOutside, isLibrary } from './code/outside.ts';
import { lineThing } from './code/things.ts';
import { createWhole, type Results } from './code/whole.ts';
import { createDerivatives } from './derivatives.ts';
import { isOfNumbers } from './entrywise.ts';
import type { Env } from './env.ts';
import { createFamilies } from './families.ts';
import { createProject } from './files.ts';
import { createFollowing, isProgram } from './following.ts';
import { createInputs } from './inputs.ts';
import type { Guard, InputFound, Kit, TraceOptions } from './kit.ts';
import { createLabels } from './labels.ts';
import { createNames } from './names.ts';
import { createOperations } from './operations.ts';
import type { Definition } from './scope.ts';
import { createStatics, isNote } from './statics.ts';
import { createTensors } from './tensors.ts';
import { createValues } from './values.ts';

export interface Tracer {
  trace(expression: Expression, env: Env): LineId | undefined;
  /** The same where a value of this shape is wanted: a bare I is the identity of that size. */
  expecting(expression: Expression, env: Env, shape: Shape): LineId | undefined;
  /** Whether the expression of a note that was traced last is a vector written as a row. */
  wasRow(): boolean;
  /** A definition by itself, its parameters as inputs. Of several outputs the one called `output`, or the first. */
  define(definition: Definition, output?: string): LineId | undefined;
  /**
   * A function of a program applied to lines, in the order of its parameters (undefined: the default); `at` is where to
   * complain.
   */
  results(definition: Definition, args: readonly (LineId | undefined)[], at: Expression): Results | undefined;
  /** The outputs of what was defined last, where there are several. */
  outputs(): readonly string[] | undefined;
  /** What the program takes for granted. */
  readonly guards: readonly Guard[];
  /** Whether conditions or counts were met that depend on inputs. */
  hasChoices(): boolean;
  /** Too many choices stood within each other. */
  gaveUp(): boolean;
  /** How something was read that may be read otherwise. */
  readonly notes: readonly Problem[];
  /** Inputs must be assumed to have other shapes: trace anew. */
  wishing(): boolean;
  readonly inputs: ReadonlyMap<string, InputFound>;
  readonly problems: readonly Problem[];
  /** How many derivative symbols were met that may be local or total, in evaluation order. */
  derivatives(): number;
  /** Names met that no definition, parameter or constant explains. */
  readonly free: ReadonlySet<string>;
  /** Sizes that are not given and were guessed. */
  readonly guesses: ReadonlySet<string>;
}

const MAX_DEPTH = 250;

export function createTracer(options: TraceOptions): Tracer {
  const { scope, builder, meter } = options;
  const problems: Problem[] = [];
  const guards: Guard[] = [];
  const notes: Problem[] = [];
  let wishing = false;
  let hasChoices = false;
  let isOver = false;
  /** Whether the expression of a note that was traced last is a vector written as a row. */
  let row = false;
  let root: number | undefined;
  let outputs: readonly string[] | undefined;
  const active = new Set<Definition>();
  let depth = 0;
  /** Calls of exp that are being traced. */
  let exponentials = options.inExponent ? 1 : 0;
  const guesses = new Set<string>();
  const project = createProject(scope, isLibrary);
  const labels = createLabels(scope);
  const inputs = createInputs(options, labels, (name) => guesses.add(name));
  const { isGiven } = inputs;
  const statics = createStatics(scope, options, (name) => guesses.add(name));
  const kit: Kit = {
    options,
    builder,
    statics,
    fail,
    trace,
    byName: (name, expression, env) => names.byName(name, expression, env),
    applied,
    definitionOf: (name, env) => names.definitionOf(name, env),
    isRoot: (name, env) =>
      !env.bindings.has(name) &&
      !isGiven(name) &&
      !options.bound?.has(name) &&
      names.definitionOf(name, env)?.root === true,
    follow: (definition, at, env) => following.follow(definition, at, env),
    isActive: (definition) => active.has(definition),
    importedPath: (name, expression, place) => names.importedPath(name, expression, place),
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
    documentValue: (name) => inputs.found.get(name)?.value,
    wasInput: (name) => inputs.found.has(name),
    isIndex: (letter) => names.isIndex(letter),
    hasEntries: (name) => names.unrolled.has(name),
    again() {
      wishing = true;
      return true;
    },
    valueOf: (line) => values(line),
    hasShape: isShaped,
    input: inputs.input,
    sizedInput: inputs.sizedInput,
    parameter: inputs.parameter,
    isOpen: inputs.isOpen,
    isGiven,
    isDefined: (name, env) => names.definitionOf(name, env) !== undefined,
    wish(wish) {
      const granted = options.assumptions?.grant(wish) ?? false;
      wishing ||= granted;
      return granted;
    },
    isWishing: () => wishing,
    guard: (guard) => guards.push(guard),
    sawChoice() {
      hasChoices = true;
    },
    giveUp() {
      isOver = true;
    },
    problemCount: () => problems.length,
    problemAt: (index) => problems[index],
    forgetProblems(from) {
      problems.length = from;
    },
    rootFrame: () => root,
    setRootFrame(frame) {
      root = frame;
    },
    outside: (name, expression, env) => around().outside(name, expression, env),
    path: (path, expression, env, called) => around().path(path, expression, env, called),
    indexed: (expression, env) => around().indexed(expression, env),
    imported: (statement, env) => around().imported(statement, env),
    wholeOf: (module, at, env) => around().wholeOf(module, at, env),
    memberOf: (module, name, at, env) => around().memberOf(module, name, at, env),
    methodOf: (className, name, receiver) => around().methodOf(className, name, receiver),
    inheritedOf: (...given) => around().inheritedOf(...given),
    methodFor: (fn, count) => around().methodFor(fn, count),
    presetOf: (className, name) => around().presetOf(className, name),
  };
  const values = createValues(kit);
  // Notes do without.
  const making = once(() => createCode(kit, nested));
  const code: Code = {
    machine: () => making().machine(),
    whole: (fn) => making().whole(fn),
  };
  const tensors = createTensors(kit);
  const families = createFamilies(kit, scope, (thing) => {
    row = thing.row === true;
  });
  const names = createNames(kit, {
    machine: code.machine,
    inputs,
    project,
    active,
    tensors,
    families,
    isExponent: () => exponentials > 0,
  });
  // Notes ask it for few of their names.
  const around = once(() =>
    createOutside({
      kit,
      scope,
      isBound: (name, definition) =>
        names.isSetAround(definition) ||
        (options.bound?.has(name) === true && !(definition && (definition.function || names.buildsOn(definition)))),
      followThing: (definition, at, env) => following.followThing(definition, at, env),
      entryOf: names.entryOf,
      isFree: (name) => names.free.add(name),
      evaluate: (expression, env) => code.machine().evaluate(expression, env),
      hasShape: isShaped,
      project,
    }),
  );
  const following = createFollowing(kit, {
    machine: code.machine,
    inputs,
    active,
    depth: () => depth,
    turn(to) {
      row = to;
    },
    functionThing: (definition, env) => around().functionThing(definition, env),
    resetBy: names.resetBy,
    declare: families.declare,
  });
  const programs = createWhole(code, (definition) => around().functionThing(definition, undefined));
  const operation = createOperations(kit, tensors, families);
  const choices = once(() => createChoices(kit, tensors));
  const derivatives = once(() => createDerivatives(kit));
  const call = createCalls(
    kit,
    (...given) => derivatives().derivativeCall(...given),
    tensors,
    families,
    () => row,
  );

  function fail(code: string, message: string, span: Span): undefined {
    const file = span.doc === undefined ? undefined : scope.files?.nameOf(span.doc);
    problems.push({ code, message: file === undefined ? message : `In ${file}: ${message}`, severity: 'error', span });
    return undefined;
  }

  /** Work on an expression, counted, and only so deep. */
  function nested<T>(expression: Expression, work: () => T | undefined): T | undefined {
    if (wishing) return undefined;
    if (isOver || !meter.spend() || builder.full) {
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
    if (!isNote(env.language)) return code.machine().line(expression, env);
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
      case 'index': {
        const line = names.symbol(expression, env);
        return line !== undefined && env.entrywise ? numberOrArgument(line, expression, env) : line;
      }
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
        return choices().piecewise(expression, env);
      case 'big':
        return choices().big(expression, env);
      case 'derivative':
        return derivatives().derivative(expression, env);
      case 'relation':
        return choices().relation(expression, env);
      case 'at': {
        const inner = derivatives().settings(expression.settings, expression.body, env);
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

  function applied(
    definition: Definition,
    bindings: ReadonlyMap<string, LineId>,
    at: Expression,
    from?: number,
  ): LineId | undefined {
    if (isProgram(definition)) {
      const fn = around().functionThing(definition, {
        ...moduleEnv(definition),
        place: { ...definition.place, call: from },
      });
      const args = fn.parameters.flatMap(({ name }) => {
        const line = bindings.get(name);
        return line === undefined ? [] : [lineThing(line)];
      });
      const thing = code.machine().callFunction(fn, { args, keywords: new Map() }, at);
      return thing && code.machine().lineOf(thing, at.span);
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
      line = isNote(definition.language) ? ofNote(definition, candidate, inner, at) : trace(candidate, inner);
      if (line !== undefined) break;
    }
    active.delete(definition);
    return line;
  }

  /** What a function of numbers makes of an array: of a matrix, whose powers and products are others, before all else. */
  function ofNote(definition: Definition, body: Expression, env: Env, at: Expression): LineId | undefined {
    const rank = Math.max(0, ...[...env.bindings.values()].map((line) => builder.shape(line).length));
    if (rank === 0 || !isOfNumbers(definition.parameters ?? [], body)) return trace(body, env);
    const before = problems.length;
    const asWhole = rank === 1 ? trace(body, env) : undefined;
    if (asWhole !== undefined || wishing) return asWhole;
    problems.length = before;
    const line = trace(body, { ...env, entrywise: true });
    if (line !== undefined) {
      const message = `${definition.name} is given for a number; here it is taken of each entry.`;
      kit.note({ code: 'entrywise', severity: 'info', message, span: at.span });
      return line;
    }
    if (rank === 1 || wishing) return undefined;
    problems.length = before;
    return trace(body, env);
  }

  /** Inside a function that is taken of each entry, only what was handed over has entries. */
  function numberOrArgument(line: LineId, at: Expression, env: Env): LineId | undefined {
    if (builder.shape(line).length === 0 || [...env.bindings.values()].includes(line)) return line;
    return fail(
      'shape',
      'A vector or matrix stands in a function of numbers here. Hand it over as an argument.',
      at.span,
    );
  }

  function moduleEnv(definition: Definition): Env {
    return { place: definition.bodyPlace, bindings: new Map(), statics: new Map(), language: definition.language };
  }

  return {
    trace,
    expecting: (expression, env, shape) =>
      families.identity(expression, shape, env) ?? tensors.vector(expression, env, shape) ?? trace(expression, env),
    wasRow: () => row,
    define(definition, output) {
      outputs = undefined;
      const found = isProgram(definition)
        ? programs.whole(definition)
        : following.body(definition, moduleEnv(definition), definition.bodies[0] as Expression);
      // `const f = (function () { …; return g; })()`: a function is what it stands for.
      const isMade = found?.kind === 'function' && !isProgram(definition) && !isNote(definition.language);
      const thing = isMade ? code.whole(found) : found;
      if (thing === undefined) return undefined;
      const chosen = programs.outputOf(thing, definition, output);
      outputs = chosen.outputs;
      if (chosen.line !== undefined && isProgram(definition)) builder.mark(chosen.line, definition.span);
      return chosen.line;
    },
    results: programs.applied,
    outputs: () => outputs,
    guards,
    hasChoices: () => hasChoices,
    gaveUp: () => isOver,
    notes,
    wishing() {
      // Last of all: what I is multiplied with and added to has told its size by now.
      if (!wishing)
        for (const input of names.identities)
          wishing = options.assumptions?.grant({ kind: 'identity', input }) || wishing;
      return wishing;
    },
    inputs: inputs.found,
    problems,
    free: names.free,
    guesses,
    derivatives: () => derivatives().met(),
  };
}
