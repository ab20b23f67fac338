import type { Language } from './tree.ts';

/** What the first entry of an array is called; formulas of notes count from 1 as mathematics does. */
export type FirstIndex = 0 | 1;

export function firstIndexOf(language: Language): FirstIndex {
  return language === 'python' || language === 'javascript' || language === 'c' ? 0 : 1;
}
