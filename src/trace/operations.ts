/** Signs between the terms of formulas in notes: of numbers by the table, of vectors and matrices by their own rules. */
import { isConstant, type LineId } from '../graph/list.ts';
import type { Expression, Operation, Operator } from '../syntax/tree.ts';
import { STEPS } from './code/steps.ts';
import { nameOfSquared, squareName } from './define.ts';
import type { Env } from './env.ts';
import type { Families } from './families.ts';
import type { Kit } from './kit.ts';
import type { NoteTensors } from './tensors.ts';

/** A vector may be written as a row. */
export interface Oriented {
  readonly line: LineId;
  readonly row: boolean;
}

/** Of numbers; what else stands between vectors and matrices is not read. */
const OF_NUMBERS: Partial<Record<Operator, string>> = {
  ...STEPS,
  hadamard: undefined,
  factorial: 'factorial',
  negate: 'neg',
  not: 'not',
};

export function createOperations(kit: Kit, tensors: NoteTensors, families: Families) {
  const { builder, fail, options, trace, wasRow } = kit;
  return operation;

  function operation(expression: Operation, env: Env): Oriented | undefined {
    // Long sums nest to the left thousands of levels deep: walk down that spine instead of recursing.
    const spine: Operation[] = [expression];
    let bottom: Expression | undefined = expression.operands[0];
    while (bottom?.kind === 'operation' && expression.operands.length === 2 && bottom.operands.length === 2) {
      spine.push(bottom);
      bottom = bottom.operands[0];
    }
    const first = bottom && trace(bottom, env);
    let left: Oriented | undefined = first === undefined ? undefined : { line: first, row: wasRow() };
    for (let i = spine.length - 1; i >= 0 && left; i--) {
      const node = spine[i] as Operation;
      left = combine(node, left, env);
      if (left && i > 0) builder.mark(left.line, node.span);
    }
    return left;
  }

  /** s² where the text says what that is. */
  function squared(node: Operation, env: Env): Oriented | undefined {
    const name = nameOfSquared(node);
    if (name === undefined || !kit.isRoot(name, env)) return undefined;
    const line = kit.byName(squareName(name), node, env);
    return line === undefined ? undefined : { line, row: false };
  }

  /** `b^T` of a vector, which has no powers, where the text does not say what T is. */
  function isTransposition({ line }: Oriented, exponent: Expression, env: Env): boolean {
    if (exponent.kind !== 'name' || exponent.name !== 'T' || builder.shape(line).length === 0) return false;
    return !kit.definitionOf('T', env) && !kit.isGiven('T') && !env.bindings.has('T') && !options.bound?.has('T');
  }

  function combine(node: Operation, left: Oriented, env: Env): Oriented | undefined {
    if (node.operator === 'plus') return left;
    if (node.operator === 'transpose') return tensors.transpose(left, node);
    const { row } = left;
    const square = squared(node, env);
    if (square !== undefined) return square;
    if (node.operator === 'negate') {
      const line = builder.at(left.line);
      if (isConstant(line) && node.operands[0]?.kind === 'number' && typeof line.value === 'number') {
        return { line: builder.constant(-line.value, `-${line.text}`), row };
      }
      return { line: builder.step('neg', [left.line]), row };
    }
    const step = OF_NUMBERS[node.operator];
    if (node.operands.length === 1) {
      return step === undefined
        ? fail('operator', `“${node.operator}” is not read here.`, node.span)
        : { line: builder.step(step, [left.line]), row };
    }
    const second = node.operands[1];
    if (node.operator === 'power' && second && isTransposition(left, second, env)) return tensors.transpose(left, node);
    const special = second && families.special(second, left.line, env);
    const right = special ?? (second && trace(second, env));
    if (right === undefined) return undefined;
    if (env.entrywise && step !== undefined) {
      const line = tensors.apply(step, [left.line, right], node.span);
      return line === undefined ? undefined : { line, row: false };
    }
    const joined =
      node.operator === 'power'
        ? tensors.power(left.line, right, node)
        : tensors.combine(node, left, { line: right, row: wasRow() });
    if (joined !== 'numbers') return joined;
    if (step === undefined) {
      return fail('tensor', `“${node.operator}” stands between vectors and matrices. Declare them: x ∈ ℝⁿ.`, node.span);
    }
    return { line: builder.step(step, [left.line, right]), row: false };
  }
}
