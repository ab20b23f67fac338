/** Functions of a program by themselves: inspected with their parameters as inputs, or applied to given lines. */
import type { LineId } from '../../graph/list.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Definition } from '../scope.ts';
import { isNote } from '../statics.ts';
import type { Code } from './code.ts';
import { receiverOf } from './outside.ts';
import { takesEntries } from './rest.ts';
import { lineThing, type Thing } from './things.ts';

/** What a function gives: one number or array, or several. */
export interface Results {
  readonly names: readonly string[];
  readonly lines: readonly LineId[];
  /** It is a tuple, a list or a dictionary, of however many. */
  readonly several: boolean;
}

export function createWhole(
  code: Code,
  functionThing: (definition: Definition) => Extract<Thing, { kind: 'function' }>,
) {
  return { whole, applied, outputOf };

  /** A method works on an object whose attributes are inputs by their path. */
  function bound(definition: Definition): Extract<Thing, { kind: 'function' }> {
    const fn = functionThing(definition);
    const receiver = receiverOf(definition);
    const isStatic = definition.function?.decorators?.some((word) => word === 'staticmethod' || word === 'static');
    if (definition.className === undefined || isStatic || receiver === undefined) return fn;
    const object = code.machine().store.make({
      kind: 'object',
      path: receiver,
      className: definition.className,
      entries: new Map(),
    });
    return { ...fn, receiver: object, receiverName: receiver, owner: definition.className };
  }

  function whole(definition: Definition): Thing | undefined {
    return code.whole(bound(definition));
  }

  /** The function with lines for its parameters, in order (undefined: the default); undefined: refused. */
  function applied(definition: Definition, args: readonly (LineId | undefined)[], at: Expression): Results | undefined {
    const fn = bound(definition);
    // What the caller has no input for: `*args` and `**options` that the function does not look into.
    const own = fn.parameters.filter(({ rest, name }) => !rest || (rest === 'list' && takesEntries(fn.body, name)));
    const first = args.indexOf(undefined);
    const placed = first < 0 ? args : args.slice(0, first);
    const taken = own.slice(Math.max(0, own.length - args.length));
    const names = taken.map(({ name }) => name);
    const keywords = new Map<string, Thing>();
    for (const [k, line] of args.entries()) {
      if (k >= placed.length && line !== undefined) keywords.set(names[k] ?? '', lineThing(line));
    }
    const given: Thing[] = [];
    for (const [k, line] of placed.entries()) {
      if (line === undefined) continue;
      const isVector = fn.language === 'python' && taken[k]?.rest === 'list';
      const items = isVector ? code.machine().items(lineThing(line), at.span) : [lineThing(line)];
      if (!items) return undefined;
      given.push(...items);
    }
    const thing = code.machine().callFunction(fn, { args: given, keywords }, at);
    if (thing === undefined) return undefined;
    const entries = entriesOf(thing, definition);
    const things: readonly [string, Thing][] = entries ?? [[definition.name, thing]];
    const lines: LineId[] = [];
    for (const [, entry] of things) {
      const line = code.machine().lineOf(entry, definition.span);
      if (line === undefined) return undefined;
      lines.push(line);
    }
    return { names: things.map(([name]) => name), lines, several: entries !== undefined };
  }

  function entriesOf(thing: Thing, definition: Definition): [string, Thing][] | undefined {
    const content = code.machine().contentOf(thing);
    if (thing.kind === 'tuple') {
      return thing.items.map((item, i) => [thing.names?.[i] ?? `${definition.name}_${i + 1}`, item]);
    }
    if (content?.kind === 'list') return content.items.map((item, i) => [`${definition.name}_${i + 1}`, item]);
    return content?.kind === 'dictionary' ? [...content.entries] : undefined;
  }

  /** Of several outputs (a tuple, a list, a dictionary) the one that is wanted. */
  function outputOf(
    thing: Thing,
    definition: Definition,
    wanted: string | undefined,
  ): { line: LineId | undefined; outputs?: readonly string[] } {
    if (thing.kind === 'line' && isNote(definition.language)) return { line: thing.line };
    const entries = entriesOf(thing, definition) ?? [];
    const at = definition.span;
    const vector = (result: Thing) => {
      const line = code.machine().lineOf(result, at);
      // A row or column as the vector that it is.
      return line === undefined ? undefined : code.machine().layout.vectorOf(line, at, definition.language);
    };
    if (entries.length < 2) return { line: vector(entries[0]?.[1] ?? thing) };
    const outputs = entries.map(([name]) => name);
    const chosen = entries.find(([name]) => name === (wanted ?? outputs[0]));
    return { line: chosen && vector(chosen[1]), outputs };
  }
}
