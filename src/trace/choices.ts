/** Choices and repetitions: piecewise definitions, comparisons, sums and products over known bounds. */
import type { LineId } from '../graph/list.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Big, Expression, Piecewise, Relation } from '../syntax/tree.ts';
import { COMPARISONS } from './code/steps.ts';
import type { Env } from './env.ts';
import type { Kit, Range } from './kit.ts';
import { createRanges, type Runs } from './ranges.ts';
import type { NoteTensors } from './tensors.ts';

const MAX_TERMS = 10_000;

export interface Choices {
  piecewise(expression: Piecewise, env: Env): LineId | undefined;
  relation(expression: Relation, env: Env): LineId | undefined;
  big(expression: Big, env: Env): LineId | undefined;
}

export function createChoices(kit: Kit, tensors: NoteTensors): Choices {
  const { builder, fail, trace } = kit;
  const ranges = createRanges(kit, tensors);
  return { piecewise, relation, big };

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

  function big(expression: Big, env: Env): LineId | undefined {
    if (expression.operator !== 'sum' && expression.operator !== 'prod') {
      return fail(
        'bigOperator',
        `A${/^[aei]/.test(expression.operator) ? 'n' : ''} ${expression.operator} cannot be evaluated here. Inspect what stands inside it.`,
        expression.span,
      );
    }
    const endless = [expression.from, expression.to].some((bound) => bound && [...walk(bound)].some(isEndless));
    if (endless) {
      return fail(
        'bounds',
        `The ${expression.operator === 'sum' ? 'sum' : 'product'} has no end, so that it is not followed. Give it a last index.`,
        expression.span,
      );
    }
    const step = expression.operator === 'sum' ? 'add' : 'mul';
    const bounds = ranges.boundsOf(expression, env);
    if (bounds === 'again') return undefined;
    if (bounds === 'unknown') {
      return fail(
        'bounds',
        `Over which range the ${expression.operator} runs is not known. Give it a lower and an upper bound.`,
        expression.span,
      );
    }
    const runs = 'runs' in bounds ? bounds.runs : runsOf(bounds);
    if (runs === undefined && 'from' in bounds) {
      return fail(
        'bounds',
        `The ${expression.operator} runs from ${bounds.from} to ${bounds.to}; whole bounds with at most ${MAX_TERMS} terms can be followed.`,
        expression.span,
      );
    }
    let total: LineId | undefined;
    for (const run of runs ?? []) {
      const bindings = new Map(env.bindings);
      for (const index of run.keys()) bindings.delete(index);
      const term = trace(expression.body, { ...env, bindings, statics: new Map([...env.statics, ...run]) });
      if (term === undefined) return undefined;
      total = total === undefined ? term : tensors.apply(step, [total, term], expression.span);
      if (total === undefined) return undefined;
    }
    return total ?? builder.constant(step === 'add' ? 0 : 1);
  }
}

/** Undefined: it is too long, or its ends are no whole numbers. */
function runsOf({ index, from, to }: Range & { readonly index: string }): Runs | undefined {
  if (!Number.isInteger(from) || !Number.isInteger(to) || to - from >= MAX_TERMS) return undefined;
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => new Map([[index, from + i]]));
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

function isEndless(node: Expression): boolean {
  return node.kind === 'number' ? !Number.isFinite(node.value) : linearName(node) === 'infty';
}
