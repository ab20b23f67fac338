/** A claim with a wrong sign, as checks find it. */
import type { DerivativeCheck } from '../../src/core.ts';

export const wrongSign: DerivativeCheck = {
  span: { from: 0, to: 5 },
  claim: '∂e/∂c = sin(c)',
  of: 'e',
  wrt: 'c',
  verdict: 'differs',
  kind: 'sign',
  difference: 'the sign is wrong',
  computed: { value: -0.9, formula: '-sin(c)' },
  evidence: [{ point: { c: 2 }, claimed: 0.9092974, computed: -0.9092974 }],
};
