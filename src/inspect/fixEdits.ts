/** Small changes of an expression that a person may have meant: signs, numbers, functions, names, factors, terms. */
import type { Span } from '../base/span.ts';
import { walk } from '../syntax/names.ts';
import type { Expression, Language, Operation } from '../syntax/tree.ts';
import type { Edit } from './fixApply.ts';

export type EditGroup =
  | 'signs'
  | 'functions'
  | 'powers'
  | 'names'
  | 'numbers'
  | 'coefficients'
  | 'matrices'
  | 'drops'
  | 'operators';

export const EDIT_GROUPS: readonly EditGroup[] = [
  'signs',
  'functions',
  'powers',
  'numbers',
  'coefficients',
  'names',
  'matrices',
  'drops',
  'operators',
];

/** An expression of the text, and how the text around it is written. */
export interface Editable {
  readonly text: string;
  readonly expression: Expression;
  readonly language: Language;
  /** Blanks around `*`. */
  readonly spaced: boolean;
  /** Variables that may stand in it. */
  readonly names: readonly string[];
}

export function editsOf(at: Editable, group: EditGroup): readonly Edit[] {
  return GROUPS[group](at);
}

const GROUPS: Readonly<Record<EditGroup, (at: Editable) => readonly Edit[]>> = {
  signs,
  functions,
  powers,
  names,
  numbers,
  coefficients,
  matrices,
  drops,
  operators,
};

function signs({ text, expression }: Editable): Edit[] {
  const found = [signOf(text, expression)];
  for (const node of operations(expression)) {
    if (node.operator === 'add' || node.operator === 'subtract') {
      const sign = text.slice(node.sign.from, node.sign.to);
      const other = OPPOSITE[sign];
      if (other !== undefined) found.push({ span: node.sign, text: other });
    }
    if (node.operator === 'negate')
      found.push({ span: { from: node.span.from, to: start(node.operands[0], node) }, text: '' });
  }
  for (const node of walk(expression)) {
    const [argument] = node.kind === 'call' ? node.args : [];
    if (argument) found.push(signOf(text, argument));
  }
  return found;
}

const OPPOSITE: Readonly<Record<string, string>> = { '+': '-', '-': '+', '−': '+', '.+': '.-', '.-': '.+' };

/** The whole with the other sign. */
export function signOf(text: string, node: Expression): Edit {
  const span = outerOf(text, node);
  const written = text.slice(span.from, span.to);
  const minus = /^[-−]\s*/.exec(written);
  // −a + b: the sign belongs to a alone.
  if (minus && !isSum(node)) return { span: { from: span.from, to: span.from + minus[0].length }, text: '' };
  return isOpenSum(text, node) ? { span, text: `-(${written})` } : { span: empty(span.from), text: '-' };
}

/** Functions that are taken for one another, in derivatives above all. */
const EXCHANGED: readonly (readonly string[])[] = [
  ['sin', 'cos'],
  ['sinh', 'cosh'],
  ['tan', 'sec'],
  ['tanh', 'sech'],
  ['tan', 'tanh'],
  ['sum', 'mean'],
  ['exp', 'log'],
  ['exp', 'expm1'],
  ['log', 'log1p'],
  ['log', 'log10'],
  ['log', 'log2'],
  ['max', 'min'],
  ['maximum', 'minimum'],
  ['zeros_like', 'ones_like'],
  ['zeros', 'ones'],
  ['cdf', 'pdf'],
];

function functions({ text, expression }: Editable): Edit[] {
  const found: Edit[] = [];
  for (const node of walk(expression)) {
    if (node.kind !== 'call') continue;
    const written = text.slice(node.callee.span.from, node.callee.span.to);
    for (const pair of EXCHANGED) {
      for (const [k, name] of pair.entries()) {
        const match = new RegExp(`(?<![A-Za-z0-9_])${name}(?=f?$)`).exec(written);
        if (!match) continue;
        const from = node.callee.span.from + match.index;
        found.push({ span: { from, to: from + name.length }, text: pair[1 - k] as string });
      }
    }
  }
  return found;
}

/** `1 - tanh(x)` for `1 - tanh(x)**2`, and powers too many. */
function powers({ text, expression, language }: Editable): Edit[] {
  const found: Edit[] = [];
  for (const node of walk(expression)) {
    const written = text.slice(node.outer.from, node.outer.to);
    if (node.kind === 'operation' && node.operator === 'power') {
      const [base] = node.operands;
      if (base) found.push({ span: node.span, text: text.slice(base.outer.from, base.outer.to) });
      continue;
    }
    const isWhole =
      node.kind === 'call' || node.kind === 'name' || node.kind === 'index' || node.outer.from < node.span.from;
    if (isWhole) found.push(...squares(node, written, language));
    if (
      node.kind === 'operation' &&
      (node.operator === 'add' || node.operator === 'subtract') &&
      isOpenSum(text, node)
    ) {
      found.push(...squares(node, `(${written})`, language));
    }
  }
  return found;
}

function squares(node: Expression, written: string, language: Language): Edit[] {
  switch (language) {
    case 'latex':
      // \tanh(x)^2 is ambiguous to a reader; \tanh^2(x) is what people write.
      return node.kind === 'call' && /^\\[A-Za-z]+/.test(written)
        ? [{ span: empty(node.callee.span.to), text: '^2' }]
        : [{ span: node.outer, text: `${written}^2` }];
    case 'python':
    case 'javascript':
      return [{ span: node.outer, text: `${written}**2` }];
    case 'c':
      return [{ span: node.outer, text: `${written}*${written}` }];
    default:
      return [
        { span: node.outer, text: `${written}^2` },
        ...(language === 'plain' || language === 'r' ? [] : [{ span: node.outer, text: `${written}.^2` }]),
      ];
  }
}

function names({ text, expression, names: others }: Editable): Edit[] {
  const callees = new Set<Expression>();
  const found: Edit[] = [];
  for (const node of walk(expression)) {
    if (node.kind === 'call' || node.kind === 'attribute') callees.add(node.kind === 'call' ? node.callee : node.base);
    const isVariable = node.kind === 'name' || (node.kind === 'attribute' && node.base.kind === 'name');
    if (!isVariable || callees.has(node)) continue;
    const written = text.slice(node.span.from, node.span.to);
    for (const name of others) if (name !== written) found.push({ span: node.span, text: name });
  }
  return found;
}

function numbers({ expression }: Editable): Edit[] {
  const found: Edit[] = [];
  for (const node of walk(expression)) {
    if (node.kind !== 'number') continue;
    const { value } = node;
    for (const other of new Set([value + 1, value - 1, 2 * value, value / 2, 3 * value, value / 3])) {
      const isNice = Number.isInteger(other) || !Number.isInteger(value);
      if (other >= 0 && other !== value && isNice) found.push({ span: node.span, text: numberText(other, node.text) });
    }
  }
  return found;
}

function numberText(value: number, like: string): string {
  return Number.isInteger(value) && /^\d+\.0*$/.test(like) ? `${value}.0` : String(value);
}

/** A whole number before a term, or below it. */
function coefficients(at: Editable): Edit[] {
  const { expression } = at;
  const nodes = [expression];
  for (const node of operations(expression)) {
    if (node.operator === 'add' || node.operator === 'subtract' || node.operator === 'negate')
      nodes.push(...node.operands);
  }
  for (const node of walk(expression)) if (node.kind === 'call') nodes.push(...node.args);
  return [...new Set(nodes)].flatMap((node) =>
    ['2', '3', '4'].flatMap((number) => [...multiplied(at, node, number), ...divided(at, node, number)]),
  );
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
  const signs = language === 'latex' ? latexTimes(near, factor, text.slice(span.from)) : [times(at)];
  for (const sign of signs) {
    if (isOpenSum(text, whole)) found.push({ span, text: `${factor}${sign}(${text.slice(span.from, span.to)})` });
    else found.push({ span: empty(span.from), text: `${factor}${sign}` });
  }
  return found;
}

/** The node divided by a number: in its denominator where it has one. */
function divided(at: Editable, node: Expression, number: string): Edit[] {
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

function matrices({ text, expression, language }: Editable): Edit[] {
  const found: Edit[] = [];
  const turned = ({ python: '.T', latex: '^\\top', julia: "'", matlab: "'" } as Readonly<Record<string, string>>)[
    language
  ];
  for (const node of walk(expression)) {
    if (node.kind === 'operation' && node.operator === 'matrixMultiply') {
      const [left, right] = node.operands;
      if (left && right) {
        const [a, b] = [left, right].map(({ outer }) => text.slice(outer.from, outer.to));
        found.push({ span: node.span, text: `${b}${text.slice(left.outer.to, right.outer.from)}${a}` });
      }
    }
    if (node.kind === 'attribute' && node.name === 'T')
      found.push({ span: { from: node.base.outer.to, to: node.span.to }, text: '' });
    if (node.kind === 'operation' && node.operator === 'transpose' && node.operands[0]) {
      found.push({ span: { from: node.operands[0].outer.to, to: node.span.to }, text: '' });
    }
    if (turned !== undefined && node.kind === 'name') found.push({ span: empty(node.span.to), text: turned });
    if (turned !== undefined && node === expression && language !== 'latex') {
      found.push({ span: node.outer, text: `(${text.slice(node.outer.from, node.outer.to)})${turned}` });
    }
  }
  return found;
}

function drops({ text, expression }: Editable): Edit[] {
  const found: Edit[] = [];
  for (const node of operations(expression)) {
    const [left, right] = node.operands;
    if (!left || !right) continue;
    const before = { from: left.outer.from, to: right.outer.from };
    const behind = { from: left.outer.to, to: right.outer.to };
    if (node.operator === 'multiply') found.push({ span: before, text: '' }, { span: behind, text: '' });
    if (node.operator === 'divide' && text.slice(left.outer.to, right.outer.from).trim() === '/')
      found.push({ span: behind, text: '' });
    if (node.operator === 'add') found.push({ span: before, text: '' }, { span: behind, text: '' });
    if (node.operator === 'subtract') found.push({ span: behind, text: '' }, { span: before, text: '-' });
  }
  return found;
}

function operators({ text, expression }: Editable): Edit[] {
  return operations(expression).flatMap((node) => {
    const sign = text.slice(node.sign.from, node.sign.to);
    const other = ({ '*': '/', '/': '*', '.*': './', './': '.*' } as Readonly<Record<string, string>>)[sign];
    return other === undefined ? [] : [{ span: node.sign, text: other }];
  });
}

function operations(expression: Expression): Operation[] {
  return [...walk(expression)].filter((node) => node.kind === 'operation');
}

export function isSum(node: Expression): boolean {
  return node.kind === 'operation' && (node.operator === 'add' || node.operator === 'subtract');
}

/** With its brackets; the braces of LaTeX are none. */
function outerOf(text: string, { span, outer }: Expression): Span {
  return text[outer.from] === '{' ? span : outer;
}

/** A sum without brackets of its own. */
function isOpenSum(text: string, node: Expression): boolean {
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

function start(node: Expression | undefined, parent: Expression): number {
  return node?.outer.from ?? parent.span.to;
}

export function empty(at: number): Span {
  return { from: at, to: at };
}
