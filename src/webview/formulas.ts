/** Asks the host for pictures of formulas, once each, and keeps them. */
import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { PanelMessage, TypesetRequest, TypesetResult } from '../protocol/messages.ts';
import { type Drawn, readPicture } from './picture.ts';

export interface Formulas {
  /** The picture; undefined until it has come, and for good where it cannot be drawn: then the text form stands. */
  get(latex: string, options?: FormulaOptions): Drawn | undefined;
  receive(items: readonly TypesetResult[]): void;
  /** Counts up when pictures arrive. */
  readonly version: ReadonlySignal<number>;
}

export interface FormulaOptions {
  readonly display?: boolean;
  readonly maxWidth?: number;
}

const KEPT = 2000;

export function createFormulas(post: (message: PanelMessage) => void): Formulas {
  const known = new Map<string, Drawn | undefined>(); // undefined: asked for, or cannot be drawn
  const asked = new Map<string, string>();
  let batch: TypesetRequest[] = [];
  let next = 0;
  const version = signal(0);

  function ask(key: string, latex: string, { display = false, maxWidth }: FormulaOptions): void {
    if (known.size >= KEPT) known.clear();
    known.set(key, undefined);
    const id = String(next++);
    asked.set(id, key);
    batch.push({ id, latex, display, ...(maxWidth === undefined ? {} : { maxWidth }) });
    if (batch.length > 1) return;
    queueMicrotask(() => {
      post({ type: 'typeset', items: batch });
      batch = [];
    });
  }

  return {
    version,
    get(latex, options = {}) {
      version.value; // whoever shows a formula is rendered again when pictures arrive
      if (latex.trim() === '') return undefined;
      const key = JSON.stringify([latex, options.display ?? false, options.maxWidth]);
      if (!known.has(key)) ask(key, latex, options);
      return known.get(key);
    },
    receive(items) {
      for (const { id, svg } of items) {
        const key = asked.get(id);
        asked.delete(id);
        if (key !== undefined && svg !== undefined) known.set(key, readPicture(svg));
      }
      version.value += 1;
    },
  };
}
