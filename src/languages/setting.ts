/** How assignments with several targets, or with assignments inside, come out as statements one by one. */
import type { Span } from '../base/span.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Assign, Expression, Statement } from '../syntax/tree.ts';
import { targetNames } from './code.ts';
import { operation } from './expression/nodes.ts';
import { namesSetWithin } from './inside.ts';

export const TARGETS = 'Only names, items and attributes are set, one by one. Write one assignment each.';
const ORDER = 'The place that is set depends on what the value sets. Write two statements.';

/** `x += value`. Where the value sets what is added to, it is written out: left first, then right. */
export function updated(
  target: Expression,
  value: Expression,
  at: Span,
  extra: Required<Pick<Assign, 'operator'>>,
): Statement {
  const set = namesSetWithin(value);
  const own = namesRead(target);
  if (namesSetWithin(target).length > 0) return refused(at, ORDER, [target], value);
  if (!set.some((name) => own.has(name))) return { kind: 'assign', span: at, target, value, ...extra };
  if (target.kind !== 'name') return refused(at, ORDER, [target], value);
  const sign = { from: target.outer.to, to: value.outer.from };
  const whole = operation(extra.operator, [target, value], sign);
  return { kind: 'assign', span: at, target, value: whole };
}

/**
 * One assignment a target, from left to right. The value is evaluated once: later targets take it from the first name
 * or attribute, which has it already. `placeFirst`: what stands in the targets is evaluated before the value.
 */
export function chained(
  targets: readonly Expression[],
  value: Expression,
  at: Span,
  extra: Pick<Assign, 'annotation'>,
  placeFirst = false,
): Statement[] {
  const [only] = targets;
  const set = placeFirst ? namesSetWithin(value) : [];
  const places = targets.filter((target) => target.kind !== 'name' && target.kind !== 'sequence');
  if (set.some((name) => places.some((place) => namesRead(place).has(name)))) {
    return [refused(at, ORDER, targets, value)];
  }
  if (targets.length === 1 && only) return [{ kind: 'assign', span: at, target: only, value, ...extra }];
  const names = new Set(targets.flatMap((target) => (target.kind === 'name' ? [target.name] : [])));
  const holder =
    targets.find((target) => target.kind === 'name') ?? targets.find((target) => target.kind === 'attribute');
  const path = holder && linearName(holder);
  const moving = targets.some(
    (target) =>
      (target.kind !== 'name' && [...namesRead(target)].some((name) => names.has(name))) ||
      (path !== undefined && target !== holder && [...walk(target)].some((node) => linearName(node) === path)),
  );
  if (moving || (!holder && !isConstant(value))) return [refused(at, TARGETS, targets, value)];
  if (!holder || isConstant(value)) {
    return targets.map((target) => ({ kind: 'assign', span: at, target, value, ...extra }));
  }
  const others = targets.filter((target) => target !== holder);
  const rest = others.map((target): Statement => ({ kind: 'assign', span: at, target, value: holder, ...extra }));
  return [{ kind: 'assign', span: at, target: holder, value, ...extra }, ...rest];
}

function refused(at: Span, reason: string, targets: readonly Expression[], value: Expression): Statement {
  const binds = [...new Set([...targets.flatMap(targetNames), ...namesSetWithin(value, ...targets)])];
  return { kind: 'unreadable', span: at, reason, binds };
}

/** The same however often it is evaluated, and never changed in place. */
function isConstant({ kind }: Expression): boolean {
  return kind === 'number' || kind === 'boolean' || kind === 'string' || kind === 'none';
}

function namesRead(expression: Expression): ReadonlySet<string> {
  return new Set([...walk(expression)].flatMap((node) => (node.kind === 'name' ? [node.name] : [])));
}
