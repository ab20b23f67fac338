/** Formulas as LaTeX, as a textbook sets them; our own LaTeX reader reads them back to the same values. */
import { isFraction } from './compose.ts';
import type { Case, Formula, MatrixFormula } from './formula.ts';
import { atom, infixLevels, LEVEL, type Piece } from './levels.ts';
import { matrixFactors, rowFactors } from './matrix.ts';
import { isWord, latexName, mayBeDifferential, mayBeFunction } from './names.ts';
import { latexNumber } from './numbers.ts';

export function latexOf(formula: Formula): string {
  return piece(formula).code;
}

function piece(formula: Formula): Piece {
  switch (formula.kind) {
    case 'number': {
      const { code, compound } = latexNumber(formula.value, formula.written);
      return { code, level: compound ? LEVEL[compound] : LEVEL.atom };
    }
    case 'name':
      return atom(latexName(formula.name));
    case 'symbol':
      return atom(formula.printed.latex);
    case 'sum':
      return { code: sum(formula.terms), level: LEVEL.sum };
    case 'product':
      return { code: product(formula.factors), level: LEVEL.product };
    case 'negative':
      return { code: `-${at(LEVEL.product, formula.of)}`, level: LEVEL.sign };
    case 'quotient':
      if (formula.entrywise) {
        return { code: `${factor(formula.over)} \\oslash ${factor(formula.under)}`, level: LEVEL.product };
      }
      return { code: `\\frac{${latexOf(formula.over)}}{${latexOf(formula.under)}}`, level: LEVEL.product };
    case 'power':
      return formula.entrywise ? entrywisePower(formula.base, formula.exponent) : power(formula.base, formula.exponent);
    case 'root': {
      if (formula.entrywise) return entrywisePower(formula.of, reciprocal(formula.index));
      const index = formula.index ? `[${latexOf(formula.index)}]` : '';
      return atom(`\\sqrt${index}{${latexOf(formula.of)}}`);
    }
    case 'logarithm':
      return call(`\\log_{${latexOf(formula.base)}}`, [formula.of]);
    case 'apply':
      return apply(formula);
    case 'cases':
      return { code: cases(formula.cases, formula.otherwise), level: LEVEL.choice };
    case 'ellipsis':
      return atom('\\cdots');
    default:
      return matrix(formula);
  }
}

function matrix(formula: MatrixFormula): Piece {
  switch (formula.kind) {
    case 'entrywise':
      return { code: formula.factors.map(factor).join(' \\odot '), level: LEVEL.product };
    case 'transposed':
      return transposed(formula.of);
    case 'inverse':
      return { code: `${operand(formula.of, true)}^{-1}`, level: LEVEL.power };
    case 'norm': {
      const { code } = fenced('\\lVert', latexOf(formula.of), '\\rVert');
      return formula.squared
        ? { code: `${code}_{${formula.label}}^{2}`, level: LEVEL.power }
        : atom(`${code}_{${formula.label}}`);
    }
    case 'logdet':
      return { code: `\\log\\left|\\det${bracketed(latexOf(formula.of))}\\right|`, level: LEVEL.power };
    case 'entry': {
      // One subscript is all that a letter can have.
      const code = operand(formula.of, true);
      const isScripted = formula.of.kind === 'name' && code.includes('_');
      return atom(`${isScripted ? bracketed(code) : code}_{${formula.items.join(',')}}`);
    }
    case 'ones':
      if (formula.sizes.length === 2) return { code: matrixProduct(matrixFactors(formula)), level: LEVEL.product };
      return atom('\\mathbf{1}');
    case 'eye':
      return atom('I');
    case 'unit': {
      const [row, column] = formula.at.map((place) => `\\mathbf{e}_{${place}}`);
      return column === undefined ? atom(row ?? '') : { code: `${row} ${column}^\\top`, level: LEVEL.product };
    }
    case 'array': {
      const rows = formula.rows.map((row) => row.map(latexOf).join(' & '));
      return atom(`\\begin{bmatrix} ${rows.join(' \\\\ ')} \\end{bmatrix}`);
    }
    default:
      return { code: matrixProduct(matrixFactors(formula)), level: LEVEL.product };
  }
}

/** A factor beside ⊙ and ⊘: products are bracketed. */
function factor(formula: Formula): string {
  return at(LEVEL.power, formula);
}

function matrixProduct(factors: readonly Formula[]): string {
  let code = '';
  for (const [i, each] of factors.entries()) {
    const next = factor(each);
    const before = factors[i - 1];
    code += before ? `${matrixSeparator(before, each, next)}${next}` : next;
  }
  return code;
}

/** As between numbers, but a matrix before a bracket is no function. */
function matrixSeparator(before: Formula, each: Formula, code: string): string {
  const known = symbolOf(before);
  if (known !== undefined && /^[A-EK-Z]/.test(known) && /^(?:\\left)?\(/.test(code) && !isWord(latexName(known)))
    return ' ';
  return separator(before, each, code);
}

/** `A^\top`, `A^{-\top}`, `x^\top y` the other way round. */
function transposed(of: Formula): Piece {
  if (of.kind === 'inverse') return { code: `${operand(of.of, true)}^{-\\top}`, level: LEVEL.power };
  const factors = rowFactors(of);
  if (factors.length > 1) return { code: matrixProduct(factors), level: LEVEL.product };
  return { code: `${raisable(of)}^\\top`, level: LEVEL.power };
}

function entrywisePower(base: Formula, exponent: Formula): Piece {
  const raised = isFraction(exponent) ? slashed(exponent) : latexOf(exponent);
  return { code: `${raisable(base)}^{\\circ ${raised}}`, level: LEVEL.power };
}

/** A function with its bracket is whole where the power is none of numbers. */
function raisable(formula: Formula): string {
  const isCall = formula.kind === 'apply' && formula.show.form === 'call';
  return isCall || (formula.kind === 'ones' && formula.sizes.length < 2) ? latexOf(formula) : operand(formula, true);
}

function reciprocal(index: Formula | undefined): Formula {
  const number = (value: number): Formula => ({ kind: 'number', value, written: '' });
  return { kind: 'quotient', over: number(1), under: index ?? number(2) };
}

/** The formula where the level is asked for, in brackets if it binds less. */
function at(level: number, formula: Formula): string {
  const { code, level: own } = piece(formula);
  return own < level ? bracketed(code) : code;
}

function bracketed(code: string): string {
  return isTall(code) ? `\\left(${code}\\right)` : `(${code})`;
}

function isTall(code: string): boolean {
  return /\\(?:frac|sqrt|begin|binom|left)(?![a-zA-Z])/.test(code);
}

function sum(terms: readonly Formula[]): string {
  let code = '';
  for (const [i, term] of terms.entries()) {
    if (i === 0) code = at(LEVEL.sum, term);
    else if (term.kind === 'negative') code += ` - ${at(LEVEL.product, term.of)}`;
    else code += ` + ${at(LEVEL.product, term)}`;
  }
  return code;
}

function product(factors: readonly Formula[]): string {
  let code = '';
  for (const [i, factor] of factors.entries()) {
    const next = at(isInner(factor) && i < factors.length - 1 ? LEVEL.power : LEVEL.product, factor);
    const before = factors[i - 1];
    code += before ? `${separator(before, factor, next)}${next}` : next;
  }
  return code;
}

/** What stands behind such a number would be taken for one more matrix of it. */
function isInner({ kind }: Formula): boolean {
  return kind === 'inner' || kind === 'outer' || kind === 'matrixProduct' || kind === 'rowProduct';
}

/** A dot where side by side would run together, or read as a call or a differential. */
function separator(before: Formula, factor: Formula, code: string): string {
  const opens = /^(?:\\left)?\(/.test(code);
  if (/^[\d.]/.test(code) || isNumber(factor)) return ' \\cdot ';
  const name = symbolOf(before);
  if (opens && (before.kind === 'symbol' || isSigned(factor))) return ' \\cdot ';
  if (name === undefined) return isWord(code) ? ' \\, ' : ' ';
  if (mayBeDifferential(name) || (opens && mayBeFunction(name))) return ' \\cdot ';
  return isWord(code) || isWord(latexName(name)) ? ' \\, ' : ' ';
}

function isNumber(factor: Formula): boolean {
  return isFraction(factor) || (factor.kind === 'number' && !/^[a-z]/i.test(factor.written));
}

/** Its bracket holds a sign that is no plus or minus. */
function isSigned(factor: Formula): boolean {
  return factor.kind === 'apply' && (factor.show.form === 'infix' || factor.show.form === 'prefix');
}

/** The name that a factor is, or is a power of. */
function symbolOf(factor: Formula): string | undefined {
  if (factor.kind === 'power') return symbolOf(factor.base);
  return factor.kind === 'name' ? factor.name : undefined;
}

function power(base: Formula, exponent: Formula): Piece {
  const raised = isFraction(exponent) ? slashed(exponent) : inExponent(exponent);
  const command = base.kind === 'apply' && base.show.form === 'call' ? base.show.latex : '';
  // \sin^{2}(x), but 1/sin x is no \sin^{-1}.
  if (POWERED.has(command) && base.kind === 'apply' && isCount(exponent))
    return call(`${command}^{${raised}}`, base.args);
  return { code: `${operand(base, true)}^{${raised}}`, level: LEVEL.power };
}

/** What a sign after it belongs to as a whole: a letter or a number stays bare, all else is bracketed. */
function operand(formula: Formula, raised = false): string {
  const { code, level } = piece(formula);
  const scripted = raised && formula.kind === 'name' && /['^]/.test(code);
  const bare =
    formula.kind === 'name' || (formula.kind === 'number' && level === LEVEL.atom) || code.startsWith('\\left|');
  return bare && !scripted ? code : bracketed(code);
}

/** A word or a T alone up there would be read as a label or a transpose; in braces of its own it is a power. */
function inExponent(exponent: Formula): string {
  const code = latexOf(exponent);
  return exponent.kind === 'name' && (isWord(code) || code === 'T') ? `{${code}}` : code;
}

/** Functions whose powers are written at their name. */
const POWERED: ReadonlySet<string> = new Set(
  '\\sin \\cos \\tan \\cot \\sec \\csc \\sinh \\cosh \\tanh \\coth'.split(' '),
);

function isCount(exponent: Formula): boolean {
  return exponent.kind === 'number' && Number.isInteger(exponent.value) && exponent.value > 1;
}

function slashed(fraction: Formula): string {
  return fraction.kind === 'quotient' ? `${latexOf(fraction.over)}/${latexOf(fraction.under)}` : latexOf(fraction);
}

function apply({ operation, show, args, options = [], entrywise }: Formula & { kind: 'apply' }): Piece {
  const [first, second] = args;
  if (first && args.length === 1 && !entrywise) {
    if (operation === 'abs') return atom(`\\left|${latexOf(first)}\\right|`);
    if (operation === 'floor') return fenced('\\lfloor', latexOf(first), '\\rfloor');
    if (operation === 'ceil') return fenced('\\lceil', latexOf(first), '\\rceil');
    if (operation === 'factorial') return atom(`${operand(first)}!`);
  }
  if (first && second) {
    if (operation === 'binomial') return atom(`\\binom{${latexOf(first)}}{${latexOf(second)}}`);
    if (show.form === 'infix') {
      const { own, left, right } = infixLevels(operation);
      return { code: `${at(left, first)} ${show.latex} ${at(right, second)}`, level: own };
    }
  }
  if (options.length > 0 && show.form === 'call') {
    const said = options.map(([key, value]) => `\\text{${plainText(key)} = ${plainText(value)}}`);
    return atom(`${show.latex}${bracketed([...args.map(latexOf), ...said].join(', '))}`);
  }
  if (show.form === 'prefix' && first) {
    return { code: `${show.latex} ${at(LEVEL.atom, first)}`, level: LEVEL.not };
  }
  return call(show.form === 'call' ? show.latex : `\\operatorname{${operation}}`, args);
}

/** What cannot mean anything to LaTeX. */
function plainText(text: string): string {
  return text.replace(/[\\{}$%&#_^~]/g, (sign) => (sign === '_' ? '\\_' : ' '));
}

function call(command: string, args: readonly Formula[]): Piece {
  return atom(`${command}${bracketed(args.map(latexOf).join(', '))}`);
}

function fenced(open: string, code: string, close: string): Piece {
  return atom(isTall(code) ? `\\left${open} ${code} \\right${close}` : `${open} ${code} ${close}`);
}

function cases(list: readonly Case[], otherwise: Formula | undefined): string {
  const rows = list.map(({ value, condition }) => `${latexOf(value)} & \\text{if } ${latexOf(condition)}`);
  if (otherwise) rows.push(`${latexOf(otherwise)} & \\text{otherwise}`);
  return `\\begin{cases} ${rows.join(' \\\\ ')} \\end{cases}`;
}
