import { patience } from '../base/budget.ts';
import { once } from '../base/once.ts';
import type { Span } from '../base/span.ts';
import type { Value } from '../base/value.ts';
import type { Term } from '../primitives/row.ts';
import { broadcastShapes, countOf, isMisfit, type Misfit } from '../primitives/shape.ts';
import type { Attributes, Lines } from '../primitives/tensorRow.ts';
import { tensorRow } from '../primitives/tensors.ts';
import type { FirstIndex } from '../syntax/firstIndex.ts';
import { createIndex } from './lineIndex.ts';
import type { LineGroup, LineId, Shape, WengertLine, WengertList } from './list.ts';
import { createMarks, sharedMap } from './sharedMap.ts';

/**
 * Offers a simpler line for `operation(operands)` before one is added: the id of a line that means the same (it may
 * add lines itself), or undefined to keep the operation as it is.
 */
export type Rewrite = (
  builder: Builder,
  operation: string,
  operands: readonly LineId[],
  attributes?: Attributes,
) => LineId | undefined;

/** Adds lines, each distinct one once (hash-consing): equal operations on equal operands are one line. */
export interface Builder extends Lines {
  readonly lines: readonly WengertLine[];
  readonly names: ReadonlyMap<LineId, string>;
  readonly spans: ReadonlyMap<LineId, readonly Span[]>;
  input(name: string, shape?: Shape, span?: Span): LineId;
  constant(value: number, text?: string): LineId;
  /** A constant tensor; `text` as formulas show it: `I`. */
  tensor(value: Value, shape: Shape, text: string): LineId;
  /** An elementary operation on lines whose shapes fit (`shapeFor` tells): elementwise with broadcasting, or a tensor row. */
  step(operation: string, operands: readonly LineId[], span?: Span): LineId;
  /** The same with attributes of a tensor row. */
  apply(operation: string, operands: readonly LineId[], attributes?: Attributes): LineId;
  /** The shape that the operation would give, or why its operands do not fit. */
  shapeFor(operation: string, operands: readonly LineId[], attributes?: Attributes): Shape | Misfit;
  /** The same without any rewrite: what a rewrite itself has decided on. */
  keep(operation: string, operands: readonly LineId[], attributes?: Attributes): LineId;
  /** A partial of a row, written out over the row's operands and result. */
  term(term: Term, operands: readonly LineId[], result: LineId): LineId;
  /** A line that stands for a value of each pass while a loop is followed: never shared, in no finished list. */
  place(shape: Shape, operands?: readonly LineId[]): LineId;
  /** The author's name for a line; the first name stays. */
  name(line: LineId, name: string): void;
  /** Another place in the text that the line stands for. */
  mark(line: LineId, span: Span): void;
  /** The line at `id`; ids come from this builder, so it exists. */
  at(id: LineId): WengertLine;
  /** The same lines, with `rewrite` applied to every step added through the view. */
  rewriting(rewrite: Rewrite): Builder;
  /** A step that is never shared: stands for `operand` under an author's name of its own. */
  named(operand: LineId, name: string, span?: Span): LineId;
  /** Lines added from here on belong to the group (to none: undefined), until it is set again. */
  group: LineGroup | undefined;
  /** Whether `lines` has reached the limit, or `stop` has said so: the caller stops and refuses. */
  readonly full: boolean;
  /** Whether `stop` has said so. */
  readonly stopped: boolean;
  /** The list for `outputs`, all lines kept. */
  finish(outputs: readonly LineId[]): WengertList;
}

const SCALAR: Shape = [];
const NONE: Attributes = {};
/** Numbers that all lines of a list hold together. */
const MOST_ENTRIES = 20_000_000;

/** `stop` is asked once for so many lines. */
export const LINES_AN_ASK = 512;

export interface BuilderOptions {
  /** The lines to start with (same ids); default none. */
  readonly start?: WengertList;
  /** Sees only steps added from here on. */
  readonly rewrite?: Rewrite;
  readonly limit?: number;
  readonly stop?: () => boolean;
  /** See `WengertList`; default that of `start`. */
  readonly firstIndex?: FirstIndex;
}

export function createBuilder(options: BuilderOptions = {}): Builder {
  const { start, rewrite, limit = Number.POSITIVE_INFINITY } = options;
  const lines: WengertLine[] = start ? [...start.lines] : [];
  const names = sharedMap(start?.names);
  const marks = createMarks(start?.spans);
  const groups = sharedMap(start?.groups);
  const firstIndex = options.firstIndex ?? start?.firstIndex;
  let group: LineGroup | undefined;
  let entries = 0;
  for (const line of lines) entries += line.shape.length === 0 ? 1 : countOf(line.shape);
  // Many a list that others start from gets no further line.
  const known = once(() => {
    const index = createIndex(lines);
    for (let id = 0; id < (start?.lines.length ?? 0); id++) index.find(lines[id] as WengertLine, id);
    return index;
  });
  const impatient = patience(options.stop, LINES_AN_ASK);
  let stopped = false;

  const shapeAt = (id: LineId): Shape => lines[id]?.shape ?? SCALAR;

  function shapeFor(operation: string, operands: readonly LineId[], attributes: Attributes = NONE): Shape | Misfit {
    const row = tensorRow(operation);
    if (row) return row.shape(operands.map(shapeAt), attributes);
    for (const operand of operands) if (shapeAt(operand).length > 0) return broadcastShapes(operands.map(shapeAt));
    return SCALAR;
  }

  function add(operation: string, operands: readonly LineId[], attributes?: Attributes): LineId {
    const found = shapeFor(operation, operands, attributes);
    // Callers ask `shapeFor` first; a misfit that slips through evaluates to NaN in the shape of its first operand.
    const shape = isMisfit(found) ? shapeAt(operands[0] ?? -1) : found;
    return put(attributes ? { operation, operands, shape, attributes } : { operation, operands, shape });
  }

  function put(line: WengertLine): LineId {
    stopped = impatient();
    const id = lines.length;
    const found = known().find(line, id);
    if (found !== id) return found;
    lines.push(line);
    entries += countOf(line.shape);
    if (group && line.operation !== 'input' && line.operation !== 'constant') groups.own().set(id, group);
    return id;
  }

  const make = (rewrite: Rewrite | undefined): Builder => {
    const builder: Builder = {
      lines,
      get names() {
        return names.all();
      },
      get spans() {
        return marks.all();
      },
      get full() {
        return stopped || lines.length >= limit || entries > MOST_ENTRIES;
      },
      get stopped() {
        return stopped;
      },
      get group() {
        return group;
      },
      set group(next) {
        group = next;
      },
      shape: shapeAt,
      shapeFor,
      at(id) {
        const line = lines[id];
        if (line === undefined) throw new RangeError(`no line ${id}`);
        return line;
      },
      input(name, shape = SCALAR, span) {
        const id = put({ operation: 'input', name, operands: [], shape });
        names.own().set(id, name);
        if (span) builder.mark(id, span);
        return id;
      },
      constant(value, text = String(value)) {
        return put({ operation: 'constant', value, text, operands: [], shape: SCALAR });
      },
      tensor(value, shape, text) {
        return put({ operation: 'constant', value, text, operands: [], shape });
      },
      step(operation, operands, span) {
        const id = rewrite?.(builder, operation, operands) ?? add(operation, operands);
        if (span) builder.mark(id, span);
        return id;
      },
      apply(operation, operands, attributes) {
        return rewrite?.(builder, operation, operands, attributes) ?? add(operation, operands, attributes);
      },
      keep: add,
      term(term, operands, result) {
        switch (term.kind) {
          case 'operand':
            return operands[term.index] ?? result;
          case 'result':
            return result;
          case 'number':
            return builder.constant(term.value);
          case 'apply':
            return builder.step(
              term.primitive,
              term.operands.map((operand) => builder.term(operand, operands, result)),
            );
        }
      },
      place(shape, operands = []) {
        lines.push({ operation: 'place', operands, shape });
        entries += countOf(shape);
        return lines.length - 1;
      },
      name(line, name) {
        if (!names.all().has(line)) names.own().set(line, name);
      },
      mark: marks.add,
      rewriting: make,
      named(operand, name, span) {
        lines.push({ operation: 'named', operands: [operand], shape: builder.at(operand).shape, attributes: { name } });
        const id = lines.length - 1;
        names.own().set(id, name);
        if (group) groups.own().set(id, group);
        if (span) builder.mark(id, span);
        return id;
      },
      finish(outputs) {
        return {
          lines: [...lines],
          outputs: [...outputs],
          names: names.share(),
          spans: marks.share(),
          groups: groups.share(),
          ...(firstIndex && { firstIndex }),
        };
      },
    };
    return builder;
  };
  return make(rewrite);
}

/** The lines that `outputs` need, renumbered; ids of dropped lines map to undefined. */
export function prune(
  list: WengertList,
  outputs: readonly LineId[] = list.outputs,
): { list: WengertList; moved: readonly (LineId | undefined)[] } {
  const needed = new Uint8Array(list.lines.length);
  for (const output of outputs) needed[output] = 1;
  for (let id = list.lines.length - 1; id >= 0; id--) {
    if (needed[id]) for (const operand of list.lines[id]?.operands ?? []) needed[operand] = 1;
  }
  const moved: (LineId | undefined)[] = [];
  const lines: WengertLine[] = [];
  list.lines.forEach((line, id) => {
    moved.push(needed[id] ? lines.length : undefined);
    if (!needed[id]) return;
    // Up to the first line that is dropped all stay as they are.
    const isSame = lines.length === id;
    lines.push(isSame ? line : { ...line, operands: line.operands.map((operand) => moved[operand] ?? 0) });
  });
  if (lines.length === list.lines.length) return { list: { ...list, outputs: [...outputs] }, moved };
  const carry = <T>(map: ReadonlyMap<LineId, T>) => {
    const carried = new Map<LineId, T>();
    for (const [id, entry] of map) {
      const to = moved[id];
      if (to !== undefined) carried.set(to, entry);
    }
    return carried;
  };
  return {
    list: {
      lines,
      outputs: outputs.map((output) => moved[output] ?? 0),
      names: carry(list.names),
      spans: carry(list.spans),
      groups: carry(list.groups ?? new Map()),
      ...(list.firstIndex && { firstIndex: list.firstIndex }),
    },
    moved,
  };
}
