/**
 * Julia's ChainRules: `rrule(::typeof(f), x, y)` gives f(x, y) and a pullback, which takes a cotangent of that to those of
 * f, x and y, which `@scalar_rule f(x, y) (∂₁, ∂₂)` is short for; `frule((_, Δx, Δy), ::typeof(f), x, y)` gives f(x, y) and what it changes by along Δx and Δy.
 */
import { linearName } from '../syntax/names.ts';
import type { Expression, FunctionDefinition, Statement } from '../syntax/tree.ts';
import type { Definition, Scope } from '../trace/scope.ts';
import { list, name, type Replace, remade, replaced, returning, returnsOf } from './rewritten.ts';

/** Both made ready to run; with `seed`, the parameter that takes the cotangent. */
export interface Rule {
  readonly of: Definition;
  readonly derivative: Definition;
  readonly names: { readonly of: string; readonly derivative: string };
  readonly wrt: readonly string[];
  readonly seed?: string;
}

const RULES = /^(?:rrule|frule|scalar_rule)$/;
const OF = /^(?:typeof\((.+)\)|Type\{(.+)\})$/;
/** What stands where there is no derivative. */
const NO_TANGENT = /^(?:\w+\.)?(?:NoTangent|ZeroTangent|DoesNotExist|Zero|NO_FIELDS)$/;

export function ruleOf(scope: Scope, rule: Definition): Rule | undefined {
  const written = rule.function;
  const last = rule.name.split('.').pop();
  if (rule.language !== 'julia' || !written || !RULES.test(last ?? '')) return undefined;
  const at = written.parameters.findIndex(({ annotation }) => OF.test(annotation ?? ''));
  const about = OF.exec(written.parameters[at]?.annotation ?? '');
  const callee = (about?.[1] ?? about?.[2])?.split('.').pop();
  const inputs = written.parameters.slice(at + 1);
  if (at < 0 || callee === undefined || inputs.length === 0 || inputs.some(({ rest }) => rest)) return undefined;
  const value = returning(rule, (result) => entriesOf(result)?.[0]);
  const own = value && remade(value, { parameters: inputs });
  if (!own) return undefined;
  // Held against the function itself where the text has it.
  const [known, more] = (scope.definitions.get(callee) ?? []).filter((definition) => definition.function);
  const isKnown = known && !more && known.function?.parameters.length === inputs.length;
  const words = inputs.map((parameter) => parameter.name);
  const call = callOf(
    name(callee, rule),
    words.map((word) => name(word, rule)),
  );
  const of = isKnown ? remade(own, { body: [{ kind: 'return', span: rule.span, value: call }] }) : own;
  const plain = replaced(written.body, withoutTangents);
  if (!plain) return undefined;
  const made = last !== 'frule' ? reverse(rule, plain, words) : forward(rule, written.parameters[at - 1]?.name, words);
  return of && made && { ...made, of, names: { of: callee, derivative: `${last} of ${callee}` } };
}

type Made = Pick<Rule, 'derivative' | 'wrt' | 'seed'>;

/** No tangent is the number 0, and a thunk what it stands for. */
const withoutTangents: Replace = (node) => {
  if (node.kind !== 'call') return undefined;
  const word = linearName(node.callee) ?? '';
  const { span, outer } = node;
  if (NO_TANGENT.test(word)) return { kind: 'number', value: 0, text: '0', span, outer };
  const [only, more] = node.args;
  return /^(?:\w+\.)?unthunk$/.test(word) && only && !more ? replaced(only, withoutTangents) : undefined;
};

/** The pullback called with the cotangent, entry by entry. */
function reverse(rule: Definition, plain: readonly Statement[], words: readonly string[]): Made | undefined {
  const written = rule.function;
  const [result, other] = written ? returnsOf(written.body) : [];
  const pullback = entriesOf(result)?.[1];
  if (!written || !pullback || other) return undefined;
  const parameters = pullback.kind === 'lambda' ? pullback.parameters : pullbackIn(written, pullback)?.parameters;
  const results = pullback.kind === 'lambda' ? pullback.body : last(pullbackIn(written, pullback));
  const seed = parameters?.[0]?.name;
  const items = results?.kind === 'sequence' ? results.items : undefined;
  if (seed === undefined || parameters?.length !== 1 || items?.length !== words.length + 1 || words.includes(seed))
    return undefined;
  const chosen = items.flatMap((item, k) => {
    const isNone = item.kind === 'call' && NO_TANGENT.test(linearName(item.callee) ?? '');
    return k === 0 || isNone ? [] : [k];
  });
  if (chosen.length === 0) return undefined;
  const back = callOf(entriesOf(returnsOf(plain)[0])?.[1] ?? pullback, [name(seed, rule)]);
  const given = chosen.map((k) => entryOf(back, k + 1));
  const body = { ...rule, function: { ...written, body: plain } };
  const whole = returning(body, () => (given.length === 1 ? given[0] : list(given, rule)));
  const derivative =
    whole &&
    remade(whole, {
      parameters: [...parametersNamed(written, words), { name: seed, span: rule.span }],
    });
  return derivative && { derivative, seed, wrt: chosen.map((k) => words[k - 1] as string) };
}

/** The change along one input at a time: its tangent is 1, the others are 0. */
function forward(rule: Definition, tangents: string | undefined, words: readonly string[]): Made | undefined {
  const written = rule.function;
  const names = /^\((.*)\)$/
    .exec(tangents ?? '')?.[1]
    ?.split(',')
    .map((word) => word.trim());
  if (!written || names?.length !== words.length + 1) return undefined;
  const body = written.body.filter(
    (statement) => statement.kind !== 'assign' || linearName(statement.value) !== tangents,
  );
  const steps: Statement[] = [];
  const calls: Expression[] = [];
  for (const [k, word] of words.entries()) {
    const along = replaced(body, (node) => {
      const i = node.kind === 'name' ? names.indexOf(node.name) : -1;
      if (i < 1) return undefined;
      const value = i === k + 1 ? 1 : 0;
      return { kind: 'number', value, text: String(value), span: node.span, outer: node.outer };
    });
    const made =
      along && returning({ ...rule, function: { ...written, body: along } }, (result) => entriesOf(result)?.[1]);
    if (!made?.function) return undefined;
    const own = `_along_${word}`;
    steps.push({ ...made.function, name: own, parameters: parametersNamed(written, words) });
    calls.push(
      callOf(
        name(own, rule),
        words.map((each) => name(each, rule)),
      ),
    );
  }
  const value = calls.length === 1 && calls[0] ? calls[0] : list(calls, rule);
  const derivative = remade(rule, {
    parameters: parametersNamed(written, words),
    body: [...steps, { kind: 'return', span: rule.span, value }],
  });
  return derivative && { derivative, wrt: words };
}

function parametersNamed(
  { parameters }: FunctionDefinition,
  words: readonly string[],
): FunctionDefinition['parameters'] {
  return parameters.filter((parameter) => words.includes(parameter.name));
}

function pullbackIn({ body }: FunctionDefinition, callee: Expression): FunctionDefinition | undefined {
  const word = linearName(callee);
  return body.find((step): step is FunctionDefinition => step.kind === 'function' && step.name === word);
}

/** What a function returns at its end, which is its only return. */
function last(written: FunctionDefinition | undefined): Expression | undefined {
  const returns = written ? returnsOf(written.body) : [];
  return returns.length === 1 ? returns[0] : undefined;
}

function entriesOf(value: Expression | undefined): readonly Expression[] | undefined {
  return value?.kind === 'sequence' && value.items.length === 2 ? value.items : undefined;
}

function callOf(callee: Expression, args: readonly Expression[]): Expression {
  const { span } = callee;
  return { kind: 'call', callee, args, keywords: [], span, outer: span };
}

function entryOf(base: Expression, place: number): Expression {
  const { span } = base;
  const index: Expression = { kind: 'number', value: place, text: String(place), span, outer: span };
  return { kind: 'index', base, indices: [index], position: 'bracket', span, outer: span };
}
