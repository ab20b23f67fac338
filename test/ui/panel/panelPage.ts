/** The panel alone in a browser: opened for one test, and held to an empty console. */
import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { PanelMessage } from '../../../src/protocol/messages.ts';
import { type OpenPanel, type PanelOptions, panelBrowser } from '../../webview/launch/panel.mjs';

let shared: ReturnType<typeof panelBrowser> | undefined;
after(async () => (await shared)?.close());

export async function withPage(options: PanelOptions, use: (page: Page) => Promise<void>): Promise<void> {
  shared ??= panelBrowser();
  const panel: OpenPanel = await (await shared).open(options);
  try {
    await use(panel.page);
    assert.deepEqual(panel.complaints, []);
  } finally {
    await panel.close();
  }
}

export const WORKED = '$$f(x) = \\sqrt{x^2 + \\exp(x^2)} + \\cos(x^2 + \\exp(x^2))$$';
export const VALLEY = '$$f(x, y) = (1 - x)^2 + 5 (y - x^2)^2$$';
export const LAYER = `import numpy as np

def loss(W, x, y):
    z = np.tanh(W @ x)
    return np.sum((z - y) ** 2)
`;

/** All that the panel has said of a kind. */
export async function said(page: Page, type: PanelMessage['type']): Promise<PanelMessage[]> {
  const all: PanelMessage[] = await page.evaluate('said');
  return all.filter((message) => message.type === type);
}

export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Moves the keyboard to a place by the Tab key alone, as somebody without a mouse does; it must be seen that it is there. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const before = await target.evaluate(looks);
  const wasThere = await target.evaluate((element) => element === document.activeElement);
  for (let i = 0; i < 80; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      if (!wasThere)
        assert.notEqual(await target.evaluate(looks), before, `nothing shows that ${target} has the keyboard`);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${target}`);
}

/** Runs in the page: everything by which an element, or the box of a node of the graph, can show that it has the keyboard. */
function looks(element: Element): string {
  return [element, ...element.querySelectorAll(':scope > .box')]
    .map((each) => {
      const style = getComputedStyle(each);
      const outline = style.outlineStyle === 'none' ? '' : `${style.outlineWidth} ${style.outlineColor}`;
      return [outline, style.boxShadow, style.borderColor, style.stroke, style.strokeWidth].join();
    })
    .join();
}
