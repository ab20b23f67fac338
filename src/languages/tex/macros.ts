import type { Span } from '../../base/span.ts';
import { type Braces, pairBraces } from '../finding/braces.ts';
import { BACKSLASH, isDigit, isLetter, OPEN_BRACE, skipSpaces } from '../finding/characters.ts';

/** What follows the name: options and one group, two groups, the parameters of a `\def`, or one command. */
type Form = 'options' | 'groups' | 'parameters' | 'alias';
const FORMS: ReadonlyMap<string, Form> = new Map([
  ['newcommand', 'options'],
  ['renewcommand', 'options'],
  ['providecommand', 'options'],
  ['DeclareRobustCommand', 'options'],
  ['DeclareMathOperator', 'options'],
  ['DeclarePairedDelimiter', 'groups'],
  ['NewDocumentCommand', 'groups'],
  ['RenewDocumentCommand', 'groups'],
  ['def', 'parameters'],
  ['gdef', 'parameters'],
  ['edef', 'parameters'],
  ['xdef', 'parameters'],
  ['let', 'alias'],
]);
const MOST_PARAMETERS = 200; // characters between the name of a \def and its body

/**
 * Where a document defines macros: the whole of each `\newcommand{\R}{\mathbb{R}}`, `\def\x#1{…}`,
 * `\DeclareMathOperator*{\argmin}{arg\,min}`, in order and apart from each other, also in preambles and inside math.
 * What does not close is left out.
 */
export function macroDefinitions(text: string): Span[] {
  const definitions: Span[] = [];
  // In Markdown a per cent sign is one; a document that has comments, or a preamble, is TeX.
  const comments = /^[ \t]*%|\\documentclass|\\usepackage/m.test(text);
  const braces = pairBraces(text, 0, text.length, comments);
  const starts = new RegExp(`\\\\(?:${[...FORMS.keys()].join('|')})(?![A-Za-z])`, 'g');
  for (let match = starts.exec(text); match; match = starts.exec(text)) {
    const from = match.index;
    const to = comments && isCommented(text, from) ? -1 : definitionEnd(text, from, braces);
    if (to < 0) continue;
    definitions.push({ from, to });
    starts.lastIndex = to;
  }
  return definitions;
}

/** The end of the macro definition whose command starts at `at`; -1 where none does, or it does not close. */
export function definitionEnd(text: string, at: number, braces: Braces): number {
  let end = at + 1;
  while (end - at < 24 && isLetter(text.charCodeAt(end))) end++;
  const form = FORMS.get(text.slice(at + 1, end));
  if (form === undefined) return -1;
  if (text[end] === '*') end++;
  const named = macroName(text, end, braces);
  if (named < 0) return -1;
  switch (form) {
    case 'alias': {
      const equals = skipSpaces(text, named, text.length);
      return macroName(text, text[equals] === '=' ? equals + 1 : equals, braces);
    }
    case 'parameters':
      return groupEnd(parameterBody(text, named), braces);
    case 'options':
      return groupEnd(optionBody(text, named), braces);
    case 'groups': {
      const first = groupEnd(optionBody(text, named), braces);
      return first < 0 ? -1 : groupEnd(optionBody(text, first), braces);
    }
  }
}

function groupEnd(open: number, braces: Braces): number {
  const close = open < 0 ? -1 : braces(open);
  return close < 0 ? -1 : close + 1;
}

/** Past `{\name}` or `\name`. */
function macroName(text: string, from: number, braces: Braces): number {
  const at = skipSpaces(text, from, text.length);
  if (text.charCodeAt(at) === OPEN_BRACE) {
    const close = braces(at);
    return close < 0 ? -1 : close + 1;
  }
  if (text.charCodeAt(at) !== BACKSLASH) return -1;
  let end = at + 1;
  while (isLetter(text.charCodeAt(end)) || text[end] === '@') end++;
  return end === at + 1 ? end + 1 : end;
}

/** Where the body opens after `[2][default]`; -1 where there is none. */
function optionBody(text: string, from: number): number {
  let at = skipSpaces(text, from, text.length);
  for (let count = 0; text[at] === '[' && count < 2; count++) {
    const limit = Math.min(text.length, at + MOST_PARAMETERS);
    while (at < limit && text[at] !== ']') at++;
    at = skipSpaces(text, at + 1, text.length);
  }
  return text.charCodeAt(at) === OPEN_BRACE ? at : -1;
}

/** Where the body opens after the parameters of a `\def`: `#1`, `#2` and delimiters on the same line. */
function parameterBody(text: string, from: number): number {
  for (let at = from; at < from + MOST_PARAMETERS; at++) {
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACE) return at;
    if (
      text[at] === '#' ? !isDigit(text.charCodeAt(at + 1)) : text[at] === '$' || text[at] === '\\' || text[at] === '\n'
    ) {
      return -1;
    }
  }
  return -1;
}

/** Does a TeX comment on the same line hide what stands at `at`? Looks back only as far as a line is sensibly long. */
function isCommented(text: string, at: number): boolean {
  for (let i = at - 1; i >= 0 && i > at - 2000 && text[i] !== '\n'; i--) {
    if (text[i] === '%' && text[i - 1] !== '\\') return true;
  }
  return false;
}
