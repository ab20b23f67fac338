/** Over what sums and products of notes run: their bounds, the entries that they pick from, or a guess that is said. */
import { linearName, walk } from '../syntax/names.ts';
import type { Big, Expression, Relation } from '../syntax/tree.ts';
import type { Env } from './env.ts';
import type { Kit, Range } from './kit.ts';
import { isClass, isTakenForOne } from './letters.ts';
import { GUESSED_SIZE, RUNNING } from './statics.ts';
import type { NoteTensors } from './tensors.ts';

/** What runs; each run sets all of the letters. */
export type Runs = readonly ReadonlyMap<string, number>[];

export type Bounds =
  | 'unknown'
  /** Tracing is done anew. */
  | 'again'
  | { readonly index: string; readonly from: number; readonly to: number }
  | { readonly runs: Runs };

const ORDERS = new Set(['<', '<=', '>', '>=']);

export function createRanges(kit: Kit, tensors: NoteTensors) {
  const { staticValue } = kit.statics;
  const { options } = kit;
  return { boundsOf };

  function boundsOf(expression: Big, env: Env): Bounds {
    const { variable, condition } = expression;
    if (!expression.from && !expression.to) return openBounds(expression, env);
    const index = variable && linearName(variable);
    const from = staticValue(expression.from, env);
    const to = staticValue(expression.to, env);
    if (index === undefined || from === undefined || to === undefined || condition) return 'unknown';
    const isAll = from === 1 && expression.to?.kind === 'name';
    if (isAll && tensors.isResized(index, expression.body, env, to)) return 'again';
    return isNews(entriesOf(index, expression.body), { from, to }) ? 'again' : { index, from, to };
  }

  /** Without bounds: over all entries that its index picks, of a symbol whose size is known, or guessed. */
  function openBounds(expression: Big, env: Env): Bounds {
    const { body, condition } = expression;
    if (condition && !expression.variable) return filtered(condition, env);
    const index = expression.variable ? linearName(expression.variable) : onlyLetter(body, env);
    if (index === undefined) return 'unknown';
    const also = condition ? alsoRunning(condition, index, env) : [];
    if (also === 'unknown' || also === 'again') return also;
    const size = tensors.sizeFromUse(index, body, env);
    if (kit.isWishing()) return 'again';
    const range = size === undefined ? guessed([index, ...also], body) : { from: 1, to: size };
    if (range === undefined) return 'unknown';
    if (!condition) return { index, ...range };
    let runs: ReadonlyMap<string, number>[] = [new Map()];
    for (const letter of [index, ...also]) {
      if (!options.meter.spend(runs.length * (range.to - range.from + 1))) return 'unknown';
      const all: ReadonlyMap<string, number>[] = [];
      for (const run of runs) for (let i = range.from; i <= range.to; i++) all.push(new Map([...run, [letter, i]]));
      runs = all;
    }
    return { runs: runs.filter((run) => holds(condition, { ...env, statics: new Map([...env.statics, ...run]) })) };
  }

  /** `j = 1, j \ne i` below a sum: the second line leaves terms out. */
  function filtered(condition: Expression, env: Env): Bounds {
    const is = holds(condition, env);
    if (is !== undefined) return { runs: is ? [new Map()] : [] };
    return alsoRunning(condition, undefined, env) === 'again' ? 'again' : 'unknown';
  }

  /** `\sum_{i<j}` runs over both; of `\sum_{j \ne i}` i must be known, or be any. */
  function alsoRunning(condition: Expression, index: string | undefined, env: Env): string[] | 'unknown' | 'again' {
    if (!isComparison(condition)) return 'unknown';
    const others: string[] = [];
    for (const term of condition.terms) {
      const name = linearName(term);
      if ((index !== undefined && name === index) || (term.kind !== 'number' && staticValue(term, env) !== undefined))
        continue;
      if (name === undefined) return 'unknown';
      if (ORDERS.has(condition.signs[0] ?? '')) others.push(name);
      else if (isAny(name, index) && isTakenForOne(kit, new Map([[name, term]]), env)) return 'again';
      else return 'unknown';
    }
    return others;
  }

  /** `\sum_{j \ne i}`: i is the class of an example, or an index that has been met outside of this sum. */
  function isAny(letter: string, index: string | undefined): boolean {
    return isClass(letter) || index === undefined || kit.isIndex(letter);
  }

  /** Whether a comparison of whole numbers that are known holds; undefined where one is not. */
  function holds(condition: Expression, env: Env): boolean | undefined {
    if (!isComparison(condition)) return undefined;
    const [a, b] = condition.terms.map((term) => staticValue(term, env));
    if (a === undefined || b === undefined) return undefined;
    switch (condition.signs[0]) {
      case '!=':
        return a !== b;
      case '<':
        return a < b;
      case '<=':
        return a <= b;
      case '>':
        return a > b;
      default:
        return a >= b;
    }
  }

  /** The range that the entries have elsewhere, or of the entries that the user gives, or a guess. */
  function guessed(letters: readonly string[], body: Expression): Range | undefined {
    const known = options.ranges;
    if (!known || letters.some((letter) => !RUNNING.test(letter))) return undefined;
    const entries = letters.map((letter) => entriesOf(letter, body));
    if (entries.some((own) => own.length === 0 || own.includes(NEIGHBOUR))) return undefined;
    const all = entries.flat();
    const found = all.flatMap((entry) => known.get(entry) ?? givenRange(entry));
    const range = found.find(({ guess }) => !guess) ?? found[0] ?? { from: 1, to: GUESSED_SIZE, guess: true };
    if (found.some((other) => !other.guess && (other.from !== range.from || other.to !== range.to))) return undefined;
    for (const entry of all) known.set(entry, range);
    if (range.guess) {
      const message = `How far ${letters.join(' and ')} run${letters.length > 1 ? '' : 's'} is not given; 1 to ${GUESSED_SIZE} is taken as a guess. Give the sum bounds.`;
      kit.note({ code: 'guess', severity: 'info', message, span: body.span });
    }
    return range;
  }

  function givenRange(entry: string): Range[] {
    const [base = '', axis] = entry.split('|');
    if (axis !== '0') return [];
    const places = Object.keys(options.given ?? {}).flatMap((name) => {
      const place = name.startsWith(`${base}_`) ? Number(name.slice(base.length + 1)) : Number.NaN;
      return Number.isInteger(place) && place > 0 ? [place] : [];
    });
    const to = Math.max(0, ...places);
    return to >= GUESSED_SIZE ? [{ from: 1, to }] : [];
  }

  /** A sum with bounds tells how far its entries go. True: another one has guessed, and tracing is done anew. */
  function isNews(entries: readonly string[], range: Range): boolean {
    const known = options.ranges;
    if (!known || entries.includes(NEIGHBOUR)) return false;
    const isWrong = entries.some((entry) => {
      const other = known.get(entry);
      return other?.guess === true && (other.from !== range.from || other.to !== range.to);
    });
    for (const entry of entries) if (known.get(entry)?.guess !== false) known.set(entry, range);
    return isWrong && kit.again();
  }

  /** The letter that the entries in a sum without any index have in common: `\sum x_i y_i`. */
  function onlyLetter(body: Expression, env: Env): string | undefined {
    const letters = new Set<string>();
    for (const node of walk(body)) {
      if (node.kind === 'big') return undefined;
      for (const index of node.kind === 'index' ? node.indices : []) {
        const name = linearName(index);
        if (name !== undefined && index.kind === 'name' && RUNNING.test(name) && !env.statics.has(name))
          letters.add(name);
      }
    }
    return letters.size === 1 ? [...letters][0] : undefined;
  }
}

/** An entry beside the one that the index says: how far the sum runs then matters at its ends. */
const NEIGHBOUR = '';

/** `x|0` for every symbol whose first index is the letter. */
function entriesOf(letter: string, body: Expression): string[] {
  const entries = new Set<string>();
  for (const node of walk(body)) {
    if (node.kind !== 'index') continue;
    const base = linearName(node.base);
    for (const [axis, index] of node.indices.entries()) {
      if (linearName(index) === letter && base !== undefined) entries.add(`${base}|${axis}`);
      else if (index.kind === 'operation' && [...walk(index)].some((part) => linearName(part) === letter))
        entries.add(NEIGHBOUR);
    }
  }
  return [...entries];
}

function isComparison(condition: Expression): condition is Relation {
  if (condition.kind !== 'relation' || condition.terms.length !== 2) return false;
  return condition.signs[0] === '!=' || ORDERS.has(condition.signs[0] ?? '');
}
