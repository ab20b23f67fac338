/** Hovers: a claim's verdict, a formula's gradient, or in a few words why there is none. */
import * as vscode from 'vscode';
import type { Span } from '../core.ts';
import { pictureUri, typeset } from '../typeset/typeset.ts';
import { HOVER_COMMANDS } from './commandIds.ts';
import { SOURCE } from './diagnostics.ts';
import type { MathDocuments } from './documents.ts';
import { gradientLatex } from './formulas.ts';
import { claimHover, type HoverPicture, inspectionHover, refusalHover } from './hoverText.ts';
import { LANGUAGES } from './languages.ts';
import { hoverEnabled } from './settings.ts';
import { rangeOf } from './target.ts';
import { hoverColors } from './theme.ts';
import { isWorthHover } from './worth.ts';

/** VS Code cuts a hover at 100,000 characters. */
const LONGEST_PICTURE = 80_000;
/** How long to wait for the verdict of a claim, and for whether there is a claim in math that is mostly something else; ms. */
const PATIENT = 5000;
const BRIEF = 150;
/** px; a hover is at least this wide where the editor has room. */
const WIDEST_PICTURE = 460;

export function registerHover(documents: MathDocuments): vscode.Disposable {
  const selector = LANGUAGES.map(({ id }) => ({ language: id }));
  return vscode.languages.registerHoverProvider(selector, {
    async provideHover(document, position, token) {
      if (!hoverEnabled(document) || !(await documents.ready(document))) return undefined;
      const offset = document.offsetAt(position);
      const text =
        (await claimAt(documents, document, offset, token)) ?? (await formulaAt(documents, document, offset, token));
      return text === undefined || token.isCancellationRequested ? undefined : new vscode.Hover(trusted(text));
    },
  });
}

async function claimAt(
  documents: MathDocuments,
  document: vscode.TextDocument,
  offset: number,
  token: vscode.CancellationToken,
): Promise<string | undefined> {
  const region = documents.regionAt(document, offset);
  if (!region || region.kind === 'symbol') return undefined;
  const patience = region.kind === 'claim' ? PATIENT : BRIEF;
  const check = await documents.checkAt(document, offset, token, patience);
  if (!check) return undefined;
  const range = rangeOf(document, check.span);
  const squiggled = vscode.languages
    .getDiagnostics(document.uri)
    .some((diagnostic) => diagnostic.source === SOURCE && diagnostic.range.isEqual(range));
  return claimHover(check, { uri: document.uri.toString(), offset }, squiggled && inside(check.span, offset));
}

async function formulaAt(
  documents: MathDocuments,
  document: vscode.TextDocument,
  offset: number,
  token: vscode.CancellationToken,
): Promise<string | undefined> {
  const { value: inspection, problems } = await documents.inspectWhole(document, offset);
  if (!inspection) return refusalHover(problems);
  const notation = documents.regionAt(document, offset)?.notation;
  if (!isWorthHover(inspection, notation !== 'latex' && notation !== 'plain')) return undefined;
  const latex = gradientLatex(inspection);
  const picture = latex === undefined ? undefined : await draw(latex, document);
  if (token.isCancellationRequested) return undefined;
  const target = { uri: document.uri.toString(), offset };
  return inspectionHover({
    inspection,
    target,
    text: document.getText(),
    colors: hoverColors(),
    ...(picture ? { picture } : {}),
  });
}

function inside({ from, to }: Span, offset: number): boolean {
  return from <= offset && offset <= to;
}

/** Undefined where the formula cannot be set or is too big: the text says the same. */
async function draw(latex: string, document: vscode.TextDocument): Promise<HoverPicture | undefined> {
  const fontSize = vscode.workspace.getConfiguration('editor', document).get('fontSize', 14);
  const picture = await typeset(latex, { color: hoverColors().ink, fontSize, display: true, maxWidth: WIDEST_PICTURE });
  if (!picture) return undefined;
  const src = pictureUri(picture);
  return src.length > LONGEST_PICTURE ? undefined : { src, width: picture.width, height: picture.height };
}

/** Only our own commands may be run from a hover. */
function trusted(text: string): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(text);
  markdown.isTrusted = { enabledCommands: HOVER_COMMANDS };
  markdown.supportHtml = true;
  return markdown;
}
