/** What differs between the code targets: how signs bind, what words are taken, how constants and choices are written. */
import type { Target } from '../primitives/row.ts';

export type CodeTarget = Exclude<Target, 'latex'>;

export const ATOM = 10;

/** Of a binary sign: its own level, and the least level of an operand that stands unbracketed at either side. */
interface Sign {
  readonly level: number;
  readonly left: number;
  readonly right: number;
}

export interface Operators {
  readonly binary: Readonly<Record<string, Sign>>;
  /** Level of -x and !x, and what their operand needs. */
  readonly unary: number;
}

export interface Dialect {
  readonly operators: Operators;
  /** Words that cannot be names, beside those of the table's templates. */
  readonly keywords: string;
  /** Letters beyond ASCII may stand in names. */
  readonly unicode?: boolean;
  readonly constants: { readonly pi?: string; readonly e?: string; readonly inf: string; readonly nan: string };
  /** A whole number divided by a whole number is cut (C), or raised to one refused (Julia, NumPy): where 2 must be 2.0. */
  readonly floats: 'everywhere' | 'powersAndCalls' | 'never';
  /** A truth value as 1 or 0. */
  readonly asNumber: string;
  /** A number as a truth value. */
  readonly asCondition: string;
  readonly truth: { readonly yes: string; readonly no: string };
  /** A tensor of zeros like another. */
  readonly zeros?: string;
  /** What the code needs before it if it contains the text. */
  readonly imports: readonly (readonly [text: string, line: string])[];
  /** What stands behind the function if it contains the text: helpers that the language lacks. */
  readonly helpers?: readonly (readonly [text: string, code: string])[];
}

function binary(signs: Readonly<Record<string, number>>, special: Readonly<Record<string, Sign>>) {
  const plain = Object.entries(signs).map(
    ([sign, level]) => [sign, { level, left: Math.ceil(level), right: Math.ceil(level) + 0.5 }] as const,
  );
  return { ...Object.fromEntries(plain), ...special };
}

// Comparisons are never chained: a < b < c means something else in Python and Julia.
const SUM = 6;
const relation: Sign = { level: 5, left: SUM, right: SUM };
const power = (level: number): Sign => ({ level, left: ATOM, right: ATOM });
const RELATIONS = Object.fromEntries(
  ['==', '===', '!=', '!==', '~=', '<', '<=', '>', '>='].map((sign) => [sign, relation]),
);
const DOTTED = Object.fromEntries(['.==', '.!=', '.<', '.<=', '.>', '.>='].map((sign) => [sign, relation]));
const CHOICE = { '?': { level: 1, left: 2, right: 2 }, ':': { level: 1, left: 2, right: 1 } };
// Remainders and whole quotients are bracketed among factors: a * (b // c) is not a * b // c.
const ARITHMETIC = { '+': SUM, '-': SUM, '*': 7, '/': 7, '%': 6.9, '//': 6.9, '.*': 7, './': 7, '@': 7 };

const PYTHON: Dialect = {
  operators: { binary: binary(ARITHMETIC, { ...RELATIONS, '**': power(9) }), unary: 8 },
  keywords:
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield match case type print range self np scipy math',
  unicode: true,
  constants: { pi: 'np.pi', e: 'np.e', inf: 'np.inf', nan: 'np.nan' },
  floats: 'powersAndCalls',
  asNumber: 'np.where($1, 1.0, 0.0)',
  zeros: 'np.zeros_like($1)',
  asCondition: '$1 != 0',
  truth: { yes: 'True', no: 'False' },
  imports: [
    ['np.', 'import numpy as np'],
    ['scipy.special.', 'import scipy.special'],
    ['scipy.stats.', 'import scipy.stats'],
  ],
  helpers: [
    ['scatter(', placing('scatter(shape, at, value)', 'np.zeros(shape)')],
    ['set_index(', placing('set_index(x, at, value)', 'x.copy()')],
    [
      'scatter_add(',
      '\ndef scatter_add(shape, axis, indices, value):\n    result = np.zeros(shape)\n    np.add.at(np.moveaxis(result, axis, 0), indices, np.moveaxis(value, axis, 0))\n    return result',
    ],
  ],
};

/** Python has no expression for a tensor with some entries set. */
function placing(head: string, start: string): string {
  return `\ndef ${head}:\n    result = ${start}\n    result[at] = value\n    return result`;
}

const JAVASCRIPT: Dialect = {
  // -x ** 2 is an error in JavaScript: the power binds less than a sign, and takes none.
  operators: {
    binary: binary({ ...ARITHMETIC, '||': 2, '&&': 3 }, { ...RELATIONS, ...CHOICE, '**': power(7.5) }),
    unary: 8,
  },
  keywords:
    'await break case catch class const continue debugger default delete do else enum eval export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static super ' +
    'switch this throw true try typeof var void while with yield arguments undefined NaN Infinity Math Number Float64Array async of type __proto__',
  unicode: true,
  constants: { pi: 'Math.PI', e: 'Math.E', inf: 'Infinity', nan: 'NaN' },
  floats: 'never',
  asNumber: '$1 ? 1 : 0',
  asCondition: '$1 !== 0',
  truth: { yes: 'true', no: 'false' },
  imports: [],
};

export const DIALECTS: Readonly<Record<CodeTarget, Dialect>> = {
  python: PYTHON,
  torch: {
    ...PYTHON,
    keywords: `${PYTHON.keywords} torch`,
    constants: { pi: 'torch.pi', inf: 'torch.inf', nan: 'torch.nan' },
    asNumber: '$1.float()',
    zeros: 'torch.zeros_like($1)',
    truth: { yes: 'torch.tensor(True)', no: 'torch.tensor(False)' },
    imports: [['torch.', 'import torch']],
    helpers: [
      ['scatter(', placing('scatter(shape, at, value)', 'value.new_zeros(shape)')],
      ['set_index(', placing('set_index(x, at, value)', 'x.clone()')],
    ],
  },
  jax: {
    ...PYTHON,
    keywords: `${PYTHON.keywords} jax jnp`,
    constants: { pi: 'jnp.pi', e: 'jnp.e', inf: 'jnp.inf', nan: 'jnp.nan' },
    asNumber: 'jnp.where($1, 1.0, 0.0)',
    zeros: 'jnp.zeros_like($1)',
    imports: [
      ['jax.nn.', 'import jax.nn'],
      ['jax.scipy.special.', 'import jax.scipy.special'],
      ['jax.scipy.stats.', 'import jax.scipy.stats'],
      ['jnp.', 'import jax.numpy as jnp'],
    ],
    helpers: [],
  },
  javascript: JAVASCRIPT,
  typescript: JAVASCRIPT,
  c: {
    operators: { binary: binary({ ...ARITHMETIC, '||': 2, '&&': 3 }, { ...RELATIONS, ...CHOICE }), unary: 8 },
    keywords:
      'auto break case char const continue default do double else enum extern float for goto if inline int long register ' +
      'restrict return short signed sizeof static struct switch typedef union unsigned void volatile while bool true false ' +
      'class new delete this template typename namespace using private public protected try catch throw operator ' +
      'NULL NAN INFINITY HUGE_VAL M_PI M_E signgam main',
    constants: { inf: 'INFINITY', nan: 'NAN' },
    floats: 'everywhere',
    asNumber: '$1 ? 1.0 : 0.0',
    asCondition: '$1 != 0.0',
    truth: { yes: '1', no: '0' },
    imports: [['', '#include <math.h>']],
  },
  julia: {
    operators: {
      binary: binary(
        { ...ARITHMETIC, '||': 2, '&&': 3, '.||': 2, '.&&': 3, '.+': SUM, '.-': SUM, '.%': 6.9 },
        { ...RELATIONS, ...DOTTED, ...CHOICE, '^': power(9), '.^': power(9) },
      ),
      unary: 8,
    },
    keywords:
      'baremodule begin break catch const continue do else elseif end export false finally for function global if import in ' +
      'isa let local macro module mutable quote return struct true try type using where while pi Inf NaN im zeros SpecialFunctions',
    unicode: true,
    constants: { pi: 'pi', e: 'exp(1)', inf: 'Inf', nan: 'NaN' },
    floats: 'powersAndCalls',
    asNumber: 'float($1)',
    zeros: 'zero($1)',
    asCondition: '$1 != 0',
    truth: { yes: 'true', no: 'false' },
    imports: [
      ['SpecialFunctions.', 'import SpecialFunctions'],
      ...'LinearAlgebra. dot( tr( det( diag( diagm( norm( cross( tril( triu( cholesky( logabsdet('
        .split(' ')
        .map((text) => [text, 'using LinearAlgebra'] as const),
    ],
  },
  matlab: {
    operators: {
      binary: binary({ ...ARITHMETIC, '|': 2, '&': 3 }, { ...RELATIONS, '^': power(9), '.^': power(9) }),
      unary: 8,
    },
    keywords:
      'break case catch classdef continue else elseif end for function global if otherwise parfor persistent return spmd switch ' +
      'try while pi Inf NaN eps ans double zeros true false',
    constants: { pi: 'pi', e: 'exp(1)', inf: 'Inf', nan: 'NaN' },
    floats: 'never',
    asNumber: 'double($1)',
    zeros: 'zeros(size($1))',
    asCondition: '$1 ~= 0',
    truth: { yes: 'true', no: 'false' },
    imports: [],
    helpers: [
      [
        'choose(',
        'function value = choose(condition, yes, no)\n    if condition\n        value = yes;\n    else\n        value = no;\n    end\nend',
      ],
      ['entry(', 'function value = entry(x, varargin)\n    value = x(varargin{:});\nend'],
      [
        'choose_each(',
        'function value = choose_each(condition, yes, no)\n    value = no + zeros(size(condition));\n    yes = yes + zeros(size(condition));\n    value(condition) = yes(condition);\nend',
      ],
    ],
  },
};
