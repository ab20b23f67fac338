/** NumPy and what speaks like it. */
import type { LibraryEntry } from './entry.ts';
import { numpyLinalg } from './numpy-linalg.ts';
import { numpyMake } from './numpy-make.ts';
import { numpyMisc } from './numpy-misc.ts';
import { numpyPlaces } from './numpy-places.ts';
import { numpyReduce } from './numpy-reduce.ts';
import { numpyShape } from './numpy-shape.ts';
import { numpyTypes } from './numpy-types.ts';
import { ordering } from './order.ts';
import { refusals } from './refusals.ts';

export const numpy: readonly LibraryEntry[] = [
  ...refusals,
  ...numpyMake,
  ...numpyShape,
  ...numpyReduce,
  ...numpyLinalg,
  ...numpyMisc,
  ...numpyPlaces,
  ...numpyTypes,
  ...ordering,
];
