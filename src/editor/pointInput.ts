/** What people type for the values of a point: `pi/4`, `x = 2^10, y = sqrt(2)`, `A = [[1, 0], [0, 1]]`. */

import { writeValue } from '../base/numbers.ts';
import { flatten, shapeOf } from '../base/value.ts';
import type { Inspection, Value } from '../core.ts';

export type PointInput =
  | { readonly values: Readonly<Record<string, Value>>; readonly problem?: undefined }
  | { readonly problem: string };

type Point = Readonly<Record<string, Value>>;

/** The inputs, sizes that were guessed (`n` of a sum), and whatever was set before. */
export function settableNames({ inputs, problems }: Inspection, stored: Point = {}): string[] {
  const guessed = problems.flatMap(({ code, message }) => (code === 'guess' ? [message.split(' ')[0] ?? ''] : []));
  return [...new Set([...inputs.map(({ name }) => name), ...guessed, ...Object.keys(stored)])];
}

/** The point as it can be typed again: `1`, or `x = 1, y = 2`. */
export function writePoint({ inputs }: Inspection, stored: Point = {}): string {
  const point = { ...stored, ...Object.fromEntries(inputs.map(({ name, value }) => [name, value])) };
  const [only, ...others] = Object.entries(point);
  if (only && others.length === 0) return writeValue(only[1]);
  return Object.entries(point)
    .map(([name, value]) => `${name} = ${writeValue(value)}`)
    .join(', ');
}

/** What the user has set: values left as they were offered keep their origin. */
export function chosenValues({ inputs }: Inspection, stored: Point | undefined, typed: Point): Point {
  const isOffered = (name: string, value: Value) =>
    inputs.some((input) => input.name === name && JSON.stringify(input.value) === JSON.stringify(value));
  return Object.fromEntries(
    Object.entries(typed)
      .map(([name, value]) => [name, asInput(value, inputs.find((input) => input.name === name)?.shape)] as const)
      .filter(([name, value]) => (stored && Object.hasOwn(stored, name)) || !isOffered(name, value)),
  );
}

/** For a vector, a matrix of one column or row is its entries: `[1; 2; 3]`. */
export function asInput(value: Value, shape: readonly number[] | undefined): Value {
  const [rows, columns, ...more] = shapeOf(value);
  const isLine = shape?.length === 1 && columns !== undefined && more.length === 0 && (rows === 1 || columns === 1);
  return isLine ? flatten(value) : value;
}

/** Names that are asked for, in order; a single one may be given without `name =`. Empty text: no values. */
export async function readPoint(text: string, names: readonly string[]): Promise<PointInput> {
  const values: Record<string, Value> = {};
  const parts = splitTopLevel(text);
  for (const part of parts) {
    const equation = /^\s*([^=[\]()]+?)\s*=(?!=)(.*)$/s.exec(part);
    const name = equation?.[1] ?? (names.length === 1 ? names[0] : undefined);
    if (name === undefined)
      return { problem: `Write a name before "${part.trim()}", for example ${names[0] ?? 'x'} = 1.` };
    if (!names.includes(name))
      return { problem: `There is no input "${name}" here. The inputs are ${names.join(', ')}.` };
    const value = await readValue(equation?.[2] ?? part);
    if ('problem' in value) return { problem: `${name}: ${value.problem}` };
    values[name] = value.value;
  }
  return { values };
}

/** A number or a nesting of numbers. The parser is read on first use. */
export async function readValue(text: string): Promise<{ readonly value: Value } | { readonly problem: string }> {
  const { evaluateValue } = await import('./valueParser.ts');
  return evaluateValue(text.trim());
}

/** At commas, semicolons and line breaks outside brackets; empty parts left out. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const char = text[i];
    if (char === '[' || char === '(') depth++;
    else if (char === ']' || char === ')') depth--;
    else if (char === undefined || (depth <= 0 && /[,;\n]/.test(char))) {
      const part = text.slice(start, i);
      if (part.trim() !== '') parts.push(part);
      start = i + 1;
    }
  }
  return parts;
}
