/** Which keyword closes which block, found before anything is read: `end` closes them all, functions may go without. */
import { every } from '../../base/pauses.ts';
import { CLOSERS, CONTEXTUAL, isSign, type MatlabToken, PARTS, PAUSE_EVERY } from './tokens.ts';

export interface Block {
  /** The token that closes it; where it is broken or has none, the one behind its last. */
  readonly end: number;
  /** Tokens that part it: `else`, `case`, … */
  readonly parts: readonly number[];
  /** It is not closed. */
  readonly broken: boolean;
  /** `end` is a token of it. */
  readonly closed: boolean;
}

/** By the token that opens it. */
export type Blocks = ReadonlyMap<number, Block>;

interface Open {
  readonly word: string;
  readonly at: number;
  readonly parts: number[];
}

export function* findingBlocks(tokens: readonly MatlabToken[], text: string): Generator<undefined, Blocks> {
  const ended = functionsEnd(tokens);
  const blocks = new Map<number, Block>();
  const stack: Open[] = [];
  const put = (open: Open, end: number, broken: boolean, closed: boolean) => {
    blocks.set(open.at, { end, parts: open.parts, broken, closed });
  };
  const leave = (at: number) => {
    const open = stack.pop();
    if (open) put(open, at, open.word !== 'function' || ended, false);
  };
  const isTime = every(PAUSE_EVERY);
  for (const [i, token] of tokens.entries()) {
    if (isTime()) yield;
    const word = opensBlock(tokens, i, stack[stack.length - 1]?.word);
    if (word === 'function') {
      if (!ended) while (stack.length > 0 && stack[stack.length - 1]?.word !== 'methods') leave(i);
      else leaveBroken(tokens, text, i, stack, leave);
    }
    if (word !== undefined) {
      stack.push({ word, at: i, parts: [] });
      continue;
    }
    if (token.kind !== 'keyword') continue;
    const top = stack[stack.length - 1];
    if (PARTS[token.text]?.includes(top?.word ?? '')) top?.parts.push(i);
    const closes = closedBy(token.text, stack, ended);
    while (stack.length > closes + 1 && closes >= 0) leave(i);
    const closed = closes >= 0 ? stack.pop() : undefined;
    if (closed) put(closed, i, false, true);
  }
  while (stack.length > 0) leave(tokens.length);
  return blocks;
}

function opensBlock(tokens: readonly MatlabToken[], i: number, around: string | undefined): string | undefined {
  const token = tokens[i];
  if (!token) return undefined;
  if (token.kind === 'keyword') return token.text in CLOSERS ? token.text : undefined;
  if (token.kind !== 'name' || !CONTEXTUAL.has(token.text)) return undefined;
  const [before, after] = [tokens[i - 1], tokens[i + 1]];
  if (before && before.kind !== 'separator') return undefined;
  if (around !== (token.text === 'arguments' ? 'function' : 'classdef')) return undefined;
  return !after || after.kind === 'separator' || isSign(after, '(') ? token.text : undefined;
}

/** The place in the stack of the block that the keyword closes; -1 where it closes none. */
function closedBy(word: string, stack: readonly Open[], ended: boolean): number {
  if (word === 'end') {
    const top = stack[stack.length - 1]?.word;
    return top === undefined || top === 'do' || (top === 'function' && !ended) ? -1 : stack.length - 1;
  }
  return stack.findLastIndex((open) => CLOSERS[open.word]?.includes(word));
}

/**
 * A function cannot stand inside a condition or loop, so that those around it are not closed; neither is a function
 * around them that is not indented less.
 */
function leaveBroken(
  tokens: readonly MatlabToken[],
  text: string,
  at: number,
  stack: Open[],
  leave: (at: number) => void,
): void {
  const isHome = (open: Open | undefined) => !open || /^(?:function|classdef|methods)$/.test(open.word);
  if (isHome(stack[stack.length - 1])) return;
  while (!isHome(stack[stack.length - 1])) leave(at);
  const column = columnOf(tokens, text, at);
  for (let top = stack[stack.length - 1]; top?.word === 'function'; top = stack[stack.length - 1]) {
    if (columnOf(tokens, text, top.at) < column) return;
    leave(at);
  }
}

function columnOf(tokens: readonly MatlabToken[], text: string, index: number): number {
  const from = tokens[index]?.span.from ?? 0;
  return from - text.lastIndexOf('\n', from - 1);
}

/** Whether functions of the file are closed: then an `end` comes where no other block is open, or an `endfunction`. */
function functionsEnd(tokens: readonly MatlabToken[]): boolean {
  let depth = 0;
  let inFunction = false;
  let around: string | undefined;
  for (const [i, token] of tokens.entries()) {
    const word = opensBlock(tokens, i, around);
    around = undefined;
    if (word === 'function') {
      depth = 0;
      inFunction = true;
    } else if (word !== undefined) {
      depth++;
    } else if (token.kind === 'keyword' && /^(?:end|until)/.test(token.text)) {
      if (token.text === 'endfunction' || (token.text === 'end' && depth === 0 && inFunction)) return true;
      depth = Math.max(0, depth - 1);
    } else if (token.kind === 'separator' && inFunction && depth === 0) {
      around = 'function'; // an arguments block may start here
    }
  }
  return false;
}
