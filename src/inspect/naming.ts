/** How the lines of an inspection are called in formulas: by the author's names, short anonymous steps written out. */
import { isConstant, isInput, isStep, type LineId, type WengertLine, type WengertList } from '../graph/list.ts';
import { scalars } from '../primitives/table.ts';
import { latexName } from '../render/names.ts';
import { type Printed, printLine, writeLine } from '../render/print.ts';
import type { Prepared } from './prepare.ts';

/** What stands for lines that are no step of the list: `diag(w)`, `I`, `∂L/∂z`. */
export type StandIns = Map<
  LineId,
  { readonly kind: 'diagonal'; readonly of: LineId } | { readonly kind: 'symbol'; readonly printed: Printed }
>;

export interface Naming {
  /** A derivative formula; the primal lines that it names are added to `used`. */
  formula(line: LineId, used: Set<LineId>): Printed;
  /** What a step adds to the adjoint of an operand, over the names of the operands; the step itself is written out where that says more. */
  contribution(line: LineId, consumer: LineId): Printed;
  /** A step over its operands' names: `sqrt(c)`. */
  step(line: LineId): Printed;
  /** A local gradient in the names of the operands. */
  local(line: LineId): Printed;
  /** `c = a + b` for every used name and what those use in turn. */
  where(used: ReadonlySet<LineId>): { name: string; latex: string; text: string }[];
  /** The whole expression in linear notation: `f(x) = …`. */
  reading(output: LineId, parameters: readonly string[] | undefined): string;
}

/** Anonymous steps of up to this many operations are written out in formulas; larger ones go by their letter. */
const WRITTEN_OUT = 2;
const READING_LIMIT = 120;

/** `extended`: the lines of `prepared`, then those of derivatives. `kept`: lines that go by their name or letter always. */
export function naming(
  prepared: Prepared,
  extended: WengertList,
  standIns: StandIns = new Map(),
  kept: ReadonlySet<LineId> = new Set(),
): Naming {
  const { list, names, named, output } = prepared;
  const primal = list.lines.length;
  /** By line: operations that its formula writes out, and the name that it goes by inside formulas. In order: operands first. */
  const size: number[] = [];
  const shown: (string | undefined)[] = [];
  const isOwn = (operand: LineId) => shown[operand] !== undefined && (named.has(operand) || kept.has(operand));
  for (let id = 0; id < primal; id++) {
    const line = list.lines[id] as WengertLine;
    let count = 0;
    if (isStep(line)) {
      count = 1;
      for (const operand of line.operands) if (!isOwn(operand)) count += size[operand] ?? 0;
    }
    size.push(count);
    shown.push(isStep(line) ? shownName(id) : undefined);
  }

  /** A function of one named thing says more than a letter for it: exp(a) rather than b. */
  function reads(id: LineId): boolean {
    const operand = list.lines[id]?.operands[0] ?? 0;
    const below = list.lines[operand];
    if (below === undefined || !isCall(id)) return false;
    if (isInput(below) || isConstant(below)) return true;
    // Over a mere letter the author's own name says more: f_2 rather than tanh(d).
    return shown[operand] !== undefined && (named.has(operand) || !named.has(id));
  }

  function shownName(id: LineId): string | undefined {
    if (id === output) return named.has(id) ? names[id] : undefined;
    if (kept.has(id)) return names[id];
    if (named.has(id)) return reads(id) ? undefined : names[id];
    return (size[id] ?? 0) <= WRITTEN_OUT || reads(id) ? undefined : names[id];
  }

  function inFormulas(used?: Set<LineId>) {
    return (id: LineId): string | undefined => {
      const line = extended.lines[id];
      if (line && isInput(line)) return line.name;
      const name = id < primal ? shown[id] : undefined;
      if (name !== undefined) used?.add(id);
      return name;
    };
  }

  const byLetter = (id: LineId): string | undefined => {
    const line = list.lines[id];
    return line === undefined || isConstant(line) ? undefined : names[id];
  };

  return {
    formula: (line, used) => printed(line, rootless(line, inFormulas(used))),
    contribution(line, consumer) {
      return printed(
        line,
        rootless(line, (id) => (id < primal && !(id === consumer && isCall(id)) ? byLetter(id) : undefined)),
      );
    },
    step: (line) => printLine(list, line, { nameOf: byLetter }),
    local(line) {
      const nameOf = (id: LineId): string | undefined => (id < primal && !isCall(id) ? byLetter(id) : undefined);
      const name = nameOf(line);
      if (name !== undefined) return { latex: latexName(name), text: name };
      return printed(line, rootless(line, nameOf));
    },
    where(used) {
      const open = [...used];
      const all = new Set<LineId>();
      const entries: { id: LineId; printed: Printed }[] = [];
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (all.has(id)) continue;
        all.add(id);
        const more = new Set<LineId>();
        entries.push({ id, printed: printLine(extended, id, { nameOf: rootless(id, inFormulas(more)) }) });
        open.push(...more);
      }
      return entries
        .sort((a, b) => a.id - b.id)
        .map(({ id, printed }) => {
          const name = names[id] ?? '?';
          return { name, latex: `${latexName(name)} = ${printed.latex}`, text: `${name} = ${printed.text}` };
        });
    },
    reading(line, parameters) {
      const written = writeLine(list, line, { nameOf: () => undefined, limit: READING_LIMIT });
      if (!written.cut) return head(written.text);
      return head(
        writeLine(list, line, {
          nameOf: rootless(line, (id) => (named.has(id) ? names[id] : undefined)),
          limit: READING_LIMIT,
        }).text,
      );

      function head(text: string): string {
        return `${prepared.outputName}${parameters ? `(${parameters.join(', ')})` : ''} = ${text}`;
      }
    },
  };

  function printed(line: LineId, nameOf: (id: LineId) => string | undefined): Printed {
    return symbolOf(line, nameOf) ?? printLine(extended, line, { nameOf, symbolOf: (id) => symbolOf(id, nameOf) });
  }

  function symbolOf(id: LineId, nameOf: (id: LineId) => string | undefined): Printed | undefined {
    const standIn = standIns.get(id);
    if (standIn?.kind !== 'diagonal') return standIn?.printed;
    const name = nameOf(standIn.of);
    const of = name === undefined ? printed(standIn.of, nameOf) : { latex: latexName(name), text: name };
    return { latex: `\\operatorname{diag}\\left(${of.latex}\\right)`, text: `diag(${of.text})` };
  }

  /** A function of one operand. In local gradients its result is written over that: ∂b/∂a = exp(a), ∂d/∂c = 1/(2 sqrt(c)). */
  function isCall(id: LineId): boolean {
    const line = list.lines[id];
    if (!line || !isStep(line) || line.operands.length !== 1) return false;
    return scalars[line.operation]?.show.form === 'call' || line.operation === 'sqrt' || line.operation === 'abs';
  }

  /** Everything by name but the line itself. */
  function rootless(root: LineId, nameOf: (id: LineId) => string | undefined) {
    return (id: LineId) =>
      id === root && list.lines[id] !== undefined && isStep(list.lines[id]) ? undefined : nameOf(id);
  }
}
