import * as vscode from 'vscode';
import {
  actionsAt,
  closeEverything,
  diagnosticsOf,
  equal,
  hoversAt,
  ok,
  openSample,
  openText,
  positionOf,
  replaceText,
  sample,
  until,
} from './support.ts';

const patience = 60; // seconds; the checks run in the background of a busy machine

const right = '$$e = \\cos(c)$$\n\n$$\\frac{\\partial e}{\\partial c} = -\\sin(c)$$\n';
const wrong = right.replace('-\\sin', '\\sin');

const ours = (uri: vscode.Uri) => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Gradient');

/** Waits until the hover at a claim knows its verdict: by then a squiggle would be there, or will be soon. */
async function verdictIsKnown(document: vscode.TextDocument, claim: string, verdict: string): Promise<void> {
  await until(
    async () =>
      (await hoversAt(document, positionOf(document, claim, 1, 5))).join().includes(verdict) ? true : undefined,
    `the verdict ${verdict} on ${claim}`,
    patience,
  );
}

async function setting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('gradientInspector').update(name, value, vscode.ConfigurationTarget.Global);
}

describe('checks', () => {
  afterEach(closeEverything);

  it('find the slips of mistakes.md, each in words, and leave what is right alone', async () => {
    await openSample('mistakes.md');
    const found = await diagnosticsOf(sample('mistakes.md'), ({ length }) => length >= 6, 'six slips', patience);
    const seen = found
      .filter(({ source }) => source === 'Gradient')
      .sort((a, b) => a.range.start.compareTo(b.range.start))
      .map(({ message, code }) => `${code}: ${message}`);
    const wanted = [
      /^sign: ∂e\/∂c differs .*sign.*\nComputed: ∂e\/∂c = -sin\(c\)\nAt c = /,
      /^factor: ∂d\/∂c differs .*factor 2.*\nComputed: ∂d\/∂c = 1\/\(2·√c\)/,
      /^missingChainFactor: g′ differs .*2\*x.*\nComputed: g′ = 2·x·exp\(x²\)/,
      /^missing(Term|Path): ∂h\/∂x differs /,
      /^missingPath: ∂p\/∂a differs .*path straight into c/,
      /^\w+: ∂q\/∂x differs .*\nComputed: ∂q\/∂x = 2·x\/\(1 \+ x²\)/,
    ];
    equal(seen.length, wanted.length, `squiggles: ${seen.join('\n')}`);
    for (const [i, pattern] of wanted.entries())
      ok(pattern.test(seen[i] ?? ''), `${pattern} is not said by ${seen[i]}`);
    equal(
      found.every(({ severity }) => severity === vscode.DiagnosticSeverity.Warning),
      true,
      'all are warnings',
    );
  });

  it('have nothing against the lecture note, see a sign that is flipped, and forget it when it is undone', async () => {
    // A copy: what is edited here must not come back to a later test that opens the note itself.
    const editor = await openText(
      (await vscode.workspace.openTextDocument(sample('lecture-note.md'))).getText(),
      'markdown',
    );
    const { document } = editor;
    await verdictIsKnown(document, '(\\frac{\\partial f}{\\partial a}) \\cdot (2x)', 'agrees');
    equal(ours(document.uri).length, 0, 'squiggles in the lecture note');
    const start = positionOf(document, '&= -\\sin(c)', 1, 3);
    ok(await editor.edit((edit) => edit.delete(new vscode.Range(start, start.translate(0, 1)))), 'edit refused');
    const found = await diagnosticsOf(document.uri, ({ length }) => length > 0, 'one after the edit', patience);
    ok(
      found.some(({ message }) => /^∂e\/∂c differs from the computed derivative: .*sign/.test(message)),
      `no word about the sign: ${found.map(({ message }) => message).join('\n')}`,
    );
    await vscode.commands.executeCommand('undo');
    await diagnosticsOf(document.uri, ({ length }) => length === 0, 'none after undo', patience);
    ok(document.getText().includes('&= -\\sin(c)'), 'undo has not brought the sign back');
  });

  it('are mended by the quick fix that changes only what is wrong', async () => {
    const { document } = await openText(wrong, 'markdown');
    await diagnosticsOf(document.uri, ({ length }) => length === 1, 'one wrong sign', patience);
    const actions = await actionsAt(document, positionOf(document, '\\sin(c)'));
    const mend = actions.find(({ title }) => title === 'Insert “-”: -\\sin(c)');
    ok(mend?.edit && mend.isPreferred, `offered: ${actions.map(({ title }) => title).join(', ')}`);
    ok(await vscode.workspace.applyEdit(mend.edit), 'the fix cannot be applied');
    equal(document.getText(), right);
    await diagnosticsOf(document.uri, ({ length }) => length === 0, 'none after the fix', patience);
    await verdictIsKnown(document, '-\\sin(c)', 'agrees');
  });

  it('can be reported otherwise: a quick fix opens the settings', async () => {
    const { document } = await openText(wrong, 'markdown');
    await diagnosticsOf(document.uri, ({ length }) => length === 1, 'one wrong sign', patience);
    const actions = await actionsAt(document, positionOf(document, '\\sin(c)'));
    const settings = actions.find(({ title }) => title.startsWith('Change how'));
    equal(settings?.command?.command, 'workbench.action.openSettings');
    equal(settings?.command?.arguments?.[0], 'gradientInspector.check');
  });

  it('are silenced by the quick fix that writes a comment', async () => {
    const { document } = await openText(wrong, 'markdown');
    await diagnosticsOf(document.uri, ({ length }) => length === 1, 'one wrong sign', patience);
    const actions = await actionsAt(document, positionOf(document, '\\sin(c)'));
    const ignore = actions.find(({ title }) => title.startsWith('Ignore ∂e/∂c'));
    ok(ignore?.edit, `offered: ${actions.map(({ title }) => title).join(', ')}`);
    ok(await vscode.workspace.applyEdit(ignore.edit), 'the fix cannot be applied');
    ok(document.getText().includes('gradient: ignore'), document.getText());
    await diagnosticsOf(document.uri, ({ length }) => length === 0, 'none after the comment', patience);
  });

  it('offer nothing where nothing is wrong', async () => {
    const { document } = await openText(right, 'markdown');
    await verdictIsKnown(document, '-\\sin(c)', 'agrees');
    const titles = (await actionsAt(document, positionOf(document, '\\sin(c)'))).map(({ title }) => title);
    equal(titles.filter((title) => title.includes('∂')).join(), '');
  });

  it('stop when they are switched off, and come back', async () => {
    const editor = await openText(wrong, 'markdown');
    const { uri } = editor.document;
    await diagnosticsOf(uri, ({ length }) => length === 1, 'one wrong sign', patience);
    try {
      await setting('check.enable', false);
      await diagnosticsOf(uri, ({ length }) => length === 0, 'none when checks are off', patience);
      await replaceText(editor, `${wrong}\nMore text.\n`);
      await verdictIsKnown(editor.document, '\\sin(c)', 'differs');
      equal(ours(uri).length, 0, 'squiggles while checks are off');
    } finally {
      await setting('check.enable', undefined);
    }
    await diagnosticsOf(uri, ({ length }) => length === 1, 'one when checks are on again', patience);
  });

  it('mark what agrees with a quiet ✓ where the setting asks for it', async () => {
    const { document } = await openText(right, 'markdown');
    const hints = async () => {
      const range = new vscode.Range(0, 0, document.lineCount, 0);
      const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        range,
      );
      return found.filter(({ label }) => label === '✓');
    };
    await verdictIsKnown(document, '-\\sin(c)', 'agrees');
    equal((await hints()).length, 0, 'without the setting');
    try {
      await setting('check.showAgreement', true);
      const [hint] = await until(async () => ((await hints()).length > 0 ? hints() : undefined), 'a hint', patience);
      equal(hint?.position.line, 2);
      ok(String(hint?.tooltip).includes('agrees'), String(hint?.tooltip));
    } finally {
      await setting('check.showAgreement', undefined);
    }
  });

  it('report with the severity of the setting', async () => {
    const { document } = await openText(wrong, 'markdown');
    try {
      await setting('check.severity', 'error');
      await diagnosticsOf(
        document.uri,
        (all) => all.length === 1 && all[0]?.severity === vscode.DiagnosticSeverity.Error,
        'one error',
        patience,
      );
    } finally {
      await setting('check.severity', undefined);
    }
  });

  it('see a wrong derivative in LaTeX and reStructuredText, and in comments of Python', async () => {
    for (const [language, text] of [
      ['latex', `\\[ e = \\cos(c) \\]\n\\[ \\frac{\\partial e}{\\partial c} = \\sin(c) \\]\n`],
      [
        'restructuredtext',
        '.. math::\n\n   e = \\cos(c)\n\n.. math::\n\n   \\frac{\\partial e}{\\partial c} = \\sin(c)\n',
      ],
      ['python', '# $e = \\cos(c)$\n# $\\frac{\\partial e}{\\partial c} = \\sin(c)$\n'],
      ['plaintext', 'e = cos(c)\n\n∂e/∂c = sin(c)\n'],
    ] as const) {
      const { document } = await openText(text, language);
      const [found] = await diagnosticsOf(document.uri, ({ length }) => length === 1, `one in ${language}`, patience);
      ok(found?.message.includes('sign'), `${language}: ${found?.message}`);
    }
  });
});
