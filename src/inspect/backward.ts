/**
 * Backward passes: `affine_backward(dout, cache)`, layers with `forward` and `backward(self, grad_output)`,
 * `torch.autograd.Function`, JAX's `f.defvjp(fwd, bwd)`. Each gives vᵀ·∂out/∂x for a cotangent v of the output's shape. Two
 * functions are made that run the author's own: one gives the output, one runs forward and then backward with v.
 */
import { linearName, walk } from '../syntax/names.ts';
import type { Expression, FunctionDefinition, Parameter, Statement } from '../syntax/tree.ts';
import type { Definition, Scope } from '../trace/scope.ts';
import { derivativeBy } from './joint.ts';
import { list, name, remade, returnsOf, stepsOf } from './rewritten.ts';

/** Both made ready to run; `seed` is the parameter of `derivative` that takes the cotangent. */
export interface BackwardCut {
  readonly of: Definition;
  readonly derivative: Definition;
  readonly names: { readonly of: string; readonly derivative: string };
  readonly wrt: readonly string[];
  readonly seed: string;
  readonly isUnseeded: boolean;
}

/** What functions that run backward through `base` are called; the name of the one that runs forward. */
const BACKWARD: readonly (readonly [pattern: RegExp, forward: readonly string[]])[] = [
  [/^(.*?)(_?)backward$/, ['$1$2forward', '$1']],
  [/^(.+)Backward$/, ['$1Forward', '$1']],
  [/^backward_(.+)$/, ['forward_$1', '$1']],
  [/^(.*?)(_?)(?:bwd|bw)$/, ['$1$2fwd', '$1$2fw', '$1']],
  [/^(.+)_(?:vjp|pullback)$/, ['$1']],
];

export function backwardNames(own: string): readonly string[] {
  return BACKWARD.flatMap(([pattern, forward]) =>
    pattern.test(own) ? forward.map((word) => own.replace(pattern, word)) : [],
  ).filter((word) => word !== '' && word !== own);
}

/** The backward pass `backward` of `forward`, both functions or both methods of one class. */
export function backwardOf(
  scope: Scope,
  forward: Definition,
  backward: Definition,
  isLast = false,
): BackwardCut | undefined {
  if (!forward.function || !backward.function || forward.className !== backward.className) return undefined;
  if (forward.className === undefined) return ofFunctions(forward, backward, isLast);
  const isFunction = scope.classes.get(forward.className)?.bases.some((base) => /(?:^|\.)\w*Function$/.test(base));
  return isFunction ? ofContext(forward, backward) : ofLayer(forward, backward);
}

interface Given {
  readonly items: readonly Expression[];
  readonly isTuple: boolean;
}

const NOTHING: Given = { items: [], isTuple: false };

/** What a function returns, by the first of its returns; undefined: not all of them give as much. */
function resultsOf({ body }: FunctionDefinition): Given | undefined {
  const returns = returnsOf(body);
  const [first] = returns;
  if (!first) return undefined;
  const isTuple = first.kind === 'sequence' && first.form === 'tuple';
  const items = isTuple ? first.items : [first];
  const isAlike = returns.every((value) =>
    isTuple ? value?.kind === 'sequence' && value.items.length === items.length : value && value.kind !== 'sequence',
  );
  return isAlike ? { items, isTuple } : undefined;
}

/** `f(x, w) -> out, cache` and `g(dout, cache) -> dx, dw`; `isLast`: the cotangent comes last, as JAX has it. */
function ofFunctions(forward: Definition, backward: Definition, isLast: boolean): BackwardCut | undefined {
  const [own, other] = [forward.function, backward.function];
  const results = own && resultsOf(own);
  if (
    !own ||
    !other ||
    !results ||
    own.parameters.some(({ rest }) => rest) ||
    other.parameters.some(({ rest }) => rest)
  )
    return undefined;
  const inputs = own.parameters.map((parameter) => parameter.name);
  const gradients = resultsOf(other);
  if (!gradients) return undefined;
  const at = { span: backward.span };
  const result = name('_result', at);
  const entry = (k: number) => (results.isTuple ? entryOf(result, k) : result);
  const given = new Map<string, Expression>(inputs.map((word) => [word, name(word, at)]));
  results.items.forEach((value, k) => {
    const word = linearName(value);
    if (word !== undefined && !given.has(word)) given.set(word, entry(k));
  });
  const unknown = other.parameters.filter((parameter) => !given.has(parameter.name) && !parameter.default);
  const words = unknown.map((parameter) => parameter.name);
  const [seed, cache, more] = isLast ? words.reverse() : words;
  if (seed === undefined || more !== undefined) return undefined;
  if (cache !== undefined) {
    if (results.items.length === 1) return undefined;
    const rest = results.items.slice(1).map((_, k) => entryOf(result, k + 1));
    given.set(cache, rest.length === 1 && rest[0] ? rest[0] : tupleOf(rest, at));
  }
  given.set(seed, name(seedName(seed, forward), at));
  const args = other.parameters.flatMap((parameter) => given.get(parameter.name) ?? []);
  const claims = claimsBy(gradients.items, inputs);
  if (!claims) return undefined;
  const call = callOf(
    name(forward.name, at),
    inputs.map((word) => name(word, at)),
  );
  const value = made(forward, [returned(results.isTuple ? entryOf(call, 0) : call)]);
  const derivative = made(
    forward,
    [
      set(result, call),
      set(name('_gradients', at), callOf(name(backward.name, at), args)),
      returned(chosen(gradients, claims, at)),
    ],
    [seedName(seed, forward)],
  );
  return finished(forward, backward, value, derivative, claims, other, seed);
}

/** `forward(self, x)` keeps what `backward(self, grad)` needs on the object; `self.dW = …` in it are claims, too. */
function ofLayer(forward: Definition, backward: Definition): BackwardCut | undefined {
  const [own, other] = [forward.function, backward.function];
  const receiver = own && receiverIn(own, forward);
  if (!own || !other || receiver === undefined || isStatic(own) || isStatic(other)) return undefined;
  const inputs = parametersOf(own, forward);
  const [seed, ...extra] = parametersOf(other, backward);
  const isKnown = extra.every((parameter) => inputs.some(({ name: word }) => word === parameter.name));
  if (inputs.length === 0 || !seed || !isKnown) return undefined;
  const at = { span: backward.span };
  const object = name(receiver, at);
  const words = inputs.map((parameter) => parameter.name);
  const kept = attributesSet(own, receiver);
  const value = returnsOf(own.body).length === 0 ? ['output', 'out', 'outputs'].find((word) => kept.has(word)) : '';
  const results = value === '' ? resultsOf(own) : NOTHING;
  if (value === undefined || !results || results.items.length > 1 || results.isTuple) return undefined;
  const run = callOf(
    attribute(object, forward.name),
    words.map((word) => name(word, at)),
  );
  const after = (given: string): Expression => (given === '' ? run : attribute(object, given));
  const gradients = returnsOf(other.body).length === 0 ? NOTHING : resultsOf(other);
  const claims = gradients && (gradients.items.length === 0 ? [] : claimsBy(gradients.items, words));
  if (!claims) return undefined;
  const attributes = attributeClaims(own, other, receiver, kept, words);
  const all = [...claims.map(({ by }) => by), ...attributes.map(({ by }) => by)];
  if (all.length === 0) return undefined;
  const args = [name(seedName(seed.name, forward), at), ...extra.map((parameter) => name(parameter.name, at))];
  const back = callOf(attribute(object, backward.name), args);
  const given = [
    ...(gradients.items.length === 0 ? [] : claims.map(({ place }) => part('_gradients', gradients, place, at))),
    ...attributes.map(({ word }) => attribute(object, word)),
  ];
  return finished(
    forward,
    backward,
    made(forward, [...(value === '' ? [] : [formula(run)]), returned(after(value))]),
    made(
      forward,
      [
        formula(run),
        set(name('_gradients', at), back),
        returned(given.length === 1 && given[0] ? given[0] : list(given, at)),
      ],
      [seedName(seed.name, forward)],
    ),
    [...claims, ...attributes.map(({ by }) => ({ by, place: 0 }))],
    other,
    seed.name,
  );
}

/** `torch.autograd.Function`: both are static; what is kept is kept on `ctx`. One gradient for each input. */
function ofContext(forward: Definition, backward: Definition): BackwardCut | undefined {
  const [own, other] = [forward.function, backward.function];
  if (!own || !other || !isStatic(own) || !isStatic(other)) return undefined;
  const [context, ...inputs] = own.parameters.map((parameter) => parameter.name);
  const [, seed, more] = other.parameters.map((parameter) => parameter.name);
  const results = resultsOf(own);
  const gradients = resultsOf(other);
  if (context === undefined || seed === undefined || more !== undefined || results?.items.length !== 1 || !gradients)
    return undefined;
  if (results.isTuple || gradients.items.length !== inputs.length || own.parameters.some(({ rest }) => rest))
    return undefined;
  const at = { span: backward.span };
  const object = name(context, at);
  const claims = gradients.items.flatMap((value, place) => {
    const by = inputs[place];
    return value.kind === 'none' || by === undefined ? [] : [{ by, place }];
  });
  const run = callOf(attribute(object, forward.name), [object, ...inputs.map((word) => name(word, at))]);
  const back = callOf(attribute(object, backward.name), [object, name(seedName(seed, forward), at)]);
  return finished(
    forward,
    backward,
    made(forward, [returned(run)], [], []),
    made(
      forward,
      [formula(run), set(name('_gradients', at), back), returned(chosen(gradients, claims, at))],
      [seedName(seed, forward)],
      [],
    ),
    claims,
    other,
    seed,
  );
}

/** The cotangent's name as an input: the author's, unless the way forward uses that for something else. */
function seedName(word: string, { function: written }: Definition): string {
  const isTaken = written?.parameters.some((parameter) => parameter.name === word);
  return isTaken ? `${word}_output` : word;
}

interface ResultClaim {
  readonly by: string;
  /** Among the results of the backward pass. */
  readonly place: number;
}

/** By which input each result is: by its name, else one for each input in order; undefined: it is open. */
function claimsBy(gradients: readonly Expression[], inputs: readonly string[]): readonly ResultClaim[] | undefined {
  const named = gradients.map((value) => {
    const word = linearName(value)?.split('.').pop();
    return word === undefined ? undefined : derivativeBy(word, inputs) || undefined;
  });
  if (named.every((by) => by !== undefined)) {
    if (new Set(named).size < named.length) return undefined;
    return named.map((by, place) => ({ by: by as string, place }));
  }
  const [first] = inputs;
  // One result is the gradient by the input of the layer; several are one an input.
  if (gradients.length === 1) return first === undefined ? undefined : [{ by: first, place: 0 }];
  if (gradients.length !== inputs.length || named.some((by, k) => by !== undefined && by !== inputs[k]))
    return undefined;
  return gradients.flatMap((value, place) => (value.kind === 'none' ? [] : [{ by: inputs[place] as string, place }]));
}

/** `self.dW = …` at the end of the way back, for a `self.W` that the way forward reads. */
function attributeClaims(
  own: FunctionDefinition,
  other: FunctionDefinition,
  receiver: string,
  kept: ReadonlySet<string>,
  inputs: readonly string[],
): readonly { readonly word: string; readonly by: string }[] {
  const read = new Set<string>();
  for (const statement of stepsOf(own.body)) {
    for (const part of valuesIn(statement)) {
      for (const node of walk(part)) {
        if (node.kind === 'attribute' && linearName(node.base) === receiver && !kept.has(node.name))
          read.add(node.name);
      }
    }
  }
  const found = new Map<string, string>();
  for (const statement of other.body) {
    if (statement.kind !== 'assign') continue;
    const path = linearName(statement.target);
    if (!path?.startsWith(`${receiver}.`)) continue;
    const word = path.slice(receiver.length + 1);
    // Added up over several calls: what it starts from is not known.
    if (statement.operator) {
      if (!found.has(word)) return [];
      continue;
    }
    const parameter = derivativeBy(word, [...read]);
    const input = derivativeBy(word, inputs);
    if (parameter) found.set(word, `${receiver}.${parameter}`);
    else if (input) found.set(word, input);
  }
  return [...found].map(([word, by]) => ({ word, by }));
}

function attributesSet({ body }: FunctionDefinition, receiver: string): Set<string> {
  const found = new Set<string>();
  for (const statement of stepsOf(body)) {
    const path = statement.kind === 'assign' ? linearName(statement.target) : undefined;
    if (path?.startsWith(`${receiver}.`)) found.add(path.slice(receiver.length + 1));
  }
  return found;
}

/** Without the conditions and targets: what decides, or is set, is no weight of the layer. */
function valuesIn(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'assign':
      return [statement.value];
    case 'formula':
      return [statement.expression];
    case 'return':
      return statement.value ? [statement.value] : [];
    default:
      return [];
  }
}

function isStatic({ decorators }: FunctionDefinition): boolean {
  return decorators?.some((word) => word === 'staticmethod' || word === 'static') === true;
}

function receiverIn({ receiver, parameters }: FunctionDefinition, { language }: Definition): string | undefined {
  if (language === 'javascript') return 'this';
  return language === 'python' ? (receiver ?? parameters[0]?.name) : undefined;
}

function parametersOf({ parameters }: FunctionDefinition, { language }: Definition): readonly Parameter[] {
  return language === 'python' ? parameters.slice(1) : parameters;
}

function finished(
  forward: Definition,
  backward: Definition,
  of: Definition | undefined,
  derivative: Definition | undefined,
  claims: readonly ResultClaim[],
  other: FunctionDefinition,
  seed: string,
): BackwardCut | undefined {
  if (!of || !derivative?.function || claims.length === 0) return undefined;
  // What a check reads around a function is read around the way back.
  const own = { ...derivative, span: backward.span, function: { ...derivative.function, span: other.span } };
  const within = forward.className === undefined ? '' : `${forward.className}.`;
  const isUsed = other.body.some((statement) => mentions(statement, seed));
  return {
    of,
    derivative: own,
    names: { of: `${within}${forward.name}`, derivative: `${within}${backward.name}` },
    wrt: claims.map(({ by }) => by),
    seed: seedName(seed, forward),
    isUnseeded: !isUsed,
  };
}

function mentions(value: unknown, word: string, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > 200) return false;
  if (Array.isArray(value)) return value.some((entry) => mentions(entry, word, depth + 1));
  if ('kind' in value && value.kind === 'name' && 'name' in value && value.name === word) return true;
  return Object.values(value).some((entry) => mentions(entry, word, depth + 1));
}

// Pieces of the functions that are made

/** The function's own parameters and then `more`, with another body. `decorators`: instead of the function's. */
function made(
  forward: Definition,
  body: readonly Statement[],
  more: readonly string[] = [],
  decorators?: readonly string[],
): Definition | undefined {
  const parameters = [
    ...(forward.function?.parameters ?? []),
    ...more.map((word): Parameter => ({ name: word, span: forward.span })),
  ];
  const whole = remade(forward, { body, parameters });
  if (!whole?.function || decorators === undefined) return whole;
  return { ...whole, function: { ...whole.function, decorators } };
}

function chosen(
  gradients: Given,
  claims: readonly ResultClaim[],
  at: { readonly span: Definition['span'] },
): Expression {
  const parts = claims.map(({ place }) => part('_gradients', gradients, place, at));
  return parts.length === 1 && parts[0] ? parts[0] : list(parts, at);
}

function part(word: string, results: Given, place: number, at: { readonly span: Definition['span'] }): Expression {
  return results.isTuple ? entryOf(name(word, at), place) : name(word, at);
}

function returned(value: Expression): Statement {
  return { kind: 'return', span: value.span, value };
}

function formula(expression: Expression): Statement {
  return { kind: 'formula', span: expression.span, expression };
}

function set(target: Expression, value: Expression): Statement {
  return { kind: 'assign', span: target.span, target, value };
}

function callOf(callee: Expression, args: readonly Expression[]): Expression {
  const { span } = callee;
  return { kind: 'call', callee, args, keywords: [], span, outer: span };
}

function attribute(base: Expression, word: string): Expression {
  return { kind: 'attribute', base, name: word, span: base.span, outer: base.span };
}

function entryOf(base: Expression, place: number): Expression {
  const { span } = base;
  const index: Expression = { kind: 'number', value: place, text: String(place), span, outer: span };
  return { kind: 'index', base, indices: [index], position: 'bracket', span, outer: span };
}

function tupleOf(items: readonly Expression[], { span }: { readonly span: Definition['span'] }): Expression {
  return { kind: 'sequence', form: 'tuple', items, span, outer: span };
}
