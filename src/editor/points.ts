/** The points that users set, kept in the workspace by document and definition. */
import * as vscode from 'vscode';
import type { Value } from '../core.ts';

type Point = Readonly<Record<string, Value>>;
type Stored = Readonly<Record<string, Point>>;

export class Points implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  /** Fires with the document whose points have changed. */
  readonly onDidChange = this.#changed.event;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** Undefined where nothing is set: the point of the document or the default one holds. */
  get(uri: vscode.Uri, definition: string): Point | undefined {
    const stored = this.#stored(uri);
    return Object.hasOwn(stored, definition) ? stored[definition] : undefined;
  }

  anyIn(uri: vscode.Uri): boolean {
    return Object.keys(this.#stored(uri)).length > 0;
  }

  /** An empty point is forgotten. */
  async set(uri: vscode.Uri, definition: string, point: Point): Promise<void> {
    const others = Object.entries(this.#stored(uri)).filter(([name]) => name !== definition);
    const next = Object.keys(point).length > 0 ? [...others, [definition, point] as const] : others;
    await this.#state.update(key(uri), next.length > 0 ? Object.fromEntries(next) : undefined);
    this.#changed.fire(uri);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #stored(uri: vscode.Uri): Stored {
    return this.#state.get<Stored>(key(uri), {});
  }
}

function key(uri: vscode.Uri): string {
  return `point:${uri.toString()}`;
}
