// npm run fuzz [-- count [seed]]: a million hostile inputs over all readers.
import { runFuzz } from './run.ts';

const count = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 1);
const slice = 20_000;
const start = Date.now();
let worst = { index: 0, asks: 0 };
for (let from = 0; from < count; from += slice) {
  const report = runFuzz(seed, from, Math.min(count, from + slice));
  if (report.worst.asks > worst.asks) worst = report.worst;
  if (report.failures.length > 0) {
    console.error(report.failures.join('\n'));
    process.exit(1);
  }
  console.log(`${Math.min(count, from + slice)} inputs, ${Math.round((Date.now() - start) / 1000)} s`);
}
console.log(`no exception, none over its budget; most work: input ${worst.index} with ${worst.asks} × 1,024 units`);
