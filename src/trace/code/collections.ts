/** Lists, tuples, matrices, dictionaries, comprehensions and ranges of programs. */
import type { Span } from '../../base/span.ts';
import type { LineId } from '../../graph/list.ts';
import { linearName } from '../../syntax/names.ts';
import type { Comprehension, Expression, Slice } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Entrywise, Hooks } from './hooks.ts';
import { hasColumns } from './layout.ts';
import { countsFromOne, type Machine } from './machine.ts';
import { lineThing, type Thing } from './things.ts';

export function createCollections(machine: Machine, hooks: Hooks, { arrayOf, entrywise }: Entrywise) {
  const { kit, store } = machine;
  const { builder, fail } = kit;
  return { sequence, matrix, dictionary, comprehension, range };

  function sequence(expression: Extract<Expression, { kind: 'sequence' }>, env: Env): Thing | undefined {
    const items: Thing[] = [];
    for (const item of expression.items) {
      if (item.kind === 'spread') {
        const inner = machine.evaluate(item.value, env);
        const more = inner && machine.items(inner, item.span);
        if (!more) return undefined;
        items.push(...more);
        continue;
      }
      const thing = machine.evaluate(item, env);
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
        const thing = machine.evaluate(item, env);
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
        const more = machine.evaluate(key.value, env);
        const content = more && machine.contentOf(more);
        if (!more) return undefined;
        if (content?.kind !== 'dictionary') return fail('key', 'Which entries these are is not known.', key.span);
        for (const [name, thing] of content.entries) entries.set(name, thing);
        continue;
      }
      const known = machine.evaluate(key, env);
      const thing = known && machine.evaluate(value, env);
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
        const item = machine.evaluate(expression.item, inner);
        if (item !== undefined) items.push(item);
        return item !== undefined;
      }
      const iterable = machine.evaluate(clause.iterable, inner);
      const list = iterable && listFor(iterable, clause.iterable.span);
      if (!list) return false;
      for (const entry of list) {
        if (!kit.options.meter.spend()) return false;
        if (!hooks.assign(clause.target, entry, inner, clause.target.span)) return false;
        let holds = true;
        for (const condition of clause.conditions) {
          const thing = machine.evaluate(condition, inner);
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
      const value = machine.staticNumber(machine.evaluate(part, env), part.span, 'How long the range is', true);
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
