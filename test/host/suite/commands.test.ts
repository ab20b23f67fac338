import * as vscode from 'vscode';
import { closeEverything, command, equal, hoversAt, ok, openSample, openText, positionOf, until } from './support.ts';

const busy = 60; // seconds

async function cursorAt(editor: vscode.TextEditor, text: string, occurrence = 1, shift = 0): Promise<void> {
  const position = positionOf(editor.document, text, occurrence, shift);
  editor.selection = new vscode.Selection(position, position);
}

/** The label of the panel's tab; undefined while there is none. */
function panelTitle(): string | undefined {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('gradientInspector.panel'))
    ?.label;
}

/** Waits for the panel's tab under that name. */
function panelNamed(title: string): Promise<true> {
  return until(
    () => (panelTitle() === title ? true : undefined),
    () => `a panel "${title}"; it is: ${panelTitle()}`,
    busy,
  );
}

/**
 * Runs a command that asks with a list, takes the row `down` rows below the first, and gives what comes to the clipboard.
 * A list that was not yet open when the keys came is tried again.
 */
async function copiedBy(id: string, down: number, wanted: RegExp): Promise<string> {
  await vscode.env.clipboard.writeText('');
  return until(
    async () => {
      let done = false;
      const running = command(id).then(() => {
        done = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 300)); // for the list; too short only costs another round
      for (let k = 0; k < down; k++) await command('workbench.action.quickOpenSelectNext');
      await command('workbench.action.acceptSelectedQuickOpenItem');
      await until(
        () => (done ? true : command('workbench.action.closeQuickOpen').then(() => undefined)),
        `${id} to end`,
      );
      await running;
      const text = await vscode.env.clipboard.readText();
      return wanted.test(text) ? text : undefined;
    },
    `${id} to copy ${wanted}`,
    busy,
  );
}

describe('commands', () => {
  afterEach(closeEverything);

  it('Inspect Expression at Cursor opens the panel beside, without taking the keyboard', async () => {
    const editor = await openSample('lecture-note.md');
    await cursorAt(editor, 'f(x) =');
    await command('gradientInspector.inspectAtCursor');
    await panelNamed('Gradient: f');
    equal(vscode.window.activeTextEditor?.document, editor.document, 'the active editor');
    equal(vscode.window.tabGroups.all.length, 2, 'groups of editors');
  });

  it('the panel follows the cursor to another formula', async () => {
    const editor = await openSample('mistakes.md');
    await cursorAt(editor, 'g(x) =');
    await command('gradientInspector.inspectAtCursor');
    await panelNamed('Gradient: g');
    await cursorAt(editor, 'q(x) =');
    await panelNamed('Gradient: q');
  });

  it('Inspect Expression at Cursor reads a selection without delimiters', async () => {
    const editor = await openText('Take u = t^2 + sin(t) for example, in prose.\n', 'markdown');
    const from = positionOf(editor.document, 't^2');
    editor.selection = new vscode.Selection(from, positionOf(editor.document, ' for'));
    await command('gradientInspector.inspectAtCursor');
    await until(() => (panelTitle()?.startsWith('Gradient: ') ? true : undefined), 'the panel', busy);
  });

  it('Inspect Expression at Cursor opens nothing in prose', async () => {
    const editor = await openSample('lecture-note.md');
    await cursorAt(editor, 'Rest the pointer');
    await command('gradientInspector.inspectAtCursor');
    equal(panelTitle(), undefined);
    await command('notifications.clearAll');
  });

  it('Inspect Expression at Cursor takes the function of the line where the cursor is on its keyword', async () => {
    const editor = await openSample('network.py');
    await cursorAt(editor, 'def loss');
    await command('gradientInspector.inspectAtCursor');
    await until(() => (panelTitle() === 'Gradient: loss' ? true : undefined), 'the panel of loss', busy);
  });

  it('Go to Next and Previous Expression walk through the formulas and round the end', async () => {
    const editor = await openText('# Two\n\n$$u(x) = x^2$$\n\nand\n\n$$v(x) = \\sin(x)$$\n', 'markdown');
    const { document } = editor;
    await cursorAt(editor, '# Two');
    const lines: number[] = [];
    for (const id of ['nextExpression', 'nextExpression', 'nextExpression', 'previousExpression']) {
      await command(`gradientInspector.${id}`);
      lines.push(editor.selection.active.line);
    }
    equal(lines.join(), [2, 6, 2, 6].join(), document.getText());
  });

  it('Insert Derivation writes the steps below the formula, and checks nothing wrong in them', async () => {
    const editor = await openText('Before\n\n$$f(x) = \\sqrt{x^2 + \\exp(x^2)}$$\n\nAfter\n', 'markdown');
    const { document } = editor;
    await cursorAt(editor, 'f(x)');
    await command('gradientInspector.insertDerivation');
    const text = document.getText();
    ok(/^Before\n\n\$\$f\(x\)/.test(text) && /\nAfter\n$/.test(text), text);
    ok(/\$\$\n\n\$\$\n\\begin\{align/.test(text), text);
    ok(text.includes('\\frac{\\partial f}{\\partial x}'), text);
    await command('gradientInspector.checkFile');
    equal(
      vscode.languages
        .getDiagnostics(document.uri)
        .map(({ message }) => message)
        .join('\n'),
      '',
      `wrong in its own derivation:\n${text}`,
    );
    await command('notifications.clearAll');
  });

  it('Insert Derivation writes comments in Python', async () => {
    const editor = await openText('import math\n\ny = math.sqrt(x**2 + math.exp(x**2))\nz = 1\n', 'python');
    await cursorAt(editor, 'y =');
    await command('gradientInspector.insertDerivation');
    const added = editor.document.getText().split('\n').slice(3, -2);
    ok(added.length > 5 && added.every((line) => line.startsWith('#')), editor.document.getText());
  });

  it('Copy Gradient As… puts Python on the clipboard', async () => {
    const editor = await openSample('lecture-note.md');
    await cursorAt(editor, 'f(x) =');
    const text = await copiedBy('gradientInspector.copyGradient', 1, /\bimport numpy as np\b|\bdef \w+\(/);
    ok(/\bnp\.exp\(/.test(text) && /\bnp\.sin\(/.test(text) && text.includes('return'), text);
  });

  it('Copy Derivation puts LaTeX on the clipboard', async () => {
    const editor = await openSample('lecture-note.md');
    await cursorAt(editor, 'f(x) =');
    const text = await copiedBy('gradientInspector.copyDerivation', 0, /\\begin\{align/);
    ok(text.includes('\\frac{\\partial f}{\\partial c}'), text);
  });

  it('Open Example opens a note with hovers', async () => {
    await command('gradientInspector.openExample');
    const document = vscode.window.activeTextEditor?.document;
    equal(document?.languageId, 'markdown');
    ok(document, 'no editor');
    ok((await hoversAt(document, positionOf(document, 'f(x)'))).join().includes('5.9831'), document.getText());
  });

  it('Toggle Inline Gradients shows them after definitions', async () => {
    const editor = await openText('$$u(x) = x^2$$\n', 'markdown');
    const { document } = editor;
    const hints = async () => {
      const range = new vscode.Range(0, 0, document.lineCount, 0);
      const found = await command<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, range);
      return found.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
    };
    equal((await hints()).length, 0, 'inline gradients are off at first');
    try {
      await command('gradientInspector.toggleInline');
      equal((await hints()).join(), '∂u/∂x = 2 at x = 1');
    } finally {
      await vscode.workspace
        .getConfiguration('gradientInspector')
        .update('inline.enable', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
