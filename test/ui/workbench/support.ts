// What a person does with a workbench, for the UI tests: open, type, move the real mouse, read, press.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { openSession, type Session } from '../../host/launch/session.mjs';

/** The colour themes that every surface must look right in, and what their kinds are called in the page and in webviews. */
const kinds = {
  'Dark Modern': { workbench: 'vs-dark', webview: 'vscode-dark' },
  'Light Modern': { workbench: 'vs', webview: 'vscode-light' },
  'Dark High Contrast': { workbench: 'hc-black', webview: 'vscode-high-contrast' },
  'Light High Contrast': { workbench: 'hc-light', webview: 'vscode-high-contrast-light' },
} as const;
export type Theme = keyof typeof kinds;
export const themes = Object.keys(kinds) as Theme[];

/** Patience (ms) with what a busy machine may take long over. Nothing waits this long where all is well. */
const PATIENCE = 90_000;

export interface HoverText {
  /** What a person reads, line breaks kept, non-breaking spaces as spaces. */
  readonly text: string;
  readonly images: readonly { src: string; alt: string; width: number; height: number }[];
}

let shared: Promise<Session> | undefined;

/** The workbench that all UI tests of this run share; opened by the first who asks, closed after the last test. */
export async function workbench(): Promise<Workbench> {
  shared ??= openSession();
  const opened = new Workbench(await shared);
  await opened.ready();
  return opened;
}

after(async () => {
  if (shared) await (await shared).close();
});

export class Workbench {
  readonly page: Page;

  constructor(readonly session: Session) {
    this.page = session.page;
    this.page.setDefaultTimeout(PATIENCE);
  }

  /** Waits until the explorer shows the opened folder. */
  async ready(): Promise<void> {
    await this.page
      .locator('.explorer-folders-view .monaco-list-row')
      .first()
      .waitFor({ timeout: 3 * PATIENCE });
  }

  /** Opens a file of the folder by Quick Open, and waits for its text (or its notebook). */
  async open(name: string): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('ControlOrMeta+P');
    await this.choose(name);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator('.editor-instance .view-lines .view-line, .notebook-editor').first().waitFor();
  }

  /** Puts the cursor at the start of a line (from 1) of the active editor, which scrolls there; seen in the status bar. */
  async goTo(line: number): Promise<void> {
    const at = new RegExp(`^Ln ${line}, Col 1$`);
    await this.insist(`the cursor in line ${line}`, async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('ControlOrMeta+G');
      const input = this.page.locator('.quick-input-widget input:focus');
      await input.waitFor({ timeout: 5000 });
      await input.fill(`:${line}`);
      await this.page.keyboard.press('Enter');
      await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden', timeout: 5000 });
      await this.page.locator('#status\\.editor\\.selection', { hasText: at }).waitFor({ timeout: 5000 });
    });
  }

  /** Runs a command by its title in the palette. */
  async run(title: string): Promise<void> {
    await this.insist('the palette', async () => {
      await this.page.keyboard.press('F1'); // once more where a busy workbench did not hear it
      await this.page.locator('.quick-input-widget input:focus').waitFor({ timeout: 10_000 });
    });
    await this.choose(title);
  }

  /** Gives the keyboard to the first editor, from wherever it is, a panel included. */
  async focusEditor(): Promise<void> {
    await this.insist('the keyboard in the first editor', async () => {
      await this.page.keyboard.press('ControlOrMeta+1');
      await this.page
        .locator('.editor-group-container')
        .first()
        .and(this.page.locator('.active'))
        .waitFor({ timeout: 5000 });
    });
  }

  /** Types into the open quick pick and takes the row of exactly that name. */
  async choose(name: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget');
    await box.locator('input:focus').waitFor();
    await this.page.keyboard.insertText(name); // at once: after each letter the whole list would be searched anew
    const label = this.page.locator('.label-name', { hasText: new RegExp(`^\\s*${escapeRegExp(name)}\\s*$`) });
    const row = box.locator('.monaco-list-row', { has: label }).first();
    try {
      await row.click({ timeout: 20_000 });
      await row.waitFor({ state: 'hidden' }); // the list closes, or a next one takes its place
    } catch {
      const picture = await this.session.screenshot('no-such-choice');
      await this.page.keyboard.press('Escape');
      throw new Error(`The list offers no "${name}". Picture: ${picture}`);
    }
  }

  /** Throws away what was typed. */
  async closeAll(): Promise<void> {
    await this.page.keyboard.press('Escape');
    if ((await this.page.locator('.tab.dirty').count()) > 0) {
      await this.focusEditor();
      await this.run('File: Revert File').catch(() => this.page.keyboard.press('Escape'));
    }
    await this.run('View: Close All Editors');
    await this.page.locator('.editor-instance').waitFor({ state: 'detached' });
  }

  /**
   * Puts the cursor at the start of the `occurrence`th (from 1) `text` that the active editor shows, and sees to it that it
   * is there: an editor that scrolls late, or a box above the text, takes a click away.
   */
  async click(text: string, occurrence = 1): Promise<void> {
    await this.insist(`the cursor on "${text}" (${occurrence})`, async () => {
      await this.hideHover();
      const { left, width, y } = await this.placeOf(text, occurrence);
      await this.page.mouse.click(left + width / 4, y);
      await this.page.waitForFunction(hasCursor, { left, width, y }, { timeout: 3000, polling: 50 });
      const after = await this.page.evaluate(findText, { text, occurrence });
      assert.equal(after?.y, y, 'the text has moved under the mouse');
    });
  }

  /**
   * Rests the mouse on a text in the active editor until a hover shows that contains `wanted`. Measures the place anew at
   * each attempt, because code lenses and notebooks move lines about.
   */
  async hover(text: string, wanted: string | RegExp = '', occurrence = 1): Promise<HoverText> {
    let last: HoverText | undefined;
    const end = Date.now() + PATIENCE;
    for (let wait = 2000; Date.now() < end; wait += 1000) {
      await this.hideHover();
      const { x, y } = await this.placeOf(text, occurrence);
      await this.page.mouse.move(x - 3, y, { steps: 2 });
      await this.page.mouse.move(x, y, { steps: 3 });
      last = await this.readHover(wait);
      if (last && (wanted instanceof RegExp ? wanted.test(last.text) : last.text.includes(wanted))) return last;
    }
    const seen = last ? `the hover says:\n${last.text}` : 'there is no hover';
    throw new Error(
      `No hover with ${wanted} on "${text}"; ${seen}\nPicture: ${await this.session.screenshot('no-hover')}`,
    );
  }

  /** Rests the mouse on a text and returns its hover, or undefined if none has come after `milliseconds`. */
  async hoverIfAny(text: string, occurrence = 1, milliseconds = 1500): Promise<HoverText | undefined> {
    await this.hideHover();
    const { x, y } = await this.placeOf(text, occurrence);
    await this.page.mouse.move(x, y, { steps: 3 });
    return this.readHover(milliseconds);
  }

  async hideHover(): Promise<void> {
    await this.page.mouse.move(2, 2);
    await this.hoverBox()
      .waitFor({ state: 'hidden', timeout: 5000 })
      .catch(() => this.page.keyboard.press('Escape'));
  }

  hoverBox(): Locator {
    return this.page
      .locator('.monaco-editor .monaco-hover:not(.hidden), .monaco-resizable-hover:not(.hidden) .monaco-hover')
      .first();
  }

  /** The panel's document, inside the two frames of a webview. */
  panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
  }

  /** A file is in front, and the panel beside it shows an output: there is nothing to open for a test of them. */
  async shows(file: string, output: string): Promise<boolean> {
    if ((await this.page.locator('iframe.webview.ready').count()) !== 1) return false;
    const tab = this.page.locator(`.editor-group-container .tab.selected[data-resource-name="${file}"]`);
    const node = this.panel().locator(`.node[data-line="${output}"]`);
    return (await tab.count()) > 0 && (await node.count()) > 0;
  }

  /** The panel as a frame, to evaluate in. */
  async panelFrame(): Promise<Frame> {
    const handle = await this.page.frameLocator('iframe.webview.ready').last().locator('#active-frame').elementHandle();
    const frame = await handle?.contentFrame();
    assert.ok(frame, 'no webview is open');
    return frame;
  }

  /** Switches the colour theme by its name in the theme picker, and waits until the workbench, and a panel that is open, have taken it on. */
  async theme(name: Theme): Promise<void> {
    await this.run('Preferences: Color Theme');
    await this.choose(name);
    const { workbench, webview } = kinds[name];
    await this.page.locator(`.monaco-workbench.${workbench}`).waitFor();
    if ((await this.page.locator('iframe.webview.ready').count()) === 0) return;
    await this.panel().locator(`body[data-vscode-theme-kind="${webview}"]`).waitFor();
  }

  /** Names of the problems in the status bar, as `{ errors, warnings }`. */
  async problemCounts(): Promise<{ errors: number; warnings: number }> {
    const label = await this.page.locator('#status\\.problems a').getAttribute('aria-label');
    const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(label ?? '')?.[1] ?? 0);
    return { errors: count('Error'), warnings: count('Warning') };
  }

  /** Waits until the workbench has written down which editors are open, in words that `is` knows: a reload reads that. */
  async remembered(is: RegExp): Promise<void> {
    await until(async () => is.test((await this.page.evaluate(rememberedEditors)) ?? ''), `open editors with ${is}`);
  }

  /** Tries an action again while it fails; a picture tells of the last failure. */
  async insist(what: string, action: () => Promise<void>): Promise<void> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      try {
        return await action();
      } catch (error) {
        if (Date.now() < end) continue;
        throw new Error(`No way to get ${what}: ${error}\nPicture: ${await this.session.screenshot('no-way')}`);
      }
    }
  }

  private async readHover(milliseconds: number): Promise<HoverText | undefined> {
    const box = this.hoverBox();
    try {
      await box.waitFor({ timeout: milliseconds });
    } catch {
      return undefined;
    }
    await this.page.waitForTimeout(300); // hovers fade in and providers add to them
    return box.evaluate((element) => ({
      // What a person reads, line breaks included.
      text: (element as HTMLElement).innerText.replaceAll('\u00a0', ' '),
      images: [...element.querySelectorAll('img')].map(({ src, alt, width, height }) => ({ src, alt, width, height })),
    }));
  }

  /**
   * The first character of a text in page coordinates, (x, y) its middle; scrolls nothing. Waits until it is shown and rests:
   * an editor that has just opened or been scrolled still moves its lines.
   */
  private async placeOf(text: string, occurrence: number): Promise<TextPlace> {
    const end = Date.now() + 20_000;
    let last: TextPlace | undefined;
    while (Date.now() < end) {
      const place = await this.page.evaluate(findText, { text, occurrence });
      if (place && last && place.x === last.x && place.y === last.y) return place;
      last = place;
      await this.page.waitForTimeout(100);
    }
    const picture = await this.session.screenshot('no-such-text');
    throw new Error(`The editor does not show "${text}" (${occurrence}). Picture: ${picture}`);
  }
}

/** Polls until `probe` says true; fails with `what`. */
export async function until(probe: () => boolean | Promise<boolean>, what: string | (() => string)): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!(await probe())) {
    if (Date.now() > end)
      throw new Error(`waited ${PATIENCE / 1000} s for ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly left: number;
  readonly width: number;
}

/** Runs in the page: what VS Code for the browser keeps of the open editors of this folder. */
async function rememberedEditors(): Promise<string | undefined> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  for (const { name = '' } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db-')) continue;
    const database = await done(indexedDB.open(name));
    try {
      if (!database.objectStoreNames.contains('ItemTable')) continue;
      const items = database.transaction('ItemTable').objectStore('ItemTable');
      const found = await done(items.get('memento/workbench.parts.editor'));
      if (found !== undefined) return String(found);
    } finally {
      database.close();
    }
  }
  return undefined;
}

/** Runs in the page: the cursor of the editor that has the keyboard stands before the character at this place. */
function hasCursor({ left, width, y }: Omit<TextPlace, 'x'>): boolean {
  return [...document.querySelectorAll('.monaco-editor.focused .cursors-layer .cursor')].some((cursor) => {
    const box = cursor.getBoundingClientRect();
    return box.top <= y && y <= box.bottom && Math.abs(box.left - left) < width / 2;
  });
}

/** Runs in the page. Editor text is cut into spans by colour, and its spaces are non-breaking. */
function findText({ text, occurrence }: { text: string; occurrence: number }): TextPlace | undefined {
  // A webview in the active group is an editor without text.
  const editors = document.querySelectorAll('.editor-instance');
  const withText = [...editors].filter((instance) => instance.querySelector('.view-line'));
  const editor = withText.find((instance) => instance.closest('.editor-group-container.active')) ?? withText[0];
  const top = (line: Element) => line.getBoundingClientRect().top;
  const lines = [...(editor?.querySelectorAll('.view-line') ?? [])].sort((a, b) => top(a) - top(b));
  let found = 0;
  for (const line of lines) {
    const content = (line.textContent ?? '').replaceAll('\u00a0', ' ');
    for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) {
      found += 1;
      if (found < occurrence) continue;
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      let before = 0;
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const length = node.textContent?.length ?? 0;
        if (at < before + length) {
          const range = document.createRange();
          range.setStart(node, at - before);
          range.setEnd(node, at - before + 1);
          const box = range.getBoundingClientRect();
          const { left, width } = box;
          return { x: left + width / 2, y: box.top + box.height / 2, left, width };
        }
        before += length;
      }
    }
  }
  return undefined;
}
