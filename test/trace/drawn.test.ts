// Programs drawn at random, run by CPython with NumPy, R, Octave and gcc: values, and gradients by differences of order 6.
// The compiled gradient says the same, also once it is generated code.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { flatten, type Value } from '../../src/base/value.ts';
import { openDocument } from '../../src/core.ts';

interface Drawn {
  readonly language: string;
  readonly source: string;
  readonly value: number;
  /** By x, y and the three entries of v. */
  readonly gradient: readonly number[];
}

const PROGRAMS: readonly Drawn[] = JSON.parse(readFileSync('test/fixtures/drawn-programs.json', 'utf8'));
const POINT = { x: 0.83, y: 1.37, v: [0.61, 1.19, 0.47] };
const near = (a: number, b: number, tolerance: number) => Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));

for (const language of new Set(PROGRAMS.map((program) => program.language))) {
  test(`drawn programs in ${language}`, () => {
    for (const { source, value, gradient } of PROGRAMS.filter((program) => program.language === language)) {
      const options = { entry: 'f', point: POINT, want: [] } as const;
      const document = openDocument(source, language);
      const { value: found, problems } = document.inspect(0, options);
      assert.ok(found, `${problems[0]?.message}\n${source}`);
      assert.ok(near(found.output.value as number, value, 1e-9), `${found.output.value}, not ${value}\n${source}`);
      const own = (['x', 'y', 'v'] as const).flatMap((name) =>
        flatten(found.gradient[name] ?? (name === 'v' ? [0, 0, 0] : 0)),
      );
      for (const [i, expected] of gradient.entries()) {
        assert.ok(near(own[i] as number, expected, 2e-5), `entry ${i}: ${own[i]}, not ${expected}\n${source}`);
      }
      const compiled = document.compile(0, options).value;
      assert.ok(compiled, source);
      const given = new Map<string, Value>(found.inputs.map((input) => [input.name, input.value]));
      const x = Float64Array.from(compiled.slots.flatMap(({ name }) => flatten(given.get(name) ?? Number.NaN)));
      const out = new Float64Array(x.length);
      for (let round = 0; round < 25; round++) compiled.gradient(x, out);
      for (const { name, offset } of compiled.slots) {
        for (const [k, expected] of flatten(found.gradient[name] ?? 0).entries()) {
          assert.ok(near(out[offset + k] as number, expected, 1e-12), `compiled, by ${name}\n${source}`);
        }
      }
    }
  });
}
