/** The formulas of an inspection put together for display. */
import { showValue } from '../base/numbers.ts';
import type { Inspection, InspectionLine, Value } from '../core.ts';

/** An elementary operation, not an input or a constant. */
export function isStep(line: InspectionLine): boolean {
  return line.operation !== 'input' && line.operation !== 'constant';
}

/** `∂f/∂x`. */
export function derivativeName(of: string, wrt: string): string {
  return `∂${of}/∂${wrt}`;
}

/** The reading without its left side: of `f(x) = x^2` what follows the first `=`. */
export function rightSide({ reading, output }: Inspection): string {
  const left = /^([^=()]+)(\([^=()]*\))? = /.exec(reading);
  return left?.[1] === output.name ? reading.slice(left[0].length) : reading;
}

/** One equation for each input: `∂f/∂x = 2 x (1 + exp(a)) …`; of a product with a cotangent, `⟨v, ∂y/∂W⟩ = v xᵀ`. */
export function gradientText({ output, formulas }: Inspection): string[] {
  return Object.entries(formulas).map(([input, { text, seed }]) => {
    const name = derivativeName(output.name, input);
    return `${seed === undefined ? name : `⟨${seed}, ${name}⟩`} = ${text}`;
  });
}

/**
 * The first few of them as one display; undefined where there is none. Of a network: the chain of the first layer's
 * derivative, its formula, and that of the adjoint in it.
 */
export function gradientLatex(inspection: Inspection, most = 3): string | undefined {
  const { formulas, where } = inspection;
  const rows = Object.entries(formulas)
    .slice(0, most)
    .map(([input, { latex }]) => `${derivativeLatex(inspection, input)} &= ${latex}`);
  const [linked, { chain, latex } = {}] = Object.entries(formulas).find(([, formula]) => formula.chain) ?? [];
  if (linked !== undefined && chain && latex !== undefined) {
    const adjoint = where.findLast(({ usedFor }) => usedFor?.includes(derivativeName(inspection.output.name, linked)));
    rows.splice(0, most, chain.latex.replace(' = ', ' &= '), `&= ${latex}`);
    if (adjoint) rows.push(adjoint.latex.replace(' = ', ' &= '));
  }
  if (rows.length < 2) return rows[0]?.replace('&= ', '= ');
  return `\\begin{aligned}${rows.join(' \\\\ ')}\\end{aligned}`;
}

/** `\frac{\partial f}{\partial x}` as the derivation prints it, which knows how each name is set. */
function derivativeLatex({ output, derivation, lines, formulas }: Inspection, input: string): string {
  const step = derivation.find(({ phase, line }) => phase === 'backward' && line === input);
  const printed = step?.latex.split(' = ')[0];
  if (printed !== undefined && printed !== step?.latex) {
    // The step is of the product with the seed; the formula may be of the Jacobian itself.
    const isProduct = formulas[input]?.seed !== undefined;
    return isProduct ? printed : printed.replace(/^\\left\\langle \S+, (.*) \\right\\rangle$/, '$1');
  }
  const name = lines.find((line) => line.name === input)?.formula.latex ?? upright(input);
  return `\\frac{\\partial ${upright(output.name)}}{\\partial ${name}}`;
}

function upright(name: string): string {
  return /^[A-Za-z]$/.test(name) ? name : `\\mathrm{${name.replace(/[^A-Za-z0-9.]/g, ' ').trim()}}`;
}

/** `x = 1, y = 2`. */
export function showPoint(point: Readonly<Record<string, Value>>): string {
  return Object.entries(point)
    .map(([name, value]) => `${name} = ${showValue(value)}`)
    .join(', ');
}
