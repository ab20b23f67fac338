// Array programs in Python: values and Jacobians as NumPy gives them (test/fixtures/library-values.py made the numbers).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten, type Value } from '../../src/base/value.ts';
import { openDocument } from '../../src/core.ts';
import cases from '../fixtures/library-values.json';

interface Case {
  readonly source: string;
  readonly point: Readonly<Record<string, Value>>;
  readonly value: Value;
  readonly gradient: Readonly<Record<string, Value>>;
}

function far(computed: Value, expected: Value): string | undefined {
  const [a, b] = [flatten(computed), flatten(expected)];
  if (a.length !== b.length) return `${a.length} entries, not ${b.length}`;
  const wrong = a.findIndex(
    (entry, i) => !(Math.abs(entry - (b[i] as number)) <= 1e-6 * Math.max(1, Math.abs(b[i] as number))),
  );
  return wrong < 0 ? undefined : `entry ${wrong} is ${a[wrong]}, not ${b[wrong]}`;
}

/** What is wrong with a case, undefined where nothing is. */
function wrongWith({ source, point, value, gradient }: Case): string | undefined {
  const { value: found, problems } = openDocument(source, 'python').inspect(0, { entry: 'f', point, want: [] });
  if (!found) return problems.map(({ message }) => message).join(' ');
  const off = far(found.output.value, value);
  if (off !== undefined) return `value: ${off}`;
  for (const [name, expected] of Object.entries(gradient)) {
    const computed = found.gradient[name];
    if (computed === undefined) {
      if (flatten(expected).some((entry) => entry !== 0)) return `no gradient for ${name}`;
      continue;
    }
    const difference = far(computed, expected);
    if (difference !== undefined) return `∂/∂${name}: ${difference}`;
  }
  return undefined;
}

test('array programs have the values and Jacobians that NumPy gives', () => {
  const wrong = (cases as unknown as readonly Case[]).flatMap((entry) => {
    const why = wrongWith(entry);
    return why === undefined ? [] : [`${entry.source}  ${why}`];
  });
  assert.deepEqual(wrong, []);
});
