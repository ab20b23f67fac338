/** Macros that stand for statements, `#define SWAP(a, b) do { … } while (0)`: what they put in is read at their place. */
import type { SyntaxNode } from '@lezer/common';
import { once } from '../../base/once.ts';
import type { Span } from '../../base/span.ts';
import type { Statement } from '../../syntax/tree.ts';
import { isBroken, parseTree, parts, visit } from '../lezer.ts';
import { allAt } from '../moved.ts';
import { changedInText } from './changes.ts';
import type { Context } from './context.ts';
import { matching } from './cursor.ts';
import { filled } from './expand.ts';
import { type Token, tokensOf } from './lex.ts';
import { type Conditional, type Define, depthAt, type Expansion } from './preprocessor.ts';
import { unknown } from './refuse.ts';

const grammar = once(() => (require('./grammar.ts') as typeof import('./grammar.ts')).parser);

const MOST_TOKENS = 2_000;
/** So many are put into one file. */
export const MOST_BLOCKS = 2_000;

/** Undefined where it may be defined otherwise, or makes names of pieces. */
export function blockOf(define: Define, text: string, conditionals: readonly Conditional[]): Expansion | undefined {
  const { parameters, body } = define;
  const tokens = tokensOf(text, body.from, body.to);
  const isOdd = tokens.some(({ text: word }) => word === '##' || /^__VA_/.test(word));
  if (tokens.length === 0 || tokens.length > MOST_TOKENS || isOdd || depthAt(conditionals, define.from) > 0)
    return undefined;
  if (!/^(?:do|if|for|while|switch|\{)$/.test(tokens[0]?.text ?? '') && !tokens.some(({ text: word }) => word === ';'))
    return undefined;
  if (parameters?.some(({ name }) => name === '...')) return undefined;
  return { ...(parameters && { parameters: parameters.map(({ name }) => name) }), tokens };
}

const written = (name: string, list: string, text: string): [string, Expansion] => [
  name,
  { parameters: list.split(' '), tokens: tokensOf(text, 0, text.length) },
];
const ERROR = 'throw 0;';

/** What the headers of the GNU Scientific Library define: errors end the function, for the rest is about error codes. */
const KNOWN: ReadonlyMap<string, Expansion> = new Map([
  written('GSL_ERROR', 'reason number', ERROR),
  written('GSL_ERROR_VAL', 'reason number value', ERROR),
  written('GSL_ERROR_VOID', 'reason number', ERROR),
  ...['DOMAIN', 'OVERFLOW', 'UNDERFLOW', 'MAXITER'].flatMap((kind) => [
    written(`${kind}_ERROR`, 'result', ERROR),
    written(`${kind}_ERROR_E10`, 'result', ERROR),
    written(`${kind}_ERROR_2`, 'first second', ERROR),
    written(`INTERNAL_${kind}_ERROR`, 'result', ERROR),
  ]),
  written('DOMAIN_ERROR_MSG', 'message result', ERROR),
  written('CHECK_UNDERFLOW', 'result', ';'),
  written('CHECK_POINTER', 'result', ';'),
  written('EVAL_RESULT', 'call', 'gsl_sf_result result; int status = call; return result.val;'),
  written('EVAL_DOUBLE', 'call', 'int status = call; return result;'),
]);

/** Those of a file that uses the library and does not define them itself. */
export function knownBlocks(text: string, isDefined: (name: string) => boolean): [string, Expansion][] {
  return /\bgsl_/.test(text) ? [...KNOWN].filter(([name]) => !isDefined(name)) : [];
}

/** Which arrays and structs the code of a function changes in place. */
export function changedIn(body: SyntaxNode, text: string, context: Context): Set<string> {
  const isKnown = (name: string) =>
    isHarmless(name, context.blocks) || (!context.cpp && context.functions.has(name) && !context.macros.has(name));
  return changedInText(text.slice(body.from, body.to), isKnown);
}

/** Whether a macro of this name leaves alone the names it is given, as far as its text tells. */
function isHarmless(name: string, blocks: ReadonlyMap<string, Expansion>, depth = 0): boolean {
  const block = blocks.get(name);
  if (!block || depth > 5) return false;
  if (KNOWN.get(name) === block) return true;
  const text = textOf(block.tokens);
  const set = changedInText(text, (inner) => inner !== name && isHarmless(inner, blocks, depth + 1));
  return !block.parameters?.some((parameter) => set.has(parameter));
}

/**
 * Where no braces stand around a macro, only its first statement belongs to the `if` before it, and an `else` behind it to
 * its own `if`: what the code does then is not what it looks like.
 */
export function runsOver(root: SyntaxNode, context: Context): boolean {
  if (context.blocks.size === 0) return false;
  let found = false;
  visit(root, (node) => {
    const isBare = node.name === 'ExpressionStatement' && !/^(?:Compound|Case)Statement$/.test(node.parent?.name ?? '');
    const block = isBare
      ? context.blocks.get(/^\w*/.exec(context.text.slice(node.from, node.to))?.[0] ?? '')
      : undefined;
    found ||= block !== undefined && !isOne(block);
    return !found && node.name !== 'LambdaExpression';
  });
  return found;
}

/** `do { … } while (0)`, `{ … }`, or one plain statement. */
function isOne({ tokens }: Expansion): boolean {
  const [first] = tokens;
  const last = tokens[tokens.length - 1]?.text === ';' ? tokens.length - 2 : tokens.length - 1;
  if (first?.text === '{') return matching(tokens, 0) === last;
  if (first?.text === 'do') {
    const end = tokens[1]?.text === '{' ? matching(tokens, 1) : undefined;
    return end !== undefined && tokens[end + 1]?.text === 'while' && matching(tokens, end + 2) === last;
  }
  const isPlain = !/^(?:if|for|while|switch)$/.test(first?.text ?? '');
  return isPlain && tokens.findIndex(({ text }) => text === ';') + 1 >= last + 1;
}

/** `NAME(a, b)` or `NAME` as a statement; undefined: it is none of those. */
export function readBlockMacro(tokens: readonly Token[], at: Span, context: Context): Statement[] | undefined {
  const [first] = tokens;
  const block = first?.kind === 'name' ? context.blocks.get(first.text) : undefined;
  if (!first || !block) return undefined;
  const end = block.parameters ? matching(tokens, 1) : 0;
  if (end !== tokens.length - 1) return undefined;
  const put = filled(block, tokens.slice(2, -1));
  const refuse = (): Statement[] => [
    {
      ...unknown(at, 'What this macro stands for is not read.', namesOf([...tokens, ...(put ?? [])])),
      leaves: 'perhaps',
    },
  ];
  if (!put || put.length > MOST_TOKENS || context.depth > 60 || context.puts.left-- <= 0) return refuse();
  const text = `void f(void) { ${textOf(put)} ; }`;
  const tree = parseTree(grammar(), text);
  const [definition, more] = parts(tree.topNode);
  const body = definition && parts(definition).find(({ name }) => name === 'CompoundStatement');
  if (!body || more || isBroken(body) || definition.name !== 'FunctionDefinition') return refuse();
  const inside: Context = {
    ...context,
    text,
    tree,
    conditionals: [],
    conditionalDepth: 0,
    blocks: new Map([...context.blocks].filter(([name]) => name !== first.text)),
    changed: new Set([...context.changed, ...changedIn(body, text, context)]),
    depth: context.depth + 1,
  };
  return allAt(inside.block(parts(body), inside), at);
}

function namesOf(tokens: readonly Token[]): string[] {
  return [...new Set(tokens.flatMap(({ kind, text }) => (kind === 'name' ? [text] : [])))];
}

/** A parameter behind `#` stands for its text, which nothing is worked out from. */
function textOf(tokens: readonly Token[]): string {
  const words: string[] = [];
  let isText = false;
  for (const { text } of tokens) {
    if (text === '#') isText = true;
    else {
      words.push(isText ? '""' : text);
      isText = false;
    }
  }
  return words.join(' ');
}
