/**
 * Prose is full of dollars and escaped brackets: prices, shell variables, template holes, `\(see below\)`. These tests
 * decide whether what stands between two delimiters is math. They look at form only, in one pass over the text.
 */
import {
  BACKSLASH,
  CLOSE_BRACE,
  isDigit,
  isLetter,
  isSpace,
  isWord,
  OPEN_BRACE,
  skipBlanks,
  skipSpaces,
} from './characters.ts';

interface Features {
  /** A control word, or a script on something: nothing else writes these. */
  readonly strong: boolean;
  /** Plain words of two or more letters that are no function names; words in arguments of commands do not count. */
  readonly words: number;
  /** The longest run of words with only blanks between them. */
  readonly sentence: number;
  /** A word that is no plausible unit or product: three letters or more, or a common short English word. */
  readonly english: boolean;
  readonly letters: number;
  /** A function name without its bracket. */
  readonly bare: boolean;
}

const FUNCTIONS = new Set(
  (
    'sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan asin acos atan log ln lg exp sqrt abs max min sup ' +
    'inf lim det tr rank dim ker sgn sign arg argmax argmin diag mod gcd softmax sigmoid relu ReLU erf Var Cov var cov ' +
    'Pr Re Im Tr span deg hom'
  ).split(' '),
);
const SHORT_WORDS = new Set(
  'am an as at be by do go he if in is it me my no of on or so to up us we AU CA US'.split(' '),
);

/** Longer text is judged by its head, so that nested false starts stay linear. */
const LOOK = 4000;

function describe(text: string, from: number, end: number): Features {
  const to = Math.min(end, from + LOOK);
  let strong = false;
  let words = 0;
  let run = 0;
  let sentence = 0;
  let english = false;
  let letters = 0;
  let bare = false;
  let depth = 0;
  for (let i = from; i < to; ) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) {
      if (text.charCodeAt(i + 1) === BACKSLASH && isLetter(text.charCodeAt(i + 2))) i++; // doubled in a string
      if (isLetter(text.charCodeAt(i + 1))) strong = true;
      i++;
      if (i < to && !isLetter(text.charCodeAt(i))) i++;
      else while (i < to && isLetter(text.charCodeAt(i))) i++;
      run = 0;
    } else if (isLetter(code)) {
      const start = i;
      while (i < to && isLetter(text.charCodeAt(i))) i++;
      const word = i - start > 1 ? text.slice(start, Math.min(i, start + 24)) : '';
      letters++;
      if (word && depth === 0 && !FUNCTIONS.has(word)) {
        words++;
        run++;
        if (word.length > 2 || SHORT_WORDS.has(word)) english = true;
        if (run > sentence) sentence = run;
      } else {
        run = 0;
        if (word && text[i] !== '(') bare = true;
      }
    } else {
      if (code === OPEN_BRACE) depth++;
      else if (code === CLOSE_BRACE) depth--;
      else if ((code === 94 || code === 95) && isScript(text, i, from, to)) strong = true;
      else if (code > 127 && code !== 160 && code < 0x2000) letters++;
      if (!isSpace(code)) run = 0;
      i++;
    }
  }
  return { strong, words, sentence, english, letters, bare };
}

/** Is the `^` or `_` at `at` one on a letter, digit or bracket, or the first character (`10$^{-3}$`)? Not `snake_case`. */
function isScript(text: string, at: number, from: number, to: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (at + 1 >= to || isSpace(next)) return false;
  if (at === from) return next === OPEN_BRACE || isWord(next) || next === BACKSLASH || next === 43 || next === 42;
  const before = text.charCodeAt(at - 1);
  const base =
    isWord(before) || before === 41 || before === 93 || before === CLOSE_BRACE || before === 39 || before > 127;
  if (!base) return false;
  if (text[at] === '^') return true;
  // `x_1`, `\theta_{i}`, `x_i` and `CL_n` are scripts, `max_size` is a name.
  if (at - 2 === from && isLetter(next) && !isWord(text.charCodeAt(at + 2))) return true;
  return (
    next === OPEN_BRACE || next === BACKSLASH || !isLetter(text.charCodeAt(at - 2)) || at - 2 < from || isDigit(next)
  );
}

/** Where the dollars stand: in prose, or in comments of code, where `$name$` is more likely a hole in a template. */
export type Place = 'prose' | 'code';

/** Is `text[from, to)`, between a dollar at `from - 1` and one at `to`, math? */
export function isInlineMath(text: string, from: number, to: number, place: Place): boolean {
  const first = skipBlanks(text, from, to);
  if (first >= to || isKeyword(text, from, to)) return false;
  const opensTight = !isSpace(text.charCodeAt(from));
  const closesTight = !isSpace(text.charCodeAt(to - 1));
  const after = text.charCodeAt(to + 1);
  if (isDigit(after) || (isWord(after) && !closesTight)) return false;
  const features = describe(text, from, to);
  const before = from >= 2 ? text.charCodeAt(from - 2) : NaN;
  if (!opensTight || !closesTight) {
    // `$ x $` is common in notebooks; `$5 for $` and `$PATH then $` are not math.
    if (isWord(before) || features.words > 0) return false;
    if (!features.strong && (features.bare || features.letters === 0)) return false;
    if (!features.strong && (opensTight || closesTight || isDigit(text.charCodeAt(first)))) return false;
    if (text[first] === ';') return false;
    return isSentenceFree(features);
  }
  if (isWord(before) && !features.strong && !(to - from === 1 && features.letters === 1)) return false; // US$5
  if (!fitsStart(text, from, to) || !fitsEnd(text, from, to, after)) return false;
  if (isDigit(text.charCodeAt(from)) && !features.strong && (features.english || closesMore(text, from, to)))
    return false;
  return (place !== 'code' || fitsCode(text, from, to, features)) && isSentenceFree(features);
}

/** Is what stands between `$$` and `$$` math? */
export function isDisplayMath(text: string, from: number, to: number, place: Place): boolean {
  const features = describe(text, from, to);
  if (place === 'code' && !fitsCode(text, from, to, features)) return false;
  return skipSpaces(text, from, to) < to && isSentenceFree(features);
}

/** Is what stands between `\(` and `\)`, or `\[` and `\]`, math? `doubled`: between `\\(` and `\\)`, which prose never has. */
export function isBracketMath(text: string, from: number, to: number, doubled: boolean, place: Place): boolean {
  const features = describe(text, from, to);
  if (place === 'code' && isPattern(text, from, to)) return false;
  if (features.letters === 0 && !features.strong) return doubled && skipSpaces(text, from, to) < to;
  if (features.strong || doubled) return isSentenceFree(features);
  return features.words === 0;
}

/** Four plain words in a row, outside arguments of commands. */
export function isProse(text: string, from: number, to: number): boolean {
  return describe(text, from, to).sentence >= 4;
}

function isSentenceFree({ strong, sentence }: Features): boolean {
  return sentence < (strong ? 6 : 3);
}

/** Version-control keywords (`$Id$`, `$Revision: 1.2 $`) and shouted names (`$PATH$`) are not math. */
function isKeyword(text: string, from: number, to: number): boolean {
  const head = text.slice(from, Math.min(to, from + 40));
  return (
    /^(Id|Rev|Revision|Date|Author|Header|HeadURL|URL|Log|Name|Source|RCSfile|State|Locker|LastChanged\w*)(:|$)/.test(
      head,
    ) ||
    /^(Free|Net|Open|X)\w+:/.test(head) ||
    (to - from < 40 && /^[A-Z][A-Z0-9]*_[A-Z0-9_]{2,}$/.test(head))
  );
}

/** Math does not start with `.name`, `</`, `/`, `,` or `"`; a shell or template hole `{NAME}` is none either. */
function fitsStart(text: string, from: number, to: number): boolean {
  const first = text[from] ?? '';
  const second = text.charCodeAt(from + 1);
  if (first === '.') return isDigit(second);
  if (first === '<') return text[from + 1] !== '/';
  if (first === '{' && text[to + 1] === '{' && /^\{\w+\}/.test(text.slice(from, from + 40))) return false;
  return !'/,;"?&%:#'.includes(first);
}

/** Math does not end in an opening bracket or a quote, nor in an operator where a word follows (`$a/$b`). */
function fitsEnd(text: string, from: number, to: number, after: number): boolean {
  const last = text[to - 1] ?? '';
  if (last === '"' || last === '#') return false;
  if (last === "'" && (to - 1 === from || isSpace(text.charCodeAt(to - 2)))) return false;
  if ((last === '(' || last === '[' || last === '{') && text[to - 2] !== '\\')
    return /^\][^()[\]]*\[$/.test(text.slice(from, Math.min(to, from + 40))) && !isWord(after);
  if (!isWord(after) && after !== OPEN_BRACE && after !== 40) return true;
  if (last === '+' || last === '*') return text[to - 2] === '^';
  if (/^[A-Z]{2}\w*:/.test(text.slice(from, from + 40))) return false;
  return isWord(text.charCodeAt(to - 1)) || ")]}'|!>".includes(last) || last > '\u007f';
}

/** Does it close a round bracket that it did not open (`$12.99), other (A$`)? */
function closesMore(text: string, from: number, to: number): boolean {
  let depth = 0;
  for (let i = from; i < to && i < from + LOOK; i++) {
    if (text[i] === '(' || text[i] === '[') depth++;
    else if ((text[i] === ')' || text[i] === ']') && --depth < 0) return true;
  }
  return false;
}

/** In code, names of several letters are math only beside a relation or an operator, and regular expressions are none. */
function fitsCode(text: string, from: number, to: number, { strong, english, words, letters }: Features): boolean {
  if (isPattern(text, from, to)) return false;
  if (strong || words === 0) return true;
  const named = english || (letters === 1 && isWord(text.charCodeAt(from)) && isWord(text.charCodeAt(to - 1)));
  return !named || / (?::?=|[<>]=?|[+*]) /.test(text.slice(from, Math.min(to, from + LOOK)));
}

/** `^.*$`, `\[\d+\]`, `(?:…)`: parts of regular expressions. */
function isPattern(text: string, from: number, to: number): boolean {
  return /(?<!\d)\.[*+]|a-z|A-Z|0-9\]|\(\?|\[\^|\|#!|(?<!\\)\\[dwsDWSB](?![A-Za-z])/.test(
    text.slice(from, Math.min(to, from + LOOK)),
  );
}
