/** The formulas of an inspection put together for display. */
import type { Inspection, InspectionLine } from '../core.ts';

/** An elementary operation, not an input or a constant. */
export function isStep(line: InspectionLine): boolean {
  return line.operation !== 'input' && line.operation !== 'constant';
}

/** `∂f/∂x`. */
export function derivativeName(of: string, wrt: string): string {
  return `∂${of}/∂${wrt}`;
}

/** One equation for each input: `∂f/∂x = 2 x (1 + exp(a)) …`. */
export function gradientText({ output, formulas }: Inspection): string[] {
  return Object.entries(formulas).map(([input, { text }]) => `${derivativeName(output.name, input)} = ${text}`);
}

/** The first few of them as one display; undefined where there is none. */
export function gradientLatex(inspection: Inspection, most = 3): string | undefined {
  const rows = Object.entries(inspection.formulas)
    .slice(0, most)
    .map(([input, { latex }]) => [derivativeLatex(inspection, input), latex] as const);
  if (rows.length === 0) return undefined;
  if (rows.length === 1) return rows[0]?.join(' = ');
  return `\\begin{aligned}${rows.map(([name, formula]) => `${name} &= ${formula}`).join(' \\\\ ')}\\end{aligned}`;
}

function derivativeLatex(inspection: Inspection, input: string): string {
  return `\\frac{\\partial ${nameLatex(inspection, inspection.output.name)}}{\\partial ${nameLatex(inspection, input)}}`;
}

/** A name as the decomposition's own lines print it; a name that none of them prints is set upright. */
function nameLatex({ lines }: Inspection, name: string): string {
  const line = lines.find((candidate) => candidate.name === name);
  if (line && !isStep(line)) return line.formula.latex;
  return /^\p{L}$/u.test(name)
    ? name
    : `\\mathrm{${name.replace(/[\\{}$&#^_%~]/g, (char) => (char === '\\' || char === '^' || char === '~' ? '' : `\\${char}`))}}`;
}
