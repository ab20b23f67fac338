/** Stretches of a program that a parser would take seconds over: they are not read, and what depends on them is refused. */
import type { Span } from '../base/span.ts';
import type { FunctionDefinition, Statement, Unreadable } from '../syntax/tree.ts';
import { type CodeDocument, namesSetBy } from './code.ts';

/** Lines beyond this many UTF-16 units are data or the work of a machine. */
const LONG_LINE = 20_000;

/** Nothing that people write: the parser's time grows with the square of such a chain. */
const SIGN_CHAIN = /(?:[-+!~]\s*){1000,}/g;

type Language = 'python' | 'javascript' | 'julia' | 'c';

interface Gap extends Span {
  readonly reason: string;
  readonly binds: readonly string[];
  /** Holds a `return`, a `break`, … */
  readonly leaves: boolean;
}

interface Parsable {
  /** The text with all gaps blanked, so that everything else keeps its place. */
  readonly source: string;
  readonly gaps: readonly Gap[];
}

/** A long line that opens or closes what other lines close or open takes all that follows it into the gap. */
export function withoutGaps(text: string, language: Language): Parsable {
  const gaps: Gap[] = [];
  for (const { from: index, to: end } of longLines(text)) {
    const line = text.slice(index, end);
    const top = topLevelBefore(text, index);
    const before = codeOf(text.slice(top, index), language);
    const code = codeOf(line, language, before.open);
    const closes = code.open === '' || text.includes(code.open, index + line.length);
    if (code.bare.trim() === '' && closes) continue; // all of it is a comment or a docstring
    const number = text.slice(0, index).split('\n').length;
    const reason = `Line ${number} has ${line.length} characters, too many to be read. Break it into several lines.`;
    const isWhole = isClosed(code, before, language);
    const from = isWhole ? index : top;
    const to = isWhole ? index + line.length : text.length;
    gaps.push({ from, to, reason, ...effectsOf(text.slice(from, to)) });
    if (!isWhole) break;
  }
  const source = blanked(text, gaps);
  const chains = [...source.matchAll(SIGN_CHAIN)].map(({ 0: chain, index }) => {
    const reason = 'More than a thousand signs in a row are not read.';
    return { from: index, to: index + chain.length, reason, binds: [], leaves: false };
  });
  return { source: blanked(source, chains), gaps: [...gaps, ...chains] };
}

/** By looking for line ends: as a pattern it would be tried at every character. */
function longLines(text: string): Span[] {
  const found: Span[] = [];
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    if (to - from >= LONG_LINE) found.push({ from, to });
    from = to + 1;
  }
  return found;
}

function blanked(text: string, spans: readonly Span[]): string {
  let result = '';
  let from = 0;
  for (const span of spans) {
    result += text.slice(from, span.from) + text.slice(span.from, span.to).replace(/[^\n\r]/g, ' ');
    from = span.to;
  }
  return result + text.slice(from);
}

/** Where the last line from `at` backwards starts that begins with a word or a directive and is not indented. */
function topLevelBefore(text: string, at: number): number {
  const word = /[\p{ID_Start}_$@#]/uy;
  for (let from = at; from > 1; from = text.lastIndexOf('\n', from - 2) + 1) {
    word.lastIndex = from;
    if (word.test(text)) return from;
  }
  return 0;
}

/** Code of which the next line may be a part. */
const GOES_ON: Readonly<Record<Language, RegExp>> = {
  python: /[:\\=,+\-*/%&|<>]$/,
  javascript: /(?:[:=,+\-*/%&|<>?.]|\belse)$|^\s*(?:\}\s*)?(?:else\s+)?(?:if|for|while)\b.*\)$/,
  julia: /[=,+\-*/%&|<>\\^]$/,
  c: /\\$|^\s*#\s*(?:if|el|endif)|^(?!\s*#).*[^;}]$/,
};
const BLOCK = /\b(?:function|for|if|while|let|begin|struct|module|do|try|quote|macro)\b/g;

/** Whether the line stands by itself, or is data inside of brackets that are open `before` it. */
function isClosed(line: Code, before: Code, language: Language): boolean {
  const own = brackets(line.bare);
  if (line.open !== '' || !own || own.open.length > 0) return false;
  if (before.open === '' && brackets(before.bare)?.open.at(-1) === 'data') return true;
  const count = (words: RegExp) => own.outside.match(words)?.length ?? 0;
  return !GOES_ON[language].test(line.bare.trimEnd()) && (language !== 'julia' || count(BLOCK) === count(/\bend\b/g));
}

/** A brace behind it opens an object or a list. */
const BEFORE_DATA = /(?:[[({,:=?]|\breturn)\s*$/;

interface Brackets {
  readonly open: readonly ('data' | 'block')[];
  /** What is in none of them. */
  readonly outside: string;
}

/** The brackets that stay open, outermost first. Undefined: one closes that was not opened. */
function brackets(code: string): Brackets | undefined {
  const open: ('data' | 'block')[] = [];
  let outside = '';
  let last = 0;
  for (const { 0: bracket, index } of code.matchAll(/[([{)\]}]/g)) {
    const before = code.slice(last, index);
    if (open.length === 0) outside += `${before} `;
    last = index + 1;
    if (')]}'.includes(bracket)) {
      if (open.pop() === undefined) return undefined;
    } else {
      const isData = bracket !== '{' || open.at(-1) === 'data' || BEFORE_DATA.test(code.slice(0, index).slice(-20));
      open.push(isData ? 'data' : 'block');
    }
  }
  return { open, outside: open.length === 0 ? outside + code.slice(last) : outside };
}

interface Code {
  /** Without what stands in quotation marks and in comments. */
  readonly bare: string;
  /** What would close the text or comment that is open at the end; empty: none is. */
  readonly open: string;
}

/** `open`: how what is open at its start ends. */
function codeOf(code: string, language: Language, open = ''): Code {
  const isHash = language === 'python' || language === 'julia';
  let bare = '';
  let end = open;
  let last = 0;
  for (const { 0: mark, index } of code.matchAll(/\\.|\/\*|\*\/|\/\/|#=|=#|[#"'`\n]/gs)) {
    if (end !== '') {
      if (mark === end) [end, last] = ['', index + (mark === '\n' ? 0 : mark.length)];
      continue;
    }
    const isText = mark === '"' || (language !== 'julia' && (mark === "'" || mark === '`'));
    if (isText) end = mark;
    else if (isHash ? mark.startsWith('#') : mark === '//') end = mark === '#=' && language === 'julia' ? '=#' : '\n';
    else if (!isHash && mark === '/*') end = '*/';
    else continue;
    bare += `${code.slice(last, index)}${isText ? '0' : ' '}`;
  }
  if (end === '') bare += code.slice(last);
  return { bare, open: end === '\n' ? '' : end };
}

const WORD = /^[\p{ID_Start}_$]/u;
const TOKEN = /[\p{ID_Start}_$][\p{ID_Continue}$]*!?|\d[\w.]*|[^\s]/gu;
const DECLARES = /^(?:def|function|class|struct|define|for|import|as|let|const|var|macro|global)$/;
const LEAVING = /^(?:return|break|continue|raise|throw|yield|goto)$/;
/** So many tokens of a call are looked at for what it may change: the rest is data. */
const HEAD = 40;
/** So far back the targets of an assignment and the name of a function are looked for. */
const BACK = 100;

/** What a stretch of a program sets, by its looks: rather too much. */
function effectsOf(text: string): Pick<Gap, 'binds' | 'leaves'> {
  const tokens = Array.from(text.matchAll(TOKEN), ([token]) => token);
  const binds = new Set<string>();
  tokens.forEach((token, i) => {
    const [before = '', after = ''] = [tokens[i - 1], tokens[i + 1]];
    if (token === '=' && after !== '=' && !/[=<>!]/.test(before)) {
      for (const name of targetsBefore(tokens, /^[-+*/%&|^@]$/.test(before) ? i - 1 : i)) binds.add(name);
    }
    if (token === '{' && before === ')') {
      const open = openerOf(tokens, i - 1);
      if (WORD.test(tokens[open - 1] ?? '')) binds.add(tokens[open - 1] as string);
    }
    if (DECLARES.test(token) && WORD.test(after)) binds.add(after);
  });
  // A call that is a statement: the object and the arrays that it is given may be changed.
  const call = tokens.slice(0, HEAD);
  const isCall = WORD.test(call[0] ?? '') && /^[.(]$/.test(call[1] ?? '');
  for (const [i, token] of call.entries()) if (isCall && WORD.test(token) && call[i + 1] !== '(') binds.add(token);
  return { binds: [...binds], leaves: tokens.some((token) => LEAVING.test(token)) };
}

/** `x`, `x[i]`, `self.x`, `x, y` that end before the token at `end`. */
function targetsBefore(tokens: readonly string[], end: number): string[] {
  const names: string[] = [];
  for (let i = end - 1; i > end - BACK; i--) {
    if (tokens[i] === ']') i = openerOf(tokens, i) - 1;
    if (!WORD.test(tokens[i] ?? '')) break;
    let path = tokens[i] as string;
    for (; tokens[i - 1] === '.' && WORD.test(tokens[i - 2] ?? ''); i -= 2) path = `${tokens[i - 2]}.${path}`;
    names.push(path);
    if (tokens[i - 1] !== ',') break;
    i--;
  }
  return names;
}

/** Of the closing bracket at `close`. */
function openerOf(tokens: readonly string[], close: number): number {
  let depth = 0;
  for (let i = close; i > close - BACK; i--) {
    if (/^[)\]}]$/.test(tokens[i] ?? '')) depth++;
    else if (/^[([{]$/.test(tokens[i] ?? '') && --depth === 0) return i;
  }
  return 0;
}

/** What was read, with a statement that cannot be read wherever a gap is. */
export function withGaps(read: CodeDocument, source: string, gaps: readonly Gap[]): CodeDocument {
  if (gaps.length === 0) return read;
  const { comments, problems, pieces } = read;
  const open = gaps.filter((gap) => !comments.some(({ from, to }) => from <= gap.from && gap.to <= to));
  const statements = open.reduce((list, gap) => filled(list, gap, source), read.statements);
  return { statements, comments, problems, pieces };
}

function filled(statements: readonly Statement[], gap: Gap, source: string): readonly Statement[] {
  let isPut = false;
  const list = statements.map((statement) => {
    if (statement.span.from >= gap.to || gap.from >= statement.span.to) return statement;
    isPut = true;
    if (statement.kind === 'class' || (statement.kind === 'function' && isInBody(statement, gap, source)))
      return { ...statement, body: filled(statement.body, gap, source) };
    return unread(gap, [...namesSetBy(statement), ...gap.binds], gap.leaves || !isPlain(statement));
  });
  if (isPut) return list;
  const at = list.findLastIndex(({ span }) => span.to <= gap.from) + 1;
  return [...list.slice(0, at), unread(gap, gap.binds, gap.leaves), ...list.slice(at)];
}

function unread({ from, to, reason }: Gap, binds: readonly string[], leaves: boolean): Unreadable {
  return { kind: 'unreadable', span: { from, to }, reason, binds: [...new Set(binds)], ...(leaves && LEAVES) };
}

const LEAVES = { leaves: 'perhaps' } as const;

/** Control does not leave it, and nothing but its names is set. */
function isPlain({ kind }: Statement): boolean {
  return kind === 'assign' || kind === 'function' || kind === 'import' || kind === 'export' || kind === 'unreadable';
}

/** Behind its parameters. */
function isInBody({ nameSpan, body }: FunctionDefinition, gap: Gap, source: string): boolean {
  if (gap.from < nameSpan.to) return false;
  const head = source.slice(nameSpan.to, gap.from);
  const isHead = head.split('(').length !== head.split(')').length || head.trim() === '';
  return !isHead || (body[0] !== undefined && body[0].span.from < gap.from);
}
