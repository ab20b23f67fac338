/** Things as numbers, tensors, entries, truth values. */
import type { Span } from '../../base/span.ts';
import { isInput, type LineId } from '../../graph/list.ts';
import { isFunctionName } from '../../primitives/lookup.ts';
import { sameShape, sizesOf } from '../../primitives/shape.ts';
import type { Language } from '../../syntax/tree.ts';
import { refuseComplex } from './complex.ts';
import { hasKeysOfValues, KEYS_OF_VALUES } from './keys.ts';
import { libraryFunction } from './library/library.ts';
import type { Machine } from './machine.ts';
import { MASKED } from './masked.ts';
import { HOLE, lineThing, type Thing } from './things.ts';
import { isTruthStep } from './truths.ts';

const MOST_ITEMS = 10_000;

/** What is compared is measured rather than counted: `n = 2 if x > 0.5 else 3` makes no number of x. */
const ORDER: ReadonlySet<string> = new Set(['lt', 'le', 'gt', 'ge']);
const CUTTING: ReadonlySet<string> = new Set(['floor', 'ceil', 'round', 'trunc']);

export function createConversions(machine: Machine) {
  const { kit } = machine;
  const { builder, fail } = kit;
  return { lineOf, items, staticNumber, truth };

  function lineOf(thing: Thing, at: Span, depth = 0): LineId | undefined {
    switch (thing.kind) {
      case 'line':
        return thing.line;
      case 'tuple':
        return stacked(thing.items, at, depth);
      case 'range':
        return lineOfRange(thing, at);
      case 'ref': {
        const content = machine.contentOf(thing);
        if (content?.kind === 'array') {
          const base = content.base && machine.store.content(content.base.id);
          if (content.base && !(base?.kind === 'array' && base.version === content.base.version)) {
            return fail(
              'alias',
              'This is a view of an array that was changed in place since. Take a copy of it first.',
              at,
            );
          }
          return content.line;
        }
        if (content?.kind === 'list') {
          const line = stacked(content.items, at, depth);
          if (line === undefined || !content.loose || builder.shape(line).length < 2) return line;
          return fail('shape', 'A list of arrays is no matrix. Join them with hcat, vcat, cbind or rbind.', at);
        }
        if (content?.kind === 'lost') return fail('notFollowed', `This value is not followed: ${content.reason}.`, at);
        return fail('notANumber', 'This is a collection of several things, not a number. Inspect one of them.', at);
      }
      case 'text':
        return fail('notANumber', 'Text is not a number.', at);
      case 'none':
        return fail('notANumber', 'There is no value here (None). Give it a number first.', at);
      case 'function':
        return fail(
          'notANumber',
          `${thing.name || 'This'} is a function, not a number. Call it, or inspect its body.`,
          at,
        );
      case 'builtin':
        if (thing.free) return kit.input(thing.path, at);
        if (thing.receiver) {
          // `cfg.std` that is not called: an attribute that goes by the name of a method.
          const of = thing.receiver.kind === 'line' ? builder.at(thing.receiver.line) : undefined;
          if (of && isInput(of) && of.shape.length === 0) return kit.input(`${of.name}.${thing.path}`, at);
        }
        return imported(thing.path, at);
      case 'class':
        return fail('notANumber', `${thing.name} is a class, not a number.`, at);
      case 'masked':
        return fail('index', MASKED, at);
      case 'places':
        return fail('index', 'These are the places where a condition holds, not values. Index an array with them.', at);
      case 'pointer':
        return fail('notANumber', `This is the address of ${thing.place.name}, not its value.`, at);
      case 'complex':
        return refuseComplex(machine, at);
      case 'unknown':
        return fail('notFollowed', `This value is not followed: ${thing.reason}.`, at);
    }
  }

  /** A name of a module that nobody here knows: used as a number, it is an input. */
  function imported(path: string, at: Span): LineId | undefined {
    const isKnown = isFunctionName('python', path) || libraryFunction('python', path) !== undefined;
    const [local] = [...kit.options.scope.imports].find(([, full]) => full === path) ?? [];
    if (local !== undefined && !isKnown && /^_*[A-Z][A-Z\d_]*$/.test(local)) return kit.input(local, at);
    return fail('notANumber', `${path} is a function, not a number. Call it.`, at);
  }

  function lineOfRange(range: Extract<Thing, { kind: 'range' }>, at: Span): LineId | undefined {
    if (range.count > MOST_ITEMS * 10) return fail('budget', 'The range is too long to follow.', at);
    const values = Array.from({ length: range.count }, (_, i) => range.start + i * range.step);
    const thing = machine.tensor(values, [range.count]);
    return thing.kind === 'line' ? thing.line : undefined;
  }

  /** A list of numbers (or of equal shapes) as one tensor. */
  function stacked(list: readonly Thing[], at: Span, depth: number): LineId | undefined {
    if (list.length === 0) return fail('empty', 'This list is empty; there is nothing to compute with.', at);
    if (depth > 6) return fail('notANumber', 'Lists nest too deep here.', at);
    const lines: LineId[] = [];
    for (const item of list) {
      const line = lineOf(item, at, depth + 1);
      if (line === undefined) return undefined;
      lines.push(line);
    }
    const values = lines.map((line) => machine.valueOf(line));
    if (values.every((value) => value !== undefined)) {
      const inner = sizesOf(builder.shape(lines[0] as LineId));
      if (lines.every((line) => sameShape(builder.shape(line), builder.shape(lines[0] as LineId)))) {
        const whole = machine.tensor(values, [values.length, ...inner]);
        if (whole.kind !== 'line') return undefined;
        // To index with `[True, False]` is to mask.
        const areTruths = list.every((item) => item.kind === 'line' && item.truth === true);
        return areTruths ? machine.apply('ne', [whole.line, builder.constant(0)], at) : whole.line;
      }
    }
    return machine.apply('stack', lines, at, { axis: 0 });
  }

  function items(thing: Thing, at: Span): readonly Thing[] | undefined {
    switch (thing.kind) {
      case 'tuple':
        return thing.items;
      case 'range':
        if (thing.count > MOST_ITEMS) {
          return fail('budget', `The loop runs ${thing.count} times; at most ${MOST_ITEMS} can be followed.`, at);
        }
        return Array.from({ length: thing.count }, (_, i) => machine.constant(thing.start + i * thing.step));
      case 'line':
        return entries(thing.line, at);
      case 'ref': {
        const content = machine.contentOf(thing);
        if (content?.kind === 'list') return content.items;
        if (content?.kind === 'dictionary') {
          if (hasKeysOfValues(content.entries)) return fail('key', KEYS_OF_VALUES, at);
          return [...content.entries.keys()].map((value) => ({ kind: 'text', value }) as const);
        }
        if (content?.kind === 'array') {
          const whole = lineOf(thing, at);
          return whole === undefined ? undefined : parts(thing, whole, at);
        }
        if (content?.kind === 'lost') return fail('notFollowed', `This value is not followed: ${content.reason}.`, at);
        return fail('notAList', 'There is no list here to go through.', at);
      }
      case 'unknown':
        return fail('notFollowed', `This value is not followed: ${thing.reason}.`, at);
      default:
        return fail('notAList', 'There is no list here to go through.', at);
    }
  }

  /** Of an array with several axes its parts share its memory. */
  function parts(thing: Thing, line: LineId, at: Span): readonly Thing[] | undefined {
    const list = entries(line, at);
    if (builder.shape(line).length < 2) return list;
    return list?.map((entry) => (entry.kind === 'line' ? machine.view(thing, entry.line) : entry));
  }

  /** A tensor along its first axis. */
  function entries(line: LineId, at: Span): readonly Thing[] | undefined {
    if (!machine.needsRank(line, 1, at)) return undefined;
    const [axis] = builder.shape(line);
    if (!axis) return undefined;
    if (machine.uncounted > 0) return fail('index', MASKED, at);
    if (axis.size > MOST_ITEMS)
      return fail('budget', `The loop runs ${axis.size} times; that is too much to follow.`, at);
    const things: Thing[] = [];
    for (let i = 0; i < axis.size; i++) {
      const entry = machine.apply('index', [line], at, { items: [[i]] });
      if (entry === undefined) return undefined;
      things.push(lineThing(entry));
    }
    return things;
  }

  function staticNumber(thing: Thing | undefined, at: Span, what: string, counts = false): number | undefined {
    if (thing === undefined) return undefined;
    const line = lineOf(thing, at);
    if (line === undefined) return undefined;
    const value = machine.valueOf(line);
    if (typeof value === 'number') return value;
    const decided = builder.shape(line).length === 0 ? machine.atPoint.number(line, at) : undefined;
    if (decided !== undefined) return decided;
    // Inputs that only count: n in range(n). Of int(x) nothing counts x where it is 1.37.
    const stack = [{ id: line, cut: counts }];
    const seen = new Set<LineId>();
    let asked = false;
    for (let next = stack.pop(); next !== undefined && seen.size < 100; next = stack.pop()) {
      const { id, cut } = next;
      if (seen.has(id)) continue;
      seen.add(id);
      const entry = builder.at(id);
      if (isInput(entry)) {
        const given = kit.options.given?.[entry.name];
        if (entry.shape.length > 0 || (cut && typeof given === 'number' && !Number.isInteger(given))) continue;
        asked = kit.wish({ kind: 'static', input: entry.name }) || asked;
      } else if (!ORDER.has(entry.operation)) {
        const isCut = cut || CUTTING.has(entry.operation);
        stack.push(...entry.operands.map((operand) => ({ id: operand, cut: isCut })));
      }
    }
    if (asked) return undefined;
    return fail('static', `${what} depends on the values of inputs; such a program is not followed.`, at);
  }

  /** In JavaScript and C arrays are true also where they are empty. */
  function truth(thing: Thing, at: Span, language: Language = 'python'): boolean | LineId | undefined {
    const isAddress = language === 'javascript' || language === 'c';
    switch (thing.kind) {
      case 'text':
        return thing.value.length > 0;
      case 'none':
        return false;
      case 'unknown':
        if (thing === HOLE) return false;
        break;
      case 'tuple':
        return isAddress || thing.items.length > 0;
      case 'range':
        return isAddress || thing.count > 0;
      case 'function':
      case 'builtin':
      case 'class':
      case 'pointer':
        return true;
      case 'ref': {
        const content = machine.contentOf(thing);
        if (isAddress && content) return true;
        if (content?.kind === 'list') return content.items.length > 0;
        if (content?.kind === 'dictionary') return content.entries.size > 0;
        if (content?.kind === 'object') return true;
        break;
      }
      default:
        break;
    }
    const line = lineOf(thing, at);
    if (line === undefined) return undefined;
    const value = machine.valueOf(line);
    if (typeof value === 'number') return value !== 0 && !(language === 'javascript' && Number.isNaN(value));
    if (isAddress && builder.shape(line).length > 0) return true;
    if (builder.shape(line).length > 0) {
      if (sizesOf(builder.shape(line)).every((size) => size === 1)) {
        const only = machine.apply('reshape', [line], at, { shape: [] });
        return only === undefined ? undefined : asTruth(only, at);
      }
      return fail(
        'condition',
        'The condition is an array, not true or false. Use where(…) to choose entry by entry.',
        at,
      );
    }
    return asTruth(line, at);
  }

  /** Decided, where the program is followed at a point. */
  function asTruth(line: LineId, at: Span): boolean | LineId {
    const condition = isTruthStep(builder, line) ? line : builder.step('ne', [line, builder.constant(0)]);
    return machine.atPoint.truth(condition, at) ?? condition;
  }
}
