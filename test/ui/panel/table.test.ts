/** The table in a real browser: sorted by mouse and by keys alone, with the costs of the ways to the gradient. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { press, said, tabTo, VALLEY, WORKED, withPage } from './panelPage.ts';

const names = (page: Page) => page.locator('tbody th').allTextContents();
const head = (page: Page, name: string) => page.getByRole('columnheader', { name });

describe('the table', () => {
  it('sorts by any column, up, down and back, by mouse', () =>
    withPage({ kind: 'text', text: WORKED }, async (page) => {
      await page.getByRole('tab', { name: 'Table' }).click();
      const evaluated = await names(page);
      const value = head(page, 'value');
      await value.getByRole('button').click();
      assert.equal(await value.getAttribute('aria-sort'), 'ascending');
      assert.equal((await names(page))[0], 'e'); // −0.83827
      await value.getByRole('button').click();
      assert.equal(await value.getAttribute('aria-sort'), 'descending');
      assert.equal((await names(page))[0], 'c'); // 3.7183
      await value.getByRole('button').click();
      assert.equal(await value.getAttribute('aria-sort'), 'none');
      assert.deepEqual(await names(page), evaluated);
      await page.getByRole('button', { name: 'd', exact: true }).click();
      const last = (await said(page, 'selectSpan')).at(-1);
      assert.ok(last?.type === 'selectSpan' && last.line === 'd');
    }));

  it('sorts and leads to the text by keys alone', () =>
    withPage({ kind: 'text', text: WORKED }, async (page) => {
      await tabTo(page, page.getByRole('tab', { name: 'Graph' }));
      await press(page, 'ArrowRight');
      await tabTo(page, head(page, 'adjoint').getByRole('button'));
      await press(page, 'Enter', 'Enter');
      assert.equal(await head(page, 'adjoint').getAttribute('aria-sort'), 'descending');
      assert.equal((await names(page))[0], 'x'); // 5.9831
      await tabTo(page, page.getByRole('button', { name: 'c', exact: true }));
      await press(page, 'Enter');
      const last = (await said(page, 'selectSpan')).at(-1);
      assert.ok(last?.type === 'selectSpan' && last.line === 'c');
      assert.equal(await page.locator('tr.chosen th').textContent(), 'c');
    }));

  it('says what forward mode, reverse mode and no reuse cost', () =>
    withPage({ kind: 'text', text: VALLEY }, async (page) => {
      await page.getByRole('tab', { name: 'Table' }).click();
      const cost = page.getByRole('region', { name: 'Cost in elementary operations' });
      const rows = await cost.locator('dt').allTextContents();
      assert.deepEqual(rows, [
        'function alone',
        'with its gradient, reverse mode',
        'with its gradient, forward mode',
        'gradient without reuse',
      ]);
      const [alone = 0, reverse = 0, forward = 0, apart = 0] = (await cost.locator('.count').allTextContents()).map(
        Number,
      );
      assert.ok(
        alone > 0 && reverse > alone && forward > alone && apart > 0,
        `${alone} ${reverse} ${forward} ${apart}`,
      );
      assert.match((await cost.textContent()) ?? '', /2 sweeps, one for each number of the inputs/);
    }));
});
