import { type Contribution, sweepInto } from '../autodiff/reverse.ts';
import type { Problem } from '../base/outcome.ts';
import type { Builder } from '../graph/builder.ts';
import type { LineId, StepLine } from '../graph/list.ts';
import { simplify } from '../simplify/rewrite.ts';
import type { DerivativeRequest } from '../trace/kit.ts';

/**
 * ∂of/∂wrt as a line of the same builder. Refused where `of` does not depend on `wrt`: a dependence that the text does
 * not state (x moves with t) would make 0 a wrong answer.
 */
export function differentiate(builder: Builder, request: DerivativeRequest): LineId | Problem {
  const result = withPaths(builder, request);
  return 'line' in result ? result.line : result;
}

/** The derivative and what each use of `wrt` adds to it. */
export interface DerivativeLines {
  readonly line: LineId;
  readonly paths: readonly Contribution[];
}

export function withPaths(builder: Builder, request: DerivativeRequest): DerivativeLines | Problem {
  const { of, wrt } = request;
  // ∂L/∂x_j: of all of x, then its entry j, whether L is made of entries or of the whole.
  const entry = entryOf(builder, wrt);
  if (entry) {
    const whole = withPaths(builder, { ...request, wrt: entry.whole });
    if (!('line' in whole)) return whole;
    const rank = builder.shape(whole.line).length - builder.shape(entry.whole).length;
    if (rank !== 0)
      return refusal('A Jacobian by one entry is not worked out here. Differentiate by the whole vector.');
    return { line: builder.apply('index', [whole.line], { items: entry.items }), paths: [] };
  }
  const [size] = builder.shape(of);
  if (!size) return ofNumber(builder, request);
  return jacobian(builder, request);
}

/** A vector by a vector: one row of the Jacobian for each entry. */
function jacobian(builder: Builder, request: DerivativeRequest): DerivativeLines | Problem {
  const { of, wrt } = request;
  const shape = builder.shape(of);
  const by = builder.shape(wrt);
  const size = shape[0]?.size ?? 0;
  if (of === wrt && shape.length === 1) return { line: builder.apply('eye', [], { n: size }), paths: [] };
  if (shape.length > 1 || by.length > 1 || size > MOST_ROWS) {
    return refusal(
      'The derivative of a matrix, or of a long vector, has too many entries to be held against a formula.',
    );
  }
  const rows: LineId[] = [];
  for (let i = 0; i < size; i++) {
    const row = ofNumber(builder, { ...request, of: builder.apply('index', [of], { items: [[i]] }) });
    if (!('line' in row)) return row;
    rows.push(row.line);
  }
  return { line: builder.apply('stack', rows, { axis: 0 }), paths: [] };
}

const MOST_ROWS = 12;

function refusal(message: string): Problem {
  return { code: 'jacobian', severity: 'error', message };
}

/** `x_j` of an input or a named vector x. */
function entryOf(builder: Builder, line: LineId): { whole: LineId; items: readonly number[][] } | undefined {
  const step = builder.at(line);
  if (step.operation !== 'index') return undefined;
  const { attributes } = step as StepLine;
  return { whole: step.operands[0] as LineId, items: attributes?.items as readonly number[][] };
}

function ofNumber(builder: Builder, { of, wrt, local }: DerivativeRequest): DerivativeLines | Problem {
  if (of === wrt) return { line: builder.constant(1), paths: [] };
  const stopAt = local
    ? new Set(builder.lines.flatMap((line, id) => (line.operation === 'named' && id !== of ? [id] : [])))
    : undefined;
  const { adjoint, contributions, problems } = sweepInto(builder.rewriting(simplify), of, { wrt: [wrt], stopAt });
  const [problem] = problems;
  if (problem) return problem;
  const line = adjoint.get(wrt);
  if (line !== undefined) return { line, paths: contributions.get(wrt) ?? [] };
  return {
    code: 'independent',
    severity: 'error',
    message: `${nameOf(builder, of)} does not depend on ${nameOf(builder, wrt)} as far as the document says. Define it in terms of ${nameOf(builder, wrt)}.`,
  };
}

function nameOf(builder: Builder, line: LineId): string {
  return builder.names.get(line) ?? 'the expression';
}
