/**
 * Which lines of a list run row by row: tensors with the same first axis (points of a data set), each row worked out from
 * the same row of others and from what all rows share. Sums over rows end such a stretch.
 */
import { isConstant, isInput, type LineId, type StepLine, type WengertList } from '../../graph/list.ts';
import { countOf, plainShape, type Shape, sizesOf } from '../../primitives/shape.ts';
import { scalars } from '../../primitives/table.ts';
import type { Attributes } from '../../primitives/tensorRow.ts';
import { axesOf, axisOf, broadcastStrides } from '../../primitives/tensors/axes.ts';
import { tensorRow } from '../../primitives/tensors.ts';

/** An operand: a row of a line with that first axis, or the same entries for every row. */
export interface RowOperand {
  readonly line: LineId;
  readonly rows: boolean;
  /** Of what each row sees. */
  readonly shape: Shape;
}

/** A step that each row takes; of several ones after another the first has the operands. */
export interface RowStep {
  readonly operation: string;
  readonly attributes?: Attributes;
  readonly shape: Shape;
  /** A constant second operand. */
  readonly number?: number;
}

export interface RowLine {
  readonly id: LineId;
  readonly operands: readonly RowOperand[];
  readonly steps: readonly RowStep[];
  /** Of a sum over rows: by entry of the result so many terms a row, in order; `share` divides the sum at the end. */
  readonly sum?: { readonly terms: number; readonly share: number };
}

export interface Stretch {
  /** Rows. */
  readonly size: number;
  readonly lines: readonly RowLine[];
}

/** Lines one by one and stretches, in an order that can be run. */
export type Plan = readonly (LineId | Stretch)[];

/** Fewer rows are not worth a loop. */
const LEAST_ROWS = 16;

/** Undefined where plain steps and loops do as well. */
export function rowPlan(list: WengertList): Plan | undefined {
  const sizes = new Set<number>();
  for (const [id, line] of list.lines.entries()) {
    const size = line.shape[0]?.size ?? 0;
    if (size >= LEAST_ROWS && !isInput(line) && !isConstant(line) && isSlow(list, id)) sizes.add(size);
  }
  let best: { readonly forms: ReadonlyMap<LineId, RowLine>; readonly gain: number; readonly size: number } | undefined;
  for (const size of sizes) {
    const forms = formsOf(list, size);
    let gain = 0;
    for (const id of forms.keys()) if (isSlow(list, id)) gain += countOf(list.lines[id]?.shape ?? []) + size;
    if (gain > (best?.gain ?? 0)) best = { forms, gain, size };
  }
  return best && arranged(list, best.forms, best.size);
}

function formsOf(list: WengertList, size: number): ReadonlyMap<LineId, RowLine> {
  const forms = new Map<LineId, RowLine>();
  for (const [id, line] of list.lines.entries()) {
    if (isInput(line) || isConstant(line)) continue;
    const form = formOf(list, id, line, size);
    if (form) forms.set(id, form);
  }
  return forms;
}

/** Whether nothing but a call of the plain step runs a line, one by one. */
function isSlow(list: WengertList, id: LineId): boolean {
  const { operation, operands, shape, attributes } = list.lines[id] as StepLine;
  if (['einsum', 'sumTo', 'logsumexp', 'softmax', 'logSoftmax'].includes(operation)) return true;
  const ranks = operands.map((operand) => list.lines[operand]?.shape.length ?? 0);
  if (operation === 'matmul') return ranks.every((rank) => rank === 2);
  if (operation === 'sum' || operation === 'mean' || operation === 'normSquared')
    return attributes?.axes !== undefined && countOf(shape) > 1;
  if (tensorRow(operation)) return false;
  const count = countOf(shape);
  return operands.some((operand) => ![1, count].includes(countOf(list.lines[operand]?.shape ?? [])));
}

/** Rows first where every operand that they need is there: stretches at odd levels, all else between them. */
function arranged(list: WengertList, forms: ReadonlyMap<LineId, RowLine>, size: number): Plan | undefined {
  const levels: number[] = [];
  const stretches = new Map<number, RowLine[]>();
  const others = new Map<number, LineId[]>();
  const put = <T>(all: Map<number, T[]>, level: number, item: T) => {
    const known = all.get(level);
    if (known) known.push(item);
    else all.set(level, [item]);
  };
  for (const [id, { operands }] of list.lines.entries()) {
    const form = forms.get(id);
    let level = form ? 1 : 0;
    const rowsOf = new Set(form?.operands.flatMap(({ line, rows }) => (rows ? [line] : [])));
    const wholes = new Set(form?.operands.flatMap(({ line, rows }) => (rows ? [] : [line])));
    for (const operand of new Set([...operands, ...rowsOf])) {
      // Through a transpose rows are read from what it turns.
      if (form && !form.operands.some(({ line }) => line === operand)) continue;
      const own = levels[operand] ?? 0;
      const isSame = form && !wholes.has(operand) && forms.has(operand) && !isSum(operand);
      const least = isSame ? own : own % 2 === (form ? 1 : 0) ? own + (form ? 2 : 0) : own + 1;
      level = Math.max(level, least);
    }
    levels.push(level);
    if (form) put(stretches, level, form);
    else put(others, level, id);
  }
  const plan: (LineId | Stretch)[] = [];
  let any = false;
  const last = levels.reduce((most, level) => Math.max(most, level), 0);
  for (let level = 0; level <= last; level++) {
    plan.push(...(others.get(level) ?? []));
    const lines = stretches.get(level) ?? [];
    if (lines.some(({ id }) => isSlow(list, id))) {
      plan.push({ size, lines });
      any = true;
    } else plan.push(...lines.map(({ id }) => id));
  }
  return any ? plan : undefined;

  function isSum(id: LineId): boolean {
    return forms.get(id)?.sum !== undefined;
  }
}

function formOf(list: WengertList, id: LineId, line: StepLine, size: number): RowLine | undefined {
  const { operation, operands, shape, attributes = {} } = line;
  const shapes = operands.map((operand) => list.lines[operand]?.shape ?? []);
  const hasRows = (own: Shape | undefined) => own?.[0]?.size === size;
  const rest = shape.slice(1);
  const [a = [], b = []] = shapes;
  const [left = 0, right = 0] = operands;
  const row = (which: LineId, own: Shape): RowOperand => ({ line: which, rows: true, shape: own.slice(1) });
  if (!tensorRow(operation)) {
    if (!scalars[operation] || !hasRows(shape)) return undefined;
    const own = shapes.map((each, i): RowOperand => {
      const which = operands[i] as LineId;
      if (each.length < shape.length) return { line: which, rows: false, shape: each };
      return hasRows(each) ? row(which, each) : { line: which, rows: false, shape: each.slice(1) };
    });
    if (!own.some(({ rows }) => rows)) return undefined;
    return { id, operands: own, steps: [{ operation, shape: rest }] };
  }
  switch (operation) {
    case 'reshape':
      if (!hasRows(shape) || !hasRows(a)) return undefined;
      return {
        id,
        operands: [row(left, a)],
        steps: [{ operation, attributes: { shape: sizesOf(rest) }, shape: rest }],
      };
    case 'softmax':
    case 'logSoftmax': {
      const axis = axisOf(attributes, a.length);
      if (!hasRows(a) || axis === undefined || axis === 0) return undefined;
      return { id, operands: [row(left, a)], steps: [{ operation, attributes: { axis: axis - 1 }, shape: rest }] };
    }
    case 'logsumexp': {
      const axes = axesOf(attributes, a.length);
      if (!hasRows(a) || axes.length === 0 || axes.includes(0)) return undefined;
      const inner: Attributes = { ...attributes, axes: axes.map((axis) => axis - 1) };
      return { id, operands: [row(left, a)], steps: [{ operation, attributes: inner, shape: rest }] };
    }
    case 'sum':
    case 'mean':
    case 'normSquared':
    case 'sumTo':
      return hasRows(a) ? reducedForm(id, line, left, a) : undefined;
    case 'einsum':
      return contractedForm(id, line, shapes, size);
    case 'matmul':
      return productForm(list, id, line, a, b, size, [left, right]);
    default:
      return undefined;
  }
}

function reducedForm(id: LineId, line: StepLine, operand: LineId, from: Shape): RowLine | undefined {
  const { operation, shape, attributes = {} } = line;
  const operands = [{ line: operand, rows: true, shape: from.slice(1) }];
  const steps: RowStep[] = [];
  const inner = from.slice(1);
  if (operation === 'normSquared') steps.push({ operation: 'pow', shape: inner, number: 2 });
  // Where each entry of a row goes among those of the result; along the first axis 0 for a sum over rows.
  const kept =
    operation === 'sumTo'
      ? sumToKept(sizesOf(shape), from.length)
      : from.map((_, axis) => !axesOf(attributes, from.length).includes(axis));
  if (countOf(shape) === 1 && operation !== 'sumTo') return undefined;
  const sums = plainShape(inner.map(({ size }, i) => (kept[i + 1] ? size : 1)));
  const share = operation === 'mean' ? countOf(from) / countOf(shape) : 1;
  if (kept[0]) {
    if (operation === 'sumTo' ? shape.length !== from.length : !kept.includes(false)) return undefined;
    steps.push({ operation: 'sumTo', attributes: { shape: sizesOf(sums) }, shape: sums });
    if (share !== 1) steps.push({ operation: 'div', shape: sums, number: share });
    const rest = shape.slice(1);
    steps.push({ operation: 'reshape', attributes: { shape: sizesOf(rest) }, shape: rest });
    return { id, operands, steps };
  }
  if (countOf(inner) === 0) return undefined;
  // The terms of each entry side by side: kept axes first.
  const axes = inner.map((_, i) => i);
  const order = [...axes.filter((i) => kept[i + 1]), ...axes.filter((i) => !kept[i + 1])];
  if (order.some((axis, i) => axis !== i)) {
    const turned = order.map((axis) => inner[axis] as Shape[number]);
    steps.push({ operation: 'transpose', attributes: { axes: order }, shape: turned });
  }
  if (steps.length === 0) steps.push({ operation: 'reshape', attributes: { shape: sizesOf(inner) }, shape: inner });
  return { id, operands, steps, sum: { terms: countOf(inner) / countOf(sums), share } };
}

/** By axis of the operand whether the result has it. */
function sumToKept(sizes: readonly number[], rank: number): boolean[] {
  return broadcastStrides(sizes, rank).map((_, axis) => {
    const own = axis - (rank - sizes.length);
    return own >= 0 && sizes[own] !== 1;
  });
}

function contractedForm(id: LineId, line: StepLine, shapes: readonly Shape[], size: number): RowLine | undefined {
  const spec = String(line.attributes?.spec ?? '').replace(/\s/g, '');
  const [inputs = '', result = ''] = spec.split('->');
  const letters = inputs.split(',');
  // The letter of the rows: first wherever it is, and nowhere twice.
  const names = new Set(letters.flatMap((own, i) => (shapes[i]?.[0]?.size === size && own[0] ? [own[0]] : [])));
  for (const name of names) {
    const isFirst = (own: string) => own.lastIndexOf(name) <= 0;
    if (!letters.every(isFirst) || !isFirst(result)) continue;
    const operands = letters.map((own, i): RowOperand => {
      const shape = shapes[i] ?? [];
      const rows = own.startsWith(name);
      return { line: line.operands[i] as LineId, rows, shape: rows ? shape.slice(1) : shape };
    });
    const cut = letters.map((own) => own.replace(name, '')).join(',');
    if (result.startsWith(name)) {
      const attributes = { spec: `${cut}->${result.slice(1)}` };
      return { id, operands, steps: [{ operation: 'einsum', attributes, shape: line.shape.slice(1) }] };
    }
    // Products are added up in the order of first appearance: rows have to be the slowest of the axes that are summed.
    const summed = [...new Set(letters.join(''))].filter((letter) => !result.includes(letter));
    if (summed[0] !== name) continue;
    const others = summed.slice(1);
    const sizeOf = (letter: string) => {
      const i = letters.findIndex((own) => own.includes(letter));
      return shapes[i]?.[letters[i]?.indexOf(letter) ?? 0]?.size ?? 1;
    };
    const axes = [...result, ...others].map(sizeOf);
    const terms = others.reduce((product, letter) => product * sizeOf(letter), 1);
    if (terms === 0 || countOf(line.shape) === 0) return undefined;
    const attributes = { spec: `${cut}->${result}${others.join('')}` };
    return {
      id,
      operands,
      steps: [{ operation: 'einsum', attributes, shape: plainShape(axes) }],
      sum: { terms, share: 1 },
    };
  }
  return undefined;
}

function productForm(
  list: WengertList,
  id: LineId,
  { shape }: StepLine,
  a: Shape,
  b: Shape,
  size: number,
  [left, right]: readonly [LineId, LineId],
): RowLine | undefined {
  if (a.length !== 2 || b.length === 0 || b.length > 2) return undefined;
  if (a[0]?.size === size && shape[0]?.size === size) {
    const operands = [
      { line: left, rows: true, shape: a.slice(1) },
      { line: right, rows: false, shape: b },
    ];
    return { id, operands, steps: [{ operation: 'matmul', shape: shape.slice(1) }] };
  }
  // Aᵀ B with the rows of both: with one column the sum has another order.
  const turned = list.lines[left];
  if (turned?.operation !== 'transpose' || (turned as StepLine).attributes !== undefined) return undefined;
  if (b.length !== 2 || b[0]?.size !== size || b[1]?.size === 1 || countOf(shape) === 0) return undefined;
  const [base = 0] = turned.operands;
  const own = list.lines[base]?.shape ?? [];
  if (own.length !== 2 || own[0]?.size !== size) return undefined;
  const operands = [
    { line: base, rows: true, shape: own.slice(1) },
    { line: right, rows: true, shape: b.slice(1) },
  ];
  return { id, operands, steps: [{ operation: 'outer', shape }], sum: { terms: 1, share: 1 } };
}

/** By line the lines that read it: in a stretch what their rows are made of. */
export function usersOf(
  list: WengertList,
  stretches: ReadonlyMap<number, { readonly form: RowLine }>,
): (number[] | undefined)[] {
  const users: (number[] | undefined)[] = [];
  for (const [id, line] of list.lines.entries()) {
    for (const operand of stretches.get(id)?.form.operands.map((each) => each.line) ?? line.operands) {
      const others = users[operand];
      if (others) others.push(id);
      else users[operand] = [id];
    }
  }
  return users;
}
