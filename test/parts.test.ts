import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import type { BuildOptions } from 'esbuild';
import * as core from '../src/core.ts';

const require = createRequire(import.meta.url);

/** One text of each way through the reader and the tracer, and where to inspect it. */
const TEXTS: readonly (readonly [languageId: string, text: string, at: string])[] = [
  ['markdown', "$f(x) = x^2 \\sin x$ and $f'(x) = 2x \\sin x$", 'x^2'],
  ['markdown', '$$L = \\|A x - b\\|^2 + \\begin{cases} c & c > 0 \\\\ 0 & \\text{otherwise} \\end{cases}$$', 'A x'],
  ['latex', '\\[ S = \\sum_{k=1}^{3} (a_k - m)^2 \\] and \\[ \\frac{dS}{dm} = 2m \\]', 'S ='],
  ['restructuredtext', 'With :math:`f(x) = x^2` we go on.\n', 'f(x)'],
  ['plaintext', "f(x) = x^2 sin(x)\nf'(x) = 2 x sin(x)\n", 'x^2'],
  ['python', 'import numpy as np\ndef f(x):\n    return np.sum(x**2)\n\ndef df(x):\n    return 3 * x\n', 'np.sum'],
  [
    'python',
    'import math\n\ndef f(x):\n    y = x\n    for k in range(200):\n        y = math.sin(y) * x + y / 2\n    return y\n',
    'return',
  ],
  [
    'python',
    'from scipy import special\n\ndef f(x):\n    return special.jv(2, x) + special.owens_t(x, 0.5) + special.wofz(x).real\n',
    'special.jv',
  ],
  ['javascript', 'export function f(x) { return Math.sin(x) * x ** 2; }\n', 'Math.sin'],
  ['typescript', 'export const f = (x: number): number => Math.sin(x) * x ** 2;\n', 'Math.sin'],
  ['julia', 'f(x) = sum(x .^ 2)\n', 'sum'],
  ['c', '#include <math.h>\ndouble f(double x) { return sin(x) * x * x; }\n', 'sin'],
  ['matlab', 'function y = f(x)\n  y = sum(x .^ 2);\nend\n', 'sum'],
  ['r', 'f <- function(x) sum(x^2)\n', 'sum'],
];

const folder = mkdtempSync(join(tmpdir(), 'parts-'));
let sizes: ReadonlyMap<string, number>;

before(async () => {
  const { buildInParts } = createRequire(resolve('x.js'))('./esbuild.js') as {
    buildInParts(options: BuildOptions, how?: { inOne: boolean }): Promise<Map<string, number>>;
  };
  const options: BuildOptions = {
    entryPoints: { core: 'src/core.ts' },
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
  };
  sizes = await buildInParts({ ...options, outdir: folder });
  await buildInParts({ ...options, outdir: join(folder, 'web') }, { inOne: true });
});
after(() => rmSync(folder, { recursive: true, force: true }));

function inParts(): typeof core {
  return require(join(folder, 'core.js'));
}

/** As for web hosts. */
function inOne(): typeof core {
  return require(join(folder, 'web/core.js'));
}

function loaded(): string[] {
  return Object.keys(require.cache)
    .filter((path) => dirname(path) === folder)
    .map((path) => basename(path));
}

test('the first answer in notes needs no part', () => {
  const { value } = inParts().inspect('$f(x) = x^2 \\sin x$', 'markdown', 2, { want: ['formulas'] });
  assert.ok(value);
  assert.deepEqual(loaded(), ['core.js']);
  const all = [...sizes.values()].reduce((sum, bytes) => sum + bytes);
  assert.ok((sizes.get('core.js') ?? all) < all / 3, JSON.stringify([...sizes]));
});

for (const [languageId, text, at] of TEXTS) {
  test(`cut into parts, the engine says the same: ${languageId}, ${at}`, () => {
    const [ours, ...theirs] = [core, inParts(), inOne()].map(({ openDocument, emit, exportGraph }) => {
      const document = openDocument(text, languageId);
      const { value } = document.inspect(text.indexOf(at));
      assert.ok(value, `nothing to inspect in ${text}`);
      const compiled = document.compile(text.indexOf(at)).value;
      const { x = new Float64Array(), out = x } = compiled?.arrays() ?? {}; // as generated code
      x.fill(0.7);
      const gradient = [compiled?.gradient(x, out), ...out];
      const checks = [...document.check()].filter((check) => check !== undefined);
      const fixes = checks.flatMap((check) => [...document.fixes(check)].filter((fix) => fix !== undefined));
      return JSON.stringify([
        value,
        emit(value, 'python'),
        exportGraph(value, 'dot'),
        compiled?.slots,
        gradient,
        checks,
        fixes,
      ]);
    });
    for (const each of theirs) assert.equal(each, ours);
  });
}

test('what is asked of two sources at once is a part too', () => {
  const source = { text: 'f(x) = x^2\n', languageId: 'plaintext', at: 0 };
  assert.deepEqual(inParts().compare(source, source), core.compare(source, source));
});

test('no file has a character that makes V8 keep it in twice the memory', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'));
  assert.ok(files.length > 10, `${files.length}`);
  const wide = files.filter((path) => /[^\0-\xff]/.test(readFileSync(join(folder, path), 'utf8')));
  assert.deepEqual(wide, []);
});
