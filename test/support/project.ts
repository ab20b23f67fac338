/** A project of a few files in memory, handed to the engine as an editor hands the files beside a document. */
import type { OtherFile, Others } from '../../src/core.ts';
import { candidatesFor, folderOf } from '../../src/editor/projectPaths.ts';

export class TestProject {
  readonly #files = new Map<string, OtherFile>();
  readonly #languageId: string;
  /** Everything that was asked for, found or not. */
  readonly asked: string[] = [];

  constructor(files: Readonly<Record<string, string>>, languageId = 'python') {
    this.#languageId = languageId;
    for (const [path, text] of Object.entries(files)) this.set(path, text);
  }

  set(path: string, text: string): void {
    const key = `/p/${path}`;
    const doc = this.#files.get(key)?.doc ?? 1000 + this.#files.size;
    this.#files.set(key, { key, doc, text, languageId: this.#languageId });
  }

  remove(path: string): void {
    this.#files.delete(`/p/${path}`);
  }

  text(path: string): string {
    return this.#files.get(`/p/${path}`)?.text ?? '';
  }

  /** For the file at that path. */
  others(path: string): Others {
    return {
      key: `/p/${path}`,
      find: (from, specifier) => {
        this.asked.push(`${from} ${specifier}`);
        const found = candidatesFor(this.#languageId, specifier);
        const folder = found && (found.up === undefined ? '/p' : folderOf(from, found.up));
        const path = found?.paths.find((each) => this.#files.has(`${folder}/${each}`));
        return path === undefined ? undefined : this.#files.get(`${folder}/${path}`);
      },
    };
  }
}
