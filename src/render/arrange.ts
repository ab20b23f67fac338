/** Arranges lines of a list as formulas. */
import { isConstant, isInput, type LineId, type WengertLine, type WengertList } from '../graph/list.ts';
import { scalarRow } from '../primitives/table.ts';
import { tensorRow } from '../primitives/tensors.ts';
import { ELLIPSIS, exponential, isTruth, negate, numeral, power, product, quotient, sum } from './compose.ts';
import type { Case, Formula, PrintOptions } from './formula.ts';
import { loopFormula } from './loop.ts';
import { arrangeTensor, arrayOf, entrywiseProduct } from './matrix.ts';

const DEFAULT_LIMIT = 400;
const MAX_DEPTH = 150;
/** Of a vector that is written out. */
const MOST_ENTRIES = 6;
/** `max(max(a, b), c)` is `max(a, b, c)`. */
const FOLDED: ReadonlySet<string> = new Set(['max', 'min']);

/** The line itself written out (even if it has a name), its operands by name where they have one. */
export function arrange(
  list: WengertList,
  root: LineId,
  options: PrintOptions,
): { readonly formula: Formula; readonly cut: boolean } {
  let left = options.limit ?? DEFAULT_LIMIT;
  let cut = false;
  let names: Set<string> | undefined;

  function visit(id: LineId, depth: number): Formula {
    const line = list.lines[id];
    if (line === undefined) return ELLIPSIS;
    if (isConstant(line)) {
      return typeof line.value === 'number' ? constant(line.value, line.text) : arrayOf(line, constant);
    }
    const known = id === root && !isInput(line) ? undefined : standIn(id, line);
    if (known) return known;
    if (left <= 0 || depth > MAX_DEPTH) {
      cut = true;
      return ELLIPSIS;
    }
    left--;
    return step(line, id, depth);
  }

  /** A name or symbol instead of what is computed. */
  function standIn(id: LineId, line: WengertLine): Formula | undefined {
    const printed = options.symbolOf?.(id);
    if (printed) return { kind: 'symbol', printed };
    const name = options.nameOf(id) ?? (isInput(line) ? line.name : undefined);
    return name === undefined ? undefined : { kind: 'name', name };
  }

  /** The step at `id`, where it is of the kind `operation` and goes by no name. */
  function unnamed(id: LineId, ...operations: readonly string[]): WengertLine | undefined {
    const line = list.lines[id];
    if (line === undefined || !operations.includes(line.operation)) return undefined;
    return id === root || standIn(id, line) === undefined ? line : undefined;
  }

  function step(line: WengertLine, id: LineId, depth: number): Formula {
    if (line.operation === 'scan') return loopFormula(line, visitAll(line.operands, depth), arrange);
    if (tensorRow(line.operation)) {
      const shapes = line.operands.map((operand) => list.lines[operand]?.shape ?? []);
      return arrangeTensor(line, visitAll(line.operands, depth), shapes, list.firstIndex ?? 0);
    }
    const entrywise = line.shape.length > 0;
    switch (line.operation) {
      case 'named':
        return operand(line, 0, depth);
      case 'add':
      case 'sub':
        return byEntries(line, id, depth) ?? sum(terms(id, depth));
      case 'mul':
        return entrywise
          ? entrywiseProduct(factors(id, depth))
          : product(factors(id, depth).map(({ factor }) => factor));
      case 'neg':
        return negate(operand(line, 0, depth));
      case 'div':
        return quotient(operand(line, 0, depth), operand(line, 1, depth), isTensor(line.operands[1]));
      case 'pow':
        return power(operand(line, 0, depth), operand(line, 1, depth), entrywise);
      case 'sqrt':
        return { kind: 'root', of: operand(line, 0, depth), entrywise };
      case 'cbrt':
        return { kind: 'root', of: operand(line, 0, depth), index: numeral(3), entrywise };
      case 'root':
        return { kind: 'root', of: operand(line, 0, depth), index: operand(line, 1, depth), entrywise };
      case 'log2':
        return { kind: 'logarithm', of: operand(line, 0, depth), base: numeral(2) };
      case 'log10':
        return { kind: 'logarithm', of: operand(line, 0, depth), base: numeral(10) };
      case 'logBase':
        return { kind: 'logarithm', of: operand(line, 0, depth), base: operand(line, 1, depth) };
      case 'select':
        return cases(id, depth);
      case 'and':
      case 'or':
      case 'not':
        return apply(
          line.operation,
          line.operands.map((condition) => truth(condition, depth)),
        );
      default:
        return { ...apply(line.operation, folded(line, depth)), entrywise };
    }
  }

  function operand({ operands }: WengertLine, index: number, depth: number): Formula {
    return visit(operands[index] ?? -1, depth + 1);
  }

  function visitAll(operands: readonly LineId[], depth: number): Formula[] {
    return operands.map((each) => visit(each, depth + 1));
  }

  function isTensor(id: LineId | undefined): boolean {
    return (list.lines[id ?? -1]?.shape.length ?? 0) > 0;
  }

  /** A condition: what is a number there is held against 0. */
  function truth(id: LineId, depth: number): Formula {
    const formula = visit(id, depth + 1);
    return isTruth(formula) || formula.kind === 'ellipsis' ? formula : apply('ne', [formula, numeral(0)]);
  }

  /** The operands; of a maximum of maxima, those of all of them. */
  function folded(line: WengertLine, depth: number): Formula[] {
    const args: Formula[] = [];
    let at = line;
    while (FOLDED.has(at.operation) && left > 0) {
      const inner = unnamed(at.operands[0] ?? -1, at.operation);
      if (!inner) break;
      left--;
      args.unshift(visit(at.operands[1] ?? -1, depth + 1));
      at = inner;
    }
    return args.length === 0 ? visitAll(at.operands, depth) : [...visitAll(at.operands, depth), ...args];
  }

  /** The terms of sums within sums; what is subtracted stays together. A sum of hundreds of terms is no deeper than one. */
  function terms(id: LineId, depth: number): Formula[] {
    const found: Formula[] = [];
    const open = [{ id, minus: false }];
    for (let next = open.pop(); next; next = open.pop()) {
      const line = next.minus ? undefined : unnamed(next.id, 'add', 'sub');
      if (!line || (next.id !== id && left <= 0)) {
        const term = visit(next.id, depth + 1);
        found.push(next.minus ? negate(term) : term);
        continue;
      }
      if (next.id !== id) left--;
      open.push({ id: line.operands[1] ?? -1, minus: line.operation === 'sub' });
      open.push({ id: line.operands[0] ?? -1, minus: false });
    }
    return found;
  }

  /** A vector that is put together from single entries: `[2*x[0], c]`. */
  function byEntries(line: WengertLine, id: LineId, depth: number): Formula | undefined {
    const size = line.shape.length === 1 ? (line.shape[0]?.size ?? 0) : 0;
    if (size === 0 || size > MOST_ENTRIES) return undefined;
    const sources = new Map<number, LineId>();
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const part = unnamed(next, 'add', 'scatter');
      if (!part) return undefined;
      if (part.operation === 'add') {
        open.push(...part.operands);
        continue;
      }
      const place = entryOf(part);
      const source = part.operands[0] ?? -1;
      if (place === undefined || sources.has(place) || isTensor(source)) return undefined;
      sources.set(place, source);
    }
    const zero = numeral(0);
    const rows = Array.from({ length: size }, (_, place) => {
      const source = sources.get(place);
      return [source === undefined ? zero : visit(source, depth + 1)];
    });
    return { kind: 'array', rank: 1, rows };
  }

  function factors(id: LineId, depth: number): { readonly factor: Formula; readonly isTensor: boolean }[] {
    const found: { readonly factor: Formula; readonly isTensor: boolean }[] = [];
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const line = unnamed(next, 'mul');
      if (!line || (next !== id && left <= 0)) {
        found.push({ factor: visit(next, depth + 1), isTensor: isTensor(next) });
        continue;
      }
      if (next !== id) left--;
      open.push(...[...line.operands].reverse());
    }
    return found;
  }

  function cases(id: LineId, depth: number): Formula {
    const found: Case[] = [];
    let at = id;
    for (let line = unnamed(at, 'select'); line && (at === id || left > 0); line = unnamed(at, 'select')) {
      if (at !== id) left--;
      const [condition = -1, value = -1, otherwise = -1] = line.operands;
      found.push({ value: visit(value, depth + 1), condition: truth(condition, depth) });
      at = otherwise;
    }
    const rest = list.lines[at];
    const nowhere = rest && isConstant(rest) && Number.isNaN(rest.value);
    return { kind: 'cases', cases: found, otherwise: nowhere ? undefined : visit(at, depth + 1) };
  }

  function constant(value: number, text: string): Formula {
    const minus = value < 0 || Object.is(value, -0);
    const size = Math.abs(value);
    const written = minus ? text.replace(/^-\s*/, '') : text;
    const formula = named(size, written);
    return minus ? negate(formula) : formula;
  }

  /** Constants by name, where nothing in the list goes by that name. */
  function named(size: number, written: string): Formula {
    const pi: Formula = { kind: 'number', value: Math.PI, written: 'pi' };
    const free = (name: string) => {
      names ??= new Set(list.names.values());
      return !names.has(name);
    };
    if (size === Math.PI) return free('pi') ? pi : numeral(size);
    if (written === 'tau' && size === 2 * Math.PI && free('pi')) return product([numeral(2), pi]);
    if (written === 'e' && size === Math.E) return exponential(numeral(1));
    if (written === 'EulerGamma' && free(written)) return { kind: 'number', value: size, written };
    return { kind: 'number', value: size, written: /^\d/.test(written) ? written : '' };
  }

  const formula = visit(root, 0);
  return { formula, cut };
}

/** The one entry of a vector that a scatter sets. */
function entryOf(line: WengertLine): number | undefined {
  const items = 'attributes' in line ? line.attributes?.items : undefined;
  const [item, ...others] = Array.isArray(items) ? items : [];
  const [place, ...range] = Array.isArray(item) ? item : [];
  return typeof place === 'number' && range.length === 0 && others.length === 0 ? place : undefined;
}

function apply(operation: string, args: readonly Formula[]): Formula & { kind: 'apply' } {
  const show = scalarRow(operation)?.show ?? { form: 'call', latex: `\\operatorname{${operation}}`, text: operation };
  return { kind: 'apply', operation, show, args };
}
