/** The reader of plain and Unicode math: each line a formula, `;` and `,` between formulas. */
import type { Reader } from '../../syntax/reading.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';
import { Findings } from '../expression/choices.ts';
import { boundHeight } from '../expression/limits.ts';
import { unreadable } from '../expression/nodes.ts';
import { Pratt } from '../expression/pratt.ts';
import { plainGrammar } from './grammar.ts';
import { lexPlain, type PlainToken } from './lex.ts';

/** Offsets are those of `text`. Never throws; what cannot be read becomes an unreadable node and a problem. */
export const readPlain: Reader = (text, inner, context, masked) => {
  const findings = new Findings(context.readings);
  const tokens = lexPlain(text, inner, masked);
  const core = new Pratt<PlainToken>(tokens, plainGrammar(text, tokens, context), findings, context.meter);
  const statements: Statement[] = [];
  while (!core.done) {
    if (isSeparator(core.peek())) {
      core.take();
      continue;
    }
    const start = core.position;
    let expression: Expression = core.expression();
    const next = core.peek();
    if (next && !isSeparator(next)) {
      // What cannot follow spoils the line it stands in, and nothing else.
      while (!core.done && core.peek()?.kind !== 'newline') core.take();
      const at = core.since(start);
      const sign = text.slice(next.span.from, next.span.to);
      const reason = `“${sign}” cannot stand here. Put an operator before it, or close what is open.`;
      findings.tell('error', 'unexpected', reason, next.span);
      expression = unreadable(text.slice(at.from, at.to), reason, at);
    }
    if (core.position === start) core.take();
    statements.push({ kind: 'formula', span: expression.outer, expression });
  }
  return { statements: boundHeight(statements, findings), readings: findings.readings, problems: findings.problems };
};

function isSeparator(token: PlainToken | undefined): boolean {
  if (token === undefined || token.kind === 'newline') return true;
  return token.kind === 'sign' && (token.text === ';' || token.text === ',' || token.text === '.');
}
