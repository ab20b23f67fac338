/**
 * THE TABLE: every scalar elementary operation, one row each. Whoever adds a function adds a row to its family and
 * nothing else; readers, printers, sweeps and tests find it here.
 */
import { activation } from './activation.ts';
import { arithmetic } from './arithmetic.ts';
import { bessel } from './bessel.ts';
import { error } from './error.ts';
import { exponential } from './exponential.ts';
import { faddeeva } from './faddeeva.ts';
import { hyperbolic } from './hyperbolic.ts';
import { incomplete } from './incomplete.ts';
import { inverses } from './inverses.ts';
import { kolmogorov } from './kolmogorov.ts';
import { noncentral } from './noncentral.ts';
import { piecewise } from './piecewise.ts';
import type { ScalarRow } from './row.ts';
import { skewed } from './skewed.ts';
import { special } from './special.ts';
import { trigonometric } from './trigonometric.ts';
import { turns } from './turns.ts';

/** Name (as in `StepLine.operation`) → row. */
export const scalars: Readonly<Record<string, ScalarRow>> = {
  ...arithmetic,
  ...exponential,
  ...trigonometric,
  ...hyperbolic,
  ...piecewise,
  ...special,
  ...error,
  ...incomplete,
  ...inverses,
  ...bessel,
  ...skewed,
  ...noncentral,
  ...kolmogorov,
  ...faddeeva,
  ...turns,
  ...activation,
};

/** The row of an operation, undefined for 'input', 'constant', tensor rows and anything unknown. */
export function scalarRow(operation: string): ScalarRow | undefined {
  return Object.hasOwn(scalars, operation) ? scalars[operation] : undefined;
}
