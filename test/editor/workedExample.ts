/** The worked example f(x) = √(x² + exp(x²)) + cos(x² + exp(x²)) as an Inspection at x = 1, written by hand. */
import type { DerivationStep, Inspection, InspectionLine } from '../../src/core.ts';

const [x, a, b] = [1, 1, Math.E];
const c = a + b;
const d = Math.sqrt(c);
const e = Math.cos(c);
const viaD = 1 / (2 * d);
const viaE = -Math.sin(c);
const fc = viaD + viaE;
const fa = fc * b + fc;
const fx = fa * 2 * x;

const span = { from: 2, to: 60 };

function line(
  name: string,
  operation: string,
  operands: readonly string[],
  text: string,
  primal: number,
  adjoint: number,
  fanOut: number,
): InspectionLine {
  const formula = { text, latex: text };
  return { name, operation, operands, shape: [], primal, adjoint, fanOut, formula, partials: [], spans: [span] };
}

function step(
  phase: DerivationStep['phase'],
  stage: number,
  name: string,
  text: string,
  latex: string,
  value: number,
  contributions: DerivationStep['contributions'] = [],
  reuses: readonly string[] = [],
): DerivationStep {
  return { phase, stage, line: name, text, latex, value, contributions, reuses };
}

export const workedExample: Inspection = {
  span,
  reading: 'f(x) = sqrt(x^2 + exp(x^2)) + cos(x^2 + exp(x^2))',
  readings: [],
  output: { name: 'f', shape: [], value: d + e },
  outputs: ['f'],
  inputs: [{ name: 'x', shape: [], value: x, origin: 'default' }],
  lines: [
    line('x', 'input', [], 'x', x, fx, 1),
    line('2', 'constant', [], '2', 2, 0, 1),
    line('a', 'pow', ['x', '2'], 'x^2', a, fa, 2),
    line('b', 'exp', ['a'], 'exp(a)', b, fc, 1),
    line('c', 'add', ['a', 'b'], 'a + b', c, fc, 2),
    line('d', 'sqrt', ['c'], 'sqrt(c)', d, 1, 1),
    line('e', 'cos', ['c'], 'cos(c)', e, 1, 1),
    line('f', 'add', ['d', 'e'], 'd + e', d + e, 1, 0),
  ],
  groups: [],
  gradient: { x: fx },
  formulas: {
    x: {
      text: '2*x*(1 + exp(a))*(1/(2*sqrt(c)) - sin(c))',
      latex: '2 x \\left(1 + \\exp(a)\\right) \\left(\\frac{1}{2 \\sqrt{c}} - \\sin(c)\\right)',
    },
  },
  where: [
    { name: 'a', text: 'a = x^2', latex: 'a = x^{2}' },
    { name: 'c', text: 'c = a + exp(a)', latex: 'c = a + \\exp(a)' },
  ],
  derivation: [
    step('forward', 1, 'a', 'a = x^2', 'a = x^{2}', a),
    step('forward', 2, 'b', 'b = exp(a)', 'b = \\exp(a)', b),
    step('local', 1, 'a', '∂a/∂x = 2*x', '\\frac{\\partial a}{\\partial x} = 2 x', 2 * x),
    step('backward', 1, 'f', '∂f/∂f = 1', '\\frac{\\partial f}{\\partial f} = 1', 1),
    step(
      'backward',
      3,
      'c',
      '∂f/∂c = ∂f/∂d · ∂d/∂c + ∂f/∂e · ∂e/∂c = ∂f/∂d · (1/(2*sqrt(c))) + ∂f/∂e · (-sin(c))',
      '\\frac{\\partial f}{\\partial c} = \\frac{\\partial f}{\\partial d} \\frac{1}{2 \\sqrt{c}} + \\frac{\\partial f}{\\partial e} \\left(-\\sin(c)\\right)',
      fc,
      [
        { via: 'd', adjoint: 1, partial: viaD, value: viaD },
        { via: 'e', adjoint: 1, partial: viaE, value: viaE },
      ],
      ['d', 'e'],
    ),
    step(
      'backward',
      4,
      'a',
      '∂f/∂a = ∂f/∂b · ∂b/∂a + ∂f/∂c · ∂c/∂a = ∂f/∂b · exp(a) + ∂f/∂c · 1',
      '\\frac{\\partial f}{\\partial a} = \\frac{\\partial f}{\\partial b} \\exp(a) + \\frac{\\partial f}{\\partial c}',
      fa,
      [
        { via: 'b', adjoint: fc, partial: b, value: fc * b },
        { via: 'c', adjoint: fc, partial: 1, value: fc },
      ],
      ['b', 'c'],
    ),
    step(
      'backward',
      5,
      'x',
      '∂f/∂x = ∂f/∂a · ∂a/∂x = ∂f/∂a · (2*x)',
      '\\frac{\\partial f}{\\partial x} = \\frac{\\partial f}{\\partial a} \\cdot 2 x',
      fx,
      [{ via: 'a', adjoint: fa, partial: 2 * x, value: fx }],
      ['a'],
    ),
  ],
  cost: { forward: 10, reverse: 11, withoutReuse: 20, forwardMode: 18 },
  problems: [],
};
