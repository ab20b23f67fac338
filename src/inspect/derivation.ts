/** The textbook derivation: forward pass, local gradients, backward pass, each step in words of the decomposition. */
import type { Adjoints, Contribution } from '../autodiff/reverse.ts';
import { isInput, isStep, type LineId } from '../graph/list.ts';
import { latexName } from '../render/names.ts';
import type { Naming } from './naming.ts';
import type { Prepared } from './prepare.ts';
import type { DerivationStep } from './types.ts';

export function deriveSteps(
  prepared: Prepared,
  sweep: Adjoints,
  namer: Naming,
  values: Float64Array,
  adjointOf: (id: LineId) => number,
): DerivationStep[] {
  const { list, output, names } = prepared;
  const name = (id: LineId) => names[id] ?? '?';
  const of = prepared.outputName;
  const steps: DerivationStep[] = [];
  const at = (id: LineId) => values[id] ?? Number.NaN;

  for (const [id, line] of list.lines.entries()) {
    if (!isStep(line)) continue;
    const { latex, text } = namer.step(id);
    steps.push({
      phase: 'forward',
      stage: 1,
      line: name(id),
      latex: `${latexName(name(id))} = ${latex}`,
      text: `${name(id)} = ${text}`,
      value: at(id),
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
    const { latex, text } = namer.local(use.partial);
    steps.push({
      phase: 'local',
      stage: 1,
      line: name(use.consumer),
      operand: name(operand),
      latex: `${fraction(name(use.consumer), name(operand))} = ${latex}`,
      text: `∂${name(use.consumer)}/∂${name(operand)} = ${text}`,
      value: at(use.partial),
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
      value: adjointOf(id),
      contributions: contributions.map((use) => ({
        via: name(use.consumer),
        adjoint: at(use.adjoint),
        partial: use.partial === undefined ? undefined : at(use.partial),
        value: at(use.value),
      })),
      reuses,
    });
  }
  return [
    ...steps.filter((step) => step.phase !== 'backward'),
    ...inReadingOrder(steps.filter((step) => step.phase === 'backward')),
  ];

  function backward(id: LineId, contributions: readonly Contribution[]): { latex: string; text: string } {
    const left = { latex: fraction(of, name(id)), text: `∂${of}/∂${name(id)}` };
    if (id === output) return { latex: `${left.latex} = 1`, text: `${left.text} = 1` };
    const chain = contributions.map((use) => ({
      latex: `${fraction(of, name(use.consumer))} ${fraction(name(use.consumer), name(id))}`,
      text: `∂${of}/∂${name(use.consumer)} · ∂${name(use.consumer)}/∂${name(id)}`,
    }));
    const inserted = contributions.map((use) => {
      const local = use.partial === undefined ? { latex: '\\cdots', text: '…' } : namer.local(use.partial);
      const upstream =
        use.consumer === output
          ? { latex: '1', text: '1' }
          : { latex: fraction(of, name(use.consumer)), text: `∂${of}/∂${name(use.consumer)}` };
      return {
        latex: `${upstream.latex} \\cdot ${inBrackets(local.latex)}`,
        text: `${upstream.text} · ${inBrackets(local.text)}`,
      };
    });
    const join = (parts: readonly { latex: string; text: string }[], key: 'latex' | 'text') =>
      parts.map((part) => part[key]).join(' + ');
    return {
      latex: `${left.latex} = ${join(chain, 'latex')} = ${join(inserted, 'latex')}`,
      text: `${left.text} = ${join(chain, 'text')} = ${join(inserted, 'text')}`,
    };
  }
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

function fraction(of: string, by: string): string {
  return `\\frac{\\partial ${latexName(of)}}{\\partial ${latexName(by)}}`;
}

/** A factor: bracketed unless it is one piece. */
function inBrackets(formula: string): string {
  if (/^[\w.\\{}^]+$/.test(formula) || /^\\(frac|sqrt)\{[^+]*\}$/.test(formula)) return formula;
  return formula.startsWith('\\') || formula.includes('\\') ? `\\left(${formula}\\right)` : `(${formula})`;
}
