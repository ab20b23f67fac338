/** What the checks of claimed derivatives say: squiggles, hovers and the report, from the same words. */

import { showValue } from '../base/numbers.ts';
import type { DerivativeCheck, DifferenceKind } from '../core.ts';
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
  const where = wrong.length > 0 ? ` (in ${wrong.join(', ')})` : '';
  if (kind === undefined || kind === 'other') return where;
  return `: ${difference ?? kindWords[kind]}${where}`;
}

/** Yours and computed where they can be told apart: `At c = 1.7: yours 0.5, computed 0.3835.` */
export function evidenceText(check: DerivativeCheck): string | undefined {
  const [first] = check.evidence;
  if (!first) return undefined;
  const at = showPoint(first.point);
  return `${at ? `At ${at}: ` : ''}yours ${showValue(first.claimed)}, computed ${showValue(first.computed)}.`;
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
  const facts = (...lines: (string | undefined)[]) => lines.filter((line) => line !== undefined);
  const suppressed = check.suppressed ? 'Not reported: a comment says to ignore it.' : undefined;
  switch (check.verdict) {
    case 'agrees':
      return { title: `✓ ${name} agrees with the computed derivative`, lines: facts(formula, evidence) };
    case 'differs':
      return {
        title: `✗ ${name} differs from the computed derivative${differenceWords(check)}`,
        lines: facts(formula, evidence, suppressed),
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
