/** Signs, factors, divisors and terms put into an expression, written as the text around it is. */
import type { Span } from '../base/span.ts';
import type { Expression, Language } from '../syntax/tree.ts';
import type { Edit } from './fixApply.ts';

/** An expression of the text, and how the text around it is written. */
export interface Editable {
  readonly text: string;
  readonly expression: Expression;
  readonly language: Language;
  /** Blanks around `*`. */
  readonly spaced: boolean;
  /** Variables that may stand in it. */
  readonly names: readonly string[];
  /** Arrays are as long as a guess says: a number that fits may fit that length alone. */
  readonly guessed: boolean;
}

/** The whole with the other sign. */
export function signOf(text: string, node: Expression): Edit {
  const span = outerOf(text, node);
  const written = text.slice(span.from, span.to);
  const minus = /^[-−]\s*/.exec(written);
  // −a + b: the sign belongs to a alone.
  if (minus && !isSum(node)) return { span: { from: span.from, to: span.from + minus[0].length }, text: '' };
  return isOpenSum(text, node) ? { span, text: `-(${written})` } : { span: empty(span.from), text: '-' };
}

/** The node times `factor`, which stands in front. */
export function multiplied(at: Editable, node: Expression, factor: string): Edit[] {
  const { text, language, expression } = at;
  if (node.kind === 'number' && node.value === 1) return [{ span: node.span, text: factor }];
  const found: Edit[] = [];
  if (node.kind === 'operation' && node.operator === 'divide') {
    const [over] = node.operands;
    if (over?.kind === 'number' && over.value === 1) found.push({ span: over.span, text: factor });
  }
  const whole = node.kind === 'operation' && node.operator === 'negate' ? (node.operands[0] ?? node) : node;
  const near = text.slice(expression.outer.from, expression.outer.to);
  const span = outerOf(text, whole);
  const written = text.slice(span.from, span.to);
  const isOpen = isOpenSum(text, whole);
  // −2x rather than 2·−x, 3·F·x rather than F·3·x.
  const sign = isOpen ? '' : (/^[-−]\s*/.exec(written)?.[0] ?? '');
  const rest = written.slice(sign.length);
  const number = /^\d/.test(factor) || isOpen ? undefined : /^\d+(?:\.\d+)?/.exec(rest)?.[0];
  if (number !== undefined) {
    const behind = span.from + sign.length + number.length;
    if (language === 'latex') found.push({ span: empty(behind), text: ` ${factor} ` });
    else if (/^\s*\*(?!\*)/.test(rest.slice(number.length)))
      found.push({ span: empty(behind), text: times(at) + factor });
  }
  const signs = language === 'latex' ? latexTimes(near, factor, rest) : [times(at)];
  for (const joint of signs) {
    if (isOpen) found.push({ span, text: `${factor}${joint}(${written})` });
    else found.push({ span: empty(span.from + sign.length), text: `${factor}${joint}` });
  }
  return found;
}

/** The node divided by a number: in its denominator where it has one. */
export function divided(at: Editable, node: Expression, number: string): Edit[] {
  const { text, language } = at;
  if (node.kind === 'operation' && node.operator === 'divide') {
    const [, under] = node.operands;
    if (!under) return [];
    const written = text.slice(under.outer.from, under.outer.to);
    if (language === 'latex') {
      const span = outerOf(text, under);
      const below = text.slice(span.from, span.to);
      if (isOpenSum(text, under)) return [{ span, text: `${number}(${below})` }];
      return [{ span: empty(span.from), text: /^\d/.test(below) ? `${number} \\cdot ` : number }];
    }
    return under.outer.from < under.span.from && !isSum(under)
      ? [{ span: empty(under.span.from), text: number + times(at) }]
      : [{ span: under.outer, text: `(${number}${times(at)}${written})` }];
  }
  const written = text.slice(node.outer.from, node.outer.to);
  const whole = isOpenSum(text, node) ? `(${written})` : written;
  if (language === 'latex') return [{ span: node.outer, text: `\\frac{${written}}{${number}}` }];
  const below = language === 'c' ? `${number}.0` : number;
  return [{ span: node.outer, text: `${whole}${at.spaced ? ' / ' : '/'}${below}` }];
}

/** Another term behind the whole. */
export function added({ expression }: Editable, sign: '+' | '-', term: string): Edit {
  const bracketed = expression.outer.from < expression.span.from;
  return { span: empty(bracketed ? expression.span.to : expression.outer.to), text: ` ${sign} ${term}` };
}

export function isSum(node: Expression): boolean {
  return node.kind === 'operation' && (node.operator === 'add' || node.operator === 'subtract');
}

/** With its brackets; the braces of LaTeX are none. */
function outerOf(text: string, { span, outer }: Expression): Span {
  return text[outer.from] === '{' ? span : outer;
}

/** A sum without brackets of its own. */
export function isOpenSum(text: string, node: Expression): boolean {
  const binds = node.kind === 'piecewise' || node.kind === 'relation' || node.kind === 'lambda';
  return (isSum(node) || binds) && outerOf(text, node).from === node.span.from;
}

export function times({ language, text, spaced, expression }: Editable): string {
  const near = text.slice(expression.outer.from, expression.outer.to);
  if (language === 'plain' && !near.includes('*')) return near.includes('·') ? '·' : '*';
  if ((language === 'matlab' || language === 'julia') && near.includes('.*')) return spaced ? ' .* ' : '.*';
  return spaced ? ' * ' : '*';
}

/** Side by side, or with a dot where two numbers would run together; the other way where that reads as something else. */
function latexTimes(text: string, factor: string, next: string): string[] {
  const dot = ' \\cdot ';
  if (/\d$/.test(factor) && /^\d/.test(next)) return [dot];
  const tight = /^\d+$/.test(factor) && /^[A-Za-z\\]/.test(next) ? '' : ' ';
  return text.includes('\\cdot') && !/^\d+$/.test(factor) ? [dot, tight] : [tight, dot];
}

export function empty(at: number): Span {
  return { from: at, to: at };
}
