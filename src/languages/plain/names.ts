/** How much a name in a line of plain text looks like a variable. */
import { isFunctionName } from '../../primitives/lookup.ts';

/**
 * - `symbol`: `x`, `theta_1`, `dx`, `pi`, `ω`, `x12`: what formulas are made of
 * - `short`: two or three letters, `kb`, `mom`, `Ef`: as good beside symbols
 * - `word`: longer, or several joined: `flux`, `max_size`; needs evidence from the rest of the line
 * - `none`: an English word, an abbreviation, a hash
 */
export type NameClass = 'symbol' | 'short' | 'word' | 'none';

const GREEK = new Set(
  (
    'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda lambd lam mu nu xi omicron pi rho ' +
    'sigma tau upsilon phi varphi chi psi omega'
  ).split(' '),
);
const CONSTANTS = new Set(['pi', 'inf', 'infinity', 'hbar', 'nabla']);
/** Words of prose and configuration that a line may hold beside equals signs. */
const ENGLISH = new Set(
  (
    'a i the and or not xor is are was be to of in on at by as if it an no yes off so do we he she you us me my our your its ' +
    'for from with this that then than else when where which while who why how has have had can may will all any but one ' +
    'two see use new old get set put let say add yet now due via per etc www com org net http https true false null none ' +
    'nil void default enabled disabled always never info warn error debug fatal utf root user admin localhost todo fixme'
  ).split(' '),
);
/** Words of programs. */
const PROGRAM = new Set(
  (
    'int float double char bool string const static return print echo export import end begin auto trace var def class ' +
    'public private include define undef elif endif ifdef pragma struct typedef unsigned signed long short extern'
  ).split(' '),
);

const LONGEST_BASE = 14;
const LONGEST_PART = 10;

export function classify(name: string): NameClass {
  if (name.length === 1) return name === '_' ? 'none' : 'symbol';
  const [base = '', ...parts] = name.replace(/_+$/, '').split('_');
  const letters = base.replace(/[\d\u2080-\u209c]+$/, '');
  if (letters === '' || /\d/.test(letters) || parts.length > 3) return 'none';
  if (parts.some((part) => part === '' || part.length > LONGEST_PART)) return 'none';
  const described = parts.some((part) => /^[a-z]{4,}$/i.test(part)); // k_spring, n_retries
  if (isSymbol(letters)) return described ? 'word' : 'symbol';
  if (/[^\x20-\x7e]/.test(letters)) return isGreek(letters) && letters.length <= 3 ? 'symbol' : 'none';
  if (isEnglish(letters) || PROGRAM.has(letters) || letters.length > LONGEST_BASE) return 'none';
  if (letters.length > 3 || described) return 'word';
  return letters.length < base.length || parts.length > 0 ? 'symbol' : 'short';
}

/** `By` may be the y-component of B, `by` is a word, and so are `The` and `THE`. */
function isEnglish(letters: string): boolean {
  return ENGLISH.has(letters.length > 2 ? letters.toLowerCase() : letters);
}

/** One letter (with an accent), a Greek name, or a differential of one. */
function isSymbol(letters: string): boolean {
  const ascii = /^[\x20-\x7e]*$/.test(letters);
  const bare = ascii ? letters : letters.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  if (bare.length === 1) return true;
  if (GREEK.has(bare.toLowerCase()) || CONSTANTS.has(bare)) return true;
  return bare.length > 1 && (bare[0] === 'd' || bare[0] === 'Δ' || bare[0] === 'δ') && isSymbol(bare.slice(1));
}

/** `gamma` and `beta` are functions with a bracket behind them, and letters without. */
export function isGreekName(name: string): boolean {
  return GREEK.has(name.toLowerCase());
}

function isGreek(letters: string): boolean {
  return /[\u0370-\u03ff]/.test(letters) && /^[A-Za-z\u0370-\u03ff]+$/.test(letters);
}

/** A function that a formula may apply without brackets too: `sin x`; not a word such as `not`. */
export function isFunction(name: string): boolean {
  return isFunctionName('plain', name) && !ENGLISH.has(name);
}

/** `MAX_SIZE`, `PATH`: shouted, as settings are. */
export function isShouted(name: string): boolean {
  return name.length > 2 && /[A-Z]/.test(name) && name === name.toUpperCase() && /^[A-Z][A-Z_]/.test(name);
}

/** Letters that stand for units behind a number: `T = 300 K`. */
export function isUnit(name: string): boolean {
  return /^(?:[msgKVWJNACFhlLTHM]|Hz|kg|cm|mm|km|ms|eV|Pa|mol|rad|deg|dB|px|pt|MB|GB|KB|kB)$/.test(name);
}
