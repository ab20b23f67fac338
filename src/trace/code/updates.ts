/** JAX's `x.at[i].set(v)`: the array with entries changed, as a value of its own. */
import type { LineId } from '../../graph/list.ts';
import type { Call, Expression } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Machine } from './machine.ts';
import { lineThing, type Thing } from './things.ts';

/** What the new entry is made of: the old one and the value. */
const STEPS: Readonly<Record<string, string>> = {
  add: 'add',
  subtract: 'sub',
  multiply: 'mul',
  mul: 'mul',
  divide: 'div',
  power: 'pow',
  min: 'min',
  max: 'max',
};

/** `other`: the call is none of these. */
export function callUpdate(
  machine: Machine,
  setEntry: (
    line: LineId,
    indices: readonly Expression[],
    value: LineId,
    at: Expression,
    env: Env,
  ) => LineId | undefined,
  call: Call,
  env: Env,
): Thing | undefined | 'other' {
  const { callee } = call;
  if (env.language !== 'python' || callee.kind !== 'attribute' || callee.base.kind !== 'index') return 'other';
  const place = callee.base;
  const holder = place.base;
  if (holder.kind !== 'attribute' || holder.name !== 'at') return 'other';
  const { name } = callee;
  if (name !== 'set' && name !== 'get' && !Object.hasOwn(STEPS, name)) return 'other';
  if (call.keywords.length > 0 || call.args.length !== (name === 'get' ? 0 : 1)) {
    return machine.kit.fail('keyword', `.at[…].${name} is read with its value alone.`, call.span);
  }
  const thing = machine.evaluate(holder.base, env);
  if (thing === undefined) return undefined;
  const old = name === 'set' ? undefined : machine.entry(thing, place.indices, place, env);
  if (name === 'get') return old;
  const line = machine.lineOf(thing, holder.span);
  const value = line === undefined ? undefined : machine.line(call.args[0] as Expression, env);
  if (line === undefined || value === undefined) return undefined;
  let next: LineId | undefined = value;
  if (name !== 'set') {
    // Two changes of one entry would both count, as a list of places may have.
    if (place.indices.some((index) => !isPlain(machine, index, env))) {
      return machine.kit.fail('index', `.at[…].${name} is read for single entries and ranges.`, place.span);
    }
    const before = old && machine.lineOf(old, place.span);
    next = before === undefined ? undefined : machine.apply(STEPS[name] as string, [before, value], call.span);
  }
  const changed = next === undefined ? undefined : setEntry(line, place.indices, next, place, env);
  return changed === undefined ? undefined : lineThing(changed);
}

function isPlain(machine: Machine, index: Expression, env: Env): boolean {
  if (index.kind === 'slice' || index.kind === 'none') return true;
  const thing = machine.evaluate(index, env);
  return thing?.kind === 'line' && machine.kit.builder.shape(thing.line).length === 0;
}
