/** NumPy and what speaks like it. */
import type { LibraryEntry } from './library.ts';

export const numpy: readonly LibraryEntry[] = [];
