/** Colours for pictures: an SVG in a hover cannot follow the theme by itself, so the colour is put in. */
import * as vscode from 'vscode';

const hoverText: Readonly<Record<vscode.ColorThemeKind, string>> = {
  [vscode.ColorThemeKind.Light]: '#333333',
  [vscode.ColorThemeKind.Dark]: '#d4d4d4',
  [vscode.ColorThemeKind.HighContrast]: '#ffffff',
  [vscode.ColorThemeKind.HighContrastLight]: '#000000',
};

export function hoverTextColor(): string {
  return hoverText[vscode.window.activeColorTheme.kind];
}
