import * as vscode from 'vscode';
import { equal, ok } from './support.ts';

describe('the extension', () => {
  it('is present and activates', async () => {
    const extension = vscode.extensions.getExtension('gradient-inspector.gradient-inspector');
    ok(extension, 'gradient-inspector.gradient-inspector is not installed');
    await extension.activate();
    equal(extension.isActive, true);
  });

  it('has every command of its manifest registered', async () => {
    const extension = vscode.extensions.getExtension('gradient-inspector.gradient-inspector');
    await extension?.activate();
    const declared: { command: string }[] = extension?.packageJSON.contributes?.commands ?? [];
    const registered = new Set(await vscode.commands.getCommands(true));
    equal(
      declared
        .map(({ command }) => command)
        .filter((command) => !registered.has(command))
        .join(),
      '',
    );
  });
});
