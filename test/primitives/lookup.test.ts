// What spellings mean, and which must not be guessed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constant, isFunctionName, lookup, type OperandSource, resolve } from '../../src/primitives/lookup.ts';
import type { Language } from '../../src/syntax/tree.ts';

type Case = readonly [language: Language, spelling: string, arity: number, row: string | undefined];

const MEANINGS: readonly Case[] = [
  ['latex', '\\tanh', 1, 'tanh'],
  ['latex', '\\th', 1, 'tanh'],
  ['latex', '\\tg', 1, 'tan'],
  ['latex', '\\arctan', 1, 'atan'],
  ['latex', '\\arctan', 2, 'atan2'],
  ['latex', 'ReLU', 1, 'relu'],
  ['latex', '\\Gamma', 1, 'gamma'],
  ['latex', '\\gamma', 1, undefined], // a variable
  ['latex', '\\beta', 2, undefined],
  ['latex', '\\sigma', 1, undefined], // whatever the document says
  ['latex', '\\div', 2, undefined], // an operator
  ['latex', '\\log', 1, 'log'],
  ['latex', '\\log', 2, 'logBase'],
  ['latex', '\\max', 3, 'max'],
  ['latex', '\\max', 1, undefined], // a reduction
  ['plain', 'ln', 1, 'log'],
  ['plain', 'log', 2, 'logBase'],
  ['plain', 'nthRoot', 2, 'root'],
  ['plain', 'arcsin', 1, 'asin'],
  ['plain', 'sinc', 1, 'sinc'],
  ['plain', 'pow', 2, 'pow'],
  ['plain', 'lg', 1, undefined], // base 10 to some, base 2 to others
  ['python', 'math.exp', 1, 'exp'],
  ['python', 'numpy.exp', 1, 'exp'],
  ['python', 'jax.numpy.exp', 1, 'exp'],
  ['python', 'exp', 1, 'exp'],
  ['python', 'df.exp', 1, undefined],
  ['python', 'math.log', 2, 'logBase'],
  ['python', 'np.log', 2, undefined], // the second argument is `out`
  ['python', 'math.gamma', 1, 'gamma'],
  ['python', 'np.gamma', 1, undefined], // does not exist
  ['python', 'np.random.gamma', 1, undefined],
  ['python', 'np.sinc', 1, 'sincPi'],
  ['python', 'sympy.sinc', 1, 'sinc'],
  ['python', 'sinc', 1, undefined], // NumPy's or SymPy's
  ['python', 'scipy.special.expit', 1, 'sigmoid'],
  ['python', 'scipy.special.psi', 1, 'digamma'],
  ['python', 'np.round', 1, 'round'],
  ['python', 'torch.round', 1, 'round'],
  ['python', 'round', 2, undefined], // to digits
  ['python', 'np.max', 2, undefined], // the second argument is an axis
  ['python', 'max', 4, 'max'],
  ['python', 'np.maximum', 2, 'max'],
  ['python', 'np.maximum', 3, undefined],
  ['python', 'np.mod', 2, 'mod'],
  ['python', 'math.fmod', 2, 'remainder'],
  ['python', 'math.remainder', 2, undefined], // rounds to nearest
  ['python', 'remainder', 2, undefined],
  ['python', 'np.where', 3, 'select'],
  ['python', 'np.select', 3, undefined],
  ['python', 'F.gelu', 1, 'gelu'],
  ['python', 'jax.nn.gelu', 1, 'geluTanh'],
  ['python', 'gelu', 1, undefined],
  ['python', 'torch.nn.functional.softplus', 1, 'softplus'],
  ['javascript', 'Math.exp', 1, 'exp'],
  ['javascript', 'exp', 1, 'exp'],
  ['javascript', 'Math.round', 1, 'roundHalfUp'],
  ['javascript', 'Math.fround', 1, undefined],
  ['javascript', 'Math.log', 2, undefined],
  ['javascript', 'Math.hypot', 3, 'hypot'],
  ['javascript', 'Math.max', 3, 'max'],
  ['c', 'fabs', 1, 'abs'],
  ['c', 'fabsf', 1, 'abs'],
  ['c', 'abs', 1, undefined], // of integers
  ['c', 'std::abs', 1, 'abs'],
  ['c', 'std::exp', 1, 'exp'],
  ['c', 'remainder', 2, undefined],
  ['c', 'round', 1, 'roundHalfAway'],
  ['c', 'tgamma', 1, 'gamma'],
  ['c', 'gamma', 1, undefined], // log Γ on some systems
  ['julia', 'atan', 2, 'atan2'],
  ['julia', 'log', 2, undefined], // base first: see resolve
  ['julia', 'div', 2, undefined], // cuts to an integer
  ['julia', 'gelu', 1, undefined], // changed its meaning
  ['julia', 'round', 1, 'round'],
  ['matlab', 'nthroot', 2, 'root'],
  ['matlab', 'fix', 1, 'trunc'],
  ['r', 'ceiling', 1, 'ceil'],
  ['r', 'plogis', 1, 'sigmoid'],
  ['r', 'beta', 2, 'beta'],
  ['plain', '__proto__', 1, undefined],
  ['javascript', 'constructor', 1, undefined],
];

test('spellings mean what their language means by them', () => {
  for (const [language, spelling, arity, row] of MEANINGS) {
    assert.equal(lookup(language, spelling, arity), row, `${language} ${spelling}/${arity}`);
  }
});

const argument = (index: number): OperandSource => ({ argument: index });
const given = (number: number): OperandSource => ({ number });
const ALIASES: readonly (readonly [Language, string, number, string, readonly OperandSource[]])[] = [
  ['python', 'np.square', 1, 'pow', [argument(0), given(2)]],
  ['python', 'torch.reciprocal', 1, 'div', [given(1), argument(0)]],
  ['julia', 'log', 2, 'logBase', [argument(1), argument(0)]],
  ['julia', 'abs2', 1, 'pow', [argument(0), given(2)]],
  ['python', 'F.leaky_relu', 1, 'leakyRelu', [argument(0), given(0.01)]],
  ['python', 'F.elu', 1, 'elu', [argument(0), given(1)]],
  ['r', 'psigamma', 2, 'polygamma', [argument(1), argument(0)]],
];

test('spellings that give or permute operands say how', () => {
  for (const [language, spelling, arity, row, operands] of ALIASES) {
    assert.deepEqual(resolve(language, spelling, arity), { row, operands }, `${language} ${spelling}`);
    assert.equal(lookup(language, spelling, arity), undefined, `${language} ${spelling}`);
  }
});

const CONSTANTS: readonly (readonly [Language, string, number | undefined])[] = [
  ['python', 'math.pi', Math.PI],
  ['python', 'np.pi', Math.PI],
  ['python', 'numpy.inf', Number.POSITIVE_INFINITY],
  ['python', 'math.tau', 2 * Math.PI],
  ['python', 'pi', undefined], // only if imported
  ['javascript', 'Math.PI', Math.PI],
  ['javascript', 'Math.E', Math.E],
  ['javascript', 'Math.LN2', Math.LN2],
  ['javascript', 'Math.SQRT2', Math.SQRT2],
  ['javascript', 'PI', undefined],
  ['julia', 'pi', Math.PI],
  ['julia', 'π', Math.PI],
  ['julia', 'e', undefined],
  ['c', 'M_PI', Math.PI],
  ['c', 'M_SQRT1_2', Math.SQRT1_2],
  ['matlab', 'pi', Math.PI],
  ['matlab', 'e', undefined],
  ['latex', '\\pi', Math.PI],
  ['latex', '\\gamma', undefined],
  ['latex', '\\tau', undefined],
  ['plain', 'pi', Math.PI],
  ['plain', 'EulerGamma', 0.5772156649015329],
];

test('constants by their spelling', () => {
  for (const [language, spelling, value] of CONSTANTS) {
    assert.equal(constant(language, spelling)?.value, value, `${language} ${spelling}`);
  }
});

test('function names are known whatever the number of arguments', () => {
  assert.ok(isFunctionName('latex', '\\sin'));
  assert.ok(isFunctionName('plain', 'nthRoot'));
  assert.ok(isFunctionName('python', 'np.square'));
  assert.ok(!isFunctionName('latex', '\\le'));
  assert.ok(!isFunctionName('plain', 'f'));
});
