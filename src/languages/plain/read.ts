/** The reader of plain and Unicode math: each line a formula, `;` and `,` between formulas. */
import { cover } from '../../base/span.ts';
import type { Reader } from '../../syntax/reading.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';
import { Findings } from '../expression/choices.ts';
import { boundHeight } from '../expression/limits.ts';
import { nothingAt, unreadable } from '../expression/nodes.ts';
import { plainGrammar, RELATIONS } from './grammar.ts';
import { definedNames, formulasOf, joinBars, joinLines, type Stretch, settingSigns } from './layout.ts';
import { lexPlain, type PlainToken } from './lex.ts';
import { State } from './state.ts';

/** Offsets are those of `text`. Never throws; what cannot be read becomes an unreadable node and a problem. */
export const readPlain: Reader = (text, inner, context, masked) => {
  const findings = new Findings(context.readings);
  const tokens = joinBars(joinLines(lexPlain(text, inner, masked), text));
  const formulas = formulasOf(tokens);
  const state = new State(text, tokens, context, findings, definedNames(tokens, formulas), plainGrammar);
  const statements: Statement[] = [];
  context.meter.spend(tokens.length);
  for (const formula of formulas) {
    const expression = readFormula(state, tokens, formula);
    statements.push({ kind: 'formula', span: expression.outer, expression });
    if (context.meter.exhausted) break;
  }
  return { statements: boundHeight(statements, findings), readings: findings.readings, problems: findings.problems };
};

/** Mostly one expression; with a choice, what is set and the choice are read apart. */
function readFormula(s: State, tokens: readonly PlainToken[], formula: Stretch): Expression {
  const signs = settingSigns(tokens, formula);
  const ends = [...signs, formula.to];
  const terms = ends.map((to, i) => s.core.within((signs[i - 1] ?? formula.from - 1) + 1, to, () => readWhole(s)));
  const [first] = terms;
  const last = terms[terms.length - 1];
  if (!first || !last || signs.length === 0) return first ?? nothingAt(tokens[formula.from]?.span.from ?? 0);
  const at = cover(first.outer, last.outer);
  return {
    kind: 'relation',
    terms,
    signs: signs.map((i) => RELATIONS[tokens[i]?.text ?? ''] ?? '='),
    signSpans: signs.map((i) => tokens[i]?.span ?? at),
    span: at,
    outer: at,
  };
}

/** The whole window as one expression; what is left over spoils it. */
function readWhole(s: State): Expression {
  const { core } = s;
  const start = core.position;
  const expression = core.expression();
  const next = core.peek();
  if (!next) return expression;
  const stuck = s.quote(core.position, core.position + 1);
  const reason = /^[)\]}]$/.test(stuck)
    ? `“${stuck}” closes nothing. Remove it, or add its partner before it.`
    : `“${stuck}” cannot stand here. Put an operator before it, or remove it.`;
  s.findings.tell('error', 'unexpected', reason, next.span);
  while (!core.done) core.take();
  const at = core.since(start);
  return unreadable(s.textOf(at), reason, at);
}
