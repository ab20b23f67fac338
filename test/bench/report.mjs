// From times to ratios: of each round, then their median and spread.
import { reached } from './goals.mjs';
import { productCells, productGoals } from './product-goals.mjs';

const sorted = (values) => [...values].sort((a, b) => a - b);
export const median = (values) => sorted(values)[values.length >> 1];

/** Median of the ratios of rounds, with the quartiles as spread. */
export function ratio(above, below) {
  const all = sorted(above.map((value, i) => value / below[i]));
  if (all.length === 0) return undefined;
  const at = (part) => all[Math.min(all.length - 1, Math.floor(part * all.length))];
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

export function summary(times, own) {
  const ours = times.get('ours') ?? [];
  const ratios = {};
  for (const [name, measured] of times) if (name !== 'ours') ratios[name] = ratio(ours, measured);
  const nanoseconds = Object.fromEntries([...times].map(([name, measured]) => [name, median(measured)]));
  const alone = times.get('ours, interpreted');
  const recorded = times.get('ADOL-C');
  return {
    nanoseconds,
    ratios,
    interpreted: alone && recorded && ratio(alone, recorded),
    toFunction: own.every(Number.isFinite) ? ratio(ours, own) : undefined,
  };
}

export function shown(number) {
  if (!Number.isFinite(number)) return '–';
  return number >= 100 ? number.toFixed(0) : number.toPrecision(number >= 10 ? 3 : 2);
}

const range = (each) => (each ? `${shown(each.median)} (${shown(each.low)}–${shown(each.high)})` : '–');

export function printed({ workloads, growth, text, product }) {
  const lines = [];
  if (workloads.length > 0) {
    const names = [...new Set(workloads.flatMap((each) => Object.keys(each.ratios)))];
    lines.push(
      'Time of one gradient, ours ÷ theirs: median (quartiles) of the ratios of rounds. Below 1, ours is faster.',
    );
    lines.push(
      ...table(['', 'ours, ns', 'own function', ...names, 'interpreted ÷ ADOL-C'], workloads, (each) => [
        `${each.id} ${each.name}`,
        shown(each.nanoseconds.ours),
        range(each.toFunction),
        ...names.map((name) => range(each.ratios[name])),
        range(each.interpreted),
      ]),
    );
  }
  if (growth) {
    lines.push('', 'Steps one after the other, without a loop: nanoseconds and bytes an operation.');
    lines.push(
      ...table(
        ['operations', 'made', 'interpreted', 'bytes', 'sweep of a list', 'line of its gradient'],
        growth,
        (each) => [
          each.operations,
          ...[each.recording, each.evaluating, each.bytes, each.sweeping, each.gradient].map(shown),
        ],
      ),
    );
  }
  const goals = reached({ workloads, growth });
  if (goals.length > 0) {
    lines.push('', 'Goals of the engine, for medians.');
    const cells = ({ row, what, goal, state, numbers }) => [row, what, goal, state, numbers];
    lines.push(...table(['row', '', 'goal', 'state', 'where it is reached'], goals, cells));
  }
  if (text) {
    const names = [...new Set(text.flatMap((each) => Object.keys(each.ratios)))];
    lines.push('', 'Text to first answer (formulas, value, gradient), warm: theirs ÷ ours. Above 1, ours is faster.');
    lines.push(
      ...table(['operations', 'ours, ms', ...names], text, (each) => [
        each.name,
        shown(each.milliseconds.ours),
        ...names.map((name) => (each.ratios[name] ? range(each.ratios[name]) : '–')),
      ]),
    );
  }
  if (product) {
    lines.push('', 'The product itself.');
    lines.push(...table(['', ''], product, ({ name, shown: what }) => [name, what]));
  }
  const wanted = productGoals({ text, product });
  if (wanted.length > 0) {
    lines.push('', 'What is to be reached of text and product.');
    lines.push(...table(['row', '', 'is', 'goal', 'state'], wanted, productCells));
  }
  return lines.join('\n');
}

function table(head, items, cells) {
  const rows = [head, ...items.map(cells)];
  const widths = head.map((_, i) => Math.max(...rows.map((row) => String(row[i]).length)));
  const line = (row) => `| ${row.map((cell, i) => String(cell).padEnd(widths[i])).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.slice(1).map(line)];
}
