/** Formulas as linear text that the plain reader reads back to the same values: `2*x*(1 + exp(a))`. */
import type { Formula, MatrixFormula } from './formula.ts';
import { atom, infixLevels, LEVEL, type Piece } from './levels.ts';
import { textName } from './names.ts';
import { textNumber } from './numbers.ts';

export function textOf(formula: Formula): string {
  return piece(formula).code;
}

function piece(formula: Formula): Piece {
  switch (formula.kind) {
    case 'number':
      return atom(textNumber(formula.value, formula.written));
    case 'name':
      return atom(textName(formula.name));
    case 'symbol':
      return atom(formula.printed.text);
    case 'sum':
      return { code: sum(formula.terms), level: LEVEL.sum };
    case 'product':
      return { code: product(formula.factors), level: LEVEL.product };
    case 'negative':
      return { code: `-${at(LEVEL.product, formula.of)}`, level: LEVEL.sign };
    case 'quotient': {
      const { over, under } = formula;
      if (formula.entrywise) {
        return { code: `${at(LEVEL.power, over)} ⊘ ${at(LEVEL.power, under)}`, level: LEVEL.product };
      }
      if (isMatrixProduct(over))
        return { code: `(${piece(over).code})/${at(LEVEL.power, under)}`, level: LEVEL.product };
      const dividend = at(over.kind === 'quotient' ? LEVEL.atom : LEVEL.product, over);
      return { code: `${dividend}/${at(LEVEL.power, under)}`, level: LEVEL.product };
    }
    case 'power':
      return {
        code: `${at(LEVEL.atom, formula.base)}^${formula.entrywise ? '∘' : ''}${at(LEVEL.atom, formula.exponent)}`,
        level: LEVEL.power,
      };
    case 'root':
      return root(formula.of, formula.index);
    case 'logarithm': {
      const base = formula.base.kind === 'number' ? formula.base.value : undefined;
      if (base === 2 || base === 10) return call(`log${base}`, [formula.of]);
      return call('log', [formula.of, formula.base]);
    }
    case 'apply':
      return apply(formula);
    case 'cases': {
      const parts = formula.cases.map(
        ({ value, condition }) => `${at(LEVEL.or, value)} if ${at(LEVEL.or, condition)} else `,
      );
      const rest = formula.otherwise ? at(LEVEL.or, formula.otherwise) : 'NaN';
      return { code: `${parts.join('')}${rest}`, level: LEVEL.choice };
    }
    case 'ellipsis':
      return atom('…');
    default:
      return matrix(formula);
  }
}

function matrix(formula: MatrixFormula): Piece {
  switch (formula.kind) {
    case 'entrywise':
      return { code: formula.factors.map((factor) => at(LEVEL.power, factor)).join(' ⊙ '), level: LEVEL.product };
    case 'matrixProduct':
      return matrixProduct(formula.factors);
    case 'inner':
    case 'rowProduct':
      return matrixProduct([formula.left, formula.right]);
    case 'outer':
      return call('outer', [formula.left, formula.right]);
    case 'transposed':
      return atom(`${at(LEVEL.atom, formula.of)}ᵀ`);
    case 'inverse':
      return call('inv', [formula.of]);
    case 'solution':
      return call('solve', [formula.matrix, formula.of]);
    case 'norm': {
      const norm = call('norm', [formula.of]);
      return formula.squared ? { code: `${norm.code}^2`, level: LEVEL.power } : norm;
    }
    case 'logdet':
      return atom(`log(abs(det(${piece(formula.of).code})))`);
    case 'entry':
      return atom(`${at(LEVEL.atom, formula.of)}[${formula.items.join(', ')}]`);
    case 'ones':
      return atom(`ones(${formula.sizes.join(', ')})`);
    case 'eye':
      return atom(`eye(${formula.size})`);
    case 'unit':
      return atom(`unit(${formula.at.join(', ')})`);
    case 'repeated': {
      const ones: Formula = { kind: 'ones', sizes: formula.sizes.slice(formula.as === 'rows' ? 0 : 1).slice(0, 1) };
      return call('outer', formula.as === 'rows' ? [ones, formula.of] : [formula.of, ones]);
    }
    case 'axisSum':
      return atom(`sum(${piece(formula.of).code}, axis=${formula.axis})`);
    case 'array': {
      const rows = formula.rows.map((row) => row.map((entry) => piece(entry).code).join(', '));
      const code = formula.rank === 1 ? rows.join(', ') : rows.map((row) => `[${row}]`).join(', ');
      return atom(`[${code}]`);
    }
  }
}

function isMatrixProduct({ kind }: Formula): boolean {
  return kind === 'matrixProduct' || kind === 'inner' || kind === 'rowProduct';
}

/** A vector beside a vector is the inner product, wherever it stands: products within are bracketed. */
function matrixProduct(factors: readonly Formula[]): Piece {
  return { code: factors.map((factor) => at(LEVEL.power, factor)).join(' @ '), level: LEVEL.product };
}

/** The formula where the level is asked for, in brackets if it binds less. */
function at(level: number, formula: Formula): string {
  const { code, level: own } = piece(formula);
  return own < level ? `(${code})` : code;
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

/** A quotient among the factors is bracketed: a/b*c reads wrong at a glance. */
function product(factors: readonly Formula[]): string {
  const last = factors.length - 1;
  const isWhole = (factor: Formula, i: number) => factor.kind === 'quotient' || (isMatrixProduct(factor) && i < last);
  return factors.map((factor, i) => at(isWhole(factor, i) ? LEVEL.atom : LEVEL.product, factor)).join('*');
}

function root(of: Formula, index: Formula | undefined): Piece {
  if (index === undefined) return call('sqrt', [of]);
  if (index.kind === 'number' && index.value === 3) return call('cbrt', [of]);
  return call('root', [of, index]);
}

function apply({ operation, show, args, options = [] }: Formula & { kind: 'apply' }): Piece {
  const [first, second] = args;
  if (show.form === 'infix' && (operation === 'kron' || operation === 'cross')) return call(operation, args);
  if (options.length > 0 && show.form === 'call') {
    const said = options.map(([key, value]) => `${key}=${value}`);
    return atom(`${show.text}(${[...args.map((arg) => piece(arg).code), ...said].join(', ')})`);
  }
  if (operation === 'factorial' && first) {
    const bare = first.kind === 'name' || first.kind === 'number';
    return atom(bare ? `${piece(first).code}!` : `(${piece(first).code})!`);
  }
  if (show.form === 'infix' && first && second) {
    const { own, left, right } = infixLevels(operation);
    return { code: `${at(left, first)} ${show.text} ${at(right, second)}`, level: own };
  }
  if (show.form === 'prefix' && first) {
    return { code: `${show.text} ${at(LEVEL.atom, first)}`, level: LEVEL.not };
  }
  return call(show.form === 'special' ? operation : show.text, args);
}

function call(name: string, args: readonly Formula[]): Piece {
  return atom(`${name}(${args.map((arg) => piece(arg).code).join(', ')})`);
}
