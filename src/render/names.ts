/** Linear names as LaTeX and as text. Whatever the name, the LaTeX is closed in itself: no name can inject commands. */

const GREEK: ReadonlySet<string> = new Set(
  (
    'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi varpi rho varrho sigma ' +
    'varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega pi ell hbar'
  ).split(' '),
);
/** What stands above a letter. A dot would be read as a derivative by time, an arrow or bold face as a vector. */
const ACCENTS: ReadonlySet<string> = new Set(['hat', 'bar', 'tilde', 'check', 'breve']);
/** Side by side with a bracket, such letters are read as functions; `x(a + b)` is a product. */
const FACTORS: ReadonlySet<string> = new Set(
  'x y z a b c d e w k l m n r s t alpha beta eta lambda gamma delta mu theta omega rho tau epsilon'.split(' '),
);
const LONGEST = 80;

/**
 * `theta_10` → `\theta_{10}`, `x1` → `x_{1}`, `y_hat` → `\hat{y}`, `x_max` → `x_{\text{max}}`, `f_Km1` → `f_{K-1}`,
 * `x[0]` → `x_{0}`, `x_sup_i` → `x^{(i)}`, `loss_fn` → `\mathit{loss\_fn}`, `self.N` → `\text{self.N}`.
 */
export function latexName(name: string): string {
  // As most names are.
  if (name.length === 1) return letterOf(name) ?? words(name);
  const entry = /^([^[\]]+)\[(\d+(?:,\d+)*)\]$/.exec(name);
  const [, squared, further = ''] = /^(.+)\^2(_\d+)?$/.exec(name) ?? [];
  if (squared !== undefined) return squareOf(latexName(squared + further));
  const base = entry?.[1] === undefined ? undefined : symbol(entry[1]);
  if (base !== undefined && !base.includes('_')) return `${base}_{${entry?.[2]}}`;
  return compound(name) ?? words(name);
}

/** A star or a label above it stays beside it in brackets. */
function squareOf(base: string): string {
  return base.includes('^') ? `(${base})^{2}` : `${base}^{2}`;
}

/** As the plain reader reads it: linear names are names there already. */
export function textName(name: string): string {
  return name;
}

/** Side by side with a bracket, such a name would be read as a function: f(x), y'(x). */
export function mayBeFunction(name: string): boolean {
  return name.includes('prime') || isWord(latexName(name)) || !FACTORS.has(/^[A-Za-z]+/.exec(name)?.[0] ?? '');
}

/** Above another one in a fraction, or before another name, such a name would be read as a differential. */
export function mayBeDifferential(name: string): boolean {
  return /^(?:d|delta|partial|D|Delta)(?![A-Za-z])/.test(name);
}

/** Several letters set together: beside another symbol it needs a space. */
export function isWord(latex: string): boolean {
  return /^\\(?:text|mathit)\{/.test(latex);
}

/** A letter with what belongs to it; undefined where the name is not made like that. */
function compound(name: string): string | undefined {
  const [first = '', ...rest] = name.split('_');
  let base = symbol(first);
  if (base === undefined || base.includes('_')) return rest.length === 0 ? base : numbered(first, rest);
  while (rest.length > 0) {
    const accent = rest[0] ?? '';
    if (ACCENTS.has(accent)) base = `\\${accent}{${base}}`;
    else if (accent === 'prime') base = `${base}'`;
    else if (accent === 'star' && !base.endsWith("'")) base = `${base}^{*}`;
    else break;
    rest.shift();
  }
  if (rest.length === 0) return base;
  if (rest.length === 2 && rest[0] === 'sup' && !/['*]/.test(base)) {
    const label = subscript(rest[1] ?? '');
    return label && `${base}^{(${label})}`;
  }
  return subscripted(base, rest);
}

/** `x1_2`: what has digits at its end cannot take a second subscript; `loss_1` is a word with one. */
function numbered(first: string, rest: readonly string[]): string | undefined {
  const name = /^[A-Za-z]{2,}$/.test(first) ? subscripted(words(first), rest) : undefined;
  return name?.includes('\\text') ? undefined : name;
}

/** Short parts side by side would be one index: `x_1_2` is not `x_12`. */
function subscripted(base: string, parts: readonly string[]): string | undefined {
  if (parts.length > 1 && parts.every((part) => part.length <= 1)) return undefined;
  const subscripts = parts.map(subscript);
  const words = subscripts.filter((part) => part?.startsWith('\\text')).length;
  if (subscripts.includes(undefined) || words > 1) return undefined;
  return `${base}_{${subscripts.join(',')}}`;
}

/** One letter, Greek or Latin, or one with a number: `x1`. */
function symbol(text: string): string | undefined {
  const letter = letterOf(text);
  if (letter !== undefined) return letter;
  const [, stem = '', digits] = /^([A-Za-z]+?|\p{L})(\d+)$/u.exec(text) ?? [];
  const base = letterOf(stem);
  return base === undefined ? undefined : `${base}_{${digits}}`;
}

function letterOf(text: string): string | undefined {
  if (GREEK.has(text)) return `\\${text}`;
  return /^(?:[A-Za-z]|[\u0370-\u03ff])$/.test(text) ? text : undefined;
}

function subscript(part: string): string | undefined {
  if (/^\d+$/.test(part) || /^[A-Za-z]$/.test(part)) return part;
  if (/^[ijklmn]{2,3}$/.test(part)) return part;
  if (GREEK.has(part)) return `\\${part}`;
  const [, letter, sign, digits] = /^([A-Za-z])([mp])(\d+)$/.exec(part) ?? [];
  if (letter !== undefined) return `${letter}${sign === 'm' ? '-' : '+'}${digits}`;
  return /^[A-Za-z][A-Za-z0-9]*$/.test(part) ? `\\text{${part}}` : undefined;
}

/**
 * Several letters: in italics, as names of variables are; anything beyond letters of ASCII as text. What has no meaning
 * in LaTeX stays, its own signs are escaped, all else becomes a question mark.
 */
function words(name: string): string {
  const short = name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
  if (/^[A-Za-z]\w*$/.test(short)) return `\\mathit{${short.replaceAll('_', '\\_')}}`;
  const safe = short.replace(/[^\p{L}\p{M}\p{N} .,[\]()'+\-*/=:;!?@"…]/gu, (sign) =>
    /[_$%&#{}]/.test(sign) ? `\\${sign}` : '?',
  );
  return `\\text{${safe || '?'}}`;
}
