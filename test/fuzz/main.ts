// Inputs `from` … `to` of a seed over all readers; `npm run fuzz` starts one of these a core.
import { runFuzz } from './run.ts';

const from = Number(process.argv[2] ?? 0);
const to = Number(process.argv[3] ?? 1_000_000);
const seed = Number(process.argv[4] ?? 1);
const slice = 20_000;
const start = Date.now();
let worst = { index: from, asks: 0 };
for (let at = from; at < to; at += slice) {
  const report = runFuzz(seed, at, Math.min(to, at + slice));
  if (report.worst.asks > worst.asks) worst = report.worst;
  if (report.failures.length > 0) {
    console.error(report.failures.join('\n'));
    process.exit(1);
  }
  console.log(`${at} … ${Math.min(to, at + slice)}: ${Math.round((Date.now() - start) / 1000)} s`);
}
console.log(
  `${to - from} inputs, no exception, none over its budget; most: input ${worst.index}, ${worst.asks} questions to the clock`,
);
