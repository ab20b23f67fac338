/** Derivative checks of files that are in no editor, as they stand on disk. */
import * as vscode from 'vscode';
import { type DerivativeCheck, type InspectOptions, openDocument } from '../core.ts';
import { editorLanguage } from './languages.ts';
import { cellsIn, type FileCell } from './notebookFile.ts';
import { lineStarts } from './offsets.ts';
import type { Project } from './project.ts';
import { driveNow } from './slices.ts';
import type { FoundFile } from './workspaceFiles.ts';

/** A file, or a cell of a notebook. */
export interface CheckedPart {
  readonly checks: readonly DerivativeCheck[];
  /** Offsets of its lines. */
  readonly starts: readonly number[];
  /** Of a notebook, from 1. */
  readonly cell?: number;
}

/** How often files that are needed lead to more of them. */
const MOST_ROUNDS = 12;
/** Longer files are generated, or data. In characters. */
const LONGEST = 1_000_000;
/** Pictures that cells have drawn lie in notebooks too. */
const LONGEST_NOTEBOOK = 50_000_000;

/** What had been checked until then, where it was cancelled; or why the file was not read. */
export async function checkOnDisk(
  { uri, languageId }: FoundFile,
  project: Project,
  token: vscode.CancellationToken,
): Promise<readonly CheckedPart[] | { readonly reason: string }> {
  let text: string;
  try {
    text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return { reason: 'It could not be read.' };
  }
  const tooLong = (most: number) => ({ reason: `It is longer than ${most / 1_000_000} million characters.` });
  if (languageId !== undefined) {
    if (text.length > LONGEST) return tooLong(LONGEST);
    const checks = await checksOf({ text, languageId }, [], uri, project, token);
    return checks ? [{ checks, starts: lineStarts(text) }] : [];
  }
  if (text.length > LONGEST_NOTEBOOK) return tooLong(LONGEST_NOTEBOOK);
  const cells = cellsIn(text);
  if (!cells) return { reason: 'It is no Jupyter notebook of version 4.' };
  if (cells.reduce((sum, cell) => sum + cell.text.length, 0) > LONGEST) return tooLong(LONGEST);
  const parts: CheckedPart[] = [];
  for (const [index, cell] of cells.entries()) {
    if (!editorLanguage(cell.languageId)) continue;
    const checks = await checksOf(cell, cells.slice(0, index), uri, project, token);
    if (!checks) break;
    parts.push({ checks, starts: lineStarts(cell.text), cell: index + 1 });
  }
  return parts;
}

/** Undefined: cancelled. */
async function checksOf(
  { text, languageId }: FileCell,
  prelude: NonNullable<InspectOptions['prelude']>,
  uri: vscode.Uri,
  project: Project,
  token: vscode.CancellationToken,
): Promise<readonly DerivativeCheck[] | undefined> {
  const document = openDocument(text, languageId);
  const others = project.othersOf(uri, languageId);
  const checks: DerivativeCheck[] = [];
  let isDone = false;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    checks.length = 0;
    isDone = await driveNow(
      () => document.check({ others, prelude }),
      (check) => checks.push(check),
      () => token.isCancellationRequested,
    );
    // Other files are fetched when they are asked for; then what asked for them is checked again.
    if (!isDone || !project.isLoading(uri)) break;
    await project.settled(uri);
  }
  project.forget(uri);
  return isDone ? checks : undefined;
}
