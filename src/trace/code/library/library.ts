/**
 * What the languages and their numeric libraries have beyond the rows of the table: makers of arrays, reductions with
 * axes, list functions. One entry per function: its spellings and what it does. Elementwise functions of numbers are
 * rows of the table and need no entry here.
 */
import { once } from '../../../base/once.ts';
import { spellings } from '../../../primitives/lookup.ts';
import type { Language } from '../../../syntax/tree.ts';
import { c } from './c.ts';
import { answersInStruct } from './c-gsl.ts';
import { callables } from './callables.ts';
import type { LibraryEntry, LibraryFunction } from './entry.ts';
import { javascript } from './javascript.ts';
import { taken } from './javascript-apply.ts';
import { julia } from './julia.ts';
import { helpers } from './lazily.ts';
import { matlab } from './matlab.ts';
import { numpy } from './numpy.ts';
import { pythonBuiltins } from './python.ts';
import { pythonLists } from './python-lists.ts';
import { pythonMore } from './python-more.ts';
import { r } from './r.ts';
import { scipy } from './scipy.ts';
import { torch } from './torch.ts';
import { torchFunctional } from './torch-functional.ts';
import { torchLosses } from './torch-losses.ts';
import { torchModules } from './torch-modules.ts';

export type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';

const ENTRIES: readonly LibraryEntry[] = [
  ...pythonBuiltins,
  ...pythonMore,
  ...pythonLists,
  ...callables,
  ...numpy,
  ...julia,
  ...matlab,
  ...r,
  ...scipy,
  ...helpers,
  ...torch,
  ...torchFunctional,
  ...torchLosses,
  ...torchModules,
  ...javascript,
  ...c,
];

/** By language and spelling. Formulas do without. */
const known = once(() => {
  const functions = new Map<string, LibraryFunction>();
  const methods = new Map<string, LibraryFunction>();
  const paths = new Map<string, LibraryFunction>();
  for (const entry of ENTRIES) {
    for (const path of entry.paths ?? []) paths.set(`${entry.language} ${path}`, entry.run);
    for (const name of entry.names ?? []) functions.set(`${entry.language} ${name}`, entry.run);
    for (const name of entry.methods ?? []) methods.set(`${entry.language} ${name}`, entry.run);
  }
  return { functions, methods, paths };
});

export function libraryFunction(language: Language, path: string): LibraryFunction | undefined {
  for (const name of spellings(language, path)) {
    const found = known().functions.get(`${language} ${name}`);
    if (found) return found;
  }
  const found = known().paths.get(`${language} ${path}`) ?? (language === 'c' ? answersInStruct(path) : undefined);
  if (found || language !== 'javascript') return found;
  return taken(
    path,
    (name) => hasMethod(language, name),
    (name) => known().functions.has(`${language} ${name}`),
  );
}

export function methodOf(language: Language, name: string): LibraryFunction | undefined {
  return known().methods.get(`${language} ${name}`);
}

export function hasMethod(language: Language, name: string): boolean {
  return known().methods.has(`${language} ${name}`);
}
