// Emitted gradients of numbers are run (JavaScript, TypeScript's types aside, Python, C, MATLAB's in Octave) and must equal
// the engine's.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { cCompiler, octave, pythonWith } from '../support/installed.ts';
import { type Case, casesFor, compare } from './emitCases.ts';

const folder = mkdtempSync(join(tmpdir(), 'gradient-'));
after(() => rmSync(folder, { recursive: true, force: true }));

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
  if (!pythonWith('numpy', 'scipy')) {
    t.skip('Python with NumPy and SciPy is not installed');
    return;
  }
  const cases = casesFor('python', 100);
  compare(cases, runPython(cases, 'numpy.py', ''));
});

test('JAX code runs on NumPy, whose functions have the same names', (t) => {
  if (!pythonWith('numpy', 'scipy')) {
    t.skip('Python with NumPy and SciPy is not installed');
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
  const run = spawnSync(pythonWith('numpy', 'scipy') ?? '', [path], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(run.status, 0, run.stderr.slice(-2000));
  return JSON.parse(run.stdout);
}

test('C: every emitted function compiles without a warning and gives the value and gradient of the engine', (t) => {
  const compiler = cCompiler();
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

test('MATLAB: every emitted function runs in Octave and gives the value and gradient of the engine', (t) => {
  if (!octave()) {
    t.skip('Octave is not installed');
    return;
  }
  const cases = casesFor('matlab', 100);
  const calls = cases.flatMap(({ each, name }) =>
    each.points.map((point) => `show(@${name}, {${point.map((x) => x.toExponential()).join(', ')}});`),
  );
  const path = join(folder, 'functions_of_octave.m');
  writeFileSync(
    path,
    `1;
${cases.map(({ code }) => code).join('\n')}
function show(f, point)
  try
    [value, gradient] = f(point{:});
    printf('%.17g ', value, gradient);
  catch problem
    printf('%s', problem.message);
  end
  printf('\\n');
end
${calls.join('\n')}
`,
  );
  const run = spawnSync('octave', ['--no-gui', '--quiet', '--norc', path], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(run.status, 0, run.stderr.slice(0, 2000));
  const rows = run.stdout.trim().split('\n');
  const said = cases.map(({ each }) => each.points.map(() => (rows.shift() ?? '').trim()));
  // Its trigamma knows no negative numbers, and says so.
  const unknown = /^psi: Z must be non-negative/;
  compare(
    cases.map((each, i) => ({
      ...each,
      expected: each.expected.map((numbers, j) => (unknown.test(said[i]?.[j] ?? '') ? [] : numbers)),
    })),
    said.map((texts) => texts.map((text) => text.split(' ').map(Number))),
  );
});
