// The panel alone in a headless browser, under its own strict policy, with a stand-in for the extension.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import esbuildOptions from '../../../esbuild.js';
import { ensureBrowser } from '../../host/launch/packages.mjs';
import { mkdirSync } from '../../support/files.mjs';

export const folder = '.cache/panel';
const browserFlags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];

/** Builds, serves and starts everything; `open` gives a page of the panel. */
export async function panelBrowser() {
  mkdirSync(folder, { recursive: true });
  const common = { bundle: true, logLevel: 'warning', target: 'es2022' };
  await build({ ...common, entryPoints: { panel: 'src/webview/panel.ts' }, outdir: folder, format: 'iife' });
  await build({ ...common, entryPoints: ['test/webview/stand-in.ts'], outdir: folder, format: 'iife' });
  await build({
    ...common,
    stdin: {
      contents: "export * from './src/typeset/typeset.ts'; export * from './src/protocol/page.ts';",
      resolveDir: '.',
      loader: 'ts',
    },
    outfile: `${folder}/host.mjs`,
    format: 'esm',
    platform: 'node',
    plugins: [esbuildOptions.mathjaxPlugin],
  });
  const { typeset, panelPage } = await import(pathToFileURL(`${folder}/host.mjs`));
  const themes = JSON.parse(await readFile('test/webview/themes.json', 'utf8'));

  const server = createServer(async (request, response) => {
    const name = request.url?.slice(1) ?? '';
    const types = { 'panel.js': 'text/javascript', 'panel.css': 'text/css' };
    if (name === '') {
      const options = { scriptUri: '/panel.js', styleUri: '/panel.css', cspSource: origin, nonce: 'n1' };
      response.setHeader('content-type', 'text/html').end(panelPage(options));
    } else if (name in types) {
      response.setHeader('content-type', types[name]).end(await readFile(`${folder}/${name}`));
    } else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    args: browserFlags,
    timeout: 120_000,
  });

  async function open({ theme = 'dark', width = 1200, height = 700, kind = 'worked', draw, ...scenario } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(90_000); // for a starved machine
    const page = await context.newPage();
    const complaints = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
    await page.exposeFunction('typesetInNode', async (latex, display, maxWidth) => {
      if (draw) return draw(latex);
      const picture = await typeset(latex, { color: 'currentColor', display, maxWidth });
      return picture?.svg;
    });
    await page.addInitScript(`window.scenario = ${JSON.stringify({ kind, ...scenario, ...themes[theme] })}`);
    await page.addInitScript({ path: `${folder}/stand-in.js` });
    await page.goto(origin);
    await page.waitForFunction(() => document.querySelector('main > *') !== null);
    await page.waitForTimeout(400); // pictures of formulas
    return { page, complaints, close: () => context.close() };
  }

  async function close() {
    await browser.close();
    server.close();
  }

  return { open, close, themes: Object.keys(themes) };
}
