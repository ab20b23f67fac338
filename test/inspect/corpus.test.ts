// Formulas with known values and gradients: right at every point, or refused with a reason; never wrong.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Inspection, inspect, type Outcome, type Span, type Value } from '../../src/core.ts';

interface Case {
  readonly id: string;
  readonly kind: 'value_grad' | 'derivative' | 'check';
  readonly language: 'plain' | 'latex';
  readonly text: string;
  readonly document?: string;
  readonly variables: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly constants?: Readonly<Record<string, Value>>;
  readonly point: Readonly<Record<string, number>>;
  readonly extra_points?: readonly {
    point: Record<string, number>;
    expected_value?: number;
    expected_gradient: Record<string, number>;
  }[];
  readonly expected_value?: number;
  readonly expected_gradient: Readonly<Record<string, number>>;
  readonly wrt?: readonly string[];
  readonly tolerance: { readonly rel: number; readonly abs: number };
  readonly verdict?: 'correct' | 'wrong';
}

const cases: readonly Case[] = readFileSync('test/fixtures/formulas.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const scalar = cases.filter((entry) => entry.variables.every((variable) => variable.shape.length === 0));

/** Where the formula stands in its document: at the text itself, else at its last formula. */
function placeOf(entry: Case): { text: string; languageId: string; at: number | Span } {
  const text = entry.document ?? entry.text;
  const languageId =
    entry.language === 'plain' ? 'plaintext' : text.startsWith('.. math') ? 'restructuredtext' : 'markdown';
  const last = text.lastIndexOf('\n') + 1;
  if (entry.language === 'plain' && !entry.document) return { text, languageId, at: { from: last, to: text.length } };
  if (entry.language === 'plain') return { text, languageId, at: last };
  const squeezed = entry.text.replace(/\s+/g, '');
  let at = -1;
  // The document breaks lines where it likes: find the place by the characters alone.
  for (let start = 0; start < text.length && at < 0; start++) {
    let i = start;
    let k = 0;
    while (i < text.length && k < squeezed.length) {
      if (/\s/.test(text[i] as string)) i++;
      else if (text[i] === squeezed[k]) {
        i++;
        k++;
      } else break;
    }
    if (k === squeezed.length && !/\s/.test(text[start] as string)) at = start;
  }
  return { text, languageId, at: Math.max(0, at) };
}

function wrongAt(
  outcome: Outcome<Inspection>,
  names: readonly string[],
  expected: { expected_value?: number; expected_gradient: Readonly<Record<string, number>> },
  tolerance: Case['tolerance'],
): string | undefined {
  const inspection = outcome.value;
  if (!inspection) return undefined;
  const largest = Math.max(...names.map((name) => Math.abs(expected.expected_gradient[name] ?? 0)), 0);
  const close = (got: unknown, want: number, scale: number) =>
    typeof got === 'number' && Math.abs(got - want) <= tolerance.rel * scale + tolerance.abs;
  if (
    expected.expected_value !== undefined &&
    !close(inspection.output.value, expected.expected_value, Math.abs(expected.expected_value))
  ) {
    return `value ${inspection.output.value}, not ${expected.expected_value}`;
  }
  for (const name of names) {
    const want = expected.expected_gradient[name] ?? Number.NaN;
    if (!close(inspection.gradient[name], want, largest))
      return `∂/∂${name} = ${inspection.gradient[name]}, not ${want}`;
  }
  return undefined;
}

test('formulas with scalar variables: at least 98 % right at every point, none wrong, the rest refused with a reason', () => {
  const refused: string[] = [];
  const wrong: string[] = [];
  let right = 0;
  let total = 0;
  for (const entry of scalar.filter((candidate) => candidate.kind !== 'check')) {
    total++;
    const { text, languageId, at } = placeOf(entry);
    const names =
      entry.kind === 'derivative' && entry.wrt ? entry.wrt : entry.variables.map((variable) => variable.name);
    const points = [{ ...entry }, ...(entry.extra_points ?? [])];
    const failures = points.map((expected, i) => {
      const point = { ...entry.constants, ...entry.point, ...expected.point };
      // The formulas are the same at every point.
      const outcome = inspect(text, languageId, at, { point, wrt: names, ...(i > 0 && { want: [] }) });
      if (!outcome.value) return `refused: ${outcome.problems[0]?.message ?? 'silently'}`;
      return wrongAt(outcome, names, expected, entry.tolerance);
    });
    const failure = failures.find((found) => found !== undefined);
    if (failure === undefined) right++;
    else if (failure.startsWith('refused: ') && !failure.endsWith('silently')) refused.push(`${entry.id}: ${failure}`);
    else wrong.push(`${entry.id}: ${failure}   in ${JSON.stringify(entry.text)}`);
  }
  assert.deepEqual(wrong, [], `${wrong.length} wrong`);
  assert.ok(right >= 0.98 * total, `${right} of ${total} right; refused:\n${refused.join('\n')}`);
});
