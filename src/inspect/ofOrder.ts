/** `deriv(m, n, x)`, the m-th derivative of `f(n, x)`: with m = 1 it is a derivative like others. */
import type { Definition } from '../trace/scope.ts';
import { ownParameters } from './parameters.ts';
import { name, remade } from './rewritten.ts';

/** The derivative taken once; itself where it takes nothing that `of` does not, or the text does not call that an order. */
export function takenOnce(text: string, of: Definition, derivative: Definition): Definition {
  const taken = new Set(ownParameters(of));
  const [order, more] = ownParameters(derivative).filter((own) => !taken.has(own));
  const written = derivative.function;
  if (order === undefined || more !== undefined || !written || !isSaid(text, order)) return derivative;
  const { annotation } = written.parameters.find((parameter) => parameter.name === order) ?? {};
  if (annotation !== undefined && !WHOLE.test(annotation)) return derivative;
  const { span } = derivative;
  const once = { kind: 'number', value: 1, text: '1', span, outer: span } as const;
  return (
    remade(derivative, {
      parameters: written.parameters.filter((parameter) => parameter.name !== order),
      body: [{ kind: 'assign', span, target: name(order, { span }), value: once }, ...written.body],
    }) ?? derivative
  );
}

/** Whole numbers, not pointers to them. */
const WHOLE = /^[^*[\]]*\b(?:int|long|size_t|unsigned)\b[^*[\]]*$/;

/** "the m-th derivative", "derivatives of order m" */
function isSaid(text: string, order: string): boolean {
  if (!/^\w+$/.test(order)) return false;
  return new RegExp(
    `\\b${order}[-' ]?th\\s+(?:order\\s+)?derivative|\\bderivatives?\\s+of\\s+order\\s+\\W?${order}\\b`,
    'i',
  ).test(text);
}
