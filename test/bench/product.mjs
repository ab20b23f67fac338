// What people wait for: reading long files, the hover after a keystroke, checks, the longest time the host is held up, the
// first hover of all; and how much is loaded for it.
import { statSync } from 'node:fs';
import { measureActivation } from './activation.mjs';
import { median, shown } from './report.mjs';
import { note, program, script } from './texts.mjs';

/** Rows of what is to be reached. */
const EDITED = { row: 11, most: 0.2 };
const BLOCK = { row: 12, most: 50 };
const FIRST_HOVER = { row: 13, most: 2 };
const EXTENSION = { row: 14, most: 1024 };
const PANEL = { row: 14, most: 250 };

export async function measureProduct({ quick }) {
  const { openDocument } = await import('../../.cache/bench/core.mjs');
  const rows = [];
  const add = (name, value, unit = '', goal = undefined) =>
    rows.push({ name, value, shown: `${shown(value)}${unit}`, goal });
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
    add(`… ÷ reading the whole ${kind}`, median(ratios), '', EDITED);
    add(`longest block: reading a ${kind} for the first time`, median(opening), ' ms', BLOCK);
    add(`longest block: reading again after an edit, ${kind}`, median(typing), ' ms', BLOCK);
  }
  const blocks = Array.from({ length: rounds }, () => longestSlice(openDocument(script(10_000), 'javascript')));
  add('longest block: reading a JavaScript file', median(blocks), ' ms', BLOCK);
  for (const [kind, make, language] of files) {
    const document = openDocument(make(5000), language);
    document.findMath();
    const [all, { count, longest }] = timed(() => checked(document));
    add(`checks of a ${kind} of 5,000 lines (${count} claims)`, all, ' ms');
    add(`longest block of these checks, ${kind}`, longest, ' ms', BLOCK);
  }
  add('engine in one file, minified', kilobytes('.cache/bench/core.mjs'), ' KB');
  add('engine, what Node loads at first', kilobytes('.cache/bench/parts/core.js'), ' KB');
  if (quick) return rows;
  for (const { host, ours, bare, ratio } of await measureActivation({ rounds: 5 })) {
    add(`from opening a document to its first hover, ${host} host`, median(ours), ' ms');
    add(`the same of an extension that does nothing, ${host} host`, median(bare), ' ms');
    if (ratio) add(`first hover ÷ that of an extension that does nothing, ${host} host`, ratio.median, '', FIRST_HOVER);
  }
  add('extension, what Node loads at first', kilobytes('dist/extension.js'), ' KB', EXTENSION);
  const whole =
    kilobytes('dist/web.js') - kilobytes('dist/part-typeset-engine.js') - kilobytes('dist/part-typeset-otherGlyphs.js');
  add('extension without the formula renderer, the one file of web hosts', whole, ' KB', EXTENSION);
  add('panel', kilobytes('dist/panel.js'), ' KB', PANEL);
  return rows;
}

function kilobytes(file) {
  return statSync(file).size / 1024;
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
