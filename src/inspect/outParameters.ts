/**
 * Parameters that a function writes its result into: `g!(G, x)`, `void df(const double *x, double *g)`, GSL's `my_df`,
 * and NLopt's `if (grad) { … }` inside the function itself.
 */
import { linearName } from '../syntax/names.ts';
import type { Expression, Statement } from '../syntax/tree.ts';
import { type Definition, resolve, type Scope } from '../trace/scope.ts';
import { GUESSED_SIZE } from '../trace/statics.ts';
import { list, name, type Replace, remade, replaced, returning, returnsOf, stepsOf } from './rewritten.ts';

/** The one parameter whose entries the function sets, where it returns nothing of its own. */
export function outParameter({ function: written, language }: Definition): string | undefined {
  if (!written || language === 'matlab' || language === 'r') return undefined;
  const names = new Set(written.parameters.map((parameter) => parameter.name));
  const found = new Set<string>();
  for (const statement of stepsOf(written.body)) for (const own of writtenBy(statement)) found.add(own);
  const [out, more] = [...found].filter((own) => names.has(own));
  if (out === undefined || more !== undefined) return undefined;
  const gives = returnsOf(written.body).some((value) => value !== undefined && !isStatus(value, out));
  return gives ? undefined : out;
}

/** `int df(double x, double *out) { return other(x, out); }` writes what the other function of the text writes. */
export function runBy(scope: Scope, definition: Definition): Definition {
  const { function: written, language, parameters = [] } = definition;
  const [only, more] = written?.body ?? [];
  if (language !== 'c' || more || only?.kind !== 'return' || only.value?.kind !== 'call') return definition;
  const { callee, args } = only.value;
  const isAlike = (own: readonly (string | undefined)[] | undefined) => own?.join() === parameters.join();
  if (callee.kind !== 'name' || parameters.length === 0 || !isAlike(args.map(linearName))) return definition;
  const other = resolve(scope, callee.name, definition.bodyPlace);
  return other?.function && other.language === language && isAlike(other.parameters) ? other : definition;
}

/** `def g(*args): return other(*args)` is the other function. */
export function wrappedBy(scope: Scope, definition: Definition): Definition {
  const { function: written, bodyPlace } = definition;
  const [all, more] = written?.parameters ?? [];
  const [value, another] = returnsOf(written?.body ?? []);
  if (all?.rest !== 'list' || more || another || value?.kind !== 'call' || value.callee.kind !== 'name')
    return definition;
  const [given, others] = value.args;
  if (given?.kind !== 'spread' || others || value.keywords.length > 0 || linearName(given.value) !== all.name)
    return definition;
  const other = resolve(scope, value.callee.name, bodyPlace);
  return other?.function && other.span.doc === undefined ? other : definition;
}

function isStatus(value: Expression, out: string): boolean {
  if (value.kind === 'number' || value.kind === 'none') return true;
  // What an int function returns is read as cut to a whole number.
  if (value.kind === 'call' && value.args.length === 1 && linearName(value.callee) === 'trunc') {
    return isStatus(value.args[0] as Expression, out);
  }
  const own = linearName(value);
  return own === out || own === 'nothing' || /^(?:[A-Z]+_(?:SUCCESS|OK)|GSL_E[A-Z]+)$/.test(own ?? '');
}

/** Names whose entries a statement sets. */
export function writtenBy(statement: Statement): string[] {
  if (statement.kind === 'formula') {
    const set = gslSet(statement.expression);
    return set ? [set.holder.name] : [];
  }
  if (statement.kind !== 'assign') return [];
  const { target } = statement;
  if (target.kind === 'index' && target.base.kind === 'name') return [target.base.name];
  return [];
}

interface Setting {
  readonly holder: Extract<Expression, { kind: 'name' }>;
  readonly indices: readonly Expression[];
  readonly value: Expression;
}

const SETTERS: Readonly<Record<string, number>> = { gsl_vector_set: 1, gsl_matrix_set: 2 };
const GETTERS: Readonly<Record<string, number>> = { gsl_vector_get: 1, gsl_matrix_get: 2 };

function gslSet(expression: Expression): Setting | undefined {
  if (expression.kind !== 'call' || expression.callee.kind !== 'name') return undefined;
  const axes = SETTERS[expression.callee.name];
  const [holder, ...rest] = expression.args;
  if (axes === undefined || holder?.kind !== 'name' || rest.length !== axes + 1) return undefined;
  return { holder, indices: rest.slice(0, axes), value: rest[axes] as Expression };
}

/** What is written into starts from zero here anyway. */
function isZeroing(statement: Statement): boolean {
  const call = statement.kind === 'formula' ? statement.expression : undefined;
  return call?.kind === 'call' && /^gsl_(?:vector|matrix)_set_zero$/.test(linearName(call.callee) ?? '');
}

/** `gsl_vector_get(v, i)` is v[i], `gsl_vector_set(v, i, e)` sets it. Undefined: the body is too deep to be changed. */
export function withoutGsl(definition: Definition): Definition | undefined {
  const written = definition.function;
  if (!written || definition.language !== 'c') return definition;
  if (!written.parameters.some(({ annotation }) => annotation?.includes('gsl_'))) return definition;
  const get: Replace = (expression) => {
    if (expression.kind === 'attribute' && /^size[12]?$/.test(expression.name) && expression.base.kind === 'name') {
      const { span, outer } = expression;
      return { kind: 'number', value: GUESSED_SIZE, text: String(GUESSED_SIZE), span, outer };
    }
    if (expression.kind !== 'call' || expression.callee.kind !== 'name') return undefined;
    const axes = GETTERS[expression.callee.name];
    const [base, ...given] = expression.args;
    const indices = axes === undefined || given.length !== axes ? undefined : replaced(given, get);
    if (!base || !indices) return undefined;
    return { kind: 'index', base, indices, position: 'bracket', span: expression.span, outer: expression.outer };
  };
  const set = (statements: readonly Statement[]): Statement[] =>
    statements
      .filter((statement) => !isZeroing(statement))
      .map((statement): Statement => {
        const found = statement.kind === 'formula' ? gslSet(statement.expression) : undefined;
        if (found) {
          const { holder, indices, value } = found;
          const { span } = statement;
          const target: Expression = { kind: 'index', base: holder, indices, position: 'bracket', span, outer: span };
          return { kind: 'assign', span, target, value };
        }
        if (statement.kind === 'if') {
          // biome-ignore lint/suspicious/noThenProperty: the tree's own word; a statement is never awaited.
          return { ...statement, then: set(statement.then), otherwise: set(statement.otherwise) };
        }
        return statement.kind === 'for' || statement.kind === 'while'
          ? { ...statement, body: set(statement.body) }
          : statement;
      });
  const first = written.body.findIndex((statement) =>
    [...stepsOf([statement])].some((step) => writtenBy(step).length > 0),
  );
  const body = replaced(set(written.body.filter((statement, i) => i > first || !isZeroing(statement))), get);
  return body && remade(definition, { body });
}

/** The function with its result returned instead of written into `out`, which stays a parameter: what it starts from. */
export function givingOut(definition: Definition, out: string): Definition | undefined {
  const at = { span: definition.span };
  return returning(definition, () => name(out, at), name(out, at));
}

const TAKES_GRADIENT = /^(?:grad|gradient|g|df|dx|gr|jac|_?grad_?out)$/i;

/**
 * NLopt: one function that returns its value and, where a pointer is given, writes its gradient there. Optim's
 * `fg!(F, G, x)` is told besides by `F` whether its value is wanted.
 */
export function valueAndGradient(
  definition: Definition,
): { value: Definition; gradient: Definition; out: string } | undefined {
  const written = definition.function;
  if (!written || !ASKING.has(definition.language)) return undefined;
  const out = written.parameters.find(({ name: own }) => TAKES_GRADIENT.test(own))?.name;
  if (out === undefined || !returnsOf(written.body).every((value) => value && !isStatus(value, out))) return undefined;
  const sets = [...stepsOf(written.body)].some((statement) => writtenBy(statement).includes(out));
  const tests = [...stepsOf(written.body)].some(
    (statement) => statement.kind === 'if' && truth(statement.condition, out, true) !== undefined,
  );
  if (!sets || !tests) return undefined;
  const plain = definition.language === 'julia' ? wanting(definition, out) : definition;
  const value = plain && decided(plain, out, false);
  const gradient = plain && decided(plain, out, true);
  const giving = gradient && givingOut(gradient, out);
  if (!value || !giving) return undefined;
  const own = definition.language === 'julia' ? withoutParameter(value, out) : value;
  return own && { value: own, gradient: giving, out };
}

const ASKING: ReadonlySet<string> = new Set(['c', 'julia']);

/** Where the value is wanted: without the parameter that only says so. */
function wanting(definition: Definition, out: string): Definition | undefined {
  const steps = [...stepsOf(definition.function?.body ?? [])];
  const isAsked = (own: string) =>
    steps.some((step) => step.kind === 'if' && truth(step.condition, own, true) !== undefined);
  const asked = (definition.parameters ?? []).filter((own) => own !== out && isAsked(own));
  return asked.reduce<Definition | undefined>((made, own) => {
    const wanted = made && decided(made, own, true);
    return wanted && withoutParameter(wanted, own);
  }, definition);
}

function withoutParameter(definition: Definition, out: string): Definition | undefined {
  const parameters = (definition.function?.parameters ?? []).filter(({ name: own }) => own !== out);
  return remade(definition, { parameters });
}

/** The function where the pointer is given, or is not. */
export function decided(definition: Definition, out: string, isGiven: boolean): Definition | undefined {
  const body = definition.function && branched(definition.function.body, out, isGiven);
  return body && remade(definition, { body });
}

function branched(statements: readonly Statement[], out: string, isGiven: boolean): Statement[] {
  return statements.flatMap((statement): Statement[] => {
    if (statement.kind !== 'if') return [statement];
    const holds = truth(statement.condition, out, isGiven);
    if (holds === undefined) return [statement];
    return branched(holds ? statement.then : statement.otherwise, out, isGiven);
  });
}

/** What `grad`, `!grad`, `grad != NULL`, `!grad.empty()`, `grad.size()` is worth; undefined: it is about something else. */
function truth(condition: Expression, out: string, isGiven: boolean): boolean | undefined {
  if (condition.kind === 'name') return condition.name === out ? isGiven : undefined;
  if (condition.kind === 'operation' && condition.operator === 'not') {
    const inner = condition.operands[0] && truth(condition.operands[0], out, isGiven);
    return inner === undefined ? undefined : !inner;
  }
  if (condition.kind === 'call' && linearName(condition.callee) === 'isnothing' && condition.args.length === 1) {
    return linearName(condition.args[0] as Expression) === out ? !isGiven : undefined;
  }
  if (condition.kind === 'call' && condition.callee.kind === 'attribute' && condition.args.length === 0) {
    if (linearName(condition.callee.base) !== out) return undefined;
    if (condition.callee.name === 'empty') return !isGiven;
    return condition.callee.name === 'size' ? isGiven : undefined;
  }
  if (condition.kind !== 'relation' || condition.terms.length !== 2) return undefined;
  const [left, right] = condition.terms;
  const isNull =
    right?.kind === 'none' ||
    (right?.kind === 'number' && right.value === 0) ||
    ['nullptr', 'nothing'].includes(linearName(right ?? list([], condition)) ?? '');
  const own = left && truth(left, out, isGiven);
  if (!isNull || own === undefined) return undefined;
  return condition.signs[0] === '!=' || condition.signs[0] === '>'
    ? own
    : condition.signs[0] === '='
      ? !own
      : undefined;
}
