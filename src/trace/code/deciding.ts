/** Comparisons, `and`, `or` and choices of programs: what is known decides at once, inputs decide by `select`. */
import type { Span } from '../../base/span.ts';
import { isInput } from '../../graph/list.ts';
import type { Expression, Operation, Piecewise, Relation } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Hooks } from './hooks.ts';
import type { Machine } from './machine.ts';
import { isMasked, onMasked } from './masked.ts';
import { listOf } from './operators.ts';
import { COMPARISONS } from './steps.ts';
import { HOLE, isSamePlace, lineThing, type Thing, TYPE_OF_NOTHING } from './things.ts';

/** Languages in which `a or b` is a or b itself, not true or false. */
const ONE_OF_TWO: ReadonlySet<string> = new Set(['python', 'javascript']);

export function createDeciding(machine: Machine, hooks: Hooks) {
  const { kit, store } = machine;
  const { builder, fail } = kit;
  return { logical, relation, piecewise };

  function logical(node: Operation, left: Thing, second: Expression, env: Env): Thing | undefined {
    const first = machine.truth(left, node.span, env.language);
    if (first === undefined) return undefined;
    const isOr = node.operator === 'or';
    const own = ONE_OF_TWO.has(env.language);
    if (typeof first === 'boolean') {
      if (first === isOr) return own ? left : machine.constant(isOr ? 1 : 0, String(isOr));
      const right = machine.evaluate(second, env);
      if (right === undefined || own) return right;
      return asTruth(right, second.span, env);
    }
    // The second is carried out where the first does not decide: what it changes is changed there only.
    const start = store.copy();
    const right = machine.evaluate(second, env);
    if (right === undefined) return undefined;
    const other = machine.truth(right, second.span, env.language);
    if (other === undefined) return undefined;
    const after = store.copy();
    store.merge(
      isOr ? start : after,
      isOr ? after : start,
      (a, b) => hooks.joinThings(first, a, b),
      (a, b) => hooks.select(first, a, b),
    );
    const value = left.kind === 'line' ? left.line : undefined;
    const isTruth = value === first;
    if (typeof other === 'boolean' && isTruth && right.kind === 'line') {
      const kept = builder.step(isOr ? 'or' : 'and', [first, builder.constant(other ? 1 : 0, String(other))]);
      return lineThing(kept);
    }
    const otherLine = typeof other === 'boolean' ? undefined : other;
    const otherIsTruth = right.kind === 'line' && right.line === otherLine;
    if ((isTruth && otherIsTruth) || !own) {
      const q = otherLine ?? builder.constant(other ? 1 : 0, String(other));
      return lineThing(builder.step(isOr ? 'or' : 'and', [first, q]));
    }
    return isOr ? hooks.joinThings(first, left, right) : hooks.joinThings(first, right, left);
  }

  function asTruth(thing: Thing, at: Span, env: Env): Thing | undefined {
    const truth = machine.truth(thing, at, env.language);
    if (truth === undefined) return undefined;
    return typeof truth === 'boolean' ? machine.constant(truth ? 1 : 0, String(truth)) : lineThing(truth);
  }

  /** `type(x) == np.ndarray`, where x is of no class that is made from that one. */
  function ofType(expression: Relation, env: Env): Thing | undefined | 'other' {
    const { terms, signs, span, outer } = expression;
    const [left, type] = terms;
    if (env.language !== 'python' || left?.kind !== 'call' || left.callee.kind !== 'name' || !type) return 'other';
    const [x, more] = left.args;
    const isAsked = left.callee.name === 'type' && x && !more && terms.length === 2 && /^!?=$/.test(signs[0] ?? '');
    if (!isAsked) return 'other';
    const callee: Expression = { ...left.callee, name: 'isinstance', base: 'isinstance' };
    const is = machine.evaluate({ kind: 'call', callee, args: [x, type], keywords: [], span, outer }, env);
    const truth = is && machine.truth(is, span);
    if (truth === undefined || typeof truth !== 'boolean') return is && fail('condition', 'Its type is open.', span);
    return machine.constant(truth === (signs[0] === '=') ? 1 : 0, String(truth === (signs[0] === '=')));
  }

  function relation(expression: Relation, env: Env): Thing | undefined {
    const typed = ofType(expression, env);
    if (typed !== 'other') return typed;
    let result: Thing | undefined;
    let left = expression.terms[0] && machine.evaluate(expression.terms[0], env);
    for (const [i, sign] of expression.signs.entries()) {
      const next = expression.terms[i + 1];
      const right = left && next && machine.evaluate(next, env);
      if (!left || !right) return undefined;
      const test = compare(sign, left, right, expression, env);
      if (test === undefined) return undefined;
      if (result === undefined) result = test;
      else {
        const [p, q] = [machine.lineOf(result, expression.span), machine.lineOf(test, expression.span)];
        if (p === undefined || q === undefined) return undefined;
        const both = machine.apply('and', [p, q], expression.span);
        if (both === undefined) return undefined;
        result = lineThing(both);
      }
      left = right;
    }
    return result;
  }

  function compare(sign: string, a: Thing, b: Thing, at: Relation, env: Env): Thing | undefined {
    const known = (value: boolean) => machine.constant(value ? 1 : 0, String(value));
    if (sign === 'in') {
      const list = listOf(machine, b) ?? machine.items(b, at.span);
      if (!list) return undefined;
      const content = list.map((item) => same(a, item));
      if (content.some((equal) => equal === true)) return known(true);
      if (content.every((equal) => equal === false)) return known(false);
      return fail('condition', 'Whether this is in the list depends on the values of inputs.', at.span);
    }
    if (env.language === 'javascript' && isConverted(a, b)) {
      const message = 'Text is compared with a number: == converts it and === does not. Compare numbers.';
      return fail('condition', message, at.span);
    }
    const equal = isOneObject(a, b, env) ?? same(a, b);
    if ((sign === '=' || sign === '!=') && equal !== undefined) return known(equal === (sign === '='));
    const step = COMPARISONS[sign];
    if (step === undefined) return fail('notANumber', `“${sign}” is a statement, not a number.`, at.span);
    if (isMasked(a) || isMasked(b))
      return onMasked(machine, [a, b], at.span, (own) => machine.apply(step, own, at.span));
    const p = machine.layout.lineIn(a, at.span, env.language);
    const q = p === undefined ? undefined : machine.layout.lineIn(b, at.span, env.language);
    if (p === undefined || q === undefined) return undefined;
    if (env.language === 'javascript' && !machine.areNumbers([p, q], at.span)) return undefined;
    const line = machine.layout.elementwise(step, [p, q], at.span, env.language);
    return line === undefined ? undefined : lineThing(line);
  }

  /** JavaScript: arrays and objects are equal where they are one. Parts of an array are made anew whenever they are asked for. */
  function isOneObject(a: Thing, b: Thing, { language }: Env): boolean | undefined {
    if (language !== 'javascript' || a.kind !== 'ref' || b.kind !== 'ref') return undefined;
    const isPart = [a, b].some((thing) => {
      const content = machine.contentOf(thing);
      return !content || (content.kind === 'array' && content.base !== undefined) || store.isEither(thing.id);
    });
    return a.id === b.id || (isPart ? undefined : false);
  }

  /** Whether two things are known to be equal or not; undefined where numbers decide. */
  function same(a: Thing, b: Thing): boolean | undefined {
    const [type, other] = a === TYPE_OF_NOTHING ? [a, b] : [b, a];
    if (type === TYPE_OF_NOTHING && other.kind === 'text' && !/^(?:undefined|object)$/.test(other.value)) return false;
    if ([a, b].some((thing) => thing.kind === 'unknown' && thing !== HOLE)) return undefined;
    if (a.kind === 'none' || b.kind === 'none') return isAbsent(a) && isAbsent(b);
    if (a.kind === 'pointer' && b.kind === 'pointer') return isSamePlace(a, b);
    if (a.kind === 'text' || b.kind === 'text') return a.kind === 'text' && b.kind === 'text' && a.value === b.value;
    if (a.kind === 'function' || b.kind === 'function') return a === b;
    if (a.kind === 'builtin' && b.kind === 'builtin') return a.path === b.path;
    const [p, q] = [a, b].map((thing) => (thing.kind === 'line' ? machine.valueOf(thing.line) : undefined));
    return typeof p === 'number' && typeof q === 'number' ? p === q : undefined;
  }

  function isAbsent(thing: Thing): boolean {
    const line = kit.options.bare && thing.kind === 'line' ? builder.at(thing.line) : undefined;
    return isNothing(thing) || (line !== undefined && isInput(line) && line.name.includes('.'));
  }

  function piecewise(expression: Piecewise, env: Env): Thing | undefined {
    return choose(0);

    function choose(i: number): Thing | undefined {
      const entry = expression.cases[i];
      if (!entry) return lineThing(builder.constant(Number.NaN, 'undefined'));
      if (!entry.condition) return machine.evaluate(entry.value, env);
      const condition = machine.evaluate(entry.condition, env);
      if (condition === undefined) return undefined;
      const truth = machine.truth(condition, entry.condition.span, env.language);
      if (truth === undefined) return undefined;
      if (typeof truth === 'boolean') return truth ? machine.evaluate(entry.value, env) : choose(i + 1);
      const start = store.copy();
      const value = machine.evaluate(entry.value, env);
      if (value === undefined) return undefined;
      const yes = store.copy();
      store.become(start);
      const rest = choose(i + 1);
      if (rest === undefined) return undefined;
      const no = store.copy();
      store.merge(
        yes,
        no,
        (a, b) => hooks.joinThings(truth, a, b),
        (a, b) => hooks.select(truth, a, b),
      );
      return hooks.choice(truth, value, rest, expression.span);
    }
  }
}

/** `'3' == 3` */
function isConverted(a: Thing, b: Thing): boolean {
  const [word, other] = a.kind === 'text' ? [a, b] : [b, a];
  return word.kind === 'text' && other.kind === 'line' && !Number.isNaN(Number(word.value));
}

function isNothing(thing: Thing): boolean {
  return thing.kind === 'none' || thing === HOLE;
}
