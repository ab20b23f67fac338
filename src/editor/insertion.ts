/** Where and how a derivation or a comment is written into a document: pure text in, edits out. */
import type { DerivativeCheck, Inspection, MathRegion, Span, Target } from '../core.ts';
import { derivationAligned, derivationLatex, derivationText } from './derivationText.ts';
import { editorLanguage, isProgram } from './languages.ts';

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

/** The language of code that belongs into a file; undefined where it is no program, or in a language without a writer. */
export function targetOf(text: string, languageId: string): Target | undefined {
  if (languageId === 'python') {
    const used = /^\s*(?:import|from)\s+(torch|jax)\b/m.exec(text)?.[1];
    return used === 'torch' || used === 'jax' ? used : 'python';
  }
  return TARGET_OF[languageId];
}

const TARGET_OF: Readonly<Record<string, Target>> = {
  javascript: 'javascript',
  javascriptreact: 'javascript',
  typescript: 'typescript',
  typescriptreact: 'typescript',
  matlab: 'matlab',
  octave: 'matlab',
  julia: 'julia',
  c: 'c',
  cpp: 'c',
  'cuda-cpp': 'c',
};

/** Of code blocks in notes. */
const BLOCK_NAME: Readonly<Partial<Record<Target, string>>> = { torch: 'python', jax: 'python' };

/**
 * Code of a gradient, to be written after the line on which the math or function (`place`) ends: as it is into a
 * program, set apart in the way of the language into a note.
 */
export function codeInsertion(text: string, languageId: string, place: Span, code: string, target: Target): Insertion {
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const offset = lineEnd(text, place.to);
  const own = code.replace(/\n+$/, '').split('\n');
  const lines = isProgram(languageId) ? ['', '', ...own] : ['', ...setApart(languageId, own, target)];
  if (/^\r?\n[ \t]*\S/.test(text.slice(offset, offset + 200))) lines.push('');
  return { offset, text: lines.map((line) => lineBreak + line).join('') };
}

/** The same for the cursor: as it is into a program, set apart into a note. */
export function codeAtCursor(languageId: string, code: string, target: Target): string {
  const own = code.replace(/\n+$/, '').split('\n');
  return (isProgram(languageId) ? own : setApart(languageId, own, target)).join('\n');
}

function setApart(languageId: string, code: readonly string[], target: Target): string[] {
  const form = editorLanguage(languageId)?.derivation ?? 'text';
  const name = BLOCK_NAME[target] ?? target;
  const indented = code.map((line) => (line === '' ? '' : `   ${line}`));
  if (form === 'text') return [...code];
  if (target === 'latex') {
    if (form === 'directive') return ['.. math::', '', ...indented];
    return form === 'align' ? [...code] : ['$$', ...code.map(withinDisplay), '$$'];
  }
  if (form === 'directive') return [`.. code-block:: ${name}`, '', ...indented];
  if (form === 'align') return ['\\begin{verbatim}', ...code, '\\end{verbatim}'];
  return [`\`\`\`${name}`, ...code, '```'];
}

/** `align*` stands by itself, and not inside `$$`. */
function withinDisplay(line: string): string {
  return line.replace(/\\(begin|end)\{align\*?\}/, '\\$1{aligned}');
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
