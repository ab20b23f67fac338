import * as vscode from 'vscode';
import { closeEverything, command, diagnosticsOf, equal, ok, openSample, sample, until } from './support.ts';

const patience = 120; // seconds; all samples are checked on a busy machine

/** The report once it is open. */
function reportOpened(): Promise<vscode.TextDocument> {
  return until(
    () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.getText().startsWith('# Derivative checks') ? document : undefined;
    },
    'the report',
    patience,
  );
}

describe('Check Derivatives in Workspace', () => {
  afterEach(closeEverything);

  it('puts what is wrong in the list of problems, opens no file, and reports with links to the lines', async () => {
    const open = () => vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme !== 'untitled').length;
    const before = open();
    await command('gradientInspector.checkWorkspace');
    const report = await reportOpened();
    const text = report.getText();
    ok(/^\d+ derivatives checked: \d+ agree, \d+ differ/m.test(text), text);
    ok(/- \[mistakes.md:\d+\]\(\/mistakes.md#L\d+\) .*sign/.test(text), text);
    ok(text.includes('## Agrees') && text.includes('lecture-note.md'), text);
    ok(open() <= before, 'files have been opened');
    const found = await diagnosticsOf(sample('mistakes.md'), ({ length }) => length >= 6, 'six slips', patience);
    const place = /\[mistakes.md:(\d+)\]/.exec(text)?.[1];
    ok(
      found.some(({ range }) => range.start.line + 1 === Number(place)),
      `no problem in line ${place}`,
    );
    const links = await command<vscode.DocumentLink[]>('vscode.executeLinkProvider', report.uri, 500);
    const target = links.map((link) => link.target).find((uri) => uri?.path.endsWith('/mistakes.md'));
    equal(target?.scheme, sample('mistakes.md').scheme);
    equal(target?.fragment, `L${place}`);
  });

  it('keeps the problems when a file is opened and closed again', async () => {
    await command('gradientInspector.checkWorkspace');
    await reportOpened();
    const before = await diagnosticsOf(sample('mistakes.md'), ({ length }) => length >= 6, 'six slips', patience);
    await openSample('mistakes.md');
    await closeEverything();
    await diagnosticsOf(sample('mistakes.md'), ({ length }) => length === before.length, 'the same', patience);
  });

  it('leaves excluded files alone', async () => {
    const search = vscode.workspace.getConfiguration('search');
    await search.update('exclude', { '**/mistakes.md': true }, vscode.ConfigurationTarget.Global);
    try {
      await command('gradientInspector.checkWorkspace');
      const text = (await reportOpened()).getText();
      ok(!text.includes('mistakes.md'), text);
      // A document that was opened by its address stays in memory for up to three minutes after its editor is closed.
      await diagnosticsOf(sample('mistakes.md'), ({ length }) => length === 0, 'none', 2 * patience);
    } finally {
      await search.update('exclude', undefined, vscode.ConfigurationTarget.Global);
    }
  }).timeout(300_000);
});
