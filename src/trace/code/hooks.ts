/** What the parts that read expressions are handed by the others. */
import type { Span } from '../../base/span.ts';
import type { LineId } from '../../graph/list.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Thing } from './things.ts';

export interface Hooks {
  readonly transpose: (line: LineId, at: Expression, env: Env) => LineId | undefined;
  readonly joinThings: (condition: LineId, a: Thing, b: Thing) => Thing;
  /** Of a choice or two returns: a side without a value is taken not to happen. */
  readonly choice: (condition: LineId, a: Thing, b: Thing, span: Span) => Thing;
  readonly select: (condition: LineId, a: LineId, b: LineId) => LineId | undefined;
  readonly assign: (target: Expression, value: Thing, env: Env, at: Span) => boolean;
  readonly call: (expression: Extract<Expression, { kind: 'call' }>, env: Env) => Thing | undefined;
}

/** Operations entry by entry, and what is an array. */
export interface Entrywise {
  readonly entrywise: (step: string, lines: readonly LineId[], node: Expression, env: Env) => Thing | undefined;
  readonly arrayOf: (thing: Thing) => LineId | undefined;
}
