/** What single commands and signs mean: tables only. Commands are written with their backslash. */
import type { Accent, Name, Operator, RelationSign } from '../../syntax/tree.ts';

const table = <V>(entries: Readonly<Record<string, V>>): ReadonlyMap<string, V> => new Map(Object.entries(entries));
const words = (list: string): readonly string[] => list.split(/\s+/);

export const GREEK: ReadonlySet<string> = new Set(
  words(`alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi
    omega varepsilon vartheta varkappa varpi varrho varsigma varphi digamma
    Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho Sigma Tau Upsilon Phi Chi Psi
    Omega varGamma varDelta varTheta varLambda varXi varPi varSigma varUpsilon varPhi varPsi varOmega`),
);

/** Commands that are names by themselves. */
export const NAME_COMMANDS: ReadonlyMap<string, string> = new Map([
  ...[...GREEK].map((name): [string, string] => [`\\${name}`, name]),
  ...words(
    'ell hbar imath jmath wp Re Im aleph beth complement emptyset varnothing infty nabla partial eth top bot',
  ).map((name): [string, string] => [`\\${name}`, name]),
  ['\\hslash', 'hbar'],
  ['\\square', 'square'],
]);

/** Functions by command, and how the tree calls them. */
export const FUNCTION_COMMANDS: ReadonlyMap<string, string> = new Map([
  ...words(`sin cos tan cot sec csc sinh cosh tanh coth sech csch arcsin arccos arctan arccot arcsec arccsc arcsinh arccosh
    arctanh arsinh arcosh artanh exp log ln det tr Tr diag sgn sign erf erfc softmax sigmoid softplus relu ReLU gcd dim ker
    deg Pr arg rank Var Cov KL atan acos asin logit`).map((name): [string, string] => [`\\${name}`, name]),
  ['\\tg', 'tan'],
  ['\\ctg', 'cot'],
  ['\\arctg', 'arctan'],
  ['\\arcctg', 'arccot'],
  ['\\sh', 'sinh'],
  ['\\ch', 'cosh'],
  ['\\th', 'tanh'],
  ['\\cosec', 'csc'],
  ['\\lg', 'lg'],
  ['\\lb', 'lb'],
]);

/** `\max` and its like are functions of a list, or big operators where a script names the variable. */
export const EXTREMES: ReadonlyMap<string, 'max' | 'min' | 'argmax' | 'argmin'> = table({
  '\\max': 'max',
  '\\min': 'min',
  '\\sup': 'max',
  '\\inf': 'min',
  '\\argmax': 'argmax',
  '\\argmin': 'argmin',
});

/** Function names that people also write without a backslash. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  words(`sin cos tan cot sec csc sinh cosh tanh coth sech csch arcsin arccos arctan asin acos atan atan2 arcsinh arccosh
    arctanh asinh acosh atanh exp log ln sqrt abs max min det tr erf erfc sign sgn sigmoid softmax softplus relu ReLU ELU
    GELU SiLU logit clip clamp floor ceil round mean sum norm diag trace sinc comb arcsinh arccosh arctanh arsinh arcosh artanh
    logsumexp gelu elu silu mish expit erfinv var cov std arg`),
);

/** The inverse functions that `\sin^{-1}` and its like stand for. */
export const INVERSES: ReadonlyMap<string, string> = table({
  sin: 'arcsin',
  cos: 'arccos',
  tan: 'arctan',
  cot: 'arccot',
  sec: 'arcsec',
  csc: 'arccsc',
  sinh: 'arcsinh',
  cosh: 'arccosh',
  tanh: 'arctanh',
});

export const RELATIONS: ReadonlyMap<string, RelationSign> = table({
  '=': '=',
  '\\equiv': '=',
  '\\coloneqq': ':=',
  '\\coloneq': ':=',
  '\\colonequals': ':=',
  '\\triangleq': ':=',
  '\\doteq': ':=',
  '\\eqdef': ':=',
  '\\leftarrow': '<-',
  '\\gets': '<-',
  '\\longleftarrow': '<-',
  '<': '<',
  '\\lt': '<',
  '\\ll': '<',
  '\\le': '<=',
  '\\leq': '<=',
  '\\leqslant': '<=',
  '\\leqq': '<=',
  '<=': '<=',
  '>': '>',
  '\\gt': '>',
  '\\gg': '>',
  '\\ge': '>=',
  '\\geq': '>=',
  '\\geqslant': '>=',
  '\\geqq': '>=',
  '>=': '>=',
  '\\ne': '!=',
  '\\neq': '!=',
  '\\in': 'in',
  '\\sim': '~',
  '\\approx': 'approx',
  '\\simeq': 'approx',
  '\\cong': 'approx',
  '\\approxeq': 'approx',
  '\\asymp': 'approx',
  '\\propto': 'propto',
  '\\to': '->',
  '\\rightarrow': '->',
  '\\longrightarrow': '->',
  '\\mapsto': '->',
  '\\longmapsto': '->',
  '->': '->',
  '\\xrightarrow': '->',
  '\\Rightarrow': '=>',
  '\\Longrightarrow': '=>',
  '\\implies': '=>',
  '\\iff': '=>',
  '\\Leftrightarrow': '=>',
  '\\Longleftrightarrow': '=>',
  '\\mid': 'given',
  ':': ':',
  '\\colon': ':',
});

/** Signs between operands that are a sum, a product or a logical connective. */
export const INFIX: ReadonlyMap<
  string,
  { readonly operator: Operator; readonly level: 'sum' | 'product' | 'and' | 'or' }
> = table({
  '+': { operator: 'add', level: 'sum' },
  '-': { operator: 'subtract', level: 'sum' },
  '\\cdot': { operator: 'multiply', level: 'product' },
  '\\times': { operator: 'multiply', level: 'product' },
  '*': { operator: 'multiply', level: 'product' },
  '\\ast': { operator: 'multiply', level: 'product' },
  '\\cdotp': { operator: 'multiply', level: 'product' },
  '\\div': { operator: 'divide', level: 'product' },
  '\\odot': { operator: 'hadamard', level: 'product' },
  '\\circ': { operator: 'hadamard', level: 'product' },
  '\\otimes': { operator: 'outer', level: 'product' },
  '\\bmod': { operator: 'modulo', level: 'product' },
  '\\mod': { operator: 'modulo', level: 'product' },
  '\\land': { operator: 'and', level: 'and' },
  '\\wedge': { operator: 'and', level: 'and' },
  '\\lor': { operator: 'or', level: 'or' },
  '\\vee': { operator: 'or', level: 'or' },
});

export const ACCENTS: ReadonlyMap<string, Accent> = table({
  '\\hat': 'hat',
  '\\widehat': 'hat',
  '\\bar': 'bar',
  '\\overline': 'bar',
  '\\tilde': 'tilde',
  '\\widetilde': 'tilde',
  '\\dot': 'dot',
  '\\ddot': 'ddot',
  '\\vec': 'vec',
  '\\overrightarrow': 'vec',
  '\\check': 'check',
  '\\breve': 'breve',
});

/** Commands that set their argument in a style; `word`: several letters in it are one name. */
export const STYLES: ReadonlyMap<string, { readonly style?: Name['style']; readonly word: boolean }> = table({
  '\\mathbf': { style: 'bold', word: false },
  '\\boldsymbol': { style: 'bold', word: false },
  '\\bm': { style: 'bold', word: false },
  '\\pmb': { style: 'bold', word: false },
  '\\symbf': { style: 'bold', word: false },
  '\\bold': { style: 'bold', word: false },
  '\\mathcal': { style: 'calligraphic', word: true },
  '\\mathscr': { style: 'calligraphic', word: true },
  '\\mathfrak': { style: 'calligraphic', word: true },
  '\\mathbb': { style: 'blackboard', word: true },
  '\\mathds': { style: 'blackboard', word: true },
  '\\Bbb': { style: 'blackboard', word: true },
  '\\mathrm': { style: 'text', word: true },
  '\\mathsf': { style: 'text', word: true },
  '\\mathtt': { style: 'text', word: true },
  '\\mathit': { style: undefined, word: true },
  '\\mathnormal': { style: undefined, word: false },
  '\\operatorname': { style: 'text', word: true },
});

/** Old switches: the rest of the group is set so. */
export const SWITCHES: ReadonlyMap<string, Name['style']> = table({
  '\\bf': 'bold',
  '\\bfseries': 'bold',
  '\\rm': 'text',
  '\\sf': 'text',
  '\\tt': 'text',
  '\\it': undefined,
  '\\cal': 'calligraphic',
});

export const BIG: ReadonlyMap<string, 'sum' | 'prod' | 'union'> = table({
  '\\sum': 'sum',
  '\\prod': 'prod',
  '\\bigcup': 'union',
});

/** Integral signs and how many differentials they want. */
export const INTEGRALS: ReadonlyMap<string, number> = table({ '\\int': 1, '\\oint': 1, '\\iint': 2, '\\iiint': 3 });

export const ELLIPSES: ReadonlySet<string> = new Set(
  words('\\dots \\ldots \\cdots \\vdots \\ddots \\dotsc \\dotsb \\dotsm \\dotsi \\dotso'),
);

export const FRACTIONS: ReadonlySet<string> = new Set(words('\\frac \\dfrac \\tfrac \\cfrac \\nicefrac \\sfrac'));
export const BINOMIALS: ReadonlySet<string> = new Set(words('\\binom \\dbinom \\tbinom'));

/** Layout only: dropped together with as many arguments in braces. */
export const DROPPED: ReadonlyMap<string, number> = new Map([
  ...words(`\\displaystyle \\textstyle \\scriptstyle \\scriptscriptstyle \\limits \\nolimits \\nonumber \\notag \\hline \\hfill
    \\hfil \\strut \\mathstrut \\allowbreak \\nobreak \\noindent \\centering \\allowdisplaybreaks \\normalsize \\small
    \\footnotesize \\scriptsize \\tiny \\large \\Large \\LARGE \\huge \\Huge \\relax \\null \\par \\mathord \\mathbin \\mathrel \\mathop
    \\mathopen \\mathclose \\mathpunct \\mathinner \\toprule \\midrule \\bottomrule \\bigskip \\medskip \\smallskip
    \\displaylimits \\protect \\normalfont \\ensuremath \\qedhere \\boxed \\fbox \\cancel \\bcancel \\xcancel \\underline \\mathsurround
    \\smash \\substack \\negthickspace \\negmedspace \\negthinspace`).map((command): [string, number] => [command, 0]),
  ...words(`\\label \\tag \\color \\hspace \\vspace \\phantom \\hphantom \\vphantom \\mspace \\textcolor \\class \\cssId \\style
    \\intertext \\shortintertext \\cite \\ref \\eqref \\footnote \\vskip \\hskip \\kern \\mkern \\cline \\href \\url \\htmlClass \\htmlId \\bbox
    \\setlength`).map((command): [string, number] => [command, 1]),
  ['\\colorbox', 1],
  ['\\rule', 2],
]);

/** Single characters of Unicode math, as the commands that mean the same. */
export const UNICODE: ReadonlyMap<string, string> = table({
  '−': '-',
  '–': '-',
  '＋': '+',
  '＝': '=',
  '·': '\\cdot',
  '⋅': '\\cdot',
  '∙': '\\cdot',
  '×': '\\times',
  '÷': '\\div',
  '∗': '*',
  '∕': '/',
  '≤': '\\le',
  '⩽': '\\le',
  '≥': '\\ge',
  '⩾': '\\ge',
  '≠': '\\ne',
  '≈': '\\approx',
  '≃': '\\approx',
  '≡': '\\equiv',
  '≔': '\\coloneqq',
  '≜': '\\triangleq',
  '∝': '\\propto',
  '∼': '\\sim',
  '∈': '\\in',
  '∣': '\\mid',
  '∥': '\\|',
  '‖': '\\|',
  '→': '\\to',
  '←': '\\leftarrow',
  '↦': '\\mapsto',
  '⇒': '\\Rightarrow',
  '⇔': '\\iff',
  '∂': '\\partial',
  '∇': '\\nabla',
  '√': '\\sqrt',
  '∞': '\\infty',
  '∑': '\\sum',
  '∏': '\\prod',
  '∫': '\\int',
  '…': '\\dots',
  '⋯': '\\cdots',
  '⋮': '\\vdots',
  '⋱': '\\ddots',
  '⊙': '\\odot',
  '⊗': '\\otimes',
  '∘': '\\circ',
  '⊤': '\\top',
  '⟂': '\\perp',
  '⟨': '\\langle',
  '⟩': '\\rangle',
  '⌊': '\\lfloor',
  '⌋': '\\rfloor',
  '⌈': '\\lceil',
  '⌉': '\\rceil',
  '′': "'",
  '’': "'",
  '±': '\\pm',
  ℓ: '\\ell',
  ℏ: '\\hbar',
  ϵ: '\\epsilon',
  ε: '\\varepsilon',
  ϕ: '\\phi',
  φ: '\\varphi',
  ϑ: '\\vartheta',
  ϱ: '\\varrho',
  ς: '\\varsigma',
  ϖ: '\\varpi',
  ...Object.fromEntries(
    [...'αβγδζηθικλμνξοπρστυχψω'].map((letter, i) => [
      letter,
      `\\${
        words(
          'alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon chi psi omega',
        )[i]
      }`,
    ]),
  ),
  ...Object.fromEntries(
    [...'ΓΔΘΛΞΠΣΥΦΨΩ'].map((letter, i) => [
      letter,
      `\\${words('Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega')[i]}`,
    ]),
  ),
});

/** Blackboard letters of Unicode. */
export const BLACKBOARD: ReadonlyMap<string, string> = table({
  ℝ: 'R',
  ℕ: 'N',
  ℤ: 'Z',
  ℚ: 'Q',
  ℂ: 'C',
  𝔼: 'E',
  ℙ: 'P',
  '𝟙': '1',
});

export const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
export const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';

/** Signs that stand for brackets: as one spelling each, with the side where the command tells it. */
export const DELIMITERS: ReadonlyMap<string, { readonly text: string; readonly side?: 'open' | 'close' }> = table({
  '\\lbrace': { text: '\\{' },
  '\\rbrace': { text: '\\}' },
  '\\lbrack': { text: '[' },
  '\\rbrack': { text: ']' },
  '\\lparen': { text: '(' },
  '\\rparen': { text: ')' },
  '\\vert': { text: '|' },
  '\\lvert': { text: '|', side: 'open' },
  '\\rvert': { text: '|', side: 'close' },
  '\\Vert': { text: '\\|' },
  '\\lVert': { text: '\\|', side: 'open' },
  '\\rVert': { text: '\\|', side: 'close' },
  '\\parallel': { text: '\\|' },
  '\\lt': { text: '\\langle' },
  '\\gt': { text: '\\rangle' },
});

/** The missing delimiter of `\left.` and `\right.`. */
export const NONE = 'no delimiter';

/** Signs between two terms that are shown, not calculated with. */
export const UNREAD_SIGNS: ReadonlySet<string> = new Set(
  words(`\\cup \\cap \\setminus \\subset \\subseteq \\subsetneq \\supset \\supseteq \\oplus \\ominus \\star \\perp \\bullet \\uplus
    \\sqcup \\sqcap \\prec \\preceq \\succ \\succeq \\lesssim \\gtrsim \\pmod \\ni \\amalg \\bowtie \\models \\vdash
    \\leftrightarrow \\rightleftharpoons \\nrightarrow \\not \\backslash \\wr \\ltimes \\rtimes \\boxtimes \\boxplus \\diamond`),
);

/** Letters that are functions where the document says nothing else: rule 1 of the reading rules. */
export const FUNCTION_LETTERS: ReadonlySet<string> = new Set(
  words('f g h F G H p q L J sigma phi varphi psi Phi Psi Gamma zeta'),
);

/** Letters that stand for a number or vector, even before a bracket with one symbol: rule 1. */
export const VARIABLE_LETTERS: ReadonlySet<string> = new Set(words('x y z a b c d e w alpha beta eta lambda'));

/** Words in math that are prose, never names. */
export const PROSE: ReadonlySet<string> = new Set(
  words(`if for when where otherwise else and or with such that subject to by since because then is are as at on in of the a an
    from we have has let so thus hence therefore i.e. e.g. s.t. st iff assuming given while unless but not all any some each every
    elsewhere either both only also using note recall which whose this these those it its be can will over under per resp`),
);

/** Subscripts and superscripts of several letters that are one label, not indices side by side. */
export const LABEL_WORDS: ReadonlySet<string> = new Set(
  words(`max min in out lin tot rms std sub opt ref obs est eff rel abs avg var cov log exp sum net new old init test train
    true pred loss data mean model reg enc dec prev next cur hid KL JS MSE CE RBF ML MAP LS OLS SGD TV Lip crit int ext kin pot
    mid low high left right top bot fwd bwd inp res sim dim sup inf adv gen real fake GAN`),
);
