/** Which definitions a statement makes. */
import type { Span } from '../base/span.ts';
import { isFunctionName } from '../primitives/lookup.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression, Language, Relation } from '../syntax/tree.ts';
import type { Declaration, Definition, Place } from './scope.ts';
import { isNote } from './statics.ts';

/** Whether the relation says what a derivative is: one of its terms is a derivative symbol by itself. */
export function isClaim(expression: Expression): expression is Relation {
  return expression.kind === 'relation' && expression.terms.length > 1 && expression.terms.some(isDerivativeTerm);
}

/** A derivative symbol by itself, perhaps at a point: `∂f/∂x`, `f'(2)`, `\nabla f`. */
export function isDerivativeTerm(term: Expression): boolean {
  if (term.kind === 'derivative') return true;
  if (term.kind === 'call') return term.callee.kind === 'derivative';
  return term.kind === 'at' && isDerivativeTerm(term.body);
}

/** Nothing to take apart: a name, an entry, a number. */
export function isSymbol(expression: Expression): boolean {
  return (
    expression.kind === 'name' ||
    expression.kind === 'index' ||
    expression.kind === 'attribute' ||
    expression.kind === 'number'
  );
}

const DEFINING = new Set(['=', ':=', '<-', '=>']);

/**
 * The definitions that an equation makes: `a = x^2`; `f(x) = …` with its parameters; several for `y = f(x) = …`.
 * None for claims, comparisons, declarations, and left sides that are not a symbol.
 */
export function definitionsOf(expression: Expression, place: Place, language: Language): Definition[] {
  if (rangeOf(expression)) return [];
  if (expression.kind !== 'relation' || expression.signs.some((sign) => !DEFINING.has(sign))) return [];
  const explicit = expression.signs[0] === ':=' || expression.signs[0] === '<-';
  if (!explicit && isClaim(expression) && isDerivativeTerm(expression.terms[0] as Expression)) return [];
  const square = squareDefined(expression, place, language);
  if (square) return square;
  const heads: Head[] = [];
  let next = 0;
  for (const [i, term] of expression.terms.slice(0, -1).entries()) {
    const head = headOf(term);
    // Only the first term may be a bare symbol; later ones define when they are calls (`y = f(x) = x^3`).
    if (!head || (i > 0 && !head.parameters)) break;
    heads.push(head);
    next = i + 1;
  }
  const bodies = expression.terms
    .slice(next)
    .filter((term) => !isDerivativeTerm(term) || expression.terms.length === 2);
  const ranked = [...bodies].reverse();
  const formulas = ranked.filter((term) => term.kind !== 'number');
  const ordered = formulas.length > 0 ? formulas : ranked;
  if (ordered.length === 0) return [];
  return heads
    .filter((head) => !ordered.some((body) => head.parameters === undefined && linearName(body) === head.name))
    .filter((head) => !isOfKnown(head, ordered, language) && !isSymmetry(head, ordered, language))
    .map((head) => ({ ...head, bodies: ordered, place, bodyPlace: place, language }));
}

/** `A = A^T` in a note says something of A, not what it is. */
function isSymmetry({ name }: Head, [body]: readonly Expression[], language: Language): boolean {
  if (!isNote(language) || body?.kind !== 'operation') return false;
  const [of, exponent] = body.operands;
  const isTransposed =
    body.operator === 'transpose' ||
    (body.operator === 'power' && exponent !== undefined && linearName(exponent) === 'T');
  return isTransposed && of !== undefined && linearName(of) === name;
}

/**
 * `s^2 = …` in a note: what s² stands for, and s as its root. Not where s stands on both sides, which is an equation, nor
 * beside a number (`i^2 = -1`).
 */
function squareDefined({ terms }: Relation, place: Place, language: Language): Definition[] | undefined {
  const [left, ...bodies] = terms;
  const name = left && isNote(language) ? nameOfSquared(left) : undefined;
  if (left === undefined || name === undefined || bodies.some(isDerivativeTerm)) return undefined;
  const formulas = bodies.filter((body) => [...walk(body)].some((node) => node.kind === 'name')).reverse();
  if (formulas.some((body) => [...walk(body)].some((node) => linearName(node) === name))) return undefined;
  if (formulas.length === 0) return undefined;
  const { span, outer } = left;
  const squared = squareName(name);
  const made = { place, bodyPlace: place, span, language };
  const symbol = (word: string): Expression => ({ kind: 'name', name: word, base: word, accents: [], span, outer });
  const root: Expression = { kind: 'call', callee: symbol('sqrt'), args: [symbol(squared)], keywords: [], span, outer };
  return [
    { name: squared, bodies: formulas, ...made },
    { name, bodies: [root], root: true, ...made },
  ];
}

/** s of s²; undefined for all else. */
export function nameOfSquared(term: Expression): string | undefined {
  if (term.kind !== 'operation' || term.operator !== 'power') return undefined;
  const [base, exponent] = term.operands;
  return base && exponent?.kind === 'number' && exponent.value === 2 ? linearName(base) : undefined;
}

/** What s² goes by where the text says what it is. */
export function squareName(name: string): string {
  return `${name}^2`;
}

interface Head {
  readonly name: string;
  readonly parameters?: string[];
  readonly span: Span;
  readonly family?: { readonly base: string; readonly letters: readonly string[] };
}

/** `\\ln y = a + b x` says something of y, not what the logarithm is. */
function isOfKnown({ name, parameters }: Head, bodies: readonly Expression[], language: Language): boolean {
  if (!parameters || !isFunctionName(language, name)) return false;
  const own = new Set(bodies.flatMap((body) => [...walk(body)].map(linearName)));
  return parameters.some((parameter) => !own.has(parameter));
}

function headOf(term: Expression): Head | undefined {
  if (term.kind === 'call') {
    const name = linearName(term.callee);
    if (
      name !== undefined &&
      term.keywords.length === 0 &&
      term.args.some(isSquare) &&
      term.args.every(isSymbolOrSquare)
    )
      return { name, span: term.span };
    const parameters = term.args.map(linearName);
    const distinct = new Set(parameters).size === parameters.length;
    if (name === undefined || term.keywords.length > 0 || parameters.length === 0 || !distinct) return undefined;
    if (term.args.some((arg) => arg.kind === 'number') || parameters.includes(undefined)) return undefined;
    return { name, parameters: parameters as string[], span: term.span };
  }
  const name = linearName(term);
  if (name === undefined) return undefined;
  const family = familyOf(term);
  return { name, span: term.span, ...(family && { family }) };
}

/** `\ell(\mu, \sigma^2)` is what it stands for in σ; it is not called with other values. */
function isSquare(term: Expression): boolean {
  if (term.kind !== 'operation' || term.operator !== 'power') return false;
  const [base, exponent] = term.operands;
  return base !== undefined && linearName(base) !== undefined && exponent?.kind === 'number';
}

function isSymbolOrSquare(term: Expression): boolean {
  return linearName(term) !== undefined || isSquare(term);
}

/** Letters that run, as indices of entries and layers. */
const RUNNING = /^(?:[i-nt]|ell)$/;

/** `f_i`, `y^{(i)}`: a symbol whose indices are all letters that run. */
export function familyOf(term: Expression): { base: string; letters: string[] } | undefined {
  if (term.kind !== 'index' || term.position === 'bracket') return undefined;
  const base = linearName(term.base);
  const letters = term.indices.map(linearName);
  if (base === undefined || letters.length === 0) return undefined;
  return letters.every((letter) => letter !== undefined && RUNNING.test(letter))
    ? { base, letters: letters as string[] }
    : undefined;
}

/** `i = 1, …, K`: what runs, and how far. */
export function rangeOf(expression: Expression): { variable: string; last: Expression } | undefined {
  if (expression.kind !== 'relation' || expression.terms.length !== 2) return undefined;
  if (expression.signs[0] !== '=' && expression.signs[0] !== 'in') return undefined;
  const [left, list] = expression.terms;
  const variable = left && linearName(left);
  if (variable === undefined || list?.kind !== 'sequence') return undefined;
  const last = list.items[list.items.length - 1];
  const runs = list.items.some((item) => item.kind === 'opaque' && item.what === 'ellipsis');
  return runs && last && last.kind !== 'opaque' ? { variable, last } : undefined;
}

/** Names that bound a sum or product: `n` in `\sum_{i=1}^{n}`. */
export function sizesIn(expression: Expression): string[] {
  const found: string[] = [];
  const range = rangeOf(expression);
  for (const part of range ? walk(range.last) : []) if (part.kind === 'name') found.push(part.name);
  for (const node of walk(expression)) {
    if (node.kind !== 'big' || (node.operator !== 'sum' && node.operator !== 'prod') || !node.to) continue;
    for (const part of walk(node.to)) {
      const name = part.kind === 'name' ? part.name : undefined;
      if (name !== undefined) found.push(name);
    }
  }
  return found;
}

/** Names declared as vectors or matrices: `x, y \in \mathbb{R}^n`, `A_i \in \mathbb{R}^{m \times n}`. */
export function declarationsIn(expression: Expression): { name: string; declaration: Declaration }[] {
  if (expression.kind !== 'relation' || expression.signs[0] !== 'in') return [];
  const [what, where] = expression.terms;
  if (!what || where?.kind !== 'operation' || where.operator !== 'power') return [];
  const [set, exponent] = where.operands;
  if (!exponent || set?.kind !== 'name' || set.name !== 'R') return [];
  const sizes = factorsOf(exponent);
  const symbols = what.kind === 'sequence' ? what.items : [what];
  return symbols.flatMap((symbol) => {
    const family = familyOf(symbol);
    const name = family?.base ?? linearName(symbol);
    return name === undefined ? [] : [{ name, declaration: { sizes, letters: family?.letters ?? [] } }];
  });
}

/** `m \times n`: m and n. */
function factorsOf(exponent: Expression): Expression[] {
  if (exponent.kind !== 'operation' || exponent.operator !== 'cross') return [exponent];
  return exponent.operands.flatMap(factorsOf);
}
