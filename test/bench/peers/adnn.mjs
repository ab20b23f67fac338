// adnn: reverse mode over objects, one a number.
import ad from 'adnn/ad/index.js';

const { add, sub, mul, div, exp, sqrt, sin, cos } = ad.scalar;

export function open({ id, params }, x, out) {
  const f = functions[id]?.(params);
  if (!f || x.length > 1000) return undefined;
  return {
    gradient() {
      const inputs = Array.from(x, (entry) => ad.lift(entry));
      const result = f(inputs);
      result.backprop();
      for (let i = 0; i < out.length; i++) out[i] = ad.derivative(inputs[i]);
      return ad.value(result);
    },
  };
}

const functions = {
  W1: () => (inputs) => {
    const a = mul(inputs[0], inputs[0]);
    const c = add(a, exp(a));
    return add(sqrt(c), cos(c));
  },
  W2: () => (inputs) => {
    let sum = 0;
    for (let i = 0; i + 1 < inputs.length; i++) {
      const s = sub(inputs[i + 1], mul(inputs[i], inputs[i]));
      const t = sub(1, inputs[i]);
      sum = add(sum, add(mul(100, mul(s, s)), mul(t, t)));
    }
    return sum;
  },
  W3:
    ([K]) =>
    ([x]) => {
      let y = x;
      for (let i = 0; i < K; i++) y = add(mul(sin(y), x), div(y, 2));
      return y;
    },
};
