/**
 * Slips as people make them, in the text of a program: a sign, a factor, a term or chain factor that is left out, another
 * index, a transpose or an average forgotten, the other axis. Only statements on one line are changed.
 */

export type Slip = 'sign' | 'factor' | 'term' | 'chain' | 'index' | 'transpose' | 'axis' | 'average';

export interface Mutation {
  readonly slip: Slip;
  readonly text: string;
  /** What stands there now. */
  readonly line: string;
}

/** What a check may call each of them. */
export const NAMES: Readonly<Record<Slip, readonly string[]>> = {
  sign: ['sign'],
  factor: ['factor', 'missingAverage'],
  term: ['missingTerm', 'missingPath'],
  chain: ['missingChainFactor', 'factor', 'missingAverage'],
  index: ['wrongIndex', 'wrongArgument'],
  transpose: ['transposed'],
  axis: ['wrongAxis', 'transposed'],
  average: ['missingAverage', 'factor', 'missingChainFactor'],
};

const STATEMENT =
  /^(\s*(?:return\s+|(?:const\s+|let\s+|var\s+)?[\w.$]+(?:\[[^\]=]*\])?\s*(?:\.?[+-]?=|<-)\s*))(.+?)(;?\s*(?:#.*)?)$/;

/** Every slip in the statements between two offsets, one at a time. */
export function mutationsOf(text: string, from: number, to: number, kinds?: ReadonlySet<Slip>): Mutation[] {
  const found: Mutation[] = [];
  let at = from;
  for (const line of text.slice(from, to).split('\n')) {
    const [, head, expression, tail] = STATEMENT.exec(line) ?? [];
    if (head !== undefined && expression !== undefined && isComputed(expression)) {
      for (const [slip, changed] of slipsIn(expression)) {
        if (kinds && !kinds.has(slip)) continue;
        const fresh = `${head}${changed}${tail ?? ''}`;
        found.push({ slip, text: text.slice(0, at) + fresh + text.slice(at + line.length), line: fresh.trim() });
      }
    }
    at += line.length + 1;
  }
  return found;
}

function isComputed(expression: string): boolean {
  return (
    /[-+*/@^]|\(/.test(expression) &&
    isBalanced(expression) &&
    !/^[[({].*,.*[\])}]$|=>|\blambda\b|["`]/.test(expression)
  );
}

function* slipsIn(expression: string): Generator<readonly [Slip, string]> {
  const terms = split(expression, ['+', '-']);
  yield ['factor', `2 * (${expression})`];
  if (terms.length === 1) yield ['sign', `-(${expression})`];
  if (terms.length > 1) {
    const [first, second, ...rest] = terms as [Piece, Piece, ...Piece[]];
    const other = second.sign === '+' ? '-' : '+';
    yield ['sign', join([first, { ...second, sign: other }, ...rest])];
    yield ['term', join([first, ...rest])];
    if (second.sign === '+') yield ['term', join([{ ...second, sign: '' }, ...rest])];
  }
  if (terms.length === 1) {
    const factors = split(expression, ['*', '.*']);
    if (factors.length > 1) {
      for (const [k, factor] of factors.entries()) {
        const left = factors.filter((_, i) => i !== k);
        const isNumber = /^-?[\d.]+$/.test(factor.text.trim());
        // A quotient that starts with it would lose its numerator.
        if (/\/|@|%\*%/.test(factor.text) || /^\s*-/.test(factor.text)) continue;
        yield [isNumber ? 'factor' : 'chain', join([{ ...(left[0] as Piece), sign: '' }, ...left.slice(1)])];
      }
    }
  }
  yield* replacing('average', expression, [
    [/ \.?\/ (?:len\(\w+\)|\w+\.shape\[\d\]|length\(\w+\)|nrow\(\w+\)|m\b|n\b|size\(\w+, \d\))/, ''],
    [/\b1(?:\.0)? ?\/ ?[mn] ?\.?\* ?/, ''],
    [/\bmean\(/, 'sum('],
  ]);
  yield* replacing('transpose', expression, [
    [/(?<=\w|\))\.T\b/, ''],
    [/(?<=\w)'(?= [*@])/, ''],
    [/\bt\((\w+)\)(?= %\*%)/, '$1'],
    [/\.t\(\)/, ''],
  ]);
  yield* replacing('axis', expression, [
    [/(axis|dim|dims) ?= ?0\b/, '$1=1'],
    [/(axis|dim) ?= ?1\b/, '$1=0'],
    [/dims ?= ?1\b/, 'dims=2'],
    [/dims ?= ?2\b/, 'dims=1'],
    [/\b(sum\(\w+), 1\)/, '$1, 2)'],
    [/\b(sum\(\w+), 2\)/, '$1, 1)'],
  ]);
  yield* replacing('index', expression, [
    [/\[0\]/, '[1]'],
    [/\[1\]/, '[2]'],
    [/\[2\]/, '[1]'],
    [/\[1:\]/, '[:-1]'],
    [/\[:-1\]/, '[1:]'],
  ]);
}

function* replacing(
  slip: Slip,
  expression: string,
  rules: readonly (readonly [RegExp, string])[],
): Generator<readonly [Slip, string]> {
  for (const [pattern, by] of rules) {
    const changed = expression.replace(pattern, by);
    if (changed !== expression) yield [slip, changed];
  }
}

interface Piece {
  readonly sign: string;
  readonly text: string;
}

/** At signs outside of brackets with a space on both sides. */
function split(expression: string, signs: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let [depth, start, sign] = [0, 0, ''];
  for (let i = 0; i < expression.length; i++) {
    const at = expression[i] as string;
    if ('([{'.includes(at)) depth++;
    if (')]}'.includes(at)) depth--;
    const found = depth === 0 && at === ' ' && signs.find((own) => expression.startsWith(` ${own} `, i));
    if (!found) continue;
    pieces.push({ sign, text: expression.slice(start, i) });
    sign = found;
    start = i + found.length + 2;
    i = start - 1;
  }
  pieces.push({ sign, text: expression.slice(start) });
  return pieces;
}

function join(pieces: readonly Piece[]): string {
  return pieces
    .map(({ sign, text }) => (sign === '' ? text : ` ${sign} ${text}`))
    .join('')
    .trim();
}

function isBalanced(expression: string): boolean {
  let depth = 0;
  for (const at of expression) {
    if ('([{'.includes(at)) depth++;
    if (')]}'.includes(at)) depth--;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** The edit that makes one text of another. */
export function editTo(before: string, after: string): { span: { from: number; to: number }; text: string } {
  const most = Math.min(before.length, after.length);
  let [from, rest] = [0, 0];
  while (from < most && before[from] === after[from]) from++;
  while (rest < most - from && before.at(-1 - rest) === after.at(-1 - rest)) rest++;
  return { span: { from, to: before.length - rest }, text: after.slice(from, after.length - rest) };
}

/** Where the body of the function ends whose name stands at an offset: before the next line that is not indented more. */
export function bodyAfter(text: string, offset: number): readonly [from: number, to: number] {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const indent = /^\s*/.exec(text.slice(start))?.[0].length ?? 0;
  const lines = text.slice(start).split('\n');
  let to = start + (lines[0]?.length ?? 0) + 1;
  for (const line of lines.slice(1)) {
    if (line.trim() !== '' && (/^\s*/.exec(line)?.[0].length ?? 0) <= indent) break;
    to += line.length + 1;
  }
  return [start, Math.min(to, text.length)];
}
