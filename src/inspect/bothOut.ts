/**
 * GSL's `my_fdf(x, params, f, df)`, Ceres' `Evaluate(parameters, cost, gradient)`: one function that writes its value and
 * its derivative, cut into two.
 */
import { linearName } from '../syntax/names.ts';
import type { Statement } from '../syntax/tree.ts';
import type { Definition } from '../trace/scope.ts';
import { decided, givingOut, writtenBy } from './outParameters.ts';
import { name, remade, replaced, returning, stepsOf } from './rewritten.ts';

export interface BothOut {
  readonly of: Definition;
  readonly derivative: Definition;
  readonly names: { readonly of: string; readonly derivative: string };
  readonly valueOut?: string;
  readonly out?: string;
}

/** Undefined: it is no such function, or it hands both on to others. */
export function bothOut(definition: Definition): BothOut | undefined {
  const written = definition.function;
  if (!written || definition.language !== 'c' || !/(?:^|_)fdf$|(?:^|\.)Evaluate$/.test(definition.name))
    return undefined;
  const set = new Set([...stepsOf(written.body)].flatMap(writtenBy));
  const outs = written.parameters.map((parameter) => parameter.name).filter((own) => set.has(own));
  const [f, df] = outs;
  if (f === undefined || df === undefined || outs.length > 2) return undefined;
  // `if (gradient) { … }`
  const [plain, asked] = [decided(definition, df, false), decided(definition, df, true)];
  const [value, derivative] = [plain && giving(plain, f, df), asked && giving(asked, df, f)];
  if (!value || !derivative) return undefined;
  const { name: of } = definition;
  return {
    of: value.definition,
    derivative: derivative.definition,
    names: { of, derivative: df },
    valueOut: value.isNumber ? undefined : f,
    out: derivative.isNumber ? undefined : df,
  };
}

/** The function that gives what it writes into `out`, without its other result. */
function giving(
  definition: Definition,
  out: string,
  other: string,
): { readonly definition: Definition; readonly isNumber: boolean } | undefined {
  const written = definition.function;
  const annotation = written?.parameters.find((parameter) => parameter.name === out)?.annotation;
  const body = written && without(written.body, other);
  if (!body || mentions(body, other)) return undefined;
  const isNumber = /^double\s*\*$/.test(annotation ?? '') && !takesEntries(body, out);
  const parameters = written.parameters.filter(({ name: own }) => own !== other && !(isNumber && own === out));
  if (!isNumber) {
    const made = remade(definition, { body, parameters });
    const given = made && givingOut(made, out);
    return given && { definition: given, isNumber };
  }
  // `*f = …`
  const plain = replaced(body, (expression) =>
    expression.kind === 'index' && linearName(expression.base) === out ? name(out, expression) : undefined,
  );
  const made = plain && remade(definition, { body: plain, parameters });
  const given = made && returning(made, () => name(out, definition), name(out, definition));
  return given && { definition: given, isNumber };
}

function without(statements: readonly Statement[], other: string): Statement[] {
  return statements
    .filter((statement) => !writtenBy(statement).includes(other))
    .map((statement): Statement => {
      if (statement.kind === 'if') {
        // biome-ignore lint/suspicious/noThenProperty: the tree's own word; a statement is never awaited.
        return { ...statement, then: without(statement.then, other), otherwise: without(statement.otherwise, other) };
      }
      return statement.kind === 'for' || statement.kind === 'while'
        ? { ...statement, body: without(statement.body, other) }
        : statement;
    });
}

/** Entries other than the first, which `*f` is. */
function takesEntries(body: readonly Statement[], own: string): boolean {
  let isTaken = false;
  replaced(body, (expression) => {
    if (expression.kind !== 'index' || linearName(expression.base) !== own) return undefined;
    const [index, more] = expression.indices;
    if (more || index?.kind !== 'number' || index.value !== 0) isTaken = true;
    return undefined;
  });
  return isTaken;
}

function mentions(body: readonly Statement[], own: string): boolean {
  let isThere = false;
  replaced(body, (expression) => {
    if (expression.kind === 'name' && expression.name === own) isThere = true;
    return undefined;
  });
  return isThere;
}
