/**
 * Spellings that stand for a row with some operands given or in another order: `np.square(x)` is pow(x, 2), Julia's
 * `log(b, x)` is logBase(x, b), `F.leaky_relu(x)` is leakyRelu(x, 0.01).
 */
import type { Language } from '../syntax/tree.ts';
import { python } from './make.ts';

/** An operand of the row: the argument at an index, or a number. */
export type OperandSource = { readonly argument: number } | { readonly number: number };

export interface Alias {
  readonly language: Language;
  readonly spellings: readonly string[];
  /** How many arguments the call has. */
  readonly arity: number;
  readonly row: string;
  readonly operands: readonly OperandSource[];
}

const argument = (index: number): OperandSource => ({ argument: index });
const number = (value: number): OperandSource => ({ number: value });

const SQUARE = { arity: 1, row: 'pow', operands: [argument(0), number(2)] };
const RECIPROCAL = { arity: 1, row: 'div', operands: [number(1), argument(0)] };

export const aliases: readonly Alias[] = [
  { language: 'python', spellings: python('np torch jnp tf', 'square'), ...SQUARE },
  { language: 'julia', spellings: ['abs2'], ...SQUARE },
  { language: 'python', spellings: python('np torch jnp tf', 'reciprocal'), ...RECIPROCAL },
  { language: 'julia', spellings: ['inv'], ...RECIPROCAL },
  {
    language: 'python',
    spellings: python('torch tf lax', 'rsqrt'),
    arity: 1,
    row: 'pow',
    operands: [argument(0), number(-0.5)],
  },
  {
    language: 'python',
    spellings: python('special', 'exp10'),
    arity: 1,
    row: 'pow',
    operands: [number(10), argument(0)],
  },
  { language: 'julia', spellings: ['exp10'], arity: 1, row: 'pow', operands: [number(10), argument(0)] },
  { language: 'julia', spellings: ['log'], arity: 2, row: 'logBase', operands: [argument(1), argument(0)] },
  { language: 'r', spellings: ['psigamma'], arity: 2, row: 'polygamma', operands: [argument(1), argument(0)] },
  {
    language: 'python',
    spellings: python('F jax.nn', 'leaky_relu'),
    arity: 1,
    row: 'leakyRelu',
    operands: [argument(0), number(0.01)],
  },
  { language: 'julia', spellings: ['leakyrelu'], arity: 1, row: 'leakyRelu', operands: [argument(0), number(0.01)] },
  {
    language: 'python',
    spellings: python('F jax.nn tf', 'elu'),
    arity: 1,
    row: 'elu',
    operands: [argument(0), number(1)],
  },
  { language: 'julia', spellings: ['elu'], arity: 1, row: 'elu', operands: [argument(0), number(1)] },
];
