import { forwardSweep } from '../autodiff/forward.ts';
import { reverseSweep } from '../autodiff/reverse.ts';
import type { Outcome } from '../base/outcome.ts';
import { compileProgram } from '../evaluate/program.ts';
import { prune } from '../graph/builder.ts';
import type { LineId } from '../graph/list.ts';
import { simplify } from '../simplify/rewrite.ts';
import type { Prepared } from './prepare.ts';
import type { Evaluator, InspectOptions } from './types.ts';

/** The list made ready to evaluate again and again. Inputs lie in `x` in the order of the inspection's inputs. */
export function buildEvaluator(prepared: Prepared, options: InspectOptions): Outcome<Evaluator> {
  const { list, output, inputs } = prepared;
  const sweep = reverseSweep(list, output, { rewrite: simplify, limit: options.budget?.lines });
  if (sweep.problems.length > 0) return { problems: sweep.problems };
  const zero: LineId = sweep.list.lines.length;
  const extended = {
    ...sweep.list,
    lines: [...sweep.list.lines, { operation: 'constant', value: 0, text: '0', operands: [], shape: [] } as const],
  };
  const adjointLines = inputs.map((input) => sweep.adjoint.get(input.line) ?? zero);
  const order = inputs.map((input) => input.name);

  // Of a pruned list the program may meet the inputs in another order than the caller's.
  const ready = (lines: readonly LineId[], names: readonly string[]) => {
    const { list: pruned, moved } = prune(extended, lines);
    const program = compileProgram(pruned);
    const places = program.inputs.map((name) => names.indexOf(name));
    const memory = program.memory();
    const given = new Float64Array(places.length);
    const at = lines.map((line) => moved[line] ?? 0);
    return (x: Float64Array, results: Float64Array, from: number): number => {
      for (let i = 0; i < places.length; i++) given[i] = x[places[i] as number] ?? Number.NaN;
      program.run(given, memory);
      for (let i = from; i < at.length; i++) results[i - from] = memory[at[i] as number] as number;
      return memory[at[0] as number] as number;
    };
  };
  const gradient = ready([output, ...adjointLines], order);
  const primals = list.lines.map((_, id) => id);
  const all = ready([...primals, ...primals.map((id) => sweep.adjoint.get(id) ?? zero)], order);
  const both = new Float64Array(2 * primals.length);
  let hessian: ((x: Float64Array, v: Float64Array, out: Float64Array) => void) | undefined;

  return {
    value: {
      slots: inputs.map(({ name }, offset) => ({ name, offset, shape: [] })),
      gradient(x, out) {
        const value = gradient(x, out, 1);
        if (Number.isNaN(value)) out.fill(Number.NaN);
        return value;
      },
      sweep(x, values, adjoints) {
        all(x, both, 0);
        values.set(both.subarray(0, primals.length));
        adjoints.set(both.subarray(primals.length));
      },
      hessianVector(x, v, out) {
        hessian ??= second();
        hessian(x, v, out);
      },
    },
    problems: [],
  };

  /** Forward over reverse: the tangent of the gradient along v. */
  function second() {
    const names = order.map((_, i) => `direction ${i}`);
    const direction = new Map(inputs.map((input, i) => [input.line, names[i] as string]));
    const tangents = forwardSweep(extended, direction, { rewrite: simplify });
    const none = tangents.list.lines.length;
    const withZero = {
      ...tangents.list,
      lines: [...tangents.list.lines, { operation: 'constant', value: 0, text: '0', operands: [], shape: [] } as const],
    };
    const { list: pruned, moved } = prune(
      withZero,
      adjointLines.map((line) => tangents.tangent.get(line) ?? none),
    );
    const program = compileProgram(pruned);
    const memory = program.memory();
    const given = new Float64Array(program.inputs.length);
    const places = program.inputs.map((name) => ({ along: names.indexOf(name), at: order.indexOf(name) }));
    const outputs = adjointLines.map((line) => moved[tangents.tangent.get(line) ?? none] ?? 0);
    return (x: Float64Array, v: Float64Array, out: Float64Array) => {
      for (let i = 0; i < places.length; i++) {
        const { along, at } = places[i] as { along: number; at: number };
        given[i] = (along >= 0 ? v[along] : x[at]) ?? Number.NaN;
      }
      program.run(given, memory);
      for (let i = 0; i < outputs.length; i++) out[i] = memory[outputs[i] as number] as number;
    };
  }
}
