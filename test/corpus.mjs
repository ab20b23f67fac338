// Checks every derivative in folders of other people's files, one process a core, and counts: `npm run corpus -- FOLDER…`.
//
//   --verdict=undecided,differs   print the claims with these verdicts (default: differs)
//   --match=TEXT                  only files whose path contains this
//   --json=FILE                   all checks, one a line
//   --mutate[=N]                  put mistakes into every claim that agrees, at most N each (default: 12), and count by kind
//                                 what is found and named rightly (test/corpus/mutate.ts says what counts), and what the
//                                 quick fixes make of it
//   --no-fixes                    leave those out
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { filesOf } from './corpus/files.mjs';
import { mutationReport } from './corpus/mutations.mjs';
import { report } from './corpus/report.mjs';
import { bundled } from './support/bundle.mjs';

const given = process.argv.slice(2);
const option = (name) => given.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3);
const folders = given.filter((each) => !each.startsWith('--'));
if (folders.length === 0) {
  console.error('Which folders? npm run corpus -- FOLDER…');
  process.exit(1);
}

const outfile = await bundled('test/corpus/worker.ts', '.cache/corpus/worker.mjs');

const match = option('match') ?? '';
const files = folders.flatMap((folder) => filesOf(folder)).filter((path) => path.includes(match));
const json = option('json') === undefined ? undefined : createWriteStream(option('json'));
const mutate = given.find((each) => /^--mutate(?:=|$)/.test(each));
const most = Number(mutate?.split('=')[1] ?? 12);
const fixes = !given.includes('--no-fixes');
const results = [];
/** Claims that one file took from another are tried once. */
const seen = new Set();
const taskFor = (path) => ({ path, ...(mutate && { mutate: { most, fixes, seen: [...seen] } }) });
// Each takes the next file when it is done with one: large files do not hold the others up.
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    const child = spawn(process.execPath, ['--max-old-space-size=4096', outfile], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const next = () =>
      files.length > 0 ? child.stdin.write(`${JSON.stringify(taskFor(files.shift()))}\n`) : child.stdin.end();
    next();
    for await (const line of createInterface({ input: child.stdout })) {
      const result = JSON.parse(line);
      results.push(result);
      for (const { key } of result.mutations ?? []) seen.add(key);
      json?.write(`${line}\n`);
      next();
    }
  }),
);
json?.end();
if (mutate) console.log(mutationReport(results));
else console.log(report(results, (option('verdict') ?? 'differs').split(',')));
