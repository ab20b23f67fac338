/**
 * The block structure of reStructuredText, as far as it decides where math can stand: `.. math::` blocks, running text,
 * and what hides text (literal blocks, code directives, doctests, comments). Works on lines, so that docstrings and
 * comments of code can be read by the same rules.
 */
import type { Span } from '../../base/span.ts';
import { BACKTICK, COLON, isDigit, isLetter, isWord, runEnd, skipBlanks, TILDE } from '../finding/characters.ts';
import type { Line } from '../finding/lines.ts';

/** Running text, or (`inner` present) math. */
export interface TextBlock extends Span {
  readonly inner?: Span;
  readonly section: number;
}

export interface BlockRules {
  /** Fenced code as Markdown has it; a `math` fence is math. */
  readonly fences: boolean;
  /** Underlined titles start sections. */
  readonly titles: boolean;
}

/** Directives whose content is no text. */
const OPAQUE = new Set(
  (
    'code code-block sourcecode highlight parsed-literal literalinclude raw plot ipython doctest testcode testoutput ' +
    'testsetup testcleanup productionlist graphviz digraph graph prompt program-output image mermaid uml jupyter-execute ' +
    'command-output include'
  ).split(' '),
);

export function textBlocks(text: string, lines: readonly Line[], rules: BlockRules): TextBlock[] {
  const blocks: TextBlock[] = [];
  let section = 0;
  for (let k = 0; k < lines.length; ) k = block(k);
  return blocks;

  function line(k: number): Line {
    return lines[k] as Line;
  }

  function isBlank(k: number): boolean {
    return line(k).at >= line(k).to;
  }

  /** Reads the block that starts at line `k`; gives the line after it. */
  function block(k: number): number {
    const { at, to } = line(k);
    if (at >= to) return k + 1;
    if (isExplicit(k)) return explicit(k);
    if (text.startsWith('>>>', at)) return nextBlank(k);
    if (rules.fences && isFence(k)) return fence(k);
    return paragraph(k);
  }

  function nextBlank(k: number): number {
    let next = k + 1;
    while (next < lines.length && !isBlank(next)) next++;
    return next;
  }

  /** Past the lines after `k` that are blank or indented more than `indent`. */
  function blockEnd(k: number, indent: number): number {
    let next = k + 1;
    while (next < lines.length && (isBlank(next) || line(next).indent > indent)) next++;
    return next;
  }

  /** `..` at the start of a line: a directive, a comment, a target, a footnote. */
  function isExplicit(k: number): boolean {
    const { at, to } = line(k);
    return text.startsWith('..', at) && (at + 2 === to || text[at + 2] === ' ' || text[at + 2] === '\t');
  }

  function explicit(k: number): number {
    const { at, to, indent } = line(k);
    const start = skipBlanks(text, at + 2, to);
    if (start >= to) return k + 1 < lines.length && isBlank(k + 1) ? k + 1 : blockEnd(k, indent);
    if (text[start] === '[') {
      const close = text.slice(start, to).indexOf(']');
      if (close > 0) return running(start + close + 1, k);
    }
    const directive = directiveAt(start, to);
    if (!directive) return blockEnd(k, indent);
    if (directive.name === 'math') return math(k, directive.end);
    if (OPAQUE.has(directive.name)) return blockEnd(k, indent);
    return running(directive.end, k);
  }

  /** What follows a directive or footnote on its line, with the lines of its paragraph. */
  function running(from: number, k: number): number {
    let next = k + 1;
    while (next < lines.length && !isBlank(next) && !isExplicit(next)) next++;
    if (from < line(k).to) blocks.push({ from, to: line(next - 1).to, section });
    return from < line(k).to ? next : k + 1;
  }

  /** `name::`, after a substitution's `|x|` too. */
  function directiveAt(from: number, to: number): { name: string; end: number } | undefined {
    let start = from;
    if (text[start] === '|') {
      const close = text.slice(start + 1, to).indexOf('|');
      if (close < 0) return undefined;
      start = skipBlanks(text, start + close + 2, to);
    }
    let end = start;
    while (
      end < to &&
      (isWord(text.charCodeAt(end)) || '-:+.'.includes(text[end] as string)) &&
      !text.startsWith('::', end)
    )
      end++;
    return end > start && text.startsWith('::', end) && end + 2 <= to
      ? { name: text.slice(start, end), end: end + 2 }
      : undefined;
  }

  /** A `.. math::` block: its argument and each paragraph of its content is math of its own. */
  function math(k: number, argument: number): number {
    const end = blockEnd(k, line(k).indent);
    let from = skipBlanks(text, argument, line(k).to);
    let to = from < line(k).to ? line(k).to : -1;
    let head = true;
    let whole = false;
    for (let next = k + 1; next < end; next++) {
      if (isBlank(next)) {
        head = false;
        if (to >= 0 && !whole) {
          add(from, to);
          to = -1;
        }
      } else if (head && isOption(line(next))) whole ||= text.startsWith(':nowrap:', line(next).at);
      else {
        if (to < 0) from = line(next).at;
        to = line(next).to;
      }
    }
    if (to >= 0) add(from, to);
    return end;
  }

  function add(from: number, to: number): void {
    const inner = { from, to };
    blocks.push({ from, to, inner, section });
  }

  function isFence(k: number): boolean {
    const { at, to } = line(k);
    const code = text.charCodeAt(at);
    return (
      (code === BACKTICK || code === TILDE) &&
      runEnd(text, at, to) - at >= 3 &&
      !/[`~]$/.test(text.slice(runEnd(text, at, to), to))
    );
  }

  function fence(k: number): number {
    const { at, to } = line(k);
    const length = runEnd(text, at, to) - at;
    let next = k + 1;
    for (; next < lines.length; next++) {
      const { at: start, to: stop } = line(next);
      if (start < stop && text[start] === text[at] && runEnd(text, start, stop) - start >= length) break;
    }
    const first = lines[k + 1];
    const isMath = /^\{?math\b/.test(text.slice(at + length, to).trim());
    if (isMath && first && next > k + 1 && next < lines.length) {
      const inner = { from: first.at, to: line(next - 1).to };
      blocks.push({ from: at, to: line(next).to, inner, section });
    }
    return next + 1;
  }

  function paragraph(k: number): number {
    if (isRule(k)) return k + 1;
    let next = k + 1;
    if (rules.titles && next < lines.length && isUnderline(next, line(k))) {
      section++;
      next++;
    } else {
      while (next < lines.length && !isBlank(next) && !isExplicit(next) && !(rules.fences && isFence(next))) next++;
    }
    const last = line(next - 1);
    blocks.push({ from: line(k).at, to: last.to, section });
    return text.startsWith('::', last.to - 2) && last.to - 2 >= last.at ? literal(next, textIndent(last)) : next;
  }

  /** Past the literal block that is announced by `::`: indented, or each line quoted by the same character. */
  function literal(from: number, indent: number): number {
    let next = from;
    while (next < lines.length && isBlank(next)) next++;
    if (next >= lines.length || next === from) return from;
    if (line(next).indent > indent) return blockEnd(next, indent);
    const quote = text[line(next).at] ?? '';
    if (!'>|#%$*-+'.includes(quote) || isExplicit(next)) return from;
    while (next < lines.length && !isBlank(next) && text[line(next).at] === quote) next++;
    return next;
  }

  /** The column of a line's text, after the marks of list items. */
  function textIndent({ at, to, indent }: Line): number {
    let end = at;
    if ('*+-•'.includes(text[at] ?? ' ')) end++;
    else {
      if (text[end] === '(') end++;
      const start = end;
      while (end < to && end - start < 4 && (isDigit(text.charCodeAt(end)) || text[end] === '#')) end++;
      if (end === start && isLetter(text.charCodeAt(end))) end++;
      if (end === start || (text[end] !== '.' && text[end] !== ')')) return indent;
      end++;
    }
    const after = skipBlanks(text, end, to);
    return after > end ? indent + after - at : indent;
  }

  function isOption({ at, to }: Line): boolean {
    return text.charCodeAt(at) === COLON && /^:[\w-]+:(?:\s|$)/.test(text.slice(at, Math.min(to, at + 60)));
  }

  /** A line of one repeated punctuation character: a transition, or the line over or under a title. */
  function isRule(k: number): boolean {
    const { at, to } = line(k);
    return to - at >= 3 && isPunctuation(text.charCodeAt(at)) && skipBlanks(text, runEnd(text, at, to), to) === to;
  }

  function isUnderline(k: number, title: Line): boolean {
    const { at, to } = line(k);
    return isRule(k) && (to - at >= 4 || to - at >= title.to - title.at);
  }
}

function isPunctuation(code: number): boolean {
  return (code > 32 && code < 127 && !isWord(code)) || code === 95;
}
