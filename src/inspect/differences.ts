/** What is wrong with a claim: the relation between the claimed and the computed values, at every sampled point. */

import type { Builder } from '../graph/builder.ts';
import { isConstant, isInput, type LineId, type WengertList } from '../graph/list.ts';
import { printLine } from '../render/print.ts';
import { near } from './agreement.ts';
import type { SidesCompared } from './claims.ts';
import { terms } from './parts.ts';
import type { Sample } from './sampling.ts';
import type { DifferenceKind } from './types.ts';

export interface Difference {
  readonly kind: DifferenceKind;
  /** In words: 'factor 2', 'missing path through c'. */
  readonly words: string;
}

const MAX_CANDIDATES = 1000;

/** A number that all of it is off by, or one of several paths. */
export function wholeDifference(compared: SidesCompared): Difference | undefined {
  const { samples, list } = compared;
  return average(samples, list) ?? constantRatio(samples) ?? missingPath(compared, list);
}

/** A term or factor of the computed derivative that the claim lacks. */
export function partDifference(compared: SidesCompared): Difference | undefined {
  const { list, computed } = compared;
  return (
    missingPart(compared, list, computed) ??
    missingFactor(compared, list, computed) ??
    signOfTerm(compared, list, computed)
  );
}

/** Steps of arrays that no language has a word for: nobody wrote them, and nobody can read them. */
export function isTold(words: string): boolean {
  return !/\b(?:scatter|unit)\(|\bitems=|\bstack\([^,[\]]*, axis=/.test(words);
}

/** n times the mean, or an n-th of the sum: n is how many entries an input has, and the text divides by such a number. */
function average(samples: readonly Sample[], list: WengertList): Difference | undefined {
  const usable = samples.filter((sample) => Math.abs(sample.computed) > 1e-9);
  const ratio = (usable[0]?.claimed ?? 0) / (usable[0]?.computed ?? 0);
  if (usable.length < 3 || !usable.every((sample) => near(sample.claimed, ratio * sample.computed))) return undefined;
  const saidOf = (size: number, count: string): Difference | undefined => {
    if (near(ratio, size)) return { kind: 'missingAverage', words: `it is not divided by ${count}` };
    if (!near(ratio, 1 / size)) return undefined;
    return { kind: 'missingAverage', words: `it is divided by ${count}, once too often` };
  };
  for (const line of list.lines) {
    if (!isInput(line)) continue;
    for (const { size } of line.shape) {
      const said = size > 1 && dividesBy(list, size) && saidOf(size, `the number of entries (${size} here)`);
      if (said) return said;
    }
  }
  // In notes the entries are numbers of their own: 1/n before a sum to n.
  for (const { operation, operands } of list.lines) {
    const by = operation === 'div' ? list.lines[operands[1] ?? -1] : undefined;
    if (!by || !isConstant(by) || typeof by.value !== 'number' || by.value < 2 || !/^[a-zA-Z]\w*$/.test(by.text))
      continue;
    const said = saidOf(by.value, `${by.text} (${by.value} here)`);
    if (said) return said;
  }
  return undefined;
}

function dividesBy(list: WengertList, size: number): boolean {
  return list.lines.some((line) => {
    if (line.operation === 'mean') return true;
    const by = line.operation === 'div' ? list.lines[line.operands[1] ?? -1] : undefined;
    return by !== undefined && isConstant(by) && by.value === size && by.text !== String(size);
  });
}

function constantRatio(samples: readonly Sample[]): Difference | undefined {
  const usable = samples.filter((sample) => Math.abs(sample.computed) > 1e-9);
  const ratio = (usable[0]?.claimed ?? 0) / (usable[0]?.computed ?? 0);
  if (usable.length < 3 || !Number.isFinite(ratio) || ratio === 0 || near(ratio, 1)) return undefined;
  if (!usable.every((sample) => near(sample.claimed, ratio * sample.computed))) return undefined;
  // Constants have a constant ratio whatever the mistake was.
  if (near(ratio, -1)) return { kind: 'sign', words: 'the sign is wrong' };
  const nice = niceNumber(ratio);
  if (nice === undefined) return undefined;
  const sign = ratio < 0 ? ', and the sign is wrong' : '';
  const positive = nice.replace(/^-/, '');
  const inverse = niceNumber(1 / ratio)?.replace(/^-/, '');
  if (Math.abs(ratio) < 1 && inverse !== undefined)
    return { kind: 'factor', words: `a factor ${inverse} is missing${sign}` };
  return { kind: 'factor', words: `there is a factor ${positive} too many${sign}` };
}

/** 2, 1/3, 3/2, π, 2π, √2: a factor that a person forgets. */
export function niceNumber(value: number): string | undefined {
  for (let denominator = 1; denominator <= 12; denominator++) {
    const numerator = value * denominator;
    if (Math.abs(numerator) <= 1000 && near(numerator, Math.round(numerator), 1e-9) && Math.round(numerator) !== 0) {
      return denominator === 1 ? String(Math.round(numerator)) : `${Math.round(numerator)}/${denominator}`;
    }
  }
  for (const [factor, name] of [
    [Math.PI, 'π'],
    [Math.SQRT2, '√2'],
    [Math.LN2, 'ln 2'],
    [Math.LN10, 'ln 10'],
  ] as const) {
    const rest = value / factor;
    for (const small of [1, 2, 4, 0.5])
      if (near(Math.abs(rest), small, 1e-9))
        return small === 1 ? name : `${small === 0.5 ? `${name}/2` : `${small}${name}`}`;
  }
  return undefined;
}

/** One of several uses of the denominator was forgotten, or its sign. */
function missingPath({ samples, paths, builder }: SidesCompared, list: WengertList): Difference | undefined {
  if (paths.length < 2) return undefined;
  for (const path of paths) {
    const at = (sample: Sample) => sample.at(path.value);
    if (samples.some((sample) => at(sample) === 0)) continue;
    const step = definitionAbove(list, path.consumer);
    const others = paths.filter((other) => other !== path);
    // What all the others go through as well: this one comes to it without a detour.
    const isShared = step !== undefined && others.every(({ consumer }) => linesAbove(list, consumer).has(step));
    const name = step === undefined ? undefined : list.names.get(step);
    // Into the function itself all of them go.
    const isWhole = isShared && definitionAbove(list, step, 1) === undefined;
    const via = name === undefined || isWhole ? undefined : `${isShared ? 'straight into' : 'through'} ${name}`;
    const term = via === undefined ? written(list, path.value, builder) : '';
    if (samples.every((sample) => near(sample.computed - at(sample), sample.claimed))) {
      if (via === undefined) return { kind: 'missingPath', words: `the term ${term} is missing` };
      return { kind: 'missingPath', words: `the path ${via} is missing` };
    }
    if (samples.every((sample) => near(sample.computed - 2 * at(sample), sample.claimed))) {
      // xᵀx lacks both of its paths.
      const isTwice = others.some((other) => samples.every((sample) => near(sample.at(other.value), at(sample))));
      if (isTwice)
        return { kind: 'missingTerm', words: `the term 2*${bracket(written(list, path.value, builder))} is missing` };
      const words = via === undefined ? `the sign of the term ${term} is wrong` : `the path ${via} has the wrong sign`;
      return { kind: 'sign', words };
    }
  }
  return undefined;
}

function bracket(text: string): string {
  return /[-+/ ]/.test(text) ? `(${text})` : text;
}

/** The step with a name of the author's that a line is part of. */
function definitionAbove(list: WengertList, line: LineId, after = 0): LineId | undefined {
  return [...linesAbove(list, line)].filter((id) => list.lines[id]?.operation === 'named')[after];
}

/** The line and all that is made of it, in order. */
function linesAbove(list: WengertList, line: LineId): ReadonlySet<LineId> {
  const above = new Set([line]);
  for (let id = line + 1; id < list.lines.length; id++) {
    if (list.lines[id]?.operands.some((operand) => above.has(operand))) above.add(id);
  }
  return above;
}

function missingPart({ samples, builder }: SidesCompared, list: WengertList, computed: LineId): Difference | undefined {
  for (const { id, sign } of terms(list, computed)) {
    const at = (sample: Sample) => sign * sample.at(id);
    if (!varies(samples, at)) continue;
    if (samples.every((sample) => near(sample.computed - at(sample), sample.claimed))) {
      const words = `the term ${signed(sign, list, id, builder)} is missing`;
      if (isTold(words)) return { kind: 'missingTerm', words };
    }
  }
  return undefined;
}

function signOfTerm({ samples, builder }: SidesCompared, list: WengertList, computed: LineId): Difference | undefined {
  const parts = terms(list, computed);
  if (parts.length < 2) return undefined;
  for (const { id, sign } of parts) {
    const at = (sample: Sample) => sign * sample.at(id);
    if (samples.every((sample) => near(sample.computed - 2 * at(sample), sample.claimed))) {
      return { kind: 'sign', words: `the sign of the term ${signed(sign, list, id, builder)} is wrong` };
    }
  }
  return undefined;
}

/** Of the computed derivative's terms one has another factor in the claim. */
export function factorOfTerm({ samples, builder, list, computed }: SidesCompared): Difference | undefined {
  const parts = terms(list, computed);
  if (parts.length < 2) return undefined;
  for (const { id, sign } of parts) {
    const ratios = samples.map((sample) => (sample.claimed - sample.computed) / (sign * sample.at(id)) + 1);
    const ratio = ratios[0] ?? 0;
    const nice = niceNumber(ratio);
    if (nice !== undefined && nice !== '1' && ratios.every((other) => near(other, ratio))) {
      return { kind: 'factor', words: `the term ${signed(sign, list, id, builder)} has a factor ${nice} too many` };
    }
  }
  return undefined;
}

/** A factor of the computed derivative (any line that it is made of) without which it equals the claim. */
function missingFactor(
  { samples, builder, claimed }: SidesCompared,
  list: WengertList,
  computed: LineId,
): Difference | undefined {
  // Local gradients (2x of x²) are lines of their own even where simplification has merged them into the result.
  const reachable = below(list, computed);
  const others = list.lines
    .slice(0, MAX_CANDIDATES)
    .map((_, id) => id)
    .filter((id) => !reachable.includes(id));
  const candidates = [...reachable, ...others].filter((id) => id !== computed && id !== claimed);
  for (const id of candidates) {
    const at = (sample: Sample) => sample.at(id);
    if (!varies(samples, at)) continue;
    // 1 − (a + b) nobody calls a factor.
    const isSum = terms(list, id).length > 1;
    const times = (by: (value: number) => number) =>
      samples.every((sample) => near(sample.claimed * by(at(sample)), sample.computed));
    const sign = times((value) => value) ? '' : times((value) => -value) ? '-' : undefined;
    const rest = sign ?? (!isSum && times((value) => 1 - value) ? '1 - ' : undefined);
    const isTooMany =
      rest === undefined && samples.every((sample) => near(sample.computed * at(sample), sample.claimed));
    if (rest === undefined && !isTooMany) continue;
    const text = written(list, id, builder);
    if (!isTold(text)) continue;
    if (isTooMany) return { kind: 'factor', words: `there is a factor ${text} too many` };
    return { kind: 'missingChainFactor', words: `the factor ${rest}${text} is missing` };
  }
  return undefined;
}

function below(list: WengertList, id: LineId): LineId[] {
  const seen = new Set<LineId>();
  const open = [id];
  for (let next = open.pop(); next !== undefined && seen.size < 2000; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(list.lines[next]?.operands ?? []));
  }
  return [...seen].sort((a, b) => b - a);
}

function varies(samples: readonly Sample[], at: (sample: Sample) => number): boolean {
  const first = samples[0] && at(samples[0]);
  return (
    first !== undefined &&
    samples.some((sample) => !near(at(sample), first, 1e-6)) &&
    samples.every((sample) => at(sample) !== 0)
  );
}

function signed(sign: 1 | -1, list: WengertList, id: LineId, builder: Builder): string {
  return `${sign === -1 ? '-' : ''}${written(list, id, builder)}`;
}

export function written(list: WengertList, id: LineId, builder: Builder): string {
  const { text } = printLine(list, id, { nameOf: (line) => builder.names.get(line), limit: 40 });
  const entry = /^(.+)\*unit\((\d+)\)$/.exec(text);
  return entry ? `${entry[1]} in entry ${Number(entry[2]) + 1 - (list.firstIndex ?? 0)}` : text;
}
