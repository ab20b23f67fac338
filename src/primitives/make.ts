/** Short hands for writing rows: spellings, targets and display forms that most rows share. */
import type { Language } from '../syntax/tree.ts';
import type { Emit, Show, Target } from './row.ts';

type Read = { readonly [L in Language]?: readonly string[] };
type Emits = { readonly [T in Target]?: Emit };

/** A row that prints as a call: `\tanh`, `tanh`. */
export function call(latex: string, text: string): Show {
  return { form: 'call', latex, text };
}

/** A row that prints as a call in upright letters. */
export function operator(text: string): Show {
  return { form: 'call', latex: `\\operatorname{${text}}`, text };
}

export const SPECIAL: Show = { form: 'special' };

/** `python('math np', 'exp', 'exp2')`: every name in every module, as `math.exp`. The module '' is Python's own. */
export function python(modules: string, ...names: readonly string[]): readonly string[] {
  return names.flatMap((name) =>
    modules === '' ? [name] : modules.split(' ').map((module) => (module === '_' ? name : `${module}.${name}`)),
  );
}

/** C has three names for each function, by precision. */
export function c(...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [name, `${name}f`, `${name}l`, `std::${name}`]);
}

/** Notes read the same words in LaTeX (with a backslash too) and in plain text. */
export function notes(...names: readonly string[]): Read {
  return { latex: names, plain: names };
}

/** The same name in notes, JavaScript's Math, Julia, C, MATLAB and R. */
export function everywhere(name: string): Read {
  return { ...notes(name), javascript: [name], julia: [name], c: c(name), matlab: [name], r: [name] };
}

/** What NumPy, PyTorch, JAX, JavaScript, C, Julia and MATLAB call it; absent where the target has nothing for it. */
export interface Names {
  readonly np?: Emit;
  readonly torch?: Emit;
  readonly jax?: Emit;
  readonly js?: Emit;
  readonly c?: Emit;
  readonly julia?: Emit;
  readonly matlab?: Emit;
}

export function emits({ np, torch, jax, js, c, julia, matlab }: Names): Emits {
  const all: [Target, Emit | undefined][] = [
    ['python', np],
    ['torch', torch],
    ['jax', jax],
    ['javascript', js],
    ['typescript', js],
    ['c', c],
    ['julia', julia],
    ['matlab', matlab],
  ];
  return Object.fromEntries(all.filter(([, emit]) => emit !== undefined));
}

/** The name `name` in all seven, `special` aside. */
export function named(name: string, special: Names = {}): Emits {
  return emits({
    np: `np.${name}`,
    torch: `torch.${name}`,
    jax: `jnp.${name}`,
    js: `Math.${name}`,
    c: name,
    julia: name,
    matlab: name,
    ...special,
  });
}

/** One template for all targets, `special` aside. */
export function template(code: Emit, special: Names = {}): Emits {
  return emits({ np: code, torch: code, jax: code, js: code, c: code, julia: code, matlab: code, ...special });
}
