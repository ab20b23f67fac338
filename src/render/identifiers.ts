/** Names of a list as identifiers of a target: legal there, distinct, and no word that means something else. */

/** Gives each name it is asked for an identifier of its own. */
export interface Identifiers {
  fresh(name: string): string;
}

const LONGEST = 60; // MATLAB allows 63

const GREEK: ReadonlyMap<string, string> = new Map(
  (
    'α alpha,β beta,γ gamma,δ delta,ε epsilon,ζ zeta,η eta,θ theta,ι iota,κ kappa,λ lambda,μ mu,ν nu,ξ xi,ο omicron,π pi,ρ rho,' +
    'σ sigma,ς sigma,τ tau,υ upsilon,φ phi,χ chi,ψ psi,ω omega,ϵ epsilon,ϑ theta,ϕ phi,ϱ rho,ϖ pi,Γ Gamma,Δ Delta,Θ Theta,' +
    'Λ Lambda,Ξ Xi,Π Pi,Σ Sigma,Υ Upsilon,Φ Phi,Ψ Psi,Ω Omega'
  )
    .split(',')
    .map((pair): [string, string] => [pair.slice(0, 1), pair.slice(2)]),
);

/** `reserved`: what no name may be. `unicode`: letters beyond ASCII are allowed. */
export function createIdentifiers(reserved: Iterable<string>, unicode: boolean): Identifiers {
  const forbidden = new Set(reserved);
  const taken = new Set<string>();
  return {
    fresh(name) {
      const base = identifierOf(name, unicode);
      const allowed = forbidden.has(base) ? `${base}_` : base;
      let unique = allowed;
      for (let k = 2; taken.has(unique) || forbidden.has(unique); k++) unique = `${allowed}_${k}`;
      taken.add(unique);
      return unique;
    },
  };
}

/** `θ` → `theta`, `x[0]` → `x_0`, `self.N` → `self_N`, `1st` → `v1st`. */
function identifierOf(name: string, unicode: boolean): string {
  const latin = [...name.normalize('NFKC')].map((letter) => GREEK.get(letter) ?? letter).join('');
  const legal = unicode
    ? latin.replace(/[^\p{ID_Continue}]+/gu, '_')
    : latin
        .replace(/[\p{L}\p{N}]/gu, (letter) => (/\w/.test(letter) ? letter : `u${letter.codePointAt(0)?.toString(16)}`))
        .replace(/\W+/g, '_');
  const short = [...legal].slice(0, LONGEST).join('').replace(/_+$/, '');
  return /^[\p{ID_Start}]/u.test(short) ? short : `v${short}`;
}
