/** Checks as a person meets them: the light bulb and its menu, the report on a workspace, and how that is stopped. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { until, workbench } from './support.ts';

/** What the first editor shows. */
async function shown(bench: Awaited<ReturnType<typeof workbench>>): Promise<string> {
  const text = await bench.page.locator('.editor-instance .view-lines').first().textContent();
  return (text ?? '').replaceAll('\u00a0', ' ');
}

describe('a wrong derivative', () => {
  it('is mended from the menu of the light bulb', async () => {
    const bench = await workbench();
    const { page } = bench;
    await bench.open('mistakes.md');
    await page.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
    await bench.goTo(9);
    await bench.click('\\sin(c)$$');
    const menu = page.locator('.action-widget');
    await bench.insist('the menu of the light bulb', async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('ControlOrMeta+.');
      await menu.locator('.monaco-list-row.action', { hasText: 'Insert “-”' }).waitFor({ timeout: 20_000 });
    });
    await bench.session.screenshot('quick-fix-menu');
    const offered = await menu.locator('.monaco-list-row.action').allInnerTexts();
    assert.ok(
      offered.some((title) => title.includes('Ignore ∂e/∂c with a comment')),
      offered.join('\n'),
    );
    await page.keyboard.press('Enter'); // the fix is preferred, so it is chosen
    await until(async () => (await shown(bench)).includes('-\\sin(c)$$'), 'the sign in the text');
    await bench.closeAll();
  });
});

describe('Check Derivatives in Workspace', () => {
  it('opens a report that links to the lines', async () => {
    const bench = await workbench();
    const { page } = bench;
    await bench.run('Gradient: Check Derivatives in Workspace');
    await until(async () => (await shown(bench)).includes('Derivative checks'), 'the report');
    await bench.session.screenshot('workspace-report');
    await page.locator('.editor-instance .detected-link').first().waitFor({ state: 'attached' });
    await page.locator('#status\\.problems', { hasText: /[5-9]/ }).waitFor(); // of a file in no editor
    await bench.run('View: Revert and Close Editor');
  });

  it('stops when it is cancelled, and reports what it has', async () => {
    const bench = await workbench();
    const { page } = bench;
    const section = (k: number) =>
      `$$f_${k}(x) = x^2 e^{x} + ${k} x$$\n\n$$f_${k}'(x) = 2x e^{x} + x^2 e^{x} + ${k}$$\n\n`;
    const note = Array.from({ length: 400 }, (_, k) => section(k)).join('');
    for (let k = 0; k < 20; k++) writeFileSync(join(bench.session.folder, `many-${k}.md`), note);
    await bench.run('Gradient: Check Derivatives in Workspace');
    const notification = page.locator('.notification-list-item', { hasText: 'Checking derivatives' });
    await notification.waitFor();
    await notification.getByRole('button', { name: 'Cancel' }).click();
    await until(async () => (await shown(bench)).includes('Cancelled'), 'the report of a cancelled check');
    await bench.run('View: Revert and Close Editor');
  });
});
