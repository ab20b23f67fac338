/** The derivation and the code in a real browser: read, folded, and taken along in every form, by mouse and by keys alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { FORMS, TARGETS } from '../../../src/protocol/take.ts';
import { press, said, tabTo, WORKED, withPage } from './panelPage.ts';

const taken = async (page: Page) =>
  (await said(page, 'take')).map((message) => message.type === 'take' && { to: message.to, ...message.taken });

describe('the derivation', () => {
  it('has equal text for every formula, and each number beside it', () =>
    withPage({}, async (page) => {
      const drawn = await page.locator('.derivation .drawn').count();
      assert.ok(drawn > 20);
      assert.equal(await page.locator('.derivation .drawn > .visually-hidden:not(:empty)').count(), drawn);
      const sum = page.locator('.steps.backward .entry', { hasText: '0.25930 + 1 · 0.54525' });
      assert.match((await sum.textContent()) ?? '', /∂f\/∂c = ∂f\/∂d · ∂d\/∂c \+ ∂f\/∂e · ∂e\/∂c/);
      assert.match((await sum.textContent()) ?? '', /= 0\.80455/);
    }));

  it('of a long program is folded, and opens by mouse and by keys', () =>
    withPage({ kind: 'long', count: 500 }, async (page) => {
      const fold = page.getByRole('button', { name: 'Forward pass, 499 steps' });
      assert.equal(await fold.getAttribute('aria-expanded'), 'false');
      assert.equal(await page.locator('.derivation .entry').count(), 0);
      await fold.click();
      assert.equal(await page.locator('.derivation .entry').count(), 80);
      await fold.click();
      assert.equal(await page.locator('.derivation .entry').count(), 0);
      await tabTo(page, fold);
      await press(page, 'Enter');
      assert.equal(await fold.getAttribute('aria-expanded'), 'true');
      await page.getByRole('button', { name: '419 later steps' }).press('Enter');
      await page.getByRole('button', { name: /^\d+ earlier steps$/ }).waitFor();
    }));

  it('is copied and inserted in every form, by mouse', () =>
    withPage({}, async (page) => {
      for (const form of Object.keys(FORMS)) {
        await page.getByLabel('Form of the derivation').selectOption(form);
        await page.getByRole('button', { name: 'Copy derivation' }).click();
        await page.getByRole('button', { name: 'Insert derivation at cursor' }).click();
      }
      const wanted = Object.keys(FORMS).flatMap((form) =>
        ['clipboard', 'cursor'].map((to) => ({ to, what: 'derivation', form })),
      );
      assert.deepEqual(await taken(page), wanted);
    }));

  it('is copied and inserted in every form, by keys alone', () =>
    withPage({}, async (page) => {
      const form = page.getByLabel('Form of the derivation');
      await tabTo(page, form);
      for (const [i, id] of Object.keys(FORMS).entries()) {
        if (i > 0) await press(page, 'ArrowDown');
        assert.equal(await form.inputValue(), id);
        await press(page, 'Tab', 'Enter', 'Tab', 'Space', 'Shift+Tab', 'Shift+Tab');
      }
      const all = await taken(page);
      assert.deepEqual(
        all.map((each) => each && `${each.to} ${'form' in each ? each.form : ''}`),
        Object.keys(FORMS).flatMap((id) => [`clipboard ${id}`, `cursor ${id}`]),
      );
    }));
});

describe('the gradient as code', () => {
  it('is taken along in every language, by mouse', () =>
    withPage({ kind: 'text', text: WORKED }, async (page) => {
      await page.getByRole('tab', { name: 'Code' }).click();
      for (const target of Object.keys(TARGETS)) {
        await page.getByLabel('Language').selectOption(target);
        await page.getByRole('button', { name: 'Copy', exact: true }).click();
        await page.getByRole('button', { name: 'Insert at cursor' }).click();
      }
      assert.deepEqual(
        (await taken(page)).map((each) => each && 'target' in each && `${each.to} ${each.target}`),
        Object.keys(TARGETS).flatMap((target) => [`clipboard ${target}`, `cursor ${target}`]),
      );
      assert.deepEqual(
        await page.locator('.said').allTextContents(),
        ['Taken to the cursor.', ''],
        'said where it was done',
      );
    }));

  it('is shown in every language by keys alone, and taken along', () =>
    withPage({ kind: 'text', text: WORKED }, async (page) => {
      const first = page.getByRole('tab', { name: 'Graph' });
      await tabTo(page, first);
      await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight');
      const language = page.getByLabel('Language');
      const order = Object.keys(TARGETS);
      await language.focus();
      for (let i = 0; i < order.indexOf('python'); i++) await press(page, 'ArrowUp');
      const heads: readonly RegExp[] = [
        /\\frac\{\\partial f\}\{\\partial x\}/,
        /import numpy as np[\s\S]*def f_gradient\(x\):/,
        /import torch/,
        /import jax\.numpy as jnp/,
        /function f\w*\(x\)/,
        /x: number/,
        /#include <math\.h>[\s\S]*double f_gradient\(double x, double/,
        /function f_gradient\(x\)/,
        /function \[f, gradient\] = f_gradient\(x\)/,
      ];
      for (const [i, target] of order.entries()) {
        if (i > 0) await press(page, 'ArrowDown');
        assert.equal(await language.inputValue(), target);
        const listing = page.getByLabel(`Gradient in ${TARGETS[target as keyof typeof TARGETS]}`, { exact: true });
        await listing.waitFor();
        assert.match((await listing.textContent()) ?? '', heads[i] ?? /never/);
      }
      await press(page, 'Tab', 'Enter', 'Tab', 'Enter');
      assert.deepEqual(await taken(page), [
        { to: 'clipboard', what: 'code', target: 'matlab' },
        { to: 'cursor', what: 'code', target: 'matlab' },
      ]);
    }));
});
