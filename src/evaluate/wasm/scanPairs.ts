/**
 * Loops that run backwards over what a loop forwards left (src/primitives/tensors/scan.ts) take some of its steps again.
 * Costly ones among them are kept by the first loop, which mostly waits for its own results, and read by the second.
 */
import type { LineId, StepLine, WengertList } from '../../graph/list.ts';
import type { Body } from '../../primitives/tensors/loopBody.ts';
import { type Scan, scanOf } from '../../primitives/tensors/loopBody.ts';
import { OP, type Op } from '../operations.ts';
import { operationIn } from '../scanSteps.ts';

/** Where the results of a step go, one a pass; of a sine or cosine also those of the other. */
export interface Kept {
  readonly own?: number;
  readonly other?: number;
}

export interface ScanPairs {
  /** By line and step of its body. */
  readonly kept: ReadonlyMap<LineId, ReadonlyMap<number, Kept>>;
  /** By line and step: where its results lie already. */
  readonly given: ReadonlyMap<LineId, ReadonlyMap<number, number>>;
  /** The first place of memory that is not used. */
  readonly free: number;
}

const COSTLY: ReadonlySet<Op> = new Set([
  ...[OP.DIV, OP.SQRT, OP.RECIPROCAL, OP.EXP, OP.LOG, OP.SIN, OP.COS, OP.TANH, OP.POW, OP.CALL],
]);

export function isCostly(op: Op): boolean {
  return COSTLY.has(op);
}

export function scanPairs(list: WengertList, start: number): ScanPairs {
  const kept = new Map<LineId, Map<number, Kept>>();
  const given = new Map<LineId, Map<number, number>>();
  let free = start;
  for (const [id, line] of list.lines.entries()) {
    if (line.operation !== 'scan') continue;
    const scan = scanOf((line as StepLine).attributes ?? {});
    const first = forwardOf(list, line as StepLine, scan);
    if (first === undefined) continue;
    const own = new Map<number, number>();
    const keep = kept.get(first) ?? new Map<number, Kept>();
    for (const [step, { same, isOther }] of sharedSteps(list, line as StepLine, scan, first)) {
      const known = keep.get(same) ?? {};
      const place = (isOther ? known.other : known.own) ?? free;
      if (place === free) free += scan.count;
      keep.set(same, isOther ? { ...known, other: place } : { ...known, own: place });
      own.set(step, place);
    }
    if (own.size === 0) continue;
    kept.set(first, keep);
    given.set(id, own);
  }
  return { kept, given, free };
}

/** The loop over whose values another one runs. */
function forwardOf(list: WengertList, { operands }: StepLine, { count, carried, sliced }: Scan): LineId | undefined {
  for (const operand of operands.slice(carried, carried + sliced)) {
    const entries = emittedBy(list, operand);
    if (entries && entriesCount(list, entries.line) === count) return entries.line;
  }
  return undefined;
}

function entriesCount(list: WengertList, line: LineId): number {
  return scanOf((list.lines[line] as StepLine).attributes ?? {}).count;
}

/** Of a vector that holds what each pass of a loop left: the loop, and which value of its body. */
function emittedBy(list: WengertList, id: LineId): { readonly line: LineId; readonly value: number } | undefined {
  const { operation, operands, attributes } = list.lines[id] as StepLine;
  const [line = -1] = operands;
  const from = list.lines[line] as StepLine | undefined;
  const items = attributes?.items;
  if (operation !== 'index' || from?.operation !== 'scan' || !Array.isArray(items) || items.length !== 1)
    return undefined;
  const item: unknown = items[0];
  if (!Array.isArray(item) || item.length !== 3) return undefined;
  const [start, size, step] = item as number[];
  const { body, count, carried } = scanOf(from.attributes ?? {});
  if (step !== 1 || size !== count || start === undefined || count === 0) return undefined;
  const value = body.emits[(start - carried) / count];
  return value === undefined ? undefined : { line, value };
}

interface Shared {
  /** A step of the first loop: the same one, or the sine of which this is the cosine. */
  readonly same: number;
  readonly isOther: boolean;
}

/** By costly step of the second loop what the first one works out anyway. */
function sharedSteps(list: WengertList, line: StepLine, scan: Scan, first: LineId): ReadonlyMap<number, Shared> {
  const before = list.lines[first] as StepLine;
  const forward = scanOf(before.attributes ?? {});
  const inputs = before.operands.length;
  const known = new Map<string, number>();
  // Steps that are alike in all passes are taken once: nothing is to be gained.
  const isSame = before.operands.map((_, i) => i >= forward.carried + forward.sliced);
  forward.body.steps.forEach(({ operands }, i) => {
    isSame.push(operands.every((operand) => isSame[operand]));
    if (isSame[inputs + i] && operands.length > 0) return;
    const key = keyOf(forward.body, inputs, i, (operand) => operand);
    if (key !== undefined && !known.has(key)) known.set(key, i);
  });
  /** By value of the second body the value of the first that it is. */
  const same: (number | undefined)[] = line.operands.map((operand, i) => {
    if (i < scan.carried) return undefined;
    const isSlice = i < scan.carried + scan.sliced;
    const entries = isSlice ? emittedBy(list, operand) : undefined;
    if (entries?.line === first) return entries.value;
    const [from, to] = isSlice
      ? [forward.carried, forward.carried + forward.sliced]
      : [forward.carried + forward.sliced, inputs];
    const at = before.operands.findIndex((each, k) => each === operand && k >= from && k < to);
    return at < 0 ? undefined : at;
  });
  const shared = new Map<number, Shared>();
  const own = line.operands.length;
  scan.body.steps.forEach(({ operation }, i) => {
    const find = (name?: string) => {
      const key = keyOf(scan.body, own, i, (operand) => same[operand], name);
      return key === undefined ? undefined : known.get(key);
    };
    const found = find();
    same.push(found === undefined ? undefined : inputs + found);
    if (operation === undefined || !isCostly(operationIn(scan.body, own, i))) return;
    const other = found ?? find(operation === 'sin' ? 'cos' : operation === 'cos' ? 'sin' : operation);
    if (other !== undefined) shared.set(i, { same: other, isOther: found === undefined });
  });
  return shared;
}

function keyOf(
  body: Body,
  inputs: number,
  step: number,
  to: (value: number) => number | undefined,
  name?: string,
): string | undefined {
  const { operation, operands, value } = body.steps[step] as Body['steps'][number];
  if (operation === undefined) return `#${Object.is(value, -0) ? '-0' : value}`;
  const own = operands.map((operand) => {
    const number = operand < inputs ? undefined : body.steps[operand - inputs];
    // Numbers by what they are: each body has its own.
    return number?.operation === undefined && number ? `#${number.value}` : to(operand);
  });
  return own.includes(undefined) ? undefined : [name ?? operation, ...own].join(' ');
}
