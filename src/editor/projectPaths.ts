/** Where a program's imports may lead: paths by language, told from strings alone. */

/** Files that an import may mean, best first, below a folder. */
export interface Candidates {
  /** So many folders above the one of the importing file; undefined: below the roots of the project. */
  readonly up: number | undefined;
  readonly paths: readonly string[];
}

const SCRIPTS = ['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx'];
const COMPILED: Readonly<Record<string, string>> = { '.js': '.ts', '.mjs': '.mts', '.cjs': '.cts', '.jsx': '.tsx' };

/** Undefined where the language has no imports that are read, or the import is none of a file nearby. */
export function candidatesFor(languageId: string, specifier: string): Candidates | undefined {
  if (languageId === 'python') return ofPython(specifier);
  if (languageId === 'matlab' || languageId === 'octave') {
    return /^[A-Za-z]\w*$/.test(specifier) ? { up: 0, paths: [`${specifier}.m`, `private/${specifier}.m`] } : undefined;
  }
  if (/^(?:java|type)script(?:react)?$/.test(languageId)) return ofScript(specifier);
  return undefined;
}

/** `.links`: in the same folder; `..`: the package above; `pkg.links`: below a root. */
function ofPython(specifier: string): Candidates | undefined {
  const [, dots = '', name = ''] = /^(\.*)([\p{L}\p{N}_.]*)$/u.exec(specifier) ?? [];
  if (dots === '' && name === '') return undefined;
  const path = name.split('.').join('/');
  const paths = path === '' ? ['__init__.py'] : [`${path}.py`, `${path}/__init__.py`];
  return { up: dots === '' ? undefined : dots.length - 1, paths };
}

function ofScript(specifier: string): Candidates | undefined {
  if (!/^\.\.?(?:\/|$)/.test(specifier)) return undefined;
  const steps: string[] = [];
  let up = 0;
  for (const step of specifier.split('/')) {
    if (step === '..' && steps.length === 0) up++;
    else if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  const path = steps.join('/');
  const inside = path === '' ? '' : `${path}/`;
  const index = SCRIPTS.map((ending) => `${inside}index${ending}`);
  if (path === '') return { up, paths: index };
  const [ending = ''] = /\.[cm]?jsx?$/.exec(path) ?? [];
  const source = COMPILED[ending];
  const written = source === undefined ? [] : [path.slice(0, -ending.length) + source];
  return { up, paths: [path, ...written, ...SCRIPTS.map((each) => path + each), ...index] };
}

/** The folder of a path, `up` folders above it; undefined beyond the top. */
export function folderOf(path: string, up = 0): string | undefined {
  const steps = path.split('/').slice(0, -1);
  const left = steps.slice(0, steps.length - up);
  return left.length > 0 && up < steps.length ? left.join('/') || '/' : undefined;
}

export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

const PACKAGES = /\/(?:node_modules|site-packages|dist-packages)\//g;

/** Packages that are installed are left alone, unless the importing file is one of theirs. */
export function isForeign(path: string, from: string): boolean {
  const count = (text: string) => text.match(PACKAGES)?.length ?? 0;
  return count(path) > count(from);
}
