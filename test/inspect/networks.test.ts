// Gradients of deep networks, from notes and from programs: every layer's parameters against backpropagation by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finished } from '../../src/base/pauses.ts';
import { inspect, type Value } from '../../src/core.ts';
import { prune } from '../../src/graph/builder.ts';
import { prepare } from '../../src/inspect/followed.ts';
import { openingSource } from '../../src/inspect/source.ts';
import { sweepPrepared } from '../../src/inspect/sweep.ts';
import { targetNamed } from '../../src/inspect/target.ts';

const WIDTH = 2;

interface Network {
  readonly weights: readonly number[][][];
  readonly biases: readonly number[][];
  readonly x: readonly number[];
  readonly y: readonly number[];
}

function network(depth: number): Network {
  const layers = Array.from({ length: depth }, (_, i) => i);
  return {
    weights: layers.map((i) => [
      [0.9, -0.7 + 0.01 * i],
      [0.6, 0.8 - 0.005 * i],
    ]),
    biases: layers.map((i) => [0.1 - 0.002 * i, -0.2 + 0.01 * i]),
    x: [0.3, -0.4],
    y: [0.1, 0.2],
  };
}

/** L = ‖y − f_K‖², f_i = tanh(A_i f_{i−1} + b_i), worked by hand: δ_i = (∂L/∂f_i)(1 − f_i²). */
function byHand({ weights, biases, x, y }: Network): { value: number; weights: number[][][]; biases: number[][] } {
  const layers: number[][] = [[...x]];
  for (const [i, weight] of weights.entries()) {
    const before = layers[i] as number[];
    layers.push(
      weight.map((row, r) =>
        Math.tanh(row.reduce((sum, entry, c) => sum + entry * (before[c] as number), 0) + (biases[i]?.[r] as number)),
      ),
    );
  }
  const last = layers[weights.length] as number[];
  let upstream = last.map((entry, r) => 2 * (entry - (y[r] as number)));
  const value = last.reduce((sum, entry, r) => sum + (entry - (y[r] as number)) ** 2, 0);
  const result = { value, weights: [] as number[][][], biases: [] as number[][] };
  for (let i = weights.length - 1; i >= 0; i--) {
    const after = layers[i + 1] as number[];
    const before = layers[i] as number[];
    const delta = upstream.map((entry, r) => entry * (1 - (after[r] as number) ** 2));
    result.weights.unshift(delta.map((entry) => before.map((other) => entry * other)));
    result.biases.unshift(delta);
    upstream = before.map((_, c) => delta.reduce((sum, entry, r) => sum + entry * (weights[i]?.[r]?.[c] as number), 0));
  }
  return result;
}

interface Written {
  readonly text: string;
  readonly languageId: string;
  readonly point: Readonly<Record<string, Value>>;
  /** The gradients by layer, as the notation names them. */
  readonly layers: (gradient: Readonly<Record<string, Value>>) => { weights: Value[]; biases: Value[] };
}

const byLayer = (names: readonly string[], prefix: string, gradient: Readonly<Record<string, Value>>) =>
  names.map((name) => gradient[`${prefix}${name}`] as Value);

/** W1, b1, …: values and names. */
function numbered({ weights, biases, x, y }: Network): Pick<Written, 'point' | 'layers'> & { names: string[] } {
  const names = weights.map((_, i) => `${i + 1}`);
  return {
    names,
    point: {
      x,
      y,
      ...Object.fromEntries(weights.map((weight, i) => [`W${i + 1}`, weight])),
      ...Object.fromEntries(biases.map((bias, i) => [`b${i + 1}`, bias])),
    },
    layers: (gradient) => ({ weights: byLayer(names, 'W', gradient), biases: byLayer(names, 'b', gradient) }),
  };
}

const parameters = (names: readonly string[]) => names.flatMap((name) => [`W${name}`, `b${name}`]).join(', ');

const NOTATIONS: Readonly<Record<string, (network: Network) => Written>> = {
  'a note in LaTeX': ({ weights, biases, x, y }) => ({
    text: `$$f_0 = x, \\quad f_i = \\tanh(A_{i-1} f_{i-1} + b_{i-1}), \\quad i = 1, \\ldots, K$$\n\n$$L = \\|y - f_K\\|^2$$`,
    languageId: 'markdown',
    point: {
      K: weights.length,
      x,
      y,
      ...Object.fromEntries(weights.map((weight, i) => [`A_${i}`, weight])),
      ...Object.fromEntries(biases.map((bias, i) => [`b_${i}`, bias])),
    },
    layers: (gradient) => {
      const names = weights.map((_, i) => `${i}`);
      return { weights: byLayer(names, 'A_', gradient), biases: byLayer(names, 'b_', gradient) };
    },
  }),
  'a note in LaTeX, A_i beside f_i': ({ weights, biases, x, y }) => {
    const names = weights.map((_, i) => `${i + 1}`);
    return {
      text: `\\begin{align}\nf_0 &= x, \\\\\nf_i &= \\tanh(A_i f_{i-1} + b_i), \\quad i = 1, \\dots, K, \\\\\nL &= \\|y - f_K\\|_2^2.\n\\end{align}`,
      languageId: 'latex',
      point: {
        K: weights.length,
        x,
        y,
        ...Object.fromEntries(weights.map((weight, i) => [`A_${i + 1}`, weight])),
        ...Object.fromEntries(biases.map((bias, i) => [`b_${i + 1}`, bias])),
      },
      layers: (gradient) => ({ weights: byLayer(names, 'A_', gradient), biases: byLayer(names, 'b_', gradient) }),
    };
  },
  'NumPy, written out': (network) => {
    const { names, ...rest } = numbered(network);
    const steps = names.map((name) => `    f = np.tanh(W${name} @ f + b${name})\n`).join('');
    const text = `import numpy as np\n\ndef L(x, y, ${parameters(names)}):\n    f = x\n${steps}    return np.sum((y - f)**2)\n`;
    return { text, languageId: 'python', ...rest };
  },
  'functions of PyTorch': (network) => {
    const { names, ...rest } = numbered(network);
    const steps = names.map((name) => `    x = torch.tanh(F.linear(x, W${name}, b${name}))\n`).join('');
    const text = `import torch\nimport torch.nn.functional as F\n\ndef L(x, y, ${parameters(names)}):\n${steps}    return F.mse_loss(x, y, reduction='sum')\n`;
    return { text, languageId: 'python', ...rest };
  },
  'a loop over layers': ({ weights, biases, x, y }) => ({
    text: 'import numpy as np\n\ndef L(x, y, W, b):\n    f = x\n    for A, c in zip(W, b):\n        f = np.tanh(A @ f + c)\n    return np.sum((y - f)**2)\n',
    languageId: 'python',
    point: { x, y, W: weights, b: biases },
    layers: ({ W, b }) => ({ weights: W as Value[], biases: b as Value[] }),
  }),
  'a loop over layers in JavaScript': ({ weights, biases, x, y }) => ({
    text: 'function L(x, y, W, b) {\n  let f = x;\n  for (let k = 0; k < W.length; k++) {\n    f = W[k].map((row, i) => Math.tanh(row.reduce((z, w, j) => z + w * f[j], b[k][i])));\n  }\n  return f.reduce((s, v, i) => s + (y[i] - v) ** 2, 0);\n}\n',
    languageId: 'javascript',
    point: { x, y, W: weights, b: biases },
    layers: ({ W, b }) => ({ weights: W as Value[], biases: b as Value[] }),
  }),
  'PyTorch modules': ({ weights, biases, x, y }) => {
    const layers = weights.map(() => `nn.Linear(${WIDTH}, ${WIDTH}), nn.Tanh()`).join(', ');
    const names = weights.map((_, i) => `${2 * i}`);
    return {
      text: `import torch\nfrom torch import nn\n\nnet = nn.Sequential(${layers})\n\ndef L(x, y):\n    return torch.sum((y - net(x))**2)\n`,
      languageId: 'python',
      point: {
        x,
        y,
        ...Object.fromEntries(weights.map((weight, i) => [`net.${2 * i}.weight`, weight])),
        ...Object.fromEntries(biases.map((bias, i) => [`net.${2 * i}.bias`, bias])),
      },
      layers: (gradient) => ({
        weights: names.map((name) => gradient[`net.${name}.weight`] as Value),
        biases: names.map((name) => gradient[`net.${name}.bias`] as Value),
      }),
    };
  },
};

const flat = (value: Value | undefined): number[] =>
  value === undefined ? [] : typeof value === 'number' ? [value] : value.flatMap(flat);

for (const [notation, write] of Object.entries(NOTATIONS)) {
  test(`networks of depth 1, 3, 10 and 50 in ${notation}: all parameters' gradients`, () => {
    for (const depth of [1, 3, 10, 50]) {
      const given = network(depth);
      const { text, languageId, point, layers } = write(given);
      const { value, problems } = inspect(text, languageId, 0, { entry: 'L', point, want: [] });
      assert.ok(value, `depth ${depth}: ${problems[0]?.message}`);
      const expected = byHand(given);
      assert.ok(Math.abs((value.output.value as number) - expected.value) <= 1e-14, `depth ${depth}: the value`);
      const found = layers(value.gradient);
      for (const kind of ['weights', 'biases'] as const) {
        for (const [i, wanted] of expected[kind].entries()) {
          const [got, all] = [flat(found[kind][i]), flat(wanted)];
          const scale = Math.max(...all.map(Math.abs));
          const worst = Math.max(...all.map((entry, k) => Math.abs(entry - (got[k] ?? Number.NaN)))) / scale;
          assert.ok(worst <= 1e-10, `depth ${depth}, layer ${i + 1}, ${kind}: off by ${worst}`);
        }
      }
    }
  });
}

test('a gradient by all parameters has at most four times the lines of its function, itself included', () => {
  for (const [notation, write] of Object.entries(NOTATIONS)) {
    for (const depth of [1, 10, 50]) {
      const { text, languageId, point } = write(network(depth));
      const source = finished(openingSource(text, languageId, {}));
      const target = targetNamed(source, 'L');
      assert.ok(target && 'item' in target, notation);
      const preparation = prepare(source, target, { entry: 'L', point });
      assert.ok('prepared' in preparation, notation);
      const { list, output, inputs } = preparation.prepared;
      const sweep = sweepPrepared(preparation.prepared);
      const gradient = inputs.map(({ line }) => sweep.adjoint.get(line) ?? -1);
      const count = prune(sweep.list, [output, ...gradient]).list.lines.length;
      assert.ok(
        count <= 4 * list.lines.length,
        `${notation}, depth ${depth}: ${count}, the function ${list.lines.length}`,
      );
    }
  }
});
