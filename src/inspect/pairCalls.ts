/** A function and its derivative handed to one optimizer or solver: `minimize(f, x0, jac=g)`, `optim(par, fn, gr)`. */
import { every } from '../base/pauses.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Call, Expression, Lambda, Language } from '../syntax/tree.ts';
import { type Place, resolve } from '../trace/scope.ts';
import { guessesOf } from './pairNames.ts';
import { ownParameters } from './parameters.ts';
import type { Source } from './source.ts';

/** By its name, or written out in the call. */
export type Handed = string | Lambda;

/** What a call says of two functions: `derivative` is that of `of`, of this order, by the parameter at this place. */
export interface Told {
  readonly of: Handed;
  readonly derivative: Handed;
  readonly order: 1 | 2;
  readonly by: number;
  /** The caller gives the point as one vector of many (`f(x)`); else each parameter is one (`f(x, a, b)`). */
  readonly spread: boolean;
  /** Where the call stands. */
  readonly place: Place;
  readonly language: Language;
}

interface Taker {
  /** Places of the function, of its first and of its second derivative. */
  readonly of: number;
  readonly first?: number;
  readonly second?: number;
  /** Their keywords. */
  readonly names?: Readonly<Record<'of' | 'first' | 'second', readonly string[]>>;
  readonly by?: number;
  readonly spread?: boolean;
}

const NAMES = {
  of: ['fun', 'func', 'f', 'fn', 'objective', 'eval_f', 'logLik'],
  first: ['jac', 'fprime', 'grad', 'Dfun', 'gr', 'gradient', 'eval_grad_f', 'df'],
  second: ['hess', 'fhess', 'fprime2', 'hessian'],
};

const PYTHON: Readonly<Record<string, Taker>> = {
  minimize: { of: 0 },
  root: { of: 0 },
  least_squares: { of: 0, first: 2 },
  leastsq: { of: 0 },
  fsolve: { of: 0, first: 3 },
  newton: { of: 0, first: 2 },
  root_scalar: { of: 0 },
  fmin_bfgs: { of: 0, first: 2 },
  fmin_cg: { of: 0, first: 2 },
  fmin_ncg: { of: 0, first: 2 },
  fmin_l_bfgs_b: { of: 0, first: 2 },
  fmin_tnc: { of: 0, first: 2 },
  fmin_slsqp: { of: 0 },
  check_grad: { of: 0, first: 1 },
  line_search: { of: 0, first: 1 },
  basinhopping: { of: 0 },
  solve_ivp: { of: 0, by: 1 },
  odeint: { of: 0 },
  curve_fit: { of: 0, spread: true },
};

const R: Readonly<Record<string, Taker>> = {
  optim: { of: 1, first: 2 },
  optimx: { of: 1, first: 2 },
  opm: { of: 1, first: 2 },
  optimr: { of: 1, first: 2 },
  constrOptim: { of: 1, first: 2 },
  nlminb: { of: 1, first: 2, second: 3 },
  maxLik: { of: 0, first: 1, second: 2 },
  maxNR: { of: 0, first: 1, second: 2 },
  maxBFGS: { of: 0, first: 1, second: 2 },
  nloptr: { of: 1, first: 2 },
  lbfgs: { of: 0, first: 1 },
  ucminf: { of: 1, first: 2 },
  compareDerivatives: { of: 0, first: 1, second: 2 },
};

const JULIA: Readonly<Record<string, Taker>> = {
  optimize: { of: 0, first: 1, second: 2 },
};

const TAKERS: Partial<Record<Language, Readonly<Record<string, Taker>>>> = { python: PYTHON, r: R, julia: JULIA };

/** Statements that are looked at before others get their turn. */
const PAUSE_EVERY = 200;

/** Everything that calls in the document say, found with pauses. */
export function* toldByCalls(source: Source): Generator<undefined, readonly Told[]> {
  const told: Told[] = [];
  const seen = new Set<string>();
  const isTime = every(PAUSE_EVERY);
  for (const region of source.regions) {
    if (isTime()) yield;
    for (const { expression, language, place } of region.items) {
      if (!PROGRAMS.has(language)) continue;
      for (const node of walk(expression)) {
        if (node.kind !== 'call') continue;
        const takers = TAKERS[language];
        const known = takers ? toldBy(node, takers) : [];
        for (const one of known.length > 0 ? known : toldByParameters(source, node, place)) {
          const key = `${keyOf(one.of)} ${keyOf(one.derivative)} ${one.order} ${place.block}`;
          if (!seen.has(key)) told.push({ ...one, place, language });
          seen.add(key);
        }
      }
    }
  }
  return told;
}

const PROGRAMS: ReadonlySet<Language> = new Set<Language>(['python', 'javascript', 'julia', 'matlab', 'r', 'c']);

/** `newton(f, df, x0)`, `new Activation(func, dfunc)` of the file: what its parameters are called says what is handed over. */
function toldByParameters({ scope }: Source, call: Call, place: Place): Omit<Told, 'place' | 'language'>[] {
  const name = linearName(call.callee);
  if (name === undefined || call.args.length + call.keywords.length < 2) return [];
  const made = scope.classes.get(name)?.methods;
  const definition = made ? (made.get('__init__') ?? made.get('constructor')) : resolve(scope, name, place);
  const parameters = definition?.function ? ownParameters(definition) : [];
  const given = (parameter: string): Handed | undefined => {
    const at = parameters.indexOf(parameter);
    const arg = call.keywords.find((one) => one.name === parameter)?.value ?? call.args[at];
    return arg && at >= 0 ? handedIn(arg) : undefined;
  };
  return parameters.flatMap((parameter) => {
    const base = guessesOf(parameter).find((guess) => !guess.wrt && parameters.includes(guess.base))?.base;
    const [of, derivative] = [base === undefined ? undefined : given(base), given(parameter)];
    if (of === undefined || derivative === undefined || of === derivative) return [];
    return [{ of, derivative, order: 1, by: 0, spread: false } as const];
  });
}

function handedIn(arg: Expression): Handed | undefined {
  if (arg.kind === 'lambda') return arg;
  return arg.kind === 'name' || arg.kind === 'attribute' ? linearName(arg) : undefined;
}

function keyOf(handed: Handed): string {
  return typeof handed === 'string' ? handed : `at ${handed.span.from}`;
}

function toldBy(call: Call, takers: Readonly<Record<string, Taker>>): Omit<Told, 'place' | 'language'>[] {
  const callee = linearName(call.callee)?.split('.').pop();
  const taker = callee !== undefined && Object.hasOwn(takers, callee) ? takers[callee] : undefined;
  if (!taker || call.args.some((arg) => arg.kind === 'spread')) return [];
  const given = (role: 'of' | 'first' | 'second'): Handed | undefined => {
    const keyword = call.keywords.find((one) => NAMES[role].includes(one.name));
    const place = taker[role];
    const arg = keyword?.value ?? (place === undefined ? undefined : call.args[place]);
    return arg && handedIn(arg);
  };
  const [of, first, second] = [given('of'), given('first'), given('second')];
  const common = { by: taker.by ?? 0, spread: taker.spread === true };
  const told: Omit<Told, 'place' | 'language'>[] = [];
  if (of !== undefined && first !== undefined && of !== first)
    told.push({ of, derivative: first, order: 1, ...common });
  if (first !== undefined && second !== undefined && first !== second)
    told.push({ of: first, derivative: second, order: 1, ...common });
  else if (of !== undefined && second !== undefined && of !== second)
    told.push({ of, derivative: second, order: 2, ...common });
  return told;
}
