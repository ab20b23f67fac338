/** The tracer of programs: expressions, statements, calls, over things in a store. */
import type { LineId } from '../../graph/list.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Kit } from '../kit.ts';
import { createAssigning } from './assigning.ts';
import { createAtPoint } from './atPoint.ts';
import { createCalls } from './calls.ts';
import { createConversions } from './conversions.ts';
import { createExpressions } from './expressions.ts';
import { createFunctions } from './functions.ts';
import { createIndexing } from './indexing.ts';
import { createLayout } from './layout.ts';
import { createMake, createShapes, hasReferences, type Machine } from './machine.ts';
import { createEntitle } from './modules.ts';
import { createOperate } from './operators.ts';
import { createPasses } from './passes.ts';
import { createStatements } from './statements.ts';
import { type FunctionThing, Store, type Thing } from './things.ts';

export interface Code {
  machine(): Machine;
  /** A function by itself, its parameters as inputs. */
  whole(fn: FunctionThing): Thing | undefined;
}

/** `nested` counts work and depth around an evaluation, and answers undefined where there is too much of either. */
export function createCode(
  kit: Kit,
  nested: <T>(expression: Expression, work: () => T | undefined) => T | undefined,
): Code {
  const store = new Store();
  // The parts need the machine and the machine is made of them: it is filled in below, before anything runs.
  const machine = { kit, store } as unknown as { -readonly [K in keyof Machine]: Machine[K] };
  const isTensor = (line: LineId) => kit.builder.shape(line).length > 0;
  const isNever = () => false;
  machine.uncounted = 0;
  machine.valueOf = kit.valueOf;
  Object.assign(machine, createShapes(kit), createMake(kit, store), createConversions(machine));
  machine.layout = createLayout(machine);
  machine.contentOf = (thing: Thing) => (thing.kind === 'ref' ? store.content(thing.id) : undefined);
  Object.assign(machine, createEntitle(machine));
  const { operate, transpose, leftDivide } = createOperate(machine);
  machine.leftDivide = leftDivide;
  machine.operate = (operator, a, b, at, env, elementwise) =>
    operate(operator as Parameters<typeof operate>[0], a, b, at, env, elementwise);
  const indexing = createIndexing(machine);
  machine.entry = indexing.entry;
  machine.passes = createPasses(machine, { choose: indexing.selections, take: indexing.take });
  const assigning = createAssigning(machine, indexing.setEntry);
  const statements = createStatements(machine, assigning);
  machine.granted = statements.granted;
  machine.atPoint = createAtPoint(kit, statements.granted);
  const functions = createFunctions(machine, statements.block);
  machine.callFunction = functions.callFunction;
  machine.presets = functions.presets;
  const calls = createCalls(machine, indexing.setEntry);
  machine.callThing = calls.callThing;
  machine.callBuiltin = calls.callBuiltin;
  machine.argumentsOf = calls.argumentsOf;
  const expressions = createExpressions(machine, {
    transpose,
    joinThings: statements.joinThings,
    choice: statements.choice,
    select: statements.select,
    assign: assigning.assign,
    call: calls.call,
  });
  machine.asksShape = expressions.asksShape;
  machine.evaluate = (expression: Expression, env: Env) => {
    store.isShared = hasReferences(env.language) ? isTensor : isNever;
    const thing = nested(expression, () => expressions.evaluate(expression, env));
    if (thing?.kind === 'line') kit.builder.mark(thing.line, expression.span);
    return thing;
  };
  machine.line = (expression: Expression, env: Env): LineId | undefined => {
    const thing = machine.evaluate(expression, env);
    return thing && machine.layout.lineIn(thing, expression.span, env.language);
  };
  return { machine: () => machine, whole: functions.whole };
}
