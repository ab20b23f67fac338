/** Parameters of functions in programs. */
import type { Parameter } from '../syntax/tree.ts';
import { takesEntries } from '../trace/code/rest.ts';
import type { Definition, Scope } from '../trace/scope.ts';

/** Parameters without the receiver of a method; `*args` among them where entries of it are taken. */
export function ownParameters(definition: Definition): string[] {
  const written = definition.function;
  const isOne = ({ name, rest }: Parameter) =>
    rest === undefined ||
    (rest === 'list' && definition.language === 'python' && takesEntries(written?.body ?? [], name));
  const names = (written?.parameters ?? []).filter(isOne).map(({ name }) => name);
  const isStatic = written?.decorators?.some((word) => word === 'staticmethod' || word === 'static');
  const hasReceiver = definition.className !== undefined && definition.language === 'python' && !isStatic;
  return hasReceiver ? names.slice(1) : names;
}

/** Whether the name is a parameter of the function or of one around it. */
export function isParameter(scope: Scope, root: string, { bodyPlace, function: written }: Definition): boolean {
  if (written?.parameters.some(({ name }) => name === root)) return true;
  for (let block = scope.blocks[bodyPlace.block]; block; ) {
    if (block.parameters.has(root)) return true;
    block = block.parent === undefined ? undefined : scope.blocks[block.parent];
  }
  return false;
}
