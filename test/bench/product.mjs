// What people wait for: reading long files, the hover after a keystroke, checks, and the longest time the host is held up.
import { statSync } from 'node:fs';
import { median, shown } from './report.mjs';
import { note, program, script } from './texts.mjs';

export async function measureProduct({ quick }) {
  const { openDocument } = await import('../../.cache/bench/core.mjs');
  const rows = [];
  const add = (name, value, unit = '') => rows.push({ name, value, shown: `${shown(value)}${unit}` });
  const rounds = quick ? 3 : 7;
  const files = [
    ['note', note, 'markdown', (text, middle) => text.indexOf('x^2 + \\sin', middle)],
    ['Python file', program, 'python', (text, middle) => text.indexOf('np.sin', middle)],
  ];
  openDocument(note(200), 'markdown').findMath();
  openDocument(program(200), 'python').findMath();
  for (const [kind, make, language, place] of files) {
    const text = make(10_000);
    const at = place(text, text.length / 2);
    const [reading, opening, hovering, ratios, typing] = [[], [], [], [], []];
    for (let round = 0; round < rounds; round++) {
      const [whole, document] = timed(() => {
        const opened = openDocument(text, language);
        opened.findMath();
        return opened;
      });
      document.inspect(at);
      // A letter is typed in front of the formula, then the pointer rests on it.
      let edited;
      const [edit] = timed(() => {
        edited = document.edit([{ span: { from: at, to: at }, text: ' ' }]);
        edited.findMath();
      });
      // The editor reads in slices.
      opening.push(longestSlice(openDocument(text, language)));
      typing.push(longestSlice(document.edit([{ span: { from: at, to: at }, text: ' ' }])));
      const [inspect, { value }] = timed(() => edited.inspect(at + 2));
      if (!value) throw new Error(`no hover in the ${kind}`);
      reading.push(whole);
      hovering.push(edit + inspect);
      ratios.push((edit + inspect) / whole);
    }
    add(`reading a ${kind} of 10,000 lines`, median(reading), ' ms');
    add(`hover after a one-character edit, ${kind} of 10,000 lines`, median(hovering), ' ms');
    add('… ÷ reading the whole file', median(ratios));
    add(`longest block: reading a ${kind} for the first time`, median(opening), ' ms');
    add(`longest block: reading again after an edit, ${kind}`, median(typing), ' ms');
  }
  const blocks = Array.from({ length: rounds }, () => longestSlice(openDocument(script(10_000), 'javascript')));
  add('longest block: reading a JavaScript file', median(blocks), ' ms');
  for (const [kind, make, language] of files) {
    const document = openDocument(make(5000), language);
    document.findMath();
    const [all, { count, longest }] = timed(() => checked(document));
    add(`checks of a ${kind} of 5,000 lines (${count} claims)`, all, ' ms');
    add(`longest block of these checks, ${kind}`, longest, ' ms');
  }
  add('engine in one file, minified', statSync('.cache/bench/core.mjs').size / 1024, ' KB');
  return rows;
}

function longestSlice(document) {
  const slices = document.reading();
  let longest = 0;
  for (let done = false; !done; ) {
    const [time, next] = timed(() => slices.next());
    done = next.done;
    longest = Math.max(longest, time);
  }
  return Math.max(longest, timed(() => document.findMath())[0]);
}

function checked(document) {
  let [count, longest, last] = [0, 0, milliseconds()];
  for (const check of document.check()) {
    const now = milliseconds();
    longest = Math.max(longest, now - last);
    last = now;
    if (check) count++;
  }
  return { count, longest };
}

function timed(action) {
  const start = milliseconds();
  const result = action();
  return [milliseconds() - start, result];
}

/** Of processor time. */
function milliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}
