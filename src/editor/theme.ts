/** Colours for hovers by the kind of theme: a picture cannot follow the theme by itself, and text can take one colour only. */
import * as vscode from 'vscode';

export interface HoverColors {
  /** Of the pictures: the text's own. */
  readonly ink: string;
  /** Forward values. */
  readonly value: string;
  /** Backward adjoints. Themes choose their chart orange too pale or even blue, so it is given here, readable in each kind. */
  readonly adjoint: string;
}

const value = 'var(--vscode-charts-blue)';

const colors: Readonly<Record<vscode.ColorThemeKind, HoverColors>> = {
  [vscode.ColorThemeKind.Light]: { ink: '#333333', value, adjoint: '#a04c00' },
  [vscode.ColorThemeKind.Dark]: { ink: '#d4d4d4', value, adjoint: '#e5a35c' },
  [vscode.ColorThemeKind.HighContrast]: { ink: '#ffffff', value, adjoint: '#ffb870' },
  [vscode.ColorThemeKind.HighContrastLight]: { ink: '#000000', value, adjoint: '#8a3c00' },
};

export function hoverColors(): HoverColors {
  return colors[vscode.window.activeColorTheme.kind];
}
