// What the reader of C and C++ makes of the cases in test/fixtures/code/c.txt; `UPDATE=1` rewrites them.
import { readC } from '../../src/languages/c/read.ts';
import { testReader } from '../support/readercases.ts';

testReader('c', { cpp: (text) => readC(text, 'cpp'), c: (text) => readC(text, 'c') });
