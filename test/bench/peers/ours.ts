// The product: the workload's text, compiled once.
import { openDocument, type Value } from '../../../src/core.ts';
import { type Part, workloads } from '../workloads.mjs';
import { openGraph } from './graph.ts';

const ENOUGH = 25;

export function open(
  { id, params }: { id: string; params: readonly number[] },
  given: Float64Array,
  out: Float64Array,
) {
  const workload = workloads.find((each) => each.id === id && each.params.every((p, i) => p === params[i]));
  if (!workload) return undefined;
  if (id === 'W7') return openGraph(workload.params[0] ?? 0, given, out);
  const parts: readonly Part[] = [...workload.by, ...workload.data];
  const point = Object.fromEntries(parts.map(({ name, sizes, values }) => [name, nest([...values], sizes)]));
  const { value: evaluator, problems } = openDocument(workload.text, workload.language).compile(0, {
    entry: 'f',
    point,
    wrt: workload.by.map(({ name }: Part) => name),
    budget: { lines: 20_000_000, steps: 2_000_000_000 },
  });
  if (!evaluator) throw new Error(problems.map(({ message }) => message).join(' '));
  const { x, out: whole } = evaluator.arrays();
  x.set(given);
  let at = 0;
  for (const { name } of parts) {
    const slot = evaluator.slots.find((each) => each.name === name);
    if (slot?.offset !== at) throw new Error(`${name} lies at ${slot?.offset}, not ${at}`);
    at += parts.find((part) => part.name === name)?.values.length ?? 0;
  }
  // Until the fastest tier runs: slow functions are not evaluated often enough by themselves.
  for (let i = 0; i < ENOUGH; i++) evaluator.value(x);
  return {
    x,
    value: () => evaluator.value(x),
    gradient() {
      const value = evaluator.gradient(x, whole);
      return value;
    },
    finish: () => out.set(whole.subarray(0, out.length)),
  };
}

function nest(values: readonly number[], sizes: readonly number[]): Value {
  const [size, ...rest] = sizes;
  if (size === undefined) return values[0] ?? Number.NaN;
  const stride = values.length / size;
  return Array.from({ length: size }, (_, i) => nest(values.slice(i * stride, (i + 1) * stride), rest));
}
