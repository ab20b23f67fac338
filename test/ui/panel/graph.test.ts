/** The graph in a real browser, by mouse and by keys alone: blocks, moving and zooming, flow, steps inside blocks, export. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { PICTURE_EXPORTS, TEXT_EXPORTS } from '../../../src/protocol/export.ts';
import { said, tabTo, WORKED, withPage } from './panelPage.ts';

const block = (page: Page, label: string) => page.locator('.node.block', { hasText: label });
const node = (page: Page, name: string) => page.locator(`.node[data-line="${name}"]`);
const transform = (page: Page) => page.locator('.canvas > g').getAttribute('transform');
const press = async (page: Page, key: string, times = 1) => {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
};
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-node'));

describe('the graph', () => {
  it('collapses layers, opens one by click and closes it again', () =>
    withPage({ kind: 'layers', count: 3 }, async (page) => {
      await page.getByRole('button', { name: 'Collapse all' }).click();
      assert.deepEqual(await page.locator('.node.block .label').allTextContents(), ['f_1', 'f_2', 'f_3']);
      assert.deepEqual(await block(page, 'f_2').locator('.count').allTextContents(), ['3 steps']);
      await block(page, 'f_2').locator('.box').last().click();
      await node(page, 'z_2').waitFor();
      assert.equal(await page.locator('.node.block').count(), 2);
      await page.locator('[data-frame]').click();
      await block(page, 'f_2').waitFor();
      await page.getByRole('button', { name: 'Expand all' }).click();
      assert.equal(await page.locator('.node.block').count(), 0);
    }));

  it('opens and closes blocks by keys, and keeps the focus with them', () =>
    withPage({ kind: 'layers', count: 3 }, async (page) => {
      await page.getByRole('button', { name: 'Collapse all' }).focus();
      await press(page, 'Enter');
      await node(page, 'L').focus();
      await press(page, 'ArrowLeft');
      assert.equal(await focused(page), 'block layer layer f_3');
      await press(page, 'Enter');
      assert.equal(await focused(page), 'm_3');
      await press(page, 'ArrowRight');
      assert.equal(await focused(page), 'z_3');
      await press(page, 'Backspace');
      assert.equal(await focused(page), 'block layer layer f_3');
    }));

  it('moves and zooms by keys', () =>
    withPage({}, async (page) => {
      const fitted = await transform(page);
      await press(page, 'Shift+ArrowRight');
      const moved = await transform(page);
      assert.notEqual(moved, fitted);
      await press(page, 'Shift+ArrowLeft');
      assert.equal(await transform(page), fitted);
      await press(page, '+');
      await press(page, '-');
      await node(page, 'c').focus();
      await press(page, '+');
      assert.notEqual(await transform(page), fitted);
      await press(page, '0');
      assert.equal(await transform(page), fitted);
    }));

  it('keeps what it shows in sight when its size changes', () =>
    withPage({ kind: 'layers', count: 6 }, async (page) => {
      const inSight = (name: string) =>
        node(page, name).evaluate((element) => {
          const [own, all] = [element, element.closest('.canvas') as Element].map((each) =>
            each.getBoundingClientRect(),
          ) as [DOMRect, DOMRect];
          return own.left >= all.left && own.right <= all.right && own.top >= all.top && own.bottom <= all.bottom;
        });
      const resized = async (width: number, height: number) => {
        await page.setViewportSize({ width, height });
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      };
      await page.locator('h1').click();
      await press(page, 'Home');
      await press(page, 'ArrowRight', 12); // four layers
      const current = (await page.locator('.node.current').getAttribute('data-line')) ?? '';
      for (const [width, height] of [
        [360, 780],
        [700, 780],
        [560, 500],
        [1200, 700],
      ] as const) {
        await resized(width, height);
        assert.ok(await inSight(current), `${current} at ${width} × ${height} px`);
      }
      await press(page, 'Shift+ArrowLeft', 2);
      const own = await transform(page);
      await resized(1000, 700);
      assert.notEqual(await transform(page), own, 'the middle stays in the middle');
      await resized(1200, 700);
      assert.equal(await transform(page), own);
    }));

  it('draws edges as thick as the gradient that takes them', () =>
    withPage({}, async (page) => {
      await page.getByRole('button', { name: 'Gradient flow' }).click();
      const widths = await page
        .locator('.canvas .edge .line')
        .evaluateAll((lines) => lines.map((line) => Number.parseFloat(getComputedStyle(line).strokeWidth)));
      assert.equal(widths.length, 8);
      assert.ok(Math.max(...widths) > 6 && Math.min(...widths) < 5, String(widths));
      await tabTo(page, page.getByRole('button', { name: 'Gradient flow' }));
      await press(page, 'Space');
      assert.equal(await page.locator('.canvas [class*="flow-"]').count(), 0);
    }));

  it('steps inside closed blocks: the box shows the line that moves, and the text is marked', () =>
    withPage({ kind: 'layers', count: 3 }, async (page) => {
      await page.getByRole('button', { name: 'Collapse all' }).click();
      await page.locator('h1').click();
      await press(page, 'Home');
      await press(page, 'ArrowRight', 5); // m_1, z_1, f_1, m_2, z_2
      const box = page.locator('.node.current');
      assert.equal(await box.locator('.label').textContent(), 'f_2');
      assert.equal(await box.locator('.value').textContent(), 'z_2 = 9.5');
      const marks = (await said(page, 'mark')) as readonly { readonly spans: readonly unknown[] }[];
      assert.equal(marks.at(-1)?.spans.length, 1);
      await press(page, 'End');
      const last = (await said(page, 'mark')) as typeof marks;
      assert.deepEqual(last.at(-1)?.spans, []);
    }));

  it('no label of an edge lies on its own line, and none under the tools, at any width', async () => {
    for (const width of [1200, 360]) {
      await withPage({ kind: 'text', text: WORKED, width, height: 780 }, async (page) => {
        const crossed = await page.locator('.canvas .edge').evaluateAll((edges) =>
          edges.flatMap((edge) => {
            const line = edge.querySelector<SVGPathElement>('.line');
            const matrix = line?.getScreenCTM();
            if (!line || !matrix || edge.querySelector('.paper')) return []; // a line may go on behind its label's paper
            const labels = [...edge.querySelectorAll('.partial, .formula')].map((label) =>
              label.getBoundingClientRect(),
            );
            const length = line.getTotalLength();
            const points = Array.from({ length: 101 }, (_, i) =>
              line.getPointAtLength((i / 100) * length).matrixTransform(matrix),
            );
            return labels.filter(({ left, right, top, bottom }) =>
              points.some(({ x, y }) => left < x && x < right && top + 1 < y && y < bottom - 1),
            );
          }),
        );
        assert.deepEqual(crossed, [], `${width} px`);
        const [bar, canvas] = [
          await page.locator('.graph-bar').boundingBox(),
          await page.locator('.canvas').boundingBox(),
        ];
        assert.ok(bar && canvas && bar.y + bar.height <= canvas.y + 0.5);
      });
    }
  });

  it('a list of 500 lines is a row of boxes; all 5,000 of another can be seen at once', async () => {
    await withPage({ kind: 'long', count: 500 }, async (page) => {
      assert.equal(await page.locator('.node.block').count(), 10);
      await block(page, 'h450 … h499').locator('.box').last().click();
      await page.locator('.frame').waitFor();
    });
    await withPage({ kind: 'long', count: 5000 }, async (page) => {
      await page.getByRole('button', { name: 'Expand all' }).click();
      await node(page, 'h4999').waitFor();
      assert.ok((await page.locator('.node').count()) < 100, 'only what is in sight is drawn');
      await page.locator('.graph').evaluate((graph) => {
        for (let i = 0; i < 40; i++) graph.querySelector<HTMLElement>('[aria-label="Zoom out"]')?.click();
      });
      await page.locator('.far').waitFor();
      assert.ok((await page.locator('.canvas path').count()) < 20, 'from afar, few elements');
    });
  });

  it('exports what is seen, in colours that every program reads', () =>
    withPage({ theme: 'dark' }, async (page) => {
      const take = async (name: string) => {
        await page.getByRole('button', { name: 'Export the graph' }).focus();
        await press(page, 'Enter');
        await page.getByRole('button', { name }).focus();
        await press(page, 'Enter');
      };
      await take('SVG picture');
      await take('Mermaid');
      await take('PNG picture');
      await page.waitForFunction(() =>
        (window as unknown as { said: { format?: string }[] }).said.some(({ format }) => format === 'png'),
      );
      const exported = (await said(page, 'export')) as readonly {
        readonly format: string;
        readonly content?: string;
      }[];
      const content = (format: string) => exported.find((each) => each.format === format)?.content ?? '';
      const svg = content('svg');
      assert.match(
        svg.slice(0, 120),
        /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="[-\d ]+" width="\d+" height="\d+">/,
      );
      assert.equal(/var\(|color\(|currentColor|\s(?:class|style)=|undefined/.exec(svg)?.[0], undefined);
      assert.ok(svg.includes('= 3.7183</text>'));
      assert.ok(content('png').startsWith('iVBORw0KGgo'));
      assert.ok(exported.some(({ format, content: text }) => format === 'mermaid' && text === undefined));
      await page.getByRole('button', { name: 'Export the graph' }).focus();
      await press(page, 'Enter');
      await press(page, 'Escape');
      assert.equal(await page.getByRole('button', { name: 'SVG picture' }).count(), 0);
      // By mouse: every format is asked for.
      const before = (await said(page, 'export')).length;
      const formats = Object.entries({ ...PICTURE_EXPORTS, ...TEXT_EXPORTS });
      for (const [i, [, name]] of formats.entries()) {
        await page.getByRole('button', { name: 'Export the graph' }).click();
        await page.getByRole('button', { name }).click();
        await page.waitForFunction(
          (count) =>
            (window as unknown as { said: { type: string }[] }).said.filter(({ type }) => type === 'export').length >
            count,
          before + i,
        );
      }
      const asked = ((await said(page, 'export')) as typeof exported).slice(before);
      assert.deepEqual(
        asked.map(({ format }) => format),
        formats.map(([format]) => format),
      );
      await page.evaluate(() => window.hear({ type: 'draw', format: 'svg' }));
      await page.waitForFunction(
        () =>
          (window as unknown as { said: { format?: string }[] }).said.filter(({ format }) => format === 'svg').length >
          2,
      );
    }));
});
