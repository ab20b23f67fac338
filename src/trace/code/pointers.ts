/** C: the address of a number, through which a function that is called reads and sets it. Structs and arrays go by reference anyway. */
import type { Span } from '../../base/span.ts';
import type { Call, Expression } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Machine } from './machine.ts';
import { lineThing, type PointerThing, type Thing, unknown } from './things.ts';

/** `&x`, `&s.a`, `&v[0]`. */
export function addressOf(machine: Machine, { args: [operand] }: Call, at: Span, env: Env): Thing | undefined {
  const { kit, store } = machine;
  if (operand?.kind === 'name') {
    const frame = store.holder(env.frame, operand.name);
    const thing = frame === undefined ? undefined : store.namesOf(frame).get(operand.name);
    if (frame !== undefined && (thing?.kind === 'line' || thing?.kind === 'unknown')) {
      return { kind: 'pointer', place: { frame, name: operand.name } };
    }
  }
  if (operand?.kind === 'index' && isZero(operand.indices[0]) && operand.indices.length === 1) {
    const base = machine.evaluate(operand.base, env);
    if (base?.kind === 'ref' || base === undefined) return base;
  }
  if (operand?.kind === 'attribute') {
    const base = machine.evaluate(operand.base, env);
    if (base === undefined) return undefined;
    const content = machine.contentOf(base);
    const isStruct = content?.kind === 'dictionary' || content?.kind === 'object';
    const field = isStruct ? content.entries.get(operand.name) : undefined;
    const isPlain = field === undefined ? content?.kind === 'dictionary' : field.kind === 'line';
    if (base.kind === 'ref' && isStruct && isPlain) {
      return { kind: 'pointer', place: { id: base.id, name: operand.name } };
    }
  }
  const thing = operand && operand.kind !== 'index' ? machine.evaluate(operand, env) : undefined;
  if (thing?.kind === 'ref' || (thing === undefined && kit.isWishing())) return thing;
  return kit.fail('alias', 'The address of this is not followed. Hand over a name, or an array with an index.', at);
}

function isZero(index: Expression | undefined): boolean {
  return index?.kind === 'number' && index.value === 0;
}

/** `*p` and `p[0]`. */
export function pointee(
  machine: Machine,
  pointer: PointerThing,
  indices: readonly Expression[],
  at: Span,
  env: Env,
): Thing | undefined {
  if (!isFirst(machine, pointer, indices, at, env)) return undefined;
  const { place } = pointer;
  const thing = 'frame' in place ? machine.store.namesOf(place.frame).get(place.name) : fieldOf(machine, place);
  if (thing?.kind === 'line') return thing;
  const reason = thing?.kind === 'unknown' ? `: ${thing.reason}` : '';
  return machine.kit.fail('notFollowed', `What ${place.name} is here is not followed${reason}.`, at);
}

function isFirst(
  machine: Machine,
  { place }: PointerThing,
  [index, ...more]: readonly Expression[],
  at: Span,
  env: Env,
): boolean {
  const number = machine.staticNumber(index && machine.evaluate(index, env), at, 'Which entry is meant');
  if (number === undefined) return false;
  if (number === 0 && more.length === 0) return true;
  machine.kit.fail('index', `Behind ${place.name} there is nothing that its address leads to.`, at);
  return false;
}

function fieldOf(machine: Machine, { id, name }: { readonly id: number; readonly name: string }): Thing | undefined {
  const content = machine.store.content(id);
  return content?.kind === 'dictionary' || content?.kind === 'object' ? content.entries.get(name) : undefined;
}

/** `*p = v`. False: refused. */
export function setPointee(
  machine: Machine,
  pointer: PointerThing,
  indices: readonly Expression[],
  value: Thing,
  at: Span,
  env: Env,
): boolean {
  if (!isFirst(machine, pointer, indices, at, env)) return false;
  const line = machine.lineOf(value, at);
  if (line === undefined) return false;
  if (machine.kit.builder.shape(line).length > 0) {
    machine.kit.fail('notFollowed', 'Only one number is set through the address of a number.', at);
    return false;
  }
  put(machine, pointer, lineThing(line));
  return true;
}

/** A function that is not followed has the address of it. False: what that changes is not known. */
export function lose(machine: Machine, thing: Thing): boolean {
  const reason = 'a function that is not known here may set it';
  if (thing.kind === 'pointer') put(machine, thing, unknown(reason));
  else if (thing.kind === 'ref') machine.store.change(thing.id, { kind: 'lost', reason });
  return thing.kind === 'pointer' || thing.kind === 'ref';
}

function put({ store }: Machine, { place }: PointerThing, thing: Thing): void {
  if ('frame' in place) {
    store.set(place.frame, place.name, thing);
    return;
  }
  const content = store.content(place.id);
  if (content?.kind !== 'dictionary' && content?.kind !== 'object') return;
  store.change(place.id, { ...content, entries: new Map(content.entries).set(place.name, thing) });
}
