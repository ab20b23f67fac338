/** The product as a person meets it: a real mouse over real text, the palette, the panel's buttons, a squiggle. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { weakTexts } from '../contrast.ts';
import { themes, until, type Workbench, workbench } from './support.ts';

const inspect = 'Gradient: Inspect Expression at Cursor';

/** The lecture note in the left group, with a line (from 1) in the middle; the keyboard may have been in the panel. */
async function openNote(line = 20): Promise<Workbench> {
  const bench = await workbench();
  await bench.focusEditor();
  await bench.open('lecture-note.md');
  await bench.goTo(line);
  return bench;
}

/** Opens the panel on f(x) of the lecture note, and waits for its graph. */
async function openPanel(): Promise<{ bench: Workbench; page: Page; panel: FrameLocator }> {
  const open = await workbench();
  if (await open.shows('lecture-note.md', 'f')) {
    await open.focusEditor();
    return { bench: open, page: open.page, panel: open.panel() };
  }
  const bench = await openNote();
  const panel = bench.panel();
  // Again where a starved machine made the engine give up in time, and the panel says so.
  await bench.insist('the graph of f', async () => {
    await bench.click('f(x) =');
    await bench.run(inspect);
    await panel.locator('.node[data-line="f"]').waitFor({ timeout: 20_000 });
  });
  return { bench, page: bench.page, panel };
}

/** `Ln 22, Col 15 (3 selected)` as the status bar has it. */
const selection = (page: Page) => page.locator('#status\\.editor\\.selection');

const shows = async (panel: FrameLocator, wanted: RegExp) => {
  const status = panel.getByRole('status');
  let said: string | null = null;
  await until(
    async () => {
      said = await status.textContent();
      return wanted.test(said ?? '');
    },
    () => `${wanted}; the panel says: ${said}`,
  );
};

describe('the hover', () => {
  it('on the formula of the lecture note shows picture and text', async () => {
    const bench = await openNote();
    const { text, images } = await bench.hover('f(x) =', '∂f/∂x');
    for (const wanted of [
      'read as sqrt(x^2 + exp(x^2)) + cos(x^2 + exp(x^2))',
      'f = 1.0900, ∂f/∂x = 5.9831',
      '6 steps',
      'Open graph',
    ]) {
      assert.ok(text.includes(wanted), `no "${wanted}" in:\n${text}`);
    }
    const [picture] = images;
    assert.equal(picture?.alt, '∂f/∂x = 2*x*(1 + exp(a))*(1/(2*sqrt(c)) - sin(c))');
    const natural = await bench
      .hoverBox()
      .locator('img')
      .first()
      .evaluate((image) => (image as HTMLImageElement).naturalWidth);
    assert.ok(natural > 100 && picture.width > 100, `the picture is ${natural} px wide`);
  });

  it('on the second x² begins with that step', async () => {
    const bench = await openNote();
    const { text } = await bench.hover('x^2', 'used 2 ×', 2);
    assert.match(text, /^a = x² = 1 · ∂f\/∂a = .* = 2\.1870 \+ 0\.80455 = 2\.9915 \(two paths\) · used 2 ×/);
  });

  it('on the loss of a network shows the chain of factors and the shapes', async () => {
    const bench = await workbench();
    await bench.focusEditor();
    await bench.open('network.md');
    await bench.goTo(9);
    const { text, images } = await bench.hover('L =', '∂L/∂A_0');
    for (const wanted of ['∂L/∂A_0 = ∂L/∂f_3 · ∂f_3/∂f_2 · ∂f_2/∂f_1 · ∂f_1/∂A_0', 'A_0 k×p (4, 5)']) {
      assert.ok(text.includes(wanted), `no "${wanted}" in:\n${text}`);
    }
    assert.ok((images[0]?.width ?? 0) > 100, 'no picture of the formulas');
  });

  it('on a claim gives the verdict, on prose nothing', async () => {
    const bench = await openNote(34);
    await bench.hover('-\\sin(c) \\\\', '✓ ∂e/∂c agrees with the computed derivative');
    assert.equal(await bench.hoverIfAny('Evaluating the steps'), undefined);
  });
});

describe('the panel in the workbench', () => {
  after(async () => (await workbench()).closeAll());

  it('opens from the palette, with values and adjoints at the nodes', async () => {
    const { panel } = await openPanel();
    await shows(panel, /^Complete: f = 1\.0900, ∂f\/∂x = 5\.9831 at x = 1$/);
    assert.equal(
      await panel.locator('.node[data-line="c"]').getAttribute('aria-label'),
      'c = a + b, value 3.7183, adjoint ∂f/∂c = 0.80455, used 2 times',
    );
  });

  it('steps through the passes by its buttons', async () => {
    const { panel } = await openPanel();
    const press = (name: string) => panel.getByRole('button', { name, exact: true }).click();
    await press('First');
    await shows(panel, /^Start: x = 1/);
    assert.equal(await panel.locator('.node .adjoint').count(), 0);
    await press('Forward');
    await shows(panel, /^Forward pass, step 1 of 6: a = x² = 1$/);
    await press('Forward');
    await press('Forward');
    await shows(panel, /^Forward pass, step 3 of 6: c = a \+ b = 3\.7183$/);
    assert.ok((await panel.locator('.node[data-line="c"]').textContent())?.includes('3.7183'));
    await press('Back');
    await shows(panel, /^Forward pass, step 2 of 6/);
    await press('Last');
    await shows(panel, /^Complete/);
  });

  it('selects in the editor what is clicked in the graph', async () => {
    const { bench, page, panel } = await openPanel();
    await panel.locator('.node[data-line="d"] .box').click();
    await page.locator('.view-overlays .selected-text').first().waitFor();
    const length = '\\sqrt{x^2 + \\exp(x^2)}'.length;
    await bench.insist(`${length} characters selected`, async () => {
      // The status bar tells of the editor that has the keyboard, which a panel that is still loading takes back.
      await bench.focusEditor();
      await selection(page)
        .filter({ hasText: `(${length} selected)` })
        .waitFor({ timeout: 5000 });
    });
  });

  it('marks the node that the editor’s cursor is on', async () => {
    const { bench, panel } = await openPanel();
    await bench.click('\\sqrt{x^2');
    await panel.locator('.node.chosen[data-line="d"]').waitFor();
    await bench.click('x^2', 2);
    await panel.locator('.node.chosen[data-line="a"]').waitFor();
  });

  it('takes another point, which hovers use too', async () => {
    const { bench, panel } = await openPanel();
    await panel.getByRole('textbox', { name: 'x =' }).fill('2');
    await panel.getByRole('textbox', { name: 'x =' }).press('Enter');
    await shows(panel, /at x = 2$/);
    await bench.hover('f(x) =', 'at x = 2 (set by you)');
    await panel.getByRole('textbox', { name: 'x =' }).fill('');
    await panel.getByRole('textbox', { name: 'x =' }).press('Enter');
    await shows(panel, /at x = 1$/);
  });

  it('is legible in every kind of theme, and so is the hover beside it', async () => {
    const { bench } = await openPanel();
    for (const theme of themes) {
      await bench.theme(theme);
      const { images } = await bench.hover('x^2', 'used 2 ×', 2);
      const [picture] = images;
      assert.ok(picture, `no picture in ${theme}`);
      const ink = /(?:fill|color)="(#[0-9a-f]{6})"/i.exec(atob(picture.src.split(',')[1] ?? ''))?.[1] ?? '';
      assert.equal(Number.parseInt(ink.slice(1, 3), 16) > 127, theme.startsWith('Dark'), `ink ${ink} in ${theme}`);
      assert.deepEqual(await (await bench.panelFrame()).evaluate(weakTexts), [], theme);
    }
    await bench.theme('Dark Modern');
  });
});

describe('a squiggle', () => {
  it('comes after a wrong sign is typed, says so, and goes when it is mended', async () => {
    const bench = await openNote(34);
    const { page } = bench;
    const squiggles = () => page.locator('.squiggly-warning').count();
    await until(async () => (await squiggles()) === 0, 'no squiggle at first');
    await bench.click('-\\sin(c) \\\\');
    await page.keyboard.press('Delete');
    await page.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
    const { text } = await bench.hover('\\sin(c) \\\\', 'differs from the computed derivative');
    assert.match(text, /∂e\/∂c differs from the computed derivative: the sign is wrong/);
    await bench.insist('the text as it was', async () => {
      await bench.focusEditor();
      await page.keyboard.press('ControlOrMeta+Z');
      await page.locator('.squiggly-warning').first().waitFor({ state: 'detached', timeout: 10_000 });
    });
    await bench.closeAll();
  });
});
