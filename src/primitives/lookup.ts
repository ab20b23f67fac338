/**
 * Which row of the table a spelling means. A spelling is known only where its meaning is certain: `np.sinc` is the
 * normalized one, C's `abs` takes integers, `math.remainder` rounds to nearest; what is not listed is not guessed.
 */
import { once } from '../base/once.ts';
import type { Language } from '../syntax/tree.ts';
import { type Alias, aliasesOf, type OperandSource } from './aliases.ts';
import { constants, type KnownConstant } from './constants.ts';
import { programConstants } from './programConstants.ts';
import { scalars } from './table.ts';

export type { OperandSource } from './aliases.ts';
export type { KnownConstant } from './constants.ts';

/** A row and where each of its operands comes from. */
export interface Meaning {
  readonly row: string;
  /** One entry per operand of the row; absent: the arguments as they stand, folded from the left where there are more. */
  readonly operands?: readonly OperandSource[];
}

/**
 * The row that `spelling` with `arity` arguments applies to the arguments as they stand. More than two arguments of
 * `max`, `min` and `hypot` mean that the caller folds the row. Undefined: not known, or not in this simple way
 * (`resolve` knows more).
 */
export function lookup(language: Language, spelling: string, arity: number): string | undefined {
  const meaning = resolve(language, spelling, arity);
  return meaning?.operands === undefined ? meaning?.row : undefined;
}

/** As `lookup`, spellings included that give or permute operands: `np.square(x)` is pow(x, 2). */
export function resolve(language: Language, spelling: string, arity: number): Meaning | undefined {
  for (const name of spellings(language, spelling)) {
    const found = BY_NAME[language]().get(name)?.get(arity) ?? folded(language, name, arity);
    if (found === AMBIGUOUS) return undefined;
    if (found) return found;
  }
  return undefined;
}

/** Whether `spelling` is a function of this language with any number of arguments. */
export function isFunctionName(language: Language, spelling: string): boolean {
  return spellings(language, spelling).some((name) => BY_NAME[language]().has(name));
}

/** A constant of mathematics: `math.pi`, `Math.LN2`, `M_PI`, `\pi`. */
export function constant(language: Language, spelling: string): KnownConstant | undefined {
  const known = isNote(language) ? constants[language] : programConstants(language);
  for (const name of spellings(language, spelling)) {
    if (Object.hasOwn(known, name)) return known[name];
  }
  return undefined;
}

/** Rows that a call with more than two arguments folds, and who allows that. */
const FOLDING: Readonly<Record<Language, readonly string[]>> = {
  latex: ['max', 'min', 'hypot'],
  plain: ['max', 'min', 'hypot', 'maximum', 'minimum'],
  python: ['max', 'min', 'math.hypot', 'sympy.Max', 'sympy.Min'],
  javascript: ['max', 'min', 'hypot'],
  julia: ['max', 'min', 'hypot'],
  c: [],
  matlab: [],
  r: ['max', 'min', 'pmax', 'pmin'],
};

function folded(language: Language, name: string, arity: number): Meaning | undefined {
  if (arity <= 2 || !FOLDING[language].includes(name)) return undefined;
  const meaning = BY_NAME[language]().get(name)?.get(2);
  return meaning === AMBIGUOUS ? undefined : meaning;
}

/** What a Python module goes by, and the short name that stands for it in the table. */
const PYTHON_MODULES: Readonly<Record<string, string>> = {
  math: 'math',
  builtins: '',
  np: 'np',
  numpy: 'np',
  anp: 'np',
  onp: 'np',
  'autograd.numpy': 'np',
  cupy: 'np',
  cp: 'np',
  jnp: 'jnp',
  'jax.numpy': 'jnp',
  lax: 'lax',
  'jax.lax': 'lax',
  'np.linalg': 'linalg',
  'numpy.linalg': 'linalg',
  'autograd.numpy.linalg': 'linalg',
  'jnp.linalg': 'linalg',
  'jax.numpy.linalg': 'linalg',
  'torch.linalg': 'linalg',
  'scipy.linalg': 'linalg',
  'jax.scipy.linalg': 'linalg',
  'np.random': 'np.random',
  'numpy.random': 'np.random',
  'autograd.numpy.random': 'np.random',
  'jax.random': 'jax.random',
  random: 'random',
  'scipy.optimize': 'optimize',
  'scipy.integrate': 'integrate',
  'scipy.interpolate': 'interpolate',
  'np.fft': 'fft',
  'numpy.fft': 'fft',
  'torch.fft': 'fft',
  'jax.numpy.fft': 'fft',
  'scipy.fft': 'fft',
  jax: 'jax',
  autograd: 'autograd',
  'torch.autograd': 'torch.autograd',
  'torch.func': 'torch.func',
  'torch.cuda': 'torch.cuda',
  nn: 'nn',
  'torch.nn': 'nn',
  functools: 'functools',
  itertools: 'itertools',
  operator: 'operator',
  copy: 'copy',
  warnings: 'warnings',
  'jax.nn': 'jax.nn',
  'flax.linen': 'jax.nn',
  torch: 'torch',
  'torch.special': 'torch.special',
  F: 'F',
  'nn.functional': 'F',
  'torch.nn.functional': 'F',
  tf: 'tf',
  'tf.math': 'tf',
  'tf.nn': 'tf',
  tensorflow: 'tf',
  'tensorflow.math': 'tf',
  'tensorflow.nn': 'tf',
  special: 'special',
  sc: 'special',
  'sp.special': 'special',
  'scipy.special': 'special',
  'scipy.special._ufuncs': 'special',
  'jax.scipy.special': 'special',
  'jsp.special': 'special',
  'scipy.constants': 'constants',
  norm: 'norm',
  'stats.norm': 'norm',
  'scipy.stats.norm': 'norm',
  'jax.scipy.stats.norm': 'norm',
  'jsp.stats.norm': 'norm',
  ...Object.fromEntries(
    'beta binom cauchy chi2 cosine expon f gamma invgauss kstwobign laplace logistic lognorm ncx2 poisson skewnorm t uniform weibull_min'
      .split(' ')
      .flatMap((name) =>
        ['stats', 'scipy.stats', 'jax.scipy.stats', 'jsp.stats'].map((module) => [
          `${module}.${name}`,
          `stats.${name}`,
        ]),
      ),
  ),
  sympy: 'sympy',
  sp: 'sympy',
  sy: 'sympy',
  sym: 'sympy',
};

const PREFIXES: Readonly<Partial<Record<Language, readonly string[]>>> = {
  javascript: ['Math.'],
  julia: ['Base.', 'Base.Math.', 'SpecialFunctions.', 'NNlib.', 'Flux.', 'LogExpFunctions.', 'StatsFuns.'],
  c: ['std::'],
  r: ['base::', 'stats::'],
};

/** The keys under which the table may know a spelling, most particular first. */
export function spellings(language: Language, spelling: string): readonly string[] {
  if (language === 'latex') return [spelling.replace(/^\\/, '')];
  if (language === 'python') {
    const dot = spelling.lastIndexOf('.');
    if (dot < 0) return [spelling];
    const path = spelling.slice(0, dot);
    if (!Object.hasOwn(PYTHON_MODULES, path)) return [];
    const module = PYTHON_MODULES[path];
    const name = spelling.slice(dot + 1);
    // `norm._cdf`: what `norm.cdf` computes, without place and scale.
    const own = module === 'norm' ? name.replace(/^_(?=(?:log)?(?:pdf|cdf|sf)$|ppf$|isf$)/, '') : name;
    return [module === '' ? own : `${module}.${own}`];
  }
  const prefix = PREFIXES[language]?.find((start) => spelling.startsWith(start));
  return prefix === undefined ? [spelling] : [spelling, spelling.slice(prefix.length)];
}

const AMBIGUOUS = 'ambiguous';
type Entry = Meaning | typeof AMBIGUOUS;
type Index = ReadonlyMap<string, ReadonlyMap<number, Entry>>;

/** Names that exist with a meaning which is not in the table: a bare one (`from math import remainder`) is not guessed. */
const OTHER_MEANINGS: readonly { readonly name: string; readonly arity: number }[] = [{ name: 'remainder', arity: 2 }];

/** Names of Bessel functions that are as well anyone's own: read where they are imported, never bare. */
const TOO_SHORT = 'j0 j1 y0 y1 i0 i1 k0 k1 i0e i1e k0e k1e jv yv iv kv ive kve expn exp1'.split(' ');

const BY_NAME: Readonly<Record<Language, () => Index>> = {
  latex: once(() => indexOf('latex')),
  plain: once(() => indexOf('plain')),
  python: once(() => withBareNames(indexOf('python'))),
  javascript: once(() => indexOf('javascript')),
  julia: once(() => indexOf('julia')),
  c: once(() => indexOf('c')),
  matlab: once(() => indexOf('matlab')),
  r: once(() => indexOf('r')),
};

function indexOf(language: Language): Map<string, Map<number, Entry>> {
  const index = new Map<string, Map<number, Entry>>();
  for (const [row, { read, arity }] of Object.entries(scalars)) {
    for (const spelling of read[language] ?? []) enter(index, spelling, arity, { row });
  }
  // Notes have none: what they do not need is not loaded for them.
  for (const alias of isNote(language) ? [] : aliasesOf(language)) {
    for (const spelling of alias.spellings) enter(index, spelling, alias.arity, meaningOf(alias));
  }
  return index;
}

function isNote(language: Language): language is 'latex' | 'plain' {
  return language === 'latex' || language === 'plain';
}

function meaningOf({ row, operands }: Alias): Meaning {
  return { row, operands };
}

/** Two meanings of one spelling leave it without any (a test says so for each language). */
function enter(index: Map<string, Map<number, Entry>>, name: string, arity: number, meaning: Entry): void {
  const byArity = index.get(name) ?? new Map<number, Entry>();
  index.set(name, byArity);
  const present = byArity.get(arity);
  byArity.set(arity, present === undefined || same(present, meaning) ? meaning : AMBIGUOUS);
}

function same(a: Entry, b: Entry): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** A bare Python name means what all modules that have it agree on; Python's own functions come first. */
function withBareNames(index: Map<string, Map<number, Entry>>): Index {
  const bare = new Map<string, Map<number, Entry>>();
  for (const [name, byArity] of index) {
    const dot = name.lastIndexOf('.');
    if (dot < 0) continue;
    for (const [arity, meaning] of byArity) enter(bare, name.slice(dot + 1), arity, meaning);
  }
  for (const { name, arity } of OTHER_MEANINGS) bare.get(name)?.set(arity, AMBIGUOUS);
  for (const name of TOO_SHORT) bare.delete(name);
  for (const [name, byArity] of bare) if (!index.has(name)) index.set(name, byArity);
  return index;
}
