/**
 * What there is to know of a piece of a note without looking at where it stands: worked out once, not again after every
 * edit that moves it. What depends on the place is moved there when somebody asks for it.
 */
import type { Span } from '../base/span.ts';
import type { FoundMath } from '../languages/found.ts';
import { moved } from '../languages/moved.ts';
import { walk } from '../syntax/names.ts';
import type { Reading, ReadMath } from '../syntax/reading.ts';
import type { Expression } from '../syntax/tree.ts';
import { declarationsIn, definitionsOf, isClaim, isSymbol, sizesIn } from '../trace/define.ts';
import type { Definition, Place } from '../trace/scope.ts';
import type { MathRegion } from './types.ts';

/** What a public region says of itself. */
export type Kind = Pick<MathRegion, 'kind' | 'name'>;

/** What one formula defines and declares, and which names it uses how. */
export interface FormulaFacts {
  /** Of the statement, where it was read. */
  readonly span: Span;
  readonly expression: Expression;
  /** As it was read; their places are not. */
  readonly definitions: readonly Definition[];
  /** Names that bound a sum. */
  readonly sizes: readonly string[];
  /** Names in plain type. */
  readonly plain: readonly string[];
  readonly declares: boolean;
}

export interface NoteFacts {
  readonly formulas: readonly FormulaFacts[];
  readonly kind: Kind | undefined;
}

/** A piece of a note as it was read, and how far it stands from there. */
export interface NoteRead {
  readonly read: ReadMath;
  readonly facts: NoteFacts;
  readonly by: number;
}

const NOWHERE: Place = { order: 0, display: 0, section: 0, block: 0 };

export function factsOf(read: ReadMath, notation: FoundMath['notation']): NoteFacts {
  const formulas = read.statements.flatMap((statement): FormulaFacts[] => {
    if (statement.kind !== 'formula') return [];
    const { expression, span } = statement;
    return [
      {
        span,
        expression,
        definitions: definitionsOf(expression, NOWHERE, notation),
        sizes: sizesIn(expression),
        plain: plainNames(expression),
        declares: declarationsIn(expression).length > 0,
      },
    ];
  });
  return { formulas, kind: kindOf(formulas) };
}

/** Of the first item that is more than a symbol. */
export function kindOf(items: readonly Pick<FormulaFacts, 'expression' | 'definitions'>[]): Kind | undefined {
  let symbol: Kind | undefined;
  for (const { expression, definitions } of items) {
    if (isClaim(expression)) return { kind: 'claim' };
    const definition = definitions.find((candidate) => candidate.parameters) ?? definitions[0];
    if (definition) return { kind: definition.parameters ? 'function' : 'definition', name: definition.name };
    if (!isSymbol(expression)) return { kind: 'expression' };
    symbol ??= { kind: 'symbol' };
  }
  return symbol;
}

/** Keys of readings tell where they are: `log@43`. */
export function movedReadings(readings: readonly Reading[], by: number): readonly Reading[] {
  return moved(readings, by).map((reading) => ({
    ...reading,
    key: reading.key.replace(/@(\d+)/, (_, place) => `@${Number(place) + by}`),
  }));
}

/** Symbols in plain type; those below an index are entries of something and do not count. */
function plainNames(expression: Expression): string[] {
  const indexed = new Set<Expression>();
  const found: string[] = [];
  for (const node of walk(expression)) {
    if (node.kind === 'index') indexed.add(node.base);
    if (node.kind === 'name' && node.style === undefined && !indexed.has(node)) found.push(node.name);
  }
  return found;
}
