/** Whole numbers of Julia and R, which have limits as in C; Python's and MATLAB's are read as having none. */
import { isConstant, type LineId } from '../../graph/list.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression, Language } from '../../syntax/tree.ts';
import type { Machine } from './machine.ts';

interface Kind {
  /** How a literal is written. */
  readonly written: RegExp;
  readonly limit: number;
  /** Steps that give a whole number of whole ones. */
  readonly steps: RegExp;
  readonly says: string;
}

const KINDS: Partial<Record<Language, Kind>> = {
  julia: {
    written: /^-?\d[\d_]*$/,
    limit: 2 ** 63,
    steps: /^(?:add|sub|mul|neg|pow|sq)$/,
    says: 'This whole number is too large: from 2^63 on Julia wraps around. Write one of them as a float, 2.0.',
  },
  r: {
    written: /^-?\d+L$/,
    limit: 2 ** 31,
    steps: /^(?:add|sub|mul|neg)$/,
    says: 'This integer is too large: from 2^31 on it is NA in R. Leave out an L.',
  },
};

/** `made` from two numbers as its type holds it. */
export function wholeStep(
  machine: Machine,
  operands: readonly LineId[],
  made: LineId | undefined,
  at: Expression,
  language: Language,
): LineId | undefined {
  const kind = KINDS[language];
  const { span } = at;
  const value = made === undefined ? undefined : machine.valueOf(made);
  if (!kind || made === undefined || typeof value !== 'number') return made;
  if (language === 'julia' && operands.every((line) => /^0[xbo]/.test(textOf(machine, line))))
    return machine.kit.fail('overflow', 'Numbers written like 0xff hold few bits in Julia and wrap around.', span);
  if (value < kind.limit && value >= -kind.limit) return made;
  // Equal constants are one line, by the text of the first: 2.0 may be called 2 there, but not where it stands.
  const isFloat = [...walk(at)].some((node) => node.kind === 'number' && !kind.written.test(node.text));
  return !isFloat && isWhole(machine, made, kind) ? machine.kit.fail('overflow', kind.says, span) : made;
}

function textOf({ kit }: Machine, line: LineId): string {
  const own = kit.builder.at(line);
  return isConstant(own) ? own.text : '';
}

/** Made of whole literals alone. */
function isWhole(machine: Machine, top: LineId, { written, steps }: Kind): boolean {
  const seen = new Set([top]);
  for (const line of seen) {
    const own = machine.kit.builder.at(line);
    if (isConstant(own) ? !written.test(own.text) : !steps.test(own.operation)) return false;
    for (const operand of own.operands) seen.add(operand);
  }
  return true;
}
