// What is computed: inputs, which of them the gradient is by, and the text that the product reads.
import { random } from './random.mjs';

/**
 * `inputs` come first those that the gradient is by, then data. `params` are handed to the peers that are programs.
 * `quick`: part of a quick run.
 */
const values = (count, from, to, seed) => {
  const next = random(seed);
  return Float64Array.from({ length: count }, () => from + (to - from) * next());
};

function workedExample() {
  return {
    id: 'W1',
    name: 'worked example',
    params: [],
    by: [{ name: 'x', sizes: [], values: Float64Array.of(0.8) }],
    data: [],
    language: 'plaintext',
    text: 'f(x) = sqrt(x^2 + exp(x^2)) + cos(x^2 + exp(x^2))',
    quick: true,
  };
}

function rosenbrock(n, quick) {
  return {
    id: 'W2',
    name: `Rosenbrock, n = ${n}`,
    params: [n],
    by: [{ name: 'x', sizes: [n], values: values(n, 0.5, 1.5, 2) }],
    data: [],
    language: 'python',
    text: 'import numpy as np\ndef f(x):\n    return np.sum(100 * (x[1:] - x[:-1]**2)**2 + (1 - x[:-1])**2)\n',
    quick,
  };
}

function repeated(K, quick) {
  return {
    id: 'W3',
    name: `y ← sin(y)·x + y/2, K = ${K}`,
    params: [K],
    by: [{ name: 'x', sizes: [], values: Float64Array.of(0.8) }],
    data: [],
    language: 'python',
    text: `import math\ndef f(x):\n    y = x\n    for i in range(${K}):\n        y = math.sin(y) * x + y / 2\n    return y\n`,
    quick,
  };
}

function network(n, layers, quick) {
  const by = [];
  let body = '';
  for (let l = 1; l <= layers; l++) {
    by.push({ name: `A${l}`, sizes: [n, n], values: values(n * n, -1.7 / Math.sqrt(n), 1.7 / Math.sqrt(n), 10 + l) });
    by.push({ name: `b${l}`, sizes: [n], values: values(n, -0.5, 0.5, 1000 + l) });
    const inner = `A${l} @ h + b${l}`;
    body += `    h = ${l < layers ? `np.tanh(${inner})` : inner}\n`;
  }
  const names = by.map(({ name }) => name).join(', ');
  return {
    id: 'W4',
    name: `tanh network, width ${n}, ${layers} layers`,
    params: [n, layers],
    by,
    data: [
      { name: 'x', sizes: [n], values: values(n, -1, 1, 5) },
      { name: 'y', sizes: [n], values: values(n, -1, 1, 6) },
    ],
    language: 'python',
    text: `import numpy as np\ndef f(${names}, x, y):\n    h = x\n${body}    return np.sum((h - y)**2)\n`,
    quick,
  };
}

const POINTS = 1000;

/** ADBench's Gaussian mixture; of L only what lies below the diagonal counts. Wishart prior with γ = 1, m = 0. */
function mixture(d, k, quick) {
  return {
    id: 'W5',
    name: `Gaussian mixture, d = ${d}, k = ${k}`,
    params: [d, k, POINTS],
    by: [
      { name: 'alphas', sizes: [k], values: values(k, -1, 1, 7) },
      { name: 'means', sizes: [k, d], values: values(k * d, -1, 1, 8) },
      { name: 'q', sizes: [k, d], values: values(k * d, -0.5, 0.5, 9) },
      { name: 'L', sizes: [k, d, d], values: values(k * d * d, -0.5, 0.5, 10) },
    ],
    data: [{ name: 'X', sizes: [POINTS, d], values: values(POINTS * d, -2, 2, 11) }],
    language: 'python',
    text: `import numpy as np
from scipy.special import logsumexp
def f(alphas, means, q, L, X):
    low = np.tril(L, -1)
    D = X[:, None, :] - means
    Y = np.exp(q) * D + np.einsum('kij,nkj->nki', low, D)
    inner = alphas + np.sum(q, axis=1) - 0.5 * np.sum(Y**2, axis=2)
    prior = 0.5 * (np.sum(np.exp(q)**2) + np.sum(low**2))
    return np.sum(logsumexp(inner, axis=1)) - ${POINTS} * logsumexp(alphas) + prior
`,
    quick,
  };
}

export const workloads = [
  workedExample(),
  rosenbrock(2),
  rosenbrock(10, true),
  rosenbrock(1000, true),
  rosenbrock(100_000),
  repeated(10),
  repeated(100, true),
  repeated(1000, true),
  repeated(10_000),
  repeated(100_000, true),
  repeated(1_000_000),
  network(4, 2),
  network(32, 2, true),
  network(256, 2, true),
  network(32, 3),
  network(32, 10),
  network(32, 50),
  mixture(2, 5, true),
  mixture(10, 25),
];

/** All numbers of a workload in one array, as peers that are programs get them. */
export function flat({ by, data }) {
  const parts = [...by, ...data].map((part) => part.values);
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** How many of them the gradient is by. */
export function wanted({ by }) {
  return by.reduce((sum, part) => sum + part.values.length, 0);
}
