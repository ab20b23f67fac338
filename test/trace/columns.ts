// What the tests of programs in Julia, MATLAB and R share: values and Jacobians held against those of the language itself.
import { flatten, type Value } from '../../src/base/value.ts';
import { openDocument } from '../../src/core.ts';
import type { Language } from '../../src/syntax/tree.ts';

export interface Program {
  readonly source: string;
  readonly point: Readonly<Record<string, Value>>;
  /** All entries, row by row. */
  readonly value: readonly number[];
  readonly gradient: Readonly<Record<string, readonly number[]>>;
}

function far(computed: Value, expected: readonly number[], tolerance: number): string | undefined {
  const entries = flatten(computed);
  if (entries.length !== expected.length) return `${entries.length} entries, not ${expected.length}`;
  const wrong = entries.findIndex((entry, i) => {
    const own = expected[i] as number;
    return !(Math.abs(entry - own) <= tolerance * Math.max(1, Math.abs(own)));
  });
  return wrong < 0 ? undefined : `entry ${wrong} is ${entries[wrong]}, not ${expected[wrong]}`;
}

/** What is wrong with a program, undefined where nothing is; `refused` says so by itself. */
export function wrongWith(
  { source, point, value, gradient }: Program,
  language: Language,
  entry = 'f',
): { readonly refused?: string; readonly wrong?: string } {
  const { value: found, problems } = openDocument(source, language).inspect(0, { entry, point, want: [] });
  if (!found) return { refused: problems.map(({ message }) => message).join(' ') };
  const off = far(found.output.value, value, 1e-10);
  if (off !== undefined) return { wrong: `value: ${off}` };
  for (const [name, expected] of Object.entries(gradient)) {
    const computed = found.gradient[name];
    if (computed === undefined) {
      if (expected.some((own) => Math.abs(own) > 1e-6)) return { wrong: `no gradient for ${name}` };
      continue;
    }
    const difference = far(computed, expected, 1e-6);
    if (difference !== undefined) return { wrong: `∂/∂${name}: ${difference}` };
  }
  return {};
}

export function failures(programs: readonly Program[], language: Language): string[] {
  return programs.flatMap((program) => {
    const { refused, wrong } = wrongWith(program, language);
    if (wrong === undefined && refused === undefined) return [];
    return [`${program.source}  ${wrong === undefined ? `refused: ${refused}` : wrong}`];
  });
}
