/**
 * Syntax → Wengert list. The tracer runs expressions once with lines as values: names follow their definitions, user
 * functions are inlined, sums over known bounds unroll. What it cannot read it refuses by name, at its span.
 */
import type { Meter } from '../base/budget.ts';
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import type { Builder } from '../graph/builder.ts';
import { isConstant, type LineId } from '../graph/list.ts';
import { constant as knownConstant, lookup } from '../primitives/lookup.ts';
import { linearName } from '../syntax/names.ts';
import type {
  Big,
  Call,
  Derivative,
  Expression,
  Index,
  Language,
  Operation,
  Operator,
  Piecewise,
  Relation,
} from '../syntax/tree.ts';
import { type Definition, type Place, resolve, type Scope } from './scope.ts';

/** Names bound while tracing: parameters of a function being inlined, indices of a sum, `at x = 0`. */
export interface Env {
  readonly place: Place;
  readonly bindings: ReadonlyMap<string, LineId>;
  /** Running indices and sizes: known whole numbers. */
  readonly statics: ReadonlyMap<string, number>;
  readonly language: Language;
}

export interface DerivativeRequest {
  readonly of: LineId;
  readonly wrt: LineId;
  /** Only the numerator's own definition, its other operands held. */
  readonly local: boolean;
}

export interface TraceOptions {
  readonly scope: Scope;
  readonly builder: Builder;
  readonly meter: Meter;
  /** Adds the lines of a derivative to the builder; a problem where there is none. */
  readonly differentiate: (builder: Builder, request: DerivativeRequest) => LineId | Problem;
  /** Names that are inputs whatever they usually mean (given in `point` or `wrt`). */
  readonly bound?: ReadonlySet<string>;
  /** Known values of sizes (`n` in `\sum_{i=1}^n`). */
  readonly sizes?: ReadonlyMap<string, number>;
  /** Each definition becomes a line of its own (never shared), so that ∂u/∂v means what the text says. */
  readonly separate?: boolean;
  /** For the k-th derivative symbol met: true reads ∂u/∂v as local. Default: local if u's definition names v. */
  readonly local?: (index: number, byRule: boolean) => boolean;
  /** Uses this definition for its name, everywhere. */
  readonly prefer?: Definition;
}

export interface InputFound {
  readonly line: LineId;
  readonly name: string;
  readonly span: Span;
  /** Set by the document (`x = 2`). */
  readonly value?: number;
}

export interface Tracer {
  trace(expression: Expression, env: Env): LineId | undefined;
  /** A definition by itself, its parameters as inputs. */
  define(definition: Definition): LineId | undefined;
  readonly inputs: ReadonlyMap<string, InputFound>;
  readonly problems: readonly Problem[];
  /** How many derivative symbols were met that may be local or total, in evaluation order. */
  readonly derivatives: number;
  /** Names met that no definition, parameter or constant explains. */
  readonly free: ReadonlySet<string>;
}

const MAX_DEPTH = 250;
const MAX_TERMS = 10_000;
/** Shown as a guess: the size of a sum whose bound is not known. */
export const GUESSED_SIZE = 3;

const STEPS: Partial<Record<Operator, string>> = {
  add: 'add',
  subtract: 'sub',
  multiply: 'mul',
  divide: 'div',
  power: 'pow',
  modulo: 'mod',
  remainder: 'remainder',
  floorDivide: 'floorDivide',
  factorial: 'factorial',
  negate: 'neg',
  not: 'not',
  and: 'and',
  or: 'or',
};
const COMPARISONS: Readonly<Record<string, string>> = {
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '=': 'eq',
  '!=': 'ne',
};
const FOLDED = new Set(['max', 'min', 'hypot', 'logaddexp', 'add', 'mul']);

export function createTracer(options: TraceOptions): Tracer {
  const { scope, builder, meter } = options;
  const problems: Problem[] = [];
  const inputs = new Map<string, InputFound>();
  const free = new Set<string>();
  const memos = new WeakMap<ReadonlyMap<string, LineId>, Map<Definition, LineId | undefined>>();
  const active = new Set<Definition>();
  let derivatives = 0;
  let depth = 0;

  function fail(code: string, message: string, span: Span): undefined {
    problems.push({ code, message, severity: 'error', span });
    return undefined;
  }

  function trace(expression: Expression, env: Env): LineId | undefined {
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
    const line = dispatch(expression, env);
    depth--;
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
        return operation(expression, env);
      case 'call':
        return call(expression, env);
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
        return fail('tensor', 'Vectors and matrices are not read here yet. Inspect one entry.', expression.span);
      case 'lambda':
        return fail('notANumber', 'A function is not a number. Inspect its body, or a call of it.', expression.span);
      case 'string':
        return fail('notANumber', 'Text is not a number.', expression.span);
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

  // Names

  function symbol(expression: Expression, env: Env): LineId | undefined {
    const name = nameOf(expression, env);
    if (name === undefined) {
      return fail('index', 'Which entry is meant is not known. Use a whole number as index.', expression.span);
    }
    if (expression.kind === 'index' && expression.position === 'bracket') {
      const entry = entryOf(expression, env);
      if (entry) return trace(entry.item, { ...env, place: entry.place });
    }
    return byName(name, expression, env);
  }

  function byName(name: string, expression: Expression, env: Env): LineId | undefined {
    const bound = env.bindings.get(name);
    if (bound !== undefined) return bound;
    const known = env.statics.get(name) ?? options.sizes?.get(name);
    if (known !== undefined) return builder.constant(known, String(known));
    if (options.bound?.has(name)) return input(name, expression.span);
    const definition = options.prefer?.name === name ? options.prefer : resolve(scope, name, env.place);
    if (scope.sizes.has(name)) {
      const size = (definition && staticValue(definition.bodies[0], env)) ?? GUESSED_SIZE;
      return builder.constant(size, name);
    }
    if (definition && !definition.notFollowed && !active.has(definition)) return follow(definition, expression, env);
    const path = importedPath(name, expression);
    const value = definition ? undefined : knownConstant(env.language, path);
    if (value) return builder.constant(value.value, value.text);
    if (isTensor(name, expression)) {
      return fail(
        'tensor',
        `${name} is a vector or matrix here; those are not read yet. Inspect one entry.`,
        expression.span,
      );
    }
    if (expression.kind === 'attribute' && path !== name && env.language !== 'latex') {
      return fail('unknownName', `${name} is not a known constant.`, expression.span);
    }
    if (!definition) free.add(name);
    return input(name, expression.span);
  }

  function isTensor(name: string, expression: Expression): boolean {
    if (expression.kind === 'index') return false;
    return (
      scope.tensors.has(name) ||
      (expression.kind === 'name' && (expression.style === 'bold' || expression.style === 'arrow'))
    );
  }

  function input(name: string, span: Span, value?: number): LineId {
    const line = builder.input(name);
    const before = inputs.get(name);
    if (before === undefined || (before.value === undefined && value !== undefined))
      inputs.set(name, { line, name, span, value });
    return line;
  }

  /** What a defined name stands for; a definition by a mere number is an input with that value. */
  function follow(definition: Definition, at: Expression, env: Env): LineId | undefined {
    const memo = memoOf(env.bindings);
    if (memo.has(definition)) return memo.get(definition);
    if (!definition.parameters) {
      const value = literal(definition.bodies[0], definition.language);
      if (value !== undefined) return input(definition.name, definition.span, value);
    }
    const line = body(definition, { ...env, place: definition.bodyPlace, language: definition.language }, at);
    memo.set(definition, line);
    return line;
  }

  function memoOf(bindings: ReadonlyMap<string, LineId>): Map<Definition, LineId | undefined> {
    let memo = memos.get(bindings);
    if (memo === undefined) {
      memo = new Map();
      memos.set(bindings, memo);
    }
    return memo;
  }

  /** The first of its bodies that can be traced, as a line under its name. */
  function body(definition: Definition, given: Env, at: Expression): LineId | undefined {
    if (definition.parameters && !isNote(definition.language) && at !== definition.bodies[0]) {
      return fail(
        'notANumber',
        `${definition.name} is a function, not a number. Call it, or inspect its body.`,
        at.span,
      );
    }
    const env = withParameters(definition, given);
    if (active.has(definition)) {
      return fail('circular', `${definition.name} is defined by itself. Give the earlier value another name.`, at.span);
    }
    active.add(definition);
    const before = problems.length;
    let line: LineId | undefined;
    for (const candidate of definition.bodies) {
      problems.length = before;
      line = trace(candidate, env);
      if (line !== undefined) break;
    }
    active.delete(definition);
    if (line === undefined) return undefined;
    if (options.separate) return builder.named(line, definition.name, definition.span);
    builder.name(line, definition.name);
    builder.mark(line, definition.span);
    return line;
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
      bindings.set(parameter, input(parameter, definition.span, isNote(definition.language) ? value : undefined));
    }
    return { ...env, bindings };
  }

  /** The linear name with running indices put in: `x_{i+1}` is `x_4` for i = 3. */
  function nameOf(expression: Expression, env: Env): string | undefined {
    if (expression.kind !== 'index') return linearName(expression);
    const base = nameOf(expression.base, env);
    if (base === undefined) return undefined;
    const indices = expression.indices.map((index): Expression => {
      const value = usesStatic(index, env) ? staticValue(index, env) : undefined;
      if (value === undefined) return index;
      return { kind: 'number', value, text: String(value), span: index.span, outer: index.outer };
    });
    if (expression.position === 'bracket' && indices.some((index) => index.kind !== 'number')) return undefined;
    if (indices.some((index) => index.kind === 'operation' && usesStatic(index, env))) return undefined;
    return linearName({ ...expression, indices });
  }

  function usesStatic(index: Expression, env: Env): boolean {
    if (index.kind === 'name') return env.statics.has(index.name);
    return index.kind === 'operation' && index.operands.some((operand) => usesStatic(operand, env));
  }

  /** `x[1]` where `x = [a, b]` is written out in the text. */
  function entryOf(expression: Index, env: Env): { item: Expression; place: Place } | undefined {
    const base = linearName(expression.base);
    const definition = base === undefined || env.bindings.has(base) ? undefined : resolve(scope, base, env.place);
    const list = definition?.bodies[0];
    const index = expression.indices.length === 1 ? staticValue(expression.indices[0], env) : undefined;
    if (!definition || list?.kind !== 'sequence' || index === undefined) return undefined;
    const item = list.items[index < 0 ? list.items.length + index : index];
    return item && { item, place: definition.bodyPlace };
  }

  function importedPath(name: string, expression: Expression): string {
    if (expression.kind === 'index') return name;
    const [first = '', ...rest] = name.split('.');
    const module = scope.imports.get(first);
    return module === undefined ? name : [module, ...rest].join('.');
  }

  // Whole numbers known without tracing

  function staticValue(expression: Expression | undefined, env: Env): number | undefined {
    if (expression === undefined) return undefined;
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'name':
      case 'index': {
        const name = nameOf(expression, env);
        if (name === undefined || env.bindings.has(name)) return undefined;
        const known = env.statics.get(name) ?? options.sizes?.get(name);
        if (known !== undefined) return known;
        const definition = resolve(scope, name, env.place);
        if (definition && !definition.parameters && definition.bodies[0]?.kind === 'number')
          return definition.bodies[0].value;
        return scope.sizes.has(name) ? GUESSED_SIZE : undefined;
      }
      case 'operation': {
        const values = expression.operands.map((operand) => staticValue(operand, env));
        const [a, b] = values;
        if (a === undefined) return undefined;
        if (expression.operator === 'negate') return -a;
        if (expression.operator === 'plus') return a;
        if (b === undefined) return undefined;
        if (expression.operator === 'add') return a + b;
        if (expression.operator === 'subtract') return a - b;
        if (expression.operator === 'multiply') return a * b;
        if (expression.operator === 'power') return a ** b;
        return undefined;
      }
      default:
        return undefined;
    }
  }

  // Operations

  function operation(expression: Operation, env: Env): LineId | undefined {
    // Long sums nest to the left thousands of levels deep: walk down that spine instead of recursing.
    const spine: Operation[] = [expression];
    let bottom: Expression | undefined = expression.operands[0];
    while (bottom?.kind === 'operation' && expression.operands.length === 2 && bottom.operands.length === 2) {
      spine.push(bottom);
      bottom = bottom.operands[0];
    }
    let left = bottom && trace(bottom, env);
    for (let i = spine.length - 1; i >= 0 && left !== undefined; i--) {
      const node = spine[i] as Operation;
      left = combine(node, left, env);
      if (left !== undefined && i > 0) builder.mark(left, node.span);
    }
    return left;
  }

  function combine(node: Operation, left: LineId, env: Env): LineId | undefined {
    if (node.operator === 'plus') return left;
    if (node.operator === 'negate') {
      const line = builder.at(left);
      if (isConstant(line) && node.operands[0]?.kind === 'number' && typeof line.value === 'number') {
        return builder.constant(-line.value, `-${line.text}`);
      }
      return builder.step('neg', [left]);
    }
    const step = STEPS[node.operator];
    if (step === undefined) {
      return fail('tensor', `“${node.operator}” acts on vectors and matrices; those are not read yet.`, node.span);
    }
    if (node.operands.length === 1) return builder.step(step, [left]);
    const second = node.operands[1];
    const right = second && trace(second, env);
    return right === undefined ? undefined : builder.step(step, [left, right]);
  }

  // Calls

  function call(expression: Call, env: Env): LineId | undefined {
    const spelled = nameOf(expression.callee, env);
    if (spelled === undefined) {
      if (expression.callee.kind === 'derivative') return derivativeCall(expression.callee, expression, env);
      return fail(
        'unknownFunction',
        'Which function is called here is not known. Give it a name first.',
        expression.callee.span,
      );
    }
    const definition = options.prefer?.name === spelled ? options.prefer : resolve(scope, spelled, env.place);
    if (definition?.parameters && !active.has(definition)) return inline(definition, expression, env);
    const path = importedPath(spelled, expression.callee);
    const arity = expression.args.length;
    const step = lookup(env.language, path, arity);
    if (step === undefined) {
      const known = lookup(env.language, path, 1) ?? lookup(env.language, path, 2);
      if (definition && active.has(definition) && !known) {
        return fail('circular', `${spelled} calls itself; recursion is not followed.`, expression.span);
      }
      return fail(
        'unknownFunction',
        known
          ? `${spelled} does not take ${arity} ${arity === 1 ? 'argument' : 'arguments'} here. Check the call.`
          : `${spelled} is not a function that is known here. Define it in the document, or inspect its argument.`,
        expression.callee.span,
      );
    }
    if (expression.keywords.length > 0) {
      const names = expression.keywords.map((keyword) => keyword.name).join(', ');
      return fail('keyword', `${spelled} with ${names}= is not read yet. Leave the keyword out.`, expression.span);
    }
    const args: LineId[] = [];
    for (const arg of expression.args) {
      const line = trace(arg, env);
      if (line === undefined) return undefined;
      args.push(line);
    }
    const [first, ...rest] = args;
    if (arity > 2 && first !== undefined && FOLDED.has(step)) {
      return rest.reduce((folded, next) => builder.step(step, [folded, next]), first);
    }
    return builder.step(step, args);
  }

  function inline(definition: Definition, expression: Call, env: Env): LineId | undefined {
    const parameters = definition.parameters ?? [];
    if (parameters.length !== expression.args.length || expression.keywords.length > 0) {
      return fail(
        'arguments',
        `${definition.name} takes ${parameters.length} ${parameters.length === 1 ? 'argument' : 'arguments'} (${parameters.join(', ')}), here are ${expression.args.length}. Check the call.`,
        expression.span,
      );
    }
    const bindings = new Map<string, LineId>();
    for (const [i, parameter] of parameters.entries()) {
      const line = trace(expression.args[i] as Expression, env);
      if (line === undefined) return undefined;
      bindings.set(parameter, line);
    }
    // f(x) called with x itself is the definition as it stands: one line, under its own name.
    const same = parameters.every((parameter) => builder.names.get(bindings.get(parameter) as LineId) === parameter);
    if (same && env.bindings.size === 0) return follow(definition, expression, env);
    return applied(definition, bindings, expression);
  }

  function applied(definition: Definition, bindings: ReadonlyMap<string, LineId>, at: Expression): LineId | undefined {
    if (active.has(definition)) {
      return fail('circular', `${definition.name} calls itself; recursion is not followed.`, at.span);
    }
    active.add(definition);
    const inner: Env = { place: definition.bodyPlace, bindings, statics: new Map(), language: definition.language };
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

  // Choices

  function piecewise(expression: Piecewise, env: Env): LineId | undefined {
    const cases = [...expression.cases];
    const last = cases[cases.length - 1];
    if (last?.condition && cases.length === 2 && complementary(cases[0]?.condition, last.condition)) {
      cases[cases.length - 1] = { value: last.value };
    }
    let result = cases[cases.length - 1]?.condition ? builder.constant(Number.NaN, 'undefined') : undefined;
    for (const { value, condition } of cases.reverse()) {
      const line = trace(value, env);
      if (line === undefined) return undefined;
      if (condition === undefined) {
        result = line;
        continue;
      }
      const test = trace(condition, env);
      if (test === undefined) return undefined;
      result = builder.step('select', [test, line, result ?? builder.constant(Number.NaN, 'undefined')]);
    }
    return result;
  }

  function relation(expression: Relation, env: Env): LineId | undefined {
    let result: LineId | undefined;
    for (const [i, sign] of expression.signs.entries()) {
      const comparison = COMPARISONS[sign];
      const left = expression.terms[i];
      const right = expression.terms[i + 1];
      if (comparison === undefined || !left || !right) {
        return fail('notANumber', `“${sign}” is a statement, not a number. Inspect one of its sides.`, expression.span);
      }
      const a = trace(left, env);
      const b = a === undefined ? undefined : trace(right, env);
      if (a === undefined || b === undefined) return undefined;
      const test = builder.step(comparison, [a, b]);
      result = result === undefined ? test : builder.step('and', [result, test]);
    }
    return result;
  }

  // Sums and products over known bounds

  function big(expression: Big, env: Env): LineId | undefined {
    if (expression.operator !== 'sum' && expression.operator !== 'prod') {
      return fail(
        'bigOperator',
        `A${/^[aei]/.test(expression.operator) ? 'n' : ''} ${expression.operator} cannot be evaluated here. Inspect what stands inside it.`,
        expression.span,
      );
    }
    const index = expression.variable && linearName(expression.variable);
    const from = staticValue(expression.from, env);
    const to = staticValue(expression.to, env);
    if (index === undefined || from === undefined || to === undefined || expression.condition) {
      return fail(
        'bounds',
        `Over which range the ${expression.operator} runs is not known. Give it a lower and an upper bound.`,
        expression.span,
      );
    }
    if (!Number.isInteger(from) || !Number.isInteger(to) || to - from >= MAX_TERMS) {
      return fail(
        'bounds',
        `The ${expression.operator} runs from ${from} to ${to}; whole bounds with at most ${MAX_TERMS} terms can be followed.`,
        expression.span,
      );
    }
    const step = expression.operator === 'sum' ? 'add' : 'mul';
    let total: LineId | undefined;
    for (let i = from; i <= to; i++) {
      const bindings = new Map(env.bindings);
      bindings.delete(index);
      const term = trace(expression.body, { ...env, bindings, statics: new Map([...env.statics, [index, i]]) });
      if (term === undefined) return undefined;
      total = total === undefined ? term : builder.step(step, [total, term]);
    }
    return total ?? builder.constant(step === 'add' ? 0 : 1);
  }

  // Derivatives

  function derivative(expression: Derivative, env: Env): LineId | undefined {
    if (expression.notation === 'dot') {
      return fail(
        'timeDerivative',
        'A dot is a derivative by time, which is not written here. Use d/dt.',
        expression.span,
      );
    }
    if (expression.notation === 'prime') return prime(expression, expression.of, env);
    const wrt = expression.wrt.length > 0 ? expression.wrt : [];
    if (wrt.length === 0) {
      return fail('gradientVector', 'A gradient by all inputs is a vector. Name one variable: ∂/∂x.', expression.span);
    }
    if (expression.notation === 'nabla' && wrt.length !== 1) {
      return fail('gradientVector', 'A gradient by several variables is a vector. Name one variable.', expression.span);
    }
    const of = trace(expression.of, env);
    if (of === undefined) return undefined;
    let line: LineId = of;
    for (const variable of wrt) {
      const by = trace(variable, env);
      if (by === undefined) return undefined;
      // du/dv, ∇ and derivatives by inputs are total; ∂u/∂v by a step may mean u's own definition.
      const open = !expression.total && expression.order === 1 && builder.at(by).operation === 'named';
      const next = request(expression, line, by, open, open && names(expression.of, variable, env));
      if (next === undefined) return undefined;
      line = next;
    }
    return line;
  }

  /** Whether the definition of u mentions v itself: then ∂u/∂v is read as local first. */
  function names(u: Expression, v: Expression, env: Env): boolean {
    const name = nameOf(u.kind === 'call' ? u.callee : u, env);
    const other = nameOf(v, env);
    const definition =
      name === undefined ? undefined : options.prefer?.name === name ? options.prefer : resolve(scope, name, env.place);
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

  function request(at: Expression, of: LineId, wrt: LineId, open: boolean, byRule: boolean): LineId | undefined {
    const local = open ? (options.local?.(derivatives, byRule) ?? byRule) : false;
    if (open) derivatives++;
    const result = options.differentiate(builder, { of, wrt, local });
    if (typeof result === 'number') return result;
    problems.push({ ...result, span: result.span ?? at.span });
    return undefined;
  }

  /** f'(u), f''(u): the derivative of f at u. `f'` alone is taken at its own parameter. */
  function prime(expression: Derivative, of: Expression, env: Env): LineId | undefined {
    const callee = of.kind === 'call' ? of.callee : of;
    const name = nameOf(callee, env);
    const definition =
      name === undefined ? undefined : options.prefer?.name === name ? options.prefer : resolve(scope, name, env.place);
    const parameter = definition?.parameters?.[0] ?? soleVariable(definition, env);
    let at: LineId | undefined;
    if (of.kind === 'call') {
      if (of.args.length !== 1)
        return fail('prime', 'A prime needs a function of one variable. Use ∂f/∂x instead.', expression.span);
      at = trace(of.args[0] as Expression, env);
    } else if (parameter !== undefined) {
      at = byName(parameter, { ...callee, kind: 'name', name: parameter, base: parameter, accents: [] }, env);
    }
    if (at === undefined) {
      if (of.kind === 'call') return undefined;
      return fail(
        'prime',
        `By which variable ${name ?? 'this'} is differentiated is not known. Write d${name ?? 'f'}/dx.`,
        expression.span,
      );
    }
    const point = builder.named(at, parameter ?? 'argument');
    let line = apply1(definition, name, parameter, point, expression, env);
    for (let i = 0; i < expression.order && line !== undefined; i++)
      line = request(expression, line, point, false, false);
    return line;
  }

  function derivativeCall(callee: Derivative, expression: Call, env: Env): LineId | undefined {
    if (callee.notation === 'prime') {
      return prime(callee, { ...expression, callee: callee.of }, env);
    }
    return fail(
      'unknownFunction',
      "A derivative applied like a function is not read here. Write f'(x) or ∂f/∂x.",
      expression.span,
    );
  }

  function apply1(
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

  /** y' where `y = x^2`: its only free name. */
  function soleVariable(definition: Definition | undefined, env: Env): string | undefined {
    if (!definition) return undefined;
    const found = new Set<string>();
    const stack: Expression[] = definition.bodies.slice(0, 1);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.kind === 'name' || node.kind === 'index') {
        const name = nameOf(node, env);
        if (name === undefined) return undefined;
        if (!knownConstant(env.language, name)) found.add(name);
      } else if (node.kind === 'operation') stack.push(...node.operands);
      else if (node.kind === 'call') stack.push(...node.args);
      else if (node.kind !== 'number') return undefined;
    }
    return found.size === 1 ? [...found][0] : undefined;
  }

  function settings(list: readonly Expression[], env: Env): Env | undefined {
    const bindings = new Map(env.bindings);
    for (const setting of list) {
      const name =
        setting.kind === 'relation' && setting.signs.length === 1
          ? linearName(setting.terms[0] as Expression)
          : undefined;
      const value =
        setting.kind === 'relation' && name !== undefined ? trace(setting.terms[1] as Expression, env) : undefined;
      if (name === undefined || value === undefined) {
        return fail('setting', 'At which point this is taken could not be read. Write x = 1.', setting.span);
      }
      bindings.set(name, builder.named(value, name));
    }
    return { ...env, bindings };
  }

  return {
    trace,
    define(definition) {
      const env: Env = {
        place: definition.bodyPlace,
        bindings: new Map(),
        statics: new Map(),
        language: definition.language,
      };
      return body(definition, env, definition.bodies[0] as Expression);
    },
    inputs,
    problems,
    free,
    get derivatives() {
      return derivatives;
    },
  };
}

/** Notes define by equations; programs by statements in order. */
function isNote(language: Language): boolean {
  return language === 'latex' || language === 'plain';
}

/** A number by itself, a negative one too: `x = 2`, `y = -0.5`, `a = 1/2`, `k = \pi`. */
function literal(expression: Expression | undefined, language: Language): number | undefined {
  if (expression?.kind === 'number') return expression.value;
  if (expression?.kind === 'name') return knownConstant(language, expression.name)?.value;
  if (expression?.kind !== 'operation') return undefined;
  const [a, b] = expression.operands.map((operand) => literal(operand, language));
  if (a === undefined) return undefined;
  if (expression.operator === 'negate') return -a;
  if (b === undefined) return undefined;
  if (expression.operator === 'divide') return a / b;
  if (expression.operator === 'multiply') return a * b;
  return undefined;
}

/** x > 0 and x ≤ 0: one of the two holds everywhere (NaN aside). */
function complementary(a: Expression | undefined, b: Expression | undefined): boolean {
  if (a?.kind !== 'relation' || b?.kind !== 'relation' || a.signs.length !== 1 || b.signs.length !== 1) return false;
  const opposite: Readonly<Record<string, string>> = {
    '<': '>=',
    '>=': '<',
    '>': '<=',
    '<=': '>',
    '=': '!=',
    '!=': '=',
  };
  const mirrored: Readonly<Record<string, string>> = {
    '<': '>',
    '>': '<',
    '<=': '>=',
    '>=': '<=',
    '=': '=',
    '!=': '!=',
  };
  const [p, q] = a.terms.map(signature);
  const [r, s] = b.terms.map(signature);
  const sign = a.signs[0] ?? '';
  const other = b.signs[0] ?? '';
  return (p === r && q === s && opposite[sign] === other) || (p === s && q === r && opposite[sign] === mirrored[other]);
}

function signature(expression: Expression): string {
  if (expression.kind === 'number') return expression.text;
  return (
    linearName(expression) ??
    JSON.stringify(expression, (key, value) => (/span|outer|sign/i.test(key) ? undefined : value))
  );
}
