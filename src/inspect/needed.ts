/**
 * Names a mistake by what a claim would need at one of its places: the claimed derivative is linear in most of its parts,
 * so (computed − claimed) / (∂claimed/∂part) is what the part lacks. Where that is a number, a step of either side or
 * a number of times such a step, a factor or a term is missing there. What is found is tried before it is said.
 */

import { sweepInto } from '../autodiff/reverse.ts';
import { flatten } from '../base/value.ts';
import { compileProgram } from '../evaluate/program.ts';
import { type Builder, createBuilder } from '../graph/builder.ts';
import { isConstant, isInput, type LineId, type WengertList } from '../graph/list.ts';
import { countOf, sameShape, sizesOf } from '../primitives/shape.ts';
import { near } from './agreement.ts';
import type { SidesCompared } from './claims.ts';
import { type Difference, niceNumber, written } from './differences.ts';
import { numbersIn } from './parts.ts';
import { applied, coneOf, firstEqual, rebuilt, type Variant } from './variants.ts';

/** Lines of both sides, numbers in them, lines that are added to tell what is lacking, and steps that may be it. */
const MOST_LINES = 400;
const MOST_NUMBERS = 6000;
const MOST_ADDED = 6000;
const MOST_CANDIDATES = 150;
const MOST_VARIANTS = 60;
const POINTS = 6;
/** What a part lacks has lost digits where the two sides are nearly equal. */
const EQUAL = 1e-6;

/** A part of the claim: one operand of one step, or the whole. */
interface Part {
  readonly id: LineId;
  readonly consumer?: { readonly id: LineId; readonly place: number };
  /** ∂claimed/∂part; of a divisor ∂claimed/∂quotient, by which the quotient's lack is told first. */
  readonly slope: LineId;
  readonly quotient?: LineId;
}

export function needed(compared: SidesCompared): Difference | undefined {
  const { list, claimed, computed } = compared;
  if (list.lines.length > MOST_LINES || numbersIn(list) > MOST_NUMBERS) return undefined;
  const builder = createBuilder({ start: list, limit: list.lines.length + MOST_ADDED });
  const cone = coneOf(list, claimed);
  const parts = partsOf(builder, list, claimed, cone);
  if (parts.length === 0) return undefined;
  const measured = measure(compared, builder, parts);
  const candidates = candidatesOf(list, computed, claimed);
  const found = parts.flatMap((part) => lacking(part, compared, measured, candidates));
  const variants = found
    .sort((a, b) => a.effort - b.effort)
    .slice(0, MOST_VARIANTS)
    .flatMap((lack) => variantOf(lack, builder, compared, cone));
  return firstEqual(compared, builder, variants);
}

/** With arrays the slope is that of the sum over the entries: where steps go entry by entry each has its own. */
function partsOf(builder: Builder, list: WengertList, claimed: LineId, cone: readonly LineId[]): Part[] {
  const shape = builder.shape(claimed);
  const one = builder.constant(1);
  const seed = shape.length === 0 ? one : builder.apply('broadcast', [one], { shape: sizesOf(shape) });
  const operands = cone.flatMap((id) => list.lines[id]?.operands ?? []);
  const { contributions } = sweepInto(builder, claimed, { wrt: [...new Set([...cone, ...operands])], seed });
  const parts: Part[] = [{ id: claimed, slope: seed }];
  for (const id of new Set(operands)) {
    for (const { consumer, operand, value, adjoint } of contributions.get(id) ?? []) {
      if (!cone.includes(consumer)) continue;
      const isDivisor = operand === 1 && list.lines[consumer]?.operation === 'div';
      const at = { id, consumer: { id: consumer, place: operand } };
      parts.push(isDivisor ? { ...at, slope: adjoint, quotient: consumer } : { ...at, slope: value });
    }
  }
  return parts;
}

/** One point, or one entry at a point: `at` gives a line's number there. */
interface Measured {
  readonly apart: number;
  at(line: LineId): number;
}

function measure({ samples, computed, claimed }: SidesCompared, builder: Builder, parts: readonly Part[]): Measured[] {
  const list = builder.finish([computed, claimed, ...parts.map(({ slope }) => slope)]);
  const program = compileProgram(list);
  const count = countOf(list.lines[computed]?.shape ?? []);
  const points = [...new Set(samples.map(({ point }) => point))].slice(0, POINTS);
  return points.flatMap((point) => {
    const values = program.memory();
    program.run(
      program.inputs.flatMap((input) => flatten(point[input] ?? Number.NaN)),
      values,
    );
    return Array.from({ length: Math.min(count, 12) }, (_, k) => {
      const at = (line: LineId): number => {
        const entry = countOf(list.lines[line]?.shape ?? []) === count ? k : 0;
        return values[(program.offsets[line] ?? 0) + entry] ?? Number.NaN;
      };
      return { apart: at(computed) - at(claimed), at };
    });
  });
}

/** What is lacking at a part: times or plus `multiple` of a step (of 1: undefined). */
interface Lack {
  readonly part: Part;
  readonly by: 'mul' | 'add';
  readonly multiple: number;
  readonly step?: LineId;
  /** In the order of these a mistake is taken to be likely. */
  readonly effort: number;
}

function lacking(
  part: Part,
  { list }: SidesCompared,
  measured: readonly Measured[],
  candidates: readonly LineId[],
): Lack[] {
  const here = measured.flatMap((one) => {
    const own = one.at(part.quotient ?? part.id);
    const direct = one.apart / one.at(part.slope);
    const lack = part.quotient === undefined ? direct : one.at(part.id) * (own / (own + direct) - 1);
    return Number.isFinite(lack) ? [{ one, lack, own: one.at(part.id) }] : [];
  });
  if (here.length < 3 || here.every(({ lack }) => Math.abs(lack) < 1e-12)) return [];
  const found: Lack[] = [];
  const bigger = part.consumer === undefined ? 0 : 1;
  const factors = here.map(({ lack, own }) => 1 + lack / own);
  const factor = constantOf(factors);
  if (factor !== undefined) found.push({ part, by: 'mul', multiple: factor, effort: 0 });
  const term = constantOf(here.map(({ lack }) => lack));
  if (term !== undefined) found.push({ part, by: 'add', multiple: term, effort: 1 + bigger });
  for (const step of candidates) {
    if (
      list.lines[step]?.shape.length !== 0 &&
      !sameShape(list.lines[step]?.shape ?? [], list.lines[part.id]?.shape ?? [])
    )
      continue;
    const values = here.map(({ one }) => one.at(step));
    if (constantOf(values) !== undefined) continue;
    const times = constantOf(factors.map((value, i) => value / (values[i] ?? 0)));
    if (times !== undefined)
      found.push({ part, by: 'mul', multiple: times, step, effort: (isOne(times) ? 2 : 4) + bigger });
    const plus = constantOf(here.map(({ lack }, i) => lack / (values[i] ?? 0)));
    if (plus !== undefined)
      found.push({ part, by: 'add', multiple: plus, step, effort: (isOne(plus) ? 2 : 4) + bigger });
  }
  return found;
}

function isOne(multiple: number): boolean {
  return near(Math.abs(multiple), 1, EQUAL);
}

/** The one number that all are, if a person may have written it. */
function constantOf(values: readonly number[]): number | undefined {
  const [first = Number.NaN] = values;
  if (!Number.isFinite(first) || first === 0 || !values.every((value) => near(value, first, EQUAL))) return undefined;
  const rounded = Number(first.toPrecision(6));
  return near(rounded, first, EQUAL) || niceNumber(first) !== undefined ? first : undefined;
}

function candidatesOf(list: WengertList, computed: LineId, claimed: LineId): LineId[] {
  const inputs = list.lines.flatMap((line, id) => (isInput(line) ? [id] : []));
  const steps = list.lines.flatMap((line, id) => (isInput(line) || isConstant(line) ? [] : [id]));
  return [...inputs, ...steps].filter((id) => id !== computed && id !== claimed).slice(0, MOST_CANDIDATES);
}

function variantOf(
  { part, by, multiple, step }: Lack,
  builder: Builder,
  { list, claimed, builder: source }: SidesCompared,
  cone: readonly LineId[],
): Variant[] {
  const [number, exact] = spelt(multiple, list);
  const negative = number.startsWith('-');
  const size = negative ? number.slice(1) : number;
  const constant = builder.constant(exact, number);
  const other =
    step === undefined ? constant : isOne(multiple) && !negative ? step : builder.step('mul', [constant, step]);
  const fresh = builder.step(by, [part.id, other]);
  if (!sameShape(builder.shape(fresh), builder.shape(part.id))) return [];
  const line = put(part, fresh, builder, claimed, cone);
  if (line === undefined) return [];
  const own = () => written(list, part.id, source);
  const beside = () => (part.consumer === undefined ? '' : ` beside ${own()}`);
  const what = () =>
    step === undefined ? size : `${size === '1' ? '' : `${size}*`}${factorText(written(list, step, source), size)}`;
  const sign = negative ? '-' : '';
  const say = (kind: Difference['kind'], words: () => string): Variant[] => [{ line, kind, words }];
  if (by === 'add') return say('missingTerm', () => `the term ${sign}${what()} is missing${beside()}`);
  if (step !== undefined) return say('missingChainFactor', () => `the factor ${sign}${what()} is missing${beside()}`);
  if (near(multiple, -1, EQUAL)) return say('sign', () => `the sign of ${own()} is wrong`);
  const inverse = spelt(1 / multiple, list)[0].replace(/^-/, '');
  const also = negative ? ', and the sign is wrong' : '';
  return Math.abs(multiple) < 1 && inverse.length <= size.length
    ? say('factor', () => `${own()} has a factor ${inverse} too many${also}`)
    : say('factor', () => `the factor ${size} is missing${beside()}${also}`);
}

function factorText(text: string, size: string): string {
  return size !== '1' && / [-+] /.test(text) && !text.endsWith(')') ? `(${text})` : text;
}

/** A number as the text has it, else rounded to what a person may have written, and what it then is. */
function spelt(multiple: number, { lines }: WengertList): readonly [text: string, value: number] {
  for (const line of lines) {
    if (!isConstant(line) || typeof line.value !== 'number' || !near(Math.abs(line.value), Math.abs(multiple), EQUAL))
      continue;
    const same = line.value < 0 === multiple < 0;
    return [
      same ? line.text : line.text.startsWith('-') ? line.text.slice(1) : `-${line.text}`,
      same ? line.value : -line.value,
    ];
  }
  const rounded = Number(multiple.toPrecision(6));
  const nice = niceNumber(multiple);
  if (nice === undefined) return [String(rounded), rounded];
  return [nice, /^-?[\d/]+$/.test(nice) ? quotient(nice) : multiple];
}

function quotient(text: string): number {
  const [over = 0, under = 1] = text.split('/').map(Number);
  return over / under;
}

/** The claim with a part exchanged where it stands. */
function put(
  { id, consumer }: Part,
  fresh: LineId,
  builder: Builder,
  claimed: LineId,
  cone: readonly LineId[],
): LineId | undefined {
  if (!consumer) return id === claimed ? fresh : undefined;
  const line = builder.at(consumer.id);
  const made = applied(
    builder,
    line,
    line.operands.map((operand, i) => (i === consumer.place ? fresh : operand)),
  );
  if (made === undefined) return undefined;
  return consumer.id === claimed ? made : rebuilt(builder, cone, claimed, consumer.id, made);
}
