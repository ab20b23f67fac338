/** The derivation written out: as plain text and as LaTeX. */
import type { DerivationStep, Inspection } from '../core.ts';
import { showPoint, showValue } from './numbers.ts';

const phases = ['forward', 'local', 'backward'] as const;

const headings: Readonly<Record<DerivationStep['phase'], string>> = {
  forward: 'Forward pass',
  local: 'Local gradients',
  backward: 'Backward pass',
};

/** Lines of text: the three phases, then the numbers at the point. */
export function derivationText(inspection: Inspection): string[] {
  const { output, inputs, reading, gradient } = inspection;
  const lines = [`${output.name} = ${reading}`];
  for (const phase of phases) {
    const steps = inspection.derivation.filter((step) => step.phase === phase);
    if (steps.length === 0) continue;
    lines.push('', `${headings[phase]}:`, ...steps.map((step) => `  ${step.text}`));
  }
  const point = showPoint(Object.fromEntries(inputs.map(({ name, value }) => [name, value])));
  const values = [
    `${output.name} = ${showValue(output.value)}`,
    ...Object.entries(gradient).map(([name, value]) => `∂${output.name}/∂${name} = ${showValue(value)}`),
  ];
  lines.push('', `${point ? `At ${point}: ` : ''}${values.join(', ')}`);
  return lines;
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
