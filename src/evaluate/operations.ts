/** Operations on numbers that executors have code for; every other scalar row is a call of its kernel. */

export type Kernel = (...x: number[]) => number;

/** A step made ready for one memory. */
export type Bound = () => void;

/** Nodes that are no operations. */
export const SOURCE = { INPUT: 0, CONSTANT: 1 } as const;

export const OP = {
  ADD: 2,
  SUB: 3,
  MUL: 4,
  DIV: 5,
  NEG: 6,
  SQRT: 7,
  ABS: 8,
  /** x·x: x to the constant power 2. */
  SQUARE: 9,
  CUBE: 10,
  /** 1/x. */
  RECIPROCAL: 11,
  MAX: 12,
  MIN: 13,
  FLOOR: 14,
  CEIL: 15,
  TRUNC: 16,
  /** The second operand where the first is neither 0 nor NaN, else the third. */
  SELECT: 17,
  LT: 18,
  LE: 19,
  GT: 20,
  GE: 21,
  EQ: 22,
  NE: 23,
  EXP: 24,
  LOG: 25,
  SIN: 26,
  COS: 27,
  TANH: 28,
  POW: 29,
  CALL: 30,
} as const;
export type Op = (typeof OP)[keyof typeof OP];

const BY_NAME: Readonly<Record<string, Op>> = {
  add: OP.ADD,
  sub: OP.SUB,
  mul: OP.MUL,
  div: OP.DIV,
  neg: OP.NEG,
  sqrt: OP.SQRT,
  abs: OP.ABS,
  max: OP.MAX,
  min: OP.MIN,
  floor: OP.FLOOR,
  ceil: OP.CEIL,
  trunc: OP.TRUNC,
  select: OP.SELECT,
  lt: OP.LT,
  le: OP.LE,
  gt: OP.GT,
  ge: OP.GE,
  eq: OP.EQ,
  ne: OP.NE,
  exp: OP.EXP,
  log: OP.LOG,
  sin: OP.SIN,
  cos: OP.COS,
  tanh: OP.TANH,
  pow: OP.POW,
};

/** Powers that are products: the same in every executor, within a unit in the last place of the power itself. */
const POWERS: ReadonlyMap<number, Op> = new Map<number, Op>([
  [2, OP.SQUARE],
  [3, OP.CUBE],
  [-1, OP.RECIPROCAL],
]);

/** The operation of a scalar row on operands that are these numbers, or undefined where they vary. */
export function operationOf(name: string, operands: readonly (number | undefined)[]): Op | undefined {
  const [, exponent] = operands;
  if (name === 'pow' && exponent !== undefined) return POWERS.get(exponent) ?? OP.POW;
  return Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
}

export function arityOf(op: Op): number {
  if (op === OP.SELECT) return 3;
  const isBinary = op <= OP.DIV || op === OP.MAX || op === OP.MIN || (op >= OP.LT && op <= OP.NE) || op === OP.POW;
  return isBinary ? 2 : 1;
}

/** Whether a result may be finite though this operand is not (and matters). */
export function hides(op: Op, operand: number): boolean {
  switch (op) {
    case OP.DIV:
      return operand === 1;
    case OP.SELECT:
      return operand === 0;
    case OP.ADD:
    case OP.SUB:
    case OP.MUL:
    case OP.NEG:
    case OP.SQRT:
    case OP.ABS:
    case OP.SQUARE:
    case OP.CUBE:
    case OP.FLOOR:
    case OP.CEIL:
    case OP.TRUNC:
    case OP.LOG:
    case OP.SIN:
    case OP.COS:
      return false;
    default:
      return true;
  }
}
