/** Function definitions: their outputs are what they return. */
import type { Span } from '../../base/span.ts';
import type { Expression, FunctionDefinition, Parameter, Statement } from '../../syntax/tree.ts';
import { nameOf, sequence, unreadable } from '../expression/nodes.ts';
import { BLOCK_LIMIT } from '../expression/program.ts';
import type { Block } from './blocks.ts';
import { sitesWithin } from './bound.ts';
import type { ReadBlock } from './control.ts';
import { withDefaults } from './defaults.ts';
import { parametersOf } from './handles.ts';
import { Scope } from './scope.ts';
import { type State, SYNTAX } from './state.ts';
import { isKeyword, isSign } from './tokens.ts';

interface Header {
  readonly outputs: readonly Expression[];
  readonly outputSpan: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly parameters: readonly Parameter[];
  readonly body: number;
}

export function readFunction(s: State, at: number, block: Block, readBlock: ReadBlock): Statement[] {
  const end = block.closed ? block.end + 1 : block.end;
  const header = readHeader(s, at, block.end);
  if (!header || s.depth >= BLOCK_LIMIT) {
    const binds = [s.tokens[at + 1], s.tokens[at + 3]].flatMap((token) => (token?.kind === 'name' ? [token.text] : []));
    const reason = header ? 'Functions are nested too deep to be read.' : SYNTAX;
    return [{ kind: 'unreadable', span: s.spanOf(at, end), reason, binds }];
  }
  const sites = sitesWithin(s.sites, header.body, block.end);
  const outer = s.scope;
  const { depth } = s;
  const fixed = header.outputs.every((output) => output.kind === 'name');
  s.scope = new Scope(sites, fixed ? header.outputs.length : -1, depth > 0 ? outer : undefined);
  s.depth++;
  for (const { name } of header.parameters) s.scope.know(name);
  shareWithInner(s, header.body, block.end);
  const value = returned(s.scope, header);
  const { parameters, body: read } = withDefaults(header.parameters, readBlock(s, header.body, block.end), s.scope);
  const body = withReturns(read, value);
  const shared = [...s.scope.shared];
  s.scope = outer;
  s.depth = depth;
  if (shared.length > 0) body.unshift({ kind: 'unreadable', span: header.nameSpan, reason: SHARED, binds: shared });
  if (block.broken) {
    const reason = 'The function is not closed. Add its “end”.';
    body.unshift({ kind: 'unreadable', span: header.nameSpan, reason, binds: [], leaves: 'perhaps' });
  }
  const definition: FunctionDefinition = {
    kind: 'function',
    span: s.spanOf(at, end),
    name: header.name,
    nameSpan: header.nameSpan,
    parameters,
    body: [...body, { kind: 'return', span: header.outputSpan, ...(value && { value }) }],
  };
  return [definition];
}

const SHARED = 'The value is shared with other functions. Pass it as an argument instead.';

/** Nested functions have the variables of the function around; what they set changes there. */
function shareWithInner(s: State, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const block = isKeyword(s.tokens[i], 'function') ? s.blocks.get(i) : undefined;
    if (!block) continue;
    for (const { root } of sitesWithin(s.sites, i, block.end)) s.scope.shared.add(root);
    i = block.end;
  }
  if (s.scope.shared.size === 0) return;
  const own = new Set<string>();
  for (let i = from; i < to; i++) {
    const block = isKeyword(s.tokens[i], 'function') ? s.blocks.get(i) : undefined;
    const token = s.tokens[i];
    if (token?.kind === 'name') own.add(token.text);
    if (block) i = block.end;
  }
  for (const name of s.scope.shared) if (!own.has(name)) s.scope.shared.delete(name);
}

/** `function name`, `function y = f(x)`, `function [a, b] = f(x)`, with `end` wherever the body may start. */
function readHeader(s: State, at: number, end: number): Header | undefined {
  const first = at + 1;
  let nameAt = first;
  let outputs: Expression[] = [];
  let outputSpan = s.spanOf(at, at + 1);
  if (isSign(s.tokens[first], '[')) {
    const closer = s.partners[first] ?? -1;
    if (closer < 0 || !isSign(s.tokens[closer + 1], '=')) return undefined;
    const pieces = closer === first + 1 ? [] : s.split(first + 1, closer, ',');
    const names = pieces.map(({ from, to }) => (to === from + 1 ? s.tokens[from] : undefined));
    if (!names.every((name) => name?.kind === 'name')) return undefined;
    outputs = names.flatMap((name) => (name ? [output(name.text, name.span)] : []));
    outputSpan = s.spanOf(first, closer + 1);
    nameAt = closer + 2;
  } else if (isSign(s.tokens[first + 1], '=')) {
    const name = s.tokens[first];
    if (name?.kind !== 'name') return undefined;
    outputs = [output(name.text, name.span)];
    outputSpan = name.span;
    nameAt = first + 2;
  }
  const name = s.tokens[nameAt];
  if (name?.kind !== 'name' || nameAt >= end) return undefined;
  let next = nameAt + 1;
  while (isSign(s.tokens[next], '.') && s.tokens[next + 1]?.kind === 'name') next += 2;
  const nameSpan = s.spanOf(nameAt, next);
  const written = s.text.slice(nameSpan.from, nameSpan.to);
  if (!isSign(s.tokens[next], '(')) {
    return { outputs, outputSpan, name: written, nameSpan, parameters: [], body: next };
  }
  const closer = s.partners[next] ?? -1;
  const parameters = closer < 0 || closer >= end ? undefined : parametersOf(s, next + 1, closer);
  return parameters && { outputs, outputSpan, name: written, nameSpan, parameters, body: closer + 1 };
}

function output(name: string, at: Span): Expression {
  if (name !== 'varargout') return nameOf(name, at);
  return unreadable(name, 'How many values there are depends on the call. Name each output.', at);
}

/** The output, or all of them; undefined for a function without. */
function returned(scope: Scope, { outputs, outputSpan, parameters }: Header): Expression | undefined {
  const values = outputs.map((one) => {
    const set = one.kind !== 'name' || scope.sets(one.name) || parameters.some(({ name }) => name === one.name);
    return set ? one : unreadable(one.name, 'The output is never set.', one.span);
  });
  const [only] = values;
  return values.length > 1 ? sequence('tuple', values, outputSpan) : only;
}

/** Every `return` gives the outputs as they are by then. Functions inside have returned already. */
function withReturns(body: readonly Statement[], value: Expression | undefined): Statement[] {
  if (!value) return [...body];
  return body.map((statement): Statement => {
    switch (statement.kind) {
      case 'return':
        return { ...statement, value: placed(value, statement.span) };
      case 'if':
        return {
          ...statement,
          // biome-ignore lint/suspicious/noThenProperty: the tree's own word; a statement is never awaited.
          then: withReturns(statement.then, value),
          otherwise: withReturns(statement.otherwise, value),
        };
      case 'for':
      case 'while':
        return { ...statement, body: withReturns(statement.body, value) };
      default:
        return statement;
    }
  });
}

/** The outputs at the place of the `return`. */
function placed(value: Expression, at: Span): Expression {
  if (value.kind === 'sequence')
    return { ...value, items: value.items.map((item) => placed(item, at)), span: at, outer: at };
  return { ...value, span: at, outer: at };
}
