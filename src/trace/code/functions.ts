/** Calls of functions that the text defines: arguments are bound, the body runs in a frame of its own. */
import type { LineId } from '../../graph/list.ts';
import { ARGUMENTS, SELF } from '../../languages/code.ts';
import { sizesOf } from '../../primitives/shape.ts';
import type { Expression, Language, Parameter, Statement } from '../../syntax/tree.ts';
import { isOfArrays } from '../annotations.ts';
import type { Env } from '../env.ts';
import { literal } from '../statics.ts';
import type { Flow } from './flow.ts';
import { type Arguments, hasReferences, type Machine } from './machine.ts';
import { isStruct, written } from './outputs.ts';
import { entriesTaken, takesEntries } from './rest.ts';
import { type Content, type FunctionThing, lineThing, MISSING, NONE, type Thing, unknown } from './things.ts';

const COLLECTED = '“arguments” collects whatever was handed over';

/** So often may a function be inside itself; recursion that needs more depends on inputs or is endless. */
const MOST_RECURSION = 60;

/** Under this name a method has what `super()` is in it. */
export const SUPER = '(super)';

export function createFunctions(
  machine: Machine,
  block: (statements: readonly Statement[], env: Env) => Flow | undefined,
) {
  const { kit, store } = machine;
  const { builder, fail } = kit;
  const active = new Map<unknown, number>();
  let calls = 0;
  return { callFunction, presets, whole };

  function callFunction(fn: FunctionThing, given: Arguments, at: Expression): Thing | undefined {
    const fresh = new Map<number, Content | undefined>();
    const bound = bindParameters(fn, given, at, fresh);
    if (!bound) return undefined;
    if (isLeftBehind(fn)) {
      return fail(
        'alias',
        'This function was made in an earlier round of a loop; what it sees of that is not followed.',
        at.span,
      );
    }
    const times = active.get(fn.body) ?? 0;
    if (times >= MOST_RECURSION) {
      return fail('circular', `${fn.name} calls itself without an end that is known; that is not followed.`, at.span);
    }
    active.set(fn.body, times + 1);
    const outer = builder.group;
    calls++;
    builder.group = {
      id: `call ${calls}`,
      parent: outer?.id,
      kind: 'call',
      label: kit.inputName(fn.name || 'function', fn.place),
    };
    const result = run(fn, bound, given);
    builder.group = outer;
    active.set(fn.body, times);
    if (fn.language === 'python' && [...fresh].some(([id, content]) => store.content(id) !== content)) {
      return fail(
        'alias',
        `${fn.name || 'This'} changes the default of a parameter, and later calls would see that. Set it inside.`,
        at.span,
      );
    }
    return result;
  }

  /** Where each round of a loop has names of its own, they are gone when the round is over. */
  function isLeftBehind(fn: FunctionThing): boolean {
    if (fn.language === 'python' || fn.language === 'r' || fn.language === 'matlab') return false;
    for (let { round } = fn; round; round = round.around) {
      if (round.isOver && store.isInside(fn.frame, round.frame)) return true;
    }
    return false;
  }

  /** A default of the document's own functions; one that is a collection is noted. */
  function freshDefault(
    parameter: Parameter,
    fn: FunctionThing,
    bound: ReadonlyMap<string, Thing>,
    fresh: Map<number, Content | undefined>,
  ): Thing | undefined {
    const thing = defaultOf(parameter, fn, seesEarlier(fn) ? frameOf(fn, bound) : fn.frame);
    const value = thing && boxed(thing, fn);
    if (value?.kind === 'ref') fresh.set(value.id, store.content(value.id));
    return value;
  }

  function frameOf(fn: FunctionThing, bound: ReadonlyMap<string, Thing>): number {
    const frame = store.open(fn.frame);
    setSelf(fn, frame);
    for (const [name, thing] of bound) store.set(frame, name, thing);
    setReceiver(fn, frame, bound.get(fn.receiverName ?? ''));
    return frame;
  }

  /** The object of a method, and what `super()` is in it. */
  function setReceiver(fn: FunctionThing, frame: number, given?: Thing): void {
    const { receiver, receiverName, owner } = fn;
    if (receiver && receiverName !== undefined) store.set(frame, receiverName, receiver);
    const of = receiver ?? given;
    if (of && owner !== undefined && fn.language === 'python')
      store.set(frame, SUPER, { kind: 'super', of, after: owner });
  }

  /** JavaScript's functions may call themselves by a name that only they know. */
  function setSelf(fn: FunctionThing, frame: number): void {
    if (fn.language === 'javascript' && isStatements(fn.body)) store.set(frame, SELF, fn);
  }

  function run(fn: FunctionThing, bound: ReadonlyMap<string, Thing>, { args }: Arguments): Thing | undefined {
    const frame = frameOf(fn, bound);
    if (fn.language === 'javascript' && isStatements(fn.body) && collects(fn.body)) {
      // A parameter is the same array as the argument.
      const items = args.map((thing, i) =>
        i < bound.size ? (bound.get(fn.parameters[i]?.name ?? '') ?? thing) : thing,
      );
      store.set(frame, ARGUMENTS, store.make({ kind: 'list', items }));
    }
    const env = envOf(fn, frame);
    if (!isStatements(fn.body)) return machine.evaluate(fn.body, env);
    hoist(fn.body, env);
    const flow = block(fn.body, env);
    return flow && resultOf(flow, fn);
  }

  /** JavaScript's functions are known in all of the body that they stand in. */
  function hoist(body: readonly Statement[], env: Env): void {
    if (env.language !== 'javascript') return;
    const functions = body.filter((statement) => statement.kind === 'function' && statement.name !== '');
    if (functions.length > 0) block(functions, env);
  }

  function resultOf(flow: Flow, fn: FunctionThing): Thing | undefined {
    switch (flow.kind) {
      case 'return':
        return flow.value;
      case 'raise':
        return fail('raises', `${fn.name || 'This'} always ends with an error here.`, flow.span);
      case 'fork':
        return fail(
          'branches',
          `${fn.name || 'This'} returns a value in some branches only. Return one in all.`,
          fn.span ?? { from: 0, to: 0 },
        );
      default:
        return NONE;
    }
  }

  function envOf(fn: FunctionThing, frame: number | undefined): Env {
    const { place, language, nonlocal } = fn;
    return { place, bindings: new Map(), statics: new Map(), language, frame, nonlocal };
  }

  function presets(parameters: readonly Parameter[], env: Env): ReadonlyMap<string, Thing> | undefined {
    const found = new Map<string, Thing>();
    // Python works defaults out once; the other languages do at each call.
    if (env.language !== 'python') return found;
    for (const parameter of parameters) {
      if (!parameter.default) continue;
      const before = kit.problemCount();
      const thing = machine.evaluate(parameter.default, env);
      if (!thing && kit.isWishing()) return undefined;
      if (!thing) kit.forgetProblems(before);
      found.set(
        parameter.name,
        thing ? boxed(thing, env) : unknown(`the default of ${parameter.name} is not followed`),
      );
    }
    return found;
  }

  /** A tensor may be changed in place inside, under several names. */
  function boxed(thing: Thing, { language }: { readonly language: Language }): Thing {
    if (thing.kind !== 'line' || !hasReferences(language) || builder.shape(thing.line).length === 0) return thing;
    return store.make({ kind: 'array', line: thing.line, version: 0, real: thing.real });
  }

  function bindParameters(
    fn: FunctionThing,
    given: Arguments,
    at: Expression,
    fresh: Map<number, Content | undefined>,
  ): Map<string, Thing> | undefined {
    const bound = new Map<string, Thing>();
    const parameters = fn.parameters.slice(isMethod(fn) ? 1 : 0);
    const args = [...given.args];
    const left = new Map(given.keywords);
    for (const parameter of parameters) {
      if (parameter.rest === 'named') {
        bound.set(parameter.name, store.make({ kind: 'dictionary', entries: new Map(left) }));
        left.clear();
        continue;
      }
      if (parameter.rest === 'list') {
        const items = args.splice(0);
        bound.set(
          parameter.name,
          fn.language === 'javascript' ? store.make({ kind: 'list', items }) : { kind: 'tuple', items },
        );
        continue;
      }
      const positional = args.shift();
      const named = left.get(parameter.name);
      left.delete(parameter.name);
      if (positional?.kind === 'none' && parameter.default && fn.language === 'javascript') {
        return fail('arguments', `undefined and null are not told apart here; leave ${parameter.name} out.`, at.span);
      }
      const value = positional ?? named ?? fn.presets?.get(parameter.name) ?? freshDefault(parameter, fn, bound, fresh);
      if (value === undefined) {
        if (parameter.default) return undefined;
        if (fn.language === 'javascript') {
          bound.set(parameter.name, MISSING);
          continue;
        }
        if (fn.language === 'matlab' || fn.language === 'r') {
          // Missed only where it is used.
          bound.set(parameter.name, unknown(`nothing is given for ${parameter.name}`));
          continue;
        }
        return wrong(fn, given, parameters, at, `nothing is given for ${parameter.name}`);
      }
      bound.set(parameter.name, boxed(value, fn));
    }
    if (fn.language === 'matlab') bound.set('nargin', machine.constant(given.args.length));
    const [extra] = left.keys();
    if (extra !== undefined) return wrong(fn, given, parameters, at, `there is no ${extra}`);
    if (args.length > 0 && fn.language !== 'javascript') {
      return wrong(fn, given, parameters, at, `here are ${given.args.length}`);
    }
    return bound;
  }

  function wrong(
    fn: FunctionThing,
    _given: Arguments,
    parameters: readonly Parameter[],
    at: Expression,
    reason: string,
  ): undefined {
    const count = `${parameters.length} ${parameters.length === 1 ? 'argument' : 'arguments'}`;
    const names = parameters.map(({ name }) => name).join(', ');
    return fail('arguments', `${fn.name} takes ${count} (${names}), ${reason}. Check the call.`, at.span);
  }

  /** Defaults are worked out where the function is defined; in some languages they see the parameters before them. */
  function defaultOf(parameter: Parameter, fn: FunctionThing, frame: number | undefined): Thing | undefined {
    if (!parameter.default) return undefined;
    const place = fn.definition?.place ?? fn.place;
    return machine.evaluate(parameter.default, { ...envOf(fn, frame), place });
  }

  /** A function by itself: its parameters are inputs; those with a default that is no number keep it. */
  function whole(fn: FunctionThing): Thing | undefined {
    const frame = store.open(fn.frame);
    kit.setRootFrame(frame);
    setSelf(fn, frame);
    const env = envOf(fn, frame);
    const parameters = fn.parameters.slice(isMethod(fn) ? 1 : 0);
    for (const parameter of parameters) {
      const thing = inputOf(parameter, fn, frame);
      if (thing === undefined) return undefined;
      store.set(frame, parameter.name, thing);
    }
    if (fn.language === 'matlab') store.set(frame, 'nargin', machine.constant(parameters.length));
    setReceiver(fn, frame);
    if (!isStatements(fn.body)) return machine.evaluate(fn.body, env);
    const items = parameters.map(({ name }) => store.find(frame, name) ?? NONE);
    const collected = items.length > 0 ? store.make({ kind: 'list', items }) : unknown(COLLECTED);
    if (fn.language === 'javascript' && collects(fn.body)) store.set(frame, ARGUMENTS, collected);
    const lines = parameters.flatMap(({ name }) => arrayIn(store.find(frame, name)));
    hoist(fn.body, env);
    const before = kit.problemCount();
    const flow = block(fn.body, env);
    // Arrays of different lengths are a usual reason: where nobody said how long they are, they may be equal.
    const isRaised = flow?.kind === 'raise' || (flow === undefined && kit.problemAt(before)?.code === 'raises');
    if (isRaised && lines.some((line, i) => i > 0 && areEqualNow(lines[0] as LineId, line))) return undefined;
    const result = flow && resultOf(flow, fn);
    if (!result || fn.language !== 'c') return result;
    return written(machine, result, parameters, (name) => store.find(frame, name)) ?? result;
  }

  function arrayIn(thing: Thing | undefined): LineId[] {
    const content = thing && machine.contentOf(thing);
    return content?.kind === 'array' ? [content.line] : [];
  }

  /** Asks that both have as many entries. True: tracing is done anew. */
  function areEqualNow(a: LineId, b: LineId): boolean {
    const [[p], [q]] = [builder.shape(a), builder.shape(b)];
    return p !== undefined && q !== undefined && p.size !== q.size && kit.wish({ kind: 'equal', axes: [p, q] });
  }

  /** A default that is an array of numbers, `A=np.ones((3, 4))`: an input of its shape and with its values. */
  function arrayInput({ name, span }: Parameter, thing: Thing): Thing | undefined {
    const [line = thing.kind === 'line' ? thing.line : undefined] = arrayIn(thing);
    const sizes = line === undefined ? [] : sizesOf(builder.shape(line));
    const value = line === undefined || sizes.length === 0 ? undefined : machine.valueOf(line);
    if (value === undefined || typeof value === 'number') return undefined;
    return store.make({ kind: 'array', line: kit.sizedInput(name, span, sizes, value), version: 0 });
  }

  /** `*args` whose entries the function takes: one vector, of which it gets the entries. */
  function entriesInput({ name, span }: Parameter, { body }: FunctionThing): Thing | undefined {
    const line = kit.parameter(name, span, undefined, undefined);
    if (line === undefined || !machine.needsRank(line, 1, span)) return undefined;
    const [axis] = builder.shape(line);
    const size = entriesTaken(body, name);
    if (axis && axis.size < size && kit.wish({ kind: 'size', axis, size })) return undefined;
    const items = machine.items(lineThing(line), span);
    return items && { kind: 'tuple', items };
  }

  function inputOf(parameter: Parameter, fn: FunctionThing, frame: number): Thing | undefined {
    const { name, rest } = parameter;
    // JavaScript's `{ a, b }`: what is taken from it are inputs of those names.
    if (/^\{/.test(name)) return store.make({ kind: 'object', path: '', entries: new Map() });
    if (rest === 'list' && fn.language === 'python' && takesEntries(fn.body, name)) return entriesInput(parameter, fn);
    if (rest === 'list' && fn.language !== 'javascript') return { kind: 'tuple', items: [] };
    if (rest === 'named') return store.make({ kind: 'dictionary', entries: new Map() });
    if (fn.language === 'c' && isStatements(fn.body) && isStruct(parameter, fn.body)) {
      return store.make({ kind: 'object', path: name, entries: new Map() });
    }
    const preset = literal(parameter.default, fn.language);
    const given = kit.isGiven(name);
    if (parameter.default && preset === undefined && !given) {
      const own = fn.presets?.get(name);
      const thing = own ?? defaultOf(parameter, fn, seesEarlier(fn) ? frame : fn.frame);
      const array = thing && !own ? arrayInput(parameter, thing) : undefined;
      return array ?? (thing && boxed(thing, fn));
    }
    if (fn.language === 'julia' && isOfArrays(parameter.annotation)) {
      return { kind: 'unknown', reason: 'its type is an array of arrays; hand each of them over by itself' };
    }
    const line = kit.parameter(name, parameter.span, preset, parameter.annotation);
    if (line === undefined || (rest === 'list' && !machine.needsRank(line, 1, parameter.span))) return undefined;
    return builder.shape(line).length > 0 && fn.language !== 'matlab' && fn.language !== 'r'
      ? store.make({ kind: 'array', line, version: 0 })
      : lineThing(line);
  }
}

function isMethod(fn: FunctionThing): boolean {
  return fn.receiver !== undefined && fn.receiverName !== 'this' && fn.parameters[0]?.name === fn.receiverName;
}

/** Whether a function of JavaScript asks for all that it was called with. */
function collects(body: readonly Statement[]): boolean {
  return body.some(({ kind, ...own }) => kind === 'assign' && 'value' in own && own.value && isArguments(own.value));
}

function isArguments(expression: Expression): boolean {
  return expression.kind === 'name' && expression.name === ARGUMENTS;
}

function isStatements(body: readonly Statement[] | Expression): body is readonly Statement[] {
  return Array.isArray(body);
}

/** Whether a default may be made from the parameters before it (Julia manual, "Functions", evaluation scope of defaults). */
function seesEarlier({ language }: FunctionThing): boolean {
  return language === 'javascript' || language === 'julia' || language === 'matlab';
}
