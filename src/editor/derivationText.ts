/** The derivation written out: as plain text and as LaTeX. */

import { showShaped } from '../base/numbers.ts';
import type { DerivationStep, Inspection } from '../core.ts';
import { derivativeName, rightSide, showPoint } from './formulas.ts';

const phases = ['forward', 'local', 'backward'] as const;

const headings: Readonly<Record<DerivationStep['phase'], string>> = {
  forward: 'Forward pass',
  local: 'Local gradients',
  backward: 'Backward pass',
};

/** Lines of text: what was read and where it is evaluated, then the three phases with their values. */
export function derivationText(inspection: Inspection): string[] {
  const { output, inputs } = inspection;
  const point = showPoint(Object.fromEntries(inputs.map(({ name, value }) => [name, value])));
  const lines = [`${output.name} = ${rightSide(inspection)}${point ? `, at ${point}` : ''}`];
  for (const phase of phases) {
    const steps = inspection.derivation.filter((step) => step.phase === phase);
    if (steps.length === 0) continue;
    lines.push('', `${headings[phase]}:`);
    steps.forEach((step, i) => {
      // Steps told together carry one number.
      const number = phase !== 'backward' ? '' : steps[i - 1]?.stage === step.stage ? '   ' : `${step.stage}. `;
      lines.push(`  ${number}${statement(output.name, step)}`);
    });
  }
  return lines;
}

/** `c = a + b = 3.7183`; a number is not said twice. */
function statement(of: string, { text, value, line, seed }: DerivationStep): string {
  const shown = showShaped(value);
  if (seed !== undefined) return `${text}; ${derivativeName(of, line)} = ${shown}`;
  return text.endsWith(`= ${shown}`) ? text : `${text} = ${shown}`;
}

/** `\begin{align*} … \end{align*}`, aligned at the first relation, the phases separated by words. */
export function derivationLatex(inspection: Inspection): string {
  return `\\begin{align*}\n${alignRows(inspection)}\n\\end{align*}`;
}

/** The same for where `align*` may not stand by itself: inside `$$ … $$`. */
export function derivationAligned(inspection: Inspection): string {
  return `\\begin{aligned}\n${alignRows(inspection)}\n\\end{aligned}`;
}

function alignRows({ derivation }: Inspection): string {
  const rows: string[] = [];
  for (const phase of phases) {
    const steps = derivation.filter((step) => step.phase === phase);
    if (steps.length === 0) continue;
    rows.push(`&\\text{${headings[phase]}}`, ...steps.map((step) => alignAtRelation(step.latex)));
  }
  return rows.join(' \\\\\n');
}

/** Puts `&` before the first `=` that stands in no braces. */
export function alignAtRelation(latex: string): string {
  let depth = 0;
  for (let i = 0; i < latex.length; i++) {
    const char = latex[i];
    if (char === '\\') i++;
    else if (char === '{') depth++;
    else if (char === '}') depth--;
    else if (char === '=' && depth === 0) return `${latex.slice(0, i)}&${latex.slice(i)}`;
  }
  return `&${latex}`;
}
