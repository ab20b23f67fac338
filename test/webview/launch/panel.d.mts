import type { Page } from 'playwright-core';

export interface PanelOptions {
  readonly theme?: string;
  readonly width?: number;
  readonly height?: number;
  readonly kind?: 'worked' | 'troubled' | 'tensors' | 'layers' | 'long' | 'wide' | 'nothing' | 'refused' | 'text';
  readonly text?: string;
  readonly language?: string;
  readonly count?: number;
  /** Instead of MathJax: LaTeX → SVG. */
  readonly draw?: (latex: string) => string | undefined;
}

export interface OpenPanel {
  readonly page: Page;
  /** Errors and warnings of the page's console, violations of its policy among them. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export interface PanelBrowser {
  readonly themes: readonly string[];
  open(options?: PanelOptions): Promise<OpenPanel>;
  close(): Promise<void>;
}

export const folder: string;
export function panelBrowser(): Promise<PanelBrowser>;
