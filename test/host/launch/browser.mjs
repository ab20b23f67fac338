// A headless Chromium with one page on a workbench, and the results that the workbench's test automation hands out.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureBrowser } from './packages.mjs';
import { cache } from './project.mjs';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  // Nothing outside this machine is ever asked for.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

const patience = 120_000; // milliseconds, for a starved machine

/**
 * Opens `address` in a new browser. `onLog(type, text)` gets what the extension host logs during an extension test run;
 * `exit` resolves with the run's exit code. `problems` collects uncaught exceptions of the page itself.
 */
export async function openBrowser({ address, onLog = () => {}, width = 1280, height = 800 }) {
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    headless: true,
    args: flags,
    timeout: patience,
  });
  try {
    const context = await browser.newContext({
      viewport: { width, height },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.stack ?? String(error)));
    const exit = new Promise((resolve) => {
      page.exposeFunction('codeAutomationExit', (code) => resolve(code)).catch(() => {});
      page.on('close', () => resolve(undefined));
      page.on('crash', () => resolve(undefined));
    });
    await page.exposeFunction('codeAutomationLog', (type, args) => onLog(type, args.map(asText).join(' ')));
    await page.goto(address, { waitUntil: 'domcontentloaded', timeout: patience });
    return { page, exit, problems, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Saves a picture into the ignored cache and returns its path. */
export async function screenshot(page, name) {
  const folder = join(cache, 'screenshots');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name.replace(/[^\w.-]+/g, '-')}.png`);
  await page.screenshot({ path });
  return path;
}

function asText(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
