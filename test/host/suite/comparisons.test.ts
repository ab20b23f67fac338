import * as vscode from 'vscode';
import { closeEverything, command, diagnosticsOf, ok, openSample, replaceText, sample, until } from './support.ts';

const patience = 120; // seconds
const notes = '# Loss\n\n$$L(w, b) = (w x + b - y)^2 \\label{eq-loss}$$\n';
const code = (body: string) => `# gradient: same as tied.md#eq-loss\ndef loss(w, b):\n    return ${body}\n`;

describe('an equation tied to code by a comment', () => {
  afterEach(closeEverything);

  it('is compared with it: a squiggle with a point while they differ, and a report', async () => {
    const write = (name: string, text: string) =>
      vscode.workspace.fs.writeFile(sample(name), new TextEncoder().encode(text));
    await write('tied.md', notes);
    await write('tied.py', code('(w*x - b - y)**2'));
    try {
      const editor = await openSample('tied.py');
      const { document } = editor;
      const [found] = await diagnosticsOf(document.uri, ({ length }) => length === 1, 'one difference', patience);
      ok(found?.range.start.line === 0, `line ${found?.range.start.line}`);
      ok(/^loss and L \(tied\.md, line 3\) differ\.\nAt .*w = /.test(found.message), found.message);
      await command('gradientInspector.compareWithCode');
      const report = await until(
        () => {
          const text = vscode.window.activeTextEditor?.document.getText();
          return text?.startsWith('# Comparison') ? text : undefined;
        },
        'the report',
        patience,
      );
      ok(/\[tied\.py:2\]\(\/tied\.py#L2\).*\[tied\.md:3\]\(\/tied\.md#L3\).* differ/.test(report), report);
      await vscode.window.showTextDocument(document);
      const again = vscode.window.activeTextEditor;
      ok(again, 'no editor');
      await replaceText(again, code('(w*x + b - y)**2'));
      await diagnosticsOf(document.uri, ({ length }) => length === 0, 'none once they agree', patience);
      // The note changes, in no editor: the code is held against what it says now.
      await write('tied.md', notes.replace('+ b', '- b'));
      await diagnosticsOf(document.uri, ({ length }) => length === 1, 'one after a change of the note', patience);
    } finally {
      for (const name of ['tied.md', 'tied.py']) await vscode.workspace.fs.delete(sample(name));
    }
  });
});
