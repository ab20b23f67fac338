/**
 * Functions that stand beside another as its derivative would, and claim nothing: tests, getters of what was computed
 * elsewhere, numerical differentiation, splines made from splines. They are no pairs at all; what is a claim and cannot
 * be read stays one.
 */
import { isFunctionName, constant as knownConstant } from '../primitives/lookup.ts';
import { childrenOf, linearName, walk } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import { ACTIVATIONS } from '../trace/families.ts';
import { type Definition, resolve } from '../trace/scope.ts';
import type { Claim } from './claims.ts';
import { outParameter } from './outParameters.ts';
import { ownParameters } from './parameters.ts';
import { returnsOf, stepsOf } from './rewritten.ts';
import { languageOf, type Source } from './source.ts';

/** Whether these two are no function and derivative, whatever their names say. */
export function isNoClaim(of: Definition, derivative: Definition): boolean {
  if ([of, derivative].some((one) => givesNothing(one) || givesNoNumber(one) || isGetter(one))) return true;
  return isNumerical(derivative) || isDifference(of, derivative) || isOfOrder(of, derivative);
}

/** Bodies that only raise an error or do nothing: for classes that build on this one. */
export function isEmpty({ function: written }: Definition): boolean {
  return (written?.body ?? []).every(
    (statement) =>
      (statement.kind === 'unreadable' && statement.leaves === 'raise') ||
      statement.kind === 'formula' ||
      (statement.kind === 'return' &&
        (statement.value === undefined ||
          (statement.value.kind === 'name' && statement.value.name === 'NotImplementedError'))),
  );
}

/** Languages in which a function gives only what it returns. */
const RETURNING = new Set(['python', 'javascript']);

/** No value is returned and no parameter is written into: tests, and methods that keep what they computed. */
function givesNothing(definition: Definition): boolean {
  const { function: written, language } = definition;
  if (!written || !RETURNING.has(language)) return false;
  const isClear = [...stepsOf(written.body)].every((step) => step.kind !== 'unreadable' || step.leaves !== 'perhaps');
  const gives = returnsOf(written.body).some((value) => value !== undefined && value.kind !== 'none');
  return isClear && !gives && outParameter(definition) === undefined && !setsParameter(definition);
}

/** Several parameters whose entries are set. */
function setsParameter({ function: written }: Definition): boolean {
  const names = new Set(written?.parameters.map(({ name }) => name));
  return [...stepsOf(written?.body ?? [])].some(
    (step) => step.kind === 'assign' && step.target.kind === 'index' && names.has(linearName(step.target.base) ?? ''),
  );
}

/** Only words, truth values and functions are returned. */
function givesNoNumber({ function: written }: Definition): boolean {
  const body = written?.body ?? [];
  const inner = new Set([...stepsOf(body)].flatMap((step) => (step.kind === 'function' ? [step.name] : [])));
  const isNone = (value: Expression | undefined): boolean =>
    value?.kind === 'boolean' ||
    value?.kind === 'string' ||
    value?.kind === 'lambda' ||
    isSpline(value) ||
    isNotANumber(value) ||
    (value?.kind === 'name' && inner.has(value.name)) ||
    (value?.kind === 'sequence' && value.items.some(isNone));
  const returns = returnsOf(body);
  return returns.length > 0 && returns.every(isNone);
}

/** A function that is nowhere defined, in tests of solvers. */
function isNotANumber(value: Expression | undefined): boolean {
  return value !== undefined && /^(?:(?:np|numpy|math|Number)\.)?(?:nan|NaN|NAN)$/.test(linearName(value) ?? '');
}

/** SciPy: `.derivative()`, `.antiderivative(2)` of a piecewise polynomial is a polynomial, a function again. */
function isSpline(value: Expression | undefined): boolean {
  if (value?.kind !== 'call' || value.callee.kind !== 'attribute' || value.keywords.length > 0) return false;
  const [order, more] = value.args;
  return /^(?:anti)?derivative$/.test(value.callee.name) && !more && (!order || order.kind === 'number');
}

/** `self.update(); return self.g`: computed elsewhere, at an earlier time. */
function isGetter({ function: written, className, language }: Definition): boolean {
  if (!written || className === undefined || !RETURNING.has(language)) return false;
  const steps = [...stepsOf(written.body)];
  const isRun = steps.some((step) => step.kind === 'formula' && isOwnCall(step.expression));
  const returns = returnsOf(written.body);
  if (!isRun || returns.length === 0) return false;
  const set = new Set(steps.flatMap((step) => (step.kind === 'assign' ? [linearName(step.target)] : [])));
  return returns.every((value) => {
    const all = value?.kind === 'sequence' ? value.items : [value];
    return all.every(
      (one) => one?.kind === 'attribute' && OWN.test(linearName(one) ?? '') && !set.has(linearName(one)),
    );
  });
}

const OWN = /^(?:self|this)\.\w+$/;

function isOwnCall(expression: Expression): boolean {
  return expression.kind === 'call' && OWN.test(linearName(expression.callee) ?? '');
}

const NUMERICAL =
  /^_*(?:approx_?(?:fprime|hess|deriv|jac|grad)\w*|num(?:erical|eric)?_?(?:grad|deriv|jac|hess|diff)\w*|finite_?diff\w*|\w+_(?:complex_step|finite_diff\w*))$/i;

/** What every result is made with, directly or by way of one name, is numerical differentiation. */
function isNumerical({ function: written }: Definition): boolean {
  const body = written?.body ?? [];
  const runs = (value: Expression | undefined): boolean =>
    value !== undefined &&
    [...walk(value)].some(
      (node) => node.kind === 'call' && NUMERICAL.test(linearName(node.callee)?.split('.').pop() ?? ''),
    );
  const made = new Set(
    [...stepsOf(body)].flatMap((step) => (step.kind === 'assign' && runs(step.value) ? [linearName(step.target)] : [])),
  );
  const returns = returnsOf(body);
  return (
    returns.length > 0 &&
    returns.every((value) => runs(value) || (value !== undefined && made.has(linearName(value) ?? '')))
  );
}

const SAID =
  /\b(?:is|are) (?:the |a )?numerical(?:ly)? (?:differences?|differentiat\w+|derivatives?|approximations?)\b/i;

/** A docstring says that it is a difference quotient. */
export function isSaidNumerical({ text }: Source, { function: written }: Definition): boolean {
  return written !== undefined && SAID.test(text.slice(written.span.from, written.span.to));
}

/** Methods that are given nothing: both tell of what their object holds, and none says by what one is the derivative. */
export function takeNothing(of: Definition, derivative: Definition): boolean {
  const isBare = (one: Definition) =>
    ownParameters(one).length === 0 && !one.function?.parameters.some(({ rest }) => rest);
  return [of, derivative].every((one) => one.className !== undefined && RETURNING.has(one.language) && isBare(one));
}

/** `f(t) - f(t - 1)`, perhaps over a step: every result is a difference of two values of the function itself. */
function isDifference(of: Definition, { function: written }: Definition): boolean {
  const isValue = (value: Expression | undefined) =>
    value?.kind === 'call' && value.args.length > 0 && linearName(value.callee)?.split('.').pop() === lastOf(of.name);
  const isOne = (value: Expression | undefined): boolean => {
    if (value?.kind !== 'operation') return false;
    const [left, right] = value.operands;
    if (value.operator === 'divide') return isOne(left);
    return value.operator === 'subtract' && isValue(left) && isValue(right);
  };
  const returns = returnsOf(written?.body ?? []);
  return returns.length > 0 && returns.every(isOne);
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

const ORDER = /^(?:nu|n|m|k|order|deg|degree)$/;

/** `spline.derivative(nu)`: the same function object differentiated that often, by nothing that it takes itself. */
function isOfOrder(of: Definition, derivative: Definition): boolean {
  const own = ownParameters(derivative);
  const [point] = ownParameters(of);
  return (
    derivative.className !== undefined && own.length > 0 && own.every((name) => ORDER.test(name) && name !== point)
  );
}

/**
 * A docstring's `\frac{\partial \ln L}{\partial \beta} = …` where no L is written anywhere: the formula names what the code
 * computes, and there is nothing to hold it against. In a note it stays a claim: its author may yet write what L is.
 */
export function isOfNothingWritten(source: Source, { item, symbol, claimed }: Claim): boolean {
  if (item.language !== 'latex' || languageOf(source.languageId) === undefined) return false;
  const { of, wrt, notation } = symbol;
  if (isTransposed(symbol.of, claimed)) return true;
  // The x of \sin'(x) is what it is differentiated by.
  const variables = notation === 'prime' && of.kind === 'call' ? [...wrt, ...of.args] : wrt;
  const by = new Set(variables.flatMap(quantitiesIn));
  const { definitions, families } = source.scope;
  const isOpen = (name: string) =>
    !by.has(name) &&
    !ACTIVATIONS.has(name) &&
    !families.has(name) &&
    !(definitions.get(name)?.some(({ language }) => language === 'latex') ?? false) &&
    resolve(source.scope, name, item.place) === undefined &&
    !isFunctionName('latex', name) &&
    knownConstant('latex', name) === undefined;
  const all = quantitiesIn(symbol.of);
  return all.length > 0 && all.every(isOpen);
}

/** `[1, 2]'`, and `\Gamma(j)' = E(y_t y_{t+j}')` with y' beside y: primes that transpose, in the docstrings of programs. */
function isTransposed(of: Expression, claimed: Expression): boolean {
  if (of.kind === 'sequence') return true;
  const names = new Set([...walk(claimed)].flatMap((node) => (node.kind === 'name' ? [node.name] : [])));
  return [...names].some((name) => name.endsWith('_prime') && names.has(name.slice(0, -'_prime'.length)));
}

/** What a formula is made of: names, entries by the name that they are of, functions that no library has. */
function quantitiesIn(expression: Expression): readonly string[] {
  if (expression.kind === 'name') return [expression.name];
  if (expression.kind === 'index') return [...quantitiesIn(expression.base), linearName(expression) ?? []].flat();
  if (expression.kind === 'call') {
    const name = linearName(expression.callee);
    const isKnown = name === undefined || isFunctionName('latex', name);
    return isKnown ? expression.args.flatMap(quantitiesIn) : quantitiesIn(expression.callee);
  }
  return childrenOf(expression).flatMap(quantitiesIn);
}
