/** Marks in the text what a panel's lesson is at. */
import * as vscode from 'vscode';

export interface MarkPlace {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}

export class Marks implements vscode.Disposable {
  readonly #decoration = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('editor.findMatchHighlightBorder'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.findMatchForeground'),
  });
  readonly #subscription = vscode.window.onDidChangeVisibleTextEditors(() => this.#apply());
  #places: readonly (MarkPlace & { readonly version: number })[] = [];
  /** Editors that show marks. */
  #marked = new Set<vscode.TextEditor>();

  /** Nothing else stays marked; what is not open in an editor is marked when it is. */
  show(places: readonly MarkPlace[]): void {
    for (const editor of this.#marked) editor.setDecorations(this.#decoration, []);
    this.#marked.clear();
    this.#places = places.map((place) => ({ ...place, version: place.document.version }));
    this.#apply();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#decoration.dispose();
  }

  /** Marks move with the text in editors that have them; text that was changed since gets no new ones. */
  #apply(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const ranges = this.#places.flatMap(({ document, range, version }) =>
        document === editor.document && document.version === version ? [range] : [],
      );
      if (ranges.length === 0) continue;
      editor.setDecorations(this.#decoration, ranges);
      this.#marked.add(editor);
    }
  }
}
