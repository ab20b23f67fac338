/** What defined names stand for: definitions are followed to lines, each once for the bindings that it is seen with. */
import type { LineId } from '../graph/list.ts';
import { constant as knownConstant } from '../primitives/lookup.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import type { Machine } from './code/machine.ts';
import { type FunctionThing, type LineThing, lineThing, type Thing } from './code/things.ts';
import { squareName } from './define.ts';
import type { Env } from './env.ts';
import type { createInputs } from './inputs.ts';
import type { Kit } from './kit.ts';
import { type Definition, resolve, sameFunction } from './scope.ts';
import { isNote, literal, RUNNING } from './statics.ts';

/** Beyond this depth names are followed from the bottom up. */
const DEEP = 100;

export interface Tracing {
  /** Of programs; made when something of a program is first met. */
  readonly machine: () => Machine;
  readonly inputs: ReturnType<typeof createInputs>;
  /** Definitions that are being followed. */
  readonly active: Set<Definition>;
  /** How deep expressions are nested just now. */
  depth(): number;
  /** What was traced last is a vector written as a row, or is not. */
  turn(row: boolean): void;
  functionThing(definition: Definition, env: Env): FunctionThing;
  /** Code: a parameter that the function has set anew before this place. */
  resetBy(name: string, env: Env): boolean;
  /** Takes what a note says of the shape of a name. */
  declare(name: string, symbol: Expression, env: Env): void;
}

export function createFollowing(kit: Kit, tracing: Tracing) {
  const { options, builder } = kit;
  const { scope, meter } = options;
  const { machine, inputs, active } = tracing;
  const memos = new WeakMap<ReadonlyMap<string, LineId>, Map<Definition, Thing | undefined>>();
  /** No bindings: what module level names see from inside a function. */
  const outer: ReadonlyMap<string, LineId> = new Map();
  const separate = new Map<string, LineId>();
  let settling = false;

  /** What a defined name stands for; a definition by a mere number is an input with that value. */
  function follow(definition: Definition, at: Expression, env: Env): LineId | undefined {
    const thing = followThing(definition, at, env);
    if (thing?.kind === 'line') tracing.turn(thing.row === true);
    return thing?.kind === 'line' ? thing.line : thing && machine().lineOf(thing, at.span);
  }

  function followThing(definition: Definition, at: Expression, env: Env): Thing | undefined {
    if (isProgram(definition)) return tracing.functionThing(definition, env);
    if (definition.parameters && !isNote(env.language)) return tracing.functionThing(definition, env);
    const memo = memoOf(env.bindings);
    const known = memo.get(definition);
    // A list that was made in a branch or pass that was taken back is made anew.
    const isGone = known?.kind === 'ref' && machine().contentOf(known) === undefined;
    if (memo.has(definition) && !isGone) return known;
    if (!definition.parameters) {
      const value = literal(definition.bodies[0], definition.language);
      if (value !== undefined) return lineThing(inputs.number(definition, value));
    }
    if (tracing.depth() > DEEP && !settling) settle(definition, env);
    const found = definition.root ? rootOf(definition, at, env) : body(definition, bodyEnv(definition, env), at);
    const own = kit.inputName(definition.name, definition.place);
    // A line has a name already; formulas are nothing else.
    const thing = found?.kind === 'line' ? found : found && machine().entitle(found, own, definition.span, true);
    memo.set(definition, thing);
    return thing;
  }

  /** Inside a called function its own names see the call; what stands outside sees neither arguments nor call. */
  function bodyEnv(definition: Definition, env: Env): Env {
    const within = isNote(definition.language) || sameFunction(scope, definition.bodyPlace, env.place);
    return {
      ...env,
      frame: undefined,
      end: undefined,
      bindings: within ? env.bindings : outer,
      place: within ? { ...definition.bodyPlace, call: env.place.call } : definition.bodyPlace,
      language: definition.language,
    };
  }

  /** Names that rest on names that rest on names, thousands deep: followed from the bottom up instead of recursing. */
  function settle(top: Definition, env: Env): void {
    const seen = new Set([top]);
    const stack = [{ definition: top, env, below: restingOn(top, env) }];
    settling = true;
    while (stack.length > 0 && meter.spend()) {
      const entry = stack[stack.length - 1] as (typeof stack)[number];
      const next = entry.below.pop();
      if (next === undefined) {
        stack.pop();
        const before = kit.problemCount();
        const { definition } = entry;
        if (definition === top || memoOf(entry.env.bindings).has(definition) || active.has(definition)) continue;
        // What fails here may not be needed; where it is, it is followed again and says why.
        if (followThing(definition, definition.bodies[0] as Expression, entry.env) === undefined) {
          memoOf(entry.env.bindings).delete(definition);
          kit.forgetProblems(before);
        }
      } else if (!seen.has(next)) {
        seen.add(next);
        const inner = bodyEnv(entry.definition, entry.env);
        stack.push({ definition: next, env: inner, below: restingOn(next, inner) });
      }
    }
    settling = false;
  }

  /** The definitions of plain names in the preferred body, the first last. */
  function restingOn(definition: Definition, env: Env): Definition[] {
    const inner = bodyEnv(definition, env);
    const found: Definition[] = [];
    for (const node of walk(definition.bodies[0] as Expression)) {
      if (!meter.spend()) break;
      const name = linearName(node);
      if (name === undefined || (inner.bindings.has(name) && !tracing.resetBy(name, inner))) continue;
      const meant = kit.definitionOf(name, inner);
      if (!meant || meant.parameters || meant.notFollowed || active.has(meant)) continue;
      if (options.bound?.has(name) || scope.sizes.has(name) || memoOf(inner.bindings).has(meant)) continue;
      if (meant !== definition) found.push(meant);
    }
    return found.reverse();
  }

  function memoOf(bindings: ReadonlyMap<string, LineId>): Map<Definition, Thing | undefined> {
    let memo = memos.get(bindings);
    if (memo === undefined) {
      memo = new Map();
      memos.set(bindings, memo);
    }
    return memo;
  }

  /** The first of its bodies that can be traced, under its name where it is a number. */
  function body(definition: Definition, given: Env, at: Expression): Thing | undefined {
    const env = withParameters(definition, given);
    if (active.has(definition)) {
      return kit.fail(
        'circular',
        `${definition.name} is defined by itself. Give the earlier value another name.`,
        at.span,
      );
    }
    active.add(definition);
    const before = kit.problemCount();
    let thing: Thing | undefined;
    for (const candidate of ranked(definition, env)) {
      kit.forgetProblems(before);
      if (isNote(env.language)) {
        const line = kit.trace(candidate, env);
        thing = line === undefined ? undefined : { kind: 'line', line, row: kit.wasRow() };
      } else {
        thing = machine().evaluate(candidate, env);
      }
      if (thing !== undefined) break;
    }
    active.delete(definition);
    return thing?.kind === 'line' ? entitled(thing, definition) : thing;
  }

  /** s, of which the text says what s² is: the root of that. */
  function rootOf(definition: Definition, at: Expression, env: Env): Thing | undefined {
    active.add(definition);
    const square = kit.byName(squareName(definition.name), at, env);
    active.delete(definition);
    if (square === undefined) return undefined;
    const { name } = definition;
    if (builder.shape(square).length > 0) {
      const message = `${name}² is no number here; which root of it ${name} is, is not known. Write what ${name} is.`;
      return kit.fail('root', message, at.span);
    }
    const message = `${name} is taken as the positive root of what the text says ${name}² is. Write what ${name} is to have another.`;
    kit.note({ code: 'root', severity: 'info', message, span: at.span });
    return entitled(lineThing(builder.step('sqrt', [square])), definition);
  }

  function entitled(thing: LineThing, definition: Definition): LineThing {
    if (options.separate) {
      // Seen from two members of a family it is one step all the same.
      const key = `${thing.line} ${definition.name}`;
      const line = separate.get(key) ?? builder.named(thing.line, definition.name, definition.span);
      separate.set(key, line);
      return { ...thing, line };
    }
    builder.name(thing.line, kit.inputName(definition.name, definition.place));
    builder.mark(thing.line, definition.span);
    return thing;
  }

  /** Of equal ways in which it is given, those first that are made of what the user gave values for. */
  function ranked(definition: Definition, env: Env): readonly Expression[] {
    const given = Object.keys(options.given ?? {});
    if (definition.bodies.length < 2 || given.length === 0) return definition.bodies;
    const strangers = (body: Expression) => {
      const callees = new Set<Expression>();
      const found = new Set<string>();
      for (const node of walk(body)) {
        if (node.kind === 'call') callees.add(node.callee);
        if (node.kind === 'big' && node.variable) found.delete(linearName(node.variable) ?? '');
        if (node.kind !== 'name' || callees.has(node) || knownConstant(env.language, node.name)) continue;
        const isKnown = given.some((name) => name === node.name || name.startsWith(`${node.name}_`));
        if (!isKnown && !kit.definitionOf(node.name, env) && !RUNNING.test(node.name)) found.add(node.name);
      }
      return found.size;
    };
    const counted = definition.bodies.map((body) => ({ body, count: strangers(body) }));
    return counted.sort((a, b) => a.count - b.count).map(({ body }) => body);
  }

  /**
   * A function by itself: its parameters are inputs, unless the same display defines them (`f(u) = u^2, u = x + 1`).
   * Where derivatives are compared, every definition counts.
   */
  function withParameters(definition: Definition, env: Env): Env {
    if (!definition.parameters || options.separate) return env;
    const bindings = new Map(env.bindings);
    for (const parameter of definition.parameters) {
      if (bindings.has(parameter)) continue;
      const meant = resolve(scope, parameter, definition.bodyPlace);
      const value = meant && !meant.parameters ? literal(meant.bodies[0], meant.language) : undefined;
      if (meant && value === undefined && meant.place.display === definition.place.display) continue;
      const preset = isNote(definition.language)
        ? value
        : literal(definition.defaults?.get(parameter), definition.language);
      if (isNote(definition.language)) tracing.declare(parameter, symbolOf(parameter, definition), env);
      bindings.set(parameter, inputs.input(parameter, definition.span, preset));
    }
    return { ...env, bindings };
  }

  return { follow, followThing, body };
}

/** A parameter as it stands in the formula, in bold or not. */
function symbolOf(name: string, { bodies: [body], span }: Definition): Expression {
  for (const node of body ? walk(body) : []) if (node.kind === 'name' && node.name === name) return node;
  return { kind: 'name', name, base: name, accents: [], span, outer: span };
}

/** A function of a program: run where it is called. */
export function isProgram(definition: Definition): boolean {
  return definition.parameters !== undefined && !isNote(definition.language);
}
