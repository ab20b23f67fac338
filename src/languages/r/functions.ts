/** `function(x) …` and `\(x) …`: the last value is returned. */
import type { Span } from '../../base/span.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression, Lambda, Parameter, Statement } from '../../syntax/tree.ts';
import { unreadable } from '../expression/nodes.ts';
import { BLOCK_LIMIT, boundedHeight } from '../expression/program.ts';
import { finished } from './blocks.ts';
import { functionEnd, sitesWithin } from './bound.ts';
import { readWhole, takeBracket } from './brackets.ts';
import { readBody } from './control.ts';
import { type State, SYNTAX } from './state.ts';
import { isSign } from './tokens.ts';

export function readFunctionValue(s: State): Expression {
  const { core } = s;
  const start = core.position;
  core.take();
  const bracket = isSign(core.peek(), '(') ? takeBracket(s) : undefined;
  if (!bracket || s.depth >= BLOCK_LIMIT) {
    core.position = Math.max(core.position, s.lineEnd(core.position, core.end));
    return s.refuse(start, core.position, bracket ? 'Functions are nested too deep to be read.' : SYNTAX);
  }
  const around = {
    effects: s.effects,
    deferred: s.deferred,
    range: s.range,
    inFunction: s.inFunction,
    settable: s.settable,
    wild: s.wild,
  };
  s.effects = { binds: new Set(), leaves: false };
  s.deferred = new Map();
  s.inFunction = true;
  s.wild = 0;
  s.depth++;
  const end = functionEnd(s.tokens, s.partners, start);
  s.range = { from: start + 1, to: end < 0 ? s.lineEnd(core.position, core.end) : end };
  const parameters = readParameters(s, bracket.open, bracket.close);
  const body = readBody(s);
  s.depth--;
  const doubts = [...s.effects.binds];
  Object.assign(s, around);
  const at = s.spanOf(start, core.position);
  if (!parameters) return s.refuse(start, core.position, SYNTAX);
  const statements = withReturn(body, at);
  if (doubts.length > 0) {
    statements.unshift({ kind: 'unreadable', span: at, reason: 'Set where a default is computed.', binds: doubts });
  }
  return lambdaOf(parameters, statements, at);
}

function lambdaOf(parameters: readonly Parameter[], statements: readonly Statement[], at: Span): Lambda {
  const [only, ...more] = statements;
  if (only?.kind === 'return' && only.value && more.length === 0) {
    return { kind: 'lambda', parameters, body: only.value, span: at, outer: at };
  }
  const end = { from: at.to, to: at.to };
  const body: Expression = { kind: 'opaque', what: 'nothing', text: '', span: end, outer: end };
  return { kind: 'lambda', parameters, body, statements, span: at, outer: at };
}

/** What a function gives by its last value is said by a `return`. */
function withReturn(body: readonly Statement[], at: Span): Statement[] {
  const done = finished(body, at, (value, span) => [{ kind: 'return', span, value }]);
  if (done) return done;
  const last = body[body.length - 1];
  const end = last?.span ?? at;
  const reason = last?.kind === 'unreadable' ? last.reason : 'What the function gives is not known.';
  return [...body, { kind: 'return', span: end, value: unreadable('', reason, { from: end.to, to: end.to }) }];
}

/** Undefined where there is anything but names and their defaults. */
function readParameters(s: State, open: number, close: number): Parameter[] | undefined {
  if (close === open + 1) return [];
  const pieces = s.split(open + 1, close);
  const names = new Set(pieces.map(({ from }) => s.tokens[from]?.text ?? ''));
  const parameters: Parameter[] = [];
  for (const { from, to } of pieces) {
    const token = s.tokens[from];
    if (to <= from || token?.kind !== 'name') return undefined;
    const parameter: Parameter = { name: token.text, span: token.span };
    if (to === from + 1) parameters.push(token.text === '...' ? { ...parameter, rest: 'list' } : parameter);
    else if (isSign(s.tokens[from + 1], '=') && to > from + 2) {
      parameters.push({ ...parameter, default: readDefault(s, from + 2, to, names) });
    } else return undefined;
  }
  return parameters;
}

const LAZY = 'The default is computed from other names of the function. Give the argument a value.';

/** Defaults are evaluated inside the function, when they are first needed: only those that need nothing of it are read. */
function readDefault(s: State, from: number, to: number, names: ReadonlySet<string>): Expression {
  const value = boundedHeight(readWhole(s, from, to), to - from);
  const used = new Set([...walk(value)].flatMap((node) => (node.kind === 'name' ? [node.name] : [])));
  const own =
    [...used].some((name) => names.has(name)) ||
    (used.size > 0 && sitesWithin(s.sites, s.range.from, s.range.to).some(({ name }) => used.has(name)));
  return own ? unreadable(s.text.slice(value.outer.from, value.outer.to), LAZY, value.outer) : value;
}
