/** What an assignment may set in Python. */
import type { Expression } from '../../syntax/tree.ts';

export function isTarget(expression: Expression): boolean {
  switch (expression.kind) {
    case 'name':
      return true;
    case 'attribute':
      return isReadable(expression.base);
    case 'index':
      return isReadable(expression.base) && expression.indices.every(isReadable);
    case 'sequence': {
      const starred = expression.items.filter((item) => item.kind === 'spread');
      return (
        starred.length <= 1 &&
        expression.items.every((item) => isTarget(item.kind === 'spread' && !item.named ? item.value : item))
      );
    }
    default:
      return false;
  }
}

function isReadable(expression: Expression): boolean {
  return expression.kind !== 'opaque' || expression.what !== 'unreadable';
}
