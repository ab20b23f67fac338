/** What stands behind an operand: items, calls, members, `++`. */
import { type Span, span } from '../../base/span.ts';
import { isFunctionName } from '../../primitives/lookup.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression } from '../../syntax/tree.ts';
import { targetNames } from '../code.ts';
import { bracketed, callOf, nameOf } from '../expression/nodes.ts';
import { converted } from './combine.ts';
import { lookUp } from './context.ts';
import { type Cursor, fail, next, peek, type Typed, take } from './cursor.ts';
import type { Token } from './lex.ts';
import { templateEnd } from './paths.ts';
import { readStep } from './setting.ts';
import { FLOAT, INT, isInt, isSame, isUnsigned, itemOf, joined, LONG, SIZE, type Type, UNKNOWN } from './types.ts';

const MOST = 500;

export function readPostfix(cursor: Cursor, first: Typed): Typed | undefined {
  let read: Typed | undefined = first;
  for (let i = 0; read && i < MOST; i++) {
    const sign = peek(cursor);
    if (sign === '[') read = readItem(cursor, read);
    else if (sign === '(') read = readCall(cursor, read);
    else if (sign === '.' || sign === '->') read = readMember(cursor, read);
    else if (sign === '++' || sign === '--') read = readStep(cursor, read, next(cursor) as Token, 'old');
    else return read;
  }
  return read && fail(cursor);
}

function endOf(cursor: Cursor, start: Expression): Span {
  return span(start.outer.from, cursor.tokens[cursor.at - 1]?.to ?? start.outer.to);
}

function readItem(cursor: Cursor, base: Typed): Typed | undefined {
  next(cursor);
  const index = cursor.expression(cursor);
  if (!index) return undefined;
  if (!take(cursor, ']'))
    return fail(cursor, peek(cursor) === ',' ? 'Only one index in brackets is read. Write x[i][j].' : undefined);
  const at = endOf(cursor, base.node);
  const node: Expression = {
    kind: 'index',
    base: base.node,
    indices: [index.node],
    position: 'bracket',
    span: at,
    outer: at,
  };
  return { node, type: itemOf(base.type) };
}

const COUNTS = /^(?:size|length|rows|cols|n_elem|n_rows|n_cols|n_slices|dim|ndim|dimension)$/;

function readMember(cursor: Cursor, base: Typed): Typed | undefined {
  next(cursor);
  take(cursor, 'template');
  const name = cursor.tokens[cursor.at];
  if (name?.kind !== 'name') return fail(cursor);
  next(cursor);
  const close = templateEnd(cursor);
  if (close !== undefined) cursor.at = close + 1;
  const at = endOf(cursor, base.node);
  // The method keeps the type of its matrix until it is called.
  const own = base.type.algebra && base.node.kind !== 'attribute' ? base.type : undefined;
  const type = COUNTS.test(name.text)
    ? countType(base.type, name.text)
    : (own ?? memberType(cursor, base.node, name.text));
  return { node: { kind: 'attribute', base: base.node, name: name.text, span: at, outer: at }, type };
}

/** Containers count without a sign, Eigen with one. */
function countType({ algebra }: Type, name: string): Type {
  return (algebra && !name.startsWith('n_')) || !/^(?:size|length|n_)/.test(name) ? LONG : SIZE;
}

function memberType(cursor: Cursor, base: Expression, name: string): Type {
  if (base.kind === 'name' && base.name === 'this') return cursor.context.members.get(name) ?? UNKNOWN;
  // Members of the same name have the same type in most files; where classes differ nothing is taken for sure.
  const types = [...cursor.context.classes.values()].flatMap((members) => members.get(name) ?? []);
  const [first] = types;
  return first && types.every((type) => isSame(type, first)) ? first : UNKNOWN;
}

function readCall(cursor: Cursor, callee: Typed): Typed | undefined {
  next(cursor);
  const args: Typed[] = [];
  cursor.inCall++;
  while (peek(cursor) !== ')') {
    const arg = cursor.expression(cursor);
    if (!arg) return undefined;
    args.push(arg);
    if (!take(cursor, ',') && peek(cursor) !== ')') return fail(cursor);
  }
  cursor.inCall--;
  next(cursor);
  const at = endOf(cursor, callee.node);
  const { context } = cursor;
  const name = callee.node.kind === 'name' ? callee.node.name : undefined;
  const [only] = args;
  if (only && args.length === 1 && name && /^std::(?:move|forward)$/.test(name))
    return { node: bracketed(only.node, at), type: only.type };
  const nodes = args.map(({ node }) => node);
  if (name && context.macros.has(name) && nodes.some(holdsAssignment)) {
    return fail(cursor, 'A macro may carry out its argument several times; nothing may be set in it.');
  }
  if (isArray(callee, cursor) && args.length > 0) {
    const node: Expression = {
      kind: 'index',
      base: callee.node,
      indices: nodes,
      position: 'bracket',
      span: at,
      outer: at,
    };
    return { node, type: FLOAT };
  }
  if (callee.node.kind !== 'name' && callee.node.kind !== 'attribute' && callee.node.kind !== 'index') {
    return fail(cursor, 'Only functions with a name are called.');
  }
  const known = name === undefined ? undefined : context.functions.get(name);
  for (const i of known?.sets ?? [])
    for (const set of targetNames(nodes[i] ?? callee.node)) context.effects.binds.add(set);
  const isOpen =
    name !== undefined && context.macros.has(name) && args.length > 0 && args.every(({ type }) => isInt(type));
  if (isOpen && args.some(({ type }) => isUnsigned(type)))
    return fail(cursor, 'What a macro makes of unsigned numbers is not followed. Convert them to int.');
  const size = known || !name ? undefined : sizeOfWhole(cursor, name, args, at);
  if (size) return size;
  const given = args.map((arg, i) => {
    const type = known?.whole.get(i);
    return type ? converted(arg, type.isNarrow ? INT : type) : arg.node;
  });
  return {
    node: callOf(callee.node, given, at),
    type: known?.returns ?? (isOpen ? { ...UNKNOWN, mayBeWhole: true } : resultOf(name, callee, args)),
  };
}

/** `abs(n)` of a whole number. C cuts off the fraction of others; whether C++ does depends on headers. */
function sizeOfWhole(cursor: Cursor, name: string, args: readonly Typed[], at: Span): Typed | undefined {
  const [arg] = args;
  const { context } = cursor;
  const isOwn = lookUp(name, context) || context.globals.has(name) || context.members.has(name);
  if (!arg || args.length > 1 || !/^(?:std::)?(?:abs|l?labs)$/.test(name) || isOwn) return undefined;
  const isStandard = name.startsWith('std::');
  if (!isInt(arg.type) && (isStandard || context.cpp || arg.type.kind !== 'float' || arg.type.levels > 0))
    return undefined;
  const own = /labs/.test(name) ? LONG : INT; // C's functions take their own types, C++ has one for each
  const type = isInt(arg.type) && (isStandard || context.cpp) ? arg.type : own;
  return { node: callOf(nameOf('std::fabs', span(at.from, at.from)), [converted(arg, type)], at), type };
}

/** `A(i, j)` of a matrix with a declared type. */
function isArray(callee: Typed, cursor: Cursor): boolean {
  if (!callee.type.algebra) return false;
  if (callee.node.kind === 'attribute') {
    const { base } = callee.node;
    return (
      base.kind === 'name' &&
      base.name === 'this' &&
      cursor.context.members.get(callee.node.name)?.algebra !== undefined
    );
  }
  return callee.node.kind === 'name' && !lookUp(callee.node.name, cursor.context)?.callable;
}

function resultOf(name: string | undefined, callee: Typed, args: readonly Typed[]): Type {
  if (callee.node.kind === 'attribute' && COUNTS.test(callee.node.name)) return callee.type;
  if (name === undefined) return ofMatrix(callee);
  const types = args.map(({ type }) => type);
  if (types.some((type) => type.levels > 0 || type.algebra)) return UNKNOWN;
  if (/^(?:std::)?(?:max|min|abs)$/.test(name)) return types.length > 0 ? types.reduce(joined) : UNKNOWN;
  if (/^(?:std::)?strlen$/.test(name)) return SIZE;
  if (/^(?:std::)?(?:l?l(?:round|rint)[fl]?|labs|llabs)$/.test(name)) return LONG;
  if (/^(?:std::)?(?:isnan|isinf|isfinite|signbit|ilogb)$/.test(name)) return INT;
  return isFunctionName('c', name) ? FLOAT : UNKNOWN;
}

const NUMBERS = /^(?:dot|norm|squaredNorm|sum|prod|mean|trace|determinant|maxCoeff|minCoeff|value)$/;
const MATRICES =
  /^(?:transpose|t|st|inverse|i|adjoint|cwise\w+|normalized|eval|col|row|head|tail|segment|block|diagonal|asDiagonal|matrix)$/;

/** What methods of matrices give. */
function ofMatrix({ node, type }: Typed): Type {
  if (node.kind !== 'attribute' || !type.algebra) return UNKNOWN;
  if (NUMBERS.test(node.name)) return FLOAT;
  if (node.name === 'array') return { ...UNKNOWN, algebra: 'array' };
  return MATRICES.test(node.name) ? { ...UNKNOWN, algebra: node.name === 'matrix' ? 'matrix' : type.algebra } : UNKNOWN;
}

function holdsAssignment(node: Expression): boolean {
  return [...walk(node)].some(({ kind }) => kind === 'assignment');
}
