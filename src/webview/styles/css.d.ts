/** esbuild collects the style sheets that scripts import. */
declare module '*.css';
