/** How plain math is put together: operands, and what may follow one. */
import { cover, type Span } from '../../base/span.ts';
import { isFunctionName } from '../../primitives/lookup.ts';
import type { ReadContext } from '../../syntax/reading.ts';
import type { Derivative, Expression, Index, Name, RelationSign } from '../../syntax/tree.ts';
import { bracketed, callOf, nameOf, numberLiteral, operation, sequence } from '../expression/nodes.ts';
import { type Action, type Grammar, JUXTAPOSE, POWER, type Pratt, STOP } from '../expression/pratt.ts';
import type { PlainToken } from './lex.ts';

type Core = Pratt<PlainToken>;

const RELATIONS: Readonly<Record<string, RelationSign>> = {
  '=': '=',
  ':=': ':=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '!=': '!=',
  '~~': 'approx',
  '->': '->',
  '<-': '<-',
  in: 'in',
};
const INFIX = {
  '+': ['add', POWER.sum],
  '-': ['subtract', POWER.sum],
  '*': ['multiply', POWER.product],
  '/': ['divide', POWER.product],
  mod: ['modulo', POWER.product],
  '%': ['modulo', POWER.product],
  and: ['and', POWER.and],
  '&&': ['and', POWER.and],
  or: ['or', POWER.or],
  '||': ['or', POWER.or],
} as const;
const WORDS = new Set(['and', 'or', 'not', 'mod', 'if', 'else', 'in']);
/** Single letters that stand for functions before a bracket when nothing else is known. */
const FUNCTION_LETTERS = /^(?:[fghFGHpqLJ]|sigma|phi|psi)(?:_\w+)?$/;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

export function plainGrammar(text: string, tokens: readonly PlainToken[], context: ReadContext): Grammar<PlainToken> {
  const is = (token: PlainToken | undefined, sign: string) => token?.kind === 'sign' && token.text === sign;
  const isWord = (token: PlainToken | undefined, word: string) => token?.kind === 'name' && token.text === word;
  const isVariable = (name: string) => context.variables.has(name) && !context.functions.has(name);

  function operand(core: Core): Expression | undefined {
    const token = core.peek();
    if (!token) return undefined;
    if (token.kind === 'number') {
      core.take();
      return numberLiteral(text.slice(token.span.from, token.span.to), token.span, Number(token.text));
    }
    if (token.kind === 'name') return isWord(token, 'not') ? core.prefix('not', POWER.not) : word(core, token);
    if (token.kind !== 'sign') return undefined;
    switch (token.text) {
      case '-':
        return core.prefix('negate', POWER.sign);
      case '+':
        return core.prefix('plus', POWER.sign);
      case '√':
        return root(core, 'sqrt');
      case '∛':
        return root(core, 'cbrt');
      case '∂':
        return partial(core);
      case '∇':
        return nabla(core);
      case '∞':
        core.take();
        return numberLiteral('∞', token.span, Number.POSITIVE_INFINITY);
      case '|':
        return core.bars(
          (next) => is(next, '|'),
          (inner, at) => callOf(nameOf('abs', { from: at.from, to: at.from + 1 }), [inner], at),
        );
      case '(':
      case '[':
      case '{':
        return group(core);
      default:
        return undefined;
    }
  }

  // Names, calls, derivatives of names

  function word(core: Core, token: PlainToken): Expression | undefined {
    if (WORDS.has(token.text)) return undefined;
    const quotient = differential(core);
    if (quotient) return quotient;
    const start = core.position;
    core.take();
    let primes = 0;
    while (is(core.peek(), "'") && !core.peek()?.spaced) {
      core.take();
      primes++;
    }
    const name = nameOf(token.text, token.span);
    if (primes > 0) return primed(core, name, primes, start);
    if (isFunctionName('plain', token.text) && !isVariable(token.text)) {
      const applied = functionOf(core, name, start);
      if (applied) return applied;
    }
    if (is(core.peek(), '.') && !core.peek()?.spaced && core.peek(1)?.kind === 'name') return path(core, name, start);
    if (is(core.peek(), '[') && !core.peek()?.spaced) return entry(core, name, start);
    if (is(core.peek(), '(') && isCall(core, token)) return call(core, name, start);
    return name;
  }

  /** `sin(x)`, `sin x`, `sin^2 x`, `sin²(x)`, `sin^-1 x`. */
  function functionOf(core: Core, name: Name, start: number): Expression | undefined {
    if (is(core.peek(), '(')) return call(core, name, start);
    const before = core.position;
    const power =
      core.peek()?.kind === 'superscript' ? superscript(core) : is(core.peek(), '^') ? raised(core) : undefined;
    const next = core.peek();
    const starts =
      next &&
      (next.kind === 'number' ||
        (next.kind === 'name' && !WORDS.has(next.text)) ||
        is(next, '(') ||
        is(next, '√') ||
        is(next, '|'));
    if (!starts) {
      core.position = before;
      return undefined;
    }
    // sin x y is sin(x y); it stops at +, −, another function, or a bracket after the first factor.
    const argument = is(next, '(') ? group(core) : argumentOf(core);
    const inverse =
      power?.kind === 'operation' &&
      power.operator === 'negate' &&
      power.operands[0]?.kind === 'number' &&
      power.operands[0].value === 1;
    const callee = inverse ? nameOf(name.name.startsWith('a') ? name.name : `a${name.name}`, name.span) : name;
    const applied = callOf(callee, [argument], core.since(start));
    return power && !inverse ? operation('power', [applied, power], power.outer) : applied;
  }

  function argumentOf(core: Core): Expression {
    let left = core.factor();
    for (;;) {
      const next = core.peek();
      const goesOn = next?.kind === 'name' && !WORDS.has(next.text) && !isFunctionName('plain', next.text);
      if (!goesOn) return left;
      const right = core.factor();
      left = operation(
        'multiply',
        [left, right],
        { from: right.outer.from, to: right.outer.from },
        { juxtaposed: true },
      );
    }
  }

  /** The exponent between a function and its argument. */
  function raised(core: Core): Expression {
    core.take();
    const sign = core.peek();
    if (is(sign, '-') && sign) {
      core.take();
      return operation('negate', [core.factor()], sign.span);
    }
    const token = core.peek();
    if (token?.kind === 'number') {
      core.take();
      return numberLiteral(token.text, token.span);
    }
    return core.factor();
  }

  function superscript(core: Core): Expression {
    const token = core.take();
    const shown = token?.text ?? '';
    const at = token?.span ?? core.here();
    const inner = /^[-+]?\d+$/.test(shown)
      ? numberLiteral(shown.replace(/^[-+]/, ''), at)
      : nameOf(shown.replace(/^[-+]/, ''), at);
    return shown.startsWith('-') ? operation('negate', [inner], at) : inner;
  }

  /** `f(x)` or a product `x(x+1)`: one rule, and it is said which. */
  function isCall(core: Core, token: PlainToken): boolean {
    const name = token.text;
    if (context.functions.has(name)) return true;
    const usual =
      !isVariable(name) &&
      (FUNCTION_LETTERS.test(name) || /^[a-zA-Z]{2,}/.test(name.replace(/_.*/, '')) || hasComma(core));
    const greek =
      /^(?:alpha|beta|gamma|delta|epsilon|theta|lambda|mu|nu|omega|rho|tau|eta|kappa|xi|pi|chi|zeta)(?:_|\d|$)/.test(
        name,
      );
    const call = usual && !(greek && !hasComma(core));
    return (
      core.findings.choose(`call:${name}`, token.span, call ? 'function' : 'product', call ? 'product' : 'function') ===
      'function'
    );
  }

  function hasComma(core: Core): boolean {
    let depth = 0;
    for (let i = 0; ; i++) {
      const token = core.peek(i);
      if (!token || token.kind === 'newline') return false;
      if (token.kind !== 'sign') continue;
      if (token.text in CLOSING) depth++;
      else if (token.text === ')' || token.text === ']' || token.text === '}') depth--;
      else if (token.text === ',' && depth === 1) return true;
      if (depth === 0) return false;
    }
  }

  function call(core: Core, callee: Expression, start: number): Expression {
    const inside = group(core);
    const args =
      inside.kind === 'sequence' && inside.form === 'tuple'
        ? inside.items
        : inside.kind === 'opaque' && inside.what === 'nothing'
          ? []
          : [inside];
    return callOf(callee, args, core.since(start));
  }

  /** `self.N`, `np.pi`. */
  function path(core: Core, base: Expression, start: number): Expression {
    let node: Expression = base;
    while (is(core.peek(), '.') && core.peek(1)?.kind === 'name') {
      core.take();
      const member = core.take();
      const at = core.since(start);
      node = { kind: 'attribute', base: node, name: member?.text ?? '', span: at, outer: at };
    }
    return is(core.peek(), '(') ? call(core, node, start) : node;
  }

  function entry(core: Core, base: Expression, start: number): Index {
    const inside = group(core);
    const indices = inside.kind === 'sequence' ? inside.items : [inside];
    const at = core.since(start);
    return { kind: 'index', base, indices, position: 'bracket', span: at, outer: at };
  }

  function primed(core: Core, name: Name, order: number, start: number): Expression {
    const of = is(core.peek(), '(') ? call(core, name, start) : name;
    return derivative('prime', of, [], order, true, core.since(start));
  }

  /** `df/dx`, `d/dx (…)`, `dy/dx`: only with a single letter, Greek or known name behind each d. */
  function differential(core: Core): Expression | undefined {
    const [top, slash, bottom] = [core.peek(), core.peek(1), core.peek(2)];
    if (top?.kind !== 'name' || !is(slash, '/') || bottom?.kind !== 'name') return undefined;
    if (!top.text.startsWith('d') || bottom.text[0] !== 'd' || bottom.text.length < 2) return undefined;
    if (isVariable(top.text) || isVariable(bottom.text)) return undefined;
    const of = top.text.slice(1);
    const wrt = bottom.text.slice(1);
    const plausible = (name: string) =>
      /^(?:[a-zA-Z]|alpha|beta|gamma|theta|phi|mu|sigma|omega)(?:_\w+)?$/.test(name) ||
      context.functions.has(name) ||
      context.variables.has(name);
    if ((of !== '' && !plausible(of)) || !plausible(wrt)) return undefined;
    const start = core.position;
    core.position += 3;
    const by = nameOf(wrt, tail(bottom.span));
    if (of === '') {
      const body = core.expression(POWER.juxtaposition);
      return derivative('operator', body, [by], 1, true, core.since(start));
    }
    return derivative('fraction', nameOf(of, tail(top.span)), [by], 1, true, core.since(start));
  }

  /** `∂f/∂x`, `∂/∂x (…)`, `∂²f/∂x²`, `∂²f/∂x∂y`. */
  function partial(core: Core): Expression {
    const start = core.position;
    core.take();
    const order = core.peek()?.kind === 'superscript' ? Number(core.take()?.text) : 1;
    let of: Expression | undefined;
    if (!is(core.peek(), '/')) of = core.factor();
    const wrt: Expression[] = [];
    if (is(core.peek(), '/')) {
      core.take();
      const bracket = is(core.peek(), '(');
      if (bracket) core.take();
      while (is(core.peek(), '∂')) {
        core.take();
        const token = core.peek();
        if (token?.kind !== 'name') break;
        core.take();
        const name = nameOf(token.text, token.span);
        const times = core.peek()?.kind === 'superscript' ? Number(core.take()?.text) : 1;
        for (let i = 0; i < Math.min(times || 1, 4); i++) wrt.push(name);
      }
      if (bracket && is(core.peek(), ')')) core.take();
    }
    if (wrt.length === 0 || wrt.length !== order) {
      const at = core.since(start);
      const quote = text.slice(at.from, at.to);
      return core.refuse('derivative', `“${quote}” is not a whole derivative. Write ∂f/∂x.`, at, quote);
    }
    if (of) return derivative('fraction', of, wrt, order, false, core.since(start));
    return derivative('operator', core.expression(POWER.juxtaposition), wrt, order, false, core.since(start));
  }

  function nabla(core: Core): Expression {
    const start = core.position;
    core.take();
    return derivative('nabla', core.factor(), [], 1, true, core.since(start));
  }

  function derivative(
    notation: Derivative['notation'],
    of: Expression,
    wrt: readonly Expression[],
    order: number,
    total: boolean,
    at: Span,
  ): Derivative {
    return { kind: 'derivative', notation, of, wrt, order, total, span: at, outer: at };
  }

  // Brackets and roots

  function root(core: Core, name: string): Expression {
    const sign = core.here();
    const start = core.position;
    core.take();
    const argument = is(core.peek(), '(') ? group(core) : core.factor();
    return callOf(nameOf(name, sign), [argument], core.since(start));
  }

  function group(core: Core): Expression {
    const start = core.position;
    const open = core.take()?.text ?? '(';
    const closing = CLOSING[open] ?? ')';
    const bars = core.openBars;
    core.openBars = 0;
    const items: Expression[] = [];
    while (!core.done && !is(core.peek(), closing)) {
      skipLines(core);
      const before = core.position;
      items.push(core.expression());
      skipLines(core);
      if (is(core.peek(), ',') || is(core.peek(), ';')) core.take();
      else if (core.position === before || !is(core.peek(), closing)) break;
    }
    core.openBars = bars;
    const closed = is(core.peek(), closing);
    if (closed) core.take();
    const at = core.since(start);
    if (!closed) {
      const quote = text.slice(at.from, Math.min(at.to, at.from + 40));
      return core.refuse(
        'unclosedBracket',
        `The bracket that opens “${quote}” is not closed properly. Add “${closing}”, or an operator inside.`,
        at,
        quote,
      );
    }
    const [only] = items;
    if (!only) return { kind: 'opaque', what: 'nothing', text: '', span: at, outer: at };
    if (items.length === 1) return bracketed(only, at);
    return sequence(open === '[' ? 'list' : open === '{' ? 'set' : 'tuple', items, at);
  }

  function skipLines(core: Core): void {
    while (core.peek()?.kind === 'newline') core.take();
  }

  // What follows an operand

  function after(core: Core, left: Expression): Action {
    const token = core.peek();
    if (!token) return STOP;
    if (token.kind === 'newline') return STOP;
    if (token.kind === 'superscript') {
      return {
        does: 'postfix',
        power: POWER.power,
        build: (base) => operation('power', [base, superscript(core)], token.span),
      };
    }
    if (token.kind === 'number') return STOP;
    if (token.kind === 'name') {
      if (token.text === 'if') return conditional(core);
      if (token.text === 'else') return STOP;
      if (token.text === 'in') return { does: 'relation', sign: 'in' };
      const words = INFIX[token.text as keyof typeof INFIX];
      if (words && WORDS.has(token.text)) return { does: 'infix', operator: words[0], power: words[1] };
      return token.text === 'not' ? STOP : JUXTAPOSE;
    }
    if (token.text === '|') return core.openBars > 0 ? STOP : JUXTAPOSE;
    if (token.text === '^') return power(core, left);
    if (token.text === '!')
      return {
        does: 'postfix',
        power: POWER.postfix,
        build: (base) => {
          core.take();
          return operation('factorial', [base], token.span);
        },
      };
    if (token.text === '?') return choice(core);
    if (token.text === '%') return percent(core);
    const relation = RELATIONS[token.text];
    if (relation) return { does: 'relation', sign: relation };
    const infix = INFIX[token.text as keyof typeof INFIX];
    if (infix) return { does: 'infix', operator: infix[0], power: infix[1] };
    if (token.text === '(' || token.text === '√' || token.text === '∛' || token.text === '∂' || token.text === '∞')
      return JUXTAPOSE;
    return STOP;
  }

  /** `x % 3` is a remainder; `5%` alone is not read. */
  function percent(core: Core): Action {
    const next = core.peek(1);
    const starts = next && (next.kind === 'number' || next.kind === 'name' || is(next, '('));
    return starts ? { does: 'infix', operator: 'modulo', power: POWER.product } : STOP;
  }

  /** `e^x` is exp(x) unless e is a name of the document. */
  function power(core: Core, left: Expression): Action {
    const isEuler = left.kind === 'name' && left.name === 'e' && !context.variables.has('e');
    if (!isEuler) return { does: 'infix', operator: 'power', power: POWER.power, right: true };
    return {
      does: 'postfix',
      power: POWER.power,
      build: (base) => {
        const reading = core.findings.choose('euler', base.span, 'exp', 'power of the variable e');
        const sign = core.here();
        core.take();
        const exponent = core.expression(POWER.power);
        const at = cover(base.outer, exponent.outer);
        return reading === 'exp'
          ? callOf(nameOf('exp', base.span), [exponent], at)
          : operation('power', [base, exponent], sign);
      },
    };
  }

  function conditional(core: Core): Action {
    return {
      does: 'postfix',
      power: POWER.lowest,
      build: (value) => {
        core.take();
        const condition = core.expression(POWER.lowest + 1);
        const cases = [{ value, condition }];
        if (isWord(core.peek(), 'else')) {
          core.take();
          const rest = core.expression(POWER.lowest);
          const at = cover(value.outer, rest.outer);
          return { kind: 'piecewise', cases: [...cases, { value: rest }], span: at, outer: at };
        }
        const at = cover(value.outer, condition.outer);
        return { kind: 'piecewise', cases, span: at, outer: at };
      },
    };
  }

  function choice(core: Core): Action {
    return {
      does: 'postfix',
      power: POWER.lowest,
      build: (condition) => {
        core.take();
        const value = core.expression(POWER.lowest);
        if (is(core.peek(), ':')) core.take();
        const rest = core.expression(POWER.lowest);
        const at = cover(condition.outer, rest.outer);
        return { kind: 'piecewise', cases: [{ value, condition }, { value: rest }], span: at, outer: at };
      },
    };
  }

  return {
    operand,
    after,
    quote(from, to) {
      const [first, last] = [tokens[from], tokens[to - 1]];
      return first && last ? text.slice(first.span.from, Math.min(last.span.to, first.span.from + 48)) : '';
    },
  };
}

function tail(at: Span): Span {
  return { from: at.from + 1, to: at.to };
}
