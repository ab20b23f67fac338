/** What an object keeps of the defaults of its constructor. */
import { linearName } from '../../syntax/names.ts';
import type { Attribute, Expression, Statement } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Machine } from './machine.ts';
import { lineThing, type RefThing, type Thing } from './things.ts';

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

/**
 * `self.a2`, which the constructor makes from other things that the object keeps (`self.a2 = self.a**2`): as it is made.
 * Undefined: it is set in another way, or not followed there.
 */
export function keptFormula(
  machine: Machine,
  object: RefThing,
  name: string,
  at: Expression,
  env: Env,
): Thing | undefined {
  const { kit, store } = machine;
  const content = machine.contentOf(object);
  const make = content?.kind === 'object' ? kit.methodOf(content.className, '__init__', object) : undefined;
  if (content?.kind !== 'object' || env.language !== 'python' || !make || !Array.isArray(make.body)) return undefined;
  const settings = (make.body as readonly Statement[]).flatMap((step) =>
    step.kind === 'assign' && !step.operator ? [{ target: linearName(step.target), value: step.value }] : [],
  );
  const own = (attribute: string) => settings.filter(({ target }) => target === `${make.receiverName}.${attribute}`);
  const [only, more] = own(name);
  if (!only || more || only.value.kind === 'name') return undefined;
  const frame = store.open(make.frame);
  if (make.receiverName !== undefined) store.set(frame, make.receiverName, object);
  for (const parameter of make.parameters.slice(1)) {
    const keeps = settings.find(
      ({ target, value }) => target?.startsWith(`${make.receiverName}.`) && linearName(value) === parameter.name,
    );
    const path = keeps?.target?.slice((make.receiverName?.length ?? 0) + 1) ?? parameter.name;
    store.set(frame, parameter.name, lineThing(kit.input(`${content.path}.${path}`, at.span)));
  }
  const before = kit.problemCount();
  const thing = machine.evaluate(only.value, {
    ...env,
    place: make.place,
    bindings: new Map(),
    statics: new Map(),
    frame,
  });
  if (!kit.isWishing()) kit.forgetProblems(before);
  return thing?.kind === 'line' ? thing : undefined;
}
