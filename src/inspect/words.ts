/** What the sentence around a claim says about it: that it is wrong, asked, supposed, or to be solved. */
import type { Span } from '../base/span.ts';
import type { Claim } from './claims.ts';
import type { Source } from './source.ts';

export interface Words {
  /** From the start of the sentence (or paragraph) to the claim's formula. */
  readonly before: string;
  /** From there to the end of the sentence, and the start of the next. */
  readonly after: string;
}

const REACH = 200;

/** Looks within the paragraph; of notes only (code has no sentences). */
export function wordsAround({ text }: Source, span: Span): Words {
  const above = text.slice(Math.max(0, span.from - REACH), span.from);
  const below = text.slice(span.to, span.to + REACH);
  return { before: lastSentence(above), after: firstSentences(below) };
}

/** Display math starts its own paragraph: a blank line right before it does not end the sentence. */
function lastSentence(above: string): string {
  const trimmed = above.trimEnd();
  const paragraph = trimmed.split(/\n\s*\n|\n#+ /).pop() ?? '';
  return paragraph.split(/[.!?]["')\]]?\s+(?=\S)/).pop() ?? '';
}

function firstSentences(below: string): string {
  const paragraph = below.split(/\n\s*\n/)[0] ?? '';
  const [first = '', second = ''] = paragraph.split(/(?<=[.!?]["')\]]?)\s+/);
  return `${first} ${second}`;
}

const WRONG =
  /\b(wrong(ly)?|incorrect(ly)?|false|untrue|mistaken(ly)?|common (mistake|error)s?|pitfalls?|fallac\w+|not (true|correct|equal|the case)|isn['’]t|n[o']t (correct|right)|do not write|instead of|naive(ly)?|tempt\w+)\b|[❌✗✘✖]/i;
/** Right before the claim, no formula in between. */
const SUPPOSED =
  /\b(if|suppose|assum\w+|pretend|imagine|let|require|guess|conjecture|what if)\b[^$`]{0,30}[$`\\([]{0,3}$/i;
const ASKED = /\b(exercise|quiz|true or false|is it true)\b/i;
const SOLVED =
  /\b(equations?|odes?|pdes?|solv\w+|solutions?|satisf\w+|(?<!\b(we|to|thus|then) )find|such that|so that|for which|condition|boundary|initial value)\b/i;
const RENAMED =
  /\b(transform\w*|reflect\w*|shift\w*|rotat\w*|rescal\w*|primed|new (name|coordinates?|variable)|updated?)\b/i;
const SET = /\b(when|where|whenever|set|setting|at)\b/i;

/** Why the words leave it open whether the claim is meant as a true statement; undefined where they do not. */
export function saysOtherwise({ before, after }: Words, claim: Claim): string | undefined {
  if (WRONG.test(before)) return 'The words before it may say that it is wrong.';
  if (WRONG.test(after.slice(0, 80))) return 'The words after it may say that it is wrong.';
  if (/^[\s*_)\]]*\?/.test(after)) return 'It is a question.';
  if (SUPPOSED.test(before) || ASKED.test(before)) return 'It may be supposed, not stated.';
  if (SOLVED.test(before) || /^[^.]{0,40}\b(is|are) solved\b/i.test(after)) return 'It may be an equation to solve.';
  if (/\binstead\b/i.test(after.slice(0, 40))) return 'It may be supposed, not stated.';
  if (claim.symbol.notation === 'prime' && RENAMED.test(before)) return 'The prime may make a new name.';
  if (claim.claimed.kind === 'number' && SET.test(before)) return 'It may be a condition, not a statement.';
  if (/^\W{0,12}(if|when|whenever|provided|unless|else|otherwise|on the)\b/i.test(after))
    return 'It may hold under a condition only.';
  return undefined;
}
