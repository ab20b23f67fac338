/** The files beside one on the disk, found as the editor finds them. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OtherFile, Others } from '../../src/core.ts';
import { languageOf } from '../../src/editor/fileKinds.ts';
import { candidatesFor, folderOf } from '../../src/editor/projectPaths.ts';

const LARGEST = 1_000_000;
const FIRST_NUMBER = 100_000;

export function othersOf(path: string, languageId: string): Others {
  const known = new Map<string, OtherFile | undefined>();
  const read = (each: string): OtherFile | undefined => {
    if (known.has(each)) return known.get(each);
    const id = languageOf(each, {});
    const text = id === undefined || statSync(each).size > LARGEST ? undefined : readFileSync(each, 'utf8');
    const doc = FIRST_NUMBER + known.size;
    const file = id === undefined || text === undefined ? undefined : { key: each, doc, text, languageId: id };
    known.set(each, file);
    return file;
  };
  return {
    key: path,
    find(from, specifier) {
      const id = from === path ? languageId : (languageOf(from, {}) ?? '');
      const found = locate(from, id, specifier);
      if (found === path) return { key: path, doc: 0, text: '', languageId };
      return found === undefined ? undefined : read(found);
    },
  };
}

function locate(from: string, languageId: string, specifier: string): string | undefined {
  const candidates = candidatesFor(languageId, specifier);
  if (!candidates) return undefined;
  const home = dirname(from);
  let top = home;
  while (existsSync(join(top, '__init__.py')) && dirname(top) !== top) top = dirname(top);
  const roots = candidates.up === undefined ? [top, home] : [folderOf(from, candidates.up) ?? home];
  for (const root of roots) {
    for (const each of candidates.paths) {
      const path = join(root, each);
      if (existsSync(path) && statSync(path).isFile()) return path;
    }
  }
  return undefined;
}
