/** The user's settings, read where they are used: nothing is kept, so a change needs no reload. */
import * as vscode from 'vscode';

const SECTION = 'gradientInspector';

export function hoverEnabled(document: vscode.TextDocument): boolean {
  const settings = vscode.workspace.getConfiguration(SECTION, document);
  const languages = settings.get<Record<string, boolean>>('hover.languages', {});
  return settings.get('hover.enable', true) && languages[document.languageId] !== false;
}

export function checksEnabled(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration(SECTION, document).get('check.enable', true);
}

/** Whether derivatives that agree are marked, too. */
export function agreementShown(document: vscode.TextDocument): boolean {
  const settings = vscode.workspace.getConfiguration(SECTION, document);
  return settings.get('check.enable', true) && settings.get('check.showAgreement', false);
}

const severities: Readonly<Record<string, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

export function checkSeverity(uri: vscode.Uri): vscode.DiagnosticSeverity {
  const name = vscode.workspace.getConfiguration(SECTION, uri).get('check.severity', 'warning');
  return severities[name] ?? vscode.DiagnosticSeverity.Warning;
}

export function inlineEnabled(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration(SECTION, document).get('inline.enable', false);
}

/** How derivatives by vectors and matrices are laid out in formulas and shown shapes. */
export function formulaLayout(document: vscode.TextDocument): 'numerator' | 'denominator' | undefined {
  const layout = vscode.workspace.getConfiguration(SECTION, document).get<string>('layout', 'mixed');
  return layout === 'numerator' || layout === 'denominator' ? layout : undefined;
}

/** Turns a yes-or-no setting over and answers what it is now. A value of the workspace is changed there, any other for the user. */
export async function toggle(name: 'hover.enable' | 'inline.enable'): Promise<boolean> {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const { workspaceValue, defaultValue } = settings.inspect<boolean>(name) ?? {};
  const next = !settings.get<boolean>(name, defaultValue ?? false);
  const scope = workspaceValue === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
  await settings.update(name, next, scope);
  return next;
}

export function affects(
  event: vscode.ConfigurationChangeEvent,
  group: 'hover' | 'check' | 'inline' | 'layout',
): boolean {
  return event.affectsConfiguration(`${SECTION}.${group}`);
}
