import * as vscode from 'vscode';
import { closeEverything, command, ok, openText, positionOf, until } from './support.ts';

const busy = 60; // seconds

async function cursorAt(editor: vscode.TextEditor, text: string): Promise<void> {
  const position = positionOf(editor.document, text);
  editor.selection = new vscode.Selection(position, position);
}

/** The labels of all our panels' tabs. */
function panelTitles(): string[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('gradientInspector.panel'),
    )
    .map(({ label }) => label);
}

function panelsNamed(titles: readonly string[]): Promise<true> {
  return until(
    () => (panelTitles().join() === titles.join() ? true : undefined),
    () => `panels ${titles.join()}; they are: ${panelTitles().join()}`,
    busy,
  );
}

/**
 * Runs Export Graph… and takes the format `down` rows below the first, then the new document instead of the file. Lists
 * that were not yet open when the keys came are tried again.
 */
async function exportedAs(editor: vscode.TextEditor, down: number, wanted: RegExp): Promise<void> {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 300));
  await until(
    async () => {
      await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
      await cursorAt(editor, 'u(x)');
      let done = false;
      const running = command('gradientInspector.exportGraph').then(() => {
        done = true;
      });
      for (const steps of [down, 1]) {
        await pause();
        for (let k = 0; k < steps; k++) await command('workbench.action.quickOpenSelectNext');
        await command('workbench.action.acceptSelectedQuickOpenItem');
      }
      await until(
        () => (done ? true : command('workbench.action.closeQuickOpen').then(() => undefined)),
        'the export to end',
      );
      await running;
      return wanted.test(vscode.window.activeTextEditor?.document.getText() ?? '') ? true : undefined;
    },
    `a new document with ${wanted}`,
    busy,
  );
}

describe('several panels, and code', () => {
  afterEach(closeEverything);

  it('Inspect in New Panel opens a pinned panel beside the one that goes on following the cursor', async () => {
    const editor = await openText('$$u(x) = x^2$$\n\n$$v(x) = x^3$$\n\n$$w(x) = x^4$$\n', 'markdown');
    await cursorAt(editor, 'u(x)');
    await command('gradientInspector.inspectAtCursor');
    await panelsNamed(['Gradient: u']);
    await cursorAt(editor, 'v(x)');
    await command('gradientInspector.inspectInNewPanel');
    await panelsNamed(['Gradient: v', 'Gradient: v']);
    await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
    await cursorAt(editor, 'w(x)');
    await command('gradientInspector.inspectAtCursor');
    await panelsNamed(['Gradient: w', 'Gradient: v']);
  });

  it('Export Graph… writes the graph into a new document', async () => {
    const editor = await openText('$$u(x) = x^2 \\sin(x)$$\n', 'markdown');
    await exportedAs(editor, 3, /^digraph [\s\S]*->/); // after SVG, PNG and TikZ
    await exportedAs(editor, 5, /"output": ?\{\s*"name": ?"u"/);
  });

  it('Practise Derivative opens a panel', async () => {
    const editor = await openText('$$u(x) = x^2$$\n', 'markdown');
    await cursorAt(editor, 'u(x)');
    await command('gradientInspector.practise');
    await panelsNamed(['Gradient: u']);
  });

  it('Insert Gradient Function writes a function after its function', async () => {
    const editor = await openText('def f(x):\n    return x ** 3\n\n\nprint(f(2))\n', 'python');
    await cursorAt(editor, 'x ** 3');
    await command('gradientInspector.insertGradient');
    const text = editor.document.getText();
    ok(/return x \*\* 3\n\n\ndef f_gradient\(x\):\n[\s\S]*return f, d_x\n\n\nprint/.test(text), text);
  });
});
