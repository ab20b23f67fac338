/** Symbols: letters, words, styles and accents. */
import { cover } from '../../base/span.ts';
import type { Derivative, Expression } from '../../syntax/tree.ts';
import { bracketed, callOf, nameOf, numberLiteral } from '../expression/nodes.ts';
import { dress } from './application.ts';
import { opensArguments } from './brackets.ts';
import { applyNamed, bracketArguments, functionWordAt } from './functions.ts';
import { decorate, labelName, lower, opaqueWords, raise, readScripts, type Scripts } from './scripts.ts';
import { glued, isRelation, runEnd, type State } from './state.ts';
import { ACCENTS, FUNCTION_WORDS, GREEK, NAME_COMMANDS, STYLES } from './symbols.ts';
import { isNameText } from './words.ts';

/** A symbol with all that belongs to it: scripts, arguments, powers. Undefined (nothing taken) where none starts. */
export function readName(s: State): Expression | undefined {
  const start = s.core.position;
  const base = readSymbol(s);
  return base && dress(s, base, start);
}

/** The bare symbol at the position: `x`, `\alpha`, `\hat{y}`, `\mathbf{W}`, `\text{ReLU}`, `delta`. */
export function readSymbol(s: State): Expression | undefined {
  const token = s.core.peek();
  if (!token) return undefined;
  switch (token.kind) {
    case 'letter':
      return letters(s);
    case 'text':
      return textual(s);
    case 'command': {
      const name = NAME_COMMANDS.get(token.text);
      if (name !== undefined) return symbolCommand(s, name);
      if (ACCENTS.has(token.text)) return accented(s);
      if (STYLES.has(token.text)) return styled(s);
      return undefined;
    }
    default:
      return undefined;
  }
}

/** `word`: letters written together are one name. A symbol with subscript and label, never applied, without power: what `\partial` stands before. */
export function readPlainSymbol(
  s: State,
  word = false,
): { readonly node: Expression; readonly scripts: Scripts } | undefined {
  const single = s.core.peek()?.kind === 'letter' ? (word && oneWord(s)) || oneLetter(s) : readSymbol(s);
  if (!single) return undefined;
  const scripts = readScripts(s, single);
  return { node: lower(s, single, scripts), scripts };
}

/** All letters that are written together, if there are several: what stands behind ∂ is one symbol. */
function oneWord(s: State): Expression | undefined {
  const { core } = s;
  const start = core.position;
  const end = runEnd(s.tokens, start, core.end);
  if (end - start < 2) return undefined;
  const word = lettersOf(s, start, end);
  if (s.findings.choose(`word:${word}`, s.spanOf(start, start + 1), 'one name', 'product') === 'product')
    return undefined;
  core.position = end;
  return nameOf(word, core.since(start), s.style);
}

// Letters

function letters(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const word = functionWordAt(s, start);
  if (
    word !== undefined &&
    s.findings.choose(`word:${word}`, s.spanOf(start, start + 1), 'function', 'product') === 'function'
  ) {
    core.position = runEnd(s.tokens, start, core.end);
    return applied(s, word, start);
  }
  const end = runEnd(s.tokens, start, core.end);
  const run = end - start > 1 && end - start <= 24 ? lettersOf(s, start, end) : '';
  if (run && !endsInFunction(s, start, end) && isOneName(s, run, start, end)) {
    core.position = end;
    const number = core.peek();
    const numbered = number?.kind === 'number' && glued(s.token(end - 1), number) && /^\d+$/.test(number.text);
    if (numbered) core.take();
    return nameOf(numbered ? run + number.text : run, core.since(start), s.style);
  }
  return oneLetter(s);
}

/** A function word in front of its argument; `applyNamed` gives the whole application. */
function applied(s: State, word: string, start: number): Expression {
  return word === 'sqrt' ? rootOf(s, start) : applyNamed(s, word, start);
}

function rootOf(s: State, start: number): Expression {
  const callee = nameOf('sqrt', s.core.since(start));
  const argument = opensArguments(s, s.core.peek()) ? bracketArguments(s) : undefined;
  const range = argument ? undefined : s.argument();
  if (!argument && !range) return callee;
  return callOf(callee, argument ?? (range ? [s.read(range)] : []), s.core.since(start));
}

function lettersOf(s: State, from: number, to: number): string {
  let run = '';
  for (let at = from; at < to; at++) run += s.token(at)?.text ?? '';
  return run;
}

/** `xcos(x)`: the letters before a function word are factors. */
function endsInFunction(s: State, start: number, end: number): boolean {
  for (let at = start + 1; at < end - 1 && at < start + 12; at++) if (functionWordAt(s, at) !== undefined) return true;
  return false;
}

/** Letters written together are a product, except Greek names, names of the document, and words that keep coming back. */
function isOneName(s: State, run: string, start: number, end: number): boolean {
  if (s.variables.has(run) || s.functions.has(run)) return true;
  const greek = GREEK.has(run) && (run.length > 2 || run === 'pi' || run === 'mu');
  const key = `word:${run}`;
  const at = s.spanOf(start, start + 1);
  if (greek) return s.findings.choose(key, at, 'one name', 'product') === 'one name';
  if (run.length < 3) return false;
  const letters = [...run];
  const known = letters.filter((letter) => s.letters.single.has(letter) || s.variables.has(letter)).length;
  const repeated = (s.letters.runs.get(run) ?? 0) > 1 || new Set(letters).size < letters.length;
  const defines = isRelation(s.token(end)) && start === 0;
  const argued = s.is(s.token(end), '(') && end < s.core.end;
  const { from, to } = argued ? s.inside(end) : { from: 0, to: 0 };
  const list = argued && s.find(from, to, (token) => s.is(token, ',')) >= 0;
  const subscripted = s.token(end)?.kind === 'sub' && end < s.core.end && known < letters.length;
  const likely =
    subscripted || list || (run.length >= 5 ? known < letters.length : known === 0 && (repeated || defines || argued));
  if (!likely || !(/[aeiou]/i.test(run) || (defines && /^[A-Z]+$/.test(run)))) return false;
  return s.findings.choose(key, at, 'one name', 'product') === 'one name';
}

/** One letter; with digits glued to it, one name (`x1`). */
function oneLetter(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const letter = core.take();
  const text = letter?.text ?? '';
  const style = letter?.blackboard ? 'blackboard' : s.style;
  const at = core.since(start);
  if (letter?.blackboard && text === '1') return nameOf('indicator', at, style);
  const digits = core.peek();
  if (digits?.kind === 'number' && glued(letter, digits) && /^\d+$/.test(digits.text) && !/[^\w]/.test(text)) {
    if (s.findings.choose(`word:${text}${digits.text}`, at, 'one name', 'product') === 'one name') {
      core.take();
      return nameOf(`${text}${digits.text}`, core.since(start), style);
    }
  }
  return nameOf(text, at, style);
}

function symbolCommand(s: State, name: string): Expression {
  const { core } = s;
  const start = core.position;
  core.take();
  const at = core.since(start);
  const next = core.peek();
  const letter = next?.kind === 'letter' && runEnd(s.tokens, core.position, core.end) === core.position + 1;
  const difference = name === 'Delta' && (letter || (next?.kind === 'command' && NAME_COMMANDS.has(next.text)));
  if (difference && s.findings.choose('Delta', at, 'one name', 'product') === 'one name') {
    core.take();
    const of = next?.kind === 'letter' ? next.text : (NAME_COMMANDS.get(next?.text ?? '') ?? '');
    return nameOf(`Delta_${of}`, core.since(start), s.style);
  }
  return nameOf(name, at, s.style);
}

// Words, styles, accents

function textual(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const token = core.take();
  const at = core.since(start);
  if (!token || !isNameText(s, start)) return opaqueWords(token?.text ?? '', at);
  return word(s, token.text.trim(), start);
}

/** A word that has been taken: a function where an argument follows, else a name. */
function word(s: State, text: string, start: number, operator = false): Expression {
  const name = labelName(text, s.core.since(start));
  if (FUNCTION_WORDS.has(name.name) || operator) {
    const next = s.core.peek();
    const argument = next && !isRelation(next) && !s.is(next, ',', ';', '.');
    if (argument) return name.name === 'sqrt' ? rootOf(s, start) : applyNamed(s, name.name, start, 'text');
  }
  return name;
}

function accented(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const command = core.take()?.text ?? '';
  const accent = ACCENTS.get(command) ?? 'hat';
  const range = s.argument();
  if (!range) {
    const message = `The accent ${command} has nothing below it. Write it as ${command}{x}.`;
    return core.refuse('missingArgument', message, core.since(start), command);
  }
  const inner = s.read(range);
  if (accent === 'dot' || accent === 'ddot') {
    const scripts = readScripts(s, inner);
    const of = lower(s, bracketed(inner, inner.span), scripts);
    const order = accent === 'dot' ? 1 : 2;
    const at = core.since(start);
    const node: Derivative = {
      kind: 'derivative',
      notation: 'dot',
      of,
      wrt: [],
      order,
      total: true,
      span: at,
      outer: at,
    };
    return raise(s, node, scripts, start);
  }
  return decorate(s, inner, accent, core.since(start));
}

function styled(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const command = core.take()?.text ?? '';
  const { style, word: isWord } = STYLES.get(command) ?? { word: false };
  const range = s.argument();
  if (!range) {
    const message = `${command} has nothing to set. Write it as ${command}{x}.`;
    return core.refuse('missingArgument', message, core.since(start), command);
  }
  const text = wordIn(s, range.from, range.to);
  const only = s.token(range.from);
  if (only?.kind === 'number' && range.to - range.from === 1 && (style === 'bold' || style === 'blackboard')) {
    const names: Readonly<Record<string, string>> = { '0': 'zeros', '1': style === 'bold' ? 'ones' : 'indicator' };
    const name = names[only.text];
    return name ? nameOf(name, core.since(start), style) : numberLiteral(only.text, core.since(start));
  }
  if (text !== undefined && (isWord ? text.length > 0 : FUNCTION_WORDS.has(text) && text.length > 2)) {
    const operator = command === '\\operatorname';
    if (text.length > 1 || operator) {
      if (style === 'text') return word(s, text, start, operator);
      return nameOf(text.replace(/[^\p{L}\p{N}_]+/gu, '_'), core.since(start), style);
    }
    return nameOf(text, core.since(start), style);
  }
  const outer = s.style;
  s.style = style ?? outer;
  const inner = s.core.within(range.from, range.to, () => s.whole());
  s.style = outer;
  const at = core.since(start);
  if (inner.kind === 'name' || inner.kind === 'index') return { ...inner, span: cover(at, inner.span), outer: at };
  return bracketed(inner, at);
}

/** Letters, digits, `-` and `_` as one word; undefined if there is anything else. */
function wordIn(s: State, from: number, to: number): string | undefined {
  let text = '';
  for (let at = from; at < to; at++) {
    const token = s.token(at);
    const part = token?.kind === 'letter' || token?.kind === 'number' || (at > from && s.is(token, '-', '\\_'));
    if (!token || !part) return undefined;
    text += token.text === '\\_' ? '_' : token.text;
  }
  return text === '' || !/^\p{L}/u.test(text) ? undefined : text;
}
