/** The derivation written out: as plain text, as LaTeX, and as a note numbers its steps. */

import { showShaped } from '../base/numbers.ts';
import type { DerivationStep, Inspection } from '../core.ts';
import type { DerivationForm } from '../protocol/take.ts';
import { derivativeName, rightSide, showPoint } from './formulas.ts';

const phases = ['forward', 'local', 'backward'] as const;

const headings: Readonly<Record<DerivationStep['phase'], string>> = {
  forward: 'Forward pass',
  local: 'Local gradients',
  backward: 'Backward pass',
};

/** In any of the forms that it is copied in. */
export function derivationIn(inspection: Inspection, form: DerivationForm): string {
  switch (form) {
    case 'align':
      return derivationLatex(inspection);
    case 'numbered':
      return derivationNumbered(inspection).join('\n');
    case 'markdown':
      return derivationMarkdown(inspection).join('\n');
    case 'text':
      return derivationText(inspection).join('\n');
  }
}

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

/** The backward pass as notes tell it: `**3. From d, e to c**: …`, then a bullet for each derivative. */
export function derivationNumbered(inspection: Inspection): string[] {
  const backward = inspection.derivation.filter(({ phase }) => phase === 'backward');
  const written: string[] = [];
  for (const stage of new Set(backward.map((step) => step.stage))) {
    const steps = backward.filter((step) => step.stage === stage);
    const own = new Set(steps.map(({ line }) => line));
    const from = pathsOf(steps).filter((name) => !own.has(name));
    if (written.length > 0) written.push('');
    if (from.length === 0) {
      written.push(`**${stage}. Start**: ${steps.map(({ latex }) => `$${latex}$`).join(', ')}`);
      continue;
    }
    const title = `${stage}. From ${from.join(', ')} to ${steps.map(({ line }) => line).join(', ')}`;
    written.push(`**${title}**: ${reason(inspection, steps)}`, '', ...steps.map(({ latex }) => `- $${latex}$`));
  }
  return written;
}

function pathsOf(steps: readonly DerivationStep[]): string[] {
  return [...new Set(steps.flatMap(({ contributions }) => contributions.map(({ via }) => via)))];
}

/** Why steps of the backward pass go as they go: paths that add, a derivative used again, or what the line is. */
function reason(inspection: Inspection, steps: readonly DerivationStep[]): string {
  const { output, lines } = inspection;
  const list = (names: readonly string[]) => names.map((name) => `$${latexOf(inspection, name)}$`).join(' and ');
  const reasons = steps.flatMap((step) => {
    const paths = pathsOf([step]);
    return paths.length > 1 ? [`${list([step.line])} affects ${list(paths)}: the gradients of all paths add.`] : [];
  });
  const reused = [...new Set(steps.flatMap(({ reuses }) => reuses))].filter((name) => name !== output.name);
  if (reused.length > 0) reasons.push(`The derivative by ${list(reused)} is known already and is used again.`);
  const via = lines.find(({ name }) => name === pathsOf(steps)[0]);
  if (reasons.length === 0 && via) return `Since $${latexOf(inspection, via.name)} = ${via.formula.latex}$,`;
  return reasons.join(' ');
}

/** A name as the derivation sets it. */
function latexOf({ derivation, lines }: Inspection, name: string): string {
  const told = derivation.find(({ phase, line }) => phase === 'forward' && line === name)?.latex.split(' = ')[0];
  return told ?? lines.find((line) => line.name === name)?.formula.latex ?? name;
}

/** All three phases as Markdown: what is computed, in a display; the backward pass in numbered steps. */
export function derivationMarkdown(inspection: Inspection): string[] {
  const { derivation, output } = inspection;
  const display = (phase: DerivationStep['phase']) => {
    const steps = derivation.filter((step) => step.phase === phase);
    if (steps.length === 0) return [];
    const rows = steps.map(({ latex }) => alignAtRelation(latex)).join(' \\\\\n');
    return [`### ${headings[phase]}`, '', '$$', `\\begin{aligned}\n${rows}\n\\end{aligned}`, '$$', ''];
  };
  return [
    ...display('forward'),
    ...display('local'),
    `### ${headings.backward}`,
    '',
    ...derivationNumbered(inspection),
    '',
    `At ${pointOf(inspection)}: $${latexOf(inspection, output.name)} = ${showShaped(output.value)}$.`,
  ];
}

function pointOf({ inputs }: Inspection): string {
  return showPoint(Object.fromEntries(inputs.map(({ name, value }) => [name, value]))) || 'every point';
}
