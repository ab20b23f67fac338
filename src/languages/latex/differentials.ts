/** Where a differential (`d`, `\mathrm{d}`, `\partial`) stands: looking only, nothing is taken. */
import type { State } from './state.ts';

export interface Differential {
  /** Tokens that it takes. */
  readonly width: number;
  /** Written with d, not ∂. */
  readonly total: boolean;
  /** An upright d, or ∂: surely no variable. */
  readonly sure: boolean;
  /** `\delta`, as some write ∂. */
  readonly delta?: boolean;
}

const UPRIGHT: ReadonlySet<string> = new Set(['\\mathrm', '\\mathsf', '\\mathit', '\\operatorname', '\\rm']);

export function differentialAt(s: State, at: number): Differential | undefined {
  const token = s.token(at);
  if (!token) return undefined;
  if (token.kind === 'letter') return token.text === 'd' ? { width: 1, total: true, sure: false } : undefined;
  if (token.kind === 'text') return token.text.trim() === 'd' ? { width: 1, total: true, sure: true } : undefined;
  if (token.kind !== 'command') return undefined;
  if (token.text === '\\partial') return { width: 1, total: false, sure: true };
  if (token.text === '\\delta') return { width: 1, total: false, sure: false, delta: true };
  if (token.text === '\\dd') return { width: 1, total: true, sure: true };
  if (!UPRIGHT.has(token.text)) return undefined;
  const next = s.token(at + 1);
  if (next?.kind === 'letter' && next.text === 'd') return { width: 2, total: true, sure: true };
  const inner = s.token(at + 2);
  const wrapped =
    next?.kind === 'open' && inner?.kind === 'letter' && inner.text === 'd' && s.token(at + 3)?.kind === 'close';
  return wrapped ? { width: 4, total: true, sure: true } : undefined;
}

/** An upright d or ∂ stands here: it starts a derivative or closes an integral. */
export function startsDifferential(s: State, at: number): boolean {
  const found = differentialAt(s, at);
  if (!found || found.delta) return false;
  if (found.sure) return true;
  const next = s.token(at + 1);
  return next?.kind === 'letter' && s.token(at + 2)?.text === '/' && s.token(at + 3)?.text === 'd';
}
