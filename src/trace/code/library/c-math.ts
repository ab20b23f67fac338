/** What `<math.h>`, `<cmath>` and `<stdlib.h>` have beyond the rows of the table. */
import { listOf } from '../operators.ts';
import type { Thing } from '../things.ts';
import { entriesFor } from './columns.ts';
import type { Calculator, Part } from './distributions.ts';
import type { LibraryCall, LibraryFunction } from './entry.ts';
import { done, lineAt, refuse, row } from './given.ts';
import { formula } from './special.ts';

/** The three names of a function: of doubles, floats and long doubles. */
const real = (name: string) => `${name} ${name}f ${name}l`;

/** |x| with the sign of y, that of a zero too: the angle of (−1, y) is negative where y or −0 is. */
function copysign(at: Calculator, x: Part, y: Part): Part {
  const size = at.do('abs', x);
  const angle = at.do('lt', at.do('atan2', y, at.n(-1)), at.n(0));
  return at.do('select', at.do('or', at.do('lt', y, at.n(0)), angle), at.do('neg', size), size);
}

/** x − n y for the whole number n next to x/y, the even one of two. */
function remainder(at: Calculator, x: Part, y: Part): Part {
  return at.do('sub', x, at.do('mul', at.do('round', at.do('div', x, y)), y));
}

/** x 2^n for a whole n. */
const scaled = formula(2, (at, [x, n]) => at.do('mul', x, at.do('exp2', at.do('trunc', n))));

/** `std::max({a, b, c})`. */
function ofList(operation: 'max' | 'min'): LibraryFunction {
  return (call) => {
    const [list] = call.args;
    const items = list && call.args.length === 1 ? listOf(call.machine, list) : undefined;
    if (!items || items.length === 0) return 'pass';
    const [first, ...rest] = items.map((item: Thing) => lineAt(call, item));
    return done(rest.reduce((best, item) => row(call, operation, [best, item]), first));
  };
}

const LONGEST_ORDER = 60;

/** `std::legendre(n, x)` and its kin, from the two before: P₀ = 1, P₁ as given, then `next` of n, Pₙ₋₁ and Pₙ₋₂. */
function polynomials(
  second: (at: Calculator, x: Part) => Part,
  next: (at: Calculator, n: number, x: Part, last: Part, before: Part) => Part,
): LibraryFunction {
  return (call: LibraryCall) => {
    if (call.args.length !== 2) return 'pass';
    const order = call.machine.staticNumber(call.args[0], call.at.span, 'The order');
    if (order === undefined) return undefined;
    if (!Number.isInteger(order) || order < 0 || order > LONGEST_ORDER)
      return refuse(call, `${call.path} is read for orders from 0 to ${LONGEST_ORDER}.`);
    return formula(2, (at, [, x]) => {
      let [before, last]: Part[] = [at.n(1), second(at, x)];
      for (let n = 2; n <= order; n++) [before, last] = [last, next(at, n, x, last, before)];
      return order === 0 ? at.n(1) : last;
    })(call);
  };
}

export const cMath = entriesFor('c', {
  [real('copysign')]: formula(2, (at, [x, y]) => copysign(at, x, y)),
  signbit: formula(1, (at, [x]) => at.do('lt', copysign(at, at.n(1), x), at.n(0))),
  [real('remainder')]: formula(2, (at, [x, y]) => remainder(at, x, y)),
  [real('fdim')]: formula(2, (at, [x, y]) => at.do('max', at.do('sub', x, y), at.n(0))),
  [real('fma')]: formula(3, (at, [x, y, z]) => at.do('add', at.do('mul', x, y), z)),
  [`${real('lround')} ${real('llround')}`]: formula(1, (at, [x]) => at.do('roundHalfAway', x)),
  [`${real('lrint')} ${real('llrint')}`]: formula(1, (at, [x]) => at.do('round', x)),
  [`${real('scalbn')} ${real('scalbln')} ${real('ldexp')}`]: scaled,
  [real('exp10')]: formula(1, (at, [x]) => at.do('pow', at.n(10), x)),
  'std::hypot': formula(3, (at, [x, y, z]) => at.do('hypot', at.do('hypot', x, y), z)),
  'std::lerp': formula(3, (at, [a, b, t]) => at.do('add', a, at.do('mul', t, at.do('sub', b, a)))),
  'std::norm': formula(1, (at, [x]) => at.do('mul', x, x)),
  'std::beta': formula(2, (at, [a, b]) => at.do('beta', a, b)),
  'std::legendre': polynomials(
    (_, x) => x,
    (at, n, x, last, before) =>
      at.do(
        'div',
        at.do('sub', at.do('mul', at.do('mul', at.n(2 * n - 1), x), last), at.do('mul', at.n(n - 1), before)),
        at.n(n),
      ),
  ),
  'std::hermite': polynomials(
    (at, x) => at.do('mul', at.n(2), x),
    (at, n, x, last, before) =>
      at.do('sub', at.do('mul', at.do('mul', at.n(2), x), last), at.do('mul', at.n(2 * (n - 1)), before)),
  ),
  'std::laguerre': polynomials(
    (at, x) => at.do('sub', at.n(1), x),
    (at, n, x, last, before) =>
      at.do(
        'div',
        at.do('sub', at.do('mul', at.do('sub', at.n(2 * n - 1), x), last), at.do('mul', at.n(n - 1), before)),
        at.n(n),
      ),
  ),
  'std::max': ofList('max'),
  'std::min': ofList('min'),
});
