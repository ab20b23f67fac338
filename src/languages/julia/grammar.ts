/** Lezer's grammar of Julia. Unpacked when this module runs: only `require` it, when the first file is read. */
export { parser } from '@plutojl/lezer-julia';
