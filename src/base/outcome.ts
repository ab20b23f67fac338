import type { Span } from './span.ts';

/** Something to tell the user: what is wrong, where, and (in the message) what to do next. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly span?: Span;
}

/**
 * A value and what there is to say about it. No value and no problems: nothing here (silence). No value with
 * problems: refused, and why.
 */
export interface Outcome<T> {
  readonly value?: T;
  readonly problems: readonly Problem[];
}

export const nothing: Outcome<never> = { problems: [] };

export function success<T>(value: T, problems: readonly Problem[] = []): Outcome<T> {
  return { value, problems };
}

export function refuse(code: string, message: string, span?: Span): Outcome<never> {
  return { problems: [{ code, message, severity: 'error', span }] };
}
