/** Play in a real browser: fields, sliders, grids, descent; the engine itself answers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LAYER, press, said, tabTo, VALLEY, WORKED, withPage } from './panelPage.ts';

const QUADRATIC = `import numpy as np

def q(A, x):
    return x @ A @ x
`;
const LARGE = `import numpy as np

def size(A):
    return np.sum(A ** 2)
`;

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

  it('a slider is drawn along with the mouse', () =>
    withPage({ kind: 'text', text: WORKED }, async (page) => {
      const box = await page.getByRole('slider', { name: 'x, slider' }).boundingBox();
      assert.ok(box);
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + 0.75 * box.width, box.y + box.height / 2, { steps: 12 });
      await page.mouse.up();
      await page.getByText('set here').waitFor();
      const x = Number(await page.getByLabel('x =', { exact: true }).inputValue());
      assert.ok(x > 1.4 && x < 1.6, String(x));
      const moves = await said(page, 'move');
      assert.ok(moves.length >= 1 && moves.length <= 14, 'one message a frame at most');
      assert.equal((await said(page, 'settle')).length, 1);
    }));

  it('fields take formulas of numbers, and say what they cannot read', () =>
    withPage({ kind: 'text', text: '$$f(x) = \\sin(x)^2$$' }, async (page) => {
      const field = page.getByLabel('x =', { exact: true });
      await tabTo(page, field);
      await press(page, 'ControlOrMeta+A');
      await page.keyboard.type('pi/4');
      await press(page, 'Enter');
      await page.locator('.results .value', { hasText: '= 0.5' }).waitFor();
      assert.match((await page.locator('.results').textContent()) ?? '', /∂f\/∂x\s*= 1(?!\d)/);
      await press(page, 'ControlOrMeta+A');
      await page.keyboard.type('pi/');
      await press(page, 'Enter');
      await page.locator('.origin.problem').waitFor();
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
    }));

  it('a matrix is typed as [1, 2; 3, 4], and each entry in its grid', () =>
    withPage({ kind: 'text', text: QUADRATIC, language: 'python' }, async (page) => {
      const field = page.getByLabel('A =', { exact: true });
      await field.fill('[1, 2; 3, 4]');
      await field.press('Enter');
      await page.locator('.input', { has: field }).getByText('set here').waitFor();
      await page.getByLabel('x =', { exact: true }).fill('[1, -1]');
      await page.getByLabel('x =', { exact: true }).press('Enter');
      await page.locator('.results .value', { hasText: '= 0' }).waitFor(); // 1 − 2 − 3 + 4
      const entries = page.getByRole('button', { name: 'Entries of A' });
      await tabTo(page, entries);
      await press(page, 'Space');
      const cell = page.getByLabel('A[0, 1]', { exact: true });
      await tabTo(page, cell);
      await press(page, 'ControlOrMeta+A');
      await page.keyboard.type('2^3');
      await press(page, 'Enter');
      await page.locator('.results .value', { hasText: '= −6' }).waitFor();
      await press(page, 'ArrowDown');
      await page.locator('.chosen-name', { hasText: 'A[1, 1]' }).waitFor();
    }));

  it('entries of a vector are chosen and moved by mouse', () =>
    withPage({ kind: 'text', text: QUADRATIC, language: 'python' }, async (page) => {
      await page.getByRole('button', { name: 'Entries of x' }).click();
      await page.getByLabel('x[1]', { exact: true }).click();
      const slider = page.getByRole('slider', { name: 'x[1], slider' });
      const box = await slider.boundingBox();
      assert.ok(box);
      const before = await page.locator('.results .value').textContent();
      await page.mouse.click(box.x + 0.8 * box.width, box.y + box.height / 2);
      await page.waitForFunction((old) => document.querySelector('.results .value')?.textContent !== old, before);
      await page.getByRole('button', { name: 'Entries of x' }).click();
      await slider.waitFor({ state: 'detached' });
    }));

  it('every page of a large matrix can be reached, by mouse and by keys', () =>
    withPage({ kind: 'text', text: LARGE, language: 'python' }, async (page) => {
      const field = page.getByLabel('A =', { exact: true });
      await field.fill(JSON.stringify(Array.from({ length: 12 }, (_, row) => Array(10).fill(row))));
      await field.press('Enter');
      await page.getByText('set here, (12, 10)').waitFor();
      await page.getByRole('button', { name: 'Entries of A' }).click();
      const shown = page.locator('.page-turn');
      assert.deepEqual(await shown.allInnerTexts(), ['rows 0 … 7 of 12', 'columns 0 … 7 of 10']);
      await page.getByRole('button', { name: 'Columns after' }).click();
      assert.deepEqual(await shown.allInnerTexts(), ['rows 0 … 7 of 12', 'columns 8 … 9 of 10']);
      await page.getByLabel('A[7, 9]', { exact: true }).focus();
      await press(page, 'ArrowDown'); // over the edge of the page
      await page.locator('.chosen-name', { hasText: 'A[8, 9]' }).waitFor();
      assert.deepEqual(await shown.allInnerTexts(), ['rows 8 … 11 of 12', 'columns 8 … 9 of 10']);
      const before = await page.locator('.results .value').textContent();
      await page.getByRole('slider', { name: 'A[8, 9], slider' }).press('PageUp');
      await page.waitForFunction((old) => document.querySelector('.results .value')?.textContent !== old, before);
      await page.getByRole('button', { name: 'Rows before' }).press('Enter');
      await page.getByLabel('A[0, 9]', { exact: true }).waitFor();
    }));

  it('steps of a descent follow each other as fast as they are asked for, by keys alone', () =>
    withPage({ kind: 'text', text: VALLEY }, async (page) => {
      await tabTo(page, page.getByRole('button', { name: 'Descend' }));
      await press(page, 'Enter');
      await tabTo(page, page.getByLabel('rate'));
      await press(page, 'ControlOrMeta+A');
      await page.keyboard.type('0.01');
      await press(page, 'Tab');
      const text = page.locator('.descent-text');
      for (let i = 1; i <= 5; i++) {
        await press(page, 'Enter');
        await text.filter({ hasText: new RegExp(`^${i} step`) }).waitFor();
      }
      await press(page, 'Tab', 'Enter'); // runs
      await text.filter({ hasText: /^1\d steps/ }).waitFor();
      await press(page, 'Enter'); // stops
      await page.getByRole('button', { name: 'Run' }).waitFor();
      const [from = 0, to = 0] = ((await text.textContent()) ?? '').match(/\d\.\d+/g)?.map(Number) ?? [];
      assert.ok(to < from);
    }));
});
