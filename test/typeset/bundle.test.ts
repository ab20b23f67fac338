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

  test('runs where there is neither a page nor Node, and loads on first use', async () => {
    let fonts = 0;
    const parse = (text: string) => {
      fonts += 1;
      return JSON.parse(text);
    };
    const module = { exports: {} as { typeset(latex: string, options: object): Promise<{ svg: string } | undefined> } };
    // All that a worker has and MathJax asks for; code generation from strings throws.
    const context = createContext(
      { module, JSON: { parse, stringify: JSON.stringify } },
      { codeGeneration: { strings: false, wasm: false } },
    );
    runInContext(code, context);
    assert.equal(fonts, 0);
    const picture = await module.exports.typeset('\\frac{\\partial f}{\\partial x}', { color: '#000' });
    assert.match(picture?.svg ?? '', /^<svg /);
    assert.ok(fonts > 10, `${fonts}`);
  });
});
