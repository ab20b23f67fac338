/** Small changes of an expression that a person may have meant: signs, numbers, functions, names, factors, terms. */
import { walk } from '../syntax/names.ts';
import type { Expression, Language, Operation } from '../syntax/tree.ts';
import type { Edit } from './fixApply.ts';
import { divided, type Editable, empty, isOpenSum, multiplied, signOf } from './fixFactors.ts';

export type EditGroup =
  | 'signs'
  | 'functions'
  | 'powers'
  | 'names'
  | 'numbers'
  | 'coefficients'
  | 'variables'
  | 'matrices'
  | 'drops'
  | 'operators';

export const EDIT_GROUPS: readonly EditGroup[] = [
  'signs',
  'functions',
  'powers',
  'numbers',
  'coefficients',
  'variables',
  'names',
  'matrices',
  'drops',
  'operators',
];

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
  variables,
  matrices,
  drops,
  operators,
};

function signs({ text, expression }: Editable): Edit[] {
  const found = rootsOf(expression).map((root) => signOf(text, root));
  for (const node of operations(expression)) {
    if (node.operator === 'add' || node.operator === 'subtract') {
      const sign = text.slice(node.sign.from, node.sign.to);
      const other = OPPOSITE[sign];
      if (other !== undefined) found.push({ span: node.sign, text: other });
    }
    if (node.operator === 'negate')
      found.push({ span: { from: node.span.from, to: node.operands[0]?.outer.from ?? node.span.from }, text: '' });
  }
  for (const node of walk(expression)) {
    const [argument] = node.kind === 'call' ? node.args : [];
    if (argument) found.push(signOf(text, argument));
  }
  return found;
}

const OPPOSITE: Readonly<Record<string, string>> = { '+': '-', '-': '+', '−': '+', '.+': '.-', '.-': '.+' };

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

function numbers({ expression, guessed }: Editable): Edit[] {
  const found: Edit[] = [];
  const entries = new Set<Expression>();
  for (const node of walk(expression)) {
    if (guessed && node.kind === 'index')
      for (const index of node.indices) for (const part of walk(index)) entries.add(part);
    if (node.kind !== 'number' || entries.has(node)) continue;
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
  return termsOf(at).flatMap((node) =>
    ['2', '3', '4'].flatMap((number) => [...multiplied(at, node, number), ...divided(at, node, number)]),
  );
}

/** A variable before a term. */
function variables(at: Editable): Edit[] {
  return termsOf(at).flatMap((node) => at.names.flatMap((name) => multiplied(at, node, name)));
}

/** The whole, the terms of sums in it, and arguments of functions. */
function termsOf({ expression }: Editable): readonly Expression[] {
  const nodes = rootsOf(expression);
  for (const node of operations(expression)) {
    if (node.operator === 'add' || node.operator === 'subtract' || node.operator === 'negate') {
      nodes.push(...node.operands);
    }
  }
  for (const node of walk(expression)) if (node.kind === 'call') nodes.push(...node.args);
  return [...new Set(nodes)];
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

/** The expression, or the entries of a list. */
function rootsOf(expression: Expression): Expression[] {
  const found: Expression[] = [];
  for (const node of walk(expression)) {
    if (node.kind === 'sequence') found.push(...node.items);
    if (node.kind === 'matrix') found.push(...node.rows.flat());
  }
  return found.length > 0 ? found : [expression];
}

function operations(expression: Expression): Operation[] {
  return [...walk(expression)].filter((node) => node.kind === 'operation');
}
