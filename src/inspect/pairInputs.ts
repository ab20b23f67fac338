/** What the two functions of a pair take: one input each, the same for both. */
import type { Problem } from '../base/outcome.ts';
import type { Builder } from '../graph/builder.ts';
import type { LineId } from '../graph/list.ts';
import type { Expression } from '../syntax/tree.ts';
import type { Assumptions } from '../trace/assume.ts';
import { GUESSED_SIZE } from '../trace/statics.ts';
import type { Pair } from './pairs.ts';
import { isParameter, ownParameters } from './parameters.ts';
import type { Source } from './source.ts';

/** The lines of the function's parameters. */
export class Inputs {
  readonly names: readonly string[];
  private readonly builder: Builder;
  private readonly assumptions: Assumptions | undefined;

  constructor(pair: Pair, builder: Builder, assumptions: Assumptions | undefined) {
    this.names = ownParameters(pair.of);
    this.builder = builder;
    this.assumptions = assumptions;
  }

  line(name: string): LineId | undefined {
    const { lines } = this.builder;
    const id = lines.findIndex((line) => line.operation === 'input' && (line as { name?: string }).name === name);
    if (id >= 0) return id;
    return this.assumptions?.isStatic(name) ? this.builder.constant(GUESSED_SIZE, name) : undefined;
  }

  isNumber(name: string): boolean {
    return this.assumptions?.isStatic(name) === true;
  }

  /** Those that may be differentiated by. */
  variables(): string[] {
    return this.names.filter((name) => !this.isNumber(name) && this.line(name) !== undefined);
  }
}

/** For every parameter of the derivative the same input as in the function: by name, else the one at its place. */
export function argumentsFor(
  pair: Pair,
  builder: Builder,
  inputs: Inputs,
  value: LineId | undefined,
  start: LineId | undefined,
  seed: LineId | undefined,
): (LineId | undefined)[] | undefined {
  const of = inputs.names.filter((name) => name !== pair.valueOut);
  const own = ownParameters(pair.derivative);
  const isTold = pair.by !== undefined;
  const plain = own.filter((name) => name !== pair.out && name !== pair.seed);
  const others = plain.filter((name) => !of.includes(name));
  // `_p` is p that is not used.
  const isAlike = plain.length === of.length && plain.every((name, i) => bare(name) === bare(of[i] ?? ''));
  // (m, n, x) beside (n, x, result): names in other places say that the places mean something else.
  const isInPlace = plain.length === of.length && plain.every((name, i) => !of.includes(name) || of[i] === name);
  const goesByPlace = (isTold && isInPlace) || isAlike;
  if (!goesByPlace && (others.length > 1 || plain.length > of.length)) return undefined;
  const args: (LineId | undefined)[] = [];
  const presets = new Set(pair.derivative.function?.parameters.filter((own) => own.default).map(({ name }) => name));
  for (const name of own) {
    if (name === pair.out) {
      if (start === undefined) return undefined;
      args.push(start);
      continue;
    }
    if (name === pair.seed && seed !== undefined) {
      args.push(seed);
      continue;
    }
    const i = plain.indexOf(name);
    // The first may go by another name, if no other one goes by that of the function's first.
    const first = plain.includes(of[0] ?? '') ? undefined : of[0];
    const meant = goesByPlace ? of[i] : of.includes(name) ? name : i === 0 ? first : undefined;
    if (meant === undefined) return undefined;
    // Left to its default where the function was: `alpha=None` is not a number.
    if (inputs.line(meant) === undefined && presets.has(name)) {
      args.push(undefined);
      continue;
    }
    // `void *params` that the function does not use is no input of it.
    const line = inputs.line(meant) ?? builder.input(meant);
    args.push(i === 0 && value !== undefined ? value : line);
  }
  return args;
}

function bare(name: string): string {
  return name.replace(/^_+(?=[^_])|(?<=[^_])_+$/g, '');
}

/** Several arguments more than the function has: `J(x)ᵀu` and its like, which a name alone does not make a derivative. */
export function isOtherFunction({ of, derivative, out, seed }: Pair): boolean {
  const own = new Set(ownParameters(of));
  const presets = new Set(derivative.function?.parameters.filter((one) => one.default).map(({ name }) => name));
  const taken = ownParameters(derivative).filter((name) => !presets.has(name) && name !== out && name !== seed);
  return taken.length > own.size + 1 && taken.filter((name) => !own.has(name)).length > 1;
}

export function callOf({ derivative }: Pick<Pair, 'derivative'>): Expression {
  const { span, name } = derivative;
  return { kind: 'name', name, base: name, accents: [], span, outer: span };
}

/** An attribute of the object, or a parameter of one of the two or of a function around them, is called. */
export function isFromOutside({ scope }: Source, { of, derivative }: Pair, { code, message }: Problem): boolean {
  if (code !== 'unknownFunction') return false;
  const root = /^(\w+)(?:\.\w+)* is not a function/.exec(message)?.[1];
  if (root === undefined) return false;
  if (root === 'self' || root === 'this') return true;
  // C: a member that is called is a pointer to a function of the caller's.
  if (of.language === 'c' && message.startsWith(`${root}.`)) return true;
  return isParameter(scope, root, of) || isParameter(scope, root, derivative);
}
