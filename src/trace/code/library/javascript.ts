/** JavaScript's own functions. */

import type { LibraryEntry } from './entry.ts';
import { javascriptApply } from './javascript-apply.ts';
import { javascriptArrays } from './javascript-arrays.ts';
import { javascriptBits } from './javascript-bits.ts';
import { javascriptGlobals } from './javascript-globals.ts';
import { javascriptMakers } from './javascript-make.ts';

export const javascript: readonly LibraryEntry[] = [
  ...javascriptGlobals,
  ...javascriptMakers,
  ...javascriptArrays,
  ...javascriptBits,
  ...javascriptApply,
];
