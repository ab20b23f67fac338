/**
 * The block structure of Markdown, as far as it decides where math can stand: containers (quotes, lists), paragraphs,
 * headings, and what hides text from math (fences, indented code, comments, front matter, chunks of MDX and Jekyll).
 * One pass over the lines. Follows CommonMark, except that a display (`$$`, `\[`, an environment) that is still open
 * keeps its lines: `- b` and `> 0` inside one are math, not a list and a quote.
 */
import type { Span } from '../../base/span.ts';
import { BACKTICK, RETURN, runEnd, SPACE, skipBlanks, TAB, TILDE, trimEnd } from '../finding/characters.ts';
import { definitionLabelEnd } from '../finding/markup.ts';
import { displayAfter, resumesAt } from './display.ts';
import {
  definedFrom,
  frontMatterEnd,
  hiddenBlocks,
  isFence,
  isHeading,
  isIndentedAfter,
  isModuleStart,
  isRule,
  isUnderline,
  markerWidth,
  probe,
  rawStart,
} from './marks.ts';

/** Text that may hold math (`inner` absent), or a fence that is math (`inner` present). */
export interface Block extends Span {
  readonly inner?: Span;
  /** What the containers put at the start of its lines after the first. */
  readonly prefixes: readonly Span[];
  readonly section: number;
}

/** A block quote, or a list item with the width of its indentation relative to its parent. */
type Container = { readonly kind: 'quote' } | { readonly kind: 'item'; readonly width: number };

interface Paragraph {
  readonly from: number;
  to: number;
  readonly prefixes: Span[];
  mayHoldMath: boolean;
  /** What would close the display that is open at its end; '' if none is. */
  display: string;
  /** Blank lines before this offset belong to the display. */
  resume: number;
}

interface Fence {
  readonly from: number;
  readonly code: number;
  readonly length: number;
  readonly depth: number;
  readonly math: boolean;
  readonly prefixes: Span[];
  start: number;
  end: number;
}

const MOST_CONTAINERS = 32;

/** A pause is offered once for so many lines. */
const PAUSE_EVERY = 1000;

export function* findingBlocks(text: string): Generator<undefined, Block[]> {
  const blocks: Block[] = [];
  const containers: Container[] = [];
  const mayHoldMath = probe(text, ['$', '\\', '{math}']);
  const mayOpenDisplay = probe(text, ['$$', '\\[', '\\begin{']);
  const hiddenEnd = hiddenBlocks(text);
  let section = 0;
  let paragraph: Paragraph | undefined;
  let fence: Fence | undefined;
  /** A raw HTML block: what ends it, and how deep it stands. */
  let raw: { readonly close: RegExp; readonly depth: number } | undefined;
  let module = false; // in an import or export of MDX, which ends at a blank line
  // The cursor of the current line: next unread offset, its column, and columns of a tab that was only partly used up.
  let at = 0;
  let column = 0;
  let spare = 0;
  let indent = 0;
  let content = 0; // first character after the indentation

  let next = frontMatterEnd(text);
  for (let lines = 1; next < text.length; lines++) {
    if (lines % PAUSE_EVERY === 0) yield;
    const from = next;
    const feed = text.indexOf('\n', from);
    next = feed < 0 ? text.length : feed + 1;
    let to = feed < 0 ? text.length : feed;
    if (to > from && text.charCodeAt(to - 1) === RETURN) to--;
    const skip = line(from, to);
    if (skip > next) next = skip;
    else if (skip > from && skip < to) next = skip;
  }
  endFence(text.length);
  flush();
  return blocks;

  /** Reads one line; gives where to go on where that is not the next line. */
  function line(from: number, to: number): number {
    at = from;
    column = 0;
    spare = 0;
    const matched = matchContainers(to);
    const quoted = matched > 0 && containers.slice(0, matched).some(({ kind }) => kind === 'quote');
    const prefix = quoted ? { from, to: at } : undefined;
    const blank = content >= to;

    if (fence) {
      if (matched >= fence.depth) {
        readFence(fence, from, to, prefix);
        return 0;
      }
      endFence(from);
    }
    if (raw) {
      if (matched < raw.depth) raw = undefined;
      else {
        if (raw.close.test(text.slice(from, to))) raw = undefined;
        return 0;
      }
    }
    if (blank) {
      module = false;
      if (paragraph?.display && (from < paragraph.resume || resumes(paragraph, to))) extend(paragraph, to, prefix);
      else {
        flush();
        containers.length = matched;
      }
      return 0;
    }
    if (module) return 0;
    if (paragraph?.display && !(indent < 4 && isFence(text, content, to))) {
      extend(paragraph, to, prefix);
      return 0;
    }
    const opened = openContainers(matched, to);
    if (opened) {
      if (content >= to) return 0;
    } else if (indent < 4 || !paragraph) {
      if (!(paragraph && !startsBlock(to, matched === containers.length))) {
        closeTo(matched);
      }
    }
    if (indent >= 4 && !paragraph) return 0; // indented code
    if (indent < 4) {
      const done = leaf(from, to);
      if (done >= 0) return done;
    }
    if (paragraph) extend(paragraph, to, prefix);
    else start(to);
    return 0;
  }

  /** Consumes what the open containers put before the line; gives how many of them go on. */
  function matchContainers(to: number): number {
    measure(to);
    let matched = 0;
    if (content >= to && containers.every(({ kind }) => kind === 'item')) return containers.length;
    for (; matched < containers.length; matched++) {
      const container = containers[matched] as Container;
      const blank = content >= to;
      if (container.kind === 'quote') {
        if (blank || indent > 3 || text[content] !== '>') break;
        quoteMarker(to);
      } else if (!blank) {
        if (indent < container.width) break;
        consume(container.width, to);
      }
    }
    return matched;
  }

  /** Opens the quotes and list items that begin here; says whether there were any. */
  function openContainers(matched: number, to: number): boolean {
    let opened = false;
    while (indent < 4 && content < to && containers.length < MOST_CONTAINERS) {
      if (text[content] === '>') {
        if (!opened) closeTo(matched);
        flush();
        quoteMarker(to);
        containers.push({ kind: 'quote' });
      } else if (isIndentedAfter(text, content, to)) {
        if (!opened) closeTo(matched);
        flush();
        containers.push({ kind: 'item', width: indent + 4 });
        const mark = text[content] === '[' ? definedFrom(text, content, to) : text[content] === ':' ? content + 1 : to;
        passMark(mark - content, to);
        if (indent > 3) consume(indent, to);
      } else {
        const interrupts = !opened && paragraph !== undefined && matched === containers.length;
        const width = isRule(text, content, to) ? 0 : markerWidth(text, content, to, interrupts);
        if (width === 0) break;
        if (!opened) closeTo(matched);
        flush();
        const before = indent;
        passMark(width, to);
        const gap = content >= to || indent > 4 ? 1 : indent;
        if (content < to) consume(gap, to);
        containers.push({ kind: 'item', width: before + width + gap });
      }
      opened = true;
    }
    return opened;
  }

  function closeTo(matched: number): void {
    if (containers.length <= matched) return;
    flush();
    containers.length = matched;
  }

  /** Does the line begin something that ends a paragraph? */
  function startsBlock(to: number, sameContainer: boolean): boolean {
    if (indent > 3) return false;
    const first = text[content] as string;
    switch (first) {
      case '#':
        return isHeading(text, content, to);
      case '`':
      case '~':
        return isFence(text, content, to);
      case '<':
        return rawStart(text, content) !== undefined || text.startsWith('<!--', content);
      case ':':
        return text.startsWith(':::', content);
      case '|':
        return true;
      case '{':
        return hiddenEnd(content) > 0;
      case '=':
      case '-':
        return (sameContainer && isUnderline(text, content, to)) || isRule(text, content, to);
      default:
        return isRule(text, content, to);
    }
  }

  /** Reads a line that is a block by itself; -1 where it is text. */
  function leaf(from: number, to: number): number {
    const first = text.charCodeAt(content);
    if (first === BACKTICK || first === TILDE || (first === 58 && text.startsWith(':::', content))) {
      if (isFence(text, content, to) || first === 58) {
        flush();
        openFence(to);
        return 0;
      }
    } else if (first === 35 && isHeading(text, content, to)) {
      flush();
      section++;
      at = runEnd(text, content, to);
      content = skipBlanks(text, at, to);
      start(to);
      flush();
      return 0;
    } else if (first === 60) {
      if (text.startsWith('<!--', content)) {
        flush();
        const end = text.indexOf('-->', content + 4);
        return end < 0 ? text.length : end + 3;
      }
      const close = rawStart(text, content);
      if (close) {
        flush();
        if (!close.test(text.slice(content, to))) raw = { close, depth: containers.length };
        return 0;
      }
    } else if (first === 124) {
      flush();
      start(to);
      if (!paragraph?.display) flush();
      return 0;
    } else if (first === 123) {
      const end = hiddenEnd(content);
      if (end > 0) {
        flush();
        return end;
      }
    } else if (!paragraph && first === 91) {
      const label = definitionLabelEnd(text, content, to);
      if (label >= 0) return 0;
    } else if (!paragraph && containers.length === 0 && content === from && isModuleStart(text, content, to)) {
      module = true;
      return 0;
    }
    if (paragraph && isUnderline(text, content, to)) {
      section++;
      flush();
      return 0;
    }
    if (isRule(text, content, to)) {
      flush();
      return 0;
    }
    return -1;
  }

  function start(to: number): void {
    const display = mayOpenDisplay(content, to) ? displayAfter(text, content, to, '') : '';
    paragraph = { from: content, to, prefixes: [], mayHoldMath: mayHoldMath(content, to), display, resume: 0 };
  }

  function extend(open: Paragraph, to: number, prefix: Span | undefined): void {
    open.to = to;
    if (prefix) open.prefixes.push(prefix);
    if (!open.mayHoldMath) open.mayHoldMath = mayHoldMath(content, to);
    if (open.display || mayOpenDisplay(content, to)) open.display = displayAfter(text, content, to, open.display);
  }

  /** Does the display go on after the blank line that ends at `to`? */
  function resumes(open: Paragraph, to: number): boolean {
    const end = resumesAt(text, to, open.display);
    if (end > 0) open.resume = end;
    return end > 0;
  }

  function flush(): void {
    if (paragraph?.mayHoldMath) {
      blocks.push({ from: paragraph.from, to: paragraph.to, prefixes: paragraph.prefixes, section });
    }
    paragraph = undefined;
  }

  function openFence(to: number): void {
    const end = runEnd(text, content, to);
    const code = text.charCodeAt(content);
    const info = text.slice(end, Math.min(to, end + 80)).trim();
    const math = /^(?:math\b|\{math\})/i.test(info) && (code !== 58 || info.startsWith('{'));
    if (code === 58 && !math) return; // the mark of a div: what it holds is text
    fence = {
      from: content,
      code,
      length: end - content,
      depth: containers.length,
      math,
      prefixes: [],
      start: -1,
      end: -1,
    };
  }

  function readFence(open: Fence, from: number, to: number, prefix: Span | undefined): void {
    if (indent < 4 && text.charCodeAt(content) === open.code) {
      const end = runEnd(text, content, to);
      if (end - content >= open.length && skipBlanks(text, end, to) === to) {
        endFence(end);
        return;
      }
    }
    if (!open.math) return;
    if (open.start < 0 && (/^[ \t]*:[\w-]+:/.test(text.slice(at, to)) || content >= to)) return; // options of a directive
    if (open.start < 0) open.start = Math.min(at, to);
    else if (prefix) open.prefixes.push({ from, to: prefix.to });
    open.end = to;
  }

  function endFence(to: number): void {
    if (fence?.math && fence.start >= 0) {
      const inner = { from: fence.start, to: Math.max(fence.start, fence.end) };
      blocks.push({ from: fence.from, to: trimEnd(text, inner.to, to), inner, prefixes: fence.prefixes, section });
    }
    fence = undefined;
  }

  // The cursor

  /** Sets `indent` (columns) and `content` for what follows `at`. */
  function measure(to: number): void {
    let reached = column + spare;
    content = at;
    for (; content < to; content++) {
      const code = text.charCodeAt(content);
      if (code === SPACE) reached++;
      else if (code === TAB) reached += 4 - (reached % 4);
      else break;
    }
    indent = reached - column;
  }

  /** Moves past `columns` of the measured indentation; a tab may be used up in part. */
  function consume(columns: number, to: number): void {
    let reached = column + spare;
    column += columns;
    while (reached < column && at < to) {
      reached += text.charCodeAt(at) === TAB ? 4 - (reached % 4) : 1;
      at++;
    }
    spare = Math.max(0, reached - column);
    measure(to);
  }

  /** Moves past the indentation and `width` characters of a mark behind it. */
  function passMark(width: number, to: number): void {
    column += indent + width;
    spare = 0;
    at = content + width;
    measure(to);
  }

  function quoteMarker(to: number): void {
    passMark(1, to);
    if (indent > 0) consume(1, to);
  }
}
