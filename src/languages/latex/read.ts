/** The LaTeX reader: the inner text of a piece of math → formula statements. */
import { cover, type Span } from '../../base/span.ts';
import type { Macro, ReadContext, Reader, ReadMath } from '../../syntax/reading.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';
import { Findings } from '../expression/choices.ts';
import { boundHeight } from '../expression/limits.ts';
import { sequence } from '../expression/nodes.ts';
import { learnDefinitions } from './definitions.ts';
import { readItems } from './display.ts';
import { expand } from './expand.ts';
import { layOut } from './layout.ts';
import { lex } from './lex.ts';
import { grammar } from './operand.ts';
import { State } from './state.ts';

/** So few tokens make no tree that is too high. */
const FLAT = 200;

/**
 * Reads the inner text of a math span: one formula statement for each relation or expression, in order, whatever rows,
 * systems and wide spaces stand between them. Spans are offsets in `text`. Never throws.
 */
export const readLatex: Reader = (text, inner, context, masked) => {
  const { items, findings, tokens } = readAll(text, inner, context, masked);
  const all = items.flatMap(formulas);
  const statements = tokens < FLAT ? all : boundHeight(all, findings);
  return { statements, readings: findings.readings, problems: findings.problems };
};

/** The same as one expression: a display of several formulas is a `system`, and a system inside it stays one. */
export function readNested(
  text: string,
  inner: Span,
  context: ReadContext,
  masked?: readonly Span[],
): { expression?: Expression } & Omit<ReadMath, 'statements'> {
  const { items, findings } = readAll(text, inner, context, masked);
  const [only, second] = items;
  const { readings, problems } = findings;
  if (!only) return { readings, problems };
  if (!second) return { expression: only, readings, problems };
  const last = items[items.length - 1] ?? only;
  return { expression: sequence('system', items, cover(only.outer, last.outer)), readings, problems };
}

function readAll(
  text: string,
  inner: Span,
  context: ReadContext,
  masked: readonly Span[] = [],
): { readonly items: readonly Expression[]; readonly findings: Findings; readonly tokens: number } {
  const findings = new Findings(context.readings);
  const macros: ReadonlyMap<string, Macro> = context.macros;
  const tokens = layOut(expand(text, lex(text, inner, masked), macros, findings), findings);
  const state = new State(text, tokens, context, findings, grammar);
  learnDefinitions(state);
  const items = readItems(state, { from: 0, to: tokens.length, at: inner });
  return { items, findings, tokens: tokens.length };
}

function formulas(expression: Expression): Statement[] {
  if (expression.kind === 'sequence' && expression.form === 'system') return expression.items.flatMap(formulas);
  return [{ kind: 'formula', span: expression.outer, expression }];
}
