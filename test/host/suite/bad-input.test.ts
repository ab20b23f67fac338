import * as vscode from 'vscode';
import { closeEverything, command, hoversAt, newDocument, ok, openText } from './support.ts';

/** A fixed sequence that looks like a binary file read as text. */
function garbage(length: number): string {
  let state = 7;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return String.fromCharCode(state % 997 === 0 ? 0xd800 + (state % 2048) : (state >> 8) % 256);
  }).join('');
}

/** `shown` puts it into an editor, where the checks look at it too. */
const documents: readonly (readonly [name: string, text: string, languages: string, how: 'shown' | 'open'])[] = [
  ['an empty document', '', 'markdown latex restructuredtext plaintext python javascript typescript', 'shown'],
  ['a line of 1 MB', `$$f(x) = ${'x + '.repeat(250_000)}1$$`, 'markdown python', 'shown'],
  ['a line of 1 MB, not shown', `x = ${'x + '.repeat(250_000)}1`, 'plaintext javascript', 'open'],
  ['400 kB of opening brackets', `$${'{\\frac('.repeat(60_000)}$`, 'latex python', 'open'],
  ['a sum over 4,000 lines', `x = (\n${'x +\n'.repeat(4_000)}1)`, 'python javascript', 'open'],
  ['binary garbage', garbage(20_000), 'markdown latex plaintext python typescript', 'open'],
  ['lone surrogates', '$f(x) = \ud800x^2 + \udc00$ \udfff', 'markdown latex python', 'shown'],
  [
    'unbalanced LaTeX',
    '$$f(x) = \\frac{x^2}{\\sqrt{x + \\left( 1$$\n$$\\begin{align} a &= b',
    'markdown latex',
    'shown',
  ],
  [
    'macros that call themselves',
    '\\newcommand{\\loop}{\\loop x}\n\\[ f(x) = \\loop + x^2 \\]',
    'markdown latex',
    'shown',
  ],
  ['a division by zero', 'f = 1/(x - x)\n$$h(x) = \\frac{1}{x - x}$$', 'plaintext markdown python', 'shown'],
  [
    '100,000 lines',
    `$f(x) = x^2$ and a price of $3.\n${'Prose, line by line.\n'.repeat(49)}`.repeat(2000),
    'markdown',
    'open',
  ],
];

async function look(document: vscode.TextDocument): Promise<void> {
  const end = document.positionAt(document.getText().length);
  for (const position of [new vscode.Position(0, 0), new vscode.Position(0, 4), end]) {
    for (const hover of await hoversAt(document, document.validatePosition(position))) {
      ok(hover.length < 100_000, `${document.languageId}: a hover of ${hover.length} characters`);
      ok(
        !/\b(undefined|TypeError|RangeError)\b|\[object/.test(hover),
        `${document.languageId}: ${hover.slice(0, 500)}`,
      );
    }
  }
  await command('vscode.executeCodeActionProvider', document.uri, new vscode.Range(0, 0, 0, 1));
  await command('vscode.executeInlayHintProvider', document.uri, new vscode.Range(0, 0, 20, 0));
}

describe('bad input', () => {
  afterEach(closeEverything);

  for (const [name, content, languages, how] of documents) {
    it(`${name}: silence or a reason`, async () => {
      for (const language of languages.split(' ')) {
        if (how === 'shown') await look((await openText(content, language)).document);
        else await look(await newDocument(content, language));
      }
    });
  }

  it('commands say what to do where no editor is open', async () => {
    for (const name of ['inspectAtCursor', 'inspectExpression', 'nextExpression', 'checkFile', 'insertDerivation']) {
      await command(`gradientInspector.${name}`);
    }
    await command('notifications.clearAll');
  });
});
