// Loops that are kept whole are written as loops, in every language. Where its tool is installed the code is run and must
// give the engine's value and gradient; everywhere our own readers read it back to them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import vm from 'node:vm';
import { emit, openDocument, type Target, type Value } from '../../src/core.ts';
import { cCompiler, octave, pythonWith } from '../support/installed.ts';
import { inspectFunction } from './readBack.ts';

const SERIES = Array.from({ length: 80 }, (_, i) => Math.sin(i) / 2);

interface Program {
  readonly text: string;
  readonly point: Readonly<Record<string, Value>>;
}

const program = (parameters: string, body: string, point: Program['point']): Program => ({
  text: `import numpy as np\n\ndef f(${parameters}):\n${body.replace(/^/gm, '    ')}\n`,
  point,
});

const NUMBERS: Readonly<Record<string, Program>> = {
  'a recurrence': program('x', 'y = x\nfor k in range(90):\n    y = np.sin(y) * x + y / 2\nreturn y', { x: 0.7 }),
  'a system with a sum': program(
    'x, a',
    'y = x\nv = 0.1\ns = 0\nfor k in range(70):\n    v = v - 0.01 * y\n    y = y + 0.01 * v * a\n    s = s + y**2 / (k + 1)\nreturn s',
    { x: 0.7, a: 0.4 },
  ),
  'values that change places': program(
    'a, b',
    'p = a\nq = b\nfor k in range(70):\n    p, q = q, 0.5 * p + 0.3 * q * p\nreturn p * q',
    { a: 0.4, b: 0.3 },
  ),
  'three in a ring': program('a, b, c', 'for k in range(70):\n    a, b, c = b, c, a * 0.9\nreturn a + 2 * b * c', {
    a: 0.4,
    b: 0.3,
    c: 1.1,
  }),
  'functions with a domain': program(
    'x, w',
    'y = x\nfor k in range(75):\n    y = np.log(1 + y**2) + np.sqrt(w + y**2 / (k + 2))\nreturn y',
    { x: 0.7, w: 0.45 },
  ),
  'a sum, and a loop that reads it': program(
    'a, b',
    's = 0.0\nfor k in range(1, 101):\n    s += np.sin(a * k) / (k + b)\ny = s\nfor k in range(66):\n    y = np.cos(y) * b\nreturn y * s',
    { a: 0.4, b: 0.3 },
  ),
  'two loops, one behind the other': program(
    'x',
    'y = x\nz = 1.0\nfor k in range(65):\n    y = y - 0.1 * y**2\nfor k in range(65):\n    z = z * 0.9 + y * np.tanh(z)\nreturn z',
    { x: 0.7 },
  ),
};

const ARRAYS: Readonly<Record<string, Program>> = {
  'a layer that is used again': program(
    'w, x',
    'h = 0.0\nfor k in range(len(x)):\n    h = np.tanh(w * h + x[k])\nreturn h**2',
    { w: 0.5, x: SERIES },
  ),
  'two arrays, one read ahead': program(
    'w, x, y',
    'h = 0.0\ns = 0.0\nfor k in range(70):\n    h = 0.5 * h + w * x[k + 1]\n    s = s + (h - y[k])**2\nreturn s',
    { w: 0.5, x: SERIES.slice(0, 71), y: SERIES.slice(3, 73) },
  ),
  'what every pass leaves': program(
    'w, x',
    'h = np.zeros(80)\nm = 0.0\nfor k in range(80):\n    m = 0.9 * m + w * x[k]\n    h[k] = m\nreturn np.sum(h**2) * w',
    { w: 0.5, x: SERIES },
  ),
};

interface Emitted {
  readonly label: string;
  readonly code: string;
  readonly name: string;
  readonly args: readonly Value[];
  readonly names: readonly string[];
  readonly value: number;
  readonly gradient: readonly Value[];
}

function emitted(programs: Readonly<Record<string, Program>>, target: Target): Emitted[] {
  return Object.entries(programs).map(([label, { text, point }], i) => {
    const { value, problems } = openDocument(text, 'python').inspect(0, { entry: 'f', point });
    assert.ok(value, `${label}: ${problems[0]?.message}`);
    const { value: code, problems: why } = emit(value, target);
    assert.ok(code, `${label} in ${target}: ${why[0]?.message}`);
    assert.ok(code.split('\n').length < 60, `${label} in ${target} is written pass by pass:\n${code.slice(0, 2000)}`);
    const names = Object.keys(value.gradient);
    const name = `f${i}`;
    return {
      label,
      name,
      names,
      code: code.replace(/f_gradient|fGradient/g, name),
      args: names.map((input) => point[input] as Value),
      value: value.lines.find((line) => line.name === value.output.name)?.primal as number,
      gradient: names.map((input) => value.gradient[input] as Value),
    };
  });
}

function compare(each: Emitted, got: readonly number[]): void {
  const wanted = [each.value, ...each.gradient].flat(2) as number[];
  assert.equal(got.length, wanted.length, `${each.label}: ${got}\n${each.code}`);
  for (const [i, number] of wanted.entries()) {
    const isNear = Math.abs((got[i] ?? Number.NaN) - number) <= 1e-11 * Math.max(1, Math.abs(number));
    assert.ok(isNear, `${each.label}, number ${i}: ${got[i]}, not ${number}\n${each.code}`);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'gradient-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('JavaScript', () => {
  for (const each of emitted(NUMBERS, 'javascript')) {
    const f = vm.runInNewContext(`${each.code}; ${each.name}`) as (...args: readonly Value[]) => {
      value: number;
      gradient: Record<string, number>;
    };
    const { value, gradient } = f(...each.args);
    compare(each, [value, ...Object.values(gradient)]);
  }
});

for (const [target, module] of [
  ['python', 'numpy'],
  ['torch', 'torch'],
  ['jax', 'jax'],
] as const) {
  test(`${target} code`, (t) => {
    const python = pythonWith(module);
    const cases = [...emitted(NUMBERS, target), ...emitted(ARRAYS, target).map(renamed)];
    if (!python) {
      t.skip(`${module} is not installed`);
      return;
    }
    const convert = { python: 'numpy.asarray', torch: 'lambda x: torch.tensor(x, dtype=torch.float64)', jax: 'float' };
    const calls = cases.map(({ name, args }) => `show(${name}, ${JSON.stringify(args)})`);
    const path = join(folder, `loops_in_${target}.py`);
    writeFileSync(
      path,
      `import ${module}\n${cases.map(({ code }) => code).join('\n\n')}
convert = ${convert[target]}
def flat(x):
    if isinstance(x, tuple):
        return [number for each in x for number in flat(each)]
    x = x.tolist() if hasattr(x, "tolist") else x
    return x if isinstance(x, list) else [x]
def show(f, args):
    print(*flat(f(*[convert(each) for each in args])))
${calls.join('\n')}
`,
    );
    const run = spawnSync(python, [path], { encoding: 'utf8', maxBuffer: 1 << 26 });
    assert.equal(run.status, 0, run.stderr.slice(0, 2000));
    const rows = run.stdout.trim().split('\n');
    for (const [i, each] of cases.entries()) compare(each, (rows[i] ?? '').split(' ').map(Number));
  });
}

function renamed(each: Emitted): Emitted {
  const name = `array_${each.name}`;
  return { ...each, name, code: each.code.replace(`def ${each.name}`, `def ${name}`) };
}

test('C', (t) => {
  const cases = emitted(NUMBERS, 'c');
  const compiler = cCompiler();
  if (!compiler) {
    t.skip('no C compiler is installed');
    return;
  }
  const path = join(folder, 'loops.c');
  const calls = cases.map(
    ({ name, args }) =>
      `  printf("%.17g", ${name}(${[...args, 'gradient'].join(', ')})); for (int i = 0; i < ${args.length}; i++) printf(" %.17g", gradient[i]); printf("\\n");`,
  );
  writeFileSync(
    path,
    `${cases.map(({ code }) => code).join('\n')}
#include <stdio.h>
int main(void) {
  double gradient[8];
${calls.join('\n')}
  return 0;
}
`,
  );
  const built = join(folder, 'loops');
  const flags = ['-std=c99', '-Wall', '-Wextra', '-pedantic', '-O1', path, '-o', built, '-lm'];
  const build = spawnSync(compiler, flags, { encoding: 'utf8' });
  assert.equal(build.stderr, '');
  const rows = spawnSync(built, { encoding: 'utf8' }).stdout.trim().split('\n');
  for (const [i, each] of cases.entries()) compare(each, (rows[i] ?? '').split(' ').map(Number));
});

test('MATLAB, in Octave', (t) => {
  // MATLAB has no expression for an array with a part set, which is what ∂s/∂x of x[k + 1] is.
  const { 'two arrays, one read ahead': _, ...arrays } = ARRAYS;
  const cases = [...emitted(NUMBERS, 'matlab'), ...emitted(arrays, 'matlab')];
  if (!octave()) {
    t.skip('Octave is not installed');
    return;
  }
  const own = cases.map((each, i) => ({
    ...each,
    code: each.code.replaceAll(`${each.name}(`, `g${i}(`),
    name: `g${i}`,
  }));
  const text = (arg: Value) => (typeof arg === 'number' ? String(arg) : `[${arg.join('; ')}]`);
  const path = join(folder, 'loops_of_octave.m');
  writeFileSync(
    path,
    `1;
${own.map(({ code }) => code).join('\n')}
function show(f, point)
  [value, gradient] = f(point{:});
  printf('%.17g', value);
  if iscell(gradient)
    for i = 1:numel(gradient)
      printf(' %.17g', gradient{i});
    end
  else
    printf(' %.17g', gradient);
  end
  printf('\\n');
end
${own.map(({ name, args }) => `show(@${name}, {${args.map(text).join(', ')}});`).join('\n')}
`,
  );
  const run = spawnSync('octave', ['--no-gui', '--quiet', '--norc', path], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(run.status, 0, run.stderr.slice(0, 2000));
  const rows = run.stdout.trim().split('\n');
  for (const [i, each] of cases.entries()) compare(each, (rows[i] ?? '').split(' ').map(Number));
});

const LANGUAGES = {
  python: 'python',
  torch: 'python',
  jax: 'python',
  julia: 'julia',
  matlab: 'matlab',
  c: 'c',
  javascript: 'javascript',
  typescript: 'typescript',
} as const;

for (const [target, languageId] of Object.entries(LANGUAGES) as [keyof typeof LANGUAGES, string][]) {
  test(`${target} code is read back to the same numbers`, () => {
    for (const each of emitted(NUMBERS, target)) {
      const point = Object.fromEntries(each.names.map((name, i) => [name, each.args[i] as Value]));
      const got = inspectFunction(each.code, languageId, each.name, point);
      assert.ok(typeof got !== 'string', `${each.label}: ${got}\n${each.code}`);
      const isWhole = got.length > 1; // C and JavaScript give no tuple
      compare(isWhole ? each : { ...each, gradient: [] }, got);
    }
  });
}
