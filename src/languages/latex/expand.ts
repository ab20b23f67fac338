/** Puts the bodies of macros in place of their calls. Tokens out of a body point at the call. */
import { cover, type Span } from '../../base/span.ts';
import type { Macro } from '../../syntax/reading.ts';
import type { Findings } from '../expression/choices.ts';
import { lex } from './lex.ts';
import { isDefining, readDefinition } from './macros.ts';
import type { LatexToken } from './tokens.ts';

/** Calls that one piece of math may expand, and tokens that may come out beyond those written. */
const FUEL = 5_000;
const TOKENS_ADDED = 50_000;
const NESTING = 60;

/** The macros whose bodies a token came out of, innermost first. */
interface Trail {
  readonly name: string;
  readonly depth: number;
  readonly outer?: Trail;
}

interface Pending {
  readonly token: LatexToken;
  readonly trail?: Trail;
}

/** `tokens` without definitions, and with every call of a known macro expanded. `text` holds definitions inside it. */
export function expand(
  text: string,
  tokens: readonly LatexToken[],
  macros: ReadonlyMap<string, Macro>,
  findings: Findings,
): readonly LatexToken[] {
  const needed = tokens.some(
    (token) => isDefining(token) || (token.text.length > 1 && token.text.startsWith('\\') && macros.has(token.text)),
  );
  return needed ? new Expander(macros, findings).run(text, tokens) : tokens;
}

class Expander {
  readonly #macros: Map<string, Macro>;
  readonly #findings: Findings;
  readonly #bodies = new Map<Macro, readonly LatexToken[]>();
  /** Tokens still to read, the next one last. */
  #stack: Pending[] = [];
  #fuel = FUEL;
  #added = TOKENS_ADDED;
  /** Of the call that is being expanded: its name and all that its arguments take. */
  #site: Span = { from: 0, to: 0 };

  constructor(macros: ReadonlyMap<string, Macro>, findings: Findings) {
    this.#macros = new Map(macros);
    this.#findings = findings;
  }

  run(text: string, tokens: readonly LatexToken[]): LatexToken[] {
    const out: LatexToken[] = [];
    const written = this.#withoutDefinitions(text, tokens);
    for (let i = written.length - 1; i >= 0; i--) {
      const token = written[i];
      if (token) this.#stack.push({ token });
    }
    for (let next = this.#stack.pop(); next; next = this.#stack.pop()) {
      const { token, trail } = next;
      const macro = token.kind === 'command' || token.kind === 'symbol' ? this.#macroOf(token) : undefined;
      if (macro) this.#call(token, macro, trail);
      else out.push(token);
    }
    return out;
  }

  #macroOf(token: LatexToken): Macro | undefined {
    return token.text.charCodeAt(0) === 92 ? this.#macros.get(token.text) : undefined;
  }

  #withoutDefinitions(text: string, tokens: readonly LatexToken[]): readonly LatexToken[] {
    if (!tokens.some(isDefining)) return tokens;
    const kept: LatexToken[] = [];
    for (let at = 0; at < tokens.length; ) {
      const token = tokens[at];
      if (!token) break;
      if (!isDefining(token)) {
        kept.push(token);
        at++;
        continue;
      }
      const { name, macro, provides, end } = readDefinition(text, tokens, at, this.#macros);
      if (macro && !(provides && this.#macros.has(name))) this.#macros.set(name, macro);
      if (!macro) {
        const what = name || token.text;
        const message = `The definition of ${what} cannot be used: write it as \\newcommand{${name || '\\name'}}[count]{body}.`;
        this.#findings.tell('warning', 'badMacro', message, token.span);
      }
      at = Math.max(end, at + 1);
    }
    return kept;
  }

  #call(token: LatexToken, macro: Macro, trail: Trail | undefined): void {
    const name = token.text;
    if (this.#fuel-- <= 0 || this.#added <= 0) {
      this.#fail(token, `Macros expand into too much text at ${name}: use it less often.`);
      return;
    }
    for (let outer = trail; outer; outer = outer.outer) {
      if (outer.name === name) {
        this.#fail(token, `The macro ${name} calls itself. Change its definition.`);
        return;
      }
    }
    const depth = (trail?.depth ?? 0) + 1;
    if (depth > NESTING) {
      this.#fail(token, `Macros call each other more than ${NESTING} levels deep at ${name}.`);
      return;
    }
    this.#site = token.span;
    const args: Pending[][] = [];
    if (this.#next()?.text === '*' && macro.body.startsWith('\\left')) this.#stack.pop();
    if (macro.optional !== undefined && macro.parameters > 0) {
      args.push(this.#bracketArgument() ?? this.#bodyOf(macro.optional, token).map((inner) => ({ token: inner })));
    }
    while (args.length < macro.parameters) {
      const arg = this.#argument();
      if (!arg) {
        const missing = macro.parameters - args.length;
        const message = `The macro ${name} takes ${macro.parameters} arguments, ${missing} of them missing. Add {…}.`;
        this.#fail(token, message);
        return;
      }
      args.push(arg);
    }
    const site = this.#site;
    const inside: Trail = trail ? { name, depth, outer: trail } : { name, depth };
    const body = this.#cachedBody(macro);
    const expanded: Pending[] = [];
    for (const [i, inner] of body.entries()) {
      const spaced = i === 0 ? token.spaced : inner.spaced;
      if (inner.kind === 'parameter') expanded.push(...(args[Number(inner.text.charAt(1)) - 1] ?? []));
      else if (inner.kind === 'text' && inner.text.includes('#')) {
        expanded.push({ token: { ...inner, text: fill(inner.text, args), span: site, spaced }, trail: inside });
      } else expanded.push({ token: { ...inner, span: site, spaced }, trail: inside });
    }
    this.#added -= expanded.length;
    for (let i = expanded.length - 1; i >= 0; i--) {
      const inner = expanded[i];
      if (inner) this.#stack.push(inner);
    }
  }

  #fail(token: LatexToken, reason: string): void {
    this.#findings.tell('error', 'badMacro', reason, token.span);
    this.#stack.push({ token: { ...token, kind: 'bad', reason } });
  }

  #next(): LatexToken | undefined {
    return this.#stack[this.#stack.length - 1]?.token;
  }

  #argument(): Pending[] | undefined {
    const first = this.#take();
    if (!first || first.token.kind === 'close') {
      if (first) this.#stack.push(first);
      return undefined;
    }
    if (first.token.kind === 'number' && first.token.text.length > 1) {
      const { text, span } = first.token;
      const cut = span.from + 1;
      this.#stack.push({ ...first, token: { ...first.token, text: text.slice(1), span: { ...span, from: cut } } });
      return [{ ...first, token: { ...first.token, text: text.charAt(0), span: { ...span, to: cut } } }];
    }
    if (first.token.kind !== 'open') return [first];
    const inside: Pending[] = [];
    for (let depth = 1, next = this.#take(); next; next = this.#take()) {
      if (next.token.kind === 'open') depth++;
      if (next.token.kind === 'close' && --depth === 0) return inside;
      inside.push(next);
    }
    return inside;
  }

  #take(): Pending | undefined {
    const next = this.#stack.pop();
    if (next) this.#site = cover(this.#site, next.token.span);
    return next;
  }

  #bracketArgument(): Pending[] | undefined {
    if (this.#next()?.text !== '[') return undefined;
    const close = this.#stack.findLastIndex(({ token }) => token.text === ']');
    if (close < 0) return undefined;
    const inside = this.#stack.slice(close + 1, -1).reverse();
    const end = this.#stack[close]?.token.span;
    if (end) this.#site = cover(this.#site, end);
    this.#stack.length = close;
    return inside;
  }

  #cachedBody(macro: Macro): readonly LatexToken[] {
    const known = this.#bodies.get(macro);
    if (known) return known;
    const tokens = lex(macro.body, { from: 0, to: macro.body.length });
    this.#bodies.set(macro, tokens);
    return tokens;
  }

  #bodyOf(body: string, site: LatexToken): LatexToken[] {
    return lex(body, { from: 0, to: body.length }).map((token) => ({ ...token, span: site.span }));
  }
}

/** `\text{#1}` with its parameters filled in. */
function fill(words: string, args: readonly (readonly Pending[])[]): string {
  return words.replace(/#(\d)/g, (_, index: string) =>
    (args[Number(index) - 1] ?? []).map(({ token }) => (token.spaced ? ` ${token.text}` : token.text)).join(''),
  );
}
