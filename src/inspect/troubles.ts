/** What is wrong at a point: outside a domain, at a kink, not finite. Only where it counts for the result. */
import type { Problem } from '../base/outcome.ts';
import type { Program } from '../evaluate/program.ts';
import { isInput, isStep, type LineId, type StepLine, type WengertLine, type WengertList } from '../graph/list.ts';
import type { ScalarRow } from '../primitives/row.ts';
import { countOf, shapeText, sizesOf } from '../primitives/shape.ts';
import { scalarRow, scalars } from '../primitives/table.ts';
import type { Tensor, TensorRow } from '../primitives/tensorRow.ts';
import { scanOf } from '../primitives/tensors/loopBody.ts';
import { tensorRow } from '../primitives/tensors.ts';
import { placesOf } from './broadcast.ts';

interface Trouble {
  readonly code: 'domain' | 'notFinite' | 'kink' | 'rounding';
  readonly message: string;
  readonly severity: 'warning' | 'info';
}

/** The first of each kind, at its place in the text. `values` is the program's memory after a run. */
export function troubles(program: Program, list: WengertList, values: Float64Array): Problem[] {
  const found = new Map<string, Problem>();
  const needed = selected(program, list, values);
  const isFixed: boolean[] = [];
  const isStill: boolean[] = [];
  for (let id = 0; id < list.lines.length; id++) {
    const line = list.lines[id] as WengertLine;
    isFixed[id] = !isInput(line) && areAll(isFixed, line.operands);
    isStill[id] = !isInput(line) && isUnmoved(line, isStill);
    if (!isStep(line)) continue;
    const rounding = isFixed[id] ? undefined : roundingOf(program, list, values, isFixed, line);
    if (rounding && needed[program.offsets[id] ?? 0] && !found.has('rounding')) {
      found.set('rounding', { ...rounding, span: list.spans.get(id)?.[0] });
    }
    for (const trouble of troublesOf(program, list, values, needed, id, line)) {
      // min(8, 16 − 8) of numbers alone: no input moves it. Nor `status == 0` for a status that branches set: where it
      // jumps, their conditions are at a kink.
      if (trouble.code === 'kink' && line.operands.every((operand) => isStill[operand])) continue;
      if (!found.has(trouble.code)) found.set(trouble.code, { ...trouble, span: list.spans.get(id)?.[0] });
    }
  }
  return [...found.values()];
}

/** Moved by no input: each operand is so, or does not count for the derivative. */
function isUnmoved({ operation, operands }: WengertLine, isStill: readonly boolean[]): boolean {
  const partials = scalars[operation]?.partials;
  for (let i = 0; i < operands.length; i++)
    if (!isStill[operands[i] as LineId] && partials?.[i]?.kind !== 'zero') return false;
  return true;
}

function areAll(are: readonly boolean[], ids: readonly LineId[]): boolean {
  for (const id of ids) if (!are[id]) return false;
  return true;
}

const NO_TROUBLE: Trouble[] = [];

function troublesOf(
  program: Program,
  list: WengertList,
  values: Float64Array,
  needed: Uint8Array,
  id: LineId,
  line: WengertLine,
): Trouble[] {
  const row = scalars[line.operation];
  if (row) return elementwise(program, list, values, needed, id, line, row);
  const tensor = tensorRow(line.operation);
  const from = program.offsets[id] ?? 0;
  if (!tensor || !needed.subarray(from, from + countOf(line.shape)).includes(1)) return [];
  return whole(program, list, values, id, line, tensor);
}

const CUTS: ReadonlySet<string> = new Set(['floor', 'ceil', 'round', 'roundHalfUp', 'roundHalfAway', 'trunc']);
/** Numbers that are scaled by so much and cut keep the digits that anybody looks at. */
const FINE = 1e6;

/** `Math.round(x * 1e10) / 1e10`: its derivative is 0, and x is meant. */
function roundingOf(
  program: Program,
  list: WengertList,
  values: Float64Array,
  isFixed: readonly boolean[],
  line: StepLine,
): Trouble | undefined {
  const [scaled = -1] = line.operands;
  const inner = list.lines[scaled];
  if (!CUTS.has(line.operation) || line.shape.length > 0 || (inner?.operation !== 'mul' && inner?.operation !== 'div'))
    return undefined;
  const [p = -1, q = -1] = inner.operands;
  const at = (id: LineId) => (isFixed[id] ? Math.abs(values[program.offsets[id] ?? 0] ?? 0) : 0);
  const scale = inner.operation === 'mul' ? Math.max(at(p), at(q)) : 1 / (at(q) || 1);
  if (!(scale >= FINE && Number.isFinite(scale))) return undefined;
  const message = `This rounds to steps of ${Number((1 / scale).toPrecision(2))}: its derivative is 0 almost everywhere, though the value follows what is rounded. Leave the rounding out.`;
  return { code: 'rounding', message, severity: 'warning' };
}

/** At the first entry of each kind. */
function elementwise(
  program: Program,
  list: WengertList,
  values: Float64Array,
  needed: Uint8Array,
  id: LineId,
  line: WengertLine,
  row: ScalarRow,
): Trouble[] {
  const offset = program.offsets[id] ?? 0;
  if (line.shape.length === 0) {
    // Every operand is one number as well.
    if (!needed[offset]) return NO_TROUBLE;
    const numbers = line.operands.map((operand) => values[program.offsets[operand] ?? 0] as number);
    if (numbers.some(Number.isNaN)) return NO_TROUBLE;
    const trouble = atEntry(line.operation, row, numbers, values[offset] as number);
    return trouble === undefined || (trouble.code === 'kink' && isOfItself(list, line)) ? NO_TROUBLE : [trouble];
  }
  const places = line.operands.map((operand) =>
    placesOf(line.shape, list.lines[operand]?.shape ?? [], program.offsets[operand] ?? 0),
  );
  const count = countOf(line.shape);
  const operands = new Array<number>(places.length).fill(0);
  const found = new Map<string, Trouble>();
  for (let entry = 0; entry < count && found.size < 3; entry++) {
    if (!needed[offset + entry]) continue;
    for (let i = 0; i < places.length; i++) operands[i] = values[places[i]?.(entry) ?? 0] as number;
    if (operands.some(Number.isNaN)) continue;
    const trouble = atEntry(line.operation, row, operands, values[offset + entry] as number);
    if (trouble?.code === 'kink' && isOfItself(list, line)) continue;
    if (trouble && !found.has(trouble.code)) found.set(trouble.code, trouble);
  }
  return [...found.values()];
}

/**
 * x = x and x − x = 0, which ask for NaN and infinity only: both sides are equal everywhere. And x = max(x), which tells
 * in a derivative which entry that is: where two are, max itself is at a kink.
 */
function isOfItself(list: WengertList, { operation, operands: [a, b] }: WengertLine): boolean {
  const left = a === undefined ? undefined : list.lines[a];
  if ((operation !== 'eq' && operation !== 'ne') || !left) return false;
  return a === b || (left.operation === 'sub' && left.operands[0] === left.operands[1]) || isEntryOf(list, a, b);
}

/** Whether the second is picked from the entries of the first. */
function isEntryOf({ lines }: WengertList, a: LineId | undefined, b: LineId | undefined): boolean {
  let picked = b === undefined ? undefined : lines[b];
  while (picked && SPREAD.has(picked.operation)) picked = lines[picked.operands[0] ?? -1];
  return picked?.operands[0] === a && tensorRow(picked?.operation ?? '')?.kink !== undefined;
}

const SPREAD: ReadonlySet<string> = new Set(['broadcast', 'reshape', 'expand']);

function atEntry(operation: string, row: ScalarRow, operands: readonly number[], value: number): Trouble | undefined {
  const step = () => {
    const shown = operands.map((operand) => Number(operand.toPrecision(5))).join(', ');
    return `${row.show.form === 'special' ? operation : row.show.text}(${shown})`;
  };
  if (row.domain && !row.domain.holds(...operands)) {
    const why = Number.isNaN(value) ? 'is not a real number' : 'has no finite derivative here';
    return warning('domain', `${step()} ${why}: ${row.domain.text}. Set another point.`);
  }
  if (!Number.isFinite(value))
    return warning('notFinite', `${step()} is ${inWords(value)} at this point. Set another point.`);
  return row.kink?.at(...operands) ? kink(operation, row.kink) : undefined;
}

/** A tensor operation: its domain and kink are of all entries together. */
function whole(
  program: Program,
  list: WengertList,
  values: Float64Array,
  id: LineId,
  line: WengertLine,
  row: TensorRow,
): Trouble[] {
  const operands = line.operands.map((operand) => tensorAt(program, list, values, operand));
  if (operands.some(({ data }) => data.some(Number.isNaN))) return [];
  const own = tensorAt(program, list, values, id);
  const step = () => {
    const shapes = line.operands.map((operand) => shapeText(list.lines[operand]?.shape ?? []));
    return `${row.show.text} of ${shapes.join(' and ')}`;
  };
  if (row.domain && !row.domain.holds(...operands)) {
    const why = own.data.some(Number.isNaN) ? 'has no value' : 'has no finite derivative here';
    return [warning('domain', `${step()} ${why}: it needs ${row.domain.text}. Set another point.`)];
  }
  const endless = own.data.find((value) => !Number.isFinite(value));
  if (endless !== undefined)
    return [warning('notFinite', `${step()} is ${inWords(endless)} at this point. Set another point.`)];
  const { attributes = {} } = line as StepLine;
  const met = row.kink?.at(operands, attributes);
  if (!met || !row.kink) return [];
  return [met === true ? kink(line.operation, row.kink) : kink(met.operation, met)];
}

function tensorAt(program: Program, list: WengertList, values: Float64Array, id: LineId): Tensor {
  const shape = list.lines[id]?.shape ?? [];
  const from = program.offsets[id] ?? 0;
  return { data: values.subarray(from, from + countOf(shape)), sizes: sizesOf(shape) };
}

function warning(code: 'domain' | 'notFinite', message: string): Trouble {
  return { code, message, severity: 'warning' };
}

function kink(
  operation: string,
  { text, convention }: { readonly text: string; readonly convention: string },
): Trouble {
  const message = `${operation} is not differentiable ${text}; by convention: ${convention}.`;
  return { code: 'kink', message, severity: 'info' };
}

function inWords(value: number): string {
  return Number.isNaN(value) ? 'not a number' : value > 0 ? '+∞' : '−∞';
}

/** Whether a step has pieces: a kink, or a choice; one within a loop that is kept whole too. */
export function isPiecewise(list: WengertList): boolean {
  const hasPieces = (operation: string | undefined) =>
    operation !== undefined && scalarRow(operation)?.kink !== undefined;
  return list.lines.some((line) => {
    if (!isStep(line)) return false;
    if (line.operation !== 'scan') return hasPieces(line.operation);
    return scanOf(line.attributes ?? {}).body.steps.some(({ operation }) => hasPieces(operation));
  });
}

/**
 * By place in memory: 1 where the number counts for an output at these values. What stands only on the side of a
 * piecewise step that is not taken does not.
 */
export function selected(program: Program, list: WengertList, values: Float64Array): Uint8Array {
  const needed = new Uint8Array(program.size);
  const fill = (id: LineId) => {
    const from = program.offsets[id] ?? 0;
    needed.fill(1, from, from + countOf(list.lines[id]?.shape ?? []));
  };
  for (const output of list.outputs) fill(output);
  for (let id = list.lines.length - 1; id >= 0; id--) {
    const line = list.lines[id];
    if (!line || line.operands.length === 0) continue;
    const offset = program.offsets[id] ?? 0;
    const count = countOf(line.shape);
    if (!scalars[line.operation]) {
      // Which entries of a tensor operation's operands count is not asked: all of them may.
      if (needed.subarray(offset, offset + count).includes(1)) line.operands.forEach(fill);
      continue;
    }
    if (line.shape.length === 0) {
      if (!needed[offset]) continue;
      const untaken = line.operation !== 'select' ? -1 : values[program.offsets[line.operands[0] ?? 0] ?? 0] ? 2 : 1;
      for (let i = 0; i < line.operands.length; i++) {
        if (i !== untaken) needed[program.offsets[line.operands[i] ?? 0] ?? 0] = 1;
      }
      continue;
    }
    const places = line.operands.map((operand) =>
      placesOf(line.shape, list.lines[operand]?.shape ?? [], program.offsets[operand] ?? 0),
    );
    for (let entry = 0; entry < count; entry++) {
      if (!needed[offset + entry]) continue;
      const first = places[0]?.(entry) ?? 0;
      const untaken = line.operation !== 'select' ? -1 : values[first] !== 0 ? 2 : 1;
      for (let i = 0; i < places.length; i++) if (i !== untaken) needed[places[i]?.(entry) ?? 0] = 1;
    }
  }
  return needed;
}
