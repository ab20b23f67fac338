/** Spherical Bessel functions of SciPy, by those of the order n + ½ (DLMF 10.47), and their derivatives (DLMF 10.51.2). */
import { type Calculator, calculator, type Part } from './distributions.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pathEntry, pythonEntry } from './entry.ts';
import { done, flag, lineAt, named, refuse, wholeNumber } from './given.ts';

interface Kind {
  /** The function of the order n + ½. */
  readonly row: string;
  /** f(−z) = ±f(z): the sign for even n; absent: it is not real for z < 0. */
  readonly even?: 1 | -1;
  /** f_n′ = n/z f_n ± f_(n+1). */
  readonly next: 1 | -1;
}

const KINDS: Readonly<Record<string, Kind>> = {
  jn: { row: 'besselJ', even: 1, next: -1 },
  yn: { row: 'besselY', even: -1, next: -1 },
  in: { row: 'besselI', even: 1, next: 1 },
  kn: { row: 'besselK', next: -1 },
};

/** √(π/(2z)) J_(n+½)(z); at z = 0 no number. */
function spherical(at: Calculator, { row, even }: Kind, n: number, z: Part): Part {
  const size = even === undefined ? z : at.do('abs', z);
  const root = at.do('sqrt', at.do('div', at.n(Math.PI / 2), size));
  const own = at.do('mul', root, at.do(row, at.n(n + 0.5), size));
  const isOdd = even !== undefined && (n % 2 === 0) !== (even === 1);
  return isOdd ? at.do('mul', at.do('sign', z), own) : own;
}

function derivative(at: Calculator, kind: Kind, n: number, z: Part): Part {
  const first = at.do('mul', at.do('div', at.n(n), z), spherical(at, kind, n, z));
  return at.do(kind.next === 1 ? 'add' : 'sub', first, spherical(at, kind, n + 1, z));
}

function read(call: LibraryCall, kind: Kind, isDerivative: boolean): ReturnType<LibraryFunction> {
  const got = named(call, 'n z derivative');
  if (!got?.n || !got.z) return got && refuse(call, `${call.path} takes an order and an argument.`);
  const n = wholeNumber(call, got.n, 'The order');
  const z = n === undefined ? undefined : lineAt(call, got.z);
  const asks = flag(call, got.derivative);
  if (n === undefined || z === undefined || asks === undefined) return undefined;
  if (n < 0) return refuse(call, `${call.path} is read for orders from 0 on.`);
  return done((isDerivative || asks ? derivative : spherical)(calculator(call), kind, n, z));
}

/** As SciPy's own text imports what it has compiled. */
const compiled = (name: string) => ['._ufuncs', 'scipy.special._ufuncs'].map((module) => `${module}.${name}`);

export const scipyBessel: readonly LibraryEntry[] = Object.entries(KINDS).flatMap(([name, kind]) => [
  pythonEntry((call) => read(call, kind, false), [`special.spherical_${name}`]),
  pathEntry((call) => read(call, kind, false), compiled(`_spherical_${name}`)),
  pathEntry((call) => read(call, kind, true), compiled(`_spherical_${name}_d`)),
]);
