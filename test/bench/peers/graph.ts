// The interpreter alone, on a graph that is given as a table: no reading, no derivatives, no generated code.
import { interpreter } from '../../../src/evaluate/interpret.ts';
import { createNodes } from '../../../src/evaluate/nodes.ts';
import { scalars } from '../../../src/primitives/table.ts';
import { GRAPH } from '../workloads.mjs';

/** `given`: inputs, then the table; the last values go to `out`, the answer is their sum. */
export function openGraph(count: number, given: Float64Array, out: Float64Array) {
  const size = out.length;
  const nodes = createNodes(4 * (count + size));
  const ids = Array.from(out, (_, i) => nodes.input(i));
  for (let i = 0; i < count; i++) {
    const [which = 0, first = 0, second = 0] = given.subarray(size + 3 * i, size + 3 * i + 3);
    const name = GRAPH[which] ?? '';
    const row = scalars[name];
    if (!row) return undefined;
    const operands = [ids[first] as number, ids[second] as number].slice(0, row.arity);
    ids.push(nodes.apply(name, row.value, operands));
  }
  const run = interpreter(nodes.finish(ids.slice(-size)));
  const results = new Float64Array(size);
  return {
    gradient() {
      run(given, results);
      return results[0];
    },
    finish: () => out.set(results),
  };
}
