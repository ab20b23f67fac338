/** NumPy and what speaks like it. */
import type { LibraryEntry } from './entry.ts';

export const numpy: readonly LibraryEntry[] = [];
