/** Which files of a folder hold math: by the ends of their names, as `files.associations` and VS Code itself have them. */
import { LANGUAGES } from './languages.ts';

/** By language id. Objective-C shares `.m` with MATLAB: whoever uses it says so in `files.associations`. */
const ENDINGS: Readonly<Record<string, string>> = {
  latex: 'tex ltx latex',
  markdown: 'md markdown mkd mdown',
  mdx: 'mdx',
  quarto: 'qmd',
  rmd: 'rmd Rmd',
  restructuredtext: 'rst',
  python: 'py pyw',
  javascript: 'js mjs cjs',
  javascriptreact: 'jsx',
  typescript: 'ts mts cts',
  typescriptreact: 'tsx',
  matlab: 'm',
  r: 'r R',
  julia: 'jl',
  c: 'c h',
  cpp: 'cc cpp cxx hpp hh hxx',
  'cuda-cpp': 'cu cuh',
};

const byEnding: ReadonlyMap<string, string> = new Map(
  Object.entries(ENDINGS).flatMap(([id, endings]) => endings.split(' ').map((ending) => [ending, id] as const)),
);

const NOTEBOOK = 'ipynb';

/** A file of cells, each in a language of its own. */
export function isNotebook(path: string): boolean {
  return path.endsWith(`.${NOTEBOOK}`);
}

/** Every ending that is looked for, and those that the user has given to one of our languages. */
export function endings(associations: Readonly<Record<string, string>>): readonly string[] {
  const own = Object.entries(associations).flatMap(([pattern, id]) => {
    const ending = /^\*\.(\w+)$/.exec(pattern)?.[1];
    return ending !== undefined && isOurs(id) ? [ending] : [];
  });
  return [...new Set([...byEnding.keys(), NOTEBOOK, ...own])];
}

/** The language of a file by its name; undefined for one that is left alone. */
export function languageOf(path: string, associations: Readonly<Record<string, string>>): string | undefined {
  const ending = /\.(\w+)$/.exec(path)?.[1];
  if (ending === undefined) return undefined;
  const given = associations[`*.${ending}`];
  if (given !== undefined) return isOurs(given) ? given : undefined;
  return byEnding.get(ending);
}

function isOurs(id: string): boolean {
  return LANGUAGES.some((language) => language.id === id);
}

/** A test of paths by the globs of `files.exclude` and `search.exclude`, relative to their folder. */
export function excludedBy(...settings: readonly Readonly<Record<string, unknown>>[]): (path: string) => boolean {
  const patterns = settings.flatMap((setting) =>
    Object.entries(setting).flatMap(([glob, on]) => (on === false ? [] : [matcher(glob)])),
  );
  return (path) => patterns.some((pattern) => pattern.test(path));
}

/** `**`, `*`, `?`, `{a,b}` and `[a-z]`; what matches a folder matches all in it. */
function matcher(glob: string): RegExp {
  let pattern = '';
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const sign = glob.charAt(i);
    if (glob.startsWith('**/', i)) {
      pattern += '(?:.*/)?';
      i += 2;
    } else if (glob.startsWith('**', i)) {
      pattern += '.*';
      i += 1;
    } else if (sign === '*') pattern += '[^/]*';
    else if (sign === '?') pattern += '[^/]';
    else if (sign === '{') {
      depth++;
      pattern += '(?:';
    } else if (sign === '}' && depth > 0) {
      depth--;
      pattern += ')';
    } else if (sign === ',' && depth > 0) pattern += '|';
    else pattern += sign.replace(/[.+^$()|[\]\\{}]/, '\\$&');
  }
  return new RegExp(`^${pattern}${')'.repeat(depth)}(?:/.*)?$`);
}
