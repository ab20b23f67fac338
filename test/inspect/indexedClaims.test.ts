// Claims about any entry of a sum, and gradients by the one variable there is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives } from '../../src/core.ts';

const MIXTURE = '$$L = \\frac{1}{2} \\sum_{i=1}^n \\sum_{k=1}^K r_{ik} (x_i - \\mu_k)^2$$\n\n';
const SOFTMAX = '$$p_i = \\frac{e^{z_i}}{\\sum_{j=1}^n e^{z_j}}$$\n\n';
const SQUARES = '$$J = \\sum_{j=1}^m w_j^2 y_j$$\n\n';
const CUBE = '$$f(x) = x^3 + 2x$$\n\n';

const CLAIMS: readonly (readonly [definition: string, claim: string, verdict: string, words?: RegExp])[] = [
  [MIXTURE, '\\frac{\\partial L}{\\partial \\mu_k} = -\\sum_{i=1}^n r_{ik} (x_i - \\mu_k)', 'agrees'],
  [MIXTURE, '\\frac{\\partial L}{\\partial \\mu_k} = \\sum_{i=1}^n r_{ik} (x_i - \\mu_k)', 'differs', /sign is wrong/],
  [MIXTURE, '\\frac{\\partial L}{\\partial \\mu_k} = -2 \\sum_{i=1}^n r_{ik} (x_i - \\mu_k)', 'differs', /factor 2/],
  [SQUARES, '\\frac{\\partial J}{\\partial w_j} = 2 w_j y_j', 'agrees'],
  [SQUARES, '\\frac{\\partial J}{\\partial w_k} = 2 w_k y_k', 'agrees'],
  [SQUARES, '\\frac{\\partial J}{\\partial w_j} = w_j y_j', 'differs', /factor 2 is missing/],
  [SOFTMAX, '\\frac{\\partial p_i}{\\partial z_j} = p_i (\\delta_{ij} - p_j)', 'agrees'],
  [SOFTMAX, '\\frac{\\partial p_i}{\\partial z_j} = p_i (\\delta_{ij} + p_j)', 'differs'],
  [SOFTMAX, '\\frac{\\partial p_i}{\\partial z_i} = p_i (1 - p_i)', 'agrees'],
  // Said of i ≠ j, and of i = j.
  [SOFTMAX, '\\frac{\\partial p_i}{\\partial z_j} = -p_i p_j', 'undecided'],
  [SOFTMAX, '\\frac{\\partial p_i}{\\partial z_j} = p_i (1 - p_i)', 'undecided'],
  [CUBE, '\\nabla f(x) = 3x^2 + 2', 'agrees'],
  [CUBE, '\\nabla f(x) = 3x^2', 'differs'],
];

test('claims with a free index hold for every entry, or for none', () => {
  for (const [definition, claim, verdict, words] of CLAIMS) {
    const check = checkDerivatives(`${definition}$$${claim}$$\n`, 'markdown').at(-1);
    assert.equal(check?.verdict, verdict, `${claim}: ${check?.reason ?? check?.difference}`);
    if (words) assert.match(check?.difference ?? '', words, claim);
  }
});
