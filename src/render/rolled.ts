/**
 * Loops that are kept whole, made ready to be written as loops: which variables a pass hands on, what it reads and
 * leaves, and its steps as a list of numbers. The list around them keeps its line numbers.
 */
import { flatten } from '../base/value.ts';
import { constantOf, isConstant, type LineId, type WengertLine, type WengertList } from '../graph/list.ts';
import { scalarRow } from '../primitives/table.ts';
import type { Attributes } from '../primitives/tensorRow.ts';
import { type Scan, scanOf } from '../primitives/tensors/loopBody.ts';
import type { CodeTarget } from './dialects.ts';
import type { Loop, Reading, Rolled } from './loopParts.ts';
import { type BodyList, createBody, readersOf } from './loopSteps.ts';
import { numbersOf } from './spelled.ts';

/** Vectors in loops are written out entry by entry up to so many operations. */
const MOST_OPERATIONS = 12;

/** Steps that are worked out again rather than kept as a vector. */
const CHEAP: ReadonlySet<string> = new Set('add sub mul div neg'.split(' '));

/** Targets that have no arrays: their sums are loops too. */
const WITHOUT_ARRAYS: ReadonlySet<CodeTarget> = new Set<CodeTarget>(['c', 'javascript', 'typescript']);

/**
 * The list with its loops told apart; undefined where it has none. A loop that a target cannot say stays the step that
 * it was.
 */
export function rollLoops(
  list: WengertList,
  roots: readonly LineId[],
  target: CodeTarget,
  nameOf: (id: LineId) => string | undefined,
): Rolled | undefined {
  const isArrayless = WITHOUT_ARRAYS.has(target);
  const isLoop = (line: WengertLine | undefined) =>
    line !== undefined && (line.operation === 'scan' || (isArrayless && isWholeSum(list, line)));
  if (!list.lines.some(isLoop)) return undefined;
  const lines: WengertLine[] = [...list.lines];
  for (const id of lines.keys()) lines[id] = withoutScatter(lines, id);
  const readers = readersOf(lines, roots);
  const readings = new Map<LineId, Reading>();
  for (const [id, line] of lines.entries()) {
    const [source = -1] = line.operands;
    const scan = line.operation === 'index' ? scans(source) : undefined;
    const reading = scan && readingOf(line, source, scan);
    if (!reading) continue;
    readings.set(id, reading);
    lines[id] = { operation: 'reading', operands: [source], shape: line.shape };
  }
  const loops = new Map<LineId, Loop>();
  // From the results down, as far as something is needed: an array that no pass and no line reads is not filled.
  const needed = new Uint8Array(lines.length);
  const arrays = new Map<LineId, Map<number, string | undefined>>();
  for (const root of roots) needed[root] = 1;
  for (let id = lines.length - 1; id >= 0; id--) {
    const line = lines[id] as WengertLine;
    if (!needed[id]) continue;
    const reading = readings.get(id);
    if (reading) {
      if (reading.emit !== undefined) read(reading.loop, reading.emit, reading.entry === undefined ? id : undefined);
    } else if (isLoop(line)) {
      const own = roots.includes(id) && line.operation === 'scan' ? undefined : createLoop(id);
      if (own === undefined) return undefined;
      loops.set(id, own);
      const starts = own.carried.flatMap(({ start }) => (start >= 0 ? [start] : []));
      for (const leaf of own.leaves.values())
        if (leaf.kind === 'entry' && leaf.emit !== undefined) read(leaf.line, leaf.emit, undefined);
      const others = [...own.leaves.values()].flatMap((leaf) => ('line' in leaf ? [leaf.line] : []));
      lines[id] = { operation: 'loop', operands: [...starts, ...others], shape: line.shape };
    } else if (line.operands.some((operand) => scans(operand))) {
      // Code knows variables and arrays, not the vector that holds them all.
      return undefined;
    }
    for (const operand of lines[id]?.operands ?? []) needed[operand] = 1;
  }
  return { list: { ...list, lines }, loops: new Map([...loops].reverse()), readings };

  function read(loop: LineId, emit: number, at: LineId | undefined): void {
    const own = arrays.get(loop) ?? new Map<number, string | undefined>();
    own.set(emit, own.get(emit) ?? (at === undefined ? undefined : nameOf(at)));
    arrays.set(loop, own);
  }

  function scans(id: LineId): Scan | undefined {
    const line = list.lines[id];
    return line?.operation === 'scan' ? scanOf(('attributes' in line && line.attributes) || {}) : undefined;
  }

  function createLoop(id: LineId): Loop | undefined {
    const line = list.lines[id] as WengertLine;
    const attributes = ('attributes' in line && line.attributes) || {};
    const isSum = line.operation !== 'scan';
    const scan = isSum ? sumScan(list.lines[line.operands[0] ?? -1]?.shape[0]?.size ?? 0) : scanOf(attributes);
    const { body, count, carried, sliced, isBack } = scan;
    // A sum has no operand to start from: it starts from 0.
    const given: readonly (LineId | undefined)[] = isSum ? [undefined, ...line.operands] : line.operands;
    const words = isSum ? { carried: [nameOf(id) ?? ''], left: [] } : wordsOf(attributes);
    const writer = createBody();
    const values: LineId[] = [];
    for (const [i, operand] of given.entries()) {
      let value: LineId | undefined;
      if (i < carried) value = writer.leaf({ kind: 'carried', index: i });
      else if (operand === undefined) value = undefined;
      else if (i < carried + sliced) value = entryOf(operand, 0, writer, { left: MOST_OPERATIONS });
      else value = plain(operand, writer);
      if (value === undefined) return undefined;
      values.push(value);
    }
    for (const { operation, operands, value = 0 } of body.steps) {
      const own = operands.map((operand) => values[operand] as LineId);
      values.push(operation === undefined ? writer.constant(value) : writer.step(operation, own));
    }
    const emits = new Map<number, { name: string; value: LineId }>();
    for (const [emit, named] of arrays.get(id) ?? []) {
      const emitted = body.emits[emit] ?? 0;
      const word = emitted < carried ? `${words.carried[emitted] || 'q'}_k` : words.left[emit] || 'p_k';
      emits.set(emit, { name: named ?? word, value: values[emitted] as LineId });
    }
    const next = body.next.map((next) => values[next] as LineId);
    return {
      count,
      isBack,
      carried: Array.from({ length: carried }, (_, c) => {
        const start = given[c];
        const value = start === undefined ? 0 : constantOf(lines[start]);
        return { name: words.carried[c] || 'q', start: start ?? -1, ...(value !== undefined && { value }) };
      }),
      emits,
      next,
      ...writer.finish([...next, ...[...emits.values()].map(({ value }) => value)]),
    };
  }

  function plain(id: LineId, writer: BodyList): LineId | undefined {
    const value = constantOf(lines[id]);
    return value === undefined ? writer.leaf({ kind: 'line', line: id }) : writer.constant(value, textOf(lines[id]));
  }

  /** The entry `pass + offset` of a vector. */
  function entryOf(id: LineId, offset: number, writer: BodyList, work: { left: number }): LineId | undefined {
    const line = lines[id];
    if (!line) return undefined;
    if (line.shape.length === 0) return plain(id, writer);
    if (isConstant(line)) {
      const numbers = flatten(line.value);
      const [first = 0, second = first] = numbers;
      const step = second - first;
      if (numbers.every((number, k) => number === first + k * step)) {
        if (step === 0) return writer.constant(first);
        const start = first + (offset - (isArrayFromOne(target) ? 1 : 0)) * step;
        const steps = writer.step('mul', [writer.leaf({ kind: 'pass' }), writer.constant(step)]);
        return start < 0
          ? writer.step('sub', [steps, writer.constant(-start)])
          : writer.step('add', [steps, writer.constant(start)]);
      }
    }
    const reading = readings.get(id);
    if (reading?.emit !== undefined && reading.entry === undefined)
      return writer.leaf({ kind: 'entry', line: reading.loop, emit: reading.emit, offset });
    if (line.operation === 'index') {
      const [items] = itemsOf(line);
      const [start = 0, , step = 1] = items ?? [];
      const [source = -1] = line.operands;
      if (lines[source]?.shape.length === 1 && items?.length === 3 && step === 1)
        return entryOf(source, offset + start, writer, work);
    }
    if (line.operation === 'broadcast' || line.operation === 'named') {
      const [source = -1] = line.operands;
      return entryOf(source, offset, writer, work);
    }
    const isShared = (readers[id] ?? 0) > 1 && !isArrayless && !CHEAP.has(line.operation);
    if (scalarRow(line.operation) && line.shape.length === 1 && !isShared && work.left-- > 0) {
      const size = line.shape[0]?.size;
      const operands = line.operands.map((operand) => {
        const own = lines[operand];
        const isOne = own?.shape.length === 1 && own.shape[0]?.size !== size;
        return isOne ? undefined : entryOf(operand, offset, writer, work);
      });
      if (operands.every((operand) => operand !== undefined)) return writer.step(line.operation, operands);
    }
    return isArrayless || line.shape.length !== 1 ? undefined : writer.leaf({ kind: 'entry', line: id, offset });
  }
}

/** Of vectors and matrices, Julia and MATLAB count from 1. */
export function isArrayFromOne(target: CodeTarget): boolean {
  return target === 'julia' || target === 'matlab';
}

/** What the author calls what is handed on; in the sweep backwards what the adjoints are of. */
function wordsOf({ names, of }: Attributes): { readonly carried: readonly string[]; readonly left: readonly string[] } {
  if (typeof names === 'string') return { carried: names.split(' '), left: [] };
  if (typeof of !== 'string') return { carried: [], left: [] };
  const [carried = [], left = []] = of
    .split('|')
    .map((part) => part.split(' ').map((name) => (name === '' ? '' : `d_${name}`)));
  return { carried, left };
}

function itemsOf(line: WengertLine): readonly (readonly number[] | undefined)[] {
  const items = 'attributes' in line ? line.attributes?.items : undefined;
  return Array.isArray(items) ? items.map((item) => numbersOf(item)) : [];
}

function textOf(line: WengertLine | undefined): string | undefined {
  return line && isConstant(line) ? line.text : undefined;
}

function isWholeSum(list: WengertList, line: WengertLine): boolean {
  const [of = -1] = line.operands;
  return (line.operation === 'sum' || line.operation === 'sumTo') && line.shape.length === 0
    ? list.lines[of]?.shape.length === 1
    : false;
}

function readingOf(line: WengertLine, loop: LineId, { body, count, carried }: Scan): Reading | undefined {
  const [items] = itemsOf(line);
  if (!items) return undefined;
  const [start = 0, size, step] = items;
  if (items.length === 1 && start < carried) return { loop, carried: start };
  const emit = Math.floor((start - carried) / count);
  if (start < carried || emit >= body.emits.length) return undefined;
  const entry = start - carried - emit * count;
  if (items.length === 1) return { loop, emit, entry };
  return entry === 0 && size === count && step === 1 ? { loop, emit } : undefined;
}

/**
 * Reads of an adjoint that was set into zeros, or is a sum of such: what was set there, or 0. A line stays in its place,
 * so what it becomes is made of lines that are there.
 */
function withoutScatter(lines: readonly WengertLine[], id: LineId): WengertLine {
  const line = lines[id] as WengertLine;
  if (line.operation !== 'index') return line;
  const [wanted, ...more] = itemsOf(line);
  const [source = -1] = line.operands;
  if (!wanted || more.length > 0 || lines[source]?.shape.length !== 1) return line;
  const found = placed(lines, source, wanted);
  if (found === undefined) return line;
  const [one, two, ...others] = found;
  if (one === undefined) {
    const [size] = line.shape;
    const value = size ? new Array<number>(size.size).fill(0) : 0;
    return { operation: 'constant', value, text: '0', operands: [], shape: line.shape };
  }
  if (two === undefined) return { operation: 'named', operands: [one], shape: line.shape };
  return others.length === 0 ? { operation: 'add', operands: [one, two], shape: line.shape } : line;
}

/** The lines whose sum stands at the wanted places; undefined: that is no whole lines. */
function placed(lines: readonly WengertLine[], source: LineId, wanted: readonly number[]): LineId[] | undefined {
  const line = lines[source] as WengertLine;
  if (line.operation === 'add') {
    const found: LineId[] = [];
    for (const operand of line.operands) {
      const own = placed(lines, operand, wanted);
      if (!own) return undefined;
      found.push(...own);
    }
    return found;
  }
  if (line.operation === 'named') return placed(lines, line.operands[0] ?? -1, wanted);
  if (line.operation !== 'scatter') return undefined;
  const [items, ...more] = itemsOf(line);
  if (!items || more.length > 0) return undefined;
  const range = ([start = 0, size = 1, step = 1]: readonly number[], isOne: boolean) =>
    isOne ? { start, end: start + 1, step: 1 } : { start, end: start + size, step };
  const [a, b] = [range(items, items.length === 1), range(wanted, wanted.length === 1)];
  if (a.step !== 1 || b.step !== 1) return undefined;
  if (a.end <= b.start || b.end <= a.start) return [];
  return items.length === wanted.length && a.start === b.start && a.end === b.end
    ? [line.operands[0] as LineId]
    : undefined;
}

/** Σ as a loop: it starts from 0 and adds an entry each pass. */
function sumScan(count: number): Scan {
  const body = { steps: [{ operation: 'add', operands: [0, 1] }], next: [2], emits: [] };
  return { body, count, carried: 1, sliced: 1, isBack: false };
}
