import { isConstant, type LineId } from '../../graph/list.ts';
import { linearName } from '../../syntax/names.ts';
import type { Attribute, Expression, Index, NumberLiteral, Operation } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import { createCollections } from './collections.ts';
import { imaginary, isComplex, unaryComplex } from './complex.ts';
import { createDeciding } from './deciding.ts';
import type { Hooks } from './hooks.ts';
import { hasColumns } from './layout.ts';
import { attributeOf } from './library/attributes.ts';
import type { Machine } from './machine.ts';
import { isMasked, onMasked } from './masked.ts';
import { lineThing, NONE, type Thing, text } from './things.ts';
import { isBit, isTruthLine } from './truths.ts';
import { cutOff, held } from './wholes.ts';

export function createExpressions(machine: Machine, hooks: Hooks) {
  const { kit, store } = machine;
  const { builder, fail } = kit;
  const { logical, relation, piecewise } = createDeciding(machine, hooks);
  const { sequence, matrix, dictionary, comprehension, range } = createCollections(machine, hooks, {
    arrayOf,
    entrywise,
  });
  return { evaluate, asksShape };

  function number({ value, text: written }: NumberLiteral, { language }: Env): Thing {
    const line = builder.constant(value, written);
    return language === 'python' && /^\d+$/.test(written) ? { kind: 'line', line, whole: true } : lineThing(line);
  }

  function evaluate(expression: Expression, env: Env): Thing | undefined {
    switch (expression.kind) {
      case 'number':
        return number(expression, env);
      case 'boolean': {
        const line = builder.constant(expression.value ? 1 : 0, String(expression.value));
        return env.language === 'python' ? { kind: 'line', line, truth: true } : lineThing(line);
      }
      case 'string':
        return text(expression.value);
      case 'none':
        return NONE;
      case 'name':
        return name(expression.name, expression, env);
      case 'attribute':
        return attribute(expression, env);
      case 'index':
        return index(expression, env);
      case 'operation':
        return operation(expression, env);
      case 'call':
        return cutOff(machine, expression, outputOf(hooks.call(expression, env), expression, env));
      case 'piecewise':
        return piecewise(expression, env);
      case 'relation':
        return relation(expression, env);
      case 'sequence':
        return sequence(expression, env);
      case 'matrix':
        return matrix(expression, env);
      case 'dictionary':
        return dictionary(expression, env);
      case 'comprehension':
        return comprehension(expression, env);
      case 'lambda': {
        const presets = machine.presets(expression.parameters, env);
        return (
          presets && {
            kind: 'function',
            name: '',
            parameters: expression.parameters,
            body: expression.statements ?? expression.body,
            language: env.language,
            place: env.place,
            frame: env.frame,
            nonlocal: expression.nonlocal,
            round: machine.round,
            presets,
          }
        );
      }
      case 'assignment': {
        const before = expression.worth === 'old' ? evaluateDeep(expression.target, env) : NONE;
        const value = before && evaluateDeep(expression.value, env);
        if (!value || !before) return undefined;
        if (env.frame === undefined) {
          return fail('notFollowed', 'A name is set inside an expression here; that is not followed.', expression.span);
        }
        if (!hooks.assign(expression.target, value, env, expression.span)) return undefined;
        return expression.worth === 'old' ? before : value;
      }
      case 'end':
        return env.end === undefined
          ? fail('index', '`end` stands outside of an index.', expression.span)
          : machine.constant(env.end);
      case 'slice':
        return range(expression, env);
      case 'spread':
        return fail('notANumber', 'This stands for several values; only one is wanted here.', expression.span);
      case 'opaque': {
        const count =
          expression.text === 'nargin' && env.language === 'matlab' ? store.find(env.frame, 'nargin') : undefined;
        if (count) return count;
        const imagined = env.language === 'python' ? imaginary(machine, expression.text) : undefined;
        if (imagined) return imagined;
        return fail(
          expression.what === 'unreadable' ? 'unreadable' : 'incomplete',
          expression.reason ?? 'Something here is not read. Complete the expression.',
          expression.span,
        );
      }
      case 'big':
      case 'derivative':
      case 'at':
        return fail('notANumber', 'This is not an expression of a program.', expression.span);
    }
  }

  /** MATLAB: a function of several outputs gives the first where one value is wanted. */
  function outputOf(thing: Thing | undefined, expression: Expression, env: Env): Thing | undefined {
    if (env.language !== 'matlab' || thing?.kind !== 'tuple' || env.several === expression) return thing;
    return thing.items[0] ?? thing;
  }

  function evaluateDeep(expression: Expression, env: Env): Thing | undefined {
    return machine.evaluate(expression, env);
  }

  function name(own: string, expression: Expression, env: Env): Thing | undefined {
    const thing = store.find(env.frame, own);
    if (thing?.kind === 'unknown') {
      return fail('notFollowed', `What ${own} is here is not followed: ${thing.reason}.`, expression.span);
    }
    return thing ?? kit.outside(own, expression, env);
  }

  function attribute(expression: Attribute, env: Env): Thing | undefined {
    const path = linearName(expression);
    const root = rootOf(expression);
    const isLocal = root !== undefined && store.find(env.frame, root) !== undefined;
    if (path !== undefined && !isLocal) {
      const known = kit.path(path, expression, env);
      if (known !== 'unknown') return known;
    }
    const base = evaluateDeep(expression.base, env);
    if (base === undefined) return undefined;
    return attributeOf(machine, base, expression.name, expression, env);
  }

  function index(expression: Index, env: Env): Thing | undefined {
    if (expression.position !== 'bracket') {
      return fail('index', 'This index is not one of a program.', expression.span);
    }
    const root = rootOf(expression.base);
    const isLocal = root !== undefined && store.find(env.frame, root) !== undefined;
    if (!isLocal) {
      const known = kit.indexed(expression, env);
      if (known !== 'unknown') return known;
    }
    if (!asksShape(expression.base, reachOf(expression.indices[0]), env)) return undefined;
    const base = evaluateDeep(expression.base, env);
    if (base?.kind === 'function' || base?.kind === 'builtin') {
      // MATLAB: a call of a parameter looks like an index.
      const args = hasColumns(env.language) ? given(expression.indices, env) : undefined;
      if (args)
        return outputOf(machine.callThing(base, { args, keywords: new Map() }, expression, env), expression, env);
      if (hasColumns(env.language)) return undefined;
    }
    return base && machine.entry(base, expression.indices, expression, env);
  }

  function given(expressions: readonly Expression[], env: Env): Thing[] | undefined {
    const things: Thing[] = [];
    for (const expression of expressions) {
      const thing = evaluateDeep(expression, env);
      if (thing === undefined) return undefined;
      things.push(thing);
    }
    return things;
  }

  /** `x.shape[1]`, `n, d = x.shape`: an open x gets the axes that are asked about. False: tracing is done anew. */
  function asksShape(expression: Expression, rank: number, env: Env): boolean {
    if (expression.kind !== 'attribute' || expression.name !== 'shape' || rank < 2) return true;
    const of = evaluateDeep(expression.base, env);
    const isArray = of?.kind === 'line' || (of && machine.contentOf(of)?.kind === 'array');
    const line = of && isArray ? machine.lineOf(of, expression.span) : undefined;
    return line === undefined || machine.wantsRank(line, rank, expression.span);
  }

  /** How many entries a list must have for an index that is written out. */
  function reachOf(index: Expression | undefined): number {
    if (index?.kind === 'number') return index.value + 1;
    const [inner] = index?.kind === 'operation' && index.operator === 'negate' ? index.operands : [];
    return inner?.kind === 'number' ? inner.value : 0;
  }

  // Operations

  /** Long sums nest to the left thousands of levels deep: walk down that spine instead of recursing. */
  function operation(expression: Operation, env: Env): Thing | undefined {
    const spine: Operation[] = [expression];
    let bottom: Expression | undefined = expression.operands[0];
    while (bottom?.kind === 'operation' && expression.operands.length === 2 && bottom.operands.length === 2) {
      spine.push(bottom);
      bottom = bottom.operands[0];
    }
    let left = bottom && evaluateDeep(bottom, env);
    for (let i = spine.length - 1; i >= 0 && left !== undefined; i--) {
      const node = spine[i] as Operation;
      left = combine(node, left, env);
      if (left?.kind === 'line' && i > 0) builder.mark(left.line, node.span);
    }
    return left;
  }

  function combine(node: Operation, left: Thing, env: Env): Thing | undefined {
    const { operator } = node;
    if (node.elementwise && env.language === 'python') return ofTruths(node, left, env);
    if (node.operands.length === 1) {
      const made = unary(node, left, env);
      return made && node.within ? held(machine, node, made) : made;
    }
    const second = node.operands[1];
    if (!second) return undefined;
    const isEach = node.elementwise === true && hasColumns(env.language);
    if ((operator === 'and' || operator === 'or') && !isEach) return logical(node, left, second, env);
    const right = evaluateDeep(second, env);
    const made = right && machine.operate(operator, left, right, node, env, node.elementwise);
    return made && node.within ? held(machine, node, made) : made;
  }

  /** Python's `&`, `|` and `~`: what `and`, `or` and `not` are for truth values, entry by entry; of numbers refused. */
  function ofTruths(node: Operation, left: Thing, env: Env): Thing | undefined {
    const lines: LineId[] = [];
    for (const operand of node.operands) {
      const thing = lines.length === 0 ? left : evaluateDeep(operand, env);
      const line = thing && machine.lineOf(thing, operand.span);
      if (line === undefined) return undefined;
      if (!isTruthLine(builder, line) && !(node.operands.length > 1 && isBit(builder, line))) {
        return fail(
          'operator',
          'Bit operators are read between conditions only: numbers have no bits here.',
          node.span,
        );
      }
      lines.push(line);
    }
    return entrywise(node.operator, lines, node, env);
  }

  function unary(node: Operation, operand: Thing, env: Env): Thing | undefined {
    if (node.operator === 'not') {
      const mask = hasColumns(env.language) ? arrayOf(operand) : undefined;
      if (mask !== undefined) return entrywise('not', [mask], node, env);
      const truth = machine.truth(operand, node.span, env.language);
      if (truth === undefined) return undefined;
      if (typeof truth === 'boolean') return machine.constant(truth ? 0 : 1, truth ? 'false' : 'true');
      return lineThing(builder.step('not', [truth]));
    }
    if (isComplex(operand)) return unaryComplex(machine, node.operator, operand, node.span);
    if (isMasked(operand) && node.operator === 'negate') {
      return onMasked(machine, [operand], node.span, (lines) => builder.step('neg', lines));
    }
    const line = machine.layout.lineIn(operand, node.span, env.language);
    if (line === undefined) return undefined;
    if (node.operator === 'plus') return lineThing(line);
    if (node.operator === 'transpose') {
      const turned = hooks.transpose(line, node, env);
      return turned === undefined ? undefined : lineThing(turned);
    }
    const known = builder.at(line);
    if (
      node.operator === 'negate' &&
      isConstant(known) &&
      typeof known.value === 'number' &&
      node.operands[0]?.kind === 'number'
    ) {
      return lineThing(builder.constant(-known.value, `-${known.text}`));
    }
    const step = node.operator === 'negate' ? 'neg' : node.operator === 'factorial' ? 'factorial' : undefined;
    if (step === undefined) return fail('operator', `“${node.operator}” is not read here.`, node.span);
    return entrywise(step, [line], node, env);
  }

  function entrywise(step: string, lines: readonly LineId[], node: Expression, env: Env): Thing | undefined {
    const line = machine.layout.elementwise(step, lines, node.span, env.language);
    return line === undefined ? undefined : lineThing(line);
  }

  /** The line of an array; undefined for numbers and anything else. */
  function arrayOf(thing: Thing): LineId | undefined {
    const content = machine.contentOf(thing);
    const line = thing.kind === 'line' ? thing.line : content?.kind === 'array' ? content.line : undefined;
    return line !== undefined && builder.shape(line).length > 0 ? line : undefined;
  }
}

/** The name that a path or an index starts with. */
function rootOf(expression: Expression): string | undefined {
  let node = expression;
  while (node.kind === 'attribute' || node.kind === 'index') node = node.base;
  return node.kind === 'name' ? node.name : undefined;
}
