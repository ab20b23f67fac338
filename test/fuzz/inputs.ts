/** Seeded hostile inputs: soups of tokens, broken formulas and programs, odd calls, deep nesting, stray surrogates. */
import { random } from '../../src/base/random.ts';
import { randomCalls } from './calls.ts';
import { HEAVY, NOTES, PROGRAMS } from './seeds.ts';

export interface FuzzInput {
  readonly text: string;
  readonly languageId: string;
}

/** Notes, often those whose readers are our own. */
const NOTE_LANGUAGES = [
  ...Array<string>(5).fill('markdown'),
  ...Array<string>(3).fill('latex'),
  ...Array<string>(2).fill('restructuredtext'),
  ...Array<string>(4).fill('plaintext'),
  'mdx',
  'quarto',
];

const CODE_LANGUAGES = Object.keys(PROGRAMS);

/** Read by the same readers as others. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  javascript: ['javascriptreact', 'typescript', 'typescriptreact'],
  typescript: ['typescriptreact'],
  matlab: ['octave'],
  c: ['cpp', 'cuda-cpp'],
  markdown: ['rmd'],
};

const TOKENS = [
  ...'{}[]()$$^_&|\\/+-*=<>!,.;:\'"`~#%@? \n\t0123456789xyzabcefdiπθ∂∇√²½−·∞',
  '\\frac',
  '\\partial',
  '\\begin{cases}',
  '\\end{cases}',
  '\\begin{align}',
  '\\end{align}',
  '\\left(',
  '\\right)',
  '\\left.',
  '\\sqrt',
  '\\sum_{i=1}^n',
  '\\text{if }',
  '\\newcommand{\\x}[1]{\\x{#1}}',
  '\\x',
  '\\\\',
  '&=',
  '$$',
  '\\[',
  '\\]',
  '.. math::\n\n   ',
  ':math:`',
  '```math\n',
  '<!--',
  'lambda x: ',
  'def f(x):\n  ',
  '=> ',
  '**',
  'for i in range(3): ',
  'for (let i = 0; i < 3; i++) {',
  'if x > 0:\n    ',
  'if (x > 0) ',
  'while ',
  'return ',
  'break\n',
  'else ',
  'end\n',
  'function ',
  '[i]',
  '[0] = ',
  ' <- ',
  '.^',
  "'",
  '%*%',
  '&&',
  '::',
  '->',
  '#define F(a) F(a) ',
  'x.sum()',
  '.T @ ',
  'np.',
  '\n    ',
  'range(100000)',
  'constructor',
  'toString',
  '__proto__',
  '1000000',
  '\ud800',
  '\udc00',
  '\u0000',
  'exp(',
  'log(',
  'f(x)',
  '1e999',
  '0/0',
  'x'.repeat(300),
  '('.repeat(200),
  '{'.repeat(200),
  '\\frac{'.repeat(60),
  '-'.repeat(100),
];

/** How often a program of much work is drawn: they take as long as hundreds of others. */
const HEAVY_SHARE = 0.001;

/** The `index`-th input of a seed: always the same one. */
export function fuzzInput(seed: number, index: number): FuzzInput {
  const next = random((seed * 1_000_003 + index) >>> 0);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const kind = next();
  if (kind < 0.25) {
    let text = '';
    for (let i = Math.floor(next() * 40); i >= 0; i--) text += pick(TOKENS);
    return { text: next() < 0.5 ? `$${text}$` : text, languageId: anyLanguage() };
  }
  if (kind < 0.37) {
    const text = randomCalls(next, pick);
    return { text: next() < 0.3 ? broken(text) : text, languageId: 'python' };
  }
  if (kind < 0.37 + HEAVY_SHARE) {
    const languageId = pick(Object.keys(HEAVY));
    return { text: broken(pick(HEAVY[languageId] ?? [])), languageId };
  }
  const isCode = kind > 0.7;
  const languageId = isCode ? pick(CODE_LANGUAGES) : pick(NOTE_LANGUAGES);
  const text = broken(pick((isCode ? PROGRAMS[languageId] : NOTES) ?? NOTES));
  if (next() < 0.04) return { text, languageId: anyLanguage() };
  return { text, languageId: next() < 0.1 ? pick(ALSO[languageId] ?? [languageId]) : languageId };

  function anyLanguage(): string {
    return next() < 0.03 ? 'unknown' : pick(next() < 0.5 ? NOTE_LANGUAGES : CODE_LANGUAGES);
  }

  function broken(whole: string): string {
    let text = whole;
    for (let i = Math.floor(next() * 6); i > 0; i--) {
      const at = Math.floor(next() * text.length);
      const to = Math.min(text.length, at + Math.floor(next() * 12));
      const change = next();
      if (change < 0.4) text = text.slice(0, at) + text.slice(to);
      else if (change < 0.75) text = text.slice(0, at) + pick(TOKENS) + text.slice(at);
      else if (change < 0.95) text = text.slice(0, at) + text.slice(at, to).repeat(3) + text.slice(to);
      else text = text.slice(0, at);
    }
    return text;
  }
}
