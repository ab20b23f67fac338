import type { Problem } from '../base/outcome.ts';
import { type Builder, type BuilderOptions, createBuilder } from '../graph/builder.ts';
import { isStep, type LineId, type Shape, type StepLine, type WengertLine, type WengertList } from '../graph/list.ts';
import type { Missing } from '../primitives/row.ts';
import { sameShape, sizesOf } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';
import type { Attributes } from '../primitives/tensorRow.ts';
import { tensorRow } from '../primitives/tensors.ts';

/** What one use of a line adds to its adjoint: adjoint of the consumer × local gradient. All ids are lines of `Adjoints.list`. */
export interface Contribution {
  readonly consumer: LineId;
  /** Which operand of the consumer. */
  readonly operand: number;
  readonly adjoint: LineId;
  /** Absent for tensor operations: their reverse rules need no Jacobian. */
  readonly partial?: LineId;
  readonly value: LineId;
}

export interface Adjoints {
  /** The primal lines (same ids) followed by the lines of the reverse sweep. Its outputs are those of the primal list. */
  readonly list: WengertList;
  /** By primal line: the line that holds ∂output/∂line; absent where the output does not depend on it. */
  readonly adjoint: ReadonlyMap<LineId, LineId>;
  /** By primal line, in the order of the consumers. */
  readonly contributions: ReadonlyMap<LineId, readonly Contribution[]>;
  /** Refusals: a step without derivative rule, a list over the limit. The adjoints are then incomplete. */
  readonly problems: readonly Problem[];
}

export interface SweepOptions {
  /** Adjoints are wanted for these lines (and all between): default every input. */
  readonly wrt?: readonly LineId[];
  /** The sweep does not go past these lines: their adjoint then is the local gradient of the output. */
  readonly stopAt?: ReadonlySet<LineId>;
  /** The cotangent of the output, of its shape; default 1. An output that is no number needs one. */
  readonly seed?: LineId;
}

/** The side of a piecewise step that all uses of a line stand on: its contributions are exactly zero on the other side. */
interface Guard {
  readonly condition: LineId;
  readonly side: 1 | 2;
}

const NO_GUARDS: readonly Guard[] = [];

/**
 * Reverse sweep, list in, list out: adjoint(line) = Σ over its uses of adjoint(consumer) · ∂consumer/∂line, seeded with
 * ∂output/∂output = 1. (Griewank & Walther, Evaluating Derivatives, 2nd ed., section 3.2.)
 */
export function reverseSweep(
  list: WengertList,
  output: LineId,
  options: SweepOptions & Omit<BuilderOptions, 'start'> = {},
): Adjoints {
  const { rewrite, limit, stop } = options;
  const builder = createBuilder({ start: list, rewrite, limit, stop });
  return { ...sweepInto(builder, output, options), list: builder.finish(list.outputs) };
}

/** The same, its lines added to the builder that holds the primal lines. */
export function sweepInto(builder: Builder, output: LineId, options: SweepOptions = {}): Omit<Adjoints, 'list'> {
  const { stopAt } = options;
  const primal = builder.lines.slice(0, output + 1);
  const active = activeLines(primal, options.wrt);
  const pending = new Map<LineId, Contribution[]>();
  /** By primal line, once it has a use. */
  const guards: (readonly Guard[] | undefined)[] = new Array(output + 1);
  guards[output] = NO_GUARDS;
  const adjoint = new Map<LineId, LineId>();
  const problems: Problem[] = [];
  if (active[output]) adjoint.set(output, options.seed ?? builder.constant(1));

  for (let id = output; id >= 0; id--) {
    const line = primal[id];
    if (line === undefined || !active[id]) continue;
    const uses = pending.get(id);
    if (uses !== undefined) {
      if (uses.length > 1) uses.sort((a, b) => a.consumer - b.consumer || a.operand - b.operand);
      adjoint.set(id, sum(builder, uses));
    }
    const own = adjoint.get(id);
    if (own === undefined || !isStep(line) || (id !== output && stopAt?.has(id))) continue;
    if (builder.full) {
      problems.push({
        code: 'budget',
        severity: 'error',
        message: builder.stopped
          ? 'The gradient is too much to work out at once. Inspect a smaller part.'
          : `The gradient needs more than ${builder.lines.length} steps. Inspect a smaller part.`,
      });
      break;
    }
    const tensor = tensorRow(line.operation);
    if (tensor) {
      const attributes = (line as { attributes?: Attributes }).attributes ?? {};
      for (const [index, operand] of line.operands.entries()) {
        if (!active[operand]) continue;
        const value = tensor.vjp(builder, { operands: line.operands, result: id, attributes }, own, index);
        if (typeof value === 'number') {
          // Entries move about in a tensor operation: only a condition that is one number still says which side is taken.
          const guard = (guards[id] ?? NO_GUARDS).filter(({ condition }) => builder.shape(condition).length === 0);
          add({ consumer: id, operand: index, adjoint: own, value: guarded(builder, value, guard) }, operand, guard);
        } else if (value.kind === 'missing') {
          problems.push(refusal(line.operation, value, builder, id));
        }
      }
      continue;
    }
    for (let index = 0; index < line.operands.length; index++) throughScalar(line, id, own, index);
  }
  return { adjoint, contributions: pending, problems };

  function throughScalar(line: StepLine, id: LineId, own: LineId, index: number): void {
    const operand = line.operands[index] ?? id;
    if (!active[operand]) return;
    const partial = scalars[line.operation]?.partials[index];
    if (partial === undefined || partial.kind === 'missing') {
      problems.push(refusal(line.operation, partial, builder, id));
      return;
    }
    if (partial.kind === 'zero') return;
    const above = guards[id] ?? NO_GUARDS;
    const guard =
      line.operation === 'select' && index > 0
        ? [...above, { condition: line.operands[0] ?? 0, side: index as 1 | 2 }]
        : above;
    const local = builder.term(partial, line.operands, id);
    const value = unbroadcast(builder, guarded(builder, builder.step('mul', [local, own]), guard), operand);
    const onward = guard.length === 0 ? guard : staying(builder, guard, builder.shape(operand));
    add({ consumer: id, operand: index, adjoint: own, partial: local, value }, operand, onward);
  }

  function add(contribution: Contribution, operand: LineId, guard: readonly Guard[]): void {
    const others = pending.get(operand);
    if (others) others.push(contribution);
    else pending.set(operand, [contribution]);
    const before = guards[operand];
    if (before === undefined) guards[operand] = guard;
    else if (before.length > 0) guards[operand] = common(before, guard);
  }
}

/** Guards that still say for each entry of a line of this shape which side is taken. */
function staying(builder: Builder, guards: readonly Guard[], shape: Shape): readonly Guard[] {
  return guards.filter(({ condition }) => {
    const own = builder.shape(condition);
    return own.length === 0 || sameShape(own, shape);
  });
}

function common(some: readonly Guard[], others: readonly Guard[]): readonly Guard[] {
  return some.filter((a) => others.some((b) => sameGuard(a, b)));
}

function refusal(operation: string, missing: Missing | undefined, builder: Builder, id: LineId): Problem {
  const reason = missing?.reason ?? 'no derivative rule is known for it';
  return {
    code: 'noDerivative',
    severity: 'error',
    message: `${operation} has no derivative here: ${reason}. Differentiate by other inputs, or rewrite the step.`,
    span: builder.spans.get(id)?.[0],
  };
}

/** An operand that an elementwise step repeated along axes takes the sum along them. */
function unbroadcast(builder: Builder, value: LineId, operand: LineId): LineId {
  const shape = builder.shape(operand);
  if (sameShape(builder.shape(value), shape)) return value;
  return builder.apply('sumTo', [value], { shape: sizesOf(shape) });
}

/** Which lines depend on one of `wrt` (inputs by default). */
function activeLines(lines: readonly WengertLine[], wrt: readonly LineId[] | undefined): Uint8Array {
  const active = new Uint8Array(lines.length);
  for (const id of wrt ?? []) active[id] = 1;
  for (let id = 0; id < lines.length; id++) {
    const { operation, operands } = lines[id] as WengertLine;
    if (operation === 'input') {
      if (wrt === undefined) active[id] = 1;
    } else {
      for (const operand of operands) if (active[operand]) active[id] = 1;
    }
  }
  return active;
}

function sum(builder: Builder, uses: readonly Contribution[]): LineId {
  let total = uses[0]?.value ?? builder.constant(0);
  for (let i = 1; i < uses.length; i++) total = builder.step('add', [total, uses[i]?.value ?? total]);
  return total;
}

/** `value` where every guard holds, else an exact 0: the side that was not taken may be infinite or undefined (no 0·∞). */
function guarded(builder: Builder, value: LineId, guards: readonly Guard[]): LineId {
  let result = value;
  for (const { condition, side } of guards) {
    const zero = builder.constant(0);
    result = builder.step('select', side === 1 ? [condition, result, zero] : [condition, zero, result]);
  }
  return result;
}

function sameGuard(a: Guard, b: Guard): boolean {
  return a.condition === b.condition && a.side === b.side;
}
