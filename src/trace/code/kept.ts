/** What an object keeps of the defaults of its constructor. */
import { linearName } from '../../syntax/names.ts';
import type { Attribute, Statement } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Machine } from './machine.ts';

/**
 * `self.dist`, set nowhere but in the constructor, from a parameter whose default is something imported: the path of that,
 * and the reading is said. Undefined: there is no such default.
 */
export function keptDefault(machine: Machine, { base, name, span }: Attribute, env: Env): string | undefined {
  const { kit } = machine;
  const object = machine.evaluate(base, env);
  const content = object && machine.contentOf(object);
  if (!object || content?.kind !== 'object' || content.entries.has(name) || env.language !== 'python') return undefined;
  const make = kit.methodOf(content.className, '__init__', object);
  if (!make || !Array.isArray(make.body)) return undefined;
  const target = `${make.receiverName}.${name}`;
  const settings = (make.body as readonly Statement[]).flatMap((step) =>
    step.kind === 'assign' && linearName(step.target) === target ? [step] : [],
  );
  const [only] = settings;
  const parameter = make.parameters.find((each) => only?.value.kind === 'name' && each.name === only.value.name);
  if (settings.length !== 1 || !parameter?.default) return undefined;
  const spelled = linearName(parameter.default);
  const [root = ''] = spelled?.split('.') ?? [];
  if (spelled === undefined || !kit.scopeAt(make.place).imports.has(root)) return undefined;
  const full = kit.importedPath(spelled, parameter.default, make.place);
  const message = `${content.path}.${name} is taken for what it is by default, ${full}.`;
  kit.note({ code: 'assumption', severity: 'info', message, span });
  return full;
}
