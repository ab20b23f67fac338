/**
 * Derivatives that a comment or docstring states in plain text, of the function that it stands beside: `f'(x) = 2x`,
 * `df/da = b, df/db = a`, `grad = [2x, 2y]`, `d/dx: 2x`, `Derivative: 2x`. A line that is nothing else and is made of the
 * function's own parameters; beside a function that is called like a derivative, only what names the other one.
 */
import type { Span } from '../../base/span.ts';
import type { Line } from '../finding/lines.ts';
import type { About } from '../found.ts';
import { readsAsFormula } from '../plain/formula.ts';
import { type Head, headOf, isTwice } from './heads.ts';
import type { CommentText } from './leaders.ts';

export interface PlainClaim {
  readonly span: Span;
  readonly inner: Span;
  /** Names of modules before functions: `np.`, and marks of code. */
  readonly masked?: readonly Span[];
  /** `inner` is the derivative alone, of this function. */
  readonly about: About;
}

const LIKE_DERIVATIVE =
  /deriv|grad|prime|jac|hess|slope|backward|diff|vjp|jvp|^_?d_|^_?d[A-Z]|^_?d[a-z]{0,2}$|_d$|[a-z]D$/;
const NAME = '[A-Za-z_]\\w*';
const CALLED = `(?:\\((?<at>${NAME}(?:\\s*,\\s*${NAME})*)\\))?`;
/** What names the function: f'(x), df/dx, d/dx f(x), d²f/dx², ∇f(x, y). */
const NAMED = [
  `(?<of>${NAME})(?<primes>['′]{1,3}|″)${CALLED}`,
  `[d∂] ?(?<of>${NAME})${CALLED}\\s*/\\s*[d∂](?<by>${NAME})`,
  `[d∂]\\s*/\\s*[d∂](?<by>${NAME})\\s+(?<of>${NAME})${CALLED}`,
  `[d∂](?:²|\\^2) ?(?<of>${NAME})${CALLED}\\s*/\\s*[d∂](?<by>${NAME})(?<second>²|\\^2)`,
  `(?:∇|grad(?:ient)?(?: of)? )(?<of>${NAME})${CALLED}`,
].map((form) => new RegExp(`^${form}\\s*=\\s*`));
const UNNAMED = [
  `[d∂]\\s*/\\s*[d∂](?<by>${NAME})\\s*[:=]\\s*`,
  `(?:The\\s+)?[Dd]erivative\\s*(?:is|[:=])\\s*`,
  `(?<all>[Gg]rad(?:ient)?)\\s*[:=]\\s*(?=[[(])`,
].map((form) => new RegExp(`^${form}`));
/** Between two claims, and between the function and its derivative. */
const BETWEEN =
  /\s*(?:[,;]\s*(?:and\s+)?|\s+and\s+|\s*(?:=>|->|⇒|→)\s*)(?=[d∂∇]|grad|[A-Za-z_]\w*(?:['′″]|\([\w\s,]*\)\s*=))/g;
const MAY_CLAIM = /['′″](?:\(|\s*=)|[d∂](?:\s?\w|[²^(])*\s*\/\s*[d∂]|[Dd]erivative|[Gg]rad|∇/;
/** A bullet, or a sentence that says what the function is. */
const LEAD = /^(?:[-*•]\s+|[A-Z][^.:=]*\.\s+(?=(?:The )?[Dd]erivative))?/;
const CONSTANTS = new Set(['pi', 'π', 'e']);
const MODULES = /\b(?:np|numpy|math|Math|jnp|torch|std)\s*(?:\.|::)(?=\w)|`/g;

export function plainClaims(text: string, { lines }: CommentText): PlainClaim[] {
  const [first] = lines;
  const last = lines.at(-1);
  if (!first || !last || !lines.some((line) => MAY_CLAIM.test(text.slice(line.from, line.to)))) return [];
  const comment = { from: first.from, to: last.to };
  const head = headOf(text, comment);
  if (!head || head.parameters.length === 0 || isTwice(text, comment, head.name)) return [];
  return lines.flatMap((line) => claimsIn(text, line, head));
}

/** All of the line, or nothing: what else it says may change what is meant. */
function claimsIn(text: string, line: Line, head: Head): PlainClaim[] {
  const raw = text.slice(line.at, line.to);
  const lead = LEAD.exec(raw)?.[0].length ?? 0;
  const words = raw.slice(lead).replace(/[\s.;,]+$/, '');
  const parts = partsOf(words, line.at + lead);
  const [first] = parts;
  const isDefinition = first && parts.length > 1 && isOwnDefinition(text.slice(first.from, first.to), head);
  const claims = parts.slice(isDefinition ? 1 : 0).map((part) => claimIn(text, part, head));
  return claims.every((claim) => claim !== undefined) ? claims : [];
}

function partsOf(words: string, from: number): Span[] {
  const parts: Span[] = [];
  let start = 0;
  for (const { index, 0: between } of words.matchAll(BETWEEN)) {
    if (isInside(words.slice(start, index))) continue;
    parts.push({ from: from + start, to: from + index });
    start = index + between.length;
  }
  return [...parts, { from: from + start, to: from + words.length }];
}

function isInside(words: string): boolean {
  return words.split(/[([]/).length !== words.split(/[)\]]/).length;
}

/** `f(x) = x^3`, before what its derivative is. */
function isOwnDefinition(words: string, { name }: Head): boolean {
  return /^(\w+)\s*(?:\([\w\s,]*\))?\s*=/.exec(words)?.[1] === name;
}

function claimIn(text: string, { from, to }: Span, head: Head): PlainClaim | undefined {
  const { name, parameters } = head;
  const words = text.slice(from, to);
  const named = match(words, NAMED);
  const found = named ?? (LIKE_DERIVATIVE.test(name) ? undefined : match(words, UNNAMED));
  if (!found) return undefined;
  const { of, at, by, primes, second, all } = found.groups ?? {};
  const isOwn = !of || of === name;
  const isAtOwn =
    !at ||
    at
      .split(',')
      .map((word) => word.trim())
      .join() === parameters.join();
  if (!isOwn || !isAtOwn) return undefined;
  const wrt = by ?? parameters[0] ?? '';
  const isOfAll = all !== undefined || /^(?:∇|grad)/.test(words);
  if (!parameters.includes(wrt) || (parameters.length > 1 && by === undefined && !isOfAll)) return undefined;
  const start = from + found[0].length;
  const masked = [...text.slice(start, to).matchAll(MODULES)].map(({ index, 0: module }) => {
    return { from: start + index, to: start + index + module.length };
  });
  if (
    !isMadeOf(
      text.slice(start, to).replace(MODULES, (module) => ' '.repeat(module.length)),
      head,
      isOfAll,
    )
  )
    return undefined;
  const said = { from, to: from + found[0].replace(/[\s:=]+$/, '').length };
  const order = second ? 2 : primes === '″' ? 2 : (primes?.length ?? 1);
  const about = { of: name, parameters, wrt: isOfAll ? [] : Array.from({ length: order }, () => wrt), said };
  return { span: { from, to }, inner: { from: start, to }, ...(masked.length > 0 && { masked }), about };
}

function match(words: string, forms: readonly RegExp[]): RegExpExecArray | undefined {
  for (const form of forms) {
    const found = form.exec(words);
    if (found) return found;
  }
  return undefined;
}

/** A formula of the function's parameters and the function itself, nothing else; of all parameters, as many as there are. */
function isMadeOf(words: string, { name, parameters }: Head, isOfAll: boolean): boolean {
  if (isOfAll) {
    const entries = entriesOf(words);
    const isEach = entries?.every((entry) => isMadeOf(entry, { name, parameters }, false));
    return isEach === true && parameters.length > 1 && entries?.length === parameters.length;
  }
  if (new RegExp(`^-?\\d*\\.?\\d*\\s*\\*?\\s*(?:${parameters.join('|')})?$`).test(words) && words !== '') return true;
  const isProduct = (run: string) =>
    !parameters.includes(run) && [...run].every((letter) => parameters.includes(letter));
  const spaced = words.replace(/[A-Za-z]+/g, (run) => (isProduct(run) ? [...run].join('*') : run));
  const known = { names: new Set(parameters), functions: new Set([name]) };
  const formula = readsAsFormula(spaced, 0, spaced.length, known);
  if (formula?.kind !== 'formula' || formula.defines !== undefined) return false;
  const isOwn = (own: string) => own === name || parameters.includes(own) || CONSTANTS.has(own);
  return formula.uses.every(isOwn);
}

/** Of `[2x, 2y]` and `(2x, 2y)`. */
function entriesOf(words: string): string[] | undefined {
  const inner = /^[[(](.*)[\])]$/.exec(words)?.[1];
  if (inner === undefined) return undefined;
  const entries: string[] = [];
  let open = '';
  for (const part of inner.split(/[,;]/)) {
    open += (open ? ',' : '') + part;
    if (isInside(open)) continue;
    entries.push(open.trim());
    open = '';
  }
  return open ? undefined : entries;
}
