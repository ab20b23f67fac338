/** Attributes of things: shapes of arrays, entries of objects, inputs by their path. */
import type { LineId } from '../../../graph/list.ts';
import { isInput } from '../../../graph/list.ts';
import type { Expression } from '../../../syntax/tree.ts';
import type { Env } from '../../env.ts';
import type { Machine } from '../machine.ts';
import { lineThing, type Thing, tuple } from '../things.ts';
import { hasMethod } from './library.ts';

/** Attributes that arrays have: of an input with another shape they ask for one. */
const OF_ARRAYS: Readonly<Record<string, number>> = { shape: 1, T: 2, size: 1, ndim: 1, length: 1 };

export function attributeOf(machine: Machine, base: Thing, name: string, at: Expression, env: Env): Thing | undefined {
  const { kit } = machine;
  const { builder, fail } = kit;
  const content = machine.contentOf(base);
  if (base.kind === 'ref' && content?.kind === 'object') {
    const known = content.entries.get(name);
    if (known) return known;
    const method = kit.methodOf(content.className, name, base);
    if (method) return method.isProperty ? machine.callFunction(method, { args: [], keywords: new Map() }, at) : method;
    const preset = kit.presetOf(content.className, name);
    if (preset) {
      const thing = machine.evaluate(preset, { ...env, frame: undefined });
      if (thing?.kind !== 'line' || machine.valueOf(thing.line) === undefined || builder.shape(thing.line).length > 0)
        return thing;
      return lineThing(kit.input(`${content.path}.${name}`, at.span, machine.valueOf(thing.line) as number));
    }
    return lineThing(kit.input(`${content.path}.${name}`, at.span));
  }
  if (content?.kind === 'dictionary' && content.entries.has(name)) return content.entries.get(name);
  if (content?.kind === 'list' || base.kind === 'tuple') {
    const items = base.kind === 'tuple' ? base.items : content?.kind === 'list' ? content.items : [];
    if (name === 'length') return machine.constant(items.length);
    if (base.kind === 'tuple' && base.names) {
      const index = base.names.indexOf(name);
      if (index >= 0) return base.items[index];
    }
  }
  if (base.kind === 'builtin') return { kind: 'builtin', path: `${base.path}.${name}`, free: base.free };
  if (base.kind === 'class') {
    const method = kit.methodOf(base.name, name, base);
    const preset = kit.presetOf(base.name, name);
    if (method || preset) return method ?? machine.evaluate(preset as Expression, { ...env, frame: undefined });
  }
  if (base.kind === 'line' || content?.kind === 'array') {
    const line = machine.lineOf(base, at.span);
    if (line === undefined) return undefined;
    if (hasMethod(env.language, name) && !(name in OF_ARRAYS)) return { kind: 'builtin', path: name, receiver: base };
    const found = ofArray(machine, line, name, at, env);
    return name === 'T' && found?.kind === 'line' ? machine.view(base, found.line) : found;
  }
  if (hasMethod(env.language, name)) return { kind: 'builtin', path: name, receiver: base };
  return fail('attribute', `What ${name} is here is not known.`, at.span);
}

function ofArray(machine: Machine, line: LineId, name: string, at: Expression, env: Env): Thing | undefined {
  const { kit } = machine;
  const { builder, fail } = kit;
  const entry = builder.at(line);
  const rank = OF_ARRAYS[name];
  if (rank === undefined || !['python', 'javascript'].includes(env.language)) {
    if (isInput(entry) && entry.shape.length === 0) return lineThing(kit.input(`${entry.name}.${name}`, at.span));
    if (name === 'real' || name === 'data') return lineThing(line);
    return fail('attribute', `${name} of an array is not read.`, at.span);
  }
  if (isInput(entry) && name !== 'T' && !machine.needsRank(line, rank, at.span)) return undefined;
  const shape = builder.shape(line);
  const size = (i: number) => machine.constant(shape[i]?.size ?? 1, shape[i]?.symbol);
  switch (name) {
    case 'shape':
      return tuple(shape.map((_, i) => size(i)));
    case 'T': {
      const turned = shape.length < 2 ? line : machine.apply('transpose', [line], at.span);
      return turned === undefined ? undefined : lineThing(turned);
    }
    case 'ndim':
      return machine.constant(shape.length);
    case 'length':
      return size(0);
    default:
      return shape.length === 1 ? size(0) : machine.constant(shape.reduce((product, { size: n }) => product * n, 1));
  }
}
