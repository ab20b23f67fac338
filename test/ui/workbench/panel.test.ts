/** The panel in a workbench: what it gives to the clipboard and to files; following and pinned; in a window of its own. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import { until, type Workbench, workbench } from './support.ts';

/** A panel on a formula of a file. */
async function inspect(file: string, line: number, text: string, output: string): Promise<Workbench> {
  const bench = await workbench();
  await bench.run('View: Focus First Editor Group');
  await bench.open(file);
  await bench.goTo(line);
  await bench.insist(`the graph of ${output}`, async () => {
    await bench.click(text);
    await bench.run('Gradient: Inspect Expression at Cursor');
    await bench.panel().locator(`.node[data-line="${output}"]`).waitFor({ timeout: 20_000 });
  });
  return bench;
}

const clipboard = ({ page }: Workbench) => page.evaluate(() => navigator.clipboard.readText());
const headline = (panel: FrameLocator) => panel.locator('h1');

describe('what the panel gives away', () => {
  after(async () => (await workbench()).closeAll());

  it('the derivation goes to the clipboard by mouse, in each form', async () => {
    const bench = await inspect('lecture-note.md', 20, 'f(x) =', 'f');
    const panel = bench.panel();
    const forms: Readonly<Record<string, RegExp>> = {
      align: /\\begin\{align\*\}[\s\S]*\\frac\{\\partial f\}\{\\partial c\}/,
      numbered: /^1\.? [\s\S]*\\frac\{\\partial f\}\{\\partial c\}|\(1\)|\*\*1/m,
      markdown: /At x = 1: \$f = 1\.0900\$/,
      text: /∂f\/∂c = /,
    };
    for (const [form, wanted] of Object.entries(forms)) {
      await panel.getByLabel('Form of the derivation').selectOption(form);
      await panel.getByRole('button', { name: 'Copy derivation' }).click();
      let copied = '';
      await until(
        async () => {
          copied = await clipboard(bench);
          return wanted.test(copied);
        },
        () => `${form} on the clipboard, where there is: ${copied}`,
      );
    }
  });

  it('the graph goes to files: a picture by mouse, TikZ by keys', async () => {
    const bench = await inspect('mistakes.md', 21, 'g(x) = ', 'g');
    const panel = bench.panel();
    const saved = async (file: string) => {
      const name = bench.page.locator('.quick-input-widget input:focus');
      await name.waitFor();
      await until(async () => (await name.inputValue()).endsWith(file), `${file} to be offered`);
      await bench.page.keyboard.press('Enter');
      await until(() => existsSync(join(bench.session.folder, file)), `${file} to be written`);
      return readFileSync(join(bench.session.folder, file), 'utf8');
    };
    await panel.getByRole('button', { name: 'Export the graph' }).click();
    await panel.getByRole('button', { name: 'SVG picture' }).click();
    assert.match(await saved('g.svg'), /^<svg xmlns/);
    await panel.getByRole('button', { name: 'Export the graph' }).press('Enter');
    await panel.getByRole('button', { name: 'TikZ (LaTeX)' }).press('Enter');
    assert.match(await saved('g.tex'), /\\begin\{tikzpicture\}/);
  });
});

describe('the panel and the cursor', () => {
  after(async () => (await workbench()).closeAll());

  it('follows it, unless it is pinned, by keys', async () => {
    const bench = await inspect('mistakes.md', 21, 'g(x) = ', 'g');
    const panel = bench.panel();
    await bench.click('h(x) = ');
    await headline(panel)
      .filter({ hasText: /^h\(x\)/ })
      .waitFor();
    const pin = panel.getByRole('button', { name: 'Pin' });
    await pin.press('Enter');
    await panel.locator('[aria-label="Pin"][aria-pressed="true"]').waitFor();
    await bench.run('View: Focus First Editor Group');
    await bench.click('g(x) = ');
    await bench.hover('h(x) = ', '∂h/∂x'); // as much time as the panel would have needed
    assert.match((await headline(panel).textContent()) ?? '', /^h\(x\)/);
    await pin.press('Enter');
    await bench.run('View: Focus First Editor Group');
    await bench.click('h(x) = ');
    await bench.click('g(x) = ');
    await headline(panel)
      .filter({ hasText: /^g\(x\)/ })
      .waitFor();
  });
});

describe('the panel in a second window', () => {
  after(async () => (await workbench()).closeAll());

  it('moves to a window of its own, where it goes on following the editor', async () => {
    const bench = await inspect('lecture-note.md', 20, 'f(x) =', 'f');
    const [window] = await Promise.all([
      bench.page.waitForEvent('popup'),
      bench.panel().getByRole('button', { name: 'Move to new window' }).click(),
    ]);
    const panel = window.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
    await panel.locator('.node[data-line="f"]').waitFor();
    await panel.getByRole('button', { name: 'First', exact: true }).click();
    await panel.getByText('Nothing is computed yet').waitFor();
    await bench.page.bringToFront();
    await bench.click('\\sqrt{x^2');
    await panel.locator('.node.chosen[data-line="d"]').waitFor();
    await panel.locator('.node[data-line="e"] .box').click();
    await bench.page.locator('.view-overlays .selected-text').first().waitFor();
    await window.close();
  });
});
