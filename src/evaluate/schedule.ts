/** Other orders of the steps of straight-line code: each step comes after its operands, so that all numbers stay the same. */
import { BOTH } from './dispatch.ts';
import type { ScalarCode } from './nodes.ts';
import { arityOf, OP, type Op, SOURCE } from './operations.ts';

const KINDS = BOTH + 1;
const NO_TWINS: ReadonlyMap<number, number> = new Map();

/** By node its operation; 0 of sources, which are no steps. */
export function stepKinds(code: ScalarCode): Uint8Array {
  return code.op.map((op) => (op <= SOURCE.CONSTANT ? 0 : op));
}

/** Each step as soon as its operands are there: what is worked out is used soon, and little has to be kept meanwhile. */
export function depthFirst(code: ScalarCode): Int32Array {
  const kinds = stepKinds(code);
  const { users, starts, waits } = usersOf(code, kinds, NO_TWINS);
  const order = new Int32Array(code.steps);
  const roots: number[] = [];
  for (let id = 0; id < code.count; id++) if (kinds[id] !== 0 && waits[id] === 0) roots.push(id);
  const open: number[] = [];
  let taken = 0;
  for (const root of roots) {
    open.push(root);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      order[taken++] = id;
      for (let k = (starts[id + 1] as number) - 1; k >= (starts[id] as number); k--) {
        const user = users[k] as number;
        waits[user] = (waits[user] as number) - 1;
        if (waits[user] === 0) open.push(user);
      }
    }
  }
  return order;
}

/** All that can be taken of one kind, then of the next; `runs`: of each such run the kind and how many steps. */
export function byOperation(
  code: ScalarCode,
  kinds: Uint8Array,
  twins: ReadonlyMap<number, number>,
): { readonly order: Int32Array; readonly runs: readonly number[] } {
  const { users, starts, waits } = usersOf(code, kinds, twins);
  // Those that can be taken, by operation: first, last, and the next of each.
  const first = new Int32Array(KINDS).fill(-1);
  const last = new Int32Array(KINDS);
  const next = new Int32Array(code.count).fill(-1);
  let steps = 0;
  function ready(id: number): void {
    const kind = kinds[id] as number;
    if (first[kind] === -1) first[kind] = id;
    else next[last[kind] as number] = id;
    last[kind] = id;
  }
  for (let id = 0; id < code.count; id++) {
    if (kinds[id] === 0) continue;
    steps++;
    if (waits[id] === 0) ready(id);
  }
  const order = new Int32Array(steps);
  const runs: number[] = [];
  let taken = 0;
  for (let kind = 0; taken < steps; kind = (kind + 1) % KINDS) {
    const from = taken;
    for (let id = first[kind] as number; id !== -1; id = first[kind] as number) {
      order[taken++] = id;
      for (let k = starts[id] as number; k < (starts[id + 1] as number); k++) {
        const user = users[k] as number;
        waits[user] = (waits[user] as number) - 1;
        if (waits[user] === 0) ready(user);
      }
      first[kind] = next[id] as number;
    }
    if (taken > from) runs.push(kind, taken - from);
  }
  return { order, runs };
}

/** By step the steps that wait for it, and for how many operands each waits. */
function usersOf(code: ScalarCode, kinds: Uint8Array, twins: ReadonlyMap<number, number>) {
  const giver = new Map<number, number>();
  for (const [id, twin] of twins) giver.set(twin, id);
  const starts = new Int32Array(code.count + 2);
  const waits = new Int32Array(code.count);
  const each = (visit: (operand: number, id: number) => void) => {
    const visited = (operand: number, id: number) => {
      const from = kinds[operand] === 0 ? giver.get(operand) : operand;
      if (from !== undefined) visit(from, id);
    };
    for (let id = 0; id < code.count; id++) {
      const op = code.op[id] as number;
      if (kinds[id] === 0) continue;
      if (op === OP.CALL) {
        for (const operand of code.calls.get(id)?.operands ?? []) visited(operand, id);
        continue;
      }
      const arity = arityOf(op as Op);
      visited(code.a[id] as number, id);
      if (arity > 1) visited(code.b[id] as number, id);
      if (arity > 2) visited(code.c[id] as number, id);
    }
  };
  each((operand, id) => {
    starts[operand + 2] = (starts[operand + 2] as number) + 1;
    waits[id] = (waits[id] as number) + 1;
  });
  for (let id = 0; id < code.count; id++) starts[id + 2] = (starts[id + 2] as number) + (starts[id + 1] as number);
  const users = new Int32Array(starts[code.count + 1] as number);
  each((operand, id) => {
    const at = starts[operand + 1] as number;
    users[at] = id;
    starts[operand + 1] = at + 1;
  });
  return { users, starts, waits };
}
