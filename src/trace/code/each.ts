/** `f.(x, y)`: one call per entry of what the arguments broadcast to. */
import { nest } from '../../base/value.ts';
import type { LineId } from '../../graph/list.ts';
import { sizesOf } from '../../primitives/shape.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import { hasColumns } from './layout.ts';
import type { Arguments, Machine } from './machine.ts';
import { lineThing, type Thing } from './things.ts';

const MOST_CALLS = 1000;

export function callEach(machine: Machine, fn: Thing, given: Arguments, at: Expression, env: Env): Thing | undefined {
  const { layout, kit } = machine;
  const { fail, builder } = kit;
  const language = hasColumns(env.language) ? env.language : 'julia';
  const lines: (LineId | undefined)[] = [];
  const handed = given.args.map((arg) => {
    // `Ref(x)` hands x on whole.
    const content = machine.contentOf(arg);
    return content?.kind === 'object' && content.className === '(whole)' ? (content.entries.get('value') ?? arg) : arg;
  });
  for (const [i, arg] of handed.entries()) {
    if (arg !== given.args[i]) {
      lines.push(undefined);
      continue;
    }
    const isNumeric = arg.kind === 'line' || arg.kind === 'range' || arg.kind === 'tuple' || arg.kind === 'ref';
    const content = machine.contentOf(arg);
    if (!isNumeric || content?.kind === 'dictionary' || content?.kind === 'object') {
      lines.push(undefined);
      continue;
    }
    const line = layout.lineIn(arg, at.span, language);
    if (line === undefined) return undefined;
    lines.push(builder.shape(line).length === 0 ? undefined : line);
  }
  const arrays = lines.filter((line) => line !== undefined);
  const [first] = arrays;
  const call = (args: readonly Thing[]) => machine.callThing(fn, { args, keywords: given.keywords }, plain(at), env);
  if (first === undefined) return call(handed);
  // What the arrays broadcast to, entry by entry.
  const sum = arrays.reduce<LineId | undefined>(
    (joint, line) => (joint === undefined ? line : layout.elementwise('add', [joint, line], at.span, language)),
    undefined,
  );
  if (sum === undefined) return undefined;
  const shape = sizesOf(builder.shape(sum));
  const count = shape.reduce((product, size) => product * size, 1);
  if (count > MOST_CALLS) return fail('budget', `${count} calls are too many to follow.`, at.span);
  const zeros = machine.tensor(nest(new Float64Array(count), shape), shape);
  if (zeros.kind !== 'line') return undefined;
  const spread: (LineId | undefined)[] = [];
  for (const line of lines) {
    if (line === undefined) {
      spread.push(undefined);
      continue;
    }
    const same = sizesOf(builder.shape(line)).join() === shape.join();
    const wide = same ? line : layout.elementwise('add', [zeros.line, line], at.span, language);
    const flat = wide === undefined ? undefined : layout.flat(wide, at.span);
    if (flat === undefined) return undefined;
    spread.push(flat);
  }
  const results: Thing[] = [];
  for (let i = 0; i < count; i++) {
    const args: Thing[] = [];
    for (const [k, arg] of handed.entries()) {
      const line = spread[k];
      const entry = line === undefined ? undefined : machine.apply('index', [line], at.span, { items: [[i]] });
      if (line !== undefined && entry === undefined) return undefined;
      args.push(entry === undefined ? arg : lineThing(entry));
    }
    const result = call(args);
    if (result === undefined) return undefined;
    results.push(result);
  }
  const all = machine.lineOf({ kind: 'tuple', items: results }, at.span);
  if (all === undefined) return undefined;
  if (builder.shape(all).length > 1) return fail('shape', 'The function gives an array for each entry.', at.span);
  const line = layout.shaped(all, shape, at.span, language);
  return line === undefined ? undefined : lineThing(line);
}

/** The call without its dot. */
function plain(at: Expression): Expression {
  return at.kind === 'call' ? { ...at, elementwise: false } : at;
}
