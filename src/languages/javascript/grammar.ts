/** Lezer's grammar of JavaScript and TypeScript. Unpacked when this module runs: only `require` it, when the first file is read. */
export { parser } from '@lezer/javascript';
