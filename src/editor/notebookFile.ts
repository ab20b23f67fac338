/** The cells of a Jupyter notebook that is not open, as its file has them. */
import { editorLanguage } from './languages.ts';

export interface FileCell {
  readonly text: string;
  readonly languageId: string;
}

/** Where kernels call a language otherwise than the editor does. */
const EDITOR_IDS: ReadonlyMap<string, string> = new Map([
  ['ipython', 'python'],
  ['c++', 'cpp'],
  ['node', 'javascript'],
  ['ir', 'r'],
]);

/** In their order, those in other languages too: cells are counted. Undefined: the text is no notebook. */
export function cellsIn(file: string): readonly FileCell[] | undefined {
  const notebook = parsed(file);
  const cells = of(notebook, 'cells');
  if (!Array.isArray(cells)) return undefined;
  const metadata = of(notebook, 'metadata');
  const named = of(of(metadata, 'language_info'), 'name') ?? of(of(metadata, 'kernelspec'), 'language');
  const language = typeof named === 'string' ? named : 'python';
  return cells.map((cell: unknown) => {
    const source = of(cell, 'source');
    const text = Array.isArray(source) ? source.join('') : typeof source === 'string' ? source : '';
    return { text: text.replace(/\r\n?/g, '\n'), languageId: languageIdOf(cell, language) };
  });
}

function languageIdOf(cell: unknown, language: string): string {
  const kind = of(cell, 'cell_type');
  if (kind !== 'code') return typeof kind === 'string' ? kind : 'raw';
  const chosen = of(of(of(cell, 'metadata'), 'vscode'), 'languageId');
  const name = (typeof chosen === 'string' ? chosen : language).toLowerCase();
  const plain = name.replace(/\d+$/, ''); // python3, c++17
  const known = EDITOR_IDS.get(plain) ?? plain;
  return editorLanguage(known) ? known : 'raw';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function of(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
