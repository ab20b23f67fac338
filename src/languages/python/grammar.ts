/** Lezer's grammar of Python. Unpacked when this module runs: only `require` it, when the first file is read. */
export { parser } from '@lezer/python';
