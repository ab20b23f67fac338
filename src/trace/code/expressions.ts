/** Expressions of programs, with things as values. */
import type { Span } from '../../base/span.ts';
import { isConstant, type LineId } from '../../graph/list.ts';
import { linearName } from '../../syntax/names.ts';
import type {
  Attribute,
  Comprehension,
  Expression,
  Index,
  Operation,
  Piecewise,
  Relation,
  Slice,
} from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import { hasColumns } from './layout.ts';
import { attributeOf } from './library/attributes.ts';
import { countsFromOne, type Machine } from './machine.ts';
import { listOf } from './operators.ts';
import { lineThing, NONE, type Thing, text } from './things.ts';

const COMPARISONS: Readonly<Record<string, string>> = {
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '=': 'eq',
  '!=': 'ne',
};
/** Languages in which `a or b` is a or b itself, not true or false. */
const ONE_OF_TWO: ReadonlySet<string> = new Set(['python', 'javascript']);

export interface Hooks {
  readonly transpose: (line: LineId, at: Expression, env: Env) => LineId | undefined;
  readonly joinThings: (condition: LineId, a: Thing, b: Thing) => Thing;
  readonly select: (condition: LineId, a: LineId, b: LineId) => LineId | undefined;
  readonly assign: (target: Expression, value: Thing, env: Env, at: Span) => boolean;
  readonly call: (expression: Extract<Expression, { kind: 'call' }>, env: Env) => Thing | undefined;
}

export function createExpressions(machine: Machine, hooks: Hooks) {
  const { kit, store } = machine;
  const { builder, fail } = kit;
  return { evaluate, asksShape };

  function evaluate(expression: Expression, env: Env): Thing | undefined {
    switch (expression.kind) {
      case 'number':
        return lineThing(builder.constant(expression.value, expression.text));
      case 'boolean':
        return lineThing(builder.constant(expression.value ? 1 : 0, String(expression.value)));
      case 'string':
        return text(expression.value);
      case 'none':
        return NONE;
      case 'name':
        return name(expression.name, expression, env);
      case 'attribute':
        return attribute(expression, env);
      case 'index':
        return index(expression, env);
      case 'operation':
        return operation(expression, env);
      case 'call':
        return outputOf(hooks.call(expression, env), expression, env);
      case 'piecewise':
        return piecewise(expression, env);
      case 'relation':
        return relation(expression, env);
      case 'sequence':
        return sequence(expression, env);
      case 'matrix':
        return matrix(expression, env);
      case 'dictionary':
        return dictionary(expression, env);
      case 'comprehension':
        return comprehension(expression, env);
      case 'lambda': {
        const presets = machine.presets(expression.parameters, env);
        return (
          presets && {
            kind: 'function',
            name: '',
            parameters: expression.parameters,
            body: expression.statements ?? expression.body,
            language: env.language,
            place: env.place,
            frame: env.frame,
            nonlocal: expression.nonlocal,
            round: machine.round,
            presets,
          }
        );
      }
      case 'assignment': {
        const before = expression.worth === 'old' ? evaluateDeep(expression.target, env) : NONE;
        const value = before && evaluateDeep(expression.value, env);
        if (!value || !before) return undefined;
        if (env.frame === undefined) {
          return fail('notFollowed', 'A name is set inside an expression here; that is not followed.', expression.span);
        }
        if (!hooks.assign(expression.target, value, env, expression.span)) return undefined;
        return expression.worth === 'old' ? before : value;
      }
      case 'end':
        return env.end === undefined
          ? fail('index', '`end` stands outside of an index.', expression.span)
          : machine.constant(env.end);
      case 'slice':
        return range(expression, env);
      case 'spread':
        return fail('notANumber', 'This stands for several values; only one is wanted here.', expression.span);
      case 'opaque': {
        const count =
          expression.text === 'nargin' && env.language === 'matlab' ? store.find(env.frame, 'nargin') : undefined;
        if (count) return count;
        return fail(
          expression.what === 'unreadable' ? 'unreadable' : 'incomplete',
          expression.reason ?? 'Something here is not read. Complete the expression.',
          expression.span,
        );
      }
      case 'big':
      case 'derivative':
      case 'at':
        return fail('notANumber', 'This is not an expression of a program.', expression.span);
    }
  }

  /** MATLAB: a function of several outputs gives the first where one value is wanted. */
  function outputOf(thing: Thing | undefined, expression: Expression, env: Env): Thing | undefined {
    if (env.language !== 'matlab' || thing?.kind !== 'tuple' || env.several === expression) return thing;
    return thing.items[0] ?? thing;
  }

  function evaluateDeep(expression: Expression, env: Env): Thing | undefined {
    return machine.evaluate(expression, env);
  }

  function name(own: string, expression: Expression, env: Env): Thing | undefined {
    const thing = store.find(env.frame, own);
    if (thing?.kind === 'unknown') {
      return fail('notFollowed', `What ${own} is here is not followed: ${thing.reason}.`, expression.span);
    }
    return thing ?? kit.outside(own, expression, env);
  }

  function attribute(expression: Attribute, env: Env): Thing | undefined {
    const path = linearName(expression);
    const root = rootOf(expression);
    const isLocal = root !== undefined && store.find(env.frame, root) !== undefined;
    if (path !== undefined && !isLocal) {
      const known = kit.path(path, expression, env);
      if (known !== 'unknown') return known;
    }
    const base = evaluateDeep(expression.base, env);
    if (base === undefined) return undefined;
    return attributeOf(machine, base, expression.name, expression, env);
  }

  function index(expression: Index, env: Env): Thing | undefined {
    if (expression.position !== 'bracket') {
      return fail('index', 'This index is not one of a program.', expression.span);
    }
    const root = rootOf(expression.base);
    const isLocal = root !== undefined && store.find(env.frame, root) !== undefined;
    if (!isLocal) {
      const known = kit.indexed(expression, env);
      if (known !== 'unknown') return known;
    }
    if (!asksShape(expression.base, reachOf(expression.indices[0]), env)) return undefined;
    const base = evaluateDeep(expression.base, env);
    if (base?.kind === 'function' || base?.kind === 'builtin') {
      // MATLAB: a call of a parameter looks like an index.
      const args = hasColumns(env.language) ? given(expression.indices, env) : undefined;
      if (args)
        return outputOf(machine.callThing(base, { args, keywords: new Map() }, expression, env), expression, env);
      if (hasColumns(env.language)) return undefined;
    }
    return base && machine.entry(base, expression.indices, expression, env);
  }

  function given(expressions: readonly Expression[], env: Env): Thing[] | undefined {
    const things: Thing[] = [];
    for (const expression of expressions) {
      const thing = evaluateDeep(expression, env);
      if (thing === undefined) return undefined;
      things.push(thing);
    }
    return things;
  }

  /** `x.shape[1]`, `n, d = x.shape`: an open x gets the axes that are asked about. False: tracing is done anew. */
  function asksShape(expression: Expression, rank: number, env: Env): boolean {
    if (expression.kind !== 'attribute' || expression.name !== 'shape' || rank < 2) return true;
    const of = evaluateDeep(expression.base, env);
    const isArray = of?.kind === 'line' || (of && machine.contentOf(of)?.kind === 'array');
    const line = of && isArray ? machine.lineOf(of, expression.span) : undefined;
    return line === undefined || machine.wantsRank(line, rank, expression.span);
  }

  /** How many entries a list must have for an index that is written out. */
  function reachOf(index: Expression | undefined): number {
    if (index?.kind === 'number') return index.value + 1;
    const [inner] = index?.kind === 'operation' && index.operator === 'negate' ? index.operands : [];
    return inner?.kind === 'number' ? inner.value : 0;
  }

  // Operations

  /** Long sums nest to the left thousands of levels deep: walk down that spine instead of recursing. */
  function operation(expression: Operation, env: Env): Thing | undefined {
    const spine: Operation[] = [expression];
    let bottom: Expression | undefined = expression.operands[0];
    while (bottom?.kind === 'operation' && expression.operands.length === 2 && bottom.operands.length === 2) {
      spine.push(bottom);
      bottom = bottom.operands[0];
    }
    let left = bottom && evaluateDeep(bottom, env);
    for (let i = spine.length - 1; i >= 0 && left !== undefined; i--) {
      const node = spine[i] as Operation;
      left = combine(node, left, env);
      if (left?.kind === 'line' && i > 0) builder.mark(left.line, node.span);
    }
    return left;
  }

  function combine(node: Operation, left: Thing, env: Env): Thing | undefined {
    const { operator } = node;
    if (node.operands.length === 1) return unary(node, left, env);
    const second = node.operands[1];
    if (!second) return undefined;
    const isEach = node.elementwise === true && hasColumns(env.language);
    if ((operator === 'and' || operator === 'or') && !isEach) return logical(node, left, second, env);
    const right = evaluateDeep(second, env);
    return right && machine.operate(operator, left, right, node, env, node.elementwise);
  }

  function unary(node: Operation, operand: Thing, env: Env): Thing | undefined {
    if (node.operator === 'not') {
      const mask = hasColumns(env.language) ? arrayOf(operand) : undefined;
      if (mask !== undefined) return entrywise('not', [mask], node, env);
      const truth = machine.truth(operand, node.span, env.language);
      if (truth === undefined) return undefined;
      if (typeof truth === 'boolean') return machine.constant(truth ? 0 : 1, truth ? 'false' : 'true');
      return lineThing(builder.step('not', [truth]));
    }
    const line = machine.layout.lineIn(operand, node.span, env.language);
    if (line === undefined) return undefined;
    if (node.operator === 'plus') return lineThing(line);
    if (node.operator === 'transpose') {
      const turned = hooks.transpose(line, node, env);
      return turned === undefined ? undefined : lineThing(turned);
    }
    const known = builder.at(line);
    if (
      node.operator === 'negate' &&
      isConstant(known) &&
      typeof known.value === 'number' &&
      node.operands[0]?.kind === 'number'
    ) {
      return lineThing(builder.constant(-known.value, `-${known.text}`));
    }
    const step = node.operator === 'negate' ? 'neg' : node.operator === 'factorial' ? 'factorial' : undefined;
    if (step === undefined) return fail('operator', `“${node.operator}” is not read here.`, node.span);
    return entrywise(step, [line], node, env);
  }

  function entrywise(step: string, lines: readonly LineId[], node: Expression, env: Env): Thing | undefined {
    const line = machine.layout.elementwise(step, lines, node.span, env.language);
    return line === undefined ? undefined : lineThing(line);
  }

  /** The line of an array; undefined for numbers and anything else. */
  function arrayOf(thing: Thing): LineId | undefined {
    const content = machine.contentOf(thing);
    const line = thing.kind === 'line' ? thing.line : content?.kind === 'array' ? content.line : undefined;
    return line !== undefined && builder.shape(line).length > 0 ? line : undefined;
  }

  function logical(node: Operation, left: Thing, second: Expression, env: Env): Thing | undefined {
    const first = machine.truth(left, node.span, env.language);
    if (first === undefined) return undefined;
    const isOr = node.operator === 'or';
    const own = ONE_OF_TWO.has(env.language);
    if (typeof first === 'boolean') {
      if (first === isOr) return own ? left : machine.constant(isOr ? 1 : 0, String(isOr));
      const right = evaluateDeep(second, env);
      if (right === undefined || own) return right;
      return asTruth(right, second.span, env);
    }
    // The second is carried out where the first does not decide: what it changes is changed there only.
    const start = store.copy();
    const right = evaluateDeep(second, env);
    if (right === undefined) return undefined;
    const other = machine.truth(right, second.span, env.language);
    if (other === undefined) return undefined;
    const after = store.copy();
    store.merge(
      isOr ? start : after,
      isOr ? after : start,
      (a, b) => hooks.joinThings(first, a, b),
      (a, b) => hooks.select(first, a, b),
    );
    const value = left.kind === 'line' ? left.line : undefined;
    const isTruth = value === first;
    if (typeof other === 'boolean' && isTruth && right.kind === 'line') {
      const kept = builder.step(isOr ? 'or' : 'and', [first, builder.constant(other ? 1 : 0, String(other))]);
      return lineThing(kept);
    }
    const otherLine = typeof other === 'boolean' ? undefined : other;
    const otherIsTruth = right.kind === 'line' && right.line === otherLine;
    if ((isTruth && otherIsTruth) || !own) {
      const q = otherLine ?? builder.constant(other ? 1 : 0, String(other));
      return lineThing(builder.step(isOr ? 'or' : 'and', [first, q]));
    }
    return isOr ? hooks.joinThings(first, left, right) : hooks.joinThings(first, right, left);
  }

  function asTruth(thing: Thing, at: Span, env: Env): Thing | undefined {
    const truth = machine.truth(thing, at, env.language);
    if (truth === undefined) return undefined;
    return typeof truth === 'boolean' ? machine.constant(truth ? 1 : 0, String(truth)) : lineThing(truth);
  }

  function relation(expression: Relation, env: Env): Thing | undefined {
    let result: Thing | undefined;
    let left = expression.terms[0] && evaluateDeep(expression.terms[0], env);
    for (const [i, sign] of expression.signs.entries()) {
      const next = expression.terms[i + 1];
      const right = left && next && evaluateDeep(next, env);
      if (!left || !right) return undefined;
      const test = compare(sign, left, right, expression, env);
      if (test === undefined) return undefined;
      if (result === undefined) result = test;
      else {
        const [p, q] = [machine.lineOf(result, expression.span), machine.lineOf(test, expression.span)];
        if (p === undefined || q === undefined) return undefined;
        const both = machine.apply('and', [p, q], expression.span);
        if (both === undefined) return undefined;
        result = lineThing(both);
      }
      left = right;
    }
    return result;
  }

  function compare(sign: string, a: Thing, b: Thing, at: Relation, env: Env): Thing | undefined {
    const known = (value: boolean) => machine.constant(value ? 1 : 0, String(value));
    if (sign === 'in') {
      const list = listOf(machine, b) ?? machine.items(b, at.span);
      if (!list) return undefined;
      const content = list.map((item) => same(a, item));
      if (content.some((equal) => equal === true)) return known(true);
      if (content.every((equal) => equal === false)) return known(false);
      return fail('condition', 'Whether this is in the list depends on the values of inputs.', at.span);
    }
    const equal = same(a, b);
    if ((sign === '=' || sign === '!=') && equal !== undefined) return known(equal === (sign === '='));
    const step = COMPARISONS[sign];
    if (step === undefined) return fail('notANumber', `“${sign}” is a statement, not a number.`, at.span);
    const p = machine.layout.lineIn(a, at.span, env.language);
    const q = p === undefined ? undefined : machine.layout.lineIn(b, at.span, env.language);
    if (p === undefined || q === undefined) return undefined;
    if (env.language === 'javascript' && !machine.areNumbers([p, q], at.span)) return undefined;
    const line = machine.layout.elementwise(step, [p, q], at.span, env.language);
    return line === undefined ? undefined : lineThing(line);
  }

  /** Whether two things are known to be equal or not; undefined where numbers decide. */
  function same(a: Thing, b: Thing): boolean | undefined {
    if (a.kind === 'none' || b.kind === 'none') return a.kind === b.kind;
    if (a.kind === 'text' || b.kind === 'text') return a.kind === 'text' && b.kind === 'text' && a.value === b.value;
    if (a.kind === 'function' || b.kind === 'function') return a === b;
    if (a.kind === 'builtin' && b.kind === 'builtin') return a.path === b.path;
    const [p, q] = [a, b].map((thing) => (thing.kind === 'line' ? machine.valueOf(thing.line) : undefined));
    return typeof p === 'number' && typeof q === 'number' ? p === q : undefined;
  }

  function piecewise(expression: Piecewise, env: Env): Thing | undefined {
    return choose(0);

    function choose(i: number): Thing | undefined {
      const entry = expression.cases[i];
      if (!entry) return lineThing(builder.constant(Number.NaN, 'undefined'));
      if (!entry.condition) return evaluateDeep(entry.value, env);
      const condition = evaluateDeep(entry.condition, env);
      if (condition === undefined) return undefined;
      const truth = machine.truth(condition, entry.condition.span, env.language);
      if (truth === undefined) return undefined;
      if (typeof truth === 'boolean') return truth ? evaluateDeep(entry.value, env) : choose(i + 1);
      const start = store.copy();
      const value = evaluateDeep(entry.value, env);
      if (value === undefined) return undefined;
      const yes = store.copy();
      store.become(start);
      const rest = choose(i + 1);
      if (rest === undefined) return undefined;
      const no = store.copy();
      store.merge(
        yes,
        no,
        (a, b) => hooks.joinThings(truth, a, b),
        (a, b) => hooks.select(truth, a, b),
      );
      return hooks.joinThings(truth, value, rest);
    }
  }

  // Collections

  function sequence(expression: Extract<Expression, { kind: 'sequence' }>, env: Env): Thing | undefined {
    const items: Thing[] = [];
    for (const item of expression.items) {
      if (item.kind === 'spread') {
        const inner = evaluateDeep(item.value, env);
        const more = inner && machine.items(inner, item.span);
        if (!more) return undefined;
        items.push(...more);
        continue;
      }
      const thing = evaluateDeep(item, env);
      if (thing === undefined) return undefined;
      items.push(thing);
    }
    if (expression.form === 'tuple') return { kind: 'tuple', items, names: expression.items.map(linearName) };
    if (expression.form === 'set') return fail('notANumber', 'A set is not followed. Use a list.', expression.span);
    if (env.language === 'julia' && items.length > 0 && expression.items.every(({ kind }) => kind === 'boolean')) {
      const line = machine.lineOf({ kind: 'tuple', items }, expression.span);
      return asTruths(line, expression.items, expression, env);
    }
    return store.make({ kind: 'list', items, ...(hasColumns(env.language) && { loose: true }) });
  }

  function matrix(expression: Extract<Expression, { kind: 'matrix' }>, env: Env): Thing | undefined {
    if (hasColumns(env.language)) return blocks(expression, env);
    const rows: LineId[] = [];
    for (const row of expression.rows) {
      const parts: LineId[] = [];
      for (const item of row) {
        const line = machine.line(item, env);
        if (line === undefined) return undefined;
        parts.push(line);
      }
      if (parts.every((line) => builder.shape(line).length === 0)) {
        const line = machine.lineOf({ kind: 'tuple', items: parts.map(lineThing) }, expression.span);
        if (line === undefined) return undefined;
        rows.push(line);
      } else if (expression.rows.length === 1 || row.length === 1) {
        rows.push(...parts);
      } else {
        return fail('shape', 'Matrices put together from blocks are not read. Give the parts names.', expression.span);
      }
    }
    const [first] = rows;
    if (first === undefined) return fail('empty', 'This matrix is empty.', expression.span);
    const flat = expression.rows.every((row) => row.length === 1) || expression.rows.length === 1;
    if (
      flat &&
      rows.length > 1 &&
      expression.rows.length > 1 &&
      rows.every((line) => builder.shape(line).length === 1)
    ) {
      const lengths = rows.map((line) => builder.shape(line)[0]?.size);
      // [1; 2; 3] is a column of numbers; [a; b] of vectors joins them.
      const line = machine.apply('concat', rows, expression.span, { axis: 0 });
      return line === undefined || lengths.length === 0 ? undefined : lineThing(line);
    }
    if (expression.rows.length === 1) {
      if (rows.length === 1) return lineThing(first);
      const line = machine.apply('concat', rows, expression.span, { axis: builder.shape(first).length - 1 });
      return line === undefined ? undefined : lineThing(line);
    }
    const line = machine.lineOf({ kind: 'tuple', items: rows.map(lineThing) }, expression.span);
    return line === undefined ? undefined : lineThing(line);
  }

  /** Rows of numbers, vectors and matrices beside and below one another. */
  function blocks(expression: Extract<Expression, { kind: 'matrix' }>, env: Env): Thing | undefined {
    const rows: LineId[][] = [];
    for (const row of expression.rows) {
      const parts: LineId[] = [];
      for (const item of row) {
        const thing = evaluateDeep(item, env);
        const isEmpty = thing?.kind === 'none' || (thing?.kind === 'tuple' && thing.items.length === 0);
        const line = thing && !isEmpty ? machine.layout.lineIn(thing, item.span, env.language) : undefined;
        if (!isEmpty && line === undefined) return undefined;
        if (line !== undefined) parts.push(line);
      }
      if (parts.length > 0) rows.push(parts);
    }
    if (rows.length === 0) return { kind: 'tuple', items: [] };
    const line = machine.layout.joined(rows, expression.span, env.language);
    return asTruths(line, expression.rows.flat(), expression, env);
  }

  /** True and false choose entries where 1 and 0 name them. */
  function asTruths(
    line: LineId | undefined,
    items: readonly Expression[],
    at: Expression,
    env: Env,
  ): Thing | undefined {
    if (line === undefined) return undefined;
    if (items.length === 0 || items.some(({ kind }) => kind !== 'boolean')) return lineThing(line);
    return entrywise('ne', [line, builder.constant(0)], at, env);
  }

  function dictionary(expression: Extract<Expression, { kind: 'dictionary' }>, env: Env): Thing | undefined {
    const entries = new Map<string, Thing>();
    for (const { key, value } of expression.entries) {
      if (key.kind === 'spread') {
        const more = evaluateDeep(key.value, env);
        const content = more && machine.contentOf(more);
        if (!more) return undefined;
        if (content?.kind !== 'dictionary') return fail('key', 'Which entries these are is not known.', key.span);
        for (const [name, thing] of content.entries) entries.set(name, thing);
        continue;
      }
      const known = evaluateDeep(key, env);
      const thing = known && evaluateDeep(value, env);
      if (!known || !thing) return undefined;
      const number = known.kind === 'line' ? machine.valueOf(known.line) : undefined;
      const spelled = known.kind === 'text' ? known.value : typeof number === 'number' ? String(number) : undefined;
      if (spelled === undefined) return fail('key', 'The name of this entry is not known.', key.span);
      entries.set(spelled, thing);
    }
    return store.make({ kind: 'dictionary', entries });
  }

  function comprehension(expression: Comprehension, env: Env): Thing | undefined {
    if (expression.form === 'set') return fail('notANumber', 'A set is not followed. Use a list.', expression.span);
    const items: Thing[] = [];
    const frame = store.open(env.frame);
    const inner = { ...env, frame };
    const isLoose = hasColumns(env.language);
    return collect(0) ? store.make({ kind: 'list', items, ...(isLoose && { loose: true }) }) : undefined;

    function listFor(iterable: Thing, at: Span): readonly Thing[] | undefined {
      const array = hasColumns(env.language) && expression.form === 'list' ? arrayOf(iterable) : undefined;
      if (array !== undefined && builder.shape(array).length > 1) {
        return fail('shape', 'Over a matrix this makes a matrix; that is not read. Use map, or run over vec(…).', at);
      }
      return machine.layout.entries(iterable, at, env.language);
    }

    function collect(level: number): boolean {
      const clause = expression.clauses[level];
      if (!clause) {
        const item = evaluateDeep(expression.item, inner);
        if (item !== undefined) items.push(item);
        return item !== undefined;
      }
      const iterable = evaluateDeep(clause.iterable, inner);
      const list = iterable && listFor(iterable, clause.iterable.span);
      if (!list) return false;
      for (const entry of list) {
        if (!kit.options.meter.spend()) return false;
        if (!hooks.assign(clause.target, entry, inner, clause.target.span)) return false;
        let holds = true;
        for (const condition of clause.conditions) {
          const thing = evaluateDeep(condition, inner);
          const truth = thing && machine.truth(thing, condition.span, env.language);
          if (truth === undefined) return false;
          if (typeof truth !== 'boolean') {
            fail('condition', 'Which entries are taken depends on the values of inputs.', condition.span);
            return false;
          }
          holds &&= truth;
        }
        if (holds && !collect(level + 1)) return false;
      }
      return true;
    }
  }

  /** `1:n` as a value. */
  function range(slice: Slice, env: Env): Thing | undefined {
    // `reshape(x, :, 2)`
    const isColon = !slice.start && !slice.stop && !slice.step;
    if (isColon && env.language === 'julia') return { kind: 'builtin', path: ':' };
    const numbers: number[] = [];
    for (const part of [slice.start, slice.stop, slice.step]) {
      if (!part) continue;
      const value = machine.staticNumber(evaluateDeep(part, env), part.span, 'How long the range is');
      if (value === undefined) return undefined;
      numbers.push(value);
    }
    const [start, stop, step = 1] = numbers;
    if (start === undefined || stop === undefined || !slice.start || !slice.stop || step === 0) {
      return fail('index', 'This range has no start or no end.', slice.span);
    }
    const inclusive = countsFromOne(env.language);
    const down = env.language === 'r' && !slice.step && stop < start;
    const by = down ? -1 : step;
    const steps = (stop - start) / by;
    const count = Math.max(0, inclusive ? Math.floor(steps + 1e-10) + 1 : Math.ceil(steps));
    return { kind: 'range', start, step: by, count };
  }
}

/** The name that a path or an index starts with. */
function rootOf(expression: Expression): string | undefined {
  let node = expression;
  while (node.kind === 'attribute' || node.kind === 'index') node = node.base;
  return node.kind === 'name' ? node.name : undefined;
}
