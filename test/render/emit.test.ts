// Emitted gradients are run (JavaScript, TypeScript's types aside, Python, C) and must equal the engine's; the other
// languages are held to their shape.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { isConstant, isInput } from '../../src/graph/list.ts';
import type { Target } from '../../src/primitives/row.ts';
import { scalars } from '../../src/primitives/table.ts';
import { emitGradient } from '../../src/render/emit.ts';
import { grow, isSmooth, rowSamples, type Sample, trees, valuesOf, withGradient } from './samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'gradient-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = ['x', 'lambda', 'self.N'];
const POINT = [0.7, 1.3, -0.4];

/** Compositions of everything, with steps named by words that mean something in one of the languages. */
function composed(): Sample[] {
  const found: Sample[] = [];
  const steps = ['exp', 'np', 'Math', 'd_x', 'θ', 'gradient', 'double', 'x_0', 'in', 'sqrt', 'e', 'pi'];
  for (const tree of fc.sample(trees(3), { numRuns: 400, seed: 20 })) {
    if (found.length >= 80) break;
    const grown = grow(tree, NAMES, POINT, steps);
    if (grown.list.lines.length > 12 && isSmooth(grown, POINT))
      found.push({ ...grown, label: `composition ${found.length}` });
  }
  return found;
}

const SAMPLES: readonly Sample[] = [...rowSamples().filter(({ points }) => points.length > 0), ...composed()];

/** The sample's own names; letters for steps without one, as an inspection gives them. */
function namesOf({ list, output }: Sample): string[] {
  let next = 0;
  return list.lines.map((line, id) => {
    if (isConstant(line)) return line.text;
    if (isInput(line)) return line.name;
    return id === output ? 'f' : (list.names.get(id) ?? `v_${++next}`);
  });
}

function emitted(each: Sample, target: Target, functionName?: string, derive = true) {
  const whole = withGradient(each);
  const sweep = derive ? whole : { ...whole, list: each.list, gradient: each.inputs.map(() => undefined) };
  const request = {
    outputName: 'f',
    functionName,
    inputs: each.inputs.map((input) => input.line),
    names: namesOf(each),
    gradient: sweep.gradient,
    adjoint: sweep.adjoint,
  };
  return { ...emitGradient(sweep.list, request, target), sweep };
}

interface Case {
  readonly each: Sample;
  readonly name: string;
  readonly code: string;
  /** By point: value, then the gradient. */
  readonly expected: readonly (readonly number[])[];
}

/** All samples as code; those that the table cannot spell in the target must be refused by name. */
function casesFor(target: Target, tooFew: number): Case[] {
  const cases: Case[] = [];
  const covered = new Set<string>();
  for (const [i, each] of SAMPLES.entries()) {
    let result = emitted(each, target, `f${i}`);
    if (result.value === undefined) {
      const names = result.sweep.list.lines
        .map((line) => line.operation)
        .filter((name) => scalars[name] && !scalars[name]?.emit[target]);
      assert.ok(
        names.some((name) => result.problems[0]?.message.startsWith(`${name} cannot be written in `)),
        `${each.label}: ${result.problems[0]?.message}`,
      );
      // The function by itself may still have a spelling.
      result = emitted(each, target, `f${i}`, false);
      if (result.value === undefined) continue;
    }
    const { value: code, sweep } = result;
    for (const line of each.list.lines) covered.add(line.operation);
    const expected = each.points.map((point) => {
      const values = valuesOf(sweep.list, each.inputs, point);
      return [each.output, ...sweep.gradient].map((line) => (line === undefined ? 0 : (values[line] as number)));
    });
    cases.push({ each, name: `f${i}`, code, expected });
  }
  const missing = Object.keys(scalars).filter((row) => scalars[row]?.emit[target] && !covered.has(row));
  assert.deepEqual(missing, [], 'rows without a sample');
  assert.ok(cases.length >= tooFew, `only ${cases.length} functions`);
  return cases;
}

function compare(
  cases: readonly Case[],
  results: readonly (readonly (readonly number[])[])[],
  tolerance = 1e-12,
): void {
  let count = 0;
  for (const [i, { each, code, expected }] of cases.entries()) {
    for (const [j, numbers] of expected.entries()) {
      for (const [k, wanted] of numbers.entries()) {
        if (!Number.isFinite(wanted)) continue;
        const got = results[i]?.[j]?.[k] as number;
        // In a formula terms may cancel; a row alone is held to its own size.
        const size = Math.max(Math.abs(wanted), each.list.lines.length > each.inputs.length + 1 ? 1 : 0);
        const close = Math.abs(got - wanted) <= tolerance * size + 1e-15;
        assert.ok(close, `${each.label} at ${each.points[j]}, number ${k}: ${got}, expected ${wanted}\n${code}`);
        count++;
      }
    }
  }
  assert.ok(count > 1000, `${count} numbers compared`);
}

test('JavaScript: every emitted function runs and gives the value and gradient of the engine', async () => {
  const cases = casesFor('javascript', 100);
  const file = join(folder, 'functions.mjs');
  writeFileSync(
    file,
    `${cases.map(({ code }) => code).join('\n')}\nexport { ${cases.map(({ name }) => name).join(', ')} };\n`,
  );
  const module = await import(pathToFileURL(file).href);
  const results = cases.map(({ each, name }) =>
    each.points.map((point) => {
      const { value, gradient } = module[name](...point);
      return [value, ...(Object.values(gradient) as number[])];
    }),
  );
  compare(cases, results);
});

test('Python: every emitted function runs and gives the value and gradient of the engine', (t) => {
  if (spawnSync('python3', ['-c', 'import numpy, scipy']).status !== 0) {
    t.skip('python3 with numpy and scipy is not installed');
    return;
  }
  const cases = casesFor('python', 100);
  compare(cases, runPython(cases, 'numpy.py', ''));
});

test('JAX code runs on NumPy, whose functions have the same names', (t) => {
  if (spawnSync('python3', ['-c', 'import numpy, scipy']).status !== 0) {
    t.skip('python3 with numpy and scipy is not installed');
    return;
  }
  // jax.nn and jax.scipy have no stand-in here.
  const cases = casesFor('jax', 100).filter(({ code }) => !/jax\.(?:nn|scipy)/.test(code));
  const standIn =
    "import sys, types\nimport numpy\njax = types.ModuleType('jax')\nsys.modules['jax'] = jax\njax.numpy = numpy\nsys.modules['jax.numpy'] = numpy\n";
  compare(
    cases.map((each) => ({ ...each, code: each.code.replaceAll('import jax.numpy as jnp', '') })),
    runPython(cases, 'jax.py', standIn),
  );
});

/** One file of all functions, run once. */
function runPython(cases: readonly Case[], file: string, head: string): number[][][] {
  const calls = cases.map(({ each, name }) => `  (${name}, ${JSON.stringify(each.points)}),`).join('\n');
  const tail = `
import json, warnings
warnings.simplefilter('ignore')
def flat(value, gradient):
    numbers = [value, *gradient] if isinstance(gradient, tuple) else [value, gradient]
    return [float(number) for number in numbers]
results = [[flat(*function(*point)) for point in points] for function, points in [
${calls}
]]
print(json.dumps(results).replace('-Infinity', 'null').replace('Infinity', 'null').replace('NaN', 'null'))
`;
  const path = join(folder, file.replace('.py', '_functions.py'));
  writeFileSync(path, `${head}${cases.map(({ code }) => code).join('\n\n')}${tail}`);
  const run = spawnSync('python3', [path], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(run.status, 0, run.stderr.slice(-2000));
  return JSON.parse(run.stdout);
}

test('C: every emitted function compiles without a warning and gives the value and gradient of the engine', (t) => {
  const compiler = ['gcc', 'clang', 'cc'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (compiler === undefined) {
    t.skip('no C compiler is installed');
    return;
  }
  const cases = casesFor('c', 100);
  const calls = cases.flatMap(({ each, name }) =>
    each.points.map(
      (point) =>
        `  { double g[${each.inputs.length}]; print(${name}(${point.map((x) => x.toExponential()).join(', ')}, g)); ${each.inputs
          .map((_, i) => `print(g[${i}]);`)
          .join(' ')} end(); }`,
    ),
  );
  const path = join(folder, 'functions.c');
  writeFileSync(
    path,
    `${cases.map(({ code }) => code).join('\n')}
#include <stdio.h>
static void print(double x) { printf("%.17g ", x); }
static void end(void) { printf("\\n"); }
int main(void) {
${calls.join('\n')}
  return 0;
}
`,
  );
  const program = join(folder, 'functions');
  const build = spawnSync(
    compiler,
    ['-std=c99', '-Wall', '-Wextra', '-pedantic', '-O0', '-Wno-unused-parameter', path, '-o', program, '-lm'],
    {
      encoding: 'utf8',
    },
  );
  assert.equal(build.status, 0, build.stderr.slice(0, 2000));
  assert.equal(build.stderr, '');
  const rows = spawnSync(program, { encoding: 'utf8' }).stdout.trim().split('\n');
  const results = cases.map(({ each }) => each.points.map(() => (rows.shift() ?? '').trim().split(' ').map(Number)));
  compare(cases, results);
});
