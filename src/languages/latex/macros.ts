/** Macro definitions: `\newcommand`, `\def`, `\DeclareMathOperator` and their relatives. */
import type { Span } from '../../base/span.ts';
import type { Macro } from '../../syntax/reading.ts';
import { lex } from './lex.ts';
import type { LatexToken } from './tokens.ts';

/** One definition found in tokens: what it defines, and the token behind it. */
export interface Definition {
  readonly name: string;
  /** Undefined where the definition cannot be used (delimited parameters, a missing body). */
  readonly macro?: Macro;
  /** `\providecommand` gives way to a definition that is already there. */
  readonly provides?: boolean;
  readonly end: number;
}

const DEFINING: ReadonlySet<string> = new Set(
  `\\newcommand \\renewcommand \\providecommand \\DeclareRobustCommand \\def \\gdef \\edef \\xdef \\let \\DeclareMathOperator
   \\DeclarePairedDelimiter \\NewDocumentCommand \\RenewDocumentCommand`.split(/\s+/),
);

export function isDefining(token: LatexToken | undefined): boolean {
  return token?.kind === 'command' && DEFINING.has(token.text);
}

/** All macros that `spans` of `text` define (each span is one or several whole definitions), later ones winning. */
export function collectMacros(text: string, spans: readonly Span[]): Map<string, Macro> {
  const macros = new Map<string, Macro>();
  for (const span of spans) {
    const tokens = lex(text, span);
    for (let at = 0; at < tokens.length; ) {
      const found = isDefining(tokens[at]) ? readDefinition(text, tokens, at, macros) : undefined;
      if (found?.macro && !(found.provides && macros.has(found.name))) macros.set(found.name, found.macro);
      at = Math.max(at + 1, found?.end ?? 0);
    }
  }
  return macros;
}

/** The definition that starts at token `start`. `known` resolves `\let`. */
export function readDefinition(
  text: string,
  tokens: readonly LatexToken[],
  start: number,
  known: ReadonlyMap<string, Macro>,
): Definition {
  const reader = new DefinitionReader(text, tokens, start + 1);
  const command = tokens[start]?.text ?? '';
  switch (command) {
    case '\\def':
    case '\\gdef':
    case '\\edef':
    case '\\xdef':
      return reader.plainTex();
    case '\\let':
      return reader.alias(known);
    case '\\DeclareMathOperator':
      return reader.operator();
    case '\\DeclarePairedDelimiter':
      return reader.delimiter();
    case '\\NewDocumentCommand':
    case '\\RenewDocumentCommand':
      return reader.documentCommand();
    default:
      return reader.command(command === '\\providecommand');
  }
}

class DefinitionReader {
  readonly #text: string;
  readonly #tokens: readonly LatexToken[];
  #at: number;

  constructor(text: string, tokens: readonly LatexToken[], at: number) {
    this.#text = text;
    this.#tokens = tokens;
    this.#at = at;
  }

  command(provides: boolean): Definition {
    this.#star();
    const name = this.#name();
    const count = Number(this.#optional() ?? '0');
    const optional = this.#optional();
    const body = this.#group();
    if (!name || body === undefined || !(count >= 0 && count <= 9)) return this.#unusable(name);
    return {
      name,
      macro: { parameters: count, ...(optional === undefined ? {} : { optional }), body },
      provides,
      end: this.#at,
    };
  }

  plainTex(): Definition {
    const name = this.#name();
    let count = 0;
    while (this.#peek()?.kind === 'parameter') {
      count++;
      this.#at++;
    }
    const body = this.#peek()?.kind === 'open' ? this.#group() : undefined;
    return name && body !== undefined
      ? { name, macro: { parameters: count, body }, end: this.#at }
      : this.#unusable(name);
  }

  alias(known: ReadonlyMap<string, Macro>): Definition {
    const name = this.#name();
    if (this.#peek()?.text === '=') this.#at++;
    const target = this.#peek();
    this.#at++;
    if (!name || !target) return this.#unusable(name);
    return { name, macro: known.get(target.text) ?? { parameters: 0, body: target.text }, end: this.#at };
  }

  operator(): Definition {
    this.#star();
    const name = this.#name();
    const body = this.#group();
    if (!name || body === undefined) return this.#unusable(name);
    return { name, macro: { parameters: 0, body: `\\operatorname{${body}}` }, end: this.#at };
  }

  delimiter(): Definition {
    const name = this.#name();
    const open = this.#group();
    const close = this.#group();
    if (!name || open === undefined || close === undefined) return this.#unusable(name);
    return { name, macro: { parameters: 1, body: `\\left${open} #1 \\right${close}` }, end: this.#at };
  }

  documentCommand(): Definition {
    const name = this.#name();
    const signature = this.#group()?.replace(/\s/g, '') ?? '?';
    const body = this.#group();
    if (!name || body === undefined || !/^m*$/.test(signature)) return this.#unusable(name);
    return { name, macro: { parameters: signature.length, body }, end: this.#at };
  }

  #unusable(name: string | undefined): Definition {
    return { name: name ?? '', end: this.#at };
  }

  #peek(): LatexToken | undefined {
    return this.#tokens[this.#at];
  }

  #star(): void {
    if (this.#peek()?.text === '*') this.#at++;
  }

  /** `\name` or `{\name}`. */
  #name(): string | undefined {
    const wrapped = this.#peek()?.kind === 'open';
    if (wrapped) this.#at++;
    const token = this.#peek();
    const named =
      token?.kind === 'command' || token?.kind === 'symbol' || token?.kind === 'text' || token?.kind === 'row';
    if (!token || !named) return undefined;
    this.#at++;
    if (wrapped && this.#peek()?.kind === 'close') this.#at++;
    const written = this.#text.slice(token.span.from, token.span.to);
    return /^\\(?:[a-zA-Z]+|.)/s.exec(written)?.[0];
  }

  /** The text between `[` and `]`, if one stands here. */
  #optional(): string | undefined {
    const open = this.#peek();
    if (open?.text !== '[') return undefined;
    for (let at = this.#at + 1; at < this.#tokens.length; at++) {
      const token = this.#tokens[at];
      if (token?.text !== ']') continue;
      this.#at = at + 1;
      return this.#text.slice(open.span.to, token.span.from);
    }
    return undefined;
  }

  /** The text of the group in braces (or of the single token) that stands here. */
  #group(): string | undefined {
    const open = this.#peek();
    if (!open) return undefined;
    if (open.kind !== 'open') {
      this.#at++;
      return this.#text.slice(open.span.from, open.span.to);
    }
    let depth = 0;
    for (let at = this.#at; at < this.#tokens.length; at++) {
      const token = this.#tokens[at];
      if (token?.kind === 'open') depth++;
      if (token?.kind !== 'close' || --depth > 0) continue;
      this.#at = at + 1;
      return this.#text.slice(open.span.to, token.span.from);
    }
    this.#at = this.#tokens.length;
    return undefined;
  }
}
