/**
 * Functions that give a value and its derivative in one: `return loss, grad`, `return {'loss': l, 'dw': dw}`, MATLAB's
 * `function [J, grad] = …`, a flag (`sigmoid(x, deriv=False)`). Each is cut into two functions that are run apart.
 */
import { attributeName, linearName } from '../syntax/names.ts';
import type { Expression, Statement } from '../syntax/tree.ts';
import type { Definition } from '../trace/scope.ts';
import { list, name, type Replace, remade, replaced, returning, returnsOf } from './rewritten.ts';

/** One function as two; by which parameter each result of the derivative is, as far as names say. */
export interface Cut {
  readonly value: Definition;
  readonly derivative: Definition;
  readonly names: { readonly value: string; readonly derivative: string };
  readonly wrt?: readonly (string | undefined)[];
}

const FLAG = /^(?:is_?|return_?|calc_?|want_?|with_?)?(?:deriv(?:ative|ate|e)?|grad(?:ient)?|prime|diff)$/i;

/** `sigmoid(x, deriv=False)`: the function where the flag is false, and where it is true. */
export function byFlag(definition: Definition): Cut | undefined {
  const written = definition.function;
  const flag = written?.parameters.find((parameter) => FLAG.test(parameter.name) && isFlag(parameter.default))?.name;
  if (!written || flag === undefined || written.parameters.length < 2 || !isAsked(written.body, flag)) return undefined;
  const parameters = written.parameters.filter((parameter) => parameter.name !== flag);
  const set = (value: boolean): Definition | undefined => {
    const replace: Replace = (expression) => {
      const { span, outer } = expression;
      if (expression.kind === 'name' && expression.name === flag) return { kind: 'boolean', value, span, outer };
      const asked = expression.kind === 'relation' ? comparedWith(expression, flag) : undefined;
      return asked === undefined ? undefined : { kind: 'boolean', value: asked === value, span, outer };
    };
    const body = replaced(written.body, replace);
    return body && remade(definition, { body: taken(body), parameters });
  };
  const [value, both] = [set(false), set(true)];
  const derivative = value && both && (addedTo(value, both) ?? both);
  if (!value || !derivative) return undefined;
  return { value, derivative, names: { value: definition.name, derivative: `${definition.name} with ${flag}` } };
}

/** The statements that are run where conditions are true or false already. */
function taken(body: readonly Statement[]): readonly Statement[] {
  const kept: Statement[] = [];
  for (const statement of body) {
    const decided = statement.kind === 'if' ? decision(statement.condition) : undefined;
    if (statement.kind !== 'if' || decided === undefined) kept.push(statement);
    else kept.push(...taken(decided ? statement.then : statement.otherwise));
    if (kept.at(-1)?.kind === 'return') break;
  }
  return kept;
}

function decision(condition: Expression): boolean | undefined {
  if (condition.kind === 'boolean') return condition.value;
  if (condition.kind !== 'operation' || condition.operator !== 'not' || !condition.operands[0]) return undefined;
  const inner = decision(condition.operands[0]);
  return inner === undefined ? undefined : !inner;
}

/** `return phi, Gphi` where without the flag it is `return phi`: what the flag adds to the value. */
function addedTo(value: Definition, both: Definition): Definition | undefined {
  const returns = returnsOf(value.function?.body ?? []);
  const plain = new Set(returns.map((result) => result && linearName(result)));
  return returning(both, (result) => {
    const [first, second, more] = result?.kind === 'sequence' ? result.items : [];
    const isBeside = first && second && !more && linearName(first) !== undefined && plain.has(linearName(first));
    return isBeside ? second : result;
  });
}

function isFlag(preset: Expression | undefined): boolean {
  return preset === undefined || preset.kind === 'boolean' || (preset.kind === 'number' && preset.value === 0);
}

/** `deriv == True`, `derivative === false`: what the flag is compared with. */
function comparedWith(relation: Extract<Expression, { kind: 'relation' }>, flag: string): boolean | undefined {
  const [left, right] = relation.terms;
  if (relation.terms.length !== 2 || left?.kind !== 'name' || left.name !== flag || right?.kind !== 'boolean') {
    return undefined;
  }
  return relation.signs[0] === '=' ? right.value : relation.signs[0] === '!=' ? !right.value : undefined;
}

/** The flag decides something; it is not a number that is worked with. */
function isAsked(body: unknown, flag: string): boolean {
  let [asked, used] = [0, 0];
  const isIt = (expression: unknown): boolean => {
    const node = expression as Expression | undefined;
    if (node?.kind === 'name') return node.name === flag;
    if (node?.kind === 'operation' && node.operator === 'not') return isIt(node.operands[0]);
    return node?.kind === 'relation' && comparedWith(node, flag) !== undefined;
  };
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 200) return;
    if (Array.isArray(value)) {
      for (const entry of value) visit(entry, depth + 1);
      return;
    }
    const node = value as { kind?: string; name?: string; condition?: unknown };
    if (node.kind === 'name' && node.name === flag) used++;
    if ('condition' in node && isIt(node.condition)) asked++;
    for (const [key, entry] of Object.entries(node)) if (key !== 'span' && key !== 'outer') visit(entry, depth + 1);
  };
  visit(body, 0);
  return asked > 0 && asked === used;
}

const VALUE =
  /^(?:f|fx|fval|fun|func|val|value|j|l|loss|cost|obj(?:ective)?|energy|nll|nlogl|logl(?:ik(?:elihood)?)?|ll|mse|(?:loss|cost|obj|func?)_?(?:val|value)|(?:\w+_)?(?:loss|cost))$/i;
const BARE = /^(?:g|gr|grad|gradient|jac|jacobian|deriv|derivative|df|f_?prime|fp|(?:loss|cost|f|j)_?grad(?:ient)?)$/i;
const SAYS_SO = /^(?:g|gr|d\w+|grad\w*|jac\w*)$/i;
const HESSIAN = /^(?:h|hess\w*)$/i;
const OF_FUNCTION = /(?:value|loss|cost|fun|func|f|obj|objective)_?(?:and_?|n)?_?(?:grad(?:ient)?|jac|deriv\w*)$|^fg$/i;

/** `return loss, grad` and its like. */
export function byResults(definition: Definition): Cut | undefined {
  const written = definition.function;
  if (!written) return undefined;
  const returns = returnsOf(written.body);
  const [first] = returns;
  const entries = first && entriesOf(first);
  if (!entries || entries.length < 2 || entries.length > 12) return undefined;
  if (!returns.every((value) => value && entriesOf(value)?.length === entries.length)) return undefined;
  const parameters = written.parameters.map((parameter) => parameter.name);
  const wrts = entries.map(({ name }) => (name === undefined ? undefined : derivativeBy(name, parameters)));
  const isTold = OF_FUNCTION.test(definition.name);
  const at = entries.findIndex(({ name }, i) => wrts[i] === undefined && name !== undefined && VALUE.test(name));
  // Keys say what they are themselves: `{ w: …, b: … }` are two derivatives, as are `grad, hess`.
  const isOpen = first?.kind === 'dictionary' || wrts[0] !== undefined;
  const value = at >= 0 ? at : isTold && entries.length === 2 && !isOpen ? 0 : -1;
  if (value < 0) return undefined;
  const claims = entries.flatMap((_, i) =>
    i !== value && (wrts[i] !== undefined || (isTold && entries.length === 2)) ? [i] : [],
  );
  if (claims.length === 0) return undefined;
  // `return f, g` of anything: both names must say so.
  const isShort = entries[value]?.name === undefined || entries[value]?.name?.length === 1;
  if (isShort && !isTold && claims.some((i) => !SAYS_SO.test(entries[i]?.name ?? ''))) return undefined;
  // `return p, f, g, h, k`: letters of a list.
  const others = entries.filter((_, i) => i !== value && !claims.includes(i));
  if (isShort && !isTold && (value > 0 || others.some(({ name }) => !HESSIAN.test(name ?? '')))) return undefined;
  // `return value, pvalue, df` of a test: degrees of freedom.
  const isTest = entries.length > 2 && !/^f/i.test(entries[value]?.name ?? '');
  if (isTest && claims.some((i) => entries[i]?.name === 'df')) return undefined;
  // What one bare `grad` is by is left open; two of them are something else.
  if (claims.length > 1 && claims.some((i) => wrts[i] === '')) return undefined;
  const nargout = withoutNargout(definition, entries.length);
  const valueFunction = nargout && returning(nargout, (result) => result && entriesOf(result)?.[value]?.value);
  const derivative =
    nargout &&
    returning(nargout, (result) => {
      const items = result && entriesOf(result);
      const chosen = items && claims.flatMap((i) => items[i]?.value ?? []);
      return chosen?.length === 1 ? chosen[0] : chosen && list(chosen, definition);
    });
  if (!valueFunction || !derivative) return undefined;
  const words = claims.map((i) => entries[i]?.name ?? 'the second result');
  return {
    value: valueFunction,
    derivative,
    names: { value: entries[value]?.name ?? definition.name, derivative: words.join(', ') },
    wrt: claims.map((i) => wrts[i] || undefined),
  };
}

/** R: `attr(value, "gradient") <- …`, as nlm and nls take it, and `structure(value, gradient = …)`. */
export function byAttribute(definition: Definition): Cut | undefined {
  const written = definition.function;
  if (definition.language !== 'r' || !written) return undefined;
  const returns = returnsOf(written.body);
  const [first] = returns;
  const names = { value: definition.name, derivative: 'attr(, "gradient")' };
  if (returns.length > 0 && returns.every((value) => value && structured(value))) {
    const value = returning(definition, (result) => result && structured(result)?.value);
    const derivative = returning(definition, (result) => result && structured(result)?.gradient);
    return value && derivative && { value, derivative, names };
  }
  if (returns.length !== 1 || first?.kind !== 'name') return undefined;
  const own = attributeName(first.name, 'gradient');
  const isSet = (statement: Statement) => statement.kind === 'assign' && linearName(statement.target) === own;
  const sets = written.body.filter(isSet);
  if (sets.length !== 1) return undefined;
  const derivative = returning(definition, () => name(own, definition));
  return derivative && { value: definition, derivative, names };
}

function structured(value: Expression): { readonly value: Expression; readonly gradient: Expression } | undefined {
  if (value.kind !== 'call' || linearName(value.callee) !== 'structure') return undefined;
  const gradient = value.keywords.find((keyword) => keyword.name === 'gradient')?.value;
  const [given, more] = value.args;
  return gradient && given && !more ? { value: given, gradient } : undefined;
}

interface Entry {
  readonly name: string | undefined;
  readonly value: Expression;
}

/** The parts of a tuple, a list or a dictionary with words as keys. */
function entriesOf(value: Expression): readonly Entry[] | undefined {
  if (value.kind === 'sequence' && value.form !== 'set') {
    const [first, second] = value.items;
    // Coursera's `grads, cost`: a dictionary of gradients beside the value.
    if (value.items.some((item) => item.kind === 'spread')) return undefined;
    return first && second ? value.items.map((item) => ({ name: scaledName(item), value: item })) : undefined;
  }
  if (value.kind !== 'dictionary') return undefined;
  const entries = value.entries.map(({ key, value: entry }) => ({
    name: key.kind === 'string' ? key.value : linearName(key),
    value: entry,
  }));
  return entries.every(({ name }) => name !== undefined) ? entries : undefined;
}

/** `df` of `-df`, `2 * df`, `df / m`. */
function scaledName(value: Expression): string | undefined {
  if (value.kind !== 'operation') return linearName(value);
  const [left, right] = value.operands;
  if (value.operator === 'negate') return left && scaledName(left);
  if (value.operator === 'divide') return left && scaledName(left);
  if (value.operator !== 'multiply') return undefined;
  return left?.kind === 'number'
    ? right && scaledName(right)
    : right?.kind === 'number'
      ? left && scaledName(left)
      : undefined;
}

/** By which parameter `dw`, `grad_w`, `w_grad` are; '' where the name says that it is a derivative, and not by what. */
export function derivativeBy(name: string, parameters: readonly string[]): string | undefined {
  for (const pattern of [
    /^(?:d|d_|grad_?|g_)(\w+)$/,
    /^(\w+?)_?(?:grad|gradient)$/i,
    /^dL_?d(\w+)$/,
    /^(?:dloss|dcost|dJ|dE)_?d_?(\w+)$/i,
    /^d_?[A-Za-z]\w*?_d_?(\w+)$/,
  ]) {
    const by = pattern.exec(name)?.[1];
    if (by === undefined) continue;
    const meant =
      parameters.find((parameter) => parameter === by) ??
      parameters.find((parameter) => parameter.toLowerCase() === by.toLowerCase());
    if (meant !== undefined) return meant;
  }
  return BARE.test(name) ? '' : undefined;
}

/**
 * `return dj_dw, dj_db` of a function that gives several derivatives: by which parameters they are, as their names say.
 * 'open': some say it, and others do not. Undefined: none does.
 */
export function resultsBy(
  { function: written }: Definition,
  parameters: readonly string[],
): string[] | 'open' | undefined {
  const returns = returnsOf(written?.body ?? []);
  const [first, ...more] = returns.map((value) => value && entriesOf(value));
  if (!first || first.length < 2) return undefined;
  // Keys of objects say more than what was returned in their place: `{ x: …, y: … }`, and `{ u: …, v: … }` of x and y.
  const isKeyed = returns.every((value) => value?.kind === 'dictionary');
  const meant = (name: string) => derivativeBy(name, parameters) || (isKeyed && parameters.includes(name) ? name : '');
  const by = (entries: readonly Entry[]) => entries.map(({ name }) => (name === undefined ? '' : meant(name)));
  const found = by(first);
  // XGBoost's `grad, hess`.
  if (first.some(({ name }) => SECOND.test(name ?? ''))) return 'open';
  if (found.every((name) => name === '')) return isKeyed ? 'open' : undefined;
  const isAlike = more.every((entries) => entries && by(entries).join() === found.join());
  return isAlike && !found.includes('') && new Set(found).size === found.length ? found : 'open';
}

const SECOND = /^(?:\w+_)?hess(?:ian)?$/i;

/** MATLAB: as many results are asked for as there are. */
function withoutNargout(definition: Definition, count: number): Definition | undefined {
  if (definition.language !== 'matlab' || !definition.function) return definition;
  const body = replaced(definition.function.body, ({ kind, span, outer, ...rest }) =>
    kind === 'name' && 'name' in rest && rest.name === 'nargout'
      ? { kind: 'number', value: count, text: String(count), span, outer }
      : undefined,
  );
  return body && remade(definition, { body });
}
