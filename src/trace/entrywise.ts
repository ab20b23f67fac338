/**
 * Functions of numbers handed an array in notes, `p = σ(Xw)` with σ(z) = 1/(1 + e⁻ᶻ): each entry by itself. Notes write
 * them so without a word, where programs have a sign or a function for it.
 */
import { linearName, walk } from '../syntax/names.ts';
import type { Expression, Operation, Operator } from '../syntax/tree.ts';
import { COMPARISONS } from './code/steps.ts';

const OPERATORS: ReadonlySet<Operator> = new Set([
  'add',
  'subtract',
  'multiply',
  'divide',
  'power',
  'negate',
  'plus',
  'hadamard',
]);

/** Functions of whole arrays: of one entry they are something else, or nothing. */
const OF_ARRAYS = new Set(
  'norm inner dot cross tr Tr trace det diag softmax logSoftmax log_softmax logsumexp lse LSE sum mean max min inverse inv transpose outer kron'.split(
    ' ',
  ),
);

/** Whether a function's body can be meant for a number: it has nothing that only arrays have. */
export function isOfNumbers(parameters: readonly string[], body: Expression): boolean {
  return (
    // A capital is a matrix, and bold a vector, if it is handed one.
    parameters.every((parameter) => !/^[A-Z]/.test(parameter)) &&
    [...walk(body)].every((node) => isEntrywise(node, parameters))
  );
}

function isEntrywise(node: Expression, parameters: readonly string[]): boolean {
  switch (node.kind) {
    case 'number':
    case 'piecewise':
      return true;
    case 'name':
      return node.style !== 'bold' && node.style !== 'arrow';
    case 'index':
      return !parameters.includes(linearName(node.base) ?? '');
    case 'operation':
      return OPERATORS.has(node.operator) && !isTransposed(node);
    case 'call':
      return !OF_ARRAYS.has(linearName(node.callee) ?? '');
    case 'relation':
      return node.signs.every((sign) => sign in COMPARISONS);
    case 'sequence':
      return node.items.length === 1 && node.form !== 'set';
    default:
      return false;
  }
}

/** `x^T` where T is no exponent. */
function isTransposed({ operator, operands: [, exponent] }: Operation): boolean {
  return operator === 'power' && exponent?.kind === 'name' && exponent.name === 'T';
}
