/** A loop that is kept whole, opened in the graph at one pass: by mouse and by keys alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { weakTexts } from '../contrast.ts';
import { said, tabTo, withPage } from './panelPage.ts';

/** y ← y/2 + x: after k passes y = 2 x (1 − 2^−k) + y₀ 2^−k, ∂f/∂y_k = 2^−(100 − k). */
const LOOP = {
  kind: 'text',
  language: 'python',
  text: 'def f(x, y):\n    for i in range(100):\n        y = y / 2 + x\n    return y\n',
} as const;

const box = (page: Page) => page.locator('.node.block');
const node = (page: Page, name: string) => page.locator(`.node[data-line="${name}"]`);
const label = async (page: Page, name: string) => (await node(page, name).getAttribute('aria-label')) ?? '';
const field = (page: Page) => page.getByRole('spinbutton', { name: /^Pass of/ });

describe('an open loop', () => {
  it('shows the first pass at a click, steps to the others, and follows the point', () =>
    withPage({ ...LOOP, theme: 'light' }, async (page) => {
      assert.deepEqual(await box(page).locator('.count').allTextContents(), ['2 steps × 100']);
      assert.match(await page.locator('.loop-body').innerText(), /^for/);
      assert.equal(await page.locator('.loop-body .value').count(), 0);
      await box(page).locator('.box').last().click();
      await node(page, 'y[k]').waitFor();
      assert.match(
        await label(page, 'y[k]'),
        /^y\[k\], value 0\.8, adjoint .* = 7\.8886e−31, handed on from pass to pass$/,
      );
      assert.match(await label(page, 'y[k+1]'), /^y\[k\+1\] = .* \+ x, value 1\.6,/);
      assert.match(await page.locator('.loop-bar').innerText(), /of 100\s+.*handed on: y\[k\] → y\[k\+1\]/s);
      assert.equal(await page.locator('.loop-body .value').count(), 2);

      await page.getByRole('button', { name: /^Last pass/ }).click();
      await page.waitForFunction(() =>
        /adjoint .* = 0\.5,/.test(document.querySelector('[data-line="y[k]"]')?.getAttribute('aria-label') ?? ''),
      );
      assert.match(await label(page, 'y[k]'), /value 2\.4/);
      assert.equal(await page.getByRole('button', { name: /^Next pass/ }).getAttribute('aria-disabled'), 'true');
      await page.getByRole('button', { name: /^Previous pass/ }).click();
      await page.waitForFunction(() =>
        /adjoint .* = 0\.25,/.test(document.querySelector('[data-line="y[k]"]')?.getAttribute('aria-label') ?? ''),
      );
      assert.equal(await field(page).inputValue(), '99');

      // The point moves on: the numbers of the pass as well.
      await page.getByRole('slider').first().focus();
      await page.keyboard.press('Home');
      await page.waitForFunction(() =>
        /value 0,/.test(document.querySelector('[data-line="x"]')?.getAttribute('aria-label') ?? ''),
      );
      await page.waitForFunction(() =>
        /value (?:2\.5244|3\.1554)e−30,/.test(
          document.querySelector('[data-line="y[k]"]')?.getAttribute('aria-label') ?? '',
        ),
      );

      await page.getByRole('button', { name: /^Close the loop/ }).click();
      await box(page).waitFor();
      assert.equal(await page.locator('.loop-bar').count(), 0);
    }));

  it('opens, steps and closes by keys alone', () =>
    withPage(LOOP, async (page) => {
      await tabTo(page, page.locator('.node[tabindex="0"]'));
      for (let i = 0; i < 6 && !(await page.evaluate(() => document.activeElement?.classList.contains('block'))); i++)
        await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Enter');
      await node(page, 'y[k]').waitFor();
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-line') === 'y[k]');
      await page.keyboard.press('PageDown');
      await page.waitForFunction(() =>
        /value 1\.6,/.test(document.querySelector('[data-line="y[k]"]')?.getAttribute('aria-label') ?? ''),
      );
      assert.equal(await field(page).inputValue(), '2');
      await page.keyboard.press('PageUp');
      await page.waitForFunction(() =>
        /value 0\.8,/.test(document.querySelector('[data-line="y[k]"]')?.getAttribute('aria-label') ?? ''),
      );

      await tabTo(page, field(page));
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type('1000');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() =>
        /adjoint .* = 0\.5,/.test(document.querySelector('[data-line="y[k]"]')?.getAttribute('aria-label') ?? ''),
      );
      assert.equal(await field(page).inputValue(), '100');
      assert.deepEqual(
        (await said(page, 'pass')).map((message) => message.type === 'pass' && message.number),
        [1, 2, 1, 100],
      );
      await node(page, 'y[k]').focus();
      await page.keyboard.press('Backspace');
      await box(page).waitFor();
    }));

  for (const theme of ['dark', 'light', 'hc-dark', 'hc-light'])
    it(`can be read: ${theme}`, () =>
      withPage({ ...LOOP, theme, width: 360, height: 780 }, async (page) => {
        await box(page).locator('.box').last().click();
        await node(page, 'y[k]').waitFor();
        assert.deepEqual(await page.evaluate(weakTexts), []);
      }));
});
