/** C's whole numbers: types without a sign wrap around, and no other may be left. */
import type { Span } from '../../base/span.ts';
import type { LineId } from '../../graph/list.ts';
import type { Call, Operation, Whole } from '../../syntax/tree.ts';
import type { Machine } from './machine.ts';
import { type Thing, unknown } from './things.ts';

type WholeStep = Pick<Operation, 'operator' | 'operands' | 'within' | 'span'>;

interface Limits {
  readonly least: number;
  readonly most: number;
  readonly bits: 32 | 64;
}

const LIMITS: Readonly<Record<Whole, Limits>> = {
  int: { least: -(2 ** 31), most: 2 ** 31 - 1, bits: 32 },
  unsigned: { least: 0, most: 2 ** 32 - 1, bits: 32 },
  long: { least: -(2 ** 63), most: 2 ** 63, bits: 64 },
  'unsigned long': { least: 0, most: 2 ** 64, bits: 64 },
};

/** Factors and terms from here on leave a type of 32 bits for numbers that are common. */
const LARGE = 2 ** 16;

/** `made` as its type holds it. A number that is not known yet is taken to stay within it, and that is said. */
export function held(machine: Machine, node: WholeStep, made: Thing): Thing | undefined {
  const { kit, passes } = machine;
  const { within } = node;
  const line = made.kind === 'line' ? made.line : undefined;
  if (!within || line === undefined || kit.builder.shape(line).length > 0) return made;
  const { least, most, bits } = LIMITS[within];
  const value = machine.valueOf(line);
  if (typeof value === 'number') return value >= least && value <= most ? made : wrapped(machine, node, within, value);
  const roll = passes.rolls.findLast((own) => passes.flagsOf(own, line) !== 0);
  if (roll) {
    const values = passes.valuesOf(roll, line);
    // What passes hand on and add little to cannot get far.
    const isNear = values ? values.every((own) => own >= least && own <= most) : isCount(machine, node);
    return isNear ? made : kit.fail('overflow', leaves(within), node.span);
  }
  if (isLarge(machine, node, line)) return kit.fail('overflow', leaves(within), node.span);
  if (within.startsWith('unsigned') && /^(?:subtract|negate|plus)$/.test(node.operator)) {
    machine.granted({
      condition: kit.builder.step('ge', [line, kit.builder.constant(0)]),
      holds: true,
      span: node.span,
      claim: ['this unsigned number does not fall below 0', 'this unsigned number falls below 0 and wraps around'],
    });
  }
  if (bits === 32 && !isStep(machine, node, line)) stays(machine, line, within, node.span);
  return made;
}

/** A floating number whose fraction was cut off; C leaves open what becomes of one that the type does not hold. */
export function cutOff(machine: Machine, { within, span }: Call, made: Thing | undefined): Thing | undefined {
  const line = made?.kind === 'line' ? made.line : undefined;
  if (!within || line === undefined || machine.kit.builder.shape(line).length > 0) return made;
  const { least, most } = LIMITS[within];
  const value = machine.valueOf(line);
  if (typeof value === 'number')
    return value >= least && value <= most ? (value === 0 ? machine.constant(0) : made) : unknown(unsaid(within));
  stays(machine, line, within, span);
  return made;
}

/** At the points that are looked at; what a loop that is kept whole makes of it is not followed. */
function stays(machine: Machine, line: LineId, within: Whole, at: Span): void {
  const { builder } = machine.kit;
  const { least, most } = LIMITS[within];
  if (machine.passes.rolls.length > 0) return;
  const isLow = builder.step('ge', [line, builder.constant(least)]);
  const isHigh = builder.step('le', [line, builder.constant(most)]);
  const claim = ['', `this number leaves the type ${within}`] as const;
  machine.granted({ condition: builder.step('and', [isLow, isHigh]), holds: true, isQuiet: true, span: at, claim });
}

/** A number that its type does not hold: what is left of it where the type wraps around. */
function wrapped(machine: Machine, node: WholeStep, within: Whole, value: number): Thing | undefined {
  const { most, bits } = LIMITS[within];
  const isConverted = node.operator === 'plus';
  if (!within.startsWith('unsigned') && !isConverted) return machine.kit.fail('overflow', leaves(within), node.span);
  // Doubles do not hold the numbers that 64 bits wrap around to. They may be left alone: `while (n-- > 0)`.
  if (bits === 64 || Math.abs(value) > Number.MAX_SAFE_INTEGER) return unknown(unsaid(within));
  const left = value - 2 ** 32 * Math.floor(value / 2 ** 32);
  return machine.constant(left > most ? left - 2 ** 32 : left);
}

function unsaid(within: Whole): string {
  return leaves(within).replace(/\.$/, '');
}

function leaves(within: Whole): string {
  return within.startsWith('unsigned')
    ? `This number wraps around: ${within} holds none below 0 and none from 2^${LIMITS[within].bits} on. Use a double.`
    : `This number is too large for the type ${within}: it holds none from 2^${LIMITS[within].bits - 1} on. Use a double.`;
}

/** A hash, a generator of random numbers: meant to wrap around. */
function isLarge(machine: Machine, { within }: WholeStep, line: LineId): boolean {
  const { operation } = machine.kit.builder.at(line);
  return within?.startsWith('unsigned') === true && /^(?:mul|add)$/.test(operation) && factor(machine, line) >= LARGE;
}

/** `n + 1`: no number that is meant to count is near the limits of its type. */
function isStep(machine: Machine, { operator }: WholeStep, line: LineId): boolean {
  return (operator === 'add' || operator === 'subtract' || operator === 'negate') && factor(machine, line) < LARGE;
}

/** How large the known operand of a step is; of several inputs and none it is nothing known. */
function factor(machine: Machine, line: LineId): number {
  const sizes = machine.kit.builder
    .at(line)
    .operands.map(machine.valueOf)
    .filter((value) => typeof value === 'number');
  return sizes.length === 0 ? Number.NaN : Math.max(...sizes.map(Math.abs));
}

/** `count + 1` for a number that passes hand on. */
function isCount(machine: Machine, { operands, operator }: WholeStep): boolean {
  const { passes } = machine;
  if (operator !== 'add' && operator !== 'subtract') return false;
  const [, by] = operands;
  const count = passes.rolls.reduce((all, roll) => all * roll.count, 1);
  return by?.kind === 'number' && by.value * count < (LARGE * LARGE) / 4;
}
