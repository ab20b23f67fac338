/** `switch` over constants as a chain of `if`; a case that runs on into the next has the statements of both. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression, Statement } from '../../syntax/tree.ts';
import { ifStatement } from '../code.ts';
import { operation } from '../expression/nodes.ts';
import { isBroken, parts, spanOf, visit } from '../lezer.ts';
import { type Context, closeScope, lookUp, newEffects, openScope, textOf } from './context.ts';
import { readValue } from './parse.ts';
import { SYNTAX, unknown, unread } from './refuse.ts';

const CASES = 80;
const MOST_STATEMENTS = 2_000;
const LEFT = 'A `break` of this `switch` stands inside another statement. Write if and else.';
const CONSTANTS = 'Only a `switch` over constants is read. Write if and else.';

interface Case {
  readonly label: SyntaxNode;
  readonly tests: SyntaxNode[];
  isDefault: boolean;
  readonly body: SyntaxNode[];
}

export function readSwitch(node: SyntaxNode, context: Context): Statement[] {
  const [, clause, body] = parts(node);
  const isWhole = clause?.name === 'ConditionClause' && body?.name === 'CompoundStatement' && !isBroken(clause);
  if (isBroken(node) || !isWhole || isBroken(body)) return [unread(node, SYNTAX, context)];
  const cases = casesOf(body);
  if (!cases || cases.length > CASES) return [unread(node, SYNTAX, context)];
  const around = context.effects;
  context.effects = newEffects();
  const value = readValue(span(clause.from + 1, clause.to - 1), context).node;
  const tests = cases.map((one) => one.tests.map((test) => readValue(spanOf(test), context).node));
  const sets = context.effects.binds.size > 0;
  context.effects = around;
  const isSame = [...walk(value)].every(({ kind }) => !/^(?:call|assignment|lambda|opaque)$/.test(kind));
  if (sets || !isSame || !tests.flat().every((test) => isConstant(test, context)))
    return [unread(node, CONSTANTS, context)];
  const scope = openScope(context);
  const blocks = cases.map((one) => blockOf(one, context));
  closeScope(context);
  const whole = blocks.map((_, i) => onward(blocks, i));
  const count = whole.reduce((sum, list) => sum + (list?.length ?? 0), 0);
  if (whole.some((list) => !list) || count > MOST_STATEMENTS) return [unread(node, LEFT, context)];
  const rest = cases.findIndex((one) => one.isDefault);
  let chain: Statement[] = whole[rest] ?? [];
  for (let i = cases.length - 1; i >= 0; i--) {
    const condition = i === rest ? undefined : oneOf(value, tests[i] ?? []);
    const from = cases[i]?.label.from ?? node.from;
    if (condition) chain = [ifStatement(span(from, node.to), condition, whole[i] ?? [], chain)];
  }
  const hides = 'The block has a name of its own that hides this one. Use different names.';
  return scope.hidden.size > 0 ? [...chain, unknown(spanOf(node), hides, [...scope.hidden])] : chain;
}

/** Cases whose labels stand one behind the other are one; undefined: something stands before the first. */
function casesOf(body: SyntaxNode): Case[] | undefined {
  const cases: Case[] = [];
  for (const part of parts(body).slice(1, -1)) {
    if (part.name !== 'CaseStatement' || isBroken(part)) return undefined;
    const [word, ...inside] = parts(part).filter(({ name }) => name !== ':' && name !== ';');
    const test = word?.name === 'case' ? inside.shift() : undefined;
    if (word?.name === 'case' ? !test : word?.name !== 'default') return undefined;
    let current = cases[cases.length - 1];
    if (!current || current.body.length > 0) {
      current = { label: part, tests: [], isDefault: false, body: [] };
      cases.push(current);
    }
    if (test) current.tests.push(test);
    else current.isDefault = true;
    current.body.push(...inside);
  }
  return cases;
}

interface Block {
  readonly statements: readonly Statement[];
  /** Whether it runs on into the next. */
  readonly goesOn: boolean;
}

/** Undefined: it breaks in the middle. */
function blockOf(one: Case, context: Context): Block | undefined {
  const [first] = one.body;
  const isBraced = first?.name === 'CompoundStatement' && one.body.length <= 2;
  const inner = isBraced ? parts(first).slice(1, -1) : one.body;
  const all = isBraced ? [...inner, ...one.body.slice(1)] : inner;
  const end = all.findIndex(({ name }) => /^(?:Return|Throw|Break|Continue|Goto)Statement$/.test(name));
  const own = end < 0 ? all : all.slice(0, all[end]?.name === 'BreakStatement' ? end : end + 1);
  if (own.some(breaksOut) || (isBraced && isBroken(first))) return undefined;
  return { statements: context.block(own, context), goesOn: end < 0 };
}

function onward(blocks: readonly (Block | undefined)[], from: number): Statement[] | undefined {
  const statements: Statement[] = [];
  for (let i = from; i < blocks.length; i++) {
    const block = blocks[i];
    if (!block) return undefined;
    statements.push(...block.statements);
    if (!block.goesOn) break;
  }
  return statements;
}

/** Holds a `break` that is not of a loop or a `switch` inside. */
function breaksOut(node: SyntaxNode): boolean {
  let found = false;
  visit(node, (inner) => {
    found ||= inner.name === 'BreakStatement';
    return !found && !/^(?:(?:For|While|Do|Switch)Statement|ForRangeLoop|LambdaExpression)$/.test(inner.name);
  });
  return found;
}

/** A number, or a name of the file that stands for one. */
function isConstant(test: Expression, context: Context): boolean {
  if (test.kind === 'operation') {
    const [operand] = test.operands;
    return test.operator === 'negate' && operand !== undefined && isConstant(operand, context);
  }
  if (test.kind === 'name') return context.globals.has(test.name) && !lookUp(test.name, context);
  return test.kind === 'number' || test.kind === 'boolean';
}

function oneOf(value: Expression, tests: readonly Expression[]): Expression | undefined {
  const [first, ...rest] = tests.map((test): Expression => {
    const at = span(Math.min(value.outer.from, test.outer.from), Math.max(value.outer.to, test.outer.to));
    const sign = span(test.outer.from, test.outer.from);
    return { kind: 'relation', terms: [value, test], signs: ['='], signSpans: [sign], span: at, outer: at };
  });
  return first && rest.reduce((a, b) => operation('or', [a, b], span(b.outer.to, b.outer.to)), first);
}

/** `enum { RED, GREEN = 5 }`: each name is a whole number. Undefined: one of them is worked out. */
export function enumValues(
  node: SyntaxNode,
  context: Context,
): Map<string, { value: number; node: SyntaxNode }> | undefined {
  const list = node.getChild('EnumeratorList');
  if (!list || isBroken(list) || /^enum\s+(?:class|struct)\b/.test(textOf(node, context))) return undefined;
  const values = new Map<string, { value: number; node: SyntaxNode }>();
  let next = 0;
  for (const part of parts(list).filter(({ name }) => name === 'Enumerator')) {
    const [, name, written] = /^([A-Za-z_]\w*)\s*(?:=\s*(-?\d+)\s*)?$/.exec(textOf(part, context)) ?? [];
    if (name === undefined || /^-?0\d/.test(written ?? '')) return undefined;
    next = written === undefined ? next : Number(written);
    values.set(name, { value: next, node: part });
    next++;
  }
  return values;
}
