/** Which node an arrow key leads to. */
import type { Picture } from './place.ts';

export type ArrowKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** Along the flow: to the nearest that is linked. Across it: to what stands beside. */
export function neighbour(
  { direction, nodes, edges }: Pick<Picture, 'direction' | 'nodes' | 'edges'>,
  id: string,
  key: ArrowKey,
): string | undefined {
  const here = nodes.find((node) => node.id === id);
  if (!here) return nodes[0]?.id;
  const horizontal = key === 'ArrowLeft' || key === 'ArrowRight';
  const alongFlow = horizontal === (direction === 'right');
  const linked = new Set(edges.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : [])));
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    const dx = node.x - here.x;
    const dy = node.y - here.y;
    const ahead = { ArrowLeft: -dx, ArrowRight: dx, ArrowUp: -dy, ArrowDown: dy }[key];
    const aside = Math.abs(horizontal ? dy : dx);
    if (ahead < 1 || aside > 4 * ahead) continue;
    const distance = alongFlow ? (ahead + aside) * (linked.has(node.id) ? 1 : 20) : ahead + 4 * aside;
    if (distance < least) {
      least = distance;
      best = node.id;
    }
  }
  return best;
}
