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
    const name = request.url?.slice(1).replace(/\?.*/s, '') ?? '';
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

  const drawn = new Map();
  async function draw(latex, display, maxWidth) {
    const key = JSON.stringify([latex, display, maxWidth]);
    if (!drawn.has(key)) drawn.set(key, typeset(latex, { color: 'currentColor', display, maxWidth }));
    return (await drawn.get(key))?.svg;
  }

  const free = [];
  let opened = 0;

  /** A page that many tests use one after the other: each gets a document of its own, and nothing else is kept. */
  async function newTab() {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    context.setDefaultTimeout(90_000); // for a starved machine
    const page = await context.newPage();
    const tab = { page, complaints: [], draw };
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') tab.complaints.push(message.text());
    });
    page.on('pageerror', (error) => tab.complaints.push(String(error.stack ?? error)));
    await page.exposeFunction('typesetInNode', (...request) => tab.draw(...request));
    await page.addInitScript({ path: `${folder}/stand-in.js` });
    return tab;
  }

  async function open({ theme = 'dark', width = 1200, height = 700, kind = 'worked', draw: own, ...scenario } = {}) {
    const tab = free.pop() ?? (await newTab());
    const { page } = tab;
    tab.complaints = [];
    tab.draw = own ? async (latex) => own(latex) : draw;
    await page.mouse.move(0, 0);
    await page.setViewportSize({ width, height });
    opened += 1;
    const search = encodeURIComponent(JSON.stringify({ run: opened, kind, ...scenario, ...themes[theme] }));
    await page.goto(`${origin}/?${search}`);
    await page.waitForFunction(() => window.isAtRest(), undefined, { polling: 'raf' });
    return { page, complaints: tab.complaints, close: async () => void free.push(tab) };
  }

  async function close() {
    await browser.close();
    server.close();
  }

  return { open, close, themes: Object.keys(themes) };
}
