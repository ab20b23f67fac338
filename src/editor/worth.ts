/** Which inspections are worth an unasked hover. */
import type { Inspection } from '../core.ts';

/** Steps of counting, choosing and moving entries about, which programs are full of. */
const BOOKKEEPING = new Set(
  'add sub neg named min max floor ceil round trunc roundHalfUp roundHalfAway floorDivide mod remainder lt le gt ge eq ne and or not select index setIndex scatter gather reshape transpose broadcast concat stack sum sumTo amax amin'.split(
    ' ',
  ),
);

/**
 * In notes, every formula. In programs `level + 1` or `2 * width` has a gradient too, but nobody asks for it: one step must
 * be curved, or multiply or divide by something that varies.
 */
export function isWorthHover({ lines }: Inspection, isProgram: boolean): boolean {
  if (!isProgram) return true;
  const constants = new Set(lines.filter((line) => line.operation === 'constant').map((line) => line.name));
  return lines.some(({ operation, operands }) => {
    if (operation === 'input' || operation === 'constant' || BOOKKEEPING.has(operation)) return false;
    if (operation === 'mul') return !operands.some((operand) => constants.has(operand));
    if (operation === 'div') return !constants.has(operands[1] ?? '');
    return true;
  });
}
