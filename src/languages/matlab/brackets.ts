/** Round, square and curly brackets: groups, calls, indices, matrices, cells and fields. */
import { cover } from '../../base/span.ts';
import { linearName } from '../../syntax/names.ts';
import type { Expression } from '../../syntax/tree.ts';
import { bracketed, callOf, nameOf, nothingAt, sequence } from '../expression/nodes.ts';
import { type State, SYNTAX } from './state.ts';
import { isSign } from './tokens.ts';

/** Takes the bracket at the position; undefined, and everything taken, where it is not closed. */
function takeBracket(s: State): { readonly open: number; readonly close: number } | undefined {
  const open = s.core.position;
  const close = s.partners[open] ?? -1;
  const closed = close > open && close < s.core.end;
  s.core.position = closed ? close + 1 : s.core.end;
  return closed ? { open, close } : undefined;
}

/** The window as one expression. */
export function readWhole(s: State, from: number, to: number): Expression {
  if (from >= to) return nothingAt(s.spanOf(from, to).from);
  return s.core.within(from, to, () => {
    const expression = s.core.expression();
    return s.core.done ? expression : s.refuse(from, to, s.find(from, to, isSet) >= 0 ? SETS : SYNTAX);
  });
}

const SETS = 'A name is set inside an expression. Write the assignment on a line of its own.';
const isSet = (token: Parameters<typeof isSign>[0]) => isSign(token, '=');

export function readGroup(s: State): Expression {
  const start = s.core.position;
  const bracket = takeBracket(s);
  if (!bracket || bracket.close === bracket.open + 1) return s.refuse(start, s.core.position, SYNTAX);
  const [indices, immediate] = [s.indices, s.immediate];
  const inner = readWhole(s, bracket.open + 1, bracket.close);
  s.indices = indices;
  s.immediate = immediate;
  return bracketed(inner, s.spanOf(bracket.open, bracket.close + 1));
}

/** `[…]`: one element is that element; otherwise rows of elements, which may be matrices themselves. */
export function readMatrix(s: State): Expression {
  const start = s.core.position;
  const bracket = takeBracket(s);
  if (!bracket) return s.refuse(start, s.core.position, SYNTAX);
  const rows = readRows(s, bracket.open, bracket.close);
  if (!rows) return s.refuse(start, s.core.position, SYNTAX);
  const at = s.spanOf(bracket.open, bracket.close + 1);
  const only = rows.length === 1 && rows[0]?.length === 1 ? rows[0][0] : undefined;
  if (only && only.kind !== 'string') return bracketed(only, at);
  return { kind: 'matrix', rows, span: at, outer: at };
}

/** Empty rows count for nothing; undefined where an element is missing. */
function readRows(s: State, open: number, close: number): Expression[][] | undefined {
  const rows: Expression[][] = [];
  for (const row of s.split(open + 1, close, ';')) {
    let to = row.to;
    if (to > row.from && isSign(s.tokens[to - 1], ',')) to--;
    if (to <= row.from) continue;
    const items: Expression[] = [];
    for (const item of s.split(row.from, to, ',')) {
      if (item.to <= item.from) return undefined;
      items.push(readWhole(s, item.from, item.to));
    }
    rows.push(items);
  }
  return rows;
}

/** `{a, b}`: a list. Cells of several rows and columns are not read. */
export function readCell(s: State): Expression {
  const start = s.core.position;
  const bracket = takeBracket(s);
  const rows = bracket && readRows(s, bracket.open, bracket.close);
  if (!bracket || !rows) return s.refuse(start, s.core.position, SYNTAX);
  const column = rows.length > 1 && rows.every((row) => row.length === 1);
  if (rows.length > 1 && !column) {
    return s.refuse(start, s.core.position, 'Cell arrays of several rows are not read. Use one for each row.');
  }
  const items = column ? rows.flat() : (rows[0] ?? []);
  return sequence('list', items, s.spanOf(bracket.open, bracket.close + 1));
}

/** Functions that use a function up before they give a value. */
const IMMEDIATE: ReadonlySet<string> = new Set(
  'integral integral2 integral3 quad quadl quadgk quadv dblquad triplequad fzero fminsearch fminbnd fminunc fmincon fsolve lsqnonlin lsqcurvefit arrayfun cellfun structfun bsxfun feval accumarray ode45 ode23 ode15s ode113 fplot ezplot'.split(
    ' ',
  ),
);
const UNSURE = 'The name stands for a function in one place and for an array in another. Use two names.';

/** `base(…)`: an item of a variable, or the value of a function. */
export function readApplication(s: State, base: Expression): Expression {
  const start = s.core.position;
  const bracket = takeBracket(s);
  if (!bracket) return s.refuse(start, s.core.position, SYNTAX);
  const path = linearNameOf(base);
  const meaning = path === undefined ? undefined : s.scope.meaning(path);
  const lastOrAll = usesEnd(s, bracket.open, bracket.close);
  const isCall =
    base.kind === 'lambda' ||
    (meaning === undefined ? false : meaning === 'handle' || (meaning === 'unknown' && !lastOrAll));
  const whole = () => cover(base.outer, s.spanOf(bracket.open, bracket.close + 1));
  const { indices, immediate } = s;
  s.indices = isCall ? indices : indices + 1;
  s.immediate = isCall && path !== undefined && IMMEDIATE.has(path) && !s.functions.has(path);
  const args = readArguments(s, bracket.open, bracket.close);
  s.indices = indices;
  s.immediate = immediate;
  if (!args) return refuseAll(s, base, bracket.close, SYNTAX);
  if (meaning === 'unsure' || isBraceIndex(s, base)) return refuseAll(s, base, bracket.close, UNSURE);
  const lost = path === undefined ? undefined : s.scope.unread.get(path);
  if (lost !== undefined) return refuseAll(s, base, bracket.close, lost);
  if (isCall) return callOf(base, args, whole());
  if (args.length === 0) return bracketed(base, whole());
  const at = whole();
  return { kind: 'index', base, indices: args, position: 'bracket', span: at, outer: at };
}

/** Names and paths only, not items: `x(1)` has the linear name `x[1]`. */
function linearNameOf(base: Expression): string | undefined {
  let root = base;
  while (root.kind === 'attribute') root = root.base;
  return root.kind === 'name' ? linearName(base) : undefined;
}

/** What `c{i}(2)` is depends on what the cell holds. */
function isBraceIndex(s: State, base: Expression): boolean {
  return base.kind === 'index' && s.text[base.span.to - 1] === '}';
}

function refuseAll(s: State, base: Expression, close: number, reason: string): Expression {
  const at = cover(base.outer, s.spanOf(close, close + 1));
  return { kind: 'opaque', what: 'unreadable', text: s.text.slice(at.from, at.to), reason, span: at, outer: at };
}

/** `x(end)` and `x(:)` are items: no function takes those. */
function usesEnd(s: State, open: number, close: number): boolean {
  if (s.find(open + 1, close, (token) => token.kind === 'end') >= 0) return true;
  return s.split(open + 1, close, ',').some(({ from, to }) => to === from + 1 && isSign(s.tokens[from], ':'));
}

function readArguments(s: State, open: number, close: number): Expression[] | undefined {
  if (close === open + 1) return [];
  const args: Expression[] = [];
  for (const { from, to } of s.split(open + 1, close, ',')) {
    if (to <= from) return undefined;
    args.push(readSpread(s, from, to) ?? readWhole(s, from, to));
  }
  return args;
}

/** `varargin{:}` among arguments. */
function readSpread(s: State, from: number, to: number): Expression | undefined {
  const [name, open, colon, close] = s.tokens.slice(from, Math.min(to, from + 4));
  if (to !== from + 4 || name?.kind !== 'name' || !isSign(open, '{') || !isSign(colon, ':') || !isSign(close, '}')) {
    return undefined;
  }
  const at = s.spanOf(from, to);
  return { kind: 'spread', value: nameOf(name.text, name.span), span: at, outer: at };
}

/** `c{i}`: an item of a cell. Several items at once are no value. */
export function readBraceIndex(s: State, base: Expression): Expression {
  const start = s.core.position;
  const bracket = takeBracket(s);
  if (!bracket) return s.refuse(start, s.core.position, SYNTAX);
  s.indices++;
  const indices = readArguments(s, bracket.open, bracket.close);
  s.indices--;
  if (!indices || indices.length === 0) return refuseAll(s, base, bracket.close, SYNTAX);
  if (indices.some(({ kind }) => kind === 'slice' || kind === 'matrix')) {
    return refuseAll(s, base, bracket.close, 'Several items of a cell at once are not read. Write them one by one.');
  }
  const at = cover(base.outer, s.spanOf(bracket.open, bracket.close + 1));
  return { kind: 'index', base, indices, position: 'bracket', span: at, outer: at };
}

/** `s.w`; fields by computed names are not read. */
export function readField(s: State, base: Expression): Expression {
  const start = s.core.position;
  s.core.take();
  const name = s.core.peek();
  if (name?.kind === 'name') {
    s.core.take();
    const at = cover(base.outer, name.span);
    return { kind: 'attribute', base, name: name.text, span: at, outer: at };
  }
  if (!isSign(name, '(')) return s.refuse(start, s.core.position, SYNTAX);
  const bracket = takeBracket(s);
  const reason = 'A field with a computed name is not read. Write the name of the field.';
  return bracket ? refuseAll(s, base, bracket.close, reason) : s.refuse(start, s.core.position, SYNTAX);
}
