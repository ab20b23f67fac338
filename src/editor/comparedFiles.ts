/** Two places in files of ours held against each other, in slices. */
import * as vscode from 'vscode';
import { comparing, type MathDocument, type MathRegion, type Others } from '../core.ts';
import type { ComparedPair } from './comparisonText.ts';
import { positionIn } from './offsets.ts';
import { linkTo } from './reports.ts';
import type { Place, SameAs } from './sameAs.ts';
import { driveNow } from './slices.ts';

/** How long one comparison may take, other work between its slices included, in milliseconds. */
const LONGEST_WORK = 30_000;

/** A file of ours as math, open or not, once it is read. */
export interface MathFile {
  readonly uri: vscode.Uri;
  readonly math: MathDocument;
  readonly regions: readonly MathRegion[];
  /** Offsets of its lines. */
  readonly starts: readonly number[];
  /** Files that it imports from. */
  readonly others: Others;
}

/** Nobody waits for the result any more. */
export type Stopped = () => boolean;

/** Undefined if it was stopped. */
export async function comparedFiles(
  a: MathFile,
  from: Place,
  b: MathFile,
  to: Place,
  stopped: Stopped,
): Promise<ComparedPair['outcome'] | undefined> {
  const end = performance.now() + LONGEST_WORK;
  const [one, other] = [sourceOf(a, from), sourceOf(b, to)];
  let outcome: ComparedPair['outcome'] | undefined;
  const work = function* () {
    outcome = yield* comparing(one, other, { budget: { stop: () => stopped() || performance.now() > end } });
  };
  return (await driveNow(work, () => {}, stopped)) ? outcome : undefined;
}

function sourceOf({ math, others }: MathFile, { at }: Place) {
  return { text: math.text, languageId: math.languageId, at, others, document: math };
}

/** One of the two is not there. */
export function unpaired(
  own: MathFile,
  place: Place | undefined,
  other: MathFile | undefined,
  link: SameAs,
): ComparedPair {
  const named = `${link.path}${link.anchor === undefined ? '' : `#${link.anchor}`}`;
  const message = !place
    ? 'there is no formula or function beside the comment.'
    : other
      ? `there is no ${link.anchor ?? 'formula'} in it.`
      : 'the file could not be read.';
  const unknown = { name: named, label: link.path || 'this file', line: 1, link: linkTo(other?.uri ?? own.uri) };
  return {
    sides: [sideOf(own, place ?? { at: link.span.from }), unknown],
    outcome: { problems: [{ code: 'comparison', severity: 'error', message }] },
  };
}

export function sideOf(file: MathFile, { at, name }: Place): ComparedPair['sides'][number] {
  const label = vscode.workspace.asRelativePath(file.uri);
  const line = positionIn(file.starts, at).line + 1;
  return {
    name: name ?? file.math.inspect(at, { want: [] }).value?.output.name ?? label,
    label,
    line,
    link: linkTo(file.uri),
  };
}
