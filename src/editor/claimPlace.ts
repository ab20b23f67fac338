/** Where in the text a claim stands: its derivative symbol as well as the claimed side that the check names. */
import type { DerivativeCheck, Span } from '../core.ts';

/** From the symbol to the end of the claimed side, or the other way round (`1 = ∂c/∂b`). */
export function claimSpan(text: string, { span, claim }: DerivativeCheck): Span {
  const claimed = text.slice(span.from, span.to);
  const symbol = claim.endsWith(` = ${claimed}`) ? claim.slice(0, -` = ${claimed}`.length) : '';
  if (symbol === '') return span;
  const before = text.lastIndexOf(symbol, span.from - symbol.length);
  const after = text.indexOf(symbol, span.to);
  const isNear = (between: string) => between.length < FAR && !/\n\s*\n|\\\\/.test(between) && between.includes('=');
  if (before >= 0 && isNear(text.slice(before + symbol.length, span.from))) return { from: before, to: span.to };
  if (after >= 0 && isNear(text.slice(span.to, after))) return { from: span.from, to: after + symbol.length };
  return span;
}

/** In a chain of equations the symbol may stand a few forms away. */
const FAR = 400;

/** The claim that an offset is about: the innermost that it lies in. */
export function claimAt(text: string, checks: readonly DerivativeCheck[], offset: number): DerivativeCheck | undefined {
  let best: { check: DerivativeCheck; length: number } | undefined;
  for (const check of checks) {
    if (check.span.doc !== undefined || Math.abs(check.span.from - offset) > 20 * FAR) continue;
    const { from, to } = claimSpan(text, check);
    if (from <= offset && offset <= to && (!best || to - from < best.length)) best = { check, length: to - from };
  }
  return best?.check;
}
