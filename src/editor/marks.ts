/** Marks in the text what a panel's lesson is at. */
import * as vscode from 'vscode';

export class Marks implements vscode.Disposable {
  readonly #decoration = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('editor.findMatchHighlightBorder'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.findMatchForeground'),
  });
  /** Editors that show marks. */
  #marked = new Set<vscode.TextEditor>();

  /** Nothing else stays marked; what is not open in an editor is not opened. */
  show(places: readonly { readonly document: vscode.TextDocument; readonly range: vscode.Range }[]): void {
    const now = new Set<vscode.TextEditor>();
    for (const editor of vscode.window.visibleTextEditors) {
      const ranges = places.flatMap(({ document, range }) => (document === editor.document ? [range] : []));
      if (ranges.length === 0) continue;
      editor.setDecorations(this.#decoration, ranges);
      now.add(editor);
    }
    for (const editor of this.#marked) if (!now.has(editor)) editor.setDecorations(this.#decoration, []);
    this.#marked = now;
  }

  dispose(): void {
    this.#decoration.dispose();
  }
}
