/** Tokens of MATLAB and Octave, and the words that are none of the user's. */
import type { Token } from '../expression/pratt.ts';

export interface MatlabToken extends Token {
  /**
   * `separator` ends a statement: a line end, `;` or `,` outside of brackets. `command` is the rest of a line in command
   * syntax (`hold on`). `end` is the last index. `bad` cannot be read; its text says why.
   */
  readonly kind: 'number' | 'name' | 'keyword' | 'string' | 'sign' | 'separator' | 'command' | 'end' | 'bad';
  /** Of strings the value, of `bad` the reason, otherwise as written; an element separator without a sign is `,`. */
  readonly text: string;
}

/** Which keywords close the block that a keyword opens, besides `end`. */
export const CLOSERS: Readonly<Record<string, readonly string[]>> = {
  if: ['endif'],
  for: ['endfor'],
  parfor: ['endparfor', 'endfor'],
  while: ['endwhile'],
  switch: ['endswitch'],
  try: ['end_try_catch'],
  do: ['until'],
  unwind_protect: ['end_unwind_protect'],
  spmd: ['endspmd'],
  function: ['endfunction'],
  classdef: ['endclassdef'],
  properties: ['endproperties'],
  methods: ['endmethods'],
  events: ['endevents'],
  enumeration: ['endenumeration'],
  arguments: [],
};

/** Keywords that part a block, and the blocks that they belong to. */
export const PARTS: Readonly<Record<string, readonly string[]>> = {
  else: ['if'],
  elseif: ['if'],
  case: ['switch'],
  otherwise: ['switch'],
  catch: ['try'],
  unwind_protect_cleanup: ['unwind_protect'],
};

/** Words that open a block only in their place: in a class, or at the start of a function. */
export const CONTEXTUAL: ReadonlySet<string> = new Set(['properties', 'methods', 'events', 'enumeration', 'arguments']);

export const KEYWORDS: ReadonlySet<string> = new Set([
  'end',
  'return',
  'break',
  'continue',
  'global',
  'persistent',
  ...Object.keys(CLOSERS).filter((word) => !CONTEXTUAL.has(word)),
  ...Object.values(CLOSERS).flat(),
  ...Object.keys(PARTS),
]);

/** Keywords that a statement may follow at once. */
export const LEADS: ReadonlySet<string> = new Set([
  'else',
  'otherwise',
  'try',
  'do',
  'unwind_protect',
  'unwind_protect_cleanup',
]);

export function isSign(token: MatlabToken | undefined, ...signs: readonly string[]): boolean {
  return token?.kind === 'sign' && signs.includes(token.text);
}

export function isKeyword(token: MatlabToken | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'keyword' && words.includes(token.text);
}

/** Tokens that are found or looked at before others get their turn. */
export const PAUSE_EVERY = 2000;
