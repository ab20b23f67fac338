/** The textbook derivation: forward pass, local gradients, backward pass, each step in words of the decomposition. */
import type { Contribution } from '../autodiff/reverse.ts';
import { isInput, isStep, type LineId } from '../graph/list.ts';
import { latexName } from '../render/names.ts';
import type { Printed } from '../render/print.ts';
import type { ContributionLines } from './contributions.ts';
import type { Evaluated } from './evaluated.ts';
import type { Naming } from './naming.ts';
import type { Prepared } from './prepare.ts';
import type { Sweep } from './sweep.ts';
import type { DerivationStep } from './types.ts';

/** Undefined: it is too late to write all of them. */
export function deriveSteps(
  prepared: Prepared,
  sweep: Sweep,
  namer: Naming,
  evaluated: Evaluated,
  contributionLine: ContributionLines['line'],
  isSeeded: boolean,
  isLate: () => boolean,
): DerivationStep[] | undefined {
  const { list, output, names } = prepared;
  const name = (id: LineId) => names[id] ?? '?';
  const steps: DerivationStep[] = [];
  const called = adjointNames(prepared, sweep);

  for (const [id, line] of list.lines.entries()) {
    if (!isStep(line)) continue;
    if (isLate()) return undefined;
    const { latex, text } = namer.step(id);
    if (text === name(id)) continue; // an entry that goes by its own formula: x[0]
    steps.push({
      phase: 'forward',
      stage: 1,
      line: name(id),
      latex: `${latexName(name(id))} = ${latex}`,
      text: `${name(id)} = ${text}`,
      value: evaluated.primal(id),
      contributions: [],
      reuses: [],
    });
  }

  const uses = [...sweep.contributions.values()]
    .flat()
    .sort((a, b) => a.consumer - b.consumer || a.operand - b.operand);
  for (const use of uses) {
    const operand = list.lines[use.consumer]?.operands[use.operand] ?? 0;
    if (use.partial === undefined) continue;
    if (isLate()) return undefined;
    const isEntrywise = [use.consumer, operand].every((each) => (list.lines[each]?.shape.length ?? 0) > 0);
    const suffix = isEntrywise ? { latex: '\\text{ (entrywise)}', text: ' (entrywise)' } : { latex: '', text: '' };
    const { latex, text } = namer.local(use.partial);
    steps.push({
      phase: 'local',
      stage: 1,
      line: name(use.consumer),
      operand: name(operand),
      latex: `${fraction(name(use.consumer), name(operand))} = ${latex}${suffix.latex}`,
      text: `∂${name(use.consumer)}/∂${name(operand)} = ${text}${suffix.text}`,
      value: evaluated.at(use.partial),
      contributions: [],
      reuses: [],
    });
  }

  const seen = new Map<LineId, number>();
  let stage = 0;
  let shared: ReadonlySet<LineId> = new Set();
  for (let id = output; id >= 0; id--) {
    const line = list.lines[id];
    if (!line || !sweep.adjoint.has(id) || !(isStep(line) || isInput(line))) continue;
    if (isLate()) return undefined;
    const contributions = sweep.contributions.get(id) ?? [];
    const consumers = new Set(contributions.map((use) => use.consumer));
    const together = new Set([...consumers].filter((consumer) => shared.has(consumer)));
    if (together.size === 0) stage++;
    shared = together.size === 0 ? consumers : together;
    const reuses: string[] = [];
    for (const use of contributions) {
      const before = seen.get(use.consumer) ?? 0;
      if (before > 0 && !reuses.includes(name(use.consumer))) reuses.push(name(use.consumer));
      seen.set(use.consumer, before + 1);
    }
    steps.push({
      phase: 'backward',
      stage,
      line: name(id),
      ...backward(id, contributions),
      value: evaluated.adjoint(id),
      ...(sweep.seed !== undefined && !isSeeded && { seed: sweep.seed }),
      contributions: contributions.map((use) => ({
        via: name(use.consumer),
        adjoint: evaluated.derivative(use.adjoint),
        partial: use.partial === undefined ? undefined : evaluated.at(use.partial),
        value: evaluated.derivative(use.value),
      })),
      reuses,
    });
  }
  return [
    ...steps.filter((step) => step.phase !== 'backward'),
    ...inReadingOrder(steps.filter((step) => step.phase === 'backward')),
  ];

  function backward(id: LineId, contributions: readonly Contribution[]): Printed {
    if (id === output) {
      const whole = derivativeOf(prepared, sweep, id);
      const start = sweep.seed === undefined ? { latex: '1', text: '1' } : called(id);
      return { latex: `${whole.latex} = ${start.latex}`, text: `${whole.text} = ${start.text}` };
    }
    const left = called(id);
    const lines = contributions.map(contributionLine);
    const inserted = contributions.map((use, i) => {
      const line = lines[i];
      return line === undefined ? product(use) : namer.contribution(line, use.consumer);
    });
    const chain = contributions.map((use) => ({
      latex: `${called(use.consumer).latex} ${fraction(name(use.consumer), name(id))}`,
      text: `${called(use.consumer).text} · ∂${name(use.consumer)}/∂${name(id)}`,
    }));
    const forms = lines.some((line) => line !== undefined) ? [inserted] : [chain, inserted];
    const join = (key: 'latex' | 'text') =>
      [left[key], ...forms.map((parts) => parts.map((part) => part[key]).join(' + '))].join(' = ');
    return { latex: join('latex'), text: join('text') };
  }

  /** Between numbers: adjoint · local gradient. */
  function product(use: Contribution): Printed {
    const local = use.partial === undefined ? { latex: '\\cdots', text: '…' } : namer.local(use.partial);
    const upstream = use.consumer === output ? { latex: '1', text: '1' } : called(use.consumer);
    return {
      latex: `${upstream.latex} \\cdot ${inBrackets(local.latex)}`,
      text: `${upstream.text} · ${inBrackets(local.text)}`,
    };
  }
}

/** What the adjoint of a line goes by; that of a vector output itself is the seed. */
export function adjointNames(prepared: Prepared, sweep: Sweep): (id: LineId) => Printed {
  const { seed } = sweep;
  return (id) =>
    id === prepared.output && seed !== undefined
      ? { latex: latexName(seed), text: seed }
      : derivativeOf(prepared, sweep, id);
}

/** `∂L/∂z`; of a vector output its product with the seed, `⟨v, ∂y/∂z⟩`. */
function derivativeOf({ names, outputName }: Prepared, { seed }: Sweep, id: LineId): Printed {
  const name = names[id] ?? '?';
  const [latex, text] = [fraction(outputName, name), `∂${outputName}/∂${name}`];
  if (seed === undefined) return { latex, text };
  return { latex: `\\left\\langle ${latexName(seed)}, ${latex} \\right\\rangle`, text: `⟨${seed}, ${text}⟩` };
}

/** Steps told together come in the order of the text, unless one needs another (∂f/∂a needs ∂f/∂b). */
function inReadingOrder(backward: readonly DerivationStep[]): DerivationStep[] {
  const stages = new Map<number, DerivationStep[]>();
  for (const step of backward) stages.set(step.stage, [...(stages.get(step.stage) ?? []), step]);
  return [...stages.values()].flatMap((stage) => {
    const names = new Set(stage.map((step) => step.line));
    const linked = stage.some((step) => step.contributions.some((part) => names.has(part.via)));
    return linked ? stage : stage.reverse();
  });
}

export function fraction(of: string, by: string): string {
  return `\\frac{\\partial ${latexName(of)}}{\\partial ${latexName(by)}}`;
}

/** A factor: bracketed unless it is one piece, with no operator or word outside all brackets. */
function inBrackets(formula: string): string {
  let depth = 0;
  let outside = '';
  for (const char of formula) {
    if (/[)\]}]/.test(char)) depth--;
    if (depth === 0) outside += char;
    if (/[([{]/.test(char)) depth++;
  }
  if (!/[-+*/<>=≤≥≠&|\s]|\\begin/.test(outside)) return formula;
  return formula.includes('\\') ? `\\left(${formula}\\right)` : `(${formula})`;
}
