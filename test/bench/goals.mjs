// What the engine has to reach, beside what a run measured. Product and text have goals of their own.
import { shown } from './report.mjs';

const size = ({ params }) => params[0] ?? 0;
const is =
  (id, fits = () => true) =>
  (each) =>
    each.id === id && fits(each);
const any =
  (...tests) =>
  (each) =>
    tests.some((test) => test(each));
const W1 = is('W1');
const W3 = is('W3');
const large = is('W2', (each) => size(each) >= 1000);
const wide = (n) => is('W4', (each) => size(each) === n);
const mixture = (d) => is('W5', (each) => size(each) === d);

const own = (each) => each.toFunction?.median;
const ours = (name) => (each) => each.ratios[name]?.median;
const theirs = (name) => (each) => each.ratios[name] && 1 / each.ratios[name].median;
const interpreted = (each) => each.interpreted?.median;

/** Row of the table of goals, what is compared, for which workloads, and the bound. */
const GOALS = [
  { row: 1, what: 'gradient ÷ own function', of: own, at: any(W1, W3), most: 1.6 },
  { row: 1, what: 'gradient ÷ own function', of: own, at: is('W2', (each) => size(each) >= 10), most: 2 },
  { row: 1, what: 'gradient ÷ own function', of: own, at: any(is('W4'), is('W5')), most: 2.5 },
  { row: 2, what: '÷ hand JS', of: ours('hand JS'), at: W1, most: 1.3 },
  { row: 2, what: '÷ hand JS', of: ours('hand JS'), at: is('W3', (each) => size(each) <= 1000), most: 1.1 },
  { row: 2, what: '÷ hand JS', of: ours('hand JS'), at: is('W3', (each) => size(each) > 1000), most: 0.7 },
  { row: 2, what: '÷ hand JS', of: ours('hand JS'), at: is('W2', (each) => size(each) === 10), most: 1.5 },
  { row: 2, what: '÷ hand JS', of: ours('hand JS'), at: large, most: 0.7 },
  { row: 3, what: '÷ hand JS', of: ours('hand JS'), at: wide(32), most: 0.33 },
  { row: 3, what: '÷ hand JS', of: ours('hand JS'), at: wide(256), most: 0.2 },
  { row: 3, what: '÷ hand JS', of: ours('hand JS'), at: mixture(2), most: 0.4 },
  { row: 3, what: '÷ hand JS', of: ours('hand JS'), at: mixture(10), most: 0.5 },
  { row: 4, what: '÷ C -O3', of: ours('C -O3'), at: any(large, W3, wide(256), is('W5')), most: 1.3 },
  { row: 4, what: '÷ C -O3', of: ours('C -O3'), at: any(W1, wide(32)), most: 2 },
  { row: 5, what: 'ADOL-C ÷ ours', of: theirs('ADOL-C'), at: () => true, least: 1 },
  { row: 5, what: 'ADOL-C ÷ ours', of: theirs('ADOL-C'), at: any(W1, wide(256)), least: 50 },
  { row: 5, what: 'ADOL-C ÷ ours', of: theirs('ADOL-C'), at: large, least: 40 },
  { row: 5, what: 'ADOL-C ÷ ours', of: theirs('ADOL-C'), at: W3, least: 1.5 },
  { row: 5, what: 'ADOL-C ÷ ours', of: theirs('ADOL-C'), at: is('W5'), least: 4 },
  { row: 6, what: 'interpreted ÷ ADOL-C', of: interpreted, at: () => true, most: 1 },
  { row: 6, what: 'interpreted, ns a node', of: (each) => each.nanoseconds.ours / size(each), at: is('W7'), most: 5 },
  { row: 6, what: 'interpreted ÷ switch in C', of: ours('C -O3'), at: is('W7'), most: 1.5 },
  ...['PyTorch, 1 thread', 'PyTorch, 2 threads'].flatMap((name) => {
    const common = { row: 7, what: `${name} ÷ ours`, of: theirs(name) };
    return [
      { ...common, at: any(W1, W3), least: 500 },
      { ...common, at: wide(32), least: 30 },
      { ...common, at: wide(256), least: 4 },
      { ...common, at: any(is('W2'), is('W5')), least: 1 },
    ];
  }),
];

/** One row for each goal of which the run measured something: bound, whether it is reached, and the numbers. */
export function reached({ workloads = [], growth }) {
  const rows = GOALS.flatMap((goal) => {
    const { row, what, of, at, most, least } = goal;
    const numbers = workloads.filter(at).flatMap((each) => {
      const number = of(each);
      return Number.isFinite(number)
        ? [{ name: named(each), number, good: number <= (most ?? Infinity) && number >= (least ?? 0) }]
        : [];
    });
    return numbers.length > 0 ? [rowOf(row, what, most !== undefined ? `≤ ${most}` : `≥ ${least}`, numbers)] : [];
  });
  return [...rows, ...(growth ? growthRows(growth) : [])];
}

function rowOf(row, what, goal, numbers) {
  const missed = numbers.filter(({ good }) => !good);
  const listed = (all) => all.map(({ name, number }) => `${name} ${shown(number)}`).join(', ');
  const isGood = missed.length === 0;
  return {
    row,
    what,
    goal,
    state: isGood ? 'reached' : `missed: ${listed(missed)}`,
    numbers: listed(numbers.filter(({ good }) => good)),
  };
}

function named({ id, params }) {
  return params.length > 0 && id !== 'W7'
    ? `${id}(${params.slice(0, 2).join(',')})`
    : params.length > 0
      ? `${id}(${params[0]})`
      : id;
}

function growthRows(growth) {
  const spread = (key) => {
    const all = growth.map((each) => each[key]).filter(Number.isFinite);
    return Math.max(...all) / Math.min(...all);
  };
  const range = `${shown(growth[0].operations)}–${growth[growth.length - 1].operations.toExponential(0)} operations`;
  const bytes = Math.max(...growth.map((each) => each.bytes ?? 0));
  const one = (what, goal, number, good) => rowOf(10, what, goal, [{ name: range, number, good }]);
  return [
    one('time of an operation, longest ÷ shortest', '≤ 2', spread('evaluating'), spread('evaluating') <= 2),
    ...(bytes > 0 ? [one('bytes an operation keeps', '≤ 32', bytes, bytes <= 32)] : []),
  ];
}
