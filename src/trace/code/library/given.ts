/** Arguments of library functions by position or keyword, and what many of these functions share. */
import type { LineId } from '../../../graph/list.ts';
import { sizesOf } from '../../../primitives/shape.ts';
import type { Attributes } from '../../../primitives/tensorRow.ts';
import { MASKED } from '../masked.ts';
import { listOf } from '../operators.ts';
import { lineThing, type Thing, tuple } from '../things.ts';
import type { LibraryCall } from './entry.ts';

/** The argument called `name`, which stands at `index` where it has no keyword. */
export function given(call: LibraryCall, name: string, index: number): Thing | undefined {
  return call.keywords.get(name) ?? call.args[index];
}

/** Refuses keywords that are not among `known`. */
export function knows(call: LibraryCall, ...known: readonly string[]): boolean {
  const other = [...call.keywords.keys()].find((name) => !known.includes(name));
  if (other === undefined) return true;
  call.machine.kit.fail('keyword', `${call.path} with ${other}= is not read yet. Leave the keyword out.`, call.at.span);
  return false;
}

export function refuse(call: LibraryCall, message: string): undefined {
  return call.machine.kit.fail('unsupported', message, call.at.span);
}

export function lineAt(call: LibraryCall, thing: Thing | undefined): LineId | undefined {
  if (thing === undefined) return refuse(call, `${call.path} needs another argument here.`);
  return call.machine.lineOf(thing, call.at.span);
}

export function done(line: LineId | undefined): Thing | undefined {
  return line === undefined ? undefined : lineThing(line);
}

/** Applies a row and answers its line as a thing. */
export function step(
  call: LibraryCall,
  operation: string,
  operands: readonly LineId[],
  attributes?: Attributes,
): Thing | undefined {
  return done(call.machine.apply(operation, operands, call.at.span, attributes));
}

/** A whole number that must be known. */
export function wholeNumber(call: LibraryCall, thing: Thing, what: string): number | undefined {
  const value = call.machine.staticNumber(thing, call.at.span, what);
  if (value === undefined) return undefined;
  if (Number.isInteger(value)) return value;
  return refuse(call, `${what} must be a whole number.`);
}

/** Sizes given as a number, a tuple or a list of numbers. */
export function sizesGiven(call: LibraryCall, thing: Thing | undefined): number[] | undefined {
  if (thing === undefined) return refuse(call, `${call.path} needs a shape here.`);
  const list = listOf(call.machine, thing) ?? [thing];
  const sizes: number[] = [];
  for (const item of list) {
    const size = wholeNumber(call, item, 'A shape');
    if (size === undefined) return undefined;
    sizes.push(size);
  }
  return sizes;
}

/** The axes that `axis=` names, counted from 0; `'all'` where none is given. Undefined: refused. */
export function axesGiven(
  call: LibraryCall,
  thing: Thing | undefined,
  rank: number,
): readonly number[] | 'all' | undefined {
  if (thing === undefined || thing.kind === 'none') return 'all';
  const given = sizesGiven(call, thing);
  if (!given) return undefined;
  const axes = given.map((axis) => (axis < 0 ? axis + rank : axis));
  if (axes.every((axis) => axis >= 0 && axis < rank)) return axes;
  return refuse(call, `There is no axis ${given.join(', ')}: the array has ${rank}.`);
}

export function isTrue(call: LibraryCall, thing: Thing | undefined): boolean {
  return thing !== undefined && call.machine.truth(thing, call.at.span) === true;
}

/** Arguments by name; what is None is not given. */
export type Named = Readonly<Record<string, Thing | undefined>>;

/**
 * The arguments by the names of a signature: `a axis|dim ~dtype -out`. `axis|dim`: either name, kept as `axis`.
 * `~dtype`: may be given, says nothing about values. `-out`: refused where given. Undefined: refused.
 */
export function named(call: LibraryCall, signature: string): Named | undefined {
  const found: Record<string, Thing | undefined> = {};
  const left = new Map(call.keywords);
  const slots = signature.split(' ');
  if (call.args.length > slots.length) {
    return refuse(call, `${call.path} with ${call.args.length} arguments is not read. Check the call.`);
  }
  for (const [i, slot] of slots.entries()) {
    const mark = /^[~-]/.test(slot) ? slot.charAt(0) : '';
    const names = slot.slice(mark.length).split('|');
    let thing = call.args[i];
    let spelled = names[0] ?? slot;
    for (const name of names) {
      const keyword = left.get(name);
      if (keyword === undefined) continue;
      left.delete(name);
      if (thing !== undefined) return refuse(call, `${call.path} is given ${name} twice. Check the call.`);
      thing = keyword;
      spelled = name;
    }
    if (thing === undefined || thing.kind === 'none' || mark === '~') continue;
    if (mark === '-') return refuse(call, `${call.path} with ${spelled}= is not read yet. Leave the keyword out.`);
    found[names[0] ?? slot] = thing;
  }
  const [other] = left.keys();
  if (other === undefined) return found;
  return refuse(call, `${call.path} with ${other}= is not read yet. Leave the keyword out.`);
}

/** Asks that an open input have so many axes. False: stop, tracing is done anew. A line that has fewer is left alone. */
export function wants(call: LibraryCall, line: LineId, rank: number): boolean {
  return call.machine.wantsRank(line, rank, call.at.span);
}

/** The line of an argument, which is asked to have `rank` axes where its shape is open. */
export function arrayAt(call: LibraryCall, thing: Thing | undefined, rank: number): LineId | undefined {
  const line = lineAt(call, thing);
  return line !== undefined && wants(call, line, rank) ? line : undefined;
}

export function shapeAt(call: LibraryCall, line: LineId) {
  return call.machine.kit.builder.shape(line);
}

export function sizesAt(call: LibraryCall, line: LineId): number[] {
  return sizesOf(shapeAt(call, line));
}

/** A row applied; operands that were refused before hand that on. */
export function row(
  call: LibraryCall,
  operation: string,
  operands: readonly (LineId | undefined)[],
  attributes?: Attributes,
): LineId | undefined {
  if (operands.some((operand) => operand === undefined)) return undefined;
  return call.machine.apply(operation, operands as readonly LineId[], call.at.span, attributes);
}

export function number(call: LibraryCall, value: number, text?: string): LineId {
  return call.machine.kit.builder.constant(value, text);
}

export function reshaped(call: LibraryCall, line: LineId | undefined, sizes: readonly number[]): LineId | undefined {
  if (line === undefined || sizesAt(call, line).join() === sizes.join()) return line;
  return row(call, 'reshape', [line], { shape: [...sizes] });
}

export function flattened(call: LibraryCall, line: LineId | undefined): LineId | undefined {
  return line === undefined ? undefined : reshaped(call, line, [countAt(call, line)]);
}

/** Whether arrays stand for a part of their entries here, which cannot be counted: refused. */
export function isPart(call: LibraryCall): boolean {
  if (call.machine.uncounted > 0) refuse(call, MASKED);
  return call.machine.uncounted > 0;
}

export function countAt(call: LibraryCall, line: LineId): number {
  return sizesAt(call, line).reduce((product, size) => product * size, 1);
}

/** One axis counted from 0; undefined: refused. */
export function axisGiven(call: LibraryCall, thing: Thing, rank: number): number | undefined {
  const axes = axesGiven(call, thing, rank);
  if (axes === undefined) return undefined;
  if (axes !== 'all' && axes.length === 1) return axes[0];
  return refuse(call, `${call.path} is read for one axis at a time.`);
}

/** How many axes an array must have for `axis=`; undefined: refused. */
export function rankFor(call: LibraryCall, thing: Thing | undefined): number | undefined {
  if (thing === undefined) return 1;
  const axes = sizesGiven(call, thing);
  return axes && Math.max(1, ...axes.map((axis) => (axis < 0 ? -axis : axis + 1)));
}

/** A keyword that is true or false and must be known. Undefined: refused. */
export function flag(call: LibraryCall, thing: Thing | undefined, otherwise = false): boolean | undefined {
  if (thing === undefined) return otherwise;
  const truth = thing.kind === 'line' ? call.machine.truth(thing, call.at.span) : undefined;
  if (typeof truth === 'boolean') return truth;
  return refuse(call, `A keyword of ${call.path} must be True or False here.`);
}

/** Text given for a keyword. Undefined: refused. */
export function word(call: LibraryCall, thing: Thing | undefined, otherwise: string): string | undefined {
  if (thing === undefined) return otherwise;
  if (thing.kind === 'text') return thing.value;
  return refuse(call, `A keyword of ${call.path} must be a text here.`);
}

/** A number that must be known. */
export function knownNumber(call: LibraryCall, thing: Thing, what: string): number | undefined {
  return call.machine.staticNumber(thing, call.at.span, what);
}

/** The array seen in another form: changed in place, one would show in the other, so neither may change. */
export function viewOf(call: LibraryCall, of: Thing | undefined, line: LineId | undefined): Thing | undefined {
  return line === undefined ? undefined : call.machine.view(of, line);
}

/** `numpy` or `torch` where methods of the same name differ: by what the text imports. */
export function dialect(call: LibraryCall): 'numpy' | 'torch' | undefined {
  const modules = [...call.machine.kit.scopeAt(call.env.place).imports.values()].map((path) => path.split('.')[0]);
  // Columns of a table have methods of the same names with meanings of their own.
  if (modules.some((name) => ['pandas', 'polars', 'xarray'].includes(name ?? ''))) return undefined;
  const torch = modules.includes('torch');
  const arrays = modules.some((name) => ['numpy', 'jax', 'autograd', 'cupy'].includes(name ?? ''));
  return torch === arrays ? undefined : torch ? 'torch' : 'numpy';
}

/** Whether the call is of `torch.sum` or of a method in a text that speaks PyTorch. */
export function isTorch(call: LibraryCall): boolean | undefined {
  if (!call.receiver) return /^(?:torch|F|nn)\b/.test(call.path);
  const spoken = dialect(call);
  return spoken === undefined ? undefined : spoken === 'torch';
}

/** Sizes as one shape or one after the other: `zeros((2, 3))`, `torch.zeros(2, 3)`. */
export function spreadSizes(call: LibraryCall, from: number): number[] | undefined {
  const rest = call.args.slice(from);
  if (rest.length === 0) return sizesGiven(call, call.keywords.get('shape') ?? call.keywords.get('size'));
  return sizesGiven(call, rest.length === 1 ? rest[0] : tuple(rest));
}
