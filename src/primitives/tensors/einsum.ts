/**
 * Einstein's summation. Attribute `spec`: `ij,jk->ik`, letters for axes, with the result's axes written out. A letter
 * twice in an operand takes its diagonal; letters that the result lacks are summed.
 */
import { type Missing, missing } from '../row.ts';
import type { Dimension, Misfit, Shape } from '../shape.ts';
import { better, isMisfit, shapeText } from '../shape.ts';
import type { Attributes, Lines, Step, TensorRow } from '../tensorRow.ts';
import { forEachIndex, stridesOf, tooLarge } from './axes.ts';

interface Spec {
  readonly operands: readonly string[];
  readonly result: string;
}

function specOf({ spec }: Attributes): Spec | undefined {
  const match = typeof spec === 'string' ? /^([A-Za-z,]*)->([A-Za-z]*)$/.exec(spec.replace(/\s/g, '')) : null;
  const [, left, result] = match ?? [];
  if (left === undefined || result === undefined || new Set(result).size !== result.length) return undefined;
  return { operands: left.split(','), result };
}

/** The axis that each letter stands for. */
function lettersOf({ operands }: Spec, shapes: readonly Shape[]): Map<string, Dimension> | Misfit {
  const axes = new Map<string, Dimension>();
  for (const [which, letters] of operands.entries()) {
    const shape = shapes[which] ?? [];
    if (letters.length !== shape.length) {
      return { misfit: `einsum: ${shapeText(shape)} has ${shape.length} axes, not those of '${letters}'` };
    }
    for (const [i, letter] of [...letters].entries()) {
      const axis = shape[i] as Dimension;
      const known = axes.get(letter);
      if (known && known.size !== axis.size) {
        return { misfit: `einsum: sizes ${known.size} and ${axis.size} of ${letter} differ`, equal: [known, axis] };
      }
      axes.set(letter, known ? better(known, axis) : axis);
    }
  }
  return axes;
}

/** How far a step along each letter moves in a tensor with these letters. */
function stridesBy(letters: readonly string[], own: string, sizes: readonly number[]): number[] {
  const strides = stridesOf(sizes);
  return letters.map((letter) =>
    [...own].reduce((sum, other, i) => (other === letter ? sum + (strides[i] as number) : sum), 0),
  );
}

/** How the products are run through: an axis a letter, those of the result first, and how each operand and the result move. */
export interface EinsumWalk {
  readonly sizes: readonly number[];
  readonly strides: readonly (readonly number[])[];
  readonly to: readonly number[];
}

export function einsumWalk(
  operands: readonly (readonly number[])[],
  attributes: Attributes,
  result: readonly number[],
): EinsumWalk | undefined {
  const spec = specOf(attributes);
  if (!spec) return undefined;
  const sizes = new Map<string, number>();
  spec.operands.forEach((letters, which) => {
    [...letters].forEach((letter, i) => {
      sizes.set(letter, operands[which]?.[i] ?? 1);
    });
  });
  const letters = [...new Set([...spec.result, ...sizes.keys()])];
  return {
    sizes: letters.map((letter) => sizes.get(letter) ?? 1),
    strides: operands.map((own, which) => stridesBy(letters, spec.operands[which] ?? '', own)),
    to: stridesBy(letters, spec.result, result),
  };
}

export const einsum: TensorRow = {
  shape(shapes, attributes) {
    const spec = specOf(attributes);
    if (!spec || spec.operands.length !== shapes.length) {
      return { misfit: `einsum: '${String(attributes.spec)}' does not say the axes of ${shapes.length} operands` };
    }
    const letters = lettersOf(spec, shapes);
    if ('misfit' in letters) return letters;
    let products = 1;
    for (const { size } of letters.values()) products *= size;
    const large = tooLarge('einsum', products);
    if (large) return large;
    const result: Dimension[] = [];
    for (const letter of spec.result) {
      const axis = letters.get(letter);
      if (!axis) return { misfit: `einsum: no operand has the axis ${letter}` };
      result.push(axis);
    }
    return result;
  },
  value(operands, attributes, out) {
    const walk = einsumWalk(
      operands.map(({ sizes }) => sizes),
      attributes,
      out.sizes,
    );
    if (!walk) return;
    const { sizes: all, strides, to } = walk;
    out.data.fill(0);
    const at = new Int32Array(operands.length);
    const index = new Int32Array(all.length);
    forEachIndex(all, to, (_, place) => {
      let product = 1;
      for (let i = 0; i < operands.length; i++) product *= operands[i]?.data[at[i] as number] as number;
      out.data[place] = (out.data[place] as number) + product;
      for (let axis = all.length - 1; axis >= 0; axis--) {
        const wraps = (index[axis] as number) + 1 === all[axis];
        index[axis] = wraps ? 0 : (index[axis] as number) + 1;
        const steps = wraps ? 1 - (all[axis] as number) : 1;
        for (let i = 0; i < operands.length; i++) {
          at[i] = (at[i] as number) + steps * (strides[i]?.[axis] as number);
        }
        if (!wraps) break;
      }
    });
  },
  vjp: rule,
  show: { latex: '\\operatorname{einsum}', text: 'einsum' },
  probe: [
    {
      shapes: [
        [2, 3],
        [3, 2],
      ],
      attributes: { spec: 'ij,jk->ik' },
    },
    { shapes: [[3, 3]], attributes: { spec: 'ii->' } },
    { shapes: [[3, 3]], attributes: { spec: 'ii->i' } },
    { shapes: [[2, 3]], attributes: { spec: 'ij->j' } },
    { shapes: [[2, 3, 2]], attributes: { spec: 'ijk->kij' } },
    { shapes: [[2], [2, 3], [3]], attributes: { spec: 'i,ij,j->' } },
    {
      shapes: [
        [2, 2, 3],
        [2, 3, 2],
      ],
      attributes: { spec: 'bij,bjk->bik' },
    },
    { shapes: [[2], [3]], attributes: { spec: 'i,j->j' } },
    { shapes: [[], [3]], attributes: { spec: ',i->i' } },
  ],
};

/** The cotangent takes the operand's place. A letter that only this operand has, or has twice, needs ones or an identity. */
function rule(lines: Lines, step: Step, cotangent: number, index: number): number | Missing {
  const spec = specOf(step.attributes);
  const own = spec?.operands[index] ?? '';
  if (!spec) return cotangent;
  const sizes = lines.shape(step.operands[index] ?? 0).map(({ size }) => size);
  const parts = spec.operands.map((letters, i) => ({ letters, line: step.operands[i] ?? 0 }));
  parts[index] = { letters: spec.result, line: cotangent };
  const given = parts.map(({ letters }) => letters).join('') + own;
  const fresh = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter((each) => !given.includes(each));
  let target = '';
  for (const [i, letter] of [...own].entries()) {
    const n = sizes[i] ?? 1;
    if (target.includes(letter)) {
      const other = fresh.shift() ?? letter;
      parts.push({ letters: letter + other, line: lines.apply('eye', [], { n }) });
      target += other;
    } else {
      if (!parts.some(({ letters }) => letters.includes(letter))) {
        parts.push({ letters: letter, line: lines.apply('broadcast', [lines.constant(1)], { shape: [n] }) });
      }
      target += letter;
    }
  }
  const attributes = { spec: `${parts.map(({ letters }) => letters).join(',')}->${target}` };
  const operands = parts.map(({ line }) => line);
  const shape = einsum.shape(
    operands.map((line) => lines.shape(line)),
    attributes,
  );
  return isMisfit(shape) ? missing(shape.misfit) : lines.apply('einsum', operands, attributes);
}
