/** What is known of the inputs of a pair before it is traced, and the gradient that comes in from behind. */
import type { Builder } from '../graph/builder.ts';
import type { LineId } from '../graph/list.ts';
import { firstIndexOf } from '../syntax/firstIndex.ts';
import { linearName } from '../syntax/names.ts';
import type { Definition } from '../trace/scope.ts';
import type { Pair } from './pairs.ts';
import { ownParameters } from './parameters.ts';
import { replaced } from './rewritten.ts';

/** An input that is an array of so many axes. */
export interface Shaped {
  readonly input: string;
  readonly rank: number;
}

/** A batch of rows or one vector, times a matrix. */
export function layerShapes(first: string, { wrt = [] }: Pair): readonly (readonly Shaped[])[] {
  const others = wrt.flatMap((input) => (input !== undefined && input !== first && !BIAS.test(input) ? [input] : []));
  const matrices = others.map((input) => ({ input, rank: 2 }));
  return [2, 1].flatMap((rank) => {
    const alone = [{ input: first, rank }];
    return others.length > 0 ? [[...alone, ...matrices], alone] : [alone];
  });
}

/** `loss(w, X, y)`: a vector, a matrix and a vector; where nothing is called like a matrix, none. */
export function likelyShapes({ of, derivative }: Pair): readonly Shaped[] {
  const [first, ...others] = ownParameters(of);
  const data = first === undefined ? [] : dataOf(of, derivative);
  if (first !== undefined && data.length > 0) return [{ input: first, rank: 1 }, ...data];
  const matrices = others.filter((input) => /^[A-Z]$/.test(input));
  if (first === undefined || matrices.length === 0 || /^[A-Z]/.test(first)) return [];
  const vectors = others.filter((input) => /^[bty]$/.test(input));
  return [
    { input: first, rank: 1 },
    ...matrices.map((input) => ({ input, rank: 2 })),
    ...vectors.map((input) => ({ input, rank: 1 })),
  ];
}

/** statsmodels: the data of a model, kept in the object. */
function dataOf(...definitions: readonly Definition[]): Shaped[] {
  const names = new Set<string>();
  for (const { function: written } of definitions) {
    replaced(written?.body, (expression) => {
      const name = expression.kind === 'attribute' ? linearName(expression) : undefined;
      if (name !== undefined && DATA.has(name)) names.add(name);
      return undefined;
    });
  }
  return [...names].flatMap((input) => ({ input, rank: DATA.get(input) ?? 1 }));
}

const DATA: ReadonlyMap<string, number> = new Map([
  ['self.exog', 2],
  ['self.endog', 1],
  ['self._exog_grp', 3],
  ['self._endog_grp', 2],
]);

const BIAS = /(?:^|[._])(?:b\d*|bias(?:es)?|beta|gamma|scale|shift)$/i;

/** Of parameters that the function takes single entries of by number (`x[0]`, `x[1]`) and nothing else: how many. */
export function lengthsOf({ of, derivative }: Pair): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const first = firstIndexOf(of.language);
  for (const name of ownParameters(of)) {
    const inValue = entriesTaken(of, name, first);
    if (inValue === undefined || inValue === 0) continue;
    const isSame = ownParameters(derivative).includes(name);
    found.set(name, Math.max(inValue, (isSame && entriesTaken(derivative, name, first, true)) || 0));
  }
  return found;
}

/** One more than the largest index; undefined: it is used in other ways too (which `anyway` leaves aside). */
function entriesTaken(
  { function: written }: Definition,
  name: string,
  first: number,
  anyway = false,
): number | undefined {
  let [most, plain] = [0, 0];
  let isOpen = false;
  const visited = replaced(written?.body, (expression) => {
    if (expression.kind === 'name' && expression.name === name) plain++;
    if (expression.kind !== 'index' || expression.base.kind !== 'name' || expression.base.name !== name)
      return undefined;
    const [index] = expression.indices;
    if (expression.indices.length !== 1 || index?.kind !== 'number' || !Number.isInteger(index.value)) isOpen = true;
    else most = Math.max(most, index.value + 1 - first);
    return expression;
  });
  if (visited === undefined || (!anyway && (isOpen || plain > 0))) return undefined;
  return most;
}

/** The cotangent: any, of the value's shape. Of a loss whose backward pass leaves it out it is 1. */
export function seedOf({ seed = '', isUnseeded, names }: Pair, builder: Builder, value: LineId): LineId {
  const shape = builder.shape(value);
  const isSummed = builder.lines.some(({ operation }) => SUMMING.has(operation));
  const isEnd = isUnseeded && shape.length === 0 && (isSummed || LOSS.test(names.of));
  return isEnd ? builder.constant(1) : builder.input(seed, shape);
}

const SUMMING = new Set(['sum', 'mean', 'norm', 'normSquared', 'dot']);
const LOSS = /loss|cost|entropy|mse|criterion|nll/i;

/** ⟨v, value⟩, whose derivative is what a backward pass gives. */
export function seeded(builder: Builder, value: LineId, seed: LineId): LineId {
  const product = builder.apply('mul', [value, seed]);
  return builder.shape(product).length === 0 ? product : builder.apply('sum', [product], {});
}
