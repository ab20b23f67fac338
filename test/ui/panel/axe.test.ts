/** Every tab of the panel in every kind of theme, held to the rules of accessibility by axe-core: nothing serious. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { LAYER, VALLEY, withPage } from './panelPage.ts';

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/**
 * One rule, experimental, is left out: it holds names to all text inside, but the numbers around a node of the graph are
 * a drawing, and its name says them in words.
 */
const OPTIONS = { resultTypes: ['violations'], rules: { 'label-content-name-mismatch': { enabled: false } } };

async function seriousOn(page: Page): Promise<string[]> {
  const violations: Violation[] = await page.evaluate(
    `axe.run(document, ${JSON.stringify(OPTIONS)}).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
}

describe('accessibility', () => {
  for (const theme of ['light', 'dark', 'hc-dark', 'hc-light']) {
    it(`nothing serious in any tab, theme ${theme}`, () =>
      withPage({ kind: 'text', text: VALLEY, theme }, async (page) => {
        await page.evaluate(axe);
        await page.getByRole('button', { name: 'Descend' }).click();
        const found: string[] = [];
        for (const tab of ['Graph', 'Table', 'Plots', 'Code', 'Practise']) {
          await page.getByRole('tab', { name: tab, exact: true }).click();
          await page.waitForFunction(() => window.isAtRest(), undefined, { polling: 'raf' });
          for (const problem of await seriousOn(page)) found.push(`${tab}: ${problem}`);
        }
        assert.deepEqual(found, []);
      }));
  }

  it('nothing serious in a grid of entries, narrow', () =>
    withPage({ kind: 'text', text: LAYER, language: 'python', width: 360, height: 780 }, async (page) => {
      await page.evaluate(axe);
      await page.getByRole('button', { name: 'Entries of W' }).click();
      assert.deepEqual(await seriousOn(page), []);
    }));
});
