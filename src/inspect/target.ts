/** What stands at a place: the expression to inspect, the names it is seen under, and where its names are looked up. */
import { contains, encloses, length, type Span } from '../base/span.ts';
import { childrenOf, linearName } from '../syntax/names.ts';
import type { Derivative, Expression, Relation } from '../syntax/tree.ts';
import { isClaim, isDerivativeTerm } from '../trace/define.ts';
import type { Definition, Place } from '../trace/scope.ts';
import { isNote } from '../trace/statics.ts';
import type { Item, Region } from './region.ts';
import type { Source } from './source.ts';

export interface Target {
  readonly item: Item;
  readonly place: Place;
  /** To be traced; of a definition its preferred body. */
  readonly expression: Expression;
  readonly definition?: Definition;
  /** What the output is called. */
  readonly name?: string;
  /**
   * A part of a program whose surroundings are not read: what else is set there is taken as it is, for the text alone
   * does not tell its value (entries are set, branches, loops, calls that change it).
   */
  readonly isAlone?: boolean;
  /** Where there are several outputs, all of them; `expression` is one. */
  readonly outputs?: readonly string[];
  /** It stands in an exponent of e. */
  readonly inExponent?: boolean;
  /** What is to be said of the choice, as an info. */
  readonly note?: string;
  /** By what a claim differentiates. */
  readonly claim?: { readonly derivative: Derivative; readonly relation: Relation };
}

/** Targets at an offset or selection, the most likely first (others are tried where it is refused). */
export function targetsAt(source: Source, at: number | Span): readonly Target[] {
  if (typeof at !== 'number') return selected(source, at);
  const region = regionAt(source, at);
  if (!region) return [];
  const own = targetsIn(region, at);
  // Inside a function with loops or branches: the whole function first, its step under the pointer in focus.
  const around = own[0]?.item.within;
  const home = around && targetOf(source, around);
  const [first, ...rest] = home ? [home, ...own] : own;
  if (!first) return [];
  const others = rest.filter(({ item }) => !item.definitions.some((made) => made.function && contains(made.span, at)));
  return [first, ...others.map((target) => (isNote(target.item.language) ? target : alone(target)))];
}

/** Without the name of the function that it is the result of. */
function alone({ item, place, expression, definition, name }: Target): Target {
  return { item, place, expression, isAlone: true, ...(!definition?.parameters && { name }) };
}

/** A function as a target of its own. */
function targetOf(source: Source, definition: Definition): Target | undefined {
  const found = source.scope.definitions.get(definition.name)?.find((other) => other.function === definition.function);
  if (!found) return undefined;
  for (const region of source.regions) {
    const item = region.items.find((candidate) => candidate.definitions.includes(found));
    if (item) return ofDefinition(item, found);
  }
  return undefined;
}

/**
 * The definition called `entry`: a function before a value, one that is not local before one that is, else the last of
 * that name in the document.
 */
export function targetNamed(source: Source, entry: string): Target | undefined {
  let best: { readonly item: Item; readonly definition: Definition; readonly depth: number } | undefined;
  for (const region of [...source.regions].reverse()) {
    for (const item of [...region.items].reverse()) {
      const definition = item.definitions.find((candidate) => candidate.name === entry);
      const depth = definition && depthOf(source, definition.place.block) + (definition.parameters ? 0 : DEEPEST);
      if (definition && depth !== undefined && depth < (best?.depth ?? Number.POSITIVE_INFINITY))
        best = { item, definition, depth };
      if (best?.depth === 0) break;
    }
  }
  if (best) return ofDefinition(best.item, best.definition);
  const definition = source.scope.definitions.get(entry)?.findLast((candidate) => candidate.bodies.length > 0);
  const expression = definition?.bodies[0];
  const home = source.regions.find((region) => region.items.some((item) => item.expression === expression));
  const item = home?.items.find((candidate) => candidate.expression === expression);
  return definition && item ? ofDefinition(item, definition) : undefined;
}

const DEEPEST = 1000;

/** How many functions stand around a block. */
function depthOf({ scope: { blocks } }: Source, block: number): number {
  let depth = 0;
  for (let at = blocks[block]; at?.parent !== undefined && depth < DEEPEST; at = blocks[at.parent]) {
    if (at.owner === at.id) depth++;
  }
  return depth;
}

/**
 * One of several outputs: an entry of the tuple that a function gives (the first by default), or another definition of
 * the same display. The names of the outputs where `output` is none of them.
 */
export function withOutput(target: Target, output: string | undefined): Target | readonly string[] {
  const { definition, expression } = target;
  if (definition?.function) return target; // what it returns is known once it has run
  if (definition?.parameters && expression.kind === 'sequence' && expression.items.length > 1) {
    const outputs = expression.items.map((item, i) => linearName(item) ?? `${definition.name}_${i + 1}`);
    const index = output === undefined ? 0 : outputs.indexOf(output);
    const chosen = expression.items[index];
    const name = outputs[index];
    if (!chosen || name === undefined) return outputs;
    return { ...target, expression: chosen, definition: { ...definition, name, bodies: [chosen] }, name, outputs };
  }
  // What a call gives may be a function.
  if (definition && !isNote(definition.language) && definition.bodies[0]?.kind === 'call') return target;
  // `lib.f = function () { return { a, b }; }` is known once it has run, too.
  if (definition?.parameters && !isNote(definition.language)) return target;
  if (!definition) return output === undefined || output === target.name ? target : target.name ? [target.name] : [];
  const all = target.item.region.items.flatMap((item) => item.definitions.map((other) => ({ item, other })));
  const outputs = [...new Set(all.map(({ other }) => other.name))];
  if (output === undefined || output === definition.name) return { ...target, outputs };
  const found = all.find(({ other }) => other.name === output);
  return found ? { ...ofDefinition(found.item, found.other), outputs } : outputs;
}

export function regionAt(source: Source, offset: number): Region | undefined {
  let best: Region | undefined;
  for (const region of source.regions) {
    if (!contains(region.span, offset) || region.span.doc !== undefined) continue;
    if (!best || length(region.span) <= length(best.span)) best = region;
  }
  return best;
}

export function targetsIn(region: Region, offset?: number): readonly Target[] {
  const at = (item: Item) => offset !== undefined && contains(item.span, offset);
  const item = region.items.find(at) ?? region.items.find((candidate) => worth(candidate)) ?? region.items[0];
  if (!item) return [];
  if (isClaim(item.expression)) {
    const relation = item.expression;
    const term =
      relation.terms.find((part) => isDerivativeTerm(part) && offset !== undefined && contains(part.outer, offset)) ??
      relation.terms.find(isDerivativeTerm);
    const derivative = term && derivativeOf(term);
    if (derivative) {
      const name = linearName(derivative.of.kind === 'call' ? derivative.of.callee : derivative.of);
      const claim = { item, place: item.place, expression: derivative.of, name, claim: { derivative, relation } };
      return [claim, ...sidesOf(item, relation, derivative, offset)];
    }
  }
  const definition = item.definitions.find((candidate) => candidate.parameters) ?? item.definitions[0];
  if (definition) {
    const named =
      offset === undefined ? undefined : item.definitions.find((candidate) => contains(candidate.span, offset));
    return [ofDefinition(item, named ?? definition), ...parts(item, offset)];
  }
  return parts(item, offset);
}

function worth(item: Item): boolean {
  return item.definitions.length > 0 || item.expression.kind !== 'name';
}

function ofDefinition(item: Item, definition: Definition): Target {
  return {
    item,
    place: definition.bodyPlace,
    expression: definition.bodies[0] as Expression,
    definition,
    name: definition.name,
  };
}

function derivativeOf(term: Expression): Derivative | undefined {
  if (term.kind === 'derivative') return term;
  if (term.kind === 'call' && term.callee.kind === 'derivative') return term.callee;
  return term.kind === 'at' ? derivativeOf(term.body) : undefined;
}

/** What a claim states, for where the function is not defined: `dy/dx = -2xy` tells a slope field. */
function sidesOf(item: Item, relation: Relation, derivative: Derivative, offset: number | undefined): Target[] {
  const sides = relation.terms.filter((term) => !isDerivativeTerm(term));
  const side = sides.find((term) => offset !== undefined && contains(term.outer, offset)) ?? sides.at(-1);
  const of = linearName(derivative.of.kind === 'call' ? derivative.of.callee : derivative.of);
  if (!side || of === undefined) return [];
  const note = `${of} is not defined here: what its derivative is said to be is inspected by itself.`;
  // A part of it must not go by the name of the function either.
  const others = of === 'f' ? 'g' : undefined;
  return parts(item, offset, side).map((target) => {
    const name = target.expression === side ? nameOfDerivative(of, derivative) : others;
    return { ...target, note, ...(name !== undefined && { name }) };
  });
}

/** `f_prime`, `x_dot`, `grad_f`, `dy_dx`, `d2f_dxdy`: as people call it in programs. */
function nameOfDerivative(of: string, { notation, wrt, order }: Derivative): string | undefined {
  if (notation === 'prime') return of + '_prime'.repeat(order);
  if (notation === 'dot') return `${of}_${'d'.repeat(order)}ot`;
  if (notation === 'nabla') return `grad_${of}`;
  const by = wrt.map(linearName);
  if (by.length === 0 || by.includes(undefined)) return undefined;
  const times = order > 1 ? order : '';
  const isOne = by.every((name) => name === by[0]);
  return `d${times}${of}_${isOne ? `d${by[0]}${times}` : by.map((name) => `d${name}`).join('')}`;
}

/** The expression itself, of relations and lists the part under the pointer, then ever smaller parts of it. */
function parts(item: Item, offset: number | undefined, whole: Expression = item.expression): Target[] {
  const targets: Target[] = [];
  let node: Expression | undefined = whole;
  let inExponent = false;
  while (node) {
    const current: Expression = node;
    if (isSet(current)) break;
    const splits: boolean = current.kind === 'relation' || current.kind === 'sequence';
    if (!splits) targets.push({ item, place: item.place, expression: current, ...(inExponent && { inExponent }) });
    inExponent ||= current.kind === 'call' && linearName(current.callee) === 'exp';
    const children: readonly Expression[] =
      current.kind === 'call'
        ? [...current.args, ...current.keywords.map((keyword) => keyword.value)]
        : enteredFrom(current);
    node = children.find((child) => offset !== undefined && contains(child.outer, offset));
    if (!node && splits) node = children[children.length - 1];
  }
  return targets;
}

/** ℝ, ℝⁿ, ℤ_+: what a declaration says that something is from has no value. */
function isSet(node: Expression): boolean {
  if (node.kind === 'name') return node.style === 'blackboard' && node.name !== 'indicator';
  if (node.kind === 'index') return isSet(node.base);
  const [base] = node.kind === 'operation' && node.operator === 'power' ? node.operands : [];
  return base !== undefined && isSet(base);
}

function selected(source: Source, span: Span): readonly Target[] {
  for (const region of source.regions) {
    if (region.span.doc !== undefined || !encloses(region.span, span)) continue;
    for (const item of region.items) {
      if (encloses(span, item.span)) return targetsIn(region, item.span.from);
      const inner = innermost(item.expression, span);
      if (inner) return [{ item, place: item.place, ...inner }];
    }
  }
  const region = source.readSelection(trimmed(source.text, span));
  return targetsIn(region);
}

/** The smallest part that covers the selection, if the selection covers no less than all of it. */
function innermost(expression: Expression, span: Span): Pick<Target, 'expression' | 'inExponent'> | undefined {
  let found: Pick<Target, 'expression' | 'inExponent'> | undefined;
  let node: Expression | undefined = expression;
  let inExponent = false;
  while (node && encloses(node.outer, span)) {
    if (encloses(span, node.span)) found = { expression: node, ...(inExponent && { inExponent }) };
    inExponent ||= node.kind === 'call' && linearName(node.callee) === 'exp';
    node = enteredFrom(node).find((child) => encloses(child.outer, span));
  }
  return found;
}

/** The names of a comprehension's loops mean nothing outside: its parts are not looked at by themselves. */
function enteredFrom(node: Expression): readonly Expression[] {
  return node.kind === 'comprehension' ? [] : childrenOf(node);
}

function trimmed(text: string, span: Span): Span {
  const piece = text.slice(span.from, span.to);
  const lead = piece.length - piece.trimStart().length;
  return { from: span.from + lead, to: Math.max(span.from + lead, span.to - (piece.length - piece.trimEnd().length)) };
}
