/** Arguments of library functions by position or keyword, and what many of these functions share. */
import type { LineId } from '../../../graph/list.ts';
import type { Attributes } from '../../../primitives/tensorRow.ts';
import { listOf } from '../operators.ts';
import { lineThing, type Thing } from '../things.ts';
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
