/** Where and how a derivation or a comment is written into a document: pure text in, edits out. */
import type { DerivativeCheck, Inspection, MathRegion, Span } from '../core.ts';
import { derivationAligned, derivationLatex, derivationText } from './derivationText.ts';
import { editorLanguage } from './languages.ts';

export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/**
 * The derivation, to be written after the line on which the math (`place`) ends, in the language's own form. `quoted`:
 * the math stands in a comment or docstring of a program.
 */
export function derivationInsertion(
  text: string,
  languageId: string,
  place: Span,
  inspection: Inspection,
  quoted = false,
): Insertion {
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const offset = lineEnd(text, place.to);
  const indent = quoted ? quotationAt(text, place.from) : indentAt(text, place.from);
  const form = editorLanguage(languageId)?.derivation ?? 'text';
  const lines = {
    align: () => derivationLatex(inspection).split('\n'),
    dollars: () => ['', '$$', ...derivationAligned(inspection).split('\n'), '$$'],
    directive: () => [
      '',
      '.. math::',
      '',
      ...derivationAligned(inspection)
        .split('\n')
        .map((line) => `   ${line}`),
    ],
    text: () => (quoted ? derivationText(inspection) : comments(derivationText(inspection), languageId)),
  }[form]();
  // Formulas set apart need an empty line before the paragraph that follows.
  if (form !== 'align' && lines[0] === '' && /^\r?\n[ \t]*\S/.test(text.slice(offset, offset + 200))) lines.push('');
  return {
    offset,
    text: lines.map((line) => lineBreak + (quoted ? (indent + line).trimEnd() : line && indent + line)).join(''),
  };
}

/** A comment `gradient: ignore` for the line on which the claim ends; undefined where the language has none there. */
export function ignoreInsertion(
  text: string,
  languageId: string,
  check: DerivativeCheck,
  regions: readonly MathRegion[],
): Insertion | undefined {
  const offset = lineEnd(text, check.span.to);
  // Inside a display a comment of the surrounding language would be math: LaTeX's own is used there.
  const region = regions.find(({ span }) => span.from <= check.span.from && check.span.to <= span.to);
  const isDirective = region && text.startsWith('..', region.span.from);
  if (region && (offset < region.inner.to || isDirective)) return { offset, text: ' % gradient: ignore' };
  if (languageId === 'plaintext') return { offset, text: '  # gradient: ignore' };
  const comment = editorLanguage(languageId)?.comment;
  return comment && { offset, text: ` ${comment.start}gradient: ignore${comment.end ?? ''}` };
}

function comments(lines: readonly string[], languageId: string): string[] {
  const comment = editorLanguage(languageId)?.comment;
  if (!comment) return ['', ...lines];
  return lines.map((line) => `${comment.start}${line}${comment.end ?? ''}`.trimEnd());
}

function lineEnd(text: string, offset: number): number {
  const end = text.slice(offset).search(/[\r\n]/);
  return end < 0 ? text.length : offset + end;
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

/** The start of a line of a comment, its mark included: `  # `, ` * `; of a docstring the indentation. */
function quotationAt(text: string, offset: number): string {
  return /^[ \t]*(?:(?:\/\/+|#+|\*+)[ \t]?)?/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}
