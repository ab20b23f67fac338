/** Which names of a program a statement may change without setting them: entries, arrays under a second name, effects. */
import { targetNames } from '../languages/code.ts';
import { linearName } from '../syntax/names.ts';
import type { Attribute, Call, Expression, FunctionDefinition, Language, Statement } from '../syntax/tree.ts';
import { stepsOf } from './rewritten.ts';

/** Methods that are called for something else than a change of what they belong to. */
const HARMLESS = new Set(
  (
    'backward eval train zero_grad step requires_grad_ retain_grad show plot savefig print info head tail describe ' +
    'toString log warn error debug forEach item numpy close flush write'
  ).split(' '),
);
/** Functions that change their first argument. */
const CHANGING =
  /(?:^|\.)(?:fill_diagonal|copyto|put|place|putmask|put_along_axis|shuffle|insort|insort_left|heappush|heappop|heapify|memset|memcpy|memmove|assign|swap)$|!$/;
/** Functions that only look at what they are given. */
const LOOKING = /^(?:assert\w*|expect|print\w*|puts|display|plot\w*|show\w*|log\w*|len|isinstance|help|list|type)$/;
/** Languages whose functions may change the arrays that they are given, without a sign in their name. */
const BY_REFERENCE: ReadonlySet<Language> = new Set<Language>(['python', 'javascript', 'c']);
/** What they give shares its numbers with what they are called on. */
const VIEWS = new Set('T flat real mT H reshape ravel view squeeze transpose swapaxes subarray'.split(' '));
/** R and MATLAB copy what is set to another name. */
const COPYING: ReadonlySet<Language> = new Set<Language>(['r', 'matlab']);

/** What names were set to, as far as the text has been read. */
export interface Values {
  /** What it was set to last; undefined: nothing in this document. */
  last(name: string): Expression | undefined;
  /** Names that were ever set to something that shares its numbers with this one (`sharedBy`). */
  sharers(name: string): readonly string[];
}

/**
 * Names of the document whose value after the statement is not what they were last set to, apart from the one that it
 * sets. Rather too many than too few: who is named stands for what it is there, who is not is followed.
 */
export function changedNames(statement: Statement, language: Language, values: Values): readonly string[] {
  const { last } = values;
  const own = directly(statement, language, last).filter((name) => last(name) !== undefined);
  if (COPYING.has(language)) return own;
  const isOperator = statement.kind === 'assign' && statement.operator !== undefined;
  const shared = isOperator ? [...own, ...targetNames(statement.target)] : own;
  const sharing = (name: string) => [...behind(name, last), ...beside(name, values)];
  return [...new Set([...own, ...shared.flatMap(sharing), ...underOtherNames(statement, sharing)])];
}

/** `s.c` where `b.c` is set after `b = s`: one object under two names. */
function underOtherNames(statement: Statement, sharing: (name: string) => readonly string[]): string[] {
  const target = statement.kind === 'assign' ? statement.target : undefined;
  const base = target?.kind === 'attribute' ? linearName(target.base) : undefined;
  return base === undefined ? [] : sharing(base).map((other) => `${other}.${(target as Attribute).name}`);
}

/** What the names start with that a statement sets or may change in place: `utils` of `utils.TABLE[0] = 1`. */
export function changedRoots(statement: Statement, language: Language): readonly string[] {
  const isSet = (name: string) =>
    name.includes('.') || (statement.kind === 'assign' && statement.operator !== undefined);
  const set = statement.kind === 'assign' ? targetNames(statement.target).filter(isSet) : [];
  const names = [...set, ...directly(statement, language, () => undefined)];
  return [...new Set(names.map((name) => name.split(/[.[]/, 1)[0] ?? name))];
}

function directly(statement: Statement, language: Language, last: Values['last']): readonly string[] {
  if (statement.kind === 'assign') {
    const name = linearName(statement.target);
    return targetNames(statement.target).filter((each) => each !== name);
  }
  if (statement.kind !== 'formula' || statement.expression.kind !== 'call') return [];
  const { callee, args, keywords } = statement.expression;
  const found = keywords.flatMap(({ name, value }) => (name === 'out' ? targetNames(value) : []));
  if (CHANGING.test(linearName(callee) ?? '') && args[0]) found.push(...targetNames(args[0]));
  if (BY_REFERENCE.has(language) && callee.kind === 'name' && !LOOKING.test(callee.name)) {
    found.push(...args.flatMap(rootOf).filter((name) => last(name)?.kind !== 'number'));
  }
  if (callee.kind === 'attribute' && !HARMLESS.has(callee.name) && language !== 'r') found.push(...rootOf(callee.base));
  return found;
}

function rootOf(expression: Expression): readonly string[] {
  const name = linearName(expression);
  return name === undefined ? [] : [name];
}

/** The arrays whose numbers `name` shares: `a` after `b = a`, `b = a[:]`, `b = a.T`. */
function behind(name: string, last: (name: string) => Expression | undefined): string[] {
  const found: string[] = [];
  let from = sharedBy(last(name));
  while (from !== undefined && !found.includes(from) && from !== name) {
    if (isChangeable(last(from))) found.push(from);
    from = sharedBy(last(from));
  }
  return found;
}

/** Those that share the numbers of `name`: `b` after `b = a`. */
function beside(name: string, { last, sharers }: Values): string[] {
  if (!isChangeable(last(name))) return [];
  return sharers(name).filter((other) => other !== name && sharedBy(last(other)) === name);
}

/** Whose numbers a value shares. */
export function sharedBy(value: Expression | undefined): string | undefined {
  switch (value?.kind) {
    case 'name':
      return value.name;
    case 'index':
      return linearName(value.base);
    case 'attribute':
      return VIEWS.has(value.name) ? linearName(value.base) : undefined;
    case 'call':
      return viewed(value);
    default:
      return undefined;
  }
}

function viewed({ callee }: Call): string | undefined {
  return callee.kind === 'attribute' && VIEWS.has(callee.name) ? linearName(callee.base) : undefined;
}

/** Numbers cannot be changed by another name. */
function isChangeable(value: Expression | undefined): boolean {
  return value !== undefined && value.kind !== 'number';
}

/** `s[0] = 9`, `s.c = 9` in a function whose `s` is that of the file: what is changed whenever somebody calls it. */
export function changedOutside(
  { parameters, body, receiver }: FunctionDefinition,
  language: Language,
  isOfFile: (root: string) => boolean,
): ReadonlySet<string> {
  if (COPYING.has(language)) return new Set();
  const own = new Set([...parameters.map(({ name }) => name), receiver ?? '', ...localNames(body)]);
  const found = new Set<string>();
  for (const step of stepsOf(body)) {
    if (step.kind !== 'assign' || (step.target.kind !== 'index' && step.target.kind !== 'attribute')) continue;
    for (const name of targetNames(step.target)) {
      const root = name.split('.', 1)[0] ?? name;
      if (!own.has(root) && isOfFile(root)) found.add(name);
    }
  }
  return found;
}

function localNames(body: readonly Statement[]): string[] {
  return [...stepsOf(body)].flatMap((step) => {
    if (step.kind === 'function' || step.kind === 'class') return [step.name];
    if (step.kind === 'for') return targetNames(step.target);
    return step.kind === 'assign' && step.target.kind !== 'index' && step.target.kind !== 'attribute'
      ? targetNames(step.target)
      : [];
  });
}
