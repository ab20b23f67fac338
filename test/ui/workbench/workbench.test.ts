import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { until, workbench } from './support.ts';

describe('the workbench', () => {
  it('loads and opens the lecture note', async () => {
    const bench = await workbench();
    await bench.open('lecture-note.md');
    await bench.goTo(1); // the editor remembers where it was scrolled to
    await bench.click('Backpropagation, worked by hand');
    const title = await bench.page.title();
    assert.match(title, /lecture-note\.md/);
  });

  it('writes what is typed to the folder on disk', async () => {
    const bench = await workbench();
    await bench.open('worked-example.txt');
    await bench.click('f = sqrt');
    await bench.page.keyboard.press('ControlOrMeta+Home');
    await bench.page.keyboard.type('Changed. ');
    await bench.page.keyboard.press('ControlOrMeta+S');
    const onDisk = () => readFile(`${bench.session.folder}/worked-example.txt`, 'utf8');
    await until(async () => (await onDisk()).startsWith('Changed. The worked example'), 'the file to be written');
  });
});
