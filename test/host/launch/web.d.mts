export interface WebHostOptions {
  /** Folder of the web build of VS Code. */
  readonly build: string;
  /** Folder to open, readable and writable. */
  readonly folder: string;
  /** Folder of the extension to load; default: this project. */
  readonly extension?: string;
  /** Folder with a suite's `index.js`. */
  readonly tests?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly port?: number;
}

export interface WebHost {
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

export function startWebHost(options: WebHostOptions): Promise<WebHost>;
