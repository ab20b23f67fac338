/**
 * `x[mask]`: the entries that a mask on inputs takes. How many there are is not known, so that they are no array; but they
 * can be computed with entry by entry, and set where the same mask takes them: `y[mask] = np.sqrt(x[mask])`.
 */
import type { Span } from '../../base/span.ts';
import { flatten } from '../../base/value.ts';
import { isConstant, isInput, type LineId } from '../../graph/list.ts';
import { scalarRow } from '../../primitives/table.ts';
import type { Arguments, Machine } from './machine.ts';
import { lineThing, type MaskedThing, type Thing, tuple } from './things.ts';

export const MASKED =
  'How many entries a mask takes depends on the values of inputs; only steps entry by entry are read. Use where(…) instead.';

export function isMasked(thing: Thing): thing is MaskedThing {
  return thing.kind === 'masked';
}

/** A step entry by entry on entries of one mask and numbers. */
export function onMasked(
  machine: Machine,
  things: readonly Thing[],
  at: Span,
  step: (lines: readonly LineId[]) => LineId | undefined,
): Thing | undefined {
  const mask = things.find(isMasked)?.mask;
  const lines: LineId[] = [];
  for (const thing of things) {
    const line = isMasked(thing) ? thing.line : machine.lineOf(thing, at);
    if (line === undefined) return undefined;
    const isOther = isMasked(thing) ? thing.mask !== mask : machine.kit.builder.shape(line).length > 0;
    if (isOther) return machine.kit.fail('index', MASKED, at);
    lines.push(line);
  }
  const result = step(lines);
  return result === undefined || mask === undefined ? undefined : { kind: 'masked', line: result, mask };
}

const MOST_LINES = 2000;

/** Whether each entry of the result rests on the same entry of the operands and on numbers alone. */
export function isEntrywise(machine: Machine, result: LineId, operands: readonly LineId[]): boolean {
  const { builder } = machine.kit;
  const seen = new Set<LineId>(operands);
  const open = [result];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    if (seen.size > MOST_LINES) return false;
    seen.add(id);
    const line = builder.at(id);
    const isNumber = line.shape.length === 0;
    if (isConstant(line)) {
      // Of entries that differ, others would stand beside those that a mask takes.
      const [first, ...rest] = flatten(line.value);
      if (rest.some((entry) => !Object.is(entry, first))) return false;
      continue;
    }
    if (isInput(line)) {
      if (!isNumber) return false;
      continue;
    }
    const areNumbers = isNumber && line.operands.every((operand) => builder.shape(operand).length === 0);
    const isFilled = line.operation === 'broadcast' && line.operands.every((id) => builder.shape(id).length === 0);
    if (!areNumbers && !isFilled && !scalarRow(line.operation)) return false;
    open.push(...line.operands);
  }
  return true;
}

/** The items of a list or tuple; undefined for anything else. */
export function itemsIn(machine: Machine, thing: Thing): readonly Thing[] | undefined {
  if (thing.kind === 'tuple') return thing.items;
  const content = machine.contentOf(thing);
  return content?.kind === 'list' ? content.items : undefined;
}

function hasMasked(machine: Machine, thing: Thing): boolean {
  return (
    isMasked(thing) ||
    (thing.kind === 'complex' && thing.mask !== undefined) ||
    (itemsIn(machine, thing)?.some(isMasked) ?? false)
  );
}

/** Whether entries of a mask are among the arguments, or in a list there. */
export function areMasked(machine: Machine, { args, keywords }: Arguments): boolean {
  return [...args, ...keywords.values()].some((thing) => hasMasked(machine, thing));
}

/**
 * A call with entries of one mask, made with the whole arrays: the same where what comes out is made entry by entry, and
 * nothing counts the entries meanwhile.
 */
export function callMasked(
  machine: Machine,
  given: Arguments,
  at: Span,
  call: (whole: Arguments) => Thing | undefined,
): Thing | undefined {
  const { fail, builder } = machine.kit;
  const taken: MaskedThing[] = [];
  const whole = (thing: Thing): Thing => {
    if (isMasked(thing)) {
      taken.push(thing);
      return lineThing(thing.line);
    }
    if (thing.kind === 'complex' && thing.mask !== undefined) {
      const { re, im, mask } = thing;
      taken.push({ kind: 'masked', line: re, mask }, { kind: 'masked', line: im, mask });
      return { kind: 'complex', re, im };
    }
    return hasMasked(machine, thing) ? tuple((itemsIn(machine, thing) ?? []).map(whole)) : thing;
  };
  const args = given.args.map(whole);
  const keywords = new Map([...given.keywords].map(([name, thing]) => [name, whole(thing)] as const));
  const [first] = taken;
  if (!first || taken.some(({ mask }) => mask !== first.mask)) return fail('index', MASKED, at);
  const isArray = (thing: Thing) => {
    const content = machine.contentOf(thing);
    const line = thing.kind === 'line' ? thing.line : content?.kind === 'array' ? content.line : undefined;
    return line !== undefined && builder.shape(line).length > 0;
  };
  if ([...given.args, ...given.keywords.values()].some(isArray)) return fail('index', MASKED, at);
  machine.uncounted++;
  const result = call({ args, keywords });
  machine.uncounted--;
  if (result === undefined) return undefined;
  const lines = taken.map(({ line }) => line);
  const masked = (thing: Thing): Thing | undefined => {
    if (thing.kind === 'tuple') {
      const items = thing.items.map(masked);
      return items.every((item) => item !== undefined) ? { ...thing, items: items as Thing[] } : undefined;
    }
    if (thing.kind === 'complex') {
      const isOwn = thing.mask === undefined && [thing.re, thing.im].every((part) => isEntrywise(machine, part, lines));
      return isOwn ? { ...thing, mask: first.mask } : fail('index', MASKED, at);
    }
    const line = machine.lineOf(thing, at);
    if (line === undefined) return undefined;
    const isOwn = builder.shape(line).length === builder.shape(first.line).length;
    if (isOwn && isEntrywise(machine, line, lines)) return { kind: 'masked', line, mask: first.mask };
    return fail('index', MASKED, at);
  };
  return masked(result);
}

/** How many entries the mask takes, as far as it matters: a number that is 0 where there are none. */
export function countOfMask(machine: Machine, mask: LineId, at: Span): LineId | undefined {
  return machine.kit.builder.shape(mask).length === 0 ? mask : machine.apply('sum', [mask], at);
}

/** Whether the condition says that the mask takes any entry: `mask.any()`, `x[mask].size`. */
export function isAnyOf(machine: Machine, condition: LineId, mask: LineId): boolean {
  const { builder } = machine.kit;
  let line = condition;
  for (let depth = 0; depth < 6; depth++) {
    if (line === mask) return true;
    const { operation, operands } = builder.at(line);
    const [inner, other] = operands;
    const isTest = operation === 'ne' && other !== undefined && machine.valueOf(other) === 0;
    const isWhole = operation === 'sum' && builder.shape(line).length === 0;
    if (inner === undefined || !(isTest || isWhole)) return false;
    line = inner;
  }
  return false;
}
