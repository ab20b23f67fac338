/** Practice in a real browser: the answer is hidden, an equal form is right, a mistake is named, the way is shown. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withPage } from './panelPage.ts';

describe('practice', () => {
  it('checks an answer and shows the way, by mouse', () =>
    withPage({ kind: 'text', text: '$$f(x) = x^3$$' }, async (page) => {
      await page.getByRole('tab', { name: 'Practise' }).click();
      await page.getByLabel('∂f/∂x =').fill('3x^2');
      await page.getByRole('button', { name: 'Check' }).click();
      await page.locator('.verdict').filter({ hasText: 'Right' }).waitFor();
      const before = await page.locator('.shown-steps li').count();
      await page.getByRole('button', { name: /^Show the next step/ }).click();
      assert.equal(await page.locator('.shown-steps li').count(), before + 1);
    }));

  it('hides the derivative, checks what is typed and shows the way step by step, by keyboard alone', () =>
    withPage({ kind: 'text', text: '$$f(x, y) = x^2 \\sin(y)$$' }, async (page) => {
      await page.getByRole('tab', { name: 'Graph' }).focus();
      await page.keyboard.press('End'); // the last tab
      const results = page.locator('.results');
      assert.ok(!(await results.textContent())?.includes('∂'), 'the answer is hidden');
      assert.equal(await page.locator('.derivation').count(), 0);
      await page.getByLabel('∂f/∂x =').focus();
      await page.keyboard.type('x sin(y)');
      await page.keyboard.press('Enter');
      const verdict = page.locator('.verdict');
      await verdict.filter({ hasText: 'a factor 2 is missing' }).waitFor();
      assert.match((await verdict.textContent()) ?? '', /at\s*x = .*yours\s*\d.*computed\s*\d/s);
      await page.getByLabel('∂f/∂x =').fill('2 \\sin(y) \\cdot x');
      await page.keyboard.press('Enter');
      await verdict.filter({ hasText: 'Right' }).waitFor();
      const next = page.getByRole('button', { name: /^Show the next step/ });
      const before = await page.locator('.shown-steps li').count();
      await next.press('Enter');
      assert.equal(await page.locator('.shown-steps li').count(), before + 1);
      await page.getByLabel('Differentiate f by').selectOption('y');
      assert.equal(await page.getByLabel('∂f/∂y =').inputValue(), '');
    }));
});
