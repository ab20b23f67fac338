/** Play in a real browser: fields, sliders, grids, descent, code; the engine itself answers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LAYER, said, VALLEY, WORKED, withPage } from './panelPage.ts';

describe('play', () => {
  it('a slider moves every number, by arrow keys, and comes to rest once', () =>
    withPage({ kind: 'text', text: WORKED }, async (page) => {
      const slider = page.getByRole('slider', { name: 'x, slider' });
      await slider.focus();
      await page.keyboard.press('ArrowRight');
      await page.locator('.node[data-line="x"] .value', { hasText: '= 1.01' }).waitFor();
      const moved = await page.locator('.derivation .result').allInnerTexts();
      assert.ok(moved.includes('= 1.0201'), 'the derivation follows');
      assert.match((await page.locator('.results').textContent()) ?? '', /∂f\/∂x\s*= 6\.58/);
      await page.getByText('set here').waitFor();
      assert.equal(await page.getByLabel('x =', { exact: true }).inputValue(), '1.01');
      assert.equal((await said(page, 'settle')).length, 1);
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
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.getByRole('button', { name: 'Insert at cursor' }).click();
      const taken = await said(page, 'take');
      assert.deepEqual(
        taken.map((message) => message.type === 'take' && [message.to, message.taken]),
        ['clipboard', 'cursor'].map((to) => [to, { what: 'code', target: 'julia' }]),
      );
    }));

  it('plots a function with its derivative, and moves the point by arrow keys', () =>
    withPage({ kind: 'text', text: WORKED }, async (page) => {
      await page.getByRole('tab', { name: 'Plots' }).click();
      await page.locator('.plot .curve.value').waitFor();
      const plane = page.getByRole('application');
      assert.match((await plane.getAttribute('aria-label')) ?? '', /At x = 1: f = 1\.0900, ∂f\/∂x = 5\.9831/);
      await plane.focus();
      await page.keyboard.press('Shift+ArrowRight');
      await page.waitForFunction(
        () => document.querySelector('[type=range]')?.getAttribute('aria-valuetext') === '1.1',
      );
      await page.getByLabel('x to').fill('1.5');
      await page.keyboard.press('Enter');
      await page.locator('.plot .tick', { hasText: '1.4' }).waitFor();
    }));

  it('draws contours over two inputs, and goes where the mouse clicks', () =>
    withPage({ kind: 'text', text: VALLEY }, async (page) => {
      await page.getByRole('tab', { name: 'Plots' }).click();
      await page.locator('.plot .contour').first().waitFor();
      assert.equal(await page.locator('.plot .arrow').count(), 1);
      const before = await page.getByRole('slider', { name: 'y, slider' }).inputValue();
      await page.locator('.plane').click({ position: { x: 200, y: 120 } });
      await page.waitForFunction(
        (old) => document.querySelectorAll<HTMLInputElement>('input[type=range]')[1]?.value !== old,
        before,
      );
      await page.getByText('set here').first().waitFor();
    }));

  it('shows the length of the gradient by layer', () =>
    withPage({ kind: 'text', text: LAYER, language: 'python' }, async (page) => {
      await page.getByRole('tab', { name: 'Plots' }).click();
      await page.locator('#plot-kind').selectOption('norms');
      await page.locator('.plot .bar').first().waitFor();
      assert.match(
        (await page.getByRole('img', { name: /length of ∂/ }).getAttribute('aria-label')) ?? '',
        /∂loss\/∂W: \d/,
      );
    }));

  it('entries of a matrix have fields and a slider', () =>
    withPage({ kind: 'text', text: LAYER, language: 'python' }, async (page) => {
      await page.getByRole('button', { name: 'Entries of x' }).click();
      await page.getByLabel('x[1]', { exact: true }).focus();
      const slider = page.getByRole('slider', { name: 'x[1], slider' });
      await slider.focus();
      const before = await page.locator('.results .value').textContent();
      await page.keyboard.press('PageUp');
      await page.waitForFunction((old) => document.querySelector('.results .value')?.textContent !== old, before);
    }));
});
