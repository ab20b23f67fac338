/** Comments such as `gradient: same as notes.md#eq-loss`: which formula or function they tie to which. */
import type { MathRegion, Span } from '../core.ts';

/** A comment that says that what stands beside it is the same as something else. */
export interface SameAs {
  /** Of the words from `gradient:` on. */
  readonly span: Span;
  /** Relative to the file of the comment; '' is that file itself. */
  readonly path: string;
  readonly anchor?: string;
}

/** Where a formula or function is found: `at` is an offset for the engine. */
export interface Place {
  readonly at: number;
  readonly name?: string;
}

const LINK = /gradient:[ \t]*same as[ \t]+([^\s#<>"'`*}]*)(?:#([^\s<>"'`*}]+))?/g;

export function linksIn(text: string): readonly SameAs[] {
  return [...text.matchAll(LINK)].flatMap((match) => {
    const [whole, path = '', anchor] = match;
    if (path === '' && anchor === undefined) return [];
    const span = { from: match.index, to: match.index + whole.length };
    return [{ span, path, ...(anchor === undefined ? {} : { anchor: anchor.replace(/[.,;:)]+$/, '') }) }];
  });
}

/** What a comment is about: what ends on its line, else what follows it, else the function that it stands in. */
export function besideLink(text: string, regions: readonly MathRegion[], link: SameAs): Place | undefined {
  const named = regions.filter(isNamed);
  const { from, to } = link.span;
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const same = named.find(({ span }) => span.from >= lineStart && span.from < from);
  const next = named.find(({ span }) => span.from >= to);
  const isNear = next && !/\n[^\S\n]*\n/.test(text.slice(to, next.span.from));
  const around = named.findLast(({ kind, span }) => kind === 'function' && span.from < from);
  const found = same ?? (isNear ? next : undefined) ?? around;
  return found && placeOf(found);
}

/**
 * What an anchor names: `\label{…}`, an attribute `{#…}`, a heading by its words or its attribute (the first formula
 * below), or a definition or function by its name. Without an anchor: the first of the file.
 */
export function anchored(text: string, regions: readonly MathRegion[], anchor: string | undefined): Place | undefined {
  const named = regions.filter(isNamed);
  const [first] = named;
  if (anchor === undefined) return first && placeOf(first);
  const label = text.indexOf(`\\label{${anchor}}`);
  if (label >= 0) return labelled(text, regions, label);
  const attribute = text.indexOf(`{#${anchor}}`);
  if (attribute >= 0) {
    const isHeading = /^#{1,6}\s/.test(text.slice(text.lastIndexOf('\n', attribute - 1) + 1));
    const above = named.findLast(({ span }) => span.to <= attribute);
    const isBehind = above && !/\n[^\S\n]*\n/.test(text.slice(above.span.to, attribute));
    return !isHeading && isBehind ? placeOf(above) : below(named, attribute);
  }
  const own = named.findLast(({ name }) => name === anchor);
  if (own) return placeOf(own);
  for (const heading of text.matchAll(/^#{1,6}[ \t]+(.+?)[ \t#]*$/gm)) {
    if (slug(heading[1] ?? '') === anchor) return below(named, heading.index);
  }
  return undefined;
}

/** The row of the display that the label stands in. */
function labelled(text: string, regions: readonly MathRegion[], label: number): Place | undefined {
  const region = regions.find(({ span }) => span.from <= label && label < span.to);
  if (!region) return undefined;
  const before = text.slice(region.inner.from, label);
  const start = [...before.matchAll(/\\\\|\\begin\{[a-z]+\*?\}/g)].at(-1);
  const row = start ? start.index + start[0].length : 0;
  const blank = /^[\s&]*/.exec(before.slice(row))?.[0].length ?? 0;
  return { at: region.inner.from + row + blank };
}

function below(named: readonly MathRegion[], offset: number): Place | undefined {
  const next = named.find(({ span }) => span.from >= offset);
  return next && placeOf(next);
}

function isNamed({ kind, span }: MathRegion): boolean {
  return (kind === 'definition' || kind === 'function') && span.doc === undefined;
}

function placeOf({ inner, name }: MathRegion): Place {
  return { at: inner.from, ...(name === undefined ? {} : { name }) };
}

/** As Markdown makes ids of headings. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s+/g, '-');
}
