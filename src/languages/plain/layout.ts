/** Lines and brackets of plain math: which tokens make one formula, and what the text defines. */
import { type PlainToken, WORDS } from './lex.ts';

/** Signs after which a formula goes on in the next line. */
const OPEN_ENDED = /^(?:[+\-*/^=<>,]|:=|==|<=|>=|!=|~~|->|<-|=>|&&|and|or|not)$/;
/** Signs with which no formula starts: the line above goes on. */
const CONTINUES = /^(?:[*/^=<>%]|:=|==|<=|>=|!=|~~|=>|&&|and|or|else|if)$/;

/** Tokens without the line ends that are inside brackets or that a sign bridges. A blank line always ends a formula. */
export function joinLines(tokens: readonly PlainToken[], text: string): PlainToken[] {
  const inside = insideBrackets(tokens);
  const joined: PlainToken[] = [];
  let first: PlainToken | undefined;
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== 'newline') {
      first ??= token;
      joined.push(token);
      continue;
    }
    const before = tokens[i - 1];
    const next = tokens[i + 1];
    const goesOn =
      before &&
      next &&
      before.kind !== 'newline' &&
      next.kind !== 'newline' &&
      (bridges(before, next, first, text) || (inside[i] === 1 && bridgesInside(before, next)));
    if (goesOn) continue;
    joined.push(token);
    first = undefined;
  }
  return joined;
}

function bridges(before: PlainToken, next: PlainToken, first: PlainToken | undefined, text: string): boolean {
  if (isSpelled(before) && OPEN_ENDED.test(before.text)) return true;
  if (!isSpelled(next)) return false;
  if (CONTINUES.test(next.text)) return true;
  const sign = next.text === '+' || next.text === '-';
  return sign && first !== undefined && columnOf(next, text) > columnOf(first, text);
}

/** In brackets a line may also end after an opening one, or start with a sign or a closing bracket. */
function bridgesInside(before: PlainToken, next: PlainToken): boolean {
  if (before.kind === 'sign' && '([{;'.includes(before.text)) return true;
  return next.kind === 'sign' && /^[+\-)\]}|]$/.test(next.text);
}

/** Signs, and names that may be words such as `and`. */
function isSpelled(token: PlainToken): boolean {
  return token.kind === 'sign' || token.kind === 'name';
}

function columnOf(token: PlainToken, text: string): number {
  return token.span.from - text.lastIndexOf('\n', token.span.from - 1);
}

/**
 * `||` as one token where it opens or closes a norm or means “or”; `|x||y|` keeps its two bars. `‖` is one already.
 */
export function joinBars(tokens: readonly PlainToken[]): PlainToken[] {
  const joined: PlainToken[] = [];
  let bars = 0;
  let norms = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (!token) continue;
    const next = tokens[i + 1];
    if (token.kind === 'newline') {
      bars = 0;
      norms = 0;
    }
    if (!isBar(token)) {
      joined.push(token);
      continue;
    }
    const ends = endsOperand(tokens[i - 1]);
    const double = next !== undefined && isBar(next) && !next.spaced;
    if (double && (ends ? bars === 0 : norms === 0 && hasDouble(tokens, i + 2))) {
      norms += ends ? (norms > 0 ? -1 : 0) : 1;
      joined.push({ ...token, text: '||', span: { from: token.span.from, to: next.span.to } });
      i++;
      continue;
    }
    bars += ends && bars > 0 ? -1 : 1;
    joined.push(token);
  }
  return joined;
}

function isBar(token: PlainToken): boolean {
  return token.kind === 'sign' && token.text === '|';
}

/** Another `||` behind an operand, in the same line. */
function hasDouble(tokens: readonly PlainToken[], from: number): boolean {
  for (let i = from; i + 1 < tokens.length && i < from + 400; i++) {
    const [token, next] = [tokens[i], tokens[i + 1]];
    if (!token || !next || token.kind === 'newline') return false;
    if (isBar(token) && isBar(next) && !next.spaced && endsOperand(tokens[i - 1])) return true;
  }
  return false;
}

function endsOperand(token: PlainToken | undefined): boolean {
  if (!token) return false;
  if (token.kind === 'sign') return /^[)\]}|!'∞]$|^\|\|$/.test(token.text);
  return token.kind === 'number' || token.kind === 'superscript' || (token.kind === 'name' && !WORDS.has(token.text));
}

const PARTNERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** 1 for each token between a bracket and its partner. */
function insideBrackets(tokens: readonly PlainToken[]): Uint8Array {
  const inside = new Uint8Array(tokens.length);
  const open: { readonly sign: string; readonly at: number }[] = [];
  let filled = 0;
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'newline' && tokens[i + 1]?.kind === 'newline') open.length = 0;
    if (token.kind !== 'sign') continue;
    const partner = PARTNERS[token.text];
    if (partner === undefined) {
      if (token.text === '(' || token.text === '[' || token.text === '{') open.push({ sign: token.text, at: i });
      continue;
    }
    const last = open.pop();
    if (last?.sign !== partner) open.length = 0;
    else if (last.at >= filled || inside[last.at] === 0) {
      inside.fill(1, last.at + 1, i);
      filled = i;
    }
  }
  return inside;
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The formulas: between line ends, semicolons, and commas outside of brackets. A full stop at the end is left out. */
export function formulasOf(tokens: readonly PlainToken[]): Stretch[] {
  const stretches: Stretch[] = [];
  let depth = 0;
  let from = 0;
  const put = (to: number) => {
    const last = tokens[to - 1];
    const end = last?.kind === 'sign' && last.text === '.' ? to - 1 : to;
    if (end > from) stretches.push({ from, to: end });
    from = to + 1;
  };
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'newline') {
      put(i);
      depth = 0;
    }
    if (token.kind !== 'sign') continue;
    if ('([{'.includes(token.text)) depth++;
    else if (')]}'.includes(token.text)) depth = Math.max(0, depth - 1);
    else if ((token.text === ';' || token.text === ',') && depth === 0) put(i);
  }
  put(tokens.length);
  return stretches;
}

/**
 * Where a formula with a choice in it is split: `y = a if x > 0 else b` and `y = x > 0 ? a : b` set y, whatever stands
 * between. Gives the places of `=` and its like before the choice, outside of brackets.
 */
export function settingSigns(tokens: readonly PlainToken[], { from, to }: Stretch): number[] {
  const signs: number[] = [];
  let depth = 0;
  for (let i = from; i < to; i++) {
    const token = tokens[i];
    if (token?.kind === 'name' && token.text === 'if' && depth === 0) return signs;
    if (token?.kind !== 'sign') continue;
    if ('([{'.includes(token.text)) depth++;
    else if (')]}'.includes(token.text)) depth--;
    else if (depth === 0 && token.text === '?') return signs;
    else if (depth === 0 && isDefinition(token)) signs.push(i);
  }
  return [];
}

export interface Defined {
  readonly functions: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
}

/** `e = …` makes e a variable, `x(t) = …` makes x a function and t a variable. */
export function definedNames(tokens: readonly PlainToken[], formulas: readonly Stretch[]): Defined {
  const functions = new Set<string>();
  const variables = new Set<string>();
  for (const { from, to } of formulas) {
    const [name, next] = [tokens[from], tokens[from + 1]];
    if (name?.kind !== 'name' || from + 1 >= to) continue;
    if (isDefinition(next)) variables.add(name.text);
    if (next?.kind !== 'sign' || next.text !== '(' || next.spaced) continue;
    const parameters: string[] = [];
    let at = from + 2;
    for (; at < to; at += 2) {
      const [parameter, after] = [tokens[at], tokens[at + 1]];
      if (parameter?.kind !== 'name') break;
      parameters.push(parameter.text);
      if (after?.text !== ',') break;
    }
    const closed = parameters.length > 0 && tokens[at + 1]?.text === ')';
    if (!closed || at + 2 >= to || !isDefinition(tokens[at + 2])) continue;
    functions.add(name.text);
    for (const parameter of parameters) variables.add(parameter);
  }
  return { functions, variables };
}

function isDefinition(token: PlainToken | undefined): boolean {
  return token?.kind === 'sign' && (token.text === '=' || token.text === ':=' || token.text === '<-');
}
