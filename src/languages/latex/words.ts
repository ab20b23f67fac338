/** The words of `\text{…}`: a name (`\text{ReLU}`, `\text{learning rate} = …`) or prose (`\text{if}`, `\text{where}`). */
import { isInfix, isRelation, type State } from './state.ts';
import { PROSE } from './symbols.ts';

/** `self.N` as printed from code; abbreviations (`s.t`, `e.g`) have one letter before the point. */
const ATTRIBUTE_PATH = /^[\p{L}_][\p{L}\p{N}_]+(?:\.[\p{L}_][\p{L}\p{N}_]*)+$/u;

/** Does the text token at `at` stand for a name? */
export function isNameText(s: State, at: number): boolean {
  const token = s.token(at);
  if (token?.kind !== 'text') return false;
  const words = token.text.trim();
  const parts = words.toLowerCase().split(/[\s,]+/);
  if (words === '' || PROSE.has(parts[0] ?? '') || PROSE.has(parts[parts.length - 1] ?? '')) return false;
  if (!/^\p{L}[\p{L}\p{N}_ -]*$/u.test(words) && !ATTRIBUTE_PATH.test(words)) return false;
  const previous = s.token(at - 1);
  const next = s.token(at + 1);
  const begins =
    !previous || previous.kind === 'quad' || previous.kind === 'row' || previous.kind === 'open' || opens(s, at - 1);
  const signBefore = isInfix(previous) || isRelation(previous);
  const signAfter =
    isInfix(next) || isRelation(next) || s.is(next, '(', '[') || next?.kind === 'sub' || next?.kind === 'sup';
  const colon = s.is(next, ':') || next?.kind === 'prime';
  if (parts.length > 1) return (begins || signBefore) && signAfter && !s.is(next, ':', '(');
  if (colon && begins && s.is(next, ':')) return false;
  const apart = /^\s|\s$/.test(token.text);
  return !apart || signBefore || signAfter || !next;
}

function opens(s: State, at: number): boolean {
  return (s.match[at] ?? -1) > at || s.is(s.token(at), ',', ';');
}
