// Builds everything the extension ships: one file for web hosts, one for Node with parts that it loads when they are
// wanted, and the panel's own bundle.
const { basename } = require('node:path');
const { pathToFileURL } = require('node:url');
const esbuild = require('esbuild');
const { buildInParts } = require('./parts.js');

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
        const kept = Object.entries(unusedFonts.includes(file) ? {} : glyphs).filter(([code]) => {
          return !unusedCharacters.some(([first, last]) => first <= code && code <= last);
        });
        const written = kept.map(([code, [height, depth, width, data]]) => {
          return [code, [height, depth, width, data?.p ? { ...data, p: relative(data.p) } : data]];
        });
        return `export const ${name} = JSON.parse('${JSON.stringify(Object.fromEntries(written))}');`;
      });
      return { contents: statements.join('\n') };
    });
  },
};

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

if (require.main === module) {
  main().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}

module.exports = { mathjaxPlugin };
