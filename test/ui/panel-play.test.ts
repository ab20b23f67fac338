/** Play in a real browser: fields, sliders, grids, descent, code; the engine itself answers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { said, VALLEY, WORKED, withPage } from './panelPage.ts';

describe('play', () => {
  it('a slider moves every number, by arrow keys, and comes to rest once', () =>
    withPage({ kind: 'text', text: WORKED }, async (page) => {
      const slider = page.getByRole('slider', { name: 'x, slider' });
      await slider.focus();
      await page.keyboard.down('ArrowRight');
      await page.locator('.node[data-line="x"] .value', { hasText: '= 1.02' }).waitFor();
      const moved = await page.locator('.derivation .result').allInnerTexts();
      assert.ok(moved.includes('= 1.0404'), 'the derivation follows');
      assert.match(await page.locator('.results').innerText(), /∂f\/∂x\s*= 6\.\d+/);
      assert.equal((await said(page, 'settle')).length, 0);
      await page.keyboard.up('ArrowRight');
      await page.locator('h1').click();
      await slider.blur();
      await page.waitForFunction(() =>
        (window as unknown as { said: { type: string }[] }).said.some(({ type }) => type === 'settle'),
      );
      await page.getByText('set here').waitFor();
      assert.equal(await page.getByLabel('x =', { exact: true }).inputValue(), '1.02');
    }));

  it('ends of a slider can be set', () =>
    withPage({ kind: 'text', text: WORKED }, async (page) => {
      await page.getByLabel('Greatest x').fill('10');
      await page.keyboard.press('Enter');
      assert.equal(await page.getByRole('slider').getAttribute('max'), '10');
      await page.getByLabel('Greatest x').fill('-7'); // below the least: stays
      await page.keyboard.press('Enter');
      assert.equal(await page.getByRole('slider').getAttribute('max'), '10');
    }));

  it('goes down the gradient step by step, and back', () =>
    withPage({ kind: 'text', text: VALLEY }, async (page) => {
      await page.getByRole('button', { name: 'Descend' }).click();
      await page.getByLabel('rate').fill('0.02');
      const text = page.locator('.descent-text');
      await page.getByRole('button', { name: 'Step' }).click();
      await text.filter({ hasText: /^1 step: f from \d/ }).waitFor();
      await page.getByRole('button', { name: 'Step' }).click();
      await text.filter({ hasText: /^2 steps/ }).waitFor();
      await page.getByRole('button', { name: 'Reset' }).click();
      await text.filter({ hasText: '∂f/∂x' }).waitFor();
    }));

  it('code in every language, copied and inserted', () =>
    withPage({ kind: 'text', text: WORKED }, async (page) => {
      await page.getByRole('tab', { name: 'Code' }).click();
      await page.locator('.listing', { hasText: 'def f_gradient(x):' }).waitFor();
      await page.getByLabel('Language').selectOption('julia');
      await page.locator('.listing', { hasText: 'function f_gradient(x)' }).waitFor();
      await page.getByRole('button', { name: 'Copy' }).click();
      await page.getByRole('button', { name: 'Insert at cursor' }).click();
      const taken = await said(page, 'take');
      assert.deepEqual(
        taken.map((message) => message.type === 'take' && [message.to, message.taken]),
        ['clipboard', 'cursor'].map((to) => [to, { what: 'code', target: 'julia' }]),
      );
    }));
});
