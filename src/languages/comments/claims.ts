/**
 * Derivatives that a comment or docstring states in plain text, of the function of one parameter that it stands beside: `f'(x) = 2x`,
 * `df/dx = 2x`, `d/dx: 2x`, `Derivative: 2x`. A line that is nothing else and is made of the function's own parameters;
 * beside a function that is called like a derivative, only what names the other one.
 */
import type { Span } from '../../base/span.ts';
import type { Line } from '../finding/lines.ts';
import type { About } from '../found.ts';
import { readsAsFormula } from '../plain/formula.ts';
import type { CommentText } from './leaders.ts';

export interface PlainClaim {
  readonly span: Span;
  readonly inner: Span;
  /** `inner` is the derivative alone, of this function by this parameter. */
  readonly about: About;
}

interface Head {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** At the margin, where a name means one function: `def f(x):`, `function f(x)`, `const f = (x) =>`, `double f(double x)`, `f <- function(x)`, `function y = f(x)`. */
const HEAD =
  /^(?:(?:export|default|static|inline|async|const|let|var|def|function|double|float|real)\s+)*(?:\w+\s*=\s*(?=\w+\s*\())?([A-Za-z_]\w*)\s*(?:(?:=|<-)\s*(?:function\s*)?)?\(([^()]*)\)/;
const NO_NAME = /^(?:if|for|while|switch|return|function|def|catch|elseif|elif|print)$/;
const LIKE_DERIVATIVE =
  /deriv|grad|prime|jac|hess|slope|backward|diff|vjp|jvp|^_?d_|^_?d[A-Z]|^_?d[a-z]{0,2}$|_d$|[a-z]D$/;
const NAMED =
  /^(?:(?<primed>[A-Za-z_]\w*)(?:'|′)\((?<at>[A-Za-z_]\w*)\)|[d∂](?<top>[A-Za-z_]\w*)\s*\/\s*[d∂](?<by>[A-Za-z_]\w*)|d\s*\/\s*d(?<wrt>[A-Za-z_]\w*)\s+(?<of>[A-Za-z_]\w*)\((?<arg>[A-Za-z_]\w*)\))\s*=\s*/;
const UNNAMED =
  /^(?:(?:d|∂)\s*\/\s*(?:d|∂)(?<by>[A-Za-z_]\w*)\s*[:=]\s*|(?:The\s+)?(?:[Dd]erivative)\s*(?:is|[:=])\s*)/;
const CONSTANTS = new Set(['pi', 'π', 'e']);

export function plainClaims(text: string, { lines }: CommentText): PlainClaim[] {
  const [first] = lines;
  const last = lines.at(-1);
  if (!first || !last || !lines.some((line) => MAY_CLAIM.test(text.slice(line.from, line.to)))) return [];
  const head = headOf(text, first.from, last.to);
  // Which of several parameters is meant, and where it is evaluated, is more than one line says.
  if (head?.parameters.length !== 1 || isTwice(text, head.name)) return [];
  return lines.flatMap((line) => claimIn(text, line, head));
}

const MAY_CLAIM = /['′]\(|[d∂]\w*\s*\/\s*[d∂]|[Dd]erivative/;

/** The function whose first line is the next one, or the one before. */
function headOf(text: string, from: number, to: number): Head | undefined {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const end = text[to - 1] === '\n' ? to - 1 : text.indexOf('\n', to);
  if (end >= 0 && end - to < 8) {
    const after = text.slice(end + 1, lineEnd(text, end + 1));
    const below = readHead(after);
    if (below) return below;
  }
  if (lineStart === 0) return undefined;
  const start = text.lastIndexOf('\n', lineStart - 2) + 1;
  const before = text.slice(start, lineStart - 1);
  return /(?::|\{|\))\s*$/.test(before) ? readHead(before) : undefined;
}

/** Defined more than once: which is meant is open. */
function isTwice(text: string, name: string): boolean {
  const found =
    text.match(new RegExp(`^.*(?<![\\w.])${name}\\s*(?:(?:=|<-)[^=]|\\([^()]*\\)\\s*[:={]).*$`, 'gm')) ?? [];
  return found.length > 1;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function readHead(line: string): Head | undefined {
  if (line.length > 300) return undefined;
  const [, name, list] = HEAD.exec(line) ?? [];
  if (name === undefined || NO_NAME.test(name)) return undefined;
  const parameters = (list ?? '').split(',').map(
    (one) =>
      (one.split(/[:=]/)[0] ?? '')
        .trim()
        .split(/[\s*&]+/)
        .pop() ?? '',
  );
  return { name, parameters: parameters.filter((own) => own !== '' && !/^(?:self|cls|this|void)$/.test(own)) };
}

function claimIn(text: string, line: Line, head: Head): PlainClaim[] {
  const { name, parameters } = head;
  const raw = text.slice(line.at, line.to);
  const lead = /^(?:[-*•]\s+)?/.exec(raw)?.[0].length ?? 0;
  const from = line.at + lead;
  const to = line.at + raw.replace(/[\s.;,]+$/, '').length;
  if (to <= from) return [];
  const words = text.slice(from, to);
  const named = NAMED.exec(words);
  const { primed, at, top, by, wrt, of, arg } = named?.groups ?? {};
  if (named) {
    const isOwn = (primed ?? top ?? of) === name && parameters.includes(at ?? by ?? wrt ?? '') && wrt === arg;
    return isOwn ? stated(named[0].length, at ?? by ?? wrt ?? '') : [];
  }
  const unnamed = UNNAMED.exec(words);
  if (!unnamed || LIKE_DERIVATIVE.test(name)) return [];
  const said = unnamed.groups?.by ?? (parameters.length === 1 ? parameters[0] : undefined);
  if (said === undefined || !parameters.includes(said)) return [];
  return stated(unnamed[0].length, said);

  function stated(length: number, by: string): PlainClaim[] {
    const start = from + length;
    if (!isMadeOf(text, start, to, head)) return [];
    const said = { from, to: from + text.slice(from, start).replace(/[\s:=]+$/, '').length };
    return [{ span: { from, to }, inner: { from: start, to }, about: { of: head.name, wrt: by, said } }];
  }
}

/** A formula of the function's parameters and the function itself, nothing else. */
function isMadeOf(text: string, from: number, to: number, { name, parameters }: Head): boolean {
  if (new RegExp(`^-?\\d*\\.?\\d*\\s*\\*?\\s*${parameters[0]}$`).test(text.slice(from, to))) return true;
  const known = { names: new Set(parameters), functions: new Set([name]) };
  const formula = readsAsFormula(text, from, to, known);
  if (formula?.kind !== 'formula' || formula.defines !== undefined) return false;
  return formula.uses.every((own) => own === name || parameters.includes(own) || CONSTANTS.has(own));
}
