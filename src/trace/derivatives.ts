/** Derivative symbols inside expressions: ∂f/∂x, f'(x), d/dx(…), … at x = 0. */
import type { LineId } from '../graph/list.ts';
import { lookup } from '../primitives/lookup.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Call, Derivative, Expression } from '../syntax/tree.ts';
import { nameOfSquared } from './define.ts';
import type { Env } from './env.ts';
import type { Kit } from './kit.ts';
import { isTakenForOne, lettersOf } from './letters.ts';
import type { Definition } from './scope.ts';
import { isNote } from './statics.ts';
import { createVariables } from './variables.ts';

export interface Derivatives {
  derivative(expression: Derivative, env: Env): LineId | undefined;
  derivativeCall(callee: Derivative, expression: Call, env: Env): LineId | undefined;
  /** The names that `… \Big|_{x=0}` sets. */
  settings(list: readonly Expression[], body: Expression, env: Env): Env | undefined;
  /** How many ∂ symbols were met that may be local or total. */
  readonly met: () => number;
}

export function createDerivatives(kit: Kit): Derivatives {
  const {
    options,
    builder,
    statics: { nameOf },
    fail,
    trace,
    definitionOf,
    byName,
    applied,
    report,
  } = kit;
  const { soleVariable, baseVariable, sharedVariable, movesWith } = createVariables(kit);
  let derivatives = 0;
  const points = new Set<LineId>();
  /** Dotted symbols were met: then d/dt is more than the partial derivative by t. */
  let hasVelocities = false;
  return { derivative, derivativeCall, settings, met: () => derivatives };

  function derivative(expression: Derivative, env: Env): LineId | undefined {
    if (expression.notation === 'dot') {
      const name = nameOf(expression.of, env);
      // A velocity beside its coordinate, as in a Lagrangian: a variable of its own.
      if (name !== undefined && !definitionOf(name, env)) {
        hasVelocities = true;
        return kit.input(`${name}_${'d'.repeat(expression.order)}ot`, expression.span);
      }
      if (name !== undefined && movesWith(expression.of, env)) {
        const wrt = Array.from({ length: expression.order }, () => symbolAt('t', expression.of));
        return derivative({ ...expression, notation: 'operator', wrt }, env);
      }
      return fail(
        'timeDerivative',
        'A dot is a derivative by time, which is not written here. Use d/dt.',
        expression.span,
      );
    }
    if (expression.notation === 'prime') return prime(expression, expression.of, env);
    const { of: written } = expression;
    const called = written.kind === 'call' ? definitionOf(nameOf(written.callee, env), env) : undefined;
    const program = written.kind === 'name' ? definitionOf(nameOf(written, env), env) : undefined;
    if (program?.parameters && !isNote(program.language) && isNote(env.language))
      return atPlace(expression, program, callOfOwn(program.parameters, written), env);
    if (written.kind === 'call' && called?.parameters?.length === written.args.length && isPlace(written, env))
      return atPlace(expression, called, written, env);
    const [by] = expression.wrt;
    if (written.kind === 'sequence' && by?.kind === 'sequence')
      return jacobian(expression, written.items, by.items, env);
    const isBare = expression.wrt.length === 0;
    const all = isBare ? variablesOf(expression, env) : expression.wrt;
    const isHessian = all.length > 1 && expression.notation === 'nabla' && expression.order === 2;
    if (isBare && isHessian) return hessian(expression, all, env);
    if (all.length === 0 || (all.length > 1 && isBare && expression.order > 1)) {
      return fail('gradientVector', 'A gradient by all inputs is a vector. Name one variable: ∂/∂x.', expression.span);
    }
    if (all.length > 1 && isBare) return gradientVector(expression, all, env);
    const isRepeated = isBare || (expression.notation === 'nabla' && all.length === 1);
    const wrt = isRepeated ? Array.from({ length: expression.order }, () => all[0] as Expression) : all;
    if (expression.notation === 'nabla' && !isBare && all.length !== 1) {
      return fail('gradientVector', 'A gradient by several variables is a vector. Name one variable.', expression.span);
    }
    const of = trace(expression.of, env);
    if (of === undefined) return undefined;
    if (!isHeldAlone(expression, of, env)) return undefined;
    let line: LineId = of;
    for (const variable of wrt) {
      if (isAnyEntry(variable, env) || kit.isWishing()) return undefined;
      const base = squared(variable, env);
      const by = trace(base ?? variable, env);
      if (by === undefined || isOfEntries(variable, by, of, env)) return undefined;
      const curve = expression.total && !base ? alongCurve(expression, line, by, env) : undefined;
      if (curve !== undefined) {
        line = curve;
        continue;
      }
      if (hasVelocities && expression.total && nameOf(variable, env) === 't') {
        return fail(
          'timeDerivative',
          'How what stands here moves with time is not written. Write it as a function of t.',
          expression.span,
        );
      }
      // du/dv, ∇ and derivatives by inputs are total; ∂u/∂v by a step may mean u's own definition.
      const open = !expression.total && expression.order === 1 && builder.at(by).operation === 'named';
      const next = request(expression, line, by, open, open && names(expression.of, variable, env));
      if (next === undefined) return undefined;
      line = base ? builder.step('div', [next, builder.step('mul', [builder.constant(2), by])]) : next;
    }
    return line;
  }

  /** dy/dx of `x = t^2`, `y = t^3`: (dy/dt) ÷ (dx/dt). Undefined where y is not given beside x by what both move with. */
  function alongCurve({ of, wrt }: Derivative, line: LineId, by: LineId, env: Env): LineId | undefined {
    const [variable] = wrt;
    if (!variable || !definitionOf(nameOf(variable, env), env) || linesBelow(line).has(by)) return undefined;
    const name = sharedVariable(of, variable, env);
    const t = name === undefined ? undefined : byName(name, symbolAt(name, variable), env);
    if (t === undefined) return undefined;
    const rise = request(of, line, t, false, false);
    const run = rise === undefined ? undefined : request(variable, by, t, false, false);
    return rise === undefined || run === undefined ? undefined : builder.step('div', [rise, run]);
  }

  /** `\left(\frac{\partial P}{\partial V}\right)_T`: P is given in terms of V and T; held are T and all else but V. */
  function isHeldAlone({ held = [], of, wrt }: Derivative, line: LineId, env: Env): boolean {
    const below = linesBelow(line);
    for (const symbol of held) {
      const name = nameOf(symbol, env);
      const by = name === undefined || definitionOf(name, env) ? undefined : trace(symbol, env);
      if (by !== undefined && below.has(by)) continue;
      const [function_, variable] = [nameOf(of, env) ?? 'this', wrt.map((each) => nameOf(each, env)).join(', ')];
      fail(
        'held',
        `${name ?? 'What stands below the bracket'} is held fixed here, but ${function_} is not given in terms of it. Write ${function_} in terms of ${[variable, name].filter(Boolean).join(' and ')}.`,
        symbol.span,
      );
      return false;
    }
    return true;
  }

  function linesBelow(line: LineId): ReadonlySet<LineId> {
    const seen = new Set<LineId>();
    const open = [line];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      open.push(...builder.at(id).operands);
    }
    return seen;
  }

  /** ∂f/∂w_i of a vector w: any of its entries. True: one is chosen, and tracing is done anew. */
  function isAnyEntry(variable: Expression, env: Env): boolean {
    if (variable.kind !== 'index' || variable.position === 'bracket') return false;
    const [whole, own] = [nameOf(variable.base, env), nameOf(variable, env)];
    if (whole === undefined || own === undefined || kit.hasShape(own) || definitionOf(own, env)) return false;
    const letters = lettersOf(variable);
    if (letters.size === 0) return false;
    const rank = options.assumptions?.shapeOf(whole)?.length ?? rankOfStep(variable.base, whole, env);
    return rank === variable.indices.length && isTakenForOne(kit, letters, env);
  }

  /** How many axes a name has that the text defines, `s = Kq`. */
  function rankOfStep(symbol: Expression, name: string, env: Env): number | undefined {
    if (definitionOf(name, env) === undefined || env.bindings.has(name)) return undefined;
    const before = kit.problemCount();
    const line = byName(name, symbol, env);
    if (line === undefined) kit.forgetProblems(before);
    return line === undefined ? undefined : builder.shape(line).length;
  }

  /** By x, of a function of x_1, x_2, … alone: x is their vector. True: tracing is done anew. */
  function isOfEntries(variable: Expression, by: LineId, of: LineId, env: Env): boolean {
    const name = variable.kind === 'name' ? nameOf(variable, env) : undefined;
    if (name === undefined || !kit.hasEntries(name) || builder.shape(by).length > 0) return false;
    if (linesBelow(of).has(by)) return false;
    return kit.wish({ kind: 'rank', input: name, rank: 1 });
  }

  /** f(1, 2): handed numbers, not variables. */
  function isPlace({ args }: Call, env: Env): boolean {
    return args.every((arg) => nameOf(arg, env) === undefined && [...walk(arg)].every(isNumeric));
  }

  /** What a bare ∇ differentiates by: what f is a function of, `∇f(x)`, or is said to be, `∇f` of `f(x) = …`; `(uv)'` by their variable. */
  function variablesOf({ of, notation }: Derivative, env: Env): readonly Expression[] {
    if (notation === 'operator') {
      const base = baseVariable(of, env);
      return base === undefined ? [] : [symbolAt(base, of)];
    }
    if (of.kind === 'call') {
      const args = of.args.map((arg) => nameOf(arg, env));
      return args.includes(undefined) || new Set(args).size < args.length ? [] : of.args;
    }
    const definition = definitionOf(nameOf(of, env), env);
    const sole = definition?.parameters ? undefined : soleVariable(definition, env);
    const names = definition?.parameters ?? (sole === undefined ? [] : [sole]);
    return names.map((name) => symbolAt(name, of));
  }

  /** `\\frac{\\partial(x, y)}{\\partial(r, \\theta)}`: a row for each of what is differentiated. */
  function jacobian(
    expression: Derivative,
    of: readonly Expression[],
    by: readonly Expression[],
    env: Env,
  ): LineId | undefined {
    const rows = of.map((each) => gradientVector({ ...expression, of: each }, by, env));
    return rows.includes(undefined) ? undefined : builder.apply('stack', rows as LineId[], { axis: 0 });
  }

  /** `\\nabla^2 f` of f(x, y): the second partial derivatives. */
  function hessian(expression: Derivative, by: readonly Expression[], env: Env): LineId | undefined {
    const rows = by.map((variable) => {
      const slope: Expression = { ...expression, notation: 'fraction', wrt: [variable], order: 1, total: true };
      return gradientVector({ ...expression, of: slope, order: 1 }, by, env);
    });
    return rows.includes(undefined) ? undefined : builder.apply('stack', rows as LineId[], { axis: 0 });
  }

  /** The partial derivatives by several numbers: `∇f(x, y) = (2x, 2y)`. */
  function gradientVector(expression: Derivative, by: readonly Expression[], env: Env): LineId | undefined {
    const of = trace(expression.of, env);
    const partials: LineId[] = [];
    for (const variable of by) {
      const wrt = of === undefined ? undefined : trace(variable, env);
      if (of === undefined || wrt === undefined) return undefined;
      if (builder.shape(wrt).length > 0 || builder.shape(of).length > 0) {
        return fail(
          'gradientVector',
          'By which of several vectors this is meant is not known. Write ∇_x.',
          expression.span,
        );
      }
      const partial = request(expression, of, wrt, false, false);
      if (partial === undefined) return undefined;
      partials.push(partial);
    }
    return builder.apply('stack', partials, { axis: 0 });
  }

  /**
   * σ of σ²: ∂f/∂(σ²) = ∂f/∂σ ÷ 2σ by the chain rule, also where σ stands in f without its square. Not where the text says
   * what σ² is: that is a step.
   */
  function squared(variable: Expression, env: Env): Expression | undefined {
    const name = nameOfSquared(variable);
    if (name === undefined || kit.isRoot(name, env)) return undefined;
    return variable.kind === 'operation' ? variable.operands[0] : undefined;
  }

  /** Whether the definition of u mentions v itself: then ∂u/∂v is read as local first. */
  function names(u: Expression, v: Expression, env: Env): boolean {
    const name = nameOf(u.kind === 'call' ? u.callee : u, env);
    const other = nameOf(v, env);
    const definition = definitionOf(name, env);
    return (
      definition !== undefined &&
      other !== undefined &&
      definition.bodies.some((candidate) => mentions(candidate, other, env))
    );
  }

  function mentions(expression: Expression, name: string, env: Env): boolean {
    const stack: Expression[] = [expression];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (nameOf(node, env) === name) return true;
      if (node.kind === 'operation') stack.push(...node.operands);
      else if (node.kind === 'call') stack.push(...node.args);
      else if (node.kind === 'piecewise') stack.push(...node.cases.map((entry) => entry.value));
      else if (node.kind === 'big') stack.push(node.body);
    }
    return false;
  }

  /** A variable at the place that the notation says: f'(2), … at x = 1. */
  function pointAt(value: LineId, name: string): LineId {
    const point = builder.named(value, name);
    points.add(point);
    return point;
  }

  function request(at: Expression, of: LineId, wrt: LineId, open: boolean, byRule: boolean): LineId | undefined {
    const local = open ? (options.local?.(derivatives, byRule) ?? byRule) : false;
    if (open) derivatives++;
    const result = options.differentiate(builder, { of, wrt, local, isPlace: points.has(wrt) });
    if (typeof result === 'number') return result;
    return report({ ...result, span: result.span ?? at.span });
  }

  /** f'(u), f''(u): the derivative of f at u. `f'` alone is taken at its own parameter. */
  function prime(expression: Derivative, of: Expression, env: Env): LineId | undefined {
    const callee = of.kind === 'call' ? of.callee : of;
    const name = nameOf(callee, env);
    const definition = definitionOf(name, env);
    const parameter = definition?.parameters?.[0] ?? soleVariable(definition, env);
    let at: LineId | undefined;
    if (of.kind === 'call') {
      if (of.args.length !== 1)
        return fail('prime', 'A prime needs a function of one variable. Use ∂f/∂x instead.', expression.span);
      at = trace(of.args[0] as Expression, env);
    } else if (parameter !== undefined) {
      at = byName(parameter, symbolAt(parameter, callee), env);
    } else {
      const base = baseVariable(of, env);
      if (base !== undefined)
        return derivative(
          {
            ...expression,
            notation: 'operator',
            wrt: Array.from({ length: expression.order }, () => symbolAt(base, of)),
          },
          env,
        );
    }
    if (at === undefined) {
      if (of.kind === 'call') return undefined;
      return fail(
        'prime',
        `By which variable ${name ?? 'this'} is differentiated is not known. Write d${name ?? 'f'}/dx.`,
        expression.span,
      );
    }
    const point = pointAt(at, parameter ?? 'argument');
    let line = applyTo(definition, name, parameter, point, expression, env);
    for (let i = 0; i < expression.order && line !== undefined; i++)
      line = request(expression, line, point, false, false);
    return line;
  }

  function derivativeCall(callee: Derivative, expression: Call, env: Env): LineId | undefined {
    if (callee.notation === 'prime') {
      return prime(callee, { ...expression, callee: callee.of }, env);
    }
    const definition = definitionOf(nameOf(callee.of, env), env);
    if (definition?.parameters?.length === expression.args.length) return atPlace(callee, definition, expression, env);
    return fail(
      'unknownFunction',
      "A derivative applied like a function is not read here. Write f'(x) or ∂f/∂x.",
      expression.span,
    );
  }

  /** `\frac{\partial f}{\partial x}(1, 2)`, `\nabla f(1, 2)`: by parameters of f, at what is handed to it. */
  function atPlace(
    { wrt, order, span }: Derivative,
    definition: Definition,
    { args }: Call,
    env: Env,
  ): LineId | undefined {
    const parameters = definition.parameters ?? [];
    const places = new Map<string, LineId>();
    for (const [i, parameter] of parameters.entries()) {
      const value = trace(args[i] as Expression, env);
      if (value === undefined) return undefined;
      places.set(parameter, pointAt(value, parameter));
    }
    const isBare = wrt.length === 0;
    const names = isBare ? parameters : wrt.map((variable) => nameOf(variable, env) ?? '');
    const of = applied(definition, places, args[0] as Expression);
    if (of === undefined) return undefined;
    const by = names.map((name) => places.get(name));
    const stranger = names[by.indexOf(undefined)];
    if (stranger !== undefined) {
      const list = parameters.join(', ');
      return fail(
        'derivative',
        `${definition.name} is a function of ${list}, not of ${stranger || 'this'}. Differentiate by one of those.`,
        span,
      );
    }
    const at = args[0] as Expression;
    if (!isBare || names.length === 1) {
      const all = isBare ? Array.from({ length: order }, () => by[0]) : by;
      return all.reduce<LineId | undefined>(
        (line, place) => (line === undefined ? undefined : request(at, line, place as LineId, false, false)),
        of,
      );
    }
    const partials = by.map((place) => request(at, of, place as LineId, false, false));
    const isOfNumbers = [of, ...by].every((line) => builder.shape(line as LineId).length === 0);
    if (order > 1 || !isOfNumbers || partials.includes(undefined)) {
      return fail('gradientVector', 'A gradient by several vectors is not read. Name one variable.', span);
    }
    return builder.apply('stack', partials as LineId[], { axis: 0 });
  }

  function applyTo(
    definition: Definition | undefined,
    name: string | undefined,
    parameter: string | undefined,
    argument: LineId,
    at: Expression,
    env: Env,
  ): LineId | undefined {
    if (definition && parameter !== undefined) return applied(definition, new Map([[parameter, argument]]), at);
    const step = name === undefined ? undefined : lookup(env.language, name, 1);
    if (step !== undefined) return builder.step(step, [argument]);
    return fail(
      'unknownFunction',
      `${name ?? 'This'} is not a function that is known here. Define it in the document.`,
      at.span,
    );
  }

  /** `|_{(1, 2)}` behind a derivative of f(x, y): x = 1, y = 2. */
  function placeIn(list: readonly Expression[], body: Expression, env: Env): Expression[] | undefined {
    const [only, more] = list;
    const values = only?.kind === 'sequence' ? only.items : list;
    if (more || !only || only.kind === 'relation' || body.kind !== 'derivative') return undefined;
    const parameters = definitionOf(nameOf(body.of, env), env)?.parameters;
    if (parameters?.length !== values.length) return undefined;
    return values.map((value, i): Expression => {
      const { span, outer } = value;
      const terms = [symbolAt(parameters[i] as string, value), value];
      return { kind: 'relation', terms, signs: ['='], signSpans: [span], span, outer };
    });
  }

  function settings(list: readonly Expression[], body: Expression, env: Env): Env | undefined {
    const bindings = new Map(env.bindings);
    const place = placeIn(list, body, env);
    for (const setting of place ?? list) {
      const name =
        setting.kind === 'relation' && setting.signs.length === 1
          ? linearName(setting.terms[0] as Expression)
          : undefined;
      const value =
        setting.kind === 'relation' && name !== undefined ? trace(setting.terms[1] as Expression, env) : undefined;
      if (name === undefined || value === undefined) {
        return fail('setting', 'At which point this is taken could not be read. Write x = 1.', setting.span);
      }
      bindings.set(name, pointAt(value, name));
    }
    return { ...env, bindings };
  }
}

/** f(x, y) for the f of a program. */
function callOfOwn(parameters: readonly string[], callee: Expression): Call {
  const { span, outer } = callee;
  return { kind: 'call', callee, args: parameters.map((own) => symbolAt(own, callee)), keywords: [], span, outer };
}

function symbolAt(name: string, { span, outer }: Expression): Expression {
  return { kind: 'name', name, base: name, accents: [], span, outer };
}

function isNumeric(node: Expression): boolean {
  return node.kind === 'number' || node.kind === 'operation' || (node.kind === 'name' && node.name === 'pi');
}
