/**
 * Math in LaTeX documents: `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and the environments of amsmath and its relatives. Comments,
 * verbatim text, code listings, macro definitions and the preamble hold none. Math that does not close before the next
 * blank line (dollars), its next opening (brackets) or the next section (environments) is none: the rest of the document
 * stays readable while something is being typed.
 */
import { finished } from '../../base/pauses.ts';
import { lineEnd, pairBraces } from '../finding/braces.ts';
import {
  BACKSLASH,
  DOLLAR,
  isLetter,
  NEWLINE,
  OPEN_BRACE,
  PERCENT,
  runEnd,
  skipSpaces,
} from '../finding/characters.ts';
import {
  closingDelimiter,
  closingDollar,
  closingDoubleDollar,
  isBlankLine,
  type Surroundings,
} from '../finding/delimiters.ts';
import {
  beginName,
  environmentEnd,
  isInlineEnvironment,
  isSectioning,
  mathEnvironment,
} from '../finding/environments.ts';
import type { FoundMath } from '../found.ts';
import { definitionEnd } from './macros.ts';

/** Environments whose content is not typeset as LaTeX. */
const VERBATIM = new Set(
  (
    'verbatim Verbatim BVerbatim LVerbatim SaveVerbatim alltt lstlisting minted pyglist comment filecontents ' +
    'luacode pycode pyconsole sagesilent sageblock asy Sinput Soutput Schunk'
  ).split(' '),
);
/** Commands whose first argument is no text. */
const OPAQUE = new Set([
  'url',
  'href',
  'path',
  'nolinkurl',
  'includegraphics',
  'input',
  'include',
  'label',
  'ref',
  'cite',
]);
const MOST_OPTIONS = 500; // characters between `[` and `]`

/** A pause is offered once for so many characters. */
const PAUSE_EVERY = 50_000;

export function scanTex(text: string): FoundMath[] {
  return finished(scanningTex(text));
}

/** The same with pauses. */
export function* scanningTex(text: string): Generator<undefined, FoundMath[]> {
  const found: FoundMath[] = [];
  const to = text.length;
  const braces = pairBraces(text, 0, to, true);
  const surroundings: Surroundings = { text, to, braces, tex: true };
  let section = 0;
  let pause = PAUSE_EVERY;
  for (let i = bodyStart(text); i < to; ) {
    if (i >= pause) {
      pause = i + PAUSE_EVERY;
      yield;
    }
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i = command(i);
    else if (code === DOLLAR) i = dollar(i);
    else if (code === PERCENT) i = lineEnd(text, i, to);
    else i++;
  }
  return found;

  function add(from: number, end: number, inner: number, innerEnd: number, display: boolean): number {
    if (skipSpaces(text, inner, innerEnd) < innerEnd) {
      const span = { from, to: end };
      found.push({ span, inner: { from: inner, to: innerEnd }, notation: 'latex', display, section });
    }
    return end;
  }

  function dollar(at: number): number {
    const run = runEnd(text, at, to) - at;
    if (run > 2) return at + run;
    const close = run === 2 ? closingDoubleDollar(surroundings, at + 2) : closingDollar(surroundings, at + 1);
    return close < 0 ? at + run : add(at, close + run, at + run, close, run === 2);
  }

  function command(at: number): number {
    const next = text[at + 1];
    if (next === '(' || next === '[') {
      const close = closingDelimiter(surroundings, at + 2, `\\${next}`, next === '(' ? '\\)' : '\\]');
      if (close < 0 || (next === '(' && hasBlankLine(at + 2, close))) return at + 2;
      return add(at, close + 2, at + 2, close, next === '[');
    }
    if (!isLetter(text.charCodeAt(at + 1))) return at + 2;
    if (next === 'b') {
      const end = environment(at);
      if (end > 0) return end;
    }
    if (next === 'e' && text.startsWith('\\end{document}', at)) return to;
    if (next === 'i' && text.startsWith('\\iffalse', at) && !isLetter(text.charCodeAt(at + 8)))
      return hiddenEnd(at + 8);
    if (isSectioning(text, at)) section++;
    const defined = definitionEnd(text, at, braces);
    if (defined > 0) return defined;
    return plainCommand(at);
  }

  /** Past the `\fi` that ends what `\iffalse` hides. */
  function hiddenEnd(from: number): number {
    for (let i = text.indexOf('\\fi', from); i >= 0; i = text.indexOf('\\fi', i + 3)) {
      if (!isLetter(text.charCodeAt(i + 3))) return i + 3;
    }
    return to;
  }

  /** Past a math or verbatim environment that begins at `at`; 0 where none does. */
  function environment(at: number): number {
    const name = beginName(text, at, to);
    if (name === undefined) return 0;
    const begin = at + 8 + name.length;
    if (VERBATIM.has(name.replace('*', ''))) {
      const close = `\\end{${name}}`;
      const end = text.indexOf(close, begin);
      return end < 0 ? to : end + close.length;
    }
    if (mathEnvironment(text, at, to) === undefined) return 0;
    const end = environmentEnd(text, begin, to, name, true);
    return end < 0 ? begin : add(at, end, at, end, !isInlineEnvironment(name));
  }

  /** Past any other command, and past its argument where that is no text. */
  function plainCommand(at: number): number {
    let end = at + 1;
    while (end < to && isLetter(text.charCodeAt(end))) end++;
    const name = text.slice(at + 1, Math.min(end, at + 20));
    if (name === 'verb' || name === 'lstinline' || name === 'mintinline') return verbatimEnd(name, end);
    if (!OPAQUE.has(name)) return end;
    const open = optionsEnd(skipSpaces(text, end, to));
    const close = text.charCodeAt(open) === OPEN_BRACE ? braces(open) : -1;
    return close < 0 ? end : close + 1;
  }

  /** Past `|…|` of `\verb|…|`, or `{…}` of `\lstinline{…}`. */
  function verbatimEnd(name: string, from: number): number {
    let at = text[from] === '*' ? from + 1 : from;
    if (name !== 'verb') at = optionsEnd(at);
    if (name === 'mintinline' && text.charCodeAt(at) === OPEN_BRACE) at = braces(at) + 1 || at;
    if (name !== 'verb' && text.charCodeAt(at) === OPEN_BRACE) return braces(at) + 1 || at + 1;
    const delimiter = text[at] ?? '';
    let i = at + 1;
    while (i < to && text.charCodeAt(i) !== NEWLINE && text[i] !== delimiter) i++;
    return i < to && text[i] === delimiter ? i + 1 : i;
  }

  /** Past `[…]` on one line. */
  function optionsEnd(at: number): number {
    if (text[at] !== '[') return at;
    const limit = Math.min(to, at + MOST_OPTIONS);
    for (let i = at + 1; i < limit && text.charCodeAt(i) !== NEWLINE; i++) if (text[i] === ']') return i + 1;
    return at;
  }

  function hasBlankLine(from: number, end: number): boolean {
    for (let i = from; i < end; i++) if (text.charCodeAt(i) === NEWLINE && isBlankLine(text, i + 1)) return true;
    return false;
  }
}

/** After `\begin{document}`, or 0 where there is none (a part of a document, or one that is being started). */
function bodyStart(text: string): number {
  const begin = '\\begin{document}';
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
    const before = text.slice(Math.max(0, at - 200), at);
    if (!before.slice(before.lastIndexOf('\n') + 1).includes('%')) return at + begin.length;
  }
  return 0;
}
