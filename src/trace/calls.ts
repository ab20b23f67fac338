/** Calls: functions of the document are inlined, those of the table become steps. */
import type { LineId } from '../graph/list.ts';
import { isFunctionName, resolve } from '../primitives/lookup.ts';
import { linearName } from '../syntax/names.ts';
import type { Call, Derivative, Expression } from '../syntax/tree.ts';
import type { Env } from './env.ts';
import type { Families } from './families.ts';
import type { Kit } from './kit.ts';
import type { Definition } from './scope.ts';
import { isNote } from './statics.ts';
import type { NoteTensors, Oriented } from './tensors.ts';

/** Rows of two operands that functions of more stand for: max(a, b, c). */
const FOLDED = new Set(['max', 'min', 'hypot', 'logaddexp', 'add', 'mul']);

/** `derivativeCall` takes calls of a derivative symbol: f'(x). */
export function createCalls(
  { builder, statics: { nameOf }, fail, trace, definitionOf, isActive, importedPath, follow, applied }: Kit,
  derivativeCall: (callee: Derivative, expression: Call, env: Env) => LineId | undefined,
  tensors: NoteTensors,
  families: Families,
  wasRow: () => boolean,
): (expression: Call, env: Env) => LineId | undefined {
  return call;

  function call(expression: Call, env: Env): LineId | undefined {
    const callee = meaningOf(expression.callee, env);
    const spelled = nameOf(callee.expression, env);
    if (spelled === undefined) {
      if (expression.callee.kind === 'derivative') return derivativeCall(expression.callee, expression, env);
      return fail(
        'unknownFunction',
        'Which function is called here is not known. Give it a name first.',
        expression.callee.span,
      );
    }
    const { definition } = callee;
    if (definition?.parameters && !isActive(definition)) return inline(definition, expression, env);
    if (definition && !isNote(env.language) && !isActive(definition)) {
      const how = definition.notFollowed ? `: ${definition.notFollowed.replace(/\.$/, '')}` : '';
      return fail(
        'unknownFunction',
        `${spelled} is set in a way that is not followed${how}. Inspect its argument.`,
        expression.callee.span,
      );
    }
    const member = families.member(callee.expression, env);
    if (member !== 'symbol') return member; // f_K(x, θ): the member itself, whatever it is said to depend on
    const path = importedPath(spelled, callee.expression, env.place);
    const arity = expression.args.length;
    if (!definition && path === 'indicator' && isNote(env.language)) return indicator(expression, env);
    const oriented = definition ? undefined : orientedArguments(expression, env);
    if (oriented === undefined && !definition) return undefined;
    // |z| of each entry is no determinant.
    if (oriented && !env.entrywise) {
      const result = tensors.call(path, oriented, expression);
      if (result !== 'pass') return families.oriented(result);
    }
    const activation =
      oriented && !definition ? families.activation(callee.expression, path, oriented, expression) : undefined;
    const meaning = activation ? { row: activation, operands: undefined } : resolve(env.language, path, arity);
    if (meaning === undefined) {
      const known = isFunctionName(env.language, path);
      if (definition && isActive(definition) && !known) {
        return fail('circular', `${spelled} calls itself; recursion is not followed.`, expression.span);
      }
      return fail(
        'unknownFunction',
        known
          ? `${spelled} does not take ${arity} ${arity === 1 ? 'argument' : 'arguments'} here. Check the call.`
          : `${spelled} is not a function that is known here. Define it in the document, or inspect its argument.`,
        expression.callee.span,
      );
    }
    if (expression.keywords.length > 0) {
      const names = expression.keywords.map((keyword) => keyword.name).join(', ');
      return fail('keyword', `${spelled} with ${names}= is not read yet. Leave the keyword out.`, expression.span);
    }
    const own = oriented ?? orientedArguments(expression, env);
    if (!own) return undefined;
    const args = own.map(({ line }) => line);
    const isRow = own.some(({ row: upright }) => upright);
    const { row, operands } = meaning;
    if (operands) {
      const given = operands.map((source) =>
        'number' in source ? builder.constant(source.number) : args[source.argument],
      );
      return finish(tensors.apply(row, given as LineId[], expression.span), isRow);
    }
    const [first, ...rest] = args;
    if (arity > 2 && first !== undefined && FOLDED.has(row)) {
      let folded: LineId | undefined = first;
      for (const next of rest)
        folded = folded === undefined ? folded : tensors.apply(row, [folded, next], expression.span);
      return finish(folded, isRow);
    }
    return finish(tensors.apply(row, args, expression.span), isRow);
  }

  /** `\mathbb{1}[x > 0]`: a comparison is 1 where it holds and else 0. */
  function indicator(expression: Call, env: Env): LineId | undefined {
    const [condition, ...more] = expression.args;
    if (condition?.kind === 'relation' && more.length === 0) return trace(condition, env);
    return fail(
      'notANumber',
      'Of what this is the indicator is not read. Write a comparison: 1[x > 0].',
      expression.span,
    );
  }

  function finish(line: LineId | undefined, row: boolean): LineId | undefined {
    return line === undefined ? undefined : families.oriented({ line, row });
  }

  /** The arguments as lines; the order of a norm that is a word (F, ∞) is left to whoever reads the norm. */
  function orientedArguments(expression: Call, env: Env): Oriented[] | undefined {
    const given: Oriented[] = [];
    for (const [i, arg] of expression.args.entries()) {
      if (i === 1 && isOrder(expression)) {
        given.push({ line: builder.constant(2), row: false });
        continue;
      }
      const line = trace(arg, env);
      if (line === undefined) return undefined;
      given.push({ line, row: wasRow() });
    }
    return given;
  }

  function isOrder(expression: Call): boolean {
    const word = expression.args[1] && linearName(expression.args[1]);
    return linearName(expression.callee) === 'norm' && ['F', 'Fro', 'fro', 'infty'].includes(word ?? '');
  }

  /** Through other names of a function: `h = f`, `sin = math.cos`. */
  function meaningOf(expression: Expression, env: Env): { expression: Expression; definition?: Definition } {
    let meant = expression;
    let place = env.place;
    for (let steps = 0; steps < 20; steps++) {
      const definition = definitionOf(nameOf(meant, env), { ...env, place });
      const body = definition?.bodies[0];
      const other = body?.kind === 'name' || body?.kind === 'attribute' ? body : undefined;
      if (!definition || definition.parameters || definition.notFollowed || !other || isNote(env.language))
        return { expression: meant, definition };
      meant = other;
      place = definition.bodyPlace;
    }
    return { expression: meant };
  }

  function inline(definition: Definition, expression: Call, env: Env): LineId | undefined {
    const parameters = definition.parameters ?? [];
    const named = new Map(expression.keywords.map((keyword) => [keyword.name, keyword.value]));
    const unknown = expression.keywords.find(
      (keyword) => !parameters.slice(expression.args.length).includes(keyword.name),
    );
    const values = parameters.map((parameter, i) => ({
      parameter,
      given: expression.args[i] ?? named.get(parameter),
      preset: definition.defaults?.get(parameter),
    }));
    const missing = values.filter(({ given, preset }) => !given && !preset);
    if (expression.args.length > parameters.length || unknown || missing.length > 0) {
      const count = `${parameters.length} ${parameters.length === 1 ? 'argument' : 'arguments'}`;
      const reason = unknown ? `there is no ${unknown.name}` : `here are ${expression.args.length}`;
      return fail(
        'arguments',
        `${definition.name} takes ${count} (${parameters.join(', ')}), ${reason}. Check the call.`,
        expression.span,
      );
    }
    const bindings = new Map<string, LineId>();
    for (const { parameter, given, preset } of values) {
      const defaultEnv: Env = { ...env, place: definition.place, bindings: new Map() };
      const line = given ? trace(given, env) : preset && trace(preset, defaultEnv);
      if (line === undefined) return undefined;
      if (given && wasRow()) {
        return fail('shape', `A row is handed to ${definition.name}. Transpose inside of it instead.`, given.span);
      }
      bindings.set(parameter, line);
    }
    // f(x) called with x itself is the definition as it stands: one line, under its own name. A program's function is run.
    const same = parameters.every((parameter) => builder.names.get(bindings.get(parameter) as LineId) === parameter);
    const isPlain = isNote(env.language) && isNote(definition.language);
    if (same && env.bindings.size === 0 && isPlain) return follow(definition, expression, env);
    return applied(definition, bindings, expression, env.place.call ?? env.place.order);
  }
}
