/** The public list of what a document holds. */
import type { Span } from '../base/span.ts';
import { kindOf } from './noteFacts.ts';
import type { Region } from './region.ts';
import type { Source } from './source.ts';
import type { MathRegion } from './types.ts';

export function regionsOf(source: Source): MathRegion[] {
  return source.regions.flatMap((region) => {
    const described = describe(region);
    return described ? [described] : [];
  });
}

function describe(region: Region): MathRegion | undefined {
  const { span, inner, notation } = region;
  const kind = region.kind ?? kindOf(region.items);
  return kind && { span, inner: inner as Span, notation, ...kind };
}
