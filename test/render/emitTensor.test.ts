// Gradients of tensors as code: NumPy's is run where Python has NumPy (and SciPy, where it is used), MATLAB's where
// Octave is, and must equal the engine's; the other targets are held to their shape, and refuse by name what they cannot say.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { reverseSweep } from '../../src/autodiff/reverse.ts';
import { type Builder, createBuilder } from '../../src/graph/builder.ts';
import { isConstant, isInput, type LineId, type WengertList } from '../../src/graph/list.ts';
import type { Target } from '../../src/primitives/row.ts';
import { plainShape, sizesOf } from '../../src/primitives/shape.ts';
import { scalars } from '../../src/primitives/table.ts';
import { tensors } from '../../src/primitives/tensorTable.ts';
import { emitGradient } from '../../src/render/emit.ts';
import { simplify } from '../../src/simplify/rewrite.ts';
import { isClose, type Point, randomPoint, tensorValues } from '../simplify/tensors.ts';
import { octave, pythonWith } from '../support/installed.ts';
import { grow, type Shapes, type Tree } from './tensorTrees.ts';

interface Sample {
  readonly label: string;
  readonly list: WengertList;
  readonly output: LineId;
  readonly inputs: readonly LineId[];
  readonly point: Point;
}

function sample(label: string, make: (builder: Builder) => LineId, point?: Point): Sample {
  const builder = createBuilder();
  const result = make(builder);
  const shape = builder.shape(result);
  const weights = builder.step('cos', [builder.step('mul', [builder.constant(0.5), result])]);
  const output = shape.length === 0 ? result : builder.step('sum', [builder.step('mul', [weights, result])]);
  const list = builder.finish([output]);
  const inputs = list.lines.flatMap((line, id) => (isInput(line) ? [id] : []));
  return { label, list, output, inputs, point: point ?? randomPoint(list, 5, false) };
}

/** Every row at its probes; positive definite where it asks for it. */
function rowSamples(): Sample[] {
  return Object.entries(tensors).flatMap(([row, { probe }]) =>
    probe.map(({ shapes, attributes, fill }, i) =>
      sample(`${row} ${i}`, (builder) => {
        const operands = shapes.map((shape, k) => {
          const input = builder.input(`x_${k}`, plainShape(shape));
          if (fill !== 'symmetric' && fill !== 'positiveDefinite') return input;
          return builder.step('add', [input, builder.apply('transpose', [input])]);
        });
        return builder.apply(row, operands, attributes);
      }),
    ),
  );
}

/** Every scalar row on vectors of its probes. */
function entrySamples(): Sample[] {
  return Object.entries(scalars).flatMap(([row, { arity, probe, domain, kink, value, show, logical }]) => {
    const good = probe.filter((x) => (domain?.holds(...x) ?? true) && !kink?.at(...x) && Math.abs(value(...x)) < 1e4);
    if (good.length === 0 || row === 'named' || logical || show === undefined) return [];
    const names = Array.from({ length: arity }, (_, k) => `x_${k}`);
    const point = new Map(names.map((name, k) => [name, good.map((x) => x[k] as number)]));
    return [
      sample(
        row,
        (b) =>
          b.step(
            row,
            names.map((name) => b.input(name, plainShape([good.length]))),
          ),
        point,
      ),
    ];
  });
}

const residual: Tree = ['sub', ['matmul', 'X', 'w'], 'y'];
const SHAPES: Shapes = { X: [5, 3], w: [3], y: [5], W: [4, 3], b: [4], V: [2, 4], s: [] };
const FORMULAS: Readonly<Record<string, Tree>> = {
  'least squares': ['sum', ['pow', residual, 2]],
  ridge: ['add', ['sum', ['pow', residual, 2]], ['mul', 's', ['matmul', 'w', 'w']]],
  'two layers': ['matmul', 'V', ['tanh', ['add', ['matmul', 'W', 'w'], 'b']]],
  'a batch': ['tanh', ['add', ['matmul', 'X', ['transpose', 'W']], 'b']],
  'a choice': ['select', ['gt', residual, 0], ['pow', residual, 2], ['neg', residual]],
  'one number for all': ['mul', ['exp', 's'], ['sub', 'X', 'w']],
};

const SAMPLES: readonly Sample[] = [
  ...rowSamples(),
  ...entrySamples(),
  ...Object.entries(FORMULAS).map(([label, tree]) => sample(label, (builder) => grow(builder, tree, SHAPES))),
];

function emitted({ list, output, inputs }: Sample, target: Target, functionName: string, derive = true) {
  const sweep = reverseSweep(list, output, { rewrite: simplify });
  const gradient = inputs.map((input) => (derive ? sweep.adjoint.get(input) : undefined));
  const names = list.lines.map((line, id) =>
    isInput(line) ? line.name : isConstant(line) ? line.text : id === output ? 'f' : `v_${id}`,
  );
  const request = {
    outputName: 'f',
    functionName,
    inputs,
    names,
    gradient,
    adjoint: derive ? sweep.adjoint : new Map(),
  };
  return { ...emitGradient(derive ? sweep.list : list, request, target), sweep, gradient };
}

/** By target: rows of tensors that it has no expression for, at some probe at least (along several axes, backwards, …). */
const REFUSED: Partial<Record<Target, string>> = {
  python: 'prodOthers scan',
  torch: 'index prod prodOthers scan',
  jax: 'prodOthers scan',
  julia:
    'broadcast einsum kthSmallest matmul prodOthers reshape roll scan scatter scatterAdd setIndex sortBy sumTo tril triu unsortBy',
  matlab: 'einsum kthSmallest prodOthers reshape roll scan scatter scatterAdd setIndex sortBy unsortBy',
};

const folder = mkdtempSync(join(tmpdir(), 'gradient-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function python(script: string) {
  const file = join(folder, 'script.py');
  writeFileSync(file, script);
  return spawnSync(pythonWith('numpy') ?? '', ['-W', 'ignore', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

test(
  'NumPy: emitted functions run and give the value and gradient of the engine',
  {
    skip: !pythonWith('numpy') && 'no NumPy',
  },
  () => runs('python', 400),
);

test('JAX: what NumPy has under the same names runs too', { skip: !pythonWith('numpy') && 'no NumPy' }, () =>
  runs('jax', 300),
);

/** Runs the samples; so many numbers or tensors must have been compared. */
function runs(target: 'python' | 'jax', least: number): void {
  const withScipy = pythonWith('numpy') === pythonWith('numpy', 'scipy.special');
  const cases = SAMPLES.flatMap((each, i) => {
    const whole = emitted(each, target, `f_${i}`);
    const result = whole.value === undefined ? emitted(each, target, `f_${i}`, false) : whole;
    const code = result.value?.replaceAll('import jax.numpy as jnp', 'import numpy as jnp');
    const isForeign = code === undefined || /\bjax\.|\.at\[/.test(code) || (code.includes('scipy') && !withScipy);
    return isForeign ? [] : [{ each, i, ...result, code }];
  });
  const calls = cases.map(({ each, i }) => {
    const given = each.inputs.map((id) => {
      const line = each.list.lines[id];
      const name = line && isInput(line) ? line.name : '';
      const numbers = JSON.stringify(each.point.get(name) ?? []);
      return line?.shape.length
        ? `np.array(${numbers}).reshape(${JSON.stringify(sizesOf(line.shape))})`
        : `${numbers}[0]`;
    });
    return `    lambda: f_${i}(${given.join(', ')}),`;
  });
  const script = [
    'import json',
    'import numpy as np',
    ...cases.map(({ code }) => code),
    `calls = [`,
    ...calls,
    ']',
    'def flat(x):',
    '    return [flat(y) for y in x] if isinstance(x, tuple) else np.asarray(x, dtype=float).ravel().tolist()',
    'def run(call):',
    '    try:',
    '        return flat(call())',
    '    except Exception as error:',
    '        return repr(error)',
    'print(json.dumps([run(call) for call in calls]))',
  ].join('\n');
  const { stdout, stderr, status } = python(script);
  assert.equal(status, 0, stderr);
  const results = JSON.parse(stdout.replaceAll('NaN', 'null').replaceAll('Infinity', '1e999')) as unknown[];
  let compared = 0;
  for (const [k, { each, gradient, sweep, code }] of cases.entries()) {
    const got = results[k];
    assert.ok(Array.isArray(got), `${each.label}: ${got}\n${code}`);
    const values = tensorValues(sweep.list, each.point);
    const derivatives = (gradient.length === 1 ? [got[1]] : got[1]) as (number | null)[][];
    for (const [j, line] of [each.output, ...gradient].entries()) {
      if (line === undefined) continue;
      const expected = values[line]?.data ?? new Float64Array();
      const actual = ((j === 0 ? got[0] : derivatives[j - 1]) as (number | null)[]).map((x) => x ?? Number.NaN);
      if (![...expected].every(Number.isFinite)) continue;
      compared++;
      assert.ok(
        isClose(expected, actual, 1e-9),
        `${each.label}, number ${j}: ${actual}, expected ${expected}\n${code}`,
      );
    }
  }
  assert.ok(compared > least, `${compared} compared`);
}

/** It knows no polygamma of negative numbers and no list of roots, and says so. */
const REFUSED_BY_OCTAVE = /^psi: Z must be|^nthroot: N must be/;

test('MATLAB: emitted functions run in Octave and give the value and gradient of the engine', (t) => {
  if (!octave()) {
    t.skip('no Octave');
    return;
  }
  const cases = SAMPLES.flatMap((each, i) => {
    if (each.list.lines.some(({ shape }) => shape.length > 2)) return []; // all is a matrix there
    const whole = emitted(each, 'matlab', `f_${i}`);
    const result = whole.value === undefined ? emitted(each, 'matlab', `f_${i}`, false) : whole;
    return result.value === undefined ? [] : [{ each, i, ...result, code: result.value }];
  });
  const calls = cases.map(({ each, i }) => {
    const given = each.inputs.map((id) => {
      const line = each.list.lines[id];
      const numbers = each.point.get(line && isInput(line) ? line.name : '') ?? [];
      const [rows = 1, columns = 1] = sizesOf(line?.shape ?? []);
      return `reshape([${[...numbers].join(' ')}], ${columns}, ${rows}).'`;
    });
    return `show(@f_${i}, {${given.join(', ')}});`;
  });
  const file = join(folder, 'tensors_of_octave.m');
  const script = `1;
${cases.map(({ code }) => code).join('\n')}
function show(f, point)
  try
    [value, gradient] = f(point{:});
    if ~iscell(gradient) gradient = num2cell(gradient); end
    for part = [{value}, gradient]
      printf('%.17g ', double(part{1}.'));
      printf(';');
    end
  catch problem
    printf('%s', strrep(problem.message, "\\n", ' '));
  end
  printf('\\n');
end
${calls.join('\n')}
`;
  writeFileSync(file, script);
  const run = spawnSync('octave', ['--no-gui', '--quiet', '--norc', file], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(run.status, 0, run.stderr.slice(0, 2000));
  const rows = run.stdout.trim().split('\n');
  let compared = 0;
  for (const [k, { each, gradient, sweep, code }] of cases.entries()) {
    const said = rows[k] ?? '';
    if (REFUSED_BY_OCTAVE.test(said)) continue;
    const got = said.split(';').map((numbers) => numbers.trim().split(' ').map(Number));
    const values = tensorValues(sweep.list, each.point);
    for (const [j, line] of [each.output, ...gradient].entries()) {
      const expected = line === undefined ? undefined : values[line]?.data;
      if (!expected || ![...expected].every(Number.isFinite)) continue;
      compared++;
      // Octave's inverse of erfc has seven digits near 0.
      const isNear = isClose(expected, got[j] ?? [], code.includes('erfcinv') ? 1e-6 : 1e-9);
      assert.ok(isNear, `${each.label}, number ${j}: ${said}, expected ${expected}\n${code}`);
    }
  }
  assert.ok(compared > 300, `${compared} compared`);
});

for (const target of ['python', 'torch', 'jax', 'julia', 'matlab'] as const) {
  test(`${target}: every row of tensors is written, or refused by its name`, () => {
    const refused = new Set<string>();
    for (const each of rowSamples()) {
      // All is a matrix in MATLAB.
      if (target === 'matlab' && each.list.lines.some(({ shape }) => shape.length > 2)) continue;
      const { value, problems, sweep } = emitted(each, target, 'f', false);
      if (value !== undefined) {
        assert.doesNotMatch(value, /undefined|\[object|\$\d/, `${each.label}: ${value}`);
        for (const [open, close] of ['()', '[]', '{}']) {
          assert.equal(value.split(open as string).length, value.split(close as string).length, value);
        }
        continue;
      }
      const row = each.label.split(' ')[0] ?? '';
      const [problem] = problems;
      assert.equal(problem?.code, 'noSpelling');
      assert.ok(
        sweep.list.lines.some(({ operation }) => problem?.message.startsWith(`${operation} `)),
        problem?.message,
      );
      refused.add(row);
    }
    assert.equal([...refused].toSorted().join(' '), REFUSED[target]);
  });
}

test('C, JavaScript and TypeScript refuse what is no number, by name', () => {
  for (const target of ['c', 'javascript', 'typescript'] as const) {
    for (const each of SAMPLES) {
      const { value, problems } = emitted(each, target, 'f');
      assert.equal(value, undefined, each.label);
      assert.match(problems[0]?.message ?? '', /^\w+(?: of tensors)? cannot be written in /);
    }
  }
});

test('a function of tensors reads like one written by hand', () => {
  const builder = createBuilder();
  const output = grow(builder, FORMULAS.ridge as Tree, SHAPES);
  const list = builder.finish([output]);
  const inputs = list.lines.flatMap((line, id) => (isInput(line) ? [id] : []));
  const each = { label: 'ridge', list, output, inputs, point: new Map() };
  assert.equal(
    emitted(each, 'python', 'ridge').value,
    `import numpy as np


def ridge(X, w, y, s):
    """Value and gradient of f: f, (df/dX, df/dw, df/dy, df/ds)."""
    v_4 = X @ w - y
    v_9 = w @ w
    f = np.sum(v_4 ** 2) + s * v_9
    d_X = 2 * np.outer(v_4, w)
    d_w = 2 * (X.T @ v_4) + 2 * s * w
    d_y = -(2 * v_4)
    return f, (d_X, d_w, d_y, v_9)
`,
  );
  assert.equal(
    emitted(each, 'julia', 'ridge').value,
    `using LinearAlgebra

# Value and gradient of f: f, (df/dX, df/dw, df/dy, df/ds).
function ridge(X, w, y, s)
    v_4 = X * w .- y
    v_9 = dot(w, w)
    f = sum(v_4 .^ 2) + s * v_9
    d_X = 2 .* (v_4 * transpose(w))
    d_w = 2 .* (transpose(X) * v_4) .+ 2 * s .* w
    d_y = -(2 .* v_4)
    return f, (d_X, d_w, d_y, v_9)
end
`,
  );
  assert.equal(
    emitted(each, 'matlab', 'ridge').value,
    `function [f, gradient] = ridge(X, w, y, s)
%RIDGE Value of f; gradient holds df/dX, df/dw, df/dy, df/ds.
    v_4 = X * w - y;
    v_9 = transpose(w) * w;
    f = sum(v_4 .^ 2, 1) + s .* v_9;
    d_X = 2 .* (v_4 * transpose(w));
    d_w = 2 .* (transpose(X) * v_4) + 2 .* s .* w;
    d_y = -(2 .* v_4);
    gradient = {d_X, d_w, d_y, v_9};
end
`,
  );
});
