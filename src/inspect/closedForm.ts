/**
 * Jacobians of vectors in closed form, read off the reverse sweep: with the cotangent v of the output as a symbol, the
 * adjoint of an input is linear in v, and what stands before v is the transposed Jacobian.
 */
import type { Builder } from '../graph/builder.ts';
import { isConstant, isInput, type LineId, type WengertLine } from '../graph/list.ts';
import { sameShape } from '../primitives/shape.ts';
import type { StandIns } from './naming.ts';

/** A matrix that is applied to what follows. */
type Factor =
  | { readonly kind: 'matrix'; readonly line: LineId; readonly transposed: boolean }
  | { readonly kind: 'diagonal'; readonly line: LineId }
  /** u rᵀ */
  | { readonly kind: 'outer'; readonly left: LineId; readonly right: LineId };

/** ± scale · (rowᵀ) · factors · v. With a row it is a number, else a vector. */
interface Term {
  readonly negative: boolean;
  readonly scale: readonly LineId[];
  readonly row?: LineId;
  readonly factors: readonly Factor[];
}

const MOST_TERMS = 8;
const MOST_DEPTH = 40;

/**
 * Adds the lines of ∂output/∂input (numerator layout: output axis first; `transposed`: the other) to the builder, whose
 * matrices that have no line of their own are in `standIns`. Undefined where there is no closed form.
 */
export function closedForm(
  builder: Builder,
  adjoint: LineId,
  seed: LineId,
  standIns: StandIns,
  transposed: boolean,
): LineId | undefined {
  if (builder.shape(seed).length !== 1 || builder.shape(adjoint).length > 1) return undefined;
  const depends = dependents(builder, seed);
  const isOnes = new Set<LineId>();
  let depth = 0;
  const terms = linear(adjoint);
  if (!terms || terms.length === 0) return undefined;
  return terms.map(matrixOf).reduce((total, term) => builder.step('add', [total, term]));

  /** The line as a sum of matrices applied to the seed. */
  function linear(id: LineId): readonly Term[] | undefined {
    if (id === seed) return [{ negative: false, scale: [], factors: [] }];
    if (!depends[id] || depth >= MOST_DEPTH) return undefined;
    depth++;
    const terms = linearStep(id, builder.at(id));
    depth--;
    return terms && terms.length <= MOST_TERMS ? terms : undefined;
  }

  function linearStep(id: LineId, line: WengertLine): readonly Term[] | undefined {
    const [first = -1, second = -1] = line.operands;
    switch (line.operation) {
      case 'named':
        return linear(first);
      case 'neg':
        return linear(first)?.map(negated);
      case 'add':
      case 'sub': {
        const [left, right] = [filled(first, id), filled(second, id)];
        return joined(left, line.operation === 'add' ? right : right?.map(negated));
      }
      case 'mul':
        return depends[first] ? times(linear(first), second, id, first) : times(linear(second), first, id, second);
      case 'div':
        if (depends[second]) return undefined;
        return times(linear(first), builder.step('div', [builder.constant(1), second]), id, first);
      case 'matmul':
        if (depends[first] && depends[second]) return undefined;
        return depends[second] ? after(linear(second), first, false) : after(linear(first), second, true);
      case 'sum':
      case 'sumTo':
        if (builder.shape(first).length !== 1 || builder.shape(id).length > 0) return undefined;
        return linear(first)?.flatMap((term) => summed(term, first));
      case 'broadcast':
        if (builder.shape(first).length > 0 || builder.shape(id).length !== 1) return undefined;
        return linear(first)?.flatMap((term) => spread(term, ones(id)));
      case 'reshape':
        return sameShape(builder.shape(first), line.shape) ? linear(first) : undefined;
      default:
        return undefined;
    }
  }

  /** A term of a sum; a number is repeated for every entry of the sum `id`. */
  function filled(operand: LineId, id: LineId): readonly Term[] | undefined {
    const terms = linear(operand);
    const shape = builder.shape(id);
    if (sameShape(builder.shape(operand), shape)) return terms;
    if (builder.shape(operand).length > 0 || shape.length !== 1) return undefined;
    return terms?.flatMap((term) => spread(term, ones(id)));
  }

  /** `by` · terms, entry by entry; `by` does not depend on the seed, and `id` is the product. */
  function times(
    terms: readonly Term[] | undefined,
    by: LineId,
    id: LineId,
    operand: LineId,
  ): readonly Term[] | undefined {
    const shape = builder.shape(id);
    if (depends[by]) return undefined;
    if (builder.shape(by).length === 0) return terms?.map((term) => ({ ...term, scale: [by, ...term.scale] }));
    if (shape.length !== 1 || !sameShape(shape, builder.shape(by))) return undefined;
    if (builder.shape(operand).length === 0) return terms?.flatMap((term) => spread(term, by));
    if (!sameShape(shape, builder.shape(operand))) return undefined;
    return terms?.map((term) => {
      const [outer, ...rest] = term.factors;
      const merged = outer && weighted(by, outer);
      return { ...term, factors: merged ? [merged, ...rest] : [{ kind: 'diagonal', line: by }, ...term.factors] };
    });
  }

  /** diag(by) · factor as one factor, where it is. */
  function weighted(by: LineId, factor: Factor): Factor | undefined {
    switch (factor.kind) {
      case 'diagonal':
        return { kind: 'diagonal', line: builder.step('mul', [by, factor.line]) };
      case 'outer':
        return { ...factor, left: isOnes.has(factor.left) ? by : builder.step('mul', [by, factor.left]) };
      default:
        return undefined;
    }
  }

  /** A number times the vector `left`: from rᵀ … v to left rᵀ … v. */
  function spread({ row, ...term }: Term, left: LineId): readonly Term[] {
    return row === undefined ? [] : [{ ...term, factors: [{ kind: 'outer', left, right: row }, ...term.factors] }];
  }

  /** `matrix` applied to vectors: from the left, or (`turned`) as `vector @ matrix`. */
  function after(terms: readonly Term[] | undefined, matrix: LineId, turned: boolean): readonly Term[] | undefined {
    if (!terms || terms.some(({ row }) => row !== undefined)) return undefined;
    const rank = builder.shape(matrix).length;
    if (rank === 1) return terms.map((term) => ({ ...term, row: matrix }));
    if (rank !== 2) return undefined;
    return terms.map((term) => ({
      ...term,
      factors: [{ kind: 'matrix' as const, line: matrix, transposed: turned }, ...term.factors],
    }));
  }

  /** The sum of the entries of `vector`: 1ᵀ diag(w) is wᵀ. */
  function summed(term: Term, vector: LineId): readonly Term[] {
    const [outer, ...rest] = term.factors;
    if (outer?.kind === 'diagonal') return [{ ...term, row: outer.line, factors: rest }];
    return [{ ...term, row: ones(vector) }];
  }

  /** Its part of the Jacobian: the factors turned round, each transposed; or as they stand. */
  function matrixOf({ negative, scale, row, factors }: Term): LineId {
    const turned = row !== undefined || !transposed;
    const matrices = turned
      ? factors.toReversed().map((factor) => lineOf(factor, true))
      : factors.map((factor) => lineOf(factor, false));
    const parts = row === undefined ? matrices : [...matrices, row];
    const product =
      parts.length === 0 ? identity() : parts.reduce((left, right) => builder.apply('matmul', [left, right]));
    const scaled = scale.reduceRight((whole, by) => builder.step('mul', [by, whole]), product);
    return negative ? builder.step('neg', [scaled]) : scaled;
  }

  function lineOf(factor: Factor, turned: boolean): LineId {
    switch (factor.kind) {
      case 'diagonal':
        return diagonal(factor.line);
      case 'outer': {
        const pair = [factor.left, factor.right];
        return builder.apply('outer', turned ? pair.reverse() : pair);
      }
      case 'matrix': {
        const line = builder.at(factor.line);
        if (turned === factor.transposed) return factor.line;
        const plain = 'attributes' in line && line.attributes !== undefined;
        if (line.operation === 'transpose' && !plain) return line.operands[0] ?? factor.line;
        return builder.apply('transpose', [factor.line]);
      }
    }
  }

  function diagonal(of: LineId): LineId {
    const [size = { size: 1 }] = builder.shape(of);
    const line = builder.input(`diag ${of}`, [size, size]);
    standIns.set(line, { kind: 'diagonal', of });
    return line;
  }

  function identity(): LineId {
    const [size = { size: 1 }] = builder.shape(seed);
    const line = builder.input(`eye ${size.size}`, [size, size]);
    standIns.set(line, { kind: 'symbol', printed: { latex: 'I', text: `eye(${size.size})` } });
    return line;
  }

  /** As many as `vector` has entries. */
  function ones(vector: LineId): LineId {
    const [size = { size: 1 }] = builder.shape(vector);
    const line = builder.input(`ones ${size.size}`, [size]);
    isOnes.add(line);
    standIns.set(line, { kind: 'symbol', printed: { latex: '\\mathbf{1}', text: `ones(${size.size})` } });
    return line;
  }
}

function negated(term: Term): Term {
  return { ...term, negative: !term.negative };
}

function joined(a: readonly Term[] | undefined, b: readonly Term[] | undefined): readonly Term[] | undefined {
  return a && b && [...a, ...b];
}

/** By line: whether it depends on the seed. */
function dependents(builder: Builder, seed: LineId): Uint8Array {
  const depends = new Uint8Array(builder.lines.length);
  depends[seed] = 1;
  for (const [id, line] of builder.lines.entries()) {
    if (!isInput(line) && !isConstant(line) && line.operands.some((operand) => depends[operand])) depends[id] = 1;
  }
  return depends;
}
