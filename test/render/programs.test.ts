// Whole programs and notes as code of every language, read back by our own readers: the same value, the same gradient.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten } from '../../src/base/value.ts';
import { emit, openDocument, type Target, type Value } from '../../src/core.ts';
import { evaluateSteps, inspectFunction } from './readBack.ts';

interface Case {
  readonly text: string;
  readonly languageId: string;
  readonly entry?: string;
  readonly point: Readonly<Record<string, Value>>;
  /** Targets that are refused, and in which words. */
  readonly refused?: RegExp;
}

/** Languages without arrays. */
const MATRICES = /^(?:matmul|reshape|sum|outer) cannot be written in (?:C|JavaScript|TypeScript)\./;

const CASES: Readonly<Record<string, Case>> = {
  'the worked example': {
    text: '$$f(x) = \\sqrt{x^2 + \\exp(x^2)} + \\cos(x^2 + \\exp(x^2))$$\n',
    languageId: 'markdown',
    point: { x: 0.8 },
  },
  'a function with branches and a helper': {
    text: 'import math\n\ndef g(u):\n    return math.log(1 + u * u)\n\ndef f(x, y):\n    s = 0.0\n    for k in range(3):\n        s += g(x + k) * y\n    return s if s > 0 else -s\n',
    languageId: 'python',
    entry: 'f',
    point: { x: 0.7, y: -1.2 },
  },
  'a network of two layers': {
    text: 'import numpy as np\n\ndef loss(W, b, V, x, y):\n    h = np.tanh(W @ x + b)\n    return np.sum((V @ h - y) ** 2)\n',
    languageId: 'python',
    entry: 'loss',
    point: {
      W: [
        [0.2, -0.4],
        [0.5, 0.1],
        [-0.3, 0.7],
      ],
      b: [0.1, -0.2, 0.3],
      V: [
        [0.6, -0.5, 0.4],
        [0.2, 0.9, -0.8],
      ],
      x: [1.1, -0.7],
      y: [0.25, -0.5],
    },
    refused: MATRICES,
  },
};

const LANGUAGES = {
  python: 'python',
  torch: 'python',
  jax: 'python',
  julia: 'julia',
  matlab: 'matlab',
  c: 'c',
  javascript: 'javascript',
  typescript: 'typescript',
} as const satisfies Partial<Record<Target, string>>;

/** The value and each derivative by itself: arrays of several shapes are no array together. */
function read(code: string, language: string, name: string, given: Readonly<Record<string, Value>>): number[] | string {
  const [whole = '', before = '', names = '', after = ''] =
    /^(\s*return [^,\n]+, )\(([^()\n]+)\)()$|^(\s*gradient = )\{([^{}\n]+)\}(;)$/m
      .exec(code)
      ?.filter((part) => part !== undefined) ?? [];
  if (whole === '' || !Object.values(given).some(Array.isArray)) return inspectFunction(code, language, name, given);
  const numbers: number[] = [];
  for (const [i, each] of names.split(', ').entries()) {
    const got = inspectFunction(
      code.replace(whole, () => `${before}${each}${after}`),
      language,
      name,
      given,
    );
    if (typeof got === 'string') return got;
    numbers.push(...(i === 0 ? got : got.slice(1)));
  }
  return numbers;
}

for (const [label, { text, languageId, entry, point, refused }] of Object.entries(CASES)) {
  const { value, problems } = openDocument(text, languageId).inspect(3, { point, ...(entry && { entry }) });

  test(`${label} is read back from every language`, () => {
    assert.ok(value, problems[0]?.message);
    const names = Object.keys(value.gradient);
    const given = Object.fromEntries(names.map((name) => [name, point[name] as Value]));
    const wanted = [value.output.value, ...Object.values(value.gradient)].flatMap((each) => flatten(each as Value));
    for (const [target, language] of Object.entries(LANGUAGES) as [keyof typeof LANGUAGES, string][]) {
      const { value: code, problems: why } = emit(value, target);
      if (code === undefined) {
        assert.match(why[0]?.message ?? '', refused ?? /never/, `${label} in ${target}`);
        continue;
      }
      const name = /(\w+_?[gG]radient)\b/.exec(code.replaceAll(/^\s*(?:#|%|"""|\/\*).*$/gm, ''))?.[0] ?? '';
      const got = read(code, language, name, given);
      assert.ok(typeof got !== 'string', `${label} in ${target}: ${got}\n${code}`);
      const isWhole = !['c', 'javascript', 'typescript'].includes(language);
      assert.equal(got.length, isWhole ? wanted.length : 1, `${label} in ${target}: ${got}\n${code}`);
      for (const [i, number] of got.entries()) {
        const isNear = Math.abs(number - (wanted[i] ?? Number.NaN)) <= 1e-12 * Math.max(1, Math.abs(number));
        assert.ok(isNear, `${label} in ${target}, number ${i}: ${number}, not ${wanted[i]}\n${code}`);
      }
    }
  });
}

test('the worked example is read back from LaTeX', () => {
  const { text, languageId, point } = CASES['the worked example'] as Case;
  const { value } = openDocument(text, languageId).inspect(3, { point });
  const latex = (value && emit(value, 'latex').value) ?? '';
  const got = evaluateSteps(latex, new Map([['x', point.x as number]]));
  assert.ok(typeof got !== 'string', `${got}\n${latex}`);
  assert.ok(Math.abs((got.get('x') ?? Number.NaN) - (value?.gradient.x as number)) < 1e-13, latex);
});
