import { type Budget, DEFAULT_BUDGET } from '../base/budget.ts';
import type { InspectOptions } from './types.ts';

export function budgetOf(options: InspectOptions): Budget {
  return { ...DEFAULT_BUDGET, ...options.budget };
}
