/** Notebook cells: lines for the notebook itself (`%matplotlib inline`, `!ls`), which are not Python. */
import type { Tree } from '@lezer/common';
import { blank } from '../lezer.ts';

/** Cell magics whose cell is Python all the same. */
const PYTHON_CELLS = /^%%(?:time|timeit|capture|prun|python3?|memit|mprun|snakeviz|debug|skip|add_to|export)\b/;
const CELL_MAGIC = /^\s*(%%\w+)/;
/** A line that is continued by a backslash goes on with an operator. */
const LINE_MAGIC = /(?<!\\\r?\n)^[ \t]*[%!?].*$/gm;

/** Whether there may be such lines at all. */
export function hasMagics(text: string): boolean {
  return text.search(LINE_MAGIC) >= 0;
}

/**
 * The text with those lines as spaces of equal length. `%` at the start of a line inside brackets or a text is the
 * operator; `tree` is the text's own parse, which tells.
 */
export function withoutMagics(text: string, tree: Tree): string {
  const cell = CELL_MAGIC.exec(text)?.[1];
  if (cell && !PYTHON_CELLS.test(cell)) return blank(text);
  return text.replace(LINE_MAGIC, (line, offset: number) => (isInside(tree, offset) ? line : blank(line)));
}

function isInside(tree: Tree, lineStart: number): boolean {
  for (let node = tree.resolve(lineStart, 0).cursor().node; ; node = node.parent) {
    if (node.from < lineStart && node.to > lineStart && BRACKETED.test(node.name)) return true;
    if (!node.parent) return false;
  }
}

const BRACKETED =
  /^(?:(?:Parenthesized|Tuple|Array|Set|Dictionary|\w*Comprehension|Member)Expression|ArgList|ParamList|\w*String)$/;
