// One browser with one workbench of host A on a private copy of a folder: what the UI tests drive.
import { openBrowser, screenshot } from './browser.mjs';
import { ensureWebBuild } from './packages.mjs';
import { copyOf, removeTemporaries, root } from './project.mjs';
import { startWebHost } from './web.mjs';

export async function openSession({ extension = root, settings = {}, width = 1280, height = 800 } = {}) {
  const folder = copyOf();
  const served = await startWebHost({ build: await ensureWebBuild(), folder, extension, settings });
  try {
    const { page, problems, close } = await openBrowser({ address: served.address, width, height });
    return {
      page,
      folder,
      problems,
      screenshot: (name) => screenshot(page, name),
      async close() {
        await close();
        await served.close();
        removeTemporaries();
      },
    };
  } catch (error) {
    await served.close();
    throw error;
  }
}
