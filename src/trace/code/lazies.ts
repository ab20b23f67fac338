/**
 * Iterators of Python under a name: `g = (v * k for v in xs)`, `map`, `zip`, `filter`. They are worked out where they are
 * used, once, with what k and xs are by then, whereas the tracer works them out where they stand. That is the same only if
 * nothing they are made of is set in between and they are used up by one use.
 */
import { childrenOf, expressionsOf, linearName, walk } from '../../syntax/names.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';

const MAKERS = new Set(['map', 'zip', 'filter', 'enumerate', 'reversed']);

/** The name of an iterator that statement `i` sets or returns and whose use is not surely the same; undefined: there is none. */
export function unsureIterator(statements: readonly Statement[], i: number): string | undefined {
  const statement = statements[i];
  if (statement?.kind === 'return' && statement.value && isIterator(statement.value)) return 'What is returned';
  if (statement?.kind !== 'assign' || statement.operator !== undefined || !isIterator(statement.value))
    return undefined;
  const name = linearName(statement.target);
  if (name === undefined || statement.target.kind !== 'name') return undefined;
  const parts = new Set([...walk(statement.value)].flatMap((node) => (node.kind === 'name' ? [node.name] : [])));
  for (const later of statements.slice(i + 1)) {
    const uses = usesIn([later], name);
    if (uses === 0) {
      if (setsAny(later, parts)) return name;
      continue;
    }
    const isLast = statements.slice(statements.indexOf(later) + 1).every((rest) => usesIn([rest], name) === 0);
    return uses === 1 && isLast && isUsedUp(later, name, parts) ? undefined : name;
  }
  // It is used outside of the branch or loop that sets it.
  return name;
}

export function lazily(name: string): string {
  return `${name} is worked out where it is used, and only once; that is not followed. Make a list of it: list(…).`;
}

export function isIterator(value: Expression): boolean {
  if (value.kind === 'comprehension') return value.form === 'generator';
  return value.kind === 'call' && value.callee.kind === 'name' && MAKERS.has(value.callee.name);
}

/** One statement that takes it as it stands: `return sum(g)`, `for v in g:` whose body sets nothing that it is made of. */
function isUsedUp(statement: Statement, name: string, parts: ReadonlySet<string>): boolean {
  switch (statement.kind) {
    case 'return':
      return statement.value !== undefined && isTakenOnce(statement.value, name);
    case 'assign':
      // `h = g` hands it on.
      return linearName(statement.value) !== name && isTakenOnce(statement.value, name);
    case 'formula':
      return isTakenOnce(statement.expression, name);
    case 'for':
      return isTakenOnce(statement.iterable, name) && !statement.body.some((inner) => setsAny(inner, parts));
    default:
      return false;
  }
}

/** Not in what runs again and again: a lambda, or a comprehension but for what its first clause runs over. */
function isTakenOnce(node: Expression, name: string): boolean {
  if (linearName(node) === name) return true;
  if (node.kind === 'lambda') return false;
  if (node.kind === 'comprehension') {
    const first = node.clauses[0]?.iterable;
    return first !== undefined && isTakenOnce(first, name);
  }
  return childrenOf(node).some((child) => isTakenOnce(child, name));
}

function usesIn(statements: readonly Statement[], name: string): number {
  let uses = 0;
  for (const statement of statements) {
    for (const expression of expressionsOf(statement)) {
      for (const node of walk(expression)) if (node.kind === 'name' && node.name === name) uses++;
    }
    uses += usesIn(blocksOf(statement), name);
    if (statement.kind === 'unreadable' && statement.binds.includes(name)) uses += 2;
  }
  return uses;
}

/** Whether a statement, or one inside of it, may change one of the names or what it stands for. */
function setsAny(statement: Statement, names: ReadonlySet<string>): boolean {
  if (statement.kind === 'function' || statement.kind === 'class' || statement.kind === 'unreadable') return true;
  if (statement.kind === 'assign' && rootsOf(statement.target).some((root) => names.has(root))) return true;
  if (statement.kind === 'for' && rootsOf(statement.target).some((root) => names.has(root))) return true;
  const called = expressionsOf(statement).flatMap((expression) => [...walk(expression)].flatMap(handedTo));
  return called.some((root) => names.has(root)) || blocksOf(statement).some((inner) => setsAny(inner, names));
}

/** Names that a call may change: the receiver of a method, and what a function other than those is handed. */
function handedTo(node: Expression): string[] {
  if (node.kind !== 'call') return [];
  if (node.callee.kind === 'attribute') return rootsOf(node.callee.base);
  if (node.callee.kind === 'name' && READERS.has(node.callee.name)) return [];
  return node.args.flatMap((arg) => (arg.kind === 'name' ? [arg.name] : []));
}

const READERS = new Set(
  'abs all any enumerate float int isinstance len list map max min print range reversed round set sorted sum tuple zip'.split(
    ' ',
  ),
);

function rootsOf(target: Expression): string[] {
  return [...walk(target)].flatMap((node) => (node.kind === 'name' ? [node.name] : []));
}

function blocksOf(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'if':
      return [...statement.then, ...statement.otherwise];
    case 'for':
    case 'while':
    case 'function':
    case 'class':
      return statement.body;
    default:
      return [];
  }
}
