/** The public list of what a document holds. */
import type { Span } from '../base/span.ts';
import { isClaim } from '../trace/define.ts';
import type { Region } from './collect.ts';
import { isSymbol } from './prepare.ts';
import type { Source } from './source.ts';
import type { MathRegion } from './types.ts';

export function regionsOf(source: Source): MathRegion[] {
  return source.regions.flatMap((region) => {
    const described = describe(region);
    return described ? [described] : [];
  });
}

function describe(region: Region): MathRegion | undefined {
  const { span, inner, notation, items } = region;
  const kinds: readonly Pick<MathRegion, 'kind' | 'name'>[] = items.map((item) => {
    const definition = item.definitions.find((candidate) => candidate.parameters) ?? item.definitions[0];
    if (isClaim(item.expression)) return { kind: 'claim' };
    if (definition) return { kind: definition.parameters ? 'function' : 'definition', name: definition.name };
    return { kind: isSymbol(item.expression) ? 'symbol' : 'expression' };
  });
  const first = kinds.find((entry) => entry.kind !== 'symbol') ?? kinds[0];
  return first && { span, inner: inner as Span, notation, ...first };
}
