// Takes the pictures of README and walkthrough anew, from the real thing: `node test/ui/pictures.mjs [names…]` writes them
// to media/pictures/; with `--themes` the hovers come in every kind of theme, to .cache/pictures/.
import { ensureBuilt } from '../host/launch/build.mjs';
import { openSession } from '../host/launch/session.mjs';
import { mkdirSync } from '../support/files.mjs';
import { panelBrowser } from '../webview/launch/panel.mjs';

const WORKED = '$$f(x) = \\sqrt{x^2 + \\exp(x^2)} + \\cos(x^2 + \\exp(x^2))$$';
const all = ['hover', 'network', 'check', 'panel', 'plots'];
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const wanted = named.length > 0 ? named : all;
const themes = process.argv.includes('--themes')
  ? ['Dark Modern', 'Light Modern', 'Dark High Contrast', 'Light High Contrast']
  : ['Dark Modern'];
const folder = process.argv.includes('--themes') ? '.cache/pictures' : 'media/pictures';
mkdirSync(folder, { recursive: true });
const file = (name, theme) => `${folder}/${name}${themes.length > 1 ? `-${theme.replaceAll(' ', '-')}` : ''}.png`;

await ensureBuilt();
if (wanted.some((name) => name === 'panel' || name === 'plots')) await panels();
if (wanted.some((name) => name !== 'panel' && name !== 'plots')) await hovers();

async function panels() {
  const { open, close } = await panelBrowser();
  const size = { theme: 'dark', width: 726, height: 818 };
  if (wanted.includes('panel')) {
    const { page } = await open({ ...size, kind: 'worked' });
    await page.keyboard.press('Home');
    for (let i = 0; i < 21; i++) await page.keyboard.press('ArrowRight'); // the second sum, half of it
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${folder}/panel.png` });
  }
  if (wanted.includes('plots')) {
    const { page } = await open({ ...size, kind: 'text', text: WORKED });
    await page.getByRole('tab', { name: 'Plots' }).click();
    await page.locator('.plot .tangent').waitFor();
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${folder}/plots.png` });
  }
  await close();
}

async function hovers() {
  const session = await openSession({ settings: { 'editor.minimap.enabled': false, 'editor.wordWrap': 'off' } });
  const { page } = session;
  page.setDefaultTimeout(90_000);
  const choose = async (text, key) => {
    for (let k = 0; key; k++) {
      await page.keyboard.press(key); // once more where the workbench did not listen yet
      try {
        await page.locator('.quick-input-widget input:focus').waitFor({ timeout: 5000 });
        break;
      } catch (error) {
        if (k > 10) throw error;
      }
    }
    const input = page.locator('.quick-input-widget input:focus');
    await input.waitFor();
    if (text.startsWith(':')) {
      await input.fill(text); // the colon is there already, and two of them count characters
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    } else {
      await page.keyboard.insertText(text);
      const label = page.locator('.label-name').getByText(text, { exact: true });
      await page.locator('.quick-input-widget .monaco-list-row', { has: label }).first().click();
    }
    await page.waitForTimeout(800);
  };
  const open = async (name, line) => {
    await choose(name, 'ControlOrMeta+P');
    await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await choose(`:${line}`, 'ControlOrMeta+G');
  };
  const box = page
    .locator('.monaco-resizable-hover:not(.hidden) .monaco-hover, .monaco-editor .monaco-hover:not(.hidden)')
    .first();
  const place = (text, occurrence) =>
    page.evaluate(placeOf, { text, occurrence }).then((found) => found ?? Promise.reject(new Error(`no ${text}`)));
  /** The hover on a text and what stands around it. */
  const picture = async (path, text, occurrence, says, above, below = 11) => {
    for (let k = 0; ; k++) {
      const { x, y } = await place(text, occurrence);
      await page.mouse.move(2, 2);
      await page.mouse.move(x - 3, y);
      await page.mouse.move(x, y, { steps: 3 });
      try {
        await box.getByText(says).first().waitFor({ timeout: 6000 });
        break;
      } catch (error) {
        if (k > 10) throw error;
      }
    }
    await page.waitForTimeout(1500); // pictures of formulas come later
    const { y } = await place(text, occurrence);
    const around = await box.boundingBox();
    const left = await page.evaluate(() => document.querySelector('.view-lines').getBoundingClientRect().left);
    const top = Math.min(y - above, around.y - 8);
    const bottom = Math.max(y + below, around.y + around.height + 10);
    const right = around.x + around.width + 12;
    await page.screenshot({ path, clip: { x: left - 12, y: top, width: right - left + 12, height: bottom - top } });
  };

  try {
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    await page.keyboard.press('ControlOrMeta+B');
    for (const theme of themes) {
      await choose('Preferences: Color Theme', 'F1');
      await choose(theme);
      if (wanted.includes('hover')) {
        await open('lecture-note.md', 20);
        await picture(file('hover', theme), 'x^2', 2, 'Open graph', 28);
      }
      if (wanted.includes('network')) {
        await open('network.md', 9);
        await picture(file('network', theme), 'L =', 1, '∂L/∂A_0', 28);
      }
      if (wanted.includes('check')) {
        await open('lecture-note.md', 34);
        const { left, y } = await place('-\\sin(c) \\\\', 1);
        await page.mouse.click(left + 1, y);
        await page.locator('#status\\.editor\\.selection', { hasText: /^Ln 36, / }).waitFor();
        await page.keyboard.press('Delete');
        await page.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
        await picture(file('check', theme), '\\sin(c) \\\\', 1, 'differs from the computed derivative', 150, 49);
        await page.keyboard.press('Escape');
        await page.keyboard.press('ControlOrMeta+Z');
      }
    }
  } catch (error) {
    console.error(await session.screenshot('no-picture'));
    throw error;
  } finally {
    await session.close();
  }
}

/** Runs in the page: the first character of a text in the editor. */
function placeOf({ text, occurrence }) {
  const top = (line) => line.getBoundingClientRect().top;
  const lines = [...document.querySelectorAll('.editor-instance .view-line')].sort((a, b) => top(a) - top(b));
  let found = 0;
  for (const line of lines) {
    const content = line.textContent.replaceAll('\u00a0', ' ');
    for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) {
      found += 1;
      if (found < occurrence) continue;
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (
        let node = walker.nextNode(), before = 0;
        node;
        before += node.textContent.length, node = walker.nextNode()
      ) {
        if (at >= before + node.textContent.length) continue;
        const range = document.createRange();
        range.setStart(node, at - before);
        range.setEnd(node, at - before + 1);
        const { left, top: above, width, height } = range.getBoundingClientRect();
        return { x: left + width / 2, y: above + height / 2, left };
      }
    }
  }
  return undefined;
}
