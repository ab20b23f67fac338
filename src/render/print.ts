/** Lines of a Wengert list as formulas: LaTeX as a textbook sets it, and linear text; our own readers read both back. */
import type { LineId, WengertList } from '../graph/list.ts';
import { arrange } from './arrange.ts';
import { isTruth } from './compose.ts';
import type { Formula, Printed, PrintOptions } from './formula.ts';
import { latexOf } from './latex.ts';
import { textOf } from './text.ts';

export type { Printed, PrintOptions } from './formula.ts';

/**
 * The line itself written out (even if it has a name), its operands by name where they have one. `cut`: it is longer
 * than `limit` operations or deeper than can be printed, and has an ellipsis in it. A truth value is bracketed, so that
 * it can stand behind `c =`.
 */
export function printLine(list: WengertList, id: LineId, options: PrintOptions): Printed & { readonly cut: boolean } {
  const { formula, cut } = arrange(list, id, options);
  return { latex: whole(formula, latexOf(formula)), text: whole(formula, textOf(formula)), cut };
}

/** The text alone. */
export function writeLine(
  list: WengertList,
  id: LineId,
  options: PrintOptions,
): { readonly text: string; readonly cut: boolean } {
  const { formula, cut } = arrange(list, id, options);
  return { text: whole(formula, textOf(formula)), cut };
}

function whole(formula: Formula, code: string): string {
  return isTruth(formula) ? `(${code})` : code;
}
