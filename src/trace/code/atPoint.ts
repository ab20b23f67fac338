/**
 * Conditions decided by the values of the inputs at one point: which way a branch goes, how often a loop runs, which
 * entry is meant. Where the program cannot be followed for all values of its inputs it is followed there; what was
 * decided becomes a guard, so that no other point is told anything that does not hold there.
 */
import type { Span } from '../../base/span.ts';
import { flatten, nest } from '../../base/value.ts';
import { isConstant, isInput, type LineId, type StepLine } from '../../graph/list.ts';
import { countOf, sizesOf } from '../../primitives/shape.ts';
import { scalarRow } from '../../primitives/table.ts';
import { tensorRow } from '../../primitives/tensors.ts';
import type { Guard, Kit } from '../kit.ts';

/** The kink of a comparison: its sides are equal. */
const COMPARISONS: ReadonlySet<string> = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne']);
/** Constant between jumps. */
const CUTS: ReadonlySet<string> = new Set([
  'floor',
  'ceil',
  'round',
  'roundHalfUp',
  'roundHalfAway',
  'trunc',
  'sign',
  'heaviside',
]);

export interface AtPoint {
  /** Whether the values of inputs may decide; otherwise the program may be traced anew so that they do. */
  isOpen(): boolean;
  /** Whether the condition holds, where that is so around the point as well. Undefined: nobody may decide it. */
  truth(condition: LineId, span: Span): boolean | undefined;
  /** A number that does not change around the point. */
  number(line: LineId, span: Span): number | undefined;
  /** The entries of a condition, where none of them changes around the point. */
  flags(condition: LineId, span: Span): readonly number[] | undefined;
  /** Tells a number from all others that were asked for before. Undefined: two of them are equal by chance. */
  key(line: LineId, span: Span): string | undefined;
}

/** `granted` notes what was decided, and answers whether that counts wherever the program stands. */
export function createAtPoint(kit: Kit, granted: (guard: Guard) => boolean): AtPoint {
  const { builder } = kit;
  const { at } = kit.options;
  const values = new Map<LineId, Float64Array | undefined>();
  const steadiness = new Map<LineId, boolean>();
  const decided = new Set<LineId>();
  /** Numbers that are keys, by value. */
  const keys = new Map<number, LineId>();
  return { isOpen, truth, number, flags, key };

  function isOpen(): boolean {
    kit.sawChoice();
    return at !== undefined;
  }

  function truth(condition: LineId, span: Span): boolean | undefined {
    kit.sawChoice();
    if (!at) return undefined;
    const [value, ...others] = numbersAt(condition) ?? [];
    if (value === undefined || others.length > 0 || Number.isNaN(value) || !isSteady(condition)) return undefined;
    note(condition, value !== 0, span);
    return value !== 0;
  }

  function number(line: LineId, span: Span): number | undefined {
    if (!isInput(builder.at(line))) kit.sawChoice();
    if (!at) return undefined;
    const [value, ...others] = numbersAt(line) ?? [];
    if (value === undefined || others.length > 0 || Number.isNaN(value) || !isSteady(line)) return undefined;
    note(builder.step('eq', [line, builder.constant(value)]), true, span);
    return value;
  }

  function flags(condition: LineId, span: Span): readonly number[] | undefined {
    if (!kit.options.masks) return undefined;
    kit.sawChoice();
    const found = at && numbersAt(condition);
    if (!found || found.some(Number.isNaN) || !isSteady(condition)) return undefined;
    const shape = builder.shape(condition);
    const entries = [...found];
    note(builder.step('eq', [condition, builder.tensor(nest(entries, sizesOf(shape)), shape, 'mask')]), true, span);
    return entries;
  }

  function key(line: LineId, span: Span): string | undefined {
    kit.sawChoice();
    const [value, ...others] = at ? (numbersAt(line) ?? []) : [];
    // A whole number may be a key that is written.
    if (value === undefined || others.length > 0 || Number.isNaN(value) || Number.isInteger(value)) return undefined;
    const known = keys.get(value);
    if (known === line) return String(value);
    for (const other of keys.values()) {
      if (truth(builder.step('ne', [line, other]), span) !== true) return undefined;
    }
    keys.set(value, line);
    return String(value);
  }

  function note(condition: LineId, holds: boolean, span: Span): void {
    if (!decided.has(condition) && granted({ condition, holds, span, atPoint: true })) decided.add(condition);
  }

  /** In row-major order; undefined where a line before it stands for many passes. */
  function numbersAt(id: LineId): Float64Array | undefined {
    const stack = [id];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (values.has(top)) {
        stack.pop();
        continue;
      }
      const open = builder.at(top).operands.filter((operand) => !values.has(operand));
      if (open.length > 0) {
        stack.push(...open);
        continue;
      }
      values.set(top, compute(top));
      stack.pop();
    }
    return values.get(id);
  }

  function compute(id: LineId): Float64Array | undefined {
    const line = builder.at(id);
    if (isConstant(line)) return Float64Array.from(flatten(line.value));
    if (isInput(line)) {
      const value = at?.(line.name, line.shape, kit.documentValue(line.name));
      return value === undefined ? undefined : Float64Array.from(flatten(value));
    }
    const count = countOf(line.shape);
    const operands = line.operands.map((operand) => values.get(operand));
    if (operands.length === 0 || !operands.every((operand) => operand !== undefined)) return undefined;
    if (!kit.options.meter.spend(1 + Math.ceil(count / 16))) return undefined;
    if (line.operation === 'named') return operands[0];
    const tensor = tensorRow(line.operation);
    if (tensor) {
      const out = { data: new Float64Array(count), sizes: sizesOf(line.shape) };
      const given = operands.map((data, i) => ({ data, sizes: sizesOf(builder.shape(line.operands[i] as LineId)) }));
      tensor.value(given, (line as StepLine).attributes ?? {}, out);
      return out.data;
    }
    const row = scalarRow(line.operation);
    const isPlain = operands.every((operand, i) => operand.length === 1 || isWhole(line.operands[i] as LineId, id));
    if (!row || !isPlain) return undefined;
    return Float64Array.from({ length: count }, (_, i) =>
      row.value(...operands.map((operand) => operand[operand.length === 1 ? 0 : i] as number)),
    );
  }

  /** Of the same shape: nothing is stretched. */
  function isWhole(operand: LineId, result: LineId): boolean {
    return sizesOf(builder.shape(operand)).join() === sizesOf(builder.shape(result)).join();
  }

  /** Whether the line keeps its value when the inputs move a little. */
  function isSteady(id: LineId): boolean {
    const stack = [id];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (steadiness.has(top)) {
        stack.pop();
        continue;
      }
      const open = builder.at(top).operands.filter((operand) => !steadiness.has(operand));
      if (open.length > 0) {
        stack.push(...open);
        continue;
      }
      steadiness.set(top, computeSteady(top));
      stack.pop();
    }
    return steadiness.get(id) === true;
  }

  function computeSteady(id: LineId): boolean {
    const line = builder.at(id);
    if (isConstant(line)) return true;
    if (isInput(line) || line.operation === 'place') return false;
    const steady = line.operands.map((operand) => steadiness.get(operand) === true);
    if (steady.every((is) => is)) return true;
    const operands = line.operands.map((operand) => numbersAt(operand));
    if (!operands.every((operand) => operand !== undefined)) return false;
    const [a, b] = operands;
    if (line.operation === 'and' || line.operation === 'or') {
      // The one that decides alone.
      const deciding = line.operation === 'and' ? 0 : 1;
      return operands.some((operand, i) => steady[i] && operand.every((value) => (value !== 0 ? 1 : 0) === deciding));
    }
    if (line.operation === 'select') {
      const [condition] = a ?? [];
      const side = condition === 0 ? 2 : 1;
      return a?.length === 1 && steady[0] === true && steady[side] === true;
    }
    if (line.operation === 'sub' && line.operands[0] === line.operands[1]) return true;
    if (line.operation === 'index' || line.operation === 'named') return false;
    if (COMPARISONS.has(line.operation)) {
      const [p, q] = line.operands;
      if (p === q || !a || !b) return p === q;
      const count = Math.max(a.length, b.length);
      for (let i = 0; i < count; i++) if (isClose(a[a.length === 1 ? 0 : i], b[b.length === 1 ? 0 : i])) return false;
      return true;
    }
    const row = scalarRow(line.operation);
    if (!CUTS.has(line.operation) || !row?.kink || !a) return false;
    const { kink } = row;
    return a.every((value) => Number.isFinite(value) && !kink.at(value));
  }
}

/** NaN is close to all: what is compared with it is not known. */
function isClose(p = Number.NaN, q = Number.NaN): boolean {
  if (Number.isFinite(p) !== Number.isFinite(q)) return Number.isNaN(p) || Number.isNaN(q);
  if (p === q) return true;
  return !(Math.abs(p - q) > 1e-14 * Math.max(Math.abs(p), Math.abs(q)));
}
