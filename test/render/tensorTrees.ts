/** Lists of tensors written as trees. */
import type { Builder } from '../../src/graph/builder.ts';
import type { LineId } from '../../src/graph/list.ts';
import { plainShape } from '../../src/primitives/shape.ts';
import type { Attributes } from '../../src/primitives/tensorRow.ts';

/** An input by name, a number, or a row on others; its attributes stand last. */
export type Tree = string | number | Applied;
interface Applied extends ReadonlyArray<Tree | Attributes> {
  readonly 0: string;
}
export type Shapes = Readonly<Record<string, readonly number[]>>;

export function grow(builder: Builder, tree: Tree, shapes: Shapes): LineId {
  if (typeof tree === 'string') return builder.input(tree, plainShape(shapes[tree] ?? []));
  if (typeof tree === 'number') return builder.constant(tree);
  const [row, ...rest] = tree as readonly [string, ...(readonly (Tree | Attributes)[])];
  const isTree = (each: Tree | Attributes): each is Tree => typeof each !== 'object' || Array.isArray(each);
  const attributes = rest.find((each): each is Attributes => !isTree(each));
  return builder.apply(
    row,
    rest.filter(isTree).map((operand) => grow(builder, operand, shapes)),
    attributes,
  );
}
