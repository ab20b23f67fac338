import { build } from 'esbuild';

/** A tool written in TypeScript, with all that it imports, as one file that Node runs. */
export async function bundled(entry, outfile) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  return outfile;
}
