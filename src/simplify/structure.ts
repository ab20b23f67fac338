/** Shorter forms of tensor operations that follow from shapes, attributes and linearity, not from a pattern. */
import type { Value } from '../base/value.ts';
import type { Builder } from '../graph/builder.ts';
import { constantOf, type LineId, type Shape, type WengertLine } from '../graph/list.ts';
import { countOf, sameShape, sizesOf } from '../primitives/shape.ts';
import type { Attributes } from '../primitives/tensorRow.ts';
import { asMatrices } from './einsum.ts';
import { attributesOf, type Write } from './pattern.ts';

/** A tensor operation that is to be added. */
export interface Wanted {
  readonly builder: Builder;
  readonly operation: string;
  readonly operands: readonly LineId[];
  readonly attributes: Attributes | undefined;
  readonly shape: Shape;
}

/** A number or a sign before an operand is one before the result. */
const LINEAR: ReadonlySet<string> = new Set(
  (
    'transpose reshape sumTo sum mean index scatter gather scatterAdd diagonal diag trace roll flip tril triu cumsum ' +
    'matmul outer kron cross solve einsum'
  ).split(' '),
);
/** Linear in each operand by itself: 0 in one of them makes all 0. */
const MULTILINEAR: ReadonlySet<string> = new Set('matmul outer kron cross einsum'.split(' '));
/** Their results hold entries of the operand and no other. */
const MOVES: ReadonlySet<string> = new Set('transpose reshape broadcast index gather roll flip'.split(' '));

/** They put the same entries into another order. */
const ORDERS: ReadonlySet<string> = new Set('transpose reshape roll flip'.split(' '));

/** The shorter form of a tensor operation; undefined where there is none. */
export function shorterByStructure(wanted: Wanted): Write | undefined {
  const { builder, operation, operands, shape } = wanted;
  const [first] = operands;
  if (first === undefined) return undefined;
  if (vanishes(wanted)) return (add) => add('broadcast', [builder.constant(0)], { shape: sizesOf(shape) });
  const number = filledWith(builder, first);
  if (number !== undefined && MOVES.has(operation)) {
    return (add) => add('broadcast', [number], { shape: sizesOf(shape) });
  }
  return RULES[operation]?.(wanted, first) ?? (LINEAR.has(operation) ? outwards(wanted) : undefined);
}

/** The number that a tensor is filled with: `broadcast(s)`. */
export function filledWith(builder: Builder, id: LineId): LineId | undefined {
  const inner = opened(builder, id, 'broadcast')?.operands[0];
  return inner !== undefined && builder.shape(inner).length === 0 ? inner : undefined;
}

function isZero(builder: Builder, id: LineId): boolean {
  return constantOf(builder.at(filledWith(builder, id) ?? id)) === 0;
}

function vanishes({ builder, operation, operands, shape }: Wanted): boolean {
  if (shape.length === 0 && operands.every((operand) => builder.shape(operand).length === 0)) return false;
  if (MULTILINEAR.has(operation)) return operands.some((operand) => isZero(builder, operand));
  return LINEAR.has(operation) && operands.length === 1 && operands.every((operand) => isZero(builder, operand));
}

/** The line, if it is of that operation and has no name of its own. */
function opened(builder: Builder, id: LineId, operation: string): WengertLine | undefined {
  const line = builder.at(id);
  return line.operation === operation && !builder.names.has(id) ? line : undefined;
}

/** Signs and numbers of an operand come out of linear operations. */
function outwards({ builder, operation, operands, attributes }: Wanted): Write | undefined {
  for (const [index, operand] of operands.entries()) {
    // An inverse is not linear.
    if (builder.names.has(operand) || (operation === 'solve' && index === 0)) continue;
    const line = builder.at(operand);
    const [a, b] = line.operands;
    if (a === undefined || line.shape.length === 0) continue;
    const inner = (id: LineId) => operands.map((other, i) => (i === index ? id : other));
    if (line.operation === 'neg') return (add) => add('neg', [add(operation, inner(a), attributes)]);
    if (b === undefined || builder.shape(a).length > 0 === builder.shape(b).length > 0) continue;
    if (line.operation === 'mul') {
      const [number, rest] = builder.shape(a).length === 0 ? [a, b] : [b, a];
      return (add) => add('mul', [number, add(operation, inner(rest), attributes)]);
    }
    if (line.operation === 'div' && builder.shape(b).length === 0) {
      return (add) => add('div', [add(operation, inner(a), attributes), b]);
    }
  }
  return undefined;
}

/** A number or a sign stands before something that is made to be repeated. */
function holdsRepeated({ builder, operands: [operand = -1] }: Wanted): boolean {
  return builder.at(operand).operands.some((id) => opened(builder, id, 'reshape') ?? opened(builder, id, 'broadcast'));
}

type Rule = (wanted: Wanted, operand: LineId) => Write | undefined;

const RULES: Readonly<Record<string, Rule>> = {
  transpose({ builder, attributes }, operand) {
    const rank = builder.shape(operand).length;
    const axes = axesIn(attributes);
    if (rank < 2 || axes?.every((axis, i) => axis === i)) return () => operand;
    if (axes === undefined) return undefined;
    if (axes.every((axis, i) => axis === rank - 1 - i)) return (add) => add('transpose', [operand]);
    const inner = opened(builder, operand, 'transpose');
    const [source] = inner?.operands ?? [];
    if (inner === undefined || source === undefined) return undefined;
    const before = axesIn(attributesOf(inner)) ?? axes.map((_, i) => rank - 1 - i);
    return (add) => add('transpose', [source], { axes: axes.map((axis) => before[axis] ?? axis) });
  },
  reshape({ builder, attributes, shape }, operand) {
    if (sameShape(builder.shape(operand), shape)) return () => operand;
    const source = opened(builder, operand, 'reshape')?.operands[0];
    return source === undefined ? undefined : (add) => add('reshape', [source], attributes);
  },
  broadcast(wanted, operand) {
    const { builder, attributes, shape } = wanted;
    const own = builder.shape(operand);
    if (sameShape(own, shape)) return () => operand;
    const wide = opened(builder, operand, 'broadcast')?.operands[0];
    if (wide !== undefined) return (add) => add('broadcast', [wide], attributes);
    const flat = opened(builder, operand, 'reshape')?.operands[0];
    if (flat === undefined) return own.length > 0 && holdsRepeated(wanted) ? outwards(wanted) : undefined;
    if (builder.shape(flat).length > shape.length) return undefined;
    return sameShape(inner(builder.shape(flat)), inner(own))
      ? (add) => add('broadcast', [flat], attributes)
      : undefined;
  },
  sumTo({ builder, attributes, shape }, operand) {
    const own = builder.shape(operand);
    if (sameShape(own, shape)) return () => operand;
    if (shape.length === 0) return (add) => add('sum', [operand]);
    const source = opened(builder, operand, 'broadcast')?.operands[0];
    if (source === undefined) return undefined;
    const times = builder.constant(countOf(own) / countOf(shape));
    const from = builder.shape(source);
    if (from.length === 0) return (add) => add('broadcast', [add('mul', [times, source])], attributes);
    if (!sameShape(inner(from), inner(shape))) return undefined;
    return (add) => add('mul', [times, add('reshape', [source], attributes)]);
  },
  sum({ builder, attributes, shape }, operand) {
    const from = builder.shape(operand);
    if (sameShape(from, shape) && (from.length === 0 || axesIn(attributes)?.length === 0)) return () => operand;
    if (shape.length === 0 && attributes !== undefined && Object.keys(attributes).length > 0) {
      return (add) => add('sum', [operand]);
    }
    const line = builder.at(operand);
    const [source] = line.operands;
    if (shape.length === 0 && source !== undefined && ORDERS.has(line.operation) && !builder.names.has(operand)) {
      return (add) => add('sum', [source]);
    }
    const number = filledWith(builder, operand);
    if (number === undefined) return undefined;
    const times = countOf(from) / countOf(shape);
    return (add) => add('broadcast', [add('mul', [builder.constant(times), number])], { shape: sizesOf(shape) });
  },
  einsum: ({ builder, operands, attributes }) =>
    asTrace(builder, operands, attributes) ?? asMatrices(builder, operands, attributes),
  trace({ builder }, operand) {
    const line = opened(builder, operand, 'eye');
    const size = line?.shape[0]?.size;
    return size === undefined ? undefined : () => builder.constant(size);
  },
};

/** An identity matrix in square blocks, contracted with a matrix (∂ tr(A ⊗ X)/∂X): Σ_ij δ_ij δ_pq A_ij = tr(A) δ_pq. */
function asTrace(builder: Builder, [blocks, matrix]: readonly LineId[], attributes: Attributes | undefined) {
  if (blocks === undefined || matrix === undefined) return undefined;
  const by = { 'ipjq,ij->pq': 1, 'ipjq,pq->ij': 0 }[String(attributes?.spec)];
  const source = opened(builder, blocks, 'reshape')?.operands[0];
  const sizes = sizesOf(builder.shape(blocks));
  const isIdentity = source !== undefined && builder.at(source).operation === 'eye' && sizes.length === 4;
  if (by === undefined || !isIdentity || sizes[0] !== sizes[2] || sizes[1] !== sizes[3]) return undefined;
  const write: Write = (add) => add('mul', [add('trace', [matrix]), add('eye', [], { n: sizes[by] ?? 1 })]);
  return write;
}

/** Without leading axes of size 1. */
function inner(shape: Shape): Shape {
  const first = shape.findIndex(({ size }) => size !== 1);
  return first < 0 ? [] : shape.slice(first);
}

function axesIn(attributes: Attributes | undefined): readonly number[] | undefined {
  const axes = attributes?.axes;
  if (typeof axes === 'number') return [axes];
  return Array.isArray(axes) ? (axes as readonly Value[]).map(Number) : undefined;
}
