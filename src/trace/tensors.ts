/**
 * Vectors and matrices in notes. A vector is one-dimensional and stands upright; that it is written as a row (uᵀ) is
 * kept beside its line, so that uᵀv is a number, u vᵀ a matrix and uᵀA a row again.
 */
import type { Span } from '../base/span.ts';
import { isConstant, isInput, type LineId } from '../graph/list.ts';
import { type Dimension, isMisfit, type Shape, shapeText, sizesOf } from '../primitives/shape.ts';
import type { Attributes } from '../primitives/tensorRow.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression, Index, Matrix, Operation } from '../syntax/tree.ts';
import type { Env } from './env.ts';
import type { Kit } from './kit.ts';

/** A line, and whether it is written as a row. */
export interface Oriented {
  readonly line: LineId;
  readonly row: boolean;
}

export type NoteTensors = ReturnType<typeof createTensors>;

const MOST_VISITED = 500;

/** Functions that of a vector can only mean those of its entries, and what may stand around them. */
const ENTRYWISE: ReadonlySet<string> = new Set(['exp', 'log', 'log1p', 'expm1', 'tanh', 'cosh', 'sinh']);
const SUMS: ReadonlySet<string> = new Set(['add', 'sub', 'neg', 'mul', 'named']);

export function createTensors(kit: Kit) {
  const { builder, fail, wish } = kit;
  const rank = (line: LineId) => builder.shape(line).length;
  return { combine, transpose, power, call, entry, matrix, needs, sizeFromUse, isResized, vector, apply, shapeOfName };

  function apply(
    operation: string,
    operands: readonly LineId[],
    at: Span,
    attributes?: Attributes,
  ): LineId | undefined {
    const shape = builder.shapeFor(operation, operands, attributes);
    if (!isMisfit(shape)) {
      return attributes ? builder.apply(operation, operands, attributes) : builder.step(operation, operands);
    }
    const open = shape.equal?.some(({ guess }) => guess !== undefined);
    if (shape.equal && open && wish({ kind: 'equal', axes: shape.equal })) return undefined;
    return fail('shape', `${shape.misfit}. Check the shapes, or declare them: x ∈ ℝⁿ.`.replace(/^./, upper), at);
  }

  /**
   * Asks that a number be a vector or matrix: the inputs that it is a sum or an elementwise function of. Of a product
   * the last factor is meant; a capital before it is a matrix. True: asked, stop.
   */
  function needs(line: LineId, wanted: number): boolean {
    if (rank(line) >= wanted) return false;
    let asked = false;
    const stack: { id: LineId; rank: number }[] = [{ id: line, rank: wanted }];
    for (let visited = 0; stack.length > 0 && visited < MOST_VISITED; visited++) {
      const { id, rank: asks } = stack.pop() as { id: LineId; rank: number };
      const entry = builder.at(id);
      if (isInput(entry)) {
        if (entry.shape.length < asks && kit.isOpen(entry.name)) {
          asked = wish({ kind: 'rank', input: entry.name, rank: asks }) || asked;
        }
        continue;
      }
      const [first, second] = entry.operands;
      if (entry.operation === 'mul' && first !== undefined && second !== undefined) {
        if (isCapital(first)) stack.push({ id: first, rank: 2 });
        stack.push({ id: second, rank: asks });
      } else if (entry.operation === 'div' && first !== undefined && second !== undefined) {
        // 1/(1 + e^{-u}) can only be of the entries of u.
        stack.push({ id: isConstant(builder.at(first)) ? second : first, rank: asks });
      } else if (entry.operands.length <= 2) {
        for (const operand of entry.operands) stack.push({ id: operand, rank: asks });
      }
    }
    return asked;
  }

  /** `1 + e^{-u}` of a vector u: what has been taken of each entry before can be divided by. */
  function isOfEntries(line: LineId): boolean {
    const stack = [line];
    for (let id = stack.pop(), visited = 0; id !== undefined && visited < MOST_VISITED; id = stack.pop(), visited++) {
      const { operation, operands } = builder.at(id);
      if (ENTRYWISE.has(operation)) return true;
      if (SUMS.has(operation)) stack.push(...operands);
    }
    return false;
  }

  /** A matrix by its letter: an input A, W_1, \Phi. */
  function isCapital(line: LineId): boolean {
    const entry = builder.at(line);
    if (!isInput(entry) || !kit.isOpen(entry.name)) return false;
    return /^(?:[A-Z]|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega)(?:_|$)/.test(entry.name);
  }

  function isOpenInput(line: LineId): boolean {
    const entry = builder.at(line);
    return isInput(entry) && entry.shape.length === 0 && kit.isOpen(entry.name);
  }

  /** Both operands traced; undefined: refused or wished; 'numbers': neither is a tensor. */
  function combine(node: Operation, a: Oriented, b: Oriented): Oriented | undefined | 'numbers' {
    const [p, q] = [rank(a.line), rank(b.line)];
    switch (node.operator) {
      case 'add':
      case 'subtract':
        if (p === 0 && q === 0) return 'numbers';
        if (p === 0 && needs(a.line, q)) return undefined;
        if (q === 0 && needs(b.line, p)) return undefined;
        if (p === 1 && q === 1 && a.row !== b.row) {
          return fail('shape', 'A row and a column are added here. Transpose one of them.', node.span);
        }
        return done(apply(node.operator === 'add' ? 'add' : 'sub', [a.line, b.line], node.span), a.row || b.row);
      case 'multiply':
      case 'matrixMultiply':
        return product(node, a, b);
      case 'cross':
        if (p === 1 && q === 1) return done(apply('cross', [a.line, b.line], node.span), false);
        return product(node, a, b);
      case 'hadamard':
        if (p === 0 && q === 0) return 'numbers';
        return done(apply('mul', [a.line, b.line], node.span), a.row && b.row);
      case 'outer':
        if (p === 1 && q === 1) return done(apply('outer', [a.line, b.line], node.span), false);
        if (p === 2 && q === 2) return done(apply('kron', [a.line, b.line], node.span), false);
        return p === 0 && q === 0
          ? 'numbers'
          : fail('shape', '⊗ stands between two vectors or two matrices.', node.span);
      case 'divide':
        if (p === 0 && q === 0) return 'numbers';
        if (q === 0) return done(apply('div', [a.line, b.line], node.span), a.row);
        if (q === 1 && p <= 1 && isOfEntries(b.line)) return done(apply('div', [a.line, b.line], node.span), b.row);
        return fail(
          'shape',
          'A division by a vector or matrix is not defined. Use an inverse, or divide the entries.',
          node.span,
        );
      default:
        if (p === 0 && q === 0) return 'numbers';
        return fail('tensor', `“${node.operator}” between vectors or matrices is not read here.`, node.span);
    }
  }

  function done(line: LineId | undefined, row: boolean): Oriented | undefined {
    return line === undefined ? undefined : { line, row: row && rank(line) === 1 };
  }

  function product(node: Operation, a: Oriented, b: Oriented): Oriented | undefined | 'numbers' {
    const [p, q] = [rank(a.line), rank(b.line)];
    if (p === 0 && q === 0) {
      // A capital before a symbol is a matrix only where something else says that there are vectors.
      return 'numbers';
    }
    const reaches = a.row || p === 2; // wants a vector or matrix on its right
    if (q === 0 && p > 0 && reaches && isOpenInput(b.line)) {
      if (wish({ kind: 'rank', input: nameOf(b.line), rank: isCapital(b.line) ? 2 : 1 })) return undefined;
    }
    if (q === 0 && a.row && isSymbol(node.operands[1]) && needs(b.line, 1)) return undefined;
    if (p === 0 && q > 0 && !b.row && isCapital(a.line)) {
      if (wish({ kind: 'rank', input: nameOf(a.line), rank: 2 })) return undefined;
    }
    if (p === 0 || q === 0) return done(apply('mul', [a.line, b.line], node.span), p === 0 ? b.row : a.row);
    if (p === 1 && q === 1) {
      if (a.row && !b.row) return done(apply('matmul', [a.line, b.line], node.span), false);
      if (!a.row && b.row) return done(apply('outer', [a.line, b.line], node.span), false);
      if (!node.juxtaposed && a.row === b.row) return done(apply('matmul', [a.line, b.line], node.span), false);
      return fail(
        'shape',
        `Two ${a.row ? 'rows' : 'column vectors'} side by side have no product. Write uᵀv, u·v, or u ⊙ v.`,
        node.span,
      );
    }
    if (p === 1 && q === 2) {
      if (a.row) return done(apply('matmul', [a.line, b.line], node.span), true);
      // A row without a sign of it: x_i W with x_i a row of the data.
      const shape = builder.shape(b.line);
      const fits = builder.shape(a.line)[0]?.size === shape[0]?.size;
      if (fits) return done(apply('matmul', [a.line, b.line], node.span), true);
    }
    if (p === 2 && q === 1 && b.row) {
      return fail('shape', 'A matrix times a row vector is not defined. Transpose the vector.', node.span);
    }
    return done(apply('matmul', [a.line, b.line], node.span), false);
  }

  /** `w^T h`: what stands right of a row is a column, if it is a symbol; numbers are written first. */
  function isSymbol(right: Expression | undefined): boolean {
    return right?.kind === 'name' || right?.kind === 'index' || right?.kind === 'call';
  }

  function nameOf(line: LineId): string {
    return builder.names.get(line) ?? '';
  }

  function transpose(a: Oriented, at: Expression): Oriented | undefined {
    if (rank(a.line) === 0 && needs(a.line, isCapital(a.line) ? 2 : 1)) return undefined;
    if (rank(a.line) === 0) return a;
    if (rank(a.line) === 1) return { line: a.line, row: !a.row };
    return done(apply('transpose', [a.line], at.span), false);
  }

  /** A vector or matrix to a power; `norm(x)^2` is one step. */
  function power(base: LineId, exponent: LineId, at: Operation): Oriented | undefined | 'numbers' {
    const by = kit.valueOf(exponent);
    const entry = builder.at(base);
    if (entry.operation === 'norm' && by === 2 && !builder.names.has(base)) {
      const attributes = (entry as { attributes?: Attributes }).attributes;
      return done(apply('normSquared', [entry.operands[0] as LineId], at.span, attributes), false);
    }
    if (rank(base) === 0) {
      // A^{-1} of a capital that stands among matrices is settled by its other uses.
      return 'numbers';
    }
    if (rank(base) === 1) {
      return fail('shape', 'A power of a vector is not defined. Write xᵀx, ‖x‖², or x ⊙ x.', at.span);
    }
    if (typeof by !== 'number' || !Number.isInteger(by) || Math.abs(by) > 6 || by === 0) {
      return fail('shape', 'Powers of a matrix are read for small whole exponents.', at.span);
    }
    let start: LineId | undefined = base;
    if (by < 0 && squares(base)) return undefined;
    if (by < 0) start = apply('inv', [base], at.span);
    let result = start;
    for (let i = 1; i < Math.abs(by); i++) {
      if (result === undefined || start === undefined) return undefined;
      result = apply('matmul', [result, start], at.span);
    }
    return done(result, false);
  }

  /** Functions of vectors and matrices; 'pass': not one of them, or of numbers only. */
  function call(name: string, args: readonly Oriented[], at: Expression): Oriented | undefined | 'pass' {
    const [a, b] = args;
    if (!a) return 'pass';
    const matrixOf = (): boolean | undefined => {
      if (rank(a.line) === 2) return true;
      if (needs(a.line, 2)) return undefined;
      return false;
    };
    switch (name) {
      case 'norm':
        return norm(a, args.length > 1 ? b : undefined, at);
      case 'inner':
      case 'dot': {
        if (!b || args.length !== 2) return 'pass';
        const asked = [needs(a.line, 1), needs(b.line, 1)];
        if (asked.includes(true)) return undefined;
        if (rank(a.line) === 0 && rank(b.line) === 0) return done(apply('mul', [a.line, b.line], at.span), false);
        if (rank(a.line) === 2 && rank(b.line) === 2) {
          const both = apply('mul', [a.line, b.line], at.span);
          return both === undefined ? undefined : done(apply('sum', [both], at.span, {}), false);
        }
        return done(apply('matmul', [a.line, b.line], at.span), false);
      }
      case 'tr':
      case 'Tr':
      case 'trace':
      case 'det': {
        const is = matrixOf();
        if (is === undefined) return undefined;
        if (!is && rank(a.line) === 0) return a;
        if (name === 'det' && squares(a.line)) return undefined;
        return done(apply(name === 'det' ? 'det' : 'trace', [a.line], at.span), false);
      }
      case 'abs':
        if (rank(a.line) === 2) return squares(a.line) ? undefined : done(apply('det', [a.line], at.span), false);
        return 'pass';
      case 'log':
      case 'ln': {
        // log |det X| as one step: it is defined where the determinant would overflow.
        const entry = builder.at(a.line);
        const inner = entry.operation === 'abs' ? builder.at(entry.operands[0] as LineId) : undefined;
        if (args.length === 1 && inner?.operation === 'det') {
          return done(apply('logdet', [inner.operands[0] as LineId], at.span), false);
        }
        return 'pass';
      }
      case 'diag':
        if (rank(a.line) === 0 && needs(a.line, 1)) return undefined;
        return done(apply(rank(a.line) === 2 ? 'diagonal' : 'diag', [a.line], at.span), false);
      case 'softmax':
      case 'logSoftmax':
      case 'log_softmax': {
        if (rank(a.line) === 0 && needs(a.line, 1)) return undefined;
        const axis = rank(a.line) - 1;
        if (axis < 0) return 'pass';
        return done(apply(name === 'softmax' ? 'softmax' : 'logSoftmax', [a.line], at.span, { axis }), a.row);
      }
      case 'logsumexp':
      case 'lse':
      case 'LSE':
        if (rank(a.line) === 0 && needs(a.line, 1)) return undefined;
        return rank(a.line) === 0 ? a : done(apply('logsumexp', [a.line], at.span, {}), false);
      case 'sum':
      case 'mean':
        if (args.length > 1) return 'pass';
        if (rank(a.line) === 0 && needs(a.line, 1)) return undefined;
        return rank(a.line) === 0 ? a : done(apply(name, [a.line], at.span, {}), false);
      case 'max':
      case 'min':
        if (args.length > 1 || rank(a.line) === 0) return 'pass';
        return done(apply(name, [a.line], at.span, {}), false);
      case 'inverse':
      case 'inv':
        if (rank(a.line) === 2) return done(apply('inv', [a.line], at.span), false);
        return 'pass';
      case 'transpose':
        return transpose(a, at);
      case 'outer':
      case 'kron':
        if (!b) return 'pass';
        return done(apply(name, [a.line, b.line], at.span), false);
      default:
        return 'pass';
    }
  }

  /**
   * Of a product that is inverted every factor is taken as square: with an inner size smaller than the outer one it
   * would be singular. True: asked, stop.
   */
  function squares(line: LineId): boolean {
    let asked = false;
    const stack = [line];
    for (let visited = 0; stack.length > 0 && visited < MOST_VISITED; visited++) {
      const id = stack.pop() as LineId;
      const entry = builder.at(id);
      const [rows, columns] = entry.shape;
      const isOpen = rows?.guess !== undefined || columns?.guess !== undefined;
      if (rows && columns && rows.size !== columns.size && isOpen) {
        asked = wish({ kind: 'equal', axes: [rows, columns] }) || asked;
      }
      if (entry.operation === 'matmul' || entry.operation === 'transpose') stack.push(...entry.operands);
    }
    return asked;
  }

  function norm(a: Oriented, order: Oriented | undefined, at: Expression): Oriented | undefined {
    const written = at.kind === 'call' ? at.args[1] : undefined;
    const word = written ? linearName(written) : undefined;
    const isFrobenius = word === 'F' || word === 'Fro' || word === 'fro';
    if (order && !isFrobenius && kit.valueOf(order.line) === undefined && !/^([pqrs]|infty)$/.test(word ?? '')) {
      return fail('norm', 'A norm weighted by a matrix is not read here. Write xᵀMx.', at.span);
    }
    if (rank(a.line) === 0) {
      if (needs(a.line, isFrobenius || isCapital(a.line) ? 2 : 1)) return undefined;
      return done(apply('abs', [a.line], at.span), false);
    }
    const number = order === undefined || isFrobenius ? undefined : kit.valueOf(order.line);
    if (!order || isFrobenius || (number === 2 && rank(a.line) === 1))
      return done(apply('norm', [a.line], at.span, {}), false);
    if (word === 'infty' || number === Number.POSITIVE_INFINITY) {
      if (rank(a.line) !== 1) return fail('norm', 'The ∞-norm is read for vectors.', at.span);
      const sizes = apply('abs', [a.line], at.span);
      return sizes === undefined ? undefined : done(apply('max', [sizes], at.span, {}), false);
    }
    if (rank(a.line) !== 1) return fail('norm', 'Of a matrix the Frobenius norm is read. Write ‖X‖_F.', at.span);
    const sizes = apply('abs', [a.line], at.span);
    if (sizes === undefined) return undefined;
    if (number === 1) return done(apply('sum', [sizes], at.span, {}), false);
    const powers = apply('pow', [sizes, order.line], at.span);
    const total = powers === undefined ? undefined : apply('sum', [powers], at.span, {});
    if (total === undefined) return undefined;
    return done(apply('pow', [total, builder.step('div', [builder.constant(1), order.line])], at.span), false);
  }

  /** The shape of a symbol that is a vector or matrix: an input by its given or assumed shape, or a definition. */
  function shapeOfName(name: string, expression: Expression, env: Env): LineId | undefined {
    const bound = env.bindings.get(name);
    if (bound !== undefined) return rank(bound) > 0 ? bound : undefined;
    const definition = kit.definitionOf(name, env);
    if (kit.hasShape(name) && !definition) return kit.byName(name, expression, env);
    if (!definition || definition.parameters || definition.notFollowed || kit.isActive(definition)) {
      return kit.hasShape(name) ? kit.byName(name, expression, env) : undefined;
    }
    const before = kit.problemCount();
    const line = kit.follow(definition, expression, env);
    if (line === undefined) {
      if (!kit.isWishing()) kit.forgetProblems(before);
      return undefined;
    }
    return rank(line) > 0 ? line : undefined;
  }

  /** `x_i`, `x_{ij}`, `y^{(i)}` of a vector or matrix, counted from 1; 'symbol': a name of its own. */
  function entry(expression: Index, env: Env): LineId | undefined | 'symbol' {
    const { base } = expression;
    const values = expression.indices.map((index) => kit.statics.staticValue(index, env));
    if (values.some((value) => value === undefined || !Number.isInteger(value))) return 'symbol';
    const name = linearName(base);
    // W_2 is a name of its own, whatever its shape.
    const family = expression.indices.every(({ kind }) => kind === 'number') ? undefined : linearName(expression);
    let whole: LineId | undefined;
    // A value given for y_i, with its index, is the vector of all of them.
    if (family !== undefined && kit.hasShape(family)) whole = kit.byName(family, expression, env);
    else if (name !== undefined) whole = shapeOfName(name, base, env) ?? ofCapital(name, values.length, base, env);
    else if (base.kind === 'call' || base.kind === 'operation' || base.kind === 'index') whole = kit.trace(base, env);
    if (kit.isWishing()) return undefined;
    if (whole === undefined) {
      const step = values.length === 1 && name !== undefined ? productOfCapital(name, base, env) : undefined;
      if (step === undefined || !needs(step, 1)) return kit.isWishing() ? undefined : 'symbol';
      return undefined;
    }
    const shape = builder.shape(whole);
    if (shape.length === 0 || values.length > shape.length) return 'symbol';
    const items: number[][] = [];
    for (const [axis, value] of (values as number[]).entries()) {
      const dimension = shape[axis];
      if (!dimension) return 'symbol';
      if (value > dimension.size && dimension.guess !== undefined) {
        if (wish({ kind: 'size', axis: dimension, size: value })) return undefined;
      }
      if (value < 1 || value > dimension.size) {
        const place = `There is no entry ${value} in ${name ?? 'this'}: its size is ${shapeText(shape)}.`;
        return fail('index', `${place} Check the bounds of the sum, or the point.`, expression.span);
      }
      items.push([value - 1]);
    }
    return apply('index', [whole], expression.span, { items });
  }

  /** u where the text says `u = Vx + c`: u_k is an entry of it, although nothing else says that V is a matrix. */
  function productOfCapital(name: string, base: Expression, env: Env): LineId | undefined {
    const definition = kit.definitionOf(name, env);
    if (!definition || definition.parameters || definition.notFollowed || definition.family) return undefined;
    if (kit.isActive(definition) || env.bindings.has(name)) return undefined;
    const before = kit.problemCount();
    const line = kit.follow(definition, base, env);
    if (line === undefined && !kit.isWishing()) kit.forgetProblems(before);
    return line !== undefined && rank(line) === 0 && hasCapital(line) ? line : undefined;
  }

  /** Somewhere in it a capital stands before another symbol, as a matrix before a vector. */
  function hasCapital(line: LineId): boolean {
    const stack = [line];
    const seen = new Set<LineId>();
    for (let id = stack.pop(); id !== undefined && seen.size < MOST_VISITED; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const { operation, operands } = builder.at(id);
      if (operation === 'mul' && isCapital(operands[0] as LineId)) return true;
      stack.push(...operands);
    }
    return false;
  }

  /** x_{ij} of a matrix X. */
  function ofCapital(name: string, indices: number, base: Expression, env: Env): LineId | undefined {
    if (indices !== 2 || !/^[a-z]$/.test(name)) return undefined;
    const whole = shapeOfName(name.toUpperCase(), base, env);
    return whole !== undefined && rank(whole) === 2 ? whole : undefined;
  }

  /** How far a sum without bounds runs: the size of what its index picks from. */
  function sizeFromUse(index: string, body: Expression, env: Env): number | undefined {
    for (const axis of axesFromUse(index, body, env)) return axis.size;
    return undefined;
  }

  /** A sum from 1 to n runs over all entries. True: what its index picks from is now assumed to have so many. */
  function isResized(index: string, body: Expression, env: Env, size: number): boolean {
    for (const axis of axesFromUse(index, body, env)) {
      const isOther = axis.guess !== undefined && axis.size !== size;
      if (isOther && kit.wish({ kind: 'size', axis, size, exact: true })) return true;
    }
    return kit.isWishing();
  }

  /** The axes along which an index picks entries. */
  function* axesFromUse(index: string, body: Expression, env: Env): Generator<Dimension> {
    for (const node of walk(body)) {
      if (node.kind !== 'index') continue;
      const axis = node.indices.findIndex((part) => linearName(part) === index);
      const name = linearName(node.base);
      if (axis < 0 || name === undefined) continue;
      const family = linearName(node);
      const given = family !== undefined && kit.hasShape(family) ? kit.byName(family, node, env) : undefined;
      const whole = given ?? shapeOfName(name, node.base, env);
      const dimension = whole === undefined ? undefined : builder.shape(whole)[axis];
      if (dimension !== undefined) yield dimension;
    }
  }

  /** `(2xy, x^2)` where a vector of so many entries is wanted; undefined: it is something else, or is refused. */
  function vector(expression: Expression, env: Env, [size, ...more]: Shape): LineId | undefined {
    // ⟨2xy, x²⟩ that ought to be a vector is no inner product.
    const isAngled = expression.kind === 'call' && linearName(expression.callee) === 'inner';
    const items = isAngled
      ? expression.args
      : expression.kind === 'sequence' && expression.form !== 'set'
        ? expression.items
        : [];
    if (more.length > 0 || items.length < 2 || items.length !== size?.size) return undefined;
    const row = items.map((item) => [item]);
    return matrix({ kind: 'matrix', rows: row, span: expression.span, outer: expression.outer }, env)?.line;
  }

  /** A matrix written out; one column or one row is a vector. */
  function matrix(expression: Matrix, env: Env): Oriented | undefined {
    const rows: LineId[] = [];
    for (const row of expression.rows) {
      const entries: LineId[] = [];
      for (const item of row) {
        const line = kit.trace(item, env);
        if (line === undefined) return undefined;
        if (rank(line) > 0) {
          return fail('shape', 'Matrices put together from blocks are not read here. Write the entries.', item.span);
        }
        entries.push(line);
      }
      const line =
        entries.length === 1 && row.length === 1 ? entries[0] : apply('stack', entries, expression.span, { axis: 0 });
      if (line === undefined) return undefined;
      rows.push(line);
    }
    const [first] = rows;
    if (first === undefined) return fail('incomplete', 'This matrix is empty.', expression.span);
    if (rows.length === 1) return done(first, true);
    if (rows.some((row) => sizesOf(builder.shape(row)).join() !== sizesOf(builder.shape(first)).join())) {
      return fail('shape', 'The rows of this matrix differ in length.', expression.span);
    }
    return done(apply('stack', rows, expression.span, { axis: 0 }), false);
  }

  function upper(letter: string): string {
    return letter.toUpperCase();
  }
}
