import * as vscode from 'vscode';
import { closeEverything, diagnosticsOf, equal, hoversAt, ok, openText, positionOf, until } from './support.ts';

/** Claims that all look at one definition: an edit of it leaves none of them checked. */
const CLAIMS = 30;
const note = [
  '$$f(x) = 2.5 x^2 + \\exp(x)$$',
  ...Array.from(
    { length: CLAIMS },
    (_, k) => `$$g_{${k}}(x) = f(x)^2 + ${k} x, \\quad g_{${k}}'(x) = 2 f(x) f'(x) + ${k}$$`,
  ),
  "$$h(x) = f(x) + x, \\quad h'(x) = f'(x) - 1$$",
].join('\n\n');

interface Held {
  readonly delay: number;
  readonly run: () => void;
}

/**
 * Takes the clock away from the extension, whose code shares its thread and its globals with this test: what it puts off
 * waits here until it is told to run, and its clock goes on by more than a slice whenever it looks, so that every step of
 * its work is a slice of its own. `work` counts look-ups in maps: math cannot be read, traced or checked without them.
 */
function clockTaken() {
  const global = globalThis as unknown as { setTimeout: unknown; clearTimeout: unknown };
  const { setTimeout: later, clearTimeout: clear, performance: clock } = globalThis;
  const now = clock.now;
  const { get } = Map.prototype;
  const held = new Map<object, Held>();
  let work = 0;
  let time = now.call(clock);
  global.setTimeout = (run: () => void, delay = 0, ...rest: unknown[]) => {
    if (!/\/dist\/[\w-]+\.js/.test(new Error().stack ?? '')) return later(run, delay, ...rest);
    const timer = {};
    held.set(timer, { delay, run: () => held.delete(timer) && run() });
    return timer;
  };
  global.clearTimeout = (timer: object) => {
    if (!held.delete(timer)) clear(timer as unknown as number);
  };
  clock.now = () => (time += 25);
  Map.prototype.get = function (key) {
    work++;
    return get.call(this, key);
  };
  const waiting = (delayed: boolean) => [...held.values()].filter(({ delay }) => delay > 0 === delayed);
  const settled = () => new Promise((resolve) => later(resolve, 0));
  return {
    work: () => work,
    /** How many pauses after typing are waited for. */
    pauses: () => waiting(true).length,
    slices: () => waiting(false).length,
    endPauses() {
      for (const { run } of waiting(true)) run();
    },
    /** Runs slices until there are none, or so many; answers how many there were. */
    async run(most = 100_000): Promise<number> {
      let count = 0;
      for (;;) {
        // Work that goes on asks for its next slice at once; only what answers a message comes later.
        for (let k = 0; k < 10 && waiting(false).length === 0; k++) await undefined;
        if (waiting(false).length === 0) await settled();
        const [next] = waiting(false);
        if (!next || count >= most) return count;
        next.run();
        count++;
      }
    },
    giveBack() {
      global.setTimeout = later;
      global.clearTimeout = clear;
      clock.now = now;
      Map.prototype.get = get;
      for (const { run } of held.values()) run();
    },
  };
}

describe('typing', () => {
  afterEach(closeEverything);

  it('begins no check: one starts after the pause, in slices, and the next keystroke ends it', async () => {
    const editor = await openText(note, 'markdown');
    const { document } = editor;
    await diagnosticsOf(document.uri, ({ length }) => length === 1, 'one wrong sign');
    const type = async (text: string) => {
      ok(await editor.edit((edit) => edit.insert(positionOf(document, ' x^2', 1), text)), 'the edit was refused');
    };
    const clock = clockTaken();
    try {
      const digits = '23';
      for (const digit of digits) {
        await type(digit);
      }
      await clock.run();
      const typing = clock.work() / digits.length;
      ok(clock.pauses() > 0, 'no check waits for the pause');

      clock.endPauses();
      const some = await clock.run(10);
      equal(some, 10, 'slices of the check that began');
      ok(clock.slices() > 0, 'the check was at its end already');
      const before = clock.work();
      await type('9');
      const rest = await clock.run();
      ok(rest <= 3, `the check went on for ${rest} slices after a keystroke`);
      const cancelled = clock.work() - before;

      clock.endPauses();
      const begun = clock.work();
      const slices = await clock.run();
      const checking = clock.work() - begun;
      ok(slices > CLAIMS, `${CLAIMS} claims were checked in ${slices} slices`);
      const figures = `look-ups: ${typing} at a keystroke, ${cancelled} at the keystroke that ends a check, ${checking} in a check`;
      ok(20 * typing < checking && 20 * cancelled < checking, figures);
      equal(vscode.languages.getDiagnostics(document.uri).length, 1, 'squiggles after the check');
    } finally {
      clock.giveBack();
    }
  });

  it('is not held up by a hover, whose work comes in slices and ends with the next keystroke', async () => {
    const editor = await openText(note, 'markdown');
    const { document } = editor;
    await diagnosticsOf(document.uri, ({ length }) => length === 1, 'one wrong sign');
    const type = (text: string) => editor.edit((edit) => edit.insert(positionOf(document, ' x^2', 1), text));
    const clock = clockTaken();
    try {
      await type('3');
      const before = clock.work();
      const hovers = hoversAt(document, positionOf(document, "f'(x) - 1"));
      await until(() => (clock.slices() > 0 ? true : undefined), 'the hover to be asked for');
      // What the host asks in between comes and goes by messages.
      for (let done = 0; done < 3; ) {
        await until(() => (clock.slices() > 0 ? true : undefined), 'another slice of the hover');
        done += await clock.run(3 - done);
      }
      await type('4');
      ok((await clock.run()) <= 3, 'the work of the hover went on after a keystroke');
      clock.endPauses();
      const reached = clock.work() - before;
      let isAnswered = false;
      void hovers.then(() => (isAnswered = true));
      while (!isAnswered) await clock.run();
      equal((await hovers).length, 0, 'hovers about a text that is gone');
      const checking = clock.work() - before - reached;
      ok(20 * reached < checking, `look-ups: ${reached} for the hover, ${checking} in a check`);
    } finally {
      clock.giveBack();
    }
  });
});
