/** Which arrays and objects a body changes in place. */
import { type Token, tokensOf } from './lex.ts';

/** What sets the place before it. */
export const SETS = /^(?:[-+*/%&|^]|<<|>>)?=$|^(?:\+\+|--)$/;
const STEP = /^(?:\+\+|--)$/;
const MUTATES =
  /^(?:push_back|emplace_back|pop_back|resize|assign|insert|erase|clear|fill|swap|setZero|setOnes|setConstant|zeros|ones|randu|randn)$/;

/**
 * `x` of `x[i] = …`, `x.a = …`, `x(i) = …`, `x.push_back(…)`, `f(&x)`, and what is handed to calls as a statement of its own.
 * `isKnown`: calls of these leave alone what they are given by its name.
 */
export function changedInText(text: string, isKnown: (name: string) => boolean): Set<string> {
  const names = new Set<string>();
  const tokens = tokensOf(text, 0, text.length);
  tokens.forEach((token, i) => {
    if (token.kind !== 'name') return;
    const before = tokens[i - 1]?.text ?? '';
    if (/^(?:\.|->|::)$/.test(before)) return;
    if (before === '&' && /^[(,]$/.test(tokens[i - 2]?.text ?? '')) names.add(token.text);
    const end = endOfPath(tokens, i);
    const after = tokens[end]?.text ?? '';
    const isPart = end > i + 1;
    if (isPart && (SETS.test(after) || STEP.test(before))) names.add(token.text);
    if (MUTATES.test(tokens[i + 2]?.text ?? '') && /^(?:\.|->)$/.test(tokens[i + 1]?.text ?? '')) names.add(token.text);
    if (/^(?:[;{}])$/.test(before) && after === ';' && tokens[i + 1]?.text === '(' && !isKnown(token.text)) {
      for (const inner of tokens.slice(i + 2, end)) if (inner.kind === 'name') names.add(inner.text);
    }
  });
  return names;
}

/** Behind `x[i].y(j)`. */
function endOfPath(tokens: readonly Token[], from: number): number {
  let i = from + 1;
  for (let steps = 0; steps < 50; steps++) {
    const text = tokens[i]?.text ?? '';
    if (text === '[' || text === '(') {
      let depth = 0;
      do {
        const inner = tokens[i]?.text ?? '';
        if (inner === '[' || inner === '(') depth++;
        if (inner === ']' || inner === ')') depth--;
        i++;
      } while (depth > 0 && i < tokens.length);
    } else if ((text === '.' || text === '->') && tokens[i + 1]?.kind === 'name') {
      i += 2;
    } else {
      return i;
    }
  }
  return i;
}
