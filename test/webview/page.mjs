// Leaves pictures of the panel in every theme and width in .cache/panel/. `node test/webview/page.mjs [part of a name]`.
import { folder, panelBrowser } from './launch/panel.mjs';

async function pictures({ open, themes }, only) {
  const shots = themes.flatMap((theme) =>
    [1200, 700, 360].flatMap((width) => [
      { theme, width, stop: 'rest' },
      { theme, width, stop: 'sum' },
    ]),
  );
  for (const { theme, width, stop } of shots) {
    const name = `${theme}-${width}-${stop}`;
    if (only && !name.includes(only)) continue;
    const { page, close } = await open({ theme, width, height: width === 360 ? 780 : width === 700 ? 900 : 700 });
    if (stop === 'sum') {
      await page.keyboard.press('Home');
      for (let i = 0; i < 19; i++) await page.keyboard.press('ArrowRight');
      await page.waitForTimeout(200);
    }
    await page.screenshot({ path: `${folder}/${name}.png` });
    await close();
  }
  const others = [
    { name: 'table', act: (page) => page.getByRole('tab', { name: 'Table' }).click() },
    { name: 'tensors', kind: 'tensors' },
    { name: 'tensors-table', kind: 'tensors', act: (page) => page.getByRole('tab', { name: 'Table' }).click() },
    { name: 'nothing', kind: 'nothing' },
    { name: 'refused', kind: 'refused' },
    { name: 'troubled', kind: 'troubled' },
    { name: 'long', kind: 'long', count: 5000 },
    { name: 'wide', kind: 'wide', count: 40 },
    { name: 'table-long', kind: 'long', count: 5000, act: (page) => page.getByRole('tab', { name: 'Table' }).click() },
  ];
  for (const { name, act, ...options } of others) {
    if (only && !name.includes(only)) continue;
    const { page, close } = await open({ theme: 'light', ...options });
    await act?.(page);
    await page.waitForTimeout(300);
    await page.screenshot({ path: `${folder}/${name}.png` });
    await close();
  }
}

const browser = await panelBrowser();
try {
  await pictures(browser, process.argv[2]);
} finally {
  await browser.close();
}
