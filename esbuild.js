// Builds everything the extension ships: one file for web hosts, one for Node with parts that it loads when they are
// wanted, and the panel's own bundle.
const { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { basename, dirname, join, relative: pathBetween, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');
const esbuild = require('esbuild');

const watch = process.argv.includes('--watch');
const development = watch || process.argv.includes('--development');

/** Alphabets that formulas about gradients do not use, by file of MathJax's TeX font. */
const unusedFonts = [
  'fraktur-bold',
  'sans-serif-bold',
  'sans-serif-italic',
  'tex-calligraphic-bold',
  'tex-oldstyle',
  'tex-oldstyle-bold',
];

/** The same within the file of all upright and mathematical characters, as first and last code point. */
const unusedCharacters = [
  [0x1d56c, 0x1d59f], // bold fraktur
  [0x1d5d4, 0x1d66f], // bold and italic sans-serif letters
  [0x1d756, 0x1d7c9], // bold sans-serif Greek
  [0x1d7ec, 0x1d7f5], // bold sans-serif digits
];

/** Alphabets and characters that most formulas do with. What is beyond them comes in a part of its own. */
const usualFonts = [
  'normal',
  'bold',
  'italic',
  'smallop',
  'largeop',
  'size3',
  'size4',
  'tex-variant',
  'tex-calligraphic',
];
const usualCharacters = [
  [0x20, 0xff],
  [0x2b0, 0x338], // accents
  [0x391, 0x3f6], // Greek
  [0x2000, 0x206f], // dashes, dots, primes, spaces, invisible operators
  [0x210e, 0x210e], // ℎ
  [0x20d6, 0x20d7], // arrows above
  [0x2190, 0x2194], // arrows
  [0x2200, 0x221e], // ∀ ∂ ∃ ∅ ∇ ∈ ∏ ∑ − √ ∝ ∞
  [0x2223, 0x222b], // bars, ∧ ∨ ∩ ∪ ∫
  [0x223c, 0x223c], // ∼
  [0x2248, 0x2248], // ≈
  [0x2260, 0x2265], // ≠ ≡ ≤ ≥
  [0x226a, 0x226b], // ≪ ≫
  [0x2295, 0x2299], // ⊕ ⊗ ⊙
  [0x22a4, 0x22a5], // ⊤ ⊥
  [0x22c5, 0x22c6], // ⋅
  [0x22ee, 0x22f1], // dots
  [0x2308, 0x23b0], // brackets and their pieces
  [0x27e8, 0x27e9], // ⟨ ⟩
  [0xe000, 0xe1ff], // pieces of the font's own
  [0x1d400, 0x1d467], // bold, and italic letters
  [0x1d6a4, 0x1d6a5], // ı ȷ
  [0x1d6e2, 0x1d71b], // italic Greek
  [0x1d7ce, 0x1d7d7], // bold digits
];

/** The place in `src/` that the glyphs of other characters are written to. */
const otherGlyphs = /[\\/]src[\\/]typeset[\\/]otherGlyphs\.ts$/;
const fontFolder = join(__dirname, 'node_modules/@mathjax/mathjax-tex-font/mjs');

/**
 * Gives MathJax its TeX font, without what is not used, as strings of JSON: read several times faster than code, and
 * only once the first formula is set.
 * @type {import('esbuild').Plugin}
 */
const mathjaxPlugin = {
  name: 'mathjax',
  setup(build) {
    build.onResolve({ filter: /^#default-font\// }, ({ path, kind }) =>
      build.resolve(path.replace('#default-font', '@mathjax/mathjax-tex-font/js'), { kind, resolveDir: __dirname }),
    );
    build.onLoad({ filter: /mathjax-tex-font[\\/]mjs[\\/]svg[\\/][\w-]+\.js$/ }, async ({ path }) => {
      const file = basename(path, '.js');
      if (file === 'default' || file === 'delimiters') return undefined; // code, and numbers that refer to it
      const statements = Object.entries(await import(pathToFileURL(path))).map(([name, glyphs]) => {
        return `export const ${name} = ${parsed(glyphsOf(file, glyphs, { usual: true }))};`;
      });
      return { contents: statements.join('\n') };
    });
    build.onLoad({ filter: otherGlyphs }, async () => {
      const font = await import(pathToFileURL(join(fontFolder, 'svg.js')));
      const alphabets = Object.entries(font.MathJaxTexFont.defaultChars);
      const files = new Map();
      for (const file of readdirSync(join(fontFolder, 'svg')).filter((name) => /^[\w-]+\.js$/.test(name))) {
        const [glyphs] = Object.values(await import(pathToFileURL(join(fontFolder, 'svg', file))));
        files.set(glyphs, basename(file, '.js'));
      }
      const others = alphabets.map(([name, glyphs]) => [name, glyphsOf(files.get(glyphs), glyphs, { usual: false })]);
      return { contents: `export const glyphs = ${parsed(Object.fromEntries(others))};` };
    });
  },
};

/** The glyphs of usual characters, or those of all others, in an alphabet of the font. */
function glyphsOf(file, glyphs, { usual }) {
  const among = (ranges, code) => ranges.some(([first, last]) => first <= code && code <= last);
  const kept = Object.entries(unusedFonts.includes(file) ? {} : glyphs).filter(([code]) => {
    const isUsual = usualFonts.includes(file) && among(usualCharacters, code);
    return isUsual === usual && !among(unusedCharacters, code);
  });
  const written = kept.map(([code, [height, depth, width, data]]) => {
    return [code, [height, depth, width, data?.p ? { ...data, p: relative(data.p) } : data]];
  });
  return Object.fromEntries(written);
}

function parsed(data) {
  return `JSON.parse('${JSON.stringify(data)}')`;
}

/**
 * A glyph's outline (commands M, C and L; the first M is MathJax's to write) in relative coordinates: a third shorter,
 * in the bundle and in every formula.
 * @param {string} outline
 */
function relative(outline) {
  let [x, y] = [0, 0];
  return outline.replace(/([MCL]?)([-\d ]+)/g, (whole, command, numbers) => {
    const values = numbers.match(/-?\d+/g).map(Number);
    if (values.length !== (command === 'C' ? 6 : 2)) throw new Error(`Unexpected outline: ${whole}`);
    const deltas = command ? values.map((value, i) => value - (i % 2 ? y : x)) : values;
    [x, y] = values.slice(-2);
    return command.toLowerCase() + deltas.join(' ').replaceAll(' -', '-');
  });
}

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: !development,
  sourcemap: development ? 'linked' : false,
  target: 'es2022',
  logLevel: 'info',
  metafile: true,
};

/** @type {import('esbuild').BuildOptions} */
const extension = {
  ...common,
  outdir: 'dist',
  format: 'cjs',
  platform: 'browser', // the same code for desktop, remote and web hosts
  external: ['vscode'],
  plugins: [mathjaxPlugin],
};

/** @type {import('esbuild').BuildOptions[]} */
const builds = [
  {
    ...common,
    entryPoints: { panel: 'src/webview/panel.ts' },
    outdir: 'dist',
    format: 'iife',
    platform: 'browser',
  },
];

const forNode = { ...extension, entryPoints: { extension: 'src/extension.ts' } };
const forWeb = { ...extension, entryPoints: { web: 'src/extension.ts' } };

async function main() {
  // While the extension is developed it is as esbuild makes it, which debuggers find their way in.
  for (const options of development ? [...builds, forNode, forWeb] : builds) {
    if (watch) await (await esbuild.context(options)).watch();
    else await esbuild.build(options);
  }
  if (development) return;
  await buildInParts(forNode);
  await buildInParts(forWeb, { inOne: true });
}

// Cuts the bundle for Node into the file that is loaded first and parts that are loaded when they are first called: what
// V8 need not parse is the larger part of the time before the first hover. A web host can load one file and no more: there
// the parts are functions in it, which V8 only skims.

/**
 * Modules that the first hover in notes does not need. Others may import from them functions and types only. Grammars
 * and what else is written `require('./grammar.ts')` and what is imported with `import()` are parts as well.
 */
const PARTS = [
  'src/editor/checkCommands.ts',
  'src/editor/comparedFiles.ts',
  'src/editor/copy.ts',
  'src/editor/exporting.ts',
  'src/editor/insertion.ts',
  'src/editor/panelPasses.ts',
  'src/editor/panelPlay.ts',
  'src/editor/panelTake.ts',
  'src/editor/pointCommand.ts',
  'src/editor/pointInput.ts',
  'src/editor/practise.ts',
  'src/editor/quickFixes.ts',
  'src/evaluate/elementwise.ts',
  'src/evaluate/scanSteps.ts',
  'src/evaluate/tensorSteps.ts',
  'src/evaluate/wasm/loops.ts',
  'src/evaluate/wasm/straight.ts',
  'src/inspect/changes.ts',
  'src/inspect/closedForm.ts',
  'src/inspect/compare.ts',
  'src/inspect/differentiate.ts',
  'src/inspect/emission.ts',
  'src/inspect/evaluator.ts',
  'src/inspect/exports/exportGraph.ts',
  'src/inspect/fix.ts',
  'src/inspect/hessian.ts',
  'src/inspect/loopBody.ts',
  'src/inspect/loopPasses.ts',
  'src/inspect/memory.ts',
  'src/inspect/recheck.ts',
  'src/inspect/replay.ts',
  'src/languages/c/read.ts',
  'src/languages/comments/scan.ts',
  'src/languages/javascript/read.ts',
  'src/languages/julia/read.ts',
  'src/languages/latex/big.ts',
  'src/languages/latex/environments.ts',
  'src/languages/matlab/read.ts',
  'src/languages/plain/formula.ts',
  'src/languages/plain/read.ts',
  'src/languages/python/read.ts',
  'src/languages/r/read.ts',
  'src/languages/restructuredtext/scan.ts',
  'src/languages/tex/scan.ts',
  'src/primitives/aliases.ts',
  'src/primitives/bessel-kernels.ts',
  'src/primitives/faddeeva-kernels.ts',
  'src/primitives/kolmogorov-kernels.ts',
  'src/primitives/location-kernels.ts',
  'src/primitives/noncentral-kernels.ts',
  'src/primitives/programConstants.ts',
  'src/primitives/skew-kernels.ts',
  'src/primitives/tensorTable.ts',
  'src/primitives/tensors/loopBody.ts',
  'src/render/loop.ts',
  'src/render/matrix.ts',
  'src/simplify/structure.ts',
  'src/trace/choices.ts',
  'src/trace/code/code.ts',
  'src/trace/code/lazies.ts',
  'src/trace/code/library/library.ts',
  'src/trace/code/outside.ts',
  'src/trace/derivatives.ts',
];

/** Marks an `import()` of what is wanted at once, until the files are known. */
const AT_ONCE = '__atOnce';

/**
 * Whoever imports a part gets functions that load it.
 * @type {import('esbuild').Plugin}
 */
const partsPlugin = {
  name: 'parts',
  setup(build) {
    const parts = new Set(PARTS.map((path) => resolve(__dirname, path)));
    build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, resolveDir, kind }) => {
      const file = resolve(resolveDir, path);
      return kind === 'import-statement' && parts.has(file) ? { path: file, namespace: 'part' } : undefined;
    });
    build.onLoad({ filter: /./, namespace: 'part' }, async ({ path }) => {
      const lines = (await exportsOf(path)).map(
        (name) => `export const ${name} = (...given) => load().${name}(...given);`,
      );
      const load = `let part; const load = () => (part ??= ${AT_ONCE}(import('./${basename(path)}')));`;
      return { contents: [load, ...lines].join('\n'), resolveDir: dirname(path) };
    });
    build.onLoad({ filter: /[\\/]src[\\/](languages|typeset)[\\/].*\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8').replace(
        /\brequire\(('\.\/\w+\.ts')\)(?= as typeof)/g,
        `${AT_ONCE}(import($1))`,
      );
      return { contents, loader: 'ts' };
    });
  },
};

/** @param {string} path */
async function exportsOf(path) {
  const { metafile } = await esbuild.build({
    entryPoints: [path],
    outdir: '.',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  return Object.values(metafile.outputs)[0].exports;
}

/**
 * Builds the one entry point of `options` and its parts into `outdir`, as files that Node can require; `inOne`: as one
 * file, in which parts are functions that V8 looks into when they are first called. Returns how many bytes each file has.
 * @param {import('esbuild').BuildOptions} options
 * @returns {Promise<Map<string, number>>}
 */
async function buildInParts(options, { inOne = false } = {}) {
  const { outputFiles, metafile } = await esbuild.build({
    ...options,
    format: 'esm',
    splitting: true,
    write: false,
    metafile: true,
    plugins: [...(options.plugins ?? []), partsPlugin],
  });
  const [[name, source]] = Object.entries(options.entryPoints);
  const chunks = chunksOf(metafile, outputFiles);
  const entry = [...chunks.values()].find(({ entryPoint }) => entryPoint === source);
  entry.name = `${name}.js`;
  const first = neededAtOnce(entry, chunks);
  first.forEach((chunk, i) => {
    chunk.inEntry = `$${i}`;
  });
  const later = [...chunks.values()].filter(({ inEntry }) => !inEntry);
  const bytes = new Map();
  const write = (file, written) => {
    const text = inAscii(written);
    bytes.set(file, text.length);
    new Script(text); // compiles it only: an import or export that was left would be found here
    writeFileSync(join(options.outdir, file), `"use strict";${text}`);
  };
  const inside = ({ inEntry, name }) => {
    if (inEntry) return `exports.${inEntry}`;
    return inOne ? `$part("${name}")` : `require("./${name}")`;
  };
  const outside = ({ inEntry, name }) => (inEntry ? `require("./${entry.name}").${inEntry}` : `require("./${name}")`);
  const returned = (chunk) => exported(required(chunk, inside, chunks), (list) => `return{${list}};`);

  mkdirSync(options.outdir, { recursive: true });
  const scopes = first.map((chunk) => {
    if (chunk !== entry) return `exports.${chunk.inEntry}=(()=>{${returned(chunk)}})();`;
    return exported(required(chunk, inside, chunks), (list) => `Object.assign(exports,{${list}});`);
  });
  if (inOne) {
    const parts = later.map((chunk) => `"${chunk.name}":()=>{${returned(chunk)}}`);
    const known = 'const $known={},$part=(name)=>$known[name]??=$parts[name]();';
    write(entry.name, [`const $parts={${parts.join(',\n')}};${known}`, ...scopes].join('\n'));
    return bytes;
  }
  for (const file of readdirSync(options.outdir)) {
    if (/^part-.*\.js$/.test(file)) rmSync(join(options.outdir, file));
  }
  write(entry.name, scopes.join('\n'));
  for (const chunk of later) {
    const body = required(chunk, outside, chunks);
    write(
      chunk.name,
      exported(body, (list) => `module.exports={${list}};`),
    );
  }
  return bytes;
}

/**
 * The same without characters that esbuild leaves as they are in regular expressions: one such character, and V8 keeps a
 * whole file in twice the memory and reads it slower.
 */
function inAscii(text) {
  return text.replace(/[\u0080-\u{10ffff}]/gu, (character) => {
    if (character.length > 1) throw new Error(`Write ${character} as \\u{...} in a regular expression.`);
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** By the name that esbuild gave them. */
function chunksOf({ outputs }, files) {
  const texts = new Map(files.map(({ path, text }) => [basename(path), text]));
  let shared = 0;
  return new Map(
    Object.entries(outputs).map(([path, { entryPoint, imports }]) => {
      const words = entryPoint ? pathBetween('src', entryPoint).replace(/\.ts$/, '') : `shared-${++shared}`;
      const name = `part-${words.replace(/\W+/g, '-')}.js`;
      return [basename(path), { name, entryPoint, imports, text: texts.get(basename(path)) }];
    }),
  );
}

/** The chunks that an entry point imports, with those that they import, each after what it imports. */
function neededAtOnce(entry, chunks) {
  const needed = new Set();
  const follow = (chunk) => {
    for (const { kind, external, path } of chunk.imports) {
      if (kind === 'import-statement' && !external) follow(chunks.get(basename(path)));
    }
    needed.add(chunk);
  };
  follow(entry);
  return [...needed];
}

/**
 * A chunk whose imports are constants at its head: chunks do not import each other in circles, nor is an export set anew.
 * Imports of other chunks stand at the head already; those of the host's modules where they stood in the source.
 */
function required({ text, imports }, nameOf, chunks) {
  const from = (path) => nameOf(chunks.get(path));
  const constants = [];
  const constant = (_, list, all, path) => {
    const module = path.startsWith('./') ? from(path.slice(2)) : `require("${path}")`;
    const names = all ?? (list && `{${list.replace(/\s+as\s+/g, ':')}}`);
    constants.push(names ? `const ${names}=${module};` : `${module};`);
    return '';
  };
  let rest = text;
  const paths = imports
    .filter(({ kind }) => kind === 'import-statement')
    .map(({ external, path }) => {
      return external ? path : `./${basename(path)}`;
    });
  for (const path of paths) {
    const statement = String.raw`\bimport\s*(?:\{([^}]*)\}\s*from|\*\s*as\s+([\w$]+)\s+from)?\s*"(${path.replace(/[.$]/g, '\\$&')})";?`;
    rest = rest.replace(new RegExp(statement, 'g'), constant);
  }
  if (constants.length < paths.length) throw new Error('This chunk is not written as esbuild used to.');
  const atOnce = new RegExp(`\\b${AT_ONCE}\\(\\s*import\\("\\./([\\w.-]+)"\\)\\s*\\)`, 'g');
  const body = rest
    .replace(atOnce, (_, path) => from(path))
    .replace(/\bimport\("\.\/([\w.-]+)"\)/g, (_, path) => `Promise.resolve().then(()=>${from(path)})`);
  return constants.join('') + body;
}

/** The one `export {a as b}` at the end of a chunk; `write` gets it as properties, `b:a`. Licences may follow. */
function exported(text, write) {
  const statement = /\bexport\s*\{([^}]*)\};?(?=\s*(?:\/\*[\s\S]*\*\/\s*)?$)/;
  const found = statement.exec(text);
  if (!found || text.includes(AT_ONCE)) throw new Error('This chunk is not written as esbuild used to.');
  const list = found[1].replace(/([\w$]+)\s+as\s+([\w$]+)/g, '$2:$1');
  return text.slice(0, found.index) + write(list) + text.slice(found.index + found[0].length);
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}

module.exports = { buildInParts, mathjaxPlugin };
