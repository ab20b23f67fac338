/** Names of a block that hide names around it: `double x = X[i];` in a loop of a function that takes x. */
import type { Expression, Statement } from '../../syntax/tree.ts';
import { nameOf } from '../expression/nodes.ts';
import type { Context, Scope } from './context.ts';

/** The block with names of its own for those that it hides; undefined where that cannot be told. */
export function apart(
  statements: readonly Statement[],
  { hidden }: Scope,
  { text, scopes }: Context,
): Statement[] | undefined {
  let own = [...statements];
  for (const name of hidden) {
    const at = own.findIndex((one) => declares(one, name));
    if (at < 0) return undefined;
    let count = 2;
    const isTaken = (word: string) => text.includes(word) || scopes.some((scope) => scope.variables.has(word));
    while (isTaken(`${name}_${count}`)) count++;
    const rename = renaming(name, `${name}_${count}`);
    const [first, ...rest] = own.slice(at);
    const others = rest.map(rename);
    if (first?.kind !== 'assign' || others.includes(undefined)) return undefined;
    const target = nameOf(`${name}_${count}`, first.target.span);
    own = [...own.slice(0, at), { ...first, target }, ...(others as Statement[])];
  }
  return own;
}

/** Only declarations say a type. */
function declares(statement: Statement, name: string): boolean {
  return (
    statement.kind === 'assign' &&
    statement.annotation !== undefined &&
    statement.target.kind === 'name' &&
    statement.target.name === name
  );
}

/** Everything that is called `from` is called `to`; undefined: functions inside may have such a name of their own. */
function renaming(from: string, to: string): (statement: Statement) => Statement | undefined {
  return (statement) => {
    let isOpen = false;
    const visit = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null) return value;
      if (Array.isArray(value)) return value.map(visit);
      const { kind } = value as { readonly kind?: string };
      isOpen ||= kind === 'lambda' || kind === 'function';
      if (kind === 'name') {
        const { name, span } = value as Extract<Expression, { kind: 'name' }>;
        return name === from ? nameOf(to, span) : value;
      }
      return Object.fromEntries(
        Object.entries(value).map(([key, entry]) => [
          key,
          key === 'binds' && Array.isArray(entry) ? entry.map((name) => (name === from ? to : name)) : visit(entry),
        ]),
      );
    };
    const renamed = visit(statement) as Statement;
    return isOpen ? undefined : renamed;
  };
}
