/** How control leaves statements. */
import type { Span } from '../../base/span.ts';
import type { LineId } from '../../graph/list.ts';
import type { Assign, Expression } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Store, Thing } from './things.ts';

/** How control leaves a statement. A fork: which way depends on inputs. */
export type Flow =
  | { readonly kind: 'next' | 'break' | 'continue' }
  | { readonly kind: 'return'; readonly value: Thing; readonly span: Span }
  | { readonly kind: 'raise'; readonly span: Span }
  | {
      readonly kind: 'fork';
      readonly condition: LineId;
      readonly yes: Side;
      readonly no: Side;
    };

export interface Side {
  readonly flow: Flow;
  readonly store: Store;
}

export const NEXT: Flow = { kind: 'next' };

export interface Assigning {
  assign(target: Expression, value: Thing, env: Env, at: Span): boolean;
  update(statement: Assign, env: Env): boolean;
}
