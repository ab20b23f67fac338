/** The languages the extension works in: one row each, by VS Code's language id. Everything else asks this table. */

export interface EditorLanguage {
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  /** How a derivation is written into such a file. */
  readonly derivation: 'align' | 'dollars' | 'directive' | 'text';
  /** What makes a line a comment; `end` where a comment has to be closed. */
  readonly comment?: { readonly start: string; readonly end?: string };
}

const percent = { start: '% ' };
const hash = { start: '# ' };
const slashes = { start: '// ' };
const markup = { start: '<!-- ', end: ' -->' };

export const LANGUAGES: readonly EditorLanguage[] = [
  { id: 'latex', name: 'LaTeX', derivation: 'align', comment: percent },
  { id: 'tex', name: 'TeX', derivation: 'align', comment: percent },
  { id: 'markdown', name: 'Markdown', derivation: 'dollars', comment: markup },
  { id: 'mdx', name: 'MDX', derivation: 'dollars', comment: { start: '{/* ', end: ' */}' } },
  { id: 'quarto', name: 'Quarto', derivation: 'dollars', comment: markup },
  { id: 'rmd', name: 'R Markdown', derivation: 'dollars', comment: markup },
  { id: 'restructuredtext', name: 'reStructuredText', derivation: 'directive' },
  { id: 'plaintext', name: 'Plain text', derivation: 'text' },
  { id: 'python', name: 'Python', derivation: 'text', comment: hash },
  { id: 'javascript', name: 'JavaScript', derivation: 'text', comment: slashes },
  { id: 'javascriptreact', name: 'JavaScript React', derivation: 'text', comment: slashes },
  { id: 'typescript', name: 'TypeScript', derivation: 'text', comment: slashes },
  { id: 'typescriptreact', name: 'TypeScript React', derivation: 'text', comment: slashes },
  { id: 'matlab', name: 'MATLAB', derivation: 'text', comment: percent },
  { id: 'octave', name: 'Octave', derivation: 'text', comment: percent },
  { id: 'r', name: 'R', derivation: 'text', comment: hash },
  { id: 'julia', name: 'Julia', derivation: 'text', comment: hash },
  { id: 'c', name: 'C', derivation: 'text', comment: slashes },
  { id: 'cpp', name: 'C++', derivation: 'text', comment: slashes },
  { id: 'cuda-cpp', name: 'CUDA C++', derivation: 'text', comment: slashes },
];

const byId: ReadonlyMap<string, EditorLanguage> = new Map(LANGUAGES.map((language) => [language.id, language]));

/** Undefined for a language that the extension leaves alone. */
export function editorLanguage(id: string): EditorLanguage | undefined {
  return byId.get(id);
}

/** Math in comments and docstrings aside, such a file is code. */
export function isProgram(id: string): boolean {
  const language = editorLanguage(id);
  return language?.derivation === 'text' && language.comment !== undefined;
}
