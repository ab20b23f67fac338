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

/** Operations of random graphs, in this order in the data: what the interpreter and the switch in C both have. */
export const GRAPH = ['add', 'sub', 'mul', 'div', 'neg', 'abs', 'sqrt', 'max', 'min'];
const GRAPH_INPUTS = 16;
const GRAPH_WINDOW = 400;

/**
 * A graph of at least so many operations, each on any of the 400 values before it, as a table: operation, first and second operand.
 * Factors and divisors are inputs, roots are taken of sizes, so that all values are numbers. Results are the last 16, and
 * every operation counts for one of them.
 */
function graph(least, quick) {
  let table = [];
  for (let tries = least; table.length < 3 * least; tries *= 1.5) table = needed(randomTable(Math.ceil(tries)));
  const count = table.length / 3;
  return {
    id: 'W7',
    name: `interpreter alone, random graph of ${count} operations`,
    params: [count],
    by: [{ name: 'x', sizes: [GRAPH_INPUTS], values: values(GRAPH_INPUTS, 0.5, 1.5, 12) }],
    data: [{ name: 'table', sizes: [3 * count], values: Float64Array.from(table) }],
    language: '',
    text: '',
    quick,
  };
}

function randomTable(count) {
  const next = random(count);
  const table = [];
  const sizes = [];
  for (let i = 0; i < count; i++) {
    const among = Math.min(GRAPH_WINDOW, GRAPH_INPUTS + i);
    const any = () => GRAPH_INPUTS + i - 1 - Math.floor(next() * among);
    const input = () => Math.floor(next() * GRAPH_INPUTS);
    let op = Math.floor(next() * GRAPH.length);
    if (GRAPH[op] === 'sqrt' && sizes.length === 0) op = GRAPH.indexOf('abs');
    const first =
      GRAPH[op] === 'sqrt'
        ? sizes[sizes.length - 1 - Math.floor((next() * Math.min(GRAPH_WINDOW, sizes.length)) / GRAPH.length)]
        : any();
    const isFactor = GRAPH[op] === 'mul' || GRAPH[op] === 'div';
    const second = ONE_OPERAND.has(GRAPH[op]) ? first : isFactor ? input() : any();
    if (GRAPH[op] === 'abs') sizes.push(GRAPH_INPUTS + i);
    table.push(op, first, second);
  }
  return table;
}

const ONE_OPERAND = new Set(['neg', 'abs', 'sqrt']);

/** The rows that the last 16 results rest on, renumbered. */
function needed(table) {
  const count = table.length / 3;
  const isNeeded = new Uint8Array(GRAPH_INPUTS + count);
  isNeeded.fill(1, count);
  for (let i = count - 1; i >= 0; i--) {
    if (isNeeded[GRAPH_INPUTS + i]) for (const k of [1, 2]) isNeeded[table[3 * i + k]] = 1;
  }
  const moved = Array.from({ length: GRAPH_INPUTS }, (_, i) => i);
  const kept = [];
  for (let i = 0; i < count; i++) {
    moved.push(GRAPH_INPUTS + kept.length / 3);
    if (isNeeded[GRAPH_INPUTS + i]) kept.push(table[3 * i], moved[table[3 * i + 1]], moved[table[3 * i + 2]]);
  }
  return kept;
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
  graph(3000, true),
  graph(30_000, true),
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
