// How a run in a VS Code is told to a person: what failed in full, the log only where it helps, one closing line.

const slow = 10_000; // milliseconds; worth a line, never a failure

/** Prints a suite's result under a heading and returns the exit code; a run without tests has failed. */
export function report(name, result) {
  const problems = [...result.problems];
  if (result.tests.length === 0 && problems.length === 0) problems.push('No test ran.');
  for (const test of result.tests) {
    if (test.duration > slow) console.log(`${(test.duration / 1000).toFixed(0)} s: ${test.title}`);
    if (test.state === 'failed') console.log(`\n✖ ${name} › ${test.title}\n${indented(test.error ?? 'failed')}`);
  }
  for (const problem of problems) console.log(`\n✖ ${name}\n${indented(problem)}`);
  const failed = result.failed + problems.length;
  if (problems.length > 0) {
    const telling = result.log.filter((line) => !line.startsWith('[info]')).slice(-30);
    if (telling.length > 0) console.log(`\nThe log of the extension host:\n${indented(telling.join('\n'))}`);
  }
  console.log(`\n${result.passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

function indented(text) {
  return text
    .split('\n')
    .map((line) => `  ${line.slice(0, 1000)}`)
    .join('\n');
}
