/** A loop of equal passes (src/primitives/tensors/scan.ts): what is handed on stays in registers. */
import { scalars } from '../../primitives/table.ts';
import type { BodyStep } from '../../primitives/tensors/loopBody.ts';
import type { Scan } from '../../primitives/tensors/scan.ts';
import { hides, OP, operationOf } from '../operations.ts';
import { CODE, F64, type FunctionBody, I32 } from './bytes.ts';
import { Emitter } from './emit.ts';
import { callOwn, type Imports } from './imports.ts';

const BYTES = 8;

/** `from`: where operands lie in memory; the result starts at `to`. Undefined where a step has no kernel. */
export function scanLoop(imports: Imports, scan: Scan, from: readonly number[], to: number): FunctionBody | undefined {
  const { body, count, carried, sliced, isBack } = scan;
  const inputs = from.length;
  if (body.steps.some(({ operation }) => operation !== undefined && !scalars[operation])) return undefined;
  const e = new Emitter(imports);
  const { out } = e;
  const [at, place] = [e.local(I32), e.local(I32)];
  const values = from.map(() => e.local(F64));
  const twins = twinsOf(body.steps);

  from.forEach((first, i) => {
    if (i >= carried && i < carried + sliced) return;
    e.load(first);
    e.set(values[i] as number);
  });
  const numbers = body.steps.map((step) => (step.operation === undefined ? (step.value ?? Number.NaN) : undefined));
  for (let i = 0; i < body.steps.length; i++) values.push(e.local(F64));
  const get = (id: number) => () => {
    const number = id < inputs ? undefined : numbers[id - inputs];
    if (number !== undefined) e.number(number);
    else e.get(values[id] as number);
  };
  const set = (id: number) => e.set(values[id] as number);

  const whole = count * BYTES;
  e.loop(at, whole, BYTES, () => {
    if (isBack) {
      e.integer(whole - BYTES);
      e.get(at);
      out.byte(CODE.I32_SUB);
    } else e.get(at);
    e.set(place);
    for (let i = carried; i < carried + sliced; i++) {
      e.get(place);
      out.byte(CODE.F64_LOAD, 3).unsigned((from[i] as number) * BYTES);
      set(i);
    }
    const known = new Set<number>();
    body.steps.forEach(({ operation, operands }, i) => {
      if (operation === undefined || known.has(i)) return;
      const kernel = scalars[operation]?.value ?? Math.pow;
      // Powers as the plain step has them: not as products.
      const op = operationOf(operation, []) ?? OP.CALL;
      const twin = twins.get(i);
      if (twin !== undefined) {
        get(operands[0] as number)();
        callOwn(imports, out, 'sincos');
        set(inputs + (op === OP.COS ? i : twin));
        set(inputs + (op === OP.COS ? twin : i));
        known.add(twin);
      } else {
        e.single({ op, kernel, arity: operands.length }, operands.map(get));
        set(inputs + i);
      }
      for (const [k, operand] of operands.entries()) {
        if (!hides(op, k) || (operand >= inputs && numbers[operand - inputs] !== undefined)) continue;
        get(operand)();
        e.watch();
      }
    });
    body.emits.forEach((id, which) => {
      e.get(place);
      get(id)();
      out.byte(CODE.F64_STORE, 3).unsigned((to + carried + which * count) * BYTES);
    });
    // All at once: a value may be handed to another's place.
    for (const id of body.next) get(id)();
    for (let i = carried - 1; i >= 0; i--) set(i);
  });
  for (let i = 0; i < carried; i++) {
    e.integer(0);
    e.get(values[i] as number);
    out.byte(CODE.F64_STORE, 3).unsigned((to + i) * BYTES);
  }
  return e.finish();
}

/** By step that is a sine or cosine the later one that is the other of the same number. */
function twinsOf(steps: readonly BodyStep[]): ReadonlyMap<number, number> {
  const open = new Map<number, number>();
  const twins = new Map<number, number>();
  for (const [i, { operation, operands }] of steps.entries()) {
    if (operation !== 'sin' && operation !== 'cos') continue;
    const angle = operands[0] as number;
    const other = open.get(angle);
    if (other === undefined) open.set(angle, i);
    else if (steps[other]?.operation !== operation && !twins.has(other)) twins.set(other, i);
  }
  return twins;
}
