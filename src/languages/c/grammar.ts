/** Lezer's grammar of C and C++. Unpacked when this module runs: only `require` it, when the first file is read. */
export { parser } from '@lezer/cpp';
