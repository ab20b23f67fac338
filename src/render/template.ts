/** Fills the templates of the table's `emit` entries: brackets only where the signs around an operand ask for them. */
import { ATOM, type Operators } from './dialects.ts';

/** Code, and how tightly it binds (levels of dialects.ts). */
export interface Code {
  readonly code: string;
  readonly level: number;
}

interface Token {
  readonly text: string;
  readonly kind: 'operand' | 'word' | 'sign' | 'open' | 'close' | 'comma' | 'space';
}

/** `name(…)` where the template is a name, else the template with its operands put in. */
export function fill(template: string, operands: readonly Code[], operators: Operators): Code {
  if (isName(template)) {
    return { code: `${template}(${operands.map((operand) => operand.code).join(', ')})`, level: ATOM };
  }
  const tokens = tokenize(template);
  const signs = tokens.filter((token) => token.kind !== 'space');
  let code = '';
  let level = ATOM;
  let depth = 0;
  let at = 0;
  for (const token of tokens) {
    if (token.kind === 'space') {
      code += token.text;
      continue;
    }
    const before = signs[at - 1];
    const after = signs[at + 1];
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    if (token.kind === 'sign' && depth === 0) level = Math.min(level, levelOfSign(signs, at, operators));
    if (token.kind === 'operand') {
      const operand = operands[Number(token.text.slice(1)) - 1] ?? { code: '0', level: ATOM };
      const left = before?.kind === 'sign' ? demand(signs, at - 1, 'right', operators) : 0;
      // What is indexed is whole.
      const isIndexed = after?.kind === 'open';
      const right = isIndexed ? ATOM : after?.kind === 'sign' ? demand(signs, at + 1, 'left', operators) : 0;
      const clash = before?.kind === 'sign' && ARITHMETIC.has(before.text) && operand.code.startsWith('-');
      const bare = operand.level >= Math.max(left, right) && !clash;
      code += bare ? operand.code : `(${operand.code})`;
      if (bare && depth === 0) level = Math.min(level, operand.level);
    } else {
      code += token.text;
    }
    at++;
  }
  return { code, level };
}

/** How many times the operand at `index` (from 0) stands in the template. */
export function usesOf(template: string, index: number): number {
  return isName(template)
    ? 1
    : (template.match(/\$\d+/g) ?? []).filter((operand) => operand === `$${index + 1}`).length;
}

/** Words in the template that are functions, modules or constants of the target: nothing else may go by them. */
export function wordsIn(template: string): readonly string[] {
  return template.match(/(?<![\w$.])[\p{L}_]\w*/gu) ?? [];
}

function isName(template: string): boolean {
  return /^[A-Za-z_][\w.]*$/.test(template);
}

/** Two signs side by side are hard to read, and `--` means something else in C and JavaScript. */
const ARITHMETIC: ReadonlySet<string> = new Set('+ - * / // % ** ^ @ .+ .- .* ./ .^ .%'.split(' '));

const TOKEN =
  /(\$\d+)|([\p{L}_][\p{L}\w.]*|\d+(?:\.\d+)?|'[^']*')|(===|!==|\*\*|\/\/|\.(?:==|!=|<=|>=|&&|\|\||[-+*/%^<>])|==|~=|!=|<=|>=|&&|\|\||[-+*/%^<>&|!~?:.@])|([([{])|([)\]}])|([,=;])|(\s+)|./gsu;
const KINDS = ['operand', 'word', 'sign', 'open', 'close', 'comma', 'space'] as const;

function tokenize(template: string): Token[] {
  return [...template.matchAll(TOKEN)].map((match) => ({
    text: match[0],
    kind: KINDS[match.slice(1).findIndex((group) => group !== undefined)] ?? 'word',
  }));
}

function isUnary(signs: readonly Token[], at: number): boolean {
  const before = signs[at - 1];
  return before === undefined || before.kind === 'sign' || before.kind === 'open' || before.kind === 'comma';
}

function levelOfSign(signs: readonly Token[], at: number, operators: Operators): number {
  const sign = signs[at]?.text ?? '';
  return isUnary(signs, at) ? operators.unary : (operators.binary[sign]?.level ?? ATOM);
}

/** What an operand beside the sign must bind like at least. An unknown sign (a method's dot) takes only what is whole. */
function demand(signs: readonly Token[], at: number, side: 'left' | 'right', operators: Operators): number {
  const sign = signs[at]?.text ?? '';
  if (isUnary(signs, at)) return operators.unary;
  return operators.binary[sign]?.[side] ?? ATOM;
}
