/**
 * Functions made from those of a text: told what to return, freed of a flag or of a parameter that takes a result. Where
 * the text computes a function and its derivative in one, each becomes a function of its own.
 */
import { linearName } from '../syntax/names.ts';
import type { Expression, FunctionDefinition, Name, Statement } from '../syntax/tree.ts';
import type { Definition } from '../trace/scope.ts';

/** Deeper trees are left alone. */
const MOST_DEPTH = 150;

/** What stands for an expression; undefined: the expression itself, with its parts replaced. */
export type Replace = (expression: Expression) => Expression | undefined;

/** The tree with expressions replaced, parents first; undefined: it is too deep. */
export function replaced<T>(tree: T, replace: Replace): T | undefined {
  let isTooDeep = false;
  const visit = (value: unknown, depth: number): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MOST_DEPTH) {
      isTooDeep = true;
      return value;
    }
    if (Array.isArray(value)) return value.map((entry) => visit(entry, depth + 1));
    const other = 'kind' in value && 'span' in value && 'outer' in value ? replace(value as Expression) : undefined;
    if (other) return other;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, PLACES.has(key) ? entry : visit(entry, depth + 1)]),
    );
  };
  const made = visit(tree, 0) as T;
  return isTooDeep ? undefined : made;
}

const PLACES = new Set(['span', 'outer', 'sign', 'nameSpan', 'signSpans']);

export function name(word: string, { span }: Pick<Expression, 'span'>): Name {
  return { kind: 'name', name: word, base: word, accents: [], span, outer: span };
}

export function list(items: readonly Expression[], { span }: Pick<Expression, 'span'>): Expression {
  return { kind: 'sequence', form: 'list', items, span, outer: span };
}

/** The function with another body, parameters and name. */
export function remade(
  definition: Definition,
  changes: Partial<Pick<FunctionDefinition, 'name' | 'body' | 'parameters'>>,
): Definition | undefined {
  const written = definition.function;
  if (!written) return undefined;
  const made = { ...written, ...changes };
  const parameters = made.parameters.map((parameter) => parameter.name);
  return { ...definition, name: made.name, parameters, function: made };
}

/** With every `return` giving what `give` makes of its value, and `atEnd` where the body ends without one. */
export function returning(
  definition: Definition,
  give: (value: Expression | undefined) => Expression | undefined,
  atEnd?: Expression,
): Definition | undefined {
  const written = definition.function;
  if (!written) return undefined;
  let isRefused = false;
  const body = mapReturns(written.body, (value) => {
    const given = give(value);
    isRefused ||= given === undefined;
    return given;
  });
  if (isRefused) return undefined;
  const last: Statement[] = atEnd ? [{ kind: 'return', span: atEnd.span, value: atEnd }] : [];
  return remade(definition, { body: [...body, ...last] });
}

function mapReturns(
  statements: readonly Statement[],
  give: (value: Expression | undefined) => Expression | undefined,
  depth = 0,
): Statement[] {
  if (depth > MOST_DEPTH) return [...statements];
  const inner = (body: readonly Statement[]) => mapReturns(body, give, depth + 1);
  return statements.map((statement): Statement => {
    switch (statement.kind) {
      case 'return':
        return { ...statement, value: give(statement.value) };
      case 'if':
        // biome-ignore lint/suspicious/noThenProperty: the tree's own word; a statement is never awaited.
        return { ...statement, then: inner(statement.then), otherwise: inner(statement.otherwise) };
      case 'for':
      case 'while':
        return { ...statement, body: inner(statement.body) };
      default:
        return statement;
    }
  });
}

/** All values that the function returns; its own, not those of functions inside it. */
export function returnsOf(statements: readonly Statement[]): (Expression | undefined)[] {
  const found: (Expression | undefined)[] = [];
  mapReturns(statements, (value) => {
    found.push(value);
    return value;
  });
  return found;
}

/** Every statement, those inside branches and loops too, in order. */
export function* stepsOf(statements: readonly Statement[], depth = 0): Generator<Statement> {
  if (depth > MOST_DEPTH) return;
  for (const statement of statements) {
    yield statement;
    if (statement.kind === 'if') {
      yield* stepsOf(statement.then, depth + 1);
      yield* stepsOf(statement.otherwise, depth + 1);
    } else if (statement.kind === 'for' || statement.kind === 'while') {
      yield* stepsOf(statement.body, depth + 1);
    }
  }
}

/**
 * Without what only keeps books: counters, `calls += 1`, `self.trace.append(x)`, and branches that do nothing else, of
 * names that the function does not use otherwise. They change no result.
 */
export function withoutCounters(definition: Definition): Definition {
  const written = definition.function;
  const books = written?.body.map(bookOf) ?? [];
  if (!written || books.every((book) => book === undefined)) return definition;
  const uses = usesIn(written.body);
  const called = new Set<string>();
  replaced(written.body, (expression) => {
    const path = expression.kind === 'call' ? linearName(expression.callee) : undefined;
    if (path !== undefined) called.add(path);
    return undefined;
  });
  const parameters = new Set(written.parameters.map((parameter) => parameter.name));
  const isIdle = (statement: Statement, i: number): boolean => {
    const book = books[i];
    if (book === undefined || parameters.has(book) || uses.get(book) !== usesIn([statement]).get(book)) return false;
    // Other methods may read what the object keeps.
    const own = book.includes('.') ? `${book.split('.')[0]}.` : undefined;
    return own === undefined || ![...called].some((path) => path.startsWith(own) && !path.startsWith(`${book}.`));
  };
  return remade(definition, { body: written.body.filter((statement, i) => !isIdle(statement, i)) }) ?? definition;
}

/** How often each name and each attribute by its path (`self.trace`) occurs. */
function usesIn(statements: readonly Statement[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  replaced(statements, (expression) => {
    const path = expression.kind === 'name' || expression.kind === 'attribute' ? linearName(expression) : undefined;
    if (path !== undefined) uses.set(path, (uses.get(path) ?? 0) + 1);
    return undefined;
  });
  return uses;
}

/** The one name that the statement keeps books in, if it does nothing else. */
function bookOf(statement: Statement): string | undefined {
  if (statement.kind === 'if') {
    const [first, ...rest] = [...statement.then, ...statement.otherwise].map(setBook);
    return first !== undefined && rest.every((book) => book === first) ? first : undefined;
  }
  if (statement.kind === 'assign') {
    const isCounter = statement.operator !== undefined && statement.value.kind === 'number';
    return isCounter && statement.target.kind === 'name' ? statement.target.name : undefined;
  }
  return setBook(statement);
}

/** `trace.append(x)`, `count += 1`, `first[0] = x`: a list or counter from around the function. */
function setBook(statement: Statement): string | undefined {
  if (statement.kind === 'assign') {
    const { target } = statement;
    if (target.kind === 'index') return target.base.kind === 'name' ? target.base.name : undefined;
    return bookOf(statement);
  }
  const call = statement.kind === 'formula' ? statement.expression : undefined;
  if (call?.kind !== 'call' || call.callee.kind !== 'attribute' || !/^(?:append|push)$/.test(call.callee.name))
    return undefined;
  return linearName(call.callee.base);
}
