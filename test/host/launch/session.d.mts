import type { Page } from 'playwright-core';

export interface Session {
  readonly page: Page;
  /** The opened folder on disk: a private copy of the sample workspace. */
  readonly folder: string;
  /** Uncaught exceptions of the page so far. */
  readonly problems: readonly string[];
  /** Saves a picture into the ignored cache; returns its path. */
  screenshot(name: string): Promise<string>;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** Folder of the extension to load; default: this project. */
  readonly extension?: string;
  /** Default values of VS Code settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly width?: number;
  readonly height?: number;
}

export function openSession(options?: SessionOptions): Promise<Session>;
