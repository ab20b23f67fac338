/** Constants in code: numbers, and tensors row by row. */
import type { Value } from '../base/value.ts';
import type { ConstantLine } from '../graph/list.ts';
import { ATOM, type CodeTarget, type Dialect } from './dialects.ts';
import { decimal } from './numbers.ts';
import type { Code } from './template.ts';

/** As written, or by name where the language has one; with a point where `float` asks for it. */
export function constant(value: number, text: string, dialect: Dialect, float: boolean): Code {
  const { constants } = dialect;
  if (Number.isNaN(value)) return { code: constants.nan, level: ATOM };
  if (value < 0 || Object.is(value, -0)) {
    const size = constant(Math.abs(value), text.replace(/^-\s*/, ''), dialect, float);
    return { code: `-${size.code}`, level: dialect.operators.unary };
  }
  if (value === Number.POSITIVE_INFINITY) return { code: constants.inf, level: ATOM };
  if (constants.pi !== undefined && value === Math.PI) return { code: constants.pi, level: ATOM };
  if (constants.e !== undefined && value === Math.E) return { code: constants.e, level: ATOM };
  const digits = decimal(value, text);
  return { code: float && /^\d+$/.test(digits) ? `${digits}.0` : digits, level: ATOM };
}

/** A constant tensor; `tensor`: the parameter that PyTorch takes type and device from. */
export function array(line: ConstantLine, target: CodeTarget, dialect: Dialect, tensor: string | undefined): string {
  const number = (value: number) => constant(value, '', dialect, true).code;
  const nested = (value: Value): string =>
    typeof value === 'number' ? number(value) : `[${value.map(nested).join(', ')}]`;
  const values = typeof line.value === 'number' ? [line.value] : line.value;
  const counted = counting(values, target, dialect, tensor);
  if (counted !== undefined) return counted;
  switch (target) {
    case 'python':
      return `np.array(${nested(values)})`;
    case 'jax':
      return `jnp.array(${nested(values)})`;
    case 'torch':
      return tensor === undefined
        ? `torch.tensor(${nested(values)}, dtype=torch.float64)`
        : `${tensor}.new_tensor(${nested(values)})`;
    default: {
      // Julia and MATLAB: rows between semicolons. A list of numbers is a vector, in MATLAB a column.
      const rows = values.map((row) =>
        typeof row === 'number' ? number(row) : row.map((each) => nested(each)).join(' '),
      );
      return `[${rows.join(line.shape.length === 1 && target === 'julia' ? ', ' : '; ')}]`;
    }
  }
}

/** Whole numbers one after the other, from so many on, are not written out. */
const COUNTED = 8;

function counting(
  values: readonly Value[],
  target: CodeTarget,
  dialect: Dialect,
  tensor: string | undefined,
): string | undefined {
  const [first] = values;
  if (typeof first !== 'number' || !Number.isInteger(first) || values.length < COUNTED) return undefined;
  if (!values.every((value, k) => value === first + k)) return undefined;
  const number = (value: number) => constant(value, '', dialect, true).code;
  const [from, to] = [number(first), number(first + values.length)];
  const last = number(first + values.length - 1);
  switch (target) {
    case 'python':
      return `np.arange(${from}, ${to})`;
    case 'jax':
      return `jnp.arange(${from}, ${to})`;
    case 'torch':
      return `torch.arange(${from}, ${to}, dtype=${tensor === undefined ? 'torch.float64' : `${tensor}.dtype`})`;
    case 'julia':
      return `collect(${from}:${last})`;
    case 'matlab':
      return `(${from}:${last})'`;
    default:
      return undefined;
  }
}
