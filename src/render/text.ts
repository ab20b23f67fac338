/** Formulas as linear text that the plain reader reads back to the same values: `2*x*(1 + exp(a))`. */
import type { Formula } from './formula.ts';
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
      const dividend = at(over.kind === 'quotient' ? LEVEL.atom : LEVEL.product, over);
      return { code: `${dividend}/${at(LEVEL.power, under)}`, level: LEVEL.product };
    }
    case 'power':
      return { code: `${at(LEVEL.atom, formula.base)}^${at(LEVEL.atom, formula.exponent)}`, level: LEVEL.power };
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
  }
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
  return factors.map((factor) => at(factor.kind === 'quotient' ? LEVEL.atom : LEVEL.product, factor)).join('*');
}

function root(of: Formula, index: Formula | undefined): Piece {
  if (index === undefined) return call('sqrt', [of]);
  if (index.kind === 'number' && index.value === 3) return call('cbrt', [of]);
  return call('root', [of, index]);
}

function apply({ operation, show, args }: Formula & { kind: 'apply' }): Piece {
  const [first, second] = args;
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
