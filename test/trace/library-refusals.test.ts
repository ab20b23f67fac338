// What is not read is refused by name, at its place; what would be another number elsewhere is never guessed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';

const NUMPY = 'import numpy as np\n';
const TORCH = 'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n';

const REFUSED: readonly (readonly [head: string, body: string, message: RegExp])[] = [
  [NUMPY, 'np.partition(x, 1)[0]', /numpy\.partition is not read: .* order/],
  [NUMPY, 'np.argmax(x)', /numpy\.argmax is not read: .* no derivative/],
  [NUMPY, 'np.nanmedian(x)', /numpy\.nanmedian/],
  [NUMPY, 'np.percentile(x, 30, method="hazen")', /method 'hazen' is not read/],
  [NUMPY, 'np.sum(1j * x)', /numpy\.sum of a complex number is not read/],
  [NUMPY, '1j * x', /complex number; only steps towards/],
  [NUMPY, 'z = np.zeros(3, dtype=complex)\n    w = z\n    z[0] = x[0]\n    return w.real', /complex number/],
  // What a function counts of the entries that a mask takes is not the count of all.
  [
    NUMPY,
    'm = x > 0\n    g = lambda v: v / len(v)\n    y = x * 1\n    y[m] = g(x[m])\n    return y',
    /How many entries a mask takes/,
  ],
  [
    NUMPY,
    'm = x > 0\n    g = lambda v: v - v.mean()\n    y = x * 1\n    y[m] = g(x[m])\n    return y',
    /How many entries a mask takes/,
  ],
  [
    NUMPY,
    'm = x > 0\n    y = x * 1\n    y[m] = frobnicate(x[m])\n    return y',
    /branch that could not be read .*frobnicate/,
  ],
  [NUMPY, 'np.where(x > 0)', /places where a condition holds/],
  [NUMPY, 'np.sum(np.flatnonzero(x > 0))', /places where a condition holds/],
  [NUMPY, 'np.sum(x, where=x > 0)', /where= is not read/],
  [NUMPY, 'np.sum(x, surprise=1)', /surprise= is not read/],
  [NUMPY, 'np.sum(x, axis=3, out=None)', /no axis 3/],
  [NUMPY, 'np.interp(x, x, x)', /numpy\.interp/],
  [NUMPY, 'np.linalg.svd(x)', /linalg\.svd/],
  [NUMPY, 'np.linalg.norm(np.outer(x, x), 2)', /spectral norm/],
  [NUMPY, 'np.linalg.norm(x, 0)', /no derivative/],
  [NUMPY, 'x * np.random.randn(3)', /random numbers/],
  [NUMPY, 'np.random.normal(size=3) @ x', /random numbers/],
  [NUMPY, 'np.frobnicate(x)', /numpy\.frobnicate is not a function that is known here/],
  [NUMPY, 'np.vectorize(lambda t: 0 if t < 0 else t)(np.linspace(-1, 1, 4)) @ np.ones(4) * x', /whole numbers/],
  [NUMPY, 'y = np.array([1, 2, 3])\n    y[0] = x[0]\n    return y @ x', /whole numbers/],
  [NUMPY, 'y = np.arange(3)\n    y[0] = x[0]\n    return y @ x', /whole numbers/],
  [NUMPY, 'y = x.reshape(3, 1)\n    x[0] = 1\n    return y * 2', /changed in place/],
  [NUMPY, 'y = x[1:]\n    z = y[1:]\n    x[2] = 1\n    return z * 2', /changed in place/],
  [NUMPY, 'y = np.outer(x, x).T\n    return y.reshape(2, 2)', /do not fit/],
  [NUMPY, 'M = np.outer(x, x)\n    for row in M:\n        row[0] = 1\n    return M', /view/],
  [NUMPY, 'x.sort()\n    return x', /sort is not read: in NumPy it changes the array in place/],
  [TORCH, 'x.detach() * x', /detach is not read: it stops gradients/],
  [TORCH, 'torch.randn(3) * x', /random numbers/],
  [TORCH, 'F.dropout(x, 0.5) * x', /random numbers/],
  [TORCH, 'nn.Conv2d(1, 2, 3)(x)', /nn\.Conv2d is not read/],
  [TORCH, 'F.cross_entropy(x, torch.tensor(7))', /whole numbers from 0 to 2/],
  [TORCH, 'F.mse_loss(x, x, reduction="median")', /median/],
  [TORCH, 'torch.max(x, torch.tensor(0))', /axis is not clear/],
  [TORCH, 'x.view(2, 2)', /do not fit/],
  [NUMPY + TORCH, 'x.std()', /divides by n in NumPy and by n − 1 in PyTorch/],
  ['import numpy as np\nimport pandas as pd\n', 'x.std()', /divides by n/],
  [NUMPY + TORCH, 'np.outer(x, x).transpose(0, 1)', /NumPy and PyTorch/],
  ['', 'sorted([x[0], x[1]], key=abs)[0]', /key= is not read/],
  [NUMPY, 'np.arange(x[0], 6)', /starts, ends or steps by an input/],
  [NUMPY, 'np.arange(0, 1, x[2])', /starts, ends or steps by an input/],
  [NUMPY, 'np.arange(0, x[2], 0.5)', /starts, ends or steps by an input/],
];

test('what is not read is refused with its reason', () => {
  for (const [head, body, message] of REFUSED) {
    const source = `${head}def f(x):\n    ${body.includes('return') ? body : `return ${body}`}\n`;
    const { value, problems } = openDocument(source, 'python').inspect(0, {
      entry: 'f',
      point: { x: [0.7, -1.2, 1.9] },
      want: [],
    });
    assert.equal(value, undefined, source);
    assert.match(problems.map((problem) => problem.message).join(' '), message, source);
    assert.ok(
      problems.every(({ span }) => span !== undefined && span.to > span.from),
      source,
    );
  }
});
