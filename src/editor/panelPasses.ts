/** Single passes of loops at the panel's point. Knows no editor. */
import { nest, sizeOf, type Value } from '../base/value.ts';
import type { Inspection, InspectOptions, LoopPasses, MathDocument, Outcome, Span } from '../core.ts';
import { encodePass, type PassMessage, type PassRequest } from '../protocol/loops.ts';

export interface Passes {
  answer(request: PassRequest): PassMessage;
}

export function createPasses(
  math: MathDocument,
  at: number | Span,
  options: InspectOptions,
  { inputs }: Inspection,
): Passes {
  /** At the point that was asked about last. */
  let known: { readonly x: Float64Array; readonly passes: Outcome<LoopPasses> } | undefined;
  return {
    answer({ line, number, x }) {
      if (!known || !isSame(known.x, x)) {
        known = { x, passes: math.passes(at, { ...options, point: { ...options.point, ...pointOf(x) }, want: [] }) };
      }
      const { value: passes, problems } = known.passes;
      const outcome = passes ? passes.pass(line, number) : { value: undefined, problems };
      const problem = outcome.problems[0]?.message ?? 'This pass cannot be shown.';
      return {
        type: 'passed',
        line,
        number,
        x,
        ...(outcome.value ? { pass: encodePass(outcome.value) } : { problem }),
      };
    },
  };

  function pointOf(x: Float64Array): Record<string, Value> {
    let offset = 0;
    return Object.fromEntries(
      inputs.map(({ name, shape }) => {
        const value = nest(x, shape, offset);
        offset += sizeOf(shape);
        return [name, value];
      }),
    );
  }
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((number, i) => Object.is(number, b[i]));
}
