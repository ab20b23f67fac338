/** Macros that are no value in brackets, put in where they are used, token by token, as the preprocessor does. */
import { matching } from './cursor.ts';
import { type Token, tokensOf } from './lex.ts';
import { type Conditional, type Define, depthAt, type Expansion } from './preprocessor.ts';

const MOST_TOKENS = 10_000;
/** What is set by a macro is not seen where the function is looked through, and blocks need the grammar. */
const BEYOND = /^(?:=|\+\+|--|[-+*/%&|^]=|<<=|>>=|#|\{|\}|if|for|while|do|goto|switch)$/;

/** Undefined where the text is more than an expression or `return` with one, or where it may be defined otherwise. */
export function expansionOf(define: Define, text: string, conditionals: readonly Conditional[]): Expansion | undefined {
  const { parameters, body } = define;
  const tokens = tokensOf(text, body.from, body.to);
  if (tokens[tokens.length - 1]?.text === ';') tokens.pop();
  if (tokens.length === 0 || depthAt(conditionals, define.from) > 0) return undefined;
  if (tokens.some(({ text: word }, i) => BEYOND.test(word) || word === ';' || (word === 'return' && i > 0))) {
    return undefined;
  }
  if (parameters?.some(({ name }) => name === '...')) return undefined;
  return { ...(parameters && { parameters: parameters.map(({ name }) => name) }), tokens };
}

/** The tokens with macros put in, those of what was put in too; a macro is not put into itself. */
export function expanded(
  tokens: readonly Token[],
  expansions: ReadonlyMap<string, Expansion>,
  without: ReadonlySet<string> = new Set(),
): readonly Token[] {
  const isUsed = ({ kind, text }: Token) => kind === 'name' && expansions.has(text) && !without.has(text);
  if (expansions.size === 0 || !tokens.some(isUsed)) return tokens;
  const into: Token[] = [];
  for (let i = 0; i < tokens.length && into.length < MOST_TOKENS; i++) {
    const token = tokens[i] as Token;
    const expansion = isUsed(token) ? expansions.get(token.text) : undefined;
    const end = expansion?.parameters && tokens[i + 1]?.text === '(' ? matching(tokens, i + 1) : i;
    const given = expansion && end !== undefined ? filled(expansion, tokens.slice(i + 2, end)) : undefined;
    if (!expansion || end === undefined || !given || (expansion.parameters && end === i)) {
      into.push(token);
      continue;
    }
    for (const put of expanded(given, expansions, new Set([...without, token.text]))) into.push(put);
    i = end;
  }
  return into;
}

/** The tokens of a macro with its arguments put in; undefined where their number is another. */
export function filled({ parameters, tokens }: Expansion, list: readonly Token[]): readonly Token[] | undefined {
  if (!parameters) return tokens;
  const args: Token[][] = [[]];
  let depth = 0;
  for (const token of list) {
    if (token.kind === 'sign' && '([{'.includes(token.text)) depth++;
    if (token.kind === 'sign' && ')]}'.includes(token.text)) depth--;
    if (token.text === ',' && depth === 0) args.push([]);
    else args[args.length - 1]?.push(token);
  }
  if (args.length !== Math.max(1, parameters.length)) return undefined;
  return tokens.flatMap((token) => {
    const i = token.kind === 'name' ? parameters.indexOf(token.text) : -1;
    return i < 0 ? [token] : (args[i] ?? []);
  });
}
