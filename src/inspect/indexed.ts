/** Claims about any entry, ∂L/∂μ_k = Σ_i …: the same with numbers in the place of the letters that are free. */
import { linearName, walk } from '../syntax/names.ts';
import type { Derivative, Expression } from '../syntax/tree.ts';
import type { Claim } from './claims.ts';
import { replaced } from './rewritten.ts';

export interface Instance {
  readonly claim: Claim;
  /** `k = 2`. */
  readonly words: string;
}

/** Letters that run, as the tracer takes them. */
const RUNNING = /^(?:[i-nt]|ell)$/;
const MOST_LETTERS = 2;
/** Within every sum: an unbounded n is taken to be 3. */
const PLACES = [1, 2];

/** For one letter two places, for two letters equal and different ones; none where no letter is free. */
export function instancesOf(claim: Claim): readonly Instance[] {
  const letters = [...new Set([claim.symbol.of, ...claim.symbol.wrt].flatMap(indexLetters))];
  if (letters.length === 0 || letters.length > MOST_LETTERS || claim.symbol.order > 1) return [];
  let places: Map<string, number>[] = [new Map()];
  for (const letter of letters) {
    places = places.flatMap((before) => PLACES.map((place) => new Map(before).set(letter, place)));
  }
  return places.flatMap((at) => {
    const [derivative, claimed] = [claim.derivative, claim.claimed].map((side) => placed(side, at));
    const symbol = derivative && symbolIn(derivative);
    if (!derivative || !claimed || !symbol) return [];
    const words = [...at].map(([letter, place]) => `${letter} = ${place}`).join(', ');
    return [{ claim: { ...claim, derivative, claimed, symbol }, words }];
  });
}

function indexLetters(expression: Expression): string[] {
  return [...walk(expression)].flatMap((node) =>
    node.kind === 'index'
      ? node.indices.flatMap((index) => (index.kind === 'name' && RUNNING.test(index.name) ? [index.name] : []))
      : [],
  );
}

/** The expression with numbers for its letters; those that a sum binds are its own. */
function placed(expression: Expression, at: ReadonlyMap<string, number>): Expression | undefined {
  return replaced(expression, (node) => {
    if (node.kind === 'big') {
      const own = node.variable === undefined ? undefined : linearName(node.variable);
      if (own === undefined || !at.has(own)) return undefined;
      const rest = new Map([...at].filter(([letter]) => letter !== own));
      return rest.size === 0 ? node : { ...node, body: placed(node.body, rest) ?? node.body };
    }
    if (node.kind === 'index' && /^(?:delta|1)$/.test(linearName(node.base) ?? '') && node.indices.length === 2) {
      const [a, b] = node.indices.map((index) => at.get(linearName(index) ?? ''));
      if (a !== undefined && b !== undefined) return number(a === b ? 1 : 0, node);
    }
    const place = node.kind === 'name' ? at.get(node.name) : undefined;
    return place === undefined ? undefined : number(place, node);
  });
}

function number(value: number, { span, outer }: Expression): Expression {
  return { kind: 'number', value, text: String(value), span, outer };
}

function symbolIn(term: Expression): Derivative | undefined {
  if (term.kind === 'derivative') return term;
  if (term.kind === 'call' && term.callee.kind === 'derivative') return term.callee;
  return term.kind === 'at' ? symbolIn(term.body) : undefined;
}
