/** Operators of Julia, MATLAB and R between numbers, vectors, rows and matrices. */
import type { LineId } from '../../graph/list.ts';
import type { Expression, Operator } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Machine } from './machine.ts';
import { STEPS } from './steps.ts';
import type { Thing } from './things.ts';
import { wholeStep } from './wholeSteps.ts';

/** Letters that people give to matrices: `A*x` with an open A. */
const MATRICES = /^(?:[ABCHJMPQSUWX]\w?|Sigma|Σ|Phi|Φ|Omega|Ω)$/;
const MOST_POWER = 16;

export function createColumns(machine: Machine) {
  const { kit, layout } = machine;
  const { builder, fail } = kit;
  return { operate, transpose, leftDivide };

  function rankOf(line: LineId): number {
    return builder.shape(line).length;
  }

  function operate(
    operator: Operator,
    a: Thing,
    b: Thing,
    at: Expression,
    env: Env,
    elementwise: boolean,
  ): LineId | undefined {
    const { language } = env;
    const { span } = at;
    const unit = language === 'julia' ? withIdentity(operator, a, b, at, env) : 'none';
    if (unit !== 'none') return unit;
    const left = layout.lineIn(a, span, language);
    const right = left === undefined ? undefined : layout.lineIn(b, span, language);
    if (left === undefined || right === undefined) return undefined;
    if (operator === 'matrixMultiply') return product(left, right, at, env);
    if (operator === 'cross') return machine.apply('cross', [left, right], span);
    if (operator === 'outer') {
      const [u, v] = [layout.flat(left, span), layout.flat(right, span)];
      return u === undefined || v === undefined ? undefined : machine.apply('outer', [u, v], span);
    }
    const hasArrays = rankOf(left) > 0 || rankOf(right) > 0;
    if (hasArrays && !elementwise && language !== 'r') {
      if (operator === 'multiply')
        return asksMatrix(left, right, at) ? layout.product(left, right, span, language) : undefined;
      if (operator === 'power') return power(left, right, at, env);
      if (operator === 'divide' && rankOf(right) > 0) return divide(left, right, at, env);
      if (language === 'julia' && operator !== 'divide' && !isSame(left, right, operator)) {
        return fail('shape', 'Julia combines these entry by entry only with a dot. Write the sign as .+ or .-.', span);
      }
    }
    const step = STEPS[operator];
    if (step === undefined) return fail('operator', `“${operator}” is not read between these.`, span);
    return wholeStep(machine, [left, right], layout.elementwise(step, [left, right], span, language), at, language);
  }

  /** Julia's `I` of LinearAlgebra, the identity of whatever size is needed. */
  function withIdentity(operator: Operator, a: Thing, b: Thing, at: Expression, env: Env): LineId | undefined | 'none' {
    const isUnit = (thing: Thing) => thing.kind === 'builtin' && thing.path === 'I' && !thing.receiver;
    if ((!isUnit(a) && !isUnit(b)) || !kit.scopeAt(env.place).imports.has('LinearAlgebra')) return 'none';
    const other = isUnit(a) ? b : a;
    const line = isUnit(other) ? undefined : layout.lineIn(other, at.span, env.language);
    if (line === undefined)
      return isUnit(other) ? fail('shape', 'The size of I is not known here.', at.span) : undefined;
    if (operator === 'multiply' && rankOf(line) > 0) return line;
    const isSum = operator === 'add' || operator === 'subtract';
    if (!isSum || !machine.wantsRank(line, 2, at.span)) {
      return isSum ? undefined : fail('shape', 'I is read in sums with matrices and in products with arrays.', at.span);
    }
    const [rows, columns] = builder.shape(line);
    if (!rows || !columns) return fail('shape', 'I is added to matrices only.', at.span);
    if (rows.size !== columns.size) {
      if (kit.wish({ kind: 'equal', axes: [rows, columns] })) return undefined;
      return fail('shape', 'I is added to square matrices only.', at.span);
    }
    const n = rows.size;
    const ones = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
    const identity = machine.tensor(ones, [n, n], 'I');
    if (identity.kind !== 'line') return undefined;
    const [left, right] = isUnit(a) ? [identity.line, line] : [line, identity.line];
    return machine.apply(operator === 'add' ? 'add' : 'sub', [left, right], at.span);
  }

  /** Julia adds arrays of equal shape without a dot. */
  function isSame(left: LineId, right: LineId, operator: Operator): boolean {
    return (operator === 'add' || operator === 'subtract') && formsOf(left) === formsOf(right);
  }

  function formsOf(line: LineId): string {
    const shape = builder.shape(line);
    return `${shape.length} ${shape.length === 2 ? shape.map(({ size }) => size === 1) : ''}`;
  }

  /** `A*x` with an open A beside an array: a matrix. False: tracing is done anew. */
  function asksMatrix(left: LineId, right: LineId, at: Expression): boolean {
    for (const [own, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const isOpen = rankOf(own) === 0 && rankOf(other) > 0 && MATRICES.test(nameOf(own));
      if (isOpen && !machine.wantsRank(own, 2, at.span)) return false;
    }
    return true;
  }

  function nameOf(line: LineId): string {
    return (builder.names.get(line) ?? '').split('.').pop() ?? '';
  }

  function product(left: LineId, right: LineId, at: Expression, env: Env): LineId | undefined {
    for (const line of [left, right]) {
      if (rankOf(line) > 0) continue;
      if (!machine.needsRank(line, /^[A-Z]/.test(nameOf(line)) ? 2 : 1, at.span)) return undefined;
    }
    return layout.product(left, right, at.span, env.language);
  }

  function power(left: LineId, right: LineId, at: Expression, env: Env): LineId | undefined {
    const exponent = machine.valueOf(right);
    const isMatrix = layout.formOf(left, at.span)?.kind === 'matrix';
    if (!isMatrix || typeof exponent !== 'number' || !Number.isInteger(exponent) || Math.abs(exponent) > MOST_POWER) {
      return fail('shape', 'Powers of matrices are read for small whole exponents. Use .^ for the entries.', at.span);
    }
    if (exponent === 0) return fail('shape', 'The power 0 of a matrix is not read. Write the identity.', at.span);
    const base = exponent < 0 ? machine.apply('inv', [left], at.span) : left;
    let result = base;
    for (let i = 1; i < Math.abs(exponent) && result !== undefined && base !== undefined; i++) {
      result = layout.product(result, base, at.span, env.language);
    }
    return result;
  }

  /** `B/A` = B A⁻¹ = (Aᵀ \ Bᵀ)ᵀ. */
  function divide(left: LineId, right: LineId, at: Expression, env: Env): LineId | undefined {
    const [b, a] = [layout.formOf(left, at.span), layout.formOf(right, at.span)];
    if (a?.kind !== 'matrix' || (b?.kind !== 'row' && b?.kind !== 'matrix')) {
      return fail('shape', 'Only a row or matrix is divided by a matrix. Use ./ for the entries.', at.span);
    }
    const turned = machine.apply('transpose', [a.line], at.span);
    const side = b.kind === 'row' ? b.line : machine.apply('transpose', [b.line], at.span);
    if (turned === undefined || side === undefined) return undefined;
    const solved = machine.apply('solve', [turned, side], at.span);
    return solved === undefined ? undefined : layout.transpose(solved, at.span, env.language);
  }

  /** `A \ b`: the solution of A x = b. */
  function leftDivide(a: LineId, b: LineId, at: Expression, env: Env): LineId | undefined {
    const { span } = at;
    if (rankOf(a) === 0 && MATRICES.test(nameOf(a)) && !machine.wantsRank(a, 2, span)) return undefined;
    const [matrix, side] = [layout.formOf(a, span), layout.formOf(b, span)];
    if (!matrix || !side) return undefined;
    if (matrix.kind === 'number') return layout.elementwise('div', [b, a], span, env.language);
    if (side.kind === 'number' && !machine.needsRank(b, 1, span)) return undefined;
    if (matrix.kind !== 'matrix' || side.kind === 'row' || side.kind === 'tensor') {
      return fail('shape', 'A \\ b is read for a square matrix A and a vector or matrix b.', span);
    }
    const solved = machine.apply('solve', [matrix.line, side.line], span);
    return side.kind === 'column' ? layout.column(solved, span) : solved;
  }

  function transpose(line: LineId, at: Expression, env: Env): LineId | undefined {
    if (rankOf(line) === 0) {
      const rank = MATRICES.test(nameOf(line)) ? 2 : 1;
      if (!machine.wantsRank(line, rank, at.span)) return undefined;
    }
    return layout.transpose(line, at.span, env.language);
  }
}
