import { patience } from '../base/budget.ts';
import { once } from '../base/once.ts';
import type { Span } from '../base/span.ts';
import type { Value } from '../base/value.ts';
import type { Term } from '../primitives/row.ts';
import { broadcastShapes, countOf, isMisfit, type Misfit } from '../primitives/shape.ts';
import type { Attributes, Lines } from '../primitives/tensorRow.ts';
import { tensorRow } from '../primitives/tensors.ts';
import type { FirstIndex } from '../syntax/firstIndex.ts';
import { createIndex, type LineIndex } from './lineIndex.ts';
import type { LineGroup, LineId, Shape, WengertLine, WengertList } from './list.ts';
import { createMarks, type Marks, type SharedMap, sharedMap } from './sharedMap.ts';

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
  return new View(new Store(options), options.rewrite);
}

/** What all views of a builder share. */
class Store {
  readonly lines: WengertLine[];
  readonly names: SharedMap<string>;
  readonly marks: Marks;
  readonly groups: SharedMap<LineGroup>;
  readonly firstIndex: FirstIndex | undefined;
  group: LineGroup | undefined;
  stopped = false;
  private entries = 0;
  private readonly limit: number;
  private readonly impatient: () => boolean;
  /** Many a list that others start from gets no further line. */
  private readonly known: () => LineIndex;

  constructor({ start, stop, firstIndex, limit = Number.POSITIVE_INFINITY }: BuilderOptions) {
    const lines = start ? [...start.lines] : [];
    this.lines = lines;
    this.names = sharedMap(start?.names);
    this.marks = createMarks(start?.spans);
    this.groups = sharedMap(start?.groups);
    this.firstIndex = firstIndex ?? start?.firstIndex;
    this.limit = limit;
    this.impatient = patience(stop, LINES_AN_ASK);
    for (const line of lines) this.entries += line.shape.length === 0 ? 1 : countOf(line.shape);
    this.known = once(() => {
      const index = createIndex(lines);
      for (let id = 0; id < (start?.lines.length ?? 0); id++) index.find(lines[id] as WengertLine, id);
      return index;
    });
  }

  get full(): boolean {
    return this.stopped || this.lines.length >= this.limit || this.entries > MOST_ENTRIES;
  }

  shape(id: LineId): Shape {
    return this.lines[id]?.shape ?? SCALAR;
  }

  /** A line that may be known already. */
  put(line: WengertLine): LineId {
    this.stopped = this.impatient();
    const id = this.lines.length;
    const found = this.known().find(line, id);
    if (found !== id) return found;
    this.push(line);
    if (line.operation !== 'input' && line.operation !== 'constant') this.join(id);
    return id;
  }

  /** A line of its own. */
  push(line: WengertLine): LineId {
    this.entries += countOf(line.shape);
    return this.lines.push(line) - 1;
  }

  join(id: LineId): void {
    if (this.group) this.groups.own().set(id, this.group);
  }
}

// Classes, because V8 keeps an object that is written out with getters as a slow dictionary, in memory that it seldom tidies.
class View implements Builder {
  readonly lines: readonly WengertLine[];
  private readonly store: Store;
  private readonly rewrite: Rewrite | undefined;

  constructor(store: Store, rewrite: Rewrite | undefined) {
    this.lines = store.lines;
    this.store = store;
    this.rewrite = rewrite;
  }

  get names(): ReadonlyMap<LineId, string> {
    return this.store.names.all();
  }

  get spans(): ReadonlyMap<LineId, readonly Span[]> {
    return this.store.marks.all();
  }

  get full(): boolean {
    return this.store.full;
  }

  get stopped(): boolean {
    return this.store.stopped;
  }

  get group(): LineGroup | undefined {
    return this.store.group;
  }

  set group(next: LineGroup | undefined) {
    this.store.group = next;
  }

  shape(id: LineId): Shape {
    return this.store.shape(id);
  }

  shapeFor(operation: string, operands: readonly LineId[], attributes: Attributes = NONE): Shape | Misfit {
    const row = tensorRow(operation);
    const shapes = () => operands.map((operand) => this.store.shape(operand));
    if (row) return row.shape(shapes(), attributes);
    for (const operand of operands) if (this.store.shape(operand).length > 0) return broadcastShapes(shapes());
    return SCALAR;
  }

  at(id: LineId): WengertLine {
    const line = this.lines[id];
    if (line === undefined) throw new RangeError(`no line ${id}`);
    return line;
  }

  input(name: string, shape = SCALAR, span?: Span): LineId {
    const id = this.store.put({ operation: 'input', name, operands: [], shape });
    this.store.names.own().set(id, name);
    if (span) this.mark(id, span);
    return id;
  }

  constant(value: number, text = String(value)): LineId {
    return this.store.put({ operation: 'constant', value, text, operands: [], shape: SCALAR });
  }

  tensor(value: Value, shape: Shape, text: string): LineId {
    return this.store.put({ operation: 'constant', value, text, operands: [], shape });
  }

  step(operation: string, operands: readonly LineId[], span?: Span): LineId {
    const id = this.apply(operation, operands);
    if (span) this.mark(id, span);
    return id;
  }

  apply(operation: string, operands: readonly LineId[], attributes?: Attributes): LineId {
    return this.rewrite?.(this, operation, operands, attributes) ?? this.keep(operation, operands, attributes);
  }

  keep(operation: string, operands: readonly LineId[], attributes?: Attributes): LineId {
    const found = this.shapeFor(operation, operands, attributes);
    // Callers ask `shapeFor` first; a misfit that slips through evaluates to NaN in the shape of its first operand.
    const shape = isMisfit(found) ? this.store.shape(operands[0] ?? -1) : found;
    return this.store.put(attributes ? { operation, operands, shape, attributes } : { operation, operands, shape });
  }

  term(term: Term, operands: readonly LineId[], result: LineId): LineId {
    switch (term.kind) {
      case 'operand':
        return operands[term.index] ?? result;
      case 'result':
        return result;
      case 'number':
        return this.constant(term.value);
      case 'apply':
        return this.step(
          term.primitive,
          term.operands.map((operand) => this.term(operand, operands, result)),
        );
    }
  }

  place(shape: Shape, operands: readonly LineId[] = []): LineId {
    return this.store.push({ operation: 'place', operands, shape });
  }

  name(line: LineId, name: string): void {
    const { names } = this.store;
    if (!names.all().has(line)) names.own().set(line, name);
  }

  mark(line: LineId, span: Span): void {
    this.store.marks.add(line, span);
  }

  rewriting(rewrite: Rewrite): Builder {
    return new View(this.store, rewrite);
  }

  named(operand: LineId, name: string, span?: Span): LineId {
    const { shape } = this.at(operand);
    const id = this.store.push({ operation: 'named', operands: [operand], shape, attributes: { name } });
    this.store.names.own().set(id, name);
    this.store.join(id);
    if (span) this.mark(id, span);
    return id;
  }

  finish(outputs: readonly LineId[]): WengertList {
    const { names, marks, groups, firstIndex } = this.store;
    return {
      lines: [...this.lines],
      outputs: [...outputs],
      names: names.share(),
      spans: marks.share(),
      groups: groups.share(),
      ...(firstIndex && { firstIndex }),
    };
  }
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
