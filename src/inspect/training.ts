/**
 * `dw`, `db` beside the loss that they are of: in the loop that trains, or in the function that works both out. The body
 * up to there becomes one function that gives the loss and one that gives the derivatives.
 */
import { linearName, walk } from '../syntax/names.ts';
import type { Expression, For, Parameter, Statement, While } from '../syntax/tree.ts';
import { type Definition, type Place, resolve } from '../trace/scope.ts';
import { type Cut, derivativeBy } from './joint.ts';
import { list, name, remade, stepsOf } from './rewritten.ts';
import type { Source } from './source.ts';

export interface Trained extends Cut {
  readonly span: Definition['span'];
}

const LOSS = /^(?:\w+_)?(?:loss|cost|mse|nll|objective|energy)$|^[JL]$/;
const CLAIMED = /^(?:d_?[A-Za-z]\w*|grad_\w+|\w+_grad|g_\w+)$/;

interface Set_ {
  readonly word: string;
  readonly at: number;
  readonly statement: Extract<Statement, { kind: 'assign' }>;
}

/** Loops of a function, or of the module where there is none. */
export function trainedIn(source: Source, statements: readonly Statement[], around: Definition | undefined): Trained[] {
  const found: Trained[] = [];
  const outer: Statement[] = [];
  for (const statement of stepsOf(statements)) {
    if (statement.kind === 'for' || statement.kind === 'while') {
      const trained = ofLoop(source, statement, outer, around);
      if (trained) found.push(trained);
    }
    outer.push(statement);
  }
  return found;
}

/** `w = w - rate * dw` in the body says that dw is by w. */
function ofLoop(
  source: Source,
  loop: For | While,
  before: readonly Statement[],
  around: Definition | undefined,
): Trained | undefined {
  const sets = setsIn(loop.body);
  const updated = new Set(sets.filter(({ statement }) => isUpdate(statement)).map(({ word }) => word));
  const claims = sets.filter(({ word }) => CLAIMED.test(word) && derivativeBy(word, [...updated]));
  const loss = sets.find(({ word }) => LOSS.test(word));
  if (!loss || claims.length === 0) return undefined;
  const last = Math.max(loss.at, ...claims.map(({ at }) => at));
  const body = loop.body.slice(0, last + 1);
  // A loss of the parameters after the step is another one.
  if (setsIn(body).some(({ word }) => updated.has(word))) return undefined;
  if (new Set(claims.map(({ word }) => word)).size < claims.length) return undefined;
  const place = around?.bodyPlace ?? placeIn(source, loop);
  const [first] = claims;
  if (!place || !first) return undefined;
  const running = loop.kind === 'for' ? namesIn(loop.target) : [];
  const sizes = before.filter((statement) => isSize(statement));
  const whole = [...sizes.filter((statement) => isUsed(statement, body)), ...body];
  const parameters = freeNames(source, whole, place, new Set(running));
  if (!parameters) return undefined;
  const span = first.statement.target.span;
  const definition: Definition = {
    name: first.word,
    parameters,
    bodies: [],
    place,
    bodyPlace: place,
    span,
    language: around?.language ?? languageOf(source),
    function: {
      kind: 'function',
      name: first.word,
      nameSpan: span,
      span: loop.span,
      parameters: parameters.map((own): Parameter => ({ name: own, span })),
      body: whole,
    },
  };
  return cut(
    definition,
    loss.word,
    claims.map(({ word }) => word),
    [...updated],
  );
}

/** A function whose body works out a loss and `dw` by its parameter w, in any order of results. */
export function trainedFunction(definition: Definition): Trained | undefined {
  const written = definition.function;
  if (!written || definition.className !== undefined) return undefined;
  const parameters = written.parameters.map((parameter) => parameter.name);
  const sets = setsIn(written.body);
  const claims = sets.filter(({ word }) => CLAIMED.test(word) && derivativeBy(word, parameters));
  const loss = sets.find(({ word }) => LOSS.test(word));
  if (!loss || claims.length === 0 || new Set(claims.map(({ word }) => word)).size < claims.length) return undefined;
  if (sets.some(({ word }) => parameters.includes(word))) return undefined;
  const last = Math.max(loss.at, ...claims.map(({ at }) => at));
  const made = remade(definition, { body: written.body.slice(0, last + 1) });
  return (
    made &&
    cut(
      made,
      loss.word,
      claims.map(({ word }) => word),
      parameters,
    )
  );
}

function cut(
  definition: Definition,
  loss: string,
  claims: readonly string[],
  by: readonly string[],
): Trained | undefined {
  const at = { span: definition.span };
  const giving = (value: Expression): Definition | undefined =>
    remade(definition, {
      body: [...(definition.function?.body ?? []), { kind: 'return', span: definition.span, value }],
    });
  const value = giving(name(loss, at));
  const items = claims.map((claim) => name(claim, at));
  const derivative = giving(items.length === 1 && items[0] ? items[0] : list(items, at));
  if (!value || !derivative) return undefined;
  return {
    value,
    derivative,
    names: { value: loss, derivative: claims.join(', ') },
    wrt: claims.map((claim) => derivativeBy(claim, by) || undefined),
    span: definition.span,
  };
}

/** Names set by the statements of a body itself, not those of branches in it. */
function setsIn(body: readonly Statement[]): Set_[] {
  return body.flatMap((statement, at) => {
    if (statement.kind !== 'assign') return [];
    const word = linearName(statement.target);
    return word === undefined || word.includes('.') ? [] : [{ word, at, statement }];
  });
}

function isUpdate({ target, operator, value }: Set_['statement']): boolean {
  const own = linearName(target);
  const mentions = (pattern: (word: string) => boolean) =>
    [...walk(value)].some((node) => node.kind === 'name' && pattern(node.name));
  if (operator !== 'subtract' && operator !== 'add' && !mentions((word) => word === own)) return false;
  return mentions((word) => derivativeBy(word, own === undefined ? [] : [own]) === own);
}

/** `m = X.shape[0]`, `n = len(y)`. */
function isSize(statement: Statement): boolean {
  if (statement.kind !== 'assign' || statement.operator) return false;
  return [...walk(statement.value)].some(
    (node) =>
      (node.kind === 'attribute' && (node.name === 'shape' || node.name === 'size' || node.name === 'length')) ||
      (node.kind === 'call' && /^(?:len|size|length|nrow|ncol|numel)$/.test(linearName(node.callee) ?? '')),
  );
}

function isUsed(statement: Statement, body: readonly Statement[]): boolean {
  const own = statement.kind === 'assign' ? namesIn(statement.target) : [];
  const used = new Set(body.flatMap((step) => readIn(step).flatMap(namesIn)));
  return own.some((word) => used.has(word));
}

/** Names that are read before they are set; undefined: a statement is not one that is followed here. */
function freeNames(
  source: Source,
  body: readonly Statement[],
  place: Place,
  running: ReadonlySet<string>,
): string[] | undefined {
  const set = new Set<string>();
  const free = new Set<string>();
  for (const statement of body) {
    if (statement.kind !== 'assign' && statement.kind !== 'formula') return undefined;
    for (const expression of readIn(statement)) {
      const callees = new Set<Expression>();
      for (const node of walk(expression)) {
        if (node.kind === 'call') callees.add(node.callee);
        if (node.kind === 'lambda' || node.kind === 'comprehension') return undefined;
        if (node.kind !== 'name' || callees.has(node) || set.has(node.name)) continue;
        if (source.scope.imports.has(node.name) || GLOBALS.has(node.name)) continue;
        if (resolve(source.scope, node.name, place)?.parameters !== undefined) continue;
        // The number of the round is no input.
        if (running.has(node.name)) return undefined;
        free.add(node.name);
      }
    }
    if (statement.kind === 'assign') for (const word of namesIn(statement.target)) set.add(word);
  }
  return [...free];
}

const GLOBALS = new Set(['Math', 'np', 'numpy', 'console', 'print']);

/** A target is read too where it is an entry, or where it is updated. */
function readIn(statement: Statement): Expression[] {
  if (statement.kind === 'formula') return [statement.expression];
  if (statement.kind !== 'assign') return [];
  const isPlain = statement.target.kind === 'name' && !statement.operator;
  return isPlain
    ? [statement.value]
    : [statement.value, statement.target].filter((part) => part.kind !== 'sequence' || part === statement.value);
}

function namesIn(target: Expression): string[] {
  return [...walk(target)].flatMap((node) => (node.kind === 'name' ? [node.name] : []));
}

/** Where the statements of a loop outside of functions are looked up from. */
function placeIn(source: Source, { span }: For | While): Place | undefined {
  const region = source.regions.find((own) => own.span.from >= span.from && own.span.to <= span.to);
  const place = region?.items[0]?.place;
  return place && { ...place, block: 0 };
}

function languageOf({ languageId }: Source): Definition['language'] {
  if (languageId === 'octave') return 'matlab';
  if (/^(?:typescript|javascript)/.test(languageId)) return 'javascript';
  return languageId as Definition['language'];
}
