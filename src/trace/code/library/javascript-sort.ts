/**
 * Sorting in JavaScript: what is known, and anything where the program is followed at a point, by the comparison itself;
 * other numbers by a network of min and max.
 */
import type { LineId } from '../../../graph/list.ts';
import { lineThing, type Thing } from '../things.ts';
import type { LibraryCall } from './entry.ts';
import { lineAt, number, refuse, row } from './given.ts';
import { callback } from './javascript-make.ts';

/** A network has n(n − 1)/2 places where two entries are compared. */
const MOST_ENTRIES = 12;

/** The entries in the order that the comparison gives; undefined: refused. */
export function sorted(call: LibraryCall, items: readonly Thing[], compare: Thing | undefined): Thing[] | undefined {
  if (!compare)
    return refuse(call, `.${call.path} without a comparison sorts by the texts of the numbers. Give (a, b) => a - b.`);
  if (items.length < 2) return [...items];
  const lines = items.flatMap((item) =>
    item.kind === 'line' && call.machine.kit.builder.shape(item.line).length === 0 ? [item.line] : [],
  );
  const isOfNumbers = lines.length === items.length;
  const isKnown = isOfNumbers && lines.every((line) => typeof call.machine.valueOf(line) === 'number');
  if (isKnown || call.machine.atPoint.isOpen()) return inserted(call, items, compare);
  if (!isOfNumbers) return refuse(call, `.${call.path} is followed for numbers.`);
  const isRising = direction(call, lines, compare);
  if (isRising === undefined) return undefined;
  if (lines.length > MOST_ENTRIES)
    return refuse(call, `.${call.path} is followed for up to ${MOST_ENTRIES} numbers that are not known.`);
  const rising = network(call, lines);
  return rising && (isRising ? rising : rising.reverse()).map(lineThing);
}

/** Insertion, which like JavaScript's own sort leaves equal entries in their order. */
function inserted(call: LibraryCall, items: readonly Thing[], compare: Thing): Thing[] | undefined {
  const result: Thing[] = [];
  for (const item of items) {
    let place = result.length;
    for (; place > 0; place--) {
      const answer = callback(call, compare, [result[place - 1] as Thing, item]);
      const order = answer && lineAt(call, answer);
      const isAfter = order === undefined ? undefined : row(call, 'gt', [order, number(call, 0)]);
      const later =
        isAfter === undefined ? undefined : call.machine.truth(lineThing(isAfter), call.at.span, 'javascript');
      if (later === undefined) return undefined;
      if (typeof later !== 'boolean') return refuse(call, 'Which entry comes first depends on the values of inputs.');
      if (!later) break;
    }
    result.splice(place, 0, item);
  }
  return result;
}

/** Whether the comparison is a − b (true) or b − a (false). */
function direction(call: LibraryCall, lines: readonly LineId[], compare: Thing): boolean | undefined {
  const [a] = lines;
  const b = lines.find((line) => line !== a);
  if (a === undefined || b === undefined) return true;
  const answer = callback(call, compare, [lineThing(a), lineThing(b)]);
  if (!answer) return undefined;
  const line = answer.kind === 'line' ? call.machine.kit.builder.at(answer.line) : undefined;
  const operands = line?.operation === 'sub' && 'operands' in line ? line.operands : [];
  if (operands[0] === a && operands[1] === b) return true;
  if (operands[0] === b && operands[1] === a) return false;
  return refuse(call, `.${call.path} is followed for the comparisons a - b and b - a.`);
}

function network(call: LibraryCall, lines: readonly LineId[]): LineId[] | undefined {
  const result = [...lines];
  for (let end = result.length - 1; end > 0; end--) {
    for (let k = 0; k < end; k++) {
      const pair = [result[k], result[k + 1]];
      const [low, high] = [row(call, 'min', pair), row(call, 'max', pair)];
      if (low === undefined || high === undefined) return undefined;
      result[k] = low;
      result[k + 1] = high;
    }
  }
  return result;
}
