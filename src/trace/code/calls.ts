/** Calls: of functions in the text, of methods, of what the language and its libraries have. */
import type { LineId } from '../../graph/list.ts';
import { ADDRESS } from '../../languages/code.ts';
import { isFunctionName, resolve } from '../../primitives/lookup.ts';
import { sameShape } from '../../primitives/shape.ts';
import { linearName } from '../../syntax/names.ts';
import type { Call, Expression } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import { isNote } from '../statics.ts';
import { callComplex } from './complex.ts';
import { callContext } from './context.ts';
import { callEach } from './each.ts';
import { SUPER } from './functions.ts';
import { keptDefault } from './kept.ts';
import { attributeOf } from './library/attributes.ts';
import { hasMethod, libraryFunction, methodOf } from './library/library.ts';
import { callModule } from './library/torch-modules.ts';
import type { Arguments, Machine } from './machine.ts';
import { areMasked, callMasked, isMasked, MASKED, onMasked } from './masked.ts';
import { addressOf } from './pointers.ts';
import { type FunctionThing, lineThing, type Thing } from './things.ts';
import { callUpdate } from './updates.ts';

function isAddress({ callee }: Call): boolean {
  return callee.kind === 'name' && callee.name === ADDRESS;
}

/** Rows of two operands that functions of more stand for: max(a, b, c). */
const FOLDED = new Set(['max', 'min', 'hypot', 'logaddexp', 'add', 'mul']);

export function createCalls(machine: Machine, setEntry: Parameters<typeof callUpdate>[1]) {
  const { kit, store } = machine;
  const { builder, fail } = kit;
  return { call, callThing, callBuiltin, argumentsOf };

  function call(expression: Call, env: Env): Thing | undefined {
    if (isAddress(expression)) return addressOf(machine, expression, expression.span, env);
    const updated = callUpdate(machine, setEntry, expression, env);
    if (updated !== 'other') return updated;
    const saved = savedBy(expression, env);
    if (saved !== 'other') return saved;
    const required = requiredBy(expression, env);
    if (required) return required;
    const parent = superOf(expression, env);
    if (parent) return parent;
    const callee = calleeOf(expression.callee, env);
    if (callee === undefined) return undefined;
    if (callee.kind === 'line' && env.language === 'matlab') {
      // A name that nothing sets is a function, here or elsewhere.
      if (isUnset(expression.callee, env)) return callThing(callee, { args: [], keywords: new Map() }, expression, env);
      return machine.entry(callee, expression.args, expression, env);
    }
    const given = argumentsOf(expression, env);
    return given && callThing(callee, given, expression, env, expression.elementwise);
  }

  function savedBy(expression: Call, env: Env): Thing | undefined | 'other' {
    const { callee } = expression;
    if (env.language !== 'python' || callee.kind !== 'attribute' || callee.base.kind !== 'name') return 'other';
    const base = store.find(env.frame, callee.base.name);
    return base ? callContext(machine, expression, base, () => argumentsOf(expression, env)) : 'other';
  }

  /** JavaScript's `require('./m')` inside an expression. */
  function requiredBy({ callee, args, span }: Call, env: Env): Thing | undefined {
    const [module] = args;
    const isRequire = callee.kind === 'name' && callee.name === 'require' && module?.kind === 'string';
    if (!isRequire || env.language !== 'javascript' || args.length !== 1) return undefined;
    return kit.imported({ kind: 'import', module: module.value, local: module.value, span }, env);
  }

  /** `super()` and `super(B, self)`. */
  function superOf({ callee, args }: Call, env: Env): Thing | undefined {
    const isSuper = env.language === 'python' && callee.kind === 'name' && callee.name === 'super';
    if (!isSuper || kit.isDefined('super', env)) return undefined;
    if (args.length === 0) return store.find(env.frame, SUPER);
    const [after, of] = args.map((arg) => machine.evaluate(arg, env));
    return args.length === 2 && after?.kind === 'class' && of ? { kind: 'super', of, after: after.id } : undefined;
  }

  function isUnset(callee: Expression, env: Env): boolean {
    const name = linearName(callee)?.split('.')[0];
    if (name === undefined || kit.isGiven(name) || store.find(env.frame, name) !== undefined) return false;
    return !kit.isDefined(name, env);
  }

  /** What is called: a method keeps its receiver. */
  function calleeOf(callee: Expression, env: Env): Thing | undefined {
    if (callee.kind !== 'attribute') return machine.evaluate(callee, env);
    const path = linearName(callee);
    const root = path?.split('.')[0];
    const isLocal = root !== undefined && store.find(env.frame, root) !== undefined;
    if (path !== undefined && !isLocal) {
      const known = kit.path(path, callee, env, true);
      if (known !== 'unknown') return known;
    }
    const base = machine.evaluate(callee.base, env);
    if (base === undefined) return undefined;
    if (base.kind === 'super' || (base.kind === 'builtin' && base.module))
      return attributeOf(machine, base, callee.name, callee, env);
    if (base.kind === 'builtin' && !base.receiver) return { kind: 'builtin', path: `${base.path}.${callee.name}` };
    const content = machine.contentOf(base);
    if (content?.kind === 'object' || base.kind === 'class')
      return attributeOf(machine, base, callee.name, callee, env);
    const own = content?.kind === 'dictionary' ? content.entries.get(callee.name) : undefined;
    if (own) return own.kind === 'function' ? { ...own, receiver: base, receiverName: 'this' } : own;
    if (hasMethod(env.language, callee.name)) return { kind: 'builtin', path: callee.name, receiver: base };
    const kept = callee.base.kind === 'attribute' ? keptDefault(machine, callee.base, env) : undefined;
    if (kept) {
      const full = `${kept}.${callee.name}`;
      const isKnown = isFunctionName(env.language, full) || libraryFunction(env.language, full) !== undefined;
      if (isKnown) return { kind: 'builtin', path: full };
    }
    const spelled = path ?? callee.name;
    return fail(
      'unknownFunction',
      `${spelled} is not a function that is known here. Define it in the document, or inspect its argument.`,
      callee.span,
    );
  }

  function argumentsOf(expression: Call, env: Env): Arguments | undefined {
    const args: Thing[] = [];
    const keywords = new Map<string, Thing>();
    for (const arg of expression.args) {
      if (arg.kind !== 'spread') {
        const thing = machine.evaluate(arg, env);
        if (thing === undefined) return undefined;
        args.push(thing);
        continue;
      }
      const thing = machine.evaluate(arg.value, env);
      if (thing === undefined) return undefined;
      if (arg.named) {
        const content = machine.contentOf(thing);
        if (content?.kind !== 'dictionary')
          return fail('arguments', 'Which arguments these are is not known.', arg.span);
        for (const [key, value] of content.entries) keywords.set(key, value);
      } else {
        const items = machine.items(thing, arg.span);
        if (!items) return undefined;
        args.push(...items);
      }
    }
    for (const { name, value } of expression.keywords) {
      const thing = machine.evaluate(value, env);
      if (thing === undefined) return undefined;
      keywords.set(name, thing);
    }
    return { args, keywords };
  }

  function callMethod(
    callee: FunctionThing,
    given: Arguments,
    at: Expression,
    env: Env,
    elementwise: boolean,
  ): Thing | undefined {
    const method = kit.methodFor(callee, given.args.length);
    if (!method) {
      const reason = 'has several methods; which one is called depends on types. Give each a name of its own.';
      return fail('arguments', `${callee.name} ${reason}`, at.span);
    }
    return elementwise ? callEach(machine, method, given, at, env) : machine.callFunction(method, given, at);
  }

  function callThing(
    callee: Thing,
    given: Arguments,
    at: Expression,
    env: Env,
    elementwise = false,
  ): Thing | undefined {
    switch (callee.kind) {
      case 'function':
        if (isNote(callee.language)) return callNote(callee, given, at, env);
        if (areMasked(machine, given))
          return callMasked(machine, given, at.span, (whole) => callMethod(callee, whole, at, env, elementwise));
        return callMethod(callee, given, at, env, elementwise);
      case 'builtin':
        if (callee.module) {
          const whole = kit.wholeOf(callee.module, at, env);
          return whole && callThing(whole, given, at, env, elementwise);
        }
        if (elementwise) return callDotted(callee.path, given, at, env);
        return callBuiltin(callee.path, given, at, env, callee.receiver);
      case 'ref': {
        const content = machine.contentOf(callee);
        const result = callModule(machine, callee, given, at, env);
        if (result !== 'other') return result;
        if (content?.kind === 'object') {
          for (const name of ['__call__', 'forward', 'call']) {
            const method = kit.methodOf(content.className, name, callee);
            if (method) return machine.callFunction(method, given, at);
          }
        }
        break;
      }
      case 'line': {
        const name = builder.names.get(callee.line);
        if (builder.at(callee.line).operation === 'input' && name !== undefined) {
          return fail(
            'unknownFunction',
            `${name} is not a function that is known here. Define it in the document, or inspect its argument.`,
            at.kind === 'call' ? at.callee.span : at.span,
          );
        }
        break;
      }
      case 'class': {
        const object = store.make({
          kind: 'object',
          path: callee.name.toLowerCase(),
          className: callee.id,
          entries: new Map(),
        });
        const path = machine.unused(callee.name.toLowerCase(), object.id);
        store.change(object.id, { kind: 'object', path, className: callee.id, entries: new Map() });
        const make = kit.methodOf(callee.id, '__init__', object) ?? kit.methodOf(callee.id, 'constructor', object);
        if (make?.place.file) return madeElsewhere(make, given, at) ? object : undefined;
        if (make && machine.callFunction(make, given, at) === undefined) return undefined;
        return object;
      }
      case 'unknown':
        return fail('notFollowed', `This function is not followed: ${callee.reason}.`, at.span);
      default:
        break;
    }
    return fail('notAFunction', 'What is called here is not a function.', at.span);
  }

  /**
   * Runs a constructor of another file. Where that is not followed, the object is one of which nothing is known, as it is
   * where nobody has the file: its attributes are inputs. False: tracing is done anew.
   */
  function madeElsewhere(make: FunctionThing, given: Arguments, at: Expression): boolean {
    const [before, problems] = [store.copy(), kit.problemCount()];
    if (machine.callFunction(make, given, at)) return true;
    if (kit.isWishing()) return false;
    store.become(before);
    kit.forgetProblems(problems);
    return true;
  }

  /** A function that a note defines, called from a program. */
  function callNote(fn: FunctionThing, given: Arguments, at: Expression, env: Env): Thing | undefined {
    const bindings = new Map<string, LineId>();
    const { definition } = fn;
    if (!definition || given.args.length !== fn.parameters.length || given.keywords.size > 0) {
      return fail('arguments', `${fn.name} takes ${fn.parameters.length} arguments. Check the call.`, at.span);
    }
    for (const [i, { name }] of fn.parameters.entries()) {
      const line = machine.lineOf(given.args[i] as Thing, at.span);
      if (line === undefined) return undefined;
      bindings.set(name, line);
    }
    const line = kit.applied(definition, bindings, at, env.place.call ?? env.place.order);
    return line === undefined ? undefined : lineThing(line);
  }

  /** `sin.(x)`: rows of the table go entry by entry as they are, what takes whole arrays is called for each entry. */
  function callDotted(path: string, given: Arguments, at: Expression, env: Env): Thing | undefined {
    const dotted = libraryFunction(env.language, `.${path}`);
    if (dotted) {
      const result = dotted({ ...given, at, env, machine, path });
      if (result !== 'pass') return result;
    }
    if (resolve(env.language, path, given.args.length) && given.keywords.size === 0) return row(path, given, at, env);
    return callEach(machine, { kind: 'builtin', path }, given, at, env);
  }

  function callBuiltin(path: string, given: Arguments, at: Expression, env: Env, receiver?: Thing): Thing | undefined {
    if (env.language === 'python' && !receiver) {
      const real = (rest: Arguments) => callBuiltin(path, rest, at, env);
      const complex = callComplex(machine, path, given, at.span, real);
      if (complex !== 'other') return complex;
    }
    const fn = receiver ? methodOf(env.language, path) : libraryFunction(env.language, path);
    if (fn) {
      const args = receiver ? [receiver, ...given.args] : given.args;
      const run = (all: Arguments) => fn({ ...all, at, env, machine, path, receiver: receiver && all.args[0] });
      const all = { args, keywords: given.keywords };
      const result = areMasked(machine, all) ? maskedBuiltin(path, all, run, at) : run(all);
      if (result !== 'pass') return result;
    }
    return receiver ? unknownMethod(path, at) : row(path, given, at, env);
  }

  /** Of entries that a mask takes; what does not rest on them was counted. */
  function maskedBuiltin(
    path: string,
    given: Arguments,
    run: (whole: Arguments) => Thing | undefined | 'pass',
    at: Expression,
  ): Thing | undefined | 'pass' {
    let passed = false;
    const result = callMasked(machine, given, at.span, (whole) => {
      const made = run(whole);
      passed = made === 'pass';
      return made === 'pass' ? undefined : made;
    });
    if (passed) return 'pass';
    if (result?.kind !== 'masked' || machine.valueOf(result.line) === undefined) return result;
    return fail('index', `${path}: ${MASKED}`, at.span);
  }

  function unknownMethod(path: string, at: Expression): undefined {
    return fail('unknownFunction', `${path} is not a method that is known here. Inspect its argument.`, at.span);
  }

  /** A function of the table, entry by entry on tensors. */
  function row(path: string, given: Arguments, at: Expression, env: Env): Thing | undefined {
    const arity = given.args.length;
    const meaning = resolve(env.language, path, arity);
    const span = at.kind === 'call' ? at.callee.span : at.span;
    if (meaning === undefined) {
      const known = isFunctionName(env.language, path);
      return fail(
        'unknownFunction',
        known
          ? `${path} does not take ${arity} ${arity === 1 ? 'argument' : 'arguments'} here. Check the call.`
          : `${path} is not a function that is known here. Define it in the document, or inspect its argument.`,
        span,
      );
    }
    const out = env.language === 'python' ? given.keywords.get('out') : undefined;
    const others = [...given.keywords.keys()].filter((name) => name !== 'out' || !out);
    if (others.length > 0) {
      return fail('keyword', `${path} with ${others.join(', ')}= is not read yet. Leave the keyword out.`, at.span);
    }
    if (out && out.kind !== 'none') {
      const made = row(path, { args: given.args, keywords: new Map() }, at, env);
      return made?.kind === 'line' ? written(out, made.line, path, at) : undefined;
    }
    if (given.args.some(isMasked)) {
      return onMasked(machine, given.args, at.span, (own) => {
        const made = row(path, { args: own.map(lineThing), keywords: new Map() }, at, env);
        return made?.kind === 'line' ? made.line : undefined;
      });
    }
    const lines: LineId[] = [];
    for (const arg of given.args) {
      const line = machine.layout.lineIn(arg, at.span, env.language);
      if (line === undefined) return undefined;
      lines.push(line);
    }
    const isWhole = env.language === 'julia' && !(at.kind === 'call' && at.elementwise);
    if (isWhole && lines.some((line) => builder.shape(line).length > 0)) {
      return fail('shape', `${path} of an array is written with a dot in Julia: ${path}.( … ).`, span);
    }
    const apply = (name: string, own: readonly LineId[]) =>
      machine.layout.elementwise(name, own, at.span, env.language);
    if (env.language === 'javascript' && !machine.areNumbers(lines, at.span)) return undefined;
    const { row: operation, operands } = meaning;
    if (operands) {
      const chosen = operands.map((source) =>
        'number' in source ? builder.constant(source.number) : (lines[source.argument] as LineId),
      );
      return result(apply(operation, chosen));
    }
    const [first, ...rest] = lines;
    if (arity > 2 && first !== undefined && FOLDED.has(operation)) {
      let folded: LineId | undefined = first;
      for (const next of rest) folded = folded === undefined ? undefined : apply(operation, [folded, next]);
      return result(folded);
    }
    return result(apply(operation, lines));
  }

  /** `out=`: the array that is given holds the result and is the result. */
  function written(out: Thing, line: LineId, path: string, at: Expression): Thing | undefined {
    const content = machine.contentOf(out);
    const fits = content?.kind === 'array' && sameShape(builder.shape(content.line), builder.shape(line));
    if (out.kind !== 'ref' || !fits || content.base) {
      return fail('keyword', `${path} with out= is read for arrays with a name and the shape of the result.`, at.span);
    }
    store.change(out.id, { ...content, line, version: content.version + 1 });
    return out;
  }

  function result(line: LineId | undefined): Thing | undefined {
    return line === undefined ? undefined : lineThing(line);
  }
}
