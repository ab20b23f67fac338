import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHostMessage, readPanelMessage, readPanelState } from '../../src/protocol/messages.ts';
import { panelPage } from '../../src/protocol/page.ts';

const accepted: readonly object[] = [
  { type: 'ready' },
  { type: 'ready', state: { uri: 'file:///note.md', offset: 12, pinned: true, tab: 'table', stop: 3 } },
  { type: 'setPoint', name: 'x', text: 'pi/4' },
  { type: 'setReading', key: 'e', choice: 'variable' },
  { type: 'selectSpan', span: { from: 3, to: 8 }, line: 'a' },
  { type: 'selectSpan', span: { from: 3, to: 8, doc: 1 } },
  { type: 'pin', pinned: false },
  { type: 'export', format: 'tikz' },
  { type: 'export', format: 'svg', content: '<svg/>' },
  { type: 'mark', spans: [{ from: 3, to: 8 }] },
  { type: 'typeset', items: [{ id: '1', latex: 'x^{2}', display: true }] },
];
for (const message of accepted) {
  test(`the host reads ${JSON.stringify(message)}`, () => {
    assert.deepStrictEqual(readPanelMessage(message), message);
  });
}

const refused: readonly unknown[] = [
  undefined,
  null,
  'ready',
  {},
  { type: 'show' },
  { type: 'setPoint', name: 'x' },
  { type: 'setPoint', name: 'x', text: 3 },
  { type: 'selectSpan', span: { from: 8, to: 3 } },
  { type: 'selectSpan', span: { from: -1, to: 3 } },
  { type: 'selectSpan', span: { from: Number.NaN, to: 3 } },
  { type: 'pin', pinned: 'yes' },
  { type: 'export', format: 'png' },
  { type: 'export', format: 'toString', content: '' },
  { type: 'mark', spans: 'all' },
  { type: 'typeset', items: 'x' },
];
for (const message of refused) {
  test(`the host ignores ${JSON.stringify(message)} ${String(Object(message).span?.from ?? '')}`, () => {
    assert.equal(readPanelMessage(message), undefined);
  });
}

test('of a typeset request only the well-formed items are kept', () => {
  const good = { id: '1', latex: 'x', display: false };
  assert.deepStrictEqual(
    readPanelMessage({ type: 'typeset', items: [good, null, { id: 2 }, { id: '3', latex: 'y' }] }),
    {
      type: 'typeset',
      items: [good],
    },
  );
});

test("an older version's state is taken over as far as it is understood", () => {
  assert.equal(readPanelState({ version: 0 }), undefined);
  assert.deepStrictEqual(readPanelState({ uri: 'untitled:1', offset: 3 }), {
    uri: 'untitled:1',
    offset: 3,
    pinned: false,
  });
  assert.deepStrictEqual(readPanelMessage({ type: 'ready', state: { uri: 5 } }), { type: 'ready' });
});

test('the panel hears host messages only', () => {
  assert.ok(isHostMessage({ type: 'focus', line: 'a' }));
  for (const data of [undefined, null, 'show', {}, { type: 'setPoint' }, { type: 'toString' }]) {
    assert.ok(!isHostMessage(data));
  }
});

test('the page allows its one script and its one style sheet, and nothing inline', () => {
  const page = panelPage({
    scriptUri: 'https://host/dist/panel.js?a=1&b="2"',
    styleUri: 'https://host/dist/panel.css',
    cspSource: "'self' https://*.host",
    nonce: 'abc123',
  });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  assert.equal(
    policy,
    "default-src 'none'; script-src 'nonce-abc123'; style-src 'self' https://*.host; img-src blob:; base-uri 'none'; form-action 'none'",
  );
  assert.ok(page.includes('src="https://host/dist/panel.js?a=1&amp;b=&quot;2&quot;"'));
  assert.doesNotMatch(page, /\sstyle=|<style|unsafe|\son\w+=/);
});
