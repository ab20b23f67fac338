/**
 * Arrays as Julia, MATLAB and R lay them out. Axes are aligned from the first, entries counted down the columns. A vector
 * has one axis: in Julia it is a vector, in MATLAB a column, in R a vector without dimensions. A row has the sizes (1, n), a
 * column of Julia and R (n, 1); both are kept as a reshaped vector, so that formulas can be written with the vector itself.
 */
import type { Span } from '../../base/span.ts';
import type { LineId } from '../../graph/list.ts';
import { sizesOf } from '../../primitives/shape.ts';
import type { Attributes } from '../../primitives/tensorRow.ts';
import type { Language } from '../../syntax/tree.ts';
import type { Form, Layout } from './forms.ts';
import type { Machine } from './machine.ts';
import type { Thing } from './things.ts';

export function hasColumns(language: Language): boolean {
  return language === 'julia' || language === 'matlab' || language === 'r';
}

const MOST_ENTRIES = 10_000;

export function createLayout(machine: Machine): Layout {
  const { kit } = machine;
  const { builder, fail } = kit;
  const layout: Layout = {
    formOf,
    lineIn,
    elementwise,
    product,
    transpose,
    row: (vector, at) => (vector === undefined ? undefined : wrapped(vector, 'row', at)),
    column: (vector, at) => (vector === undefined ? undefined : wrapped(vector, 'column', at)),
    vectorOf,
    flat,
    shaped,
    normal,
    entries,
    rounds,
    joined,
  };
  return layout;

  function sizes(line: LineId): number[] {
    return sizesOf(builder.shape(line));
  }

  function reshape(line: LineId, shape: readonly number[], at: Span): LineId | undefined {
    if (sizes(line).join() === shape.join()) return line;
    const before = builder.at(line);
    // Back to what was reshaped before.
    if (before.operation === 'reshape' && 'operands' in before) {
      const [inner] = before.operands;
      if (inner !== undefined && sizes(inner).join() === shape.join()) return inner;
    }
    return machine.apply('reshape', [line], at, { shape: [...shape] });
  }

  function formOf(line: LineId, at: Span): Form | undefined {
    const own = sizes(line);
    if (own.length === 0) return { kind: 'number', line };
    if (own.length === 1) return { kind: 'vector', line };
    if (own.length > 2) return { kind: 'tensor', line };
    const kind = own[0] === 1 ? 'row' : own[1] === 1 ? 'column' : 'matrix';
    if (kind === 'matrix') return { kind, line };
    const vector = reshape(line, [(own[0] as number) * (own[1] as number)], at);
    return vector === undefined ? undefined : { kind, line: vector };
  }

  function wrapped(vector: LineId, kind: 'row' | 'column', at: Span): LineId | undefined {
    const [count = 1] = sizes(vector);
    return reshape(vector, kind === 'row' ? [1, count] : [count, 1], at);
  }

  function lineIn(thing: Thing, at: Span, language: Language): LineId | undefined {
    const line = machine.lineOf(thing, at);
    if (line === undefined) return undefined;
    if (language === 'matlab' && thing.kind === 'range') return normal(wrapped(line, 'row', at), at, language);
    return language === 'matlab' ? normal(line, at, language) : line;
  }

  function normal(line: LineId | undefined, at: Span, language: Language): LineId | undefined {
    if (line === undefined || language === 'julia') return line;
    const own = sizes(line);
    const isOne = own.length > 0 && own.every((size) => size === 1);
    if (isOne && (own.length === 2 || language === 'matlab')) return reshape(line, [], at);
    const isColumn = language === 'matlab' && own.length === 2 && own[1] === 1;
    return isColumn ? reshape(line, [own[0] as number], at) : line;
  }

  function formsOf(lines: readonly LineId[], at: Span): Form[] | undefined {
    const forms: Form[] = [];
    for (const line of lines) {
      const form = formOf(line, at);
      if (!form) return undefined;
      forms.push(form);
    }
    return forms;
  }

  function elementwise(
    operation: string,
    lines: readonly LineId[],
    at: Span,
    language: Language,
    attributes?: Attributes,
  ): LineId | undefined {
    const apply = (operands: readonly LineId[]) => machine.apply(operation, operands, at, attributes);
    const forms = hasColumns(language) ? formsOf(lines, at) : undefined;
    if (!forms) return hasColumns(language) ? undefined : apply(lines);
    const has = (...kinds: Form['kind'][]) => forms.some(({ kind }) => kinds.includes(kind));
    const inner = () => forms.map(({ line }) => line);
    if (has('tensor')) {
      const arrays = forms.filter(({ kind }) => kind !== 'number').map(({ line }) => sizes(line).join());
      if (arrays.every((own) => own === arrays[0])) return apply(inner());
      return fail('shape', 'Arrays of three axes or more are combined here only where their shapes are equal.', at);
    }
    if (!has('row', 'column', 'matrix')) return apply(inner());
    if (!has('matrix')) {
      const loose = language === 'r' || !has('vector');
      if (!has('column') && (loose || !has('vector'))) return wrap(apply(inner()), 'row', at);
      if (!has('row')) return wrap(apply(inner()), 'column', at);
    }
    if (language === 'r' && has('row', 'column')) {
      return fail('shape', 'R combines matrices entry by entry only where their sizes are equal.', at);
    }
    const rows = forms.find(({ kind }) => kind === 'matrix');
    const operands: LineId[] = [];
    for (const { kind, line } of forms) {
      const isTall = kind === 'vector' || kind === 'column';
      if (isTall && rows && !fits(line, rows.line, language, at)) return undefined;
      const operand = isTall ? wrapped(line, 'column', at) : line;
      if (operand === undefined) return undefined;
      operands.push(operand);
    }
    return apply(operands);
  }

  function wrap(line: LineId | undefined, kind: 'row' | 'column', at: Span): LineId | undefined {
    return line === undefined ? undefined : wrapped(line, kind, at);
  }

  /** A vector runs down the columns of a matrix. */
  function fits(vector: LineId, matrix: LineId, language: Language, at: Span): boolean {
    const [own] = builder.shape(vector);
    const [rows] = builder.shape(matrix);
    if (!own || !rows || own.size === rows.size) return true;
    if (own.size === 1 && language !== 'r') return true;
    const isOpen = own.guess !== undefined || rows.guess !== undefined;
    if (isOpen && kit.wish({ kind: 'equal', axes: [own, rows] })) return false;
    fail('shape', `A vector of ${own.size} entries does not run down the columns of ${rows.size} entries.`, at);
    return false;
  }

  // Products

  function product(a: LineId, b: LineId, at: Span, language: Language): LineId | undefined {
    const [left, right] = [formOf(a, at), formOf(b, at)];
    if (!left || !right) return undefined;
    const [p, q] = [left.kind, right.kind];
    const { line: u } = left;
    const { line: v } = right;
    if (p === 'tensor' || q === 'tensor') return fail('shape', 'Products are read for vectors and matrices.', at);
    if (p === 'number' || q === 'number') {
      const isPlain = language !== 'r' || p === q;
      return isPlain ? machine.apply('mul', [a, b], at) : fail('shape', 'A number has no matrix product. Use *.', at);
    }
    const matmul = () => machine.apply('matmul', [u, v], at);
    const isTall = (kind: Form['kind']) => kind === 'vector' || kind === 'column';
    if (p === 'matrix' && q === 'matrix') return matmul();
    if (p === 'matrix' && isTall(q))
      return language === 'r' || q === 'column' ? wrap(matmul(), 'column', at) : matmul();
    if (p === 'row' && q === 'matrix') return wrap(matmul(), 'row', at);
    if (p === 'row' && isTall(q)) return matmul();
    if (isTall(p) && q === 'row') return machine.apply('outer', [u, v], at);
    if (language === 'r') {
      if (p === 'vector' && q === 'matrix') return wrap(matmul(), 'row', at);
      if (p === 'vector' && isTall(q)) return matmul();
      if (p === 'column' && q === 'vector') return machine.apply('outer', [u, v], at);
    }
    const hint = language === 'r' ? '' : " Write a' * b, a * b' or a .* b.";
    return fail('shape', `A ${p} times a ${q} has no product: the sizes inside differ.${hint}`, at);
  }

  function transpose(line: LineId, at: Span, language: Language): LineId | undefined {
    const form = formOf(line, at);
    switch (form?.kind) {
      case 'vector':
        return wrapped(form.line, 'row', at);
      case 'column':
        return wrapped(form.line, 'row', at);
      case 'row':
        return language === 'r' ? wrapped(form.line, 'column', at) : form.line;
      case 'matrix':
        return machine.apply('transpose', [form.line], at);
      case 'tensor':
        return fail('shape', 'Only vectors and matrices are transposed.', at);
      default:
        return form?.line;
    }
  }

  // Entries in order

  function vectorOf(line: LineId, at: Span, language: Language): LineId | undefined {
    if (!hasColumns(language)) return line;
    const form = formOf(line, at);
    return form?.kind === 'row' || form?.kind === 'column' ? form.line : form && line;
  }

  function flat(line: LineId, at: Span): LineId | undefined {
    const own = sizes(line);
    if (own.length === 0) return reshape(line, [1], at);
    if (own.length === 1) return line;
    const form = formOf(line, at);
    if (!form || form.kind === 'row' || form.kind === 'column') return form?.line;
    const turned = machine.apply('transpose', [line], at);
    return turned === undefined ? undefined : reshape(turned, [own.reduce((product, size) => product * size, 1)], at);
  }

  function shaped(vector: LineId, shape: readonly number[], at: Span, language: Language): LineId | undefined {
    if (shape.length < 2) return normal(reshape(vector, shape, at), at, language);
    if (shape.length === 2 && (shape[0] === 1 || shape[1] === 1))
      return normal(reshape(vector, shape, at), at, language);
    const turned = reshape(vector, [...shape].reverse(), at);
    return turned === undefined ? undefined : machine.apply('transpose', [turned], at);
  }

  function entries(thing: Thing, at: Span, language: Language): readonly Thing[] | undefined {
    const content = machine.contentOf(thing);
    const isArray = thing.kind === 'line' || content?.kind === 'array';
    if (!isArray || !hasColumns(language)) return machine.items(thing, at);
    const line = machine.lineOf(thing, at);
    if (line === undefined) return undefined;
    if (builder.shape(line).length === 0 && !machine.needsRank(line, 1, at)) return undefined;
    const vector = flat(line, at);
    if (vector === undefined) return undefined;
    const value = machine.valueOf(vector);
    if (Array.isArray(value) && value.length <= MOST_ENTRIES) {
      return value.map((entry) => machine.constant(typeof entry === 'number' ? entry : Number.NaN));
    }
    return machine.items({ kind: 'line', line: vector }, at);
  }

  function rounds(thing: Thing, at: Span, language: Language): readonly Thing[] | undefined {
    const isArray = thing.kind === 'line' || machine.contentOf(thing)?.kind === 'array';
    if (!isArray || language !== 'matlab') {
      const isCell = language === 'matlab' && machine.contentOf(thing)?.kind === 'list';
      return isCell
        ? fail('notAList', 'Loops over cells are not read. Use an index.', at)
        : entries(thing, at, language);
    }
    const line = lineIn(thing, at, language);
    const form = line === undefined ? undefined : formOf(line, at);
    if (line === undefined || !form) return undefined;
    if (form.kind === 'row') return entries({ kind: 'line', line }, at, language);
    // An input of one axis may be either: code that loops over one means the entries of a row.
    if (form.kind === 'vector' && (sizes(line)[0] ?? 1) > 1) return fail('shape', ONE_ROUND, at);
    if (form.kind !== 'matrix') return [{ kind: 'line', line: form.line }];
    const columns: Thing[] = [];
    for (let j = 0; j < (sizes(line)[1] ?? 1); j++) {
      const column = machine.apply('index', [line], at, { items: [[], [j]] });
      if (column === undefined) return undefined;
      columns.push({ kind: 'line', line: column });
    }
    return columns;
  }

  function joined(rows: readonly (readonly LineId[])[], at: Span, language: Language): LineId | undefined {
    const parts: LineId[] = [];
    for (const row of rows) {
      const beside = row.length === 1 ? row[0] : besides(row, at);
      if (beside === undefined) return undefined;
      parts.push(beside);
    }
    const [first] = parts;
    if (first === undefined) return fail('empty', 'This matrix is empty.', at);
    if (parts.length === 1) return normal(first, at, language);
    const forms = formsOf(parts, at);
    if (!forms) return undefined;
    const isTall = forms.every(({ kind }) => kind === 'number' || kind === 'vector');
    if (isTall && forms.every(({ kind }) => kind === 'number')) return stacked(parts, at);
    if (isTall) {
      const vectors = parts.map((part) => flat(part, at));
      return vectors.some((part) => part === undefined)
        ? undefined
        : machine.apply('concat', vectors as LineId[], at, { axis: 0 });
    }
    if (forms.every(({ kind }) => kind === 'row')) {
      return machine.apply(
        'stack',
        forms.map(({ line }) => line),
        at,
        { axis: 0 },
      );
    }
    const wide = parts.map((part, i) => (forms[i]?.kind === 'vector' ? wrapped(part, 'column', at) : part));
    if (wide.some((part) => part === undefined || sizes(part).length !== 2)) return fail('shape', BLOCKS, at);
    return normal(machine.apply('concat', wide as LineId[], at, { axis: 0 }), at, language);
  }

  function stacked(numbers: readonly LineId[], at: Span): LineId | undefined {
    return machine.lineOf({ kind: 'tuple', items: numbers.map((line) => ({ kind: 'line', line })) }, at);
  }

  function besides(row: readonly LineId[], at: Span): LineId | undefined {
    const forms = formsOf(row, at);
    if (!forms) return undefined;
    if (forms.every(({ kind }) => kind === 'number')) return wrap(stacked(row, at), 'row', at);
    if (forms.every(({ kind }) => kind === 'vector')) return machine.apply('stack', [...row], at, { axis: 1 });
    if (forms.every(({ kind }) => kind === 'number' || kind === 'row')) {
      const vectors = forms.map(({ line }) => flat(line, at));
      if (vectors.some((part) => part === undefined)) return undefined;
      return wrap(machine.apply('concat', vectors as LineId[], at, { axis: 0 }), 'row', at);
    }
    const wide = row.map((part, i) => (forms[i]?.kind === 'vector' ? wrapped(part, 'column', at) : part));
    if (wide.some((part) => part === undefined || sizes(part).length !== 2)) return fail('shape', BLOCKS, at);
    return machine.apply('concat', wide as LineId[], at, { axis: 1 });
  }
}

const ONE_ROUND =
  'Over a row this loop takes each entry, over a column the whole of it once; which this is is not known. Use an index.';
const BLOCKS = 'These blocks do not fit together.';
