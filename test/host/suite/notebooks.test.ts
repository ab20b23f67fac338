import * as vscode from 'vscode';
import { actionsAt, closeEverything, command, diagnosticsOf, equal, ok, sample, until } from './support.ts';

const patience = 120; // seconds; the checks run in the background of a busy machine

const cells = [
  { cell_type: 'markdown', source: '# Slopes\n\n$$e = \\cos(c)$$' },
  { cell_type: 'raw', source: 'Counted, but not read.' },
  { cell_type: 'markdown', source: '$$\\frac{\\partial e}{\\partial c} = \\sin(c)$$' },
  { cell_type: 'code', source: 'from slopes_helper import square\n\ndef h(x):\n    return square(x) + x' },
  { cell_type: 'code', source: '# The next cell goes on.\n\ndef h_prime(x):\n    return 2 * x - 1' },
].map((cell, k) => ({
  ...cell,
  id: `cell${k}`,
  metadata: {},
  ...(cell.cell_type === 'code' && { outputs: [], execution_count: null }),
}));
const file = JSON.stringify({ cells, metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 });

describe('notebooks', () => {
  const files = [
    [sample('slopes.ipynb'), file],
    [sample('slopes_helper.py'), 'def square(x):\n    return x**2\n'],
  ] as const;
  before(async () => {
    for (const [uri, text] of files) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  });
  after(async () => {
    for (const [uri] of files) await vscode.workspace.fs.delete(uri);
  });
  afterEach(closeEverything);

  async function opened(): Promise<(k: number) => vscode.TextDocument> {
    const notebook = await vscode.workspace.openNotebookDocument(sample('slopes.ipynb'));
    await vscode.window.showNotebookDocument(notebook);
    return (k) => notebook.cellAt(k - 1).document;
  }

  /** Puts the cursor into a cell: a rendered one is a text again. */
  async function edited(k: number): Promise<void> {
    const editor = vscode.window.activeNotebookEditor;
    ok(editor !== undefined, 'no notebook is open');
    editor.selections = [new vscode.NotebookRange(k - 1, k)];
    await command('notebook.cell.edit');
  }

  async function reported(): Promise<string> {
    await command('gradientInspector.checkWorkspace');
    return until(
      () => {
        const text = vscode.window.activeTextEditor?.document.getText();
        return text?.startsWith('# Derivative checks') ? text : undefined;
      },
      'the report',
      patience,
    );
  }

  const wrong = [
    /\[slopes\.ipynb, cell 3, line 1\]\([^)#]*slopes\.ipynb\) .*sign/,
    /\[slopes\.ipynb, cell 5, line 3\].*∂h\/∂x.*sign/,
  ];

  it('that are not open are read by Check Derivatives in Workspace, with cell and line', async () => {
    const text = await reported();
    for (const pattern of wrong) ok(pattern.test(text), `${pattern} is not in: ${text}`);
    ok(!vscode.workspace.notebookDocuments.some(({ uri }) => uri.path.endsWith('slopes.ipynb')), 'it has been opened');
  });

  it('have squiggles in the cells where the claims stand, which point to earlier cells and follow imports', async () => {
    const cell = await opened();
    const [slope] = await diagnosticsOf(cell(5).uri, ({ length }) => length === 1, 'one in cell 5', patience);
    ok(/^∂h\/∂x differs .*sign/.test(slope?.message ?? ''), slope?.message ?? '');
    equal(slope?.range.start.line, 2);
    equal(slope?.relatedInformation?.[0]?.location.uri.toString(), cell(4).uri.toString());
  });

  it('are mended by quick fixes that change one cell and nothing else of it', async () => {
    const cell = await opened();
    const numbers = [1, 2, 3, 4, 5];
    const texts = () => numbers.map((k) => cell(k).getText());
    const mends = [
      [3, '\\sin(c)', '-\\sin(c)'],
      [5, '2 * x - 1', '2 * x + 1'],
    ] as const;
    for (const [k, written, right] of mends) {
      await edited(k);
      const [slip] = await diagnosticsOf(cell(k).uri, ({ length }) => length === 1, `one in cell ${k}`, patience);
      ok(slip !== undefined, `no squiggle in cell ${k}`);
      const expected = texts().map((text, i) => (i === k - 1 ? text.replace(written, right) : text));
      const mend = await until(
        async () => (await actionsAt(cell(k), slip.range.start)).find(({ isPreferred }) => isPreferred),
        `the fix of cell ${k}`,
        patience,
      );
      ok(mend.edit !== undefined && (await vscode.workspace.applyEdit(mend.edit)), 'the fix cannot be applied');
      equal(texts().join('\n--\n'), expected.join('\n--\n'));
      await diagnosticsOf(cell(k).uri, ({ length }) => length === 0, `none in cell ${k} after the fix`, patience);
    }
  });
});
