/** What the parts of the program tracer share: evaluating, calling, static values, and asking for other shapes. */
import type { Span } from '../../base/span.ts';
import type { Value } from '../../base/value.ts';
import { isInput, type LineId, type WengertLine } from '../../graph/list.ts';
import { countOf, isMisfit, sizesOf } from '../../primitives/shape.ts';
import { scalarRow } from '../../primitives/table.ts';
import type { Attributes } from '../../primitives/tensorRow.ts';
import { firstIndexOf } from '../../syntax/firstIndex.ts';
import type { Call, Expression, Language, Parameter } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Guard, Kit } from '../kit.ts';
import type { AtPoint } from './atPoint.ts';
import type { Layout } from './forms.ts';
import type { Passes } from './rolls.ts';
import { type Content, type FunctionThing, lineThing, type Round, type Store, type Thing } from './things.ts';

/** Names by which a call is told: positional and keyword arguments, evaluated. */
export interface Arguments {
  readonly args: readonly Thing[];
  readonly keywords: ReadonlyMap<string, Thing>;
}

export interface Machine {
  readonly kit: Kit;
  /** What statements change; branches work on copies. */
  readonly store: Store;
  evaluate(expression: Expression, env: Env): Thing | undefined;
  /** The number or tensor that an expression is worth; lists of numbers become tensors. */
  line(expression: Expression, env: Env): LineId | undefined;
  /** The same of a thing; `at` is where to complain. */
  lineOf(thing: Thing, at: Span): LineId | undefined;
  /** Its entries in order: of a list, a range, a tensor along its first axis. */
  items(thing: Thing, at: Span): readonly Thing[] | undefined;
  /** An operation whose shapes are checked: complains, or wishes for other shapes of inputs. */
  apply(operation: string, operands: readonly LineId[], at: Span, attributes?: Attributes): LineId | undefined;
  /** Asks that a line have at least so many axes. True: it has; false: asked or refused, stop. */
  needsRank(line: LineId, rank: number, at: Span): boolean;
  /** The same without complaint. False: asked, tracing is done anew; what cannot have them is left alone. */
  wantsRank(line: LineId, rank: number, at: Span): boolean;
  /** Refuses arrays where the language computes with numbers only. */
  areNumbers(lines: readonly LineId[], at: Span): boolean;
  /** Loops that are followed once for all their passes. */
  readonly passes: Passes;
  /** Rows, columns and orders of entries in Julia, MATLAB and R. */
  readonly layout: Layout;
  /** A value that needs no input. */
  valueOf(line: LineId): Value | undefined;
  /**
   * A number that must be known while tracing (a bound, an axis); inputs are asked to be constants. `counts`: those whose
   * value at the point is no whole number are not asked, as nothing counts to 1.37.
   */
  staticNumber(thing: Thing | undefined, at: Span, what: string, counts?: boolean): number | undefined;
  /** True or false where it is known; a line where it depends on inputs. */
  truth(thing: Thing, at: Span, language?: Language): boolean | LineId | undefined;
  /** What is decided by the values of the inputs where nothing else decides. */
  readonly atPoint: AtPoint;
  /** Asks for the axes that `x.shape` is taken apart into. False: tracing is done anew. */
  asksShape(expression: Expression, rank: number, env: Env): boolean;
  /** Defaults of parameters, worked out where the function is made; those that cannot be are not known. */
  presets(parameters: readonly Parameter[], env: Env): ReadonlyMap<string, Thing> | undefined;
  /** The innermost round of a loop that runs. */
  round: Round | undefined;
  /** Above 0 arrays stand for a part of their entries, which nothing may count. */
  uncounted: number;
  /**
   * What is taken for granted where it stands: in a branch it counts only where that one is taken. Answers whether it is
   * said of all branches.
   */
  granted(guard: Guard): boolean;
  callFunction(fn: FunctionThing, given: Arguments, at: Expression): Thing | undefined;
  /** `elementwise`: Julia's call with a dot. */
  callThing(callee: Thing, given: Arguments, at: Expression, env: Env, elementwise?: boolean): Thing | undefined;
  callBuiltin(path: string, given: Arguments, at: Expression, env: Env, receiver?: Thing): Thing | undefined;
  argumentsOf(expression: Call, env: Env): Arguments | undefined;
  operate(operator: string, a: Thing, b: Thing, at: Expression, env: Env, elementwise?: boolean): Thing | undefined;
  /** `a \ b` in Julia, MATLAB and R: the solution of a x = b. */
  leftDivide(a: LineId, b: LineId, at: Expression, env: Env): LineId | undefined;
  /** `base[indices]`. */
  entry(base: Thing, indices: readonly Expression[], at: Expression, env: Env): Thing | undefined;
  contentOf(thing: Thing): Content | undefined;
  constant(value: number, text?: string): Thing;
  /** A tensor of known numbers. */
  tensor(value: Value, sizes: readonly number[], text?: string): Thing;
  /** A line that shares its memory with an array: neither may be changed in place while the other is used. */
  view(of: Thing | undefined, line: LineId): Thing;
  /** Layers and parameters in it get this name; `again`: met again under it, they are the same. */
  entitle(thing: Thing, path: string, at: Span, again?: boolean): Thing;
  /** The name, or with a number where another object has it. */
  unused(path: string, id: number): string;
}

/** Languages in which arrays are handed on by reference, so that a change shows under every name. */
export function hasReferences(language: Language): boolean {
  return language === 'python' || language === 'javascript' || language === 'julia' || language === 'c';
}

export function countsFromOne(language: Language): boolean {
  return firstIndexOf(language) === 1;
}

/** Of one array. */
const MOST_ENTRIES = 4_000_000;

/** Tensor rows whose result has more axes where an operand has. */
const FOLLOWING: ReadonlySet<string> = new Set(['matmul', 'softmax', 'logSoftmax', 'cumsum', 'cumprod', 'transpose']);

/** What asks for a matrix that is not singular. */
const INVERTING: ReadonlySet<string> = new Set(['det', 'logdet', 'inv', 'solve', 'cholesky']);
const MOST_FACTORS = 100;

/** `apply` and `needsRank`: shapes are checked, and inputs asked for others. */
export function createShapes(kit: Kit) {
  const { builder, fail, wish } = kit;
  return { apply, needsRank, wantsRank, areNumbers };

  function apply(
    operation: string,
    operands: readonly LineId[],
    at: Span,
    attributes?: Attributes,
  ): LineId | undefined {
    const shape = builder.shapeFor(operation, operands, attributes);
    if (!isMisfit(shape)) {
      if (INVERTING.has(operation) && operands[0] !== undefined && widens(operands[0])) return undefined;
      if (countOf(shape) > MOST_ENTRIES) {
        return fail('budget', `This makes ${countOf(shape)} numbers at once; that is too much to follow.`, at);
      }
      const line = attributes ? builder.apply(operation, operands, attributes) : builder.step(operation, operands);
      return line;
    }
    if (shape.equal && (shape.equal[0].guess !== undefined || shape.equal[1].guess !== undefined)) {
      if (wish({ kind: 'equal', axes: shape.equal })) return undefined;
    }
    return fail('shape', `${upper(shape.misfit)}. Check the shapes, or set the point with others.`, at);
  }

  /**
   * A product whose inner size is below its outer one is singular: open inner axes are asked to be as large. True: asked,
   * stop.
   */
  function widens(product: LineId): boolean {
    const size = builder.shape(product)[0]?.size ?? 0;
    const stack = [product];
    let asked = false;
    for (let visited = 0; stack.length > 0 && visited < MOST_FACTORS; visited++) {
      const entry = builder.at(stack.pop() as LineId);
      if (entry.operation !== 'matmul' && entry.operation !== 'transpose') continue;
      stack.push(...entry.operands);
      const axis = entry.operation === 'matmul' ? builder.shape(entry.operands[0] as LineId).at(-1) : undefined;
      if (axis?.guess === undefined || axis.size >= size) continue;
      asked = wish({ kind: 'size', axis, size }) || asked;
    }
    return asked;
  }

  function areNumbers(lines: readonly LineId[], at: Span): boolean {
    if (lines.every((line) => builder.shape(line).length === 0)) return true;
    fail('notANumber', 'JavaScript does not compute with arrays as a whole. Use map, or a loop over the entries.', at);
    return false;
  }

  function wantsRank(line: LineId, rank: number, at: Span): boolean {
    const before = kit.problemCount();
    if (needsRank(line, rank, at)) return true;
    if (kit.isWishing()) return false;
    kit.forgetProblems(before);
    return true;
  }

  function areVectors({ operation, operands }: WengertLine): boolean {
    return operation === 'matmul' && operands.every((operand) => builder.shape(operand).length === 1);
  }

  /** The inputs that a line depends on elementwise and whose rank is open: likely arrays first. */
  function needsRank(line: LineId, rank: number, at: Span): boolean {
    if (builder.shape(line).length >= rank) return true;
    const seen = new Set<LineId>();
    const ranks = new Map<string, number>();
    const matrices: string[] = [];
    const stack = [{ id: line, rank }];
    for (let next = stack.pop(); next !== undefined && seen.size < 500; next = stack.pop()) {
      const { id, rank: needed } = next;
      if (seen.has(id)) continue;
      seen.add(id);
      const entry = builder.at(id);
      if (isInput(entry)) {
        if (entry.shape.length < needed && kit.isOpen(entry.name)) ranks.set(entry.name, needed);
      } else if (needed === 1 && areVectors(entry)) {
        const [first] = entry.operands;
        const matrix = first === undefined ? undefined : builder.at(first);
        if (matrix && isInput(matrix) && kit.isOpen(matrix.name)) matrices.push(matrix.name);
      } else if (scalarRow(entry.operation) || FOLLOWING.has(entry.operation)) {
        stack.push(...entry.operands.map((operand) => ({ id: operand, rank: needed })));
      } else if (entry.operation === 'index') {
        // Each single entry has taken an axis away.
        const items = 'attributes' in entry ? entry.attributes?.items : undefined;
        const taken = Array.isArray(items)
          ? items.filter((item) => Array.isArray(item) && item.length === 1).length
          : 0;
        stack.push(...entry.operands.map((operand) => ({ id: operand, rank: needed + taken })));
      }
    }
    // Of two vectors it is a number: with a matrix in front of the second one a vector.
    if (ranks.size === 0) for (const name of matrices) ranks.set(name, 2);
    const open = [...ranks.keys()];
    open.sort((a, b) => likely(b) - likely(a));
    const best = open.filter((name) => likely(name) === likely(open[0] ?? ''));
    let asked = false;
    for (const name of best) asked = wish({ kind: 'rank', input: name, rank: ranks.get(name) ?? rank }) || asked;
    if (asked) return false;
    const what = rank === 1 ? 'a vector or list' : rank === 2 ? 'a matrix' : `a tensor of rank ${rank}`;
    fail(
      'shape',
      `Here ${what} is needed, but the value has the shape (${sizesOf(builder.shape(line)).join(', ')}).`,
      at,
    );
    return false;
  }
}

/** Names that people give to arrays rather than to numbers. */
function likely(name: string): number {
  const own = name.split('.').pop() ?? name;
  if (/^[A-Z]$/.test(own)) return 3;
  if (
    /^(?:x|y|z|u|v|w|p|t|xs|ys|zs|ts|arr|array|data|values?|vec|vector|inputs?|points?|samples?|weights?|targets?|logits|params?|theta|X\w*|Y\w*)$/.test(
      own,
    )
  )
    return 2;
  return own.length > 2 ? 1 : 0;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function createMake(kit: Kit, store: Store) {
  return {
    view(of: Thing | undefined, line: LineId): Thing {
      const content = of?.kind === 'ref' ? store.content(of.id) : undefined;
      if (of?.kind !== 'ref' || content?.kind !== 'array') return lineThing(line);
      const base = content.base ?? { id: of.id, version: content.version };
      return store.make({ kind: 'array', line, version: 0, base });
    },
    constant: (value: number, text?: string): Thing => lineThing(kit.builder.constant(value, text)),
    tensor(value: Value, sizes: readonly number[], text?: string): Thing {
      if (sizes.length === 0) return lineThing(kit.builder.constant(value as number));
      const shape = sizes.map((size) => ({ size }));
      return lineThing(kit.builder.tensor(value, shape, text ?? shortText(value)));
    },
  };
}

/** `[1, 2, 3]`, long ones cut. */
function shortText(value: Value): string {
  const whole = JSON.stringify(value).replaceAll(',', ', ');
  return whole.length <= 40 ? whole : `${whole.slice(0, 36)}…`;
}
