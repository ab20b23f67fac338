/** Gauss's rule with 20 points on a panel, for kernels that are smooth integrals. */

/** Positive nodes on (−1, 1) and their weights. */
const NODES = [
  0.07652652113349734, 0.2277858511416451, 0.37370608871541955, 0.5108670019508271, 0.636053680726515,
  0.7463319064601508, 0.8391169718222188, 0.912234428251326, 0.9639719272779138, 0.9931285991850949,
];
const WEIGHTS = [
  0.15275338713072584, 0.14917298647260374, 0.14209610931838204, 0.13168863844917664, 0.11819453196151841,
  0.10193011981724044, 0.08327674157670475, 0.06267204833410907, 0.04060142980038694, 0.017614007139152118,
];

/** ∫ f over the panels between these bounds, in rising order. */
export function integral(f: (t: number) => number, bounds: readonly number[]): number {
  let total = 0;
  for (let i = 1; i < bounds.length; i++) {
    const [low, high] = [bounds[i - 1] as number, bounds[i] as number];
    const [middle, half] = [0.5 * (low + high), 0.5 * (high - low)];
    let panel = 0;
    for (let k = NODES.length - 1; k >= 0; k--) {
      const away = half * (NODES[k] as number);
      panel += (WEIGHTS[k] as number) * (f(middle - away) + f(middle + away));
    }
    total += half * panel;
  }
  return total;
}
