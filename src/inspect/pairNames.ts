/** Names of derivatives: which function `f_prime`, `grad_loss`, `df_dx`, `fit_deriv` may be the derivative of. */

export interface Guess {
  readonly base: string;
  readonly wrt?: string;
  /** Second derivatives, where the first has no function of its own. */
  readonly order?: 2;
  /** The name alone says little: `draw` beside `raw` is none. */
  readonly isWeak?: boolean;
}

const WORD = 'prime|derivative|deriv|grad|gradient|jac|jacobian';
/** `pdf` is no derivative of `p`, nor `order` of `or`: short words stand apart, or after one letter. */
const SUFFIX = new RegExp(`^(?:(.+?)_?(?:${WORD})|(.+?)_(?:der|df)|([a-z])der)!?$`);
const PREFIX = new RegExp(`^(?:${WORD}|der)_(.+?)!?$`);
/** `df_resid` are degrees of freedom, `load_df` gives a data frame: the text has to say more. */
const FRAME = /^(?:df_(.+?)|(.+?)_df)!?$/;
const CAMEL_SUFFIX = /^(.+?)(?:Prime|Derivative|Derivate|Deriv|Der|Grad|Gradient|Jacobian|Jac)$/;
const CAMEL_PREFIX = /^(?:grad|gradient|deriv|derivative)([A-Z]\w*)$/;
const CAMEL_SHORT = /^d([A-Z]\w*)$/;
const OF = /^(?:deriv|derivative|grad|gradient)(?:_of_|Of)(\w+)$/;
/** `f_dx`, `fp`: they say little. */
const BY = /^(.+)_d([a-z]\w?)$/;
const MARKED = /^([fgh]p*)p$/;
const LEIBNIZ = /^d_?(\w+?)_?d_?([A-Za-z]\w*)$/;
const SHORT = /^d(_?)([A-Za-z]\w*)$/;
const PAIRED = /^(.*?)_(df|jac|grad|der|dfdx?)$/;

const SECOND = /^((?:.*(?:deriv|derivative|prime|grad)|(?:.*_|[a-z])?der))_?2$/;
const HESSIAN = /^(?:hess(?:ian)?_(.+)|(.+?)_?hess(?:ian)?)!?$/;

/** Names that belong together where both are functions of one class or module. */
const COMPANIONS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    fit_deriv: ['evaluate'],
    deriv: ['__call__', 'f', 'fn', 'func', 'evaluate', 'activate', 'activation', 'apply'],
    derivative: ['__call__', 'f', 'fn', 'func', 'evaluate', 'value', 'activate', 'activation', 'apply'],
    gradient: ['value', 'loss', 'objective', 'cost', 'f', 'func', 'fun', 'evaluate', '__call__'],
    grad: ['value', 'loss', 'objective', 'cost', 'f', 'func', 'fun'],
    Gradient: ['Evaluate'],
    jac: ['fun', 'f', 'func', 'objective'],
    fprime: ['f', 'func', 'fun'],
    df: ['f'],
    'g!': ['f'],
    grr: ['fr'],
    score: ['loglike'],
  }),
);

/** What a `d` before a name is likely to be a derivative of. */
const DIFFERENTIABLE =
  /^\w{1,2}$|sigm|tanh|relu|elu|loss|cost|activ|softmax|softplus|softsign|gauss|logist|func|fun$|swish|energy|potential|mse|entropy|gelu/i;

/** What the function called `name` may be the derivative of. */
export function guessesOf(name: string): readonly Guess[] {
  const found: Guess[] = (COMPANIONS.get(name) ?? []).map((base) => ({ base }));
  const leibniz = LEIBNIZ.exec(name);
  if (leibniz) found.push({ base: leibniz[1] as string, wrt: leibniz[2] });
  for (const pattern of [SUFFIX, PREFIX, CAMEL_SUFFIX]) {
    const base = pattern
      .exec(name)
      ?.slice(1)
      .find((part) => part !== undefined);
    if (base !== undefined && base !== name)
      found.push({ base, isWeak: FRAME.test(name) && !DIFFERENTIABLE.test(base) });
  }
  const frame = /^df_(.+?)!?$/.exec(name)?.[1];
  if (frame !== undefined) found.push({ base: frame, isWeak: !DIFFERENTIABLE.test(frame) });
  const [, between, base] = SHORT.exec(name) ?? [];
  // `dd` may be d of d.
  const isAlone = base !== undefined && base !== 'd' && DIFFERENTIABLE.test(base);
  if (base !== undefined) found.push({ base, isWeak: between === '' && !isAlone });
  const [, stem] = PAIRED.exec(name) ?? [];
  if (stem) found.push({ base: `${stem}_f` }, { base: `${stem}_fun` }, { base: `${stem}_func` });
  // Second derivatives are held against first ones.
  const second = SECOND.exec(name);
  if (second) found.push({ base: `${second[1]}` });
  const match = HESSIAN.exec(name);
  const hessian = match?.[1] ?? match?.[2];
  if (hessian !== undefined || name === 'hess' || name === 'hessian') {
    const own = hessian ?? '';
    for (const word of ['grad', 'gradient', 'jac', 'der', 'deriv', 'prime']) {
      found.push({ base: own ? `${own}_${word}` : word }, { base: own ? `${word}_${own}` : word });
    }
    if (own) found.push({ base: own, order: 2 }, { base: `${own}_fun`, order: 2 });
  }
  found.push(...counterparts(name));
  const camel = OF.exec(name)?.[1] ?? CAMEL_PREFIX.exec(name)?.[1];
  if (camel !== undefined) found.push({ base: uncapitalized(camel) }, { base: camel });
  const short = CAMEL_SHORT.exec(name)?.[1];
  if (short !== undefined) found.push({ base: uncapitalized(short), isWeak: !DIFFERENTIABLE.test(short) });
  const [, of, wrt] = BY.exec(name) ?? [];
  if (of !== undefined) found.push({ base: of, wrt, isWeak: true });
  const marked = MARKED.exec(name)?.[1];
  if (marked !== undefined) found.push({ base: marked, isWeak: true });
  return found;
}

/** `compute_gradient` beside `compute_cost`, `costGradient` beside `costFunction`: one word of the name is another. */
function counterparts(name: string): Guess[] {
  const [, before = '', word = '', after = ''] = PART.exec(name) ?? [];
  if (word === '' || before + after === '') return [];
  const isCamel = /^[A-Z]/.test(word);
  return ['cost', 'loss', 'objective', 'energy'].map((value) => ({
    base: before + (isCamel ? value.charAt(0).toUpperCase() + value.slice(1) : value) + after,
    // `shippingGradient` may be anything beside `shippingCost`.
    isWeak: value === 'cost' && before !== '' && !LEARNT.test(before),
  }));
}

/** What stands before `cost` where it is one to be made smaller. */
const LEARNT =
  /comp|calc|get|eval|find|total|logi|linear|line|ridge|lasso|regr?|svm|nn|net|softmax|mse|hinge|huber|cross|entropy|quad|train|batch|model|^my|^the|^j_?$/i;

const PART = /^(|.*_|.*[a-z])(gradients?|grads?|Gradients?|Grads?)(|_.*|[A-Z].*)$/;

function uncapitalized(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
