// Runs the suite the way @vscode/test-electron does: in a desktop VS Code, or in the stand-in where none can be had.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './launch/build.mjs';
import { downloadDesktop } from './launch/desktop.mjs';
import { run } from './launch/processes.mjs';
import { copyOf, removeTemporaries, root, temporaryFolder } from './launch/project.mjs';
import { report } from './launch/report.mjs';
import { collector, lateness, limit } from './launch/suite.mjs';
import { bundleSuite } from './launch/suite-bundle.mjs';

const here = fileURLToPath(import.meta.url);

if (process.argv[2] === '--inner') {
  // In a process of its own, because runTests writes to our standard output, which is read for the results.
  const { runTests } = await import('@vscode/test-electron');
  const [vscodeExecutablePath, extensionTestsPath, folder, profile] = process.argv.slice(3);
  try {
    const launchArgs = [folder, `--user-data-dir=${profile}`, `--extensions-dir=${join(profile, 'extensions')}`];
    await runTests({ vscodeExecutablePath, extensionDevelopmentPath: root, extensionTestsPath, launchArgs });
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
} else {
  process.exit(await main());
}

async function main() {
  try {
    await ensureBuilt();
    const desktop = await downloadDesktop();
    const program = desktop ?? fileURLToPath(new URL('./standin.mjs', import.meta.url));
    console.log(
      desktop ? `In the desktop VS Code at ${desktop}.` : 'No desktop VS Code can be had here: in the stand-in.',
    );
    // What bad input does depends on the extension host alone, and has been seen in both by then. The stand-in is host B
    // once more: there, it is the way into the suite that is tested.
    const seen = desktop ? ['bad-input.test.ts'] : ['bad-input.test.ts', 'checks.test.ts', 'commands.test.ts'];
    const suite = join(await bundleSuite({ without: seen }), 'index.js');
    const args = [here, '--inner', program, suite, copyOf(), temporaryFolder('profile')];
    const { code, output, timedOut } = await run(process.execPath, args, { cwd: root, limit: limit + 30 });
    const collected = collector();
    for (const line of output.split('\n')) collected.add('log', line);
    const result = collected.result();
    if (timedOut) result.problems.push(lateness(result, limit + 30));
    else if (code !== 0 && result.failed === 0) result.problems.push(`The run ended with exit code ${code}.`);
    return report('electron', result);
  } catch (error) {
    console.error(error);
    return 1;
  } finally {
    removeTemporaries();
  }
}
