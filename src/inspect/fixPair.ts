/** Functions and their hand-written derivatives, found again and changed. */

import type { LineId } from '../graph/list.ts';
import { printCode } from '../render/code.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression, FunctionDefinition, Statement } from '../syntax/tree.ts';
import { agrees } from './agreement.ts';
import type { SidesCompared } from './claims.ts';
import { applied, type Edit, sameSpan, shifted } from './fixApply.ts';
import { isGuessed, writtenNames } from './fixInsert.ts';
import { onlyNeeded } from './fixReduce.ts';
import { codeStyle, programLanguage } from './fixStyle.ts';
import type { Subject } from './fixSubject.ts';
import { onlyWrongEntry } from './namedDifference.ts';
import { openEdited } from './others.ts';
import { checkPair, comparePair, pairHolds } from './pairChecks.ts';
import type { Compared } from './pairSides.ts';
import { type Pair, pairsOf } from './pairs.ts';
import type { Source } from './source.ts';
import type { DerivativeCheck, InspectOptions } from './types.ts';

/** The pair of a check; undefined where it is of another kind. */
export function pairSubject(source: Source, check: DerivativeCheck, options: InspectOptions): Subject | undefined {
  const pair = pairsOf(source).find(({ span }) => sameSpan(span, check.span));
  if (!pair) return undefined;
  const { derivative, of } = pair;
  const written = pair.written ?? derivative.function;
  const language = programLanguage(derivative.language);
  const compared = comparePair(source, pair, options) ?? [];
  if (!written || !language) return undefined;
  const entry = pair.out === undefined ? undefined : writtenEntry(pair.out, written, compared[0]);
  const near = source.text.slice(written.span.from, written.span.to);
  const style = codeStyle(source, language, near);
  // What gives the value as well is not what is wrong.
  const isBeside = of.span.doc === derivative.span.doc;
  const shared = new Set(isBeside ? expressionsIn(of.function?.body ?? []).map(({ span }) => span.from) : []);
  const places = expressionsIn(written.body).filter(({ span }) => !shared.has(span.from));
  const parameters = written.parameters.map(({ name }) => name);
  const locals = written.body.flatMap((step) => (step.kind === 'assign' ? (linearName(step.target) ?? []) : []));
  const result = resultOf(written);
  const isList = result?.kind === 'sequence' && result.items.length === compared.length;
  const [receiver] = of.className === undefined ? [] : (of.function?.parameters ?? []).map(({ name }) => name);
  const called = calledBy(pair);
  const reduced = onlyNeeded(source, [of.span, derivative.span, pair.span]);
  const [argument] = parameters.filter((name) => name !== receiver);
  // Under another name it may be given the function's value.
  const isRenamed = pair.out === undefined && !(of.parameters ?? []).includes(argument ?? '');
  const again = (edited: Source, edits: readonly Edit[]): Pair | undefined =>
    pairsOf(edited).find(({ span }) => sameSpan(span, shifted(pair.span, edits)));
  return {
    language,
    spaced: style.spaced,
    places,
    others: updatesIn(source.text, written.body),
    divisors: divisorsIn(source.text, expressionsIn(of.function?.body ?? []), parameters),
    guessed: compared.length === 0 || compared.some(({ comparison }) => isGuessed(comparison)),
    names: [...new Set([...parameters, ...locals, ...writtenNames(source.text, places)])],
    sides: (entry ? [entry] : compared).flatMap(({ comparison, ...given }, i) => {
      if ('whole' in given) return [{ comparison, whole: given.whole as Expression }];
      if (agrees(comparison.samples)) return [];
      const whole = isList ? result.items[i] : compared.length === 1 ? result : undefined;
      return [{ comparison, ...(whole && places.some((place) => isWithin(whole, place)) && { whole }) }];
    }),
    print({ list, builder }, line, limit) {
      const inputs = (id: LineId): string | undefined => {
        const input = list.lines[id];
        if (input?.operation !== 'input' || !('name' in input)) return undefined;
        const { name } = input;
        if (called.has(name)) return called.get(name);
        return receiver !== undefined && name.startsWith(`${receiver}.`) ? name : UNKNOWN;
      };
      const wordings = [
        (id: LineId) => {
          const name = builder.names.get(id);
          return inputs(id) ?? (name !== undefined && locals.includes(name) ? name : undefined);
        },
        inputs,
      ].map((nameOf) => printCode(list, line, nameOf, style, limit));
      return [...new Set(wordings)].filter((code) => code !== undefined && !code.includes(UNKNOWN)) as string[];
    },
    holds(edits) {
      const edited = openEdited(applied(reduced, edits), source.languageId, options);
      const found = again(edited, edits);
      if (!found) return false;
      return pairHolds(edited, found, options) || (isRenamed && pairHolds(edited, found, options, true));
    },
    again(edited, edits) {
      const found = again(edited, edits);
      return found && checkPair(edited, found, options);
    },
  };
}

/** Of a result that is written into, entry by entry: the only wrong one, and what is set there. */
function writtenEntry(
  out: string,
  { body }: FunctionDefinition,
  compared: Compared | undefined,
): { readonly comparison: SidesCompared; readonly whole: Expression } | undefined {
  const wrong = compared && onlyWrongEntry(compared.comparison);
  if (!wrong) return undefined;
  const index = wrong.at - 1 + (wrong.comparison.list.firstIndex ?? 0);
  const [only, more] = statementsIn(body).filter(
    (step) =>
      step.kind === 'assign' &&
      step.target.kind === 'index' &&
      linearName(step.target.base) === out &&
      step.target.indices[0]?.kind === 'number' &&
      step.target.indices[0].value === index,
  );
  const isOne = only?.kind === 'assign' && !only.operator && !more;
  return isOne ? { comparison: wrong.comparison, whole: only.value } : undefined;
}

/** Stands for an input that the derivative has no name for. */
const UNKNOWN = '\0';

function isWithin(node: Expression, place: Expression): boolean {
  return [...walk(place)].includes(node);
}

/** The derivative's own names of the function's parameters: by name, else by their place. */
function calledBy({ of, derivative }: Pair): ReadonlyMap<string, string> {
  const [theirs, own] = [of, derivative].map((each) => (each.function?.parameters ?? []).map(({ name }) => name));
  const found = new Map<string, string>();
  for (const [i, name] of (theirs ?? []).entries()) {
    const same = own?.includes(name) ? name : i === 0 || (of.className !== undefined && i === 1) ? own?.[i] : undefined;
    if (same !== undefined) found.set(name, same);
  }
  return found;
}

/** What is returned, where that is said once and at the end: there, or in the assignment of what is returned. */
function resultOf({ body }: FunctionDefinition): Expression | undefined {
  const last = body.at(-1);
  if (last?.kind !== 'return' || !last.value) return undefined;
  const name = linearName(last.value);
  const sets =
    name === undefined ? [] : body.filter((step) => step.kind === 'assign' && linearName(step.target) === name);
  const [only, more] = sets;
  const value = only?.kind === 'assign' && !only.operator && !more ? only.value : last.value;
  // np.array([a, b])
  const [argument] = value.kind === 'call' ? value.args : [];
  return argument?.kind === 'sequence' && value.kind === 'call' && value.args.length === 1 ? argument : value;
}

/** Sizes that the function divides by, of what the derivative is given too: `len(y)`, `m`. */
function divisorsIn(text: string, expressions: readonly Expression[], parameters: readonly string[]): string[] {
  const found = new Set<string>();
  for (const node of expressions.flatMap((expression) => [...walk(expression)])) {
    const under = node.kind === 'operation' && node.operator === 'divide' ? node.operands[1] : undefined;
    if (!under || under.kind === 'number' || under.kind === 'operation') continue;
    const names = writtenNames(text, [under]).map((name) => name.split('.')[0] ?? name);
    if (names.every((name) => parameters.includes(name))) found.add(text.slice(under.outer.from, under.outer.to));
  }
  return [...found];
}

/** `d[1:] -= …` the other way. */
function updatesIn(text: string, body: readonly Statement[]): Edit[] {
  return statementsIn(body).flatMap((step) => {
    if (step.kind !== 'assign' || !step.operator) return [];
    const from = step.target.outer.to;
    const sign = /^\s*\.?([-+])=/.exec(text.slice(from, step.value.outer.from))?.[0];
    if (sign === undefined) return [];
    const at = from + sign.length - 2;
    return [{ span: { from: at, to: at + 2 }, text: sign.endsWith('+=') ? '-=' : '+=' }];
  });
}

const MOST_STATEMENTS = 200;

/** Those in loops and branches too. */
function statementsIn(body: readonly Statement[]): Statement[] {
  const found: Statement[] = [];
  const open = [...body].reverse();
  for (let step = open.pop(); step && found.length < MOST_STATEMENTS; step = open.pop()) {
    found.push(step);
    if (step.kind === 'if') open.push(...[...step.then, ...step.otherwise].reverse());
    if (step.kind === 'for' || step.kind === 'while') open.push(...[...step.body].reverse());
  }
  return found;
}

/** The values of all assignments and returns, the last first. */
function expressionsIn(body: readonly Statement[]): Expression[] {
  return statementsIn(body)
    .flatMap((step) => (step.kind === 'assign' || step.kind === 'return' ? (step.value ?? []) : []))
    .reverse();
}
