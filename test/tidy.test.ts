// What the project promises about itself: who imports whom, what the core never touches, that the map is true.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

/** Rooms in order: a room imports from the sets to its left (and itself), never from its neighbours in a set. */
const ORDER = [
  ['base', 'layout'],
  ['syntax'],
  ['primitives'],
  ['graph'],
  ['languages', 'simplify', 'render', 'evaluate'],
  ['trace', 'autodiff'],
  ['inspect'],
  ['core'],
  ['editor'],
  ['extension'],
];
const PURE = new Set(ORDER.slice(0, 8).flat());

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).replaceAll('\\', '/'));
}

const sources = filesBelow('src').filter((file) => file.endsWith('.ts'));

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const pattern =
    /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
  return [...text.matchAll(pattern)].map((match) => {
    const spec = match[2] ?? match[3] ?? '';
    const target = spec.startsWith('.') ? normalize(join(dirname(file), spec)).replaceAll('\\', '/') : spec;
    return { file, target, typeOnly: match[1] !== undefined };
  });
}

function roomOf(file: string): string {
  const [, second = '', third] = file.split('/');
  return third === undefined ? second.replace(/\.ts$/, '') : second;
}

function mayImport(from: string, to: string, typeOnly: boolean): boolean {
  if (from === to) return true;
  if (from === 'protocol') return to === 'base' || (to === 'core' && typeOnly);
  if (from === 'webview') return to === 'protocol' || to === 'base' || to === 'layout';
  if (from === 'typeset') return to === 'base';
  if (from === 'editor' && (to === 'typeset' || to === 'protocol' || to === 'base' || to === 'core')) return true;
  if (from === 'editor') return false;
  const rank = (room: string) => ORDER.findIndex((set) => set.includes(room));
  if (from === 'extension') return rank(to) >= 0 && to === 'editor';
  return rank(from) >= 0 && rank(to) >= 0 && rank(to) < rank(from);
}

test('rooms import only from the rooms to their left', () => {
  const wrong = sources.flatMap((file) =>
    importsOf(file)
      .filter(({ target }) => target.startsWith('src/'))
      .filter(({ target, typeOnly }) => !mayImport(roomOf(file), roomOf(target), typeOnly))
      .map(({ target }) => `${file} → ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test('only the editor imports vscode, and the core imports nothing of Node or the page', () => {
  const wrong = sources.flatMap((file) =>
    importsOf(file)
      .filter(({ target }) => !target.startsWith('src/'))
      .filter(({ target }) =>
        target === 'vscode' ? !['editor', 'extension'].includes(roomOf(file)) : target.startsWith('node:'),
      )
      .map(({ target }) => `${file} → ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test('the core is pure: no clock, chance, page, process or evaluation of text', () => {
  const forbidden =
    /\b(?:Date\.now|new Date|performance\.now|Math\.random|setTimeout|setInterval|document\.(?:createElement|querySelector)|window\.|process\.|globalThis\.|fetch\(|localStorage)/;
  const wrong = sources.filter(
    (file) => PURE.has(roomOf(file)) && forbidden.test(withoutComments(readFileSync(file, 'utf8'))),
  );
  assert.deepEqual(wrong, []);
});

test('no source evaluates text as code', () => {
  const wrong = sources.filter((file) =>
    /\beval\s*\(|new Function\s*\(/.test(withoutComments(readFileSync(file, 'utf8'))),
  );
  assert.deepEqual(wrong, []);
});

test('every module of the core is free of module-level mutable state', () => {
  const wrong = sources.filter(
    (file) => PURE.has(roomOf(file)) && /^(?:export )?let /m.test(readFileSync(file, 'utf8')),
  );
  assert.deepEqual(wrong, []);
});

test('imports form no cycle', () => {
  const graph = new Map(
    sources.map((file) => [
      file,
      importsOf(file)
        .map(({ target }) => target)
        .filter((target) => sources.includes(target)),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
  assert.deepEqual(cycles, []);
});

test('every path that ARCHITECTURE.md names exists', () => {
  const text = readFileSync('ARCHITECTURE.md', 'utf8');
  const paths = [...text.matchAll(/`((?:src|test|media)\/[\w./-]*|[\w-]+\.(?:js|json|md))`/g)].map(
    (match) => match[1] ?? '',
  );
  assert.ok(paths.length > 10);
  assert.deepEqual(
    paths.filter((path) => !existsSync(path)),
    [],
  );
});

test('every folder of src is a room on the map', () => {
  const text = readFileSync('ARCHITECTURE.md', 'utf8');
  const rooms = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(
    rooms.map((room) => room.name).filter((room) => !text.includes(`\`src/${room}/\``)),
    [],
  );
});

test('titles of tests are unique within their file', () => {
  const wrong = filesBelow('test')
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => {
      const titles = [...readFileSync(file, 'utf8').matchAll(/^\s*(?:test|it)\(\s*(['"`])(.+?)\1/gm)].map(
        (match) => match[2] ?? '',
      );
      return titles
        .filter((title, index) => !title.includes('${') && titles.indexOf(title) !== index)
        .map((title) => `${file}: ${title}`);
    });
  assert.deepEqual(wrong, []);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');
}
