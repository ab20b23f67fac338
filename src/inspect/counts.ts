/** `\frac1m \sum_i x_i`: a letter that divides a sum without bounds may be how many terms it has. */
import { linearName, walk } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import type { Range } from '../trace/kit.ts';
import type { Source } from './source.ts';

/** Letters of the document's definitions that divide an open sum, and that nothing defines. */
export function countsIn({ scope }: Source): readonly string[] {
  const found = new Set<string>();
  for (const definitions of scope.definitions.values()) {
    for (const { bodies } of definitions) {
      for (const body of bodies) for (const node of walk(body)) for (const name of dividing(node)) found.add(name);
    }
  }
  return [...found].filter((name) => !scope.definitions.has(name));
}

/** How many terms all open sums have: where they have different numbers of them, none of these is meant for sure. */
export function termsOf(ranges: ReadonlyMap<string, Range>): number | undefined {
  const counts = new Set([...ranges.values()].map(({ from, to }) => to - from + 1));
  return counts.size === 1 ? [...counts][0] : undefined;
}

function dividing(node: Expression): string[] {
  if (node.kind !== 'operation') return [];
  const [above, below] = node.operands;
  if (node.operator === 'divide') return above && below && holdsOpenSum(above) ? namesIn(below) : [];
  if (node.operator !== 'multiply' || !node.operands.some(holdsOpenSum)) return [];
  return node.operands.flatMap((factor) => {
    if (factor.kind !== 'operation') return [];
    const [base, other] = factor.operands;
    if (factor.operator === 'divide' && other) return namesIn(other);
    return factor.operator === 'power' && base && isMinusOne(other) ? namesIn(base) : [];
  });
}

function holdsOpenSum(node: Expression): boolean {
  if (node.kind === 'big') return node.operator === 'sum' && !node.from && !node.to;
  return node.kind === 'operation' && node.operator === 'multiply' && node.operands.some(holdsOpenSum);
}

/** `2m` and `m - 1` count as well. */
function namesIn(below: Expression): string[] {
  return [...walk(below)].flatMap((node) => linearName(node) ?? []);
}

function isMinusOne(node: Expression | undefined): boolean {
  if (node?.kind === 'number') return node.value === -1;
  const [only] = node?.kind === 'operation' && node.operator === 'negate' ? node.operands : [];
  return only?.kind === 'number' && only.value === 1;
}
