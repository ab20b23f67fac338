/** What the checks of claimed derivatives say: squiggles, hovers and the report, from the same words. */

import { showValue } from '../base/numbers.ts';
import type { DerivativeCheck, DifferenceKind, Value } from '../core.ts';
import { showPoint } from './formulas.ts';
import { readable } from './markdown.ts';

/** What is wrong, in words, where the check itself has none. */
const kindWords: Readonly<Record<Exclude<DifferenceKind, 'other'>, string>> = {
  sign: 'the sign is wrong',
  factor: 'a factor is wrong',
  missingTerm: 'a term is missing',
  missingPath: 'a path is missing: contributions of all uses add',
  missingChainFactor: 'a factor of the chain rule is missing',
  transposed: 'it is transposed',
  wrongIndex: 'an index is wrong',
  wrongArgument: 'an argument is wrong',
  wrongAxis: 'the axis is wrong',
  missingAverage: 'the average is missing',
  approximation: 'it is an approximation',
};

/** `∂d/∂c`, `∂²f/∂x∂y`, `f′`, `∇f`: what the claim is about. */
export function claimName({ of, wrt, claim }: DerivativeCheck): string {
  const names = wrt === '' ? [] : wrt.split(', ');
  if (/^\s*(\\nabla|∇)/.test(claim)) return `∇${of}`;
  if (names.length === 0) return `${of}′`;
  const by = [...new Set(names)].map((name) => {
    const times = names.filter((other) => other === name).length;
    return `∂${name}${power(times)}`;
  });
  return `∂${power(names.length)}${of}/${by.join('')}`;
}

function power(count: number): string {
  return count < 2 ? '' : ('⁰¹²³⁴⁵⁶⁷⁸⁹'[count] ?? `^${count}`);
}

/** `: factor 2`. Empty where there is no more to say than that it differs. */
export function differenceWords(check: DerivativeCheck): string {
  const { kind, difference, wrong = [] } = check;
  // `by x: …` says it already.
  const isSaid = difference?.startsWith(`by ${wrong.join(', ')}: `);
  const where = wrong.length > 0 && !isSaid ? ` (in ${wrong.join(', ')})` : '';
  if (kind === undefined || kind === 'other') return where;
  return `: ${difference ?? kindWords[kind]}${where}`;
}

/** Components named one by one at most. */
const MOST_COMPONENTS = 4;
/** Points shown where there is room for more than one. */
const MOST_POINTS = 3;

/** Yours and computed where they can be told apart: `At c = 1.7: yours 0.5, computed 0.3835.`, of vectors entry by entry. */
export function evidenceText(check: DerivativeCheck, index = 0): string | undefined {
  const evidence = check.evidence[index];
  if (!evidence) return undefined;
  const at = showPoint(evidence.point);
  const where = at ? `At ${at}: ` : '';
  const entries = (check.wrong ?? []).flatMap((name) => {
    const [claimed, computed] = [evidence.claimed, evidence.computed].map((value) => entryOf(value, name));
    return claimed === undefined || computed === undefined ? [] : [{ name, claimed, computed }];
  });
  if (entries.length === 0) {
    return `${where}yours ${showValue(evidence.claimed)}, computed ${showValue(evidence.computed)}.`;
  }
  const shown = entries
    .slice(0, MOST_COMPONENTS)
    .map(({ name, claimed, computed }) => `${name} yours ${showValue(claimed)}, computed ${showValue(computed)}`);
  const more = entries.length - shown.length;
  return `${where}${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}

/** Of `[2]` and `[1, 2]`, counted from 1. */
function entryOf(value: Value, name: string): number | undefined {
  const places = /^\[([\d, ]+)\]$/.exec(name)?.[1]?.split(',').map(Number);
  if (!places) return undefined;
  let entry: Value | undefined = value;
  for (const place of places) entry = typeof entry === 'number' ? undefined : entry?.[place - 1];
  return typeof entry === 'number' ? entry : undefined;
}

/** The message of the squiggle: what differs, the right formula, the evidence. */
export function diagnosticMessage(check: DerivativeCheck): string {
  const name = claimName(check);
  const formula = check.computed && computedText(check);
  return [`${name} differs from the computed derivative${differenceWords(check)}.`, formula, evidenceText(check)]
    .filter((part) => part)
    .join('\n');
}

/** A heading with the verdict, then one line a fact. */
export function claimSummary(check: DerivativeCheck): { readonly title: string; readonly lines: readonly string[] } {
  const name = claimName(check);
  const formula = check.computed && computedText(check);
  const evidence = evidenceText(check);
  const points = check.evidence.slice(0, MOST_POINTS).map((_, index) => evidenceText(check, index));
  const facts = (...lines: (string | undefined)[]) => lines.filter((line) => line !== undefined);
  const suppressed = check.suppressed ? 'Not reported: a comment says to ignore it.' : undefined;
  switch (check.verdict) {
    case 'agrees':
      return { title: `✓ ${name} agrees with the computed derivative`, lines: facts(formula, evidence) };
    case 'differs':
      return {
        title: `✗ ${name} differs from the computed derivative${differenceWords(check)}`,
        lines: facts(formula, ...points, suppressed),
      };
    case 'conventionOnly':
      return {
        title: `ⓘ ${name} differs only by a convention`,
        lines: facts(check.difference ?? check.reason, formula, evidence),
      };
    case 'undecided':
      return { title: `? ${name} could not be checked`, lines: facts(check.reason, formula) };
  }
}

/** `12 derivatives checked: 11 agree, 1 differs.` */
export function countsText(checks: readonly DerivativeCheck[]): string {
  const count = (wanted: DerivativeCheck['verdict']) => checks.filter(({ verdict }) => verdict === wanted).length;
  const parts = [
    plural(count('agrees'), 'agrees', 'agree'),
    plural(count('differs'), 'differs', 'differ'),
    plural(count('conventionOnly'), 'differs only by a convention', 'differ only by a convention'),
    plural(count('undecided'), 'could not be checked', 'could not be checked'),
  ].filter((part) => part !== undefined);
  return `${plural(checks.length, 'derivative checked', 'derivatives checked') ?? 'No derivatives checked'}: ${parts.join(', ')}.`;
}

function computedText(check: DerivativeCheck): string {
  return `Computed: ${claimName(check)} = ${readable(check.computed?.formula ?? '')}`;
}

function plural(count: number, one: string, many: string): string | undefined {
  return count === 0 ? undefined : `${count} ${count === 1 ? one : many}`;
}
