import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CODE = /\.(?:py|m?js|cjs|[mc]?ts|m|r|R|jl|c|h|cc|cpp|cxx|hpp|hh|hxx|cu|md|rst|tex)$/;
/** Written by programs, or a second time what another file says. */
const GENERATED = /\.(?:min|umd|esm|bundle)\.|\.d\.[mc]?ts$|(?:^|\/)(?:__pycache__|\.git)(?:\/|$)/;
/** Larger ones the editor leaves alone as well. */
const LARGEST = 1_000_000;

/** A file, or all that may state derivatives below a folder, in the order of their names. */
export function filesOf(path) {
  const full = resolve(path);
  if (statSync(full).isFile()) return [full];
  const entries = readdirSync(full, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const inside = join(full, entry.name);
    if (GENERATED.test(inside)) return [];
    if (entry.isDirectory()) return filesOf(inside);
    return entry.isFile() && CODE.test(entry.name) && statSync(inside).size <= LARGEST ? [inside] : [];
  });
}
