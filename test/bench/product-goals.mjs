// What is to be reached of the text and the product, beside what was measured.
import { shown } from './report.mjs';

/** How many times faster than mathjs without simplification the first answer is to be, by operations. */
const FASTER = { 6: 30, 30: 40, 300: 100, 3000: 200 };
/** The same than the best peer of all, in a fresh process. */
const COLD = 10;

/** What is measured, of which row of the goals, and its bound. */
export function productGoals({ text, product }) {
  const rows = [];
  for (const { name, ratios } of text ?? []) {
    if (FASTER[name] && ratios.mathjs) {
      const what = `first answer, ${name} operations, mathjs ÷ ours`;
      rows.push({ row: 8, what, value: ratios.mathjs.median, least: FASTER[name] });
    } else if (!FASTER[name]) {
      const [peer, best] = Object.entries(ratios).sort(([, a], [, b]) => a.median - b.median)[0];
      rows.push({ row: 9, what: `first answer in a fresh process, ${peer} ÷ ours`, value: best.median, least: COLD });
    }
  }
  for (const { name, value, goal } of product ?? []) if (goal) rows.push({ what: name, value, ...goal });
  return rows.map((row) => ({
    ...row,
    reached: row.most === undefined ? row.value >= row.least : row.value <= row.most,
  }));
}

/** Cells of a table. */
export function productCells({ row, what, value, least, most, reached }) {
  return [row, what, shown(value), most === undefined ? `≥ ${least}` : `≤ ${most}`, reached ? 'reached' : 'missed'];
}
