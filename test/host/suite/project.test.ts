import * as vscode from 'vscode';
import {
  closeEverything,
  diagnosticsOf,
  hoversAt,
  openSample,
  positionOf,
  replaceText,
  sample,
  until,
} from './support.ts';

const USES = `from .beside_this import scaled

def f(x):
    return scaled(x)**2

def f_prime(x):
    return 2 * scaled(x) * 3
`;
const BESIDE = `def scaled(x):
    return 3 * x
`;

const write = (name: string, text: string) =>
  vscode.workspace.fs.writeFile(sample(name), new TextEncoder().encode(text));

describe('Files that a program imports from', () => {
  before(async () => {
    await write('uses_beside.py', USES);
    await write('beside_this.py', BESIDE);
  });
  afterEach(closeEverything);
  after(async () => {
    for (const name of ['uses_beside.py', 'beside_this.py']) await vscode.workspace.fs.delete(sample(name));
  });

  /** Waits for a hover over f that says this. */
  async function hoverSays({ document }: vscode.TextEditor, words: RegExp): Promise<void> {
    let last = '';
    await until(
      async () => {
        last = (await hoversAt(document, positionOf(document, 'f(x)'))).join('\n');
        return words.test(last) || undefined;
      },
      () => `${words} in the hover; it says: ${last}`,
    );
  }

  it('are followed by hovers and checks as they are on disk, in the editor, and after an edit', async () => {
    const editor = await openSample('uses_beside.py');
    await hoverSays(editor, /18/);
    await diagnosticsOf(editor.document.uri, ({ length }) => length === 0, 'none: the derivative is right');
    const other = await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument(sample('beside_this.py')),
      {
        viewColumn: vscode.ViewColumn.Beside,
        preview: false,
      },
    );
    await replaceText(other, BESIDE.replace('3 * x', '5 * x'));
    await hoverSays(editor, /50/);
    await diagnosticsOf(editor.document.uri, ({ length }) => length === 1, 'one: 3 where 5 is meant');
    await replaceText(other, BESIDE);
    await diagnosticsOf(editor.document.uri, ({ length }) => length === 0, 'none again');
    await other.document.save();
  });
});
