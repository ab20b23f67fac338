/**
 * Does a line of plain text read wholly as a formula? A test on tokens: brackets balance, operators have operands, no two
 * words stand side by side, and there is evidence beyond `key = value`. Prose, settings, logs and code get the benefit of
 * the doubt: silence beats a false alarm.
 */
import { classify, isFunction, isGreekName, isShouted, isUnit } from './names.ts';
import { type Token, tokenize } from './tokens.ts';

export interface Formula {
  /**
   * - `formula`: by itself
   * - `constant`: `r = 4.0`, `a = b`, `rate = 0.05`: only if a formula of the document uses a name that it sets
   */
  readonly kind: 'formula' | 'constant';
  /** The name that its left side defines, if it does. */
  readonly defines?: string;
  /** Names on the right of the first equals sign, or anywhere where there is none. */
  readonly uses: readonly string[];
}

/** Names that formulas above have defined: as good as symbols, and functions where they had arguments. */
export interface Known {
  readonly names: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
}

const LONGEST = 4000; // characters of a line

export function readsAsFormula(text: string, from: number, to: number, known: Known): Formula | undefined {
  if (to - from > LONGEST) return undefined;
  const tokens = tokenize(text, from, to);
  if (!tokens || tokens.length < 2) return undefined;
  const equals = tokens.findIndex(({ kind }) => kind === 'equals');
  const left = equals < 0 ? [] : tokens.slice(0, equals);
  const right = tokens.slice(equals + 1);
  const head = leftSide(left);
  if (!isWellFormed(tokens, head?.defines, known)) return undefined;
  const uses = namesIn(right).filter((name) => !head?.parameters.includes(name));
  if (equals < 0) return isExpression(tokens, known) ? { kind: 'formula', uses } : undefined;
  return judge(left, right, head ?? {}, uses, known);
}

/** What a line defines. */
interface Head {
  readonly defines: string;
  readonly parameters: readonly string[];
}

/** `y`, `f(x, y)`, `y'`. */
function leftSide(left: readonly Token[]): Head | undefined {
  const first = left[0];
  if (first?.kind !== 'name') return undefined;
  const rest = left.slice(1).filter(({ kind }) => kind !== 'after');
  if (rest.length === 0) return { defines: first.text, parameters: [] };
  if (rest[0]?.text !== '(' || rest[0].before || rest.at(-1)?.kind !== 'close') return undefined;
  const inside = rest.slice(1, -1);
  if (!inside.every(({ kind }, i) => kind === (i % 2 === 0 ? 'name' : 'comma'))) return undefined;
  return { defines: first.text, parameters: inside.filter(({ kind }) => kind === 'name').map(({ text }) => text) };
}

function namesIn(tokens: readonly Token[]): string[] {
  const isVariable = ({ kind, text }: Token, i: number) =>
    kind === 'name' && (!isFunction(text) || (isGreekName(text) && tokens[i + 1]?.text !== '('));
  return tokens.filter(isVariable).map(({ text }) => text);
}

/** One walk over the tokens: does each stand where its kind may stand? */
function isWellFormed(tokens: readonly Token[], defines: string | undefined, known: Known): boolean {
  const open: string[] = [];
  let operand = false; // has an operand just ended?
  let conditions = 0; // `?` without their `:`
  const compared = tokens.some(({ kind }) => kind === 'question');
  for (const [i, token] of tokens.entries()) {
    const previous = tokens[i - 1];
    const next = tokens[i + 1];
    switch (token.kind) {
      case 'number':
        if (operand) return false;
        operand = true;
        break;
      case 'name': {
        if (operand && !mayFollow(previous, token, known)) return false;
        const applied = isApplied(token, next, known);
        if (!applied && !isName(token.text, i === 0 ? defines : undefined, known)) return false;
        operand = !applied || next?.kind === 'open';
        break;
      }
      case 'open':
        if (operand && !mayOpen(previous, token, defines, known)) return false;
        open.push(token.text);
        operand = false;
        break;
      case 'close':
        if (!operand || open.pop() !== (token.text === ')' ? '(' : '[')) return false;
        break;
      case 'bar':
        if (operand && open.at(-1) === token.text) open.pop();
        else if (operand && previous?.kind !== 'number') return false;
        else {
          open.push(token.text);
          operand = false;
        }
        break;
      case 'operator':
        if (!operand && !isSign(token, previous) && !(token.text === '^' && isFunction(previous?.text ?? '')))
          return false;
        operand = false;
        break;
      case 'root':
        if (operand && previous?.kind !== 'number' && previous?.kind !== 'close' && previous?.kind !== 'name')
          return false;
        operand = false;
        break;
      case 'after':
        // ∂²f, sin² x
        if (!operand && !(token.text === '²' && (previous?.text === '∂' || previous?.kind === 'name'))) return false;
        if (token.text === "'" && (previous?.kind !== 'name' || token.before) && previous?.text !== "'") return false;
        if (token.text === "'" && next?.kind === 'name' && !token.after) return false;
        if (token.text === '!' && (token.before || (previous?.kind === 'name' && previous.text.length > 2)))
          return false;
        break;
      case 'comma':
        if (!operand || open.length === 0) return false;
        operand = false;
        break;
      case 'equals':
        if (!operand || open.length > 0) return false;
        operand = false;
        break;
      case 'compare':
        if (!operand || !compared) return false;
        operand = false;
        break;
      case 'question':
        if (!operand) return false;
        conditions++;
        operand = false;
        break;
      case 'colon':
        if (!operand || conditions-- === 0) return false;
        operand = false;
        break;
    }
  }
  return operand && open.length === 0 && conditions === 0;
}

/** May a function be applied to what starts here: `sin(x)`, `sin x`, `sin² x`, `sin^2 x`? */
function isArgument({ kind, text }: Token): boolean {
  return (
    kind === 'open' ||
    kind === 'name' ||
    kind === 'number' ||
    kind === 'root' ||
    (kind === 'after' && text === '²') ||
    text === '^'
  );
}

/** Does a function name stand in front of its argument here? */
function isApplied({ text, after }: Token, next: Token | undefined, known: Known): boolean {
  if (!isFunction(text) || known.names.has(text) || next === undefined) return false;
  return isGreekName(text) ? next.text === '(' && !after : isArgument(next);
}

function isName(name: string, defines: string | undefined, known: Known): boolean {
  if (known.names.has(name) || known.functions.has(name) || isGreekName(name)) return true;
  return (!isFunction(name) || name === defines) && classify(name) !== 'none';
}

/** Side by side without an operator: `2x`, `2 x`, `m v²`, `(a + b) c`, `A cos(x)`; never two words. */
function mayFollow(previous: Token | undefined, name: Token, known: Known): boolean {
  if (!previous) return false;
  const isSymbol = classify(name.text) === 'symbol' || isFunction(name.text);
  if (!isSymbol) return false;
  if (previous.kind === 'name') return classify(previous.text) === 'symbol' && !isWordy(name, known);
  return (
    previous.kind === 'number' || previous.kind === 'close' || previous.kind === 'after' || previous.kind === 'bar'
  );
}

function isWordy({ text }: Token, known: Known): boolean {
  return !known.names.has(text) && !isFunction(text) && text.length > 6;
}

/** A bracket behind an operand: a call of something known or short, a factor, or an index. */
function mayOpen(previous: Token | undefined, bracket: Token, defines: string | undefined, known: Known): boolean {
  if (!previous) return false;
  if (bracket.text === '[') return previous.kind === 'name' && !bracket.before && classify(previous.text) !== 'none';
  if (previous.kind !== 'name') return !bracket.before || previous.kind === 'close';
  const { text } = previous;
  if (isFunction(text) || known.functions.has(text)) return !bracket.before;
  return classify(text) === 'symbol' || (text === defines && !bracket.before);
}

/** A sign in front of an operand; not a second one. */
function isSign({ text }: Token, previous: Token | undefined): boolean {
  return (
    (text === '-' || text === '−' || text === '+') &&
    previous?.text !== '-' &&
    previous?.text !== '−' &&
    previous?.text !== '+'
  );
}

/** What the tokens of an expression show. */
interface Evidence {
  /** A power, a root, a function applied: settings and prose do not have them. */
  readonly strong: boolean;
  readonly operators: number;
  /** `2x` and `3(…)`. */
  readonly coefficient: boolean;
  readonly numbers: number;
}

function evidence(tokens: readonly Token[]): Evidence {
  let strong = false;
  let operators = 0;
  let numbers = 0;
  let coefficient = false;
  for (const [i, token] of tokens.entries()) {
    const next = tokens[i + 1];
    if (
      token.kind === 'root' ||
      token.text === '^' ||
      token.text === '**' ||
      (token.kind === 'after' && /[⁰-⁹²³¹]/.test(token.text))
    )
      strong = true;
    if (token.kind === 'after' && "'′″".includes(token.text)) strong = true;
    if (token.kind === 'name' && isFunction(token.text) && next?.text === '(' && !token.after) strong = true;
    if (token.kind === 'name' && isFunction(token.text) && !isGreekName(token.text) && next && isArgument(next))
      strong = true;
    if (token.kind === 'operator' && endsOperand(tokens[i - 1], i)) operators++;
    if (token.kind === 'number') {
      numbers++;
      if ((next?.kind === 'name' && !token.after) || (next?.kind === 'open' && !token.after)) coefficient = true;
    }
  }
  return { strong, operators, coefficient, numbers };
}

function endsOperand(previous: Token | undefined, index: number): boolean {
  const kind = previous?.kind;
  return kind === 'number' || kind === 'name' || kind === 'close' || kind === 'after' || (kind === 'bar' && index > 1);
}

/** An expression without an equals sign: of symbols only, and with more to it than `a/b`. */
function isExpression(tokens: readonly Token[], known: Known): boolean {
  const names = namesIn(tokens);
  if (names.length === 0 || tokens.some(({ kind }) => kind === 'compare' || kind === 'question')) return false;
  if (names.some((name) => classify(name) !== 'symbol' && !known.names.has(name))) return false;
  const shown = evidence(tokens);
  const measured = tokens[0]?.kind === 'number' && names.every(isUnit);
  if (measured || isTyped(tokens) || isCall(tokens)) return false;
  if (shown.strong) return true;
  if (shown.operators > 0 && shown.coefficient) return true;
  const sums = tokens.some(({ kind, text }) => kind === 'operator' && (text === '+' || text === '*' || text === '·'));
  return sums && shown.operators > 0 && (shown.operators > 1 || names.every((name) => name === name.toLowerCase()));
}

function judge(
  left: readonly Token[],
  right: readonly Token[],
  { defines, parameters }: Partial<Head>,
  uses: readonly string[],
  known: Known,
): Formula | undefined {
  const shown = evidence(right);
  if (defines !== undefined && isFunction(defines) && !isGreekName(defines) && !shown.strong) return undefined; // log = x
  const named = (name: string) => classify(name) === 'symbol' || known.names.has(name);
  const head = namesIn(left).filter((name) => name !== defines || !parameters?.length || classify(name) === 'none');
  const chained = right.some(({ kind }) => kind === 'equals');
  if (chained && hasSpacedProduct(right)) return undefined; // a=1 b=2
  if (isMeasured(right)) return undefined;
  if (parameters?.length && head.every(named)) return { kind: 'formula', defines, uses };
  if (namesIn(right).length === 0) {
    if (defines === undefined)
      return head.length > 0 && evidence(left).strong ? { kind: 'formula', uses: head } : undefined;
    return isShouted(defines) || isDate(right) ? undefined : { kind: 'constant', defines, uses };
  }
  if (right.filter(({ text }) => !"'′″".includes(text)).length === 1) {
    const name = namesIn(right)[0] ?? '';
    if (defines === undefined) return named(name) && evidence(left).strong ? { kind: 'formula', uses } : undefined;
    const pair = /^[A-Za-z] [A-Za-z]{2}$/.test(`${defines} ${name}`) && classify(name) !== 'none'; // F = ma
    if (pair && right.length === 1) return { kind: 'formula', defines, uses };
    return named(name) && named(defines) ? { kind: 'constant', defines, uses } : undefined;
  }
  const wordy = [...head, ...uses].filter((name) => !named(name) && classify(name) === 'word');
  if (hasFlags(right) && ![...head, ...uses].every(named)) return undefined;
  if (wordy.length > 0 || isShouted(defines ?? '')) {
    if (right[0]?.kind === 'operator') return undefined;
    if (!shown.strong && left.at(-1)?.after === false) return undefined; // platform=…
    if (/^[a-z](?:\/[a-z])+$/.test(right.map(({ text }) => text).join(''))) return undefined; // path = a/b
    if (!shown.strong && !hasWeight(right, uses, named)) return undefined;
    if (isShouted(defines ?? '') && (uses.some(isShouted) || !uses.some(named))) return undefined;
  }
  if (isRange(right) || (!shown.strong && hasCompound(right, known))) return undefined;
  return { kind: 'formula', defines, uses };
}

/** `T = 300 K`, `v = 3 m/s`: a number and its unit. */
function isMeasured(right: readonly Token[]): boolean {
  const [first, second, ...rest] = right;
  if (first?.kind !== 'number' || second?.kind !== 'name') return false;
  return (
    isUnit(second.text) &&
    rest.every(
      ({ kind, text }) =>
        (kind === 'name' && isUnit(text)) ||
        text === '/' ||
        text === '^' ||
        kind === 'after' ||
        kind === 'number' ||
        text === '-',
    )
  );
}

/** `2024-1-5`, `12/5/2024`, `1-2`: numbers joined without spaces. */
function isDate(right: readonly Token[]): boolean {
  const joins = right.filter(
    ({ kind, text }, i) =>
      kind === 'operator' && i > 0 && (text === '-' || text === '/') && right[i - 1]?.kind === 'number',
  );
  return joins.some(({ text, before }) => text === '-' && !before) || joins.length > 1;
}

/** `f(x)`, `O(n^2)`: an unknown function of something, and nothing else. */
function isCall(tokens: readonly Token[]): boolean {
  const [name, open, ...rest] = tokens;
  if (name?.kind !== 'name' || isFunction(name.text) || open?.text !== '(' || open.before) return false;
  return rest.findIndex(({ kind }) => kind === 'close') === rest.length - 1;
}

/** `^X^S^Q`: keys of a terminal, not a tower of powers. */
function isTyped(tokens: readonly Token[]): boolean {
  return (
    tokens.filter(({ text }) => text === '^').length > 3 &&
    tokens.every(({ kind, text }) => kind === 'name' || text === '^')
  );
}

/** `a-z`. */
function isRange(right: readonly Token[]): boolean {
  return right.length === 3 && right[1]?.text === '-' && /^(?:a-z|A-Z)$/.test(right.map(({ text }) => text).join(''));
}

/** ` -x` and ` - x` are different things beside words: the first is an option of a command. */
function hasFlags(tokens: readonly Token[]): boolean {
  const isOption = ({ text, before, after }: Token, i: number) =>
    (text === '-' || text === '+') && before !== after && endsOperand(tokens[i - 1], i);
  return tokens.some(isOption);
}

function hasSpacedProduct(tokens: readonly Token[]): boolean {
  return tokens.some(({ kind, before }, i) => {
    const previous = tokens[i - 1]?.kind;
    return kind === 'name' && before && (previous === 'name' || previous === 'number' || previous === 'close');
  });
}

/** Beside words: a product, a spaced quotient, or a symbol among the operands make a formula. */
function hasWeight(right: readonly Token[], uses: readonly string[], named: (name: string) => boolean): boolean {
  if (uses.some((name) => named(name))) return true;
  return right.some(
    ({ text, before, after }) => text === '*' || text === '·' || text === '×' || (text === '/' && before && after),
  );
}

/** `dark-blue`, `text/html`: words joined by a hyphen or a slash, without spaces. */
function hasCompound(tokens: readonly Token[], known: Known): boolean {
  return tokens.some(({ text, before, after }, i) => {
    if ((text !== '-' && text !== '/') || before || after) return false;
    const isWord = (token: Token | undefined) =>
      token?.kind === 'name' &&
      !known.names.has(token.text) &&
      (classify(token.text) !== 'symbol' || /^[a-z]{2,3}\d/.test(token.text));
    return isWord(tokens[i - 1]) && isWord(tokens[i + 1]);
  });
}
