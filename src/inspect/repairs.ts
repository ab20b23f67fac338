/**
 * Names a mistake by its repair: the claimed derivative with one place changed (another entry, another name, a sign, an
 * axis, a factor or a term more or less) that makes it equal to the computed one. Small changes are tried first.
 */

import { type Builder, createBuilder } from '../graph/builder.ts';
import {
  isConstant,
  isInput,
  isStep,
  type LineId,
  type StepLine,
  type WengertLine,
  type WengertList,
} from '../graph/list.ts';
import { sameShape } from '../primitives/shape.ts';
import { scalars } from '../primitives/table.ts';
import type { SidesCompared } from './claims.ts';
import { type Difference, written } from './differences.ts';
import { factorMore, numbersIn, termMore } from './parts.ts';
import { applied, coneOf, firstEqual, type Named, rebuilt, type Variant } from './variants.ts';

/** Variants that are tried. */
const MOST_VARIANTS = 2500;
const MOST_ADDED = 20_000;
/** Numbers that the claim is made of: a change is tried on all of them. */
export const MOST_NUMBERS = 5000;

/** One thing for another, which explains more than that something is missing there. */
export function exchange(compared: SidesCompared): Difference | undefined {
  return tried(compared, [signs, exchanged, swapped, axes, functions]);
}

/** Something that is there changed: tried before anything is put in. */
export function repair(compared: SidesCompared): Difference | undefined {
  return tried(compared, [numbers, squared, dropped]);
}

/** A step in the place of another, a factor or a term put in. */
export function insertion(compared: SidesCompared): Difference | undefined {
  return tried(compared, [replaced, added]);
}

function tried(compared: SidesCompared, kinds: readonly Kind[]): Difference | undefined {
  const { list, claimed } = compared;
  const builder = createBuilder({ start: list, limit: list.lines.length + MOST_ADDED });
  const variants: Variant[] = [];
  const cone = coneOf(list, claimed);
  if (numbersIn(list) > MOST_NUMBERS) return undefined;
  for (const kind of kinds) {
    for (const id of cone) {
      if (variants.length >= MOST_VARIANTS || builder.full) break;
      for (const { line, ...named } of kind(id, { ...compared, builder, source: compared.builder, cone })) {
        const whole = line === undefined ? undefined : rebuilt(builder, cone, claimed, id, line);
        if (whole !== undefined && whole !== claimed) variants.push({ line: whole, ...named });
      }
    }
  }
  return firstEqual(compared, builder, variants);
}

interface Change extends Named {
  readonly line: LineId | undefined;
}

interface Setting extends Pick<SidesCompared, 'list' | 'computed' | 'claimed'> {
  /** Takes new lines; `source` knows the names of the old ones. */
  readonly builder: Builder;
  readonly source: Builder;
  readonly cone: readonly LineId[];
}

type Kind = (id: LineId, setting: Setting) => Iterable<Change>;

/** One operand exchanged for another entry of the same array, another name, its square, its transpose. */
const exchanged: Kind = function* (id, setting) {
  const { list, builder } = setting;
  const line = list.lines[id];
  if (!line || !isStep(line)) return;
  for (const [place, operand] of line.operands.entries()) {
    const isTurned = turnedBack(list, operand);
    if (isTurned !== undefined) {
      yield {
        line: withOperand(setting, line, place, isTurned),
        kind: 'transposed',
        words: () => `${show(setting, isTurned)} must not be transposed`,
      };
    }
    for (const { instead, kind } of standIns(operand, setting)) {
      if (instead === isTurned) continue;
      const operands = line.operands.map((own, i) => (i === place ? instead : own));
      const words = () => `${show(setting, operand)} stands where ${show(setting, instead)} is meant`;
      yield { line: applied(builder, line, operands), kind, words };
    }
    if (list.lines[operand]?.shape.length === 2 && isTurned === undefined) {
      const turned = builder.apply('transpose', [operand]);
      const operands = line.operands.map((own, i) => (i === place ? turned : own));
      yield {
        line: applied(builder, line, operands),
        kind: 'transposed',
        words: () => `${show(setting, operand)} must be transposed`,
      };
    }
  }
};

/** A of Aᵀ. */
function turnedBack(list: WengertList, id: LineId): LineId | undefined {
  const line = list.lines[id];
  const [of] = line?.operation === 'transpose' ? line.operands : [];
  return of;
}

/** The two factors of a product of matrices in the other order, turned where only that fits. */
const swapped: Kind = function* (id, setting) {
  const { list, builder } = setting;
  const line = list.lines[id];
  if (!line || !isStep(line) || !PRODUCTS.has(line.operation)) return;
  const [a, b, more] = line.operands;
  if (a === undefined || b === undefined || more !== undefined || a === b) return;
  const words = () => `${show(setting, a)} and ${show(setting, b)} stand in the wrong order`;
  const swap = applied(builder, line, [b, a]);
  yield { line: swap, kind: 'transposed', words };
  const turned = [b, a].map((operand) => turnedBack(list, operand) ?? builder.apply('transpose', [operand]));
  if (list.lines[id]?.shape.length === 2)
    yield {
      line: applied(builder, line, turned),
      kind: 'transposed',
      words: () => `${show(setting, id)} must be transposed`,
    };
};

const PRODUCTS = new Set(['matmul', 'outer', 'kron', 'solve']);

interface StandIn {
  readonly instead: LineId;
  readonly kind: Difference['kind'];
}

function* standIns(operand: LineId, { list, builder }: Setting): Generator<StandIn> {
  const line = list.lines[operand];
  if (!line || isConstant(line)) return;
  if (isStep(line) && 'attributes' in line && line.operation === 'index') {
    const [base = 0] = line.operands;
    const [first, ...rest] = (line.attributes?.items ?? []) as readonly (readonly number[])[];
    const size = list.lines[base]?.shape[0]?.size ?? 0;
    if (first?.length === 1 && rest.length === 0) {
      for (let k = 0; k < Math.min(size, 6); k++) {
        if (k !== first[0]) yield { instead: builder.apply('index', [base], { items: [[k]] }), kind: 'wrongIndex' };
      }
    }
  }
  for (const [other, candidate] of list.lines.entries()) {
    if (other === operand || other > MOST_POOL || !sameShape(candidate.shape, line.shape)) continue;
    if (isInput(candidate)) yield { instead: other, kind: 'wrongArgument' };
  }
}

/** 1 − tanh(x) for 1 − tanh(x)². */
const squared: Kind = function* (id, setting) {
  const { list, builder } = setting;
  const line = list.lines[id];
  if (!line || !isStep(line)) return;
  for (const [place, operand] of line.operands.entries()) {
    const own = list.lines[operand];
    if (!own || isConstant(own) || own.shape.length > 1) continue;
    const square = builder.apply('pow', [operand, builder.constant(2)]);
    const words = () => `${show(setting, operand)} stands where ${show(setting, square)} is meant`;
    yield { line: withOperand(setting, line, place, square), kind: 'wrongArgument', words };
  }
};

const MOST_POOL = 120;

const NO_FUNCTIONS = new Set(['neg', 'abs', 'sign', 'floor', 'ceil', 'round', 'relu']);

/** One operand exchanged for another step with a name. */
const replaced: Kind = function* (id, setting) {
  const { list, source } = setting;
  const line = list.lines[id];
  if (!line || !isStep(line)) return;
  for (const [place, operand] of line.operands.entries()) {
    const own = list.lines[operand];
    if (!own || isConstant(own)) continue;
    for (const [other, candidate] of list.lines.slice(0, MOST_POOL).entries()) {
      if (other === operand || !isStep(candidate) || !source.names.has(other)) continue;
      if (!sameShape(candidate.shape, own.shape)) continue;
      yield { line: withOperand(setting, line, place, other), ...lackBeside(operand, other, setting) };
    }
  }
};

/** What is said of a step that stands where another is meant: where that has a term or a factor more, which. */
function lackBeside(own: LineId, meant: LineId, setting: Setting): Named {
  const { list } = setting;
  const beside = () => `is missing beside ${show(setting, own)}`;
  const term = termMore(list, meant, own);
  if (term) {
    const sign = term.sign === 1 ? '' : '-';
    return { kind: 'missingTerm', words: () => `the term ${sign}${show(setting, term.id)} ${beside()}` };
  }
  const factor = factorMore(list, meant, own);
  if (factor !== undefined)
    return { kind: 'missingChainFactor', words: () => `the factor ${show(setting, factor)} ${beside()}` };
  return {
    kind: 'wrongArgument',
    words: () => `${show(setting, own)} stands where ${show(setting, meant)} is meant`,
  };
}

function withOperand({ builder }: Setting, line: StepLine, place: number, fresh: LineId): LineId | undefined {
  return applied(
    builder,
    line,
    line.operands.map((own, i) => (i === place ? fresh : own)),
  );
}

/** A sum along another axis. */
const axes: Kind = function* (id, { list, builder }) {
  const line = list.lines[id];
  if (!line || !isStep(line) || !('attributes' in line) || !line.attributes) return;
  const { attributes: given } = line;
  const rank = list.lines[line.operands[0] ?? -1]?.shape.length ?? 0;
  for (const key of ['axis', 'axes']) {
    const own = given[key];
    const isList = Array.isArray(own) && own.length === 1;
    if (typeof own !== 'number' && !isList) continue;
    for (let axis = 0; axis < rank; axis++) {
      const attributes = { ...given, [key]: isList ? [axis] : axis };
      yield {
        line: applied(builder, { ...line, attributes }, line.operands),
        kind: 'wrongAxis',
        words: () => `${line.operation} runs over the wrong axis`,
      };
    }
  }
};

/** + for −, and a sign too many or too few. */
const signs: Kind = function* (id, setting) {
  const { list, builder } = setting;
  const line = list.lines[id];
  if (!line || !isStep(line)) return;
  const [, second] = line.operands;
  const other = line.operation === 'add' ? 'sub' : line.operation === 'sub' ? 'add' : undefined;
  if (other && second !== undefined) {
    const words = () => `the sign of ${show(setting, second)} is wrong`;
    yield { line: builder.apply(other, line.operands), kind: 'sign', words };
  }
  const words = () => `the sign of ${show(setting, id)} is wrong`;
  yield { line: builder.apply('neg', [id]), kind: 'sign', words };
};

/** Another number. */
const numbers: Kind = function* (id, setting) {
  const { list, builder } = setting;
  const line = list.lines[id];
  if (!line || !isStep(line)) return;
  for (const [place, operand] of line.operands.entries()) {
    const constant = list.lines[operand];
    if (!constant || !isConstant(constant) || typeof constant.value !== 'number') continue;
    const { value } = constant;
    const isExponent = line.operation === 'pow' && place === 1;
    for (const instead of [value + 1, value - 1, 2 * value, value / 2, -value, 3 * value, value / 3, value + 2]) {
      if (instead === value) continue;
      const text = String(Number(instead.toPrecision(6)));
      const operands = line.operands.map((own, i) => (i === place ? builder.constant(instead, text) : own));
      const what = isExponent ? 'the exponent ' : '';
      yield {
        line: applied(builder, line, operands),
        kind: isExponent ? 'other' : instead === -value ? 'sign' : 'factor',
        words: () => `${what}${constant.text} stands where ${text} is meant`,
      };
    }
  }
};

const TWINS: Readonly<Record<string, readonly string[]>> = {
  sin: ['cos', 'tan', 'sinh'],
  cos: ['sin', 'cosh'],
  tan: ['sin', 'tanh'],
  sinh: ['cosh', 'sin'],
  cosh: ['sinh', 'cos'],
  tanh: ['tan'],
  exp: ['log', 'sqrt', 'expm1'],
  expm1: ['exp'],
  log: ['exp', 'log1p'],
  log1p: ['log'],
  sqrt: ['exp', 'square'],
  cdf: ['pdf'],
};

/** sin(x) for cos(x), sin(x) for x, x for a function of x that either side has. */
const functions: Kind = function* (id, setting) {
  const { list, builder } = setting;
  const line = list.lines[id];
  if (!line || !isStep(line)) return;
  const [of, more] = line.operands;
  if (of !== undefined && more === undefined) {
    for (const other of TWINS[line.operation] ?? []) {
      const words = () => `${line.operation} stands where ${other} is meant`;
      yield { line: builder.apply(other, line.operands), kind: 'wrongArgument', words };
    }
    const words = () => `${show(setting, id)} stands where ${show(setting, of)} is meant`;
    if (isFunction(line)) yield { line: of, kind: 'wrongArgument', words };
  }
  for (const [place, operand] of line.operands.entries()) {
    for (const [other, candidate] of list.lines.slice(0, MOST_POOL).entries()) {
      if (!isFunction(candidate) || candidate.operands[0] !== operand || other === id) continue;
      const words = () => `${show(setting, operand)} stands where ${show(setting, other)} is meant`;
      yield { line: withOperand(setting, line, place, other), kind: 'wrongArgument', words };
    }
  }
};

/** sin, exp, σ: a number of a number, and not what most points say nothing of. */
function isFunction(line: WengertLine): line is StepLine {
  if (!isStep(line) || 'body' in line || line.operands.length !== 1) return false;
  return scalars[line.operation] !== undefined && !NO_FUNCTIONS.has(line.operation);
}

/** A factor or a term that is too many. */
const dropped: Kind = function* (id, setting) {
  const { list } = setting;
  const line = list.lines[id];
  if (!line || !isStep(line) || line.operands.length !== 2) return;
  const [a = 0, b = 0] = line.operands;
  const what =
    line.operation === 'mul' ? 'factor' : line.operation === 'add' || line.operation === 'sub' ? 'term' : undefined;
  const kind = what === 'factor' || line.operation === 'div' ? 'factor' : 'other';
  if (what) {
    yield { line: b, kind, words: () => `there is a ${what} ${show(setting, a)} too many` };
    yield { line: a, kind, words: () => `there is a ${what} ${show(setting, b)} too many` };
  } else if (line.operation === 'div') {
    yield { line: a, kind, words: () => `there is a division by ${show(setting, b)} too many` };
  }
};

/** A factor or a term that is missing somewhere inside, beside one operand of one step or beside the whole. */
const added: Kind = function* (id, setting) {
  const { list, claimed } = setting;
  const line = list.lines[id];
  if (!line || !isStep(line)) return;
  if (id === claimed) for (const { line: whole, ...named } of beside(id, setting)) yield { line: whole, ...named };
  for (const [place, operand] of line.operands.entries()) {
    // Entries of what is only stretched are looked at where they are made.
    if (STRETCHING.has(line.operation)) continue;
    for (const { line: fresh, ...named } of beside(operand, setting)) {
      yield { line: withOperand(setting, line, place, fresh), ...named };
    }
  }
};

const STRETCHING = new Set(['broadcast', 'reshape', 'index', 'scatter', 'stack', 'concat']);

function* beside(id: LineId, setting: Setting): Generator<Named & { readonly line: LineId }> {
  const { builder, list } = setting;
  const own = () => show(setting, id);
  for (const other of poolOf(setting)) {
    const shape = builder.shape(other);
    if (other === id || (shape.length > 0 && !sameShape(shape, builder.shape(id)))) continue;
    const factor = () => show(setting, other);
    const isConstantFactor = isNumber(builder.at(other));
    for (const operation of ['add', 'sub']) {
      const sign = operation === 'add' ? '' : '-';
      yield {
        line: builder.apply(operation, [id, other]),
        kind: 'missingTerm',
        words: () => `the term ${sign}${factor()} is missing beside ${own()}`,
      };
    }
    if (isNumber(list.lines[id]) && isConstantFactor) continue;
    yield {
      line: builder.apply('mul', [id, other]),
      kind: isConstantFactor ? 'factor' : 'missingChainFactor',
      words: () => `a factor ${factor()} is missing beside ${own()}`,
    };
    yield {
      line: builder.apply('div', [id, other]),
      kind: 'factor',
      words: () => `a division by ${factor()} is missing below ${own()}`,
    };
  }
}

const MOST_FACTORS = 14;
const MOST_CONSTANTS = 5;

function isNumber(line: WengertLine | undefined): boolean {
  return line !== undefined && isConstant(line) && typeof line.value === 'number';
}

/**
 * Inputs and 1, what the author gave a name and made no use of, and the steps nearest to the result that the computed
 * derivative is made of.
 */
function poolOf({ list, computed, builder, source, cone }: Setting): LineId[] {
  const unused = [...source.names.keys()]
    .reverse()
    .filter((id) => id < list.lines.length && isUnused(list, id, cone))
    .slice(0, MOST_UNUSED);
  const inputs = list.lines.flatMap((line, id) => (isInput(line) ? [id] : []));
  const steps = coneOf(list, computed).filter((id) => id !== computed);
  const entries = steps.filter((id) => list.lines[id]?.operation === 'index');
  const constants = steps.flatMap((id) => list.lines[id]?.operands ?? []).filter((id) => isNumber(list.lines[id]));
  const numbers = [...new Set(constants)].slice(0, MOST_CONSTANTS);
  return [...new Set([builder.constant(1), ...numbers, ...inputs, ...unused, ...entries, ...steps])].slice(
    0,
    MOST_FACTORS + numbers.length + unused.length,
  );
}

const MOST_UNUSED = 6;

function isUnused(list: WengertList, id: LineId, cone: readonly LineId[]): boolean {
  const line = list.lines[id];
  return line !== undefined && isStep(line) && !cone.includes(id);
}

function show({ source, list, builder }: Setting, id: LineId): string {
  const isOld = id < list.lines.length;
  return isOld ? written(list, id, source) : written(builder.finish([id]), id, builder);
}
