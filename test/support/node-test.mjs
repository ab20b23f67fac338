import { fileURLToPath } from 'node:url';
import { run } from '../host/launch/processes.mjs';

const reporter = fileURLToPath(new URL('./reporter.mjs', import.meta.url));

/**
 * Runs a file of `node:test` tests, showing what fails and a closing line. Returns the exit code: not 0 when a test failed,
 * when a title is used twice, when no test ran, or after `limit` seconds.
 */
export async function runTestFile(file, { limit, env } = {}) {
  const { code, output, timedOut } = await run(process.execPath, argumentsFor(file), { limit, env, show: true });
  if (timedOut) console.log(`\n${file} did not end within ${limit} s.`);
  if (code !== 0 || timedOut) return code || 1;
  return closingLine(output)?.failed === 0 && closingLine(output)?.passed > 0 ? 0 : 1;
}

/**
 * Runs several such files beside each other, for suites that mostly wait; their outputs come one after the other, and one
 * closing line over all of them. Returns the exit code as `runTestFile` does.
 */
export async function runTestFilesTogether(files, { limit }) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const codes = await Promise.all(
    files.map(async (file) => {
      const { code, output, timedOut } = await run(process.execPath, argumentsFor(file), { limit });
      const counts = closingLine(output) ?? { passed: 0, failed: 0, skipped: 0 };
      for (const kind of Object.keys(total)) total[kind] += counts[kind];
      const rest = output.replace(counts.line ?? '', '').trimEnd();
      if (rest) console.log(rest);
      if (timedOut) console.log(`\n${file} did not end within ${limit} s.`);
      return code || Number(timedOut || counts.failed > 0 || counts.passed === 0);
    }),
  );
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
  return Math.max(...codes);
}

function argumentsFor(file) {
  return ['--enable-source-maps', `--test-reporter=${reporter}`, '--test-reporter-destination=stdout', file];
}

/** The counts of the last line `N passed, N failed` of an output, or undefined. */
export function closingLine(output) {
  const found = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  return (
    found && { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0), line: found[0] }
  );
}
