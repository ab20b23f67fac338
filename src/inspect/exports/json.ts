import type { Inspection } from '../types.ts';

/** The inspection as it is. JSON has no NaN and no infinities: they are the strings "NaN", "Infinity" and "-Infinity". */
export function jsonOf(inspection: Inspection): string {
  const written = (_key: string, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify(inspection, written, 2)}\n`;
}
