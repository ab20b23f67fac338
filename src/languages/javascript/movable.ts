/**
 * Assignments inside an expression, `(t /= d) * t`: which of them may as well stand before the statement. JavaScript
 * evaluates from left to right, so such an assignment must be carried out in any case, its name must not be read
 * before it or set a second time, and no call of a foreign function must come before it.
 */
import type { SyntaxNode } from '@lezer/common';
import { parts } from '../lezer.ts';
import { assignedNames } from './bound.ts';
import { keyOf } from './context.ts';

interface Found {
  readonly key: string;
  readonly name: string;
  readonly from: number;
  readonly movable: boolean;
}

interface Survey {
  readonly text: string;
  readonly assignments: Found[];
  readonly reads: { readonly name: string; readonly from: number }[];
  readonly calls: number[];
}

/**
 * The keys of the assignments below `root` if all of them are movable, else none: what is moved must not pass what
 * stays. An assignment that is the root itself is the statement's own.
 */
export function movableAssignments(root: SyntaxNode, text: string): ReadonlySet<string> {
  const survey: Survey = { text, assignments: [], reads: [], calls: [] };
  look(root, root, true, survey);
  const movable = survey.assignments.filter(
    (one) =>
      one.movable &&
      survey.assignments.every((other) => other === one || other.name !== one.name) &&
      survey.reads.every((read) => read.name !== one.name || read.from > one.from) &&
      survey.calls.every((end) => end > one.from),
  );
  return new Set(movable.length === survey.assignments.length ? movable.map((one) => one.key) : []);
}

const DEPTH_LIMIT = 300;

function look(node: SyntaxNode, root: SyntaxNode, always: boolean, survey: Survey, depth = 0): void {
  if (depth > DEPTH_LIMIT) {
    // Too deep to be surveyed: as if a foreign call came first, so that nothing is moved.
    survey.calls.push(-1);
    return;
  }
  const below = parts(node);
  const [first] = below;
  const [name] = assignedNames(node, survey.text);
  const signs = below.slice(1, 2).map((sign) => survey.text.slice(sign.from, sign.to));
  const isPlain = node.name === 'AssignmentExpression' && signs[0] === '=';
  if (node.name === 'VariableName') {
    survey.reads.push({ name: survey.text.slice(node.from, node.to), from: node.from });
    return;
  }
  if (/^(?:FunctionExpression|ArrowFunction|ClassExpression)$/.test(node.name)) {
    visitNames(node, survey);
    return;
  }
  const isTarget = name !== undefined && first?.name === 'VariableName' && node.name !== 'UnaryExpression';
  if (name !== undefined && node !== root) {
    const movable = always && (isTarget || node.name === 'UnaryExpression') && node.name !== 'PostfixExpression';
    survey.assignments.push({ key: keyOf(node), name, from: node.from, movable });
  }
  if (name === undefined && node !== root && setsMember(node, below, survey.text)) {
    survey.assignments.push({ key: keyOf(node), name: '', from: node.from, movable: false });
  }
  below.forEach((child, i) => {
    // The target of an inner assignment is not a read before it; `+=` of the statement itself reads its old value.
    if (i === 0 && isTarget && (isPlain || node !== root)) return;
    if (name !== undefined && node.name === 'UnaryExpression' && child.name === 'VariableName') return;
    look(child, root, always && !isConditional(node, i, signs[0]), survey, depth + 1);
  });
  if (/^(?:CallExpression|NewExpression|TaggedTemplateExpression|AwaitExpression|YieldExpression)$/.test(node.name)) {
    if (!survey.text.startsWith('Math.', node.from)) survey.calls.push(node.to);
  }
}

/** `x.y = …`, `x[i]++`. */
function setsMember(node: SyntaxNode, below: readonly SyntaxNode[], text: string): boolean {
  if (node.name === 'AssignmentExpression') return true;
  if (node.name !== 'PostfixExpression' && node.name !== 'UnaryExpression') return false;
  return below.some((part) => /^(?:\+\+|--)$/.test(text.slice(part.from, part.to)));
}

/** The i-th part of the node is not always evaluated. */
function isConditional(node: SyntaxNode, i: number, sign: string | undefined): boolean {
  if (node.name === 'ConditionalExpression') return i > 0;
  // Defaults among what is taken apart, which are worked out after the value too.
  if (/Pattern/.test(node.name)) return true;
  if (node.name === 'BinaryExpression') return i > 0 && /^(?:&&|\|\||\?\?)$/.test(sign ?? '');
  if (node.name === 'AssignmentExpression') return i > 0 && /^(?:&&|\|\||\?\?)=$/.test(sign ?? '');
  return sign === '?.';
}

/** Names that a function inside reads, whenever it is called. */
function visitNames(node: SyntaxNode, survey: Survey): void {
  const cursor = node.cursor();
  do {
    if (cursor.from >= node.to) break;
    if (cursor.name === 'VariableName') {
      survey.reads.push({ name: survey.text.slice(cursor.from, cursor.to), from: node.from });
    }
  } while (cursor.next() && cursor.from < node.to);
}
