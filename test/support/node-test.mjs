import { fileURLToPath } from 'node:url';
import { run } from '../host/launch/processes.mjs';

const reporter = fileURLToPath(new URL('./reporter.mjs', import.meta.url));

/**
 * Runs a file of `node:test` tests, showing what fails and a closing line. Returns the exit code: not 0 when a test failed,
 * when a title is used twice, when no test ran, or after `limit` seconds.
 */
export async function runTestFile(file, { limit, env } = {}) {
  const args = ['--enable-source-maps', `--test-reporter=${reporter}`, '--test-reporter-destination=stdout', file];
  const { code, output, timedOut } = await run(process.execPath, args, { limit, env, show: true });
  if (timedOut) console.log(`\n${file} did not end within ${limit} s.`);
  if (code !== 0 || timedOut) return code || 1;
  return closingLine(output)?.failed === 0 && closingLine(output)?.passed > 0 ? 0 : 1;
}

/** The counts of the last line `N passed, N failed` of an output, or undefined. */
export function closingLine(output) {
  const found = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  return (
    found && { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0), line: found[0] }
  );
}
