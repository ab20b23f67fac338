/** Operators of programs on numbers, tensors and lists, as each language has them. */
import { isConstant, type LineId } from '../../graph/list.ts';
import type { Expression, Operator } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import { createColumns } from './columns.ts';
import { isComplex, operateComplex } from './complex.ts';
import { hasColumns } from './layout.ts';
import type { Machine } from './machine.ts';
import { isMasked, itemsIn, MASKED, onMasked } from './masked.ts';
import { STEPS } from './steps.ts';
import { lineThing, type Thing, unknown } from './things.ts';
import { isTruthStep } from './truths.ts';

export function createOperate(machine: Machine) {
  const { kit } = machine;
  const { builder, fail } = kit;
  const columns = createColumns(machine);
  return { operate, matmul, transpose, leftDivide: columns.leftDivide };

  function operate(
    operator: Operator,
    a: Thing,
    b: Thing,
    at: Expression,
    env: Env,
    elementwise = false,
  ): Thing | undefined {
    if (hasColumns(env.language)) {
      const combined = columns.operate(operator, a, b, at, env, elementwise);
      return combined === undefined ? undefined : lineThing(combined);
    }
    if (isComplex(a) || isComplex(b)) return operateComplex(machine, operator, a, b, at.span);
    if (isMasked(a) || isMasked(b)) {
      const step = operator === 'matrixMultiply' ? undefined : STEPS[operator];
      if (step === undefined) return fail('index', MASKED, at.span);
      return onMasked(machine, [a, b], at.span, (lines) => machine.apply(step, lines, at.span));
    }
    const lists = onLists(operator, a, b, at, env);
    if (lists !== 'numbers') return lists;
    const left = machine.lineOf(a, at.span);
    const right = left === undefined ? undefined : machine.lineOf(b, at.span);
    if (left === undefined || right === undefined) return undefined;
    if (env.language === 'javascript' && !machine.areNumbers([left, right], at.span)) return undefined;
    const line = onLines(operator, left, right, at, env);
    return line === undefined ? undefined : lineThing(line);
  }

  function onLines(operator: Operator, left: LineId, right: LineId, at: Expression, env: Env): LineId | undefined {
    if (operator === 'matrixMultiply') return matmul(left, right, at);
    if (operator === 'outer') return machine.apply('outer', [left, right], at.span);
    if (operator === 'cross') return machine.apply('cross', [left, right], at.span);
    const [p, q] = [builder.shape(left).length, builder.shape(right).length];
    // NumPy's and PyTorch's arrays of truth values add up and multiply to truth values.
    const joint = operator === 'add' ? 'or' : operator === 'multiply' ? 'and' : undefined;
    const areArrays = env.language === 'python' && p > 0 && q > 0;
    if (areArrays && joint && isTruthStep(builder, left) && isTruthStep(builder, right)) {
      return machine.apply(joint, [left, right], at.span);
    }
    const step = STEPS[operator];
    if (step === undefined) return fail('operator', `“${operator}” is not read between these.`, at.span);
    return machine.apply(step, [left, right], at.span);
  }

  /** `@`: asks for vectors and matrices where shapes are open. */
  function matmul(left: LineId, right: LineId, at: Expression): LineId | undefined {
    const [p, q] = [builder.shape(left).length, builder.shape(right).length];
    if (p === 0 && !machine.needsRank(left, isCapital(left) ? 2 : 1, at.span)) return undefined;
    if (q === 0 && !machine.needsRank(right, isCapital(right) ? 2 : 1, at.span)) return undefined;
    return machine.apply('matmul', [left, right], at.span);
  }

  function isCapital(line: LineId): boolean {
    const name = builder.names.get(line);
    if (name === undefined) {
      // −X is named as X is.
      const { operation, operands } = builder.at(line);
      return operation === 'neg' && isCapital(operands[0] as LineId);
    }
    return /^[A-Z]/.test(name.split('.').pop() ?? '');
  }

  function transpose(line: LineId, at: Expression, env: Env): LineId | undefined {
    if (hasColumns(env.language)) return columns.transpose(line, at, env);
    return builder.shape(line).length < 2 ? line : machine.apply('transpose', [line], at.span);
  }

  /** Lists joined and repeated; `numbers`: no list is involved, or the language counts with arrays. */
  function onLists(operator: Operator, a: Thing, b: Thing, at: Expression, env: Env): Thing | undefined | 'numbers' {
    const p = listOf(machine, a);
    const q = listOf(machine, b);
    if (a.kind === 'text' && b.kind === 'text' && operator === 'add') return { kind: 'text', value: a.value + b.value };
    const isSpelled = (thing: Thing) => thing.kind === 'text' || (thing.kind === 'unknown' && !thing.sizes);
    if (env.language === 'python' && operator === 'add' && isSpelled(a) && isSpelled(b))
      return unknown('text made from values');
    if (env.language === 'javascript' && operator === 'add' && (a.kind === 'text' || b.kind === 'text'))
      return spelled(a, b);
    if (!p && !q) return 'numbers';
    if (env.language !== 'python') return 'numbers';
    if (operator === 'add' && p && q && (isPlainList(machine, a) || isPlainList(machine, b))) {
      const items = [...p, ...q];
      return a.kind === 'tuple' ? { kind: 'tuple', items } : machine.store.make({ kind: 'list', items });
    }
    if (operator === 'multiply' && (p === undefined) !== (q === undefined)) {
      const other = p ? b : a;
      const line = other.kind === 'line' ? other.line : undefined;
      if (line === undefined || builder.shape(line).length > 0) return 'numbers';
      const times = machine.staticNumber(other, at.span, 'How often the list is repeated');
      if (times === undefined) return undefined;
      if (times > 10_000) return fail('budget', 'The list gets too long to follow.', at.span);
      const items = Array.from({ length: Math.max(0, times) }, () => p ?? q ?? []).flat();
      return machine.store.make({ kind: 'list', items });
    }
    return 'numbers';
  }

  /** JavaScript: `'w' + 1`. */
  function spelled(a: Thing, b: Thing): Thing {
    const words = [a, b].map((thing) => {
      if (thing.kind === 'text') return thing.value;
      const value = thing.kind === 'line' ? machine.valueOf(thing.line) : undefined;
      const own = thing.kind === 'line' ? builder.at(thing.line) : undefined;
      const isTruth = own !== undefined && isConstant(own) && /^(?:true|false)$/.test(own.text);
      return typeof value === 'number' && !isTruth ? String(value) : undefined;
    });
    return words.includes(undefined) ? unknown('text made from values') : { kind: 'text', value: words.join('') };
  }
}

function isPlainList(machine: Machine, thing: Thing): boolean {
  return thing.kind === 'tuple' || machine.contentOf(thing)?.kind === 'list';
}

/** The items of a list or tuple; undefined for anything else. */
export const listOf: (machine: Machine, thing: Thing) => readonly Thing[] | undefined = itemsIn;
