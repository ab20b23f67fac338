/** All checks of a document; of an edited one only those whose text, or what they look at, has changed. */
import { every } from '../base/pauses.ts';
import { checkClaim, placeOf } from './checks.ts';
import { claimsOf } from './claims.ts';
import { isEquation } from './equations.ts';
import { claimKeys, createMemory, forget, indexing, type Memory, recalled, refresh } from './memory.ts';
import { isOfNothingWritten } from './noClaims.ts';
import { againDoubt } from './noteDoubts.ts';
import { pairSteps } from './pairChecks.ts';
import { indexingProgram, pairKey } from './pairMemory.ts';
import { pairing } from './pairs.ts';
import { soundSteps } from './soundly.ts';
import type { Source } from './source.ts';
import type { DerivativeCheck, InspectOptions } from './types.ts';

/** Regions that are looked at before others get their turn. */
const PAUSE_EVERY = 50;

/** Yields undefined between checks and between the steps of long ones, where the caller may pause or stop. */
export function* checkSource(
  source: Source,
  options: InspectOptions = {},
  memory: Memory = createMemory(),
): Generator<DerivativeCheck | undefined> {
  // How far a limited check comes may be chance: it is not remembered.
  const own = options.budget === undefined ? memory : createMemory();
  refresh(own);
  const used = new Set<string>();
  const index = yield* indexing(source);
  yield undefined;
  const isTime = every(PAUSE_EVERY);
  for (const region of source.regions) {
    if (isTime()) yield undefined;
    for (const item of region.items) {
      for (const claim of claimsOf(item, source.scope)) {
        if (isOfNothingWritten(source, claim)) continue;
        const keys = claimKeys(own, source, index, claim);
        // biome-ignore lint/correctness/useYield: a claim is checked in one step.
        const made = function* (asking: Source): Generator<undefined, DerivativeCheck> {
          return checkClaim(asking, claim, options);
        };
        const { check, isNew } = yield* recalled(own, keys, source, used, made, (known) => {
          if (known?.verdict === 'agrees') return '';
          // Whether it is right in another layout than the usual one, the other claims say.
          return known?.kind === 'transposed' ? undefined : (againDoubt(source, claim) ?? '');
        });
        // f_x that cannot be decided may be no derivative at all.
        const isNone = claim.isLabel && check?.verdict === 'undecided';
        if (check && !isNone && !isEquation(source, claim, check))
          yield isNew ? check : { ...check, ...placeOf(source, claim) };
        if (isNew) yield undefined;
      }
    }
  }
  yield undefined;
  const pairs = yield* soundSteps(pairing(source), []);
  if (pairs.length === 0) return forget(own, used);
  yield undefined;
  const program = yield* indexingProgram(own, source);
  yield undefined;
  for (const pair of pairs) {
    const keys = [pairKey(own, source, program, pair)];
    const { check } = yield* recalled(own, keys, source, used, (asking) =>
      soundSteps(pairSteps(asking, pair, options), undefined),
    );
    yield check && { ...check, span: pair.span, related: [pair.of.span] };
  }
  forget(own, used);
}
