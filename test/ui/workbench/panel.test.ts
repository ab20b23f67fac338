/** The panel in a workbench: what it gives to the editor, the clipboard and files; following, pinned, several, after a reload, in a window of its own. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import { until, type Workbench, workbench } from './support.ts';

/** A panel on a formula of a file. */
async function inspect(file: string, line: number, text: string, output: string): Promise<Workbench> {
  const bench = await workbench();
  await bench.focusEditor();
  if (await bench.shows(file, output)) return bench;
  await bench.open(file);
  await bench.goTo(line);
  await bench.insist(`the graph of ${output}`, async () => {
    await bench.click(text);
    await bench.run('Gradient: Inspect Expression at Cursor');
    await bench.panel().locator(`.node[data-line="${output}"]`).waitFor({ timeout: 20_000 });
  });
  return bench;
}

/** What the first editor shows. */
async function shown({ page }: Workbench): Promise<string> {
  const text = await page.locator('.editor-instance .view-lines').first().textContent();
  return (text ?? '').replaceAll('\u00a0', ' ');
}

const clipboard = ({ page }: Workbench) => page.evaluate(() => navigator.clipboard.readText());
/** One of several panels, by what it shows and whether it is pinned there. */
async function panelOn({ page }: Workbench, shown: RegExp, pinned: boolean): Promise<FrameLocator> {
  let found: FrameLocator | undefined;
  await until(async () => {
    const all = page.locator('iframe.webview.ready');
    for (let i = 0; i < (await all.count()); i++) {
      const panel = all.nth(i).contentFrame().frameLocator('#active-frame');
      const text = await panel
        .locator('h1')
        .textContent({ timeout: 1000 })
        .catch(() => '');
      const pin = panel.locator(`[aria-label="Pin"][aria-pressed="${pinned}"]`);
      if (shown.test(text ?? '') && (await pin.count()) > 0) found = panel;
    }
    return found !== undefined;
  }, `a panel on ${shown}`);
  return found as FrameLocator;
}

const headline = (panel: FrameLocator) => panel.locator('h1');

describe('what the panel gives away', () => {
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

  it('the code goes to the cursor, by mouse and by keys, and is one step to undo', async () => {
    const bench = await inspect('mistakes.md', 21, 'g(x) = ', 'g');
    await bench.focusEditor();
    await bench.goTo(20); // an empty line
    const panel = bench.panel();
    await panel.getByRole('tab', { name: 'Code' }).click();
    await panel.getByLabel('Language').selectOption('python');
    const insert = panel.getByRole('button', { name: 'Insert at cursor' });
    for (const act of [() => insert.click(), () => insert.press('Enter')]) {
      await act();
      await panel.getByText(/inserted at the cursor, line \d+/).waitFor();
      await until(async () => (await shown(bench)).includes('def g_gradient(x):'), 'the code in the text');
      assert.match(await shown(bench), /```python/, 'set apart in a note');
      const isThere = async () => (await shown(bench)).includes('def g_gradient(x):');
      await bench.insist('the text as it was', async () => {
        // Once more where the panel still had the keyboard; beyond the one step there is nothing to undo.
        await bench.focusEditor();
        if (await isThere()) await bench.page.keyboard.press('ControlOrMeta+Z');
        for (let wait = 0; await isThere(); wait++) {
          assert.ok(wait < 30, 'it is still there');
          await bench.page.waitForTimeout(100);
        }
      });
    }
    await panel.getByRole('tab', { name: 'Graph' }).click();
  });

  it('the graph goes to files in every format, by mouse and by keys', async () => {
    const bench = await inspect('mistakes.md', 21, 'g(x) = ', 'g');
    const panel = bench.panel();
    const saved = async (file: string) => {
      const name = bench.page.locator('.quick-input-widget input:focus');
      await name.waitFor();
      await until(async () => (await name.inputValue()).endsWith(file), `${file} to be offered`);
      await bench.page.keyboard.press('Enter');
      await until(() => existsSync(join(bench.session.folder, file)), `${file} to be written`);
      return readFileSync(join(bench.session.folder, file), 'latin1');
    };
    const formats: readonly (readonly [label: string, file: string, content: RegExp])[] = [
      ['SVG picture', 'g.svg', /^<svg xmlns/],
      ['PNG picture', 'g.png', /^.PNG/],
      ['TikZ (LaTeX)', 'g.tex', /\\begin\{tikzpicture\}/],
      ['Graphviz DOT', 'g.dot', /^digraph/m],
      ['Mermaid', 'g.mmd', /^flowchart/m],
      ['JSON (the whole inspection)', 'g.json', /"output": ?\{/],
    ];
    for (const [i, [label, file, content]] of formats.entries()) {
      const [menu, item] = ['Export the graph', label].map((name) => panel.getByRole('button', { name, exact: true }));
      if (i % 2 === 0) {
        await menu?.click();
        await item?.click();
      } else {
        await menu?.press('Enter');
        await item?.press('Enter');
      }
      assert.match(await saved(file), content);
    }
  });
});

describe('the panel and the cursor', () => {
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
    await bench.focusEditor();
    await bench.click('g(x) = ');
    await bench.hover('h(x) = ', '∂h/∂x'); // as much time as the panel would have needed
    assert.match((await headline(panel).textContent()) ?? '', /^h\(x\)/);
    await pin.press('Enter');
    await bench.focusEditor();
    await bench.click('h(x) = ');
    await bench.click('g(x) = ');
    await headline(panel)
      .filter({ hasText: /^g\(x\)/ })
      .waitFor();
  });
});

describe('several panels', () => {
  after(async () => (await workbench()).closeAll());

  it('stand beside each other, and each selects its own formula in the text, by mouse and by keys', async () => {
    const bench = await inspect('mistakes.md', 21, 'g(x) = ', 'g');
    await bench.focusEditor();
    await bench.click('h(x) = ');
    await bench.run('Gradient: Inspect in New Panel');
    await bench.page.locator('.tab', { hasText: 'Gradient: h' }).last().click();
    await bench.run('View: Move Editor into Group Below'); // so that both are seen
    const second = await panelOn(bench, /^h\(x\)/, true);
    await bench.focusEditor();
    await bench.click('g(x) = '); // the first goes on following
    const first = await panelOn(bench, /^g\(x\)/, false);
    assert.match((await headline(second).textContent()) ?? '', /^h\(x\)/);
    const selected = async (line: number) => {
      await bench.focusEditor();
      await bench.page
        .locator('#status\\.editor\\.selection', { hasText: new RegExp(`^Ln ${line}, .*selected`) })
        .waitFor();
    };
    await first.locator('.node[data-line="g"] .box').click();
    await selected(19);
    await second.locator('.node[data-line="h"]').press('Enter');
    await selected(25);
    for (const key of ['ArrowLeft', ...Array(4).fill('ArrowRight')]) await bench.page.keyboard.press(key);
    await bench.insist('the part that the cursor has come to', async () => {
      // Once more where the panel took it for its own selection, which has just been.
      for (const key of ['ArrowLeft', 'ArrowRight']) await bench.page.keyboard.press(key);
      await second.locator('.node.chosen:not([data-line="h"])').waitFor({ timeout: 5000 });
    });
    await headline(first)
      .filter({ hasText: /^h\(x\)/ })
      .waitFor();
  });
});

describe('a pinned panel', () => {
  after(async () => (await workbench()).closeAll());

  it('comes back after a reload of the window, alone and on its step', async () => {
    const bench = await inspect('lecture-note.md', 20, 'f(x) =', 'f');
    const panel = bench.panel();
    await panel.getByRole('button', { name: 'First', exact: true }).click();
    await panel.getByRole('button', { name: 'Forward', exact: true }).click();
    await panel.getByRole('button', { name: 'Pin' }).click();
    await panel.locator('[aria-label="Pin"][aria-pressed="true"]').waitFor();
    await bench.focusEditor();
    await bench.run('View: Close All Editors in Group');
    await bench.page.locator('.editor-instance .view-lines').waitFor({ state: 'detached' });
    await bench.remembered(/^(?!.*fileEditorInput).*gradientInspector\.panel.*pinned\\*":true/s);
    await bench.page.reload();
    await bench.ready();
    await bench.panel().locator('.node[data-line="f"]').waitFor();
    await bench.panel().getByText('Forward pass, step 1 of 6').waitFor();
    await bench.panel().locator('[aria-label="Pin"][aria-pressed="true"]').waitFor();
    await bench.panel().locator('.node[data-line="d"]').press('Enter'); // opens the text again
    await bench.page.locator('.view-overlays .selected-text').first().waitFor();
  });
});

describe('the panel in a second window', () => {
  after(async () => (await workbench()).closeAll());

  it('moves to a window of its own, where it goes on following the editor', async () => {
    const bench = await inspect('lecture-note.md', 20, 'f(x) =', 'f');
    const [window] = await Promise.all([
      bench.page.waitForEvent('popup'),
      bench.panel().getByRole('button', { name: 'Move to new window' }).press('Enter'),
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
