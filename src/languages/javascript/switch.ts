/** `switch` over constants as a chain of `if`, where every case ends in leaving it. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';
import { ifStatement } from '../code.ts';
import { operation } from '../expression/nodes.ts';
import { isBroken, parts, visit } from '../lezer.ts';
import { type Context, newEffects } from './context.ts';
import { isRepeatable } from './patterns.ts';
import { SYNTAX, unread } from './refuse.ts';

interface Case {
  readonly label: SyntaxNode;
  /** What the value is compared to. */
  readonly tests: SyntaxNode[];
  isDefault: boolean;
  body: SyntaxNode[];
}

const CASES = 80;
const LEFT = 'A case of the `switch` runs on into the next, or breaks in the middle. Write if and else.';

export function readSwitch(node: SyntaxNode, context: Context): Statement[] {
  const [, value, body] = parts(node);
  if (isBroken(node) || value?.name !== 'ParenthesizedExpression' || body?.name !== 'SwitchBody' || isBroken(body)) {
    return [unread(node, SYNTAX, context)];
  }
  const cases = casesOf(body);
  if (!cases || cases.length > CASES) return [unread(node, LEFT, context)];
  const around = context.effects;
  context.effects = newEffects();
  const read = context.expression(value, context);
  const tests = cases.map((one) => one.tests.map((test) => context.expression(test, context)));
  context.effects = around;
  if (!isRepeatable(read) || !tests.flat().every(isConstant)) {
    return [unread(node, 'Only a `switch` of a name over constants is read. Write if and else.', context)];
  }
  const blocks = cases.map((one) => context.block(one.body, context));
  const rest = cases.findIndex((one) => one.isDefault);
  let chain: Statement[] = blocks[rest] ?? [];
  for (let i = cases.length - 1; i >= 0; i--) {
    const label = cases[i]?.label;
    const condition = i === rest ? undefined : oneOf(read, tests[i] ?? []);
    if (label && condition) chain = [ifStatement(span(label.from, node.to), condition, blocks[i] ?? [], chain)];
  }
  return chain;
}

/** The cases with their last `break` left off; undefined where one does not end by leaving. */
function casesOf(body: SyntaxNode): Case[] | undefined {
  const cases: Case[] = [];
  for (const part of parts(body).slice(1, -1)) {
    let current = cases[cases.length - 1];
    if (part.name !== 'CaseLabel' && part.name !== 'DefaultLabel') {
      if (!current) return undefined;
      current.body.push(part);
      continue;
    }
    if (!current || current.body.length > 0) {
      current = { label: part, tests: [], isDefault: false, body: [] };
      cases.push(current);
    }
    const test = parts(part)[1];
    if (part.name === 'DefaultLabel') current.isDefault = true;
    else if (test && !isBroken(part)) current.tests.push(test);
    else return undefined;
  }
  for (const [i, one] of cases.entries()) {
    const [block, another] = one.body;
    const inner = block?.name === 'Block' && !another ? parts(block).slice(1, -1) : one.body;
    const last = inner[inner.length - 1];
    const leaves = last !== undefined && /^(?:Return|Throw|Break|Continue)Statement$/.test(last.name);
    if (!leaves && i < cases.length - 1) return undefined;
    one.body = last?.name === 'BreakStatement' && !last.getChild('Label') ? inner.slice(0, -1) : [...inner];
    if (one.body.some(breaksOut)) return undefined;
  }
  return cases;
}

/** Holds a `break` that is not of a loop or a `switch` inside. */
function breaksOut(node: SyntaxNode): boolean {
  let found = false;
  visit(node, (inner) => {
    found ||= inner.name === 'BreakStatement';
    return !found && !/^(?:(?:For|While|Do|Switch)Statement|Function\w+|ArrowFunction|Class\w+)$/.test(inner.name);
  });
  return found;
}

function isConstant(test: Expression): boolean {
  if (test.kind === 'operation') return test.operator === 'negate' && test.operands[0]?.kind === 'number';
  return /^(?:number|string|boolean|none)$/.test(test.kind);
}

function oneOf(value: Expression, tests: readonly Expression[]): Expression | undefined {
  const [first, ...rest] = tests.map((test): Expression => {
    const at = span(Math.min(value.outer.from, test.outer.from), test.outer.to);
    const sign = span(test.outer.from, test.outer.from);
    return { kind: 'relation', terms: [value, test], signs: ['='], signSpans: [sign], span: at, outer: at };
  });
  return first && rest.reduce((a, b) => operation('or', [a, b], span(b.outer.to, b.outer.to)), first);
}
