/** Doubts that come with the habits of notes: norms without a sign of which, primes as transposes, factors left out. */
import { isInput, type WengertList } from '../graph/list.ts';
import { linearName, walk } from '../syntax/names.ts';
import { resolve } from '../trace/scope.ts';
import { near } from './agreement.ts';
import { type Claim, inputsOf, type SidesCompared } from './claims.ts';
import type { Source } from './source.ts';

const REACH = 500;

export function noteDoubt(source: Source, claim: Claim, comparison: SidesCompared): string | undefined {
  if (claim.item.language !== 'latex') return undefined;
  const { list } = comparison;
  const near = textAround(source, claim);
  return (
    labelDoubt(source, claim) ??
    habitDoubt(source, comparison) ??
    normDoubt(source, list) ??
    primeDoubt(claim, list) ??
    determinantDoubt(list) ??
    symmetricDoubt(comparison) ??
    diagonalDoubt(list) ??
    systemDoubt(source, claim) ??
    (LEFT_OUT.test(near) ? 'The words around it say that something is left out.' : undefined) ??
    (PI_CALLED.test(near) ? 'π may be a function here, not the number.' : undefined) ??
    (isWide(list) && source.says(ORTHONORMAL) ? 'A matrix may be orthogonal.' : undefined) ??
    againDoubt(source, claim)
  );
}

/** At the start of a cell, the end of the one above it too. */
function textAround({ text, earlierTexts }: Source, { item }: Claim): string {
  const { from, to } = item.region.span;
  const above = from < REACH ? (earlierTexts.at(-1) ?? '').slice(from - REACH) : '';
  return `${above}\n${text.slice(Math.max(0, from - REACH), to + REACH)}`;
}

export const ORTHONORMAL =
  /ortho(normal|gonal)|rotation|unitary|isometr|stiefel|whiten|\\math\w+\{?S?O\}?\(|=\s*(\\math\w+\s*\{?)?I\b/i;
export const LEFT_OUT =
  /\b(absor\w+|ignor\w+|dropp?(ed|ing)|omit\w*|neglect\w*|disregard\w*|proportional|irrelevant|constant factors?|multiplicative constants?|semi-?gradients?|stop-?grad\w*|held fixed|straight-through)\b|\bup to\b[^.]{0,30}\b(constants?|factors?|scal\w+|sign|multiples?|terms?)\b|\\propto|∝/i;
const PI_CALLED = /\\pi\s*(\\left|\\[bB]igg?l?)?\s*\(\s*\\?[A-Za-z]/;

/** f_x that is no partial derivative: a marginal density, a component, a value at x. */
function labelDoubt(source: Source, { isLabel, symbol }: Claim): string | undefined {
  if (!isLabel || (!source.says(LABELS) && source.says(PARTIALS))) return undefined;
  const [name, by] = [linearName(symbol.of) ?? 'f', symbol.wrt.map(linearName).join('')];
  return `${name}_${by} may be no partial derivative of ${name}. Write ∂${name}/∂${by}.`;
}

const LABELS = /\b(marginal|densit(y|ies)|components?|vector fields?|conditional|slices?)\b/i;
const PARTIALS =
  /\b(partials?|derivatives?|differentiat\w+|gradients?|tangent|linearization|critical|extrem\w+)\b|\\partial|\\nabla/i;

/** Φ that nothing defines may be another function, unless the text speaks of the normal distribution. */
function habitDoubt(source: Source, { byHabit }: SidesCompared): string | undefined {
  return byHabit !== undefined && !source.says(NORMAL) ? byHabit : undefined;
}

const NORMAL = /\b(normal(ly)?|gauss\w*|probit|black|cdf|cumulative|z-score|quantiles?)\b|\\mathcal\s*\{?\s*N/i;

/** ‖X‖ of a matrix is read as the Frobenius norm; it may be the spectral one. */
function normDoubt(source: Source, list: WengertList): string | undefined {
  const ofMatrix = list.lines.some(
    (line) =>
      (line.operation === 'norm' || line.operation === 'normSquared') &&
      list.lines[line.operands[0] ?? -1]?.shape.length === 2,
  );
  if (!ofMatrix || source.says(FROBENIUS)) return undefined;
  return 'Which norm of the matrix is meant is not written. Write ‖X‖_F.';
}

const FROBENIUS = /frobenius|_\s*\{?\s*(\\\w+\s*\{?\s*)?F(ro)?\b/i;

/** X' beside X, and (A^{-1})': they may be transposes. */
function primeDoubt({ claimed }: Claim, list: WengertList): string | undefined {
  const names = inputsOf(list);
  const primed = names.find((name) => name.endsWith('_prime') && names.includes(name.slice(0, -'_prime'.length)));
  if (primed !== undefined) return `${primed.slice(0, -'_prime'.length)}' may be a transpose.`;
  const ofGroup = [...walk(claimed)].some(
    (node) => node.kind === 'derivative' && node.notation === 'prime' && node.of.kind === 'operation',
  );
  return ofGroup ? '(…)′ may be a transpose.' : undefined;
}

/**
 * G + Gᵀ − diag(G): the entries on both sides of the diagonal of a symmetric matrix are one variable.
 * Petersen and Pedersen, The Matrix Cookbook, section 2.8.2.
 */
function symmetricDoubt({ samples, list, computed }: SidesCompared): string | undefined {
  const [rows, columns] = list.lines[computed]?.shape ?? [];
  const n = rows?.size ?? 0;
  if (n < 2 || columns?.size !== n || samples.length === 0 || samples.length % (n * n) !== 0) return undefined;
  const holds = samples.every(({ claimed, computed: own }, k) => {
    const place = k % (n * n);
    const [row, column] = [Math.floor(place / n), place % n];
    const across = samples[k - place + column * n + row]?.computed ?? Number.NaN;
    return near(claimed, row === column ? own : own + across);
  });
  return holds ? 'It is the derivative by a symmetric matrix.' : undefined;
}

/** diag(A) of a matrix: its diagonal, or the matrix that has nothing else. */
function diagonalDoubt({ lines }: WengertList): string | undefined {
  const isTaken = lines.some(({ operation, shape }) => operation === 'diagonal' && shape.length === 1);
  return isTaken ? 'Whether diag(…) of a matrix is a vector or a matrix is not clear.' : undefined;
}

/** |A| of a capital letter that nothing makes a matrix. */
function determinantDoubt(list: WengertList): string | undefined {
  for (const line of list.lines) {
    const operand = line.operation === 'abs' ? list.lines[line.operands[0] ?? -1] : undefined;
    if (operand && isInput(operand) && operand.shape.length === 0 && /^[A-Z]$/.test(operand.name)) {
      return `|${operand.name}| may be a determinant.`;
    }
  }
  return undefined;
}

/** du/dt = …, dv/dt = … by u and v in one display, u defined elsewhere: equations for u and v. */
function systemDoubt(source: Source, { symbol, item, claimed }: Claim): string | undefined {
  const [by] = symbol.wrt.map(linearName);
  const name = linearName(symbol.of);
  const definition = name === undefined ? undefined : resolve(source.scope, name, item.place);
  if (by !== 't' || definition?.place.display === item.place.display) return undefined;
  const moving = new Set<string | undefined>();
  for (const { expression } of item.region.items) {
    if (expression.kind !== 'relation') continue;
    for (const term of expression.terms) {
      if (term.kind === 'derivative' && term.wrt.some((other) => linearName(other) === by))
        moving.add(linearName(term.of));
    }
  }
  moving.delete(undefined);
  const isCoupled = moving.size > 1 && [...walk(claimed)].some((node) => moving.has(linearName(node)));
  return isCoupled || source.says(EQUATIONS)
    ? 'It may be an equation of a system, not a statement about a function.'
    : undefined;
}

const EQUATIONS = /\b(odes?|differential equations?|initial (value|condition)s?|dynamical systems?)\b/i;

/** Of a matrix with more columns than rows the columns cannot be orthonormal: it is not sampled as such. */
function isWide(list: WengertList): boolean {
  return list.lines.some((line) => {
    const [rows, columns] = line.shape;
    return isInput(line) && line.shape.length === 2 && (rows?.size ?? 0) < (columns?.size ?? 0);
  });
}

const AFTER = 120;
/** `\nabla_x f` says what its gradient is, not what f is. */
const GRADIENT = /\\nabla(?:\s*[_^]\s*(?:\{[^{}]*\}|\S))*\s*[A-Za-z]/g;

/** f(x) = … between the definition of f and the claim, or right after it, that was not read as a definition. */
export function againDoubt(source: Source, { symbol, item, claimed }: Claim): string | undefined {
  const name = linearName(symbol.of.kind === 'call' ? symbol.of.callee : symbol.of);
  const definition = name === undefined ? undefined : resolve(source.scope, name, item.place);
  if (!definition?.parameters || name === undefined || !/^[A-Za-z]$/.test(name)) return undefined;
  const { doc, to } = definition.span;
  const texts = [...source.earlierTexts, source.text.slice(0, claimed.outer.to + AFTER)].slice(doc ?? -1);
  const between = texts.join('\n').slice(to).replace(GRADIENT, '');
  const again = new RegExp(`(?<![A-Za-z'\\\\_])${name}\\s*\\(\\s*[a-z]\\s*\\)\\s*=(?!=)`).test(between);
  return again ? `${name} is given again near it, in a way that is not read.` : undefined;
}
