/** Destructuring: `[a, [b, c]] = …` and `{ a, b: c = 1 } = …` as assignments. */
import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../base/span.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression, Name, Piecewise } from '../../syntax/tree.ts';
import { nameOf, numberLiteral, sequence } from '../expression/nodes.ts';
import { betweenCommas, isBroken, parts, spanOf } from '../lezer.ts';
import { definitionsIn } from './bound.ts';
import { type Context, textOf } from './context.ts';

interface Taken {
  readonly target: Expression;
  readonly value: Expression;
}

export interface Binding {
  /** Every name that the pattern sets. */
  readonly names: readonly string[];
  readonly assignments: readonly Taken[];
  /** Why it cannot be read. */
  readonly reason?: string;
}

/**
 * `value` is what is taken apart; none where it is not known. Parts are read one by one from a value that can be
 * repeated, a name or a path; any other gets a name first, spelled like the pattern.
 */
export function readPattern(pattern: SyntaxNode, value: Expression | undefined, context: Context): Binding {
  const names = definitionsIn(pattern, context.text);
  const refused = (reason: string): Binding => ({ names, assignments: [], reason });
  if (!value) return refused('The value that is taken apart is not known.');
  const assignments = take(pattern, value, new Set(names), context, 0);
  return assignments ? { names, assignments } : refused(SIMPLE);
}

const SIMPLE = 'Only plain names are taken apart. Write the other assignments out.';
const DEPTH = 20;

/** `set`: the names of the whole pattern, of which none may be read once it is set. */
function take(
  pattern: SyntaxNode,
  value: Expression,
  set: ReadonlySet<string>,
  context: Context,
  depth: number,
): Taken[] | undefined {
  if (isBroken(pattern) || depth > DEPTH) return undefined;
  if (pattern.name === 'VariableDefinition') {
    return [{ target: nameOf(textOf(pattern, context), spanOf(pattern)), value }];
  }
  const plain = pattern.name === 'ArrayPattern' ? plainTarget(pattern, context) : undefined;
  if (plain) return [{ target: plain, value }];
  const path = isPath(value) && [...walk(value)].every((node) => node.kind !== 'name' || !set.has(node.name));
  const name = nameOf(textOf(pattern, context).replace(/\s+/g, ' '), spanOf(pattern));
  const into: Taken[] = path ? [] : [{ target: name, value }];
  const groups = betweenCommas(parts(pattern).slice(1, -1));
  for (const [i, group] of groups.entries()) {
    const taken =
      pattern.name === 'ArrayPattern'
        ? takeItem(group, i, path ? value : name)
        : takeProperty(group, path ? value : name, context);
    if (taken === 'nothing') continue;
    const read = taken && take(taken.target, withDefault(taken, context), set, context, depth + 1);
    if (!read) return undefined;
    into.push(...read);
  }
  return into;
}

/** `[a, [b, c], ...d]` as a target by itself; undefined where defaults or empty places stand in it. */
export function plainTarget(pattern: SyntaxNode, context: Context): Expression | undefined {
  const at = spanOf(pattern);
  if (pattern.name === 'VariableDefinition') return nameOf(textOf(pattern, context), at);
  if (pattern.name !== 'ArrayPattern' || isBroken(pattern)) return undefined;
  const items: Expression[] = [];
  for (const group of betweenCommas(parts(pattern).slice(1, -1))) {
    const [first, starred, ...more] = group;
    const item = first?.name === 'Spread' ? starred : first;
    const read = item && plainTarget(item, context);
    if (!first || !read || more.length > 0 || (starred && first.name !== 'Spread')) return undefined;
    const whole = { from: first.from, to: item.to };
    items.push(first === item ? read : { kind: 'spread', value: read, span: whole, outer: whole });
  }
  return sequence('tuple', items, at);
}

interface Part {
  readonly target: SyntaxNode;
  readonly value: Expression;
  readonly preset?: SyntaxNode;
}

function takeItem(group: readonly SyntaxNode[], i: number, base: Expression): Part | 'nothing' | undefined {
  const [target, sign, preset, ...more] = group;
  if (!target) return 'nothing';
  if (target.name === 'Spread' || (sign && sign.name !== 'Equals') || (sign && !preset) || more.length > 0) {
    return undefined;
  }
  const at = spanOf(target);
  const index = numberLiteral(String(i), at, i);
  const place = { base: placedAt(base, at), indices: [index], position: 'bracket' } as const;
  const value: Expression = { kind: 'index', ...place, span: at, outer: at };
  return { target, value, ...(preset && { preset }) };
}

function takeProperty(group: readonly SyntaxNode[], base: Expression, context: Context): Part | undefined {
  const [property, another] = group;
  if (!property || another || isBroken(property)) return undefined;
  const all = parts(property);
  const sign = all.findIndex((part) => part.name === 'Equals');
  const preset = sign >= 0 ? all[sign + 1] : undefined;
  const [key, colon, renamed, ...more] = sign >= 0 ? all.slice(0, sign) : all;
  if (!key || more.length > 0 || (sign >= 0 && !preset)) return undefined;
  const target = colon ? renamed : key;
  if (!target || (colon ? colon.name !== ':' || key.name !== 'PropertyName' : key.name !== 'VariableDefinition')) {
    return undefined;
  }
  const at = spanOf(property);
  const value = {
    kind: 'attribute',
    base: placedAt(base, at),
    name: textOf(key, context),
    span: at,
    outer: at,
  } as const;
  return { target, value, ...(preset && { preset }) };
}

function withDefault({ value, preset }: Part, context: Context): Expression {
  if (!preset) return value;
  const at = { from: Math.min(value.span.from, preset.from), to: Math.max(value.span.to, preset.to) };
  return { kind: 'piecewise', cases: defaultCases(value, context.expression(preset, context)), span: at, outer: at };
}

/** `value`, and `preset` where that is none. */
export function defaultCases(value: Expression, preset: Expression): Piecewise['cases'] {
  const { outer } = value;
  const end = { from: outer.to, to: outer.to };
  const nothing: Expression = { kind: 'none', span: end, outer: end };
  const relation = { terms: [value, nothing], signs: ['='], signSpans: [end] } as const;
  return [{ value: preset, condition: { kind: 'relation', ...relation, span: outer, outer } }, { value }];
}

/** May be worked out twice: it calls and sets nothing. */
export function isRepeatable(expression: Expression): boolean {
  return [...walk(expression)].every((node) => !/^(?:call|assignment|lambda|opaque)$/.test(node.kind));
}

function isPath(value: Expression): boolean {
  return value.kind === 'name' || (value.kind === 'attribute' && isPath(value.base));
}

/** A path as if it were written at another place: `o.a` of `{ a } = o` stands at the `a`. */
function placedAt(value: Expression, at: Span): Expression {
  if (value.kind !== 'attribute' && value.kind !== 'index') return { ...value, span: at, outer: at };
  const moved = { ...value, base: placedAt(value.base, at), span: at, outer: at };
  return moved.kind === 'index' ? { ...moved, indices: moved.indices.map((index) => placedAt(index, at)) } : moved;
}

/** `a`, `a: b`; undefined for defaults, nested patterns and the rest. */
export function memberOf(property: SyntaxNode, context: Context): { property: string; target: Name } | undefined {
  const [key, colon, target, ...more] = parts(property);
  if (!key || more.length > 0) return undefined;
  if (!colon && key.name === 'VariableDefinition') {
    const name = textOf(key, context);
    return { property: name, target: nameOf(name, spanOf(key)) };
  }
  if (key.name !== 'PropertyName' || colon?.name !== ':' || target?.name !== 'VariableDefinition') return undefined;
  return { property: textOf(key, context), target: nameOf(textOf(target, context), spanOf(target)) };
}
