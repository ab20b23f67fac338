/** What lists know of their lines besides the lines: names, groups, places in the text. */
import type { Span } from '../base/span.ts';
import type { LineId } from './list.ts';

/** A map that lists share for as long as nobody changes it. */
export interface SharedMap<T> {
  all(): ReadonlyMap<LineId, T>;
  /** To be changed: a copy, where others have it too. */
  own(): Map<LineId, T>;
  /** As it is now; it stays so. */
  share(): ReadonlyMap<LineId, T>;
}

export function sharedMap<T>(from: ReadonlyMap<LineId, T> | undefined): SharedMap<T> {
  let shared = from;
  let own = from ? undefined : new Map<LineId, T>();
  const all = () => own ?? shared ?? NO_ENTRIES;
  return {
    all,
    own() {
      own ??= new Map(shared);
      return own;
    },
    share() {
      shared = all();
      own = undefined;
      return shared;
    },
  };
}

const NO_ENTRIES: ReadonlyMap<LineId, never> = new Map<LineId, never>();

/** By line: every place in the text that it stands for, each once. */
export interface Marks extends Pick<SharedMap<readonly Span[]>, 'all' | 'share'> {
  add(line: LineId, span: Span): void;
}

/** Lines with more places than this look them up by a key: an input may stand at thousands. */
const FEW = 16;

export function createMarks(from: ReadonlyMap<LineId, readonly Span[]> | undefined): Marks {
  const shared = sharedMap(from);
  /** Of lines whose places no finished list shares. */
  const growing = new Map<LineId, Span[]>();
  const keys = new Map<LineId, Set<string>>();

  function isKnown(line: LineId, places: readonly Span[], span: Span): boolean {
    if (places.length < FEW) {
      return places.some(({ from, to, doc }) => from === span.from && to === span.to && doc === span.doc);
    }
    let known = keys.get(line);
    if (known === undefined) {
      known = new Set(places.map(keyOf));
      keys.set(line, known);
    }
    const key = keyOf(span);
    if (known.has(key)) return true;
    known.add(key);
    return false;
  }

  return {
    all: shared.all,
    share() {
      growing.clear();
      return shared.share();
    },
    add(line, span) {
      const places = shared.all().get(line);
      if (places !== undefined && isKnown(line, places, span)) return;
      const own = growing.get(line);
      if (own !== undefined) {
        own.push(span);
        return;
      }
      const next = places === undefined ? [span] : [...places, span];
      growing.set(line, next);
      shared.own().set(line, next);
    },
  };
}

function keyOf({ from, to, doc }: Span): string {
  return `${from} ${to} ${doc}`;
}
