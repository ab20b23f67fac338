// Helpers that SciPy and scikit-learn call inside, masks and bit operators: values and gradients worked out by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten, type Value } from '../../src/base/value.ts';
import { openDocument } from '../../src/core.ts';

const NUMPY = 'import numpy as np\n';
const LAZY = `${NUMPY}from scipy._lib._util import _lazywhere, _lazyselect\n`;
const LEARN = `${NUMPY}from ..utils.validation import check_array, check_consistent_length, column_or_1d, _num_samples\n`;

type Point = Readonly<Record<string, Value>>;

const READ: readonly (readonly [source: string, point: Point, value: Value, gradient: Point])[] = [
  [
    `${LAZY}def f(x, c):\n    return _lazywhere((x > 0) & (c != 0), (x, c), lambda x, c: c*np.log(x), f2=lambda x, c: x*x)\n`,
    { x: [1, -3], c: 2 },
    [0, 9],
    {
      x: [
        [2, 0],
        [0, -6],
      ],
      c: [0, 0],
    },
  ],
  [`${LAZY}def f(x):\n    return _lazywhere(x < 5, (x,), lambda x: x**2, fillvalue=np.inf)\n`, { x: 3 }, 9, { x: 6 }],
  // Where both conditions hold, the later one counts.
  [
    `${LAZY}def f(x):\n    return _lazyselect([x > 0, x > 1], [lambda x: x, lambda x: 3*x], (x,))\n`,
    { x: [-1, 0.5, 2] },
    [0, 0.5, 6],
    {
      x: [
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 3],
      ],
    },
  ],
  [
    `${LEARN}def f(y, p):\n    check_consistent_length(y, p)\n    y = check_array(y, ensure_2d=False, dtype=[np.float64])\n    return np.sum((column_or_1d(y) - p)**2)/_num_samples(y)\n`,
    { y: [1, 2], p: [0, 4] },
    2.5,
    { y: [1, -2], p: [-1, 2] },
  ],
  [
    `${NUMPY}def f(x):\n    inside = ~(x < 0) & np.ones_like(x, dtype=bool) | (x < -2)\n    return np.where(inside, x**2, 0)\n`,
    { x: [3, -1, -3] },
    [9, 0, 9],
    {
      x: [
        [6, 0, 0],
        [0, 0, 0],
        [0, 0, -6],
      ],
    },
  ],
  [`${NUMPY}def f(x, y):\n    return np.copysign(x, y)\n`, { x: 2, y: -3 }, -2, { x: -1, y: 0 }],
  [`${NUMPY}def f(x, y):\n    return np.copysign(x, 0*y)\n`, { x: 2, y: -3 }, -2, { x: -1, y: 0 }],
  [
    `${NUMPY}def f(x, out=None):\n    z = np.zeros_like(x, dtype=float)\n    np.exp(0*x, out=z)\n    return np.sin(x*z, out=out)\n`,
    { x: [0, 1] },
    [0, Math.sin(1)],
    {
      x: [
        [1, 0],
        [0, Math.cos(1)],
      ],
    },
  ],
  [
    `${NUMPY}def f(x, y):\n    a, b = np.broadcast_arrays(x, y)\n    return np.sum(a*b)\n`,
    { x: 2, y: [1, 5] },
    12,
    { x: 6, y: [2, 2] },
  ],
  // Masks on inputs: entries taken and set where the same mask holds.
  [
    `${NUMPY}def f(x, a):\n    low = np.less(x, a)*np.greater(x, 0)\n    v = np.ones_like(x)\n    v[low] = a/x[low]\n    big = x[x >= a]\n    v[x >= a] = -np.sqrt(big)*2\n    v[np.where(np.isnan(v))] = 5.0\n    return v\n`,
    { x: [1, 4, -3], a: 3 },
    [3, -4, 1],
    {
      x: [
        [-3, 0, 0],
        [0, -0.5, 0],
        [0, 0, 0],
      ],
      a: [1, 0, 0],
    },
  ],
  // What raises stands in a branch that is not taken: it says nothing here.
  [
    `def f(x, p=0):\n    if p < 0:\n        y = x\n    elif p == 0:\n        y = x**2\n    elif p < 1:\n        raise ValueError\n    elif p > 3:\n        y = x**4\n    else:\n        raise ValueError\n    return y\n`,
    { x: 3, p: 0 },
    9,
    { x: 6 },
  ],
  [
    `def f(x, form='Mean'):\n    message = f"{form} of {x} "\n    if x < 0:\n        raise ValueError(message + 'is positive')\n    return x if form.lower().startswith(('mean', 'average')) else 2*x\n`,
    { x: 3 },
    3,
    { x: 1 },
  ],
  [
    `class Model:\n    @property\n    def power(self):\n        return self._power\n    @power.setter\n    def power(self, value):\n        self._power = value\n    def variance(self, mu):\n        return mu**self.power\ndef f(mu, p):\n    m = Model()\n    m.power = p\n    return m.variance(mu)\n`,
    { mu: 2, p: 3 },
    8,
    { mu: 12, p: 8 * Math.log(2) },
  ],
  [
    `${NUMPY}from scipy.stats import gmean\ndef f(x):\n    return gmean(x, axis=1)\n`,
    { x: [[1, 4]] },
    [2],
    { x: [[1, 0.25]] },
  ],
  [
    `import scipy.stats\nclass Link:\n    def __init__(self, dist=scipy.stats.norm):\n        self.dist = dist\n    def f(self, z):\n        return 2*self.dist.cdf(z)\n`,
    { z: 0 },
    1,
    { z: Math.sqrt(2 / Math.PI) },
  ],
  [`${NUMPY}def f(x):\n    x = np.atleast_1d(x)\n    return np.sum(x[1:]*x[:-1])\n`, {}, 2.16, { x: [0.8, 2.7, 0.8] }],
  // P(1/2, 1/2) = erf(√(1/2)); the F distribution of 2 and 2 degrees is x/(1 + x).
  [
    `from scipy import special as sc\ndef f(x):\n    return sc.chdtr(1, x)\n`,
    { x: 1 },
    0.682689492137086,
    { x: 0.241970724519143 },
  ],
  [`from scipy import special as sc\ndef f(x):\n    return sc.fdtr(2, 2, x)\n`, { x: 3 }, 0.75, { x: 0.0625 }],
  // SciPy 1.10: spherical_jn(2, 0.7), its derivative, and so on.
  [
    'from scipy.special import spherical_jn\ndef f(z):\n    return spherical_jn(2, z)\n',
    { z: 0.7 },
    0.03153878037661474,
    { z: 0.08693207621971072 },
  ],
  [
    'from scipy.special import spherical_yn as y\ndef f(z):\n    return y(3, z)\n',
    { z: -2.1 },
    -1.2845701875051379,
    { z: -1.7827195864611736 },
  ],
  [
    'from scipy.special import spherical_in as i\ndef f(z):\n    return i(2, z, derivative=True)\n',
    { z: 0.7 },
    0.1000013837778729,
    {},
  ],
  [
    'from scipy.special import spherical_kn as k\ndef f(z):\n    return k(2, z)\n',
    { z: 0.7 },
    12.712513512097772,
    { z: -57.18844246191083 },
  ],
  [
    'from scipy.stats import norm\ndef f(x):\n    return norm._cdf(x) + norm._pdf(0*x)\n',
    { x: 0 },
    0.898942280401,
    { x: 0.3989422804014327 },
  ],
  [`${NUMPY}def f(x, *a):\n    return a[0]*x + a[1]\n`, { x: 2, a: [3, 4] }, 10, { x: 3, a: [2, 1] }],
  [`${NUMPY}def f(x, *a):\n    p, q = a\n    return p*q*x\n`, { x: 2, a: [3, 4] }, 24, { x: 12, a: [8, 6] }],
  // Handed on, they may be none.
  [`${NUMPY}def g(x, k=2):\n    return k*x\ndef f(x, *a):\n    return g(x, *a)\n`, { x: 3 }, 6, { x: 2 }],
  [
    `${NUMPY}def f(x):\n    return np.sum(x.reshape(3, -1, order='F')[0] * [1, 2])\n`,
    { x: [1, 2, 3, 4, 5, 6] },
    9,
    { x: [1, 0, 0, 2, 0, 0] },
  ],
  [`${NUMPY}def f(x):\n    return np.rollaxis(np.stack((x, 2*x, 3*x)), 0, 2)[1]\n`, { x: [1, 2] }, [2, 4, 6], {}],
  ['class A:\n    def f(self, x):\n        return x + getattr(self, "shift", 5)\n', { x: 1 }, 6, { x: 1 }],
  [
    'class A:\n    def g(self, x):\n        return x**2\nclass B(A):\n    def g(self, x):\n        return x\n    def f(self, x):\n        return super().g(x) + self.g(x)\n',
    { x: 3 },
    12,
    { x: 7 },
  ],
  [
    `from astropy import units as u\ndef f(x, k):\n    if isinstance(k, u.Quantity):\n        k = k.value\n    return k*x\n`,
    { x: 2, k: 3 },
    6,
    { x: 3, k: 2 },
  ],
];

function inspect(source: string, point: Point) {
  return openDocument(source, 'python').inspect(0, { entry: 'f', point, want: [] });
}

test('helpers of SciPy and scikit-learn, masks and out= have the values and gradients worked out by hand', () => {
  for (const [source, point, value, gradient] of READ) {
    const { value: found, problems } = inspect(source, point);
    assert.ok(found, `${source}${problems.map(({ message }) => message).join(' ')}`);
    assert.deepEqual(flatten(found.output.value).map(round), flatten(value).map(round), source);
    for (const [name, expected] of Object.entries(gradient)) {
      assert.deepEqual(
        flatten(found.gradient[name] ?? 0).map(round),
        flatten(expected).map(round),
        `${name}: ${source}`,
      );
    }
  }
});

function round(entry: number): number {
  return Math.round(entry * 1e9) / 1e9 + 0;
}

test('where the first default point would raise an error another one is tried', () => {
  const source = 'def f(x):\n    if x > 0.9:\n        raise ValueError\n    return 1/(1 - x)\n';
  const { value } = openDocument(source, 'python').inspect(0, { entry: 'f', want: [] });
  assert.equal(value?.inputs[0]?.value, 0.5);
  assert.equal(value?.output.value, 2);
});

const REFUSED: readonly (readonly [source: string, message: RegExp])[] = [
  // SciPy hands over only some of the entries: their mean is another one.
  [`${LAZY}def f(x):\n    return _lazywhere(x > 0, (x,), lambda x: x - np.mean(x), fillvalue=0)\n`, /entry by entry/],
  [`${NUMPY}def f(x):\n    return np.sum(x) & 3\n`, /Bit operators/],
  [`${NUMPY}def f(x):\n    return ~x\n`, /Bit operators/],
  [`${NUMPY}def f(x, y):\n    z = np.zeros(2)\n    return np.exp(x, out=z)\n`, /out= is read for arrays/],
  [`${NUMPY}def f(x):\n    return np.clip(x, 2, 1)\n`, /lower bound is above the upper one/],
  [`${NUMPY}def f(x):\n    return np.clip(x, x[0], x[1])\n`, /lower bound is above the upper one/],
  [`${NUMPY}def f(x):\n    return np.mean(x[x > 0])\n`, /How many entries a mask takes/],
  [`${NUMPY}def f(x):\n    y = x*1.0\n    y[x > 0] = x[x < 0]\n    return y\n`, /How many entries a mask takes/],
  [`${NUMPY}def f(x):\n    return x[x > 0] + x\n`, /How many entries a mask takes/],
  [`${LEARN}def f(x):\n    return np.sum(check_array(x))\n`, /no matrix is given/],
];

test('where helpers would give another number the program is refused', () => {
  for (const [source, message] of REFUSED) {
    const { value, problems } = inspect(source, { x: [0.7, -1.2, 1.9] });
    assert.equal(value, undefined, source);
    assert.match(problems.map((problem) => problem.message).join(' '), message, source);
  }
});
