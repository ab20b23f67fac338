import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { before, describe, test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { build, type Plugin } from 'esbuild';

const { mathjaxPlugin } = createRequire(resolve('x.js'))('./esbuild.js') as { mathjaxPlugin: Plugin };

describe('typeset: in the shipped bundle', () => {
  let code = '';

  before(async () => {
    const result = await build({
      stdin: { contents: "export { typeset } from './src/typeset/typeset.ts';", resolveDir: '.' },
      plugins: [mathjaxPlugin],
      bundle: true,
      minify: true,
      write: false,
      format: 'cjs',
      platform: 'browser',
      target: 'es2022',
    });
    code = result.outputFiles[0]?.text ?? '';
  });

  test('MathJax and its fonts stay below 1.4 MB', () => {
    assert.ok(code.length > 500_000 && code.length < 1_400_000, `${code.length}`);
  });

  test('asks for no module, no address and no evaluation', () => {
    assert.doesNotMatch(code, /\brequire\(|\bimport\(|\beval\(|new Function\b|\bfetch\(|XMLHttpRequest/);
  });

  type Typeset = (latex: string, options: object) => Promise<{ svg: string } | undefined>;

  /** Where there is all that a worker has and MathJax asks for; code generation from strings throws. */
  function inWorker(): { readonly typeset: Typeset; readonly parsed: string[] } {
    const parsed: string[] = [];
    const parse = (text: string) => {
      parsed.push(text);
      return JSON.parse(text);
    };
    const module = { exports: {} as { typeset: Typeset } };
    const context = createContext(
      { module, JSON: { parse, stringify: JSON.stringify } },
      { codeGeneration: { strings: false, wasm: false } },
    );
    runInContext(code, context);
    return { typeset: module.exports.typeset, parsed };
  }

  test('runs where there is neither a page nor Node, and loads on first use', async () => {
    const { typeset, parsed } = inWorker();
    assert.deepEqual(parsed, []);
    const picture = await typeset('\\frac{\\partial f}{\\partial x}', { color: '#000' });
    assert.match(picture?.svg ?? '', /^<svg /);
    assert.ok(parsed.length > 10, `${parsed.length}`);
  });

  const usual = String.raw`\begin{aligned} \frac{\partial \mathcal{L}}{\partial \mathbf{w}} &= f'(x) \exp(-\lVert x \rVert^2) \\
    &= \left\langle v, \sum_{i=1}^{n} \sqrt{x_i} \odot \theta^\top \right\rangle \cdot \operatorname{softmax}(\hat{z}) \end{aligned}`;

  test('formulas as they are as a rule do without the other glyphs', async () => {
    const { typeset, parsed } = inWorker();
    assert.ok(await typeset(usual, { color: '#000' }));
    const whole = parsed.join('').length;
    assert.ok(whole < 400_000, `${whole}`);
  });

  for (const latex of ['\\mathfrak{g}', '\\mathtt{x}', '\\succeq', '\\boldsymbol{\\theta}', '\\mathbb{R}', '\\int']) {
    test(`a glyph that is read later is the same as one of a font that was whole before: ${latex}`, async () => {
      const [first, later] = [inWorker(), inWorker()];
      await later.typeset('\\mathfrak{A}', { color: '#000' });
      const all = later.parsed.length;
      const pictures = [await first.typeset(latex, { color: '#000' }), await later.typeset(latex, { color: '#000' })];
      assert.ok(pictures[0]?.svg.includes('<path'), latex);
      assert.equal(pictures[0]?.svg, pictures[1]?.svg);
      assert.equal(first.parsed.length, latex === '\\int' ? all - 1 : all);
    });
  }
});
