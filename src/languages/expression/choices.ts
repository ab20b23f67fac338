/** Ambiguities met while reading, and problems: what a reader has to say besides the tree. */
import type { Problem } from '../../base/outcome.ts';
import type { Span } from '../../base/span.ts';
import type { ReadContext, Reading } from '../../syntax/reading.ts';

export class Findings {
  readonly readings: Reading[] = [];
  readonly problems: Problem[] = [];
  readonly #switched: ReadContext['readings'];
  readonly #told = new Set<string>();

  constructor(switched: ReadContext['readings']) {
    this.#switched = switched;
  }

  /**
   * Records the ambiguity `kind` at `at` and gives the choice: what the user switched to, else `usual`.
   * The key is `kind@offset`, e.g. `call:f@120`.
   */
  choose<C extends string>(kind: string, at: Span, usual: C, ...others: readonly C[]): C {
    const key = `${kind}@${at.from}`;
    const options = [usual, ...others];
    const wanted = Object.hasOwn(this.#switched, key) ? this.#switched[key] : undefined;
    const chosen = options.find((option) => option === wanted) ?? usual;
    if (!this.#told.has(key)) {
      this.#told.add(key);
      this.readings.push({ key, chosen, alternatives: options.filter((option) => option !== chosen), span: at });
    }
    return chosen;
  }

  /** The same problem at the same place is told once. */
  tell(severity: Problem['severity'], code: string, message: string, at: Span): void {
    const key = `${code}@${at.from}-${at.to}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.problems.push({ code, message, severity, span: at });
  }

  /** Forgets what was said since `mark()`: for a reader that looks ahead and then reads again. */
  rewind(mark: { readonly readings: number; readonly problems: number }): void {
    for (const { key } of this.readings.splice(mark.readings)) this.#told.delete(key);
    for (const { code, span } of this.problems.splice(mark.problems)) {
      if (span) this.#told.delete(`${code}@${span.from}-${span.to}`);
    }
  }

  mark(): { readonly readings: number; readonly problems: number } {
    return { readings: this.readings.length, problems: this.problems.length };
  }
}
