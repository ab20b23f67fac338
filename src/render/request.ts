/** What a gradient is written from, in every target. */
import { isInput, type LineId, type WengertList } from '../graph/list.ts';

export interface EmitRequest {
  readonly outputName: string;
  /** Default: made from the output's name, `f_gradient`. */
  readonly functionName?: string;
  /** The function's parameters in order. */
  readonly inputs: readonly LineId[];
  /** Of the primal lines, which come first in the list. */
  readonly names: readonly string[];
  /** By input: the line of ∂output/∂input; undefined where that is 0. */
  readonly gradient: readonly (LineId | undefined)[];
  /** Of primal lines: the line of ∂output/∂line, to name steps of the reverse pass by: `d_c`. */
  readonly adjoint?: ReadonlyMap<LineId, LineId>;
}

/** The name of an input or of a primal step. */
export function nameOfLine(list: WengertList, request: EmitRequest, id: LineId): string | undefined {
  const line = list.lines[id];
  return request.names[id] ?? (line && isInput(line) ? line.name : undefined);
}

/**
 * For lines of the reverse pass that are a ∂output/∂line: that line. Where one is several of these, an input counts
 * first, then what is nearest to the output.
 */
export function derivativesOf(request: EmitRequest): Map<LineId, LineId> {
  const of = new Map<LineId, LineId>();
  for (const [primal, line] of [...(request.adjoint ?? [])].sort(([a], [b]) => a - b)) of.set(line, primal);
  const given = new Set<LineId>();
  request.inputs.forEach((input, i) => {
    const line = request.gradient[i];
    if (line !== undefined && !given.has(line)) of.set(line, input);
    if (line !== undefined) given.add(line);
  });
  return of;
}
