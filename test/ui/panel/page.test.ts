/** The panel in a real browser, by mouse and by keyboard, under its own policy; the extension is stood in for. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { PanelMessage } from '../../../src/protocol/messages.ts';
import { weakTexts } from '../contrast.ts';
import { tabTo, withPage } from './panelPage.ts';

const said = (page: Page): Promise<PanelMessage[]> => page.evaluate('said');
const status = (page: Page) => page.getByRole('status').innerText();
const node = (page: Page, name: string) => page.locator(`.node[data-line="${name}"]`);
const press = async (page: Page, key: string, times = 1) => {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
};

describe('the panel', () => {
  it('shows the worked example complete: values, adjoints, local gradients, uses', () =>
    withPage({}, async (page) => {
      assert.equal(await page.locator('h1').innerText(), 'f(x) = sqrt(x^2 + exp(x^2)) + cos(x^2 + exp(x^2))');
      assert.equal(await status(page), 'Complete: f = 1.0900, ∂f/∂x = 5.9831 at x = 1');
      assert.deepEqual(await node(page, 'c').locator('text').allTextContents(), [
        '= 3.7183',
        'used 2×',
        '∂f/∂c = 0.80455',
      ]);
      assert.equal(
        await node(page, 'c').getAttribute('aria-label'),
        'c = a + b, value 3.7183, adjoint ∂f/∂c = 0.80455, used 2 times',
      );
      assert.deepEqual(await page.locator('.edge text').allTextContents(), [
        '2',
        '2.7183',
        '1',
        '1',
        '0.25930',
        '0.54525',
        '1',
        '1',
      ]);
      assert.ok((await page.locator('.derivation svg.formula').count()) > 20, 'formulas are drawn');
    }));

  it('steps by keyboard alone, contributions arriving one by one', () =>
    withPage({}, async (page) => {
      await press(page, 'Home');
      assert.equal(await status(page), 'Start: x = 1. Nothing is computed yet.');
      assert.equal(await page.locator('.node .value').count(), 1);
      assert.equal(await page.locator('.node .adjoint').count(), 0);
      await press(page, 'ArrowRight', 3);
      assert.match(await status(page), /^Forward pass, step 3 of 6: c = a \+ b = 3\.7183$/);
      await press(page, 'ArrowRight', 15);
      assert.match(
        await status(page),
        /^Backward pass, step 3 of 5: c feeds d and e: contributions add; through d \(1 of 2\)/,
      );
      assert.deepEqual(await node(page, 'c').locator('.adjoint').allTextContents(), ['∂f/∂c = …', '0.25930 + …']);
      await press(page, 'ArrowRight');
      assert.deepEqual(await node(page, 'c').locator('.adjoint').allTextContents(), [
        '∂f/∂c = 0.80455',
        '0.25930 + 0.54525',
      ]);
      assert.equal(await page.locator('.derivation [aria-current="step"]').count(), 1);
      await press(page, 'ArrowLeft', 2);
      assert.match(await status(page), /^Backward pass, step 2 of 5/);
      await press(page, 'Space');
      assert.equal(await page.getByRole('button', { name: 'Pause' }).count(), 1);
      await press(page, 'Space');
      assert.equal(await page.getByRole('button', { name: 'Play' }).count(), 1);
      await press(page, 'End');
      assert.match(await status(page), /^Complete/);
    }));

  it('steps by its buttons, and plays', () =>
    withPage({}, async (page) => {
      const button = (name: string) => page.getByRole('button', { name, exact: true });
      await button('First').click();
      assert.match(await status(page), /^Start/);
      await button('Forward').click();
      await button('Forward').click();
      await button('Back').click();
      assert.match(await status(page), /^Forward pass, step 1 of 6/);
      await button('Play').click();
      await page.waitForFunction(() => document.querySelector('.status')?.textContent?.includes('step 2 of 6'));
      await button('Pause').click();
      await button('Last').click();
      assert.match(await status(page), /^Complete/);
      assert.equal(await button('Forward').getAttribute('aria-disabled'), 'true');
    }));

  it('selects in the text what is clicked, by mouse or by keys', () =>
    withPage({}, async (page) => {
      await node(page, 'a').click();
      const selected = (await said(page)).filter(({ type }) => type === 'selectSpan');
      assert.deepEqual(selected, [{ type: 'selectSpan', span: { from: 13, to: 16 }, line: 'a' }]);
      await press(page, 'ArrowRight');
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-line')), 'b');
      await press(page, 'ArrowRight');
      await press(page, 'Enter');
      const last = (await said(page)).at(-1);
      assert.ok(last?.type === 'selectSpan' && last.line === 'c');
      assert.match((await node(page, 'c').getAttribute('class')) ?? '', /\bchosen\b/);
      assert.match(await status(page), /^Complete/, 'arrow keys inside the graph do not step');
    }));

  it('marks the line under the cursor of the editor', () =>
    withPage({}, async (page) => {
      await page.evaluate(() => window.hear({ type: 'focus', line: 'd' }));
      await page.locator('.node.chosen[data-line="d"]').waitFor();
      await page.getByRole('tab', { name: 'Table' }).click();
      assert.equal(await page.locator('tr.chosen th').innerText(), 'd');
      await page.evaluate(() => window.hear({ type: 'focus' }));
      await page.locator('tr.chosen').waitFor({ state: 'detached' });
    }));

  it('takes another point, keeps its place in the lesson, and says why a text is no number', () =>
    withPage({}, async (page) => {
      await press(page, 'Home');
      await press(page, 'ArrowRight', 2);
      const field = page.getByLabel('x =');
      await field.fill('2');
      await field.press('Enter');
      await page.getByText('set here').waitFor();
      assert.equal(await status(page), 'Forward pass, step 2 of 6: b = exp(a) = 54.598');
      await field.fill('two');
      await field.press('Enter');
      await page.getByText('“two” is not a number.').waitFor();
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      await field.press('Escape');
      assert.equal(await field.inputValue(), '2');
      await field.fill('');
      await field.press('Enter');
      await page.getByText('default', { exact: true }).waitFor();
      const points = (await said(page)).flatMap((message) => (message.type === 'setPoint' ? [message.text] : []));
      assert.deepEqual(points, ['2', 'two', '']);
    }));

  it('leads from the derivation to its moment, and back to the text', () =>
    withPage({}, async (page) => {
      await page.locator('.steps.forward .entry').nth(3).click();
      assert.match(await status(page), /^Forward pass, step 4 of 6: d = √c/);
      const last = (await said(page)).at(-1);
      assert.ok(last?.type === 'selectSpan' && last.line === 'd');
      await tabTo(page, page.locator('.steps.forward .entry').nth(1)); // from the entry before by Shift+Tab is as far
      await press(page, 'Enter');
      assert.match(await status(page), /^Forward pass, step 2 of 6: b = exp\(a\)/);
    }));

  it('shows the list as a table, and keeps tab and pin', () =>
    withPage({}, async (page) => {
      await page.getByRole('tab', { name: 'Graph' }).focus();
      await press(page, 'ArrowRight');
      const rows = await page.getByRole('row').allInnerTexts();
      assert.equal(rows.length, 9);
      assert.match(rows[3] ?? '', /^a\s+pow\s+x²\s+1\s+2\.9915\s+2×\s+∂a\/∂x = 2x = 2$/);
      await page.getByRole('button', { name: 'Pin' }).click();
      assert.equal(await page.getByRole('button', { name: 'Pin' }).getAttribute('aria-pressed'), 'true');
      assert.deepEqual((await said(page)).at(-1), { type: 'pin', pinned: true });
      assert.deepEqual(await page.evaluate('saved()'), {
        uri: 'file:///note.md',
        offset: 2,
        pinned: true,
        tab: 'table',
      });
    }));

  it('asks for a window of its own, by mouse and by keys', () =>
    withPage({}, async (page) => {
      const button = page.getByRole('button', { name: 'Move to new window' });
      await button.click();
      await tabTo(page, page.getByRole('button', { name: 'Pin' }));
      await press(page, 'Enter', 1);
      await press(page, 'Shift+Tab');
      await press(page, 'Enter');
      const asked = (await said(page)).filter(({ type }) => type === 'newWindow' || type === 'pin');
      assert.deepEqual(
        asked.map(({ type }) => type),
        ['newWindow', 'pin', 'newWindow'],
      );
    }));

  it('goes on with the lesson after the page was loaded anew', () =>
    withPage({}, async (page) => {
      await press(page, 'Home');
      await press(page, 'ArrowRight', 5);
      await page.reload();
      await page.getByText('Forward pass, step 5 of 6').waitFor();
    }));

  it('renders only the seen part of 5,000 lines', () =>
    withPage({ kind: 'long', count: 5000 }, async (page) => {
      assert.ok((await page.locator('.node').count()) < 40, 'runs are boxes');
      await press(page, 'Home');
      await press(page, 'ArrowRight', 3);
      assert.match(await status(page), /^Forward pass, step 3 of 4999/);
      await page.getByRole('tab', { name: 'Table' }).click();
      assert.equal(await page.locator('table').getAttribute('aria-rowcount'), '5001');
      assert.ok((await page.getByRole('row').count()) < 100);
      await page.locator('.table').evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await page.locator('tr[aria-rowindex="5001"]').waitFor();
      assert.ok((await page.getByRole('row').count()) < 100);
      assert.ok((await page.locator('.derivation .entry').count()) < 200);
    }));

  it('pans and zooms', () =>
    withPage({}, async (page) => {
      const place = () => page.locator('.canvas > g').getAttribute('transform');
      const fitted = await place();
      await page.getByRole('button', { name: 'Zoom in' }).click();
      const zoomed = await place();
      assert.notEqual(zoomed, fitted);
      await page.mouse.move(300, 550);
      await page.mouse.down();
      await page.mouse.move(340, 520, { steps: 4 });
      await page.mouse.up();
      assert.notEqual(await place(), zoomed);
      await page.getByRole('button', { name: 'Fit' }).click();
      assert.equal(await place(), fitted);
    }));

  it('says what to do where there is nothing, and why it refused', async () => {
    await withPage({ kind: 'nothing' }, async (page) => {
      assert.match(await page.locator('main').innerText(), /run Gradient: Inspect Expression at Cursor/);
    });
    await withPage({ kind: 'refused' }, async (page) => {
      assert.match(await page.locator('main').innerText(), /The function foo is not known/);
      await page.getByRole('button', { name: 'Show in the text' }).click();
      assert.deepEqual((await said(page)).at(-1), { type: 'selectSpan', span: { from: 9, to: 13 } });
    });
  });

  it('shows NaN as NaN, and the problems beside the graph', () =>
    withPage({ kind: 'troubled' }, async (page) => {
      assert.equal(await node(page, 'f').locator('.value').textContent(), '= NaN');
      assert.match(await page.getByRole('list', { name: 'Problems' }).innerText(), /Error: log\(x\) has no value/);
      await page.getByLabel('Read as').selectOption('e is Euler’s number');
      assert.deepEqual((await said(page)).at(-1), { type: 'setReading', key: 'e', choice: 'e is Euler’s number' });
    }));

  const pictures: readonly (readonly [string, string])[] = [
    ['a script', '<script>window.bad = 1</script>'],
    ['a foreign object', '<foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>'],
    ['an event handler', '<path d="M0 0" onload="window.bad = 1"/>'],
    ['an image', '<image href="https://example.org/x.png"/>'],
  ];
  for (const [what, inside] of pictures) {
    it(`writes the text instead of a picture with ${what}`, () => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -800 1000 1000">${inside}</svg>`;
      return withPage({ draw: () => svg }, async (page) => {
        assert.equal(await page.locator('svg.formula, script:not([src]), foreignObject, image, [onload]').count(), 0);
        assert.equal(await page.locator('.steps.forward .entry').first().innerText(), 'a = x²\n= 1');
      });
    });
  }

  it('drops styles and foreign references from a picture, and draws the rest', () =>
    withPage(
      {
        draw: () =>
          '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -800 1000 1000"><g id="a"><path style="fill:red" fill="url(#b)" d="M0 0L9 9"/></g><use href="https://example.org/#a"/></svg>',
      },
      async (page) => {
        const drawn = await page.locator('svg.formula').first().innerHTML();
        assert.doesNotMatch(drawn, /style|url|example/);
        assert.match(drawn, /<path d="M0 0L9 9">/);
      },
    ));

  for (const width of [360, 700, 1200]) {
    it(`fits into ${width} px without scrolling sideways`, () =>
      withPage({ width, height: 780 }, async (page) => {
        const { scroll, client } = await page.evaluate(() => ({
          scroll: document.documentElement.scrollWidth,
          client: document.documentElement.clientWidth,
        }));
        assert.ok(scroll <= client, `${scroll} > ${client}`);
        const buttons = await page
          .locator('.transport button')
          .evaluateAll((all) =>
            all.map((each) => each.getBoundingClientRect()).map(({ left, right }) => [left, right] as const),
          );
        assert.ok(buttons.every(([left, right]) => left >= 0 && right <= width));
      }));
  }

  for (const theme of ['dark', 'light', 'hc-dark', 'hc-light']) {
    it(`is legible in ${theme}: text stands out 4.5 : 1 from what is behind it`, () =>
      withPage({ theme }, async (page) => {
        assert.deepEqual(await page.evaluate(weakTexts), []);
      }));
  }
});
