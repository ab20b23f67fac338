// Gradients of deep networks, from notes and from programs: every layer's parameters against backpropagation by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect, type Value } from '../../src/core.ts';

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
  'NumPy, written out': ({ weights, biases, x, y }) => {
    const names = weights.map((_, i) => `${i + 1}`);
    const steps = names.map((name) => `    f = np.tanh(W${name} @ f + b${name})\n`).join('');
    const parameters = names.flatMap((name) => [`W${name}`, `b${name}`]).join(', ');
    return {
      text: `import numpy as np\n\ndef L(x, y, ${parameters}):\n    f = x\n${steps}    return np.sum((y - f)**2)\n`,
      languageId: 'python',
      point: {
        x,
        y,
        ...Object.fromEntries(weights.map((weight, i) => [`W${i + 1}`, weight])),
        ...Object.fromEntries(biases.map((bias, i) => [`b${i + 1}`, bias])),
      },
      layers: (gradient) => ({ weights: byLayer(names, 'W', gradient), biases: byLayer(names, 'b', gradient) }),
    };
  },
  'a loop over layers': ({ weights, biases, x, y }) => ({
    text: 'import numpy as np\n\ndef L(x, y, W, b):\n    f = x\n    for A, c in zip(W, b):\n        f = np.tanh(A @ f + c)\n    return np.sum((y - f)**2)\n',
    languageId: 'python',
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
