/** Which line stands under the pointer. */
import { contains, covers, length, type Span } from '../base/span.ts';
import { isConstant, isInput, type LineId, type WengertLine } from '../graph/list.ts';
import type { Prepared } from './prepare.ts';

/**
 * The line whose text is the smallest around the pointer. A constant belongs to the step that it is in, and the symbol in
 * `x^2` to its power.
 */
export function focusAt(prepared: Prepared, offset: number): string | undefined {
  const found =
    innermost(prepared, (span) => covers(span, offset)) ?? innermost(prepared, (span) => contains(span, offset));
  return found === undefined ? undefined : prepared.names[found];
}

function innermost({ list }: Prepared, holds: (span: Span) => boolean): LineId | undefined {
  const around: { readonly id: LineId; readonly line: WengertLine; readonly span: Span }[] = [];
  for (const [id, spans] of list.spans) {
    const line = list.lines[id];
    if (!line || isConstant(line)) continue;
    for (const span of spans) if (span.doc === undefined && holds(span)) around.push({ id, line, span });
  }
  around.sort((a, b) => length(a.span) - length(b.span) || b.id - a.id);
  const [first, second] = around;
  const isPower =
    second?.line.operation === 'pow' && second.line.operands[0] === first?.id && second.span.from === first?.span.from;
  const exponent = list.lines[second?.line.operands[1] ?? -1];
  return isPower && first && isInput(first.line) && exponent && isConstant(exponent) ? second?.id : first?.id;
}
