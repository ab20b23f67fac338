// Networks of torch.nn: their weights are inputs by their path, and shapes follow from the sizes of the layers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten, type Value } from '../../src/base/value.ts';
import { openDocument } from '../../src/core.ts';

const HEAD = 'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n';

function inspected(source: string, entry: string, point?: Readonly<Record<string, Value>>) {
  const { value, problems } = openDocument(HEAD + source, 'python').inspect(0, { entry, point, want: [] });
  assert.ok(value, `${source}: ${problems.map(({ message }) => message).join(' ')}`);
  return value;
}

function shapes(source: string, entry: string): Record<string, readonly number[]> {
  return Object.fromEntries(inspected(source, entry).inputs.map(({ name, shape }) => [name, shape]));
}

const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a}, not ${b}`);

test('a sequence of layers: value and gradients at given weights', () => {
  const source =
    'net = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1, bias=False))\ndef f(x):\n    return net(x).sum()\n';
  const point = {
    x: [0.5, -1],
    'net.0.weight': [
      [1, 2],
      [0.5, -0.3],
    ],
    'net.0.bias': [0.1, 0.2],
    'net.2.weight': [[0.7, -0.4]],
  };
  const value = inspected(source, 'f', point);
  const h = [Math.tanh(0.5 - 2 + 0.1), Math.tanh(0.25 + 0.3 + 0.2)] as const;
  near(value.output.value as number, 0.7 * h[0] - 0.4 * h[1]);
  assert.deepEqual(
    flatten(value.gradient['net.2.weight'] as Value).map((g) => g.toFixed(9)),
    h.map((g) => g.toFixed(9)),
  );
  const delta = [0.7 * (1 - h[0] ** 2), -0.4 * (1 - h[1] ** 2)] as const;
  const [a, b] = flatten(value.gradient['net.0.bias'] as Value);
  near(a as number, delta[0]);
  near(b as number, delta[1]);
  const weight = flatten(value.gradient['net.0.weight'] as Value);
  near(weight[3] as number, -delta[1]);
  near(flatten(value.gradient.x as Value)[0] as number, delta[0] + 0.5 * delta[1]);
});

const NETWORKS: readonly (readonly [source: string, entry: string, shapes: Record<string, readonly number[]>])[] = [
  [
    'net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))\ndef loss(x, y):\n    return F.mse_loss(net(x), y)\n',
    'loss',
    { x: [3], y: [1], 'net.0.weight': [4, 3], 'net.0.bias': [4], 'net.2.weight': [1, 4], 'net.2.bias': [1] },
  ],
  [
    'class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(2, 3)\n        self.scale = nn.Parameter(torch.randn(3))\n    def forward(self, x):\n        return self.scale * torch.relu(self.fc(x))\n',
    'forward',
    { x: [2], 'self.fc.weight': [3, 2], 'self.fc.bias': [3], 'self.scale': [3] },
  ],
  [
    'class Net(nn.Module):\n    def __init__(self, d, h=4):\n        super().__init__()\n        self.layers = nn.ModuleList([nn.Linear(d, h)] + [nn.Linear(h, h) for _ in range(1)])\n    def forward(self, x):\n        for layer in self.layers:\n            x = F.gelu(layer(x))\n        return x\n',
    'forward',
    {
      x: [3],
      'self.layers.0.weight': [4, 3],
      'self.layers.0.bias': [4],
      'self.layers.1.weight': [4, 4],
      'self.layers.1.bias': [4],
    },
  ],
  [
    'class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(2, 3)\n    def forward(self, x):\n        return self.fc(x)\nmodel = Net()\ncriterion = nn.CrossEntropyLoss()\ndef loss(x, target):\n    return criterion(model(x), target)\n',
    'loss',
    { x: [2], target: [3], 'net.fc.weight': [3, 2], 'net.fc.bias': [3] },
  ],
  [
    'def f(x):\n    for i in range(2):\n        layer = nn.Linear(3, 3, bias=False)\n        x = torch.tanh(layer(x))\n    return x\n',
    'f',
    { x: [3], 'layer.weight': [3, 3], 'layer_2.weight': [3, 3] },
  ],
  [
    'w = nn.Parameter(torch.randn(3, 2))\nb = torch.zeros(3, requires_grad=True)\ndef f(x):\n    return torch.sigmoid(w @ x + b).sum()\n',
    'f',
    { x: [2], w: [3, 2], b: [3] },
  ],
  [
    'import numpy as np\nrng = np.random.default_rng(0)\nX = rng.normal(size=(4, 3))\nv = np.random.randn(3)\ndef f(w):\n    return np.sum(X @ (w * v))\n',
    'f',
    { w: [], X: [4, 3], v: [3] },
  ],
];

test('weights are inputs by their path; the sizes of layers tell those of open inputs', () => {
  for (const [source, entry, expected] of NETWORKS) {
    const found = shapes(source, entry);
    assert.deepEqual(
      Object.fromEntries(Object.entries(found).sort()),
      Object.fromEntries(Object.entries(expected).sort()),
      source,
    );
  }
});

test('two layers under one name are two layers', () => {
  const source =
    'def f(x):\n    layers = []\n    for i in range(2):\n        layer = nn.Linear(1, 1, bias=False)\n        layers.append(layer)\n    for l in layers:\n        x = l(x)\n    return x.sum()\n';
  const value = inspected(source, 'f', { x: [3], 'layer.weight': [[2]], 'layer_2.weight': [[5]] });
  near(value.output.value as number, 30);
  near(flatten(value.gradient['layer.weight'] as Value)[0] as number, 15);
});
