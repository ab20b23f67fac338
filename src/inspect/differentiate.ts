import { type Contribution, sweepInto } from '../autodiff/reverse.ts';
import type { Problem } from '../base/outcome.ts';
import type { Builder } from '../graph/builder.ts';
import type { LineId } from '../graph/list.ts';
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

export function withPaths(builder: Builder, { of, wrt, local }: DerivativeRequest): DerivativeLines | Problem {
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
