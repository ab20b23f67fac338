/** The report of a check of one file or of many, as a Markdown document. */
import type { DerivativeCheck } from '../core.ts';
import { claimSummary, countsText } from './checkText.ts';
import { escapeMarkdown, readable } from './markdown.ts';

export interface PlacedCheck {
  readonly check: DerivativeCheck;
  /** From 1. */
  readonly line: number;
  /** Of a notebook, from 1. */
  readonly cell?: number;
}

export interface CheckedFile {
  readonly label: string;
  /** Where a link to it leads; a line is appended to it. */
  readonly link: string;
  readonly checks: readonly PlacedCheck[];
}

export interface CheckReport {
  readonly files: readonly CheckedFile[];
  /** How many files were read, those without derivatives too. */
  readonly read: number;
  readonly skipped: readonly { readonly label: string; readonly reason: string }[];
  /** It was cancelled before the end. */
  readonly cancelled?: boolean;
}

type Entry = PlacedCheck & { readonly file: CheckedFile };

export function reportMarkdown(report: CheckReport): string {
  const { files, read, skipped, cancelled } = report;
  const all: Entry[] = files.flatMap((file) => file.checks.map((placed) => ({ ...placed, file })));
  const of = (verdict: DerivativeCheck['verdict']) => all.filter(({ check }) => check.verdict === verdict);
  const found = files.filter(({ checks }) => checks.length > 0);
  const where = read > 1 ? `${read} files read, ${found.length} of them state derivatives.` : undefined;
  return [
    '# Derivative checks',
    countsText(all.map(({ check }) => check)),
    where,
    cancelled ? 'Cancelled: what follows is what had been checked until then.' : undefined,
    section('Differs', of('differs').map(detailed)),
    section('Differs only by a convention', of('conventionOnly').map(detailed)),
    section('Could not be checked', undecided(of('undecided'))),
    section('Agrees', agreeing(found)),
    section(
      'Not read',
      skipped.map(({ label, reason }) => `- ${escapeMarkdown(label)}: ${escapeMarkdown(reason)}`),
    ),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n')
    .concat('\n');
}

function section(title: string, lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : `## ${title}\n\n${lines.join('\n')}`;
}

/** The place, what is wrong, and below it the formula and the evidence. */
function detailed({ file, ...placed }: Entry): string {
  const { title, lines } = claimSummary(placed.check);
  const first = `- ${placeLink(file, placed)} ${escapeMarkdown(readable(title.replace(/^\S /, '')))}`;
  return [first, ...lines.map((line) => `  - ${escapeMarkdown(line)}`)].join('\n');
}

/** By reason, what is most frequent first. */
function undecided(entries: readonly Entry[]): string[] {
  const byReason = new Map<string, Entry[]>();
  for (const entry of entries) {
    const reason = entry.check.reason ?? 'No reason is known.';
    const same = byReason.get(reason);
    if (same) same.push(entry);
    else byReason.set(reason, [entry]);
  }
  return [...byReason]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, all]) => {
      const places = all.map(({ file, ...placed }) => placeLink(file, placed)).join(', ');
      return `- ${escapeMarkdown(reason)} (${all.length}): ${places}`;
    });
}

function agreeing(files: readonly CheckedFile[]): string[] {
  return files.flatMap((file) => {
    const right = file.checks.filter(({ check }) => check.verdict === 'agrees');
    if (right.length === 0) return [];
    return [
      `- ${escapeMarkdown(file.label)}: ${right.length} (${right.map((placed) => lineLink(file, placed)).join(', ')})`,
    ];
  });
}

/** `notes.md:7`. */
function placeLink(file: CheckedFile, { line, cell }: PlacedCheck): string {
  const place = cell === undefined ? `${file.label}:${line}` : `${file.label}, cell ${cell}, line ${line}`;
  return `[${escapeMarkdown(place)}](${target(file, line, cell)})`;
}

function lineLink(file: CheckedFile, { line, cell }: PlacedCheck): string {
  const place = cell === undefined ? `line ${line}` : `cell ${cell}, line ${line}`;
  return `[${place}](${target(file, line, cell)})`;
}

/** Into a notebook there is no link to a line. */
function target({ link }: CheckedFile, line: number, cell: number | undefined): string {
  return cell === undefined ? `${link}#L${line}` : link;
}
