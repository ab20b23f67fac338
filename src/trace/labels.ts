/** What inputs of other files are called: every file has a name that nothing else in the inspection has. */
import type { Place, Scope } from './scope.ts';

export interface Labels {
  /** `EPS` of the document itself, `links.EPS` of the file links.py. */
  inputName(name: string, place: Place): string;
  /** Attributes of an object go by this path; false where something else has it. */
  claimPath(path: string): boolean;
}

export function createLabels(document: Scope): Labels {
  const labels = new Map<Scope, string>();
  const paths = new Set<string>();
  return { inputName, claimPath };

  function inputName(name: string, { file }: Place): string {
    return file?.label === undefined ? name : `${labelOf(file)}.${name}`;
  }

  function labelOf(file: Scope): string {
    const before = labels.get(file);
    if (before !== undefined) return before;
    for (let k = 1; ; k++) {
      const own = k === 1 ? (file.label ?? '') : `${file.label}_${k}`;
      // `links.EPS` may also be an attribute of a parameter that is called `links`.
      const isTaken = document.definitions.has(own) || document.blocks.some(({ parameters }) => parameters.has(own));
      if (isTaken || paths.has(own)) continue;
      paths.add(own);
      labels.set(file, own);
      return own;
    }
  }

  function claimPath(path: string): boolean {
    return paths.size < paths.add(path).size;
  }
}
