// A reporter for node:test: failing tests in full, then one closing line. A title used twice counts as a failure.

const mostLines = 80;
const slow = 10_000; // milliseconds; worth a line, never a failure

export default async function* report(source) {
  const parents = [];
  const seen = new Set();
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for await (const { type, data } of source) {
    if (type === 'test:start') parents[data.nesting] = data.name;
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const title = [...parents.slice(0, data.nesting), data.name].join(' › ');
    const time = data.details?.duration_ms ?? 0;
    const isSuite = data.details?.type === 'suite';
    if (seen.has(title)) {
      failed += 1;
      yield `\n✖ ${title}\n  this title is used twice\n`;
    }
    seen.add(title);
    if (!isSuite && time > slow) yield `${(time / 1000).toFixed(0)} s: ${title}\n`;
    if (type === 'test:fail') {
      const error = data.details.error;
      // A parent that fails only because its children did says nothing new.
      if (error?.failureType === 'subtestsFailed') continue;
      failed += 1;
      yield `\n✖ ${title}\n${indented(describe(error?.cause ?? error))}\n`;
    } else if (isSuite) continue;
    else if (data.skip !== undefined || data.todo !== undefined) skipped += 1;
    else passed += 1;
  }
  yield `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
}

function describe(error) {
  if (!error) return 'failed';
  return typeof error === 'object' ? (error.stack ?? error.message ?? JSON.stringify(error)) : String(error);
}

function indented(text) {
  const lines = text.split('\n').map((line) => `  ${line.slice(0, 400)}`);
  const left = lines.length - mostLines;
  return (left > 0 ? [...lines.slice(0, mostLines), `  … and ${left} lines more`] : lines).join('\n');
}
