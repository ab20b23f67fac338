/** Whether a claim that does not hold in general holds under a condition that texts leave unsaid or say far away. */

import { isInput, type WengertList } from '../graph/list.ts';
import { linearName } from '../syntax/names.ts';
import { agrees, ENOUGH } from './agreement.ts';
import { budgetOf } from './budget.ts';
import { type Claim, compareSides, type SidesCompared } from './claims.ts';
import { type Condition, familyOf, pairOf } from './conditions.ts';
import { ORTHONORMAL } from './noteDoubts.ts';
import { sample } from './sampling.ts';
import type { Source } from './source.ts';
import type { InspectOptions } from './types.ts';

export const SYMMETRIC =
  /symmetric|self-adjoint|hermitian|definite|\b(PSD|SPD|p\.s\.d|s\.p\.d)\b|covarian|precision|hessian|\bgram(ian)?\b|kernel|laplacian|inertia|(mass|stiffness|weight\w*|adjacency) matri|riccati|quadratic form|ellips|\\succ|[≻≽⪰]|\\math\w+\s*\{?S\}?\s*[_^]/i;
/** A^T = A. */
const OWN_TRANSPOSE =
  /([A-Z])\}?\s*(?:\^\s*\{?\s*(?:\\top|\\intercal|\\mathsf\s*\{?T\}?|\\mathrm\s*\{?T\}?|T|')|')[\s}]*&?=\s*(?:\\math\w+\s*\{?)?\1(?![A-Za-z])/;
const DIAGONAL = /diagonal|\\operatorname\{diag|\bdiag\b|\\diag\b/i;
/** Letters of matrices that are symmetric nearly everywhere: covariances, Hessians, kernels, costs. */
export const USUALLY_SYMMETRIC = /^(?:Sigma|Lambda|Omega|Theta|Psi|Gamma|Xi|[CGHKLMPQRSV])(?:_|$)/;

/**
 * Says the condition. `turned`: the claim is right but for a transpose, which symmetry explains only where the text or
 * the letter says so.
 */
export function unsaidCondition(
  source: Source,
  claim: Claim,
  comparison: SidesCompared,
  options: Options,
): string | undefined {
  const reason = comparison.transposed ? undefined : conditionFor(source, claim, comparison, options);
  if (reason !== undefined || !isSaid(source) || !isOblong(comparison.list)) return reason;
  // Symmetric and orthogonal matrices are square, whatever their use leaves open.
  const squared = compareSides(source, claim, { flips: 0, square: true }, budgetOf(options));
  const isRead = 'comparison' in squared && !squared.comparison.transposed;
  return isRead ? conditionFor(source, claim, squared.comparison, options) : undefined;
}

type Options = InspectOptions & { readonly turned: boolean };

function isSaid(source: Source): boolean {
  return source.says(SYMMETRIC) || source.says(OWN_TRANSPOSE) || source.says(ORTHONORMAL);
}

function isOblong(list: WengertList): boolean {
  return list.lines.some(
    (line) => isInput(line) && line.shape.length === 2 && line.shape[0]?.size !== line.shape[1]?.size,
  );
}

function conditionFor(source: Source, claim: Claim, comparison: SidesCompared, options: Options): string | undefined {
  const { list, computed, claimed } = comparison;
  const holds = (condition: Condition): boolean => {
    const samples = sample(list, computed, claimed, { condition });
    return samples.length >= ENOUGH && agrees(samples);
  };
  const names = symmetricNames(source, claim, comparison, options);
  const alone = names.find((name) => holds({ symmetric: new Set([name]) }));
  if (alone !== undefined) return `It holds if ${alone} is symmetric.`;
  const symmetric = new Set(names);
  const also = names.length > 0 ? `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} symmetric` : '';
  if (names.length > 1 && holds({ symmetric })) return `It holds if ${also}.`;
  for (const { condition, words } of others(source, list, claim)) {
    if (holds(condition)) return `It holds if ${words}.`;
    if (names.length > 0 && holds({ ...condition, symmetric })) return `It holds if ${also}, and ${words}.`;
  }
  return undefined;
}

/** Square matrices that may be symmetric: by the text, by their letter, or because the function itself is square in them. */
function symmetricNames(
  source: Source,
  claim: Claim,
  { list }: SidesCompared,
  { turned, ...options }: Options,
): string[] {
  const all = squares(list);
  if (all.length === 0 || source.says(SYMMETRIC) || source.says(OWN_TRANSPOSE)) return all;
  const usual = all.filter((name) => USUALLY_SYMMETRIC.test(name));
  if (turned) return usual;
  // A that only the claimed side makes square is a transpose forgotten: 2A(Ax − b).
  const own = compareSides(source, { ...claim, claimed: claim.derivative }, { flips: 0 }, budgetOf(options));
  const byFunction = 'comparison' in own ? squares(own.comparison.list) : [];
  return all.filter((name) => usual.includes(name) || byFunction.includes(name));
}

function squares(list: WengertList): string[] {
  const names = list.lines.flatMap((line) => {
    if (!isInput(line)) return [];
    const [rows, columns] = line.shape;
    if (line.shape.length === 0) return pairOf(line.name)?.base ?? [];
    return line.shape.length === 2 && rows?.size === columns?.size ? [line.name] : [];
  });
  return [...new Set(names)];
}

function others(source: Source, list: WengertList, { symbol }: Claim): { condition: Condition; words: string }[] {
  const by = symbol.wrt.map(linearName);
  const found = sizeConditions(list);
  for (const only of groups(list)) {
    found.push({ condition: { vectors: 'sum', only }, words: `the entries of ${only} sum to 1` });
    found.push({ condition: { vectors: 'unit', only }, words: `${only} has length 1` });
    if (!by.includes(only)) found.push({ condition: { vectors: 'oneHot', only }, words: `${only} is one-hot` });
  }
  found.push({ condition: { vectors: 'sum' }, words: 'the entries of the vectors sum to 1' });
  found.push({ condition: { vectors: 'unit' }, words: 'the vectors have length 1' });
  if (source.says(DIAGONAL)) found.push({ condition: { matrices: 'diagonal' }, words: 'the matrices are diagonal' });
  if (source.says(ORTHONORMAL))
    found.push({ condition: { matrices: 'orthonormal' }, words: 'the matrices are orthogonal' });
  return found;
}

const SIZE = /^[nmkdpqrNMKDPBTC]$/;
const MOST_SIZES = 3;

/** n beside vectors that nothing ties to it: it may be their size. */
function sizeConditions(list: WengertList): { condition: Condition; words: string }[] {
  const inputs = list.lines.filter(isInput);
  const letters = inputs.flatMap(({ name, shape }) => (shape.length === 0 && SIZE.test(name) ? [name] : []));
  const counts = new Set(inputs.flatMap(({ shape }) => shape.map(({ size }) => size)));
  return letters.slice(0, MOST_SIZES).flatMap((letter) =>
    [...counts].map((count) => ({
      condition: { sizes: new Map([[letter, count]]) },
      words: `${letter} is the size of the vectors`,
    })),
  );
}

const MOST_GROUPS = 8;

/** Vectors and matrices, and families of them or of numbers. */
function groups(list: WengertList): string[] {
  const found = new Map<string, number>();
  for (const line of list.lines) {
    if (!isInput(line)) continue;
    const family = familyOf(line.name);
    if (family !== undefined) found.set(family, (found.get(family) ?? 0) + 1);
    if (line.shape.length > 0) found.set(line.name, 2);
  }
  return [...found].flatMap(([name, count]) => (count > 1 ? [name] : [])).slice(0, MOST_GROUPS);
}
