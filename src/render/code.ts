/** One line of a list as an expression of a programming language, written as the file around it is written. */
import type { LineId, WengertList } from '../graph/list.ts';
import type { CodeLanguage } from '../primitives/row.ts';
import { arrange } from './arrange.ts';
import type { Formula } from './formula.ts';
import { atom, LEVEL, type Piece } from './levels.ts';
import { decimal } from './numbers.ts';

/** A language in which expressions are programs. */
export type ProgramLanguage = Exclude<CodeLanguage, 'plain'>;

export interface CodeStyle {
  readonly language: ProgramLanguage;
  /** What a function is called in this file: `np.exp`; undefined: the file has no word for it. */
  readonly call: (operation: string) => string | undefined;
  readonly pi?: string;
  /** `a * b` rather than `a*b`. */
  readonly spaced: boolean;
  /** Powers are calls of a function: `Math.pow(x, 2)`, `pow(x, 2)`. */
  readonly power?: string;
  /** Arrays are multiplied, divided and raised entry by entry with dotted signs. */
  readonly dotted: boolean;
}

/** Undefined where the language has no word for a step, or where it is longer than `limit` operations. */
export function printCode(
  list: WengertList,
  id: LineId,
  nameOf: (id: LineId) => string | undefined,
  style: CodeStyle,
  limit = 60,
): string | undefined {
  const { formula, cut } = arrange(list, id, { nameOf, limit });
  return cut ? undefined : codeOf(formula, style)?.code;
}

const RELATIONS: Readonly<Record<string, string>> = { lt: '<', le: '<=', gt: '>', ge: '>=', eq: '==', ne: '!=' };

function codeOf(formula: Formula, style: CodeStyle): Piece | undefined {
  const { language, spaced, dotted } = style;
  const each = (isEach: boolean | undefined, sign: string) => (isEach && dotted ? `.${sign}` : sign);
  const times = (sign = '*') => (spaced ? ` ${sign} ` : sign);
  const piece = (of: Formula) => codeOf(of, style);
  const at = (level: number, of: Formula) => {
    const found = piece(of);
    return found && (found.level < level ? `(${found.code})` : found.code);
  };
  const call = (name: string | undefined, args: readonly Formula[]): Piece | undefined => {
    const written = all(args.map((arg) => piece(arg)?.code));
    return name === undefined || !written ? undefined : atom(`${name}(${written.join(', ')})`);
  };
  const product = (factors: readonly Formula[], sign: string): Piece | undefined => {
    const written = all(
      factors.map((factor, i) => at(i > 0 && factor.kind === 'quotient' ? LEVEL.atom : LEVEL.product, factor)),
    );
    return written && { code: written.join(times(sign)), level: LEVEL.product };
  };

  switch (formula.kind) {
    case 'number':
      if (formula.written === 'pi') return style.pi === undefined ? undefined : atom(style.pi);
      return Number.isFinite(formula.value) ? atom(decimal(formula.value, formula.written)) : undefined;
    case 'name':
      return atom(formula.name);
    case 'sum':
      return sum(formula.terms, at);
    case 'product':
      return product(formula.factors, '*');
    case 'entrywise':
      return product(formula.factors, each(true, '*'));
    case 'negative': {
      const of = at(LEVEL.product, formula.of);
      return of === undefined ? undefined : { code: `-${of}`, level: LEVEL.sign };
    }
    case 'quotient': {
      // In C a whole number divided by a whole number is cut.
      const whole = language === 'c' && formula.over.kind === 'number' && Number.isInteger(formula.over.value);
      const over = at(LEVEL.product, formula.over);
      const under = at(LEVEL.power, formula.under);
      if (over === undefined || under === undefined) return undefined;
      const isEach = formula.entrywise || (dotted && formula.under.kind !== 'number');
      return { code: `${over}${whole ? '.0' : ''}${times(each(isEach, '/'))}${under}`, level: LEVEL.product };
    }
    case 'power':
      return power(formula, style, at, call);
    case 'root':
      if (formula.index === undefined) return call(style.call('sqrt'), [formula.of]);
      return formula.index.kind === 'number' && formula.index.value === 3
        ? call(style.call('cbrt'), [formula.of])
        : undefined;
    case 'logarithm': {
      const base = formula.base.kind === 'number' ? formula.base.value : undefined;
      const name = base === 2 ? style.call('log2') : base === 10 ? style.call('log10') : undefined;
      return call(name, [formula.of]);
    }
    case 'apply': {
      const relation = RELATIONS[formula.operation];
      const [first, second] = formula.args;
      if (relation !== undefined && first && second) {
        const [left, right] = [at(LEVEL.sum, first), at(LEVEL.sum, second)];
        if (left === undefined || right === undefined) return undefined;
        const sign = relation === '!=' && language === 'matlab' ? '~=' : relation;
        return { code: `${left} ${sign} ${right}`, level: LEVEL.relation };
      }
      return formula.options?.length ? undefined : call(style.call(formula.operation), formula.args);
    }
    case 'cases':
      return choice(formula, language, at);
    default:
      return matrix(formula, style, at, call);
  }
}

type At = (level: number, of: Formula) => string | undefined;
type Call = (name: string | undefined, args: readonly Formula[]) => Piece | undefined;

function sum(terms: readonly Formula[], at: At): Piece | undefined {
  let code = '';
  for (const [i, term] of terms.entries()) {
    const minus = i > 0 && term.kind === 'negative';
    const written = minus ? at(LEVEL.product, term.of) : at(i === 0 ? LEVEL.sum : LEVEL.product, term);
    if (written === undefined) return undefined;
    code += i === 0 ? written : `${minus ? ' - ' : ' + '}${written}`;
  }
  return { code, level: LEVEL.sum };
}

const MOST_REPEATED = 3;

function power(formula: Formula & { kind: 'power' }, style: CodeStyle, at: At, call: Call): Piece | undefined {
  const { language, dotted } = style;
  const exponent = formula.exponent.kind === 'number' ? formula.exponent.value : undefined;
  // C has no sign for powers: x * x.
  const name = formula.base.kind === 'name' ? formula.base.name : undefined;
  if (language === 'c' && name !== undefined && (exponent === 2 || exponent === MOST_REPEATED)) {
    return {
      code: Array.from({ length: exponent }, () => name).join(style.spaced ? ' * ' : '*'),
      level: LEVEL.product,
    };
  }
  if (style.power !== undefined) return call(style.power, [formula.base, formula.exponent]);
  const [base, up] = [at(LEVEL.atom, formula.base), at(LEVEL.atom, formula.exponent)];
  if (language === 'c' || base === undefined || up === undefined) return undefined;
  const sign = language === 'python' || language === 'javascript' ? '**' : dotted ? '.^' : '^';
  return { code: `${base}${sign}${up}`, level: LEVEL.power };
}

function choice(formula: Formula & { kind: 'cases' }, language: ProgramLanguage, at: At): Piece | undefined {
  const { cases, otherwise } = formula;
  let code = otherwise && at(LEVEL.not, otherwise);
  for (const { value, condition } of [...cases].reverse()) {
    const [yes, when] = [at(LEVEL.not, value), at(LEVEL.not, condition)];
    if (code === undefined || yes === undefined || when === undefined) return undefined;
    if (language === 'python') code = `${yes} if ${when} else ${code}`;
    else if (language === 'r') code = `ifelse(${when}, ${yes}, ${code})`;
    else if (language === 'matlab') return undefined;
    else code = `${when} ? ${yes} : ${code}`;
  }
  return code === undefined ? undefined : { code, level: language === 'r' ? LEVEL.atom : LEVEL.choice };
}

/** Products of matrices; what else is made of matrices has no common form in the languages. */
function matrix(formula: Formula, style: CodeStyle, at: At, call: Call): Piece | undefined {
  const { language, spaced } = style;
  const sign = ({ python: '@', r: '%*%', julia: '*', matlab: '*' } as Readonly<Record<string, string>>)[language];
  const transposed = (of: Formula): string | undefined => {
    const whole = at(LEVEL.atom, of);
    if (whole === undefined) return undefined;
    if (language === 'python') return `${whole}.T`;
    if (language === 'r') return `t(${whole})`;
    return language === 'julia' || language === 'matlab' ? `${whole}'` : undefined;
  };
  const chain = (factors: readonly (string | undefined)[]): Piece | undefined => {
    const written = all(factors);
    if (!written || sign === undefined) return undefined;
    return { code: written.join(spaced || sign !== '*' ? ` ${sign} ` : sign), level: LEVEL.product };
  };
  switch (formula.kind) {
    case 'matrixProduct':
      return chain(formula.factors.map((factor) => at(LEVEL.power, factor)));
    case 'inner':
      if (language === 'julia' || language === 'matlab') {
        return chain([transposed(formula.left), at(LEVEL.power, formula.right)]);
      }
      return language === 'python' ? chain([at(LEVEL.power, formula.left), at(LEVEL.power, formula.right)]) : undefined;
    case 'rowProduct':
      return language === 'python' ? chain([at(LEVEL.power, formula.left), at(LEVEL.power, formula.right)]) : undefined;
    case 'outer':
      return language === 'python' ? call(style.call('outer'), [formula.left, formula.right]) : undefined;
    case 'transposed': {
      const code = transposed(formula.of);
      return code === undefined ? undefined : atom(code);
    }
    case 'entry': {
      const whole = at(LEVEL.atom, formula.of);
      const counted = language === 'python' || language === 'javascript' || language === 'c';
      return whole === undefined || !counted || formula.items.length > 1
        ? undefined
        : atom(`${whole}[${formula.items.join(', ')}]`);
    }
    default:
      return undefined;
  }
}

function all<T>(items: readonly (T | undefined)[]): T[] | undefined {
  return items.includes(undefined) ? undefined : (items as T[]);
}
