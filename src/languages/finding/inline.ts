/**
 * Math in running text: a paragraph of Markdown, or of a comment. Written for text that mixes math with links, code
 * spans, HTML and prices; every search either moves past what it found or is remembered as fruitless, so the work is
 * linear in the length of the passage.
 */
import type { Span } from '../../base/span.ts';
import type { FoundPiece } from '../found.ts';
import { pairBraces } from './braces.ts';
import {
  AT,
  BACKSLASH,
  BACKTICK,
  CLOSE_BRACKET,
  COLON,
  DOLLAR,
  isLetter,
  isSpace,
  LESS,
  OPEN_BRACE,
  runEnd,
  skipSpaces,
  trimEnd,
} from './characters.ts';
import { closingDelimiter, closingDollar, closingDoubleDollar, type Surroundings } from './delimiters.ts';
import { environmentEnd, isInlineEnvironment, mathEnvironment } from './environments.ts';
import { linkTargetEnd, tagEnd } from './markup.ts';
import { isBracketMath, isDisplayMath, isInlineMath, type Place } from './plausible.ts';

export interface InlineRules {
  readonly place: Place;
  /** `` `x` `` with two backticks is math (Julia), not code. */
  readonly doubleBackticks?: boolean;
  /** `` :math:`x` `` is math. */
  readonly roles?: boolean;
  /** `\f$x\f$`, `\f[x\f]`, `\eqn{x}` and `\deqn{x}` are math (Doxygen, roxygen). */
  readonly documentation?: boolean;
}

/** The math in `text[from, to)`, in order. */
export function findInline(text: string, from: number, to: number, rules: InlineRules): FoundPiece[] {
  const pieces: FoundPiece[] = [];
  const surroundings: Surroundings = { text, to, braces: pairBraces(text, from, to), tex: false };
  const ticks = backtickRuns(text, from, to);
  const barren = new Set<string>();
  for (let i = from; i < to; ) {
    switch (text.charCodeAt(i)) {
      case BACKSLASH:
        i = backslash(i);
        break;
      case DOLLAR:
        i = dollar(i);
        break;
      case BACKTICK:
        i = backtick(i);
        break;
      case LESS:
        i = angle(i);
        break;
      case CLOSE_BRACKET:
        i = text.charCodeAt(i + 1) === 40 ? linkTargetEnd(text, i + 2, to) : i + 1;
        break;
      case OPEN_BRACE:
        i = brace(i);
        break;
      case COLON:
        i = colon(i);
        break;
      case AT:
        i = rules.documentation ? Math.max(i + 1, documentation(i)) : i + 1;
        break;
      default:
        i++;
    }
  }
  return pieces;

  function add(span: Span, inner: Span, display: boolean): number {
    pieces.push({ span, inner, display });
    return span.to;
  }

  /** The first `what` at or after `at`; a search that finds nothing is not repeated. */
  function find(what: string, at: number): number {
    if (barren.has(what)) return -1;
    const found = text.slice(at, to).indexOf(what);
    if (found >= 0) return at + found;
    barren.add(what);
    return -1;
  }

  function backslash(at: number): number {
    const next = text[at + 1];
    if (next === '\\' && (text[at + 2] === '(' || text[at + 2] === '[')) return bracket(at, 3, text[at + 2] === '[');
    if (next === '(' || next === '[') return bracket(at, 2, next === '[');
    if (next === 'b') {
      const name = mathEnvironment(text, at, to);
      const begin = name === undefined ? -1 : at + 8 + name.length;
      const end = name === undefined ? -1 : environmentEnd(text, begin, to, name, false);
      if (name !== undefined && end >= 0) {
        const whole = { from: at, to: end };
        return add(whole, whole, !isInlineEnvironment(name));
      }
    }
    if (next === '\\' && rules.place === 'code' && text[at + 2] === 'b') {
      // In a string that doubles its backslashes.
      const name = mathEnvironment(text, at + 1, to);
      const close = `\\\\end{${name}}`;
      const end = name === undefined ? -1 : find(close, at + 2);
      if (name !== undefined && end >= 0) {
        const whole = { from: at, to: end + close.length };
        return add(whole, whole, !isInlineEnvironment(name));
      }
    }
    if (rules.documentation) {
      const end = documentation(at);
      if (end > at) return end;
    }
    return isLetter(text.charCodeAt(at + 1)) ? at + 1 : at + 2;
  }

  /** `\(…\)` and `\[…\]`, with one backslash or two. */
  function bracket(at: number, size: number, display: boolean): number {
    const open = text.slice(at, at + size);
    const close = open.slice(0, -1) + (display ? ']' : ')');
    const end = barren.has(close) ? -1 : closingDelimiter(surroundings, at + size, open, close);
    if (end < 0 || !isBracketMath(text, at + size, end, size === 3, rules.place) || (display && isTaskMark(at, end))) {
      return at + (size === 3 ? 2 : size);
    }
    return add({ from: at, to: end + size }, { from: at + size, to: end }, display);
  }

  /** `\[x\] done` at the start of a list item is an escaped check box. */
  function isTaskMark(at: number, end: number): boolean {
    return at === from && end === at + 3 && (text[at + 2] === 'x' || text[at + 2] === 'X') && end + 2 < to;
  }

  function dollar(at: number): number {
    const run = runEnd(text, at, to) - at;
    if (run > 2) return at + run;
    if (run === 2) {
      const end = barren.has('$$') ? -1 : closingDoubleDollar(surroundings, at + 2);
      if (end < 0 || !isDisplayMath(text, at + 2, end, rules.place)) return at + 2;
      return add({ from: at, to: end + 2 }, { from: at + 2, to: end }, true);
    }
    if (text.charCodeAt(at + 1) === BACKTICK) {
      const end = find('`$', at + 2);
      if (end > at + 2 && ticks.isSingle(at + 1) && ticks.isSingle(end) && text.indexOf('`', at + 2) === end) {
        return add({ from: at, to: end + 2 }, { from: at + 2, to: end }, false);
      }
      return at + 1;
    }
    const end = closingDollar(surroundings, at + 1);
    if (end < 0 || !isInlineMath(text, at + 1, end, rules.place) || opensDisplay(end)) return at + 1;
    return add({ from: at, to: end + 1 }, { from: at + 1, to: end }, false);
  }

  /** Is the dollar at `at` the first of a `$$` that begins a display rather than two neighbours (`$x$$y$`)? */
  function opensDisplay(at: number): boolean {
    return at + 1 < to && text.charCodeAt(at + 1) === DOLLAR && closingDollar(surroundings, at + 2) < 0;
  }

  function backtick(at: number): number {
    const open = runEnd(text, at, to);
    const close = ticks.closing(at, open);
    if (close < 0) return open;
    const end = close + open - at;
    if (rules.doubleBackticks && open - at === 2) return add({ from: at, to: end }, { from: open, to: close }, false);
    return end;
  }

  function angle(at: number): number {
    if (text.startsWith('!--', at + 1)) {
      const end = find('-->', at + 4);
      return end < 0 ? at + 4 : end + 3;
    }
    const end = tagEnd(text, at, to, surroundings.braces);
    if (end > at && /^<(code|pre|kbd|script|style|samp)\b/i.test(text.slice(at, at + 8)) && text[end - 2] !== '/') {
      const name = (/\w+/.exec(text.slice(at, at + 8)) as RegExpExecArray)[0];
      const close = find(`</${name}>`, end);
      if (close >= 0) return close + name.length + 3;
    }
    return end > at ? end : at + 1;
  }

  /** Template tags (Jekyll, Hugo), MDX comments and MyST's `` {math}`x` ``. */
  function brace(at: number): number {
    const next = text[at + 1];
    if (next === '%' || next === '{') {
      const close = next === '%' ? '%}' : '}}';
      const end = find(close, at + 2);
      return end < 0 ? at + 2 : end + 2;
    }
    if (next === '/' && text[at + 2] === '*') {
      const end = find('*/}', at + 3);
      return end < 0 ? at + 3 : end + 3;
    }
    if (next === '@') {
      const end = surroundings.braces(at); // {@code …}
      return end < 0 ? at + 2 : end + 1;
    }
    if (next === 'm' && text.startsWith('{math}`', at)) return role(at, at + 7);
    return at + 1;
  }

  function colon(at: number): number {
    if (text.startsWith('://', at) && isLetter(text.charCodeAt(at - 1))) {
      let end = at + 3;
      while (end < to && !isSpace(text.charCodeAt(end)) && !'<>"|)]'.includes(text[end] as string)) end++;
      return end;
    }
    if (rules.roles && text.startsWith(':math:`', at)) return role(at, at + 7);
    return at + 1;
  }

  function role(at: number, start: number): number {
    const end = find('`', start);
    if (end <= start) return start;
    return add({ from: at, to: end + 1 }, { from: start, to: end }, false);
  }

  function documentation(at: number): number {
    const opening = text.startsWith('\\f{', at)
      ? /^\\f\{[a-z]+\*?\}\{?/i.exec(text.slice(at, at + 30))?.[0]
      : undefined;
    if (opening) {
      const end = find('\\f}', at + opening.length);
      if (end < 0) return at;
      return add({ from: at, to: end + 3 }, { from: at + opening.length, to: end }, true);
    }
    for (const [open, close, display] of DOCUMENTATION) {
      if (!text.startsWith(open, at)) continue;
      if (close === '}') {
        const brace = at + open.length - 1;
        const end = surroundings.braces(brace);
        return end < 0 ? at : add({ from: at, to: end + 1 }, { from: brace + 1, to: end }, display);
      }
      const end = find(close, at + open.length);
      return end < 0 ? at : add({ from: at, to: end + close.length }, { from: at + open.length, to: end }, display);
    }
    return at;
  }
}

const DOCUMENTATION = [
  ['\\f$', '\\f$', false],
  ['@f$', '@f$', false],
  ['\\f(', '\\f)', false],
  ['\\f[', '\\f]', true],
  ['\\eqn{', '}', false],
  ['\\deqn{', '}', true],
] as const;

/** Pairs runs of backticks: a code span closes at the next run of the same length. Counted at the first question. */
function backtickRuns(text: string, from: number, to: number) {
  let last: Map<number, number> | undefined;
  function lastOf(length: number): number {
    if (!last) {
      last = new Map();
      for (let i = text.indexOf('`', from); i >= 0 && i < to; ) {
        const end = runEnd(text, i, to);
        last.set(end - i, i);
        i = text.indexOf('`', end);
      }
    }
    return last.get(length) ?? -1;
  }
  return {
    isSingle: (at: number) => text[at - 1] !== '`' && text[at + 1] !== '`',
    /** Where the run that closes `text[at, open)` starts; -1 where there is none. */
    closing(at: number, open: number): number {
      const length = open - at;
      if (lastOf(length) < open) return -1;
      for (let i = text.indexOf('`', open); i >= 0 && i < to; ) {
        const end = runEnd(text, i, to);
        if (end - i === length) return i;
        i = text.indexOf('`', end);
      }
      return -1;
    },
  };
}

/** `text[from, to)` without white space at both ends. */
export function trimmed(text: string, from: number, to: number): Span {
  const start = skipSpaces(text, from, to);
  return { from: start, to: Math.max(start, trimEnd(text, start, to)) };
}
