/**
 * Runs statements of the tree on plain numbers, the way the tree says: one scope a function, names that an unreadable
 * statement sets are unknown, except where the tree itself says how. Reading a program is right if no known value
 * differs from the language's own.
 */
import { namesSetWithin } from '../../src/languages/inside.ts';
import { walk } from '../../src/syntax/names.ts';
import type { Expression, Operator, Parameter, Statement } from '../../src/syntax/tree.ts';

/** The value of a name that is not known. */
export const UNKNOWN = Symbol('unknown');

type Value = number | boolean | undefined | Closure | typeof UNKNOWN | Value[];

interface Closure {
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly scope: Scope;
  /** Names of functions around that it sets. */
  readonly nonlocal?: readonly string[];
}

interface Scope {
  readonly names: Map<string, Value>;
  readonly parent?: Scope;
  readonly nonlocal?: readonly string[];
}

/** Something is not known that a value or a branch depends on. */
class NotKnown extends Error {}

export function interpret(statements: readonly Statement[]): ReadonlyMap<string, Value> {
  const scope: Scope = { names: new Map() };
  const fuel: Fuel = { left: 20_000, lists: [] };
  run(statements, scope, fuel);
  return scope.names;
}

/** Work that is left, and every list there is. */
type Fuel = { left: number; readonly lists: Value[][] };
type Exit = { readonly value?: Value; readonly jump?: 'break' | 'continue' };

function run(statements: readonly Statement[], scope: Scope, fuel: Fuel): Exit | undefined {
  for (const statement of statements) {
    const exit = step(statement, scope, fuel);
    if (exit) return exit;
  }
  return undefined;
}

function step(statement: Statement, scope: Scope, fuel: Fuel): Exit | undefined {
  if (fuel.left-- < 0) throw new NotKnown();
  switch (statement.kind) {
    case 'formula':
      orUnknown(statement.expression, scope, fuel, () => evaluate(statement.expression, scope, fuel));
      return undefined;
    case 'assign': {
      const value = orUnknown(statement.value, scope, fuel, () => {
        const before = statement.operator && evaluate(statement.target, scope, fuel);
        const given = evaluate(statement.value, scope, fuel);
        return statement.operator ? apply(statement.operator, [before, given]) : given;
      });
      assign(statement.target, value, scope, fuel);
      return undefined;
    }
    case 'function':
      scope.names.set(statement.name, { ...statement, scope });
      return undefined;
    case 'return':
      return { value: statement.value && evaluate(statement.value, scope, fuel) };
    case 'if':
      return run(evaluate(statement.condition, scope, fuel) ? statement.then : statement.otherwise, scope, fuel);
    case 'while':
      while (evaluate(statement.condition, scope, fuel)) {
        const exit = run(statement.body, scope, fuel);
        if (exit?.jump === 'break') break;
        if (exit && !exit.jump) return exit;
        run(statement.update ?? [], scope, fuel);
      }
      return undefined;
    case 'for':
      for (const item of itemsOf(statement.iterable, scope, fuel)) {
        assign(statement.target, item, scope, fuel);
        const exit = run(statement.body, scope, fuel);
        if (exit?.jump === 'break') break;
        if (exit && !exit.jump) return exit;
      }
      return undefined;
    case 'unreadable':
      if (statement.inside) return undefined;
      for (const name of statement.binds) {
        const isOwn = scope.names.has(name) || !scope.parent;
        setName(name, UNKNOWN, scope);
        if (!isOwn) setName(name, UNKNOWN, { names: new Map(), parent: scope.parent, nonlocal: [name] });
      }
      if (statement.leaves === 'break' || statement.leaves === 'continue') return { jump: statement.leaves };
      if (statement.leaves) throw new NotKnown();
      return undefined;
    case 'class':
    case 'import':
      throw new NotKnown();
  }
}

/** Where a value is not known, what its expression would have set is not known either, nor what any list holds. */
function orUnknown(expression: Expression, scope: Scope, fuel: Fuel, compute: () => Value): Value {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof NotKnown)) throw error;
    for (const name of namesSetWithin(expression)) setName(name, UNKNOWN, scope);
    for (const name of setByFunctions(expression, scope)) setName(name, UNKNOWN, { ...scope, nonlocal: [name] });
    for (const list of fuel.lists) list.fill(UNKNOWN);
    return UNKNOWN;
  }
}

/** What functions in the expression, or those that may be called from here, set of functions around them. */
function setByFunctions(expression: Expression, scope: Scope): string[] {
  const names = [...walk(expression)].flatMap((node) => (node.kind === 'lambda' ? (node.nonlocal ?? []) : []));
  for (let around: Scope | undefined = scope; around; around = around.parent) {
    for (const value of around.names.values()) {
      if (typeof value === 'object' && 'nonlocal' in value) names.push(...(value.nonlocal ?? []));
    }
  }
  return names;
}

/** In the function itself, or in the one around it that has the name. */
function setName(name: string, value: Value, scope: Scope): void {
  let own: Scope = scope;
  if (scope.nonlocal?.includes(name)) {
    while (own.parent && !own.names.has(name)) own = own.parent;
  }
  own.names.set(name, value);
}

function assign(target: Expression, value: Value, scope: Scope, fuel: Fuel): void {
  if (target.kind === 'name') setName(target.name, value, scope);
  else if (target.kind === 'sequence') {
    target.items.forEach((item, i) => {
      if (item.kind !== 'spread') assign(item, Array.isArray(value) ? value[i] : UNKNOWN, scope, fuel);
      else assign(item.value, Array.isArray(value) ? made(value.slice(i), fuel) : UNKNOWN, scope, fuel);
    });
  } else if (target.kind === 'index') {
    const [list, index] = [target.base, ...target.indices].map((part) => evaluate(part, scope, fuel));
    if (!Array.isArray(list) || typeof index !== 'number' || !(index in list)) throw new NotKnown();
    list[index] = value;
  } else throw new NotKnown();
}

function itemsOf(iterable: Expression, scope: Scope, fuel: Fuel): Value[] {
  if (iterable.kind !== 'slice') {
    const items = evaluate(iterable, scope, fuel);
    if (!Array.isArray(items)) throw new NotKnown();
    return items;
  }
  const [start, stop, step = 1] = [iterable.start, iterable.stop, iterable.step].map((part) =>
    part ? Number(evaluate(part, scope, fuel)) : undefined,
  );
  const items: number[] = [];
  for (let i = start ?? 0; step > 0 ? i < (stop ?? 0) : i > (stop ?? 0); i += step) {
    if (fuel.left-- < 0) throw new NotKnown();
    items.push(i);
  }
  return items;
}

function evaluate(node: Expression, scope: Scope, fuel: Fuel): Value {
  if (fuel.left-- < 0) throw new NotKnown();
  const at = (inner: Expression | undefined): Value => (inner ? evaluate(inner, scope, fuel) : undefined);
  switch (node.kind) {
    case 'number':
    case 'boolean':
      return node.value;
    case 'name':
      return lookUp(node.name, scope);
    case 'operation': {
      const [left, right] = node.operands;
      if (node.operator === 'and' || node.operator === 'or') {
        const first = at(left);
        return Boolean(first) === (node.operator === 'and') ? at(right) : first;
      }
      return apply(node.operator, node.operands.map(at));
    }
    case 'relation': {
      if (node.terms.some((term) => term.kind === 'none')) {
        const [left, right] = node.terms.map(at);
        return (left === right) === (node.signs[0] === '=');
      }
      const terms = node.terms.map(at).map(Number);
      return node.signs.every((sign, i) => compare(sign, terms[i] ?? Number.NaN, terms[i + 1] ?? Number.NaN));
    }
    case 'piecewise':
      return at(node.cases.find(({ condition }) => !condition || at(condition))?.value);
    case 'sequence':
      return made(spread(node.items, scope, fuel), fuel);
    case 'lambda': {
      const body: Statement = { kind: 'return', span: node.span, value: node.body };
      return { parameters: node.parameters, body: node.statements ?? [body], scope, nonlocal: node.nonlocal };
    }
    case 'call':
      return call(at(node.callee), spread(node.args, scope, fuel), fuel);
    case 'index': {
      const [list, index] = [node.base, ...node.indices].map(at);
      if (!Array.isArray(list) || typeof index !== 'number') throw new NotKnown();
      return known(list[index]);
    }
    case 'assignment': {
      const before = node.worth === 'old' ? Number(at(node.target)) : undefined;
      const value = at(node.value);
      assign(node.target, value, scope, fuel);
      return node.worth === 'old' ? before : value;
    }
    case 'none':
      return undefined;
    case 'opaque':
      if (node.what === 'nothing') return undefined;
      throw new NotKnown();
    default:
      throw new NotKnown();
  }
}

function spread(nodes: readonly Expression[], scope: Scope, fuel: Fuel): Value[] {
  return nodes.flatMap((node) => {
    const value = evaluate(node.kind === 'spread' ? node.value : node, scope, fuel);
    if (node.kind !== 'spread') return [value];
    if (!Array.isArray(value)) throw new NotKnown();
    return value;
  });
}

function made(list: Value[], fuel: Fuel): Value[] {
  fuel.lists.push(list);
  return list;
}

function known(value: Value): Value {
  if (value === UNKNOWN) throw new NotKnown();
  return value;
}

function call(callee: Value, args: readonly Value[], fuel: Fuel): Value {
  if (typeof callee !== 'object' || !('body' in callee)) throw new NotKnown();
  const scope: Scope = { names: new Map(), parent: callee.scope, nonlocal: callee.nonlocal };
  for (const [i, { name, default: preset, rest }] of callee.parameters.entries()) {
    if (rest) scope.names.set(name, made(args.slice(i), fuel));
    else scope.names.set(name, args[i] === undefined && preset ? evaluate(preset, scope, fuel) : args[i]);
  }
  return run(callee.body, scope, fuel)?.value;
}

function lookUp(name: string, scope: Scope): Value {
  for (let around: Scope | undefined = scope; around; around = around.parent) {
    if (!around.names.has(name)) continue;
    const value = around.names.get(name);
    if (value === UNKNOWN) throw new NotKnown();
    return value;
  }
  throw new NotKnown();
}

const ARITHMETIC: Partial<Record<Operator, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  power: (a, b) => a ** b,
  remainder: (a, b) => a % b,
  negate: (a) => -a,
  plus: (a) => a,
};

function apply(operator: Operator, operands: readonly Value[]): Value {
  if (operator === 'not') return !operands[0];
  const compute = ARITHMETIC[operator];
  if (!compute) throw new NotKnown();
  return compute(Number(operands[0]), Number(operands[1]));
}

function compare(sign: string, a: number, b: number): boolean {
  switch (sign) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    case '=':
      return a === b;
    case '!=':
      return a !== b;
    default:
      throw new NotKnown();
  }
}
