/** Einstein sums that are products of matrices are written as such. */
import type { Builder } from '../graph/builder.ts';
import type { LineId } from '../graph/list.ts';
import type { Attributes } from '../primitives/tensorRow.ts';
import type { Write } from './pattern.ts';

/** `ij,jk->ik` as a matrix product, `ij->ji` as a transpose, numbers in front; undefined for all else. */
export function asMatrices(
  builder: Builder,
  operands: readonly LineId[],
  attributes: Attributes | undefined,
): Write | undefined {
  const spec = String(attributes?.spec ?? '').replace(/\s/g, '');
  const [left = '', out = ''] = spec.split('->');
  const letters = left.split(',');
  if (!spec.includes('->') || letters.length !== operands.length) return undefined;
  // An axis twice in one operand is a diagonal.
  if ([...letters, out].some((own) => new Set(own).size !== own.length)) return undefined;
  const number = letters.indexOf('');
  const [a, b] = operands;
  if (number >= 0 && operands.length > 1) {
    const rest = { spec: `${letters.filter((_, i) => i !== number).join(',')}->${out}` };
    const others = operands.filter((_, i) => i !== number);
    return (add) => add('mul', [operands[number] as LineId, add('einsum', others, rest)]);
  }
  const [p = '', q = ''] = letters;
  if (a === undefined || letters.length > 2) return undefined;
  if (b === undefined) {
    if (p === out) return () => a;
    return p.length === 2 && out.length === 2 && new Set(p + out).size === 2
      ? (add) => add('transpose', [a])
      : undefined;
  }
  // Letters of axes of size 1 that fit longer ones would be repeated: all sizes must be the same.
  const sizes = new Map<string, number>();
  for (const [i, own] of letters.entries()) {
    for (const [axis, letter] of [...own].entries()) {
      const size = builder.shape(operands[i] as LineId)[axis]?.size ?? 0;
      if ((sizes.get(letter) ?? size) !== size) return undefined;
      sizes.set(letter, size);
    }
  }
  if (p === q && p === out) return (add) => add('mul', [a, b]);
  if (p.length === 1 && q.length === 1 && p !== q && out === p + q) return (add) => add('outer', [a, b]);
  const shared = [...p].filter((letter) => q.includes(letter));
  const [inner] = shared;
  if (p.length > 2 || q.length > 2 || shared.length !== 1 || inner === undefined || out.includes(inner))
    return undefined;
  const [first, last] = [p.replace(inner, ''), q.replace(inner, '')];
  if (out !== first + last && out !== last + first) return undefined;
  return (add) => {
    const before = p.length === 2 && p[0] === inner ? add('transpose', [a]) : a;
    const behind = q.length === 2 && q[1] === inner ? add('transpose', [b]) : b;
    const product = add('matmul', [before, behind]);
    return out === first + last ? product : add('transpose', [product]);
  };
}
