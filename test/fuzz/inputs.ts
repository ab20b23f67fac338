/** Seeded hostile inputs: soups of tokens, broken real formulas, deep nesting, stray surrogates, prices. */
import { random } from '../../src/base/random.ts';

export interface FuzzInput {
  readonly text: string;
  readonly languageId: string;
}

/** Often those whose readers are our own. */
const LANGUAGES = [
  ...Array<string>(5).fill('markdown'),
  ...Array<string>(3).fill('latex'),
  ...Array<string>(2).fill('restructuredtext'),
  ...Array<string>(4).fill('plaintext'),
  ...Array<string>(2).fill('python'),
  'javascript',
  'typescript',
  'typescriptreact',
  'mdx',
  'quarto',
  'unknown',
];

const SEEDS = [
  '$$f(x) = \\sqrt{x^2 + \\exp(x^2)} + \\cos(x^2 + \\exp(x^2)), \\quad \\begin{cases} a &= x^2, \\\\ b &= \\exp(a) \\end{cases}$$',
  '\\begin{align*}\\frac{\\partial a}{\\partial x} &= 2x \\\\ \\frac{\\partial c}{\\partial a} &= 1 = \\frac{\\partial c}{\\partial b}\\end{align*}',
  "$f(x)=x^2$ and $f'(x) = 2x$, $\\nabla_x f = 2x$, $\\frac{d}{dx}\\sin x = \\cos x$",
  '\\newcommand{\\R}[1]{\\mathbf{#1}}\\newcommand{\\loop}{\\loop x} $\\R{x} + \\loop$ \\def\\a{\\b}\\def\\b{\\a}$\\a$',
  '$\\sum_{i=1}^{n} x_i^2 + \\prod_{j=0}^4 (j+1) y_j$ $|x| + \\|y\\|_2^2$ $x \\in \\mathbb{R}^{n}$',
  '.. math::\n\n   L = -\\sum_i y_i \\log \\hat{y}_i\n\n:math:`x^{(i)}`',
  'f = sqrt(x^2 + exp(x^2)) + cos(x² + √x)\n∂f/∂x = 2x\nprice is $5 and $10\nE = ½ m v²\n',
  'import numpy as np\ndef f(x, y=2):\n    a = x**2\n    """:math:`f\'(x) = 2x`"""\n    return np.sin(a)*y\nfor i in range(3):\n    x += i\nz = f(x) if x > 0 else -x\n',
  "const f = (x) => Math.sqrt(x ** 2 + Math.exp(x)); // $f'(x) = 2x$\nlet y = f(3) ? 1 : x++ ** 2;\nclass A { m(x) { return this.k * x } }\n",
];

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

/** The `index`-th input of a seed: always the same one. */
export function fuzzInput(seed: number, index: number): FuzzInput {
  const next = random((seed * 1_000_003 + index) >>> 0);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const languageId = pick(LANGUAGES);
  const kind = next();
  if (kind < 0.35) {
    let text = '';
    for (let i = Math.floor(next() * 40); i >= 0; i--) text += pick(TOKENS);
    return { text: next() < 0.5 ? `$${text}$` : text, languageId };
  }
  let text = pick(SEEDS);
  for (let i = Math.floor(next() * 6); i >= 0; i--) {
    const at = Math.floor(next() * text.length);
    const to = Math.min(text.length, at + Math.floor(next() * 12));
    const change = next();
    if (change < 0.4) text = text.slice(0, at) + text.slice(to);
    else if (change < 0.75) text = text.slice(0, at) + pick(TOKENS) + text.slice(at);
    else if (change < 0.9) text = text.slice(0, at) + text.slice(at, to).repeat(3) + text.slice(to);
    else text = text.slice(0, at);
  }
  return { text, languageId };
}
